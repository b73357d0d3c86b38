/** Walks a script's tree and computes its value. */
import { DataWeaveError, failure, unknownModule } from '../errors.ts';
import type { Directive, Node, ObjectPart, Script, UpdateCase } from '../parser/index.ts';
import { modules, type ModuleTable } from '../functions/index.ts';
import { toText } from '../values/text.ts';
import { parseNumber } from '../values/numbers.ts';
import { parseLiteral } from '../values/temporal-text.ts';
import { typeName } from '../values/type-names.ts';
import {
  Key,
  NamespaceValue,
  ObjectValue,
  RegexValue,
  attributed,
  bare,
  isArray,
  isFunction,
  type Entry,
  type FunctionValue,
  type Value,
} from '../values/value.ts';
import { Calls, stackOverflow, type Declared } from './calls.ts';
import type { Host } from './host.ts';
import { runOperator } from './operators.ts';
import { matchCases } from './patterns.ts';
import { Scope } from './scope.ts';
import { filterSelection, select, selectIndex, type Selected } from './selectors.ts';
import { TypeChecker } from './types.ts';
import { updateValue } from './update.ts';

const DOLLARS = ['$', '$$', '$$$'] as const;

export class Evaluator {
  private readonly host: Host;
  private readonly types: TypeChecker;
  private readonly library: ModuleTable;
  private readonly calls: Calls;

  constructor(host: Host) {
    this.host = host;
    this.types = new TypeChecker((node, scope) => this.evaluate(node, scope));
    this.library = modules(host);
    this.calls = new Calls({
      evaluate: (node, scope) => this.evaluate(node, scope),
      holds: (node, scope) => this.condition(node, scope),
      blockScope: (node, scope) => this.blockScope(node, scope),
      matches: (value, type, scope) => this.types.matches(value, type, scope),
      coerce: (value, type, scope) => this.types.coerceTo(value, type, scope),
    });
  }

  /** The value of the script's body, with its inputs as variables. */
  run(script: Script, inputs: ReadonlyMap<string, Value>): Value {
    const scope = this.moduleScope('dw::Core').inner();
    for (const [name, value] of inputs) scope.set(name, value);
    this.addDeclarations(script.header, scope);
    try {
      return this.evaluate(script.body, scope);
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      throw new DataWeaveError('Runtime', stackOverflow, script.body.at, { cause });
    }
  }

  private readonly moduleScopes = new Map<string, Scope>();

  private moduleScope(name: string): Scope {
    const known = this.moduleScopes.get(name);
    if (known) return known;
    const scope = new Scope();
    this.moduleScopes.set(name, scope);
    for (const [own, value] of this.library.values(name)) scope.set(own, value);
    for (const [own, type] of this.library.types(name)) scope.setType(own, type);
    return scope;
  }

  /** Adds declarations to a scope; variables are computed when they are first used. */
  private addDeclarations(header: readonly Directive[], scope: Scope): void {
    const functions = new Map<string, Declared[]>();
    for (const directive of header) {
      switch (directive.k) {
        case 'var': {
          const { value, type } = directive;
          scope.setLazily(directive.name, () => {
            const result = this.evaluate(value, scope);
            if (!type || this.types.matches(result, type, scope)) return result;
            return this.types.coerceTo(result, type, scope);
          });
          break;
        }
        case 'fun': {
          const { parameters, body } = directive.lambda;
          const overloads = functions.get(directive.name) ?? [];
          overloads.push({ parameters, body, scope, tailRecursive: directive.tailRecursive });
          functions.set(directive.name, overloads);
          scope.set(directive.name, this.calls.functionOf(directive.name, overloads));
          break;
        }
        case 'type':
          scope.setType(directive.name, directive);
          break;
        case 'ns':
          scope.setNamespace({ prefix: directive.prefix, uri: directive.uri });
          scope.set(directive.prefix, new NamespaceValue({ prefix: directive.prefix, uri: directive.uri }));
          break;
        case 'import':
          this.import(directive, scope);
          break;
        default:
      }
    }
  }

  private import(directive: Directive & { readonly k: 'import' }, scope: Scope): void {
    const { module, names, alias } = directive;
    if (!this.library.has(module)) throw unknownModule(directive);
    const values = this.library.values(module);
    const types = this.library.types(module);
    if (names === undefined || names === '*') {
      const prefix = names === '*' ? '' : `${alias}::`;
      for (const [name, value] of values) scope.set(prefix + name, value);
      for (const [name, type] of types) scope.setType(prefix + name, type);
      return;
    }
    for (const { name, alias: own } of names) {
      const value = values.get(name);
      const type = types.get(name);
      if (value !== undefined) scope.set(own, value);
      else if (type) scope.setType(own, type);
      else
        throw new DataWeaveError('Syntax', `Unable to resolve reference of: \`${name}\` in ${module}.`, directive.at);
    }
  }

