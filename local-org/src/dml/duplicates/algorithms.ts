/**
 * Algorithms of the matching methods: scores from 0 to 100 of two texts in lower case. Source: Help, "Matching Algorithms Used with
 * Matching Methods", which describes each with one example. Edit distance, Jaro-Winkler, acronym and initials follow from it; keyboard
 * distance, the phonetic key, name variants, syllables and common words are built after their descriptions (docs/real-org-checks.md).
 */
import { doubleMetaphone } from 'double-metaphone';
import { areVariants } from './name-variants.ts';

/** Insertions, deletions and replacements as a share of the longer text: "VP Sales matches VP of Sales with a match score of 73". */
export function editScore(a: string, b: string): number {
  return distanceScore([...a], [...b], () => 1);
}

/** The edit distance with half the price for a neighbouring key: "weighted by the position of the keys on the keyboard". */
export function keyboardScore(a: string, b: string): number {
  return distanceScore([...a], [...b], (left, right) => (areNeighbours(left, right) ? 0.5 : 1));
}

/** The edit distance over syllables: "First, the character strings are converted to syllables strings." */
export function syllableScore(a: readonly string[], b: readonly string[]): number {
  return distanceScore(a.flatMap(syllables), b.flatMap(syllables), () => 1);
}

/** "Johnny matches Johny with a match score of 97": Winkler's prefix of up to four letters, weighted by a tenth. */
export function jaroWinklerScore(a: string, b: string): number {
  const jaro = jaroSimilarity([...a], [...b]);
  let prefix = 0;
  while (prefix < 4 && prefix < a.length && a[prefix] === b[prefix]) prefix += 1;
  return Math.round((jaro + prefix * 0.1 * (1 - jaro)) * 100);
}

/** "Jonathan and its initial J match and return a match score of 100." One of the two must be made of initials only. */
export function initialsScore(a: string, b: string): number {
  const [left, right] = [namesIn(a), namesIn(b)];
  const short = [left, right].some((names) => names.length > 0 && names.every((name) => name.length === 1));
  if (!short) return 0;
  const longest = Math.max(left.length, right.length);
  let same = 0;
  while (same < longest && left[same]?.[0] !== undefined && left[same]?.[0] === right[same]?.[0]) same += 1;
  return Math.round((same / longest) * 100);
}

/** "Advanced Micro Devices and its abbreviation AMD are considered a match and return a match score of 100." */
export function acronymScore(a: readonly string[], b: readonly string[]): number {
  const initials = (words: readonly string[]): string => words.map((word) => word[0] ?? '').join('');
  const isAcronym = (words: readonly string[], other: readonly string[]): boolean =>
    words.length === 1 && other.length > 1 && words[0] === initials(other);
  return isAcronym(a, b) || isAcronym(b, a) ? 100 : 0;
}

/** "Bob is a variation of Robert and returns a match score of 100." */
export function variantScore(a: string, b: string): number {
  return areVariants(a, b) ? 100 : 0;
}

/** "Joseph matches Josef with a match score of 100": equal phonetic keys. */
export function soundScore(a: string, b: string): number {
  const [ours] = doubleMetaphone(a);
  return ours !== '' && ours === doubleMetaphone(b)[0] ? 100 : 0;
}

/** "Determines the similarity between two strings based on the percentage of words in common." */
export function wordScore(a: readonly string[], b: readonly string[]): number {
  const all = new Set([...a, ...b]);
  const common = [...new Set(a)].filter((word) => b.includes(word));
  return all.size === 0 ? 0 : Math.round((common.length / all.size) * 100);
}

function distanceScore(
  a: readonly string[],
  b: readonly string[],
  replacement: (left: string, right: string) => number,
): number {
  const longest = Math.max(a.length, b.length);
  if (longest === 0) return 100;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  a.forEach((left, row) => {
    const current = [row + 1];
    b.forEach((right, column) => {
      const replaced = (previous[column] ?? 0) + (left === right ? 0 : replacement(left, right));
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    });
    previous = current;
  });
  return Math.round((1 - (previous[b.length] ?? 0) / longest) * 100);
}

function jaroSimilarity(a: readonly string[], b: readonly string[]): number {
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = new Set<number>();
  const ours: string[] = [];
  a.forEach((letter, at) => {
    for (let other = Math.max(0, at - reach); other <= at + reach && other < b.length; other += 1) {
      if (taken.has(other) || b[other] !== letter) continue;
      taken.add(other);
      ours.push(letter);
      return;
    }
  });
  const common = ours.length;
  if (common === 0) return 0;
  const theirs = [...taken].sort((left, right) => left - right).map((at) => b[at]);
  const swapped = ours.filter((letter, at) => letter !== theirs[at]).length / 2;
  return (common / a.length + common / b.length + (common - swapped) / common) / 3;
}

function namesIn(text: string): readonly string[] {
  return text.split(/[^\p{L}]+/u).filter(Boolean);
}

const KEY_ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

/** Keys side by side, or touching in the next row, of a US keyboard. */
function areNeighbours(left: string, right: string): boolean {
  const [one, other] = [left, right].map((key) => {
    const row = KEY_ROWS.findIndex((keys) => keys.includes(key));
    return { row, column: KEY_ROWS[row]?.indexOf(key) ?? 0 };
  });
  if (one === undefined || other === undefined || one.row < 0 || other.row < 0) return false;
  const [upper, lower] = one.row <= other.row ? [one, other] : [other, one];
  const shift = lower.column - upper.column;
  return upper.row === lower.row ? Math.abs(shift) === 1 : lower.row - upper.row === 1 && (shift === 0 || shift === -1);
}

/** A word in parts of one vowel group each. */
function syllables(word: string): readonly string[] {
  return word.match(/[^aeiouyäöü]*[aeiouyäöü]+(?:[^aeiouyäöü]*$|[^aeiouyäöü](?=[^aeiouyäöü]))?/g) ?? [word];
}
