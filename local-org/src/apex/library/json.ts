/** System.JSON, JSONGenerator and JSONParser. */
import type { Runtime } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import type { PlatformFunction } from '../runtime/registry.ts';
import { platformType, type TypeRef } from '../runtime/type-ref.ts';
import {
  ApexDate,
  ApexDatetime,
  ApexTime,
  Blob,
  BoxedDouble,
  Decimal,
  PlatformObject,
  box,
  idForm,
  platformEnum,
  type EnumValue,
  type TypeValue,
} from '../runtime/values/index.ts';
import { notNull, required } from './arguments.ts';
import { parseJson, readTyped, tokenize, treeAt, typed, untyped, type JsonToken } from './json-read.ts';
import { jsonText, jsonTree, quote } from './json-write.ts';

const serialize = (rt: Runtime, value: unknown, pretty: boolean, withoutNulls = false): string =>
  jsonText(jsonTree(rt, value, { withoutNulls }), pretty);

/** The result has static type Object, so it is boxed. */
const deserialize = (rt: Runtime, text: string, type: TypeRef, strict: boolean): unknown =>
  box(readTyped(rt, notNull(text), type, strict), type);

export const jsonFunctions = {
  'System.JSON.serialize(Object)': (rt: Runtime, value: unknown) => serialize(rt, value, false),
  'System.JSON.serialize(Object,Boolean)': (rt: Runtime, value: unknown, bare: boolean) =>
    serialize(rt, value, false, bare),
  'System.JSON.serializePretty(Object)': (rt: Runtime, value: unknown) => serialize(rt, value, true),
  'System.JSON.serializePretty(Object,Boolean)': (rt: Runtime, value: unknown, bare: boolean) =>
    serialize(rt, value, true, bare),
  'System.JSON.deserialize(String,Type)': (rt: Runtime, text: string, type: TypeValue) =>
    deserialize(rt, text, notNull(type).type, false),
  'System.JSON.deserializeStrict(String,Type)': (rt: Runtime, text: string, type: TypeValue) =>
    deserialize(rt, text, notNull(type).type, true),
  'System.JSON.deserializeUntyped(String)': (_rt: Runtime, text: string) => untyped(parseJson(notNull(text))),
  'System.JSON.createGenerator(Boolean)': (_rt: Runtime, pretty: boolean) => new GeneratorValue(pretty),
  'System.JSON.createParser(String)': (_rt: Runtime, text: string) => new ParserValue(notNull(text)),
};

/** Writes JSON piece by piece; text is what Jackson's generator gives. */
class GeneratorValue extends PlatformObject {
  override readonly apexType = platformType('System.JSONGenerator');
  private readonly pretty: boolean;
  private out = '';
  private readonly open: { readonly kind: '{' | '['; count: number }[] = [];
  private named = false;
  closed = false;

  constructor(pretty: boolean) {
    super();
    this.pretty = pretty;
  }

  start(kind: '{' | '['): void {
    this.separate();
    this.out += kind;
    this.open.push({ kind, count: 0 });
  }

  end(kind: '{' | '['): void {
    const level = this.open.pop();
    if (level?.kind !== kind) {
      throw new ApexException('System.JSONException', `Current context not ${kind === '{' ? 'Object' : 'Array'}`);
    }
    if (this.pretty) this.out += kind === '[' || level.count === 0 ? ' ' : `\n${'  '.repeat(this.depth())}`;
    this.out += kind === '{' ? '}' : ']';
  }

  name(name: string): void {
    const level = this.open.at(-1);
    if (level?.kind !== '{' || this.named)
      throw new ApexException('System.JSONException', 'Can not write a field name, expecting a value');
    if (level.count > 0) this.out += ',';
    level.count += 1;
    if (this.pretty) this.out += `\n${'  '.repeat(this.depth())}`;
    this.out += quote(name) + (this.pretty ? ' : ' : ':');
    this.named = true;
  }

  raw(text: string): void {
    this.separate();
    this.out += text;
  }

  value(rt: Runtime, value: unknown): void {
    this.raw(jsonText(jsonTree(rt, value, { withoutNulls: false }), this.pretty, '  '.repeat(this.depth())));
  }

  text(): string {
    while (this.open.length > 0) this.end(this.open.at(-1)?.kind ?? '{');
    return this.out;
  }

  private depth(): number {
    return this.open.filter((level) => level.kind === '{').length;
  }

