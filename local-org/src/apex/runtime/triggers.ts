/** Runs triggers for the DML engine and platform events. */
import { OrgError } from '../../engine/errors.ts';
import type { Scope, TriggerEvent, TriggerRunner } from '../../engine/ports.ts';
import type { DmlError, SObjectRecord } from '../../engine/records.ts';
import { readChangeEventHeaders } from './change-event-header.ts';
import type { ApexException } from './exception.ts';
import { UncatchableException } from './exception.ts';
import type { ApexRuntime } from './runtime.ts';
import { currentRuntime, entered, runtimeOf, type SessionParts } from './session.ts';
import type { TriggerVariables } from './trigger-variables.ts';
import { listOf, mapOf, sobjectType, Types } from './type-ref.ts';
import { ApexList, ApexMap, ApexSObject, platformEnum } from './values/index.ts';

interface TriggerEntry {
  readonly name: string;
  readonly events: ReadonlySet<string>;
}

/** How an event reads in messages: `BeforeInsert`. */
const eventText = (event: TriggerEvent): string =>
  event
    .toLowerCase()
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

export function createTriggerRunner(session: SessionParts): TriggerRunner {
  const known = new WeakMap<object, Map<string, TriggerEntry[]>>();
  const entries = (objectName: string, event: TriggerEvent): readonly TriggerEntry[] => {
    const program = session.program();
    let byObject = known.get(program);
    if (byObject === undefined) {
      byObject = new Map();
      for (const unit of program.units) {
        if (unit.trigger === undefined) continue;
        const key = unit.trigger.object.toLowerCase();
        const list = byObject.get(key) ?? [];
        list.push({ name: unit.name, events: new Set(unit.trigger.events) });
        byObject.set(key, list);
      }
      known.set(program, byObject);
    }
    return (byObject.get(objectName.toLowerCase()) ?? []).filter((one) => one.events.has(event));
  };
  return {
    has: (objectName, event) => entries(objectName, event).length > 0,
    checkpoint: (scope) => {
      const before = currentRuntime(scope)?.limits.snapshot().used;
      return () => {
        const limits = currentRuntime(scope)?.limits;
        if (limits === undefined) return;
        if (before === undefined) limits.reset();
        else limits.restore({ ...limits.snapshot(), used: before });
      };
    },
    run: (objectName, event, newRows, oldRows, scope) =>
      runAll(session, entries(objectName, event), objectName, event, newRows, oldRows, scope),
  };
}

function runAll(
  session: SessionParts,
  triggers: readonly TriggerEntry[],
  objectName: string,
  event: TriggerEvent,
  newRows: readonly SObjectRecord[] | null,
  oldRows: readonly SObjectRecord[] | null,
  scope: Scope,
): ReadonlyMap<number, readonly DmlError[]> {
  const rt = runtimeOf(session, scope, 'trigger');
  return entered(rt, () => {
    const variables = variablesOf(rt, objectName, event, newRows, oldRows);
    if (objectName.endsWith('ChangeEvent'))
      readChangeEventHeaders(rt, (variables.new?.items ?? []) as readonly ApexSObject[]);
    const subjects = (variables.new ?? variables.old)?.items as readonly ApexSObject[];
    const shown = event.startsWith('BEFORE') ? subjects.map(({ populated }) => new Map(populated)) : [];
    const before = rt.trigger;
    rt.trigger = variables;
    try {
      for (const trigger of triggers) runOne(rt, trigger, event, objectName);
    } finally {
      rt.trigger = before;
    }
    if (newRows !== null && event.startsWith('BEFORE')) copyBack(subjects, shown, newRows);
    return errorsOf(subjects);
  });
}

