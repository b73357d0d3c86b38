/** The context objects that the methods of asynchronous Apex receive. */
import { ApexException } from './exception.ts';
import { keepInJobs } from './platform-state.ts';
import { implement } from './registry.ts';
import type { ApexRuntime } from './runtime.ts';
import { platformType, type TypeRef } from './type-ref.ts';
import { PlatformObject } from './values/index.ts';

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
