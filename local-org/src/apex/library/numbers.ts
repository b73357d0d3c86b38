/** System.Integer, Long, Double, Decimal, Boolean, Id and Math. */
import type { Runtime } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import {
  BoxedDouble,
  BoxedId,
  Decimal,
  doubleText,
  idForm,
  sobjectTypeToken,
  textOf,
  type EnumValue,
  type RoundingModeName,
} from '../runtime/values/index.ts';
import { notNull, required } from './arguments.ts';
import { formatLocalNumber } from './locale-format.ts';

const modeOf = (mode: EnumValue): RoundingModeName => mode.name as RoundingModeName;

function invalid(kind: string, text: string): never {
  throw new ApexException('System.TypeException', `Invalid ${kind}: ${text}`);
}

function parseInteger(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) invalid('integer', text);
  const value = Number(text);
  return value < -0x80000000 || value > 0x7fffffff ? invalid('integer', text) : value;
}

function parseLong(text: string): bigint {
  if (!/^[+-]?\d+$/.test(text)) invalid('long', text);
  const value = BigInt(text);
  return BigInt.asIntN(64, value) === value ? value : invalid('long', text);
}

function parseDouble(text: string): number {
  const trimmed = text.trim();
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[dDfF]?$/.test(trimmed)) invalid('double', text);
  return Number.parseFloat(trimmed);
}

const parseDecimal = (text: string): Decimal => Decimal.parse(text) ?? invalid('decimal', text);

/** `Integer.valueOf(Object)` and the like: numbers convert, text parses. */
function convert<T>(rt: Runtime, value: unknown, parse: (text: string) => T, fromNumber: (value: Decimal) => T): T {
  notNull(value);
  if (typeof value === 'number') return fromNumber(Decimal.fromInteger(value));
  if (typeof value === 'bigint') return fromNumber(Decimal.fromLong(value));
  if (value instanceof Decimal) return fromNumber(value);
  if (value instanceof BoxedDouble) return fromNumber(Decimal.fromDouble(value.value));
  return parse(textOf(rt, value));
}

/** Double to Long as Java's cast: cut at the ends. */
function clampLong(value: number): bigint {
  if (Number.isNaN(value)) return 0n;
  if (value >= 2 ** 63) return 2n ** 63n - 1n;
  if (value <= -(2 ** 63)) return -(2n ** 63n);
  return BigInt(Math.trunc(value));
}

