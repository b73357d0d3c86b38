/** GROUP BY: what may be grouped, what may stand beside it, and the subtotals of ROLLUP and CUBE. */
import type { Condition, Expression, SelectItem, SoqlQuery } from './ast.ts';
import type { FieldDef } from '../schema/types.ts';
import { collated, functionSql, hasAggregate, isAggregate } from './functions.ts';
import { fieldCannotBe, queryError } from './query-errors.ts';
import type { CompileContext, Grouping, Source } from './sources.ts';
import { columnOf, raw, sql, type Sql } from './sql-text.ts';

/** As many fields as the platform takes in ROLLUP or CUBE. Source: SOQL and SOSL Reference, "GROUP BY ROLLUP", "GROUP BY CUBE". */
const MAX_SUBTOTAL_FIELDS = 3;
const NEVER_GROUPED = new Set([
  'longtextarea',
  'richtextarea',
  'encryptedstring',
  'base64',
  'address',
  'location',
  'multipicklist',
  'datetime',
  'time',
  // SOQL Reference, "GROUP BY": numbers with decimals cannot be grouped (describe: groupable false for double, currency, percent).
  'double',
  'currency',
  'percent',
  'anyType',
  'junctionidlist',
]);

/** A grouped expression as SQL. Throws INVALID_FIELD for a field that cannot be grouped. */
export function groupSql(context: CompileContext, source: Source, expression: Expression): Sql {
  if (expression.kind === 'function') return functionSql(context, source, expression).sql;
  const { field, sql: column } = source.resolve(expression.path, expression.at);
  if (!isGroupable(field)) throw fieldCannotBe(context.text, expression.at, field.name, 'grouped');
  return collated(column, field);
}

function isGroupable(field: FieldDef): boolean {
  return !NEVER_GROUPED.has(field.type);
}

/**
 * The subtotal rows of ROLLUP and CUBE, still in one pass over the rows: each row counts once for every set of grouped expressions.
 * A set is a number whose bit i says that expression i is totalled up.
 */
export class GroupingSets implements Grouping {
  readonly #keys: readonly string[];
  readonly #sets: readonly number[];
  readonly #alias: string;

  constructor(context: CompileContext, source: Source, query: SoqlQuery) {
    const count = query.groupBy.length;
    if (count > MAX_SUBTOTAL_FIELDS) {
      const message = `A GROUP BY ${query.grouping ?? ''} clause may name at most ${MAX_SUBTOTAL_FIELDS} fields`;
      throw queryError('MALFORMED_QUERY', context.text, query.groupBy[MAX_SUBTOTAL_FIELDS]?.at ?? 0, message);
    }
    const all = 2 ** count;
    this.#keys = query.groupBy.map((expression) => groupKey(source, expression));
    // ROLLUP totals up from right to left: (a, b), (a), ().
    this.#sets =
      query.grouping === 'CUBE'
        ? Array.from({ length: all }, (_, set) => set)
        : Array.from({ length: count + 1 }, (_, kept) => all - 2 ** kept);
    this.#alias = context.nextAlias();
  }

  get table(): Sql {
    return raw(`(SELECT value AS "set" FROM json_each('[${this.#sets.join()}]')) ${this.#alias}`);
  }