function runOne(rt: ApexRuntime, trigger: TriggerEntry, event: TriggerEvent, objectName: string): void {
  const made = rt.program.load(trigger.name, 'trigger');
  const run = made['run'];
  const { depth } = rt;
  const unit = rt.logs
    ? `${trigger.name} on ${objectName} trigger event ${eventText(event)}|__sfdc_trigger/${trigger.name}`
    : '';
  if (rt.logs) rt.debugLog?.write('CODE_UNIT_STARTED', '[EXTERNAL]', triggerId(rt, trigger.name), unit);
  try {
    run?.call(made, rt);
  } catch (error) {
    const apex = rt.translate(error);
    if (apex.object.stackTrace === null) rt.traced(apex.object);
    // The event bus looks at the exception itself (EventBus.RetryableException).
    if (apex instanceof UncatchableException || objectName.endsWith('__e')) throw apex;
    throw new OrgError('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', triggerMessage(trigger.name, event, apex), {
      cause: apex,
    });
  } finally {
    if (rt.logs) rt.debugLog?.write('CODE_UNIT_FINISHED', unit);
    rt.unwind(depth);
  }
}

/** Id of the deployed trigger, as logs show it. */
function triggerId(rt: ApexRuntime, name: string): string {
  const row = rt.parts.store.get('SELECT "Id" AS id FROM "ApexTrigger" WHERE "Name" = ?', name);
  return String(row?.['id'] ?? '');
}

/** `X: execution of BeforeInsert\n\ncaused by: System.NullPointerException: …\n\nTrigger.X: line 1, column 1`. */
function triggerMessage(name: string, event: TriggerEvent, apex: ApexException): string {
  const { typeName, message, stackTrace } = apex.object;
  return `${name}: execution of ${eventText(event)}\n\ncaused by: ${typeName}: ${message ?? 'Script-thrown exception'}\n\n${stackTrace ?? ''}`;
}

function variablesOf(
  rt: ApexRuntime,
  objectName: string,
  event: TriggerEvent,
  newRows: readonly SObjectRecord[] | null,
  oldRows: readonly SObjectRecord[] | null,
): TriggerVariables {
  const type = sobjectType(rt.schema().object(objectName)?.name ?? objectName);
  const isBefore = event.startsWith('BEFORE');
  const isDelete = event.endsWith('_DELETE');
  const list = (rows: readonly SObjectRecord[] | null, readOnly: boolean): ApexList | null => {
    if (rows === null) return null;
    const records = rows.map((row) => {
      const record = ApexSObject.fromRecord(rt, row, 'everything');
      record.readOnly = readOnly;
      return record;
    });
    return new ApexList(listOf(type), records);
  };
  const byId = (rows: ApexList | null): ApexMap | null => {
    if (rows === null) return null;
    return new ApexMap(
      mapOf(Types.Id, type),
      (rows.items as readonly ApexSObject[]).map((row) => [row.id, row] as const),
    );
  };
  const fresh = isDelete ? null : list(newRows, !isBefore);
  const old = list(oldRows, true);
  return {
    isexecuting: true,
    isinsert: event.endsWith('_INSERT'),
    isupdate: event.endsWith('_UPDATE'),
    isdelete: isDelete,
    isundelete: event.endsWith('_UNDELETE'),
    isbefore: isBefore,
    isafter: !isBefore,
    new: fresh,
    newmap: event === 'BEFORE_INSERT' ? null : byId(fresh),
    old,
    oldmap: byId(old),
    operationtype: platformEnum('System.TriggerOperation', event),
    size: (newRows ?? oldRows ?? []).length,
  };
}

/** What before triggers set goes back into the rows; values that are still those shown to the triggers are there already. */
function copyBack(
  records: readonly ApexSObject[],
  shown: readonly ReadonlyMap<string, unknown>[],
  rows: readonly SObjectRecord[],
): void {
  records.forEach((record, index) => {
    const row = rows[index];
    if (row === undefined) return;
    const before = shown[index];
    for (const [name, value] of Object.entries(record.toRecord((field, held) => before?.get(field) !== held).values)) {
      if (value === null || typeof value !== 'object') row.values[name] = value;
    }
  });
}

/** What addError left on the records (of Trigger.new, or of Trigger.old in delete triggers). */
function errorsOf(records: readonly ApexSObject[]): ReadonlyMap<number, readonly DmlError[]> {
  const found = new Map<number, readonly DmlError[]>();
  records.forEach((record, index) => {
    if (record.errors.length === 0) return;
    found.set(
      index,
      record.errors.map(({ field, message }) => ({
        statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
        message,
        fields: field === null ? [] : [field],
      })),
    );
  });
  return found;
}
