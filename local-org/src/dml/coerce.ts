/** Values as clients and Apex send them → values as records keep them, by field type. */
import { OrgError } from '../engine/errors.ts';
import type { FieldValue } from '../engine/records.ts';
import { roundHalfUp } from '../formula/index.ts';
import { to18 } from '../store/index.ts';
import type { FieldDef } from '../schema/types.ts';

/** The platform's answer when JSON text does not fit a field's type; the whole request fails. */
function unreadable(type: string, value: FieldValue): OrgError {
  const kind =
    typeof value === 'string'
      ? 'VALUE_STRING'
      : typeof value === 'boolean'
        ? `VALUE_${String(value).toUpperCase()}`
        : 'VALUE_NUMBER';
  return new OrgError(
    'JSON_PARSER_ERROR',
    `Cannot deserialize instance of ${type} from ${kind} value ${String(value)} or request may be missing a required field`,
  );
}

/** A JSON value as the API accepts it for the field; throws JSON_PARSER_ERROR for a value of another type. */
export function fromApiValue(field: FieldDef, value: FieldValue): FieldValue {
  if (value === null || value === '') return null;
  switch (field.type) {
    case 'boolean':
      if (typeof value === 'boolean') return value;
      if (typeof value === 'string' && /^(?:true|false)$/i.test(value)) return value.toLowerCase() === 'true';
      throw unreadable('boolean', value);
    case 'int':
      return numberFrom(value, 'int', /^[+-]?\d+$/);
    case 'double':
      return numberFrom(value, 'double', anyNumber);
    case 'currency':
      return numberFrom(value, 'currency', anyNumber);
    case 'percent':
      return numberFrom(value, 'percent', anyNumber);
    case 'date':
      return dateFrom(value);
    case 'datetime':
      return dateTimeFrom(value);
    case 'time':
      return timeFrom(value);
    default:
      return String(value);
  }
}

const anyNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function numberFrom(value: FieldValue, type: string, pattern: RegExp): number {
  if (typeof value === 'number' && (type !== 'int' || Number.isInteger(value))) return value;
  if (typeof value === 'string' && pattern.test(value.trim())) return Number(value);
  throw unreadable(type, value);
}

function dateFrom(value: FieldValue): string {
  const text = String(value).slice(0, 10);
  const full = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}(?:T.*)?$/.test(value);
  const millis = Date.parse(`${text}T00:00:00.000Z`);
  if (!full || Number.isNaN(millis) || new Date(millis).toISOString().slice(0, 10) !== text)
    throw unreadable('date', value);
  return text;
}

/** `2026-01-31T10:00:00Z`, `+0100`, `+01:00`, or a date alone (midnight UTC). */
function dateTimeFrom(value: FieldValue): string {
  if (typeof value !== 'string') throw unreadable('datetime', value);
  const match = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?)?$/.exec(value);
  if (match === null) throw unreadable('datetime', value);
  const zone = (match[3] ?? 'Z').replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  const millis = Date.parse(`${match[1] ?? ''}T${match[2] ?? '00:00:00'}${zone}`);
  if (Number.isNaN(millis)) throw unreadable('datetime', value);
  return new Date(millis).toISOString();
}

function timeFrom(value: FieldValue): string {
  const match = typeof value === 'string' ? /^(\d{2}:\d{2}):?(\d{2})?(?:\.(\d{1,3}))?Z?$/.exec(value) : null;
  if (match === null) throw unreadable('time', value);
  const text = `${match[1] ?? ''}:${match[2] ?? '00'}.${(match[3] ?? '').padEnd(3, '0')}Z`;
  if (Number.isNaN(Date.parse(`1970-01-01T${text}`))) throw unreadable('time', value);
  return text;
}

/** A value brought to the form the field stores: trimmed, rounded to scale, ids of 18 characters, whole seconds. */
export function normalise(field: FieldDef, value: FieldValue): FieldValue {
  if (field.type === 'boolean') return value === true;
  if (value === null) return null;
  switch (field.type) {
    case 'string':
    case 'email':
    case 'phone':
    case 'url':
    case 'encryptedstring':
      return String(value).trim() || null;
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      return roundHalfUp(Number(value), field.scale ?? 18);
    case 'datetime':
      // Date-time fields keep whole seconds (Object Reference, "dateTime").
      return `${String(value).slice(0, 19)}.000Z`;
    case 'id':
    case 'reference':
      return value === '' ? null : (to18(String(value)) ?? String(value));
    default:
      return value === '' ? null : value;
  }
}
