/**
 * The queue of asynchronous Apex. A job is an AsyncApexJob row that everybody sees and a private row with its payload; both are written
 * in the transaction that queues it, so a rolled-back transaction queues nothing.
 *
 * What happens when a process dies (kill -9) while a job runs: taking a job is committed on its own, running it and marking it finished
 * is one transaction. A dead process therefore leaves a taken job without effects; it is taken again, up to five times in all. That is
 * the platform's behaviour too (Apex Developer Guide, "Queueable Apex": jobs interrupted by maintenance are rolled back and restarted).
 */
import type { AsyncJob, AsyncQueue, Clock, Scope, SqlRow, Store } from '../engine/ports.ts';
import { OrgError } from '../engine/errors.ts';
import type { OrgSchema } from '../schema/types.ts';
import { newId, to18 } from '../store/index.ts';
import { BatchJobs, extendedStatus } from './batch-jobs.ts';
import { nextFiring, parseCron } from './cron.ts';
import type { DueJobs, JobOutcome, QueuedJob } from './job.ts';

export interface AsyncParts {
  readonly store: Store;
  readonly clock: Clock;
  schema(): OrgSchema;
  /** Called after the commit that queued something. */
  readonly onQueued?: () => void;
}

/** A schedule as System.schedule takes it. */
export interface Schedule {
  readonly name: string;
  readonly expression: string;
  readonly className: string;
  readonly payload: string;
  readonly runAsUserId: string;
  readonly timeZone: string;
}

/** The queue with what only the engine and the Apex runtime use. */
export interface FullAsyncQueue extends AsyncQueue {
  /** System.schedule: a CronTrigger and its waiting job; returns the CronTrigger id. Throws for an expression that never fires. */
  schedule(schedule: Schedule, scope: Scope): string;
  /** System.abortJob: of a job or a schedule; false when it has ended already. What runs now is not undone. */
  abort(id: string, scope: Scope): boolean;
  /** Shows progress of a batch job. */
  progress(id: string, items: { readonly processed?: number; readonly total?: number; readonly errors?: number }): void;
  /** Jobs that may run now, in order; of each lane only the first. */
  due(): DueJobs;
  /** Takes one due job for running; null when it is not due, taken, or gone. Call outside of a transaction: it commits by itself. */
  take(id: string): QueuedJob | null;
  /** A job that was taken and never ended; null when there is none. */
  taken(id: string): QueuedJob | null;
  /** The next job this very transaction queued, for tests (Test.stopTest): runs inside the transaction. */
  takeQueuedHere(scope: Scope): QueuedJob | null;
  /** Ends a job inside the transaction that did its work; one that was aborted meanwhile stays aborted. */
  finish(job: QueuedJob, outcome: JobOutcome): void;
  /** The work of a taken job failed and is undone: the job ends, or goes on with its next chunk. */
  fail(job: QueuedJob, message: string): void;
  /** Puts a taken job back for later. */
  putBack(job: QueuedJob, notBefore: number): void;
  /** Ends a part of a job inside the transaction that did it: the job goes on as if taken for the first time. */
  goOn(job: QueuedJob): void;
  /** Whether a job waits or runs in the lane: of kind PlatformEvent for the channel, or a SharingRecalculation. */
  isQueued(channel: string): boolean;
  /** At the start of the org: everything a former process had taken is due again. */
  recover(): void;
}

const MAX_ATTEMPTS = 5;
/** Kinds without an AsyncApexJob row. */
const hiddenKinds: ReadonlySet<string> = new Set(['PlatformEvent', 'Finalizer', 'BulkIngest']);
const oneAfterTheOther: ReadonlySet<string> = new Set(['PlatformEvent', 'SharingRecalculation', 'BulkIngest']);
/** All but the batches that are held in the flex queue. */
const DUE_CANDIDATES = `SELECT id, lane, not_before, taken_by FROM _async_jobs
  WHERE NOT EXISTS (SELECT 1 FROM _batch_jobs b WHERE b.id = _async_jobs.id AND b.admitted = 0) ORDER BY seq`;
const queuedHere = Symbol('jobs queued in this transaction');

