import { describe, expect, it } from 'vitest';
import { modelCatalogue } from '../../src/library/model-catalogue.ts';
import { fileNameOfUrl, readModelUrl } from '../../src/library/model-url.ts';

const page = 'https://site.example/tools/';
const read = (text: string): string => readModelUrl(text, page).href;

describe('the address of a model', () => {
  it.each([
    [' https://host/a.onnx ', 'https://host/a.onnx'],
    ['https://host/a.onnx?download=true#part', 'https://host/a.onnx?download=true'],
    ['http://localhost:8080/a.onnx', 'http://localhost:8080/a.onnx'],
    ['http://127.0.0.1/a.onnx', 'http://127.0.0.1/a.onnx'],
  ])('takes %s', (text, url) => {
    expect(read(text)).toBe(url);
  });

  it.each([
    ['', 'model-url-malformed'],
    ['host/a.onnx', 'model-url-malformed'],
    ['http://host/a.onnx', 'model-url-insecure'],
    ['http://localhost.evil.example/a.onnx', 'model-url-insecure'],
    ['ftp://host/a.onnx', 'model-url-insecure'],
    ['javascript:alert(1)', 'model-url-insecure'],
    ['data:application/octet-stream,8', 'model-url-insecure'],
    ['blob:https://host/1', 'model-url-insecure'],
    ['https://name:secret@host/a.onnx', 'model-url-credentials'],
  ])('refuses %j', (text, code) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code }));
  });

  it('is not repeated with the password in it', () => {
    expect(() => read('https://name:secret@host/a.onnx')).toThrow(
      expect.objectContaining({ details: { url: 'https://host/a.onnx' } }),
    );
  });

  it.each([
    ['https://host/a/b/model.onnx?x=1', 'model.onnx'],
    ['https://host/a%20b.onnx', 'a b.onnx'],
    ['https://host/download', 'download.onnx'],
    ['https://host/', 'model.onnx'],
    ['https://host/%E0%A4%A.onnx', '%E0%A4%A.onnx'],
    ['https://host/..%2F..%2Fa.onnx', '..-..-a.onnx'],
  ])('names the file of %s %s', (url, name) => {
    expect(fileNameOfUrl(new URL(url))).toBe(name);
  });
});

describe('the catalogue', () => {
  it('has addresses that the page itself would take, whole hashes and sizes', () => {
    for (const { url, source, sha256, bytes } of modelCatalogue) {
      expect(read(url)).toBe(url);
      expect(read(source)).toBe(source);
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(bytes).toBeGreaterThan(1e6);
    }
    expect(new Set(modelCatalogue.map(({ id }) => id)).size).toBe(modelCatalogue.length);
  });
});
