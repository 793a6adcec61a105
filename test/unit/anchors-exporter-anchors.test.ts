import { describe, expect, it, test } from 'vitest';
import { anchorBox, createAnchorGrid, type AnchorGrid } from '../../src/anchors/anchor-grid.ts';
import type { Box } from '../../src/base/box.ts';
import { exporterList } from '../../src/model/exporter-list.ts';
import { torchvision } from '../../src/model/exporters/torchvision.ts';

function conventionsOf(preset: string): (typeof exporterList)[number] {
  const found = exporterList.find((one) => one.preset === preset);
  if (!found) throw new Error(`no exporter ${preset}`);
  return found;
}

/** The first three anchors of the first cell of a level, over an input of 640 × 640. */
function firstThree(preset: string, level = 0): Box[] {
  const grid = createAnchorGrid(conventionsOf(preset).anchors, 640, 640);
  const first = grid.levels[level]!.firstAnchor;
  return [0, 1, 2].map((index) => anchorBox(grid, first + index));
}

function moved(boxes: readonly Box[], by: number): Box[] {
  return boxes.map(([x0, y0, x1, y1]) => [x0 + by, y0 + by, x1 + by, y1 + by]);
}

const mmdet: Box[] = [
  [-22.627, -11.314, 22.627, 11.314],
  [-28.509, -14.254, 28.509, 14.254],
  [-35.919, -17.959, 35.919, 17.959],
];

describe('the first anchors of each exporter', () => {
  it.each<[string, Box[]]>([
    [
      'torchvision',
      [
        [-23, -11, 23, 11],
        [-28, -14, 28, 14],
        [-35, -18, 35, 18],
      ],
    ],
    [
      'detectron2',
      [
        [-22.627, -11.314, 22.627, 11.314],
        [-16, -16, 16, 16],
        [-11.314, -22.627, 11.314, 22.627],
      ],
    ],
    ['mmdetection', mmdet],
    ['mmdetection-caffe', mmdet],
    ['keras-retinanet', moved(mmdet, 4)],
    ['yhenon', moved(mmdet, 4)],
    [
      'odtk',
      [
        [-12, -12, 20, 20],
        [-7.314, -18.627, 15.314, 26.627],
        [-18.627, -7.314, 26.627, 15.314],
      ],
    ],
    [
      'odtk-19.04',
      [
        [-12, -12, 19, 19],
        [-8, -20, 15, 27],
        [-18, -8, 25, 15],
      ],
    ],
  ])('%s', (preset, expected) => {
    for (const [index, box] of firstThree(preset).entries())
      for (const side of [0, 1, 2, 3] as const) expect(box[side]).toBeCloseTo(expected[index]![side], 3);
  });

  it('torchvision’s on P7 are whole pixels, halves to the even one', () => {
    expect(firstThree('torchvision', 4)).toEqual([
      [-362, -181, 362, 181],
      [-456, -228, 456, 228],
      [-574, -287, 574, 287],
    ]);
  });

  it('torchvision’s sizes are cut to whole pixels', () => {
    const sizes = [0, 1, 2, 3, 4].map((level) => {
      const grid = createAnchorGrid(torchvision.anchors, 640, 640);
      const first = grid.levels[level]!.firstAnchor;
      // Of ratio 1, whose half extents are rounded: 101 is 50.5 is 50.
      return [3, 4, 5].map((shape) => anchorBox(grid, first + shape)[2]);
    });
    expect(sizes).toEqual([
      [16, 20, 25],
      [32, 40, 50],
      [64, 80, 102],
      [128, 161, 203],
      [256, 322, 406],
    ]);
  });

  it('sizes of each level stand in for base and scales', () => {
    const sizes = [32, 64, 128, 256, 512].map((size) => [size, size + 1, size + 2]);
    const grid = createAnchorGrid({ ...conventionsOf('mmdetection').anchors, sizes }, 640, 640);
    const first = grid.levels[2]!.firstAnchor;
    expect([3, 4, 5].map((shape) => anchorBox(grid, first + shape)[2])).toEqual([64, 64.5, 65]);
  });
});

test.each([
  [640, 640, 76_725],
  [800, 800, 120_087],
  [800, 1088, 163_206],
  [800, 1216, 182_403],
  [800, 1344, 201_600],
])('%i × %i has %i anchors', (height, width, count) => {
  for (const { anchors } of exporterList)
    expect(createAnchorGrid(anchors, width, height).anchorCount).toBe(count);
});

describe('torchvision’s strides', () => {
  /** How far the second cell of a level lies from the first, across and down. */
  const steps = (grid: AnchorGrid, level: number): [number, number] => {
    const { firstAnchor, gridWidth } = grid.levels[level]!;
    const [first, right, below] = [0, 9, 9 * gridWidth].map((step) => anchorBox(grid, firstAnchor + step));
    return [right![0] - first![0], below![1] - first![1]];
  };

  it.each([
    ['800 × 800', 800, 800, [61, 61], [114, 114]],
    ['800 × 1344', 1344, 800, [64, 61], [122, 114]],
    ['896 × 1408', 1408, 896, [64, 64], [128, 128]],
    ['640 × 640', 640, 640, [64, 64], [128, 128]],
  ])('are whole pixels of the padded input over cells: %s', (_, width, height, p6, p7) => {
    const grid = createAnchorGrid(torchvision.anchors, width, height);
    expect(steps(grid, 3)).toEqual(p6);
    expect(steps(grid, 4)).toEqual(p7);
    expect(steps(grid, 0)).toEqual([8, 8]);
  });

  it('bring the last anchor of P7 at 800 × 800 to 684 instead of 768', () => {
    const centre = (strideRule: 'fixed' | 'padded-over-grid'): number => {
      const grid = createAnchorGrid({ ...torchvision.anchors, strideRule }, 800, 800);
      const [x0, , x1] = anchorBox(grid, grid.anchorCount - 1);
      return (x0 + x1) / 2;
    };
    expect(centre('padded-over-grid')).toBe(684);
    expect(centre('fixed')).toBe(768);
  });
});

test('levels can be rounded down', () => {
  const grid = createAnchorGrid({ ...torchvision.anchors, levelShape: 'floor' }, 800, 800);
  expect(grid.levels.map(({ gridWidth }) => gridWidth)).toEqual([100, 50, 25, 12, 6]);
});
