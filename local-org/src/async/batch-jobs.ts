/**
 * Batch Apex jobs: the flex queue that holds them, and their chunks. What `start` found is stored once, a row for each chunk, and a chunk's
 * row goes with the transaction that executed it; so a job costs what it holds, and a process that dies loses and doubles nothing.
 *
 * Source: Apex Developer Guide, "Using Batch Apex" ("Holding Batch Jobs in the Apex Flex Queue", statuses); Object Reference, "AsyncApexJob".
 */
import { OrgError } from '../engine/errors.ts';
import type { BatchChunks, BatchProgress, Store } from '../engine/ports.ts';

/** Batch jobs that are queued or run at a time, in the whole org. */
const MOST_ACTIVE = 5;
/** Batch jobs in status Holding. */
const MOST_HELD = 100;
/** Length of AsyncApexJob.ExtendedStatus. */
const MOST_STATUS = 1000;

/** The short description of an error, in the length that AsyncApexJob takes. */
export const extendedStatus = (message: string): string => message.slice(0, MOST_STATUS);

/** See the head of this file. */
export class BatchJobs implements BatchChunks {
  readonly #store: Store;

  /** Opens the jobs of a store, in which the queue has made its table before. */
  constructor(store: Store) {
    this.#store = store;
    store.exec(`
      CREATE TABLE IF NOT EXISTS _batch_jobs (
        id TEXT PRIMARY KEY, admitted INTEGER NOT NULL DEFAULT 0, chunks INTEGER, next INTEGER NOT NULL DEFAULT 0,
        processed INTEGER NOT NULL DEFAULT 0, state TEXT);
      CREATE TABLE IF NOT EXISTS _batch_chunks (
        job_id TEXT NOT NULL, number INTEGER NOT NULL, items TEXT NOT NULL, PRIMARY KEY (job_id, number)) WITHOUT ROWID;
    `);
  }

  /** Puts a new job at the end of the flex queue. Throws OrgError when that is full. */
  hold(jobId: string): void {
    const held = Number(this.#store.get('SELECT COUNT(*) AS n FROM _batch_jobs WHERE admitted = 0')?.['n']);
    if (held >= MOST_HELD) {
      const org = String(this.#store.get('SELECT Id FROM Organization')?.['Id'] ?? '').slice(0, 15);
      throw new OrgError(
        'ASYNC_EXCEPTION',
        `You've exceeded the limit of ${MOST_HELD} jobs in the flex queue for org ${org}. Wait for some of your batch jobs to finish before adding more. To monitor and reorder jobs, use the Apex Flex Queue page in Setup.`,
      );
    }
    this.#store.run('INSERT INTO _batch_jobs (id) VALUES (?)', jobId);
  }

  /** Moves jobs out of the flex queue while fewer than five are queued or run. */
  admit(): void {
    const store = this.#store;
    const counts = store.get('SELECT COUNT(*) AS jobs, COALESCE(SUM(admitted), 0) AS active FROM _batch_jobs');
    const free = MOST_ACTIVE - Number(counts?.['active']);
    if (free <= 0 || counts?.['jobs'] === counts?.['active']) return;
    // A savepoint is a transaction of its own where none is open.
    store.exec('SAVEPOINT admit_batch_jobs');
    const admitted = store.all(
      `UPDATE _batch_jobs SET admitted = 1 WHERE id IN (
         SELECT b.id FROM _batch_jobs b JOIN _async_jobs j ON j.id = b.id WHERE b.admitted = 0 ORDER BY j.seq LIMIT ?)
       RETURNING id`,
      free,
    );
    for (const { id } of admitted) store.run("UPDATE AsyncApexJob SET Status = 'Queued' WHERE Id = ?", id ?? null);
    store.exec('RELEASE admit_batch_jobs');
  }

  progressOf(jobId: string): BatchProgress | null {
    const row = this.#store.get('SELECT chunks, next, processed, state FROM _batch_jobs WHERE id = ?', jobId);
    if (typeof row?.['chunks'] !== 'number') return null;
    const { chunks, next, processed, state } = row;
    return { chunks, next: Number(next), offset: Number(processed), state: typeof state === 'string' ? state : null };
  }

  divide(jobId: string, chunks: Iterable<string>, state: string | null): void {
    let number = 0;
    if (!this.isUnfinished(jobId)) return;
    for (const items of chunks) {
      this.#store.run('INSERT INTO _batch_chunks (job_id, number, items) VALUES (?, ?, ?)', jobId, number, items);
      number += 1;
    }
    this.#store.run('UPDATE _batch_jobs SET chunks = ?, state = ? WHERE id = ?', number, state, jobId);
    this.#store.run('UPDATE AsyncApexJob SET TotalJobItems = ? WHERE Id = ?', number, jobId);
  }

  items(jobId: string, chunk: number): string {
    const row = this.#store.get('SELECT items FROM _batch_chunks WHERE job_id = ? AND number = ?', jobId, chunk);
    const items = row?.['items'];
    if (typeof items !== 'string') throw new Error(`Batch job ${jobId} has no chunk ${chunk}`);
    return items;
  }

  advance(
    jobId: string,
    progress: BatchProgress,
    done: { readonly state: string | null; readonly items: number; readonly lastId: string | null },
  ): void {
    this.#store.run('UPDATE _batch_jobs SET state = ? WHERE id = ?', done.state, jobId);
    this.#pass(jobId, progress, done.items);
    if (done.lastId === null) return;
    this.#store.run(
      'UPDATE AsyncApexJob SET LastProcessed = ?, LastProcessedOffset = ? WHERE Id = ?',
      done.lastId.slice(0, 15),
      progress.offset + done.items,
      jobId,
    );
  }

  skip(jobId: string, message: string): boolean {
    const progress = this.progressOf(jobId);
    if (progress === null || progress.next >= progress.chunks) return false;
    this.#pass(jobId, progress, 0);
    this.#store.run(
      `UPDATE AsyncApexJob SET NumberOfErrors = coalesce(NumberOfErrors, 0) + 1, ExtendedStatus = coalesce(ExtendedStatus, ?)
       WHERE Id = ?`,
      extendedStatus(message),
      jobId,
    );
    return true;
  }

  isUnfinished(jobId: string): boolean {
    const row = this.#store.get('SELECT chunks, next FROM _batch_jobs WHERE id = ?', jobId);
    return row !== undefined && (row['chunks'] === null || Number(row['next']) <= Number(row['chunks']));
  }

  /** Removes everything of a job that ended or was aborted. */
  forget(jobId: string): void {
    this.#store.run('DELETE FROM _batch_jobs WHERE id = ?', jobId);
    this.#store.run('DELETE FROM _batch_chunks WHERE job_id = ?', jobId);
  }

  /** The chunk `next` is over, whatever became of it. */
  #pass(jobId: string, { next, chunks }: BatchProgress, items: number): void {
    this.#store.run('DELETE FROM _batch_chunks WHERE job_id = ? AND number = ?', jobId, next);
    this.#store.run('UPDATE _batch_jobs SET next = ?, processed = processed + ? WHERE id = ?', next + 1, items, jobId);
    this.#store.run('UPDATE AsyncApexJob SET JobItemsProcessed = ? WHERE Id = ?', Math.min(next + 1, chunks), jobId);
  }
}
