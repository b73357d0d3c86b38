/** Everything one compilation knows: own classes, platform, schema, labels; and how names become types. */
import type { OrgSchema } from '../../schema/types.ts';
import { isSubtype, supertypes } from '../runtime/hierarchy.ts';
import { isRecordSet, platformCatalogue } from '../runtime/platform-types.ts';
import {
  listOf,
  mapOf,
  platformType,
  primitiveNamed,
  setOf,
  Types,
  typeParameter,
  type TypeRef,
} from '../runtime/type-ref.ts';
import { columnOf, lineOf, type Position, type Problem, type TypeNode } from './ast.ts';
import { sobjectNamed } from '../runtime/sobject-types.ts';
import { enclosing, type ClassSymbol, type FieldSymbol, type MethodSymbol } from './symbols.ts';

/** The type of an expression that is already reported wrong: fits everywhere, so that one mistake gives one problem. */
export const Unknown = typeParameter('?');

export interface WorldOptions {
  schema(): OrgSchema;
  hasLabel(name: string): boolean;
  /** Whether there is a Visualforce page of this name. */
  hasPage(name: string): boolean;
  /** Whether a DataWeave script of this name is deployed; absent: every name is taken for one. */
  readonly hasDataWeave?: (name: string) => boolean;
}

export class World {
  readonly classes = new Map<string, ClassSymbol>();
  readonly problems: Problem[] = [];
  readonly schema: OrgSchema;
  readonly hasLabel: (name: string) => boolean;
  readonly hasPage: (name: string) => boolean;
  private readonly hasDataWeave: (name: string) => boolean;
  readonly platform = platformCatalogue();

  constructor(options: WorldOptions) {
    this.schema = options.schema();
    this.hasLabel = (name) => options.hasLabel(name);
    this.hasPage = (name) => options.hasPage(name);
    this.hasDataWeave = (name) => options.hasDataWeave?.(name) ?? true;
  }

  report(file: string, pos: Position, message: string): void {
    const problem = { file, line: lineOf(pos), column: columnOf(pos), message };
    if (
      !this.problems.some((known) => known.file === file && known.line === problem.line && known.message === message)
    ) {
      this.problems.push(problem);
    }
  }

  /** The symbol behind a class type. */
  symbolOf(type: TypeRef): ClassSymbol | undefined {
    return type.kind === 'class' ? this.classNamed(type.name) : undefined;
  }

  /** `Foo` or `Outer.Inner`, any case. */
  classNamed(name: string): ClassSymbol | undefined {
    const [outer = '', inner, ...more] = name.toLowerCase().split('.');
    const found = this.classes.get(outer);
    if (inner === undefined || found === undefined) return found;
    return more.length > 0 ? undefined : found.inner.get(inner);
  }

  readonly directSupertypes = (type: TypeRef): readonly TypeRef[] => {
    const symbol = this.symbolOf(type);
    if (symbol === undefined) return [];
    return symbol.parent === null ? symbol.interfaces : [symbol.parent, ...symbol.interfaces];
  };

  isSubtype(from: TypeRef, to: TypeRef): boolean {
    return from === Unknown || to === Unknown || isSubtype(from, to, this.directSupertypes);
  }

