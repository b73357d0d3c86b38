/** Checks values against types (`is`, typed cases and overloads) and coerces them to types (`as`). */
import type { Node, TypeNode } from '../parser/index.ts';
import { areEqual } from '../values/compare.ts';
import { coerce } from '../values/coercion.ts';
import { typeName } from '../values/type-names.ts';
import {
  CData,
  Key,
  ObjectValue,
  TypeValue,
  bare,
  isArray,
  isFunction,
  type Schema,
  type Value,
} from '../values/value.ts';
import { failure } from '../errors.ts';
import type { Scope } from './scope.ts';

type Evaluate = (node: Node, scope: Scope) => Value;

const COMPARABLE: ReadonlySet<string> = new Set([
  ...['String', 'Number', 'Boolean', 'Date', 'DateTime', 'LocalDateTime', 'Time', 'LocalTime', 'TimeZone'],
]);
const SIMPLE: ReadonlySet<string> = new Set([...COMPARABLE, 'Period', 'Regex', 'Key', 'Name', 'Uri', 'Namespace']);

/** Types by these names belong to the language; others are declared. */
export const BUILT_IN_TYPES: ReadonlySet<string> = new Set([
  ...SIMPLE,
  ...['Any', 'Nothing', 'Null', 'Array', 'Object', 'Function', 'Binary', 'Type', 'Range', 'Comparable', 'SimpleType'],
  ...['CData', 'CDATA', 'Iterator', 'Enum', 'Pair', 'Either', 'NaN'],
]);

export class TypeChecker {
  private readonly evaluate: Evaluate;

  constructor(evaluate: Evaluate) {
    this.evaluate = evaluate;
  }

  schemaOf(type: TypeNode, scope: Scope): Schema {
    if (type.k !== 'named' && type.k !== 'object') return {};
    return Object.fromEntries(type.schema.map(({ name, value }) => [name, this.evaluate(value, scope)]));
  }

  /** True when the value is of the type, without any coercion. */
  matches(held: Value, type: TypeNode, scope: Scope): boolean {
    const value = bare(held);
    switch (type.k) {
      case 'union':
        return type.items.some((item) => this.matches(value, item, scope));
      case 'intersection':
        return type.items.every((item) => this.matches(value, item, scope));
      case 'literal':
        return areEqual(value, this.evaluate(type.value, scope));
      case 'function':
        return isFunction(value);
      case 'object':
        return this.matchesObject(value, type, scope);
      case 'named':
        return this.matchesNamed(value, type, scope);
    }
  }

  private matchesObject(value: Value, type: TypeNode & { readonly k: 'object' }, scope: Scope): boolean {
    if (!(value instanceof ObjectValue)) return false;
    const known = type.fields.every((field) => {
      const own = value.get(field.name);
      return own === undefined ? field.optional : this.matches(own, field.type, scope);
    });
    return (
      known && (!type.closed || value.entries.every(({ key }) => type.fields.some(({ name }) => name === key.name)))
    );
  }

  private matchesNamed(value: Value, type: TypeNode & { readonly k: 'named' }, scope: Scope): boolean {
    const declared = scope.type(type.name);
    if (declared) return this.matches(value, declared.type, this.bind(type, declared.parameters, scope));
    const own = typeName(value);
    const [first, second] = type.args;
    switch (type.name) {
      case 'Any':
        return true;
      case 'Nothing':
        return false;
      case 'Array':
      case 'Range':
      case 'Iterator':
        return isArray(value) && (first === undefined || value.every((item) => this.matches(item, first, scope)));
      case 'Comparable':
        return COMPARABLE.has(own);
      case 'SimpleType':
        return SIMPLE.has(own);
      case 'Key':
      case 'Name':
        return value instanceof Key;
      case 'Uri':
        return own === 'String';
      case 'CData':
      case 'CDATA':
        return value instanceof CData;
      case 'Pair':
        return (
          value instanceof ObjectValue &&
          (first === undefined || this.matches(value.get('l') ?? null, first, scope)) &&
          (second === undefined || this.matches(value.get('r') ?? null, second, scope))
        );
      default:
        // The name of a type parameter restricts nothing.
        return BUILT_IN_TYPES.has(type.name) ? own === type.name : /^[A-Z]\w?$/.test(type.name) || this.unknown(type);
    }
  }

  private unknown(type: TypeNode & { readonly k: 'named' }): never {
    throw failure(`Unable to resolve reference of type \`${type.name}\``);
  }

  /** The scope in which the parameters of a declared type have the arguments given. */
  private bind(type: TypeNode & { readonly k: 'named' }, parameters: readonly string[], scope: Scope): Scope {
    if (parameters.length === 0) return scope;
    const inner = scope.inner();
    parameters.forEach((name, index) => {
      const argument = type.args[index];
      if (argument) inner.setType(name, { parameters: [], type: argument });
    });
    return inner;
  }

  /** `value as Type`. Unions take the first that fits; null becomes any type that allows it. */
  coerceTo(held: Value, type: TypeNode, scope: Scope): Value {
    const value = bare(held);
    switch (type.k) {
      case 'union':
        return this.coerceToUnion(value, type.items, scope);
      case 'named':
        return this.coerceToNamed(value, type, scope);
      case 'object':
        return coerce(value, 'Object', this.schemaOf(type, scope));
      case 'function':
        return coerce(value, 'Function');
      case 'literal':
      case 'intersection':
        if (this.matches(value, type, scope)) return value;
        throw failure(`Cannot coerce ${typeName(value)} to ${typeName(type)}`);
    }
  }

  private coerceToUnion(value: Value, items: readonly TypeNode[], scope: Scope): Value {
    if (items.some((item) => this.matches(value, item, scope))) return value;
    let refusal: unknown;
    for (const item of items) {
      try {
        return this.coerceTo(value, item, scope);
      } catch (error) {
        refusal = error;
      }
    }
    throw refusal;
  }

  private coerceToNamed(value: Value, type: TypeNode & { readonly k: 'named' }, scope: Scope): Value {
    const declared = scope.type(type.name);
    const schema = this.schemaOf(type, scope);
    if (declared) {
      const inner = this.bind(type, declared.parameters, scope);
      const result = this.coerceTo(value, declared.type, inner);
      return result instanceof ObjectValue && type.schema.length > 0 ? coerce(result, 'Object', schema) : result;
    }
    if (value === null && type.name !== 'Null' && type.name !== 'Any') {
      throw failure(`Cannot coerce Null (null) to ${type.name}`);
    }
    // `as Object {class: "…"}` of a list means each of its members (docs of Salesforce, "Examples of DataWeave in Apex").
    if (type.name === 'Object' && isArray(value) && schema.class !== undefined) {
      return value.map((item) => coerce(item, 'Object', schema));
    }
    if (type.name === 'Array' && type.args[0] && isArray(value)) {
      const [item] = type.args;
      return value.map((member) => this.coerceTo(member, item, scope));
    }
    if (/^[A-Z]\w?$/.test(type.name) && !BUILT_IN_TYPES.has(type.name)) return value;
    return coerce(value, type.name, schema);
  }

  /** A type named in an expression, as a value. */
  typeValue(name: string, scope: Scope): TypeValue | undefined {
    const declared = scope.type(name);
    if (declared) return new TypeValue(declared.type);
    return BUILT_IN_TYPES.has(name) ? new TypeValue({ k: 'named', name, args: [], schema: [], at: 0 }) : undefined;
  }
}
