import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, describe, it } from 'node:test';
import { openDatabase } from '../../src/runtime/database.ts';
import { createMetrics } from '../../src/runtime/metrics.ts';
import { openQueue } from '../../src/runtime/queue.ts';
import { dataFolder } from '../support/data-folder.ts';
import { eventually, silentLog, temporaryFolder } from '../support/ports.ts';

const RETRY = { limit: 2, firstSeconds: 1, maxSeconds: 1 };
const QUEUE = 'registration';
/** Far less than the two minutes that work may take. */
const TAKEN_OVER_WITHIN = 40_000;

describe('work whose process is killed', () => {
  const home = temporaryFolder();
  const closing: (() => Promise<void>)[] = [];
  after(async () => {
    for (const close of closing.reverse()) await close();
  });

  it('is taken over by the next process within seconds, not when its time is over', async () => {
    const folder = await dataFolder(home);
    const worker = spawn(process.execPath, ['--input-type=module', '-e', workerThatNeverEnds(folder)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(worker.stdout, 'data');
    worker.kill('SIGKILL');
    await once(worker, 'exit');

    const database = await openDatabase({ dataDir: folder });
    closing.push(() => database.close());
    const queue = await openQueue(database, [QUEUE], RETRY, silentLog, createMetrics());
    closing.push(() => queue.stop());
    const done: string[] = [];
    await queue.serve<{ contract: string }>(QUEUE, {
      run: ({ contract }) => Promise.resolve(void done.push(contract)),
      giveUp: () => Promise.reject(new Error('must not be given up')),
    });
    await eventually(() => done.length > 0, TAKEN_OVER_WITHIN);
    assert.deepEqual(done, ['00000103']);
  });
});

/** A process that takes a piece of work, says so and does not come to its end. */
function workerThatNeverEnds(folder: string): string {
  const module = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  return `
    const { openDatabase } = await import(${module('../../src/runtime/database.ts')});
    const { openQueue } = await import(${module('../../src/runtime/queue.ts')});
    const { createMetrics } = await import(${module('../../src/runtime/metrics.ts')});
    const { silentLog } = await import(${module('../support/ports.ts')});
    const database = await openDatabase({ dataDir: ${JSON.stringify(folder)} });
    const queue = await openQueue(database, ['${QUEUE}'], ${JSON.stringify(RETRY)}, silentLog, createMetrics());
    await queue.add('${QUEUE}', 'one', { contract: '00000103' });
    await queue.serve('${QUEUE}', {
      run: () => { process.stdout.write('taken'); return new Promise(() => setInterval(() => undefined, 1000)); },
      giveUp: () => Promise.resolve(),
    });`;
}