  /** The type and all types above it, nearest first, each once. */
  *lineage(type: TypeRef): Generator<TypeRef> {
    const seen = new Set<TypeRef>([type]);
    const waiting = [type];
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      yield next;
      for (const upper of supertypes(next, this.directSupertypes)) {
        if (!seen.has(upper)) {
          seen.add(upper);
          waiting.push(upper);
        }
      }
    }
  }

  /** A type by the name a source gives it, seen from inside `from`; undefined when there is none. */
  resolve(node: TypeNode, from: ClassSymbol | null): TypeRef | undefined {
    let type = this.resolveParts(node, from);
    for (let i = 0; i < node.arrays && type !== undefined; i++) type = listOf(type);
    return type;
  }

  private resolveParts(node: TypeNode, from: ClassSymbol | null): TypeRef | undefined {
    const [first, second] = node.parts;
    if (first === undefined) return undefined;
    let parts = node.parts;
    if (second !== undefined && first.name.toLowerCase() === 'system' && this.classNamed(first.name) === undefined) {
      parts = parts.slice(1);
    }
    const last = parts.at(-1);
    if (last === undefined) return undefined;
    const name = parts.map((part) => part.name).join('.');
    const args: TypeRef[] = [];
    for (const arg of last.args) {
      const resolved = this.resolve(arg, from);
      if (resolved === undefined) return undefined;
      args.push(resolved);
    }
    // `System.Matcher` is the platform's, also inside a class that has a Matcher of its own.
    const explicit = parts === node.parts || args.length > 0 ? undefined : this.builtIn(name, name.toLowerCase());
    const found = explicit ?? this.named(name, args, from);
    return found !== undefined && explicit === undefined && this.isNeverHeld(found)
      ? (sobjectNamed(this.schema, name) ?? found)
      : found;
  }

  /**
   * A class of the platform with static members only, such as System.Site: a variable of that name's type is of the object, as in
   * `List<Site> sites = [SELECT Name FROM Site]` (SalesforceLabs/survey-force, ViewShareSurveyComponentController).
   */
  private isNeverHeld(type: TypeRef): boolean {
    const declared = type.kind === 'platform' ? this.platform.find(type.name) : undefined;
    if (declared?.kind !== 'class' || declared.constructors.length > 0 || declared.properties.size > 0) return false;
    return [...declared.methods.values()].flat().every((method) => method.static);
  }

  /** A type by dotted name and resolved arguments. */
  named(name: string, args: readonly TypeRef[], from: ClassSymbol | null): TypeRef | undefined {
    const lower = name.toLowerCase();
    const [a, b] = args;
    if (a !== undefined) {
      if (lower === 'list' && args.length === 1) return listOf(a);
      if (lower === 'set' && args.length === 1) return setOf(a);
      if (lower === 'map' && b !== undefined && args.length === 2) return mapOf(a, b);
      const canonical = this.platform.canonical(name);
      const platform = canonical === undefined ? undefined : this.platform.find(canonical);
      return platform === undefined || platform.parameters.length !== args.length
        ? undefined
        : platformType(platform.name, args);
    }
    return this.ownClass(lower, from)?.type ?? this.builtIn(name, lower);
  }

  /** Types that metadata makes, as the platform type that they are; any other name is its own. */
  private madeByMetadata(name: string): string {
    if (flowInterview.test(name)) return 'Flow.Interview';
    const script = dataWeaveScript(name);
    return script !== undefined && this.hasDataWeave(script) ? 'DataWeave.Script' : name;
  }

  private builtIn(name: string, lower: string): TypeRef | undefined {
    const simple = primitiveNamed(lower);
    if (simple !== undefined) return simple;
    if (lower === 'object') return Types.Object;
    if (lower.startsWith('schema.')) {
      const object = sobjectNamed(this.schema, name.slice(7));
      if (object !== undefined) return object;
    }
    const canonical = this.platform.canonical(this.madeByMetadata(name));
    if (canonical !== undefined && !hiddenPlatformTypes.has(canonical)) {
      const declared = this.platform.find(canonical);
      // Batchable without argument is legal and means SObject.
      return declared !== undefined && declared.parameters.length > 0
        ? platformType(
            canonical,
            declared.parameters.map(() => (canonical === 'Database.Batchable' ? Types.SObject : Types.Object)),
          )
        : platformType(canonical);
    }
    return sobjectNamed(this.schema, name);
  }

  /** Inner class of this class or the ones around it or above it, then a top-level class. */
  private ownClass(lower: string, from: ClassSymbol | null): ClassSymbol | undefined {
    if (from !== null && !lower.includes('.')) {
      for (const scope of enclosing(from)) {
        if (scope.simpleName.toLowerCase() === lower) return scope;
        for (const upper of this.superclasses(scope)) {
          const inner = upper.inner.get(lower);
          if (inner !== undefined) return inner;
        }
      }
      // Last, what lies beside a superclass that is itself an inner class (berehovskyi/apex-query, SoqlQueryTest.MockDriver).
      if (!this.classes.has(lower)) {
        for (const upper of this.superclasses(from)) {
          const beside = upper.outer?.inner.get(lower);
          if (beside !== undefined) return beside;
        }
      }
    }
    const direct = this.classNamed(lower);
    if (direct !== undefined) return direct;
    const [outer = '', inner] = lower.split('.');
    if (inner === undefined || from === null) return undefined;
    const base = this.classes.get(outer);
    if (base === undefined) return undefined;
    // An inner class is also found through a subclass of its outer class.
    for (const upper of this.superclasses(base)) {
      const found = upper.inner.get(inner);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The class and its own superclasses (those of the org), nearest first. */
  *superclasses(symbol: ClassSymbol): Generator<ClassSymbol> {
    const seen = new Set<ClassSymbol>();
    let current: ClassSymbol | undefined = symbol;
    while (current !== undefined && !seen.has(current)) {
      seen.add(current);
      yield current;
      current = current.parent === null ? undefined : this.symbolOf(current.parent);
    }
  }

  findField(symbol: ClassSymbol, name: string): FieldSymbol | undefined {
    const lower = name.toLowerCase();
    for (const current of this.superclasses(symbol)) {
      const found = current.fields.get(lower);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** All overloads along the superclasses and interfaces; an overridden one is left out. */
  findMethods(symbol: ClassSymbol, name: string): MethodSymbol[] {
    const lower = name.toLowerCase();
    const found: MethodSymbol[] = [];
    const seen = new Set<string>();
    for (const type of this.lineage(symbol.type)) {
      // A trigger or anonymous script is no class that a name finds.
      const current = type === symbol.type ? symbol : this.symbolOf(type);
      for (const method of current?.methods.get(lower) ?? []) {
        const signature = method.parameters.map((parameter) => parameter.type.name).join(',');
        if (seen.has(signature)) continue;
        seen.add(signature);
        found.push(method);
      }
    }
    return found;
  }

  /** The nearest platform class above a class of the org, such as System.Exception. */
  platformParent(symbol: ClassSymbol): TypeRef | null {
    for (const current of this.superclasses(symbol)) {
      if (current.parent !== null && current.parent.kind !== 'class') return current.parent;
    }
    return null;
  }

  isException(type: TypeRef): boolean {
    return type === Unknown || this.isSubtype(type, platformType('System.Exception'));
  }
}

/**
 * The type of a flow. One that the org does not have is still a type, called as all of them together
 * (trigger-actions-framework, TriggerActionFlowTest: `Flow.Interview.SomeBogusClassWhichDoesNotExist.class`).
 */
const flowInterview = /^flow\.interview\.\w+$/i;

/** The script that a type of metadata names (`DataWeaveScriptResource.csvToContacts`, Apex Developer Guide, "DataWeave in Apex"). */
export const dataWeaveScript = (typeName: string): string | undefined =>
  /^dataweavescriptresource\.(\w+)$/i.exec(typeName)?.[1];

/** Types of the signatures file that Apex code cannot name. */
const hiddenPlatformTypes = new Set(['System.SObject', 'System.List', 'System.Set', 'System.Map']);

/** A list's (or query result's) element type. */
export const elementOf = (type: TypeRef): TypeRef | undefined =>
  type.kind === 'list' || type.kind === 'set' || isRecordSet(type) ? type.args[0] : undefined;
