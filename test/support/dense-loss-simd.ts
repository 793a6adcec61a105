import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileAssemblyScript } from '../../scripts/assemblyscript-plugin.mjs';
import { loadDenseLossSimd, type DenseLossSimd } from '../../src/loss/dense-loss-simd.ts';

/** @returns the path of the compiled module */
export function compileDenseLossSimd(): Promise<string> {
  return compileAssemblyScript(fileURLToPath(new URL('../../src/loss/simd/dense-loss.ts', import.meta.url)));
}

/** The module from the disk: Node fetches no files. */
export async function loadDenseLossSimdFromDisk(): Promise<DenseLossSimd> {
  return loadDenseLossSimd(new Uint8Array(readFileSync(await compileDenseLossSimd())));
}