/** Opens the queue of a store. */
export function createAsyncQueue(parts: AsyncParts): FullAsyncQueue {
  parts.store.exec(`
    CREATE TABLE IF NOT EXISTS _async_jobs (
      seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, lane TEXT, class_name TEXT NOT NULL,
      method_name TEXT, payload TEXT NOT NULL, user_id TEXT NOT NULL, not_before INTEGER NOT NULL, taken_by INTEGER,
      attempts INTEGER NOT NULL DEFAULT 0, cron_trigger_id TEXT, cron_expression TEXT, time_zone TEXT);
    CREATE INDEX IF NOT EXISTS _async_jobs_due ON _async_jobs (not_before);
  `);
  return new Queue(parts);
}

class Queue implements FullAsyncQueue {
  readonly batches: BatchJobs;
  readonly #parts: AsyncParts;

  constructor(parts: AsyncParts) {
    this.#parts = parts;
    this.batches = new BatchJobs(parts.store);
  }

  enqueue(job: AsyncJob, scope: Scope): string {
    return this.#add(job, scope, null);
  }

  schedule(schedule: Schedule, scope: Scope): string {
    const { store, clock } = this.#parts;
    const next = nextFiring(parseCron(schedule.expression), clock.now(), schedule.timeZone);
    if (next === null) {
      throw new OrgError(
        'ASYNC_EXCEPTION',
        `Based on configured schedule, the given trigger '${schedule.name}' will never fire.`,
      );
    }
    scope.transaction.begin();
    const taken = store.get(
      "SELECT t.Id FROM CronTrigger t JOIN CronJobDetail d ON d.Id = t.CronJobDetailId WHERE d.Name = ? AND t.State = 'WAITING'",
      schedule.name,
    );
    if (taken !== undefined) {
      throw new OrgError(
        'ASYNC_EXCEPTION',
        `The Apex job named "${schedule.name}" is already scheduled for execution.`,
      );
    }
    const detailId = newId(store, this.#prefix('CronJobDetail'));
    const triggerId = newId(store, this.#prefix('CronTrigger'));
    store.run("INSERT INTO CronJobDetail (Id, Name, JobType) VALUES (?, ?, '7')", detailId, schedule.name);
    store.run(
      `INSERT INTO CronTrigger (Id, CronJobDetailId, CronExpression, State, NextFireTime, TimesTriggered, TimeZoneSidKey, OwnerId, CreatedById, CreatedDate)
       VALUES (?, ?, ?, 'WAITING', ?, 0, ?, ?, ?, ?)`,
      triggerId,
      detailId,
      schedule.expression,
      iso(next),
      schedule.timeZone,
      schedule.runAsUserId,
      schedule.runAsUserId,
      iso(clock.now()),
    );
    this.#add(
      {
        kind: 'ScheduledApex',
        className: schedule.className,
        payload: schedule.payload,
        runAsUserId: schedule.runAsUserId,
        notBefore: next,
      },
      scope,
      { triggerId, expression: schedule.expression, timeZone: schedule.timeZone },
    );
    return triggerId;
  }

  abort(id: string, scope: Scope): boolean {
    const canonical = to18(id) ?? id;
    const { store, clock } = this.#parts;
    scope.transaction.begin();
    const row = store.get(
      'SELECT id, cron_trigger_id FROM _async_jobs WHERE id = ?1 OR cron_trigger_id = ?1',
      canonical,
    );
    if (row === undefined) return false;
    store.run('DELETE FROM _async_jobs WHERE id = ?', text(row['id']));
    this.batches.forget(text(row['id']));
    store.run(
      "UPDATE AsyncApexJob SET Status = 'Aborted', CompletedDate = ? WHERE Id = ?",
      iso(clock.now()),
      text(row['id']),
    );
    const trigger = row['cron_trigger_id'];
    if (typeof trigger === 'string') store.run('DELETE FROM CronTrigger WHERE Id = ?', trigger);
    return true;
  }

  progress(
    id: string,
    items: { readonly processed?: number; readonly total?: number; readonly errors?: number },
  ): void {
    this.#parts.store.run(
      `UPDATE AsyncApexJob SET JobItemsProcessed = coalesce(?, JobItemsProcessed), TotalJobItems = coalesce(?, TotalJobItems),
         NumberOfErrors = coalesce(?, NumberOfErrors) WHERE Id = ?`,
      items.processed ?? null,
      items.total ?? null,
      items.errors ?? null,
      id,
    );
  }

