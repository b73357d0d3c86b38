/** Names in force at a place of a script: variables, functions, types and namespaces. */
import type { TypeNode } from '../parser/index.ts';
import type { Namespace, Value } from '../values/value.ts';

/** A variable; its value is computed when it is first used. */
class Variable {
  private make: (() => Value) | undefined;
  private value: Value = null;

  constructor(make: () => Value) {
    this.make = make;
  }

  read(): Value {
    if (this.make) {
      const make = this.make;
      this.value = make();
      this.make = undefined;
    }
    return this.value;
  }
}

export interface NamedType {
  readonly parameters: readonly string[];
  readonly type: TypeNode;
}

export class Scope {
  private readonly outer: Scope | undefined;
  private readonly variables = new Map<string, Variable | Value>();
  private readonly types = new Map<string, NamedType>();
  private readonly namespaces = new Map<string, Namespace>();

  constructor(outer?: Scope) {
    this.outer = outer;
  }

  /** A scope inside of this one. */
  inner(): Scope {
    return new Scope(this);
  }

  set(name: string, value: Value): this {
    this.variables.set(name, value);
    return this;
  }

  setLazily(name: string, make: () => Value): void {
    this.variables.set(name, new Variable(make));
  }

  /** The value of this name; undefined when there is none. */
  find(name: string): Value | undefined {
    const own = this.variables.get(name);
    if (own instanceof Variable) return own.read();
    return own === undefined ? this.outer?.find(name) : own;
  }

  setType(name: string, type: NamedType): void {
    this.types.set(name, type);
  }

  type(name: string): NamedType | undefined {
    return this.types.get(name) ?? this.outer?.type(name);
  }

  setNamespace(namespace: Namespace): void {
    this.namespaces.set(namespace.prefix, namespace);
  }

  namespace(prefix: string): Namespace | undefined {
    return this.namespaces.get(prefix) ?? this.outer?.namespace(prefix);
  }
}
