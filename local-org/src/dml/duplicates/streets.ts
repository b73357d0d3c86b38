/**
 * Fuzzy matching of streets. Source: Help, "Matching Methods Used in Matching Rules": addresses are broken into sections, each with a
 * score of its own: street name (edit distance) 50 %, street number 20 %, street suffix 15 %, suite number 15 %. How the sections are
 * found is not published; this works best with North American addresses, as theirs does.
 */
import { editScore } from './algorithms.ts';

interface StreetSections {
  readonly name: string;
  readonly number: string;
  readonly suffix: string;
  readonly suite: string;
}

/** Suffixes by all their spellings; the first of a group stands for all. */
const SUFFIXES = new Map<string, string>();
for (const group of (
  'street st str;avenue ave av;road rd;drive dr;boulevard blvd;lane ln;court ct;place pl;square sq;terrace ter;way;parkway pkwy;' +
  'highway hwy;circle cir;trail trl;alley aly;close;crescent cres;gardens gdns;strasse straße;platz;weg;allee;gasse;ring'
).split(';')) {
  const [first = '', ...others] = group.split(' ');
  for (const each of [first, ...others]) SUFFIXES.set(each, first);
}

const SUITE = /(?:^|[\s,])(?:suite|ste|apt|apartment|unit|room|rm|floor|fl|#)\.?\s*#?\s*([\p{L}\p{N}-]+)/u;

/** The weighted score of two streets in lower case, 0 to 100. Sections that both lack are equal. */
export function streetScore(a: string, b: string): number {
  const [left, right] = [sectionsOf(a), sectionsOf(b)];
  const exact = (section: 'number' | 'suffix' | 'suite', weight: number): number =>
    left[section] === right[section] ? weight : 0;
  return Math.round(
    editScore(left.name, right.name) * 0.5 + exact('number', 20) + exact('suffix', 15) + exact('suite', 15),
  );
}

function sectionsOf(street: string): StreetSections {
  const found = SUITE.exec(street);
  const rest = found === null ? street : street.replace(found[0], ' ');
  const words = rest.split(/[\s,.]+/).filter(Boolean);
  const number = words.find((word) => /^\d+\p{L}?$/u.test(word)) ?? '';
  const named = words.filter((word) => word !== number);
  const last = named.at(-1) ?? '';
  const suffix = SUFFIXES.get(last);
  if (suffix !== undefined && named.length > 1) {
    return { name: named.slice(0, -1).join(' '), number, suffix, suite: found?.[1] ?? '' };
  }
  return { name: named.join(' '), number, suffix: '', suite: found?.[1] ?? '' };
}
