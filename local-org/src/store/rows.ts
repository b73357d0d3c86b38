/** Between SQLite rows and records: booleans are 0 and 1 in the store, everything else is kept as records show it. */
import type { FieldValue, SObjectRecord } from '../engine/records.ts';
import type { SqlRow, SqlValue } from '../engine/ports.ts';
import { fieldNamed } from '../schema/field-named.ts';
import type { FieldDef, SObjectDef } from '../schema/types.ts';

/** The value of a column as a record shows it. */
export function fromSql(field: FieldDef, value: SqlValue | undefined): FieldValue {
  if (value === null || value === undefined) return null;
  if (field.type === 'boolean') return value === 1;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return value;
}

/** A record's value as the store keeps it. Fields of type base64 are kept as bytes. */
export function toSql(field: FieldDef, value: FieldValue): SqlValue {
  if (value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (field.type === 'base64') return Buffer.from(String(value), 'base64');
  return value;
}

/** A whole row (columns named as fields) as a record; columns that are no fields of the object are left out. */
export function rowToRecord(object: SObjectDef, row: SqlRow): SObjectRecord {
  const values: Record<string, FieldValue> = {};
  for (const [column, value] of Object.entries(row)) {
    const field = fieldNamed(object, column);
    if (field) values[field.name] = fromSql(field, value);
  }
  return { type: object.name, values };
}
