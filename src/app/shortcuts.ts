/** A press of a key, as far as shortcuts go; the platform's command key counts as control. */
export interface ShortcutPress {
  readonly key: string;
  readonly shift: boolean;
  readonly control: boolean;
  readonly alt: boolean;
}

const arrows = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] as const;
const withArrows = <Prefix extends string>(
  prefix: Prefix,
): readonly `${Prefix}${(typeof arrows)[number]}`[] => arrows.map((arrow) => `${prefix}${arrow}` as const);

/**
 * Every shortcut of the page, by where the keyboard has to be. The handlers ask this table what a press means, and
 * the keyboard sheet shows it, so that the two cannot differ. A chord is a key with its modifiers, as in `Ctrl-Shift-z`.
 */
export const shortcutTable = {
  page: {
    keyboard: ['?'],
  },
  stage: {
    move: arrows,
    zoomIn: ['+', '='],
    zoomOut: ['-', '−'],
    fit: ['0'],
    photo: ['PageUp', 'PageDown', ',', '.'],
  },
  inspect: {
    pin: ['Enter'],
    cell: arrows,
    level: ['PageUp', 'PageDown'],
    shape: ['[', ']'],
    release: ['Escape'],
  },
  boxes: {
    new: ['n'],
    choose: ['[', ']'],
    move: arrows,
    moveFar: withArrows('Shift-'),
    resize: withArrows('Alt-'),
    resizeFar: withArrows('Alt-Shift-'),
    remove: ['Delete', 'Backspace'],
    deselect: ['Escape'],
    undo: ['Ctrl-z'],
    redo: ['Ctrl-Shift-z', 'Ctrl-y'],
  },
  divider: {
    move: arrows,
    moveFar: [...withArrows('Shift-'), 'PageUp', 'PageDown'],
    ends: ['Home', 'End'],
  },
  tabs: {
    step: ['ArrowLeft', 'ArrowRight'],
  },
  strip: {
    step: ['ArrowLeft', 'ArrowRight'],
    ends: ['Home', 'End'],
  },
} as const satisfies Record<string, Record<string, readonly string[]>>;

export type ShortcutGroup = keyof typeof shortcutTable;
export type ShortcutName<Group extends ShortcutGroup> = keyof (typeof shortcutTable)[Group] & string;

/** What a press means. */
export interface ShortcutMatch<Name extends string> {
  readonly name: Name;
  /** Which of the shortcut's chords was pressed. */
  readonly at: number;
}

/** A chord in its parts. */
export function parseChord(chord: string): ShortcutPress {
  const [, modifiers = '', key = ''] = /^((?:Ctrl-|Alt-|Shift-)*)(.+)$/.exec(chord) ?? [];
  return {
    key,
    control: modifiers.includes('Ctrl-'),
    alt: modifiers.includes('Alt-'),
    shift: modifiers.includes('Shift-'),
  };
}

/** A sign may need shift or alt to be typed at all: which of them is the keyboard's business. */
const isSign = (key: string): boolean => key.length === 1 && key.toLowerCase() === key.toUpperCase();

function fits(chord: string, press: ShortcutPress): boolean {
  const { key, control, alt, shift } = parseChord(chord);
  if (press.control !== control || press.key.toLowerCase() !== key.toLowerCase()) return false;
  return isSign(key) || (press.alt === alt && press.shift === shift);
}

/** What a press means where the keyboard is, or undefined where it means nothing. */
export function matchShortcut<Group extends ShortcutGroup>(
  group: Group,
  press: ShortcutPress,
): ShortcutMatch<ShortcutName<Group>> | undefined {
  for (const [name, chords] of Object.entries<readonly string[]>(shortcutTable[group])) {
    const at = chords.findIndex((chord) => fits(chord, press));
    if (at >= 0) return { name: name as ShortcutName<Group>, at };
  }
  return undefined;
}

/** A browser's event as a press. */
export function pressOf(event: KeyboardEvent): ShortcutPress {
  const { key, shiftKey, altKey } = event;
  return { key, shift: shiftKey, alt: altKey, control: event.ctrlKey || event.metaKey };
}
