/**
 * Market location ids and IBANs as a clerk types them: the same rules as the Apex classes MarketLocationId and Iban,
 * proved by the same vectors (force-app/test/data/identifiers.json).
 */

/** Lengths of the SEPA area (ISO 13616 registry). */
const IBAN_LENGTHS = new Map(
  (
    'AD24 AL28 AT20 BE16 BG22 CH21 CY28 CZ24 DE22 DK18 EE20 ES24 FI18 FR27 GB22 GI23 GR27 HR21 HU28 IE22 IS26 ' +
    'IT27 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MT31 NL18 NO15 PL28 PT25 RO24 RS22 SE24 SI19 SK24 SM27 VA22'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))])
);

const MARKET_LOCATION_LENGTH = 11;

const withoutSpaces = (value) => (value ?? '').replace(/\s+/g, '');

const inGroups = (value, size) => value.replace(new RegExp(`(.{${size}})(?=.)`, 'g'), '$1 ');

/** As stored: without the spaces of the printed form. */
export const normaliseMarketLocation = withoutSpaces;

/** True for eleven digits with the right check digit. */
export function isMarketLocation(value) {
  const id = normaliseMarketLocation(value);
  if (!/^[1-9]\d{10}$/.test(id)) {
    return false;
  }
  const digits = [...id].map(Number);
  const sum = digits.slice(0, 10).reduce((total, digit, index) => total + digit * (index % 2 === 0 ? 1 : 2), 0);
  return (10 - (sum % 10)) % 10 === digits[10];
}

/** True once so many digits are typed that the id can be judged. */
export const isCompleteMarketLocation = (value) => normaliseMarketLocation(value).length >= MARKET_LOCATION_LENGTH;

/** As people compare it with a bill: 512 386 967 81. */
export const formatMarketLocation = (value) => inGroups(normaliseMarketLocation(value), 3);

/** As stored: upper case, without spaces. */
export const normaliseIban = (value) => withoutSpaces(value).toUpperCase();

/** True for an account number of the SEPA area with the right length and check digits. */
export function isIban(value) {
  const iban = normaliseIban(value);
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]+$/.test(iban) || IBAN_LENGTHS.get(iban.slice(0, 2)) !== iban.length) {
    return false;
  }
  const digits = [...iban.slice(4), ...iban.slice(0, 4)].map((character) => parseInt(character, 36)).join('');
  return [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 1;
}

/** True once so many characters are typed that the number can be judged. */
export function isCompleteIban(value) {
  const iban = normaliseIban(value);
  return iban.length >= (IBAN_LENGTHS.get(iban.slice(0, 2)) ?? 15);
}

/** As printed on a bank card: groups of four. */
export const formatIban = (value) => inGroups(normaliseIban(value), 4);
