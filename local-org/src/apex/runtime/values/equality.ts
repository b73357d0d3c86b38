/** Equality, hashing and key identity of Apex values as collections, `equals` and `==` see them. */
import { ApexObject } from '../class-info.ts';
import type { Runtime } from '../context.ts';
import { Blob } from './blob.ts';
import { BoxedDouble, BoxedId, EnumValue, PlatformObject, idForm } from './boxes.ts';
import { ApexDate, ApexDatetime, ApexTime } from './dates.ts';
import { Decimal } from './decimal.ts';
import { runningRuntime } from './running.ts';

/** A value that is equal by its contents: lists, sets, maps, records. Declared here so that it needs none of them. */
export abstract class StructuredValue {
  abstract equalTo(other: unknown): boolean;
  /** Text that is equal for equal values. */
  abstract keyText(): string;
  abstract hashCode(): number;
}

/** java.lang.String.hashCode. */
export function stringHash(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return hash;
}

type Numeric = number | bigint | Decimal | BoxedDouble;
const isNumeric = (value: unknown): value is Numeric =>
  typeof value === 'number' || typeof value === 'bigint' || value instanceof Decimal || value instanceof BoxedDouble;

/** Compares numbers of any two kinds by value. NaN is greater than everything. */
export function compareNumbers(a: Numeric, b: Numeric): number {
  if (a instanceof Decimal || b instanceof Decimal) {
    const left = toDecimal(a);
    const right = toDecimal(b);
    if (left && right) return left.compareTo(right);
  }
  const left = a instanceof BoxedDouble ? a.value : a;
  const right = b instanceof BoxedDouble ? b.value : b;
  if (left < right) return -1;
  if (left > right) return 1;
  return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
}

function toDecimal(value: Numeric | Decimal): Decimal | undefined {
  if (value instanceof Decimal) return value;
  if (typeof value === 'bigint') return Decimal.fromLong(value);
  const number = value instanceof BoxedDouble ? value.value : value;
  return Number.isFinite(number) ? Decimal.parse(String(number)) : undefined;
}

/** A user object with an `equals(Object)` of its own, asked through the running transaction. */
function userEquals(a: ApexObject, b: unknown): boolean | undefined {
  const rt = runningRuntime();
  if (!a.classInfo || !rt?.findMethod(a, 'equals', 1)) return undefined;
  return rt.callMethod(a, 'equals', [b]) === true;
}

function definesHash(value: ApexObject): boolean {
  const rt = runningRuntime();
  return Boolean(value.classInfo && rt?.findMethod(value, 'equals', 1) && rt.findMethod(value, 'hashCode', 0));
}

/**
 * `equals` of Object, of collections and of Assert.areEqual: case-sensitive on strings, by value on numbers of any kind,
 * by contents on collections and records, by `equals(Object)` on user objects that have one.
 */
export function valuesEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a === null || a === undefined || b === null || b === undefined) return (a ?? null) === (b ?? null);
  if (isNumeric(a)) return isNumeric(b) && compareNumbers(a, b) === 0;
  if (a instanceof BoxedId || b instanceof BoxedId) return idsEqual(a, b);
  if (a instanceof ApexDate) {
    if (b instanceof ApexDatetime) return a.epochDay * 86_400_000 === b.millis;
    return b instanceof ApexDate && a.equals(b);
  }
  if (a instanceof ApexDatetime) {
    if (b instanceof ApexDate) return b.epochDay * 86_400_000 === a.millis;
    return b instanceof ApexDatetime && a.equals(b);
  }
  if (a instanceof ApexTime) return b instanceof ApexTime && a.equals(b);
  if (a instanceof Blob) return b instanceof Blob && a.equals(b);
  if (a instanceof EnumValue) return b instanceof EnumValue && a.type === b.type && a.name === b.name;
  if (a instanceof StructuredValue || a instanceof PlatformObject) return a.equalTo(b);
  if (a instanceof ApexObject) return userEquals(a, b) ?? false;
  return false;
}

/** Equality of elements: as `equals`, but Decimals of different scale differ (prettier-plugin-apex issue 88: 0.1230 is not 0.123 in a map). */
export function elementsEqual(a: unknown, b: unknown): boolean {
  if (a instanceof Decimal && b instanceof Decimal) return a.scale === b.scale && a.unscaled === b.unscaled;
  return valuesEqual(a, b);
}

