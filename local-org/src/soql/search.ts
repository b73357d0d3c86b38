import { OrgError } from '../engine/errors.ts';
import type { FieldDef } from '../schema/types.ts';
import { escapeLike } from './comparisons.ts';
import { bindValue } from './operands.ts';
import { compileQuery, type CompiledQuery, type CompileInput } from './compile.ts';
import { globOfLike, needsCaseVariants } from './letter-case.ts';
import { searchTerms, type SearchGroup, type SearchTerms, type SoslSearch } from './sosl-parser.ts';
import type { Source } from './sources.ts';
import { columnOf, joinSql, raw, sql, type Sql } from './sql-text.ts';
import { isStored } from '../store/index.ts';

/** What separates words besides spaces. */
const SEPARATORS = ['-', '.', ',', ';', '@', '/', '_', '(', ')', '\n'];

/**
 * One object of a search as a query whose rows match the term: whole words, `*` and `?` as wildcards, in any case.
 * Words are found by LIKE over the text columns (no full-text index): right in every detail, linear in the size of the table.
 */
export function compileSearch(input: CompileInput, search: SoslSearch): CompiledQuery {
  const terms = searchTerms(termText(input, search));
  return compileQuery({ ...input, condition: (source) => termCondition(input, source, search.group, terms) });
}

function termText(input: CompileInput, search: SoslSearch): string {
  if (search.term.kind === 'text') return search.term.text;
  const value = bindValue({ text: input.query.text, binds: input.binds, apex: input.apex }, search.term.name, 0);
  if (typeof value === 'string') return value;
  throw new OrgError('MALFORMED_SEARCH', `search term must be longer than one character: ${String(value)}`);
}

function termCondition(input: CompileInput, source: Source, group: SearchGroup, terms: SearchTerms): Sql {
  const fields = [...source.object.fields.values()].filter(
    (field) =>
      isSearched(field, group) &&
      (!input.access.fls || input.security.fieldReadable(input.access.user, source.object.name, field.name)),
  );
  if (fields.length === 0) return raw('0');
  const columns = fields.map((field) => columnOf(source.alias, field.name));
  const alternatives = terms.map((alternative) => {
    const words = alternative.map(({ words, negated }) => {
      const found = sql`(${joinSql(
        columns.map((column) => wordMatch(column, words)),
        ' OR ',
      )})`;
      return negated ? sql`${found} IS NOT TRUE` : found;
    });
    return sql`(${joinSql(words, ' AND ')})`;
  });
  return sql`(${joinSql(alternatives, ' OR ')})`;
}

function isSearched(field: FieldDef, group: SearchGroup): boolean {
  if (!isStored(field)) return false;
  const isName = field.nameField || /^(First|Last|Middle)?Name$|^Subject$|Number$/.test(field.name);
  switch (group) {
    case 'NAME':
      return isName && (field.type === 'string' || field.type === 'autonumber');
    case 'EMAIL':
      return field.type === 'email';
    case 'PHONE':
      return field.type === 'phone';
    case 'SIDEBAR':
      return isName || field.type === 'email' || field.type === 'phone' || field.externalId;
    case 'ALL':
      return [
        'string',
        'textarea',
        'longtextarea',
        'richtextarea',
        'autonumber',
        'email',
        'phone',
        'url',
        'picklist',
        'combobox',
      ].includes(field.type);
  }
}

/** The text with every separator a space, and a space at both ends. */
function wordsOf(column: Sql): Sql {
  let words = column;
  for (const separator of SEPARATORS) words = sql`replace(${words}, ${raw(`'${separator}'`)}, ' ')`;
  return sql`(' ' || ${words} || ' ')`;
}

function wordMatch(column: Sql, words: string): Sql {
  let spaced = words.trim();
  for (const separator of SEPARATORS) spaced = spaced.replaceAll(separator, ' ');
  const whole = matches(wordsOf(column), `% ${wildcards(spaced)} %`);
  // Most rows do not hold all the pieces at all, which is found out without taking their texts apart.
  const pieces = spaced.split(/[ *?]+/).filter((piece) => piece !== '');
  const contained = pieces.map((piece) => matches(column, `%${escapeLike(piece)}%`));
  return sql`(${joinSql([...contained, whole], ' AND ')})`;
}

function wildcards(text: string): string {
  return escapeLike(text).replaceAll('*', '%').replaceAll('?', '_');
}

function matches(text: Sql, pattern: string): Sql {
  if (needsCaseVariants(pattern)) return sql`${text} GLOB ${globOfLike(pattern)}`;
  return sql`${text} LIKE ${pattern} ESCAPE '\\'`;
}
