/**
 * Delete and undelete. Sources: Apex Developer Guide, "Deleting Records", "Restoring Deleted Records" and "Operations That Don't Invoke
 * Triggers" (cascading deletes); Help, "Lookup Relationship" (clear, don't allow, cascade).
 */
import type { DmlOptions, Scope } from '../engine/ports.ts';
import type { DmlError, SObjectRecord } from '../engine/records.ts';
import { quoteName } from '../store/index.ts';
import type { FieldDef, SObjectDef } from '../schema/types.ts';
import { idsByField } from './inputs.ts';
import { duplicateValue, noCrossReferenceAccess, notInBin, readOnlyRecord } from './messages.ts';
import type { RemovalContext } from './objects/behaviour.ts';
import type { DmlParts } from './parts.ts';
import { idOf, isWritten, scalar, text } from './row.ts';
import type { Values } from './row.ts';
import { noteCleared, noteDeleted, takeGroup } from './recycle-bin.ts';
import { planRemoval } from './removal-plan.ts';
import type { RemovalPlan } from './removal-plan.ts';
import { captureRemovals } from './steps/change-events.ts';
import { storedRecord } from './steps/load-original.ts';
import { rollUpToParents } from './steps/roll-up-summaries.ts';
import type { ParentSave } from './steps/roll-up-summaries.ts';
import { fire, triggerCopy } from './trigger-runs.ts';
import { updateRow } from './stored-rows.ts';

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

/** Deletes the rows: before triggers, restrictions, the rows with what hangs on them, after triggers, roll-ups. */
export function deleteInOrder(chunk: RemovalChunk, saveParent: ParentSave): void {
  checkAccess(chunk, ['Delete', 'Transfer', 'All']);
  fireOld('BEFORE_DELETE', chunk);
  const removed: SObjectRecord[] = [];
  const gone = new Set<string>();
  for (const row of alive(chunk)) {
    // An earlier row of the statement may have taken this one along.
    if (gone.has(row.id)) continue;
    const plan = planRemoval({ object: chunk.object, record: row.record }, chunk);
    if (plan.restriction !== undefined) row.errors.push(plan.restriction);
    else {
      carryOut(plan, row.id, chunk);
      for (const { record } of plan.removed) {
        removed.push(record);
        gone.add(idOf(record));
      }
    }
  }
  if (chunk.options.allOrNone && alive(chunk).length < chunk.rows.length) return;
  for (const [objectName, records] of groupByType(removed)) chunk.parts.security.afterWrite(objectName, records, null);
  fireOld('AFTER_DELETE', chunk);
  for (const [objectName, records] of groupByType(removed)) captureRemovals('DELETE', objectName, records, chunk);
  const children = alive(chunk).map((row) => ({ before: row.record, after: null, errors: row.errors }));
  rollUpToParents(chunk.object, children, chunk.scope, chunk.parts, saveParent);
}

