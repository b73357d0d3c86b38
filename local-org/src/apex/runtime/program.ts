/** A loaded program: the emitted classes of an org at one deployed state, shared by all transactions of a thread. */
import { Script } from 'node:vm';
import type { OrgSchema } from '../../schema/types.ts';
import type { AnnotationInfo, ApexObject, ClassInfo, ConstructorInfo, MethodInfo } from './class-info.ts';
import type { ClassDirectory } from './context.ts';
import type { CompiledUnit, EmittedClass, EmittedClassInfo, EmittedField, FrameInfo } from './emitted.ts';
import { makeLoader } from './loader.ts';
import { platformCatalogue } from './platform-types.ts';
import {
  classType,
  listOf,
  mapOf,
  platformType,
  primitiveNamed,
  setOf,
  sobjectType,
  Types,
  type TypeRef,
} from './type-ref.ts';
import { splitParameters } from './registry.ts';
import { EnumValue } from './values/index.ts';

/** What `$.describe(class, …)` receives. */
export interface RawClassInfo {
  readonly name: string;
  readonly kind: ClassInfo['kind'];
  readonly type: TypeRef;
  readonly apiVersion: number;
  readonly sharing: ClassInfo['sharing'];
  readonly abstract: boolean;
  readonly virtual: boolean;
  readonly test: boolean;
  readonly parent: TypeRef | null;
  readonly interfaces: readonly TypeRef[];
  readonly fields: readonly EmittedField[];
  readonly methods: readonly MethodInfo[];
  readonly constructors: readonly ConstructorInfo[];
  readonly annotations: readonly AnnotationInfo[];
  readonly enumValues: readonly string[];
}

type Thunk = () => EmittedClass;
type UnitFunction = (loader: unknown) => Readonly<Record<string, Thunk>>;

export interface Coverage {
  readonly unit: CompiledUnit;
  /** Executions per line; index is the line number. */
  readonly counts: Uint32Array;
}

export class Program implements ClassDirectory {
  readonly units: readonly CompiledUnit[];
  readonly coverage = new Map<string, Coverage>();
  private readonly thunks = new Map<
    string,
    { readonly name: string; readonly kind: CompiledUnit['kind']; readonly make: Thunk }
  >();
  private readonly loaded = new Map<string, EmittedClass>();
  private readonly numbers = new Map<string, number>();
  private readonly numbered: string[] = [];
  private readonly enums: Map<string, EnumValue> = new Map<string, EnumValue>();
  private readonly schema: () => OrgSchema;

  constructor(units: readonly CompiledUnit[], schema: () => OrgSchema, base?: Program) {
    this.schema = schema;
    this.units = base === undefined ? units : [...base.units, ...units];
    if (base !== undefined) {
      // Anonymous Apex sees the org's classes and shares their statics numbering and coverage.
      for (const [key, thunk] of base.thunks)
        this.thunks.set(key, { ...thunk, make: () => base.load(thunk.name, thunk.kind) });
      this.numbers = base.numbers;
      this.numbered = base.numbered;
      this.enums = base.enums;
    }
    for (const unit of units) this.add(unit);
  }

  private add(unit: CompiledUnit): void {
    const counts = new Uint32Array(unit.lineCount + 2);
    // A class and a trigger may share a name.
    this.coverage.set(keyOf(unit.kind, unit.name), { unit, counts });
    const script = new Script(unit.code, { filename: `apex:${unit.file}` });
    const define = script.runInThisContext() as UnitFunction;
    for (const [name, make] of Object.entries(define(makeLoader(this, unit, counts)))) {
      const kind = name === unit.name ? unit.kind : 'class';
      this.thunks.set(keyOf(kind, name), { name, kind, make });
    }
  }

  /** The emitted class by name; made on first use. */
  load(name: string, kind: CompiledUnit['kind'] = 'class'): EmittedClass {
    const key = keyOf(kind, name);
    const known = this.loaded.get(key);
    if (known !== undefined) return known;
    const thunk = this.thunks.get(key);
    if (thunk === undefined) throw new Error(`No Apex ${kind} ${name} in the program`);
    const made = thunk.make();
    this.loaded.set(key, made);
    return made;
  }

  has(name: string, kind: CompiledUnit['kind'] = 'class'): boolean {
    return this.thunks.has(keyOf(kind, name));
  }