  due(): DueJobs {
    const now = this.#parts.clock.now();
    const jobs: string[] = [];
    const busyLanes = new Set<string>();
    let nextAt: number | null = null;
    this.batches.admit();
    for (const row of this.#parts.store.all(DUE_CANDIDATES)) {
      const lane = row['lane'];
      const key = typeof lane === 'string' ? lane : null;
      const notBefore = Number(row['not_before']);
      const free = key === null || !busyLanes.has(key);
      if (key !== null) busyLanes.add(key);
      if (!free || isTaken(row)) continue;
      if (notBefore <= now) jobs.push(text(row['id']));
      else nextAt = Math.min(nextAt ?? notBefore, notBefore);
    }
    return { jobs, nextAt };
  }

  take(id: string): QueuedJob | null {
    const { store } = this.#parts;
    store.exec('BEGIN IMMEDIATE');
    try {
      const job = this.#taken(id);
      store.exec('COMMIT');
      return job;
    } catch (cause) {
      store.exec('ROLLBACK');
      throw cause;
    }
  }

  taken(id: string): QueuedJob | null {
    const row = this.#parts.store.get('SELECT * FROM _async_jobs WHERE id = ? AND taken_by IS NOT NULL', id);
    return row === undefined ? null : jobOf(row, Number(row['attempts']));
  }

  takeQueuedHere(scope: Scope): QueuedJob | null {
    const ids = scope.transaction.state<string[]>(queuedHere, () => []);
    for (let id = ids.shift(); id !== undefined; id = ids.shift()) {
      const job = this.#taken(id, true);
      if (job !== null) return job;
    }
    return null;
  }

  finish(job: QueuedJob, outcome: JobOutcome): void {
    const { store, clock } = this.#parts;
    const now = clock.now();
    const row = store.get('SELECT cron_expression, time_zone FROM _async_jobs WHERE id = ?', job.id);
    if (row === undefined) return;
    const expression = row['cron_expression'];
    const next = typeof expression === 'string' ? nextFiring(parseCron(expression), now, text(row['time_zone'])) : null;
    if (next !== null) {
      // A schedule goes on, whatever became of this firing.
      store.run('UPDATE _async_jobs SET taken_by = NULL, attempts = 0, not_before = ? WHERE id = ?', next, job.id);
      store.run("UPDATE AsyncApexJob SET Status = 'Queued' WHERE Id = ?", job.id);
    } else {
      store.run('DELETE FROM _async_jobs WHERE id = ?', job.id);
      this.batches.forget(job.id);
      store.run(
        `UPDATE AsyncApexJob SET Status = ?, CompletedDate = ?, ExtendedStatus = coalesce(ExtendedStatus, ?),
           NumberOfErrors = CASE WHEN ?1 = 'Failed' THEN max(coalesce(NumberOfErrors, 0), 1) ELSE coalesce(NumberOfErrors, 0) END WHERE Id = ?`,
        outcome.status,
        iso(now),
        outcome.message === undefined ? null : extendedStatus(outcome.message),
        job.id,
      );
    }
    if (job.cronTriggerId === null) return;
    store.run(
      `UPDATE CronTrigger SET TimesTriggered = coalesce(TimesTriggered, 0) + 1, PreviousFireTime = ?, NextFireTime = ?, State = ? WHERE Id = ?`,
      iso(now),
      next === null ? null : iso(next),
      next === null ? 'DELETED' : 'WAITING',
      job.cronTriggerId,
    );
  }

  fail(job: QueuedJob, message: string): void {
    if (job.kind === 'BatchApex' && this.batches.skip(job.id, message)) this.goOn(job);
    else this.finish(job, { status: 'Failed', message });
  }

  putBack(job: QueuedJob, notBefore: number): void {
    this.#parts.store.run('UPDATE _async_jobs SET taken_by = NULL, not_before = ? WHERE id = ?', notBefore, job.id);
    this.#parts.store.run("UPDATE AsyncApexJob SET Status = 'Queued' WHERE Id = ?", job.id);
  }

  goOn(job: QueuedJob): void {
    this.#parts.store.run('UPDATE _async_jobs SET taken_by = NULL, attempts = 0 WHERE id = ?', job.id);
    if (job.kind !== 'BatchApex') return;
    // It goes to the end of the queue after each chunk, so that other jobs have their turn.
    this.#parts.store.run('UPDATE _async_jobs SET seq = (SELECT max(seq) + 1 FROM _async_jobs) WHERE id = ?', job.id);
  }

  isQueued(channel: string): boolean {
    return this.#parts.store.get('SELECT 1 AS found FROM _async_jobs WHERE lane = ? LIMIT 1', channel) !== undefined;
  }

