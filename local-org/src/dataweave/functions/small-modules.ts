/** The smaller modules: dw::core::Objects, Numbers, Binaries, dw::util::Math and dw::Crypto. Examples: docs.mulesoft.com, the page of each function. */
import { createHash, createHmac } from 'node:crypto';
import { failure } from '../errors.ts';
import { coerce } from '../values/coercion.ts';
import {
  exactOf,
  fromDouble,
  multiply,
  divide,
  normal,
  parseNumber,
  toDouble,
  toInteger,
  type Num,
} from '../values/numbers.ts';
import { BinaryValue, ObjectValue, objectOf, type Entry, type FunctionValue, type Value } from '../values/value.ts';
import { holds, on, textOf, type FunctionTable, type Overload } from './signatures.ts';

const none = (): null => null;
const fits = (f: FunctionValue, { key, value }: Entry): boolean => holds(f, ...[value, key].slice(0, f.arity));

function divideObject(object: ObjectValue, size: number): Value {
  const { entries } = object;
  if (size < 1) return [];
  return Array.from(
    { length: Math.ceil(entries.length / size) },
    (_, at) => new ObjectValue(entries.slice(at * size, (at + 1) * size)),
  );
}

function merge(left: ObjectValue, right: ObjectValue): ObjectValue {
  const names = new Set(right.entries.map(({ key }) => key.name));
  return new ObjectValue([...left.entries.filter(({ key }) => !names.has(key.name)), ...right.entries]);
}

function takeWhile(object: ObjectValue, f: FunctionValue): ObjectValue {
  const end = object.entries.findIndex((entry) => !fits(f, entry));
  return end < 0 ? object : new ObjectValue(object.entries.slice(0, end));
}

export const objects: FunctionTable = {
  divideBy: [
    on(['Object', 'Number'], (object, size) => divideObject(object, toInteger(size))),
    on(['Null', 'Any'], none),
  ],
  entrySet: [
    on(['Object'], ({ entries }) =>
      entries.map(({ key, value }) => objectOf({ key, value, attributes: new ObjectValue(key.attributes) })),
    ),
    on(['Null'], none),
  ],
  everyEntry: [
    on(['Object', 'Lambda'], ({ entries }, f) => entries.every((entry) => fits(f, entry))),
    on(['Null', 'Lambda'], () => true),
  ],
  someEntry: [
    on(['Object', 'Lambda'], ({ entries }, f) => entries.some((entry) => fits(f, entry))),
    on(['Null', 'Lambda'], () => false),
  ],
  keySet: [on(['Object'], ({ entries }) => entries.map(({ key }) => key)), on(['Null'], none)],
  nameSet: [on(['Object'], ({ entries }) => entries.map(({ key }) => key.name)), on(['Null'], none)],
  valueSet: [on(['Object'], ({ entries }) => entries.map(({ value }) => value)), on(['Null'], none)],
  mergeWith: [
    on(['Object', 'Object'], merge),
    on(['Null', 'Object'], (_, right) => right),
    on(['Object', 'Null'], (left) => left),
  ],
  takeWhile: [on(['Object', 'Lambda'], takeWhile), on(['Null', 'Lambda'], none)],
};

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';

function fromRadix(text: string, radix: number): Value {
  const negative = text.startsWith('-');
  let value = 0n;
  for (const char of text.slice(negative ? 1 : 0).toLowerCase()) {
    const digit = DIGITS.indexOf(char);
    if (digit < 0 || digit >= radix) throw failure(`Cannot coerce String (${text}) to Number in base ${String(radix)}`);
    value = value * BigInt(radix) + BigInt(digit);
  }
  return normal(negative ? -value : value, 0);
}
const toRadix = (number: Num, radix: number): string => {
  const { unscaled, scale } = exactOf(number);
  return (scale > 0 ? unscaled / 10n ** BigInt(scale) : unscaled * 10n ** BigInt(-scale)).toString(radix);
};

export const numbers: FunctionTable = {
  fromBinary: [on(['String'], (text) => fromRadix(text, 2)), on(['Null'], none)],
  fromHex: [on(['String'], (text) => fromRadix(text, 16)), on(['Null'], none)],
  fromRadixNumber: [on(['String', 'Number'], (text, radix) => fromRadix(text, toInteger(radix)))],
  toBinary: [on(['Number'], (number) => toRadix(number, 2)), on(['Null'], none)],
  toHex: [on(['Number'], (number) => toRadix(number, 16)), on(['Null'], none)],
  toRadixNumber: [on(['Number', 'Number'], (number, radix) => toRadix(number, toInteger(radix)))],
};

