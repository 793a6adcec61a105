import { anchorsOfCell, stepAnchor } from '../../anchors/anchor-cells.ts';
import { isAbort, serialiseError } from '../../base/errors.ts';
import type { EngineClient } from '../../engine/engine-client.ts';
import type { EngineEvent, Readout } from '../../engine/messages.ts';
import type { AnchorRows, AnchorsQuery, HardestRows } from '../../pipeline/anchor-rows.ts';
import type { AppState, Store } from '../app-state.ts';
import { Words } from '../i18n/words.ts';
import { hardestOf, lossContextOf } from './anchor-facts.ts';
import { nothingInspected, type InspectAction, type InspectState } from './inspect-state.ts';
import { LatestQuestion } from './latest-question.ts';

export interface InspectParts {
  readonly store: Store;
  readonly client: Pick<EngineClient, 'subscribe' | 'query' | 'savePicture'>;
  /** Hands a finished file to the person. */
  readonly save: (content: Blob, fileName: string) => void;
  /** How long the photo's losses must rest before the list of the hardest is drawn up again, in milliseconds. */
  readonly rest?: number;
}

const asksOfPhoto = new Set<InspectAction['kind']>([
  'hover',
  'pin',
  'visit',
  'step',
  'export',
  'save-picture',
]);

interface PhotoPoint {
  readonly x: number;
  readonly y: number;
}

/** Anchors that are asked for, and which of them is looked at; undefined: the one of the greatest loss. */
interface Wanted {
  readonly query: AnchorsQuery;
  readonly pick: number | undefined;
}

/** Asks the engine about the anchors that somebody points at, while the panel for it is open. */
export class InspectController {
  readonly #parts: InspectParts;
  readonly #leave: readonly (() => void)[];
  readonly #rows: LatestQuestion<Wanted, AnchorRows>;
  readonly #list: LatestQuestion<string, HardestRows>;
  /** What is shown or on its way. */
  #wanted: Wanted | undefined;
  #analyses = 0;
  /** The matching that the rows shown are of, and what the list is of. */
  #rowSubject: string | undefined;
  #listSubject: string | undefined;
  #restTimer: ReturnType<typeof setTimeout> | undefined;
  /** The panel that was open, the readout and the choice when the state was last looked at. */
  #seen: readonly unknown[] = [];

