/** What undelete needs to know about a delete: which rows went together, and which lookups it cleared. */
import type { SqlValue, Store } from '../engine/ports.ts';

/** Creates the tables when they are missing. */
export function createRecycleBin(store: Store): void {
  store.exec(`
    CREATE TABLE IF NOT EXISTS _recycle_bin (record_id TEXT PRIMARY KEY, object TEXT NOT NULL, root_id TEXT NOT NULL) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS _recycle_bin_root ON _recycle_bin (root_id);
    CREATE TABLE IF NOT EXISTS _cleared_lookups (
      root_id TEXT NOT NULL, object TEXT NOT NULL, record_id TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL,
      PRIMARY KEY (root_id, object, record_id, field)) WITHOUT ROWID;
  `);
}

/** Notes that a row was deleted because `rootId` was (or is the root itself). */
export function noteDeleted(store: Store, recordId: string, object: string, rootId: string): void {
  store.run(
    'INSERT OR REPLACE INTO _recycle_bin (record_id, object, root_id) VALUES (?, ?, ?)',
    recordId,
    object,
    rootId,
  );
}

/** Notes a lookup that was cleared because the record it led to was deleted. */
export function noteCleared(
  store: Store,
  rootId: string,
  object: string,
  recordId: string,
  field: string,
  value: SqlValue,
): void {
  store.run(
    'INSERT OR REPLACE INTO _cleared_lookups (root_id, object, record_id, field, value) VALUES (?, ?, ?, ?, ?)',
    rootId,
    object,
    recordId,
    field,
    value,
  );
}

export interface DeletedGroup {
  readonly rows: readonly { readonly id: string; readonly object: string }[];
  readonly lookups: readonly {
    readonly object: string;
    readonly id: string;
    readonly field: string;
    readonly value: string;
  }[];
}

/** Takes everything that was deleted with `rootId` out of the bin's book. */
export function takeGroup(store: Store, rootId: string): DeletedGroup {
  const rows = store.all('SELECT record_id, object FROM _recycle_bin WHERE root_id = ?', rootId);
  const lookups = store.all('SELECT object, record_id, field, value FROM _cleared_lookups WHERE root_id = ?', rootId);
  store.run('DELETE FROM _recycle_bin WHERE root_id = ?', rootId);
  store.run('DELETE FROM _cleared_lookups WHERE root_id = ?', rootId);
  return {
    rows: rows.map((row) => ({ id: String(row['record_id']), object: String(row['object']) })),
    lookups: lookups.map((row) => ({
      object: String(row['object']),
      id: String(row['record_id']),
      field: String(row['field']),
      value: String(row['value']),
    })),
  };
}
