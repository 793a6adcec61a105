import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compileAssemblyScript } from '../../scripts/assemblyscript-plugin.mjs';

let folder: string;
let entry: string;
const compile = (): Promise<string> => compileAssemblyScript(entry, join(folder, 'compiled'));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'focalscope-assemblyscript-'));
  entry = join(folder, 'module.ts');
  writeFileSync(join(folder, 'part.ts'), 'export function twice(a: i32): i32 {\n  return a * 2;\n}\n');
  writeFileSync(
    entry,
    "import { twice } from './part.ts';\nexport function f(a: i32): i32 {\n  return twice(a);\n}\n",
  );
});

afterEach(() => rmSync(folder, { recursive: true }));

async function call(path: string): Promise<unknown> {
  const { instance } = await WebAssembly.instantiate(new Uint8Array(readFileSync(path)));
  return (instance.exports.f as (a: number) => number)(21);
}

describe('AssemblyScript modules', () => {
  it('are compiled with their parts, once for the same sources', async () => {
    const path = await compile();
    expect(await call(path)).toBe(42);
    const { mtimeMs } = statSync(path);
    expect(await compile()).toBe(path);
    expect(statSync(path).mtimeMs).toBe(mtimeMs);
    writeFileSync(join(folder, 'part.ts'), 'export function twice(a: i32): i32 {\n  return a + a + 1;\n}\n');
    const changed = await compile();
    expect(changed).not.toBe(path);
    expect(await call(changed)).toBe(43);
  });

  it('name the place of a fault, in the file that has it', async () => {
    writeFileSync(
      join(folder, 'part.ts'),
      '// The first line.\nexport function twice(a: i32): i32 {\n  return nothing(a);\n}\n',
    );
    await expect(compile()).rejects.toMatchObject({
      name: 'AssemblyScriptError',
      message: expect.stringMatching(/nothing.*part\.ts:3:10/),
      loc: { file: join(folder, 'part.ts'), line: 3, column: 10 },
    });
    rmSync(join(folder, 'part.ts'));
    await expect(compile()).rejects.toMatchObject({ loc: { file: entry, line: 1 } });
  });
});
