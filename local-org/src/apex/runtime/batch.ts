/**
 * Batch Apex: one call of `start`, of `execute` for one chunk, or of `finish`, each in a transaction of its own. The queue keeps how far a
 * job is and what its chunks hold (engine/ports.ts, BatchChunks). Source: Apex Developer Guide, "Using Batch Apex".
 */
import type { AsyncJob } from '../../engine/ports.ts';
import type { BatchPhase } from './batch-errors.ts';
import type { ApexObject } from './class-info.ts';
import { ApexException } from './exception.ts';
import { JobContext } from './job-context.ts';
import { freeze, thaw } from './job-state.ts';
import { operators } from './operators.ts';
import type { ApexRuntime } from './runtime.ts';
import { platformType, Types, type TypeRef } from './type-ref.ts';
import { ApexList, ApexMap, ApexSet, ApexSObject } from './values/index.ts';

/** Records that a chunk of a query locator has at most, whatever scope was asked for. */
const MOST_OF_A_LOCATOR = 2_000;
/** Methods of a batch that may not start another one. */
const phaseKey = Symbol('method of the batch that runs');

interface BatchPayload {
  /** The object that was given to `executeBatch`. */
  readonly job: string;
  readonly size: number;
}

/** What an AsyncJob of kind BatchApex carries. */
export const batchPayload = (rt: ApexRuntime, job: ApexObject, scopeSize: number): string =>
  JSON.stringify({ job: freeze(rt, job), size: scopeSize } satisfies BatchPayload);

/** Whether a scheduled job's payload is that of a batch (`System.scheduleBatch`), and not a Schedulable. */
export const isScheduledBatch = (payload: string): boolean => payload.startsWith('{');

/** The time for a scheduled batch has come: it goes into the flex queue as it was scheduled. */
export function enqueueScheduledBatch(rt: ApexRuntime, { className, payload, runAsUserId }: AsyncJob): void {
  rt.enqueue({ kind: 'BatchApex', className, payload, runAsUserId });
}

/** Refuses `Database.executeBatch` where the platform does: in `start` and `execute` of a batch, and in future methods. */
export function refuseNestedBatch(rt: ApexRuntime): void {
  const { phase } = rt.state<{ phase: BatchPhase | null }>(phaseKey, () => ({ phase: null }));
  if (rt.context !== 'future' && (phase === null || phase === 'FINISH')) return;
  throw new ApexException(
    'System.AsyncException',
    'Database.executeBatch cannot be called from a batch start, batch execute, or future method.',
  );
}

/** The method of its batch that a job calls next. */
export function batchPhase(rt: ApexRuntime, jobId: string): BatchPhase {
  const progress = rt.parts.async.batches.progressOf(jobId);
  if (progress === null) return 'START';
  return progress.next < progress.chunks ? 'EXECUTE' : 'FINISH';
}

/** What the next call of `execute` is given; empty when it is not its turn. */
export function batchChunk(rt: ApexRuntime, jobId: string): readonly unknown[] {
  const { batches } = rt.parts.async;
  const progress = batches.progressOf(jobId);
  if (progress === null || progress.next >= progress.chunks) return [];
  return (thaw(rt, batches.items(jobId, progress.next)) as ApexList).items;
}

/** Does one step of a batch job, and marks it done in the same transaction. */
export function runBatchStep(rt: ApexRuntime, job: AsyncJob, jobId: string): void {
  const payload = JSON.parse(job.payload) as BatchPayload;
  const { batches } = rt.parts.async;
  const progress = batches.progressOf(jobId);
  const phase = batchPhase(rt, jobId);
  rt.state<{ phase: BatchPhase | null }>(phaseKey, () => ({ phase: null })).phase = phase;
  const object = thaw(rt, progress?.state ?? payload.job) as ApexObject;
  const context = new JobContext('Database.BatchableContext', jobId);
  // Without Database.Stateful each method gets the object as it was queued; what a chunk that fails did to it is lost either way.
  const stateful = rt.isSubtype(object.classInfo?.type ?? Types.Object, platformType('Database.Stateful'));
  const state = (): string | null => (stateful ? freeze(rt, object) : null);
  if (progress === null) {
    const chunks = chunksOf(rt, object, context, payload.size);
    rt.transaction.begin();
    batches.divide(jobId, chunks, state());
    return;
  }
  if (phase === 'FINISH') {
    rt.callMethod(object, 'finish', [context]);
    rt.transaction.begin();
    batches.advance(jobId, progress, { state: null, items: 0, lastId: null });
    return;
  }
  const chunk = thaw(rt, batches.items(jobId, progress.next)) as ApexList;
  const { items } = chunk;
  const last = items.at(-1);
  const done = { items: items.length, lastId: last instanceof ApexSObject ? last.id : null };
  rt.callMethod(object, 'execute', [context, chunk]);
  rt.transaction.begin();
  batches.advance(jobId, progress, { ...done, state: state() });
}

/** What `start` found, in pieces of the scope's size. */
function chunksOf(rt: ApexRuntime, object: ApexObject, context: JobContext, size: number): readonly string[] {
  const found = rt.callMethod(object, 'start', [context]);
  const isLocator = rt.typeOf(found)?.name === 'Database.QueryLocator';
  // The rows of a locator do not count as query rows (50 million are the limit).
  const items = isLocator
    ? rt.limits.withoutCounting('queryRows', () => [...operators.iterate(rt, found)])
    : [...operators.iterate(rt, found)];
  const most = isLocator ? Math.min(size, MOST_OF_A_LOCATOR) : size;
  const element = elementOf(items);
  return Array.from({ length: Math.ceil(items.length / most) }, (_, chunk) =>
    freeze(rt, ApexList.of(element, items.slice(chunk * most, (chunk + 1) * most))),
  );
}

function elementOf(items: readonly unknown[]): TypeRef {
  const [first] = items;
  if (first instanceof ApexList || first instanceof ApexSet || first instanceof ApexMap) return first.type;
  return first instanceof ApexSObject ? Types.SObject : Types.Object;
}
