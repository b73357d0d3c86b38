/** `typeOf`, `instanceof` and casts of values in Object representation. */
import { ApexObject } from './class-info.ts';
import { ApexException, ExceptionObject } from './exception.ts';
import { isSubtype, type DirectSupertypes } from './hierarchy.ts';
import { platformType, Types, type TypeRef } from './type-ref.ts';
import {
  ApexDate,
  ApexDatetime,
  ApexList,
  ApexMap,
  ApexSet,
  ApexSObject,
  ApexTime,
  Blob,
  BoxedDouble,
  BoxedId,
  Decimal,
  EnumValue,
  idForm,
  PlatformObject,
  toId,
} from './values/index.ts';
import { sobjectType } from './type-ref.ts';

/** The run-time type of a value under static type Object. */
export function typeOfValue(value: unknown): TypeRef | undefined {
  switch (typeof value) {
    case 'string':
      return Types.String;
    case 'number':
      return Types.Integer;
    case 'bigint':
      return Types.Long;
    case 'boolean':
      return Types.Boolean;
    default:
  }
  if (value === null || value === undefined) return undefined;
  if (value instanceof ApexSObject) return sobjectType(value.type);
  if (value instanceof ApexList || value instanceof ApexSet || value instanceof ApexMap) return value.type;
  if (value instanceof ExceptionObject) return value.classInfo?.type ?? platformType(value.typeName);
  if (value instanceof ApexObject) return value.classInfo?.type;
  if (value instanceof Decimal) return Types.Decimal;
  if (value instanceof BoxedDouble) return Types.Double;
  if (value instanceof BoxedId) return Types.Id;
  if (value instanceof EnumValue) return value.type;
  if (value instanceof ApexDate) return Types.Date;
  if (value instanceof ApexDatetime) return Types.Datetime;
  if (value instanceof ApexTime) return Types.Time;
  if (value instanceof Blob) return Types.Blob;
  return value instanceof PlatformObject ? value.apexType : undefined;
}

const shown = (type: TypeRef | undefined): string => type?.name ?? 'Object';

/** `value instanceof type`; false for null. */
export function isInstance(value: unknown, type: TypeRef, ofClass: DirectSupertypes): boolean {
  const own = typeOfValue(value);
  if (own === undefined) return value !== null && value !== undefined && type.kind === 'object';
  if (isSubtype(own, type, ofClass)) return true;
  // An Id is a String and the numbers widen.
  if (own === Types.Id && type === Types.String) return true;
  if (own === Types.String && type === Types.Id) return typeof value === 'string' && idForm(value) !== undefined;
  if (own === Types.Integer) return type === Types.Long || type === Types.Double || type === Types.Decimal;
  if (own === Types.Long) return type === Types.Double || type === Types.Decimal;
  if (own === Types.Date) return type === Types.Datetime;
  return (own === Types.Double && type === Types.Decimal) || (own === Types.Decimal && type === Types.Double);
}

/** Object representation → representation of `type`, checked. */
export function castValue(value: unknown, type: TypeRef, ofClass: DirectSupertypes): unknown {
  if (value === null || value === undefined) return null;
  const own = typeOfValue(value);
  const fail = (): never => {
    throw new ApexException(
      'System.TypeException',
      `Invalid conversion from runtime type ${shown(own)} to ${shown(type)}`,
    );
  };
  if (type.kind === 'primitive') return castPrimitive(value, type, own) ?? fail();
  if (own === undefined) return type.kind === 'object' ? value : fail();
  if (
    isSubtype(own, type, ofClass) ||
    areIdsAsText(own, type) ||
    (isSubtype(type, own, ofClass) && own.kind === 'list' && own.args[0]?.kind === 'sobject')
  ) {
    return value;
  }
  return fail();
}

/** A list or set of Ids is one of Strings (SalesforceLabs/ActionPlansV4, ActionPlansCreateMultipleAPsExtension). */
const areIdsAsText = (own: TypeRef, type: TypeRef): boolean =>
  (own.kind === 'list' || own.kind === 'set') &&
  own.kind === type.kind &&
  own.args[0] === Types.Id &&
  type.args[0] === Types.String;

function castPrimitive(value: unknown, type: TypeRef, own: TypeRef | undefined): unknown {
  const bare = value instanceof BoxedDouble || value instanceof BoxedId ? value.value : value;
  if (own === type) return bare;
  if (type === Types.String) return own === Types.Id ? bare : undefined;
  if (type === Types.Id) return typeof bare === 'string' ? toId(bare) : undefined;
  if (value instanceof ApexDate) return type === Types.Datetime ? midnight(value) : undefined;
  if (typeof value === 'number') return widen(value, type);
  if (typeof value === 'bigint') {
    if (type === Types.Double) return Number(value);
    return type === Types.Decimal ? Decimal.fromLong(value) : undefined;
  }
  if (value instanceof BoxedDouble) return type === Types.Decimal ? Decimal.fromDouble(value.value) : undefined;
  if (value instanceof Decimal) return type === Types.Double ? value.toDouble() : undefined;
  return undefined;
}

/** A Date passes for a Datetime, its midnight of Greenwich (ZackFra/Salesforce-Moxygen, YesterdayComparable; berehovskyi/apex-query, Query.cls). */
const midnight = (date: ApexDate): ApexDatetime => ApexDatetime.at(date, ApexTime.of(0, 0, 0, 0), 'GMT');

function widen(value: number, type: TypeRef): unknown {
  if (type === Types.Long) return BigInt(value);
  if (type === Types.Double) return value;
  return type === Types.Decimal ? Decimal.fromInteger(value) : undefined;
}