const bytesOf = (value: Value): Buffer => {
  const own = value instanceof BinaryValue ? value : coerce(value, 'Binary');
  return own instanceof BinaryValue ? Buffer.from(own.bytes) : Buffer.alloc(0);
};
const binary = (bytes: Uint8Array): BinaryValue => new BinaryValue(bytes);

export const binaries: FunctionTable = {
  toBase64: [
    on(['Binary'], (value) => bytesOf(value).toString('base64')),
    on(['String'], (text) => bytesOf(text).toString('base64')),
  ],
  fromBase64: [on(['String'], (text) => binary(Buffer.from(text, 'base64')))],
  toHex: [
    on(['Binary'], (value) => bytesOf(value).toString('hex').toUpperCase()),
    on(['String'], (text) => bytesOf(text).toString('hex').toUpperCase()),
  ],
  fromHex: [on(['String'], (text) => binary(Buffer.from(text, 'hex')))],
  concatWith: [
    on(['Binary', 'Binary'], (left, right) => binary(Buffer.concat([left.bytes, right.bytes]))),
    on(['Binary', 'Null'], (left) => left),
    on(['Null', 'Binary'], (_, right) => right),
  ],
  readLinesWith: [
    on(['Binary', 'String'], (value) =>
      bytesOf(value)
        .toString('utf8')
        .replace(/\r?\n$/, '')
        .split(/\r\n|\r|\n/),
    ),
  ],
  writeLinesWith: [
    on(['Array', 'String'], (lines) => binary(Buffer.from(lines.map((line) => `${textOf(line)}\n`).join('')))),
  ],
};

const double =
  (run: (value: number) => number) =>
  (value: Num): Num | null => {
    const result = run(toDouble(value));
    return Number.isFinite(result) ? fromDouble(result) : null;
  };
const real = (run: (value: number) => number): readonly Overload[] => [on(['Number'], double(run))];
const PI = parseNumber('3.14159265358979323846') ?? 0;

/** dw::util::Math. */
export const math: FunctionTable = {
  acos: real(Math.acos),
  asin: real(Math.asin),
  atan: real(Math.atan),
  cos: real(Math.cos),
  sin: real(Math.sin),
  tan: real(Math.tan),
  log10: real(Math.log10),
  logn: real(Math.log),
  toDegrees: [on(['Number'], (angle) => divide(multiply(angle, 180), PI))],
  toRadians: [on(['Number'], (angle) => multiply(divide(angle, 180), PI))],
};
export const mathConstants: Readonly<Record<string, Value>> = { PI, E: parseNumber('2.7182818284590452354') ?? 0 };

const HASHES: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  SHA1: 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};
const MACS: Readonly<Record<string, string>> = {
  HmacMD5: 'md5',
  HmacSHA1: 'sha1',
  HmacSHA256: 'sha256',
  HmacSHA384: 'sha384',
  HmacSHA512: 'sha512',
};
function algorithm(known: Readonly<Record<string, string>>, name: string): string {
  const own = known[name];
  if (own === undefined) throw failure(`Unknown algorithm: ${name}`);
  return own;
}
const hash = (value: Value, name: string): Buffer =>
  createHash(algorithm(HASHES, name)).update(bytesOf(value)).digest();
const mac = (value: Value, secret: Value, name: string): Buffer =>
  createHmac(algorithm(MACS, name), bytesOf(secret)).update(bytesOf(value)).digest();

/** dw::Crypto. */
export const crypto: FunctionTable = {
  MD5: [
    on(['Binary'], (value) => hash(value, 'MD5').toString('hex')),
    on(['String'], (text) => hash(text, 'MD5').toString('hex')),
  ],
  SHA1: [
    on(['Binary'], (value) => hash(value, 'SHA-1').toString('hex')),
    on(['String'], (text) => hash(text, 'SHA-1').toString('hex')),
  ],
  hashWith: [
    on(['Any'], (value) => binary(hash(value, 'SHA-1'))),
    on(['Any', 'String'], (value, name) => binary(hash(value, name))),
  ],
  HMACWith: [
    on(['Any', 'Any'], (secret, value) => mac(value, secret, 'HmacSHA1').toString('hex')),
    on(['Any', 'Any', 'String'], (secret, value, name) => mac(value, secret, name).toString('hex')),
  ],
  HMACBinary: [
    on(['Any', 'Any'], (secret, value) => binary(mac(value, secret, 'HmacSHA1'))),
    on(['Any', 'Any', 'String'], (secret, value, name) => binary(mac(value, secret, name))),
  ],
};