  private separate(): void {
    if (this.closed) throw new ApexException('System.JSONException', 'The generator is closed');
    if (this.named) {
      this.named = false;
      return;
    }
    const level = this.open.at(-1);
    if (!level) return;
    if (level.kind === '{')
      throw new ApexException('System.JSONException', 'Can not write value, expecting field name');
    if (level.count > 0) this.out += this.pretty ? ', ' : ',';
    else if (this.pretty) this.out += ' ';
    level.count += 1;
  }
}

/** `writeX` and `writeXField` for every kind of value. */
const written: Readonly<Record<string, readonly [type: string, object: (value: never) => unknown]>> = {
  Blob: ['Blob', (value: Blob) => value],
  Boolean: ['Boolean', (value: boolean) => value],
  Date: ['Date', (value: ApexDate) => value],
  DateTime: ['Datetime', (value: ApexDatetime) => value],
  Id: ['Id', (value: string) => value],
  Object: ['Object', (value: unknown) => value],
  String: ['String', (value: string) => value],
  Time: ['Time', (value: ApexTime) => value],
};
const numbers: Readonly<Record<string, (value: never) => unknown>> = {
  Decimal: (value: Decimal) => value,
  Double: (value: number | null) => (value === null ? null : new BoxedDouble(value)),
  Integer: (value: number) => value,
  Long: (value: bigint) => value,
};

const generatorWriters: Record<string, PlatformFunction> = Object.fromEntries<PlatformFunction>(
  [
    ...Object.entries(written).map(([name, [type, object]]) => [name, type, object] as const),
    ...Object.entries(numbers).map(([type, object]) => ['Number', type, object] as const),
  ].flatMap(([name, type, object]) => [
    [
      `System.JSONGenerator.write${name}(${type})`,
      (rt: Runtime, self: GeneratorValue, value: never) => self.value(rt, object(value)),
    ],
    [
      `System.JSONGenerator.write${name}Field(String,${type})`,
      (rt: Runtime, self: GeneratorValue, field: string, value: never) => {
        self.name(required(field));
        self.value(rt, object(value));
      },
    ],
  ]),
);

export const generatorFunctions = {
  ...generatorWriters,
  'System.JSONGenerator.writeStartObject()': (_rt: Runtime, self: GeneratorValue) => self.start('{'),
  'System.JSONGenerator.writeEndObject()': (_rt: Runtime, self: GeneratorValue) => self.end('{'),
  'System.JSONGenerator.writeStartArray()': (_rt: Runtime, self: GeneratorValue) => self.start('['),
  'System.JSONGenerator.writeEndArray()': (_rt: Runtime, self: GeneratorValue) => self.end('['),
  'System.JSONGenerator.writeFieldName(String)': (_rt: Runtime, self: GeneratorValue, name: string) =>
    self.name(required(name)),
  'System.JSONGenerator.writeNull()': (_rt: Runtime, self: GeneratorValue) => self.raw('null'),
  'System.JSONGenerator.writeNullField(String)': (_rt: Runtime, self: GeneratorValue, name: string) => {
    self.name(required(name));
    self.raw('null');
  },
  'System.JSONGenerator.getAsString()': (_rt: Runtime, self: GeneratorValue) => self.text(),
  'System.JSONGenerator.close()': (_rt: Runtime, self: GeneratorValue) => {
    self.closed = true;
  },
  'System.JSONGenerator.isClosed()': (_rt: Runtime, self: GeneratorValue) => self.closed,
};

/** A cursor over the tokens of a text. */
class ParserValue extends PlatformObject {
  override readonly apexType = platformType('System.JSONParser');
  readonly tokens: readonly JsonToken[];
  at = -1;
  cleared: JsonToken | undefined;
  private blank = false;

  constructor(text: string) {
    super();
    this.tokens = tokenize(text);
  }

  get current(): JsonToken | undefined {
    return this.blank ? undefined : this.tokens[this.at];
  }

  next(): JsonToken | undefined {
    this.blank = false;
    if (this.at < this.tokens.length) this.at += 1;
    return this.current;
  }

  /** Skips field names. */
  nextValue(): JsonToken | undefined {
    const token = this.next();
    return token?.kind === 'FIELD_NAME' ? this.next() : token;
  }

  clear(): void {
    this.cleared = this.current;
    this.blank = true;
  }

  /** The name of the field whose value (or name) stands here. */
  name(): string | null {
    const token = this.current;
    if (token?.kind === 'FIELD_NAME') return token.text;
    const before = this.tokens[this.at - 1];
    return before?.kind === 'FIELD_NAME' ? before.text : null;
  }

