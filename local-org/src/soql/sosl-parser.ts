import { OrgError, Unsupported } from '../engine/errors.ts';
import type { OrgSchema } from '../schema/types.ts';
import type { SearchGroup } from '../store/index.ts';
import type { SelectItem, SoqlQuery } from './ast.ts';
import { parseFilters, parseSelect } from './parser.ts';
import { TokenReader } from './token-reader.ts';

/** A SOSL statement. */
export interface SoslSearch {
  /** The search text, or the bind that gives it. */
  readonly term: { readonly kind: 'text'; readonly text: string } | { readonly kind: 'bind'; readonly name: string };
  readonly group: SearchGroup;
  readonly limit?: number;
  /** One query per object of RETURNING; without RETURNING, the ids of every searchable object. */
  readonly returning: (schema: OrgSchema, readable: (objectName: string) => boolean) => readonly SoqlQuery[];
}

/** Parses SOSL. Source: SOQL and SOSL Reference, "SOSL Syntax". Braces hold the term in REST, quotes or a bind in Apex. */
export function parseSosl(text: string): SoslSearch {
  const { source, braced } = withoutBraces(text);
  const reader = new TokenReader(source);
  reader.expectWord('FIND');
  const term = parseTerm(reader, braced);
  const group = reader.takeWords('IN') ? parseGroup(reader) : 'ALL';
  const queries: SoqlQuery[] = [];
  if (reader.takeWords('RETURNING')) {
    do queries.push(parseReturning(reader));
    while (reader.takeSymbol(','));
  }
  parseSearchOptions(reader);
  const { mode, modeAt, limit } = parseFilters(reader);
  refuseTracking(reader);
  if (reader.peek().kind !== 'end') reader.fail();
  const finished = queries.map((query) => ({
    ...query,
    ...(mode && { mode }),
    ...(modeAt !== undefined && { modeAt }),
  }));
  return {
    term,
    group,
    ...(limit?.kind === 'number' && { limit: limit.value }),
    returning: (schema, readable) => (finished.length > 0 ? finished : everything(schema, readable, text)),
  };
}

/** Braces may hold anything, so their content is cut out before the text is split into tokens. */
function withoutBraces(text: string): { readonly source: string; readonly braced: string | undefined } {
  const match = /^\s*FIND\s*(\{((?:\\.|[^}\\])*)\})/i.exec(text);
  const [, whole, content] = match ?? [];
  if (whole === undefined || content === undefined) return { source: text, braced: undefined };
  const at = text.indexOf(whole);
  return {
    source: `${text.slice(0, at)}''${' '.repeat(whole.length - 2)}${text.slice(at + whole.length)}`,
    braced: content,
  };
}

/** Source: SOQL and SOSL Reference, "WITH" of SOSL. */
const WITH = ['DATA', 'DIVISION', 'HIGHLIGHT', 'METADATA', 'NETWORK', 'PRICEBOOKID', 'SNIPPET'] as const;

/** What changes or decorates the results is refused; spelling is never corrected, so that may be said either way. */
function parseSearchOptions(reader: TokenReader): void {
  for (;;) {
    const refused = WITH.find((name) => reader.isWords('WITH', name));
    if (refused) throw new Unsupported(`SOSL WITH ${refused === 'DATA' ? 'DATA CATEGORY' : refused}`);
    if (!reader.takeWords('WITH', 'SPELL_CORRECTION')) return;
    reader.expectSymbol('=');
    if (!reader.takeWords('TRUE') && !reader.takeWords('FALSE')) reader.fail();
  }
}

function refuseTracking(reader: TokenReader): void {
  for (const what of ['TRACKING', 'VIEWSTAT'])
    if (reader.isWords('UPDATE', what)) throw new Unsupported(`SOSL UPDATE ${what}`);
}

function parseTerm(reader: TokenReader, braced: string | undefined): SoslSearch['term'] {
  if (reader.takeSymbol(':')) return { kind: 'bind', name: reader.takeName() };
  const token = reader.peek();
  if (token.kind !== 'string') return reader.fail();
  reader.take();
  return { kind: 'text', text: braced ?? token.value };
}

function parseGroup(reader: TokenReader): SearchGroup {
  const group = (['ALL', 'NAME', 'EMAIL', 'PHONE', 'SIDEBAR'] as const).find((name) =>
    reader.takeWords(name, 'FIELDS'),
  );
  return group ?? reader.fail();
}

function parseReturning(reader: TokenReader): SoqlQuery {
  const fromAt = reader.position;
  const from = reader.takeName();
  let select: readonly SelectItem[] = [idItem(fromAt)];
  let filters: ReturnType<typeof parseFilters> = { groupBy: [], orderBy: [] };
  if (reader.takeSymbol('(')) {
    select = parseSelect(reader);
    if (reader.isWords('USING')) throw new Unsupported('SOSL USING ListView');
    filters = parseFilters(reader);
    reader.expectSymbol(')');
  }
  return { text: reader.text, select, from, fromAt, ...filters, forClause: [], allRows: false };
}

function everything(schema: OrgSchema, readable: (objectName: string) => boolean, text: string): readonly SoqlQuery[] {
  return [...schema.objects()]
    .filter(
      (object) =>
        object.searchable &&
        object.queryable &&
        object.virtual !== true &&
        object.kind !== 'setup' &&
        readable(object.name),
    )
    .map((object) => ({
      text,
      select: [idItem(0)],
      from: object.name,
      fromAt: 0,
      groupBy: [],
      orderBy: [],
      forClause: [],
      allRows: false,
    }));
}

function idItem(at: number): SelectItem {
  return { kind: 'expression', expression: { kind: 'field', path: ['Id'], at }, at };
}

/** The alternatives of a search text: any of them must match, and of one all words must (or must not) match. */
export type SearchTerms = readonly (readonly { readonly words: string; readonly negated: boolean }[])[];

/** Splits `"exact phrase" one AND two OR three AND NOT four`. Words without an operator belong together. */
export function searchTerms(text: string): SearchTerms {
  const alternatives: { words: string; negated: boolean }[][] = [[]];
  let negated = false;
  for (const [token] of text.matchAll(/"[^"]*"?|[^\s"()]+/g)) {
    const upper = token.toUpperCase();
    if (upper === 'OR') alternatives.push([]);
    else if (upper === 'AND') continue;
    else if (upper === 'NOT') negated = true;
    else {
      const words = token.replaceAll('"', '').replaceAll('\\', '').trim();
      if (words !== '') alternatives.at(-1)?.push({ words, negated });
      negated = false;
    }
  }
  const terms = alternatives.filter((alternative) => alternative.length > 0);
  const tooShort =
    terms.length === 0 ||
    terms.some((alternative) => alternative.every(({ words }) => words.replace(/[*?]/g, '').length < 2));
  if (tooShort) throw new OrgError('MALFORMED_SEARCH', `search term must be longer than one character: ${text}`);
  return terms;
}
