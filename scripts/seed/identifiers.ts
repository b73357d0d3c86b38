/** Valid identifiers made from a number: the same number gives the same identifier, two numbers never give one. */
import {
  cupsLetters,
  gs1Digit,
  luhnDigit,
  marketLocationDigit,
  mod1110Digit,
  mod97,
  mpanDigit,
  mprnDigits,
  remainder,
} from '../../integration-service/src/trade/identifiers/check-digits.ts';
import { checkVatId, type ServicePointKind } from '../../integration-service/src/trade/identifiers/index.ts';

/** Countries that customers are made in. */
export type SeedCountry = 'BE' | 'DE' | 'FR' | 'GB' | 'IT' | 'PT';
export type SeedCommodity = 'Electricity' | 'Gas';

/** Numbers that every kind of identifier has room for. */
export const MOST_POINTS = 100_000_000;

interface Scheme {
  readonly kind: ServicePointKind;
  /** The identifier of the point with a number below MOST_POINTS. */
  readonly make: (number: number) => string;
}

const padded = (number: number, digits: number): string => String(number).padStart(digits, '0');
const ending = (body: string, digit: (body: string) => number | string): string => body + String(digit(body));
const portuguese = (operator: string) => (number: number) => {
  const digits = operator + padded(number, 12);
  return `PT${digits}${cupsLetters(digits)}`;
};

const SCHEMES: Readonly<Record<SeedCountry, Readonly<Record<SeedCommodity, Scheme>>>> = {
  BE: {
    Electricity: { kind: 'BE_EAN', make: (number) => ending(`541448${padded(number, 11)}`, gs1Digit) },
    Gas: { kind: 'BE_EAN', make: (number) => ending(`541456${padded(number, 11)}`, gs1Digit) },
  },
  DE: {
    Electricity: { kind: 'DE_MALO', make: (number) => ending(`50${padded(number, 8)}`, marketLocationDigit) },
    Gas: { kind: 'DE_MALO', make: (number) => ending(`60${padded(number, 8)}`, marketLocationDigit) },
  },
  FR: {
    Electricity: { kind: 'FR_PRM', make: (number) => `21${padded(number, 12)}` },
    Gas: { kind: 'FR_PCE', make: (number) => `09${padded(number, 12)}` },
  },
  GB: {
    Electricity: { kind: 'GB_MPAN', make: (number) => ending(`12${padded(number, 10)}`, mpanDigit) },
    Gas: { kind: 'GB_MPRN', make: (number) => ending(padded(number, 8), mprnDigits) },
  },
  IT: {
    Electricity: { kind: 'IT_POD', make: (number) => `IT001E${padded(number, 8)}` },
    Gas: { kind: 'IT_PDR', make: (number) => `0088${padded(number, 10)}` },
  },
  PT: {
    Electricity: { kind: 'PT_CPE', make: portuguese('0002') },
    Gas: { kind: 'PT_CUI', make: portuguese('1601') },
  },
};

/** The identifier of a service point, and which kind it is. */
export function servicePointId(
  country: SeedCountry,
  commodity: SeedCommodity,
  number: number,
): { readonly kind: ServicePointKind; readonly value: string } {
  if (!Number.isInteger(number) || number < 0 || number >= MOST_POINTS)
    throw new RangeError(`There is no service point ${number}: numbers go from 0 to ${MOST_POINTS - 1}`);
  const { kind, make } = SCHEMES[country][commodity];
  return { kind, value: make(number) };
}

const BODIES: Readonly<Record<SeedCountry, (digits: string) => string>> = {
  BE: (digits) => `0${digits.slice(0, 7)}${padded(97 - (Number(`0${digits.slice(0, 7)}`) % 97), 2)}`,
  DE: (digits) => ending(`3${digits.slice(0, 7)}`, mod1110Digit),
  FR: (digits) => {
    const siren = ending(`4${digits.slice(0, 7)}`, luhnDigit);
    return padded(remainder(`${siren}12`, 97), 2) + siren;
  },
  GB: (digits) => `1${digits.slice(0, 6)}`,
  IT: (digits) => ending(`${digits.slice(0, 7)}015`, luhnDigit),
  PT: (digits) => `5${digits.slice(0, 7)}`,
};

/** A VAT id that is right; `number` up to 9,999,999 tells companies apart. */
export function vatId(country: SeedCountry, number: number): string {
  const body = BODIES[country](padded((number % 9_999_999) + 1, 7));
  // The British and Portuguese check digits are found by trying: at most a hundred.
  for (const tail of country === 'GB' ? hundred : country === 'PT' ? ten : ['']) {
    const found = checkVatId(country, body + tail);
    if (found.problem === null) return found.value;
  }
  throw new RangeError(`No VAT id of ${country} has the body ${body}`);
}

const ten = Array.from({ length: 10 }, (_, digit) => String(digit));
const hundred = Array.from({ length: 100 }, (_, digits) => padded(digits, 2));

/** Account numbers by country, with the national check digits where a country has them: BE (mod 97), FR (clé RIB), IT (CIN), PT (mod 97). */
const ACCOUNTS: Readonly<Partial<Record<SeedCountry, (digits: string) => string>>> = {
  BE: (digits) => `539${digits.slice(-7)}${padded(Number(`539${digits.slice(-7)}`) % 97 || 97, 2)}`,
  DE: (digits) => `10010010${digits.slice(-10)}`,
  FR: (digits) => {
    const account = `3000200550${digits.slice(-11).padStart(11, '0')}`;
    return account + padded(97 - remainder(`${account}00`, 97), 2);
  },
  IT: (digits) => italianAccount(`0301503200${digits.slice(-12).padStart(12, '0')}`),
  PT: (digits) => {
    const account = `00350001${digits.slice(-11).padStart(11, '0')}`;
    return account + padded(98 - remainder(`${account}00`, 97), 2);
  },
};

/** Values of the digits 0 to 9 at odd places of an Italian account (the same table as in the codice fiscale). */
const ITALIAN_ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];

/** Italian accounts begin with a check letter over bank, branch and number. */
function italianAccount(digits: string): string {
  const sum = [...digits]
    .map(Number)
    .reduce((all, digit, at) => all + (at % 2 === 0 ? (ITALIAN_ODD[digit] ?? 0) : digit), 0);
  return String.fromCharCode('A'.charCodeAt(0) + (sum % 26)) + digits;
}

/** A valid IBAN of the account with a number; null in Great Britain, which collects outside SEPA. */
export function ibanOf(country: SeedCountry, number: number): string | null {
  const make = ACCOUNTS[country];
  if (make === undefined) return null;
  const account = make(padded(number, 12));
  return country + padded(98 - mod97(`${account}${country}00`), 2) + account;
}