function idsEqual(a: unknown, b: unknown): boolean {
  const left = a instanceof BoxedId ? a.value : a;
  const right = b instanceof BoxedId ? b.value : b;
  if (typeof left !== 'string' || typeof right !== 'string') return false;
  return left === right || (idForm(left) ?? left) === (idForm(right) ?? right);
}

/** `==` where an operand has static type Object: as `equals`, but strings compare without case, as the operator does on String. */
export function looseEqual(_rt: Runtime, a: unknown, b: unknown): boolean {
  if (typeof a === 'string' && typeof b === 'string') return stringsEqual(a, b);
  return valuesEqual(a, b);
}

/** `==` on String: without case. */
export function stringsEqual(a: string | null, b: string | null): boolean {
  if (a === b) return true;
  if (a === null || b === null || a.length !== b.length) return false;
  return a.toLowerCase() === b.toLowerCase();
}

const identities = new WeakMap<object, number>();
let lastIdentity = 0;

/** A number that stays with the object: what Object.hashCode gives. */
export function identityOf(value: object): number {
  let identity = identities.get(value);
  if (identity === undefined) {
    lastIdentity += 1;
    identity = lastIdentity;
    identities.set(value, identity);
  }
  return identity;
}

/**
 * What a JavaScript Map may use as the key for an Apex key: equal for equal keys, different for different ones. User objects with
 * `equals` and `hashCode` have none (`undefined`): HashTable looks for them by hash.
 */
export function keyToken(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'bigint':
      return value;
    default:
  }
  if (value === null || value === undefined) return null;
  if (value instanceof BoxedId) return value.value;
  if (value instanceof ApexObject) return definesHash(value) ? undefined : value;
  return keyText(value) ?? value;
}

/** Prefixed so that no Apex string equals the text of another kind of key. */
function keyText(value: unknown): string | undefined {
  if (value instanceof BoxedDouble) return `\0double:${value.value}`;
  if (value instanceof Decimal) return `\0decimal:${value.toString()}`;
  if (value instanceof ApexDate) return `\0date:${value.epochDay}`;
  if (value instanceof ApexDatetime) return `\0datetime:${value.second}`;
  if (value instanceof ApexTime) return `\0time:${value.millis}`;
  if (value instanceof Blob) return `\0blob:${value.toBase64()}`;
  if (value instanceof EnumValue) return `\0enum:${value.type.name}.${value.name}`;
  if (value instanceof StructuredValue) return `\0${value.keyText()}`;
  if (value instanceof PlatformObject) {
    const text = value.keyText();
    return text === undefined ? undefined : `\0${value.apexType.name}:${text}`;
  }
  return undefined;
}

/** The token as text, for keys that contain other keys. */
export function nestedKeyText(value: unknown): string {
  const token = keyToken(value);
  if (token === undefined) return `#hash${hashOf(value)}`;
  if (typeof token === 'string') return JSON.stringify(token);
  if (typeof token === 'number' || typeof token === 'bigint' || typeof token === 'boolean')
    return `${typeof token}:${token}`;
  return token !== null && typeof token === 'object' ? `#${identityOf(token)}` : 'null';
}

/** hashCode as the platform (Java) computes it for values; identity for objects without one. */
export function hashOf(value: unknown): number {
  if (value === null || value === undefined) return 0;
  if (typeof value === 'string') return stringHash(value);
  if (typeof value === 'number') return value | 0;
  if (typeof value === 'boolean') return value ? 1231 : 1237;
  if (typeof value === 'bigint') return Number(BigInt.asIntN(32, value ^ BigInt.asUintN(32, value >> 32n)));
  if (value instanceof BoxedId) return stringHash(value.value);
  if (value instanceof BoxedDouble) return doubleHash(value.value);
  if (value instanceof Decimal) return value.hashCode();
  if (value instanceof ApexDatetime) return hashOf(BigInt(value.second));
  if (value instanceof ApexDate) return hashOf(BigInt(value.epochDay) * 86_400_000n);
  if (value instanceof ApexTime) return hashOf(BigInt(value.millis));
  if (value instanceof EnumValue) return stringHash(value.name);
  if (value instanceof Blob) return stringHash(value.toBase64());
  if (value instanceof StructuredValue) return value.hashCode();
  if (value instanceof ApexObject && definesHash(value))
    return runningRuntime()?.callMethod(value, 'hashCode', []) as number;
  if (value instanceof PlatformObject) {
    const text = value.keyText();
    if (text !== undefined) return stringHash(text);
  }
  return typeof value === 'object' ? identityOf(value) : 0;
}

function doubleHash(value: number): number {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  return bits.getInt32(0) ^ bits.getInt32(4);
}
