import { describe, expect, it } from 'vitest';
import { chooseLanguage, languages } from '../../src/app/i18n/dictionary.ts';
import type { TextKey } from '../../src/app/i18n/english.ts';
import { Words } from '../../src/app/i18n/words.ts';
import { focalScopeErrorCodes, type ErrorDetails, type FocalScopeErrorCode } from '../../src/base/errors.ts';
import type { EnginePhase, PlacementReason } from '../../src/engine/messages.ts';
import { dictionaries } from '../support/dictionaries.ts';

const keys = Object.keys(dictionaries.en).sort() as TextKey[];
const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

/** What each failure is thrown with; the page adds the file's name where one was opened. */
const details: Partial<Record<FocalScopeErrorCode, ErrorDetails>> = {
  'image-unsupported-format': { format: 'HEIC' },
  'image-too-large': { width: 65535, height: 65535, maximumMegapixels: 100, maximumSide: 30000 },
  'model-wrong-length': { expected: 100, actual: 7 },
  'model-anchors-unknown': { anchors: 1234, width: 640, height: 480 },
  'sidecar-invalid': { path: 'anchors.ratios', reason: 'Invalid type' },
  'labels-invalid': { expected: 80, found: 79 },
  'model-not-a-detector': { missing: 'box_deltas', inputs: 'images', outputs: 'probabilities' },
  'model-outputs-ambiguous': { readings: 'K = 4: a + b | K = 4: b + a', inputs: 'images', outputs: 'a; b' },
  'model-input-unsupported': { inputs: 'images float32 [1, 1, ?, ?]' },
  'model-opening-hung': { seconds: 185 },
  'model-class-count': { expected: 80, actual: 91 },
  'model-output-not-finite': { output: 'cls_logits', count: 7 },
  'model-detections-only': { outputs: 'boxes; labels; scores' },
  'model-data-missing': { files: 'model.onnx.data' },
  'model-url-insecure': { url: 'http://host/a.onnx' },
  'model-unreachable': { host: 'host' },
  'model-no-cors': { host: 'host' },
  'model-not-found': { host: 'host', status: 404 },
  'model-forbidden': { host: 'host', status: 403 },
  'model-wrong-hash': { expected: '0a', actual: '0b' },
  'model-damaged': { expected: 100, actual: 7 },
  'run-too-large': { place: 'WebGPU', needed: 473, limit: 268, size: '1024', fitting: 768 },
  'run-out-of-memory': { width: 2048, height: 1536, fitting: 1024 },
  'run-too-large-always': { place: 'WebAssembly', needed: 5000, limit: 4294, width: 2048, height: 1536 },
  'shader-invalid': { shader: 'dense-loss' },
  'annotations-encoding': { place: '3:5', expected: 'number', found: 'NaN' },
  'annotations-formats-mixed': { place: '3:5', expected: 'number', found: 'NaN' },
  'annotations-syntax': { place: '3:5', expected: 'number', found: 'NaN' },
  'annotations-xml-entity': { place: '3:5', expected: 'number', found: 'NaN' },
  'annotations-value': { place: '3:5', expected: 'number', found: 'NaN' },
  'annotations-reference': { place: '3:5', expected: 'number', found: 'NaN' },
  'annotations-duplicate': { place: '3:5', expected: 'number', found: 'NaN' },
  'annotations-class-unnamed': { place: '3:5', expected: 'number', found: 'NaN' },
  'annotations-file-too-large': { megabytes: 300, maximumMegabytes: 256 },
  'annotations-image-size-missing': { image: 'dog' },
};

describe('dictionaries', () => {
  it.each(languages)('%s has every key and no empty sentence', (language) => {
    expect(Object.keys(dictionaries[language]).sort()).toEqual(keys);
    for (const key of keys) expect(dictionaries[language][key].trim(), key).not.toBe('');
  });

  it.each(keys)('%s has the same placeholders in every language', (key) => {
    for (const language of languages) {
      expect(placeholders(dictionaries[language][key]), language).toEqual(placeholders(dictionaries.en[key]));
    }
  });

  it('are in different languages', () => {
    const same = keys.filter((key) => dictionaries.en[key] === dictionaries.zh[key]);
    // Names and abbreviations that Chinese takes as they are.
    expect(
      same.every((key) => /^[\w\s{}–×-]*$/.test(dictionaries.en[key])),
      same.join(', '),
    ).toBe(true);
    expect(same.length).toBeLessThan(keys.length / 15);
  });

  it('come in pairs of plural forms', () => {
    const ones = keys.filter((key) => key.endsWith('.one'));
    expect(ones.length).toBeGreaterThan(2);
    for (const one of ones) expect(keys).toContain(one.replace(/\.one$/, '.other'));
  });
});

