import type { ModelDescription, PhotoAnalysis, Readout } from '../engine/messages.ts';
import type { BoxReading } from '../pipeline/analysis-path.ts';
import type { LossBreakdown } from '../statistics/loss-statistics-types.ts';
import type { AppState } from './app-state.ts';
import { imageIdOf, type CocoAnnotations } from './samples.ts';

/** What the results are made of. */
export interface ResultParts {
  readonly analysis: PhotoAnalysis;
  readonly readout: Readout;
  readonly model: ModelDescription;
  /** The photo's number in its data set. */
  readonly imageId: number;
}

interface LossResult {
  readonly total: number;
  /** Finest level first. */
  readonly levels: readonly number[];
}

/** The file that "Download results" writes; `detections` is a COCO results file. */
export interface Results {
  readonly image: { readonly file_name: string; readonly width: number; readonly height: number };
  readonly model: {
    readonly name: string;
    readonly input_size: number;
    readonly provider: 'webgpu' | 'wasm';
  };
  readonly detections: readonly {
    readonly image_id: number;
    readonly category_id: number;
    readonly category_name: string;
    /** `[x, y, width, height]` in pixels of the upright original. */
    readonly bbox: readonly [number, number, number, number];
    readonly score: number;
  }[];
  readonly loss: {
    readonly gamma: number;
    /** null: no weighting. */
    readonly alpha: number | null;
    readonly foreground_anchors: number;
    /** What all losses are divided by. */
    readonly normaliser: number;
    readonly cross_entropy: LossResult;
    readonly focal: LossResult;
    readonly box: { readonly loss: string; readonly beta: number | null; readonly total: number } | null;
  };
}

/** The same of a model that gives boxes alone. */
export interface BoxResults extends Omit<Results, 'loss'> {
  readonly loss: null;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

function lossResult({ total, byLevel }: LossBreakdown): LossResult {
  return { total, levels: byLevel };
}

function boxResult({ spec, total }: BoxReading): Results['loss']['box'] {
  return { loss: spec.loss, beta: spec.beta ?? null, total };
}

/** The numbers behind the picture, as they are downloaded. */
export function createResults({ analysis, readout, model, imageId }: ResultParts): Results | BoxResults {
  const results: Omit<Results, 'loss'> = {
    image: { file_name: analysis.fileName, width: analysis.width, height: analysis.height },
    model: {
      name: model.name,
      input_size: Math.max(analysis.inputWidth, analysis.inputHeight),
      provider: analysis.placement.model,
    },
    detections: readout.detections.map(({ box: [x0, y0, x1, y1], classIndex, score }) => ({
      image_id: imageId,
      category_id: model.categoryIds[classIndex] ?? -1,
      category_name: model.classes[classIndex] ?? '',
      bbox: [round(x0, 3), round(y0, 3), round(x1 - x0, 3), round(y1 - y0, 3)],
      score: round(score, 6),
    })),
  };
  return analysis.answer === 'detections'
    ? { ...results, loss: null }
    : { ...results, loss: lossOf(readout) };
}

function lossOf(readout: Readout): Results['loss'] {
  const { focalParameters, counts, crossEntropy, focal } = readout;
  return {
    gamma: focalParameters.gamma,
    alpha: focalParameters.alpha === 'off' ? null : focalParameters.alpha,
    foreground_anchors: counts.foreground,
    normaliser: readout.normaliser,
    cross_entropy: lossResult(crossEntropy),
    focal: lossResult(focal),
    box: readout.box ? boxResult(readout.box) : null,
  };
}

/** The results of the photo on the stage, once there are any; a sample goes by its number in the annotations. */
export function resultsOf(
  { analysis, readout, model, photo }: AppState,
  annotations: CocoAnnotations | undefined,
): Results | BoxResults | undefined {
  if (!analysis || !readout || !model || !photo) return undefined;
  const sampleId = photo.sample && annotations && imageIdOf(annotations, photo.sample.file);
  const imageId = sampleId ?? imageIdFromName(photo.fileName);
  return createResults({ analysis, readout, model, imageId });
}

/** COCO names a photo by its number: `000000000139.jpg` is image 139. Other names have none, which is 0. */
export function imageIdFromName(fileName: string): number {
  const digits = /(\d{6,15})\.[a-z]+$/i.exec(fileName)?.[1];
  return digits === undefined ? 0 : Number(digits);
}

/** The name of the results file of a photo: `dog.jpg` gives `dog.focalscope.json`. */
export function resultsFileName(photoName: string): string {
  return `${photoName.replace(/\.[^.]*$/, '') || 'photo'}.focalscope.json`;
}
