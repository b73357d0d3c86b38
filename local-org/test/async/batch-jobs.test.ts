/** Batch Apex in the queue (Apex Developer Guide, "Using Batch Apex"; Object Reference, "AsyncApexJob"). */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createAsyncQueue, createJobRunner } from '../../src/async/index.ts';
import type { FullAsyncQueue, JobRunner } from '../../src/async/index.ts';
import type { Scope } from '../../src/engine/ports.ts';
import { testUser } from '../dml/org.ts';
import type { TestOrg } from '../dml/org.ts';
import { standardOrg } from '../dml/standard-org.ts';

let org: TestOrg;
let queue: FullAsyncQueue;
let runner: JobRunner;
let folder: string;
/** What a chunk does; it may throw. */
let execute: (items: string, jobId: string, scope: Scope) => void;
let ran: string[];

/** A queue whose batches are divided as their payload says: `a|b|c` are three chunks. */
function open(path?: string): void {
  org = standardOrg(path === undefined ? {} : { path });
  queue = createAsyncQueue({ store: org.store, clock: org.clock, schema: () => org.schema() });
  const { batches } = queue;
  runner = createJobRunner({
    store: org.store,
    clock: org.clock,
    queue,
    security: { userContext: () => testUser },
    runJob: ({ id, payload }, scope) => {
      scope.transaction.begin();
      const progress = batches.progressOf(id);
      if (progress === null) {
        ran.push('start');
        batches.divide(id, payload === '' ? [] : payload.split('|'), 'started');
        return;
      }
      const items = progress.next < progress.chunks ? batches.items(id, progress.next) : null;
      if (items !== null) execute(items, id, scope);
      ran.push(items === null ? 'finish' : `${items} after ${String(progress.state)}`);
      batches.advance(id, progress, { state: `chunk ${progress.next}`, items: 2, lastId: '001000000000001AAA' });
    },
  });
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'batch-jobs-'));
  ran = [];
  execute = () => undefined;
  open();
});
afterEach(() => {
  org.store.close();
  rmSync(folder, { recursive: true });
});

const batch = (payload: string): string =>
  org.commit((scope) =>
    queue.enqueue({ kind: 'BatchApex', className: 'Work', payload, runAsUserId: testUser.userId }, scope),
  );
const step = (id: string): string => runner.run(queue.due().jobs.find((due) => due === id) ?? 'none');
const shown = (id: string): string => {
  const values = org.rows('AsyncApexJob', `Id = '${id}'`)[0]?.values ?? {};
  const of = (name: string): string => JSON.stringify(values[name] ?? null).replaceAll('"', '');
  const ended = values['CompletedDate'] === null ? '' : ' ended';
  return `${of('Status')} ${of('JobItemsProcessed')}/${of('TotalJobItems')} ${of('NumberOfErrors')} ${of('ExtendedStatus')}${ended}`;
};
const stored = (): number =>
  Number(
    org.store.get(
      `SELECT (SELECT coalesce(sum(length(payload)), 0) FROM _async_jobs)
         + (SELECT coalesce(sum(length(items)), 0) FROM _batch_chunks) AS n`,
    )?.['n'],
  );

