/** Field history rows, written with the save (Help, "Field History Tracking"). */
import type { FieldValue, SObjectRecord } from '../engine/records.ts';
import { newIds, quoteName } from '../store/index.ts';
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

/** What one row of history says beside whose it is. */
interface Entry {
  readonly of: Row;
  readonly field: string;
  readonly dataType: string;
  readonly before: FieldValue;
  readonly after: FieldValue;
}

/** Writes a `created` row per insert and a row per changed tracked field. */
export function writeHistory(chunk: Chunk, rows: readonly Row[]): void {
  if (!chunk.object.trackHistory) return;
  const history = chunk.parts.schema().object(historyName(chunk.object));
  if (history === undefined) return;
  const tracked = [...chunk.object.fields.values()].filter((field) => field.trackHistory && isWritten(field));
  const entries = rows.flatMap((row): readonly Entry[] => {
    const { old } = row;
    if (old === null) return [{ of: row, field: 'created', dataType: 'Text', before: null, after: null }];
    return tracked
      .filter((field) => changed(row, field.name))
      .flatMap((field) => entriesOfChange(row, field, old, chunk));
  });
  const ids = newIds(chunk.parts.store, history.keyPrefix, entries.length);
  for (const [place, entry] of entries.entries()) write(history, ids[place] ?? '', entry, chunk);
}

/** `AccountHistory`, `Application__History`. */
export function historyName(object: SObjectDef): string {
  return object.custom ? `${object.name.slice(0, -1)}History` : `${object.name}History`;
}

function entriesOfChange(of: Row, field: FieldDef, old: SObjectRecord, chunk: Chunk): readonly Entry[] {
  const keep = !valuesNotKept.has(field.type);
  const before = keep ? scalar(old, field.name) : null;
  const after = keep ? scalar(of.record, field.name) : null;
  const label = field.name === 'OwnerId' ? 'Owner' : field.name;
  const entry = { of, field: label, dataType: dataTypes[field.type] ?? 'Text', before, after };
  if (field.type !== 'reference') return [entry];
  // A lookup leaves a second row with the names, as the related list shows them.
  return [entry, { ...entry, dataType: 'Text', before: nameOf(before, chunk), after: nameOf(after, chunk) }];
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

function write(history: SObjectDef, id: string, { of, field, dataType, before, after }: Entry, chunk: Chunk): void {
  const parent = history.fields.has('parentid') ? 'ParentId' : `${chunk.object.name}Id`;
  const text = (value: FieldValue): FieldValue => (value === null ? null : String(value));
  insertRow(
    history,
    {
      type: history.name,
      values: {
        Id: id,
        [parent]: of.record.values['Id'] ?? null,
        Field: field,
        DataType: dataType,
        OldValue: text(before),
        NewValue: text(after),
        CreatedById: chunk.scope.access.user.userId,
        CreatedDate: chunk.now,
      },
    },
    chunk.parts.store,
  );
}
