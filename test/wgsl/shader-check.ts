import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ShaderSource } from '../../src/gpu/shader-source.ts';

interface CompiledShader {
  readonly name: string;
  readonly entryPoints: readonly string[];
  readonly messages: readonly { type: string; line: number; column: number; text: string }[];
  readonly failure: string | null;
}

/** What the compiler said of one shader. */
export interface ShaderReport {
  readonly name: string;
  /** Compute entry points of which a pipeline was made. */
  readonly entryPoints: readonly string[];
  /** Errors and warnings as `file:line:column type: text`, at the line of the file that they were written in. */
  readonly faults: readonly string[];
}

/** Compiles shaders with Dawn's compiler, without a GPU, in one other process. */
export function compileShaders(sources: readonly ShaderSource[]): ShaderReport[] {
  const folder = mkdtempSync(join(tmpdir(), 'wgsl-'));
  try {
    const [input, output] = [join(folder, 'shaders.json'), join(folder, 'results.json')];
    writeFileSync(input, JSON.stringify(sources));
    const script = fileURLToPath(new URL('./compile-shaders.mjs', import.meta.url));
    const { status, stderr, error } = spawnSync(process.execPath, [script, input, output], {
      encoding: 'utf8',
      timeout: 60_000,
      killSignal: 'SIGKILL',
    });
    if (status !== 0)
      throw new Error(`The shader compiler ended with ${status ?? 'no status'}: ${stderr}`, { cause: error });
    const results = JSON.parse(readFileSync(output, 'utf8')) as CompiledShader[];
    return results.map((result, index) => describeResult(result, sources[index]!));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function describeResult(result: CompiledShader, source: ShaderSource): ShaderReport {
  const faults = result.messages
    .filter(({ type }) => type !== 'info')
    .map(({ type, line, column, text }) => {
      const origin = source.origins[line - 1] ?? source.name;
      return `${origin}:${column} ${type}: ${text.trim()}`;
    });
  // An invalid module fails the scope too; its own messages say more.
  if (faults.length === 0 && result.failure !== null)
    faults.push(`${source.name} pipeline: ${result.failure}`);
  return { name: source.name, entryPoints: result.entryPoints, faults };
}

const comment = /\/\/|\/\*/;

/** Whether a line, or the run of lines like it right above, has a comment above or beside. */
function isExplained(lines: readonly string[], index: number, isAlike: (line: string) => boolean): boolean {
  for (let at = index; at >= 0; at--) {
    const line = lines[at]!;
    if (comment.test(line)) return true;
    if (at < index && !isAlike(line)) return false;
  }
  return false;
}

const isBinding = (line: string): boolean => /@binding\(/.test(line);
const isField = (line: string): boolean =>
  /^\s*(@\w+(\([^)]*\))?\s*)*\w+\s*:\s*[\w<>, ]+,?\s*(\/\/.*)?$/.test(line);
const isStruct = (line: string): boolean => /^\s*struct\b/.test(line);

/**
 * Bindings and struct fields that no comment explains, as `file:line text`. A comment stands beside or above; one
 * above a run of them explains all, and one above a struct its first run. A buffer of one struct needs none, since
 * the struct's fields have theirs, nor does a builtin, whose meaning the language gives.
 */
export function findUnexplained(name: string, text: string): string[] {
  const lines = text.split('\n');
  const structs = new Set([...text.matchAll(/\bstruct\s+(\w+)/g)].map((match) => match[1]));
  const faults: string[] = [];
  let inStruct = false;
  for (const [index, line] of lines.entries()) {
    const report = (): number => faults.push(`${name}:${index + 1} ${line.trim()}`);
    if (isStruct(line)) inStruct = !line.includes('}');
    else if (/^\s*}/.test(line)) inStruct = false;
    else if (inStruct && isField(line) && !line.includes('@builtin(')) {
      if (!isExplained(lines, index, (other) => isField(other) || isStruct(other))) report();
    } else if (isBinding(line)) {
      const type = /\bvar<[^>]+>\s+\w+\s*:\s*(\w+)\s*;/.exec(line)?.[1];
      if (type !== undefined && structs.has(type)) continue;
      if (!isExplained(lines, index, isBinding)) report();
    }
  }
  return faults;
}
