/** Step 1: "Loads the original record from the database or initializes the record for an upsert statement." */
import type { SObjectRecord } from '../../engine/records.ts';
import { quoteName, rowToRecord, to18 } from '../../store/index.ts';
import type { SObjectDef } from '../../schema/types.ts';
import {
  dmlError,
  entityIsDeleted,
  invalidCrossReference,
  noCrossReferenceAccess,
  readOnlyRecord,
} from '../messages.ts';
import type { DmlParts } from '../parts.ts';
import { aliveRows, scalar } from '../row.ts';
import type { Chunk, Row } from '../row.ts';

/** The stored record, deleted ones included; undefined when there is none. */
export function storedRecord(
  object: SObjectDef,
  id: string,
  parts: Pick<DmlParts, 'store'>,
): SObjectRecord | undefined {
  const row = parts.store.get(`SELECT * FROM ${quoteName(object.name)} WHERE Id = ?`, id);
  return row === undefined ? undefined : rowToRecord(object, row);
}

/** Loads what an update changes; an insert must not name an id. */
export function loadOriginals(chunk: Chunk): void {
  for (const row of aliveRows(chunk)) {
    if (chunk.operation === 'insert') refuseGivenId(row);
    else loadOriginal(row, chunk);
  }
  checkRecordAccess(chunk);
}

function refuseGivenId(row: Row): void {
  if (row.input.id !== null) {
    row.errors.push(dmlError('INVALID_FIELD_FOR_INSERT_UPDATE', 'cannot specify Id in an insert call', ['Id']));
  }
}

function loadOriginal(row: Row, chunk: Chunk): void {
  const { id, object } = row.input;
  if (id === null) {
    row.errors.push(dmlError('MISSING_ARGUMENT', 'Id not specified in an update call'));
    return;
  }
  const canonical = to18(id);
  if (canonical === undefined) {
    row.errors.push(dmlError('MALFORMED_ID', `malformed id ${id}`, ['Id']));
    return;
  }
  const old = storedRecord(object, canonical, chunk.parts);
  if (old === undefined) row.errors.push(invalidCrossReference());
  else if (scalar(old, 'IsDeleted') === true) row.errors.push(entityIsDeleted());
  else row.old = old;
}

/** The acting user must see the record and may edit it. */
function checkRecordAccess(chunk: Chunk): void {
  if (chunk.internal || chunk.operation === 'insert' || !chunk.scope.access.sharing) return;
  const rows = aliveRows(chunk);
  const ids = rows.map((row) => row.input.id ?? '');
  const access = chunk.parts.security.recordAccess(chunk.scope.access.user, chunk.object.name, ids);
  for (const row of rows) {
    const level = access.get(row.input.id ?? '') ?? 'None';
    if (level === 'None') row.errors.push(noCrossReferenceAccess());
    else if (level === 'Read') row.errors.push(readOnlyRecord());
    else if (row.input.given['OwnerId'] !== undefined && row.input.given['OwnerId'] !== row.old?.values['OwnerId']) {
      // Help, "Transferring Records": the owner, a role above, or the Transfer permission.
      if (level !== 'Transfer' && level !== 'All') row.errors.push(readOnlyRecord());
    }
  }
}
