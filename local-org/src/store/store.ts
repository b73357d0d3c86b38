/**
 * The SQLite file of an org. One connection per engine worker, synchronous, with every statement prepared once.
 * WAL, so that readers never wait for the writer; synchronous=NORMAL, because the promise is "the death of a process loses nothing"
 * (ARCHITECTURE rule 3): a committed transaction is in the WAL file when COMMIT returns, and only a power cut could lose the last ones.
 */
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { SqlRow, SqlValue, Store } from '../engine/ports.ts';

/** Milliseconds a statement waits for another worker's transaction: "a maximum of 10 seconds for a lock to be released" (Help, 000229525). */
const LOCK_TIMEOUT_MS = 10_000;
/**
 * Pages of the write-ahead log after which it is written back into the file, 32 MB: a page that many transactions change, as those of
 * indexes are in a large load, is then written back once and not after each of them.
 */
const CHECKPOINT_PAGES = 8_000;
/**
 * The file is read in place up to SQLite's own limit of a mapping. With a hundred thousand customers the cache of a connection misses more than
 * a hundred thousand times a second, each a call of the operating system otherwise.
 */
const MAPPED_BYTES = 2_147_418_112;
/** Prepared statements kept at least; at most twice as many. SOQL with literal texts would otherwise grow the cache without end. */
const STATEMENT_CACHE_SIZE = 1_000;

const systemTables = `
  CREATE TABLE IF NOT EXISTS _ids (prefix TEXT PRIMARY KEY, serial INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS _columns (object TEXT NOT NULL, field TEXT NOT NULL, declaration TEXT NOT NULL, PRIMARY KEY (object, field)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS _indexes (name TEXT PRIMARY KEY, object TEXT NOT NULL, field TEXT NOT NULL, declaration TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS _search_pending (place INTEGER NOT NULL, record TEXT NOT NULL, PRIMARY KEY (place, record)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS _settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
`;

/** A store that its owner closes. */
export interface OpenStore extends Store {
  /** File path, or ':memory:'. */
  readonly path: string;
  /** True between BEGIN and COMMIT or ROLLBACK. */
  readonly inTransaction: boolean;
  close(): void;
}

/** Opens (and creates, when absent) the store of one org. `lockTimeout` in milliseconds; only tests wait for a shorter time. */
export function openStore(path: string, lockTimeout = LOCK_TIMEOUT_MS): OpenStore {
  return new SqliteStore(path, lockTimeout);
}

class SqliteStore implements OpenStore {
  readonly path: string;
  readonly #db: DatabaseSync;
  /** Used since the last change of generation: found without any bookkeeping, as nearly all are. */
  #statements = new Map<string, StatementSync>();
  /** Those of the generation before; what is not used until the next change is dropped. */
  #olderStatements = new Map<string, StatementSync>();

  constructor(path: string, lockTimeout: number) {
    this.path = path;
    this.#db = new DatabaseSync(path, { timeout: lockTimeout, enableForeignKeyConstraints: false });
    this.#db.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; PRAGMA mmap_size = ${MAPPED_BYTES}; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`,
    );
    this.#db.exec(systemTables);
  }

  get inTransaction(): boolean {
    return this.#db.isTransaction;
  }

  run(sql: string, ...params: readonly SqlValue[]): { readonly changes: number } {
    return { changes: Number(this.#statement(sql).run(...params).changes) };
  }

  get(sql: string, ...params: readonly SqlValue[]): SqlRow | undefined {
    return this.#statement(sql).get(...params);
  }

  all(sql: string, ...params: readonly SqlValue[]): SqlRow[] {
    return this.#statement(sql).all(...params);
  }

  /** The statement belongs to the caller until the iteration ends, so that the same text may run again inside the loop. */
  *iterate(sql: string, ...params: readonly SqlValue[]): IterableIterator<SqlRow> {
    const statement = this.#statement(sql);
    this.#statements.delete(sql);
    try {
      yield* statement.iterate(...params) as IterableIterator<SqlRow>;
    } finally {
      this.#keep(sql, statement);
    }
  }

  exec(sql: string): void {
    this.#db.exec(sql);
  }

  define(name: string, fn: (...args: SqlValue[]) => SqlValue): void {
    this.#db.function(name, { deterministic: true, varargs: true }, fn);
  }

  close(): void {
    this.#statements.clear();
    this.#olderStatements.clear();
    this.#db.close();
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#olderStatements.get(sql) ?? this.#db.prepare(sql);
    this.#olderStatements.delete(sql);
    this.#keep(sql, statement);
    return statement;
  }

  #keep(sql: string, statement: StatementSync): void {
    if (this.#statements.size >= STATEMENT_CACHE_SIZE) {
      this.#olderStatements = this.#statements;
      this.#statements = new Map();
    }
    this.#statements.set(sql, statement);
  }
}

/** Writes a consistent copy of the whole store to a new file; an existing file is replaced only when the copy is complete. */
export function snapshot(store: Store, target: string): void {
  const partial = `${target}.partial`;
  rmSync(partial, { force: true });
  store.run('VACUUM INTO ?', partial);
  renameSync(partial, target);
}

/**
 * Copies of several stores of one org in one folder, as they stand together: nobody writes to the first of them meanwhile. The folder
 * gets its name when all are complete.
 */
export function snapshotTogether(stores: readonly OpenStore[], target: string): void {
  const partial = `${target}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  const [first] = stores;
  const holder = first === undefined ? undefined : openStore(first.path);
  try {
    holder?.exec('BEGIN IMMEDIATE');
    for (const store of stores) snapshot(store, join(partial, basename(store.path)));
  } finally {
    holder?.close();
  }
  renameSync(partial, target);
}

/** Puts copies in the place of stores that nobody has open; each file is replaced as a whole. */
export function restoreStores(names: readonly string[], source: string, folder: string): void {
  for (const name of names) copyFileSync(join(source, name), join(folder, `${name}.new`));
  for (const name of names) {
    const path = join(folder, name);
    // The last connection to close takes the write-ahead log along, which would otherwise be read into the copy.
    openStore(path).close();
    renameSync(`${path}.new`, path);
  }
}

/** A worker's own copy of a store (each Apex test worker runs in one): a snapshot, opened. Refuses to overwrite an open file. */
export function copyStore(source: Store, target: string): OpenStore {
  if (existsSync(target)) throw new Error(`The copy's target ${target} exists already`);
  snapshot(source, target);
  return openStore(target);
}

/** A named value of the org itself (deployed tree hash, schema version …); undefined when never written. */
export function readSetting(store: Store, name: string): string | undefined {
  const row = store.get('SELECT value FROM _settings WHERE name = ?', name);
  return row === undefined ? undefined : String(row['value']);
}

/** Writes a named value of the org itself. */
export function writeSetting(store: Store, name: string, value: string): void {
  store.run(
    'INSERT INTO _settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    name,
    value,
  );
}
