import type { SearchTerms } from './sosl-parser.ts';

/** Scripts whose letters JavaScript and the index tell alike: Latin, Greek, Cyrillic. */
const KNOWN_LETTERS = /^[\p{ASCII}\u00a0-\u024f\u0370-\u04ff‐-‧€]*$/u;
const WORDS = /[\p{L}\p{N}]+/gu;

/**
 * The words every match of the terms has, as a query of FTS5: `("acme" AND "be"*) OR ("carl")`. Undefined when some alternative names none
 * (it begins with a wildcard) or is written in letters the index may take apart differently.
 */
export function wordQuery(terms: SearchTerms): string | undefined {
  const alternatives: string[] = [];
  for (const alternative of terms) {
    const words = alternative.filter(({ negated }) => !negated).map(({ words: text }) => text);
    if (words.some((text) => !KNOWN_LETTERS.test(text))) return undefined;
    const found = words.flatMap(wordsOf);
    if (found.length === 0) return undefined;
    alternatives.push(`(${found.join(' AND ')})`);
  }
  return alternatives.join(' OR ');
}

/** What stands before the first wildcard of a word is the beginning of it; what comes after may be in any other. */
function wordsOf(text: string): readonly string[] {
  return text.split(' ').flatMap((part) => {
    const wildcard = part.search(/[*?]/);
    const sure = wildcard < 0 ? part : part.slice(0, wildcard);
    return [...sure.matchAll(WORDS)].map(({ 0: word, index }) =>
      wildcard >= 0 && index + word.length === sure.length ? `"${word}"*` : `"${word}"`,
    );
  });
}
