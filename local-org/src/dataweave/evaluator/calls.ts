/** Calls of the functions and lambdas that a script declares. */
import { DataWeaveError, failure } from '../errors.ts';
import type { Node, Parameter, TypeNode } from '../parser/index.ts';
import { typeName } from '../values/type-names.ts';
import { isFunction, type FunctionValue, type Value } from '../values/value.ts';
import type { Scope } from './scope.ts';

/** Calls within calls; the documented default of the language (system property com.mulesoft.dw.stacksize). */
const MAXIMUM_STACK = 256;
export const stackOverflow = `Stack Overflow. Max stack is ${String(MAXIMUM_STACK)}.`;

/** A definition of a function; of several with one name the first whose parameters fit is called. */
export interface Declared {
  readonly parameters: readonly Parameter[];
  readonly body: Node;
  readonly scope: Scope;
  /** Marked @TailRec: goes as deep as it likes by its last expression. */
  readonly tailRecursive: boolean;
}

/** What calls need of the evaluator. */
export interface CallParts {
  readonly evaluate: (node: Node, scope: Scope) => Value;
  readonly holds: (condition: Node, scope: Scope) => boolean;
  /** The scope inside of a `do` block. */
  readonly blockScope: (node: Node & { readonly k: 'do' }, scope: Scope) => Scope;
  readonly matches: (value: Value, type: TypeNode, scope: Scope) => boolean;
  readonly coerce: (value: Value, type: TypeNode, scope: Scope) => Value;
}

/** Arguments of a call in the place of a function's result, made by the loop that runs the function. */
class TailCall {
  readonly args: readonly Value[];
  constructor(args: readonly Value[]) {
    this.args = args;
  }
}

export class Calls {
  private readonly parts: CallParts;
  private stack = 0;

  constructor(parts: CallParts) {
    this.parts = parts;
  }

  /** The function of these definitions. */
  functionOf(name: string, overloads: readonly Declared[]): FunctionValue {
    const [first] = overloads;
    return {
      k: 'function',
      name,
      arity: Math.max(...overloads.map(({ parameters }) => parameters.length)),
      takesFunction: (position) => first?.parameters[position]?.type?.k === 'function',
      initial: this.initialOf(first),
      call: (args) => {
        const chosen = overloads.length === 1 ? first : overloads.find((overload) => this.accepts(overload, args));
        if (!chosen)
          throw failure(
            `You called the function '${name}' with arguments that none of its definitions takes: ${args.map(typeName).join(', ')}`,
          );
        return this.invoke(chosen, name, args);
      },
    };
  }

  private initialOf(declared: Declared | undefined): (() => Value) | undefined {
    const initial = declared?.parameters[1]?.initial;
    return initial && (() => this.parts.evaluate(initial, declared.scope));
  }

  private accepts({ parameters, scope }: Declared, args: readonly Value[]): boolean {
    if (args.length > parameters.length) return false;
    return parameters.every(({ type, initial }, index) => {
      const value = args[index];
      if (value === undefined) return initial !== undefined;
      return !type || this.parts.matches(value, type, scope);
    });
  }

  private invoke(target: Declared, name: string, args: readonly Value[]): Value {
    if (this.stack >= MAXIMUM_STACK) throw failure(stackOverflow);
    this.stack += 1;
    try {
      let values = args;
      for (;;) {
        const inner = this.bind(target, name, values);
        if (!target.tailRecursive) return this.parts.evaluate(target.body, inner);
        const result = this.tail(target.body, inner, name);
        if (!(result instanceof TailCall)) return result;
        values = result.args;
      }
    } finally {
      this.stack -= 1;
    }
  }

  private bind({ parameters, scope }: Declared, name: string, args: readonly Value[]): Scope {
    const inner = scope.inner();
    // Missing arguments stand at the end, or at the beginning where the defaults stand there.
    const missing = parameters.length - args.length;
    const leading =
      missing > 0 &&
      parameters.slice(0, missing).every(({ initial }) => initial) &&
      parameters.slice(args.length).some(({ initial }) => !initial);
    parameters.forEach(({ name: own, type, initial }, index) => {
      const given = args[leading ? index - missing : index];
      if (given === undefined) {
        if (!initial) throw failure(`Missing argument '${own}' in the call of '${name}'`);
        inner.setLazily(own, () => this.parts.evaluate(initial, inner));
      } else {
        const fits = !type || type.k === 'function' || this.parts.matches(given, type, scope);
        inner.set(own, fits ? given : this.argument(given, type, scope, name));
      }
    });
    return inner;
  }

  private argument(value: Value, type: NonNullable<Parameter['type']>, scope: Scope, name: string): Value {
    try {
      return this.parts.coerce(value, type, scope);
    } catch (cause) {
      if (!(cause instanceof DataWeaveError)) throw cause;
      throw failure(
        `You called the function '${name}' with these arguments: \n  1: ${typeName(value)}\n\nBut it expects: ${typeName(type)}`,
        { cause },
      );
    }
  }

  /** A tail-recursive function's result, calls of itself in the last place not made. */
  private tail(node: Node, scope: Scope, name: string): Value | TailCall {
    if (node.k === 'if')
      return this.tail(this.parts.holds(node.condition, scope) ? node.then : node.otherwise, scope, name);
    if (node.k === 'do') return this.tail(node.body, this.parts.blockScope(node, scope), name);
    if (node.k === 'call' && node.callee.k === 'name' && node.callee.name === name) {
      const target = this.parts.evaluate(node.callee, scope);
      if (isFunction(target)) return new TailCall(node.args.map((arg) => this.parts.evaluate(arg, scope)));
    }
    return this.parts.evaluate(node, scope);
  }
}
