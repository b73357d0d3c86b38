/** Well-formed XML with namespaces, for Dom and the stream classes. Source: XML 1.0 and Namespaces in XML (W3C). A document type is refused, as Dom.Document does. */
import { ApexException } from '../runtime/exception.ts';

export interface XmlAttribute {
  readonly prefix: string;
  readonly name: string;
  readonly namespace: string;
  readonly value: string;
}

export interface XmlElement {
  readonly kind: 'element';
  readonly prefix: string;
  readonly name: string;
  readonly namespace: string;
  readonly attributes: readonly XmlAttribute[];
  /** Namespaces declared on this element: prefix (empty for the default) → URI. */
  readonly declared: ReadonlyMap<string, string>;
  readonly children: XmlContent[];
}

export type XmlContent =
  | XmlElement
  | { readonly kind: 'text' | 'comment'; readonly text: string }
  | { readonly kind: 'instruction'; readonly target: string; readonly text: string };

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';
const NAME = /[\p{L}_][\p{L}\p{N}_.\-·]*(?::[\p{L}_][\p{L}\p{N}_.\-·]*)?/uy;

/** `&`, `<`, `>` as entities, and double quotes in attribute values. */
export function escapeXml(text: string, attribute = false): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return attribute ? escaped.replaceAll('"', '&quot;') : escaped;
}

interface Open {
  readonly qualified: string;
  readonly scope: ReadonlyMap<string, string>;
  readonly element: XmlElement;
}

class XmlReading {
  private at = 0;
  private readonly source: string;

  constructor(source: string) {
    this.source = source.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  }

  fail(message: string): never {
    throw new ApexException('System.XmlException', `Failed to parse XML due to: ${message}`);
  }

  document(): XmlElement {
    const open: Open[] = [];
    let root: XmlElement | undefined;
    while (this.at < this.source.length) {
      const parent = open.at(-1);
      if (this.source[this.at] !== '<') this.text(parent?.element.children);
      else if (this.starts('<!--')) {
        const text = this.until('-->');
        parent?.element.children.push({ kind: 'comment', text });
      } else if (this.starts('<![CDATA[')) {
        const text = this.until(']]>');
        this.content(parent?.element.children, text);
      } else if (this.starts('<?')) this.instruction(parent?.element.children);
      else if (this.starts('<!')) this.fail('document types are not allowed');
      else if (this.starts('</')) {
        const name = this.name();
        this.space();
        if (!this.starts('>')) this.fail(`unexpected end tag </${name}`);
        if (parent === undefined || parent.qualified !== name)
          this.fail(`end tag name </${name}> must match start tag name <${parent?.qualified ?? ''}>`);
        open.pop();
      } else {
        this.at += 1;
        if (parent === undefined && root !== undefined) this.fail('only one root element is allowed');
        const { opened, closed } = this.startTag(parent);
        parent?.element.children.push(opened.element);
        root ??= opened.element;
        if (!closed) open.push(opened);
      }
    }
    const last = open.at(-1);
    if (last !== undefined) this.fail(`no more data available - expected end tag </${last.qualified}>`);
    return root ?? this.fail('no root element');
  }

