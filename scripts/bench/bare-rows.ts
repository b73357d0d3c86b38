/** The same rows in a bare node:sqlite file: the table and indexes of an object, written without an org around them. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import type { SqlRow } from '../../local-org/src/engine/ports.ts';
import type { BenchOrg } from './bench-org.ts';

/** A bare table with the columns and indexes the org gave to an object. */
export class BareRows {
  readonly #db: DatabaseSync;
  readonly #table: string;
  readonly #columns: readonly string[];
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #delete: StatementSync;

  constructor(org: BenchOrg, objectName: string) {
    this.#table = objectName;
    this.#db = new DatabaseSync(join(org.folder, `bare-${objectName}.sqlite`));
    this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536');
    const definitions = org.engine.store.all(
      // Its triggers keep what only an org has.
      "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL AND type IN ('table', 'index') ORDER BY type DESC",
      objectName,
    );
    for (const row of definitions) this.#db.exec(String(row['sql']));
    this.#columns = this.#db
      .prepare(`PRAGMA table_info("${objectName}")`)
      .all()
      .map((row) => String(row['name']));
    const names = this.#columns.map((name) => `"${name}"`).join(', ');
    this.#insert = this.#db.prepare(
      `INSERT INTO "${objectName}" (${names}) VALUES (${this.#columns.map(() => '?').join(', ')})`,
    );
    this.#update = this.#db.prepare(
      `UPDATE "${objectName}" SET Amount__c = ?, LastModifiedDate = ?, SystemModstamp = ? WHERE Id = ?`,
    );
    this.#delete = this.#db.prepare(`DELETE FROM "${objectName}" WHERE Id = ?`);
  }

  insert(rows: readonly SqlRow[]): void {
    this.#inTransaction(() => {
      for (const row of rows) this.#insert.run(...this.#columns.map((name) => row[name] ?? null));
    });
  }

  update(ids: readonly string[], amount: number): void {
    const now = new Date().toISOString();
    this.#inTransaction(() => {
      for (const id of ids) this.#update.run(amount, now, now, id);
    });
  }

  delete(ids: readonly string[]): void {
    this.#inTransaction(() => {
      for (const id of ids) this.#delete.run(id);
    });
  }

  /** Reads the rows by their ids. */
  read(ids: readonly string[]): readonly SqlRow[] {
    return this.#db
      .prepare(`SELECT * FROM "${this.#table}" WHERE Id IN (SELECT value FROM json_each(?))`)
      .all(JSON.stringify(ids));
  }

  /** What SQLite itself knows about the table: the bare side of describe. */
  describe(): readonly SqlRow[] {
    return this.#db.prepare(`PRAGMA table_xinfo("${this.#table}")`).all();
  }

  close(): void {
    this.#db.close();
  }

  #inTransaction(work: () => void): void {
    this.#db.exec('BEGIN IMMEDIATE');
    work();
    this.#db.exec('COMMIT');
  }
}
