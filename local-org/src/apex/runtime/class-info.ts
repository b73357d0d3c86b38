/** What is known of a user class at run time, and the base of every user object. */
import type { Runtime } from './context.ts';
import type { TypeRef } from './type-ref.ts';

export type Sharing = 'with' | 'without' | 'inherited' | 'omitted';

/** A field or property of a class. */
export interface FieldInfo {
  readonly name: string;
  readonly type: TypeRef;
  readonly static: boolean;
  readonly transient: boolean;
  readonly final: boolean;
  readonly access: 'private' | 'protected' | 'public' | 'global';
  /** False for a property without getter/setter body kept as plain field; JSON and describe-like callers go through `rt.getField/putField`. */
  readonly property: boolean;
  readonly readable: boolean;
  readonly writable: boolean;
  readonly annotations: readonly AnnotationInfo[];
}

export interface AnnotationInfo {
  /** Lower case: `auraenabled`, `istest`, `invocablemethod`. */
  readonly name: string;
  /** Lower-case keys; a value alone stands under `value`. */
  readonly values: Readonly<Record<string, string | number | boolean | null>>;
}

export interface ParameterInfo {
  readonly name: string;
  readonly type: TypeRef;
}

export interface MethodInfo {
  readonly name: string;
  /** Property of the emitted JavaScript class: static methods `Class[member](rt, ...args)`, others `object[member](rt, ...args)`. */
  readonly member: string;
  readonly parameters: readonly ParameterInfo[];
  readonly returns: TypeRef;
  readonly static: boolean;
  readonly abstract: boolean;
  readonly access: 'private' | 'protected' | 'public' | 'global';
  readonly annotations: readonly AnnotationInfo[];
  /** `@IsTest` or `testMethod`. */
  readonly test: boolean;
  readonly line: number;
}

export interface ConstructorInfo {
  readonly member: string;
  readonly parameters: readonly ParameterInfo[];
  readonly access: 'private' | 'protected' | 'public' | 'global';
}

/** One user class, interface or enum. */
export interface ClassInfo {
  /** `Foo` or `Outer.Inner`. */
  readonly name: string;
  readonly kind: 'class' | 'interface' | 'enum' | 'trigger' | 'anonymous';
  readonly type: TypeRef;
  readonly apiVersion: number;
  readonly sharing: Sharing;
  readonly abstract: boolean;
  readonly virtual: boolean;
  /** Whether the class or its outer class is annotated `@IsTest`. */
  readonly test: boolean;
  /** The superclass: a user class (`kind: 'class'`) or a platform class (`System.Exception`). */
  readonly parent: TypeRef | null;
  readonly interfaces: readonly TypeRef[];
  /** Declared here, by lower-case name. */
  readonly fields: ReadonlyMap<string, FieldInfo>;
  /** Declared here, all overloads by lower-case name. */
  readonly methods: ReadonlyMap<string, readonly MethodInfo[]>;
  readonly constructors: readonly ConstructorInfo[];
  readonly annotations: readonly AnnotationInfo[];
  readonly enumValues: readonly string[];
}

/** Base of every object of a user class. The compiler's subclasses carry `classInfo` on the prototype. */
export class ApexObject {
  /** Undefined only for platform exceptions, which have no class of the org behind them. */
  declare readonly classInfo: ClassInfo | undefined;

  /** Field values and initialiser blocks; emitted classes override it, the root does nothing. */
  declare $init: (rt: Runtime) => void;

  /** What `new` does before the constructor. */
  $begin(rt: Runtime): this {
    this.$init(rt);
    return this;
  }
}

ApexObject.prototype.$init = () => undefined;
