/**
 * Functions of the platform's modules: overloads by type, tried in order, first without and then with coercion of simple values (the
 * language coerces arguments that do not fit: docs.mulesoft.com, "Type Coercion with DataWeave").
 */
import { failure } from '../errors.ts';
import { coerce } from '../values/coercion.ts';
import { isNum, type Num } from '../values/numbers.ts';
import type { Period, Zone } from '../values/temporal.ts';
import { Temporal } from '../values/temporal.ts';
import { toText } from '../values/text.ts';
import { typeName } from '../values/type-names.ts';
import type { NamespaceValue, ObjectValue, RegexValue, TypeValue } from '../values/value.ts';
import {
  BinaryValue,
  CData,
  Key,
  bare,
  isArray,
  isFunction,
  type ArrayValue,
  type FunctionValue,
  type Value,
} from '../values/value.ts';

/** Types of parameters; `Lambda` is a function that an expression of `$` may stand for. */
export interface ParameterTypes {
  readonly Any: Value;
  readonly Null: null;
  readonly String: string;
  readonly Number: Num;
  readonly Boolean: boolean;
  readonly Array: ArrayValue;
  readonly Object: ObjectValue;
  readonly Key: Key;
  readonly Function: FunctionValue;
  readonly Lambda: FunctionValue;
  readonly Date: Temporal;
  readonly DateTime: Temporal;
  readonly LocalDateTime: Temporal;
  readonly Time: Temporal;
  readonly LocalTime: Temporal;
  /** Any of the five kinds of dates and times. */
  readonly Temporal: Temporal;
  readonly TimeZone: Zone;
  readonly Period: Period;
  readonly Regex: RegexValue;
  readonly Binary: BinaryValue;
  readonly Type: TypeValue;
  readonly Namespace: NamespaceValue;
}
export type ParameterType = keyof ParameterTypes;

type Arguments<T extends readonly ParameterType[]> = { -readonly [I in keyof T]: ParameterTypes[T[I]] };

export interface Overload {
  readonly types: readonly ParameterType[];
  readonly run: (args: readonly Value[]) => Value;
}

/** One overload: its parameter types and what it does. */
export function on<const T extends readonly ParameterType[]>(
  types: T,
  run: (...args: Arguments<T>) => Value,
): Overload {
  // The types were checked against the arguments before the call.
  return { types, run: (args) => run(...(args as Arguments<T>)) };
}

/** The functions of a module by name. */
export type FunctionTable = Readonly<Record<string, readonly Overload[]>>;

const TEMPORALS: ReadonlySet<string> = new Set(['Date', 'DateTime', 'LocalDateTime', 'Time', 'LocalTime']);

function fits(value: Value, type: ParameterType): boolean {
  switch (type) {
    case 'Any':
      return true;
    case 'Null':
      return value === null;
    case 'String':
      return typeof value === 'string';
    case 'Number':
      return isNum(value);
    case 'Array':
      return isArray(value);
    case 'Function':
    case 'Lambda':
      return isFunction(value);
    case 'Temporal':
      return value instanceof Temporal;
    default:
      return typeName(value) === type;
  }
}

/** The argument as the type, when the language coerces it by itself. */
function coerced(value: Value, type: ParameterType): Value | undefined {
  if (fits(value, type)) return value;
  if (value instanceof CData && type === 'String') return value.text;
  const simple = toText(value) !== undefined && !(value instanceof BinaryValue);
  if (!simple) return undefined;
  if (type === 'Key') return value instanceof Key ? value : undefined;
  if (type !== 'String' && type !== 'Number' && type !== 'Boolean' && type !== 'Regex' && !TEMPORALS.has(type)) {
    return undefined;
  }
  if (type === 'Regex' && typeof value !== 'string') return undefined;
  try {
    return coerce(value, type);
  } catch {
    // Not this overload: when no other fits, the call fails with the types of its arguments.
    return undefined;
  }
}

/** A module's function as a value. */
export function builtIn(name: string, overloads: readonly Overload[]): FunctionValue {
  const arity = Math.max(...overloads.map(({ types }) => types.length));
  return {
    k: 'function',
    name,
    arity,
    takesFunction: (position) => overloads.some(({ types }) => types[position] === 'Lambda'),
    call: (held) => {
      const args = held.map(bare);
      const exact = overloads.find(
        ({ types }) => types.length === args.length && types.every((type, index) => fits(args[index] ?? null, type)),
      );
      if (exact) return exact.run(args);
      for (const overload of overloads) {
        if (overload.types.length !== args.length) continue;
        const fitted = overload.types.map((type, index) => coerced(args[index] ?? null, type));
        if (fitted.every((value) => value !== undefined)) return overload.run(fitted);
      }
      throw failure(misfit(name, args, overloads));
    },
  };
}

/** The words for arguments that no overload takes ("Troubleshooting a Failing DataWeave Script"). */
function misfit(name: string, args: readonly Value[], overloads: readonly Overload[]): string {
  const given = args.map((value, index) => {
    const plain = toText(value);
    const shown =
      value === null
        ? ' (null)'
        : plain === undefined
          ? ''
          : ` (${typeof value === 'string' ? JSON.stringify(plain) : plain})`;
    return `  ${String(index + 1)}: ${typeName(value)}${shown}`;
  });
  const expected = overloads.map(
    ({ types }) => `  (${types.map((type) => (type === 'Lambda' ? 'Function' : type)).join(', ')})`,
  );
  return `You called the function '${name}' with these arguments: \n${given.join('\n')}\n\nBut it expects one of these combinations:\n${expected.join('\n')}`;
}

/** What a callback answers as a condition. */
export const holds = (criteria: FunctionValue, ...args: readonly Value[]): boolean => {
  const answer = bare(criteria.call(args));
  if (typeof answer === 'boolean') return answer;
  return coerce(answer, 'Boolean') === true;
};

/** A callback's text, for keys of groups and the like. */
export function textOf(value: Value): string {
  const text = toText(value);
  if (text === undefined) throw failure(`Cannot coerce ${typeName(value)} to String`);
  return text;
}
