import { admitGroundTruth } from '../anchors/admit-ground-truth.ts';
import { createAnchorGrid } from '../anchors/anchor-grid.ts';
import type { GroundTruthBox, GroundTruthSource } from '../anchors/ground-truth.ts';
import { hasCode } from '../base/errors.ts';
import { TaskQueue } from '../base/task-queue.ts';
import type { Detection, DetectionSettings } from '../detect/detection.ts';
import { findMissingLabels } from '../detect/find-missing-labels.ts';
import { decodeCandidates, findDetections, type DecodedCandidates } from '../detect/find-detections.ts';
import { layOutInput } from '../image/input-geometry.ts';
import type { Photo } from '../image/photo.ts';
import type { DetectorConventions } from '../model/detector-conventions.ts';
import type { HeadOutputs, ModelSession, NetworkInput } from '../model/model-session.ts';
import type { RunRoom } from '../model/memory-estimate.ts';
import { answerInput } from './answer-photo.ts';
import type { AnalysisPath, AnsweredPhoto, FocalParameters } from './analysis-path.ts';
import { adviseSize, requireMemory } from './require-memory.ts';
import { targetSettingsOf, type TargetRules } from './target-rules.ts';

/** Detections from this score on stand in for ground truth that a photo lacks. */
export const standInScore = 0.5;

/** What of the settings the pipeline follows. */
export interface PipelineSettings extends FocalParameters {
  readonly targets: TargetRules;
}

/** The sliders of the detections. */
export type DetectionSliders = Pick<DetectionSettings, 'scoreThreshold' | 'nmsIou' | 'suppressAcrossClasses'>;

/** The steps that are timed, as the page's User Timing names them. */
export type StepName = 'preprocess' | 'session-run' | 'postprocess' | 'loss';

/** Runs one step of the line and notes how long it took. */
export type StepTimer = <Result>(step: StepName, work: () => Promise<Result>) => Promise<Result>;

/** A session with what its outputs mean. */
export interface ReadSession {
  readonly session: ModelSession;
  readonly conventions: DetectorConventions;
  /** What there is room for where it runs; undefined: nothing is estimated beforehand. */
  readonly room?: RunRoom | undefined;
}

/** A photo with the head's own answer, which whoever takes it must release. */
export interface ModelAnswer extends AnsweredPhoto {
  readonly conventions: DetectorConventions;
  readonly head: HeadOutputs;
}

/** One analysed photo, without what sliders change. */
export interface AnalysedPhoto extends AnsweredPhoto {
  readonly conventions: DetectorConventions;
  readonly candidates: DecodedCandidates;
}

/** The photo's targets as they were last set. */
export interface TargetState {
  readonly groundTruth: readonly GroundTruthBox[];
  readonly source: GroundTruthSource;
  readonly refused: readonly number[];
  /** Confident detections on background, where annotations may lack an object; none without annotations. */
  readonly missingLabels: readonly Detection[];
}

/**
 * The one line through all rooms: photo → input → model → head → (detections | targets → losses).
 * It keeps no model, no settings and no clock; the engine decides what to run again.
 */
export class PhotoPipeline {
  readonly #path: AnalysisPath;
  /** The input's buffer is one for all photos: the next may be made only when no run reads the last one any more. */
  readonly #runs = new TaskQueue();

  constructor(path: AnalysisPath) {
    this.#path = path;
  }

  /**
   * Runs a decoded photo through the model, after all earlier runs; one that is aborted before its turn never
   * starts. Nothing that is on the stage is touched.
   *
   * @throws FocalScopeError `model-run-failed`, `model-not-a-detector`; `run-too-large`, `run-too-large-always` before
   * anything is allocated, `run-out-of-memory` after
   */
  runModel(
    photo: Photo,
    read: ReadSession,
    inputSize: number,
    time: StepTimer,
    signal: AbortSignal,
  ): Promise<ModelAnswer> {
    return this.#runs.add(() => this.#runModel(photo, read, inputSize, time, signal), signal);
  }

  async #runModel(
    photo: Photo,
    { session, conventions, room }: ReadSession,
    inputSize: number,
    time: StepTimer,
    signal: AbortSignal,
  ): Promise<ModelAnswer> {
    const { inputRule, anchors, boxCoding } = conventions;
    if (room) requireMemory(photo, inputSize, conventions, room);
    const geometry = layOutInput(photo.width, photo.height, inputSize, inputRule);
    const grid = createAnchorGrid(anchors, geometry.inputWidth, geometry.inputHeight);
    const prepare = async (): Promise<NetworkInput> => {
      const input = await time('preprocess', () =>
        this.#path.prepareInput(photo, geometry, inputRule, session.provider),
      );
      signal.throwIfAborted();
      return input;
    };
    const first = await prepare();
    const answered = await time('session-run', () =>
      answerInput(session, first, prepare, grid, conventions.classes.length, signal),
    ).catch((error: unknown) => {
      if (!hasCode(error, 'run-out-of-memory')) throw error;
      throw adviseSize(error, photo, inputSize, conventions);
    });
    return { photo, geometry, boxCoding, conventions, ...answered };
  }

  /** Hands the head's answer to the kernels and decodes every candidate. The last photo's losses are gone then. */
  async acceptHead(answer: ModelAnswer): Promise<AnalysedPhoto> {
    const { head, ...answered } = answer;
    const { photo, geometry, grid, conventions } = answered;
    await this.#path.acceptHead(head, answered);
    const selected = await this.#path.selectCandidates(conventions.scoreThreshold);
    const candidates = decodeCandidates(selected, grid, geometry, photo, conventions.boxCoding);
    return { ...answered, candidates };
  }

  /** Threshold, top-k and suppression over the decoded candidates. */
  detect(analysed: AnalysedPhoto, sliders: DetectionSliders): readonly Detection[] {
    const { topKPerLevel, maxDetections } = analysed.conventions;
    return findDetections(analysed.candidates, { ...sliders, topKPerLevel, maxDetections });
  }

  /**
   * Sets the anchors' targets: by the annotations, or by confident detections where there are none, whatever the
   * score slider says.
   */
  async setTargets(
    analysed: AnalysedPhoto,
    annotations: readonly GroundTruthBox[] | undefined,
    settings: PipelineSettings,
    signal?: AbortSignal,
  ): Promise<TargetState> {
    const confident = this.#findConfident(analysed);
    const groundTruth = annotations ?? confident.map(({ box, classIndex }) => ({ box, classIndex }));
    const admitted = admitGroundTruth(groundTruth, analysed.geometry, analysed.photo);
    await this.#path.setTargets(admitted, targetSettingsOf(settings.targets, analysed.geometry), signal);
    const standIn = groundTruth.length > 0 ? 'detections' : 'none';
    const { backgroundIou } = settings.targets;
    return {
      groundTruth,
      source: annotations ? 'annotations' : standIn,
      refused: admitted.refused,
      missingLabels: annotations
        ? findMissingLabels(confident, { grid: analysed.grid, groundTruth, admitted, backgroundIou })
        : [],
    };
  }

  setFocal({ gamma, alpha, comparison, box }: FocalParameters, signal?: AbortSignal): Promise<void> {
    return this.#path.setFocal({ gamma, alpha, comparison, box }, signal);
  }

  /** What the model is sure of, whatever the sliders say. */
  #findConfident(analysed: AnalysedPhoto): readonly Detection[] {
    const { nmsIou } = analysed.conventions;
    const sliders = { scoreThreshold: standInScore, nmsIou, suppressAcrossClasses: false };
    return this.detect(analysed, sliders);
  }
}
