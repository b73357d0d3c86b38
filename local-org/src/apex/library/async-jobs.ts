/** Asynchronous Apex as classes see it: System.enqueueJob, schedule, Database.executeBatch, finalizers, and the jobs of a test. */
import { OrgError, Unsupported } from '../../engine/errors.ts';
import type { AsyncJob } from '../../engine/ports.ts';
import { offsetAt } from '../../store/index.ts';
import type { ApexObject } from '../runtime/class-info.ts';
import type { Runtime } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import {
  attachFinalizer,
  enqueueBatch,
  enqueueQueueable,
  runJob,
  schedulableBatch,
  schedulableJob,
} from '../runtime/jobs.ts';
import type { JobContext } from '../runtime/job-context.ts';
import type { ApexRuntime } from '../runtime/runtime.ts';
import { keepInJobs } from '../runtime/platform-state.ts';
import { resumeRuntime } from '../runtime/session.ts';
import { platformType, type TypeRef } from '../runtime/type-ref.ts';
import { platformEnum, PlatformObject } from '../runtime/values/index.ts';
import { notNull } from './arguments.ts';
import type { PlatformFunction } from '../runtime/registry.ts';
import { propertyFunctions, type PropertyObject } from './property-object.ts';

const minutesAhead = (rt: Runtime, minutes: number): number | undefined =>
  minutes > 0 ? rt.parts.clock.now() + minutes * 60_000 : undefined;

/** System.QueueableDuplicateSignature and its builder: the pieces a signature is made of. */
class SignatureValue extends PlatformObject {
  override readonly apexType: TypeRef;
  readonly pieces: readonly string[];

  constructor(typeName: string, pieces: readonly string[]) {
    super();
    this.apexType = platformType(typeName);
    this.pieces = pieces;
  }

  get size(): number {
    return this.pieces.reduce((total, piece) => total + piece.length, 0);
  }
}
keepInJobs('signature', SignatureValue, {
  write: (signature) => [signature.apexType.name, signature.pieces],
  read: (written) => new SignatureValue(...(written as readonly [string, readonly string[]])),
});

const SIGNATURE = 'System.QueueableDuplicateSignature';
const SIGNATURE_BYTES = 255;
const emptySignature = (): SignatureValue => new SignatureValue(`${SIGNATURE}.Builder`, []);

function withPiece(_rt: Runtime, self: SignatureValue, piece: unknown): SignatureValue {
  const made = new SignatureValue(self.apexType.name, [...self.pieces, String(notNull(piece))]);
  if (made.size > SIGNATURE_BYTES)
    throw new ApexException('System.IllegalArgumentException', 'Signature size limit exceeded');
  return made;
}

const SIGNATURES = Symbol('signatures of queued jobs');

/** A second job with a signature that is queued already is refused (Apex Reference, "AsyncOptions Class", DuplicateSignature). */
function refuseDuplicate(rt: ApexRuntime, signature: unknown): void {
  if (!(signature instanceof SignatureValue)) return;
  const text = signature.pieces.join('\0');
  const known = rt.state(SIGNATURES, () => new Set<string>());
  if (known.has(text)) {
    throw new ApexException(
      'System.DuplicateMessageException',
      'Attempt to enqueue job with duplicate queueable signature',
    );
  }
  known.add(text);
}

function queue(rt: ApexRuntime, job: ApexObject, delayMinutes = 0): string {
  // A job that a queueable queues in a test would never end; the platform refuses it with these words.
  if (rt.test && rt.context === 'queueable') {
    throw new ApexException('System.AsyncException', 'Maximum stack depth has been reached.');
  }
  return enqueueQueueable(rt, notNull(job), minutesAhead(rt, delayMinutes));
}

function refuseScope(size: number): void {
  if (notNull(size) < 1)
    throw new ApexException('System.InvalidParameterValueException', 'Scope size must be greater than zero');
}

function batch(rt: ApexRuntime, job: ApexObject, scopeSize = 200): string {
  refuseScope(scopeSize);
  return asAsyncException(() => enqueueBatch(rt, notNull(job), scopeSize));
}

function schedule(rt: ApexRuntime, name: string, cron: string, job: ApexObject): string {
  return keepSchedule(rt, name, notNull(cron), schedulableJob(rt, notNull(job), rt.parts.clock.now()));
}

/** `System.scheduleBatch`: once, so many minutes from now (Apex Reference, "System Class", scheduleBatch). */
function scheduleBatch(rt: ApexRuntime, job: ApexObject, name: string, minutes: number, scopeSize = 200): string {
  if (notNull(minutes) < 1)
    throw new ApexException('System.InvalidParameterValueException', 'Minutes from now must be greater than zero');
  refuseScope(scopeSize);
  const { timeZone } = rt.user;
  const at = rt.parts.clock.now() + minutes * 60_000;
  const wall = new Date(at + offsetAt(timeZone, at));
  const time = [wall.getUTCSeconds(), wall.getUTCMinutes(), wall.getUTCHours(), wall.getUTCDate()];
  const cron = [...time, wall.getUTCMonth() + 1, '?', wall.getUTCFullYear()].join(' ');
  return keepSchedule(rt, name, cron, schedulableBatch(rt, notNull(job), scopeSize));
}

