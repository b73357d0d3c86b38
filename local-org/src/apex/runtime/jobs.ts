/** Asynchronous Apex: queueing from running code, and running one job in a transaction of its own. */
import { Unsupported } from '../../engine/errors.ts';
import type { AsyncJob, Scope } from '../../engine/ports.ts';
import type { SObjectRecord } from '../../engine/records.ts';
import {
  batchChunk,
  batchPayload,
  batchPhase,
  enqueueScheduledBatch,
  isScheduledBatch,
  refuseNestedBatch,
  runBatchStep,
} from './batch.ts';
import { batchErrorEvents } from './batch-errors.ts';
import type { ApexObject } from './class-info.ts';
import type { ContextKind } from './context.ts';
import { ApexException } from './exception.ts';
import { JobContext } from './job-context.ts';
import { freeze, thaw } from './job-state.ts';
import type { ApexRuntime } from './runtime.ts';
import { currentRuntime, entered, newRuntime, type SessionOptions, type SessionParts } from './session.ts';
import { Types } from './type-ref.ts';
import type { ApexList } from './values/index.ts';

const finalizerKey = Symbol('finalizer');

/** `System.attachFinalizer`. */
export function attachFinalizer(rt: ApexRuntime, finalizer: ApexObject): void {
  const holder = rt.state<{ finalizer: ApexObject | null }>(finalizerKey, () => ({ finalizer: null }));
  if (holder.finalizer !== null)
    throw new ApexException('System.IllegalArgumentException', 'Cannot attach more than one Finalizer');
  holder.finalizer = finalizer;
}

/** `System.enqueueJob`; gives the job's id. */
export function enqueueQueueable(rt: ApexRuntime, job: ApexObject, notBefore?: number): string {
  rt.limits.use('queueableJobs');
  return rt.enqueue(jobOf(rt, 'Queueable', job, freeze(rt, job), notBefore));
}

/** `Database.executeBatch`; gives the job's id. Throws OrgError when the flex queue is full. */
export function enqueueBatch(rt: ApexRuntime, job: ApexObject, scopeSize = 200): string {
  refuseNestedBatch(rt);
  return rt.enqueue(jobOf(rt, 'BatchApex', job, batchPayload(rt, job, scopeSize)));
}

/** `System.schedule` keeps the object's state the same way; the scheduler decides when. */
export const schedulableJob = (rt: ApexRuntime, job: ApexObject, notBefore: number): AsyncJob =>
  jobOf(rt, 'ScheduledApex', job, freeze(rt, job), notBefore);

/** `System.scheduleBatch` schedules the batch itself. */
export const schedulableBatch = (rt: ApexRuntime, job: ApexObject, scopeSize: number): AsyncJob =>
  jobOf(rt, 'ScheduledApex', job, batchPayload(rt, job, scopeSize));

function jobOf(
  rt: ApexRuntime,
  kind: AsyncJob['kind'],
  job: ApexObject,
  payload: string,
  notBefore?: number,
): AsyncJob {
  return {
    kind,
    className: job.classInfo?.name ?? '',
    payload,
    runAsUserId: rt.user.userId,
    ...(notBefore === undefined ? {} : { notBefore }),
  };
}

/** How a job ended: with `error` its transaction must be rolled back; `next` and `events` go into a transaction after that. */
export interface JobOutcome {
  readonly error: ApexException | null;
  readonly next: readonly AsyncJob[];
  /** Platform events that tell of the error. */
  readonly events: readonly SObjectRecord[];
}

const contexts: Readonly<Partial<Record<AsyncJob['kind'], ContextKind>>> = {
  Future: 'future',
  Queueable: 'queueable',
  BatchApex: 'batch',
  ScheduledApex: 'scheduled',
  PlatformEvent: 'event',
  Finalizer: 'finalizer',
};