describe.each(languages)('words in %s', (language) => {
  const words = new Words(language);

  it.each(focalScopeErrorCodes)('say what %s means, with its details', (code) => {
    const values = { fileName: 'holiday.jpg', ...details[code] };
    for (const part of ['title', 'text'] as const) {
      const text = words.text(`error.${code}.${part}`, values);
      expect(text).not.toMatch(/[{}…]/);
      expect(text.length).toBeGreaterThan(5);
    }
  });

  it('say why something runs where it runs', () => {
    const reasons: Record<PlacementReason, true> = {
      'hardware-gpu': true,
      'software-gpu': true,
      'no-webgpu': true,
      'chosen-by-person': true,
      'device-lost': true,
      'out-of-memory': true,
      'webgpu-session-failed': true,
    };
    for (const reason of Object.keys(reasons) as PlacementReason[]) {
      expect(words.text(`placement.reason.${reason}`)).not.toBe('');
    }
  });

  it('name every phase', () => {
    const phases: Record<EnginePhase['name'], true> = {
      idle: true,
      downloading: true,
      compiling: true,
      probing: true,
      decoding: true,
      running: true,
    };
    for (const name of Object.keys(phases) as EnginePhase['name'][]) {
      expect(words.text(`phase.${name}`, { fileName: 'a.jpg' })).not.toMatch(/[{}]/);
    }
  });
});

describe('Words', () => {
  const words = new Words('en');

  it('fills placeholders, numbers as the language writes them', () => {
    expect(words.text('error.image-too-large.title', { fileName: 'a.png', width: 40000, height: 9 })).toBe(
      '“a.png” is too large: 40,000 × 9 pixels.',
    );
  });

  it('leaves no bare placeholder where a value is missing', () => {
    expect(words.text('error.image-empty.title')).toBe('“…” is empty.');
  });

  it('does not take a value for a pattern', () => {
    expect(words.text('error.image-empty.title', { fileName: "$& $' {fileName}" })).toBe(
      "“$& $' {fileName}” is empty.",
    );
  });

  it('chooses the plural form', () => {
    expect(words.plural('status.found', 1, { fileName: 'a' })).toBe('a: 1 object found');
    expect(words.plural('status.found', 2, { fileName: 'a' })).toBe('a: 2 objects found');
    expect(new Words('zh').plural('status.found', 1, { fileName: 'a' })).toBe('a：找到 1 个物体');
  });

  it('joins names and sentences as the language does', () => {
    const chinese = new Words('zh');
    expect(words.list(['a', 'b', 'c'])).toBe('a, b, and c');
    expect(chinese.list(['a', 'b', 'c'])).toBe('a、b和c');
    expect(words.sentences(['A.', 'B.'])).toBe('A. B.');
    expect(chinese.sentences(['甲。', '乙。'])).toBe('甲。乙。');
  });

  it.each([
    [0, '0%'],
    [0.0002, '< 0.1%'],
    [0.004, '0.4%'],
    [0.0615, '6.2%'],
    [0.61, '61%'],
    [0.97, '97%'],
    [0.9996, '99.9%'],
    [1, '100%'],
    [Number.NaN, '–'],
  ])('writes a share of %d as %s', (share, text) => {
    expect(words.percent(share)).toBe(text);
  });

  it.each([
    [0, '0'],
    [0.0000021, '2.1 × 10⁻⁶'],
    [0.2334, '0.233'],
    [60.41, '60.4'],
    [12345.6, '12,345.6'],
    [3.1e7, '3.1 × 10⁷'],
    [Number.NaN, '–'],
  ])('writes the figure %d as %s', (value, text) => {
    expect(words.figure(value)).toBe(text);
  });

  it.each([
    [0, '0'],
    [0.00084, '8·10⁻⁴'],
    [-0.00369, '-0.0037'],
    [0.917, '0.92'],
    [16.04, '16'],
    [Number.NaN, '–'],
  ])('writes %d shortly as %s', (value, text) => {
    expect(words.shortFigure(value)).toBe(text);
  });
});

describe('chooseLanguage', () => {
  it.each([
    [['zh-CN', 'en'], 'zh'],
    [['de-AT', 'zh-Hans'], 'zh'],
    [['en-GB'], 'en'],
    [['fr'], 'en'],
    [[], 'en'],
  ] as const)('%j gives %s', (wanted, language) => {
    expect(chooseLanguage(wanted)).toBe(language);
  });
});