  constructor(parts: InspectParts) {
    this.#parts = parts;
    const { client } = parts;
    this.#rows = new LatestQuestion(
      ({ query }) => client.query(query),
      (wanted, rows) => this.#show(wanted, rows),
      (_, error) => this.#update({ error: serialiseError(error), asking: false, found: undefined }),
    );
    this.#list = new LatestQuestion(
      () => client.query({ name: 'hardest', ...this.#state.hardest.choice }),
      (_, list) => this.#updateHardest({ list, error: undefined }),
      (_, error) => this.#updateHardest({ list: undefined, error: serialiseError(error) }),
    );
    this.#leave = [
      client.subscribe((event) => this.#receive(event)),
      parts.store.subscribe((state) => this.#follow(state)),
    ];
  }

  act(action: InspectAction): void {
    // An engine that is coming back has no photo yet to be asked about.
    if (this.#parts.store.state.restarting && asksOfPhoto.has(action.kind)) return;
    switch (action.kind) {
      case 'hover':
        if (!this.#state.pinned) this.#hover(action.point);
        break;
      case 'pin':
        this.#pin(action.point);
        break;
      case 'choose':
        if (!this.#state.found?.rows.some(({ anchor }) => anchor === action.anchor)) break;
        this.#wanted = this.#wanted && { ...this.#wanted, pick: action.anchor };
        this.#update({ pinned: true, current: action.anchor });
        break;
      case 'visit':
        this.#visit(action);
        break;
      case 'step':
        this.#step(action.step);
        break;
      case 'release':
        this.#release();
        break;
      case 'level':
        this.#update({ level: action.level });
        if (this.#wanted?.query.name === 'anchors-at')
          this.#ask({ query: { ...this.#wanted.query, level: action.level }, pick: undefined });
        break;
      case 'hardest':
        this.#updateHardest({ choice: { ...this.#state.hardest.choice, ...action.choice } });
        break;
      case 'export':
        void this.#export(action.format);
        break;
      case 'save-picture':
        void this.#savePicture(action.drawings);
        break;
    }
  }

  dispose(): void {
    clearTimeout(this.#restTimer);
    this.#rows.forget();
    this.#list.forget();
    for (const leave of this.#leave) leave();
  }

  get #state(): InspectState {
    return this.#parts.store.state.inspect;
  }

  #pin(point: PhotoPoint): void {
    if (!this.#isOnPhoto(point)) {
      this.#release();
      return;
    }
    this.#update({ pinned: true });
    this.#ask({ query: this.#queryAt(point), pick: undefined });
  }

  #isOnPhoto({ x, y }: PhotoPoint): boolean {
    const photo = this.#parts.store.state.analysis;
    return photo !== undefined && x >= 0 && y >= 0 && x < photo.width && y < photo.height;
  }

  #hover(point: PhotoPoint | undefined): void {
    if (point && this.#isOnPhoto(point)) this.#ask({ query: this.#queryAt(point), pick: undefined });
    else if (this.#wanted) this.#release();
  }

  #queryAt({ x, y }: PhotoPoint): AnchorsQuery {
    return { name: 'anchors-at', x, y, level: this.#state.level };
  }

  #visit({ anchor, box }: Extract<InspectAction, { kind: 'visit' }>): void {
    const layout = this.#state.hardest.list?.layout;
    if (!layout) return;
    const serial = (this.#state.flight?.serial ?? 0) + 1;
    this.#update({ pinned: true, current: anchor, flight: { box, serial } });
    this.#ask({ query: { name: 'anchors', anchors: anchorsOfCell(layout, anchor) }, pick: anchor });
  }

  #step(step: Extract<InspectAction, { kind: 'step' }>['step']): void {
    const { found, current, pinned } = this.#state;
    if (!pinned || !found || current === undefined) return;
    const anchor = stepAnchor(found.layout, current, step);
    if (anchor === current) return;
    this.#update({ current: anchor });
    this.#ask({ query: { name: 'anchors', anchors: anchorsOfCell(found.layout, anchor) }, pick: anchor });
  }

  #release(): void {
    this.#rows.forget();
    this.#wanted = undefined;
    const { current, found, pinned, error, asking } = nothingInspected;
    this.#update({ current, found, pinned, error, asking });
  }

  #ask(wanted: Wanted): void {
    this.#wanted = wanted;
    if (!this.#state.found) this.#update({ asking: true });
    this.#rows.ask(wanted);
  }

  #show(wanted: Wanted, found: AnchorRows): void {
    const { readout, settings } = this.#parts.store.state;
    if (!readout) return;
    const current = wanted.pick ?? hardestOf(found.rows, settings.shown, lossContextOf(readout));
    this.#rowSubject = this.#subjectOf(readout);
    // A later step is on its way already: the anchor that it goes to stays the one looked at.
    const pick = this.#wanted && this.#wanted !== wanted ? (this.#wanted.pick ?? current) : current;
    this.#update({ found, current: pick, asking: false, error: undefined });
  }

  #receive(event: EngineEvent): void {
    if (event.type !== 'analysis' && event.type !== 'restarted') return;
    this.#analyses += 1;
    this.#list.forget();
    this.#rowSubject = this.#listSubject = undefined;
    this.#release();
    this.#update({ exported: undefined, flight: undefined });
    this.#updateHardest({ list: undefined, error: undefined });
  }

  /** Asks again for what other targets or another loss have made stale, once somebody looks. */
  #follow({ panel, view, readout, analysis, inspect }: AppState): void {
    const seen = [panel, view, readout, analysis, inspect.hardest.choice];
    if (seen.every((value, index) => value === this.#seen[index])) return;
    this.#seen = seen;
    if (panel !== 'inspect') {
      if (this.#wanted && !inspect.pinned) this.#release();
      return;
    }
    if (!readout || view !== 'microscope') return;
    const rowSubject = this.#subjectOf(readout);
    if (this.#wanted && this.#rowSubject !== undefined && rowSubject !== this.#rowSubject) {
      this.#rowSubject = rowSubject;
      this.#ask(this.#wanted);
    }
    const listSubject = JSON.stringify([rowSubject, readout.focalParameters, inspect.hardest.choice]);
    if (listSubject === this.#listSubject) return;
    const isFirst = this.#listSubject === undefined || !inspect.hardest.list;
    this.#listSubject = listSubject;
    clearTimeout(this.#restTimer);
    this.#restTimer = setTimeout(() => this.#list.ask(listSubject), isFirst ? 0 : (this.#parts.rest ?? 250));
  }

  /** Everything that the targets of the anchors depend on. */
  #subjectOf({ groundTruth, counts }: Readout): string {
    return JSON.stringify([this.#analyses, groundTruth, counts]);
  }

  async #export(format: Extract<InspectAction, { kind: 'export' }>['format']): Promise<void> {
    await this.#run(async () => {
      const { model, photo } = this.#parts.store.state;
      const [table, { writeAnchorFile }] = await Promise.all([
        this.#parts.client.query({ name: 'anchor-table' }),
        import('./anchor-files.ts'),
      ]);
      const file = await writeAnchorFile(format, table, model?.classes ?? []);
      const fileName = `${baseName(photo?.fileName)}.anchors.${format}`;
      this.#parts.save(file, fileName);
      return { fileName, anchors: table.layout.anchorCount };
    });
  }

  async #savePicture(drawings: readonly string[]): Promise<void> {
    await this.#run(async () => {
      const [picture, { addLegend }] = await Promise.all([
        this.#parts.client.savePicture(),
        import('./picture-with-legend.ts'),
      ]);
      const { state } = this.#parts.store;
      const fileName = `${baseName(state.photo?.fileName)}.focalscope.png`;
      this.#parts.save(await addLegend(picture, drawings, state, new Words(state.language)), fileName);
      return { fileName, anchors: undefined };
    });
  }

  async #run(work: () => Promise<{ fileName: string; anchors: number | undefined }>): Promise<void> {
    if (this.#state.exported?.is === 'running') return;
    const analysis = this.#analyses;
    this.#update({ exported: { is: 'running' } });
    try {
      const done = await work();
      if (analysis === this.#analyses) this.#update({ exported: { is: 'done', ...done } });
    } catch (error) {
      const exported = isAbort(error) ? undefined : ({ is: 'failed', error: serialiseError(error) } as const);
      if (analysis === this.#analyses) this.#update({ exported });
    }
  }

  #update(change: Partial<InspectState>): void {
    const { store } = this.#parts;
    store.update({ inspect: { ...store.state.inspect, ...change } });
  }

  #updateHardest(change: Partial<InspectState['hardest']>): void {
    this.#update({ hardest: { ...this.#state.hardest, ...change } });
  }
}

function baseName(fileName: string | undefined): string {
  return fileName?.replace(/\.[^.]*$/, '') || 'photo';
}
