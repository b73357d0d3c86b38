import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openDatabase, type Database } from '../../src/runtime/database.ts';
import { dataFolder } from '../support/data-folder.ts';
import { IntegrationError } from '../../src/runtime/errors.ts';
import { openLedger, type EffectLedger } from '../../src/runtime/ledger.ts';
import { createMetrics } from '../../src/runtime/metrics.ts';
import { jobId, openQueue, type WorkQueue } from '../../src/runtime/queue.ts';
import { eventually, silentLog, temporaryFolder } from '../support/ports.ts';

const RETRY = { limit: 2, firstSeconds: 1, maxSeconds: 1 };

describe('durable work on the embedded database', () => {
  const home = temporaryFolder();
  let folder: string;
  let database: Database;
  let queue: WorkQueue;
  let ledger: EffectLedger;

  before(async () => {
    folder = await dataFolder(home);
    database = await openDatabase({ dataDir: folder });
    queue = await openQueue(database, ['steady', 'shaky', 'hopeless'], RETRY, silentLog, createMetrics());
    ledger = await openLedger(database);
  });
  after(async () => {
    await queue.stop();
    await database.close();
  });

  it('queues the same work once, however often it is added', async () => {
    const added = await Promise.all([1, 2, 3].map(() => queue.add('steady', 'event-1', { number: 1 })));
    assert.equal(added.filter(Boolean).length, 1);
    assert.equal(await queue.depth('steady'), 1);
  });

  it('does the work, and does not do it again when it is added once more afterwards', async () => {
    const done: number[] = [];
    await queue.serve<{ number: number }>('steady', {
      run: (data) => Promise.resolve(void done.push(data.number)),
      giveUp: () => Promise.reject(new Error('nothing to give up')),
    });
    await eventually(() => done.length === 1);
    assert.equal(await queue.add('steady', 'event-1', { number: 1 }), false);
    await queue.add('steady', 'event-2', { number: 2 });
    await eventually(() => done.length === 2);
    assert.deepEqual(done, [1, 2]);
  });

  it('tries again what may pass', async () => {
    let tries = 0;
    await queue.serve('shaky', {
      run: () => {
        tries += 1;
        return tries < 2
          ? Promise.reject(new IntegrationError('DOWN', 'not now', { retryable: true }))
          : Promise.resolve();
      },
      giveUp: () => Promise.reject(new Error('must not be given up')),
    });
    await queue.add('shaky', 'one', {});
    await eventually(() => tries === 2);
  });

  it('gives up at once what is final, and after the last try what kept failing, each exactly once and with the reason', async () => {
    const reasons: string[] = [];
    let tries = 0;
    await queue.serve<{ final: boolean }>('hopeless', {
      run: ({ final }) => {
        tries += 1;
        return Promise.reject(new IntegrationError(final ? 'REFUSED' : 'DOWN', 'no', { retryable: !final }));
      },
      giveUp: (_data, reason) => Promise.resolve(void reasons.push(reason)),
    });
    await queue.add('hopeless', 'final', { final: true });
    await eventually(() => reasons.length === 1);
    assert.deepEqual([tries, reasons], [1, ['REFUSED: no']]);
    await queue.add('hopeless', 'lasting', { final: false });
    await eventually(() => reasons.length === 2, 15_000);
    assert.deepEqual([tries, reasons[1]], [1 + 1 + RETRY.limit, 'DOWN: no']);
  });

  it('has an effect once: a second call gets the first answer', async () => {
    let effects = 0;
    const effect = {
      key: 'erp:customer:1',
      request: { reference: '1' },
      perform: () => Promise.resolve({ number: ++effects }),
    };
    assert.deepEqual(await ledger.once(effect), { number: 1 });
    assert.deepEqual(await ledger.once(effect), { number: 1 });
    assert.equal(effects, 1);
  });

  it('repeats an effect whose answer was lost, with the same key', async () => {
    const effect = { key: 'erp:customer:2', request: { reference: '2' } };
    await assert.rejects(
      ledger.once({ ...effect, perform: () => Promise.reject(new Error('the line was cut')) }),
      /the line was cut/,
    );
    assert.equal(await ledger.once({ ...effect, perform: () => Promise.resolve('K2') }), 'K2');
  });

  it('refuses to send something else under a key that may have arrived', async () => {
    const perform = () => Promise.reject(new Error('the line was cut'));
    await assert.rejects(ledger.once({ key: 'erp:customer:3', request: { amount: 1 }, perform }));
    await assert.rejects(ledger.once({ key: 'erp:customer:3', request: { amount: 2 }, perform }), {
      code: 'EFFECT_CHANGED',
    });
  });

  it('refuses a second opener of the same data folder', async () => {
    const { spawnSync } = await import('node:child_process');
    const script = `
      const { openDatabase } = await import(${JSON.stringify(new URL('../../src/runtime/database.ts', import.meta.url).href)});
      await openDatabase({ dataDir: ${JSON.stringify(folder)} }).then(() => process.exit(0), (error) => { console.error(error.code); process.exit(3); });`;
    const second = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    assert.equal(second.status, 3);
    assert.match(second.stderr, /DATA_IN_USE/);
  });

  it('makes job ids that are UUIDs and differ by queue', () => {
    assert.match(jobId('a', 'x'), /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.notEqual(jobId('a', 'x'), jobId('b', 'x'));
  });
});
