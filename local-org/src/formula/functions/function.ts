/** What a formula function is: a type check, and either a strict computation or a lazy one; SQL is derived unless given. */
import type { FieldValue } from '../../engine/records.ts';
import { FormulaError, typeLabel } from '../types.ts';
import type { FormulaType } from '../types.ts';

/** The facts a strict function may use beside its arguments. */
export interface FunctionEnvironment {
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  /** IANA name. */
  readonly timeZone: string;
}

/** A call being checked. */
export interface CallSite {
  readonly name: string;
  readonly operator: boolean;
  readonly args: readonly ArgumentShape[];
}

/** What the checker knows of an argument. */
export interface ArgumentShape {
  readonly type: FormulaType;
  /** The literal's value when it is one. */
  readonly literal?: FieldValue;
  /** The path as written when it is a field. */
  readonly path?: string;
}

/** SQL text with the values it needs; `params` stand in the order of the `?` marks. */
export interface SqlFragment {
  readonly sql: string;
  readonly params: readonly SqlParameter[];
}
/** A value known only when the statement runs: the acting user's id, the clock. */
export type SqlParameter =
  'userId' | 'profileId' | 'roleId' | 'today' | 'now' | 'timeZone' | { readonly permission: string };

export interface FormulaFunction {
  /** Result type; throws FormulaError with the platform's words when the arguments do not fit. */
  readonly check: (call: CallSite) => FormulaType;
  /** Computes from values. Absent for functions the evaluator treats itself (record context). */
  readonly apply?: (
    values: readonly FieldValue[],
    types: readonly FormulaType[],
    environment: FunctionEnvironment,
  ) => FieldValue;
  /** Computes from unevaluated arguments (IF, CASE, AND, OR). */
  readonly lazy?: (args: readonly (() => FieldValue)[], types: readonly FormulaType[]) => FieldValue;
  /** Native SQL; without it the strict computation is registered as a SQL function. */
  readonly sql?: (args: readonly SqlFragment[], types: readonly FormulaType[]) => SqlFragment;
  /** True when the value depends on the record being saved (ISNEW, PRIORVALUE …): not allowed in formula fields. */
  readonly recordContext?: boolean;
}

/** The name of a call as messages quote it. */
export function callLabel(call: CallSite): string {
  return call.operator ? `operator '${call.name}'` : `function '${call.name}()'`;
}

/** Throws unless argument `index` has one of the types; NULL fits everywhere. */
export function expectType(call: CallSite, index: number, expected: readonly FormulaType[]): void {
  const argument = call.args[index];
  if (argument === undefined || argument.type === 'Null' || expected.includes(argument.type)) return;
  refuseArgument(call, argument, expected);
}

/** Throws the platform's message for an argument of a wrong type. */
export function refuseArgument(call: CallSite, argument: ArgumentShape, expected: readonly FormulaType[]): never {
  if (argument.path !== undefined && argument.type === 'Picklist') {
    throw new FormulaError(
      `Field ${argument.path} is a picklist field. Picklist fields are only supported in certain functions.`,
    );
  }
  if (argument.path !== undefined && argument.type === 'MultiPicklist') {
    throw new FormulaError(
      `Field ${argument.path} is a multi-select picklist field. Multi-select picklist fields are only supported in certain functions.`,
    );
  }
  const wanted = expected.map((type) => typeLabel[type]).join(', ');
  throw new FormulaError(
    `Incorrect parameter type for ${callLabel(call)}. Expected ${wanted}, received ${typeLabel[argument.type]}`,
  );
}

/** Throws unless the call has between `least` and `most` arguments. */
export function expectCount(call: CallSite, least: number, most: number = least): void {
  const count = call.args.length;
  if (count >= least && count <= most) return;
  const wanted = count < least ? least : most;
  throw new FormulaError(
    `Incorrect number of parameters for ${callLabel(call)}. Expected ${wanted}, received ${count}`,
  );
}

export interface StrictOptions {
  /** How many trailing parameters may be left out. */
  readonly optional?: number;
  /** The last parameter may be repeated. */
  readonly variadic?: boolean;
  /** Null arguments reach the computation instead of making the result null. */
  readonly nulls?: boolean;
}

/** A function of fixed parameter types whose result is null as soon as one argument is. */
export function strict(
  parameters: readonly (FormulaType | readonly FormulaType[])[],
  result: FormulaType,
  apply: NonNullable<FormulaFunction['apply']>,
  options: StrictOptions = {},
): FormulaFunction {
  return {
    check(call) {
      const most = options.variadic === true ? Number.POSITIVE_INFINITY : parameters.length;
      expectCount(call, parameters.length - (options.optional ?? 0), most);
      call.args.forEach((_, index) => {
        const parameter = parameters[Math.min(index, parameters.length - 1)] ?? [];
        expectType(call, index, typeof parameter === 'string' ? [parameter] : parameter);
      });
      return result;
    },
    apply(values, types, environment) {
      if (options.nulls !== true && values.includes(null)) return null;
      return apply(values, types, environment);
    },
  };
}

/** Joins SQL texts and fragments to one fragment. */
export function sql(strings: TemplateStringsArray, ...parts: readonly SqlFragment[]): SqlFragment {
  let text = strings[0] ?? '';
  const params: SqlParameter[] = [];
  parts.forEach((part, index) => {
    text += part.sql + (strings[index + 1] ?? '');
    params.push(...part.params);
  });
  return { sql: text, params };
}

/** SQL text without parameters. */
export function rawSql(text: string): SqlFragment {
  return { sql: text, params: [] };
}

/** Fragments with a separator between them. */
export function joinSql(fragments: readonly SqlFragment[], separator: string): SqlFragment {
  return { sql: fragments.map((part) => part.sql).join(separator), params: fragments.flatMap((part) => part.params) };
}

/** Argument `index` as a number; callers know by the type check that it is one. */
export function numberAt(values: readonly FieldValue[], index: number): number {
  const value = values[index];
  return typeof value === 'number' ? value : Number(value ?? 0);
}

/** Argument `index` as text, '' for none. */
export function textAt(values: readonly FieldValue[], index: number): string {
  const value = values[index];
  return value === null || value === undefined ? '' : String(value);
}
