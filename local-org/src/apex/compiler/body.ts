/** Compilation state of one method, constructor, accessor or initialiser. */
import type { TypeRef } from '../runtime/type-ref.ts';
import { lineOf, type Block, type Expression, type Position, type Statement, type TypeNode } from './ast.ts';
import { resolveOrReport } from './declare.ts';
import type { Lowerers } from './lowerers.ts';
import { variableNameProblem } from './reserved-words.ts';
import type { Guard } from './safe-navigation.ts';
import type { ClassSymbol, FieldSymbol } from './symbols.ts';
import { quote, type Unit } from './unit.ts';
import { Unknown, type World } from './world.ts';

/** A lowered expression: JavaScript text and its static type. */
export interface Value {
  readonly js: string;
  readonly type: TypeRef;
  /** Certainly not null: literals, `new`, arithmetic. */
  readonly solid?: boolean;
  /** A parent record reached by a relationship: reading through a missing one gives null, not an exception. */
  readonly relation?: boolean;
  /** A record that is a field of an object, read through that object: all but its Id may be read where it is missing. */
  readonly recordMember?: boolean;
  /** Where an SObject field was read, for `record.Field.addError(…)`. */
  readonly fieldOf?: { readonly record: string; readonly name: string };
  /** A bare `super`. */
  readonly isSuper?: boolean;
  readonly isNullLiteral?: boolean;
  /** A string concatenation without its parentheses. */
  readonly chain?: string;
  /** Read through `?.`, which ends the whole chain where it meets null. */
  readonly guard?: Guard;
  /** Describe result of this object, for `.fields.Name`. */
  readonly describes?: string;
  /** `X.SObjectType`. */
  readonly tokenOf?: string;
  /** `Schema.SObjectType.X.fields` (describes) or `X.fields` (tokens). */
  /** `X__Share.RowCause`: the share object, whose causes are named after it. */
  readonly rowCausesOf?: string;
  /** `SObjectType.X.FieldSets`: the object. */
  readonly fieldSetsOf?: string;
  readonly fieldsOf?: { readonly object: string; readonly tokens: boolean };
}

export const unknownValue: Value = { js: 'null', type: Unknown };

/** The text with a null check where the value may be null. */
export const solid = (value: Value): string => (value.solid === true ? value.js : `$n(${value.js})`);

/** A lowered statement or block. */
export interface Lowered {
  readonly js: string;
  /** Whether the statement's end can be reached. */
  readonly falls: boolean;
  /** An endless loop: what follows may be there all the same, for compilers that cannot tell. */
  readonly endless?: boolean;
}

export interface Local {
  readonly name: string;
  readonly type: TypeRef;
  readonly js: string;
  readonly final: boolean;
  /** Never null. */
  readonly solid: boolean;
}

export interface BodyOptions {
  readonly static: boolean;
  /** Null where `return` takes no value. */
  readonly returns: TypeRef | null;
  readonly label: string;
  /** The property whose accessor this is: its name means the stored value. */
  readonly accessorOf?: FieldSymbol;
  readonly inConstructor?: boolean;
  readonly initializer?: boolean;
  /** Object of the trigger, for `Trigger.new`. */
  readonly triggerObject?: TypeRef;
}

export class Body {
  private readonly lowerers: Lowerers;
  readonly world: World;
  readonly unit: Unit;
  readonly owner: ClassSymbol;
  readonly options: BodyOptions;
  loops = 0;
  /** Locals that are never null (solid-locals.ts), lower case. */
  solidNames: ReadonlySet<string> = new Set();
  private readonly scopes: Map<string, Local>[] = [new Map<string, Local>()];
  private readonly names = new Map<string, number>();
  private readonly temporaries: string[] = [];

  constructor(lowerers: Lowerers, world: World, unit: Unit, owner: ClassSymbol, options: BodyOptions) {
    this.lowerers = lowerers;
    this.world = world;
    this.unit = unit;
    this.owner = owner;
    this.options = options;
  }

