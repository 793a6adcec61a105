import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OhemParams } from '../../src/loss/ohem-params.ts';
import type { OhemReferenceInputs, OhemReferenceResult } from '../../src/loss/reference/ohem.ts';
import { createRandom, retinaGrid } from './anchor-settings.ts';

/** Inputs with arrays that a buffer can be made of. */
export interface OhemCase extends OhemReferenceInputs {
  readonly perAnchor: Float32Array<ArrayBuffer>;
  readonly boxes: Float32Array<ArrayBuffer>;
  readonly targets: Int32Array<ArrayBuffer>;
}

/** Selects by the kernel or by its twin. */
export type SelectOhem = (inputs: OhemCase, params: OhemParams) => Promise<OhemReferenceResult>;

function intersectionOverUnion(boxes: Float32Array, first: number, second: number): number {
  const [a, b] = [first * 4, second * 4];
  const width = Math.min(boxes[a + 2]!, boxes[b + 2]!) - Math.max(boxes[a]!, boxes[b]!);
  const height = Math.min(boxes[a + 3]!, boxes[b + 3]!) - Math.max(boxes[a + 1]!, boxes[b + 1]!);
  if (width <= 0 || height <= 0) return 0;
  const areaA = (boxes[a + 2]! - boxes[a]!) * (boxes[a + 3]! - boxes[a + 1]!);
  const areaB = (boxes[b + 2]! - boxes[b]!) * (boxes[b + 3]! - boxes[b + 1]!);
  return (width * height) / (areaA + areaB - width * height);
}

/** Straight from the definition: all survivors first, every pair compared, in float64. */
export function selectByDefinition({ perAnchor, boxes, targets }: OhemCase, params: OhemParams): number[] {
  const order = [...targets.keys()]
    .filter((anchor) => targets[anchor]! >= -1 && Number.isFinite(perAnchor[anchor]!))
    .filter((anchor) => boxes.subarray(anchor * 4, anchor * 4 + 4).every((corner) => Math.abs(corner) <= 1e7))
    .sort((a, b) => perAnchor[b]! - perAnchor[a]! || a - b);
  const survivors: number[] = [];
  for (const anchor of order)
    if (survivors.every((kept) => intersectionOverUnion(boxes, kept, anchor) <= params.iou))
      survivors.push(anchor);
  const { count, negativesPerPositive } = params;
  if (negativesPerPositive === undefined) return survivors.slice(0, count);
  const positives = survivors.filter((anchor) => targets[anchor]! >= 0);
  const negatives = survivors.filter((anchor) => targets[anchor]! < 0);
  const amongFirst = survivors.slice(0, count).filter((anchor) => targets[anchor]! >= 0).length;
  const a = Math.max(amongFirst, Math.min(positives.length, Math.ceil(count / (1 + negativesPerPositive))));
  const taken = new Set([
    ...positives.slice(0, a),
    ...negatives.slice(0, Math.min(count - a, negativesPerPositive * a)),
  ]);
  return survivors.filter((anchor) => taken.has(anchor));
}

/** A selection in words short enough to compare and to read. */
export function selectionInWords(anchors: readonly number[]): string {
  return `${anchors.length}: ${anchors.join(' ')}`;
}

/**
 * RetinaNet's anchors over an input, moved towards the objects near them as a trained head does, with the losses of
 * such a head: large around the objects, a long tail of easy background elsewhere.
 *
 * @param easy from 0, a head that has learnt nothing, to 1, one whose positives are easier than much background
 */
