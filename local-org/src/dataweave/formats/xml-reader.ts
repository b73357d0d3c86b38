/** Reads application/xml (docs.mulesoft.com, "XML Format"). Document types are skipped and their entities unknown, as the platform does. */
import { failure } from '../errors.ts';
import { CData, Key, ObjectValue, attributed, type Entry, type Namespace, type Value } from '../values/value.ts';
import type { Settings } from './settings.ts';

const MAXIMUM_DEPTH = 500;
const NAME = /[^\s/>=<"'?!]+/y;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

type Prefixes = ReadonlyMap<string, string>;

class Reading {
  private readonly text: string;
  private readonly nullOn: string;
  private at = 0;

  constructor(text: string, settings: Settings) {
    this.text = text;
    this.nullOn = settings.text('nullValueOn', 'blank');
  }

  document(): Value {
    this.skipProlog();
    const root = this.element(new Map([['xml', 'http://www.w3.org/XML/1998/namespace']]), 0);
    this.skipProlog();
    if (this.at < this.text.length) throw this.broken('content behind the root element');
    return new ObjectValue([root]);
  }

  private broken(what: string): Error {
    const lines = this.text.slice(0, this.at).split('\n');
    const place = `line: ${String(lines.length)} column: ${String((lines.at(-1)?.length ?? 0) + 1)}`;
    return failure(`Invalid XML: ${what} at ${place}`);
  }

  private sees(mark: string): boolean {
    return this.text.startsWith(mark, this.at);
  }

  private until(mark: string): string {
    const end = this.text.indexOf(mark, this.at);
    if (end < 0) throw this.broken(`${mark} expected`);
    const between = this.text.slice(this.at, end);
    this.at = end + mark.length;
    return between;
  }

  private space(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at += 1;
  }

  private skipProlog(): void {
    for (;;) {
      this.space();
      if (this.sees('\uFEFF')) this.at += 1;
      else if (this.sees('<?')) this.until('?>');
      else if (this.sees('<!--')) this.until('-->');
      else if (this.sees('<!DOCTYPE')) this.doctype();
      else return;
    }
  }

  private doctype(): void {
    let depth = 0;
    for (; this.at < this.text.length; this.at += 1) {
      const char = this.text[this.at];
      if (char === '[') depth += 1;
      else if (char === ']') depth -= 1;
      else if (char === '>' && depth === 0) {
        this.at += 1;
        return;
      }
    }
    throw this.broken('DOCTYPE is not closed');
  }

  private name(): string {
    NAME.lastIndex = this.at;
    const found = NAME.exec(this.text)?.[0];
    if (found === undefined) throw this.broken('a name is expected');
    this.at += found.length;
    return found;
  }

  private element(outer: Prefixes, depth: number): Entry {
    if (depth > MAXIMUM_DEPTH) throw failure(`XML is nested deeper than ${String(MAXIMUM_DEPTH)} levels`);
    if (!this.sees('<')) throw this.broken("'<' is expected");
    this.at += 1;
    const name = this.name();
    const { own, prefixes } = this.attributes(outer);
    const attributes = own.map(([attribute, value]) => ({ key: this.key(attribute, prefixes, true, []), value }));
    const key = this.key(name, prefixes, false, attributes);
    if (this.sees('/>')) {
      this.at += 2;
      return { key, value: attributed(this.nullOn === 'none' ? '' : null, attributes) };
    }
    this.until('>');
    return { key, value: attributed(this.content(name, prefixes, depth), attributes) };
  }

  private attributes(outer: Prefixes): {
    readonly own: readonly (readonly [string, string])[];
    readonly prefixes: Prefixes;
  } {
    const own: (readonly [string, string])[] = [];
    let prefixes = outer;
    for (;;) {
      this.space();
      if (this.sees('>') || this.sees('/>')) return { own, prefixes };
      const name = this.name();
      this.space();
      if (!this.sees('=')) throw this.broken("'=' is expected");
      this.at += 1;
      this.space();
      const quote = this.text[this.at];
      if (quote !== '"' && quote !== "'") throw this.broken('a quoted value is expected');
      this.at += 1;
      const value = this.unescape(this.until(quote));
      if (name === 'xmlns') prefixes = new Map([...prefixes, ['', value]]);
      else if (name.startsWith('xmlns:')) prefixes = new Map([...prefixes, [name.slice(6), value]]);
      else own.push([name, value]);
    }
  }

  private key(name: string, prefixes: Prefixes, isAttribute: boolean, attributes: readonly Entry[]): Key {
    const colon = name.indexOf(':');
    const prefix = colon < 0 ? '' : name.slice(0, colon);
    const uri = colon < 0 && isAttribute ? undefined : prefixes.get(prefix);
    if (colon >= 0 && uri === undefined) throw this.broken(`the prefix ${prefix} is not declared`);
    const namespace: Namespace | undefined = uri === undefined || uri === '' ? undefined : { prefix, uri };
    return new Key(name.slice(colon + 1), namespace, attributes);
  }

  private content(name: string, prefixes: Prefixes, depth: number): Value {
    const entries: Entry[] = [];
    let text = '';
    let cdata = false;
    for (;;) {
      if (this.at >= this.text.length) throw this.broken(`the element ${name} is not closed`);
      if (this.sees('</')) {
        this.at += 2;
        if (this.until('>').trim() !== name) throw this.broken(`</${name}> is expected`);
        return this.valueOf(entries, text, cdata);
      }
      if (this.sees('<!--')) this.until('-->');
      else if (this.sees('<![CDATA[')) {
        this.at += 9;
        text += this.until(']]>');
        cdata = true;
      } else if (this.sees('<?')) this.until('?>');
      else if (this.sees('<')) {
        if (text.trim() !== '') entries.push({ key: new Key('__text'), value: text });
        text = '';
        entries.push(this.element(prefixes, depth + 1));
      } else {
        const end = this.text.indexOf('<', this.at);
        text += this.unescape(this.text.slice(this.at, end < 0 ? undefined : end));
        this.at = end < 0 ? this.text.length : end;
      }
    }
  }

  private valueOf(entries: Entry[], text: string, cdata: boolean): Value {
    if (entries.length > 0) {
      if (text.trim() !== '') entries.push({ key: new Key('__text'), value: text });
      return new ObjectValue(entries);
    }
    if (cdata) return new CData(text);
    const isEmpty = text === '' || (this.nullOn === 'blank' && text.trim() === '');
    return isEmpty && this.nullOn !== 'none' ? null : text;
  }

  private unescape(text: string): string {
    return text.replaceAll(
      /&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));/g,
      (whole, decimal?: string, hex?: string, name?: string) => {
        if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
        if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16));
        const own = ENTITIES[name ?? ''];
        // "XML Entity Expansion isn't supported" (Apex Developer Guide, "Limitations of DataWeave in Apex").
        if (own === undefined) throw this.broken(`the entity ${whole} is not declared`);
        return own;
      },
    );
  }
}

/** Reads a document as an object of its root element. Blank text is null. */
export const readXml = (text: string, settings: Settings): Value =>
  text.trim() === '' ? null : new Reading(text, settings).document();
