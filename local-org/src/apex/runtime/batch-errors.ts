/**
 * BatchApexErrorEvent: what a batch that implements Database.RaisesPlatformEvents tells when start, execute or finish fails. Source:
 * Platform Events Developer Guide, "BatchApexErrorEvent"; Apex Developer Guide, "Firing Platform Events from Batch Apex".
 */
import type { AsyncJob } from '../../engine/ports.ts';
import type { SObjectRecord } from '../../engine/records.ts';
import type { ApexException } from './exception.ts';
import { platformType } from './type-ref.ts';
import type { ApexRuntime } from './runtime.ts';
import { ApexSObject } from './values/index.ts';

/** Which method of a batch a job runs. */
export type BatchPhase = 'START' | 'EXECUTE' | 'FINISH';

/** Length of BatchApexErrorEvent.JobScope. */
const MOST_SCOPE = 40_000;
/** Lengths of Message and StackTrace. */
const MOST_TEXT = 5_000;

/** The event of a failed batch job; none for a class that does not raise events. `chunk` is what execute was given. */
export function batchErrorEvents(
  rt: ApexRuntime,
  job: AsyncJob,
  jobId: string,
  error: ApexException,
  at: { readonly phase: BatchPhase; readonly chunk: readonly unknown[] },
): readonly SObjectRecord[] {
  const type = rt.program.find(job.className)?.type;
  if (type === undefined || !rt.isSubtype(type, platformType('Database.RaisesPlatformEvents'))) return [];
  const scope = at.chunk.map((item) => (item instanceof ApexSObject ? (item.id ?? '') : String(item))).join(',');
  const { typeName, message, stackTrace } = error.object;
  return [
    {
      type: 'BatchApexErrorEvent',
      values: {
        AsyncApexJobId: jobId,
        DoesExceedJobScopeMaxLength: scope.length > MOST_SCOPE,
        ExceptionType: typeName,
        JobScope: at.phase === 'EXECUTE' ? scope.slice(0, MOST_SCOPE) : null,
        Message: (message ?? 'Script-thrown exception').slice(0, MOST_TEXT),
        Phase: at.phase,
        RequestId: crypto.randomUUID(),
        StackTrace: stackTrace?.slice(0, MOST_TEXT) ?? null,
      },
    },
  ];
}