export function createRealisticCase(width: number, height: number, easy = 0.3, seed = 1): OhemCase {
  const random = createRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const grid = retinaGrid(width, height);
  const count = grid.anchorCount;
  const boxes = Float32Array.from(grid.boxes);
  const perAnchor = new Float32Array(count);
  const targets = new Int32Array(count).fill(-1);
  const objects = Array.from({ length: 12 }, () => {
    const side = 30 + 250 * random() ** 2;
    const x = random() * (width - side);
    const y = random() * (height - side);
    return [x, y, x + side * (0.6 + 0.8 * random()), y + side];
  });
  const all = Float32Array.from([...grid.boxes, ...objects.flat()]);
  for (let anchor = 0; anchor < count; anchor++) {
    let best = 0;
    let object = 0;
    for (let index = 0; index < objects.length; index++) {
      const iou = intersectionOverUnion(all, anchor, count + index);
      if (iou > best) [best, object] = [iou, index];
    }
    const at = anchor * 4;
    const side = boxes[at + 2]! - boxes[at]!;
    const pull = best >= 0.4 ? 0.6 : 0.6 * best;
    for (let corner = 0; corner < 4; corner++) {
      const aim = objects[object]![corner]!;
      boxes[at + corner]! += pull * (aim - boxes[at + corner]!) + normal() * side * (0.04 + 0.2 * best);
    }
    if (best >= 0.5) targets[anchor] = object % 80;
    else if (best >= 0.4) targets[anchor] = -2;
    const hardness = best >= 0.5 ? 3 * (1 - easy) : 1.5 * best;
    perAnchor[anchor] = targets[anchor] === -2 ? 0 : Math.exp(normal() * 1.2 - 5) + hardness * random();
  }
  return { perAnchor, boxes, targets };
}

/** Boxes side by side that never touch. */
export function createDisjointCase(count: number, positives: (anchor: number) => boolean): OhemCase {
  const columns = Math.ceil(Math.sqrt(count));
  const boxes = new Float32Array(count * 4);
  for (let anchor = 0; anchor < count; anchor++) {
    const x = (anchor % columns) * 5;
    const y = Math.floor(anchor / columns) * 5;
    boxes.set([x, y, x + 4, y + 4], anchor * 4);
  }
  const random = createRandom(8);
  return {
    perAnchor: Float32Array.from({ length: count }, (_, anchor) => (positives(anchor) ? 0 : random())),
    boxes,
    targets: Int32Array.from({ length: count }, (_, anchor) => (positives(anchor) ? 1 : -1)),
  };
}

/** Few places and sizes, so that boxes meet, losses tie and some anchors may not take part. */
const smallAnchor = fc.record({
  box: fc.tuple(
    fc.integer({ min: 0, max: 12 }),
    fc.integer({ min: 0, max: 12 }),
    fc.integer({ min: 0, max: 9 }),
    fc.integer({ min: 0, max: 9 }),
  ),
  fault: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, NaN, Infinity, 2e7),
  loss: fc.constantFrom(0, -0, 0.25, 0.5, 1, 2, 3, 4, 5, 6, 7, NaN, Infinity, 1e-42),
  target: fc.constantFrom(-3, -2, -1, -1, -1, -1, 0, 5),
});

const smallCase = fc.array(smallAnchor, { minLength: 1, maxLength: 70 }).map((anchors): OhemCase => ({
  perAnchor: Float32Array.from(anchors, ({ loss }) => loss),
  targets: Int32Array.from(anchors, ({ target }) => target),
  boxes: Float32Array.from(
    anchors.flatMap(({ box: [x, y, width, height], fault }) => [
      x * 7,
      y * 7 + fault,
      (x + width) * 7,
      (y + height) * 7,
    ]),
  ),
}));

const smallParams = fc
  .record({
    count: fc.integer({ min: 1, max: 40 }),
    // No quotient of such areas is near these.
    iou: fc.constantFrom(0.01, 0.30001, 0.49999, 0.7001, 0.98),
    negativesPerPositive: fc.constantFrom(undefined, 1, 2, 3, 7),
  })
  .map(({ count, iou, negativesPerPositive }): OhemParams => ({
    count,
    iou,
    ...(negativesPerPositive !== undefined && { negativesPerPositive }),
  }));

