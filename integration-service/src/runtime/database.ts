/**
 * The service's own state: the queue and the effect ledger, in PostgreSQL, or in PGlite inside the process when no DATABASE_URL is given.
 * A PGlite folder is made aside and renamed, so a process killed while making it leaves nothing half done, and locked by process id,
 * because a second opener would corrupt it.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Pool } from 'pg';
import { fromPglite, type ConstructorOptions } from 'pg-boss';
import { IntegrationError } from './errors.ts';

/** Statements that run in the order they are awaited. */
export interface Statements {
  query<Row>(sql: string, params?: readonly unknown[]): Promise<readonly Row[]>;
}

export interface Database extends Statements {
  /**
   * All or nothing. Inside, use only the statements given: the embedded database has one connection, and anything asked of the database
   * itself would wait for this transaction to end.
   */
  transaction<Answer>(work: (statements: Statements) => Promise<Answer>): Promise<Answer>;
  /** How pg-boss reaches the same database. */
  readonly bossOptions: ConstructorOptions;
  close(): Promise<void>;
}

/** Opens PostgreSQL when a URL is given, else the embedded database below the data folder. */
export async function openDatabase(options: {
  readonly url?: string | undefined;
  readonly dataDir?: string | undefined;
}): Promise<Database> {
  if (options.url) return openPostgres(options.url);
  if (options.dataDir) return openEmbedded(options.dataDir);
  throw new IntegrationError('CONFIG', 'Neither a database URL nor a data folder was given.', { retryable: false });
}

function openPostgres(url: string): Database {
  const pool = new Pool({ connectionString: url, max: 4 });
  return {
    query: async <Row>(sql: string, params: readonly unknown[] = []) =>
      (await pool.query(sql, [...params])).rows as Row[],
    transaction: (work) => inTransaction(pool, work),
    bossOptions: { connectionString: url },
    close: () => pool.end(),
  };
}

async function inTransaction<Answer>(pool: Pool, work: (statements: Statements) => Promise<Answer>): Promise<Answer> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const answer = await work({
      query: async <Row>(sql: string, params: readonly unknown[] = []) =>
        (await client.query(sql, [...params])).rows as Row[],
    });
    await client.query('commit');
    return answer;
  } catch (error) {
    await client.query('rollback').catch((cause: unknown) => {
      // The connection is gone and its transaction with it; it must not go back into the pool.
      broken = cause instanceof Error ? cause : new Error(String(cause));
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

async function openEmbedded(dataDir: string): Promise<Database> {
  mkdirSync(dataDir, { recursive: true });
  const releaseLock = lock(join(dataDir, 'database.lock'));
  const home = join(dataDir, 'database');
  if (!existsSync(home)) {
    const making = join(dataDir, 'database.making');
    rmSync(making, { recursive: true, force: true });
    const fresh = await PGlite.create(making);
    await fresh.close();
    renameSync(making, home);
  }
  const pglite = await PGlite.create(home);
  return {
    query: async <Row>(sql: string, params: readonly unknown[] = []) =>
      (await pglite.query<Row>(sql, [...params])).rows,
    transaction: (work) =>
      pglite.transaction((transaction) =>
        work({
          query: async <Row>(sql: string, params: readonly unknown[] = []) =>
            (await transaction.query<Row>(sql, [...params])).rows,
        }),
      ),
    bossOptions: { db: fromPglite(pglite), backend: 'pglite' },
    close: async () => {
      await pglite.close();
      releaseLock();
    },
  };
}

function lock(file: string): () => void {
  const holder = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  if (holder && holder !== process.pid && isAlive(holder)) {
    throw new IntegrationError(
      'DATA_IN_USE',
      `The data folder is in use by process ${holder}. Stop it first; two processes would corrupt it.`,
      {
        retryable: false,
      },
    );
  }
  writeFileSync(file, String(process.pid));
  return () => rmSync(file, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: somebody else's living process. ESRCH: no such process, the lock is left over from a kill.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
