/** Values that stand for types and fields: System.Type, Schema.SObjectType, Schema.SObjectField, and the platform's enum constants. */
import { Unsupported } from '../../../engine/errors.ts';
import { platformCatalogue } from '../platform-types.ts';
import { platformType, type TypeRef } from '../type-ref.ts';
import { EnumValue, PlatformObject } from './boxes.ts';

/** A `System.Type`. */
export class TypeValue extends PlatformObject {
  override readonly apexType = platformType('System.Type');
  readonly type: TypeRef;

  constructor(type: TypeRef) {
    super();
    this.type = type;
  }
  /** As `Type.getName()` gives it. */
  get name(): string {
    return this.type.name;
  }
  override toText(): string {
    return this.name;
  }
}

/** `Account.SObjectType`. */
export class SObjectTypeToken extends PlatformObject {
  override readonly apexType = platformType('Schema.SObjectType');
  /** Canonical object name. */
  readonly name: string;

  constructor(name: string) {
    super();
    this.name = name;
  }
  override toText(): string {
    return this.name;
  }
}

/** `Account.Name` as a token. */
export class SObjectFieldToken extends PlatformObject {
  override readonly apexType = platformType('Schema.SObjectField');
  readonly object: string;
  /** Canonical field name. */
  readonly field: string;

  constructor(object: string, field: string) {
    super();
    this.object = object;
    this.field = field;
  }
  override toText(): string {
    return this.field;
  }
}

function interning<K, V>(make: (key: K, text: string) => V): (key: K, text: string) => V {
  const known = new Map<string, V>();
  return (key, text) => {
    let value = known.get(text);
    if (value === undefined) {
      value = make(key, text);
      known.set(text, value);
    }
    return value;
  };
}

const typeValues = new WeakMap<TypeRef, TypeValue>();

/** The System.Type of a type: one object per type. */
export function typeValue(type: TypeRef): TypeValue {
  let value = typeValues.get(type);
  if (!value) {
    value = new TypeValue(type);
    typeValues.set(type, value);
  }
  return value;
}

const objectTokens = interning((name: string) => new SObjectTypeToken(name));
const fieldTokens = interning(([object, field]: readonly [string, string]) => new SObjectFieldToken(object, field));

/** The token of an object, by its canonical name: one object per name. */
export const sobjectTypeToken = (name: string): SObjectTypeToken => objectTokens(name, name);

/** The token of a field, by canonical names: one object per field. */
export const sobjectFieldToken = (object: string, field: string): SObjectFieldToken =>
  fieldTokens([object, field], `${object}.${field}`);

const enums = new Map<string, readonly EnumValue[]>();

/** All constants of a platform enum in ordinal order, or undefined when there is no such enum. */
export function platformEnumValues(typeName: string): readonly EnumValue[] | undefined {
  const name = platformCatalogue().canonical(typeName);
  if (name === undefined) return undefined;
  let values = enums.get(name);
  if (!values) {
    const facts = platformCatalogue().find(name);
    if (facts?.kind !== 'enum') return undefined;
    const type = platformType(name);
    values = facts.values.map((constant, ordinal) => new EnumValue(type, constant, ordinal));
    enums.set(name, values);
  }
  return values;
}

/** One constant of a platform enum: `platformEnum('System.LoggingLevel', 'INFO')`. Names in any case. */
export function platformEnum(typeName: string, constant: string): EnumValue {
  const wanted = constant.toLowerCase();
  const value = platformEnumValues(typeName)?.find((candidate) => candidate.name.toLowerCase() === wanted);
  if (!value) throw new Unsupported(`Apex ${typeName}.${constant}`);
  return value;
}
