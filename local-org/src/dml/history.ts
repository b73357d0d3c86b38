/** Field history rows, written with the save (Help, "Field History Tracking"). */
import type { FieldValue, SObjectRecord } from '../engine/records.ts';
import { newId, quoteName } from '../store/index.ts';
import type { FieldDef, FieldType, SObjectDef } from '../schema/types.ts';
import { changed, isWritten, scalar } from './row.ts';
import type { Chunk, Row } from './row.ts';
import { insertRow } from './stored-rows.ts';

/** History shows that these changed, not their values. */
const valuesNotKept: ReadonlySet<FieldType> = new Set([
  'longtextarea',
  'richtextarea',
  'multipicklist',
  'encryptedstring',
]);

const dataTypes: Partial<Record<FieldType, string>> = {
  boolean: 'Boolean',
  int: 'Double',
  double: 'Double',
  currency: 'Currency',
  percent: 'Percent',
  date: 'DateOnly',
  datetime: 'DateTime',
  picklist: 'DynamicEnum',
  reference: 'EntityId',
};

/** Writes a `created` row per insert and a row per changed tracked field. */
export function writeHistory(chunk: Chunk, rows: readonly Row[]): void {
  if (!chunk.object.trackHistory) return;
  const history = chunk.parts.schema().object(historyName(chunk.object));
  if (history === undefined) return;
  const tracked = [...chunk.object.fields.values()].filter((field) => field.trackHistory && isWritten(field));
  for (const row of rows) {
    if (row.old === null) {
      write(history, row, 'created', 'Text', null, null, chunk);
      continue;
    }
    for (const field of tracked) if (changed(row, field.name)) writeChange(history, row, field, row.old, chunk);
  }
}

/** `AccountHistory`, `Application__History`. */
export function historyName(object: SObjectDef): string {
  return object.custom ? `${object.name.slice(0, -1)}History` : `${object.name}History`;
}

function writeChange(history: SObjectDef, row: Row, field: FieldDef, old: SObjectRecord, chunk: Chunk): void {
  const keep = !valuesNotKept.has(field.type);
  const before = keep ? scalar(old, field.name) : null;
  const after = keep ? scalar(row.record, field.name) : null;
  const label = field.name === 'OwnerId' ? 'Owner' : field.name;
  write(history, row, label, dataTypes[field.type] ?? 'Text', before, after, chunk);
  // A lookup leaves a second row with the names, as the related list shows them.
  if (field.type === 'reference') {
    write(history, row, label, 'Text', nameOf(before, chunk), nameOf(after, chunk), chunk);
  }
}

function nameOf(id: FieldValue, chunk: Chunk): FieldValue {
  if (typeof id !== 'string') return null;
  const object = chunk.parts.schema().objectByPrefix(id.slice(0, 3));
  const field = [...(object?.fields.values() ?? [])].find((each) => each.nameField);
  if (object === undefined || field === undefined) return id;
  const row = chunk.parts.store.get(
    `SELECT ${quoteName(field.name)} AS name FROM ${quoteName(object.name)} WHERE Id = ?`,
    id,
  );
  const name = row?.['name'];
  return typeof name === 'string' ? name : id;
}

function write(
  history: SObjectDef,
  row: Row,
  fieldName: string,
  dataType: string,
  oldValue: FieldValue,
  newValue: FieldValue,
  chunk: Chunk,
): void {
  const parent = history.fields.has('parentid') ? 'ParentId' : `${chunk.object.name}Id`;
  const text = (value: FieldValue): FieldValue => (value === null ? null : String(value));
  insertRow(
    history,
    {
      type: history.name,
      values: {
        Id: newId(chunk.parts.store, history.keyPrefix),
        [parent]: row.record.values['Id'] ?? null,
        Field: fieldName,
        DataType: dataType,
        OldValue: text(oldValue),
        NewValue: text(newValue),
        CreatedById: chunk.scope.access.user.userId,
        CreatedDate: chunk.now,
      },
    },
    chunk.parts.store,
  );
}
