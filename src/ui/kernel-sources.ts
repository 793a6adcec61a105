/** One WGSL file of the page. */
export interface KernelFile {
  /** As other files include it: `dense-loss.wgsl`, `shared/numerics.wgsl`. */
  readonly name: string;
  readonly text: string;
  readonly group: 'kernels' | 'benchmark' | 'shared';
  /** The first sentence of the comment at its head. */
  readonly purpose: string;
  /** Functions that a pipeline can begin with. */
  readonly entryPoints: readonly string[];
}

const folder = '../../shaders/';

const texts = import.meta.glob<string>('../../shaders/**/*.wgsl', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** The comment that a file begins with, as running text. */
function headComment(text: string): string {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('//'));
  return lines
    .slice(0, end < 0 ? lines.length : end)
    .map((line) => line.replace(/^\/\/\s?/, ''))
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Up to the first full stop that a new sentence follows; that of "et al. 2017" is none. */
export function firstSentence(text: string): string {
  return /^.*?\.(?=\s+\p{Lu}|$)/u.exec(text)?.[0] ?? text;
}

export function readKernelFile(name: string, text: string): KernelFile {
  const [directory] = name.split('/');
  return {
    name,
    text: text.trimEnd(),
    group: directory === 'benchmark' || directory === 'shared' ? directory : 'kernels',
    purpose: firstSentence(headComment(text)),
    entryPoints: [...text.matchAll(/@(?:compute|vertex|fragment)\b[^;{}]*?\bfn\s+(\w+)/g)].map(
      ([, entryPoint = '']) => entryPoint,
    ),
  };
}

const groupOrder = ['kernels', 'benchmark', 'shared'] as const satisfies readonly KernelFile['group'][];

/** Every WGSL file that the page or its benchmark compiles, by group, then by name. */
export const kernelFiles: readonly KernelFile[] = Object.entries(texts)
  .map(([path, text]) => readKernelFile(path.replace(folder, ''), text))
  .sort(
    (first, second) =>
      groupOrder.indexOf(first.group) - groupOrder.indexOf(second.group) ||
      first.name.localeCompare(second.name, 'en'),
  );

/** The file that an address names, as in `#view=kernels&file=dense-loss.wgsl`. */
export function fileOfHash(hash: string): KernelFile | undefined {
  const named = new URLSearchParams(hash.replace(/^#/, '')).get('file');
  return kernelFiles.find(({ name }) => name === named);
}

export function hashOfFile(name: string): string {
  return `#view=kernels&file=${name}`;
}

const examples = import.meta.glob<string>('../../examples/dense-loss.ts', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** How the losses are used as a library: the example that the project's tests run. */
export const libraryExample = (Object.values(examples)[0] ?? '').trimEnd();