  /** The set a row belongs to; a group has exactly one. */
  get set(): Sql {
    return columnOf(this.#alias, 'set');
  }

  valueOf(source: Source, expression: Expression, value: Sql): Sql {
    const position = this.#keys.indexOf(groupKey(source, expression));
    if (position < 0) return value;
    const seen = sql`CASE WHEN ${this.set} & ${raw(String(2 ** position))} THEN NULL ELSE ${value} END`;
    return expression.kind === 'field' ? collated(seen, source.resolve(expression.path, expression.at).field) : seen;
  }

  totalledUp(source: Source, expression: Expression): Sql | undefined {
    const position = this.#keys.indexOf(groupKey(source, expression));
    return position < 0 ? undefined : sql`((${this.set} >> ${raw(String(position))}) & 1)`;
  }

  /** Subtotals follow the rows they add up; the grand total comes last. Source: the examples of "GROUP BY ROLLUP". */
  order(source: Source, query: SoqlQuery, groupBy: readonly Sql[]): readonly Sql[] {
    return query.groupBy.flatMap((expression, index) => {
      const value = groupBy[index];
      const totalled = this.totalledUp(source, expression);
      return value && totalled ? [totalled, value] : [];
    });
  }
}

/** SELECT, HAVING and ORDER BY of an aggregate query may name only what is grouped or aggregated. */
export function checkGrouping(context: CompileContext, source: Source, query: SoqlQuery): void {
  const grouped = new Set(query.groupBy.map((expression) => groupKey(source, expression)));
  const isKnown = (expression: Expression): boolean =>
    hasAggregate(expression) ||
    isFormatOfAggregate(expression) ||
    (expression.kind === 'function' && expression.name === 'GROUPING') ||
    grouped.has(groupKey(source, expression));
  for (const item of query.select) {
    if (item.kind !== 'expression')
      throw queryError('MALFORMED_QUERY', context.text, item.at, 'Field must be grouped or aggregated');
    if (query.grouping === undefined) refuseAggregatedGroup(context, source, item.expression, grouped);
    if (isKnown(item.expression)) continue;
    const message = `Field must be grouped or aggregated: ${nameOf(item.expression)}`;
    throw queryError('MALFORMED_QUERY', context.text, item.at, message);
  }
  for (const { expression } of query.orderBy) {
    if (isKnown(expression)) continue;
    // A name that does not exist is told as such.
    if (expression.kind === 'field') source.resolve(expression.path, expression.at);
    const message = `Ordered field must be grouped or aggregated: ${nameOf(expression)}`;
    throw queryError('MALFORMED_QUERY', context.text, expression.at, message);
  }
  for (const { left, right, at } of query.having ? comparisonsOf(query.having) : []) {
    // SOQL and SOSL Reference, "HAVING": no semi-joins or anti-joins, and no field that is not grouped.
    if (right.kind === 'query')
      throw queryError('MALFORMED_QUERY', context.text, at, 'Semi join sub-selects are not allowed in HAVING');
    if (isKnown(left)) continue;
    if (left.kind === 'field') source.resolve(left.path, left.at);
    const message = `Having field must be grouped or aggregated: ${nameOf(left)}`;
    throw queryError('MALFORMED_QUERY', context.text, left.at, message);
  }
  const counts = query.select.filter(isBareCount);
  const bareCount = query.select.length === 1 && counts.length === 1;
  // Source: SOQL and SOSL Reference, "COUNT()": the only element of SELECT, and never with GROUP BY (API 19.0 and later).
  const [count] = counts;
  if (count && (query.groupBy.length > 0 || !bareCount)) {
    const message = 'COUNT() must be the only element of the SELECT list, without GROUP BY: use COUNT(fieldName)';
    throw queryError('MALFORMED_QUERY', context.text, count.at, message);
  }
  // Source: SOQL and SOSL Reference, "Considerations for GROUP BY": LIMIT with an aggregate function needs GROUP BY.
  if (query.groupBy.length === 0 && query.limit && !bareCount) {
    const message = 'Non-grouped query that uses overall aggregate functions cannot also use LIMIT';
    throw queryError('MALFORMED_QUERY', context.text, query.fromAt, message);
  }
}

/** Source: error texts of real orgs, as in RoseSilverSoftware/IlluminatedCloud issue 1824; said of GROUP BY without subtotals. */
function refuseAggregatedGroup(
  context: CompileContext,
  source: Source,
  expression: Expression,
  grouped: ReadonlySet<string>,
): void {
  if (expression.kind !== 'function') return;
  for (const argument of expression.args) {
    if (argument.kind === 'function') refuseAggregatedGroup(context, source, argument, grouped);
    if (argument.kind !== 'field' || !isAggregate(expression.name) || !grouped.has(groupKey(source, argument)))
      continue;
    const message = `Grouped field should not be aggregated: ${nameOf(argument)}`;
    throw queryError('MALFORMED_QUERY', context.text, argument.at, message);
  }
}

function comparisonsOf(condition: Condition): readonly Extract<Condition, { kind: 'compare' }>[] {
  if (condition.kind === 'compare') return [condition];
  return condition.kind === 'not' ? comparisonsOf(condition.part) : condition.parts.flatMap(comparisonsOf);
}

function isBareCount(item: SelectItem): boolean {
  if (item.kind !== 'expression' || item.expression.kind !== 'function') return false;
  return item.expression.name === 'COUNT' && item.expression.args.length === 0;
}

function nameOf(expression: Expression): string {
  return expression.kind === 'field' ? expression.path.join('.') : expression.name;
}

function isFormatOfAggregate(expression: Expression): boolean {
  if (expression.kind !== 'function' || expression.name !== 'FORMAT') return false;
  const [argument] = expression.args;
  return argument?.kind === 'function' && isAggregate(argument.name);
}

function groupKey(source: Source, expression: Expression): string {
  if (expression.kind === 'field') {
    return (source.namesItself(expression.path) ? expression.path.slice(1) : expression.path).join('.').toLowerCase();
  }
  const args = expression.args.map((argument) =>
    argument.kind === 'field' || argument.kind === 'function' ? groupKey(source, argument) : '?',
  );
  return `${expression.name}(${args.join(',')})`;
}
