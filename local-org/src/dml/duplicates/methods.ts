/**
 * How matching methods compare two values. Source: Help, "Matching Methods Used in Matching Rules": the algorithms of each method, how
 * their scores combine, and the threshold. The fields being compared are not case-sensitive.
 */
import {
  acronymScore,
  editScore,
  initialsScore,
  jaroWinklerScore,
  keyboardScore,
  soundScore,
  syllableScore,
  variantScore,
  wordScore,
} from './algorithms.ts';
import { companyWords } from './company-names.ts';
import { streetScore } from './streets.ts';

/** Source: Metadata API Developer Guide, MatchingRuleItem.matchingMethod. */
export type MatchingMethod = (typeof methodNames)[number];

const methodNames = [
  'Exact',
  'FirstName',
  'LastName',
  'CompanyName',
  'Phone',
  'City',
  'Street',
  'Zip',
  'Title',
] as const;

const THRESHOLDS: Readonly<Record<MatchingMethod, number>> = {
  Exact: 100,
  FirstName: 85,
  LastName: 90,
  CompanyName: 70,
  Phone: 80,
  City: 85,
  Street: 80,
  Zip: 80,
  Title: 50,
};

export function isMatchingMethod(text: string): text is MatchingMethod {
  return methodNames.some((name) => name === text);
}

/** Whether two values match by the method; standard rules have thresholds of their own. */
export function matches(method: MatchingMethod, left: string, right: string, threshold = THRESHOLDS[method]): boolean {
  return scoreOf(method, left, right) >= threshold;
}

/** The match score of two values, 0 to 100. */
export function scoreOf(method: MatchingMethod, left: string, right: string): number {
  const [a, b] = [left.trim().toLowerCase(), right.trim().toLowerCase()];
  if (a === b) return 100;
  switch (method) {
    case 'Exact':
      return 0;
    case 'FirstName':
      return Math.max(initialsScore(a, b), jaroWinklerScore(a, b), variantScore(a, b));
    case 'LastName':
      return Math.max(keyboardScore(a, b), soundScore(a, b));
    case 'CompanyName': {
      const [ours, theirs] = [companyWords(a), companyWords(b)];
      return Math.max(acronymScore(ours, theirs), syllableScore(ours, theirs));
    }
    case 'Title': {
      const [ours, theirs] = [a, b].map((text) => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean));
      return Math.max(acronymScore(ours ?? [], theirs ?? []), wordScore(ours ?? [], theirs ?? []));
    }
    case 'City':
      return editScore(a, b);
    case 'Street':
      return streetScore(a, b);
    case 'Phone':
      return phoneScore(a, b);
    case 'Zip':
      return zipScore(a, b);
  }
}

/** International code 10 %, area code 50 %, next 3 digits 30 %, last 4 digits 10 %; a number of another shape matches as a whole. */
function phoneScore(a: string, b: string): number {
  const [left, right] = [phoneParts(a), phoneParts(b)];
  if (left === undefined || right === undefined) return digits(a) === digits(b) && digits(a) !== '' ? 100 : 0;
  return left.reduce((sum, part, at) => sum + (part === right[at] ? (PHONE_WEIGHTS[at] ?? 0) : 0), 0);
}

const PHONE_WEIGHTS = [10, 50, 30, 10];

function digits(text: string): string {
  return text.replaceAll(/\D/g, '');
}

/** Country, area, exchange, line of a North American number; the country code 1 may be left out. */
function phoneParts(text: string): readonly string[] | undefined {
  const all = digits(text);
  const national = all.length === 11 && all.startsWith('1') ? all.slice(1) : all;
  if (national.length !== 10 || (text.startsWith('+') && all.length !== 11)) return undefined;
  return ['1', national.slice(0, 3), national.slice(3, 6), national.slice(6)];
}

/** First five digits 90 %, next four 10 %. */
function zipScore(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.replaceAll(/[^0-9a-z]/g, ''));
  if (left === undefined || right === undefined) return 0;
  const same = (from: number, to: number): boolean => left.slice(from, to) === right.slice(from, to);
  return (same(0, 5) && left !== '' ? 90 : 0) + (same(5, 9) ? 10 : 0);
}
