/**
 * Decimal behaviour on JavaScript numbers. The platform computes in decimals; a double holds 15 decimal digits exactly,
 * so every arithmetic result is brought back to 15 significant digits (0.1 + 0.2 is 0.3, as there).
 */

/** Removes binary noise: the decimal number of at most 15 significant digits nearest to `value`. */
export function decimal(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(15)) : value;
}

/** Half-up rounding away from zero at `places` decimals (negative places round tens, hundreds …). */
export function roundHalfUp(value: number, places: number): number {
  if (!Number.isFinite(value)) return value;
  const size = Math.abs(decimal(value));
  const shifted = shift(size, places);
  if (!Number.isFinite(shifted) || shifted >= 1e21) return value;
  return Math.sign(value) * shift(Math.round(shifted), -places);
}

function shift(value: number, places: number): number {
  const [digits, exponent] = String(value).split('e');
  return Number(`${digits ?? '0'}e${String(Number(exponent ?? 0) + places)}`);
}

/** A number as formulas print it: no exponent, no trailing zeros. */
export function numberText(value: number): string {
  const text = String(decimal(value));
  if (!text.includes('e')) return text;
  const fixed = value.toFixed(20);
  return Math.abs(value) < 1 ? fixed.replace(/\.?0+$/, '') : BigInt(Math.trunc(value)).toString();
}
