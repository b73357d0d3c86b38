/**
 * Takes over what the org wants done outside: reads New rows, puts each into the durable queue, then marks it Queued.
 * A crash between the two repeats the first step, which the queue recognises by the row's identity.
 */
import type { SalesforceRecords } from '../../salesforce/records.ts';
import type { WorkQueue } from '../../runtime/queue.ts';

/** Kind__c of an outbox row → queue of the flow that serves it. */
export const QUEUE_BY_KIND: Readonly<Record<string, string>> = {
  Signature_Request: 'signature-request',
  Contract_Registration: 'contract-registration',
  Supply_Gain: 'supply-gain',
  Withdrawal: 'withdrawal',
};

export interface OutboxJob {
  readonly outboxId: string;
  readonly recordId: string;
  readonly attempts: number;
}

export interface OutboxRow {
  readonly Id: string;
  readonly Kind__c: string;
  readonly Record_Id__c: string;
  readonly Attempts__c: number | null;
}

export interface OutboxPorts {
  readonly salesforce: SalesforceRecords;
  readonly queue: Pick<WorkQueue, 'add'>;
  readonly taken: (kind: string) => void;
}

const ROWS_PER_LOOK = 2000;
const LOST_AFTER_HOURS = 1;

/** Takes over new rows; answers how many. */
export function takeNewRows(ports: OutboxPorts): Promise<number> {
  return takeRows(ports, `Status__c = 'New'`);
}

/** Queues again what was marked Queued long ago and never finished: the queue's store may have been lost. Known work is not doubled. */
export function takeStrandedRows(ports: OutboxPorts, now: Date): Promise<number> {
  const before = new Date(now.getTime() - LOST_AFTER_HOURS * 3_600_000).toISOString();
  return takeRows(ports, `Status__c = 'Queued' AND LastModifiedDate < ${before}`);
}

async function takeRows(ports: OutboxPorts, condition: string): Promise<number> {
  const rows = await ports.salesforce.query<OutboxRow>(
    `SELECT Id, Kind__c, Record_Id__c, Attempts__c FROM Outbox__c WHERE ${condition} ORDER BY CreatedDate, Id LIMIT ${ROWS_PER_LOOK}`,
  );
  const updates: { Id: string; Status__c: string; Error__c: string | null }[] = [];
  for (const row of rows) {
    const queue = QUEUE_BY_KIND[row.Kind__c];
    if (!queue) {
      updates.push({ Id: row.Id, Status__c: 'Failed', Error__c: `No flow serves the kind ${row.Kind__c}` });
      continue;
    }
    const attempts = row.Attempts__c ?? 0;
    const job: OutboxJob = { outboxId: row.Id, recordId: row.Record_Id__c, attempts };
    // A clerk who sets a failed row back to New has raised Attempts__c, which makes it new work.
    const isNew = await ports.queue.add(queue, `${row.Id}:${attempts}`, job);
    if (isNew) ports.taken(row.Kind__c);
    updates.push({ Id: row.Id, Status__c: 'Queued', Error__c: null });
  }
  await ports.salesforce.update('Outbox__c', updates);
  return rows.length;
}
