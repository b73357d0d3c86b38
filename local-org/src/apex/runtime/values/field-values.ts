/** Between the engine's field values (engine/records.ts) and Apex values, by field type. */
import type { FieldValue } from '../../../engine/records.ts';
import type { FieldDef, FieldType } from '../../../schema/types.ts';
import { ApexException } from '../exception.ts';
import { listOf, Types } from '../type-ref.ts';
import { Blob } from './blob.ts';
import { BoxedDouble, BoxedId, EnumValue, idForm } from './boxes.ts';
import { ApexDate, ApexDatetime, ApexTime } from './dates.ts';
import { Decimal } from './decimal.ts';
import { ApexList } from './collections.ts';

type FieldShape = Pick<FieldDef, 'type'> & { readonly scale?: number | undefined };

/** A stored value as Apex holds it (ids as strings, not boxed). */
export function fromFieldValue(value: FieldValue, field: FieldShape): unknown {
  if (value === null) return null;
  switch (field.type) {
    case 'boolean':
      return Boolean(value);
    case 'int':
      return Number(value);
    case 'double':
    case 'currency':
    case 'percent':
      return toFieldDecimal(Number(value), field.scale);
    case 'date':
      return ApexDate.fromIso(String(value)) ?? null;
    case 'datetime':
      return ApexDatetime.fromIso(String(value)) ?? null;
    case 'time':
      return ApexTime.fromIso(String(value)) ?? null;
    case 'base64':
      return Blob.fromBase64(String(value));
    case 'junctionidlist':
      return new ApexList(listOf(Types.String), String(value).split(';'));
    case 'anyType':
      return typeof value === 'number' ? fromBareNumber(value) : value;
    default:
      return String(value);
  }
}

/** At the field's scale, as query results hold it: 35000 of a Number(16,2) is 35000.00. */
function toFieldDecimal(value: number, scale: number | undefined): Decimal {
  const decimal = Decimal.fromNumber(value, scale);
  return scale !== undefined && scale <= 18 ? decimal.setScale(scale, 'HALF_UP') : decimal;
}

/** A number whose field is unknown (aggregates): whole ones are Integers. */
export function fromBareNumber(value: number): number | Decimal {
  return Number.isInteger(value) && Math.abs(value) <= 0x7fffffff ? value : Decimal.fromNumber(value);
}

/** An Apex value as the engine's records and binds hold it. The field type only matters where one Apex value has two stored forms. */
export function toFieldValue(value: unknown, type?: FieldType): FieldValue {
  switch (typeof value) {
    case 'string':
      return type === 'id' || type === 'reference' ? (idForm(value) ?? value) : value;
    case 'number':
    case 'boolean':
      return value;
    case 'bigint':
      return Number(value);
    case 'undefined':
      return null;
    default:
  }
  if (value === null) return null;
  if (value instanceof Decimal) return value.toDouble();
  if (value instanceof BoxedDouble || value instanceof BoxedId) return value.value;
  if (value instanceof ApexDate) return type === 'datetime' ? `${value.toIso()}T00:00:00.000Z` : value.toIso();
  if (value instanceof ApexDatetime) return type === 'date' ? value.toIso().slice(0, 10) : value.toIso();
  if (value instanceof ApexTime) return value.toString();
  if (value instanceof Blob) return value.toBase64();
  if (value instanceof EnumValue) return value.name;
  if (value instanceof ApexList && type === 'junctionidlist')
    return value.items.length === 0 ? null : value.items.map(String).join(';');
  throw new ApexException('System.SObjectException', `Illegal value for a field: ${typeof value}`);
}
