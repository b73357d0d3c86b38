import type { Expression, FieldRef, OrderItem, RowCount, SelectItem, SoqlQuery } from './ast.ts';
import { parseCondition } from './condition-parser.ts';
import { parseExpression, parsePath } from './expression-parser.ts';
import { Unsupported } from '../engine/errors.ts';
import { readParentAliases, writtenOut } from './parent-aliases.ts';
import { queryError } from './query-errors.ts';
import { scopeNamed } from './query-scopes.ts';
import { TokenReader } from './token-reader.ts';

/** Words that end a FROM item, so that they are never read as its alias. */
const CLAUSE_WORDS = new Set(
  'WHERE WITH GROUP HAVING ORDER LIMIT OFFSET FOR ALL USING UPDATE SELECT FROM AND OR NOT IN LIKE ASC DESC NULLS'.split(
    ' ',
  ),
);
const MODES = ['USER_MODE', 'SYSTEM_MODE', 'SECURITY_ENFORCED'] as const;

const MAX_CACHED = 1000;
const parsed = new Map<string, SoqlQuery>();

/**
 * Parses a SOQL statement. Throws OrgError MALFORMED_QUERY ("unexpected token: 'x'").
 * Grammar: SOQL and SOSL Reference, "SOQL SELECT Syntax". The result is immutable and shared between callers.
 */
export function parseSoql(text: string): SoqlQuery {
  const known = parsed.get(text);
  if (known) return known;
  if (text.trim() === '') throw queryError('MALFORMED_QUERY', text, 0, 'SOQL statements cannot be empty or null');
  const reader = new TokenReader(text);
  const query = parseQuery(reader);
  if (reader.peek().kind !== 'end') reader.fail();
  if (parsed.size >= MAX_CACHED) parsed.clear();
  parsed.set(text, query);
  return query;
}

/** Parses one SELECT up to the first token that does not belong to it; used for subqueries too. */
function parseQuery(reader: TokenReader): SoqlQuery {
  reader.expectWord('SELECT');
  const select = parseSelect(reader);
  reader.expectWord('FROM');
  const fromAt = reader.position;
  const from = parsePath(reader).path.join('.');
  reader.takeWords('AS');
  const aliasToken = reader.peek();
  const alias =
    aliasToken.kind === 'word' && !CLAUSE_WORDS.has(aliasToken.text.toUpperCase()) ? reader.take().text : undefined;
  const names = new Set([from, alias ?? from].map((name) => name.toLowerCase()));
  const parents = readParentAliases(reader, names, () => parsePath(reader).path, CLAUSE_WORDS);
  const scoped = reader.takeWords('USING', 'SCOPE');
  if (scoped && scopeNamed(reader.peek().text) === undefined) reader.fail();
  const usingScope = scoped ? reader.takeName() : undefined;
  const query: SoqlQuery = {
    text: reader.text,
    select,
    from,
    fromAt,
    ...(alias !== undefined && { alias }),
    ...(usingScope !== undefined && { usingScope }),
    ...parseFilters(reader),
    ...parseTail(reader),
  };
  return writtenOut(query, parents);
}

/** The clauses that SOSL's RETURNING shares with SOQL: WHERE … OFFSET. */
export function parseFilters(
  reader: TokenReader,
): Pick<SoqlQuery, 'where' | 'mode' | 'modeAt' | 'groupBy' | 'grouping' | 'having' | 'orderBy' | 'limit' | 'offset'> {
  const where = reader.takeWords('WHERE') ? parseCondition(reader, parseQuery) : undefined;
  const mode = reader.isWords('WITH') ? parseMode(reader) : undefined;
  const group = reader.takeWords('GROUP', 'BY') ? parseGroupBy(reader) : { groupBy: [] };
  const having = reader.takeWords('HAVING') ? parseCondition(reader, parseQuery) : undefined;
  const orderBy = reader.takeWords('ORDER', 'BY') ? parseOrderBy(reader) : [];
  const limit = reader.takeWords('LIMIT') ? parseRowCount(reader) : undefined;
  const offset = reader.takeWords('OFFSET') ? parseRowCount(reader) : undefined;
  return {
    ...(where && { where }),
    ...mode,
    ...group,
    ...(having && { having }),
    orderBy,
    ...(limit && { limit }),
    ...(offset && { offset }),
  };
}

function parseTail(reader: TokenReader): Pick<SoqlQuery, 'forClause' | 'allRows'> {
  const forClause: ('UPDATE' | 'VIEW' | 'REFERENCE')[] = [];
  let allRows = false;
  for (;;) {
    if (reader.takeWords('ALL', 'ROWS')) allRows = true;
    else if (reader.takeWords('FOR', 'UPDATE')) forClause.push('UPDATE');
    else if (reader.takeWords('FOR', 'VIEW')) forClause.push('VIEW');
    else if (reader.takeWords('FOR', 'REFERENCE')) forClause.push('REFERENCE');
    else if (reader.isWords('UPDATE', 'TRACKING') || reader.isWords('UPDATE', 'VIEWSTAT'))
      throw new Unsupported(`SOQL UPDATE ${reader.peek(1).text.toUpperCase()}`);
    else return { forClause, allRows };
  }
}

