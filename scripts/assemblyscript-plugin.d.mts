import type { Plugin } from 'vite';

export class AssemblyScriptError extends Error {
  readonly loc: { readonly file: string; readonly line: number; readonly column: number } | undefined;
}
export function compileAssemblyScript(entry: string, folder?: string): Promise<string>;
export function assemblyScriptPlugin(): Plugin;
