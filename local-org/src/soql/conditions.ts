import type { Condition, Expression, FieldRef, Value } from './ast.ts';
import { compareIncludes, compareList, compareScalar } from './comparisons.ts';
import {
  bindElements,
  bindValue,
  comparabilityOf,
  isList,
  type Comparable,
  type ComparisonContext,
  type Scalar,
} from './operands.ts';
import { aggregateSql, amountIn, functionSql, isAggregate } from './functions.ts';
import { inUsersLanguage } from './field-values.ts';
import { fieldCannotBe, queryError } from './query-errors.ts';
import type { CompileContext, Source } from './sources.ts';
import { joinSql, raw, sql, type Sql } from './sql-text.ts';

/** What conditions need besides their source. */
export interface ConditionContext extends CompileContext, ComparisonContext {
  /** The condition is that of HAVING. */
  readonly having?: boolean;
  /** Compiles `SELECT f FROM X WHERE …` of a semi-join to a one-column SELECT. */
  semiJoin(value: Extract<Value, { kind: 'query' }>): Sql;
}

/** WHERE or HAVING as SQL. Each comparison may yield NULL; NULL counts as false everywhere, NOT included, as in SOQL. */
export function conditionSql(context: ConditionContext, source: Source, condition: Condition): Sql {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const parts = condition.parts.map((part) => sql`(${conditionSql(context, source, part)})`);
      return joinSql(parts, condition.kind === 'and' ? ' AND ' : ' OR ');
    }
    case 'not':
      return sql`(${conditionSql(context, source, condition.part)}) IS NOT TRUE`;
    case 'compare':
      return comparisonSql(context, source, condition);
  }
}

function comparisonSql(
  context: ConditionContext,
  source: Source,
  condition: Extract<Condition, { kind: 'compare' }>,
): Sql {
  const translated = labelFilter(context, source, condition);
  if (translated) return conditionSql(context, source, translated);
  const { operator, right } = condition;
  const left = inLiteralCurrency(context, source, condition, comparableOf(context, source, condition.left));
  const invalid = (): never => {
    throw queryError(
      'INVALID_QUERY_FILTER_OPERATOR',
      context.text,
      condition.at,
      `invalid operator on ${left.type} field`,
      [left.name],
    );
  };
  if (operator === 'INCLUDES' || operator === 'EXCLUDES') {
    if (left.compares !== 'multipicklist') invalid();
    const values = elementsOf(context, right);
    const includes = compareIncludes(context, left, values);
    return operator === 'INCLUDES' ? includes : sql`(${includes}) IS NOT TRUE`;
  }
  if (operator === 'IN' || operator === 'NOT IN') {
    const member =
      right.kind === 'query'
        ? sql`${left.sql} IN (${context.semiJoin(right)})`
        : compareList(context, left, listedValues(right));
    // An empty field is not among the values, so NOT IN keeps it, as `!=` does.
    return operator === 'IN' ? member : sql`(${member}) IS NOT TRUE`;
  }
  if (right.kind === 'list' || right.kind === 'query') return invalid();
  // A bound list after `=` means any of its values (trailheadapps/apex-recipes, PlatformEventPublishCallback; jamessimone/apex-dml-mocking).
  if (
    right.kind === 'bind' &&
    (operator === '=' || operator === '!=') &&
    isList(bindValue(context, right.name, right.at))
  ) {
    const member = compareList(context, left, [right]);
    return operator === '=' ? member : sql`(${member}) IS NOT TRUE`;
  }
  // LIKE takes a bound list of patterns, any of which may fit (Salesforce Help; jamessimone/apex-rollup, RollupState).
  if (right.kind === 'bind' && operator === 'LIKE' && isList(bindValue(context, right.name, right.at))) {
    const tests = elementsOf(context, right).map((value) => compareScalar(context, left, operator, value));
    return tests.length === 0 ? raw('0') : sql`(${joinSql(tests, ' OR ')})`;
  }
  // SOQL and SOSL Reference, "Location-Based SOQL Queries": DISTANCE takes only > and <.
  if (left.name === 'DISTANCE' && operator !== '<' && operator !== '>') return invalid();
  if (left.compares === 'boolean' && operator !== '=' && operator !== '!=') return invalid();
  if (left.compares === 'id' && operator === 'LIKE') return invalid();
  if (left.compares === 'multipicklist' && operator === 'LIKE') return invalid();
  return compareScalar(context, left, operator, right);
}

/** The values after IN; a bind stays one, whatever it holds. */
function listedValues(right: Value): readonly Scalar[] {
  if (right.kind === 'query') return [];
  return right.kind === 'list' ? right.values.flatMap(listedValues) : [right];
}