function parseMode(reader: TokenReader): Pick<SoqlQuery, 'mode' | 'modeAt'> {
  const modeAt = reader.peek(1).at;
  reader.expectWord('WITH');
  if (reader.isWords('DATA', 'CATEGORY')) throw new Unsupported('SOQL WITH DATA CATEGORY');
  if (reader.isWords('RECORDVISIBILITYCONTEXT')) throw new Unsupported('SOQL WITH RecordVisibilityContext');
  const mode = MODES.find((name) => reader.takeWords(name));
  return mode ? { mode, modeAt } : reader.fail();
}

/** A SELECT list, or the field list of a SOSL RETURNING. */
export function parseSelect(reader: TokenReader): readonly SelectItem[] {
  const items: SelectItem[] = [];
  do items.push(parseSelectItem(reader));
  while (reader.takeSymbol(','));
  return items;
}

function parseSelectItem(reader: TokenReader): SelectItem {
  const at = reader.position;
  if (reader.takeSymbol('(')) {
    const query = parseQuery(reader);
    reader.expectSymbol(')');
    return { kind: 'query', query, at };
  }
  if (reader.isWords('TYPEOF') && reader.peek(1).kind === 'word') return parseTypeof(reader);
  if (reader.isWords('FIELDS') && reader.isSymbol('(', 1)) return parseFieldsFunction(reader, at);
  if (reader.isWords('FROM')) reader.fail();
  const expression = parseExpression(reader);
  const alias = reader.peek();
  if (alias.kind === 'word' && !CLAUSE_WORDS.has(alias.text.toUpperCase())) {
    reader.take();
    return { kind: 'expression', expression, alias: alias.text, at };
  }
  return { kind: 'expression', expression, at };
}

function parseFieldsFunction(reader: TokenReader, at: number): SelectItem {
  reader.take();
  reader.expectSymbol('(');
  const set = (['ALL', 'STANDARD', 'CUSTOM'] as const).find((name) => reader.takeWords(name));
  if (!set) return reader.fail();
  reader.expectSymbol(')');
  return { kind: 'fields', set, at };
}

function parseTypeof(reader: TokenReader): SelectItem {
  const at = reader.position;
  reader.expectWord('TYPEOF');
  const relationship = parsePath(reader).path;
  const branches: { type: string; fields: readonly FieldRef[]; at: number }[] = [];
  while (reader.takeWords('WHEN')) {
    const branchAt = reader.position;
    const type = reader.takeName();
    reader.expectWord('THEN');
    branches.push({ type, fields: parsePathList(reader), at: branchAt });
  }
  if (branches.length === 0) reader.fail();
  const otherwise = reader.takeWords('ELSE') ? parsePathList(reader) : [];
  reader.expectWord('END');
  return { kind: 'typeof', relationship, branches, otherwise, at };
}

function parsePathList(reader: TokenReader): readonly FieldRef[] {
  const paths: FieldRef[] = [];
  do paths.push(parsePath(reader));
  while (reader.takeSymbol(','));
  return paths;
}

function parseGroupBy(reader: TokenReader): Pick<SoqlQuery, 'groupBy' | 'grouping'> {
  for (const grouping of ['ROLLUP', 'CUBE'] as const) {
    if (reader.isWords(grouping) && reader.isSymbol('(', 1)) {
      reader.take();
      reader.expectSymbol('(');
      const groupBy = parseExpressions(reader);
      reader.expectSymbol(')');
      return { groupBy, grouping };
    }
  }
  return { groupBy: parseExpressions(reader) };
}

function parseExpressions(reader: TokenReader): readonly Expression[] {
  const expressions: Expression[] = [];
  do expressions.push(parseExpression(reader));
  while (reader.takeSymbol(','));
  return expressions;
}

function parseOrderBy(reader: TokenReader): readonly OrderItem[] {
  const items: OrderItem[] = [];
  do {
    const expression = parseExpression(reader);
    const descending = reader.takeWords('DESC');
    if (!descending) reader.takeWords('ASC');
    // SOQL Reference, "ORDER BY": nulls are sorted first unless NULLS LAST is written, also with DESC.
    let nullsLast = false;
    if (reader.takeWords('NULLS')) {
      nullsLast = reader.takeWords('LAST');
      if (!nullsLast) reader.expectWord('FIRST');
    }
    items.push({ expression, descending, nullsLast });
  } while (reader.takeSymbol(','));
  return items;
}

function parseRowCount(reader: TokenReader): RowCount {
  if (reader.takeSymbol(':')) return { kind: 'bind', name: parsePath(reader).path.join('.') };
  const token = reader.peek();
  if (token.kind !== 'number' || !/^\d+$/.test(token.text)) reader.fail();
  reader.take();
  return { kind: 'number', value: Number(token.text) };
}
