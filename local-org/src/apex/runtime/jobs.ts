/** Asynchronous Apex: queueing from running code, and running one job in a transaction of its own. */
import { Unsupported } from '../../engine/errors.ts';
import type { AsyncJob, Scope } from '../../engine/ports.ts';
import type { SObjectRecord } from '../../engine/records.ts';
import type { ApexObject } from './class-info.ts';
import type { ContextKind } from './context.ts';
import { batchErrorEvents, type BatchPhase } from './batch-errors.ts';
import { ApexException } from './exception.ts';
import { freeze, thaw } from './job-state.ts';
import { keepInJobs } from './platform-state.ts';
import { implement } from './registry.ts';
import type { ApexRuntime } from './runtime.ts';
import { currentRuntime, entered, newRuntime, type SessionOptions, type SessionParts } from './session.ts';
import { platformType, Types, type TypeRef } from './type-ref.ts';
import { ApexList, ApexMap, ApexSet, PlatformObject } from './values/index.ts';
import { operators } from './operators.ts';

/** What `execute`, `start`, `finish` receive: QueueableContext, Database.BatchableContext, SchedulableContext, FinalizerContext. */
export class JobContext extends PlatformObject {
  override readonly apexType: TypeRef;
  readonly jobId: string;
  readonly result: 'SUCCESS' | 'UNHANDLED_EXCEPTION';
  readonly error: ApexException | null;

  constructor(typeName: string, jobId: string, error: ApexException | null = null) {
    super();
    this.apexType = platformType(typeName);
    this.jobId = jobId;
    this.error = error;
    this.result = error === null ? 'SUCCESS' : 'UNHANDLED_EXCEPTION';
  }
}

keepInJobs('context', JobContext, {
  write: (context, encode) => [context.apexType.name, context.jobId, encode(context.error?.object ?? null)],
  read: (written, decode) => {
    const [type, id, error] = written as readonly [string, string, unknown];
    const thrown = decode(error) as ApexException['object'] | null;
    return new JobContext(type, id, thrown === null ? null : new ApexException(thrown));
  },
});

implement({
  'System.QueueableContext.getJobId()': (_rt: ApexRuntime, self: JobContext) => self.jobId,
  'System.SchedulableContext.getTriggerId()': (_rt: ApexRuntime, self: JobContext) => self.jobId,
  'Database.BatchableContext.getJobId()': (_rt: ApexRuntime, self: JobContext) => self.jobId,
  'Database.BatchableContext.getChildJobId()': (_rt: ApexRuntime, self: JobContext) => self.jobId,
} as unknown as Parameters<typeof implement>[0]);

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

/** `Database.executeBatch`; gives the job's id. */
export function enqueueBatch(rt: ApexRuntime, job: ApexObject, scopeSize = 200): string {
  return rt.enqueue(jobOf(rt, 'BatchApex', job, JSON.stringify({ job: freeze(rt, job), size: scopeSize })));
}

/** `System.schedule` keeps the object's state the same way; the scheduler decides when. */
export const schedulableJob = (rt: ApexRuntime, job: ApexObject, notBefore: number): AsyncJob =>
  jobOf(rt, 'ScheduledApex', job, freeze(rt, job), notBefore);

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

interface BatchPayload {
  readonly job: string;
  /** The job that executeBatch gave; absent before `start` ran, in that very job. */
  readonly batchId?: string;
  readonly size: number;
  /** Absent before `start` ran. */
  readonly items?: string;
  readonly offset?: number;
  readonly errors?: number;
}

