/** Writing rows: the SQL of inserts and updates, one statement text per object. */
import type { Store } from '../engine/ports.ts';
import type { SObjectRecord } from '../engine/records.ts';
import { quoteName, toSql } from '../store/index.ts';
import { fieldNamed } from '../schema/index.ts';
import type { FieldDef, SObjectDef } from '../schema/types.ts';
import { idOf, isWritten, scalar } from './row.ts';

const insertStatements = new WeakMap<SObjectDef, { readonly sql: string; readonly fields: readonly FieldDef[] }>();

/** Inserts a whole record; fields it does not have are stored blank. */
export function insertRow(object: SObjectDef, record: SObjectRecord, store: Store): void {
  let statement = insertStatements.get(object);
  if (statement === undefined) {
    const fields = [...object.fields.values()].filter(isWritten);
    const columns = fields.map((field) => quoteName(field.name)).join(', ');
    const marks = fields.map(() => '?').join(', ');
    statement = { sql: `INSERT INTO ${quoteName(object.name)} (${columns}) VALUES (${marks})`, fields };
    insertStatements.set(object, statement);
  }
  const values = statement.fields.map((field) =>
    toSql(field, scalar(record, field.name) ?? (field.type === 'boolean' ? false : null)),
  );
  store.run(statement.sql, ...values);
}

/** Updates the named fields of one row from the record. */
export function updateRow(object: SObjectDef, record: SObjectRecord, names: readonly string[], store: Store): void {
  const fields = names.flatMap((name) => fieldNamed(object, name) ?? []);
  if (fields.length === 0) return;
  const assignments = fields.map((field) => `${quoteName(field.name)} = ?`).join(', ');
  const values = fields.map((field) =>
    toSql(field, scalar(record, field.name) ?? (field.type === 'boolean' ? false : null)),
  );
  store.run(`UPDATE ${quoteName(object.name)} SET ${assignments} WHERE Id = ?`, ...values, idOf(record));
}

/** The names of the written fields in which two records differ. */
export function changedFields(object: SObjectDef, before: SObjectRecord, after: SObjectRecord): readonly string[] {
  const names: string[] = [];
  for (const field of object.fields.values()) {
    if (isWritten(field) && scalar(before, field.name) !== scalar(after, field.name)) names.push(field.name);
  }
  return names;
}

/** Values of the system fields of a row written now by that user. */
export function systemValues(
  object: SObjectDef,
  userId: string,
  now: string,
  inserting: boolean,
): Record<string, string> {
  const values: Record<string, string> = {};
  const set = (name: string, value: string): void => {
    if (object.fields.has(name.toLowerCase())) values[name] = value;
  };
  if (inserting) {
    set('CreatedDate', now);
    set('CreatedById', userId);
  }
  set('LastModifiedDate', now);
  set('LastModifiedById', userId);
  set('SystemModstamp', now);
  return values;
}
