/** International bank account numbers (ISO 13616): checked before they go into a payment file, masked wherever people look. */

/** Lengths in the countries of the SEPA scheme (European Payments Council, list of SEPA countries; lengths of the IBAN registry). */
const SEPA_LENGTHS: Readonly<Record<string, number>> = {
  ...{ AD: 24, AL: 28, AT: 20, BE: 16, BG: 22, CH: 21, CY: 28, CZ: 24, DE: 22, DK: 18, EE: 20, ES: 24, FI: 18, FR: 27 },
  ...{ GB: 22, GI: 23, GR: 27, HR: 21, HU: 28, IE: 22, IS: 26, IT: 27, LI: 21, LT: 20, LU: 20, LV: 21, MC: 27, MD: 24 },
  ...{ ME: 22, MK: 19, MT: 31, NL: 18, NO: 15, PL: 28, PT: 25, RO: 24, RS: 22, SE: 24, SI: 19, SK: 24, SM: 27, VA: 22 },
};

/** The IBAN without spaces, in capital letters: the form that payment files carry. */
export function electronicIban(iban: string): string {
  return iban.replace(/\s/g, '').toUpperCase();
}

/** Whether a direct debit can name this account: a SEPA country, its length, and check digits that fit (modulo 97 = 1). */
export function isSepaIban(iban: string): boolean {
  const text = electronicIban(iban);
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]+$/.test(text) || SEPA_LENGTHS[text.slice(0, 2)] !== text.length) return false;
  // Letters count as two digits: A = 10 … Z = 35.
  const moved = text.slice(4) + text.slice(0, 4);
  const digits = moved.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  let remainder = 0;
  for (let from = 0; from < digits.length; from += 7)
    remainder = Number(`${remainder}${digits.slice(from, from + 7)}`) % 97;
  return remainder === 1;
}

/** Country and last four characters, for people's eyes. */
export function maskedIban(iban: string): string {
  const text = electronicIban(iban);
  return `${text.slice(0, 2)}…${text.slice(-4)}`;
}
