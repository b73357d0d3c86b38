/** Personal numbers that serve as VAT ids: Czech and Slovak birth numbers (rodné číslo), Spanish NIF of persons. */
import { luhnDigit, remainder, weighted } from './check-digits.ts';

/** Null when nothing is wrong. */
export type Finding = {
  readonly problem: 'PART' | 'CHECK';
  readonly position: number;
  readonly expected: string | null;
} | null;

const check = (position: number, expected: string | null): Finding => ({ problem: 'CHECK', position, expected });
const part = (position: number): Finding => ({ problem: 'PART', position, expected: null });

const LAST_YEAR_OF_NINE_DIGITS = 1953;
/** Until then a remainder of ten was written as zero. */
const FIRST_YEAR_OF_STRICT_CHECK = 1985;

/** What is wrong with a birth number of nine or ten digits: year, month (women + 50, overflow + 20), day, running number, check digit. */
export function personalNumberProblem(number: string): Finding {
  const isShort = number.length === 9;
  const yearInCentury = Number(number.slice(0, 2));
  let year = 1900 + yearInCentury;
  if (isShort && year >= 1980) year -= 100;
  if (isShort && year > LAST_YEAR_OF_NINE_DIGITS) return part(1);
  if (!isShort && year <= LAST_YEAR_OF_NINE_DIGITS) year += 100;
  const month = (Number(number.slice(2, 4)) % 50) % 20;
  const day = Number(number.slice(4, 6));
  if (month < 1 || month > 12) return part(3);
  if (day < 1 || day > daysInMonth(year, month)) return part(5);
  if (isShort) return null;
  const rest = remainder(number.slice(0, 9), 11);
  const expected = String(year < FIRST_YEAR_OF_STRICT_CHECK ? rest % 10 : rest);
  return number.slice(9) === expected ? null : check(10, expected.length === 1 ? expected : null);
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Czech VAT ids: 8 digits of a company, 9 beginning with 6 of special persons, else a birth number. */
export function czechVat(body: string): Finding {
  if (body.length === 8) return body.startsWith('9') ? part(1) : ending(body, czechCompanyDigit(body.slice(0, 7)));
  if (body.length === 9 && body.startsWith('6')) {
    const rest = weighted(body.slice(1, 8), [8, 7, 6, 5, 4, 3, 2]) % 11;
    const distance = (((10 - rest) % 11) + 11) % 11;
    return ending(body, String((((8 - distance) % 10) + 10) % 10));
  }
  return personalNumberProblem(body);
}

function czechCompanyDigit(body: string): string {
  const rest = (11 - (weighted(body, [8, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
  return String((rest === 0 ? 1 : rest) % 10);
}

const SPANISH_LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE';
const FOREIGNERS = 'XYZ';
const SPECIAL_PERSONS = 'KLM';
const COMPANIES = 'ABCDEFGHJNPQRSUVW';
/** The check of a company is a digit or the letter in its place. */
const COMPANY_LETTERS = 'JABCDEFGHI';

/** Spanish NIF: DNI of citizens, NIE of foreigners, K, L, M of special persons, else a company. */
export function spanishVat(body: string): Finding {
  const first = body.charAt(0);
  const inner = body.slice(1, 8);
  if (first >= '0' && first <= '9') return ending(body, SPANISH_LETTERS.charAt(remainder(first + inner, 23)));
  if (FOREIGNERS.includes(first)) {
    return ending(body, SPANISH_LETTERS.charAt(remainder(String(FOREIGNERS.indexOf(first)) + inner, 23)));
  }
  if (SPECIAL_PERSONS.includes(first)) return ending(body, SPANISH_LETTERS.charAt(remainder(inner, 23)));
  if (!COMPANIES.includes(first)) return part(1);
  const digit = luhnDigit(inner);
  const isRight = body.charAt(8) === String(digit) || body.charAt(8) === COMPANY_LETTERS.charAt(digit);
  return isRight ? null : check(9, String(digit));
}

function ending(body: string, expected: string): Finding {
  return body.endsWith(expected) ? null : check(body.length - expected.length + 1, expected);
}
