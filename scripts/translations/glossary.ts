/** The trade's glossary: a label that uses one of its terms in English uses the term of each other language too. */
import { LANGUAGES, readTable, type PhraseBook } from './phrase-book.ts';
import type { TextKind, TranslatableText } from './texts.ts';

/** One term: forms that count as the term, per language; the first is the term itself. */
export interface GlossaryTerm {
  readonly term: string;
  readonly english: readonly string[];
  readonly forms: Readonly<Record<string, readonly string[]>>;
}

const FILE = 'docs/glossary.csv';
/** A custom label this short names a thing; a longer one is a sentence, which may say it in other words. */
const LONGEST_NAME = 24;
const SHORT_TEXTS: ReadonlySet<TextKind> = new Set<TextKind>(['object', 'plural', 'name', 'field', 'relationship']);

/** Reads the glossary; a term without definition, source or a language throws. Forms of one cell are parted by semicolons. */
export function readGlossary(): readonly GlossaryTerm[] {
  return readTable(FILE).map((row) => {
    const forms = (column: string): readonly string[] => (row[column] ?? '').split(';').map((form) => form.trim());
    for (const column of ['en', 'definition', ...LANGUAGES, 'source'])
      if ((row[column] ?? '').trim() === '') throw new Error(`${FILE}: "${row['en'] ?? ''}" has no ${column}`);
    const english = forms('en');
    return {
      term: english[0] ?? '',
      english,
      forms: Object.fromEntries(LANGUAGES.map((language) => [language, forms(language)])),
    };
  });
}

/** Labels of objects and fields that say a term in English and something else in another language. */
export function glossaryProblems(
  texts: readonly TranslatableText[],
  book: PhraseBook,
  glossary: readonly GlossaryTerm[],
): readonly string[] {
  return texts
    .filter(({ kind, english }) => SHORT_TEXTS.has(kind) || (kind === 'label' && english.length <= LONGEST_NAME))
    .flatMap((text) => {
      const translations = book.of(text);
      if (!translations) return [];
      return termsIn(text.english, glossary).flatMap((term) =>
        LANGUAGES.filter((language) => !says(translations[language], term.forms[language] ?? [])).map(
          (language) =>
            `${text.holder}${text.part && `.${text.part}`}: "${text.english}" is "${translations[language]}" in ${language}; the glossary calls ${term.term} "${term.forms[language]?.[0] ?? ''}"`,
        ),
      );
    });
}

/** Terms a text uses; a longer term hides the shorter ones within it: a contract line is no contract. */
export function termsIn(english: string, glossary: readonly GlossaryTerm[]): readonly GlossaryTerm[] {
  const forms = glossary
    .flatMap((term) => term.english.map((form) => ({ term, form })))
    .sort((left, right) => right.form.length - left.form.length);
  const found = new Set<GlossaryTerm>();
  let rest = english.toLowerCase();
  for (const { term, form } of forms) {
    const pattern = new RegExp(`(?<![\\p{L}-])${escapePattern(form.toLowerCase())}(?![\\p{L}-])`, 'gu');
    const without = rest.replace(pattern, '\u0000');
    if (without !== rest) found.add(term);
    rest = without;
  }
  return [...found];
}

function says(text: string, forms: readonly string[]): boolean {
  const lower = text.toLowerCase();
  return forms.some((form) => lower.includes(form.toLowerCase()));
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
