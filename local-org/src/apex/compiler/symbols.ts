/** What the declare pass knows of the org's own classes. */
import type { Sharing } from '../runtime/class-info.ts';
import type { TypeRef } from '../runtime/type-ref.ts';
import type {
  AccessorNode,
  AnnotationNode,
  ConstructorNode,
  Expression,
  InitializerNode,
  MethodNode,
  Modifiers,
  Position,
  TypeDeclaration,
} from './ast.ts';

export type AccessWord = 'private' | 'protected' | 'public' | 'global';

/** A field or property. */
export interface FieldSymbol {
  readonly name: string;
  readonly pos: Position;
  readonly owner: ClassSymbol;
  readonly type: TypeRef;
  readonly static: boolean;
  readonly final: boolean;
  readonly transient: boolean;
  readonly access: AccessWord;
  readonly testVisible: boolean;
  readonly annotations: readonly AnnotationNode[];
  readonly value: Expression | null;
  /** Null for a plain field. */
  readonly property: PropertySymbol | null;
  /** JavaScript name of the storage slot. */
  readonly slot: string;
}

export interface PropertySymbol {
  readonly getter: AccessorNode | null;
  readonly setter: AccessorNode | null;
  readonly getterAccess: AccessWord;
  readonly setterAccess: AccessWord;
  /** Reads and writes go through methods: a body, or virtual/abstract/override. */
  readonly methods: boolean;
  readonly virtual: boolean;
  readonly abstract: boolean;
  readonly getMember: string;
  readonly setMember: string;
}

export interface ParameterSymbol {
  readonly name: string;
  readonly type: TypeRef;
}

export interface MethodSymbol {
  readonly name: string;
  readonly pos: Position;
  readonly owner: ClassSymbol;
  readonly parameters: readonly ParameterSymbol[];
  readonly returns: TypeRef;
  readonly static: boolean;
  readonly access: AccessWord;
  readonly abstract: boolean;
  readonly virtual: boolean;
  readonly override: boolean;
  readonly testVisible: boolean;
  readonly annotations: readonly AnnotationNode[];
  readonly test: boolean;
  readonly member: string;
  readonly node: MethodNode;
}

export interface ConstructorSymbol {
  readonly owner: ClassSymbol;
  readonly parameters: readonly ParameterSymbol[];
  readonly access: AccessWord;
  readonly testVisible: boolean;
  readonly member: string;
  /** Null for the constructors nobody wrote. */
  readonly node: ConstructorNode | null;
}

export interface ClassSymbol {
  /** `Foo` or `Outer.Inner`. */
  readonly name: string;
  readonly simpleName: string;
  readonly file: string;
  readonly kind: 'class' | 'interface' | 'enum' | 'trigger' | 'anonymous';
  readonly type: TypeRef;
  readonly outer: ClassSymbol | null;
  readonly inner: Map<string, ClassSymbol>;
  readonly node: TypeDeclaration;
  readonly modifiers: Modifiers;
  readonly apiVersion: number;
  readonly sharing: Sharing;
  readonly test: boolean;
  readonly access: AccessWord;
  readonly abstract: boolean;
  readonly virtual: boolean;
  readonly enumValues: readonly string[];
  // Filled by the second half of the declare pass.
  parent: TypeRef | null;
  interfaces: readonly TypeRef[];
  readonly fields: Map<string, FieldSymbol>;
  readonly methods: Map<string, MethodSymbol[]>;
  constructors: ConstructorSymbol[];
  readonly initializers: InitializerNode[];
}

/** The class itself and the classes around it, inside out. */
export function* enclosing(symbol: ClassSymbol): Generator<ClassSymbol> {
  for (let current: ClassSymbol | null = symbol; current !== null; current = current.outer) yield current;
}

export const hasWord = (modifiers: Modifiers, word: string): boolean => modifiers.words.has(word);

export const annotationNamed = (annotations: readonly AnnotationNode[], name: string): AnnotationNode | undefined =>
  annotations.find((annotation) => annotation.name.toLowerCase() === name);

export function accessOf(modifiers: Modifiers, fallback: AccessWord): AccessWord {
  if (modifiers.words.has('webservice')) return 'global';
  for (const word of ['global', 'public', 'protected', 'private'] as const) if (modifiers.words.has(word)) return word;
  return fallback;
}
