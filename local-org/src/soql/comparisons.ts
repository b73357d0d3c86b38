import type { Operator, Value } from './ast.ts';
import { dateLiteralRange } from './date-literals.ts';
import { OrgError } from '../engine/errors.ts';
import { caseVariants, globOfLike, globOfText, needsCaseVariants } from './letter-case.ts';
import {
  bindElements,
  convert,
  mismatchError,
  operandOf,
  type Comparable,
  type ComparisonContext,
  type Operand,
  type Scalar,
} from './operands.ts';
import { queryError } from './query-errors.ts';
import { joinSql, raw, sql, type Param, type RunEnvironment, type Sql } from './sql-text.ts';
import { startOfDay } from './time-zone.ts';

/** `left operator value` for a single value. The SQL may yield NULL, which counts as false. */
export function compareScalar(context: ComparisonContext, left: Comparable, operator: Operator, value: Scalar): Sql {
  if (value.kind === 'dateLiteral') return compareRange(left, operator, value, context);
  const operand = operandOf(context, left, value);
  if (operator === 'LIKE') return compareLike(context, left, value, operand);
  const equals = operator === '=' || operator === '!=';
  if (operand.value === null) {
    if (!equals) return raw('0');
    return operator === '=' ? sql`${left.sql} IS NULL` : sql`${left.sql} IS NOT NULL`;
  }
  if (!equals) return sql`${left.sql} ${raw(operator)} ${operand.param}${collation(left)}`;
  // `x != 'a'` holds for an empty x too.
  const spelled = left.compares === 'text' && typeof operand.value === 'string' ? textEquals(left, operand) : undefined;
  if (spelled) return operator === '=' ? spelled : sql`(${spelled}) IS NOT TRUE`;
  return sql`${left.sql} ${raw(operator === '=' ? '=' : 'IS NOT')} ${operand.param}${collation(left)}`;
}

/** `left IN (values)`; with `null` among the values also when left is empty. */
export function compareList(context: ComparisonContext, left: Comparable, values: readonly Scalar[]): Sql {
  if (values.some((value) => value.kind === 'dateLiteral')) {
    return anyOf(values.map((value) => compareScalar(context, left, '=', value)));
  }
  const parts: Sql[] = [];
  const plain: (string | number)[] = [];
  const add = (value: string | number | null): void => {
    if (value === null) parts.push(sql`${left.sql} IS NULL`);
    else {
      const spellings = left.compares === 'text' && typeof value === 'string' ? spellingsOf(value) : [value];
      if (spellings) plain.push(...spellings);
      else parts.push(sql`${left.sql} GLOB ${globOfText(String(value))}`);
    }
  };
  for (const value of values) {
    if (value.kind === 'bind') parts.push(...boundList(context, left, value));
    else add(convert(context.text, left, value, false));
  }
  if (plain.length > 0) parts.push(sql`${left.sql}${collation(left)} IN (${memberSql(plain)})`);
  return parts.length === 0 ? raw('0') : anyOf(parts);
}

/** `IN :list`: the elements travel as one JSON parameter, so the statement serves lists of any length. */
function boundList(
  context: ComparisonContext,
  left: Comparable,
  bind: Extract<Scalar, { kind: 'bind' }>,
): readonly Sql[] {
  const valuesIn = (from: ComparisonContext): readonly (string | number | null)[] =>
    bindElements(from, bind.name, bind.at).map((element) => convert(context.text, left, element, true));
  const spelled = (from: ComparisonContext): readonly (string | number)[] =>
    valuesIn(from).flatMap((value): readonly (string | number)[] => {
      if (value === null) return [];
      return left.compares === 'text' && typeof value === 'string' ? (spellingsOf(value) ?? []) : [value];
    });
  const values = valuesIn(context);
  const parts = [
    sql`${left.sql}${collation(left)} IN (SELECT value FROM json_each(${(environment: RunEnvironment) =>
      JSON.stringify(spelled({ ...context, binds: environment.binds }))}))`,
  ];
  if (values.includes(null)) parts.push(sql`${left.sql} IS NULL`);
  for (const value of values) {
    if (left.compares !== 'text' || typeof value !== 'string' || spellingsOf(value)) continue;
    context.uncacheable();
    parts.push(sql`${left.sql} GLOB ${globOfText(value)}`);
  }
  return parts;
}

function spellingsOf(value: string): readonly string[] | undefined {
  return needsCaseVariants(value) ? caseVariants(value) : [value];
}

