import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { OrgError, Unsupported } from '../../src/engine/errors.ts';
import type { Caller, HttpExchangeAnswer } from '../../src/engine/messages.ts';
import { EnginePool } from '../../src/engine/pool.ts';
import type { PoolOptions } from '../../src/engine/pool.ts';

const caller: Caller = { userId: null, channel: 'internal', apiVersion: '67.0' };

describe('the pool of engine workers', () => {
  let folder = '';
  let aftermaths = 0;
  const internal: string[] = [];
  const pools: EnginePool[] = [];

  async function startPool(changes: Partial<PoolOptions> = {}): Promise<EnginePool> {
    const pool = await EnginePool.start({
      workerModule: new URL('fixtures/pool-worker.ts', import.meta.url),
      workerData: { storePath: join(folder, 'org.sqlite') },
      size: 2,
      maximum: 4,
      queueLimit: 50,
      workLimitMs: () => 60_000,
      onAftermath: () => (aftermaths += 1),
      onInternalError: (operation) => internal.push(operation),
      ...changes,
    });
    pools.push(pool);
    return pool;
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pool-'));
  });
  after(async () => {
    await Promise.all(pools.map((pool) => pool.stop()));
    await rm(folder, { recursive: true, force: true });
  });

  it('answers twenty requests at once and reports what they left behind', async () => {
    const pool = await startPool();
    aftermaths = 0;
    await Promise.all(Array.from({ length: 20 }, (_, index) => pool.runNamed('mark', { name: `m${index}` }, caller)));
    assert.equal(await pool.runNamed('count', {}, caller), 20);
    assert.equal(aftermaths, 20);
    await pool.stop();
  });

  it('hands errors over with code, fields and feature', async () => {
    const pool = await startPool();
    await assert.rejects(
      pool.runNamed('refuse', {}, caller),
      (error) => error instanceof OrgError && error.code === 'INVALID_FIELD' && error.fields[0] === 'Foo__c',
    );
    await assert.rejects(
      pool.runNamed('lack', {}, caller),
      (error) => error instanceof Unsupported && error.feature === 'Approval.process',
    );
    internal.length = 0;
    await assert.rejects(pool.runNamed('other', {}, caller), { code: 'UNKNOWN_EXCEPTION' });
    assert.deepEqual(internal, ['other']);
    await pool.stop();
  });

  it('grows when a callout comes back into the org, and refuses by name at its maximum', async () => {
    const pool = await startPool({ size: 1, maximum: 3 });
    let depth = 0;
    let refused: unknown = null;
    // Every call comes back with one more call, until the pool has no worker left.
    const server = createServer((_, response) => {
      depth += 1;
      const { port } = server.address() as AddressInfo;
      pool
        .runNamed('callout', { url: `http://127.0.0.1:${port}/` }, caller)
        .catch((error: unknown) => (refused = error))
        .finally(() => response.end('done'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const answer = (await pool.runNamed('callout', { url: `http://127.0.0.1:${port}/` }, caller)) as HttpExchangeAnswer;
    assert.equal(answer.kind, 'response');
    assert.equal(depth, 3, 'three workers waited before the fourth call was refused');
    assert.ok(refused instanceof OrgError);
    assert.equal(refused.code, 'REQUEST_LIMIT_EXCEEDED');
    assert.match(refused.message, /all 3 engine workers are waiting in callouts/);
    server.close();
    await pool.stop();
  });

  it('ends work that never ends, frees its lock and goes on', async () => {
    const pool = await startPool({
      size: 1,
      maximum: 1,
      workLimitMs: (operation) => (operation === 'loopHoldingTheLock' ? 300 : 60_000),
    });
    const before = await pool.runNamed('count', {}, caller);
    await assert.rejects(pool.runNamed('loopHoldingTheLock', {}, caller), /Apex CPU time limit exceeded/);
    await pool.runNamed('mark', { name: 'after' }, caller);
    assert.equal(await pool.runNamed('count', {}, caller), Number(before) + 1, 'the ended transaction left nothing');
    assert.equal(pool.state.restarts, 1);
    await pool.stop();
  });

  it('replaces a worker that died and tells its client that nothing was saved', async () => {
    const pool = await startPool();
    await assert.rejects(pool.runNamed('crash', {}, caller), /nothing of it was saved/);
    assert.deepEqual(await pool.runNamed('echo', { name: 'alive' }, caller), { name: 'alive' });
    await pool.stop();
  });

  it('finishes running work when it stops and refuses new work', async () => {
    const pool = await startPool();
    const running = pool.runNamed('echo', { name: 'last' }, caller);
    const stopped = pool.stop();
    await assert.rejects(pool.runNamed('echo', {}, caller), { code: 'SERVER_UNAVAILABLE' });
    assert.deepEqual(await running, { name: 'last' });
    await stopped;
    assert.equal(pool.state.workers, 0);
  });
});
