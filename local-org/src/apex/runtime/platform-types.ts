/** The platform's own types, read from the generated signatures on first use. */
import { readFileSync } from 'node:fs';
import {
  listOf,
  mapOf,
  platformType,
  primitiveNamed,
  setOf,
  sobjectType,
  Types,
  typeParameter,
  type TypeRef,
} from './type-ref.ts';
import { undeclaredMembers, undeclaredTypes, type RawType } from './platform-supplement.ts';
import { splitParameters } from './registry.ts';

export interface PlatformMethod {
  readonly name: string;
  readonly static: boolean;
  readonly parameters: readonly TypeRef[];
  readonly returns: TypeRef;
  /** The key of the library's implementation: `System.String.valueOf(Object)`, `new System.Http()`. */
  readonly key: string;
}

export interface PlatformProperty {
  readonly name: string;
  readonly static: boolean;
  readonly type: TypeRef;
  /** `System.RestContext.request`, to be put behind `get ` or `set `. */
  readonly key: string;
}

/** One class, interface or enum of the platform; member maps are keyed by lower-case name. */
export interface PlatformClass {
  readonly name: string;
  readonly kind: 'class' | 'abstract' | 'interface' | 'enum';
  readonly parameters: readonly string[];
  readonly parent: TypeRef | null;
  readonly interfaces: readonly TypeRef[];
  readonly constructors: readonly PlatformMethod[];
  readonly methods: ReadonlyMap<string, readonly PlatformMethod[]>;
  readonly properties: ReadonlyMap<string, PlatformProperty>;
  readonly values: readonly string[];
}

/** `RecordSet<Account>`: what SOQL gives, a list that may also stand for its single row. */
export const recordSetOf = (element: TypeRef): TypeRef => platformType('RecordSet', [element]);
export const isRecordSet = (type: TypeRef): boolean => type.kind === 'platform' && type.name.startsWith('RecordSet<');

/** Superclasses that the published signatures leave out. Source: Apex Reference, "DuplicateError Class" (a subclass of Database.Error). */
const undeclaredParents: Readonly<Record<string, string>> = { 'Database.DuplicateError': 'Database.Error' };

/** Interfaces that the published signatures call classes. Source: Apex Reference, "RegistrationHandler Interface". */
const undeclaredInterfaces: ReadonlySet<string> = new Set(['Auth.RegistrationHandler']);

const signaturesFile = new URL('../generated/platform-signatures.json', import.meta.url);

class PlatformCatalogue {
  private readonly raw: Readonly<Record<string, RawType>>;
  private readonly names = new Map<string, string>();
  private readonly namespaces = new Set<string>();
  private readonly made = new Map<string, PlatformClass>();

  constructor(text: string) {
    const { types } = JSON.parse(text) as { readonly types: Readonly<Record<string, RawType>> };
    this.raw = { ...undeclaredTypes, ...types };
    for (const name of Object.keys(this.raw)) {
      this.names.set(name.toLowerCase(), name);
      const dot = name.indexOf('.');
      this.namespaces.add(name.slice(0, dot).toLowerCase());
    }
  }

  isNamespace(name: string): boolean {
    return this.namespaces.has(name.toLowerCase());
  }

  /** Canonical qualified name of `System.Http`, `http` alone being looked up in System and Schema. */
  canonical(name: string): string | undefined {
    const lower = name.toLowerCase();
    return (
      this.names.get(`system.${lower}`) ??
      (lower.includes('.') ? this.names.get(lower) : this.names.get(`schema.${lower}`))
    );
  }

  /** By canonical qualified name. */
  find(name: string): PlatformClass | undefined {
    const known = this.made.get(name);
    if (known !== undefined) return known;
    const raw = this.raw[name];
    if (raw === undefined) return undefined;
    const more = undeclaredMembers[name];
    const made = this.make(name, more === undefined ? raw : withMembers(raw, more));
    this.made.set(name, made);
    return made;
  }

  private make(name: string, raw: RawType): PlatformClass {
    const base = raw.extends ?? undeclaredParents[name];
    const parameters = raw.params ?? [];
    const type = (text: string): TypeRef => this.parse(text, parameters);
    const methods = new Map<string, PlatformMethod[]>();
    for (const text of raw.methods ?? []) {
      const method = this.member(name, text, type);
      const list = methods.get(method.name.toLowerCase());
      if (list === undefined) methods.set(method.name.toLowerCase(), [method]);
      else list.push(method);
    }
    const properties = new Map<string, PlatformProperty>();
    for (const text of raw.props ?? []) {
      const isStatic = text.startsWith('static ');
      const rest = isStatic ? text.slice(7) : text;
      const colon = rest.indexOf(':');
      const property = rest.slice(0, colon);
      properties.set(property.toLowerCase(), {
        name: property,
        static: isStatic,
        type: type(rest.slice(colon + 1)),
        key: `${name}.${property}`,
      });
    }
    return {
      name,
      kind: undeclaredInterfaces.has(name) ? 'interface' : raw.kind,
      parameters,
      parent: base === undefined ? null : type(base),
      interfaces: (raw.implements ?? []).map(type),
      constructors: (undeclaredInterfaces.has(name) ? [] : (raw.new ?? [])).map((text) => ({
        name: 'new',
        static: true,
        parameters: splitParameters(text.slice(1, -1)).map(type),
        returns: platformType(name),
        key: `new ${name}${text}`,
      })),
      methods,
      properties,
      values: raw.values ?? [],
    };
  }

