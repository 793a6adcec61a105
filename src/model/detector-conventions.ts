import type { AnchorConfiguration } from '../anchors/anchor-grid.ts';
import type { BoxCoding } from '../anchors/box-coding.ts';
import type { MatchSettings } from '../anchors/ground-truth.ts';
import type { InputRule } from '../image/input-geometry.ts';

/** Everything that a detector's outputs mean and that its ONNX file does not say. */
export interface DetectorConventions {
  /** Whose they are: the name of an exporter's module, `built-in`, or `custom` where a field was changed. */
  readonly preset: string;
  readonly inputRule: InputRule;
  /** Longest side of the input that the model is at its best with. */
  readonly defaultSide: number;
  readonly anchors: AnchorConfiguration;
  readonly boxCoding: BoxCoding;
  /** What the class head gives: of probabilities, logits are recovered as far as float32 has them. */
  readonly activation: 'logits' | 'probabilities';
  readonly classes: readonly string[];
  /** The data set's ids, by class index. */
  readonly categoryIds: readonly number[];
  readonly scoreThreshold: number;
  /** Where boxes begin to be worth showing: what the score slider starts at. */
  readonly displayScoreThreshold: number;
  readonly nmsIou: number;
  readonly topKPerLevel: number;
  readonly maxDetections: number;
  readonly matching: MatchSettings;
  /** π of the class subnet's bias before training. */
  readonly prior: number;
}