/** The values themselves: the SQL then depends on them. */
function elementsOf(context: ConditionContext, right: Value): readonly Scalar[] {
  if (right.kind === 'bind' || right.kind === 'list') context.uncacheable();
  if (right.kind === 'bind') return bindElements(context, right.name, right.at);
  if (right.kind === 'query') return [];
  if (right.kind !== 'list') return [right];
  return right.values.flatMap((value) =>
    value.kind === 'bind' ? bindElements(context, value.name, value.at) : elementsOf(context, value),
  );
}

/** `Amount > USD5000` compares amounts in that currency. One comparison may name one currency, and then names it everywhere. */
function inLiteralCurrency(
  context: ConditionContext,
  source: Source,
  condition: Extract<Condition, { kind: 'compare' }>,
  left: Comparable,
): Comparable {
  const values = listedValues(condition.right);
  const codes = new Set(values.map((value) => (value.kind === 'currency' ? value.isoCode.toUpperCase() : null)));
  const [isoCode = null] = codes;
  if (values.length === 0 || (codes.size === 1 && isoCode === null)) return left;
  const refuse = (message: string): never => {
    throw queryError('MALFORMED_QUERY', context.text, condition.right.at, message);
  };
  if (condition.left.kind === 'function') return refuse('a currency literal cannot be compared with a function');
  if (codes.size > 1 || isoCode === null) return refuse('currency literals must all name the same currency');
  const resolved = source.resolve(condition.left.path, condition.left.at);
  return { ...left, sql: amountIn(context, resolved, isoCode) };
}

/** The left side of a comparison: a filterable field, a date function or an aggregate. */
function comparableOf(context: ConditionContext, source: Source, left: Expression): Comparable {
  if (left.kind === 'function') {
    if (left.name === 'CONVERTCURRENCY') {
      throw queryError('MALFORMED_QUERY', context.text, left.at, 'convertCurrency is not allowed in WHERE');
    }
    // SOQL and SOSL Reference, "HAVING": aggregate functions may stand there, "but not in a WHERE clause".
    if (isAggregate(left.name) && context.having !== true)
      throw queryError(
        'MALFORMED_QUERY',
        context.text,
        left.at,
        `aggregate function ${left.name} is not allowed in WHERE`,
      );
    const { sql: expression, type } = isAggregate(left.name)
      ? aggregateSql(context, source, left)
      : functionSql(context, source, left);
    const value = context.grouping?.valueOf(source, left, expression) ?? expression;
    return { name: left.name, type, compares: comparabilityOf(type, false), sql: value };
  }
  const { field, sql: value } = source.resolve(left.path, left.at);
  const compares = comparabilityOf(field.type, field.caseSensitive);
  if (compares === 'none') throw fieldCannotBe(context.text, left.at, field.name, 'filtered');
  return { name: field.name, type: field.type, compares, sql: context.grouping?.valueOf(source, left, value) ?? value };
}

/** `toLabel(f) = 'Label'` is a filter on the values that carry the label. */
function labelFilter(
  context: ConditionContext,
  source: Source,
  condition: Extract<Condition, { kind: 'compare' }>,
): Condition | undefined {
  if (condition.left.kind !== 'function' || condition.left.name !== 'TOLABEL') return undefined;
  const [argument] = condition.left.args;
  if (argument?.kind !== 'field')
    throw queryError('MALFORMED_QUERY', context.text, condition.at, "unexpected token: ')'");
  const field: FieldRef = argument;
  const resolved = source.resolve(field.path, field.at);
  const definition = inUsersLanguage(resolved.object, resolved.field, context.access.user, context.schemaIn);
  const wanted = elementsOf(context, condition.right).map((value) =>
    value.kind === 'string' ? value.value.toLowerCase() : '',
  );
  const values = (definition.picklist ?? [])
    .filter((entry) => wanted.includes(entry.label.toLowerCase()))
    .map((entry): Value => ({ kind: 'string', value: entry.value, pattern: entry.value, at: condition.right.at }));
  const negative = condition.operator === '!=' || condition.operator === 'NOT IN';
  if (!negative && condition.operator !== '=' && condition.operator !== 'IN') {
    throw queryError('INVALID_QUERY_FILTER_OPERATOR', context.text, condition.at, 'invalid operator on toLabel');
  }
  // No value carries the label: nothing is equal to it, everything differs from it.
  const list: Value =
    values.length > 0
      ? { kind: 'list', values, at: condition.right.at }
      : { kind: 'list', values: [], at: condition.right.at };
  return { kind: 'compare', left: field, operator: negative ? 'NOT IN' : 'IN', right: list, at: condition.at };
}