  /** The value of an expression. A failure without a place gets this expression's. */
  evaluate(node: Node, scope: Scope): Value {
    try {
      return this.compute(node, scope);
    } catch (error) {
      if (error instanceof DataWeaveError && error.at === undefined) {
        throw new DataWeaveError(error.kind, error.message, node.at, { cause: error.cause });
      }
      throw error;
    }
  }

  private compute(node: Node, scope: Scope): Value {
    this.host.checkpoint();
    switch (node.k) {
      case 'constant':
        return node.value.type === 'number'
          ? (parseNumber(node.value.text) ?? null)
          : node.value.type === 'null'
            ? null
            : node.value.value;
      case 'text':
        return this.text(node, scope);
      case 'temporal':
        return parseLiteral(node.text);
      case 'regex':
        return new RegexValue(node.source);
      case 'name':
        return this.named(node.name, scope);
      case 'array':
        return node.parts.flatMap(({ value, condition }) =>
          condition && !this.condition(condition, scope) ? [] : [this.evaluate(value, scope)],
        );
      case 'object':
        return new ObjectValue(this.entries(node.parts, scope));
      case 'call':
        return this.call(node, scope);
      case 'lambda':
        return this.calls.functionOf('', [{ ...node, scope, tailRecursive: false }]);
      case 'if':
        return this.evaluate(this.condition(node.condition, scope) ? node.then : node.otherwise, scope);
      case 'do':
        return this.evaluate(node.body, this.blockScope(node, scope));
      case 'match':
        return this.match(node, scope);
      case 'update':
        return this.update(node.cases, this.evaluate(node.value, scope), scope);
      case 'as':
        return this.types.coerceTo(this.evaluate(node.value, scope), node.type, scope);
      case 'is':
        return this.types.matches(this.evaluate(node.value, scope), node.type, scope);
      default:
        return this.operation(node, scope);
    }
  }

  private blockScope(node: Node & { readonly k: 'do' }, scope: Scope): Scope {
    const inner = scope.inner();
    this.addDeclarations(node.header, inner);
    return inner;
  }

  private operation(node: Node, scope: Scope): Value {
    switch (node.k) {
      case 'not':
        return !this.condition(node.value, scope);
      case 'negative':
        return runOperator('negative', [this.evaluate(node.value, scope)]);
      case 'binary':
        return this.binary(node, scope);
      case 'select': {
        const value = this.evaluate(node.value, scope);
        return select(value, node.kind, this.selected(node.name, node.namespace, scope)) ?? null;
      }
      case 'index':
        return selectIndex(this.evaluate(node.value, scope), this.evaluate(node.index, scope)) ?? null;
      case 'filter': {
        const { criteria } = node;
        const test = this.implicit(criteria, scope);
        return (
          filterSelection(bare(this.evaluate(node.value, scope)), (...args) => this.truth(test.call(args))) ?? null
        );
      }
      case 'present':
        return this.found(node.value, scope) !== undefined;
      case 'asserted': {
        const value = this.found(node.value, scope);
        if (value !== undefined) return value;
        const name =
          node.value.k === 'select' && node.value.name ? toText(this.evaluate(node.value.name, scope)) : undefined;
        throw failure(`There is no key named '${name ?? ''}'`);
      }
      default:
        throw new TypeError(`No rule for ${node.k}`);
    }
  }

  /** What a selector selects, undefined for nothing (null may be selected). */
  private found(node: Node, scope: Scope): Value | undefined {
    if (node.k === 'select') {
      return select(this.evaluate(node.value, scope), node.kind, this.selected(node.name, node.namespace, scope));
    }
    if (node.k === 'index') return selectIndex(this.evaluate(node.value, scope), this.evaluate(node.index, scope));
    const value = this.evaluate(node, scope);
    return value === null ? undefined : value;
  }

  private selected(name: Node | undefined, prefix: string | undefined, scope: Scope): Selected | undefined {
    if (!name) return undefined;
    const value = this.evaluate(name, scope);
    const text = toText(value);
    if (text === undefined) throw failure(`Cannot select by ${typeName(value)}`);
    return { name: text, namespace: prefix === undefined ? keyNamespace(value) : this.namespace(prefix, scope) };
  }

  private namespace(prefix: string, scope: Scope) {
    const namespace = scope.namespace(prefix);
    if (namespace) return namespace;
    const value = scope.find(prefix);
    if (value instanceof NamespaceValue) return value.namespace;
    throw failure(`Unable to resolve reference of: \`${prefix}\`.`);
  }

  private text(node: Node & { readonly k: 'text' }, scope: Scope): string {
    const [only] = node.parts;
    if (node.parts.length === 1 && typeof only === 'string') return only;
    return node.parts
      .map((part) => {
        if (typeof part === 'string') return part;
        const value = this.evaluate(part, scope);
        const text = toText(value);
        if (text !== undefined) return text;
        if (value === null) throw failure('Cannot coerce Null (null) to String');
        return this.host.write(value, 'application/dw', []);
      })
      .join('');
  }

