import type { ExporterConventions } from './exporters/exporter.ts';
import { kerasRetinaNet } from './exporters/keras-retinanet.ts';
import { mmdetection } from './exporters/mmdetection.ts';
import { torchvision } from './exporters/torchvision.ts';
import { yhenon } from './exporters/yhenon.ts';
import type { DetectionsLayout } from './head-layout.ts';
import type { InputLayout } from './input-layout.ts';

/** What is supposed of a graph that gives boxes after suppression, whose file says little. */
export interface DetectionConventions {
  readonly conventions: ExporterConventions;
  /** Names that its labels are supposed to count: 91 of torchvision, with gaps, or the 80 of COCO. */
  readonly classes: number;
}

/**
 * How an input for such a graph is made, by the habits of exporters: torchvision's takes any picture, 0 to 1, without
 * a batch, and normalises and resizes it itself; mmdeploy's has scores behind its corners; keras-retinanet's takes
 * channels last. Others are taken for ImageNet's normalising.
 */
export function detectionConventions(
  { axes }: Pick<InputLayout, 'axes'>,
  layout: DetectionsLayout,
): DetectionConventions {
  if (axes === 'chw') {
    const inputRule = {
      ...torchvision.inputRule,
      mean: [0, 0, 0],
      std: [1, 1, 1],
      padToMultiple: 1,
      resize: { kind: 'longest-side' },
    } as const;
    return { conventions: { ...torchvision, inputRule }, classes: 91 };
  }
  if (layout.scores === undefined) return { conventions: mmdetection, classes: 80 };
  if (axes === 'nhwc') return { conventions: kerasRetinaNet, classes: 80 };
  return { conventions: yhenon, classes: 80 };
}
