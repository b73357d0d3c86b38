/** Apex values as text, for jobs that run in a later transaction: types, identity and cycles survive; `transient` fields do not. */
import { Unsupported } from '../../engine/errors.ts';
import { ApexObject } from './class-info.ts';
import { slotsOf, type EmittedClassInfo } from './emitted.ts';
import { ExceptionObject } from './exception.ts';
import { classChain, stubFacts } from './dispatch.ts';
import { readState, writeState } from './platform-state.ts';
import type { ApexRuntime } from './runtime.ts';
import { Types, type TypeRef } from './type-ref.ts';
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
  CompoundValue,
  Decimal,
  EnumValue,
  platformEnum,
  PlatformObject,
  SObjectFieldToken,
  sobjectFieldToken,
  SObjectTypeToken,
  sobjectTypeToken,
  TypeValue,
  typeValue,
} from './values/index.ts';

type Node = null | boolean | string | readonly [tag: string, ...rest: unknown[]];

/** The value as JSON text. Unsupported for platform objects that have no text form (an HttpRequest as a field). */
export function freeze(rt: ApexRuntime, value: unknown): string {
  const seen = new Map<object, number>();
  const encode = (one: unknown): Node => {
    if (one === null || one === undefined) return null;
    if (typeof one === 'boolean' || typeof one === 'string') return one;
    if (typeof one === 'number') return ['i', one];
    if (typeof one === 'bigint') return ['l', String(one)];
    const simple = encodeSimple(one);
    if (simple !== undefined) return simple;
    const known = seen.get(one);
    if (known !== undefined) return ['r', known];
    seen.set(one, seen.size);
    return encodeObject(rt, one, encode);
  };
  return JSON.stringify(encode(value));
}

function encodeSimple(one: object): Node | undefined {
  if (one instanceof Decimal) return ['d', String(one.unscaled), one.scale];
  if (one instanceof BoxedDouble) return ['f', one.value];
  if (one instanceof BoxedId) return ['id', one.value];
  if (one instanceof ApexDate) return ['D', one.toIso()];
  if (one instanceof ApexDatetime) return ['T', one.toIso()];
  if (one instanceof ApexTime) return ['t', one.millis];
  if (one instanceof Blob) return ['b', Buffer.from(one.bytes).toString('base64')];
  if (one instanceof EnumValue) return ['e', one.type.kind, one.type.name, one.name, one.ordinal];
  if (one instanceof TypeValue) return ['type', one.type.name];
  if (one instanceof SObjectTypeToken) return ['object', one.name];
  if (one instanceof SObjectFieldToken) return ['field', one.object, one.field];
  return undefined;
}

function encodeObject(rt: ApexRuntime, one: object, encode: (one: unknown) => Node): Node {
  if (one instanceof ApexList) return ['L', one.type.name, one.items.map(encode)];
  if (one instanceof ApexSet) return ['S', one.type.name, one.elements().map(encode)];
  if (one instanceof ApexMap) return ['M', one.type.name, one.entries().map(([k, v]) => [encode(k), encode(v)])];
  if (one instanceof ApexSObject) {
    const fields = [...one.populated].map(([name, value]) => [name, encode(value)]);
    return ['O', one.type, fields, one.queried === null ? null : [...one.queried]];
  }
  if (one instanceof CompoundValue) return ['C', one.apexType.name, Array.from(one.parts, ([k, v]) => [k, encode(v)])];
  const stub = one instanceof ApexObject ? stubFacts(one) : undefined;
  if (stub !== undefined) return ['K', stub.className, encode(stub.provider)];
  if (one instanceof ApexObject && one.classInfo !== undefined) {
    const fields: unknown[] = [];
    for (const info of classChain(rt.program, one.classInfo)) {
      for (const field of (info as EmittedClassInfo).fields.values()) {
        if (!field.static && !field.transient) fields.push([field.slot, encode(slotsOf(one)[field.slot])]);
      }
    }
    const exception = one instanceof ExceptionObject ? [one.message, one.stackTrace, one.lineNumber] : null;
    return ['U', one.classInfo.name, fields, exception];
  }
  if (one instanceof ExceptionObject) return ['X', one.typeName, one.message, one.stackTrace, one.lineNumber];
  const state = one instanceof PlatformObject ? writeState(one, encode) : undefined;
  if (state !== undefined) return ['P', ...state];
  throw new Unsupported(`Apex ${one.constructor.name} as state of an asynchronous job`);
}