  /** The place of a class's statics in a transaction. */
  staticsNumber(name: string): number {
    const lower = name.toLowerCase();
    let number = this.numbers.get(lower);
    if (number === undefined) {
      number = this.numbered.length;
      this.numbers.set(lower, number);
      this.numbered.push(name);
    }
    return number;
  }

  classOfNumber(number: number): string {
    return this.numbered[number] ?? '';
  }

  describe(made: EmittedClass, raw: RawClassInfo): EmittedClass {
    const methods = new Map<string, MethodInfo[]>();
    for (const method of raw.methods) {
      const lower = method.name.toLowerCase();
      const list = methods.get(lower);
      if (list === undefined) methods.set(lower, [method]);
      else list.push(method);
    }
    const info: EmittedClassInfo = {
      ...raw,
      fields: new Map(raw.fields.map((field) => [field.name.toLowerCase(), field])),
      methods,
    };
    Object.defineProperty(made, 'classInfo', { value: info });
    Object.defineProperty((made as { readonly prototype: object }).prototype, 'classInfo', { value: info });
    return made;
  }

  enumValues(name: string): readonly EnumValue[] {
    const info = this.infoOf(name);
    return info.enumValues.map((constant, ordinal) => this.enumValue(info.name, constant, ordinal));
  }

  /** One object per constant; emitted code asks before the enum's class is loaded. */
  enumValue(name: string, constant: string, ordinal: number): EnumValue {
    const key = `${name}.${constant}`;
    let value = this.enums.get(key);
    if (value === undefined) {
      value = new EnumValue(classType(name), constant, ordinal);
      this.enums.set(key, value);
    }
    return value;
  }

  enumConstant(name: string, constant: string): EnumValue | undefined {
    return this.enumValues(name).find((one) => one.name.toLowerCase() === constant.toLowerCase());
  }

  private infoOf(name: string): EmittedClassInfo {
    return this.load(name).classInfo as EmittedClassInfo;
  }

  find(name: string): ClassInfo | undefined {
    return this.has(name) ? this.infoOf(name) : undefined;
  }

  constructorOf(info: ClassInfo): EmittedClass {
    return this.load(info.name, info.kind === 'trigger' ? 'trigger' : 'class');
  }

  *all(): Generator<ClassInfo> {
    for (const [key, { name }] of this.thunks) if (key.startsWith('class ')) yield this.infoOf(name);
  }

  readonly frames = new Map<string, FrameInfo>();

  frame(label: string, className: string, signature: string): FrameInfo {
    const key = `${label}|${className}|${signature}`;
    let frame = this.frames.get(key);
    if (frame === undefined) {
      frame = { label, className, signature };
      this.frames.set(key, frame);
    }
    return frame;
  }

  /** Direct supertypes of the org's own classes. */
  readonly directSupertypes = (type: TypeRef): readonly TypeRef[] => {
    const info = type.kind === 'class' ? this.find(type.name) : undefined;
    if (info === undefined) return [];
    return info.parent === null ? info.interfaces : [info.parent, ...info.interfaces];
  };

  resolveType(name: string): TypeRef | undefined {
    const text = name.trim();
    const angle = text.indexOf('<');
    if (angle > 0 && text.endsWith('>')) {
      const args: TypeRef[] = [];
      for (const part of splitParameters(text.slice(angle + 1, -1))) {
        const arg = this.resolveType(part);
        if (arg === undefined) return undefined;
        args.push(arg);
      }
      const [a, b] = args;
      const base = text
        .slice(0, angle)
        .toLowerCase()
        .replace(/^system\./, '');
      if (a === undefined) return undefined;
      if (base === 'list') return listOf(a);
      if (base === 'set') return setOf(a);
      if (base === 'map' && b !== undefined) return mapOf(a, b);
      const canonical = platformCatalogue().canonical(base);
      return canonical === undefined ? undefined : platformType(canonical, args);
    }
    const own = this.find(text);
    if (own !== undefined) return own.type;
    const lower = text.toLowerCase().replace(/^system\./, '');
    if (lower === 'object') return Types.Object;
    if (lower === 'sobject') return Types.SObject;
    const simple = primitiveNamed(lower);
    if (simple !== undefined) return simple;
    const canonical = platformCatalogue().canonical(lower);
    if (canonical !== undefined) return platformType(canonical);
    const object = this.schema().object(lower.replace(/^schema\./, ''));
    return object === undefined ? undefined : sobjectType(object.name);
  }
}

const keyOf = (kind: CompiledUnit['kind'], name: string): string => `${kind} ${name.toLowerCase()}`;

export type { ApexObject };
