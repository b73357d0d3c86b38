/**
 * Identifiers of payments: IBAN, BIC, SEPA creditor identifier, LEI. Twin of the Apex classes Iban, Bic, CreditorId and Lei; both are proved by
 * tests/vectors/identifiers.json.
 */
import { mod97 } from './check-digits.ts';
import { ACCOUNT_SHAPES, SEPA_COUNTRIES } from './iban-registry.ts';
import { shapeProblem } from './shape.ts';
import { inGroups, verdict, withoutLabel, withoutSpaces, type IdentifierVerdict } from './verdict.ts';

const COUNTRY = /^[A-Z]{2}/;
/** What people write between the groups of an account number besides spaces: hyphens in Spain and Belgium, dots in Norway. */
const ACCOUNT_SEPARATORS = /[-./]/g;

/** International bank account numbers (ISO 13616-1): country, check digits, the country's own length and characters. */
export function checkIban(text: string | null | undefined): IdentifierVerdict {
  const value = withoutLabel(text).replace(ACCOUNT_SEPARATORS, '');
  const country = COUNTRY.exec(value)?.[0] ?? null;
  const account = country === null ? undefined : ACCOUNT_SHAPES[country];
  if (value !== '' && account === undefined) {
    return verdict('IBAN', value, { country, problem: country === null ? 'CHARACTER' : 'PART', position: 1 });
  }
  const wrong = shapeProblem(value, `=${country ?? ''} n2 ${account ?? ''}`);
  if (wrong) return verdict('IBAN', value, { country, ...wrong });
  if (mod97(value.slice(4) + value.slice(0, 4)) !== 1) {
    return verdict('IBAN', value, { country, problem: 'CHECK', position: 3, expected: mod97Digits(value, 4) });
  }
  return verdict('IBAN', value, { country, shown: inGroups(value, 4), checked: true });
}

/** Whether an account can be named in a SEPA direct debit. */
export function isSepaAccount(text: string | null | undefined): boolean {
  const found = checkIban(text);
  return found.problem === null && SEPA_COUNTRIES.has(found.country ?? '');
}

/** Business identifier codes (ISO 9362): institution, country, place, branch. Only the shape can be known. */
export function checkBic(text: string | null | undefined): IdentifierVerdict {
  const value = withoutSpaces(text);
  const wrong = shapeProblem(value, 'a6 c2|a6 c5');
  const country = wrong ? null : value.slice(4, 6);
  return verdict('BIC', value, { country, ...wrong });
}

const CREDITOR_SEPARATORS = /[-/?:().,'+]/g;
/** Lengths of the countries we collect in (EPC262-08, Creditor Identifier Overview); a Belgian one holds 10 digits, or 13 with an agency's number. */
const CREDITOR_SHAPES: Readonly<Record<string, string>> = {
  DE: '=DE n2 c3 c11',
  FR: '=FR n2 c3 c6',
  ES: '=ES n2 c3 c9',
};
const LONGEST_CREDITOR = 35;

/** SEPA creditor identifiers (EPC262-08): the business code in places 5 to 7 takes no part in the check. */
export function checkCreditorId(text: string | null | undefined): IdentifierVerdict {
  const value = withoutLabel(text).replace(CREDITOR_SEPARATORS, '');
  const country = COUNTRY.exec(value)?.[0] ?? null;
  const wrong = shapeProblem(value, CREDITOR_SHAPES[country ?? ''] ?? creditorShape(value.length));
  if (wrong) return verdict('SEPA_CI', value, { country, ...wrong });
  if (mod97(value.slice(7) + value.slice(0, 4)) !== 1) {
    return verdict('SEPA_CI', value, { country, problem: 'CHECK', position: 3, expected: mod97Digits(value, 7) });
  }
  return verdict('SEPA_CI', value, { country, shown: inGroups(value, 2, 2, 3, value.length), checked: true });
}

function creditorShape(length: number): string {
  const national = Math.min(Math.max(length, 8), LONGEST_CREDITOR) - 7;
  return `a2 n2 c3 c${national}`;
}

/** Legal entity identifiers (ISO 17442): eighteen letters or digits and two check digits. */
export function checkLei(text: string | null | undefined): IdentifierVerdict {
  const value = withoutSpaces(text).replaceAll('-', '');
  const wrong = shapeProblem(value, 'c18 n2');
  if (wrong) return verdict('LEI', value, { ...wrong });
  if (mod97(value) !== 1) {
    const expected = String(98 - mod97(`${value.slice(0, 18)}00`)).padStart(2, '0');
    return verdict('LEI', value, { problem: 'CHECK', position: 19, expected });
  }
  return verdict('LEI', value, { shown: inGroups(value, 4), checked: true });
}

/** The check digits that a number with the country in front should have; `from` is where the checked part behind them begins. */
function mod97Digits(value: string, from: number): string {
  return String(98 - mod97(`${value.slice(from)}${value.slice(0, 2)}00`)).padStart(2, '0');
}
