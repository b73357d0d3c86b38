/**
 * The event log: a SQLite file of its own, so that events published immediately survive a rollback of the org's transaction.
 * Events are kept 72 hours by the org's clock (Platform Events Developer Guide, "High-volume platform events are stored for 72 hours").
 */
import type { Store } from '../engine/ports.ts';
import type { FieldValue } from '../engine/records.ts';

/** One published event. */
export interface LoggedEvent {
  readonly replayId: number;
  /** API name of the event object. */
  readonly channel: string;
  readonly uuid: string;
  /** ISO date-time. */
  readonly createdDate: string;
  readonly createdById: string;
  readonly values: Readonly<Record<string, FieldValue>>;
}

export type NewEvent = Omit<LoggedEvent, 'replayId'>;

const RETENTION_MS = 72 * 60 * 60 * 1000;

export class EventLog {
  readonly #store: Store;

  /** `store` is the log's own file. */
  constructor(store: Store) {
    this.#store = store;
    store.exec(`
      CREATE TABLE IF NOT EXISTS event_log (
        replay_id INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT NOT NULL, uuid TEXT NOT NULL UNIQUE,
        created_date TEXT NOT NULL, created_by TEXT NOT NULL, payload TEXT NOT NULL);
      CREATE INDEX IF NOT EXISTS event_log_channel ON event_log (channel, replay_id);
      CREATE INDEX IF NOT EXISTS event_log_age ON event_log (created_date);
    `);
  }

  /** Adds events in order; one that is there already (by its uuid) is not added again. Forgets what is older than 72 hours. */
  append(events: readonly NewEvent[], now: number): void {
    if (events.length === 0) return;
    this.#store.exec('BEGIN IMMEDIATE');
    try {
      this.#store.run('DELETE FROM event_log WHERE created_date < ?', new Date(now - RETENTION_MS).toISOString());
      for (const event of events) {
        this.#store.run(
          'INSERT OR IGNORE INTO event_log (channel, uuid, created_date, created_by, payload) VALUES (?, ?, ?, ?, ?)',
          event.channel,
          event.uuid,
          event.createdDate,
          event.createdById,
          JSON.stringify(event.values),
        );
      }
      this.#store.exec('COMMIT');
    } catch (cause) {
      this.#store.exec('ROLLBACK');
      throw cause;
    }
  }

  /** Events of a channel after a replay id, oldest first. */
  after(channel: string, replayId: number, limit: number): readonly LoggedEvent[] {
    return this.#store
      .all(
        'SELECT * FROM event_log WHERE channel = ? AND replay_id > ? ORDER BY replay_id LIMIT ?',
        channel,
        replayId,
        limit,
      )
      .map((row) => ({
        replayId: Number(row['replay_id']),
        channel: String(row['channel']),
        uuid: String(row['uuid']),
        createdDate: String(row['created_date']),
        createdById: String(row['created_by']),
        values: JSON.parse(String(row['payload'])) as Record<string, FieldValue>,
      }));
  }

  /** The newest replay id of a channel; 0 before the first event. */
  tip(channel: string): number {
    return Number(
      this.#store.get('SELECT max(replay_id) AS tip FROM event_log WHERE channel = ?', channel)?.['tip'] ?? 0,
    );
  }
}
