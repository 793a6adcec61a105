import { createAnchorGrid } from '../anchors/anchor-grid.ts';
import { proposeClassMapping } from '../annotations/class-mapping.ts';
import { FocalScopeError, hasCode } from '../base/errors.ts';
import { anchorSettingsOf } from '../coverage/anchor-settings.ts';
import { InputError } from '../gpu/input-error.ts';
import { decodePhoto } from '../image/decode-photo.ts';
import { anchorCountError } from '../model/check-head.ts';
import { classListNamed, classListOf, type ClassList } from '../model/class-lists.ts';
import { completeConventions } from '../model/complete-conventions.ts';
import { detectionConventions } from '../model/detection-conventions.ts';
import type { DetectorConventions } from '../model/detector-conventions.ts';
import { exporterList } from '../model/exporter-list.ts';
import type { ExporterConventions } from '../model/exporters/exporter.ts';
import {
  learnGraphFacts,
  requireCpuHead,
  type GraphFacts,
  type TellingSession,
} from '../model/graph-facts.ts';
import type { ProbePhoto } from '../model/probe-photo.ts';
import { rankConventions, type ProbedPhoto } from '../model/rank-conventions.ts';
import { readLabels } from '../model/read-labels.ts';
import { readModelFiles } from '../model/read-model-files.ts';
import { readSidecar } from '../model/sidecar.ts';
import type { ConventionsReport, ModelRequest } from './messages.ts';
import type { SessionHolder } from './session-holder.ts';

/** What the finding of conventions goes by. */
export interface ConventionsSearch {
  /** Those of the model that comes with the page: somebody may have trained another like it. */
  readonly builtIn: DetectorConventions;
  readonly request: ModelRequest;
  /** Hears of each run of the probe before it begins. */
  readonly onRun: (done: number, total: number) => void;
}

/**
 * What a model's outputs mean: as whoever brought it says, or as the ranking of exporters' conventions on photos with
 * known objects has it, without such photos as the graph's own layout makes likely. Either way they must give as many
 * anchors as the graph does.
 *
 * @param session runs on the CPU
 * @throws FocalScopeError `sidecar-invalid`, `labels-invalid`, `model-anchors-unknown`, `model-not-a-detector`, and what
 * a run throws
 */
export async function findConventions(
  session: TellingSession,
  search: ConventionsSearch,
  signal: AbortSignal,
): Promise<ConventionsReport> {
  const { conventions: given, model } = search.request;
  const said = given ?? (model.sidecar === undefined ? undefined : readSidecar(model.sidecar));
  const facts = await learnGraphFacts(session, signal).catch((error: unknown) => {
    if (hasCode(error, 'model-detections-only')) return undefined;
    throw error;
  });
  if (!facts) {
    const report = readDetector(session, said, model.labels);
    return given ? { ...report, source: 'override' } : report;
  }
  const report: ConventionsReport = said
    ? { conventions: said, source: given ? 'override' : 'sidecar', ranking: undefined }
    : await probeConventions(session, facts, search, signal);
  const conventions = nameClasses(report.conventions, facts.classes, model.labels);
  checkAgainstGraph(conventions, facts);
  return { ...report, conventions, facts };
}

/**
 * What is supposed of a graph that gives boxes after suppression: there are no anchors to try conventions with, only an
 * input to make and labels to name.
 */
function readDetector(
  session: TellingSession,
  said: DetectorConventions | undefined,
  labels: string | undefined,
): ConventionsReport {
  const { input, layout } = session;
  if (!input || layout?.kind !== 'detections')
    throw new FocalScopeError('internal', { reason: 'no boxes after suppression' });
  const { conventions, classes } = detectionConventions(input, layout);
  const list = labels === undefined ? classListOf(classes) : classListNamed(readLabels(labels, undefined));
  const { width, height } = input;
  const fixedSize = width !== undefined && height !== undefined ? { width, height } : undefined;
  const facts = { fixedSize, activation: 'probabilities' } as const;
  return {
    conventions: said ?? completeConventions(conventions, facts, list),
    facts,
    source: said ? 'sidecar' : 'probe',
    ranking: undefined,
  };
}

