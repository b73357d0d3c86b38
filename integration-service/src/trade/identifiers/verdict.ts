/** What the rules of the trade say about one written identifier: the same answer, field by field, as the Apex class IdentifierCheck. */

/** Why an identifier is refused. CHARACTER and PART name a place; LENGTH and CHECK name what would be right. */
export type IdentifierProblem = 'EMPTY' | 'LENGTH' | 'CHARACTER' | 'PART' | 'CHECK';

export type Commodity = 'Electricity' | 'Gas';

export interface IdentifierVerdict {
  /** For example GB_MPAN; IBAN; VAT. */
  readonly kind: string;
  /** ISO 3166-1 alpha-2, as far as the identifier tells it. */
  readonly country: string | null;
  readonly commodity: Commodity | null;
  /** As stored and compared: capital letters, no separators, without the addition. */
  readonly value: string;
  /** As people compare it with a bill; the value itself when it is refused. */
  readonly shown: string;
  /** Printed with the identifier but no part of it: the top line of an MPAN, the control character of a POD, the border point of a CUPS. */
  readonly addition: string | null;
  /** Null for a valid identifier. */
  readonly problem: IdentifierProblem | null;
  /** First character (counted from one, in `value`) that is wrong. */
  readonly position: number | null;
  /** The right length or check characters, when they are known. */
  readonly expected: string | null;
  /** Whether check characters were compared; false for kinds that have none, and for refused ones. */
  readonly checked: boolean;
}

/** The parts of a verdict that differ from "valid, nothing known". */
export function verdict(kind: string, value: string, rest: Partial<IdentifierVerdict> = {}): IdentifierVerdict {
  return {
    kind,
    country: null,
    commodity: null,
    value,
    shown: value,
    addition: null,
    problem: null,
    position: null,
    expected: null,
    checked: false,
    ...rest,
  };
}

/** Whether nothing speaks against the identifier. */
export function isValid(found: IdentifierVerdict): boolean {
  return found.problem === null;
}

/** Spaces of every kind that copying from bills and pages brings along. */
const SPACES = /[\s\u00a0\u2000-\u200b\u202f\u2060\u3000\ufeff]/g;

/** Capital letters without spaces. */
export function withoutSpaces(text: string | null | undefined): string {
  return (text ?? '').replace(SPACES, '').toUpperCase();
}

/**
 * What bills and letters print in front of an identifier: words that end in a colon ("Gläubiger-ID:"), or the name of its kind. No identifier
 * that is issued begins with one of these names.
 */
const LABEL =
  /^(?:[^0-9:]{1,40}:|(?:MPAN|MPRN|M[AE]LO(?:-?ID)?|POD|PDR|PRM|PDL|PCE|CPE|CUI|CUPS|EAN|EIC|IBAN|UST-?IDNR|P\.?IVA|VAT(?:NO)?|BTW|TVA|SIREN|SIRET|I[CČ]O|DI[CČ]|NIPC|NIF|CIF)(?:N[°º])?[-.]*)/;

/** An identifier as it is printed, without its name: capital letters without spaces, other separators as they stand. */
export function withoutLabel(text: string | null | undefined): string {
  return withoutSpaces(text).replace(LABEL, '');
}

/** Cuts a text into groups of these sizes for the eye; the last size repeats. */
export function inGroups(text: string, ...sizes: readonly number[]): string {
  const groups: string[] = [];
  let from = 0;
  for (let index = 0; from < text.length; index++) {
    const size = sizes[Math.min(index, sizes.length - 1)] ?? text.length;
    groups.push(text.slice(from, from + size));
    from += size;
  }
  return groups.join(' ');
}
