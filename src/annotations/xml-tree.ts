import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { XmlElement } from './annotation-set.ts';
import { annotationFault, placeAt } from './annotation-fault.ts';

/** An element with the offset of its `<` in the text. */
export interface PlacedElement extends XmlElement {
  readonly offset: number;
  readonly children: readonly PlacedElement[];
}

const parser = new XMLParser({
  preserveOrder: true,
  captureMetaData: true,
  trimValues: false,
  parseTagValue: false,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  // References are decoded here, after the white space is off, and never those that a document defines itself.
  processEntities: false,
  cdataPropName: '#cdata',
  ignoreDeclaration: true,
  ignorePiTags: true,
});
const metaData = XMLParser.getMetaDataSymbol() as unknown as string;

/** Comments and CDATA sections, in which nothing is markup. */
const opaque = /<!--[^]*?(?:-->|$)|<!\[CDATA\[[^]*?(?:\]\]>|$)/g;
const foreign = /<!(?!--|\[CDATA\[)|&(?!(?:amp|lt|gt|quot|apos);|#\d{1,7};|#x[\da-fA-F]{1,6};)/g;
const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Refuses a DTD and every reference but XML's own five and those by number: what a document defines itself can
 * grow without bounds, or lead to other files.
 */
function refuseEntities(fileName: string, text: string): void {
  // Blanked to the same length, so that offsets stay.
  const markup = text.replace(opaque, (section) => ' '.repeat(section.length));
  foreign.lastIndex = 0;
  const found = foreign.exec(markup);
  if (!found) return;
  const shown = text.slice(found.index, found.index + 40).split(/[\r\n]/, 1)[0];
  const place = placeAt(text, found.index);
  throw annotationFault(
    'annotations-xml-entity',
    fileName,
    place,
    '&amp; &lt; &gt; &quot; &apos; &#…;',
    shown,
  );
}

function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}

/** Without XML's white space at both ends; `trim` would take more than that. */
function trimSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function decode(text: string, refuse: (reference: string) => Error): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#?)(x?)(\w+);/g, (reference, hash: string, x: string, body: string) => {
    if (hash === '') return named[x + body] ?? reference;
    const code = Number.parseInt(body, x === '' ? 10 : 16);
    const isCharacter =
      code === 9 ||
      code === 10 ||
      code === 13 ||
      (code >= 32 && code < 0xd800) ||
      (code > 0xdfff && code < 0xfffe) ||
      (code >= 0x10000 && code <= 0x10ffff);
    if (!isCharacter) throw refuse(reference);
    return String.fromCodePoint(code);
  });
}

/**
 * Reads an XML document into a tree: element text without the white space around it, references decoded, comments
 * and processing instructions left out.
 *
 * @param text with LF line ends, without a byte order mark
 * @throws FocalScopeError `annotations-syntax` with line and column, `annotations-xml-entity` for a DTD or a
 *   reference to an entity of the document's own
 */
export function readXmlTree(fileName: string, text: string): PlacedElement {
  refuseEntities(fileName, text);
  const syntax = (offset: number, found: unknown): Error =>
    annotationFault(
      'annotations-syntax',
      fileName,
      placeAt(text, offset),
      '<annotation>…</annotation>',
      found,
    );

  // Its successor is a package of its own, and says the same.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const verdict = XMLValidator.validate(text);
  if (verdict !== true) {
    const { line, col, msg } = verdict.err;
    const place = { line: line || 1, column: col || 1 };
    throw annotationFault('annotations-syntax', fileName, place, '<…>…</…>', msg);
  }
  let nodes: Record<string, unknown>[];
  try {
    nodes = parser.parse(text) as Record<string, unknown>[];
  } catch (error) {
    throw syntax(0, error instanceof Error ? error.message : error);
  }

  const convert = (node: Record<string, unknown>, name: string): PlacedElement => {
    const offset = (node[metaData] as { startIndex?: number } | undefined)?.startIndex ?? 0;
    const refuse = (reference: string): Error => syntax(offset, reference);
    const children: PlacedElement[] = [];
    let ownText = '';
    for (const child of node[name] as Record<string, unknown>[]) {
      const kind = nameOf(child);
      if (kind === undefined) continue;
      if (kind === '#text') ownText += decode(trimSpace(String(child[kind])), refuse);
      else if (kind === '#cdata')
        for (const part of child[kind] as Record<string, unknown>[]) ownText += String(part['#text']);
      else children.push(convert(child, kind));
    }
    const attributes = Object.entries((node[':@'] ?? {}) as Record<string, unknown>).map(
      ([key, value]) => [key, decode(String(value), refuse)] as const,
    );
    return { name, attributes, text: ownText, children, offset };
  };

  const roots = nodes.filter((node) => !['#text', undefined].includes(nameOf(node)));
  const root = roots[0];
  const rootName = root && nameOf(root);
  if (!root || rootName === undefined || rootName === '#cdata') throw syntax(0, '');
  if (roots.length > 1) throw syntax(text.length, '<…/><…/>');
  return convert(root, rootName);
}

function nameOf(node: Record<string, unknown>): string | undefined {
  return Object.keys(node).find((key) => key !== ':@');
}

/** An element without its place, as it is carried along. */
export function withoutPlace({ name, attributes, text, children }: PlacedElement): XmlElement {
  return { name, attributes, text, children: children.map(withoutPlace) };
}
