/** XML as a plain tree without namespaces: strict about well-formedness, indifferent to prefixes, deaf to document types. */
import { SaxesParser } from 'saxes';

export interface XmlElement {
  /** Without prefix. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  /** Its own character data, trimmed. */
  text: string;
}

const PIECE_CHARACTERS = 1024 * 1024;
/** ISO 20022 messages are about 15 deep; anything far beyond is an attack on the reader. */
const DEEPEST = 64;

/** Throws an Error that says what is wrong. A document type is refused, and with it every entity a file could define. */
export function parseXml(content: Buffer): XmlElement {
  const xml = decode(content);
  const parser = new SaxesParser({ xmlns: false as const, position: false });
  const path: XmlElement[] = [];
  let root: XmlElement | undefined;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', () => {
    throw new Error('a document type declaration is not allowed');
  });
  parser.on('opentag', (tag) => {
    if (path.length >= DEEPEST) throw new Error(`nested deeper than ${DEEPEST} elements`);
    const element: XmlElement = { name: local(tag.name), attributes: tag.attributes, children: [], text: '' };
    path.at(-1)?.children.push(element);
    root ??= element;
    path.push(element);
  });
  const addText = (text: string) => {
    const element = path.at(-1);
    if (element) element.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const element = path.pop();
    if (element) element.text = element.text.trim();
  });
  for (let from = 0; from < xml.length; from += PIECE_CHARACTERS)
    parser.write(xml.slice(from, from + PIECE_CHARACTERS));
  parser.close();
  if (!root) throw new Error('no element');
  return root;
}

/** The first element on the way down these names. */
export function child(element: XmlElement | undefined, ...names: readonly string[]): XmlElement | undefined {
  let found = element;
  for (const name of names) found = found?.children.find((one) => one.name === name);
  return found;
}

export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((one) => one.name === name);
}

/** The text on the way down these names; undefined when absent or empty. */
export function textOf(element: XmlElement | undefined, ...names: readonly string[]): string | undefined {
  return child(element, ...names)?.text || undefined;
}

/** The first element of this name at or below, breadth first, a few levels deep: banks wrap messages in envelopes of their own. */
export function findWithin(element: XmlElement, fits: (name: string) => boolean, levels = 4): XmlElement | undefined {
  if (fits(element.name)) return element;
  if (levels === 0) return undefined;
  for (const one of element.children) {
    const found = findWithin(one, fits, levels - 1);
    if (found) return found;
  }
  return undefined;
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** By the byte order mark, else by the declaration, else UTF-8 (XML 1.0, appendix F). */
function decode(content: Buffer): string {
  const encoding = byteOrderMark(content) ?? declaredEncoding(content) ?? 'utf-8';
  return new TextDecoder(encoding, { fatal: true }).decode(content).trimStart();
}

function byteOrderMark(content: Buffer): string | undefined {
  if (content[0] === 0xff && content[1] === 0xfe) return 'utf-16le';
  if (content[0] === 0xfe && content[1] === 0xff) return 'utf-16be';
  return undefined;
}

function declaredEncoding(content: Buffer): string | undefined {
  const head = content.subarray(0, 200).toString('latin1');
  return /^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(head)?.[1];
}