  recover(): void {
    this.#parts.store.run('UPDATE _async_jobs SET taken_by = NULL WHERE taken_by IS NOT NULL');
  }

  #add(
    job: AsyncJob,
    scope: Scope,
    cron: { readonly triggerId: string; readonly expression: string; readonly timeZone: string } | null,
  ): string {
    const { store, onQueued } = this.#parts;
    const { transaction } = scope;
    transaction.begin();
    const id = newId(store, this.#prefix('AsyncApexJob'));
    store.run(
      `INSERT INTO _async_jobs (id, kind, lane, class_name, method_name, payload, user_id, not_before, cron_trigger_id, cron_expression, time_zone)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      job.kind,
      // Events of one channel are delivered one batch after the other.
      oneAfterTheOther.has(job.kind) ? job.className : null,
      job.className,
      job.methodName ?? null,
      job.payload,
      job.runAsUserId,
      job.notBefore ?? 0,
      cron?.triggerId ?? null,
      cron?.expression ?? null,
      cron?.timeZone ?? null,
    );
    if (job.kind === 'BatchApex') this.batches.hold(id);
    if (!hiddenKinds.has(job.kind)) this.#showJob(id, job, cron?.triggerId ?? null);
    transaction.state<string[]>(queuedHere, () => []).push(id);
    if (onQueued !== undefined) transaction.afterCommit(onQueued);
    return id;
  }

  #showJob(id: string, job: AsyncJob, cronTriggerId: string | null): void {
    const { store, clock } = this.#parts;
    const apexClass = store.get('SELECT Id FROM ApexClass WHERE Name = ?', job.className)?.['Id'];
    store.run(
      `INSERT INTO AsyncApexJob (Id, JobType, ApexClassId, MethodName, Status, JobItemsProcessed, TotalJobItems, NumberOfErrors, CronTriggerId, CreatedById, CreatedDate)
       VALUES (?, ?, ?, ?, ?, 0, 0, 0, ?, ?, ?)`,
      id,
      job.kind,
      typeof apexClass === 'string' ? apexClass : null,
      job.methodName ?? null,
      job.kind === 'BatchApex' ? 'Holding' : 'Queued',
      cronTriggerId,
      job.runAsUserId,
      iso(clock.now()),
    );
  }

  #taken(id: string, early = false): QueuedJob | null {
    const { store, clock } = this.#parts;
    const row = store.get('SELECT * FROM _async_jobs WHERE id = ?', id);
    if (row === undefined || isTaken(row)) return null;
    if (!early && Number(row['not_before']) > clock.now()) return null;
    const attempt = Number(row['attempts']) + 1;
    const job = jobOf(row, attempt);
    if (attempt > MAX_ATTEMPTS && job.kind !== 'PlatformEvent') {
      this.fail(job, `The job was interrupted ${MAX_ATTEMPTS} times and is given up.`);
      return null;
    }
    store.run('UPDATE _async_jobs SET taken_by = ?, attempts = ? WHERE id = ?', process.pid, attempt, id);
    const preparing = job.kind === 'BatchApex' && this.batches.progressOf(id) === null;
    store.run('UPDATE AsyncApexJob SET Status = ? WHERE Id = ?', preparing ? 'Preparing' : 'Processing', id);
    return job;
  }

  #prefix(objectName: string): string {
    const object = this.#parts.schema().object(objectName);
    if (object === undefined) throw new OrgError('INVALID_TYPE', `sObject type '${objectName}' is not supported.`);
    return object.keyPrefix;
  }
}

function jobOf(row: SqlRow, attempt: number): QueuedJob {
  return {
    id: text(row['id']),
    kind: text(row['kind']) as AsyncJob['kind'],
    className: text(row['class_name']),
    ...(row['method_name'] === null ? {} : { methodName: text(row['method_name']) }),
    payload: text(row['payload']),
    runAsUserId: text(row['user_id']),
    attempt,
    cronTriggerId: row['cron_trigger_id'] === null ? null : text(row['cron_trigger_id']),
  };
}

function iso(millis: number): string {
  return `${new Date(millis).toISOString().slice(0, 19)}.000Z`;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Taken by a process that still lives. */
function isTaken(row: SqlRow): boolean {
  const pid = row['taken_by'];
  if (typeof pid !== 'number') return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // EPERM: alive, but another user's.
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}
