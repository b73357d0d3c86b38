/** Wraps a flow that serves outbox rows: the row shows Done when the flow has ended well, Failed with the reason when it was given up. */
import type { FlowHandler } from '../../runtime/queue.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { SalesforceRecords } from '../../salesforce/records.ts';
import type { OutboxJob } from './dispatch.ts';

const ERROR_LENGTH = 1000;

export function outboxHandler(
  ports: { readonly salesforce: SalesforceRecords; readonly clock: Clock },
  flow: (job: OutboxJob) => Promise<void>,
): FlowHandler<OutboxJob> {
  const mark = (job: OutboxJob, fields: { Status__c: string; Error__c: string | null; Attempts__c: number }) =>
    ports.salesforce.update('Outbox__c', [
      { Id: job.outboxId, Processed_At__c: ports.clock.now().toISOString(), ...fields },
    ]);
  return {
    async run(job) {
      await flow(job);
      await mark(job, { Status__c: 'Done', Error__c: null, Attempts__c: job.attempts });
    },
    giveUp: (job, reason) =>
      mark(job, { Status__c: 'Failed', Error__c: reason.slice(0, ERROR_LENGTH), Attempts__c: job.attempts + 1 }),
  };
}