  private starts(text: string): boolean {
    if (!this.source.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  private until(end: string): string {
    const to = this.source.indexOf(end, this.at);
    if (to < 0) this.fail(`no more data available - expected ${end}`);
    const text = this.source.slice(this.at, to);
    this.at = to + end.length;
    return text;
  }

  private space(): boolean {
    const from = this.at;
    while (/\s/.test(this.source[this.at] ?? '')) this.at += 1;
    return this.at > from;
  }

  private name(): string {
    NAME.lastIndex = this.at;
    const found = NAME.exec(this.source)?.[0];
    if (found === undefined) this.fail(`unexpected character ${this.source[this.at] ?? 'end of text'}`);
    this.at += found.length;
    return found;
  }

  private content(into: XmlContent[] | undefined, text: string): void {
    const last = into?.at(-1);
    if (into === undefined || text === '') {
      if (text.trim() !== '') this.fail('text outside of the root element');
    } else if (last?.kind === 'text') into[into.length - 1] = { kind: 'text', text: last.text + text };
    else into.push({ kind: 'text', text });
  }

  private text(into: XmlContent[] | undefined): void {
    const next = this.source.indexOf('<', this.at);
    const to = next < 0 ? this.source.length : next;
    const text = this.source.slice(this.at, to);
    this.at = to;
    this.content(into, this.resolved(text));
  }

  private resolved(text: string): string {
    return text.replaceAll(/&([^;\s]*;?)/g, (whole, inside: string) => {
      const name = inside.slice(0, -1);
      const known = inside.endsWith(';') ? ENTITIES[name] : undefined;
      if (known !== undefined) return known;
      const [, hex, decimal] = /^#(?:x([\da-fA-F]+)|(\d+));$/.exec(inside) ?? [];
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      if (!Number.isInteger(code) || code > 0x10ffff) this.fail(`could not resolve entity named '${whole}'`);
      return String.fromCodePoint(code);
    });
  }

  private instruction(into: XmlContent[] | undefined): void {
    const [, target = '', text = ''] = /^(\S*)\s*([\s\S]*)$/.exec(this.until('?>')) ?? [];
    if (target !== 'xml') into?.push({ kind: 'instruction', target, text });
  }

  private startTag(parent: Open | undefined): { readonly opened: Open; readonly closed: boolean } {
    const qualified = this.name();
    const raw = new Map<string, string>();
    let closed = false;
    for (;;) {
      const spaced = this.space();
      if (this.starts('>')) break;
      closed = this.starts('/>');
      if (closed) break;
      if (!spaced) this.fail(`expected a space in the start tag <${qualified}>`);
      const name = this.name();
      this.space();
      if (!this.starts('=')) this.fail(`attribute ${name} has no value`);
      this.space();
      const quote = this.starts('"') ? '"' : this.starts("'") ? "'" : this.fail(`attribute ${name} is not quoted`);
      const value = this.until(quote);
      if (value.includes('<')) this.fail(`attribute ${name} holds <`);
      if (raw.has(name)) this.fail(`duplicated attribute ${name}`);
      raw.set(name, this.resolved(value.replaceAll(/[\t\n]/g, ' ')));
    }
    const declared = new Map<string, string>();
    for (const [name, value] of raw) {
      if (name === 'xmlns') declared.set('', value);
      else if (name.startsWith('xmlns:')) declared.set(name.slice(6), value);
    }
    const scope = new Map([...(parent?.scope ?? [['xml', XML_NAMESPACE] as const]), ...declared]);
    const [prefix, name] = split(qualified);
    const namespaceOf = (of: string): string =>
      scope.get(of) ?? (of === '' ? '' : this.fail(`could not determine namespace bound to prefix ${of}`));
    const attributes = [...raw]
      .filter(([key]) => key !== 'xmlns' && !key.startsWith('xmlns:'))
      .map(([key, value]) => {
        const [attributePrefix, local] = split(key);
        const namespace = attributePrefix === '' ? '' : namespaceOf(attributePrefix);
        return { prefix: attributePrefix, name: local, namespace, value };
      });
    const element: XmlElement = {
      kind: 'element',
      prefix,
      name,
      namespace: namespaceOf(prefix),
      attributes,
      declared,
      children: [],
    };
    return { opened: { qualified, scope, element }, closed };
  }
}

function split(qualified: string): readonly [string, string] {
  const colon = qualified.indexOf(':');
  return colon < 0 ? ['', qualified] : [qualified.slice(0, colon), qualified.slice(colon + 1)];
}

/** Reads a document; what is not well-formed throws System.XmlException. */
export const parseXml = (text: string): { readonly root: XmlElement } => ({ root: new XmlReading(text).document() });
