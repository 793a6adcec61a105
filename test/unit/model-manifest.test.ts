import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAnchorGrid } from '../../src/anchors/anchor-grid.ts';
import { FocalScopeError } from '../../src/base/errors.ts';
import { parseManifest } from '../../src/model/manifest.ts';

const text = readFileSync('public/models/retinanet-shufflenetv2.json', 'utf8');

interface ManifestFile {
  input: { std: number[] };
  category_ids: number[];
  anchors: Record<string, unknown>;
}

const builtIn = (): ManifestFile => JSON.parse(text) as ManifestFile;

describe('parseManifest', () => {
  it('reads the built-in model’s own values', () => {
    const manifest = parseManifest(builtIn());
    expect(manifest).toMatchObject({
      name: 'retinanet-shufflenetv2',
      bytes: 5_395_578,
      defaultSide: 416,
      inputName: 'images',
      displayScoreThreshold: 0.42,
      prior: 0.01,
      matching: { foregroundIou: 0.5, backgroundIou: 0.4, allowLowQualityMatches: true },
    });
    expect(manifest.anchors).toMatchObject({
      strides: [8, 16, 32, 64, 128],
      firstLevel: 3,
      baseSizeInStrides: 4,
      order: 'ratio-outer',
      centreOffset: 0.5,
    });
    expect(manifest.classes).toHaveLength(80);
    expect(manifest.categoryIds.at(-1)).toBe(90);
    expect(createAnchorGrid(manifest.anchors, 768, 768).anchorCount).toBe(110_484);
  });

  it('follows another stride, base size, order and centre', () => {
    const value = builtIn();
    Object.assign(value.anchors, {
      base_size: '3.5 * stride',
      order: 'scale outer, ratio inner',
      centre: '((x + 0) * stride, (y + 0) * stride)',
    });
    const { anchors } = parseManifest(value);
    expect(anchors).toMatchObject({ baseSizeInStrides: 3.5, order: 'scale-outer', centreOffset: 0 });
  });

  it('names the path of a fault', () => {
    const value = builtIn();
    value.input.std = [1, 0, 1];
    expect(() => parseManifest(value)).toThrow(
      expect.objectContaining({
        code: 'manifest-invalid',
        details: expect.objectContaining({ path: 'input.std.1' }),
      }),
    );
    const short = builtIn();
    short.category_ids.pop();
    expect(() => parseManifest(short)).toThrow(FocalScopeError);
  });

  it('refuses any other value with a typed error', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(() => parseManifest(value)).toThrow(FocalScopeError);
      }),
    );
  });
});
