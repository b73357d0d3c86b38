/** Step 20: change data capture tells its subscribers after the commit what was saved (Change Data Capture Developer Guide). */
import type { RecordChange, Scope } from '../../engine/ports.ts';
import type { SObjectRecord } from '../../engine/records.ts';
import { aliveRows } from '../row.ts';
import type { Chunk } from '../row.ts';
import type { DmlParts } from '../parts.ts';

/** Tells of the rows of an insert or update. */
export function captureSaves(chunk: Chunk): void {
  chunk.parts.changes?.captured(
    chunk.object,
    () =>
      aliveRows(chunk).map((row): RecordChange => ({
        type: row.old === null ? 'CREATE' : 'UPDATE',
        before: row.old,
        after: row.record,
      })),
    chunk.scope,
  );
}

/** Tells of records of one object that were deleted or restored. */
export function captureRemovals(
  type: 'DELETE' | 'UNDELETE',
  objectName: string,
  records: readonly SObjectRecord[],
  { parts, scope }: { readonly parts: DmlParts; readonly scope: Scope },
): void {
  const object = parts.schema().object(objectName);
  if (object === undefined) return;
  const side = (record: SObjectRecord): RecordChange =>
    type === 'DELETE' ? { type, before: record, after: null } : { type, before: null, after: record };
  parts.changes?.captured(object, () => records.map(side), scope);
}
