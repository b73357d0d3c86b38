/**
 * The phrase book (`translations/*.csv`): one row per English text with its translations. A row with a place in the column `where` wins
 * there over the row without. Custom labels have rows of their own, by name: two labels with one English text may differ elsewhere.
 */
import { readFileSync } from 'node:fs';
import { inRoot } from '../support/paths.ts';
import { parseCsv } from '../trace/register.ts';
import { placeOf, type TranslatableText } from './texts.ts';

/** Languages beside English, as the platform names them. */
export const LANGUAGES = ['de', 'it', 'fr', 'pt_PT', 'nl_NL', 'sk'] as const;
export type Language = (typeof LANGUAGES)[number];
export type Translations = Readonly<Record<Language, string>>;

const TEXT_FILES = ['phrases', 'messages', 'help'] as const;

/** Rows of a table as records by column name; a row with too few or too many cells throws. */
export function readTable(file: string): readonly Readonly<Record<string, string>>[] {
  const [header = [], ...rows] = parseCsv(readFileSync(inRoot(file), 'utf8'));
  return rows.map((row, index) => {
    if (row.length !== header.length)
      throw new Error(`${file}, row ${index + 2}: ${row.length} cells, ${header.length} are needed`);
    return Object.fromEntries(header.map((name, at) => [name, row[at] ?? '']));
  });
}

export class PhraseBook {
  readonly #rows = new Map<string, Translations>();
  readonly #unused = new Map<string, string>();
  readonly problems: string[] = [];

  /** Reads the tables below `translations/`. */
  static read(): PhraseBook {
    const book = new PhraseBook();
    for (const name of TEXT_FILES)
      for (const row of readTable(`translations/${name}.csv`))
        book.#add(`translations/${name}.csv`, `${row['en'] ?? ''}@${row['where'] ?? ''}`, row);
    for (const row of readTable('translations/labels.csv'))
      book.#add('translations/labels.csv', `label ${row['name'] ?? ''}`, row);
    return book;
  }

  #add(file: string, key: string, row: Readonly<Record<string, string>>): void {
    if (this.#rows.has(key)) this.problems.push(`${file}: two rows for "${key}"`);
    const cells = LANGUAGES.map((language) => [language, row[language] ?? ''] as const);
    for (const [language, cell] of cells)
      if (cell === '') this.problems.push(`${file}: "${key}" has no text in ${language}`);
    this.#rows.set(key, Object.fromEntries(cells) as Translations);
    this.#unused.set(key, file);
  }

  /** The translations of a text; undefined when the book does not have them. */
  of(text: TranslatableText): Translations | undefined {
    const keys =
      text.kind === 'label' ? [`label ${text.holder}`] : [`${text.english}@${placeOf(text)}`, `${text.english}@`];
    const key = keys.find((candidate) => this.#rows.has(candidate));
    if (key === undefined) return undefined;
    this.#unused.delete(key);
    return this.#rows.get(key);
  }

  /** Rows that no text asked for so far. */
  unused(): readonly string[] {
    return [...this.#unused].map(([key, file]) => `${file}: nothing in force-app says "${key}"`);
  }
}
