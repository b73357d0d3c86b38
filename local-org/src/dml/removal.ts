/**
 * Delete and undelete. Sources: Apex Developer Guide, "Deleting Records", "Restoring Deleted Records" and "Operations That Don't Invoke
 * Triggers" (cascading deletes); Help, "Lookup Relationship" (clear, don't allow, cascade).
 */
import type { DmlOptions, Scope } from '../engine/ports.ts';
import type { DmlError, SObjectRecord } from '../engine/records.ts';
import { quoteName, rowToRecord } from '../store/index.ts';
import type { ChildRelationship, SObjectDef } from '../schema/types.ts';
import { dmlError, noCrossReferenceAccess, readOnlyRecord } from './messages.ts';
import type { RemovalContext } from './objects/behaviour.ts';
import { behaviourOf } from './objects/behaviours.ts';
import type { DmlParts } from './parts.ts';
import { idOf, text } from './row.ts';
import type { Values } from './row.ts';
import { noteCleared, noteDeleted, takeGroup } from './recycle-bin.ts';
import { storedRecord } from './steps/load-original.ts';
import { rollUpToParents } from './steps/roll-up-summaries.ts';
import type { ParentSave } from './steps/roll-up-summaries.ts';
import { fire, triggerCopy } from './steps/triggers.ts';

/** A record to delete or restore. */
export interface RemovalRow {
  readonly id: string;
  readonly record: SObjectRecord;
  readonly errors: DmlError[];
}

export interface RemovalChunk {
  readonly object: SObjectDef;
  readonly rows: readonly RemovalRow[];
  readonly options: DmlOptions;
  readonly scope: Scope;
  readonly parts: DmlParts;
  readonly now: string;
}

/** Rows nothing is wrong with so far. */
export function alive(chunk: RemovalChunk): readonly RemovalRow[] {
  return chunk.rows.filter((row) => row.errors.length === 0);
}

/** Deletes the rows: before triggers, restrictions, children, the rows, after triggers, roll-ups. */
export function deleteInOrder(chunk: RemovalChunk, saveParent: ParentSave): void {
  checkAccess(chunk, ['Delete', 'Transfer', 'All']);
  fireOld('BEFORE_DELETE', chunk);
  const removed: SObjectRecord[] = [];
  for (const row of alive(chunk)) {
    const restriction = restrictingChild(chunk.object, row.record, chunk);
    if (restriction !== undefined) row.errors.push(restriction);
    else removeTree(chunk.object, row.record, row.id, chunk, removed);
  }
  if (chunk.options.allOrNone && alive(chunk).length < chunk.rows.length) return;
  for (const [objectName, records] of groupByType(removed)) chunk.parts.security.afterWrite(objectName, records, null);
  fireOld('AFTER_DELETE', chunk);
  const children = alive(chunk).map((row) => ({ before: row.record, after: null, errors: row.errors }));
  rollUpToParents(chunk.object, children, chunk.scope, chunk.parts, saveParent);
}

/** Restores the rows with everything that was deleted with them. */
export function undeleteInOrder(chunk: RemovalChunk, saveParent: ParentSave): void {
  const { parts, scope } = chunk;
  for (const row of alive(chunk)) restoreGroup(row, chunk);
  const rows = alive(chunk);
  const fresh = rows.flatMap((row) => storedRecord(chunk.object, row.id, parts) ?? []);
  fire(
    'AFTER_UNDELETE',
    rows,
    fresh.map((record) => triggerCopy(record, chunk.object, scope, parts)),
    null,
    chunk,
  );
  const children = rows.map((row) => ({ before: null, after: row.record, errors: row.errors }));
  rollUpToParents(chunk.object, children, scope, parts, saveParent);
}

/** With sharing, the acting user needs one of these levels on every row. */
export function checkAccess(chunk: RemovalChunk, enough: readonly string[]): void {
  if (!chunk.scope.access.sharing) return;
  const rows = alive(chunk);
  const levels = chunk.parts.security.recordAccess(
    chunk.scope.access.user,
    chunk.object.name,
    rows.map((row) => row.id),
  );
  for (const row of rows) {
    const level = levels.get(row.id) ?? 'None';
    if (level === 'None') row.errors.push(noCrossReferenceAccess());
    else if (!enough.includes(level)) row.errors.push(readOnlyRecord());
  }
}

/** Fires a delete trigger; `more` are values that Trigger.old shows beside the stored ones. */
export function fireOld(
  event: 'BEFORE_DELETE' | 'AFTER_DELETE',
  chunk: RemovalChunk,
  more: Readonly<Values> = {},
): void {
  if (!chunk.parts.triggers.has(chunk.object.name, event)) return;
  const rows = alive(chunk);
  const old = rows.map((row) => {
    const copy = triggerCopy(row.record, chunk.object, chunk.scope, chunk.parts);
    Object.assign(copy.values, more);
    return copy;
  });
  fire(event, rows, null, old, chunk);
}

/** Children through one relationship that are not deleted yet. */
export function childrenOf(
  relation: ChildRelationship,
  parentId: string,
  chunk: Pick<RemovalChunk, 'parts'>,
): readonly SObjectRecord[] {
  const child = chunk.parts.schema().object(relation.childObject);
  const field = child?.fields.get(relation.field.toLowerCase());
  if (child === undefined || child.virtual === true || field === undefined || child.kind === 'platformEvent') return [];
  const live = child.fields.has('isdeleted') ? ' AND IsDeleted = 0' : '';
  return chunk.parts.store
    .all(`SELECT * FROM ${quoteName(child.name)} WHERE ${quoteName(field.name)} = ?${live}`, parentId)
    .map((row) => rowToRecord(child, row));
}

