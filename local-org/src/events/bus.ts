/**
 * Platform events: publishing and delivery to Apex triggers. Source: Platform Events Developer Guide (publish behavior, subscribing with
 * Apex triggers, retry of event triggers).
 *
 * After commit: the event is a row of the publishing transaction (`_events_pending`), moved to the log once it is committed; a process
 * that dies in between loses nothing, because `settle` moves what is left. Immediately: the event goes to the log at once and stays
 * there when the transaction is rolled back.
 *
 * A trigger's place in the log is a row of the org's store, moved in the transaction of the delivery itself: what the trigger wrote and
 * the fact that it saw the event are committed together.
 */
import { randomUUID } from 'node:crypto';
import type {
  AsyncQueue,
  ChangeCapture,
  Clock,
  EventBus,
  Scope,
  Security,
  Store,
  Transaction,
  TriggerRunner,
  UserContext,
} from '../engine/ports.ts';
import { OrgError, RetryLater } from '../engine/errors.ts';
import type { DmlError, FieldValue, SaveResult, SObjectRecord } from '../engine/records.ts';
import type { OrgSchema } from '../schema/types.ts';
import { inTransaction } from '../store/index.ts';
import { createChangeCapture } from './change-capture.ts';
import { EventLog } from './log.ts';
import type { LoggedEvent, NewEvent } from './log.ts';

/** How the Apex triggers of an event run: PlatformEventSubscriberConfig, else the automated process user. */
export interface Subscription {
  readonly runAsUserId: string;
  /** Rows per trigger run; at most 200 are passed at a time. */
  readonly batchSize?: number;
}

export interface EventParts {
  readonly store: Store;
  /** The log's own SQLite file. */
  readonly logStore: Store;
  readonly clock: Clock;
  schema(): OrgSchema;
  readonly security: Pick<Security, 'userContext'>;
  readonly triggers: TriggerRunner;
  readonly async: AsyncQueue & { isQueued(channel: string): boolean };
  /** Defaults and checks of an event row (from `dml/`). */
  readonly prepare: (
    record: SObjectRecord,
    scope: Scope,
  ) => { readonly record: SObjectRecord; readonly errors: readonly DmlError[] };
  subscription(channel: string): Subscription;
  /** Names of the change events that the org's channels select. */
  selectedChanges(): readonly string[];
  /** Whether Apex threw EventBus.RetryableException. */
  readonly isRetryable?: (error: unknown) => boolean;
  /** Called when events became visible. */
  readonly onPublished?: () => void;
}

/** The event bus with what only the engine and the Apex runtime use. */
export interface FullEventBus extends EventBus {
  /** Moves committed events to the log and queues deliveries that are due. Call after commits, at start, before asking what is due. */
  settle(): void;
  /** The work of a queued delivery (job kind PlatformEvent): one batch through the event's triggers. */
  deliver(job: DeliveryJob, scope: Scope): void;
  /** After a delivery failed for good: the batch is passed over, as the platform does. */
  skip(job: DeliveryJob, scope: Scope): void;
  /** Events of a channel for subscribers outside: after a replay id; -1 means only new ones (none now), -2 everything retained. */
  eventsAfter(channel: string, replayId: number, limit: number): readonly LoggedEvent[];
  /** The newest replay id of a channel. */
  tip(channel: string): number;
  /** Apex tests: events of this transaction wait for `deliverHeld` instead of going out. */
  hold(transaction: Transaction): void;
  /** Apex tests (Test.getEventBus().deliver, Test.stopTest): runs the triggers for the held events in this transaction; how many. */
  deliverHeld(scope: Scope): number;
  /** Apex tests (Test.getEventBus().fail): publishing failed, the held events are gone. */
  dropHeld(scope: Scope): void;
}

/** The part of a queued job that deliveries need. */
export interface DeliveryJob {
  /** The channel. */
  readonly className: string;
  readonly attempt: number;
}

/** Most rows a trigger run takes (engine/ports.ts, TriggerRunner). */
const MOST_ROWS = 200;
/** "You can run a trigger up to 10 times when retrying it": after that the batch is given up. */
const MAX_RUNS = 10;
const FIRST_RETRY_MS = 1000;
const held = Symbol('held events');

interface Held {
  holding: boolean;
  readonly events: NewEvent[];
  /** Replay ids of events that never reach the log. */
  nextReplayId: number;
}

