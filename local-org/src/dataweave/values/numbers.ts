/**
 * Numbers of any precision. A value of up to 15 significant digits is a JavaScript number, which holds it exactly as written; a longer
 * one is an `Exact`. Sums, differences and products are exact, quotients have 34 digits (java.math.MathContext.DECIMAL128).
 */
import { failure } from '../errors.ts';

const SAFE_DIGITS = 15;
const QUOTIENT_DIGITS = 34;

/** unscaled × 10^-scale, without trailing zeros. */
export class Exact {
  readonly unscaled: bigint;
  readonly scale: number;

  constructor(unscaled: bigint, scale: number) {
    this.unscaled = unscaled;
    this.scale = scale;
  }
}

export type Num = number | Exact;

export const isNum = (value: unknown): value is Num => typeof value === 'number' || value instanceof Exact;

/** The canonical representation of unscaled × 10^-scale. */
export function normal(unscaled: bigint, scale: number): Num {
  if (unscaled === 0n) return 0;
  let digits = unscaled;
  let places = scale;
  while (digits % 10n === 0n) {
    digits /= 10n;
    places -= 1;
  }
  const length = (digits < 0n ? -digits : digits).toString().length;
  if (length <= SAFE_DIGITS && length - places <= SAFE_DIGITS && places <= SAFE_DIGITS + 5) {
    return Number(`${digits.toString()}e${String(-places)}`);
  }
  return new Exact(digits, places);
}

const TEXT = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

/** A number as written; undefined for what is none. */
export function parseNumber(text: string): Num | undefined {
  const found = TEXT.exec(text.trim());
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = found ?? [];
  if (!found || whole + fraction === '') return undefined;
  const digits = BigInt(whole + fraction);
  return normal(sign === '-' ? -digits : digits, fraction.length - Number(exponent));
}

/** A JavaScript number, with the digits that it prints. */
export function fromDouble(value: number): Num {
  const parsed = Number.isFinite(value) ? parseNumber(String(value)) : undefined;
  if (parsed === undefined) throw failure(`Not a number: ${String(value)}`);
  return parsed;
}

export function exactOf(value: Num): Exact {
  if (value instanceof Exact) return value;
  if (Number.isInteger(value)) return new Exact(BigInt(value), 0);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = TEXT.exec(String(value)) ?? [];
  const digits = BigInt(whole + fraction);
  return new Exact(sign === '-' ? -digits : digits, fraction.length - Number(exponent));
}

/** As a JavaScript number, the nearest. */
export const toDouble = (value: Num): number => (typeof value === 'number' ? value : Number(numberText(value)));

/** A count or position. Throws for what does not fit. */
export function toInteger(value: Num): number {
  const integer = Math.trunc(toDouble(value));
  if (!Number.isSafeInteger(integer)) throw failure(`${numberText(value)} is too large here`);
  return integer;
}

export const isWhole = (value: Num): boolean =>
  typeof value === 'number' ? Number.isInteger(value) : value.scale <= 0;

