/** Plural and singular of English words, by the usual rules and the irregular words the documentation and its samples name. */

const IRREGULAR: readonly (readonly [string, string])[] = [
  ['person', 'people'],
  ['man', 'men'],
  ['woman', 'women'],
  ['child', 'children'],
  ['die', 'dice'],
  ['datum', 'data'],
  ['tooth', 'teeth'],
  ['foot', 'feet'],
  ['goose', 'geese'],
  ['mouse', 'mice'],
  ['louse', 'lice'],
  ['ox', 'oxen'],
  ['quiz', 'quizzes'],
  ['move', 'moves'],
  ['axis', 'axes'],
  ['crisis', 'crises'],
  ['matrix', 'matrices'],
  ['vertex', 'vertices'],
  ['index', 'indices'],
];
const UNCHANGED: ReadonlySet<string> = new Set([
  ...['deer', 'sheep', 'fish', 'series', 'species', 'money', 'rice', 'information', 'equipment', 'news'],
]);

const PLURALS: readonly (readonly [RegExp, string])[] = [
  [/([^aeiou]|qu)y$/i, '$1ies'],
  [/(?:([^f])fe|([lr])f)$/i, '$1$2ves'],
  [/(s|x|z|ch|sh)$/i, '$1es'],
  [/(tomat|potat|her|ech|vet)o$/i, '$1oes'],
  [/$/, 's'],
];
const SINGULARS: readonly (readonly [RegExp, string])[] = [
  [/([^aeiou]|qu)ies$/i, '$1y'],
  [/([lr])ves$/i, '$1f'],
  [/([^f])ves$/i, '$1fe'],
  [/(ss|x|z|ch|sh|s)es$/i, '$1'],
  [/(tomat|potat|her|ech|vet)oes$/i, '$1o'],
  [/ss$/i, 'ss'],
  [/s$/i, ''],
];

function inflect(word: string, from: 0 | 1, rules: readonly (readonly [RegExp, string])[]): string {
  const lower = word.toLowerCase();
  if (UNCHANGED.has(lower)) return word;
  const to = from === 0 ? 1 : 0;
  if (IRREGULAR.some((pair) => pair[to] === lower)) return word;
  const irregular = IRREGULAR.find((pair) => pair[from] === lower);
  if (irregular) return word.charAt(0) + irregular[to].slice(1);
  const rule = rules.find(([ending]) => ending.test(word));
  return rule ? word.replace(rule[0], rule[1]) : word;
}

export const pluralOf = (word: string): string => (word === '' ? '' : inflect(word, 0, PLURALS));
export const singularOf = (word: string): string => inflect(word, 1, SINGULARS);