describe('a batch job', () => {
  it('shows in one row how far it is, from Holding to Completed', () => {
    const id = batch('a|b');
    const seen = [shown(id)];
    queue.due();
    seen.push(shown(id));
    for (let result = step(id); result === 'completed'; result = step(id)) seen.push(shown(id));
    assert.deepEqual(seen, [
      'Holding 0/0 0 null',
      'Queued 0/0 0 null',
      'Preparing 0/2 0 null',
      'Processing 1/2 0 null',
      'Processing 2/2 0 null',
      'Completed 2/2 0 null ended',
    ]);
    assert.deepEqual(ran, ['start', 'a after started', 'b after chunk 0', 'finish']);
    const { LastProcessed, LastProcessedOffset } = org.rows('AsyncApexJob')[0]?.values ?? {};
    assert.deepEqual([LastProcessed, LastProcessedOffset], ['001000000000001', 6]);
    assert.equal(org.store.get('SELECT count(*) AS n FROM _batch_jobs')?.['n'], 0, 'nothing of it stays');
  });

  it('without chunks starts and finishes', () => {
    const id = batch('');
    while (step(id) === 'completed');
    assert.deepEqual([ran, shown(id)], [['start', 'finish'], 'Completed 0/0 0 null ended']);
  });

  it('counts a chunk that fails, keeps the state before it, shows the first error and goes on', () => {
    execute = (items) => {
      org.store.run("INSERT INTO Account (Id, Name) VALUES (?, 'written')", `001UP00000000${items}1AAA`);
      if (items !== 'c') throw new Error(`no ${items}`);
    };
    const id = batch('a|b|c');
    while (step(id) !== 'not due');
    assert.deepEqual(ran, ['start', 'c after started', 'finish']);
    assert.equal(shown(id), 'Completed 3/3 2 First error: no a ended');
    assert.equal(org.rows('Account').length, 1, 'what the failed chunks wrote is undone');
  });

  it('goes on also when the worker of a chunk was ended from outside', () => {
    const id = batch('a|b');
    step(id);
    queue.due();
    queue.take(id);
    runner.interrupted(id, 'Apex CPU time limit exceeded');
    while (step(id) === 'completed');
    assert.deepEqual(ran, ['start', 'b after started', 'finish']);
    assert.equal(shown(id), 'Completed 2/2 1 First error: Apex CPU time limit exceeded ended');
  });

  it('that is aborted executes no further chunk and does not finish, even when a chunk of it runs at that time', () => {
    const [waiting, running] = [batch('a|b'), batch('c|d')];
    step(waiting);
    step(waiting);
    assert.equal(
      org.commit((scope) => queue.abort(waiting, scope)),
      true,
    );
    execute = (_items, id, scope) => queue.abort(id, scope);
    step(running);
    step(running);
    assert.deepEqual([step(waiting), step(running)], ['not due', 'not due']);
    assert.deepEqual(ran, ['start', 'a after started', 'start', 'c after started']);
    assert.deepEqual([shown(waiting), shown(running)], ['Aborted 1/2 0 null ended', 'Aborted 1/2 0 null ended']);
    assert.equal(stored(), 0);
  });

  it('gives way to others after each chunk', () => {
    const [first, second] = [batch('a'), batch('b')];
    const turns: string[] = [];
    for (let [next] = queue.due().jobs; next !== undefined; [next] = queue.due().jobs) {
      turns.push(next === first ? '1' : next === second ? '2' : '?');
      runner.run(next);
    }
    assert.equal(turns.join(''), '121212');
  });

  it('costs what its records cost: each is stored once and goes with its chunk', () => {
    const records = Array.from({ length: 400 }, (_, index) => `record ${index}`);
    const payload = records.join('|');
    const id = batch(payload);
    step(id);
    const whole = stored();
    assert.ok(whole < 2 * payload.length, `${whole} bytes after start`);
    let most = 0;
    while (step(id) === 'completed') most = Math.max(most, stored());
    assert.ok(most < whole, 'never grows');
    assert.equal(ran.length, 402);
  });
});

describe('the flex queue', () => {
  const inStatus = (status: string): number => org.rows('AsyncApexJob', `Status = '${status}'`).length;

  it('lets five jobs be queued or run at a time, in the order they came', () => {
    const ids = Array.from({ length: 7 }, () => batch('a'));
    assert.equal(inStatus('Holding'), 7);
    assert.deepEqual(queue.due().jobs, ids.slice(0, 5));
    assert.deepEqual([inStatus('Queued'), inStatus('Holding')], [5, 2]);
    while (step(ids[2] ?? '') === 'completed');
    assert.ok(queue.due().jobs.includes(ids[5] ?? ''), 'the next one follows when one has ended');
    assert.equal(inStatus('Holding'), 1);
  });

  it('holds a hundred jobs and refuses the next in the platform’s words', () => {
    org.store.exec("CREATE TABLE Organization (Id TEXT); INSERT INTO Organization VALUES ('00DUP0000000001AAA')");
    const limit =
      /^You've exceeded the limit of 100 jobs in the flex queue for org 00DUP0000000001\. Wait for some of your batch jobs to finish before adding more\./;
    for (let job = 0; job < 100; job += 1) batch('a');
    assert.throws(() => batch('a'), { code: 'ASYNC_EXCEPTION', message: limit });
    queue.due();
    for (let job = 0; job < 5; job += 1) batch('a');
    assert.throws(() => batch('a'), { message: limit });
  });
});

describe('a batch job whose process is killed (kill -9) in a chunk', () => {
  it('goes on with that chunk, which takes effect once', async () => {
    org.store.close();
    const path = join(folder, 'org.sqlite');
    open(path);
    org.store.run("INSERT INTO Account (Id, Name) VALUES ('001UP0000000001AAA', 'work')");
    const id = batch('a|b|c');
    step(id);
    step(id);
    queue.due();
    const script = new URL('./crashing-worker.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [script, path, id], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    assert.deepEqual(queue.due().jobs, [], 'while the other process lives the job is taken');
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    execute = () => org.store.run("UPDATE Account SET Name = Name || ' done'");
    while (step(id) === 'completed');
    assert.deepEqual(ran, ['start', 'a after started', 'b after chunk 0', 'c after chunk 1', 'finish']);
    assert.equal(org.rows('Account')[0]?.values['Name'], 'work done done');
    assert.equal(shown(id), 'Completed 3/3 0 null ended');
  });
});