/** Runs one job. The caller owns the transaction, and enqueues `next` when it is over, whether it was committed or rolled back. */
export function runJob(
  session: SessionParts,
  job: AsyncJob,
  jobId: string,
  scope: Scope,
  options: SessionOptions = {},
): JobOutcome {
  const outer = currentRuntime(scope);
  const kind = contexts[job.kind];
  if (kind === undefined) throw new Unsupported('Apex job', job.kind);
  const rt = newRuntime(session, scope, kind, { unit: job.className, ...options });
  // In a test, what a job leaves in static variables is seen by the test method after stopTest.
  if (options.test !== undefined && outer !== null) rt.shareStatics(outer);
  const next: AsyncJob[] = [];
  const events: SObjectRecord[] = [];
  let error: ApexException | null = null;
  try {
    entered(rt, () => perform(session, rt, job, jobId, scope));
  } catch (thrown) {
    if (!(thrown instanceof ApexException)) throw thrown;
    error = thrown;
    if (job.kind === 'BatchApex') {
      const at = { phase: batchPhase(rt, jobId), chunk: batchChunk(rt, jobId) };
      events.push(...batchErrorEvents(rt, job, jobId, thrown, at));
    }
  }
  const { finalizer } = rt.state<{ finalizer: ApexObject | null }>(finalizerKey, () => ({ finalizer: null }));
  if (finalizer !== null) {
    const payload = JSON.stringify({
      finalizer: freeze(rt, finalizer),
      jobId,
      error: error === null ? null : freeze(rt, error.object),
    });
    next.push({ kind: 'Finalizer', className: finalizer.classInfo?.name ?? '', payload, runAsUserId: job.runAsUserId });
  }
  return { error, next, events };
}

function perform(session: SessionParts, rt: ApexRuntime, job: AsyncJob, jobId: string, scope: Scope): void {
  switch (job.kind) {
    case 'Future': {
      const args = thaw(rt, job.payload) as ApexList;
      runFuture(rt, job, args.items);
      return;
    }
    case 'Queueable':
      rt.callMethod(thaw(rt, job.payload), 'execute', [new JobContext('System.QueueableContext', jobId)]);
      return;
    case 'ScheduledApex':
      if (isScheduledBatch(job.payload)) enqueueScheduledBatch(rt, job);
      else rt.callMethod(thaw(rt, job.payload), 'execute', [new JobContext('System.SchedulableContext', jobId)]);
      return;
    case 'Finalizer': {
      const { finalizer, error } = JSON.parse(job.payload) as {
        readonly finalizer: string;
        readonly error: string | null;
      };
      const failed = error === null ? null : new ApexException(thaw(rt, error) as ApexException['object']);
      rt.callMethod(thaw(rt, finalizer), 'execute', [new JobContext('System.FinalizerContext', jobId, failed)]);
      return;
    }
    case 'BatchApex':
      runBatchStep(rt, job, jobId);
      return;
    case 'PlatformEvent': {
      const rows = JSON.parse(job.payload) as readonly SObjectRecord[];
      session.parts.triggers.run(job.className, 'AFTER_INSERT', rows, null, scope);
      return;
    }
    case 'SharingRecalculation':
    case 'BulkIngest':
      throw new Unsupported('Apex job', job.kind);
  }
}

function runFuture(rt: ApexRuntime, job: AsyncJob, args: readonly unknown[]): void {
  const made = rt.program.load(job.className);
  const method = made.classInfo.methods
    .get(job.methodName?.toLowerCase() ?? '')
    ?.find((one) => one.static && one.parameters.length === args.length);
  if (method === undefined)
    throw new ApexException('System.TypeException', `Method does not exist: ${job.className}.${job.methodName ?? ''}`);
  // The list was of Object; each parameter gets its own representation back.
  made[method.member]?.call(
    made,
    rt,
    ...args.map((arg, index) => rt.cast(arg, method.parameters[index]?.type ?? Types.Object)),
  );
}
