/**
 * What the triggers of all events share: the rows they are shown, with the values of formula fields, and the errors they add. Steps 4
 * and 8 run those of saves (`steps/`), `removal.ts` and `merge.ts` those of deletes and undeletes.
 */
import { OrgError, Unsupported } from '../engine/errors.ts';
import type { Scope, TriggerEvent } from '../engine/ports.ts';
import type { DmlError, SObjectRecord } from '../engine/records.ts';
import type { SObjectDef } from '../schema/types.ts';
import { dmlError } from './messages.ts';
import type { DmlParts } from './parts.ts';
import type { Chunk } from './row.ts';
import { atTriggerDepth } from './usage.ts';

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

/** The rows as they were, for Trigger.old; null for an insert. */
export function oldRecords(
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

/** Gives a record the values of its formula fields. */
export function addFormulas(record: SObjectRecord, object: SObjectDef, scope: Scope, parts: DmlParts): void {
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
