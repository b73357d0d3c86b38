/** Inline SOQL and SOSL: the text for the query engine, the binds, and the shape the checker looks at. */
import {
  AllRowsClauseContext,
  BoundExpressionContext,
  ComparisonOperatorContext,
  DateFormulaContext,
  ExpressionContext,
  FieldExpressionContext,
  FieldGroupByListContext,
  FieldListContext,
  FieldNameContext,
  FieldNameListContext,
  FieldSpecContext,
  FromNameListContext,
  GroupByClauseContext,
  LimitClauseContext,
  OffsetClauseContext,
  OrderByClauseContext,
  QueryContext,
  SelectEntryContext,
  SelectListContext,
  SignedNumberContext,
  SoqlFunctionContext,
  SoqlIdContext,
  SoslIdContext,
  SoslWithClauseContext,
  SubFieldEntryContext,
  SubFieldListContext,
  SubQueryContext,
  TypeOfContext,
  ValueContext,
  WhenClauseContext,
  WhereClauseContext,
  WithClauseContext,
  type SoqlLiteralContext,
  type SoslLiteralContext,
} from '@apexdevtools/apex-parser';
import type {
  Expression,
  Position,
  QueryBind,
  QueryComparison,
  QueryNode,
  QueryPath,
  SearchNode,
  SelectShape,
} from './ast.ts';
import {
  child,
  children,
  descendants,
  firstToken,
  hasToken,
  need,
  position,
  range,
  textBetween,
  tokens,
  type Context,
} from './parse-tree.ts';

const aggregates = new Set(['avg', 'count', 'count_distinct', 'min', 'max', 'sum', 'grouping']);

type Convert = (ctx: ExpressionContext) => Expression;

const fieldPath = (ctx: Context): QueryPath => ({ path: ctx.getText().split('.'), pos: position(ctx) });

/** Fields mentioned below `ctx`, outside semi-joins, TYPEOF and bind expressions. */
function mentionedFields(ctx: Context): QueryPath[] {
  const inner = [
    ...descendants(ctx, SubQueryContext),
    ...descendants(ctx, TypeOfContext),
    ...descendants(ctx, BoundExpressionContext),
  ].map(range);
  return descendants(ctx, FieldNameContext)
    .filter((field) => {
      const [start] = range(field);
      return !inner.some(([from, to]) => start >= from && start < to);
    })
    .map(fieldPath);
}

/** Comparisons below `ctx`, outside semi-joins. */
function comparisonsIn(ctx: Context): QueryComparison[] {
  const inner = descendants(ctx, SubQueryContext).map(range);
  return descendants(ctx, FieldExpressionContext).flatMap((one) => {
    const [start] = range(one);
    const field = child(one, FieldNameContext);
    if (field === undefined || inner.some(([from, to]) => start >= from && start < to)) return [];
    const value = need(one, ValueContext);
    const bound = child(value, BoundExpressionContext);
    return [
      {
        field: fieldPath(field),
        operator: tokens(need(one, ComparisonOperatorContext)).join(' ').toLowerCase(),
        value: bound === undefined ? literalKind(value) : ('bind' as const),
        pos: position(one),
        bindPos: bound === undefined ? null : position(bound),
      },
    ];
  });
}

function literalKind(value: ValueContext): QueryComparison['value'] {
  if (child(value, DateFormulaContext) !== undefined) return 'day';
  if (child(value, SignedNumberContext) !== undefined) return 'number';
  const [token = ''] = tokens(value);
  if (token.startsWith("'")) return 'text';
  if (/^(true|false)$/i.test(token)) return 'boolean';
  return /^\d{4}-\d{2}-\d{2}/.test(token) ? 'day' : 'other';
}

const bindPositions = (clause: Context | undefined): Position[] =>
  clause === undefined ? [] : descendants(clause, BoundExpressionContext).map(position);

/** The fields of GROUP BY when they alone group. */
function groupedFields(group: Context | undefined, aggregate: boolean): readonly QueryPath[] | null {
  if (group === undefined) return aggregate ? [] : null;
  const list = child(group, FieldGroupByListContext);
  if (list === undefined) return null;
  return descendants(list, SoqlFunctionContext).length > 0 ? null : descendants(list, FieldNameContext).map(fieldPath);
}

const typeOfParts = (ctx: TypeOfContext): SelectShape['typeOf'] =>
  children(ctx, WhenClauseContext).map((one) => ({
    object: fieldPath(need(one, FieldNameContext)),
    fields: descendants(need(one, FieldNameListContext), FieldNameContext).map(fieldPath),
  }));

/** `FROM Contact c, c.Account a`: a path that begins with the alias of a parent, written out. Source: SOQL and SOSL Reference, "Alias Notation". */
function parentsWritten(from: FromNameListContext): (one: QueryPath) => QueryPath {
  const [, ...parents] = children(from, FieldNameContext).map((name) => name.getText().split('.'));
  const aliases = children(from, SoqlIdContext);
  const paths = new Map<string, readonly string[]>();
  for (const [index, [first = '', ...rest]] of parents.entries()) {
    // The object itself may have none.
    const alias = aliases
      .at(index - parents.length)
      ?.getText()
      .toLowerCase();
    if (alias !== undefined) paths.set(alias, [...(paths.get(first.toLowerCase()) ?? []), ...rest]);
  }
  return (one) => {
    const [first = '', ...rest] = one.path;
    const parent = rest.length === 0 ? undefined : paths.get(first.toLowerCase());
    return parent === undefined ? one : { ...one, path: [...parent, ...rest] };
  };
}