/** The nearest whole number, the even one of two equally near (java.lang.Math.rint). */
function rint(value: number): number {
  const floor = Math.floor(value);
  const fraction = value - floor;
  if (fraction < 0.5) return floor;
  if (fraction > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Half away from zero, as the platform's Math.round. */
const roundDouble = (value: number): number => Math.sign(value) * Math.floor(Math.abs(value) + 0.5);

export const numberFunctions = {
  'System.Integer.valueOf(String)': (_rt: Runtime, text: string) => parseInteger(notNull(text)),
  'System.Integer.valueOf(Object)': (rt: Runtime, value: unknown) =>
    convert(rt, value, parseInteger, (d) => d.intValue()),
  'System.Integer.format()': (rt: Runtime, self: number) => formatLocalNumber(rt, self),
  'System.Long.valueOf(String)': (_rt: Runtime, text: string) => parseLong(notNull(text)),
  'System.Long.intValue()': (_rt: Runtime, self: bigint) => Number(BigInt.asIntN(32, self)),
  'System.Long.format()': (rt: Runtime, self: bigint) => formatLocalNumber(rt, self),
  'System.Double.valueOf(String)': (_rt: Runtime, text: string) => parseDouble(notNull(text)),
  'System.Double.valueOf(Object)': (rt: Runtime, value: unknown) =>
    convert(rt, value, parseDouble, (d) => d.toDouble()),
  'System.Double.format()': (rt: Runtime, self: number) => formatLocalNumber(rt, Decimal.fromDouble(self)),
  'System.Double.intValue()': (_rt: Runtime, self: number) => Math.trunc(self) | 0,
  'System.Double.longValue()': (_rt: Runtime, self: number) => clampLong(self),
  'System.Double.round()': (_rt: Runtime, self: number) => clampLong(Math.floor(self + 0.5)),

  'System.Decimal.valueOf(Double)': (_rt: Runtime, value: number | null) => Decimal.fromDouble(notNull(value)),
  'System.Decimal.valueOf(Long)': (_rt: Runtime, value: bigint | null) => Decimal.fromLong(notNull(value)),
  'System.Decimal.valueOf(String)': (_rt: Runtime, text: string | null) => parseDecimal(notNull(text)),
  'System.Decimal.abs()': (_rt: Runtime, self: Decimal) => self.abs(),
  'System.Decimal.divide(Decimal,Integer)': (_rt: Runtime, self: Decimal, by: Decimal, scale: number) =>
    self.divideTo(required(by), required(scale, 2)),
  'System.Decimal.divide(Decimal,Integer,RoundingMode)': (
    _rt: Runtime,
    self: Decimal,
    by: Decimal,
    scale: number,
    mode: EnumValue,
  ) => self.divideTo(required(by), required(scale, 2), modeOf(required(mode, 3))),
  'System.Decimal.doubleValue()': (_rt: Runtime, self: Decimal) => self.toDouble(),
  'System.Decimal.format()': (rt: Runtime, self: Decimal) => formatLocalNumber(rt, self),
  'System.Decimal.intValue()': (_rt: Runtime, self: Decimal) => self.intValue(),
  'System.Decimal.longValue()': (_rt: Runtime, self: Decimal) => self.longValue(),
  'System.Decimal.pow(Integer)': (_rt: Runtime, self: Decimal, exponent: number) => self.pow(exponent),
  'System.Decimal.precision()': (_rt: Runtime, self: Decimal) => self.precision,
  'System.Decimal.round()': (_rt: Runtime, self: Decimal) => self.setScale(0, 'HALF_EVEN').longValue(),
  'System.Decimal.round(RoundingMode)': (_rt: Runtime, self: Decimal, mode: EnumValue) =>
    self.setScale(0, modeOf(mode)).longValue(),
  'System.Decimal.scale()': (_rt: Runtime, self: Decimal) => self.scale,
  'System.Decimal.setScale(Integer)': (_rt: Runtime, self: Decimal, scale: number) =>
    self.setScale(checkedScale(scale)),
  'System.Decimal.setScale(Integer,RoundingMode)': (_rt: Runtime, self: Decimal, scale: number, mode: EnumValue) =>
    self.setScale(checkedScale(scale), modeOf(mode)),
  'System.Decimal.stripTrailingZeros()': (_rt: Runtime, self: Decimal) => self.stripTrailingZeros(),
  'System.Decimal.toPlainString()': (_rt: Runtime, self: Decimal) => self.toPlainString(),

  'System.Boolean.valueOf(Object)': (rt: Runtime, value: unknown) =>
    typeof value === 'boolean' ? value : textOf(rt, notNull(value)).toLowerCase() === 'true',

  'System.Id.valueOf(String)': (_rt: Runtime, text: string) => checkedId(required(text)),
  'System.Id.valueOf(String,Boolean)': (_rt: Runtime, text: string) => checkedId(required(text)),
  'System.Id.to15()': (_rt: Runtime, self: string) => self.slice(0, 15),
  'System.Id.equals(String)': (_rt: Runtime, self: string, other: string | null) =>
    other !== null && idForm(other) === self,
  'System.Id.getSobjectType()': (rt: Runtime, self: string) => {
    const def = rt.schema().objectByPrefix(self.slice(0, 3));
    if (!def) throw new ApexException('System.SObjectException', `Cannot locate Apex Type for ID: ${self}`);
    return sobjectTypeToken(def.name);
  },
  'System.Id.addError(String)': (_rt: Runtime, self: string): never => {
    throw new ApexException('System.FinalException', `SObject row does not allow errors: ${self}`);
  },
};

function checkedScale(scale: number): number {
  if (required(scale) < -33 || scale > 33) {
    throw new ApexException('System.MathException', `Invalid scale: ${scale} must be between -33 and 33`);
  }
  return scale;
}

function checkedId(text: string): string {
  const id = idForm(text);
  if (id === undefined) throw new ApexException('System.StringException', `Invalid id: ${text}`);
  return id;
}

type Numeric = number | bigint | Decimal;

/** A function of Double that also takes and gives Decimal, by the overload that was chosen. */
const onDoubles =
  (fn: (value: number) => number) =>
  (_rt: Runtime, value: number | Decimal): number | Decimal =>
    value instanceof Decimal ? Decimal.fromDouble(fn(value.toDouble())) : fn(notNull(value));

function positive(name: string, fn: (value: number) => number): (value: number) => number {
  return (value) => {
    if (value < 0) throw new ApexException('System.MathException', `${name} of a negative number`);
    return fn(value);
  };
}

function pick(a: Numeric, b: Numeric, wanted: 1 | -1): Numeric {
  if (a instanceof Decimal || b instanceof Decimal) {
    const left = a instanceof Decimal ? a : Decimal.fromDouble(Number(a));
    const right = b instanceof Decimal ? b : Decimal.fromDouble(Number(b));
    return Math.sign(left.compareTo(right)) === -wanted ? right : left;
  }
  return wanted === 1 ? (a > b ? a : b) : a < b ? a : b;
}

function divisor<T extends number | bigint>(value: T): T {
  if (Number(value) === 0) throw new ApexException('System.MathException', 'Divide by 0');
  return value;
}

export const mathFunctions = {
  'get System.Math.E': () => Math.E,
  'get System.Math.PI': () => Math.PI,
  'System.Math.abs': (_rt: Runtime, value: Numeric) => {
    if (value instanceof Decimal) return value.abs();
    if (typeof value === 'bigint') return value < 0n ? BigInt.asIntN(64, -value) : value;
    return Math.abs(notNull(value));
  },
  'System.Math.abs(Integer)': (_rt: Runtime, value: number) => Math.abs(notNull(value)) | 0,
  'System.Math.acos': onDoubles(Math.acos),
  'System.Math.asin': onDoubles(Math.asin),
  'System.Math.atan': onDoubles(Math.atan),
  'System.Math.atan2(Double,Double)': (_rt: Runtime, y: number, x: number) => Math.atan2(y, x),
  'System.Math.atan2(Decimal,Decimal)': (_rt: Runtime, y: Decimal, x: Decimal) =>
    Decimal.fromDouble(Math.atan2(y.toDouble(), x.toDouble())),
  'System.Math.cbrt': onDoubles(Math.cbrt),
  'System.Math.ceil(Double)': (_rt: Runtime, value: number) => Math.ceil(value),
  'System.Math.ceil(Decimal)': (_rt: Runtime, value: Decimal) => notNull(value).setScale(0, 'CEILING'),
  'System.Math.floor(Double)': (_rt: Runtime, value: number) => Math.floor(value),
  'System.Math.floor(Decimal)': (_rt: Runtime, value: Decimal) => notNull(value).setScale(0, 'FLOOR'),
  'System.Math.cos': onDoubles(Math.cos),
  'System.Math.cosh': onDoubles(Math.cosh),
  'System.Math.exp': onDoubles(Math.exp),
  'System.Math.log': onDoubles(Math.log),
  'System.Math.log10': onDoubles(Math.log10),
  'System.Math.max': (_rt: Runtime, a: Numeric, b: Numeric) => pick(notNull(a), notNull(b), 1),
  'System.Math.min': (_rt: Runtime, a: Numeric, b: Numeric) => pick(notNull(a), notNull(b), -1),
  'System.Math.mod(Integer,Integer)': (_rt: Runtime, a: number, b: number) => (notNull(a) % divisor(notNull(b))) | 0,
  'System.Math.mod(Long,Long)': (_rt: Runtime, a: bigint, b: bigint) => notNull(a) % divisor(notNull(b)),
  'System.Math.pow(Double,Double)': (_rt: Runtime, base: number, exponent: number) =>
    notNull(base) ** notNull(exponent),
  'System.Math.random()': () => Math.random(),
  'System.Math.rint(Double)': (_rt: Runtime, value: number) => rint(value),
  'System.Math.rint(Decimal)': (_rt: Runtime, value: Decimal) => value.setScale(0, 'HALF_EVEN'),
  'System.Math.round(Double)': (_rt: Runtime, value: number) =>
    Decimal.fromDouble(roundDouble(notNull(value))).intValue(),
  'System.Math.round(Decimal)': (_rt: Runtime, value: Decimal) => notNull(value).setScale(0, 'HALF_EVEN').intValue(),
  'System.Math.roundToLong(Double)': (_rt: Runtime, value: number) => clampLong(roundDouble(notNull(value))),
  'System.Math.roundToLong(Decimal)': (_rt: Runtime, value: Decimal) =>
    notNull(value).setScale(0, 'HALF_EVEN').longValue(),
  'System.Math.signum(Double)': (_rt: Runtime, value: number) => Math.sign(value),
  'System.Math.signum(Decimal)': (_rt: Runtime, value: Decimal) =>
    Decimal.fromInteger(Math.sign(value.compareTo(Decimal.ZERO))),
  'System.Math.sin': onDoubles(Math.sin),
  'System.Math.sinh': onDoubles(Math.sinh),
  'System.Math.sqrt': onDoubles(positive('Square root', Math.sqrt)),
  'System.Math.tan': onDoubles(Math.tan),
  'System.Math.tanh': onDoubles(Math.tanh),
};

/** `toString()` that every value has, and equality of the boxed kinds. */
export const valueObjectFunctions = {
  'System.Double.toString()': (_rt: Runtime, self: number) => doubleText(self),
  'System.Id.toString()': (_rt: Runtime, self: string | BoxedId) => (self instanceof BoxedId ? self.value : self),
};
