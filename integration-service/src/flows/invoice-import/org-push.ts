/** Tells the org what a complete manifest means for its records: consumption per supply and the customer's latest bill. Not the bills themselves. */
import type { Consumption, LatestBill, PushedObject, PushProblem, PushStore } from '../../billing/push-store.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/log.ts';
import {
  textLiteral,
  type RecordRefusal,
  type RelatedFields,
  type SalesforceRecords,
} from '../../salesforce/records.ts';

export interface OrgPushPorts {
  readonly salesforce: Pick<SalesforceRecords, 'query' | 'updateEach' | 'upsertEach'>;
  readonly bills: PushStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly problemPauseSeconds: number;
  readonly told: (object: PushedObject, outcome: 'taken' | 'refused', count: number) => void;
  /** Runs after the org has taken a batch, before that is remembered, and after. */
  readonly onStep?: (step: 'org told' | 'batch remembered') => void | Promise<void>;
}

/** Invoices per batch: as many accounts, and rarely more than two requests of consumption. */
const BATCH = 200;

/**
 * One round: batch after batch until the org has everything, then what it refused earlier. A batch that was told and not remembered is told
 * again and changes nothing. A refused record is kept with its reason and stops nobody. Answers how many batches were told.
 */
export async function pushToOrg(ports: OrgPushPorts): Promise<number> {
  const { bills } = ports;
  let batches = 0;
  for (;;) {
    const batch = await bills.next(BATCH);
    if (!batch) break;
    const problems = [
      ...(await tellConsumption(ports, batch.consumptionKeys)),
      ...(await tellLatestBills(ports, batch.customers)),
    ];
    await ports.onStep?.('org told');
    await bills.told(batch, problems, ports.problemPauseSeconds, ports.clock.now());
    await ports.onStep?.('batch remembered');
    batches += 1;
  }
  await retry(ports, 'Consumption_Year__c', tellConsumption);
  await retry(ports, 'Account', tellLatestBills);
  return batches;
}

async function retry(
  ports: OrgPushPorts,
  object: PushedObject,
  tell: (ports: OrgPushPorts, keys: readonly string[]) => Promise<readonly PushProblem[]>,
): Promise<void> {
  const keys = await ports.bills.problemsDue(object, BATCH);
  if (keys.length > 0) await ports.bills.retried(object, keys, await tell(ports, keys), ports.problemPauseSeconds);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

async function tellConsumption(ports: OrgPushPorts, keys: readonly string[]): Promise<readonly PushProblem[]> {
  const problems: PushProblem[] = [];
  for (const chunk of chunksOf(keys)) {
    const consumptions = await ports.bills.consumptions(chunk);
    const known = await ports.salesforce.query<{ Key__c: string }>(
      `SELECT Key__c FROM Consumption_Year__c WHERE Key__c IN (${chunk.map(textLiteral).join(', ')})`,
    );
    const existing = new Set(known.map((row) => row.Key__c));
    // The parent of a detail can be named when it is created, and must not be when it is updated.
    const records = consumptions.map((consumption) => consumptionRecord(consumption, existing.has(consumption.key)));
    const refusals = await ports.salesforce.upsertEach('Consumption_Year__c', 'Key__c', records);
    problems.push(...problemsOf(ports, 'Consumption_Year__c', chunk, refusals));
  }
  return problems;
}

function consumptionRecord(consumption: Consumption, exists: boolean): RelatedFields {
  const actuals = Object.entries(consumption.months).map(([month, kwh]) => [
    `${MONTHS[Number(month) - 1] ?? ''}_Actual__c`,
    kwh,
  ]);
  return {
    Key__c: consumption.key,
    ...(exists ? {} : { Supply__r: { Supply_Key__c: consumption.lineReference }, Year__c: consumption.year }),
    ...(Object.fromEntries(actuals) as Record<string, number>),
  };
}

async function tellLatestBills(ports: OrgPushPorts, customers: readonly string[]): Promise<readonly PushProblem[]> {
  if (customers.length === 0) return [];
  const bills = await ports.bills.latestBills(customers);
  const accounts = await ports.salesforce.query<{ Id: string; Global_Customer_Id__c: string }>(
    `SELECT Id, Global_Customer_Id__c FROM Account WHERE Global_Customer_Id__c IN (${customers.map(textLiteral).join(', ')})`,
  );
  const idOf = new Map(accounts.map((account) => [account.Global_Customer_Id__c, account.Id]));
  const found: { readonly Id: string; readonly bill: LatestBill }[] = [];
  const unknown: PushProblem[] = [];
  for (const bill of bills) {
    const { customerReference } = bill;
    const id = idOf.get(customerReference);
    if (id) found.push({ Id: id, bill });
    else unknown.push({ object: 'Account', key: customerReference, reason: 'The org has no such customer' });
  }
  ports.told('Account', 'refused', unknown.length);
  const refusals = await ports.salesforce.updateEach(
    'Account',
    found.map(({ Id, bill }) => ({
      Id,
      Last_Invoice_Amount__c: bill.amountMinor / 100,
      Last_Invoice_Date__c: bill.issuedOn,
    })),
  );
  const keys = found.map(({ bill }) => bill.customerReference);
  return [...unknown, ...problemsOf(ports, 'Account', keys, refusals)];
}

function problemsOf(
  ports: OrgPushPorts,
  object: PushedObject,
  keys: readonly string[],
  refusals: readonly RecordRefusal[],
): readonly PushProblem[] {
  const problems: PushProblem[] = [];
  keys.forEach((key, position) => {
    const refusal = refusals[position];
    if (refusal) problems.push({ object, key, reason: `${refusal.code}: ${refusal.message}` });
  });
  ports.told(object, 'taken', keys.length - problems.length);
  ports.told(object, 'refused', problems.length);
  if (problems.length > 0) {
    ports.log.warn({ object, refused: problems.length, first: problems[0]?.reason }, 'the org refused records');
  }
  return problems;
}

function chunksOf(keys: readonly string[]): readonly (readonly string[])[] {
  const chunks: (readonly string[])[] = [];
  for (let start = 0; start < keys.length; start += BATCH) chunks.push(keys.slice(start, start + BATCH));
  return chunks;
}