/** Builds the event bus of one worker. */
export function createEventBus(parts: EventParts): FullEventBus {
  parts.store.exec(`
    CREATE TABLE IF NOT EXISTS _events_pending (seq INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS _event_positions (channel TEXT PRIMARY KEY, replay_id INTEGER NOT NULL) WITHOUT ROWID;
  `);
  return new Bus(parts);
}

class Bus implements FullEventBus {
  readonly #parts: EventParts;
  readonly #log: EventLog;
  readonly changes: ChangeCapture;

  constructor(parts: EventParts) {
    this.#parts = parts;
    this.#log = new EventLog(parts.logStore);
    this.changes = createChangeCapture({
      clock: parts.clock,
      schema: () => parts.schema(),
      selected: () => parts.selectedChanges(),
      holding: (transaction) => heldOf(transaction).holding,
      publish: (events, transaction) => {
        const state = heldOf(transaction);
        if (state.holding) state.events.push(...events);
        else this.#afterCommit(events, transaction);
      },
    });
  }

  publish(records: readonly SObjectRecord[], scope: Scope): readonly SaveResult[] {
    const now = this.#parts.clock.now();
    const state = heldOf(scope.transaction);
    const immediate: NewEvent[] = [];
    const pending: NewEvent[] = [];
    const results = records.map((given): SaveResult => {
      const { record, errors } = this.#parts.prepare(given, scope);
      if (errors.length > 0) return { id: null, success: false, errors };
      const object = this.#parts.schema().object(record.type);
      if (object === undefined) throw new OrgError('INVALID_TYPE', `sObject type '${record.type}' is not supported.`);
      const event: NewEvent = {
        channel: object.name,
        uuid: randomUUID(),
        createdDate: new Date(now).toISOString(),
        createdById: scope.access.user.userId,
        values: scalars(record),
      };
      if (state.holding) state.events.push(event);
      else if (object.publishBehavior === 'PublishImmediately') immediate.push(event);
      else pending.push(event);
      // The platform answers at once: the id says nothing, the uuid identifies the event (guide, "EventUuid").
      return {
        id: `${object.keyPrefix}xx0000000001AAA`,
        success: true,
        errors: [{ statusCode: 'OPERATION_ENQUEUED', message: event.uuid, fields: [] }],
      };
    });
    if (immediate.length > 0) {
      this.#log.append(immediate, now);
      this.#parts.onPublished?.();
    }
    if (pending.length > 0) this.#afterCommit(pending, scope.transaction);
    return results;
  }

  settle(): void {
    const { store, clock, triggers, async } = this.#parts;
    const pending = store.all('SELECT seq, event FROM _events_pending ORDER BY seq');
    this.#log.append(
      pending.map((row) => JSON.parse(String(row['event'])) as NewEvent),
      clock.now(),
    );
    const last = pending.at(-1)?.['seq'];
    if (last !== undefined) {
      store.run('DELETE FROM _events_pending WHERE seq <= ?', last);
      this.#parts.onPublished?.();
    }
    for (const channel of this.#channels()) {
      if (!triggers.has(channel, 'AFTER_INSERT')) continue;
      if (this.#log.tip(channel) <= this.#position(channel) || async.isQueued(channel)) continue;
      const user = this.#subscriber(channel);
      if (user === undefined) continue;
      inTransaction(store, user, clock.now(), (transaction) =>
        this.#queueDelivery(channel, { transaction, access: { user, crud: false, fls: false, sharing: false } }),
      );
    }
  }