function restrictingChild(object: SObjectDef, record: SObjectRecord, chunk: RemovalChunk): DmlError | undefined {
  const id = idOf(record);
  for (const relation of object.childRelationships) {
    if (relation.onDelete !== 'Restrict') continue;
    const children = childrenOf(relation, id, chunk);
    if (children.length === 0) continue;
    const child = chunk.parts.schema().object(relation.childObject);
    const names = children.map((each) => text(each, 'Name') ?? text(each, 'ContractNumber') ?? idOf(each));
    return dmlError(
      'DELETE_FAILED',
      `Your attempt to delete ${text(record, 'Name') ?? id} could not be completed because it is associated with the following ${(child?.labelPlural ?? relation.childObject).toLowerCase()}.: ${names.join(', ')}`,
    );
  }
  return undefined;
}

/** Deletes a record and what hangs on it. Children deleted by cascade run no triggers. */
function removeTree(
  object: SObjectDef,
  record: SObjectRecord,
  rootId: string,
  chunk: RemovalChunk,
  removed: SObjectRecord[],
): void {
  const { store } = chunk.parts;
  const id = idOf(record);
  markDeleted(object, record, chunk);
  removed.push(record);
  if (object.fields.has('isdeleted')) noteDeleted(store, id, object.name, rootId);
  for (const relation of object.childRelationships) {
    if (relation.onDelete === 'Restrict') continue;
    const child = chunk.parts.schema().object(relation.childObject);
    if (child === undefined) continue;
    for (const each of childrenOf(relation, id, chunk)) {
      if (relation.onDelete === 'Cascade') removeTree(child, each, rootId, chunk, removed);
      else clearLookup(child, each, relation.field, rootId, chunk);
    }
  }
  const context = { scope: chunk.scope, parts: chunk.parts, now: chunk.now };
  for (const behaviour of behaviourOf(object)) {
    for (const otherId of behaviour.deletedWith?.(record, context) ?? []) {
      const other = chunk.parts.schema().objectByPrefix(otherId.slice(0, 3));
      const found = other === undefined ? undefined : storedRecord(other, otherId, chunk.parts);
      if (other !== undefined && found !== undefined && found.values['IsDeleted'] === false) {
        removeTree(other, found, rootId, chunk, removed);
      }
    }
  }
}

/** Moves a row to the recycle bin, or removes it where the object has none. */
export function markDeleted(object: SObjectDef, record: SObjectRecord, chunk: RemovalContext): void {
  const { store } = chunk.parts;
  const id = idOf(record);
  const table = quoteName(object.name);
  if (!object.fields.has('isdeleted')) {
    store.run(`DELETE FROM ${table} WHERE Id = ?`, id);
    return;
  }
  const columns = ['IsDeleted = 1'];
  const values: string[] = [];
  for (const [name, value] of [
    ['LastModifiedDate', chunk.now],
    ['LastModifiedById', chunk.scope.access.user.userId],
    ['SystemModstamp', chunk.now],
  ] as const) {
    if (!object.fields.has(name.toLowerCase())) continue;
    columns.push(`${name} = ?`);
    values.push(value);
  }
  store.run(`UPDATE ${table} SET ${columns.join(', ')} WHERE Id = ?`, ...values, id);
}

function clearLookup(
  child: SObjectDef,
  record: SObjectRecord,
  fieldName: string,
  rootId: string,
  chunk: RemovalChunk,
): void {
  const { store } = chunk.parts;
  const field = child.fields.get(fieldName.toLowerCase());
  const value = field === undefined ? null : record.values[field.name];
  if (field === undefined || typeof value !== 'string') return;
  const id = idOf(record);
  store.run(`UPDATE ${quoteName(child.name)} SET ${quoteName(field.name)} = NULL WHERE Id = ?`, id);
  noteCleared(store, rootId, child.name, id, field.name, value);
}

function restoreGroup(row: RemovalRow, chunk: RemovalChunk): void {
  const { store, security } = chunk.parts;
  const schema = chunk.parts.schema();
  const group = takeGroup(store, row.id);
  if (group.rows.length === 0) {
    row.errors.push(dmlError('UNDELETE_FAILED', 'Entity was deleted together with its parent and is restored with it'));
    return;
  }
  const restored: SObjectRecord[] = [];
  for (const each of group.rows) {
    const object = schema.object(each.object);
    if (object === undefined) continue;
    const table = quoteName(object.name);
    const stamped = object.fields.has('systemmodstamp');
    // Object Reference, "MasterRecordId": null for a record that "has not been deleted".
    const unmerged = object.fields.has('masterrecordid') ? ', MasterRecordId = NULL' : '';
    store.run(
      `UPDATE ${table} SET IsDeleted = 0${unmerged}${stamped ? ', SystemModstamp = ?' : ''} WHERE Id = ?`,
      ...(stamped ? [chunk.now] : []),
      each.id,
    );
    const record = storedRecord(object, each.id, chunk.parts);
    if (record !== undefined) restored.push(record);
  }
  for (const lookup of group.lookups) {
    const [table, column] = [quoteName(lookup.object), quoteName(lookup.field)];
    store.run(`UPDATE ${table} SET ${column} = ? WHERE Id = ? AND ${column} IS NULL`, lookup.value, lookup.id);
  }
  for (const [objectName, records] of groupByType(restored)) security.afterWrite(objectName, null, records);
}

function groupByType(records: readonly SObjectRecord[]): ReadonlyMap<string, readonly SObjectRecord[]> {
  const groups = new Map<string, SObjectRecord[]>();
  for (const record of records) groups.set(record.type, [...(groups.get(record.type) ?? []), record]);
  return groups;
}
