import type { XmlElement } from './annotation-set.ts';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};
/** What XML 1.0 cannot hold, not even by number; lone surrogates among it. */
const unspeakable =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Whether XML can hold the text as it is. */
export function fitsXml(text: string): boolean {
  return text.search(unspeakable) < 0;
}

/** Text as XML holds it: markup and line breaks as references, so that a reader gets back the very same. */
export function escapeXml(text: string): string {
  return text
    .replace(unspeakable, '\uFFFD')
    .replace(/[&<>"\t\n\r]/g, (character) => escapes[character] ?? character)
    .replace(/^ | $/g, '&#32;');
}

/** Writes an element and all below it, one a line. */
export function writeXmlElement(element: XmlElement, indent = ''): string {
  const attributes = element.attributes.map(([name, value]) => ` ${name}="${escapeXml(value)}"`).join('');
  const open = `${indent}<${element.name}${attributes}>`;
  const close = `</${element.name}>\n`;
  if (element.children.length === 0) return `${open}${escapeXml(element.text)}${close}`;
  const children = element.children.map((child) => writeXmlElement(child, `${indent}  `)).join('');
  return `${open}${escapeXml(element.text)}\n${children}${indent}${close}`;
}

/** An element of text alone. */
export function textElement(name: string, text: string): XmlElement {
  return { name, attributes: [], text, children: [] };
}
