/**
 * Step 4 "Executes all before triggers" and step 8 "Executes all after triggers".
 * Trigger rows carry the values of formula fields; before triggers change `record.values` in place.
 */
import { OrgError, Unsupported } from '../../engine/errors.ts';
import type { Scope, TriggerEvent } from '../../engine/ports.ts';
import type { DmlError, SObjectRecord } from '../../engine/records.ts';
import { fieldNamed } from '../../schema/index.ts';
import type { SObjectDef } from '../../schema/types.ts';
import { normalise } from '../coerce.ts';
import { dmlError } from '../messages.ts';
import type { DmlParts } from '../parts.ts';
import { aliveRows, isWritten } from '../row.ts';
import type { Chunk } from '../row.ts';
import { atTriggerDepth } from '../usage.ts';

/** How a trigger event reads in messages: `BeforeInsert`. */
const eventLabels: Readonly<Record<TriggerEvent, string>> = {
  BEFORE_INSERT: 'BeforeInsert',
  BEFORE_UPDATE: 'BeforeUpdate',
  BEFORE_DELETE: 'BeforeDelete',
  AFTER_INSERT: 'AfterInsert',
  AFTER_UPDATE: 'AfterUpdate',
  AFTER_DELETE: 'AfterDelete',
  AFTER_UNDELETE: 'AfterUndelete',
};

/** Rows that a trigger event concerns, with the place to put their errors. */
interface TriggerRow {
  readonly errors: DmlError[];
}

/** Runs before triggers of an insert or update; what they set is normalised like the request's values. */
export function runBeforeTriggers(chunk: Chunk): void {
  const event = chunk.operation === 'insert' ? 'BEFORE_INSERT' : 'BEFORE_UPDATE';
  if (!chunk.parts.triggers.has(chunk.object.name, event)) return;
  const rows = aliveRows(chunk);
  for (const row of rows) addFormulas(row.record, chunk.object, chunk.scope, chunk.parts);
  const old = oldRecords(chunk, rows);
  fire(
    event,
    rows,
    rows.map((row) => row.record),
    old,
    chunk,
  );
  for (const { record } of rows) {
    for (const [name, value] of Object.entries(record.values)) {
      if (typeof value === 'object') continue;
      const field = fieldNamed(chunk.object, name);
      if (field === undefined) continue;
      if (isWritten(field)) record.values[field.name] = normalise(field, value);
    }
  }
}

/** Runs after triggers of an insert or update on copies of the rows as stored. */
export function runAfterTriggers(chunk: Chunk): void {
  const event = chunk.operation === 'insert' ? 'AFTER_INSERT' : 'AFTER_UPDATE';
  if (!chunk.parts.triggers.has(chunk.object.name, event)) return;
  const rows = aliveRows(chunk);
  const fresh = rows.map((row) => triggerCopy(row.record, chunk.object, chunk.scope, chunk.parts));
  fire(event, rows, fresh, oldRecords(chunk, rows), chunk);
}

function oldRecords(
  chunk: Chunk,
  rows: readonly { readonly old: SObjectRecord | null }[],
): readonly SObjectRecord[] | null {
  if (chunk.operation === 'insert') return null;
  return rows.flatMap((row) =>
    row.old === null ? [] : [triggerCopy(row.old, chunk.object, chunk.scope, chunk.parts)],
  );
}

/** A copy of a record as Trigger.new and Trigger.old show it. */
export function triggerCopy(record: SObjectRecord, object: SObjectDef, scope: Scope, parts: DmlParts): SObjectRecord {
  const copy = { type: record.type, values: { ...record.values } };
  addFormulas(copy, object, scope, parts);
  return copy;
}

function addFormulas(record: SObjectRecord, object: SObjectDef, scope: Scope, parts: DmlParts): void {
  for (const field of object.fields.values()) {
    if (field.formula !== undefined) {
      record.values[field.name] = parts.formulas.fieldValue(object.name, field.name, record, scope);
    }
  }
}

/** Fires an event and gives each row the errors that Apex added to it; an exception fails every row. */
export function fire(
  event: TriggerEvent,
  rows: readonly TriggerRow[],
  newRows: readonly SObjectRecord[] | null,
  oldRows: readonly SObjectRecord[] | null,
  context: { readonly object: SObjectDef; readonly scope: Scope; readonly parts: DmlParts },
): void {
  const { object, scope, parts } = context;
  if (rows.length === 0 || !parts.triggers.has(object.name, event)) return;
  try {
    const added = atTriggerDepth(scope.transaction, object, eventLabels[event], () =>
      parts.triggers.run(object.name, event, newRows, oldRows, scope),
    );
    for (const [index, errors] of added) rows[index]?.errors.push(...errors);
  } catch (cause) {
    // Only what Apex threw belongs to the rows; a governor limit, a refusal by name or our own fault ends the transaction.
    if (
      !(cause instanceof OrgError) ||
      cause instanceof Unsupported ||
      cause.code !== 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY'
    ) {
      throw cause;
    }
    for (const row of rows) row.errors.push(dmlError(cause.code, cause.message, cause.fields));
  }
}
