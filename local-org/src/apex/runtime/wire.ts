/** Between the JSON of a browser or a REST client and Apex values, as `@AuraEnabled` methods see them. */
import { OrgError } from '../../engine/errors.ts';
import { ApexObject } from './class-info.ts';
import { classChain } from './dispatch.ts';
import type { ApexRuntime } from './runtime.ts';
import { sobjectMember } from './sobject-types.ts';
import { mapOf, Types, type TypeRef } from './type-ref.ts';
import {
  ApexDate,
  ApexDatetime,
  ApexList,
  ApexMap,
  ApexSet,
  ApexSObject,
  ApexTime,
  Blob,
  BoxedDouble,
  BoxedId,
  Decimal,
  EnumValue,
  CompoundValue,
  toId,
  unbox,
} from './values/index.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** An Apex value (Object representation) as a Lightning page receives it. */
export function toWire(rt: ApexRuntime, value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof BoxedDouble || value instanceof BoxedId) return value.value;
  if (value instanceof Decimal) return value.toDouble();
  if (value instanceof ApexDate || value instanceof ApexDatetime) return value.toIso();
  if (value instanceof ApexTime) return value.millis;
  if (value instanceof Blob) return Buffer.from(value.bytes).toString('base64');
  if (value instanceof EnumValue) return value.name;
  if (value instanceof ApexList) return value.items.map((item) => toWire(rt, item));
  if (value instanceof ApexSet) return value.elements().map((item) => toWire(rt, item));
  if (value instanceof ApexMap) {
    return Object.fromEntries(value.entries().map(([key, item]) => [keyText(toWire(rt, key)), toWire(rt, item)]));
  }
  if (value instanceof ApexSObject) {
    const set = [...value.populated].filter(([, field]) => field !== null && field !== undefined);
    return Object.fromEntries(set.map(([name, field]) => [name, toWire(rt, field)]));
  }
  if (value instanceof CompoundValue) {
    return Object.fromEntries([...value.parts].map(([name, part]) => [name, toWire(rt, part)]));
  }
  if (value instanceof ApexObject && value.classInfo !== undefined) return objectToWire(rt, value);
  throw new OrgError('APEX_ERROR', `Apex type unsupported in a response: ${rt.typeOf(value)?.name ?? typeof value}`);
}

/** Keys of JSON objects are text. */
const keyText = (key: Json): string => (typeof key === 'string' ? key : JSON.stringify(key));

/** Only `@AuraEnabled` fields and properties of a class leave the server. */
function objectToWire(rt: ApexRuntime, value: ApexObject): Json {
  const result: Record<string, Json> = {};
  const own = value.classInfo;
  if (own === undefined) return null;
  for (const info of classChain(rt.program, own)) {
    for (const field of info.fields.values()) {
      if (field.static || !field.readable || !field.annotations.some((one) => one.name === 'auraenabled')) continue;
      const json = toWire(rt, rt.getField(value, field.name));
      if (json !== null) result[field.name] = json;
    }
  }
  return result;
}

const refuse = (json: Json, type: TypeRef): never => {
  throw new OrgError(
    'APEX_ERROR',
    `Value provided is invalid for action parameter of type '${type.name}': ${JSON.stringify(json)}`,
  );
};

/** JSON as a value of the parameter's type, in that type's own representation. */
export function fromWire(rt: ApexRuntime, json: Json | undefined, type: TypeRef): unknown {
  if (json === null || json === undefined) return null;
  const [element, valueType] = type.args;
  switch (type.kind) {
    case 'primitive':
      return primitiveFrom(json, type);
    case 'object':
      return untyped(json);
    case 'list':
    case 'set': {
      if (!Array.isArray(json)) return refuse(json, type);
      const items = (json as readonly Json[]).map((item) => fromWire(rt, item, element ?? Types.Object));
      return type.kind === 'list' ? new ApexList(type, items) : new ApexSet(type, items);
    }
    case 'map': {
      if (typeof json !== 'object' || Array.isArray(json)) return refuse(json, type);
      const entries = Object.entries(json).map(
        ([key, item]) =>
          [fromWire(rt, key, element ?? Types.String), fromWire(rt, item, valueType ?? Types.Object)] as const,
      );
      return new ApexMap(type, entries);
    }
    case 'sobject':
      return recordFrom(rt, json, type);
    case 'class':
      return objectFrom(rt, json, type);
    default:
      return refuse(json, type);
  }
}

