/** Record types by id: RecordType rows joined with their definitions in the schema. */
import type { SObjectRecord } from '../engine/records.ts';
import type { RecordTypeDef, SObjectDef } from '../schema/types.ts';
import type { DmlParts } from './parts.ts';
import { text } from './row.ts';

/** The definition behind a record's RecordTypeId; undefined for the master record type or an id of another object. */
export function recordTypeOf(
  record: SObjectRecord,
  object: SObjectDef,
  parts: Pick<DmlParts, 'store'>,
): RecordTypeDef | undefined {
  const id = text(record, 'RecordTypeId');
  if (id === null) return undefined;
  const row = parts.store.get('SELECT DeveloperName, SobjectType FROM RecordType WHERE Id = ?', id);
  if (row === undefined || String(row['SobjectType']) !== object.name) return undefined;
  return object.recordTypes.get(String(row['DeveloperName']).toLowerCase());
}

/** The id of an object's record type by developer name. */
export function recordTypeId(object: SObjectDef, developerName: string, parts: Pick<DmlParts, 'store'>): string | null {
  const row = parts.store.get(
    'SELECT Id FROM RecordType WHERE SobjectType = ? AND DeveloperName = ?',
    object.name,
    developerName,
  );
  return row === undefined ? null : String(row['Id']);
}
