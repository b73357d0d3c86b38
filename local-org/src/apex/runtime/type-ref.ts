/**
 * Reified Apex types: what collections carry, what casts, `instanceof`, JSON and `Type` look at.
 * Interned by kind and name, so two references to one type are the same object. User classes are named only;
 * what a name means is asked of the running org (`rt.classes`).
 */

export type PrimitiveName =
  'Boolean' | 'Integer' | 'Long' | 'Double' | 'Decimal' | 'String' | 'Id' | 'Date' | 'Datetime' | 'Time' | 'Blob';

/**
 * `null` is the type of the literal; `object` is Object; `sobject` is SObject (name `SObject`) or one object; `class` is a class,
 * interface or enum of the org's own Apex; `platform` one of the platform's, with type arguments where it has some.
 */
export type TypeKind =
  'void' | 'null' | 'primitive' | 'object' | 'list' | 'set' | 'map' | 'sobject' | 'class' | 'platform' | 'parameter';

export interface TypeRef {
  readonly kind: TypeKind;
  /** Canonical name as Apex prints it: `Integer`, `List<Account>`, `Map<Id,Account>`, `Outer.Inner`, `System.HttpRequest`, `Schema.SObjectType`. */
  readonly name: string;
  /** `[element]` of list and set, `[key, value]` of map, the type arguments of a generic platform type. */
  readonly args: readonly TypeRef[];
}

const interned = new Map<string, TypeRef>();

function intern(kind: TypeKind, name: string, args: readonly TypeRef[] = []): TypeRef {
  const key = `${kind}:${name}`;
  const known = interned.get(key);
  if (known !== undefined) return known;
  const made: TypeRef = Object.freeze({ kind, name, args: Object.freeze([...args]) });
  interned.set(key, made);
  return made;
}

const primitive = (name: PrimitiveName): TypeRef => intern('primitive', name);

/** The types that need no argument. */
export const Types = {
  Void: intern('void', 'void'),
  Null: intern('null', 'null'),
  Object: intern('object', 'Object'),
  Boolean: primitive('Boolean'),
  Integer: primitive('Integer'),
  Long: primitive('Long'),
  Double: primitive('Double'),
  Decimal: primitive('Decimal'),
  String: primitive('String'),
  Id: primitive('Id'),
  Date: primitive('Date'),
  Datetime: primitive('Datetime'),
  Time: primitive('Time'),
  Blob: primitive('Blob'),
  SObject: intern('sobject', 'SObject'),
} as const;

const primitives: ReadonlyMap<string, TypeRef> = new Map(
  [
    Types.Boolean,
    Types.Integer,
    Types.Long,
    Types.Double,
    Types.Decimal,
    Types.String,
    Types.Id,
    Types.Date,
    Types.Datetime,
    Types.Time,
    Types.Blob,
  ].map((type) => [type.name.toLowerCase(), type]),
);

/** The primitive of that name in any case, or undefined. */
export const primitiveNamed = (name: string): TypeRef | undefined => primitives.get(name.toLowerCase());

export const listOf = (element: TypeRef): TypeRef => intern('list', `List<${element.name}>`, [element]);
export const setOf = (element: TypeRef): TypeRef => intern('set', `Set<${element.name}>`, [element]);
export const mapOf = (key: TypeRef, value: TypeRef): TypeRef =>
  intern('map', `Map<${key.name},${value.name}>`, [key, value]);
/** An SObject type by its canonical API name. */
export const sobjectType = (name: string): TypeRef => (name === 'SObject' ? Types.SObject : intern('sobject', name));
/** A class, interface or enum of the org's Apex by its canonical name (`Outer.Inner`). */
export const classType = (name: string): TypeRef => intern('class', name);
/** A platform type by its qualified name (`System.Iterator`), with type arguments where it has some. */
export const platformType = (name: string, args: readonly TypeRef[] = []): TypeRef =>
  intern('platform', args.length === 0 ? name : `${name}<${args.map((arg) => arg.name).join(',')}>`, args);
/** A type parameter of a generic platform type (`T`), as it stands in the platform's signatures. */
export const typeParameter = (name: string): TypeRef => intern('parameter', name);

/** `System.Iterator<String>` → `System.Iterator`: the key under which the platform's signatures keep the type. */
export function platformBaseName(type: TypeRef): string {
  const angle = type.name.indexOf('<');
  return angle < 0 ? type.name : type.name.slice(0, angle);
}