const contexts: Readonly<Partial<Record<AsyncJob['kind'], ContextKind>>> = {
  Future: 'future',
  Queueable: 'queueable',
  BatchApex: 'batch',
  BatchApexWorker: 'batch',
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
    entered(rt, () => perform(session, rt, job, jobId, scope, next));
  } catch (thrown) {
    if (!(thrown instanceof ApexException)) throw thrown;
    error = thrown;
    next.length = 0;
    const { phase, chunk, batchId } = whereBatchIs(rt, job);
    // A chunk that fails does not keep the others from being executed; a finish that fails is the end.
    if (job.kind === 'BatchApexWorker' && phase === 'EXECUTE') next.push(...continued(job, 1));
    if (job.kind === 'BatchApex' || job.kind === 'BatchApexWorker')
      events.push(...batchErrorEvents(rt, job, batchId ?? jobId, thrown, { phase, chunk }));
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

function perform(
  session: SessionParts,
  rt: ApexRuntime,
  job: AsyncJob,
  jobId: string,
  scope: Scope,
  next: AsyncJob[],
): void {
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
      rt.callMethod(thaw(rt, job.payload), 'execute', [new JobContext('System.SchedulableContext', jobId)]);
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
      startBatch(rt, job, jobId, next);
      return;
    case 'BatchApexWorker':
      workBatch(rt, job, jobId, next);
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

const contextOf = (jobId: string): JobContext => new JobContext('Database.BatchableContext', jobId);

function startBatch(rt: ApexRuntime, job: AsyncJob, jobId: string, next: AsyncJob[]): void {
  const payload = JSON.parse(job.payload) as BatchPayload;
  const object = thaw(rt, payload.job) as ApexObject;
  const found = rt.callMethod(object, 'start', [contextOf(jobId)]);
  const items = [...operators.iterate(rt, found)];
  rt.limits.use('queryLocatorRows', 0);
  next.push(
    worker(job, {
      job: freeze(rt, object),
      batchId: jobId,
      size: payload.size,
      items: freeze(rt, ApexList.of(Types.Object, items)),
      offset: 0,
    }),
  );
}

const worker = (job: AsyncJob, payload: BatchPayload): AsyncJob => ({
  kind: 'BatchApexWorker',
  className: job.className,
  payload: JSON.stringify(payload),
  runAsUserId: job.runAsUserId,
});

/** The worker after this one, when it failed. */
function continued(job: AsyncJob, errors: number): AsyncJob[] {
  const payload = JSON.parse(job.payload) as BatchPayload;
  const offset = (payload.offset ?? 0) + payload.size;
  return [worker(job, { ...payload, offset, errors: (payload.errors ?? 0) + errors })];
}

/** AsyncApexJob shows of a batch how many of its chunks ran, and how many of them failed (Object Reference, "AsyncApexJob"). */
function showProgress(
  rt: ApexRuntime,
  batchId: string,
  { offset = 0, size, errors = 0 }: BatchPayload,
  items: number,
): void {
  rt.transaction.begin();
  rt.parts.store.run(
    'UPDATE "AsyncApexJob" SET "TotalJobItems" = ?, "JobItemsProcessed" = ?, "NumberOfErrors" = ? WHERE "Id" = ?',
    Math.ceil(items / size),
    Math.ceil(Math.min(offset, items) / size),
    errors,
    batchId,
  );
}

/** Which method of its batch a job runs, and with what. */
function whereBatchIs(
  rt: ApexRuntime,
  job: AsyncJob,
): { readonly phase: BatchPhase; readonly chunk: readonly unknown[]; readonly batchId?: string | undefined } {
  if (job.kind !== 'BatchApexWorker') return { phase: 'START', chunk: [] };
  const payload = JSON.parse(job.payload) as BatchPayload;
  const { items } = thaw(rt, payload.items ?? 'null') as ApexList;
  const offset = payload.offset ?? 0;
  const { batchId } = payload;
  return offset >= items.length
    ? { phase: 'FINISH', chunk: [], batchId }
    : { phase: 'EXECUTE', chunk: items.slice(offset, offset + payload.size), batchId };
}

function workBatch(rt: ApexRuntime, job: AsyncJob, jobId: string, next: AsyncJob[]): void {
  const payload = JSON.parse(job.payload) as BatchPayload;
  const object = thaw(rt, payload.job) as ApexObject;
  const { items } = thaw(rt, payload.items ?? 'null') as ApexList;
  const offset = payload.offset ?? 0;
  const batchId = payload.batchId ?? jobId;
  showProgress(rt, batchId, payload, items.length);
  if (offset >= items.length) {
    rt.callMethod(object, 'finish', [contextOf(batchId)]);
    return;
  }
  const chunk = ApexList.of(elementOf(items), items.slice(offset, offset + payload.size));
  rt.callMethod(object, 'execute', [contextOf(batchId), chunk]);
  // Without Database.Stateful every chunk starts from the object as it was after start.
  const stateful = rt.isSubtype(object.classInfo?.type ?? Types.Object, platformType('Database.Stateful'));
  const state = stateful ? freeze(rt, object) : payload.job;
  next.push(worker(job, { ...payload, job: state, offset: offset + payload.size }));
}

function elementOf(items: readonly unknown[]): TypeRef {
  const [first] = items;
  if (first instanceof ApexList || first instanceof ApexSet || first instanceof ApexMap) return first.type;
  return typeof first === 'object' && first !== null && 'populated' in first ? Types.SObject : Types.Object;
}
