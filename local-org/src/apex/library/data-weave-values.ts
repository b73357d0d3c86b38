/** Apex values as values of DataWeave and back (formats `application/java` and `application/apex`). */
import { Unsupported } from '../../engine/errors.ts';
import {
  BinaryValue,
  DataWeaveError,
  Key,
  ObjectValue,
  Temporal,
  bare,
  isArray,
  isNum,
  numberText,
  objectOf,
  parseNumber,
  parseTemporal,
  toText,
  typeName,
  type Value,
} from '../../dataweave/index.ts';
import { ApexObject } from '../runtime/class-info.ts';
import type { Runtime } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import { Types, listOf, mapOf, type TypeRef } from '../runtime/type-ref.ts';
import {
  ApexDate,
  ApexDatetime,
  ApexList,
  ApexMap,
  ApexSObject,
  ApexSet,
  ApexTime,
  Blob,
  BoxedDouble,
  BoxedId,
  Decimal,
  EnumValue,
  box,
  textOf,
} from '../runtime/values/index.ts';
import { typed, untyped } from './json-read.ts';
import { serializableFields, type JsonNode } from './json-write.ts';

/** Deeper values are taken for ones that hold themselves. */
const MAXIMUM_DEPTH = 200;

const failure = (message: string, cause?: unknown): DataWeaveError =>
  new DataWeaveError('Runtime', message, undefined, { cause });

/** A value of Apex under static type Object. Throws for objects that have no fields to read. */
export function fromApex(rt: Runtime, value: unknown, depth = 0): Value {
  if (depth > MAXIMUM_DEPTH) throw failure('The value is nested too deeply, or holds itself');
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return value;
  if (typeof value === 'bigint') return parseNumber(value.toString()) ?? null;
  if (value instanceof Decimal) return parseNumber(value.toString()) ?? null;
  if (value instanceof BoxedDouble) return parseNumber(String(value.value)) ?? null;
  if (value instanceof BoxedId) return value.value;
  if (value instanceof EnumValue) return value.name;
  if (value instanceof ApexDate || value instanceof ApexDatetime) return parseTemporal(value.toIso()) ?? null;
  if (value instanceof ApexTime) return parseTemporal(value.toString().replace(/Z$/, '')) ?? null;
  if (value instanceof Blob) return new BinaryValue(Buffer.from(value.toBase64(), 'base64'));
  const inner = (item: unknown): Value => fromApex(rt, item, depth + 1);
  if (value instanceof ApexList) return value.items.map((item) => inner(box(item, value.elementType)));
  if (value instanceof ApexSet) return value.elements().map((item) => inner(box(item, value.elementType)));
  if (value instanceof ApexMap) {
    return new ObjectValue(
      value.entries().map(([key, item]) => ({
        key: new Key(textOf(rt, box(key, value.keyType))),
        value: inner(box(item, value.valueType)),
      })),
    );
  }
  if (value instanceof ApexSObject) {
    return objectOf(Object.fromEntries([...value.populated].map(([name, item]) => [name, inner(item)])));
  }
  if (value instanceof ApexObject) {
    const fields = serializableFields(rt, value).map(
      (field) => [field.name, inner(box(rt.getField(value, field.name), field.type))] as const,
    );
    return objectOf(Object.fromEntries(fields));
  }
  throw new Unsupported(`DataWeave input of type ${rt.typeOf(value)?.name ?? 'Object'}`);
}

/** A result for `application/apex`: objects with a class are made of it, others are maps; a list of one class is a list of that. */
export function toApex(rt: Runtime, held: Value): unknown {
  const value = bare(held);
  if (isArray(value)) {
    const types = value.map((item) => classOf(rt, bare(item)));
    const [first] = types;
    const same = first !== undefined && types.every((type) => type === first);
    return new ApexList(
      listOf(same ? first : Types.Object),
      value.map((item) => toApex(rt, item)),
    );
  }
  if (value instanceof ObjectValue) {
    const type = classOf(rt, value);
    if (type) return made(rt, value, type);
    return new ApexMap(
      mapOf(Types.String, Types.Object),
      value.entries.map(({ key, value: item }) => [key.name, toApex(rt, item)] as const),
    );
  }
  if (value instanceof Temporal) return temporal(value);
  if (value instanceof BinaryValue) return Blob.fromBase64(Buffer.from(value.bytes).toString('base64'));
  return untyped(nodeOf(value));
}

/** The Apex type that `as Object {class: "…"}` names. */
function classOf(rt: Runtime, value: Value): TypeRef | undefined {
  const name = value instanceof ObjectValue ? value.schema?.class : undefined;
  if (name === undefined) return undefined;
  const type = typeof name === 'string' ? rt.classes.resolveType(name) : undefined;
  if (!type) throw failure(`Error writing item: Invalid class "${typeof name === 'string' ? name : typeName(name)}"`);
  return type;
}

/** An object of the type; names that it does not have are refused in the platform's words. */
function made(rt: Runtime, value: ObjectValue, type: TypeRef): unknown {
  const known = fieldNames(rt, type);
  for (const { key } of value.entries) {
    if (known && !known.has(key.name.toLowerCase())) {
      throw failure(`Error writing item: Invalid field "${key.name}" for type "${type.name}"`);
    }
  }
  try {
    return typed(rt, nodeOf(value), type, true);
  } catch (cause) {
    if (!(cause instanceof ApexException) || cause.object.typeName !== 'System.JSONException') throw cause;
    throw failure(`Error writing item: ${cause.object.message ?? ''}`, cause);
  }
}

/** Names that a record of the type may have; undefined for types that are not records. */
function fieldNames(rt: Runtime, type: TypeRef): ReadonlySet<string> | undefined {
  const def = type.kind === 'sobject' ? rt.schema().object(type.name) : undefined;
  if (!def) return undefined;
  const names = [...def.fields.values()].flatMap((field) => [field.name, field.relationshipName ?? field.name]);
  const children = def.childRelationships.flatMap(({ relationshipName }) => relationshipName ?? []);
  return new Set([...names, ...children].map((name) => name.toLowerCase()));
}

function temporal(value: Temporal): unknown {
  const text = toText(new Temporal(value.kind, value.day, value.nano, value.zone)) ?? '';
  switch (value.kind) {
    case 'Date':
      return ApexDate.fromIso(text);
    case 'DateTime':
    case 'LocalDateTime':
      return ApexDatetime.fromIso(value.zone ? text : `${text}Z`);
    case 'Time':
    case 'LocalTime':
      return ApexTime.fromIso(text);
  }
}

/** The value as the tree that typed values are read from. */
function nodeOf(held: Value): JsonNode {
  const value = bare(held);
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (isNum(value)) return { number: numberText(value) };
  if (isArray(value)) return value.map(nodeOf);
  if (value instanceof ObjectValue) {
    return new Map(value.entries.map(({ key, value: item }) => [key.name, nodeOf(item)] as const));
  }
  if (value instanceof BinaryValue) return Buffer.from(value.bytes).toString('base64');
  const text = toText(value);
  if (text === undefined) throw failure(`Cannot write ${typeName(value)} as a value of Apex`);
  return text;
}
