/** System.Type, and what every object has: toString, equals, hashCode; enums. */
import type { Runtime } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import { sobjectType } from '../runtime/type-ref.ts';
import type { EnumValue, TypeValue } from '../runtime/values/index.ts';
import {
  ApexList,
  hashOf,
  platformEnum,
  platformEnumValues,
  sobjectTypeToken,
  textOf,
  typeValue,
  valuesEqual,
} from '../runtime/values/index.ts';
import { notNull } from './arguments.ts';

/** The type of that name; null when there is none. `System.` and blanks do not matter. */
function forName(rt: Runtime, name: string | null): TypeValue | null {
  if (name === null || name.trim() === '') return null;
  // `Schema.` says that the object is meant, also where a class of the org has the same name (octoberswimmer/aer-dist issue 185).
  const [, explicit, plain = ''] = /^(Schema\.)?(.*)$/i.exec(name.trim()) ?? [];
  const object = rt.schema().object(plain);
  if (explicit !== undefined && object) return typeValue(sobjectType(object.name));
  const type = rt.classes.resolveType(name.trim());
  if (type) return typeValue(type);
  return object ? typeValue(sobjectType(object.name)) : null;
}

export const typeFunctions = {
  'System.Type.forName(String)': (rt: Runtime, name: string | null) => forName(rt, name),
  'System.Type.forName(String,String)': (rt: Runtime, namespace: string | null, name: string | null) =>
    namespace === null || namespace === ''
      ? forName(rt, name)
      : forName(rt, name === null ? null : /^c$/i.test(namespace) ? name : `${namespace}.${name}`),
  'System.Type.getName()': (_rt: Runtime, self: TypeValue) => self.name,
  'System.Type.toString()': (_rt: Runtime, self: TypeValue) => self.name,
  'System.Type.newInstance()': (rt: Runtime, self: TypeValue) => rt.newInstance(self.type),
  'System.Type.equals(Object)': (_rt: Runtime, self: TypeValue, other: unknown) => self === other,
  'System.Type.hashCode()': (_rt: Runtime, self: TypeValue) => hashOf(self.name),
  'System.Type.isAssignableFrom(Type)': (rt: Runtime, self: TypeValue, other: TypeValue) =>
    rt.isSubtype(notNull(other).type, self.type),
  'get System.Type.SObjectType': (_rt: Runtime, self: TypeValue) =>
    self.type.kind === 'sobject' ? sobjectTypeToken(self.type.name) : null,
};

/** Defaults for receivers of static type Object or of any class without methods of its own. */
export const objectFunctions = {
  'System.Object.toString()': (rt: Runtime, self: unknown) => textOf(rt, self),
  'System.Object.equals(Object)': (_rt: Runtime, self: unknown, other: unknown) => valuesEqual(self, other),
  'System.Object.hashCode()': (_rt: Runtime, self: unknown) => hashOf(self),
  'System.System.equals(Object,Object)': (_rt: Runtime, a: unknown, b: unknown) => valuesEqual(a, b),
  'System.System.hashCode(Object)': (_rt: Runtime, value: unknown) => hashOf(value),
};

/** Members of every enum; the static ones get the enum's qualified name first. */
export const enumFunctions = {
  'System.Enum.name()': (_rt: Runtime, self: EnumValue) => self.name,
  'System.Enum.ordinal()': (_rt: Runtime, self: EnumValue) => self.ordinal,
  'System.Enum.toString()': (_rt: Runtime, self: EnumValue) => self.name,
  'System.Enum.equals(Object)': (_rt: Runtime, self: EnumValue, other: unknown) => valuesEqual(self, other),
  'System.Enum.hashCode()': (_rt: Runtime, self: EnumValue) => hashOf(self),
  'System.Enum.values()': (_rt: Runtime, typeName: string) => {
    const values = platformEnumValues(typeName) ?? [];
    const [first] = values;
    if (!first) throw new ApexException('System.TypeException', `No enum ${typeName}`);
    return ApexList.of(first.type, [...values]);
  },
  'System.Enum.valueOf(String)': (_rt: Runtime, typeName: string, name: string) => {
    const known = platformEnumValues(typeName)?.some(
      (value) => value.name.toLowerCase() === notNull(name).toLowerCase(),
    );
    if (!known) throw new ApexException('System.NoSuchElementException', `No enum constant ${typeName}.${name}`);
    return platformEnum(typeName, name);
  },
};
