import { describe, expect, it } from 'vitest';
import { anchorCountError, checkGraph, checkHeadShapes } from '../../src/model/check-head.ts';

const names = { inputName: 'images', logitsName: 'cls_logits', deltasName: 'box_deltas', classes: 80 };
const graph = { inputNames: ['images'], outputNames: ['p3', 'box_deltas', 'cls_logits'] };

describe('the check of a graph', () => {
  it('takes one with the image input, both heads, and more outputs', () => {
    expect(() => checkGraph(graph, names)).not.toThrow();
  });

  it.each([
    ['another input', { ...graph, inputNames: ['pixels'] }, 'images'],
    ['a second input', { ...graph, inputNames: ['images', 'scale'] }, ''],
    ['no input', { ...graph, inputNames: [] }, 'images'],
    ['one head', { ...graph, outputNames: ['cls_logits'] }, 'box_deltas'],
    ['neither head', { ...graph, outputNames: ['scores'] }, 'cls_logits, box_deltas'],
  ])('refuses one with %s, and names what is missing', (_, refused, missing) => {
    expect(() => checkGraph(refused, names)).toThrow(
      expect.objectContaining({
        code: 'model-not-a-detector',
        details: {
          missing,
          inputs: refused.inputNames.join(', '),
          outputs: refused.outputNames.join(', '),
        },
      }),
    );
  });
});

describe('the check of a head’s shapes', () => {
  it('gives the number of anchors', () => {
    expect(checkHeadShapes([1, 12276, 80], [1, 12276, 4], names)).toBe(12276);
  });

  it.each([
    ['two images', [2, 9, 80], [2, 9, 4]],
    ['other classes', [1, 9, 81], [1, 9, 4]],
    ['boxes of five numbers', [1, 9, 80], [1, 9, 5]],
    ['boxes for other anchors', [1, 9, 80], [1, 10, 4]],
    ['four dimensions', [1, 9, 80, 1], [1, 9, 4]],
    ['two dimensions', [1, 9, 80], [9, 4]],
    ['nothing', [], []],
  ])('refuses %s', (_, logits, deltas) => {
    expect(() => checkHeadShapes(logits, deltas, names)).toThrow(
      expect.objectContaining({ code: 'model-not-a-detector' }),
    );
  });

  it('says which number of anchors was expected at which size', () => {
    const { code, details } = anchorCountError(100, 90, 416, 320);
    expect(code).toBe('model-not-a-detector');
    expect(details).toEqual({ missing: 'A = 100', inputs: '416 × 320', outputs: 'A = 90' });
  });
});
