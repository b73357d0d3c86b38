import type { Operator, Value } from './ast.ts';
import { dateLiteralRange } from './date-literals.ts';
import { OrgError } from '../engine/errors.ts';
import type { Binds } from '../engine/ports.ts';
import type { FieldValue } from '../engine/records.ts';
import type { FieldType } from '../schema/types.ts';
import { to18 } from '../store/index.ts';
import { caseVariants, globOfLike, globOfText, needsCaseVariants } from './letter-case.ts';
import { queryError } from './query-errors.ts';
import { joinSql, raw, sql, type Param, type RunEnvironment, type Sql } from './sql-text.ts';
import { addDays, localDate, startOfDay } from './time-zone.ts';

/** How values of a field compare. */
export type Comparability =
  'text' | 'exactText' | 'id' | 'number' | 'boolean' | 'date' | 'datetime' | 'time' | 'multipicklist' | 'none';

/** The left side of a comparison. */
export interface Comparable {
  /** For messages. */
  readonly name: string;
  readonly type: FieldType;
  readonly compares: Comparability;
  readonly sql: Sql;
}

export interface ComparisonContext {
  readonly text: string;
  /** Their values decide the form of the SQL (null, list, letters). */
  readonly binds: Binds;
  /** Only names and types are checked: every bind counts as empty. */
  readonly unbound?: boolean;
  /** The Apex form of messages about binds. */
  readonly apex: boolean;
}

/** How a field type compares; `none` may not stand in WHERE. */
export function comparabilityOf(type: FieldType, caseSensitive: boolean): Comparability {
  switch (type) {
    case 'id':
    case 'reference':
      return 'id';
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      return 'number';
    case 'boolean':
    case 'date':
    case 'datetime':
    case 'time':
    case 'multipicklist':
      return type;
    case 'string':
    case 'textarea':
    case 'picklist':
    case 'combobox':
    case 'email':
    case 'phone':
    case 'url':
    case 'autonumber':
      return caseSensitive ? 'exactText' : 'text';
    case 'longtextarea':
    case 'richtextarea':
    case 'encryptedstring':
    case 'base64':
    case 'anyType':
    case 'location':
    case 'address':
      return 'none';
  }
}

type Scalar = Exclude<Value, { kind: 'list' | 'query' }>;

/** `left operator value` for a single value. The SQL may yield NULL, which counts as false. */
export function compareScalar(context: ComparisonContext, left: Comparable, operator: Operator, value: Scalar): Sql {
  if (value.kind === 'dateLiteral') return compareRange(left, operator, value, context);
  const operand = operandOf(context, left, value);
  if (operator === 'LIKE') return compareLike(context, left, value, operand);
  const equals = operator === '=' || operator === '!=';
  if (operand === null) {
    if (!equals) return raw('0');
    return operator === '=' ? sql`${left.sql} IS NULL` : sql`${left.sql} IS NOT NULL`;
  }
  if (!equals) return sql`${left.sql} ${raw(operator)} ${operand}${collation(left)}`;
  // `x != 'a'` holds for an empty x too.
  const spelled = left.compares === 'text' && typeof operand === 'string' ? textEquals(left, operand) : undefined;
  if (spelled) return operator === '=' ? spelled : sql`(${spelled}) IS NOT TRUE`;
  return sql`${left.sql} ${raw(operator === '=' ? '=' : 'IS NOT')} ${operand}${collation(left)}`;
}

/** `left IN (values)`; with `null` among the values also when left is empty. */
export function compareList(context: ComparisonContext, left: Comparable, values: readonly Scalar[]): Sql {
  if (values.some((value) => value.kind === 'dateLiteral')) {
    return anyOf(values.map((value) => compareScalar(context, left, '=', value)));
  }
  const operands = values.map((value) => operandOf(context, left, value));
  const parts: Sql[] = [];
  const plain: Param[] = [];
  for (const operand of operands) {
    if (operand === null) parts.push(sql`${left.sql} IS NULL`);
    else if (left.compares === 'text' && typeof operand === 'string' && needsCaseVariants(operand)) {
      const variants = caseVariants(operand);
      if (variants) plain.push(...variants);
      else parts.push(sql`${left.sql} GLOB ${globOfText(operand)}`);
    } else plain.push(operand);
  }
  if (plain.length > 0) parts.push(sql`${left.sql}${collation(left)} IN (${memberSql(plain)})`);
  return parts.length === 0 ? raw('0') : anyOf(parts);
}

