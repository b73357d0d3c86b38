/** Step 2 (and 5 for what before triggers set): every reference leads to a live record of the right object the user may use. */
import { quoteName, to18 } from '../../store/index.ts';
import type { FieldDef, SObjectDef } from '../../schema/types.ts';
import {
  dmlError,
  entityIsDeleted,
  invalidCrossReference,
  malformedId,
  noCrossReferenceAccess,
  wrongIdType,
} from '../messages.ts';
import { aliveRows, changed, isWritten, text } from '../row.ts';
import type { Chunk, Row } from '../row.ts';
import { inUsersLanguage } from '../shown-labels.ts';

type Target = 'live' | 'deleted' | 'missing';

/** Checks the references a save sets or changes. */
export function checkForeignKeys(chunk: Chunk): void {
  const seen = new Map<string, Target>();
  for (const field of chunk.object.fields.values()) {
    if (field.type !== 'reference' || !isWritten(field)) continue;
    const wanted = new Map<string, Row[]>();
    for (const row of aliveRows(chunk)) {
      if (!changed(row, field.name)) continue;
      const id = text(row.record, field.name);
      if (id === null) continue;
      const target = targetObject(field, id, row, chunk);
      if (target === undefined) continue;
      if (!refuseMissing(existence(target, id, chunk, seen), row, field)) {
        wanted.set(id, [...(wanted.get(id) ?? []), row]);
      }
    }
    checkAccess(field, wanted, chunk);
  }
}

function targetObject(field: FieldDef, id: string, row: Row, chunk: Chunk): SObjectDef | undefined {
  if (to18(id) === undefined) {
    row.errors.push(malformedId(inUsersLanguage(field, chunk), id));
    return undefined;
  }
  const object = chunk.parts.schema().objectByPrefix(id.slice(0, 3));
  if (object !== undefined && (field.referenceTo.length === 0 || field.referenceTo.includes(object.name)))
    return object;
  // A polymorphic standard reference whose targets are not listed takes any id.
  if (field.referenceTo.length > 0) row.errors.push(wrongIdType(inUsersLanguage(field, chunk), id));
  return undefined;
}

function existence(object: SObjectDef, id: string, chunk: Chunk, seen: Map<string, Target>): Target {
  const known = seen.get(id);
  if (known !== undefined) return known;
  const bin = object.fields.has('isdeleted');
  const row =
    object.virtual === true
      ? undefined
      : chunk.parts.store.get(
          `SELECT ${bin ? 'IsDeleted' : '0'} AS gone FROM ${quoteName(object.name)} WHERE Id = ?`,
          id,
        );
  const target: Target = row === undefined ? 'missing' : row['gone'] === 1 ? 'deleted' : 'live';
  seen.set(id, target);
  return target;
}

function refuseMissing(target: Target, row: Row, field: FieldDef): boolean {
  if (target === 'live') return false;
  if (target === 'deleted') row.errors.push(entityIsDeleted());
  else if (field.name === 'RecordTypeId') {
    row.errors.push(
      dmlError(
        'INVALID_CROSS_REFERENCE_KEY',
        `Record Type ID: this ID value isn't valid for the user: ${text(row.record, 'RecordTypeId') ?? ''}`,
        ['RecordTypeId'],
      ),
    );
  } else row.errors.push(invalidCrossReference([field.name]));
  return true;
}

/**
 * With sharing: a lookup needs read access to the parent, a master-detail edit access unless it says read is enough
 * (Object Reference, "writeRequiresMasterRead"). Setup records are open to everybody here.
 */
function checkAccess(field: FieldDef, wanted: ReadonlyMap<string, readonly Row[]>, chunk: Chunk): void {
  if (chunk.internal || !chunk.scope.access.sharing || wanted.size === 0 || field.name === 'OwnerId') return;
  const byObject = new Map<string, string[]>();
  for (const id of wanted.keys()) {
    const object = chunk.parts.schema().objectByPrefix(id.slice(0, 3));
    if (object === undefined || object.kind === 'setup') continue;
    byObject.set(object.name, [...(byObject.get(object.name) ?? []), id]);
  }
  const enough =
    field.masterDetail && field.writeRequiresMasterRead !== true ? ['Edit', 'Delete', 'Transfer', 'All'] : null;
  for (const [objectName, ids] of byObject) {
    const access = chunk.parts.security.recordAccess(chunk.scope.access.user, objectName, ids);
    for (const id of ids) {
      const level = access.get(id) ?? 'None';
      if (level !== 'None' && (enough === null || enough.includes(level))) continue;
      for (const row of wanted.get(id) ?? []) row.errors.push(noCrossReferenceAccess(id));
    }
  }
}
