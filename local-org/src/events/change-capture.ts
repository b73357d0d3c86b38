/**
 * Change data capture: saves of chosen objects become change events. Sources: Change Data Capture Developer Guide, "Change Event Message
 * Structure", "ChangeEventHeader Fields", "Select Objects for Notifications"; Apex Reference, Test.enableChangeDataCapture. One event
 * per record: the platform may put equal changes of one transaction into one event with several record ids.
 */
import { randomUUID } from 'node:crypto';
import type { ChangeCapture, Clock, RecordChange, Scope, Transaction } from '../engine/ports.ts';
import type { FieldValue, SObjectRecord } from '../engine/records.ts';
import { changeEventName } from '../schema/change-events.ts';
import type { OrgSchema, SObjectDef } from '../schema/types.ts';
import type { NewEvent } from './log.ts';

export interface ChangeCaptureParts {
  readonly clock: Clock;
  schema(): OrgSchema;
  /** Names of the change events that the org's channels select (PlatformEventChannelMember). */
  selected(): readonly string[];
  /** Tests hear of changes only after Test.enableChangeDataCapture, and then of all objects. */
  holding(transaction: Transaction): boolean;
  /** Hands events on: after the commit, or to the test that holds them. */
  publish(events: readonly NewEvent[], transaction: Transaction): void;
}

interface CaptureState {
  everything: boolean;
  readonly transactionKey: string;
  sequence: number;
}
const captureKey = Symbol('change data capture');
const stateOf = (transaction: Transaction): CaptureState =>
  transaction.state(captureKey, () => ({ everything: false, transactionKey: randomUUID(), sequence: 0 }));

/** Not part of what a change event calls changed. */
const UNCOUNTED = new Set(['SystemModstamp', 'IsDeleted', 'LastViewedDate', 'LastReferencedDate']);

/** What DML tells of its saves. */
export function createChangeCapture(parts: ChangeCaptureParts): ChangeCapture {
  const channelOf = (object: SObjectDef, transaction: Transaction): string | undefined => {
    const holding = parts.holding(transaction);
    const selected = holding ? [] : parts.selected();
    if (holding ? !stateOf(transaction).everything : selected.length === 0) return undefined;
    const channel = changeEventName(object);
    if (holding || channel === undefined) return channel;
    return selected.some((name) => name.toLowerCase() === channel.toLowerCase()) ? channel : undefined;
  };
  return {
    enableAll: (transaction) => {
      stateOf(transaction).everything = true;
    },
    captured: (object, changes, scope) => {
      const channel = channelOf(object, scope.transaction);
      const event = channel === undefined ? undefined : parts.schema().object(channel);
      if (event === undefined) return;
      parts.publish(
        changes().map((change) => eventOf(event, object, change, scope, parts.clock.now())),
        scope.transaction,
      );
    },
  };
}

const scalar = (record: SObjectRecord | null, name: string): FieldValue => {
  const value = record?.values[name] ?? null;
  return typeof value === 'object' ? null : value;
};

function eventOf(
  event: SObjectDef,
  object: SObjectDef,
  { type, before, after }: RecordChange,
  scope: Scope,
  now: number,
): NewEvent {
  const state = stateOf(scope.transaction);
  state.sequence += 1;
  const names = [...event.fields.values()]
    .map(({ name }) => name)
    .filter((name) => object.fields.has(name.toLowerCase()));
  const changed =
    type === 'UPDATE'
      ? names.filter((name) => !UNCOUNTED.has(name) && scalar(before, name) !== scalar(after, name))
      : [];
  // A deletion tells the record's id alone; an update what changed; the others everything that has a value.
  const told =
    type === 'DELETE' ? [] : type === 'UPDATE' ? changed : names.filter((name) => scalar(after, name) !== null);
  const id = scalar(after ?? before, 'Id');
  const header = {
    entityName: object.name,
    recordIds: typeof id === 'string' ? [id] : [],
    changeType: type,
    changeOrigin: '',
    transactionKey: state.transactionKey,
    sequenceNumber: state.sequence,
    commitTimestamp: now,
    commitUser: scope.access.user.userId,
    commitNumber: now,
    nulledFields: changed.filter((name) => scalar(after, name) === null),
    diffFields: [],
    changedFields: changed,
  };
  const values = Object.fromEntries(told.map((name) => [name, scalar(after, name)] as const));
  return {
    channel: event.name,
    uuid: randomUUID(),
    createdDate: new Date(now).toISOString(),
    createdById: scope.access.user.userId,
    values: { ...values, ChangeEventHeader: JSON.stringify(header) },
  };
}