function shapeOf(ctx: QueryContext | SubQueryContext): SelectShape {
  const list = child(ctx, SelectListContext) ?? need(ctx, SubFieldListContext);
  const entries: Context[] = [...children(list, SelectEntryContext), ...children(list, SubFieldEntryContext)];
  const from = need(ctx, FromNameListContext);
  const group = child(ctx, GroupByClauseContext);
  const fields: QueryPath[] = [];
  const others: QueryPath[] = [];
  const aliases: string[] = [];
  const childSelects: SelectShape[] = [];
  let aggregate = group !== undefined;
  let countOnly = false;
  for (const entry of entries) {
    const field = child(entry, FieldNameContext);
    const fn = child(entry, SoqlFunctionContext);
    const sub = child(entry, SubQueryContext);
    const alias = child(entry, SoqlIdContext);
    if (alias !== undefined) aliases.push(alias.getText());
    if (field !== undefined) fields.push(fieldPath(field));
    if (fn !== undefined) {
      if (aggregates.has(firstToken(fn).toLowerCase())) aggregate = true;
      if (
        entries.length === 1 &&
        firstToken(fn).toLowerCase() === 'count' &&
        child(fn, FieldNameContext) === undefined
      ) {
        countOnly = true;
      }
      others.push(...mentionedFields(fn));
    }
    if (sub !== undefined) childSelects.push(shapeOf(sub));
  }
  const where = child(ctx, WhereClauseContext);
  const order = child(ctx, OrderByClauseContext);
  for (const clause of [where, group, order]) if (clause !== undefined) others.push(...mentionedFields(clause));
  const names = children(from, FieldNameContext);
  const fromAlias = children(from, SoqlIdContext)[0];
  const written = parentsWritten(from);
  return {
    pos: position(ctx),
    from: (names[0]?.getText() ?? '').split('.'),
    fromAlias: fromAlias === undefined ? null : fromAlias.getText(),
    fields: fields.map(written),
    countOnly,
    aggregate,
    aliases,
    others: others.map(written),
    children: childSelects,
    comparisons: where === undefined ? [] : comparisonsIn(where).map((one) => ({ ...one, field: written(one.field) })),
    rowCounts: [...bindPositions(child(ctx, LimitClauseContext)), ...bindPositions(child(ctx, OffsetClauseContext))],
    groupedBy: groupedFields(group, aggregate)?.map(written) ?? null,
    typeOf: descendants(list, TypeOfContext).flatMap(typeOfParts),
    semiJoins: where === undefined ? [] : descendants(where, SubQueryContext).map(shapeOf),
  };
}

/** Comments are Apex's, not SOQL's; a line comment ends before its line feed, so that lines stay where they were. */
const withoutComments = (text: string): string =>
  text.replace(/'(?:[^'\\]|\\.)*'|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (found) =>
    found.startsWith("'") ? found : found.replace(/[^\n]/g, ' '),
  );

function withBinds(
  ctx: Context,
  source: string,
  convert: Convert,
  from: number,
  to: number,
): { readonly text: string; readonly binds: readonly QueryBind[] } {
  const binds: QueryBind[] = [];
  let text = '';
  let at = from;
  for (const bound of descendants(ctx, BoundExpressionContext)) {
    const [start, end] = range(bound);
    const name = `b${String(binds.length)}`;
    binds.push({ name, pos: position(bound), expression: convert(need(bound, ExpressionContext)) });
    text += `${textBetween(source, at, start)}:${name}`;
    at = end;
  }
  return { text: withoutComments(text + textBetween(source, at, to)), binds };
}

/** `[SELECT …]`. */
export function convertQuery(literal: SoqlLiteralContext, source: string, convert: Convert): QueryNode {
  const query = need(literal, QueryContext);
  const [from, to] = range(query);
  const { text, binds } = withBinds(query, source, convert, from, to);
  const withClause = child(query, WithClauseContext);
  const word = withClause === undefined ? '' : (tokens(withClause)[1] ?? '').toUpperCase();
  const mode = word === 'USER_MODE' || word === 'SYSTEM_MODE' || word === 'SECURITY_ENFORCED' ? word : null;
  return {
    k: 'soql',
    pos: position(literal),
    text,
    binds,
    shape: shapeOf(query),
    mode,
    allRows: child(query, AllRowsClauseContext) !== undefined,
  };
}

/** `[FIND … RETURNING …]`. */
export function convertSearch(literal: SoslLiteralContext, source: string, convert: Convert): SearchNode {
  const [from, to] = range(literal);
  const { text, binds } = withBinds(literal, source, convert, from + 1, to - 1);
  const mode = descendants(literal, SoslWithClauseContext)
    .map((clause) =>
      hasToken(clause, 'user_mode') ? 'USER_MODE' : hasToken(clause, 'system_mode') ? 'SYSTEM_MODE' : null,
    )
    .find((found) => found !== null);
  return {
    k: 'sosl',
    pos: position(literal),
    // In Apex the search text stands in quotes, for the query engine in braces.
    text: text.trim().replace(/^find\s*'((?:[^'\\]|\\.)*)'/i, (_, words: string) => `FIND {${words}}`),
    binds,
    mode: mode ?? null,
    returning: descendants(literal, FieldSpecContext).map((spec) => ({
      object: need(spec, SoslIdContext).getText(),
      pos: position(spec),
      fields: descendants(spec, FieldListContext).flatMap(soslFields),
    })),
  };
}

function soslFields(list: FieldListContext): QueryPath[] {
  const own = child(list, SoslIdContext);
  const rest = children(list, FieldListContext).flatMap(soslFields);
  return own === undefined ? rest : [fieldPath(own), ...rest];
}
