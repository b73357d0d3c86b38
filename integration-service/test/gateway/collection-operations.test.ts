import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { lookAtMonthEnds } from '../../src/flows/collection/month-end.ts';
import { lookAtBank } from '../../src/flows/collection-result/look.ts';
import { collectionRouters } from '../../src/composition/collection.ts';
import { createGateway } from '../../src/gateway/http.ts';
import { readConfig } from '../../src/runtime/config.ts';
import { createMetrics } from '../../src/runtime/metrics.ts';
import { openQueue, type WorkQueue } from '../../src/runtime/queue.ts';
import { amountMinor, ibanOf, openService, startWorld, type World } from '../flows/collection/world.ts';
import { silentLog } from '../support/ports.ts';

const KEY = 'key-of-the-operators';

describe("the operators' view of collections", () => {
  let world: World;
  let service: Awaited<ReturnType<typeof openService>>;
  let queue: WorkQueue;
  let url: string;
  let close: () => Promise<void>;

  before(async () => {
    world = await startWorld({
      invoices: 3,
      twist: (number) => (number === 1 ? { invoice: { issuedOn: '2027-01-25' } } : {}),
    });
    service = await openService(world.environment, () => world.time.now);
    const metrics = createMetrics();
    const policy = { limit: 1, firstSeconds: 1, maxSeconds: 1 };
    queue = await openQueue(service.database, [], policy, silentLog, metrics);
    const parts = {
      config: readConfig({ ...world.environment, OPERATIONS_API_KEY: KEY }),
      database: service.database,
      queue,
      clock: service.ports.clock,
      log: silentLog,
      metrics,
    };
    const ready = () => Promise.resolve(true);
    const app = createGateway(
      { queue, queues: [], metrics, log: silentLog, ready },
      [],
      await collectionRouters(parts),
    );
    await new Promise<void>((resolve) => {
      const server = app.listen(0, '127.0.0.1', () => {
        const address = server.address();
        url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/operations`;
        resolve();
      });
      close = () => new Promise((closed) => void server.close(() => closed()));
    });
    const { book } = service.ports;
    // A run that must stop: the items no longer make the ERP's sum.
    const tampered: typeof book = {
      ...book,
      storeSnapshot: async (month, snapshot) => {
        await book.storeSnapshot(month, snapshot);
        await service.database.query('update collection_item set amount_minor = amount_minor + 1');
      },
    };
    await lookAtMonthEnds({ ...service.ports, book: tampered });
    world.answer('broken.xml', 'not an answer');
    await lookAtBank(service.ports);
  });
  after(async () => {
    await close();
    await queue.stop();
    await service.database.close();
    await world.stop();
  });

  const ask = (path: string, method = 'GET', key = KEY) =>
    fetch(`${url}${path}`, { method, headers: { authorization: `Bearer ${key}` } });

  it('is closed without its key, also with the key of the org', async () => {
    assert.equal((await fetch(`${url}/collections`)).status, 401);
    assert.equal((await ask('/collections', 'GET', 'key-of-the-org-for-tests')).status, 401);
  });

  it('shows a stopped run with its reason, lets it go on, and says so when there is nothing to resume', async () => {
    const { collections } = (await (await ask('/collections')).json()) as { collections: Record<string, unknown>[] };
    assert.deepEqual([collections[0]?.['month'], collections[0]?.['problemCode']], ['2027-01', 'TOTALS_SNAPSHOT']);
    assert.equal((await ask('/collections/2027-01/resume', 'POST')).status, 202);
    assert.equal((await ask('/collections/2027-01/resume', 'POST')).status, 409);
    await lookAtMonthEnds(service.ports);
    assert.equal((await world.bankState()).files.length, 1);
  });

  it('shows what was left out and why, without names or accounts', async () => {
    const text = await (await ask('/collections/2027-01/left-out')).text();
    assert.deepEqual(JSON.parse(text), {
      leftOut: [
        {
          invoiceNumber: 'R-000001',
          customerReference: 'UP-1',
          reason: 'PRE_NOTIFICATION',
          amountMinor: amountMinor(1),
          currency: 'EUR',
        },
      ],
    });
    assert.ok(!text.includes(ibanOf(1)) && !text.includes('Größe'));
  });

  it('lists problems and takes them off the list when a person has dealt with them', async () => {
    const list = async () =>
      ((await (await ask('/collection-problems')).json()) as { problems: { id: string; code: string }[] }).problems;
    const [problem, ...more] = await list();
    assert.deepEqual([problem?.code, more], ['BANK_ANSWER_UNREADABLE', []]);
    assert.equal((await ask(`/collection-problems/${problem?.id ?? ''}/settle`, 'POST')).status, 202);
    assert.deepEqual(await list(), []);
    assert.equal((await ask('/collection-problems/answer:999/settle', 'POST')).status, 404);
    assert.equal((await ask(`/collection-problems/${problem?.id ?? ''}/burn`, 'POST')).status, 404);
    assert.equal((await ask('/collection-problems/answer:1/constructor', 'POST')).status, 404);
  });
});