/** What kernel and twin both have to do; `runs` of the property test. */
export function describeOhem(name: string, select: SelectOhem, runs: number): void {
  describe(`OHEM, ${name}`, () => {
    const check = async (inputs: OhemCase, params: OhemParams): Promise<OhemReferenceResult> => {
      const found = await select(inputs, params);
      const expected = selectByDefinition(inputs, params);
      expect(selectionInWords(found.anchors)).toBe(selectionInWords(expected));
      const chosen = new Set(expected);
      const strays = [...inputs.targets.keys()].filter((anchor) => {
        const isChosen = chosen.has(anchor);
        const target = isChosen ? inputs.targets[anchor] : -2;
        return found.selected[anchor] !== Number(isChosen) || found.targets[anchor] !== target;
      });
      expect(strays.slice(0, 5)).toEqual([]);
      expect(found.foreground).toBe(expected.filter((anchor) => inputs.targets[anchor]! >= 0).length);
      expect(found.foreground + found.background).toBe(expected.length);
      return found;
    };

    it('selects by the definition', async () => {
      await fc.assert(
        fc.asyncProperty(smallCase, smallParams, async (inputs, params) => {
          await check(inputs, params);
        }),
        { numRuns: runs },
      );
    });

    it.each([
      [0.5, undefined],
      [0.7, undefined],
      [0.5, 3],
      [0.7, 3],
    ])('selects among realistic anchors, IoU %f, negatives a positive %s', async (iou, ratio) => {
      const inputs = createRealisticCase(192, 192);
      for (const count of [128, 512]) {
        const params = { count, iou, ...(ratio !== undefined && { negativesPerPositive: ratio }) };
        const { anchors, foreground } = await check(inputs, params);
        expect(anchors.length).toBeGreaterThan(ratio === undefined ? 120 : 20);
        expect(foreground).toBeGreaterThan(5);
      }
    });

    it('takes one of many boxes that are all the same, the first of the hardest', async () => {
      const boxes = Float32Array.from({ length: 4 * 3000 }, (_, at) => (at % 4 < 2 ? 10 : 40));
      const perAnchor = new Float32Array(3000).fill(0.5);
      perAnchor[1700] = 0.75;
      perAnchor[2900] = 0.75;
      const targets = new Int32Array(3000).fill(-1);
      expect((await check({ perAnchor, boxes, targets }, { count: 128, iou: 0.5 })).anchors).toEqual([1700]);
    });

    it('takes ties by index', async () => {
      const inputs = createDisjointCase(3000, () => false);
      inputs.perAnchor.fill(0.25);
      const found = await check(inputs, { count: 512, iou: 0.7 });
      expect(found.anchors).toEqual([...Array(512).keys()]);
    });

    it('takes as many as there are', async () => {
      const inputs = createDisjointCase(700, (anchor) => anchor === 5);
      expect((await check(inputs, { count: 1024, iou: 0.5 })).anchors).toHaveLength(700);
    });

    it('selects nothing where nobody takes part', async () => {
      const inputs = createDisjointCase(900, () => false);
      inputs.targets.fill(-2);
      expect((await check(inputs, { count: 128, iou: 0.5 })).anchors).toEqual([]);
    });

    it('selects nothing at 1:3 where all is background', async () => {
      const inputs = createDisjointCase(900, () => false);
      const params = { count: 128, iou: 0.5, negativesPerPositive: 3 };
      expect((await check(inputs, params)).anchors).toEqual([]);
    });

    it('fetches easy positives from beyond the first N at 1:3', async () => {
      const inputs = createDisjointCase(3000, (anchor) => anchor % 60 === 0);
      const params = { count: 128, iou: 0.5, negativesPerPositive: 3 };
      const found = await check(inputs, params);
      expect([found.foreground, found.background]).toEqual([32, 96]);
      const few = createDisjointCase(3000, (anchor) => anchor === 2999 || anchor === 7);
      expect(await check(few, params)).toMatchObject({ foreground: 2, background: 6 });
    });

    it('keeps every positive of the first N at 1:3', async () => {
      const inputs = createDisjointCase(2000, (anchor) => anchor < 90);
      inputs.perAnchor.fill(9, 0, 90);
      const params = { count: 128, iou: 0.5, negativesPerPositive: 3 };
      expect(await check(inputs, params)).toMatchObject({ foreground: 90, background: 38 });
    });

    it('follows chains, where a box lives because what would suppress it is suppressed', async () => {
      // Each overlaps only its neighbours by more than half: every other one survives.
      const boxes = Float32Array.from(
        { length: 4 * 1500 },
        (_, at) => Math.floor(at / 4) * 30 + (at % 4 < 2 ? 0 : 100),
      );
      boxes.forEach((_, at) => {
        if (at % 4 === 1) boxes[at] = 0;
        if (at % 4 === 3) boxes[at] = 100;
      });
      const perAnchor = Float32Array.from({ length: 1500 }, (_, anchor) => 1500 - anchor);
      const targets = new Int32Array(1500).fill(-1);
      const found = await check({ perAnchor, boxes, targets }, { count: 1024, iou: 0.5 });
      expect(found.anchors.slice(0, 3)).toEqual([0, 2, 4]);
    });
  });
}