/** Restores the rows with everything that was deleted with them. */
export function undeleteInOrder(chunk: RemovalChunk, saveParent: ParentSave): void {
  const { parts, scope } = chunk;
  checkAccess(chunk, ['Delete', 'Transfer', 'All']);
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

/** Removes rows in the recycle bin for good. Source: Apex Reference, Database.emptyRecycleBin. */
export function purgeInOrder(chunk: RemovalChunk): void {
  const { parts } = chunk;
  checkAccess(chunk, ['Delete', 'Transfer', 'All']);
  for (const row of alive(chunk)) {
    const group = takeGroup(parts.store, row.id);
    if (group.rows.length === 0) row.errors.push(notInBin());
    for (const each of group.rows) {
      const object = parts.schema().object(each.object);
      if (object !== undefined) parts.store.run(`DELETE FROM ${quoteName(object.name)} WHERE Id = ?`, each.id);
    }
  }
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

/** Carries out what the plan of one root record says. Children deleted by cascade run no triggers. */
function carryOut(plan: RemovalPlan, rootId: string, chunk: RemovalChunk): void {
  const { store } = chunk.parts;
  for (const { object, record } of plan.removed) {
    markDeleted(object, record, chunk);
    if (object.fields.has('isdeleted')) noteDeleted(store, idOf(record), object.name, rootId);
    forgetDeletedDetails(object, idOf(record), chunk);
  }
  for (const { object, id, field, value } of plan.cleared) {
    store.run(`UPDATE ${quoteName(object.name)} SET ${quoteName(field.name)} = NULL WHERE Id = ?`, id);
    if (isRestored(object, field)) noteCleared(store, rootId, object.name, id, field.name, value);
  }
}

/** Help, "Considerations for Object Relationships": a detail deleted before its master can no longer be undeleted once the master is. */
function forgetDeletedDetails(object: SObjectDef, masterId: string, chunk: RemovalChunk): void {
  for (const relation of object.childRelationships) {
    const child = chunk.parts.schema().object(relation.childObject);
    const field = child?.fields.get(relation.field.toLowerCase());
    if (child === undefined || field?.masterDetail !== true || !child.fields.has('isdeleted')) continue;
    chunk.parts.store.run(
      `DELETE FROM _recycle_bin WHERE root_id IN (SELECT Id FROM ${quoteName(child.name)} WHERE ${quoteName(field.name)} = ? AND IsDeleted = 1)`,
      masterId,
    );
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

/**
 * Lookups that an undelete sets again: "Parent accounts, parent cases, … managers of contacts, products related to assets, opportunities
 * related to quotes, all custom lookup relationships" (Apex Developer Guide, "Undelete Operation").
 */
const restoredStandardLookups: ReadonlySet<string> = new Set([
  'Account.ParentId',
  'Asset.Product2Id',
  'Case.ParentId',
  'Contact.ReportsToId',
  'Quote.OpportunityId',
]);

function isRestored(object: SObjectDef, field: FieldDef): boolean {
  return field.custom || restoredStandardLookups.has(`${object.name}.${field.name}`);
}

function restoreGroup(row: RemovalRow, chunk: RemovalChunk): void {
  const { store, security } = chunk.parts;
  const schema = chunk.parts.schema();
  const group = takeGroup(store, row.id);
  // What went with its parent is not in the bin by itself: it comes back with the parent.
  if (group.rows.length === 0) {
    row.errors.push(notInBin());
    return;
  }
  const restored: SObjectRecord[] = [];
  for (const each of group.rows) {
    const object = schema.object(each.object);
    const record = object === undefined ? undefined : storedRecord(object, each.id, chunk.parts);
    if (object === undefined || record === undefined) continue;
    const taken = takenValue(object, record, chunk);
    if (taken !== undefined) {
      row.errors.push(taken);
      return;
    }
    restoreRow(object, record, chunk);
    restored.push(storedRecord(object, each.id, chunk.parts) ?? record);
  }
  for (const record of restored) clearDeletedParents(record, chunk);
  // "Salesforce only restores lookup relationships that have not been replaced."
  for (const lookup of group.lookups) {
    const [table, column] = [quoteName(lookup.object), quoteName(lookup.field)];
    store.run(`UPDATE ${table} SET ${column} = ? WHERE Id = ? AND ${column} IS NULL`, lookup.value, lookup.id);
  }
  for (const [objectName, records] of groupByType(restored)) {
    security.afterWrite(objectName, null, records);
    captureRemovals('UNDELETE', objectName, records, chunk);
  }
}

function restoreRow(object: SObjectDef, record: SObjectRecord, chunk: RemovalChunk): void {
  const changes: Values = { IsDeleted: false };
  // Object Reference, "MasterRecordId": null for a record that "has not been deleted".
  if (object.fields.has('masterrecordid')) changes['MasterRecordId'] = null;
  if (object.fields.has('systemmodstamp')) changes['SystemModstamp'] = chunk.now;
  const values = { ...record.values, ...changes };
  updateRow(object, { type: object.name, values }, Object.keys(changes), chunk.parts.store);
}

/** A unique value that another record took while this one lay in the bin. */
function takenValue(object: SObjectDef, record: SObjectRecord, chunk: RemovalChunk): DmlError | undefined {
  for (const field of object.fields.values()) {
    const value = scalar(record, field.name);
    if (!field.unique || !isWritten(field) || value === null) continue;
    const [other] = idsByField(chunk.parts.store, object, field, value);
    if (other !== undefined) return duplicateValue(field, other);
  }
  return undefined;
}

/** A lookup of a restored record to one that is still in the bin stays empty. */
function clearDeletedParents(record: SObjectRecord, chunk: RemovalChunk): void {
  const object = chunk.parts.schema().object(record.type);
  if (object === undefined) return;
  for (const field of object.fields.values()) {
    const id = field.type === 'reference' && isWritten(field) ? text(record, field.name) : null;
    const target = id === null ? undefined : chunk.parts.schema().objectByPrefix(id.slice(0, 3));
    if (id === null || target?.fields.has('isdeleted') !== true || target.virtual === true || field.masterDetail) {
      continue;
    }
    const parent = chunk.parts.store.get(`SELECT IsDeleted FROM ${quoteName(target.name)} WHERE Id = ?`, id);
    if (parent?.['IsDeleted'] !== 1) continue;
    const table = quoteName(object.name);
    chunk.parts.store.run(`UPDATE ${table} SET ${quoteName(field.name)} = NULL WHERE Id = ?`, idOf(record));
  }
}

function groupByType(records: readonly SObjectRecord[]): ReadonlyMap<string, readonly SObjectRecord[]> {
  const groups = new Map<string, SObjectRecord[]>();
  for (const record of records) groups.set(record.type, [...(groups.get(record.type) ?? []), record]);
  return groups;
}
