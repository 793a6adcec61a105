import type { Box } from '../../src/base/box.ts';

/**
 * How each exporter lays its anchors and codes its boxes, worked out apart from `src`: what is encoded here and
 * decoded there meets only where both have the exporter's convention right.
 */
export const exporterNames = [
  'torchvision',
  'detectron2',
  'mmdetection',
  'keras-retinanet',
  'odtk',
  'odtk-19.04',
  'yhenon',
  'keras-hub',
  'mlperf',
] as const;
export type ExporterName = (typeof exporterNames)[number];

const halfToEven = (value: number): number => {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest === 0.5) return floor % 2 === 0 ? floor : floor + 1;
  return rest < 0.5 ? floor : floor + 1;
};

const octaves = [0, 1, 2].map((third) => 2 ** (third / 3));
const ratios = [0.5, 1, 2];

/** The shapes of torchvision's cell: whole sizes, half extents rounded to even. */
function wholeShapes(stride: number): Box[] {
  return ratios.flatMap((ratio) =>
    octaves.map((octave): Box => {
      const size = Math.floor(4 * stride * octave);
      const [x, y] = [
        halfToEven((size * Math.sqrt(1 / ratio)) / 2),
        halfToEven((size * Math.sqrt(ratio)) / 2),
      ];
      return [-x, -y, x, y];
    }),
  );
}

const around = (x: number, y: number, width: number, height: number): Box => [
  x - width / 2,
  y - height / 2,
  x + width / 2,
  y + height / 2,
];

/** Corners of the anchors of the upper left cell of a level, in the order of the channels. */
export function exporterAnchors(exporter: ExporterName, stride: number): readonly Box[] {
  const sized = (octave: number, ratio: number, offset: number): Box => {
    const width = Math.sqrt((4 * stride * octave) ** 2 / ratio);
    return around(offset, offset, width, width * ratio);
  };
  switch (exporter) {
    case 'torchvision':
    case 'keras-hub':
    case 'mlperf':
      return wholeShapes(stride);
    case 'detectron2':
      return octaves.flatMap((octave) => ratios.map((ratio) => sized(octave, ratio, 0)));
    case 'mmdetection':
      return ratios.flatMap((ratio) => octaves.map((octave) => sized(octave, ratio, 0)));
    case 'keras-retinanet':
    case 'yhenon':
      return ratios.flatMap((ratio) => octaves.map((octave) => sized(octave, ratio, stride / 2)));
    case 'odtk':
      return octaves.flatMap((octave) => [1, 2, 0.5].map((ratio) => sized(octave, ratio, stride / 2)));
    case 'odtk-19.04':
      return octaves.flatMap((octave) =>
        [1, 2, 0.5].map((ratio): Box => {
          const width = halfToEven(Math.sqrt((stride * stride) / ratio));
          const height = halfToEven(width * ratio);
          const scale = 4 * octave;
          const [x0, y0, x1, y1] = around(stride / 2, stride / 2, width * scale, height * scale);
          return [x0, y0, x1 - 1, y1 - 1];
        }),
      );
  }
}

/** Deltas that an exporter's decoder turns back into `box`. */
export function encodeForExporter(exporter: ExporterName, anchor: Box, box: Box): readonly number[] {
  const extra = exporter.startsWith('odtk') ? 1 : 0;
  const [width, height] = [anchor[2] - anchor[0] + extra, anchor[3] - anchor[1] + extra];
  if (exporter === 'keras-retinanet')
    return anchor.map((side, index) => (box[index]! - side) / (index % 2 === 0 ? width : height) / 0.2);
  const [boxWidth, boxHeight] = [box[2] - box[0] + extra, box[3] - box[1] + extra];
  const [dx, dy] = [
    (box[0] + boxWidth / 2 - (anchor[0] + width / 2)) / width,
    (box[1] + boxHeight / 2 - (anchor[1] + height / 2)) / height,
  ];
  const deltas = [dx, dy, Math.log(boxWidth / width), Math.log(boxHeight / height)];
  return exporter === 'yhenon' ? deltas.map((delta, index) => delta / (index < 2 ? 0.1 : 0.2)) : deltas;
}
