/**
 * Reads metadata XML into elements that know their line and column, because a deploy error must name the place.
 * Strict where the platform is: well-formed, one root, no document type; comments and processing instructions are skipped.
 */

/** One element. Lines and columns count from 1. */
export interface XmlElement {
  readonly name: string;
  readonly line: number;
  readonly column: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** The element's own text: trimmed when it has children, as written (entities resolved) when it has none. */
  readonly text: string;
}

/** The text is not well-formed. */
export class XmlError extends Error {
  readonly line: number;
  readonly column: number;

  constructor(message: string, line: number, column: number) {
    super(message);
    this.name = 'XmlError';
    this.line = line;
    this.column = column;
  }
}

interface OpenElement {
  readonly name: string;
  readonly line: number;
  readonly column: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const namePattern = /[A-Za-z_][\w.:-]*/y;
const spacePattern = /\s*/y;

/** Parses a document; throws XmlError. */
export function parseXml(text: string): XmlElement {
  return new XmlReader(text).document();
}

class XmlReader {
  readonly #text: string;
  #at = 0;
  #line = 1;
  #lineStart = 0;
  #counted = 0;

  constructor(text: string) {
    this.#text = text.startsWith('\uFEFF') ? text.slice(1) : text;
  }

  document(): XmlElement {
    const open: OpenElement[] = [];
    let root: XmlElement | undefined;
    while (this.#at < this.#text.length) {
      const next = this.#text.indexOf('<', this.#at);
      const until = next < 0 ? this.#text.length : next;
      if (until > this.#at) this.#characters(this.#text.slice(this.#at, until), open.at(-1));
      this.#at = until;
      if (next < 0) break;
      if (this.#skipMarkup(open.at(-1))) continue;
      if (this.#text.startsWith('</', this.#at)) {
        const closed = this.#close(open.pop());
        const parent = open.at(-1);
        if (parent) parent.children.push(closed);
        else root = closed;
        continue;
      }
      if (root !== undefined && open.length === 0)
        throw this.#error('The markup in the document following the root element must be well-formed.');
      const { element, empty } = this.#open();
      if (!empty) open.push(element);
      else if (open.length > 0) open.at(-1)?.children.push(finished(element));
      else root = finished(element);
    }
    const unclosed = open.at(-1);
    if (unclosed)
      throw this.#error(
        `XML document structures must start and end within the same entity: <${unclosed.name}> is not closed.`,
      );
    if (!root) throw this.#error('Premature end of file.');
    return root;
  }

  #characters(raw: string, target: OpenElement | undefined): void {
    if (!target) {
      if (raw.trim() !== '') throw this.#error('Content is not allowed in prolog.');
      return;
    }
    target.text += raw.includes('&') ? this.#resolve(raw) : raw;
  }

  /** Comments, CDATA, the declaration; true when one stood here. */
  #skipMarkup(target: OpenElement | undefined): boolean {
    if (this.#text.startsWith('<!--', this.#at)) {
      this.#at = this.#after('-->', 'The comment is not closed.');
      return true;
    }
    if (this.#text.startsWith('<![CDATA[', this.#at)) {
      const start = this.#at + 9;
      const end = this.#after(']]>', 'The CDATA section is not closed.');
      if (!target) throw this.#error('Content is not allowed in prolog.');
      target.text += this.#text.slice(start, end - 3);
      this.#at = end;
      return true;
    }
    if (this.#text.startsWith('<?', this.#at)) {
      this.#at = this.#after('?>', 'The processing instruction is not closed.');
      return true;
    }
    if (this.#text.startsWith('<!', this.#at)) throw this.#error('DOCTYPE is disallowed.');
    return false;
  }

  #after(mark: string, problem: string): number {
    const end = this.#text.indexOf(mark, this.#at);
    if (end < 0) throw this.#error(problem);
    return end + mark.length;
  }

