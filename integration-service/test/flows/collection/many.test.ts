import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { lookAtMonthEnds } from '../../../src/flows/collection/month-end.ts';
import { overviewOf } from '../../../src/flows/collection/overview.ts';
import { lookAtBank } from '../../../src/flows/collection-result/look.ts';
import { amountMinor, openService, startWorld, type World } from './world.ts';

/** The embedded database takes each result by itself: 5,000 (`COLLECTION_ITEMS=5000`) take five times as long, not longer. */
const ITEMS = Number(process.env['COLLECTION_ITEMS'] ?? 1000);
const SUM = Array.from({ length: ITEMS }, (_, index) => amountMinor(index + 1)).reduce((a, b) => a + b, 0);

describe(`a collection of ${ITEMS} items`, () => {
  let world: World;
  let service: Awaited<ReturnType<typeof openService>>;

  before(async () => {
    world = await startWorld({ invoices: ITEMS });
    service = await openService(world.environment, () => world.time.now);
  });
  after(async () => {
    await service.database.close();
    await world.stop();
  });

  it('goes out in one file with the sum of the ERP', async () => {
    await lookAtMonthEnds(service.ports);
    const [file] = (await world.bankState()).files;
    assert.deepEqual([file?.transactions, Math.round(Number(file?.total) * 100), file?.status], [ITEMS, SUM, 'ACCP']);
    const invoices = Object.values(await world.erpInvoices());
    assert.equal(invoices.filter((invoice) => invoice.collectionId === 'UP-2027-01').length, ITEMS);
  });

  it('comes back booked, each item passed on once', async () => {
    world.time.now = new Date('2027-02-01T12:00:00Z');
    await (await fetch(`${world.bank.url}/settle`, { method: 'POST' })).json();
    // The simulator writes all its books at every report, which at this size would measure the simulator.
    const told = new Map<string, number>();
    const erp = {
      ...service.ports.erp,
      reportPayment: ({ endToEndId, outcome }: { readonly endToEndId: string; readonly outcome: string }) => {
        told.set(`${endToEndId} ${outcome}`, (told.get(`${endToEndId} ${outcome}`) ?? 0) + 1);
        return Promise.resolve(true);
      },
    };
    await lookAtBank({ ...service.ports, erp });
    await lookAtBank({ ...service.ports, erp });
    assert.equal(told.size, ITEMS);
    assert.ok([...told].every(([key, times]) => key.endsWith(' COLLECTED') && times === 1));
    const [run] = await overviewOf(service.database, 1);
    assert.deepEqual(run?.items, { COLLECTED: { count: ITEMS, totalMinor: SUM } });
  });
});
