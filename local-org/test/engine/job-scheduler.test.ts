import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { JobScheduler } from '../../src/engine/job-scheduler.ts';
import type { Caller } from '../../src/engine/messages.ts';
import { EnginePool } from '../../src/engine/pool.ts';

const caller: Caller = { userId: null, channel: 'internal', apiVersion: '67.0' };

it('a job that never ends is ended and recorded as failed, also when that does not succeed at once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'scheduler-'));
  const pool = await EnginePool.start({
    workerModule: new URL('fixtures/pool-worker.ts', import.meta.url),
    workerData: { storePath: join(folder, 'org.sqlite') },
    size: 2,
    maximum: 2,
    queueLimit: 50,
    workLimitMs: (operation) => (operation === 'asyncRun' ? 300 : 60_000),
    onAftermath: () => undefined,
    onInternalError: () => undefined,
  });
  const reports: string[] = [];
  const scheduler = new JobScheduler(pool, caller, Date.now, (where, cause) =>
    reports.push(`${where}: ${cause instanceof Error ? cause.message : String(cause)}`),
  );
  const rejections: unknown[] = [];
  const onRejection = (cause: unknown): unknown => rejections.push(cause);
  process.on('unhandledRejection', onRejection);
  try {
    scheduler.wake();
    while ((await pool.run('asyncDue', {}, caller)).jobs.length > 0)
      await new Promise((resolve) => setTimeout(resolve, 50));
    while (scheduler.running > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.deepEqual(reports, [
      'job endless: System.LimitException: Apex CPU time limit exceeded',
      'failure of job endless: database is locked',
    ]);
    assert.deepEqual(rejections, []);
  } finally {
    process.off('unhandledRejection', onRejection);
    scheduler.stop();
    await pool.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
