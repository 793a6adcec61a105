import Prism from 'prismjs';
import 'prismjs/components/prism-typescript';
import 'prismjs/components/prism-wgsl';

export type CodeLanguage = 'wgsl' | 'typescript';

/** A run of characters of one kind; plain text has none. */
export interface CodePiece {
  readonly text: string;
  readonly kind: CodeKind | undefined;
}

/** What pieces are told apart by, by colour and, for comments, by slant. */
export type CodeKind = 'comment' | 'keyword' | 'type' | 'function' | 'number' | 'string' | 'attribute';

/** Prism's names, of a token or its alias. */
const kinds: Readonly<Record<string, CodeKind>> = {
  comment: 'comment',
  keyword: 'keyword',
  builtin: 'type',
  'class-name': 'type',
  function: 'function',
  number: 'number',
  boolean: 'number',
  string: 'string',
  'template-string': 'string',
  'attr-name': 'attribute',
  'attr-value': 'attribute',
};

function kindOf({ type, alias }: Prism.Token): CodeKind | undefined {
  const names = [type, ...(Array.isArray(alias) ? alias : [alias])];
  return names.map((name) => kinds[name]).find((kind) => kind !== undefined);
}

/** The pieces of a stream of tokens in their order; what lies inside a token of a kind is of that kind, unless it has its own. */
function flatten(stream: Prism.TokenStream, outer: CodeKind | undefined): CodePiece[] {
  if (typeof stream === 'string') return [{ text: stream, kind: outer }];
  if (Array.isArray(stream)) return stream.flatMap((token) => flatten(token, outer));
  return flatten(stream.content, kindOf(stream) ?? outer);
}

/** Code as lines of pieces; together they are the code, without its line breaks. */
export function highlightLines(code: string, language: CodeLanguage): readonly (readonly CodePiece[])[] {
  const grammar = Prism.languages[language];
  const pieces = grammar
    ? flatten(Prism.tokenize(code, grammar), undefined)
    : [{ text: code, kind: undefined }];
  const lines: CodePiece[][] = [[]];
  for (const { text, kind } of pieces) {
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) lines.push([]);
      if (part !== '') lines.at(-1)?.push({ text: part, kind });
    }
  }
  return lines;
}
