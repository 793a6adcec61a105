/** The modules that kernels share, by the path they are included with. */
const sharedModules = new Map(
  Object.entries(
    import.meta.glob<string>('../../shaders/shared/*.wgsl', {
      query: '?raw',
      import: 'default',
      eager: true,
    }),
  ).map(([path, text]) => [path.replace('../../shaders/', ''), text]),
);

/** A kernel's text with its includes in place, and where each of its lines came from. */
export interface ShaderSource {
  readonly name: string;
  /** What tells sources of one name apart: the constants put into it; empty for the file as it is. */
  readonly variant: string;
  readonly code: string;
  /** `origins[i]` names the file and line that line `i + 1` of `code` came from. */
  readonly origins: readonly string[];
}

const includeLine = /^\s*#include\s+"([^"]+)"\s*$/;

/**
 * Resolves `#include "shared/name.wgsl"` lines; each module is taken in once, however many ask for it.
 *
 * @param name the kernel's file name, for messages
 * @param modules the modules that may be included; the project's own unless a test brings others
 * @throws Error when a module is missing or includes itself
 */
export function resolveShader(
  name: string,
  text: string,
  modules: ReadonlyMap<string, string> = sharedModules,
): ShaderSource {
  const lines: string[] = [];
  const origins: string[] = [];
  const done = new Set<string>();
  const append = (file: string, content: string, way: readonly string[]): void => {
    for (const [index, line] of content.split('\n').entries()) {
      const included = includeLine.exec(line)?.[1];
      if (included === undefined) {
        lines.push(line);
        origins.push(`${file}:${index + 1}`);
        continue;
      }
      if (way.includes(included)) throw new Error(`${[...way, included].join(' → ')} includes itself`);
      if (done.has(included)) continue;
      const module = modules.get(included);
      if (module === undefined)
        throw new Error(`${file}:${index + 1} includes "${included}", which is not there`);
      append(included, module, [...way, included]);
      done.add(included);
    }
  };
  append(name, text, [name]);
  return { name, variant: '', code: lines.join('\n'), origins };
}

/**
 * The value of a module constant, `const NAME : u32 = …u;`, for drivers that must know it too.
 *
 * @throws Error when there is no such constant
 */
export function constantOf(source: ShaderSource, name: string): number {
  const value = new RegExp(`^const ${name} : u32 = (\\d+)u;$`, 'm').exec(source.code)?.[1];
  if (value === undefined) throw new Error(`${source.name} has no u32 constant "${name}"`);
  return Number(value);
}

/**
 * The same source with other values of module constants, `const NAME : u32 = …;`: lengths of arrays within storage
 * buffers, which an `override` may not set.
 *
 * @throws Error when there is no such constant
 */
export function withConstants(
  source: ShaderSource,
  constants: Readonly<Record<string, number>>,
): ShaderSource {
  let { code } = source;
  for (const [name, value] of Object.entries(constants)) {
    const declaration = new RegExp(`^const ${name} : u32 = \\d+u;$`, 'm');
    if (!declaration.test(code)) throw new Error(`${source.name} has no u32 constant "${name}"`);
    code = code.replace(declaration, `const ${name} : u32 = ${value}u;`);
  }
  return { ...source, code, variant: `${source.variant}${JSON.stringify(constants)}` };
}
