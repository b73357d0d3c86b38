/** Runs one job: taken, done and marked in transactions of their own, under the user it was queued for. */
import { RetryLater } from '../engine/errors.ts';
import type { Clock, Scope, Security, Store, Transaction, UserContext } from '../engine/ports.ts';
import { openTransaction } from '../store/index.ts';
import type { QueuedJob } from './job.ts';
import type { FullAsyncQueue } from './queue.ts';

export interface JobRunnerParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly queue: FullAsyncQueue;
  readonly security: Pick<Security, 'userContext'>;
  /** The work of a job; everything it writes is undone when it throws. Supplied by `apex/` (and `events/` for kind PlatformEvent). */
  readonly runJob: (job: QueuedJob, scope: Scope) => void;
  /** Asked after its work: only a part is done, the job goes on. */
  readonly isUnfinished?: (job: QueuedJob) => boolean;
  /** After a transaction of the job was committed or rolled back. */
  readonly finished?: (job: QueuedJob, transaction: Transaction) => void;
  /** After a failure, in a transaction of its own: finalizers, the position of an event subscription. */
  readonly afterFailure?: (job: QueuedJob, error: unknown, scope: Scope) => void;
}

export type JobResult = 'completed' | 'failed' | 'retry' | 'not due';

/** Runs jobs that `FullAsyncQueue.due` names. */
export interface JobRunner {
  /** Runs one job. Call it outside of any transaction. Throws only when work after its commit failed, or our own code did. */
  run(id: string): JobResult;
  /** Marks a job failed whose worker could not do so itself (it was ended for running too long, or crashed). */
  interrupted(id: string, message: string): void;
}

/** Builds the runner of one worker. */
export function createJobRunner(parts: JobRunnerParts): JobRunner {
  return {
    run(id) {
      const job = parts.queue.take(id);
      if (job === null) return 'not due';
      const failure = inJobTransaction(parts, job, (scope) => {
        parts.runJob(job, scope);
        // A job that wrote nothing has begun no transaction: marking it finished is its first write.
        scope.transaction.begin();
        if (parts.queue.batches.isUnfinished(job.id) || parts.isUnfinished?.(job) === true) parts.queue.goOn(job);
        else parts.queue.finish(job, { status: 'Completed' });
      });
      return failure === undefined ? 'completed' : recordFailure(parts, job, failure.cause);
    },
    interrupted(id, message) {
      const job = parts.queue.taken(id);
      if (job !== null) recordFailure(parts, job, new Error(message));
    },
  };
}

function recordFailure(parts: JobRunnerParts, job: QueuedJob, cause: unknown): JobResult {
  const retry = cause instanceof RetryLater;
  const message = cause instanceof Error ? cause.message : String(cause);
  const firstError = `First error: ${message}`;
  const failure = inJobTransaction(parts, job, (scope) => {
    scope.transaction.begin();
    if (retry) {
      parts.queue.putBack(job, parts.clock.now() + cause.delay);
      return;
    }
    parts.queue.fail(job, firstError);
    parts.afterFailure?.(job, cause, scope);
  });
  if (failure === undefined) return retry ? 'retry' : 'failed';
  if (failure.when === 'work') throw failure.cause;
  // Nobody to act as (a user deactivated since the job was queued): the job still ends, without what would follow it.
  parts.queue.finish(job, { status: 'Failed', message: firstError });
  return 'failed';
}

/** Does the work under the job's user; returns what it threw, after undoing it. */
function inJobTransaction(
  parts: JobRunnerParts,
  job: QueuedJob,
  work: (scope: Scope) => void,
): { readonly cause: unknown; readonly when: 'user' | 'work' } | undefined {
  let user: UserContext;
  try {
    user = parts.security.userContext(job.runAsUserId);
  } catch (cause) {
    return { cause, when: 'user' };
  }
  const transaction = openTransaction(parts.store, user, parts.clock.now());
  try {
    work({ transaction, access: { user, crud: false, fls: false, sharing: false } });
  } catch (cause) {
    transaction.rollback();
    parts.finished?.(job, transaction);
    return { cause, when: 'work' };
  }
  transaction.commit();
  parts.finished?.(job, transaction);
  return undefined;
}
