import type { TextKey } from './i18n/english.ts';
import { parseChord } from './shortcuts.ts';

/** A key as it is shown, and as it is read out where that is another thing. */
export interface KeyName {
  readonly shown: string;
  readonly spoken: TextKey | undefined;
}

const plainNames: Readonly<Record<string, string>> = {
  Ctrl: 'Ctrl',
  Alt: 'Alt',
  Shift: 'Shift',
  Escape: 'Esc',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
};

const macNames: Readonly<Record<string, string>> = {
  Ctrl: '⌘',
  Alt: '⌥',
  Shift: '⇧',
  Enter: '↩',
  Escape: '⎋',
  PageUp: 'fn ↑',
  PageDown: 'fn ↓',
  Home: 'fn ←',
  End: 'fn →',
  Delete: 'fn ⌫',
  Backspace: '⌫',
};

const arrows: Readonly<Record<string, { shown: string; spoken: TextKey }>> = {
  ArrowLeft: { shown: '←', spoken: 'keyboard.key.ArrowLeft' },
  ArrowRight: { shown: '→', spoken: 'keyboard.key.ArrowRight' },
  ArrowUp: { shown: '↑', spoken: 'keyboard.key.ArrowUp' },
  ArrowDown: { shown: '↓', spoken: 'keyboard.key.ArrowDown' },
};

const macSpoken: Readonly<Record<string, TextKey>> = {
  Ctrl: 'keyboard.key.Command',
  Alt: 'keyboard.key.Option',
  Shift: 'keyboard.key.Shift',
};

/** The keys of a chord, as they are written on the keyboard. */
export function keyNames(chord: string, isMac: boolean): readonly KeyName[] {
  const { key, control, alt, shift } = parseChord(chord);
  const modifiers = [control && 'Ctrl', alt && 'Alt', shift && 'Shift'].filter((name) => name !== false);
  return [...modifiers, key].map((name) => {
    const arrow = arrows[name];
    if (arrow) return arrow;
    const letter = name.length === 1 ? name.toUpperCase() : name;
    const shown = (isMac ? macNames[name] : undefined) ?? plainNames[name] ?? letter;
    return { shown, spoken: isMac ? macSpoken[name] : undefined };
  });
}