  deliver(job: DeliveryJob, scope: Scope): void {
    const channel = job.className;
    const batch = this.#batch(channel);
    const lastEvent = batch.at(-1);
    if (lastEvent === undefined) return;
    try {
      this.#runTriggers(channel, batch, scope);
    } catch (cause) {
      if (this.#parts.isRetryable?.(cause) !== true || job.attempt >= MAX_RUNS) throw cause;
      const delay = FIRST_RETRY_MS * 2 ** (job.attempt - 1);
      throw new RetryLater(`The trigger on ${channel} asks to be run again`, delay, { cause });
    }
    this.#advance(channel, lastEvent.replayId, scope);
  }

  skip(job: DeliveryJob, scope: Scope): void {
    const lastEvent = this.#batch(job.className).at(-1);
    if (lastEvent !== undefined) this.#advance(job.className, lastEvent.replayId, scope);
  }

  eventsAfter(channel: string, replayId: number, limit: number): readonly LoggedEvent[] {
    const name = this.#parts.schema().object(channel)?.name ?? channel;
    if (replayId === -1) return [];
    return this.#log.after(name, replayId < 0 ? 0 : replayId, limit);
  }

  tip(channel: string): number {
    return this.#log.tip(this.#parts.schema().object(channel)?.name ?? channel);
  }

  hold(transaction: Transaction): void {
    heldOf(transaction).holding = true;
  }

  dropHeld(scope: Scope): void {
    heldOf(scope.transaction).events.length = 0;
  }

  deliverHeld(scope: Scope): number {
    const state = heldOf(scope.transaction);
    let delivered = 0;
    // Triggers may publish again; those events go out in the same delivery.
    while (state.events.length > 0) {
      const channel = state.events[0]?.channel ?? '';
      const batch = state.events.filter((event) => event.channel === channel).slice(0, this.#batchSize(channel));
      for (const event of batch) state.events.splice(state.events.indexOf(event), 1);
      const user = this.#parts.security.userContext(this.#parts.subscription(channel).runAsUserId);
      const logged = batch.map((event) => ({ ...event, replayId: (state.nextReplayId += 1) }));
      if (this.#parts.triggers.has(channel, 'AFTER_INSERT')) {
        const access = { user, crud: false, fls: false, sharing: false };
        this.#runTriggers(channel, logged, { transaction: scope.transaction, access });
      }
      delivered += batch.length;
    }
    return delivered;
  }

  /** Platform events and the change events that are selected. */
  *#channels(): Generator<string> {
    for (const { kind, name } of this.#parts.schema().objects()) if (kind === 'platformEvent') yield name;
    yield* this.#parts.selectedChanges();
  }

  #afterCommit(events: readonly NewEvent[], transaction: Transaction): void {
    transaction.begin();
    for (const event of events) {
      this.#parts.store.run('INSERT INTO _events_pending (event) VALUES (?)', JSON.stringify(event));
    }
    transaction.afterCommit(() => this.settle());
  }

  /** The user a channel's triggers run as; undefined while he may not act: the subscription rests, the events wait in the log. */
  #subscriber(channel: string): UserContext | undefined {
    try {
      return this.#parts.security.userContext(this.#parts.subscription(channel).runAsUserId);
    } catch (cause) {
      if (cause instanceof OrgError) return undefined;
      throw cause;
    }
  }

  #position(channel: string): number {
    const row = this.#parts.store.get('SELECT replay_id FROM _event_positions WHERE channel = ?', channel);
    return Number(row?.['replay_id'] ?? 0);
  }

  #advance(channel: string, replayId: number, scope: Scope): void {
    scope.transaction.begin();
    this.#parts.store.run(
      'INSERT INTO _event_positions (channel, replay_id) VALUES (?, ?) ON CONFLICT (channel) DO UPDATE SET replay_id = excluded.replay_id',
      channel,
      replayId,
    );
    if (this.#log.tip(channel) > replayId) this.#queueDelivery(channel, scope);
  }

  #queueDelivery(channel: string, scope: Scope): void {
    const { runAsUserId } = this.#parts.subscription(channel);
    this.#parts.async.enqueue({ kind: 'PlatformEvent', className: channel, payload: '', runAsUserId }, scope);
  }

  #batchSize(channel: string): number {
    return Math.min(this.#parts.subscription(channel).batchSize ?? MOST_ROWS, MOST_ROWS);
  }

  #batch(channel: string): readonly LoggedEvent[] {
    return this.#log.after(channel, this.#position(channel), this.#batchSize(channel));
  }

  /** A change event's audit fields are those of the record; its own facts stand in its header. */
  #fieldsOfBus(event: LoggedEvent): Readonly<Record<string, FieldValue>> {
    const ReplayId = String(event.replayId);
    return 'ChangeEventHeader' in event.values
      ? { ReplayId }
      : {
          ReplayId,
          EventUuid: event.uuid,
          CreatedDate: `${event.createdDate.slice(0, 19)}.000Z`,
          CreatedById: event.createdById,
        };
  }

  #runTriggers(channel: string, events: readonly LoggedEvent[], scope: Scope): void {
    const rows = events.map((event) => ({
      type: channel,
      values: { ...event.values, ...this.#fieldsOfBus(event) },
    }));
    this.#parts.triggers.run(channel, 'AFTER_INSERT', rows, null, scope);
  }
}

function heldOf(transaction: Transaction): Held {
  return transaction.state(held, () => ({ holding: false, events: [], nextReplayId: 0 }));
}

function scalars(record: SObjectRecord): Record<string, FieldValue> {
  const values: Record<string, FieldValue> = {};
  for (const [name, value] of Object.entries(record.values)) {
    if (value === null || typeof value !== 'object') values[name] = value;
  }
  return values;
}