/**
 * Puts a model in the place of the one in use, once it is known what its outputs mean; until then, and where that
 * cannot be known, the one in use stays.
 *
 * @throws FocalScopeError as {@link findConventions} and `SessionHolder.adopt`
 */
export async function adoptModel(
  sessions: SessionHolder,
  search: ConventionsSearch,
  signal: AbortSignal,
): Promise<ConventionsReport> {
  const files = await readModelFiles(search.request.model);
  return sessions.adopt(files, signal, (session, own) => findConventions(session, search, own));
}

async function probeConventions(
  session: TellingSession,
  facts: GraphFacts,
  { builtIn, request, onRun }: ConventionsSearch,
  signal: AbortSignal,
): Promise<ConventionsReport> {
  const list = listFor(facts.classes, builtIn, request.model.labels);
  const probed = {
    ...facts,
    run: async (...[input, own]: Parameters<TellingSession['run']>) =>
      requireCpuHead(await session.run(input, own)),
    classes: list.classes,
  };
  const photos = await decodeAll(choosePhotos(request.probePhotos ?? [], list), signal);
  const exporters: readonly ExporterConventions[] = [builtIn, ...exporterList];
  const ranking = await rankConventions(probed, photos, exporters, onRun, signal);
  const [winner] = ranking.rows;
  if (!winner) {
    const { anchors, inputWidth: width, inputHeight: height } = facts.answered;
    throw new FocalScopeError('model-anchors-unknown', { anchors, width, height });
  }
  const rows = ranking.rows.map((row) => ({
    ...row,
    conventions: completeConventions(row.conventions, facts, list),
  }));
  return {
    conventions: rows[0]?.conventions ?? completeConventions(winner.conventions, facts, list),
    source: 'probe',
    ranking: { ...ranking, rows },
  };
}

/** A model's classes: as a labels file has them, else what K of them most likely are. */
function listFor(count: number, builtIn: DetectorConventions, labels: string | undefined): ClassList {
  if (labels !== undefined) return classListNamed(readLabels(labels, count));
  return count === builtIn.classes.length ? { ...builtIn, isNamed: true } : classListOf(count);
}

/**
 * The photos that can tell something of a model of these classes. Of one whose classes are only numbered any photo may,
 * since nothing says that what is on it is none of them.
 */
function choosePhotos(photos: readonly ProbePhoto[], { classes, isNamed }: ClassList): readonly ProbePhoto[] {
  const known = photos.filter(({ boxes }) =>
    proposeClassMapping(
      boxes.map(({ label }) => label),
      classes,
    ).some(({ classIndex }) => classIndex !== undefined),
  );
  return known.length > 0 || isNamed ? known : photos;
}

/** @throws FocalScopeError `labels-invalid`, `sidecar-invalid` where there are not K names */
function nameClasses(
  conventions: DetectorConventions,
  count: number,
  labels: string | undefined,
): DetectorConventions {
  if (labels !== undefined && conventions.classes.length === count)
    return { ...conventions, classes: readLabels(labels, count) };
  const { length } = conventions.classes;
  if (length === count) return conventions;
  throw new FocalScopeError('sidecar-invalid', { path: 'classes', reason: `${length} ≠ K = ${count}` });
}

/**
 * Conventions must lay as many anchors over an input as the graph answers it with.
 *
 * @throws FocalScopeError `model-not-a-detector`, `sidecar-invalid` for anchors beyond all bounds
 */
export function checkAgainstGraph(conventions: DetectorConventions, { answered }: GraphFacts): void {
  const { inputWidth, inputHeight, anchors } = answered;
  try {
    anchorSettingsOf(conventions);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new FocalScopeError(
      'sidecar-invalid',
      { path: 'anchors', reason: error.message },
      { cause: error },
    );
  }
  const expected = createAnchorGrid(conventions.anchors, inputWidth, inputHeight).anchorCount;
  if (expected !== anchors) throw anchorCountError(expected, anchors, inputWidth, inputHeight);
}

async function decodeAll(photos: readonly ProbePhoto[], signal: AbortSignal): Promise<ProbedPhoto[]> {
  const decoded: ProbedPhoto[] = [];
  for (const { blob, fileName, boxes } of photos)
    if (boxes.length > 0) decoded.push({ photo: await decodePhoto(blob, fileName, signal), boxes });
  return decoded;
}
