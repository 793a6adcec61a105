import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createDetectionModel, knownDetections } from '../support/detection-models.ts';
import { createExporterModel } from '../support/exporter-models.ts';
import { FocalScopePage, launchChromium } from '../support/focalscope-page.ts';

describe('models of other layouts, dropped on the page', () => {
  let browser: Browser;
  let app: FocalScopePage;

  beforeAll(async () => {
    browser = await launchChromium();
    app = await FocalScopePage.open(browser, inject('isolatedUrl'));
    await app.waitForPhoto('dog.jpg');
  });

  afterAll(async () => {
    expect(app.complaints).toEqual([]);
    await browser.close();
  });

  /** The results of the photo as this model answers it. */
  async function resultsOf(model: string): ReturnType<FocalScopePage['downloadResults']> {
    for (;;) {
      const results = await app.downloadResults();
      if (results.model.name === model) return results;
      await app.settle();
    }
  }

  it('shows the boxes of an export with suppression inside, and why there is no loss', async () => {
    await app.dropFile('boxes.onnx', '', Buffer.from(createDetectionModel('torchvision')));
    await app.page.getByText('Boxes, but no loss').first().waitFor({ timeout: 60_000 });
    const { detections, loss, image, model } = await resultsOf('boxes');
    expect(loss).toBeNull();
    expect(detections).toHaveLength(knownDetections.length);
    const scale = image.width / model.input_size;
    for (const [index, { box, score, label }] of knownDetections.entries()) {
      const [x0, y0, x1, y1] = box.map((side) => side * scale) as [number, number, number, number];
      const found = detections[index]!;
      expect(found.category_id).toBe(label);
      expect(found.score).toBeCloseTo(score, 5);
      for (const [side, value] of [x0, y0, x1 - x0, y1 - y0].entries())
        expect(Math.abs(found.bbox[side]! - value)).toBeLessThan(0.6);
    }
    await app.page.getByRole('combobox', { name: 'Framework' }).selectOption('mmdetection');
    await app.page.getByText('bbox_pred').first().waitFor();
    expect(await app.page.getByRole('slider', { name: 'Focusing γ' }).count()).toBe(0);
  });

  it('opens a model with its weights beside it, of probabilities per level, and marks its loss', async () => {
    const { graph, data } = createExporterModel({
      exporter: 'odtk',
      fixed: [128, 128],
      dataPath: 'weights.data',
    });
    await app.dropFile('alone.onnx', '', Buffer.from(graph));
    expect(await app.dismissMessage()).toContain('weights.data');
    expect((await app.downloadResults()).model.name).toBe('boxes');
    await app.dropFiles([
      { name: 'whole.onnx', buffer: Buffer.from(graph) },
      ...data.map(({ path, bytes }) => ({ name: path, buffer: Buffer.from(bytes) })),
    ]);
    await app.page.getByText('Recovered from probabilities').first().waitFor({ timeout: 120_000 });
    const { loss, model } = await resultsOf('whole');
    expect(model.input_size).toBe(128);
    expect(loss.cross_entropy.total).toBeGreaterThan(0);
    expect(await app.page.getByText('Boxes, but no loss').count()).toBe(0);
  });
});