  skip(): void {
    if (this.current?.kind === 'START_OBJECT' || this.current?.kind === 'START_ARRAY') {
      this.at = treeAt(this.tokens, this.at).next - 1;
    }
  }

  read(rt: Runtime, type: TypeRef, strict: boolean): unknown {
    if (this.current?.kind === 'FIELD_NAME' || this.at < 0) this.next();
    const { node, next } = treeAt(this.tokens, this.at);
    this.at = next - 1;
    return box(typed(rt, node, type, strict), type);
  }

  text(): string {
    return this.current?.text ?? '';
  }

  value<T>(kinds: readonly JsonToken['kind'][], convert: (text: string) => T | undefined): T {
    const token = this.current;
    const value = token && kinds.includes(token.kind) ? convert(token.text) : undefined;
    if (value === undefined) {
      throw new ApexException('System.JSONException', `Current token (${token?.kind ?? 'null'}) cannot be converted`);
    }
    return value;
  }
}

const tokenValue = (token: JsonToken | undefined): EnumValue | null =>
  token ? platformEnum('System.JSONToken', token.kind) : null;
const TEXT = ['VALUE_STRING'] as const;
const NUMBER = ['VALUE_NUMBER_INT', 'VALUE_NUMBER_FLOAT', 'VALUE_STRING'] as const;

export const parserFunctions = {
  'System.JSONParser.nextToken()': (_rt: Runtime, self: ParserValue) => tokenValue(self.next()),
  'System.JSONParser.nextValue()': (_rt: Runtime, self: ParserValue) => tokenValue(self.nextValue()),
  'System.JSONParser.getCurrentToken()': (_rt: Runtime, self: ParserValue) => tokenValue(self.current),
  'System.JSONParser.hasCurrentToken()': (_rt: Runtime, self: ParserValue) => self.current !== undefined,
  'System.JSONParser.clearCurrentToken()': (_rt: Runtime, self: ParserValue) => self.clear(),
  'System.JSONParser.getLastClearedToken()': (_rt: Runtime, self: ParserValue) => tokenValue(self.cleared),
  'System.JSONParser.getCurrentName()': (_rt: Runtime, self: ParserValue) => self.name(),
  'System.JSONParser.getText()': (_rt: Runtime, self: ParserValue) => self.text(),
  'System.JSONParser.skipChildren()': (_rt: Runtime, self: ParserValue) => self.skip(),
  'System.JSONParser.readValueAs(Type)': (rt: Runtime, self: ParserValue, type: TypeValue) =>
    self.read(rt, notNull(type).type, false),
  'System.JSONParser.readValueAsStrict(Type)': (rt: Runtime, self: ParserValue, type: TypeValue) =>
    self.read(rt, notNull(type).type, true),
  'System.JSONParser.getBooleanValue()': (_rt: Runtime, self: ParserValue) =>
    self.value(['VALUE_TRUE', 'VALUE_FALSE'], (text) => text === 'true'),
  'System.JSONParser.getIntegerValue()': (_rt: Runtime, self: ParserValue) =>
    self.value(NUMBER, (text) => Decimal.parse(text)?.intValue()),
  'System.JSONParser.getLongValue()': (_rt: Runtime, self: ParserValue) =>
    self.value(NUMBER, (text) => Decimal.parse(text)?.longValue()),
  'System.JSONParser.getDoubleValue()': (_rt: Runtime, self: ParserValue) =>
    self.value(NUMBER, (text) => Decimal.parse(text)?.toDouble()),
  'System.JSONParser.getDecimalValue()': (_rt: Runtime, self: ParserValue) =>
    self.value(NUMBER, (text) => Decimal.parse(text)),
  'System.JSONParser.getIdValue()': (_rt: Runtime, self: ParserValue) => self.value(TEXT, idForm),
  'System.JSONParser.getDateValue()': (_rt: Runtime, self: ParserValue) =>
    self.value(TEXT, (text) => ApexDate.fromIso(text)),
  'System.JSONParser.getDateTimeValue()': (_rt: Runtime, self: ParserValue) =>
    self.value(TEXT, (text) => ApexDatetime.fromIso(text)),
  'System.JSONParser.getTimeValue()': (_rt: Runtime, self: ParserValue) =>
    self.value(TEXT, (text) => ApexTime.fromIso(text)),
  'System.JSONParser.getBlobValue()': (_rt: Runtime, self: ParserValue) =>
    self.value(TEXT, (text) => Blob.fromBase64(text)),
};