/** INCLUDES: each value may be a `;`-joined set of which all must be chosen. */
export function compareIncludes(context: ComparisonContext, left: Comparable, values: readonly Scalar[]): Sql {
  return anyOf(
    values.map((value) => {
      const operand = operandOf(context, left, value).value;
      if (operand === null) return sql`${left.sql} IS NULL`;
      const wanted = String(operand)
        .split(';')
        .filter((part) => part !== '');
      const tests = wanted.map(
        (part) => sql`(';' || ${left.sql} || ';') LIKE ${`%;${escapeLike(part)};%`} ESCAPE '\\'`,
      );
      return sql`(${joinSql(tests, ' AND ')})`;
    }),
  );
}

/** Escapes a text for `LIKE … ESCAPE '\'`. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

function anyOf(parts: readonly Sql[]): Sql {
  return parts.length === 1 && parts[0] ? parts[0] : sql`(${joinSql(parts, ' OR ')})`;
}

function memberSql(values: readonly (string | number)[]): Sql {
  if (values.length <= 20) {
    return joinSql(
      values.map((value) => sql`${value}`),
      ', ',
    );
  }
  return sql`SELECT value FROM json_each(${JSON.stringify(values)})`;
}

function collation(left: Comparable): Sql {
  if (left.compares === 'text' || left.compares === 'multipicklist') return raw(' COLLATE NOCASE');
  return left.compares === 'exactText' ? raw(' COLLATE BINARY') : raw('');
}

function textEquals(left: Comparable, operand: Operand): Sql | undefined {
  const value = String(operand.value);
  if (!needsCaseVariants(value)) return undefined;
  const later = (make: (text: string) => string): Param => {
    const { param } = operand;
    return typeof param === 'function' ? (environment) => make(String(param(environment))) : make(value);
  };
  if (!caseVariants(value)) return sql`${left.sql} GLOB ${later(globOfText)}`;
  const spellings = later((text) => JSON.stringify(caseVariants(text) ?? [text]));
  return sql`${left.sql} COLLATE NOCASE IN (SELECT value FROM json_each(${spellings}))`;
}

function compareLike(context: ComparisonContext, left: Comparable, value: Scalar, operand: Operand): Sql {
  if (left.compares !== 'text' && left.compares !== 'exactText' && left.compares !== 'id') {
    const message = `invalid operator on ${left.type} field`;
    throw queryError('INVALID_QUERY_FILTER_OPERATOR', context.text, value.at, message);
  }
  if (operand.value === null) return sql`${left.sql} IS NULL`;
  const pattern = value.kind === 'string' ? value.pattern : String(operand.value);
  const { param } = operand;
  const later = (make: (text: string) => string): Param =>
    typeof param === 'function' ? (environment) => make(String(param(environment))) : make(pattern);
  if (needsCaseVariants(pattern)) return sql`${left.sql} GLOB ${later(globOfLike)}`;
  return sql`${left.sql} LIKE ${later(completeEscape)} ESCAPE '\\'`;
}

/** A lone backslash at the end would be an SQL error; the platform reads it as itself. */
function completeEscape(pattern: string): string {
  return pattern.replace(/(?<!\\)((?:\\\\)*)\\$/, '$1\\\\');
}

function compareRange(
  left: Comparable,
  operator: Operator,
  literal: Extract<Value, { kind: 'dateLiteral' }>,
  context: ComparisonContext,
): Sql {
  if (left.compares !== 'date' && left.compares !== 'datetime')
    throw mismatchError(context.text, literal.at, left, false);
  const bound = (which: 'from' | 'to') => (environment: RunEnvironment) => {
    const day = dateLiteralRange(literal.name, literal.n, environment.today, environment.locale)[which];
    return left.compares === 'date' ? day : startOfDay(day, environment.timeZone);
  };
  const from = bound('from');
  const to = bound('to');
  switch (operator) {
    case '=':
      return sql`(${left.sql} >= ${from} AND ${left.sql} < ${to})`;
    case '!=':
      return sql`(${left.sql} >= ${from} AND ${left.sql} < ${to}) IS NOT TRUE`;
    case '<':
      return sql`${left.sql} < ${from}`;
    case '<=':
      return sql`${left.sql} < ${to}`;
    case '>':
      return sql`${left.sql} >= ${to}`;
    case '>=':
      return sql`${left.sql} >= ${from}`;
    case 'LIKE':
    case 'IN':
    case 'NOT IN':
    case 'INCLUDES':
    case 'EXCLUDES':
      throw new OrgError('INVALID_QUERY_FILTER_OPERATOR', `invalid operator on ${left.type} field`);
  }
}