/** The queue keeps the schedule; in a test the job also waits for stopTest. */
function keepSchedule(rt: ApexRuntime, name: string, expression: string, job: AsyncJob): string {
  const { async } = rt.parts;
  if (!async.schedule) throw new Unsupported('Apex System.schedule', 'this queue keeps no schedules');
  const { className, payload, runAsUserId } = job;
  const wanted = { name: notNull(name), expression, className, payload, runAsUserId, timeZone: rt.user.timeZone };
  const id = asAsyncException(() => async.schedule?.(wanted, rt.scope('SYSTEM_MODE')) ?? '');
  rt.test?.jobs.push({ id, job });
  return id;
}

function abort(rt: ApexRuntime, id: string): void {
  if (!rt.parts.async.abort) throw new Unsupported('Apex System.System.abortJob(String)', 'this queue aborts nothing');
  const waiting = rt.parts.async.abort(notNull(id), rt.scope('SYSTEM_MODE'));
  const at = rt.test?.jobs.findIndex((queued) => queued.id === id) ?? -1;
  if (at >= 0) rt.test?.jobs.splice(at, 1);
  if (!waiting && at < 0) throw new ApexException('System.StringException', `Invalid id: ${id}`);
}

function asAsyncException<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof OrgError) || error instanceof Unsupported) throw error;
    throw new ApexException('System.AsyncException', error.message, { cause: error });
  }
}

const TOO_MANY_CHUNKS =
  'No more than one executeBatch can be called from within a test method.  Please make sure the iterable returned from your ' +
  'start method matches the batch size, resulting in one executeBatch invocation.';

/**
 * Test.stopTest: runs what was queued since startTest, and what those jobs queue. In a test they have no statics of their own: they see the
 * test method's and it sees what they leave, while their objects are copies (observed at salesforce.stackexchange.com/questions/128169).
 */
export function runTestJobs(rt: ApexRuntime): void {
  const { test } = rt;
  if (!test) return;
  const session = { parts: rt.parts, program: () => rt.program };
  try {
    for (let next = test.jobs.shift(); next; next = test.jobs.shift()) {
      const waiting = [...test.jobs];
      try {
        runToItsEnd(rt, session, next.job, next.id);
      } finally {
        // What a schedule starts stays queued (beyond-the-cloud-dev/async-lib, AsyncTest.shouldEnqueue60QueueablesSuccessfully).
        if (next.job.kind === 'ScheduledApex') test.jobs.splice(0, test.jobs.length, ...waiting);
      }
    }
  } finally {
    resumeRuntime(rt);
  }
}

function runToItsEnd(rt: ApexRuntime, session: Parameters<typeof runJob>[0], first: AsyncJob, id: string): void {
  const { test } = rt;
  if (!test) return;
  const { batches } = rt.parts.async;
  const waiting: AsyncJob[] = [first];
  let failure: ApexException | null = null;
  for (let job = waiting.shift(); job; job = waiting.shift()) {
    const user = rt.parts.security.userContext(job.runAsUserId);
    const scope = { transaction: rt.transaction, access: { user, crud: false, fls: false, sharing: false } };
    // Apex Developer Guide, "Mixed DML Operations": a job is a transaction of its own, also at the end of a test.
    const resume = rt.parts.suspendMixedDml?.(rt.transaction);
    let outcome: ReturnType<typeof runJob>;
    showRunning(rt, id);
    try {
      outcome = runJob(session, job, id, scope, { test, log: (event, message) => rt.log(event, message) });
    } finally {
      resume?.();
    }
    const { error, next, events } = outcome;
    if (events.length > 0) rt.parts.events.publish(events, scope);
    failure ??= error;
    waiting.push(...next);
    if (job.kind !== 'BatchApex') continue;
    // A chunk that fails does not keep finish from being called.
    const goesOn = error === null ? batches.isUnfinished(id) : batches.skip(id, extendedStatus(error));
    if ((batches.progressOf(id)?.chunks ?? 0) > 1)
      throw new ApexException('System.UnexpectedException', TOO_MANY_CHUNKS);
    if (goesOn) waiting.push(job);
  }
  showEnd(rt, id, failure);
  if (failure) throw failure;
}

