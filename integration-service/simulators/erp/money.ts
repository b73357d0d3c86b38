/**
 * Exact amounts. An amount is an integer of minor units (cents); prices are decimals as written, with up to six digits after the point.
 * Rounding rule of the bills: every price component of a line (energy, standing charge) and every line's net amount is rounded for itself,
 * half up, to the minor unit; sums are never rounded again.
 */

const PRICE_DIGITS = 6;

/** a / b, rounded half up; for numbers that are not negative. */
export function divideHalfUp(a: bigint, b: bigint): bigint {
  return (2n * a + b) / (2n * b);
}

/** A decimal text as an integer of 10^-digits; more digits are rounded half up. */
export function scaled(decimal: string, digits: number): bigint {
  const match = /^\+?(\d+)(?:\.(\d+))?$/.exec(decimal.trim());
  if (!match) throw new RangeError(`not an amount of zero or more: ${decimal}`);
  const fraction = match[2] ?? '';
  const whole = BigInt((match[1] ?? '0') + fraction);
  return fraction.length <= digits
    ? whole * 10n ** BigInt(digits - fraction.length)
    : divideHalfUp(whole, 10n ** BigInt(fraction.length - digits));
}

/** Minor units as the contracts write them: two digits. */
export function amountText(minor: number): string {
  return fixed(minor, 2);
}

/** Minor units of an amount in a message. */
export function amountOf(text: string): number {
  return Number(scaled(text, 2));
}

/** An integer of 10^-digits as a decimal text. */
export function fixed(value: number, digits: number): string {
  const text = String(Math.abs(value)).padStart(digits + 1, '0');
  return `${value < 0 ? '-' : ''}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** What the energy costs: watt-hours times the price per kWh, in minor units. */
export function energyAmount(wattHours: number, unitPrice: string): number {
  // Wh are 10^-3 kWh and the price is in 10^-6 units: 10^-9 of the currency, of which the minor unit has 10^7.
  return Number(divideHalfUp(BigInt(wattHours) * scaled(unitPrice, PRICE_DIGITS), 10_000_000n));
}

/** The standing charge for some days of a month, in minor units. */
export function standingAmount(perMonth: string, days: number, daysInMonth: number): number {
  return Number(divideHalfUp(scaled(perMonth, PRICE_DIGITS) * BigInt(days), BigInt(daysInMonth) * 10_000n));
}

/** The net part of a gross amount. */
export function netOf(grossMinor: number, taxPercent: number): number {
  return Number(divideHalfUp(BigInt(grossMinor) * 100n, BigInt(100 + taxPercent)));
}
