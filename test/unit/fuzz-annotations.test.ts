import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadChosenSettings } from '../../src/app/settings.ts';
import { readAnnotations, type AnnotationFile } from '../../src/annotations/read-annotations.ts';
import { FocalScopeError } from '../../src/base/errors.ts';
import { parseManifest } from '../../src/model/manifest.ts';
import { fuzz, fuzzCases, mutate } from '../support/fuzz.ts';
import { createTinyManifest } from '../support/tiny-manifest.ts';

const folder = new URL('../fixtures/annotations/', import.meta.url);
const read = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(new URL(name, folder)));
const whole = (name: string): AnnotationFile => ({ name, content: new Blob([read(name)]) });

const formats = [
  { name: 'coco.json', with: [] },
  { name: 'voc/2008_000008.xml', with: [] },
  { name: 'yolo/labels/dog.txt', with: [whole('yolo/classes.txt')] },
  { name: 'yolo/classes.txt', with: [whole('yolo/labels/dog.txt')] },
  { name: 'annotations.csv', with: [whole('classes.csv')] },
  { name: 'classes.csv', with: [whole('annotations.csv')] },
] as const;

const report = (name: string, outcome: object): void => {
  process.stdout.write(`fuzz ${name}: ${JSON.stringify(outcome)}\n`);
};

it.each(formats)(
  '$name, changed at random, is read or refused in time',
  async ({ name, with: others }) => {
    const source = read(name);
    const outcome = await fuzz(
      fuzzCases(80),
      (random) => mutate([source], random),
      async (bytes) => {
        try {
          const files = [{ name, content: new Blob([bytes]) }, ...others];
          const { set } = await readAnnotations(files, { imageSize: () => ({ width: 400, height: 200 }) });
          for (const { objects } of set.images)
            for (const { box } of objects) if (!box.every(Number.isFinite)) throw new Error('no box');
          return 'right';
        } catch (error) {
          if (error instanceof FocalScopeError && error.code.startsWith('annotations-')) return error.code;
          throw error;
        }
      },
    );
    report(name, outcome);
    expect(Object.keys(outcome.counts).length).toBeGreaterThan(1);
  },
  3_600_000,
);

it('a model’s description, changed at random, is read or refused', async () => {
  const source = new TextEncoder().encode(JSON.stringify(createTinyManifest(1000)));
  const outcome = await fuzz(
    fuzzCases(80),
    (random) => mutate([source], random),
    (bytes) => {
      let value: unknown;
      try {
        value = JSON.parse(new TextDecoder().decode(bytes));
      } catch {
        return Promise.resolve('not JSON');
      }
      try {
        parseManifest(value);
        return Promise.resolve('right');
      } catch (error) {
        if (error instanceof FocalScopeError) return Promise.resolve(error.code);
        throw error;
      }
    },
  );
  report('manifest', outcome);
}, 3_600_000);

it('settings that were kept, changed at random, are taken or dropped', async () => {
  const source = new TextEncoder().encode('{"gamma":2,"alphaOn":true,"level":"all","language":"zh"}');
  const outcome = await fuzz(
    fuzzCases(80),
    (random) => mutate([source], random),
    (bytes) => {
      const settings = loadChosenSettings({ getItem: () => new TextDecoder().decode(bytes) });
      return Promise.resolve(Object.keys(settings).length > 0 ? 'right' : 'dropped');
    },
  );
  report('settings', outcome);
  expect(outcome.counts['right']).toBeGreaterThan(0);
}, 3_600_000);