/** In plain digits, never with an exponent. */
export function numberText(value: Num): string {
  if (typeof value === 'number' && Number.isInteger(value)) return String(value);
  const { unscaled, scale } = exactOf(value);
  if (scale <= 0) return (unscaled * 10n ** BigInt(-scale)).toString();
  const negative = unscaled < 0n;
  const digits = (negative ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  return `${negative ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function aligned(left: Num, right: Num): readonly [bigint, bigint, number] {
  const [a, b] = [exactOf(left), exactOf(right)];
  const scale = Math.max(a.scale, b.scale);
  return [a.unscaled * 10n ** BigInt(scale - a.scale), b.unscaled * 10n ** BigInt(scale - b.scale), scale];
}

const areSafe = (left: Num, right: Num): boolean => Number.isInteger(left) && Number.isInteger(right);

export function add(left: Num, right: Num): Num {
  if (areSafe(left, right)) return normalInteger(Number(left) + Number(right));
  const [a, b, scale] = aligned(left, right);
  return normal(a + b, scale);
}

/** The sum of two 15-digit integers is still exact. */
const normalInteger = (value: number): Num => (Math.abs(value) < 1e15 ? value : normal(BigInt(value), 0));

export const negate = (value: Num): Num =>
  typeof value === 'number' ? 0 - value : new Exact(-value.unscaled, value.scale);
export const subtract = (left: Num, right: Num): Num => add(left, negate(right));

export function multiply(left: Num, right: Num): Num {
  const [a, b] = [exactOf(left), exactOf(right)];
  return normal(a.unscaled * b.unscaled, a.scale + b.scale);
}

/** Throws `Division by zero`. */
export function divide(left: Num, right: Num): Num {
  const [a, b] = aligned(left, right);
  if (b === 0n) throw failure('Division by zero');
  const shift = BigInt(QUOTIENT_DIGITS + b.toString().length);
  return roundDigits((a * 10n ** shift) / b, Number(shift), QUOTIENT_DIGITS);
}

/** Keeps `digits` significant digits, half to even. */
function roundDigits(unscaled: bigint, scale: number, digits: number): Num {
  const length = (unscaled < 0n ? -unscaled : unscaled).toString().length;
  const surplus = length - digits;
  if (surplus <= 0) return normal(unscaled, scale);
  return normal(halfEven(unscaled, 10n ** BigInt(surplus)), scale - surplus);
}

function halfEven(value: bigint, unit: bigint): bigint {
  const quotient = value / unit;
  const twice = (value % unit) * 2n;
  const size = twice < 0n ? -twice : twice;
  if (size < unit || (size === unit && quotient % 2n === 0n)) return quotient;
  return quotient + (value < 0n ? -1n : 1n);
}

/** The remainder, with the sign of the divisor's modulus (`-1 mod 3` is 2). */
export function modulo(left: Num, right: Num): Num {
  const [a, b, scale] = aligned(left, right);
  if (b === 0n) throw failure('Division by zero');
  const size = b < 0n ? -b : b;
  return normal(((a % size) + size) % size, scale);
}

export function compareNumbers(left: Num, right: Num): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const [a, b] = aligned(left, right);
  return a < b ? -1 : a > b ? 1 : 0;
}

export type Rounding = 'floor' | 'ceil' | 'halfUp' | 'halfEven' | 'halfDown' | 'up' | 'down';

/** Rounded to so many decimal places. */
export function roundTo(value: Num, places: number, rounding: Rounding): Num {
  const { unscaled, scale } = exactOf(value);
  if (scale <= places) return value;
  const unit = 10n ** BigInt(scale - places);
  return normal(roundUnits(unscaled, unit, rounding), places);
}

function roundUnits(value: bigint, unit: bigint, rounding: Rounding): bigint {
  const down = value / unit;
  const rest = value % unit;
  if (rest === 0n) return down;
  const away = down + (value < 0n ? -1n : 1n);
  const half = (rest < 0n ? -rest : rest) * 2n - unit;
  switch (rounding) {
    case 'floor':
      return value < 0n ? away : down;
    case 'ceil':
      return value < 0n ? down : away;
    case 'up':
      return away;
    case 'down':
      return down;
    case 'halfEven':
      return halfEven(value, unit);
    case 'halfUp':
      return half >= 0n ? away : down;
    case 'halfDown':
      return half > 0n ? away : down;
  }
}

/** Exact for whole exponents that are not negative. */
export function power(base: Num, exponent: Num): Num {
  if (isWhole(exponent) && compareNumbers(exponent, 0) >= 0 && compareNumbers(exponent, 10_000) <= 0) {
    const { unscaled, scale } = exactOf(base);
    const times = toInteger(exponent);
    return normal(unscaled ** BigInt(times), scale * times);
  }
  return fromDouble(toDouble(base) ** toDouble(exponent));
}
