/** The values of DataWeave at run time. */
import type { TypeNode } from '../parser/index.ts';
import type { Exact } from './numbers.ts';
import type { Period, Temporal, Zone } from './temporal.ts';

export interface Namespace {
  readonly prefix: string;
  readonly uri: string;
}

/** The key of a pair; keys may repeat in one object. */
export class Key {
  readonly name: string;
  readonly namespace: Namespace | undefined;
  readonly attributes: readonly Entry[];

  constructor(name: string, namespace?: Namespace, attributes: readonly Entry[] = []) {
    this.name = name;
    this.namespace = namespace;
    this.attributes = attributes;
  }
}

export interface Entry {
  readonly key: Key;
  readonly value: Value;
}

/** Metadata of a value (`as Object {class: "Contact"}`), read by writers. */
export type Schema = Readonly<Record<string, Value>>;

export class ObjectValue {
  readonly entries: readonly Entry[];
  readonly schema: Schema | undefined;
  /** Attributes of the key that it stands under, for `.@name`. */
  readonly attributes: readonly Entry[];

  constructor(entries: readonly Entry[], schema?: Schema, attributes: readonly Entry[] = []) {
    this.entries = entries;
    this.schema = schema;
    this.attributes = attributes;
  }

  /** The first value under this name. */
  get(name: string): Value | undefined {
    return this.entries.find((entry) => entry.key.name === name)?.value;
  }
}

export class RegexValue {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}

export class BinaryValue {
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** A type as a value (`typeOf(x)`). */
export class TypeValue {
  readonly type: TypeNode;
  constructor(type: TypeNode) {
    this.type = type;
  }
}

export class NamespaceValue {
  readonly namespace: Namespace;
  constructor(namespace: Namespace) {
    this.namespace = namespace;
  }
}

/** Text that the XML writer puts into a CDATA section. */
export class CData {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export interface FunctionValue {
  readonly k: 'function';
  readonly name: string;
  /** How many arguments it takes; more are left out when it is a callback. */
  readonly arity: number;
  /** True when the argument at this position is a function: an expression there becomes one of `$`, `$$`, `$$$`. */
  readonly takesFunction: (position: number) => boolean;
  /** The default of the second parameter, which `reduce` begins with. */
  readonly initial?: (() => Value) | undefined;
  readonly call: (args: readonly Value[]) => Value;
}

export type ArrayValue = readonly Value[];

export type Value =
  | null
  | boolean
  | string
  | number
  | Exact
  | ArrayValue
  | ObjectValue
  | Key
  | FunctionValue
  | Temporal
  | Zone
  | Period
  | RegexValue
  | BinaryValue
  | TypeValue
  | NamespaceValue
  | CData
  | Attributed;

export const isArray = (value: Value): value is ArrayValue => Array.isArray(value);
export const isFunction = (value: Value): value is FunctionValue =>
  typeof value === 'object' && value !== null && 'k' in value;

/** A simple value under a key with attributes; `bare` is the value itself. */
export class Attributed {
  readonly value: Exclude<Value, Attributed>;
  readonly attributes: readonly Entry[];

  constructor(value: Exclude<Value, Attributed>, attributes: readonly Entry[]) {
    this.value = value;
    this.attributes = attributes;
  }
}

/** The value without the attributes of its key. */
export const bare = (value: Value): Exclude<Value, Attributed> => (value instanceof Attributed ? value.value : value);

/** The value of a pair, which answers `.@name` with the attributes of its key. */
export function attributed(value: Value, attributes: readonly Entry[]): Value {
  if (attributes.length === 0) return value;
  const own = bare(value);
  return own instanceof ObjectValue
    ? new ObjectValue(own.entries, own.schema, attributes)
    : new Attributed(own, attributes);
}

/** An object of plain keys. */
export const objectOf = (values: Readonly<Record<string, Value>>): ObjectValue =>
  new ObjectValue(Object.entries(values).map(([name, value]) => ({ key: new Key(name), value })));