  #close(element: OpenElement | undefined): XmlElement {
    this.#at += 2;
    const name = this.#name();
    if (!element) throw this.#error(`The end tag </${name}> has no start tag.`);
    if (element.name !== name)
      throw this.#error(
        `The element type "${element.name}" must be terminated by the matching end-tag "</${element.name}>".`,
      );
    this.#space();
    this.#expect('>');
    return finished(element);
  }

  #open(): { readonly element: OpenElement; readonly empty: boolean } {
    const { line, column } = this.#position();
    this.#at++;
    const name = this.#name();
    const attributes: Record<string, string> = {};
    for (;;) {
      this.#space();
      const character = this.#text[this.#at];
      if (character === '>' || character === '/') break;
      if (character === undefined) throw this.#error(`The start tag <${name} is not closed.`);
      const key = this.#name();
      this.#space();
      this.#expect('=');
      this.#space();
      if (key in attributes) throw this.#error(`Attribute "${key}" was already specified for element "${name}".`);
      attributes[key] = this.#attributeValue(key);
    }
    const empty = this.#text[this.#at] === '/';
    if (empty) this.#at++;
    this.#expect('>');
    return { element: { name, line, column, attributes, children: [], text: '' }, empty };
  }

  #attributeValue(key: string): string {
    const quote = this.#text[this.#at];
    if (quote !== '"' && quote !== "'") throw this.#error(`Open quote is expected for attribute "${key}".`);
    const end = this.#text.indexOf(quote, this.#at + 1);
    if (end < 0) throw this.#error(`The value of attribute "${key}" is not closed.`);
    const raw = this.#text.slice(this.#at + 1, end);
    this.#at = end + 1;
    return this.#resolve(raw);
  }

  #resolve(raw: string): string {
    return raw.replace(/&([^;&\s]*)(;?)/g, (whole, name: string, end: string) => {
      if (end === '') throw this.#error(`The reference "${whole}" must end with ";".`);
      const code = /^#(?:x([0-9a-fA-F]+)|(\d+))$/.exec(name);
      if (code) return String.fromCodePoint(code[1] === undefined ? Number(code[2]) : Number.parseInt(code[1], 16));
      const known = entities[name];
      if (known === undefined) throw this.#error(`The entity "${name}" was referenced, but not declared.`);
      return known;
    });
  }

  #name(): string {
    namePattern.lastIndex = this.#at;
    const name = namePattern.exec(this.#text)?.[0];
    if (name === undefined)
      throw this.#error('The content of elements must consist of well-formed character data or markup.');
    this.#at += name.length;
    return name;
  }

  #space(): void {
    spacePattern.lastIndex = this.#at;
    this.#at += spacePattern.exec(this.#text)?.[0].length ?? 0;
  }

  #expect(character: string): void {
    if (this.#text[this.#at] !== character) throw this.#error(`"${character}" is expected.`);
    this.#at++;
  }

  /** Line and column of the reading position; counts onward from the last call. */
  #position(): { readonly line: number; readonly column: number } {
    for (
      let next = this.#text.indexOf('\n', this.#counted);
      next >= 0 && next < this.#at;
      next = this.#text.indexOf('\n', this.#counted)
    ) {
      this.#line++;
      this.#counted = next + 1;
      this.#lineStart = next + 1;
    }
    return { line: this.#line, column: this.#at - this.#lineStart + 1 };
  }

  #error(message: string): XmlError {
    const { line, column } = this.#position();
    return new XmlError(message, line, column);
  }
}

function finished(element: OpenElement): XmlElement {
  return { ...element, text: element.children.length > 0 ? element.text.trim() : element.text };
}

/** Writes an element as a document of its own, so that a part of a merged file can be kept and retrieved alone. */
export function serialiseXml(element: XmlElement, rootName: string): string {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>'];
  writeElement(element, rootName, 0, lines, ' xmlns="http://soap.sforce.com/2006/04/metadata"');
  return `${lines.join('\n')}\n`;
}

function writeElement(element: XmlElement, name: string, depth: number, lines: string[], namespace: string): void {
  const indent = '    '.repeat(depth);
  const attributes = Object.entries(element.attributes)
    .filter(([key]) => key !== 'xmlns')
    .map(([key, value]) => ` ${key}="${escapeXml(value)}"`)
    .join('');
  const open = `${indent}<${name}${namespace}${attributes}`;
  if (element.children.length === 0) {
    lines.push(element.text === '' ? `${open}/>` : `${open}>${escapeXml(element.text)}</${name}>`);
    return;
  }
  lines.push(`${open}>`);
  for (const child of element.children) writeElement(child, child.name, depth + 1, lines, '');
  lines.push(`${indent}</${name}>`);
}

/** Escapes text for XML content and attribute values. */
export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
