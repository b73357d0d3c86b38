/**
 * Decimal behaviour on JavaScript numbers. The platform computes in decimals; a double holds 15 decimal digits exactly,
 * so every arithmetic result is brought back to 15 significant digits (0.1 + 0.2 is 0.3, as there).
 */
import { shiftDecimal } from '../schema/percents.ts';

/** Removes binary noise: the decimal number of at most 15 significant digits nearest to `value`. */
export function decimal(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(15)) : value;
}

/** Exact sum of two decimals: the result has no more decimals than the longer of the two, so cancelled digits leave no noise. */
export function addDecimals(left: number, right: number): number {
  const sum = left + right;
  const places = Math.max(decimalPlaces(left), decimalPlaces(right));
  // Beyond what a double holds there is nothing to repair.
  return places <= 15 && Math.abs(sum) < 1e15 ? Number(sum.toFixed(places)) : decimal(sum);
}

function decimalPlaces(value: number): number {
  const [digits = '', exponent] = String(value).split('e');
  return Math.max(0, (digits.split('.')[1]?.length ?? 0) - Number(exponent ?? 0));
}

/** Half-up rounding away from zero at `places` decimals (negative places round tens, hundreds …). */
export function roundHalfUp(value: number, places: number): number {
  if (!Number.isFinite(value)) return value;
  // Whole numbers that a double holds exactly have nothing to round, and most stored numbers are such.
  if (places >= 0 && Number.isSafeInteger(value) && Math.abs(value) < 1e15) return value + 0;
  const size = Math.abs(decimal(value));
  const shifted = shiftDecimal(size, places);
  if (!Number.isFinite(shifted) || shifted >= 1e21) return value;
  return Math.sign(value) * shiftDecimal(Math.round(shifted), -places) + 0;
}

/** A number as formulas print it: no exponent, no trailing zeros. */
export function numberText(value: number): string {
  const text = String(decimal(value));
  if (!text.includes('e')) return text;
  const fixed = value.toFixed(20);
  return Math.abs(value) < 1 ? fixed.replace(/\.?0+$/, '') : BigInt(Math.trunc(value)).toString();
}
