/** application/json (docs.mulesoft.com, "JSON Format"). */
import { failure } from '../errors.ts';
import { isNum, numberText, parseNumber } from '../values/numbers.ts';
import { toText } from '../values/text.ts';
import { typeName } from '../values/type-names.ts';
import { Key, ObjectValue, TypeValue, bare, isArray, type Entry, type Value } from '../values/value.ts';
import type { Settings } from './settings.ts';

/** Deeper JSON is refused: it is read and written by recursion. */
const MAXIMUM_DEPTH = 500;
const SPACE = /[ \t\r\n]*/y;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const TEXT = /"(?:[^"\\\n]|\\.)*"/y;

/** Keeps repeated keys and the precision of numbers, which JSON.parse does not. */
class Reading {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  document(): Value {
    const value = this.value(0);
    this.skip();
    if (this.at < this.text.length) throw this.unexpected();
    return value;
  }

  private skip(): void {
    this.match(SPACE);
  }

  private match(expression: RegExp): string | undefined {
    expression.lastIndex = this.at;
    const found = expression.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  private unexpected(): Error {
    const line = this.text.slice(0, this.at).split('\n');
    const char = this.text[this.at];
    const found = char === undefined ? 'end of input' : `character '${char}'`;
    const place = `line: ${String(line.length)} column: ${String((line.at(-1)?.length ?? 0) + 1)}`;
    return failure(`Unexpected ${found} at ${place} while reading JSON`);
  }

  private takes(text: string): boolean {
    this.skip();
    if (!this.text.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  private value(depth: number): Value {
    if (depth > MAXIMUM_DEPTH) throw failure(`JSON is nested deeper than ${String(MAXIMUM_DEPTH)} levels`);
    if (this.takes('{')) return this.object(depth);
    if (this.takes('[')) return this.array(depth);
    if (this.takes('true')) return true;
    if (this.takes('false')) return false;
    if (this.takes('null')) return null;
    if (this.text[this.at] === '"') return this.string();
    const number = this.match(NUMBER);
    if (number === undefined) throw this.unexpected();
    return parseNumber(number) ?? null;
  }

  private string(): string {
    const start = this.at;
    const raw = this.match(TEXT);
    if (raw === undefined) throw this.unexpected();
    try {
      return JSON.parse(raw.replaceAll('\t', '\\t')) as string;
    } catch (cause) {
      this.at = start;
      throw failure(this.unexpected().message, { cause });
    }
  }

  private array(depth: number): Value {
    const items: Value[] = [];
    if (this.takes(']')) return items;
    do items.push(this.value(depth + 1));
    while (this.takes(','));
    if (!this.takes(']')) throw this.unexpected();
    return items;
  }

  private object(depth: number): Value {
    const entries: Entry[] = [];
    if (this.takes('}')) return new ObjectValue(entries);
    do {
      this.skip();
      const name = this.string();
      if (!this.takes(':')) throw this.unexpected();
      entries.push({ key: new Key(name), value: this.value(depth + 1) });
    } while (this.takes(','));
    if (!this.takes('}')) throw this.unexpected();
    return new ObjectValue(entries);
  }
}

/** Reads JSON. Blank text is null. */
export const readJson = (text: string): Value => (text.trim() === '' ? null : new Reading(text).document());

/** Writes JSON, indented by two blanks unless `indent` is false. */
export function writeJson(value: Value, settings: Settings): string {
  const indented = settings.flag('indent', true);
  return written(value, indented ? '\n' : '', {
    indented,
    skipsInArrays: settings.skipsNull('arrays'),
    skipsInObjects: settings.skipsNull('objects'),
    joinsKeys: settings.flag('duplicateKeyAsArray', false),
    writesAttributes: settings.flag('writeAttributes', false),
  });
}

interface Style {
  readonly indented: boolean;
  readonly skipsInArrays: boolean;
  readonly skipsInObjects: boolean;
  readonly joinsKeys: boolean;
  readonly writesAttributes: boolean;
}

/** `line` is the line break with the indent of the surrounding level. */
function written(held: Value, line: string, style: Style): string {
  const value = bare(held);
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (isNum(value)) return numberText(value);
  const inner = style.indented ? `${line}  ` : '';
  if (isArray(value)) {
    const items = style.skipsInArrays ? value.filter((item) => bare(item) !== null) : value;
    return enclosed(
      '[',
      items.map((item) => written(item, inner, style)),
      ']',
      line,
      inner,
    );
  }
  if (value instanceof ObjectValue) {
    const entries = entriesOf(value, style);
    const colon = style.indented ? ': ' : ':';
    const pairs = entries.map(
      ({ key, value: own }) => `${JSON.stringify(key.name)}${colon}${written(own, inner, style)}`,
    );
    return enclosed('{', pairs, '}', line, inner);
  }
  const text = toText(value);
  if (text === undefined) throw failure(`Cannot coerce ${typeName(value)} to String`);
  return JSON.stringify(value instanceof TypeValue ? typeName(value.type) : text);
}

/** An empty array or object is written over two lines. */
function enclosed(open: string, items: readonly string[], close: string, line: string, inner: string): string {
  return `${open}${inner}${items.join(`,${inner}`)}${line}${close}`;
}

function entriesOf(object: ObjectValue, style: Style): readonly Entry[] {
  const kept = style.skipsInObjects ? object.entries.filter(({ value }) => bare(value) !== null) : object.entries;
  const withAttributes = style.writesAttributes ? kept.map(attributesInside) : kept;
  if (!style.joinsKeys) return withAttributes;
  const values = new Map<string, Value[]>();
  for (const { key, value } of withAttributes) values.set(key.name, [...(values.get(key.name) ?? []), value]);
  return [...values].map(([name, own]) => ({ key: new Key(name), value: own.length === 1 ? (own[0] ?? null) : own }));
}

/** Attributes as pairs of the value, their names beginning with `@`. */
function attributesInside({ key, value }: Entry): Entry {
  if (key.attributes.length === 0) return { key, value };
  const own = bare(value);
  const attributes = key.attributes.map((entry) => ({ key: new Key(`@${entry.key.name}`), value: entry.value }));
  const rest = own instanceof ObjectValue ? own.entries : own === null ? [] : [{ key: new Key('__text'), value: own }];
  return { key, value: new ObjectValue([...attributes, ...rest]) };
}