/** The value `freeze` made the text from. */
export function thaw(rt: ApexRuntime, text: string): unknown {
  const made: object[] = [];
  const keep = <T extends object>(one: T): T => {
    made.push(one);
    return one;
  };
  const type = (name: unknown): TypeRef => rt.program.resolveType(String(name)) ?? Types.Object;
  const decode = (node: Node): unknown => {
    if (node === null || typeof node !== 'object') return node;
    const [tag, a, b, c, d] = node;
    switch (tag) {
      case 'i':
        return a;
      case 'l':
        return BigInt(String(a));
      case 'd':
        return new Decimal(BigInt(String(a)), Number(b));
      case 'f':
        return new BoxedDouble(Number(a));
      case 'id':
        return new BoxedId(String(a));
      case 'D':
        return ApexDate.fromIso(String(a)) ?? null;
      case 'T':
        return ApexDatetime.fromIso(String(a)) ?? null;
      case 't':
        return new ApexTime(Number(a));
      case 'b':
        return Blob.fromBase64(String(a));
      case 'e':
        return a === 'class'
          ? rt.program.enumValue(String(b), String(c), Number(d))
          : platformEnum(String(b), String(c));
      case 'type':
        return typeValue(type(a));
      case 'object':
        return sobjectTypeToken(String(a));
      case 'field':
        return sobjectFieldToken(String(a), String(b));
      case 'r':
        return made[Number(a)] ?? null;
      case 'L': {
        const list = keep(new ApexList(type(a)));
        for (const item of b as readonly Node[]) list.items.push(decode(item));
        return list;
      }
      case 'S': {
        const set = keep(new ApexSet(type(a)));
        for (const item of b as readonly Node[]) set.add(decode(item));
        return set;
      }
      case 'M': {
        const map = keep(new ApexMap(type(a)));
        for (const [key, value] of b as readonly (readonly [Node, Node])[]) map.put(decode(key), decode(value));
        return map;
      }
      case 'O': {
        const record = keep(new ApexSObject(String(a)));
        for (const [name, value] of b as readonly (readonly [string, Node])[])
          record.populated.set(name, decode(value));
        record.queried = c === null ? null : new Set(c as readonly string[]);
        return record;
      }
      case 'C': {
        const parts = (b as readonly (readonly [string, Node])[]).map(([k, v]) => [k, decode(v)] as const);
        return keep(new CompoundValue(a === 'System.Location' ? a : 'System.Address', new Map(parts)));
      }
      case 'U':
        return thawUser(rt, String(a), b as readonly (readonly [string, Node])[], c, keep, decode);
      case 'X': {
        const object = keep(new ExceptionObject(String(a), b as string | null));
        object.stackTrace = c as string | null;
        object.lineNumber = d as number | null;
        return object;
      }
      case 'K': {
        // The stub was numbered before its provider.
        const at = made.push({}) - 1;
        const provider = decode(b as Node) as ApexObject;
        const stub = rt.createStub(rt.program.load(String(a)).classInfo, provider);
        made[at] = stub;
        return stub;
      }
      case 'P':
        return keep(readState(String(a), b, (written) => decode(written as Node)));
      default:
        throw new Error(`Unknown tag ${tag} in the state of a job`);
    }
  };
  return decode(JSON.parse(text) as Node);
}

function thawUser(
  rt: ApexRuntime,
  name: string,
  fields: readonly (readonly [string, Node])[],
  exception: unknown,
  keep: (one: ApexObject) => ApexObject,
  decode: (node: Node) => unknown,
): ApexObject {
  const object = keep(new (rt.program.load(name))());
  for (const [slot, value] of fields) slotsOf(object)[slot] = decode(value);
  if (object instanceof ExceptionObject && Array.isArray(exception)) {
    const [message, trace, line] = exception as unknown as readonly [string | null, string | null, number | null];
    object.typeName = name;
    object.message = message;
    object.stackTrace = trace;
    object.lineNumber = line;
  }
  return object;
}
