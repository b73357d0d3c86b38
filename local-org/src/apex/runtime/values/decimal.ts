/**
 * Apex Decimal: an unscaled whole number and a scale, with the rules of java.math.BigDecimal (the platform's own representation).
 * Immutable. `1.10` and `1.1` compare equal, but keep their scales.
 */
import { ApexException } from '../exception.ts';

export type RoundingModeName =
  'UP' | 'DOWN' | 'CEILING' | 'FLOOR' | 'HALF_UP' | 'HALF_DOWN' | 'HALF_EVEN' | 'UNNECESSARY';

/** Division keeps 33 significant digits, the last one rounded half up (octoberswimmer/aer-dist issues 34 and 345: 1/31, 3/7). */
const DIVISION_DIGITS = 33;

const powers: bigint[] = [1n];

/** 10 to the power of `n`, remembered. */
export function powerOfTen(n: number): bigint {
  const known = powers[n];
  if (known !== undefined) return known;
  const made = 10n ** BigInt(n);
  if (n < 400) powers[n] = made;
  return made;
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
const digitsOf = (value: bigint): number => (value === 0n ? 1 : magnitude(value).toString().length);

const ZEROS_AT_A_TIME = [16, 8, 4, 2, 1];

/** Divides whole numbers and rounds the quotient. */
function divideRounded(dividend: bigint, divisor: bigint, mode: RoundingModeName): bigint {
  const quotient = dividend / divisor;
  const remainder = dividend % divisor;
  if (remainder === 0n) return quotient;
  const negative = dividend < 0n !== divisor < 0n;
  const away = negative ? quotient - 1n : quotient + 1n;
  const twice = magnitude(remainder) * 2n;
  const size = magnitude(divisor);
  switch (mode) {
    case 'UP':
      return away;
    case 'DOWN':
      return quotient;
    case 'CEILING':
      return negative ? quotient : away;
    case 'FLOOR':
      return negative ? away : quotient;
    case 'HALF_UP':
      return twice >= size ? away : quotient;
    case 'HALF_DOWN':
      return twice > size ? away : quotient;
    case 'HALF_EVEN':
      return twice > size || (twice === size && quotient % 2n !== 0n) ? away : quotient;
    case 'UNNECESSARY':
      throw new ApexException('System.MathException', 'Rounding necessary');
  }
}

/** An Apex Decimal. */
export class Decimal {
  readonly unscaled: bigint;
  readonly scale: number;

  constructor(unscaled: bigint, scale: number) {
    this.unscaled = unscaled;
    this.scale = scale;
  }

  static readonly ZERO = new Decimal(0n, 0);

  /** A Decimal from Apex number text (`12`, `-1.50`, `1e3`), or undefined when the text is no number. */
  static parse(text: string): Decimal | undefined {
    const parts = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
    if (!parts) return undefined;
    const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
    if (whole === '' && fraction === '') return undefined;
    const unscaled = BigInt(whole + fraction);
    return new Decimal(sign === '-' ? -unscaled : unscaled, fraction.length - Number(exponent));
  }

  /** From a literal the compiler has already read: never undefined. */
  static literal(text: string): Decimal {
    const value = Decimal.parse(text);
    if (!value) throw new ApexException('System.TypeException', `Invalid decimal: ${text}`);
    return value;
  }

  /** Scale 0. */
  static fromInteger(value: number): Decimal {
    return new Decimal(BigInt(value), 0);
  }

  /** Scale 0. */
  static fromLong(value: bigint): Decimal {
    return new Decimal(value, 0);
  }

  /** From a Double, through its shortest text, as BigDecimal.valueOf does: 12 becomes `12.0`. */
  static fromDouble(value: number): Decimal {
    if (!Number.isFinite(value)) throw new ApexException('System.TypeException', `Invalid decimal: ${value}`);
    const text = Decimal.literal(String(value));
    return text.scale <= 0 ? text.setScale(1) : text;
  }

  /** From a number as the store keeps it, at the field's scale. */
  static fromNumber(value: number, scale?: number): Decimal {
    const exact = Decimal.literal(String(value));
    const whole = exact.scale < 0 ? exact.setScale(0) : exact;
    return scale !== undefined && whole.scale > scale ? whole.setScale(scale, 'HALF_UP') : whole;
  }

  get precision(): number {
    return digitsOf(this.unscaled);
  }

  negate(): Decimal {
    return new Decimal(-this.unscaled, this.scale);
  }

  abs(): Decimal {
    return this.unscaled < 0n ? this.negate() : this;
  }

  add(other: Decimal): Decimal {
    if (this.scale === other.scale) return new Decimal(this.unscaled + other.unscaled, this.scale);
    const scale = Math.max(this.scale, other.scale);
    return new Decimal(this.at(scale) + other.at(scale), scale);
  }

  subtract(other: Decimal): Decimal {
    return this.add(other.negate());
  }

  multiply(other: Decimal): Decimal {
    return new Decimal(this.unscaled * other.unscaled, this.scale + other.scale);
  }

  /** The `/` operator: exact at the preferred scale where possible, else 33 significant digits. */
  divide(other: Decimal): Decimal {
    if (other.unscaled === 0n) throw new ApexException('System.MathException', 'Divide by 0');
    const preferred = this.scale - other.scale;
    if (this.unscaled === 0n) return new Decimal(0n, Math.max(preferred, 0));
    // Enough digits for the wanted precision plus one that decides the rounding.
    const shift = Math.max(0, DIVISION_DIGITS + 3 + digitsOf(other.unscaled) - digitsOf(this.unscaled));
    const dividend = this.unscaled * powerOfTen(shift);
    const quotient = dividend / other.unscaled;
    const surplus = digitsOf(quotient) - DIVISION_DIGITS;
    if (dividend % other.unscaled === 0n && surplus <= 0)
      return new Decimal(quotient, preferred + shift).stripTo(preferred);
    if (surplus <= 0) return new Decimal(divideRounded(dividend, other.unscaled, 'HALF_UP'), preferred + shift);
    let rounded = divideRounded(dividend, other.unscaled * powerOfTen(surplus), 'HALF_UP');
    let scale = preferred + shift - surplus;
    if (digitsOf(rounded) > DIVISION_DIGITS) {
      rounded /= 10n;
      scale -= 1;
    }
    return new Decimal(rounded, scale).stripTo(preferred, dividend % (other.unscaled * powerOfTen(surplus)) === 0n);
  }

  /** The method `divide(divisor, scale, mode)`. */
  divideTo(other: Decimal, scale: number, mode: RoundingModeName = 'HALF_EVEN'): Decimal {
    if (other.unscaled === 0n) throw new ApexException('System.MathException', 'Divide by 0');
    const shift = scale - (this.scale - other.scale);
    return shift >= 0
      ? new Decimal(divideRounded(this.unscaled * powerOfTen(shift), other.unscaled, mode), scale)
      : new Decimal(divideRounded(this.unscaled, other.unscaled * powerOfTen(-shift), mode), scale);
  }

  remainder(other: Decimal): Decimal {
    if (other.unscaled === 0n) throw new ApexException('System.MathException', 'Divide by 0');
    const scale = Math.max(this.scale, other.scale);
    return new Decimal(this.at(scale) % other.at(scale), scale);
  }

  pow(exponent: number): Decimal {
    if (exponent < 0 || exponent > 32767) {
      throw new ApexException('System.MathException', `Invalid exponent: ${exponent} must be between 0 and 32767`);
    }
    return new Decimal(this.unscaled ** BigInt(exponent), this.scale * exponent);
  }

  setScale(scale: number, mode: RoundingModeName = 'HALF_EVEN'): Decimal {
    if (scale === this.scale) return this;
    if (scale > this.scale) return new Decimal(this.unscaled * powerOfTen(scale - this.scale), scale);
    return new Decimal(divideRounded(this.unscaled, powerOfTen(this.scale - scale), mode), scale);
  }

  stripTrailingZeros(): Decimal {
    return this.unscaled === 0n ? Decimal.ZERO : this.stripTo(-Number.MAX_SAFE_INTEGER);
  }

  /** Less than 0, 0 or greater than 0; scale does not count. */
  compareTo(other: Decimal): number {
    const difference =
      this.scale === other.scale
        ? this.unscaled - other.unscaled
        : this.at(Math.max(this.scale, other.scale)) - other.at(Math.max(this.scale, other.scale));
    return difference === 0n ? 0 : difference < 0n ? -1 : 1;
  }

  /** `==` of Apex: by value. */
  equals(other: Decimal): boolean {
    return this.compareTo(other) === 0;
  }

  /** BigDecimal.hashCode: 31 times the unscaled value's hash plus the scale, so 1.10 and 1.1 differ. */
  hashCode(): number {
    let hash = 0;
    const hex = magnitude(this.unscaled).toString(16);
    for (let end = hex.length % 8 || 8, start = 0; start < hex.length; start = end, end += 8) {
      hash = (Math.imul(hash, 31) + Number.parseInt(hex.slice(start, end), 16)) | 0;
    }
    return (Math.imul(this.unscaled < 0n ? -hash : hash, 31) + this.scale) | 0;
  }

  toDouble(): number {
    return Number(`${this.unscaled}e${-this.scale}`);
  }

  /** The low 32 bits of the truncated value, as BigDecimal.intValue. */
  intValue(): number {
    return Number(BigInt.asIntN(32, this.toBigInt()));
  }

  /** The low 64 bits of the truncated value. */
  longValue(): bigint {
    return BigInt.asIntN(64, this.toBigInt());
  }

  /** Truncated to a whole number. */
  toBigInt(): bigint {
    return this.scale <= 0 ? this.unscaled * powerOfTen(-this.scale) : this.unscaled / powerOfTen(this.scale);
  }

  /** As Java prints a BigDecimal: scientific for very small values and negative scales. */
  toString(): string {
    const digits = magnitude(this.unscaled).toString();
    const adjusted = digits.length - 1 - this.scale;
    if (this.scale >= 0 && adjusted >= -6) return this.toPlainString();
    const mantissa = digits.length > 1 ? `${digits[0] ?? ''}.${digits.slice(1)}` : digits;
    const exponent = adjusted === 0 ? '' : `E${adjusted > 0 ? '+' : ''}${adjusted}`;
    return `${this.unscaled < 0n ? '-' : ''}${mantissa}${exponent}`;
  }

  toPlainString(): string {
    const sign = this.unscaled < 0n ? '-' : '';
    const digits = magnitude(this.unscaled).toString();
    if (this.scale <= 0) return sign + (this.unscaled === 0n ? '0' : digits + '0'.repeat(-this.scale));
    const padded = digits.padStart(this.scale + 1, '0');
    return `${sign}${padded.slice(0, -this.scale)}.${padded.slice(-this.scale)}`;
  }

  private at(scale: number): bigint {
    return scale === this.scale ? this.unscaled : this.unscaled * powerOfTen(scale - this.scale);
  }

  /** Drops trailing zeros while the scale stays above `preferred`. */
  private stripTo(preferred: number, exact = true): Decimal {
    if (!exact) return this;
    let { unscaled, scale } = this;
    // A division leaves up to thirty of them: many at a time first.
    for (const step of ZEROS_AT_A_TIME) {
      while (scale - step >= preferred && unscaled % powerOfTen(step) === 0n) {
        unscaled /= powerOfTen(step);
        scale -= step;
      }
    }
    return scale === this.scale ? this : new Decimal(unscaled, scale);
  }
}
