import type { AnchorStep } from '../../anchors/anchor-cells.ts';
import type { Box } from '../../base/box.ts';
import type { SerialisedError } from '../../base/errors.ts';
import type { AnchorRows, HardestQuery, HardestRows } from '../../pipeline/anchor-rows.ts';
import type { AnchorFileFormat } from './anchor-files.ts';

/** What the list of the hardest is drawn up by. */
export type HardestChoice = Omit<HardestQuery, 'name'>;

export interface HardestState {
  readonly choice: HardestChoice;
  /** Undefined until the first list is there; an older one stays until the next. */
  readonly list: HardestRows | undefined;
  readonly error: SerialisedError | undefined;
}

/** Where the last file or picture stands. */
export type InspectExport =
  | { readonly is: 'running' }
  | { readonly is: 'done'; readonly fileName: string; readonly anchors: number | undefined }
  | { readonly is: 'failed'; readonly error: SerialisedError };

/** What is known of the anchors that somebody points at. */
export interface InspectState {
  /** Index of the level whose anchors are looked for under the pointer, or all of them. */
  readonly level: number | 'all';
  /** Whether it stays when the pointer moves on. */
  readonly pinned: boolean;
  /** Whether an answer is awaited and there is none to show. */
  readonly asking: boolean;
  /** The anchor looked at; its row may still be on its way. */
  readonly current: number | undefined;
  /** The anchors around it. */
  readonly found: AnchorRows | undefined;
  readonly error: SerialisedError | undefined;
  /** Where the stage is to go; a greater number is another flight. */
  readonly flight: { readonly box: Box; readonly serial: number } | undefined;
  readonly hardest: HardestState;
  readonly exported: InspectExport | undefined;
}

export const nothingInspected: InspectState = {
  level: 'all',
  pinned: false,
  asking: false,
  current: undefined,
  found: undefined,
  error: undefined,
  flight: undefined,
  hardest: {
    choice: { loss: 'focal', by: 'loss', among: 'foreground', count: 200 },
    list: undefined,
    error: undefined,
  },
  exported: undefined,
};

/** What a person can do; points are in pixels of the upright original. */
export type InspectAction =
  | { readonly kind: 'hover'; readonly point: { readonly x: number; readonly y: number } | undefined }
  | { readonly kind: 'pin'; readonly point: { readonly x: number; readonly y: number } }
  /** Another of the anchors that are shown. */
  | { readonly kind: 'choose'; readonly anchor: number }
  /** One from anywhere, and the stage goes there. */
  | { readonly kind: 'visit'; readonly anchor: number; readonly box: Box }
  | { readonly kind: 'step'; readonly step: AnchorStep }
  | { readonly kind: 'release' }
  | { readonly kind: 'level'; readonly level: number | 'all' }
  | { readonly kind: 'hardest'; readonly choice: Partial<HardestChoice> }
  | { readonly kind: 'export'; readonly format: AnchorFileFormat }
  /** With drawings that lie over the stage, each a whole SVG of its size. */
  | { readonly kind: 'save-picture'; readonly drawings: readonly string[] };
