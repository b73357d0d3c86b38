import type { OrgError } from '../engine/errors.ts';
import type { Binds } from '../engine/ports.ts';
import type { FieldValue } from '../engine/records.ts';
import type { FieldType } from '../schema/types.ts';
import { to18 } from '../store/index.ts';
import type { Value } from './ast.ts';
import { caseVariants, needsCaseVariants } from './letter-case.ts';
import { queryError } from './query-errors.ts';
import type { Param, RunEnvironment, Sql } from './sql-text.ts';

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
  /** Called when the SQL depends on more of a bind than its shape, so that the compiled statement serves only this call. */
  readonly uncacheable: () => void;
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
    case 'complexvalue':
    case 'junctionidlist':
    case 'location':
    case 'address':
      return 'none';
  }
}

/** A value that stands alone. */
export type Scalar = Exclude<Value, { kind: 'list' | 'query' }>;

/** A value as the store keeps it. `value` decides the form of the SQL, `param` gives it when the statement runs. */
export interface Operand {
  readonly value: string | number | null;
  readonly param: Param;
}

/** A literal or bind as the store keeps values of the field; null for `null` and the empty text. */
export function operandOf(context: ComparisonContext, left: Comparable, value: Scalar): Operand {
  if (value.kind !== 'bind') {
    const converted = convert(context.text, left, value, false);
    return { value: converted, param: converted };
  }
  const later = (environment: RunEnvironment): string | number | null =>
    convert(context.text, left, singleBind({ ...context, binds: environment.binds }, value.name, value.at), true);
  return { value: convert(context.text, left, singleBind(context, value.name, value.at), true), param: later };
}

/**
 * How the values of binds decide the form of the SQL: empty, text that NOCASE compares, other text, number, list with or without null.
 * Two calls with the same shape share a compiled statement.
 */
export function shapeOfBinds(binds: Binds): string {
  return Object.entries(binds)
    .map(([name, value]) => `${name}:${isList(value) ? `[${listShape(value)}]` : shapeOf(value)}`)
    .join();
}

function listShape(values: readonly FieldValue[]): string {
  return [...new Set(values.map(shapeOf))].sort().join('');
}

function shapeOf(value: FieldValue): string {
  if (value === null || value === '') return '0';
  if (typeof value !== 'string') return typeof value === 'number' ? 'n' : 'b';
  if (!needsCaseVariants(value)) return 's';
  return caseVariants(value) ? 'u' : 'g';
}

/** The elements of a bind that stands after IN: a list, or a single value. */
export function bindElements(context: ComparisonContext, name: string, at: number): readonly Scalar[] {
  const value = bindValue(context, name, at);
  const elements: readonly FieldValue[] = isList(value) ? value : [value];
  return elements.map((element) => literalOf(element, at));
}

/** The value of a bind; REST knows no binds, Apex says which variable is missing. */
export function bindValue(
  context: Pick<ComparisonContext, 'text' | 'binds' | 'apex' | 'unbound'>,
  name: string,
  at: number,
): FieldValue | readonly FieldValue[] {
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

export function isList(value: FieldValue | readonly FieldValue[]): value is readonly FieldValue[] {
  return Array.isArray(value);
}

function literalOf(value: FieldValue, at: number): Scalar {
  if (value === null) return { kind: 'null', at };
  if (typeof value === 'boolean') return { kind: 'boolean', value, at };
  if (typeof value === 'number') return { kind: 'number', value, at };
  return { kind: 'string', value, pattern: value, at };
}

/** `value` is a literal, also when it came from a bind. */
export function convert(text: string, left: Comparable, scalar: Scalar, fromBind: boolean): string | number | null {
  if (scalar.kind === 'null') return null;
  const mismatch = (): never => {
    throw mismatchError(text, scalar.at, left, fromBind);
  };
  switch (left.compares) {
    case 'text':
    case 'exactText':
    case 'multipicklist':
      if (scalar.kind === 'string') return scalar.value === '' ? null : scalar.value;
      return fromBind && (scalar.kind === 'number' || scalar.kind === 'boolean') ? String(scalar.value) : mismatch();
    case 'id':
      return scalar.kind === 'string' ? idOperand(text, scalar.value, scalar.at, fromBind) : mismatch();
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

/** Made-up ids find nothing (jamessimone/apex-rollup, RollupCalculatorTests): any 18 characters bound, with a possible end also written out. */
function idOperand(text: string, id: string, at: number, fromBind: boolean): string | null {
  if (id === '') return null;
  const madeUp = fromBind ? /^[0-9A-Za-z]{18}$/ : /^[0-9A-Za-z]{15}[A-Z0-5]{3}$/;
  const canonical = to18(id) ?? (madeUp.test(id) ? id : undefined);
  if (canonical === undefined) throw queryError('INVALID_QUERY_FILTER_OPERATOR', text, at, `invalid ID field: ${id}`);
  return canonical;
}

/** Message form as recorded for REST: "value of filter criterion for field 'X' must be of type date and should not be enclosed in quotes". */
export function mismatchError(text: string, at: number, left: Comparable, fromBind: boolean): OrgError {
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
