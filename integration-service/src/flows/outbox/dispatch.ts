/**
 * Takes over what the org wants done outside: marks New rows Queued, then puts each into the durable queue. In this order, because the
 * work may be done, and the row marked Done, before we could mark anything. A crash between the two leaves Queued rows without
 * work; they are looked for at every start and every few minutes, and work that is in the queue already is not doubled.
 */
import type { SalesforceRecords } from '../../salesforce/records.ts';
import type { WorkQueue } from '../../runtime/queue.ts';

/** Kind__c of an outbox row → queue of the flow that serves it. */
export const QUEUE_BY_KIND: Readonly<Record<string, string>> = {
  Signature_Request: 'signature-request',
  Contract_Registration: 'contract-registration',
  Supply_Gain: 'supply-gain',
  Withdrawal: 'withdrawal',
  Portal_Invitation: 'portal-invitation',
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

/** Takes over new rows; answers how many. */
export async function takeNewRows(ports: OutboxPorts): Promise<number> {
  const rows = await readRows(ports, `Status__c = 'New'`);
  await ports.salesforce.update(
    'Outbox__c',
    rows.map((row) =>
      QUEUE_BY_KIND[row.Kind__c]
        ? { Id: row.Id, Status__c: 'Queued', Error__c: null }
        : { Id: row.Id, Status__c: 'Failed', Error__c: `No flow serves the kind ${row.Kind__c}` },
    ),
  );
  await addToQueue(ports, rows);
  return rows.length;
}

/** Puts rows into the queue that were marked Queued before the given instant and are still not done. Known work is not doubled. */
export async function takeStrandedRows(ports: OutboxPorts, before: Date): Promise<number> {
  const rows = await readRows(ports, `Status__c = 'Queued' AND LastModifiedDate <= ${before.toISOString()}`);
  await addToQueue(ports, rows);
  return rows.length;
}

function readRows(ports: OutboxPorts, condition: string): Promise<readonly OutboxRow[]> {
  return ports.salesforce.query<OutboxRow>(
    `SELECT Id, Kind__c, Record_Id__c, Attempts__c FROM Outbox__c WHERE ${condition} ORDER BY CreatedDate, Id LIMIT ${ROWS_PER_LOOK}`,
  );
}

async function addToQueue(ports: OutboxPorts, rows: readonly OutboxRow[]): Promise<void> {
  for (const row of rows) {
    const queue = QUEUE_BY_KIND[row.Kind__c];
    if (!queue) continue;
    const attempts = row.Attempts__c ?? 0;
    const job: OutboxJob = { outboxId: row.Id, recordId: row.Record_Id__c, attempts };
    // A clerk who sets a failed row back to New has an Attempts__c that was raised when it failed, which makes it new work.
    if (await ports.queue.add(queue, `${row.Id}:${attempts}`, job)) ports.taken(row.Kind__c);
  }
}