/** INCLUDES: each value may be a `;`-joined set of which all must be chosen. */
export function compareIncludes(context: ComparisonContext, left: Comparable, values: readonly Scalar[]): Sql {
  return anyOf(
    values.map((value) => {
      const operand = operandOf(context, left, value);
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

/** The elements of a bind that stands after IN: a list, or a single value. */
export function bindElements(context: ComparisonContext, name: string, at: number): readonly Scalar[] {
  const value = bindValue(context, name, at);
  const elements: readonly FieldValue[] = isList(value) ? value : [value];
  return elements.map((element) => literalOf(element, at));
}

/** The value of a bind; REST knows no binds, Apex says which variable is missing. */
export function bindValue(context: ComparisonContext, name: string, at: number): FieldValue | readonly FieldValue[] {
  if (context.unbound) return null;
  const key = Object.hasOwn(context.binds, name)
    ? name
    : Object.keys(context.binds).find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  if (key === undefined) {
    const message = context.apex ? `Variable does not exist: ${name}` : 'Bind variables only allowed in Apex code';
    throw queryError('MALFORMED_QUERY', context.text, at, message);
  }
  return context.binds[key] ?? null;
}

/** Escapes a text for `LIKE … ESCAPE '\'`. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

function isList(value: FieldValue | readonly FieldValue[]): value is readonly FieldValue[] {
  return Array.isArray(value);
}

function literalOf(value: FieldValue, at: number): Scalar {
  if (value === null) return { kind: 'null', at };
  if (typeof value === 'boolean') return { kind: 'boolean', value, at };
  if (typeof value === 'number') return { kind: 'number', value, at };
  return { kind: 'string', value, pattern: value, at };
}

function anyOf(parts: readonly Sql[]): Sql {
  return parts.length === 1 && parts[0] ? parts[0] : sql`(${joinSql(parts, ' OR ')})`;
}

function memberSql(values: readonly Param[]): Sql {
  if (values.length <= 20 || values.some((value) => typeof value === 'function')) {
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

function textEquals(left: Comparable, value: string): Sql | undefined {
  if (!needsCaseVariants(value)) return undefined;
  const variants = caseVariants(value);
  if (!variants) return sql`${left.sql} GLOB ${globOfText(value)}`;
  return sql`${left.sql} COLLATE NOCASE IN (${memberSql(variants)})`;
}

function compareLike(
  context: ComparisonContext,
  left: Comparable,
  value: Scalar,
  operand: string | number | null,
): Sql {
  if (left.compares !== 'text' && left.compares !== 'exactText' && left.compares !== 'id') {
    const message = `invalid operator on ${left.type} field`;
    throw queryError('INVALID_QUERY_FILTER_OPERATOR', context.text, value.at, message);
  }
  const given = value.kind === 'bind' ? operand : value.kind === 'string' ? value.pattern : operand;
  if (given === null || given === '') return sql`${left.sql} IS NULL`;
  const pattern = String(given);
  if (needsCaseVariants(pattern)) return sql`${left.sql} GLOB ${globOfLike(pattern)}`;
  // A lone backslash at the end would be an SQL error; the platform reads it as itself.
  return sql`${left.sql} LIKE ${pattern.replace(/(?<!\\)((?:\\\\)*)\\$/, '$1\\\\')} ESCAPE '\\'`;
}

/** A literal or bind as the store keeps values of the field; null for `null` and the empty text. */
function operandOf(context: ComparisonContext, left: Comparable, value: Scalar): string | number | null {
  const scalar = value.kind === 'bind' ? singleBind(context, value.name, value.at) : value;
  const fromBind = value.kind === 'bind';
  if (scalar.kind === 'null') return null;
  const mismatch = (): never => {
    throw mismatchError(context.text, value.at, left, fromBind);
  };
  switch (left.compares) {
    case 'text':
    case 'exactText':
    case 'multipicklist':
      if (scalar.kind === 'string') return scalar.value === '' ? null : scalar.value;
      return fromBind && (scalar.kind === 'number' || scalar.kind === 'boolean') ? String(scalar.value) : mismatch();
    case 'id':
      return scalar.kind === 'string' ? idOperand(context.text, scalar.value, value.at) : mismatch();
    case 'number':
      if (scalar.kind === 'number' || scalar.kind === 'currency') return scalar.value;
      return mismatch();
    case 'boolean':
      return scalar.kind === 'boolean' ? (scalar.value ? 1 : 0) : mismatch();
    case 'date':
      if (scalar.kind === 'date') return scalar.value;
      return fromBind && scalar.kind === 'string' && /^\d{4}-\d{2}-\d{2}/.test(scalar.value)
        ? scalar.value.slice(0, 10)
        : mismatch();
    case 'datetime':
      if (scalar.kind === 'datetime') return scalar.value;
      return fromBind && scalar.kind === 'string' ? (instantText(scalar.value) ?? mismatch()) : mismatch();
    case 'time':
      if (scalar.kind === 'time') return scalar.value;
      return fromBind && scalar.kind === 'string' ? scalar.value : mismatch();
    case 'none':
      return mismatch();
  }
}

function singleBind(context: ComparisonContext, name: string, at: number): Scalar {
  const value = bindValue(context, name, at);
  if (isList(value))
    throw queryError('MALFORMED_QUERY', context.text, at, 'Invalid bind expression type of List for a single value');
  return literalOf(value, at);
}

function instantText(text: string): string | undefined {
  const instant = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Date.parse(text);
  return Number.isNaN(instant) ? undefined : new Date(instant).toISOString();
}

function idOperand(text: string, id: string, at: number): string | null {
  if (id === '') return null;
  const canonical = to18(id);
  if (canonical === undefined) throw queryError('INVALID_QUERY_FILTER_OPERATOR', text, at, `invalid ID field: ${id}`);
  return canonical;
}

/** Message form as recorded for REST: "value of filter criterion for field 'X' must be of type date and should not be enclosed in quotes". */
function mismatchError(text: string, at: number, left: Comparable, fromBind: boolean): OrgError {
  const type = left.type === 'datetime' ? 'dateTime' : left.type;
  const quoted =
    left.compares === 'text' ||
    left.compares === 'exactText' ||
    left.compares === 'id' ||
    left.compares === 'multipicklist';
  const how = quoted ? 'should be enclosed in quotes' : 'should not be enclosed in quotes';
  const message = `value of filter criterion for field '${left.name}' must be of type ${type}${fromBind ? '' : ` and ${how}`}`;
  return queryError('INVALID_FIELD', text, at, message, [left.name]);
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

/** The user's current day, for the run environment. */
export function todayOf(now: number, timeZone: string): string {
  return addDays(localDate(now, timeZone), 0);
}
