import { OrgError } from '../engine/errors.ts';
import type { Binds } from '../engine/ports.ts';
import { escapeLike } from './comparisons.ts';
import { bindValue } from './operands.ts';
import { compileQuery, type CompiledQuery, type CompileInput } from './compile.ts';
import { globOfLike, needsCaseVariants } from './letter-case.ts';
import { wordQuery } from './search-words.ts';
import { searchTerms, type SearchTerms, type SoslSearch } from './sosl-parser.ts';
import type { Source } from './sources.ts';
import { columnOf, joinSql, raw, sql, type Sql } from './sql-text.ts';
import { isSearched, searchColumns, searchSql, type SearchGroup } from '../store/index.ts';

/** What separates words besides spaces. */
const SEPARATORS = ['-', '.', ',', ';', '@', '/', '_', '(', ')', '\n'];

/**
 * One object of a search as a query whose rows match the term: whole words, `*` and `?` as wildcards, in any case. The full-text index
 * gives the rows that have the words, their texts are compared by LIKE: which fields count is the user's, and phrases need their order.
 */
export function compileSearch(input: CompileInput, term: string, group: SearchGroup): CompiledQuery {
  const terms = searchTerms(term);
  return compileQuery({
    ...input,
    condition: (source) => termCondition(input, source, group, terms, findByWords(source, group, terms)),
  });
}

/** Without words the index could find (a term that begins with a wildcard, another script) all texts are compared. */
function findByWords(source: Source, group: SearchGroup, terms: SearchTerms): boolean {
  const words = wordQuery(terms);
  const columns = searchColumns(source.object, group);
  if (words === undefined || columns.length === 0) return false;
  const { tables, record, condition, order } = searchSql(source.object.name);
  const [before = '', after = ''] = tables.split('?');
  source.findBy({
    tables: sql`${raw(before)}${`{${columns.join(' ')}} : (${words})`}${raw(after)}`,
    id: raw(record),
    condition: raw(condition),
    order: raw(order),
  });
  return true;
}

/** What is searched for; a bind gives it in Apex. */
export function termText(search: SoslSearch, text: string, binds: Binds, apex: boolean): string {
  if (search.term.kind === 'text') return search.term.text;
  const value = bindValue({ text, binds, apex }, search.term.name, 0);
  if (typeof value === 'string') return value;
  throw new OrgError('MALFORMED_SEARCH', `search term must be longer than one character: ${String(value)}`);
}

function termCondition(
  input: CompileInput,
  source: Source,
  group: SearchGroup,
  terms: SearchTerms,
  found: boolean,
): Sql {
  const fields = [...source.object.fields.values()].filter(
    (field) =>
      isSearched(field, group) &&
      (!input.access.fls || input.security.fieldReadable(input.access.user, source.object.name, field.name)),
  );
  if (fields.length === 0) return raw('0');
  const columns = fields.map((field) => columnOf(source.alias, field.name));
  const alternatives = terms.map((alternative) => {
    const words = alternative.map(({ words, negated }) => {
      const match = sql`(${joinSql(
        columns.map((column) => wordMatch(column, words, found && columns.length === 1)),
        ' OR ',
      )})`;
      return negated ? sql`${match} IS NOT TRUE` : match;
    });
    return sql`(${joinSql(words, ' AND ')})`;
  });
  return sql`(${joinSql(alternatives, ' OR ')})`;
}

/** The text with every separator a space, and a space at both ends. */
function wordsOf(column: Sql): Sql {
  let words = column;
  for (const separator of SEPARATORS) words = sql`replace(${words}, ${raw(`'${separator}'`)}, ' ')`;
  return sql`(' ' || ${words} || ' ')`;
}

/** `found`: the text is known to hold the words, in whatever order. */
function wordMatch(column: Sql, words: string, found: boolean): Sql {
  let spaced = words.trim();
  for (const separator of SEPARATORS) spaced = spaced.replaceAll(separator, ' ');
  const whole = matches(wordsOf(column), `% ${wildcards(spaced)} %`);
  if (found) return whole;
  // Most texts do not hold all the pieces at all, which is found out without taking their texts apart.
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