/** A job of a test runs: AsyncApexJob says so to itself, as it does outside of tests. */
function showRunning(rt: ApexRuntime, id: string): void {
  const { async, store } = rt.parts;
  const status = async.batches.isUnfinished(id) && async.batches.progressOf(id) === null ? 'Preparing' : 'Processing';
  rt.transaction.begin();
  store.run('UPDATE "AsyncApexJob" SET "Status" = ? WHERE "Id" = ? AND "Status" <> \'Aborted\'', status, id);
}

const extendedStatus = ({ object }: ApexException): string =>
  `First error: ${object.message ?? 'Script-thrown exception'}`;

/** How the job that ran shows in AsyncApexJob, unless it was aborted. Of a batch only `start` and `finish` can fail it. */
function showEnd(rt: ApexRuntime, id: string, failure: ApexException | null): void {
  const chunks = rt.parts.async.batches.progressOf(id);
  const failed = failure !== null && (chunks === null || chunks.next === chunks.chunks);
  rt.transaction.begin();
  rt.parts.store.run(
    `UPDATE "AsyncApexJob" SET "Status" = ?, "CompletedDate" = ?, "ExtendedStatus" = coalesce("ExtendedStatus", ?),
       "NumberOfErrors" = max(coalesce("NumberOfErrors", 0), ?) WHERE "Id" = ? AND "Status" <> 'Aborted'`,
    failed ? 'Failed' : 'Completed',
    new Date(rt.parts.clock.now()).toISOString(),
    failure === null ? null : extendedStatus(failure),
    failure === null ? 0 : 1,
    id,
  );
}

export const asyncFunctions = {
  ...propertyFunctions(['System.AsyncOptions']),
  'System.System.enqueueJob(Object)': (rt: ApexRuntime, job: ApexObject) => queue(rt, job),
  'System.System.enqueueJob(Object,Integer)': (rt: ApexRuntime, job: ApexObject, minutes: number) =>
    queue(rt, job, notNull(minutes)),
  'System.System.enqueueJob(Object,AsyncOptions)': (rt: ApexRuntime, job: ApexObject, options: PropertyObject) => {
    const minutes = notNull(options).get('MinimumQueueableDelayInMinutes');
    refuseDuplicate(rt, options.get('DuplicateSignature'));
    return queue(rt, job, typeof minutes === 'number' ? minutes : 0);
  },
  'System.System.attachFinalizer(Finalizer)': (rt: ApexRuntime, finalizer: ApexObject) =>
    attachFinalizer(rt, notNull(finalizer)),
  [`${SIGNATURE}.Builder()`]: emptySignature,
  [`new ${SIGNATURE}.Builder()`]: emptySignature,
  [`${SIGNATURE}.Builder.addId(Id)`]: withPiece,
  [`${SIGNATURE}.Builder.addInteger(Integer)`]: withPiece,
  [`${SIGNATURE}.Builder.addString(String)`]: withPiece,
  [`${SIGNATURE}.Builder.build()`]: (_rt: Runtime, self: SignatureValue) => new SignatureValue(SIGNATURE, self.pieces),
  [`${SIGNATURE}.Builder.getMaxSize()`]: () => SIGNATURE_BYTES,
  [`${SIGNATURE}.Builder.getSize()`]: (_rt: Runtime, self: SignatureValue) => self.size,
  [`${SIGNATURE}.Builder.getRemainingSize()`]: (_rt: Runtime, self: SignatureValue) => SIGNATURE_BYTES - self.size,
  [`${SIGNATURE}.toString()`]: (_rt: Runtime, self: SignatureValue) => self.pieces.join(''),
  'System.System.schedule(String,String,Object)': schedule,
  'System.System.scheduleBatch(Object,String,Integer)': scheduleBatch,
  'System.System.scheduleBatch(Object,String,Integer,Integer)': scheduleBatch,
  'System.System.abortJob(String)': abort,
  'System.Database.executeBatch(Object)': (rt: ApexRuntime, job: ApexObject) => batch(rt, job),
  'System.Database.executeBatch(Object,Integer)': batch,
  'System.System.isBatch()': (rt: Runtime) => rt.context === 'batch',
  'System.System.isFuture()': (rt: Runtime) => rt.context === 'future',
  'System.System.isQueueable()': (rt: Runtime) => rt.context === 'queueable',
  'System.System.isScheduled()': (rt: Runtime) => rt.context === 'scheduled',
  'System.FinalizerContext.getAsyncApexJobId()': (_rt: Runtime, self: JobContext) => self.jobId,
  'System.FinalizerContext.getRequestId()': (_rt: Runtime, self: JobContext) => self.jobId,
  'System.FinalizerContext.getResult()': (_rt: Runtime, self: JobContext) =>
    platformEnum('System.ParentJobResult', self.result),
  'System.FinalizerContext.getException()': (_rt: Runtime, self: JobContext) => self.error?.object ?? null,
} as unknown as Record<string, PlatformFunction>;
