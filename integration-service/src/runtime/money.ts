/** Amounts are integers of the currency's minor unit (ARCHITECTURE rule 7); decimals exist only in messages. All our currencies have two digits. */

const DECIMAL = /^(-?)(\d{1,13})(?:\.(\d{1,2}))?$/;

/** The minor units of a decimal text, `12.5` → 1250; undefined for anything that is no amount with at most two digits. */
export function minorUnits(text: string): number | undefined {
  const parts = DECIMAL.exec(text.trim());
  if (!parts) return undefined;
  const [, sign, whole, fraction = ''] = parts;
  const amount = Number(`${whole ?? ''}${fraction.padEnd(2, '0')}`);
  return sign === '-' && amount !== 0 ? -amount : amount;
}

/** The decimal text with two digits, 1250 → `12.50`. */
export function decimalOf(minor: number): string {
  const digits = String(Math.abs(minor)).padStart(3, '0');
  return `${minor < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