function primitiveFrom(json: Json, type: TypeRef): unknown {
  switch (type) {
    case Types.String:
      return typeof json === 'string' ? json : typeof json === 'object' ? refuse(json, type) : String(json);
    case Types.Id:
      return typeof json === 'string' ? (json === '' ? null : toId(json)) : refuse(json, type);
    case Types.Boolean:
      if (typeof json === 'boolean') return json;
      return json === 'true' || json === 'false' ? json === 'true' : refuse(json, type);
    case Types.Date:
      return typeof json === 'string'
        ? (ApexDate.fromIso(json.slice(0, 10)) ?? refuse(json, type))
        : refuse(json, type);
    case Types.Datetime:
      return typeof json === 'string' ? (ApexDatetime.fromIso(json) ?? refuse(json, type)) : refuse(json, type);
    case Types.Time:
      return typeof json === 'number' ? new ApexTime(json) : refuse(json, type);
    case Types.Blob:
      return typeof json === 'string' ? Blob.fromBase64(json) : refuse(json, type);
    default:
      return numberFrom(json, type);
  }
}

function numberFrom(json: Json, type: TypeRef): unknown {
  const number =
    typeof json === 'number' ? json : typeof json === 'string' && json.trim() !== '' ? Number(json) : Number.NaN;
  if (Number.isNaN(number)) return json === '' ? null : refuse(json, type);
  if (type === Types.Integer)
    return Number.isInteger(number) && Math.abs(number) <= 0x7fffffff ? number : refuse(json, type);
  if (type === Types.Long) return Number.isInteger(number) ? BigInt(number) : refuse(json, type);
  return type === Types.Double ? number : Decimal.fromNumber(number);
}

function untyped(json: Json): unknown {
  if (json === null || typeof json === 'boolean' || typeof json === 'string') return json;
  if (typeof json === 'number') {
    return Number.isInteger(json) && Math.abs(json) <= 0x7fffffff ? json : Decimal.fromNumber(json);
  }
  if (Array.isArray(json)) return ApexList.of(Types.Object, (json as readonly Json[]).map(untyped));
  return new ApexMap(
    mapOf(Types.String, Types.Object),
    Object.entries(json).map(([key, item]) => [key, untyped(item)] as const),
  );
}

function recordFrom(rt: ApexRuntime, json: Json, type: TypeRef): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return refuse(json, type);
  const fields = json as { readonly [key: string]: Json };
  const named = fields['sobjectType'] ?? fields['attributes'];
  const written =
    typeof named === 'string'
      ? named
      : typeof named === 'object' && named !== null && !Array.isArray(named)
        ? (named as { readonly type?: Json }).type
        : undefined;
  const object =
    type === Types.SObject ? rt.schema().object(typeof written === 'string' ? written : '')?.name : type.name;
  if (object === undefined) return refuse(json, type);
  const record = new ApexSObject(object);
  for (const [name, item] of Object.entries(fields)) {
    if (name === 'sobjectType' || name === 'attributes') continue;
    const member = sobjectMember(rt.schema(), object, name);
    if (member === undefined) throw new OrgError('APEX_ERROR', `No such field: ${object}.${name}`);
    if (member.kind === 'children') continue;
    const value = fromWire(rt, item, member.type);
    if (member.kind === 'parent') record.putParent(member.name, value as ApexSObject | null);
    else record.put(member.name, value);
  }
  return record;
}

function objectFrom(rt: ApexRuntime, json: Json, type: TypeRef): unknown {
  const info = rt.program.find(type.name);
  if (info?.kind === 'enum') return rt.program.enumConstant(type.name, keyText(json)) ?? refuse(json, type);
  if (info === undefined || typeof json !== 'object' || json === null || Array.isArray(json)) return refuse(json, type);
  const object = rt.newInstance(type) as ApexObject;
  for (const [name, item] of Object.entries(json as { readonly [key: string]: Json })) {
    for (const current of classChain(rt.program, info)) {
      const field = current.fields.get(name.toLowerCase());
      if (field === undefined || field.static) continue;
      if (field.writable && field.annotations.some((one) => one.name === 'auraenabled')) {
        rt.putField(object, field.name, unbox(fromWire(rt, item, field.type)));
      }
      break;
    }
  }
  return object;
}
