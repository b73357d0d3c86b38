/**
 * VAT and company identifiers of the countries we supply or prepare to supply. Twin of the Apex classes VatId and CompanyId; both are proved by
 * tests/vectors/identifiers.json. VAT rules: European Commission, TAXUD "VIES VAT number algorithms" (2019); HMRC VAT Notice 700 for GB.
 */
import { luhnDigit, mod1110Digit, remainder, weighted } from './check-digits.ts';
import { czechVat, personalNumberProblem, spanishVat } from './personal-numbers.ts';
import { shapeProblem } from './shape.ts';
import { inGroups, verdict, withoutLabel, type IdentifierVerdict } from './verdict.ts';
import type { Finding } from './personal-numbers.ts';

/** Countries whose VAT ids are judged. */
export type VatCountry = 'BE' | 'CZ' | 'DE' | 'ES' | 'FR' | 'GB' | 'IT' | 'PT' | 'SK';

const SHAPES: Readonly<Record<VatCountry, string>> = {
  BE: 'n10',
  CZ: 'n8|n9|n10',
  DE: 'n9',
  ES: 'c1 n7 c1',
  FR: 'c2 n9',
  GB: 'n9|n12|a2 n3|a2 n9',
  IT: 'n11',
  PT: 'n9',
  SK: 'n10',
};

const GROUPS: Readonly<Record<VatCountry, readonly number[]>> = {
  BE: [4, 3, 3],
  CZ: [10],
  DE: [9],
  ES: [9],
  FR: [2, 3],
  GB: [3, 4, 2, 3],
  IT: [11],
  PT: [3],
  SK: [10],
};

const SEPARATORS = /[-./,:()]/g;
/** The French check letters leave out I and O. */
const FRENCH_ALPHABET = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** Whether VAT ids of a country can be judged at all. */
export function isVatCountry(country: string): country is VatCountry {
  return Object.hasOwn(SHAPES, country);
}

/**
 * Judges a VAT id, written with or without its country. Normalised with the country in front; positions count from there.
 * XI, Northern Ireland, has the numbers of the United Kingdom.
 */
export function checkVatId(country: VatCountry, text: string | null | undefined): IdentifierVerdict {
  const prefix = country;
  let body = withoutLabel(text).replace(SEPARATORS, '');
  if (body.startsWith(prefix) || (country === 'GB' && body.startsWith('XI'))) body = body.slice(2);
  // Before 2008 Belgian numbers had nine digits; the tenth is a leading zero.
  if (country === 'BE' && body.length === 9) body = `0${body}`;
  const wrong = shapeProblem(body, SHAPES[country]) ?? PROBLEMS[country](body);
  const value = body === '' ? '' : prefix + body;
  if (wrong) {
    const position = wrong.position === null ? null : wrong.position + prefix.length;
    return verdict('VAT', value, { country, ...wrong, position });
  }
  return verdict('VAT', value, { country, shown: `${prefix} ${inGroups(body, ...GROUPS[country])}`, checked: true });
}

const part = (position: number): Finding => ({ problem: 'PART', position, expected: null });
const digits = (body: string, from: number, expected: string): Finding =>
  body.slice(from, from + expected.length) === expected ? null : { problem: 'CHECK', position: from + 1, expected };
const check = (position: number): Finding => ({ problem: 'CHECK', position, expected: null });

const PROBLEMS: Readonly<Record<VatCountry, (body: string) => Finding>> = {
  BE: belgianProblem,
  CZ: czechVat,
  DE: (body) => (body.startsWith('0') ? part(1) : digits(body, 8, String(mod1110Digit(body.slice(0, 8))))),
  ES: spanishVat,
  FR: frenchProblem,
  GB: britishProblem,
  IT: italianProblem,
  PT: (body) => (body.startsWith('0') ? part(1) : digits(body, 8, String(portugueseDigit(body.slice(0, 8))))),
  SK: slovakProblem,
};