  private member(owner: string, text: string, type: (text: string) => TypeRef): PlatformMethod {
    const isStatic = text.startsWith('static ');
    const rest = isStatic ? text.slice(7) : text;
    const open = rest.indexOf('(');
    const close = rest.lastIndexOf(')');
    return {
      name: rest.slice(0, open),
      static: isStatic,
      parameters: splitParameters(rest.slice(open + 1, close)).map(type),
      returns: type(rest.slice(close + 2)),
      key: `${owner}.${rest.slice(0, close + 1)}`,
    };
  }

  /** A type as the signatures write it. */
  parse(text: string, parameters: readonly string[]): TypeRef {
    if (text === 'void') return Types.Void;
    if (text === 'Object') return Types.Object;
    if (text === 'SObject') return Types.SObject;
    if (parameters.includes(text)) return typeParameter(text);
    const simple = primitiveNamed(text);
    if (simple !== undefined) return simple;
    const angle = text.indexOf('<');
    if (angle > 0) {
      const args = splitParameters(text.slice(angle + 1, -1)).map((arg) => this.parse(arg, parameters));
      return generic(text.slice(0, angle), args, (name) => this.canonical(name) ?? name);
    }
    const canonical = this.canonical(text);
    return canonical === undefined ? sobjectType(text) : platformType(canonical);
  }
}

const withMembers = (raw: RawType, more: Pick<RawType, 'new' | 'methods' | 'props' | 'values'>): RawType => ({
  ...raw,
  new: [...(raw.new ?? []), ...(more.new ?? [])],
  methods: [...(raw.methods ?? []), ...(more.methods ?? [])],
  props: [...(raw.props ?? []), ...(more.props ?? [])],
  values: [...(raw.values ?? []), ...(more.values ?? [])],
});

function generic(name: string, args: readonly TypeRef[], canonical: (name: string) => string): TypeRef {
  const [first = Types.Object, second = Types.Object] = args;
  switch (name) {
    case 'List':
      return listOf(first);
    case 'Set':
      return setOf(first);
    case 'Map':
      return mapOf(first, second);
    case 'RecordSet':
      return recordSetOf(first);
    default:
      return platformType(canonical(name), args);
  }
}

let catalogue: PlatformCatalogue | undefined;

/** The catalogue, loaded once per thread: facts, the same for every org. */
export function platformCatalogue(): PlatformCatalogue {
  catalogue ??= new PlatformCatalogue(readFileSync(signaturesFile, 'utf8'));
  return catalogue;
}

/** Replaces the type parameters of a generic type's member by the receiver's arguments. */
export function substitute(type: TypeRef, parameters: readonly string[], args: readonly TypeRef[]): TypeRef {
  if (parameters.length === 0) return type;
  if (type.kind === 'parameter') return args[parameters.indexOf(type.name)] ?? type;
  if (type.args.length === 0) return type;
  const inner = type.args.map((arg) => substitute(arg, parameters, args));
  const base = type.name.slice(0, type.name.indexOf('<'));
  const [first = Types.Object, second = Types.Object] = inner;
  if (type.kind === 'list') return listOf(first);
  if (type.kind === 'set') return setOf(first);
  if (type.kind === 'map') return mapOf(first, second);
  return platformType(base, inner);
}

/** Name under which the signatures keep the members of a type: `System.String`, `System.List`, `Schema.SObjectType`. */
export function platformNameOf(type: TypeRef): string | undefined {
  switch (type.kind) {
    case 'primitive':
      return `System.${type.name}`;
    case 'list':
      return 'System.List';
    case 'set':
      return 'System.Set';
    case 'map':
      return 'System.Map';
    case 'sobject':
      return 'System.SObject';
    case 'platform': {
      const angle = type.name.indexOf('<');
      const base = angle < 0 ? type.name : type.name.slice(0, angle);
      return base === 'RecordSet' ? 'System.List' : base;
    }
    default:
      return undefined;
  }
}
