/**
 * How matching methods compare two values. Source: Help, "Matching Methods Used in Matching Rules" and "Matching Algorithms Used with
 * Matching Methods". Methods that rest on undocumented algorithms (Metaphone 3, name variants, syllable alignment, Kullback-Leibler
 * distance, parts of an address) are refused when a rule is deployed.
 */
import type { MatchingMethod } from './definitions.ts';

const THRESHOLDS: Readonly<Record<MatchingMethod, number>> = { Exact: 100, Phone: 80, City: 85, Zip: 80 };

/** Whether two values match by the method; texts compare without regard to case. */
export function matches(method: MatchingMethod, left: string, right: string): boolean {
  return scoreOf(method, left, right) >= THRESHOLDS[method];
}

/** The match score of two values, 0 to 100. */
export function scoreOf(method: MatchingMethod, left: string, right: string): number {
  const [a, b] = [left.trim().toLowerCase(), right.trim().toLowerCase()];
  if (a === b) return 100;
  switch (method) {
    case 'Exact':
      return 0;
    case 'City':
      return editScore(a, b);
    case 'Phone':
      return phoneScore(a, b);
    case 'Zip':
      return zipScore(a, b);
  }
}

/** Edit distance as a percentage of the longer text: "VP Sales matches VP of Sales with a match score of 73%". */
export function editScore(a: string, b: string): number {
  const longest = Math.max(a.length, b.length);
  return longest === 0 ? 100 : Math.round((1 - editDistance(a, b) / longest) * 100);
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const substitution = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
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
