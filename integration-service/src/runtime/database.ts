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

export interface Database {
  query<Row>(sql: string, params?: readonly unknown[]): Promise<readonly Row[]>;
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
    bossOptions: { connectionString: url },
    close: () => pool.end(),
  };
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
