import { describe, expect, it } from 'vitest';
import { keyNames } from '../../src/app/key-names.ts';
import { matchShortcut, parseChord, shortcutTable, type ShortcutGroup } from '../../src/app/shortcuts.ts';
import { readText, readSourceGraph } from '../support/source-graph.ts';
import { dictionaries } from '../support/dictionaries.ts';

const groups = Object.keys(shortcutTable) as ShortcutGroup[];
const all = groups.flatMap((group) =>
  Object.entries<readonly string[]>(shortcutTable[group]).map(([name, chords]) => ({ group, name, chords })),
);
const plain = { shift: false, alt: false, control: false };

describe('the table of shortcuts', () => {
  it.each(all)('$group.$name answers to each of its chords, and to no other', ({ group, name, chords }) => {
    for (const [at, chord] of chords.entries()) {
      expect(matchShortcut(group, parseChord(chord))).toEqual({ name, at });
      const press = parseChord(chord);
      expect(matchShortcut(group, { ...press, control: !press.control, key: `F${at}` })).toBeUndefined();
    }
  });

  it.each(all)('$group.$name is told on the sheet', ({ group, name }) => {
    expect(dictionaries.en).toHaveProperty([`keyboard.${group}`]);
    expect(dictionaries.en).toHaveProperty([`keyboard.${group}.${name}`]);
  });

  it('has no line on the sheet for a shortcut that there is not', () => {
    const told = Object.keys(dictionaries.en).filter(
      (key) => /^keyboard\.[a-z]+\.\w+$/.test(key) && !key.startsWith('keyboard.key.'),
    );
    expect(told.sort()).toEqual(all.map(({ group, name }) => `keyboard.${group}.${name}`).sort());
  });

  it('is what every handler of keys asks', () => {
    // Keys of widgets that work as the platform's own do, and modifiers that are held.
    const exempt = new Set(['src/ui/box-gestures.ts', 'src/app/shortcuts.ts']);
    const strays = [...readSourceGraph().keys()].filter(
      (path) =>
        !exempt.has(path) && /\bevent\.key\b|\.key === '/.test(readText(path)) && path.startsWith('src/'),
    );
    expect(strays).toEqual([]);
  });

  it('leaves shift and alt of signs to the keyboard', () => {
    expect(matchShortcut('page', { key: '?', ...plain, shift: true })?.name).toBe('keyboard');
    expect(matchShortcut('inspect', { key: '[', ...plain, alt: true })?.name).toBe('shape');
    expect(matchShortcut('stage', { key: '0', ...plain, control: true })).toBeUndefined();
    expect(matchShortcut('boxes', { key: 'N', ...plain, shift: true })).toBeUndefined();
  });
});

describe('names of keys', () => {
  const shown = (chord: string, isMac: boolean): string =>
    keyNames(chord, isMac)
      .map((key) => key.shown)
      .join(' ');

  it.each([
    ['Ctrl-Shift-z', 'Ctrl Shift Z', '⌘ ⇧ Z'],
    ['Alt-ArrowUp', 'Alt ↑', '⌥ ↑'],
    ['-', '-', '-'],
    ['PageUp', 'Page Up', 'fn ↑'],
    ['Backspace', 'Backspace', '⌫'],
  ])('%s is %s, and %s on a Mac', (chord, elsewhere, mac) => {
    expect(shown(chord, false)).toBe(elsewhere);
    expect(shown(chord, true)).toBe(mac);
  });
});