  private named(name: string, scope: Scope): Value {
    const value = scope.find(name);
    if (value !== undefined) return value;
    const type = this.types.typeValue(name, scope);
    if (type) return type;
    const split = name.lastIndexOf('::');
    if (split > 0) {
      const own = this.library.values(name.slice(0, split)).get(name.slice(split + 2));
      if (own !== undefined) return own;
    }
    throw failure(`Unable to resolve reference of: \`${name}\`.`);
  }

  private entries(parts: readonly ObjectPart[], scope: Scope): Entry[] {
    const entries: Entry[] = [];
    for (const part of parts) {
      if (part.condition && !this.condition(part.condition, scope)) continue;
      if (part.kind === 'spread') entries.push(...spread(bare(this.evaluate(part.value, scope))));
      else {
        const key = this.key(part.key, scope);
        entries.push({ key, value: attributed(this.evaluate(part.value, scope), key.attributes) });
      }
    }
    return entries;
  }

  private key({ name, namespace, attributes }: (ObjectPart & { kind: 'pair' })['key'], scope: Scope): Key {
    const value = bare(this.evaluate(name, scope));
    const text = toText(value);
    if (text === undefined) throw failure(`Cannot coerce ${typeName(value)} to Key`);
    const own = namespace === undefined ? keyNamespace(value) : this.namespace(namespace, scope);
    const kept = value instanceof Key ? value.attributes : [];
    return new Key(text, own, attributes ? this.entries(attributes, scope) : kept);
  }

  private condition(node: Node, scope: Scope): boolean {
    return this.truth(this.evaluate(node, scope));
  }

  private truth(held: Value): boolean {
    const value = bare(held);
    if (typeof value === 'boolean') return value;
    const text = toText(value);
    if (text === 'true' || text === 'false') return text === 'true';
    throw failure(
      `Cannot coerce ${typeName(value)}${value === null ? ' (null)' : text === undefined ? '' : ` (${text})`} to Boolean`,
    );
  }

  private binary(node: Node & { readonly k: 'binary' }, scope: Scope): Value {
    const { operator, right } = node;
    if (operator === 'default') return this.orDefault(node, scope);
    const left = this.evaluate(node.left, scope);
    if (operator === 'and') return this.truth(left) && this.condition(right, scope);
    if (operator === 'or') return this.truth(left) || this.condition(right, scope);
    return runOperator(operator, [left, this.evaluate(right, scope)]);
  }

  private orDefault(node: Node & { readonly k: 'binary' }, scope: Scope): Value {
    const left = this.evaluate(node.left, scope);
    return bare(left) === null ? this.evaluate(node.right, scope) : left;
  }

  private call(node: Node & { readonly k: 'call' }, scope: Scope): Value {
    const target = this.evaluate(node.callee, scope);
    if (!isFunction(target)) throw failure(`Cannot call ${typeName(target)}, a Function is expected`);
    const args = node.args.map((arg, position) =>
      target.takesFunction(position) && arg.k !== 'lambda' ? this.implicit(arg, scope) : this.evaluate(arg, scope),
    );
    return target.call(args);
  }

  /** An expression in the place of a function: one of `$`, `$$` and `$$$`, or one that gives a function. */
  private implicit(node: Node, scope: Scope): FunctionValue {
    return {
      k: 'function',
      name: '',
      arity: 3,
      takesFunction: () => false,
      call: (args) => {
        const inner = scope.inner();
        DOLLARS.forEach((name, index) => inner.set(name, args[index] ?? null));
        const value = this.evaluate(node, inner);
        return isFunction(value) ? value.call(args.slice(0, value.arity)) : value;
      },
    };
  }

  private match(node: Node & { readonly k: 'match' }, scope: Scope): Value {
    const value = this.evaluate(node.value, scope);
    const chosen = matchCases(bare(value), node.cases, scope, {
      evaluate: (test, inner) => this.evaluate(test, inner),
      truth: (result) => this.truth(result),
      isOfType: (subject, type, inner) => this.types.matches(subject, type, inner),
      regex: (source) => this.host.regex(source, ''),
    });
    return this.evaluate(chosen.body, chosen.scope);
  }

  private update(cases: readonly UpdateCase[], value: Value, scope: Scope): Value {
    return cases.reduce<Value>(
      (current, one) =>
        updateValue(
          current,
          one.path.map(({ kind, name, namespace }) => ({
            kind,
            place: this.evaluate(name, scope),
            namespace: namespace === undefined ? undefined : this.namespace(namespace, scope),
          })),
          one.upsert,
          (old) => {
            const inner = scope.inner().set(one.name, old);
            if (one.condition && !this.condition(one.condition, inner)) return undefined;
            return this.evaluate(one.body, inner);
          },
        ),
      value,
    );
  }
}

const keyNamespace = (value: Value) => (value instanceof Key ? value.namespace : undefined);

/** The pairs of an object, of all objects of an array, or none of null. */
function spread(value: Value): readonly Entry[] {
  if (value instanceof ObjectValue) return value.entries;
  if (value === null) return [];
  if (isArray(value)) return value.flatMap((item) => spread(bare(item)));
  throw failure(`Cannot coerce ${typeName(value)} to Object`);
}
