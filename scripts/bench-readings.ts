/**
 * `npm run bench:readings [-- --rows 10000]`: so many readings through Bulk API 2.0, then all that wait judged anew by ReadingReviewBatch in
 * batches of 200, in a local org of its own. Prints rows, time and what became of them; ends with an error when a reading is lost: when it
 * is neither counted in the months of its supply nor kept with a reason.
 */
import { parseArgs } from 'node:util';
import { readingsByStatus, sentReadings, startReadingsOrg, suppliesWithoutLastMonth } from './bench/readings-org.ts';

const METERING = 'Service_Point_Metering__c';
const CHUNK = 200;
/** Days of readings up to today that hold the last calendar month, whatever day it is. */
const DAYS_THAT_HOLD_A_MONTH = 64;

interface Metering {
  readonly Id: string;
  readonly From__c: string | null;
  readonly Metering_Location__c: string;
  readonly Service_Point__c: string;
}

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '10000' }, customers: { type: 'string', default: '100' } },
});
const rows = Number(values.rows);
const org = await startReadingsOrg(Number(values.customers));
try {
  const admin = await org.logIn('admin');
  const service = await org.logIn('integration');
  const sent = sentReadings(org.meters, rows, new Date());
  const { records: meterings } = await admin.query<Metering>(
    'SELECT Id, From__c, Metering_Location__c, Service_Point__c FROM Service_Point_Metering__c',
  );
  // Until the market tells what a metering location measures, readings belong to nobody and wait.
  await inChunks(meterings, (chunk) => admin.sobject(METERING).destroy(chunk.map(({ Id }) => Id)));
  await timed(`${String(rows)} readings of ${String(org.meters.length)} meters by Bulk API 2.0`, async () => {
    const { failedResults } = await service.bulk2.loadAndWaitForResults({
      object: 'Meter_Reading__c',
      operation: 'upsert',
      externalIdFieldName: 'Idempotency_Key__c',
      input: [...sent],
    });
    if (failedResults.length > 0) throw new Error(`A reading was refused: ${JSON.stringify(failedResults[0])}`);
  });
  await report();
  await inChunks(meterings, (chunk) =>
    admin.sobject(METERING).create(
      chunk.map(({ From__c, Metering_Location__c, Service_Point__c }) => ({
        From__c,
        Metering_Location__c,
        Service_Point__c,
      })),
    ),
  );
  await timed('judged anew by ReadingReviewBatch', async () => {
    const { success, compileProblem, exceptionMessage } = await admin.tooling.executeAnonymous(
      'Database.executeBatch(new ReadingReviewBatch(), 200);',
    );
    if (!success) throw new Error(`The batch could not be started: ${compileProblem ?? exceptionMessage ?? ''}`);
    await org.settled();
  });
  await report();
  const total = Object.values(await readingsByStatus(admin)).reduce((sum, count) => sum + count, 0);
  if (total !== rows) throw new Error(`${String(rows - total)} readings are lost`);
  const { totalSize: unreasoned } = await admin.query(
    "SELECT Id FROM Meter_Reading__c WHERE Status__c IN ('Rejected', 'Suspect') AND Reason_Code__c = NULL LIMIT 1",
  );
  if (unreasoned > 0) throw new Error('A reading that does not count says no reason');
  // Months are full only where readings reach from before their first day to their end.
  if (rows / org.meters.length > DAYS_THAT_HOLD_A_MONTH) {
    const uncounted = await suppliesWithoutLastMonth(admin, org.meters);
    process.stdout.write(
      `  ${String(org.meters.length - uncounted.length)} of ${String(org.meters.length)} supplies have their last month\n`,
    );
    if (uncounted.length > 0) throw new Error(`Readings of ${uncounted.join(', ')} are not counted`);
  }

  async function report(): Promise<void> {
    process.stdout.write(`  ${JSON.stringify(await readingsByStatus(admin))}\n`);
  }
} finally {
  await org.stop();
}

async function inChunks<T>(all: readonly T[], work: (chunk: readonly T[]) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < all.length; from += CHUNK) await work(all.slice(from, from + CHUNK));
}

async function timed(title: string, work: () => Promise<void>): Promise<void> {
  const started = performance.now();
  await work();
  process.stdout.write(`${title}: ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
}