  /** `expected` only helps literals and creations find their type. */
  expression(node: Expression, expected?: TypeRef): Value {
    return this.lowerers.expression(this, node, expected);
  }

  statements(nodes: readonly Statement[]): Lowered {
    return this.lowerers.statements(this, nodes);
  }

  /** A block with a scope of its own. */
  block(node: Block): Lowered {
    return this.inScope(() => {
      const inner = this.statements(node.statements);
      return { js: `{${inner.js}}`, falls: inner.falls };
    });
  }

  report(pos: Position, message: string): Value {
    this.world.report(this.unit.file, pos, message);
    return unknownValue;
  }

  resolve(node: TypeNode): TypeRef {
    return resolveOrReport(this.world, node, this.owner);
  }

  inScope<T>(work: () => T): T {
    this.scopes.push(new Map());
    try {
      return work();
    } finally {
      this.scopes.pop();
    }
  }

  declare(name: string, type: TypeRef, pos: Position, final = false): Local {
    const lower = name.toLowerCase();
    const wrong = variableNameProblem(name);
    if (wrong !== undefined) this.report(pos, wrong);
    if (this.local(name) !== undefined) this.report(pos, `Duplicate variable: ${name}`);
    const uses = this.names.get(lower) ?? 0;
    this.names.set(lower, uses + 1);
    // One JavaScript name per declaration, so that siblings never clash whatever the nesting of emitted blocks.
    const local = {
      name,
      type,
      js: uses === 0 ? `v_${lower}` : `v_${lower}_${String(uses)}`,
      final,
      solid: this.solidNames.has(lower),
    };
    this.scopes.at(-1)?.set(lower, local);
    return local;
  }

  local(name: string): Local | undefined {
    const lower = name.toLowerCase();
    for (let i = this.scopes.length - 1; i >= 0; i--) {
      const found = this.scopes[i]?.get(lower);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** All locals that can be named here, inner ones first. */
  visibleLocals(): Local[] {
    return this.scopes.flatMap((scope) => [...scope.values()]).reverse();
  }

  /** A function-local variable for evaluating something once. */
  temporary(): string {
    const name = this.unit.fresh('t');
    this.temporaries.push(name);
    return name;
  }

  takeTemporaries(): string {
    const code = this.temporaries.length === 0 ? '' : `let ${this.temporaries.join()};`;
    this.temporaries.length = 0;
    return code;
  }
}

/** Notes the line, and counts it for coverage. What can go on for ever, loops and calls, looks at the clock (`rt.at`, `rt.enter`). */
export function mark(body: Body, pos: Position): string {
  const line = body.unit.cover(pos);
  return `$c[${String(line)}]++;rt.line=${String(line)};${body.unit.traced ? '$.tracing.statement(rt);' : ''}`;
}

/** Tells the debug log of a local variable that comes into scope, and of its value when it has one. */
export function traceLocal(body: Body, local: Local, hasValue: boolean): string {
  if (!body.unit.traced) return '';
  const isReference = !['primitive', 'enum'].includes(local.type.kind);
  const declared = `$.tracing.declared(rt,${quote(local.name)},${quote(local.type.name)},${String(isReference)});`;
  return hasValue ? `${declared}${traceValue(body, local.name, local.js)};` : declared;
}

/** Tells the debug log of the parameters with which a method begins. */
export function traceParameters(body: Body, parameters: readonly Local[], pos: Position): string {
  if (!body.unit.traced || parameters.length === 0) return '';
  return `rt.line=${String(lineOf(pos))};${parameters.map((local) => traceLocal(body, local, true)).join('')}`;
}

/** An expression that tells the debug log of the value it assigns to the variable of that name. */
export const traceValue = (body: Body, name: string, js: string): string =>
  body.unit.traced ? `$.tracing.assigned(rt,${quote(name)},${js})` : js;