/** Numbers of the enterprise register begin with 0 or 1 (KBO/BCE); the first eight digits and the last two add up to a multiple of 97. */
function belgianProblem(body: string): Finding {
  if (body.charAt(0) > '1') return part(1);
  const front = Number(body.slice(0, 8));
  const ending = Number(body.slice(8));
  if (front + ending === 0) return part(1);
  if ((front + ending) % 97 === 0) return null;
  return { problem: 'CHECK', position: 9, expected: String(97 - (front % 97)).padStart(2, '0') };
}

function portugueseDigit(body: string): number {
  return ((11 - (weighted(body, [9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11) % 10;
}

/** Italian numbers name the province of their office in places 8 to 10. */
function italianProblem(body: string): Finding {
  const office = Number(body.slice(7, 10));
  if (Number(body.slice(0, 7)) === 0) return part(1);
  if ((office < 1 || office > 100) && ![120, 121, 888, 999].includes(office)) return part(8);
  return digits(body, 10, String(luhnDigit(body.slice(0, 10))));
}

function frenchProblem(body: string): Finding {
  const siren = body.slice(2);
  const [first, second] = [FRENCH_ALPHABET.indexOf(body.charAt(0)), FRENCH_ALPHABET.indexOf(body.charAt(1))];
  if (first < 0) return part(1);
  if (second < 0) return part(2);
  // Monaco has French VAT ids with 000 in place of a company number.
  if (!siren.startsWith('000') && String(luhnDigit(siren.slice(0, 8))) !== siren.charAt(8)) {
    return { problem: 'CHECK', position: 11, expected: String(luhnDigit(siren.slice(0, 8))) };
  }
  if (first < 10 && second < 10) return digits(body, 0, String(remainder(`${siren}12`, 97)).padStart(2, '0'));
  const key = first < 10 ? first * 24 + second - 10 : first * 34 + second - 100;
  return (Number(siren) + 1 + Math.floor(key / 11)) % 11 === key % 11 ? null : check(1);
}

function britishProblem(body: string): Finding {
  if (/^[A-Z]/.test(body)) return publicBodyProblem(body);
  const rest = weighted(body, [8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97;
  // Numbers from 100 on may follow the newer rule, which adds 55.
  const isRight = rest === 0 || (Number(body.slice(0, 3)) >= 100 && (rest === 42 || rest === 55));
  return isRight ? null : check(8);
}

/** Government departments (GD000 to GD499) and health authorities (HA500 to HA999), alone or in the long form GD8888nnncc. */
function publicBodyProblem(body: string): Finding {
  const office = body.slice(0, 2);
  if (office !== 'GD' && office !== 'HA') return part(1);
  const isLong = body.length === 11;
  if (isLong && body.slice(2, 6) !== '8888') return part(3);
  const from = isLong ? 6 : 2;
  const number = Number(body.slice(from, from + 3));
  if (number < 500 !== (office === 'GD')) return part(from + 1);
  return isLong ? digits(body, 9, String(number % 97).padStart(2, '0')) : null;
}

/** Slovak numbers divide by 11; before 2004 personal numbers served too. */
function slovakProblem(body: string): Finding {
  if (personalNumberProblem(body) === null) return null;
  if (body.startsWith('0')) return part(1);
  if (!'234789'.includes(body.charAt(2))) return part(3);
  return remainder(body, 11) === 0 ? null : check(1);
}

export type CompanyKind =
  'FR_SIREN' | 'FR_SIRET' | 'CZ_ICO' | 'SK_ICO' | 'BE_ENTERPRISE' | 'PT_NIPC' | 'GB_COMPANY' | 'DE_REGISTER';

/** La Poste: the sum of the digits of its branches divides by five (INSEE). */
const LA_POSTE = '356000000';
const LA_POSTE_SEAT = '35600000000048';

const COMPANY_SHAPES: Readonly<Record<CompanyKind, string>> = {
  FR_SIREN: 'n9',
  FR_SIRET: 'n14',
  CZ_ICO: 'n8',
  SK_ICO: 'n8',
  BE_ENTERPRISE: 'n10',
  PT_NIPC: 'n9',
  GB_COMPANY: 'c2 n6',
  DE_REGISTER: '=HR a1 n1|=HR a1 n2|=HR a1 n3|=HR a1 n4|=HR a1 n5|=HR a1 n6',
};
/** "Amtsgericht Aachen HRB 11214", "HRB 87447 B": the court stands before the number, a letter of a former district behind it. */
const WITH_COURT = /^(\D*)(HR[AB]\d{1,6})([A-Z]{0,3})$/;

/** Whether numbers of a kind register businesses. */
export function isCompanyKind(kind: string): kind is CompanyKind {
  return Object.hasOwn(COMPANY_SHAPES, kind);
}

/** Judges the number under which a business is registered at home. */
export function checkCompanyId(kind: CompanyKind, text: string | null | undefined): IdentifierVerdict {
  let value = withoutLabel(text).replace(SEPARATORS, '');
  const country = kind.slice(0, 2);
  if (kind === 'BE_ENTERPRISE' && value.startsWith('BE')) value = value.slice(2);
  const register = kind === 'DE_REGISTER' ? WITH_COURT.exec(value) : null;
  const addition = register ? `${register[1] ?? ''}${register[3] ?? ''}` || null : null;
  value = register?.[2] ?? value;
  const isShort = /^\d+$/.test(value);
  if (kind === 'BE_ENTERPRISE' && isShort && value.length === 9) value = `0${value}`;
  // Older numbers are written without leading zeros.
  if ((kind === 'CZ_ICO' || kind === 'SK_ICO' || kind === 'GB_COMPANY') && isShort) value = value.padStart(8, '0');
  const wrong = shapeProblem(value, COMPANY_SHAPES[kind]) ?? companyProblem(kind, value);
  if (wrong) return verdict(kind, value, { country, ...wrong });
  return verdict(kind, value, {
    country,
    shown: kind === 'FR_SIRET' ? inGroups(value, 3, 3, 3, 5) : inGroups(value, ...companyGroups(kind)),
    addition,
    checked: kind !== 'GB_COMPANY' && kind !== 'DE_REGISTER',
  });
}

function companyGroups(kind: CompanyKind): readonly number[] {
  if (kind === 'BE_ENTERPRISE') return GROUPS.BE;
  if (kind === 'DE_REGISTER') return [3, 6];
  return kind === 'FR_SIREN' || kind === 'PT_NIPC' ? [3] : [8];
}

function companyProblem(kind: CompanyKind, value: string): Finding {
  switch (kind) {
    case 'FR_SIREN':
      return digits(value, 8, String(luhnDigit(value.slice(0, 8))));
    case 'FR_SIRET':
      return siretProblem(value);
    case 'CZ_ICO':
    case 'SK_ICO':
      return digits(value, 7, String(weightedCzechDigit(value.slice(0, 7))));
    case 'BE_ENTERPRISE':
      return PROBLEMS.BE(value);
    case 'PT_NIPC':
      return PROBLEMS.PT(value);
    case 'DE_REGISTER':
      return 'AB'.includes(value.charAt(2)) ? null : part(3);
    case 'GB_COMPANY':
      return null;
  }
}

function siretProblem(value: string): Finding {
  const siren = companyProblem('FR_SIREN', value.slice(0, 9));
  if (siren) return siren;
  if (!value.startsWith(LA_POSTE) || value === LA_POSTE_SEAT)
    return digits(value, 13, String(luhnDigit(value.slice(0, 13))));
  return weighted(value, new Array<number>(14).fill(1)) % 5 === 0 ? null : check(10);
}

function weightedCzechDigit(body: string): number {
  const rest = (11 - (weighted(body, [8, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
  return (rest === 0 ? 1 : rest) % 10;
}
