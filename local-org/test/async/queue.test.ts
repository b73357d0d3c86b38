import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createAsyncQueue, createJobRunner } from '../../src/async/index.ts';
import type { FullAsyncQueue, JobRunner, QueuedJob } from '../../src/async/index.ts';
import { RetryLater } from '../../src/engine/errors.ts';
import type { AsyncJob, Scope } from '../../src/engine/ports.ts';
import { testUser } from '../dml/org.ts';
import type { TestOrg } from '../dml/org.ts';
import { standardOrg } from '../dml/standard-org.ts';

let org: TestOrg;
let queue: FullAsyncQueue;
let done: string[];
let work: (job: QueuedJob, scope: Scope) => void;
let runner: JobRunner;
let folder: string;

function open(path?: string): void {
  org = standardOrg(path === undefined ? {} : { path });
  queue = createAsyncQueue({ store: org.store, clock: org.clock, schema: () => org.schema() });
  done = [];
  work = (job) => done.push(`${job.className} ${job.payload}`);
  runner = createJobRunner({
    store: org.store,
    clock: org.clock,
    queue,
    security: {
      userContext: (id) => {
        if (id !== testUser.userId) throw new Error('inactive user');
        return testUser;
      },
    },
    runJob: (job, scope) => work(job, scope),
  });
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'queue-'));
  open();
});
afterEach(() => {
  org.store.close();
  rmSync(folder, { recursive: true });
});

const job = (payload: string, more: Partial<AsyncJob> = {}): AsyncJob => ({
  kind: 'Queueable',
  className: 'Work',
  payload,
  runAsUserId: testUser.userId,
  ...more,
});
const enqueue = (given: AsyncJob): string => org.commit((scope) => queue.enqueue(given, scope));
const runAll = (): void => {
  for (let next = queue.due().jobs[0]; next !== undefined; next = queue.due().jobs[0]) runner.run(next);
};
const shown = (id: string): unknown[] => {
  const values = org.rows('AsyncApexJob', `Id = '${id}'`)[0]?.values ?? {};
  return ['JobType', 'Status', 'NumberOfErrors', 'ExtendedStatus'].map((name) => values[name]);
};

describe('asynchronous jobs', () => {
  it('are visible as AsyncApexJob, run in order under their user, and end as Completed', () => {
    const ids = ['a', 'b'].map((payload) => enqueue(job(payload)));
    assert.deepEqual(shown(ids[0] ?? ''), ['Queueable', 'Queued', 0, null]);
    runAll();
    assert.deepEqual(done, ['Work a', 'Work b']);
    assert.deepEqual(ids.map(shown), [
      ['Queueable', 'Completed', 0, null],
      ['Queueable', 'Completed', 0, null],
    ]);
  });

  it('of a rolled-back transaction were never queued', () => {
    const scope = org.scope();
    queue.enqueue(job('never'), scope);
    scope.transaction.rollback();
    assert.deepEqual([queue.due().jobs.length, org.rows('AsyncApexJob').length], [0, 0]);
  });

  it('that throw leave nothing they wrote and show the first error', () => {
    const id = enqueue(job('x'));
    work = (_job, scope) => {
      scope.transaction.begin();
      org.store.run("INSERT INTO Account (Id, Name) VALUES ('001UP0000000001AAA', 'half')");
      throw new Error('System.NullPointerException: Attempt to de-reference a null object');
    };
    assert.equal(runner.run(id), 'failed');
    assert.equal(org.rows('Account').length, 0);
    assert.deepEqual(shown(id), [
      'Queueable',
      'Failed',
      1,
      'First error: System.NullPointerException: Attempt to de-reference a null object',
    ]);
  });

  it('wait for their time', () => {
    const later = org.clock.now() + 60_000;
    const id = enqueue(job('late', { notBefore: later }));
    assert.deepEqual(queue.due(), { jobs: [], nextAt: later });
    assert.equal(runner.run(id), 'not due');
    org.clock.value = later;
    assert.deepEqual(queue.due(), { jobs: [id], nextAt: null });
  });

  it('may ask to be run again later', () => {
    const id = enqueue(job('again'));
    work = (taken) => {
      if (taken.attempt === 1) throw new RetryLater('not yet', 5000);
      done.push(`attempt ${taken.attempt}`);
    };
    assert.equal(runner.run(id), 'retry');
    assert.deepEqual(queue.due(), { jobs: [], nextAt: org.clock.now() + 5000 });
    org.clock.value += 5000;
    runAll();
    assert.deepEqual(done, ['attempt 2']);
  });

  it('of a user who may not act any more fail instead of staying taken', () => {
    const id = enqueue(job('x', { runAsUserId: '005UP0000000666AAA' }));
    assert.equal(runner.run(id), 'failed');
    assert.deepEqual(
      [shown(id).slice(1), done, queue.due().jobs],
      [['Failed', 1, 'First error: inactive user'], [], []],
    );
  });

  it('of one event channel run one after the other', () => {
    const event = (payload: string): AsyncJob => job(payload, { kind: 'PlatformEvent', className: 'Signal__e' });
    const [first, second] = [enqueue(event('1')), enqueue(event('2'))];
    const other = enqueue(event('3'));
    assert.deepEqual(queue.due().jobs, [first]);
    queue.take(first);
    assert.deepEqual(queue.due().jobs, [], 'also while the first one runs');
    runner.interrupted(first, 'x');
    assert.deepEqual(queue.due().jobs, [second]);
    assert.equal(queue.isQueued('Signal__e'), true);
    assert.notEqual(other, second);
    assert.equal(org.rows('AsyncApexJob').length, 0, 'deliveries are no AsyncApexJob rows');
  });

  it('can be aborted while they wait', () => {
    const id = enqueue(job('x'));
    assert.equal(
      org.commit((scope) => queue.abort(id.slice(0, 15), scope)),
      true,
    );
    assert.deepEqual([shown(id)[1], queue.due().jobs.length], ['Aborted', 0]);
    assert.equal(
      org.commit((scope) => queue.abort(id, scope)),
      false,
    );
  });

  it('of a test run inside its own transaction, in the order they were queued', () => {
    const scope = org.scope();
    queue.enqueue(job('one'), scope);
    queue.enqueue(job('two', { notBefore: org.clock.now() + 1e9 }), scope);
    for (let taken = queue.takeQueuedHere(scope); taken !== null; taken = queue.takeQueuedHere(scope)) {
      done.push(taken.payload);
      queue.finish(taken, { status: 'Completed' });
    }
    assert.deepEqual(done, ['one', 'two']);
    scope.transaction.rollback();
    assert.equal(org.rows('AsyncApexJob').length, 0);
  });

  it('whose worker was ended from outside are marked failed', () => {
    const id = enqueue(job('x'));
    queue.take(id);
    runner.interrupted(id, 'Apex CPU time limit exceeded');
    assert.deepEqual(shown(id).slice(1), ['Failed', 1, 'First error: Apex CPU time limit exceeded']);
  });
});

describe('a job whose process is killed (kill -9) while it runs', () => {
  it('left nothing behind, is taken again, and takes effect once', async () => {
    org.store.close();
    const path = join(folder, 'org.sqlite');
    open(path);
    org.store.run("INSERT INTO Account (Id, Name) VALUES ('001UP0000000001AAA', 'work')");
    const id = enqueue(job('crash'));
    const script = new URL('./crashing-worker.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [script, path, id], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    assert.equal(said.toString(), `took ${id}\n`);
    assert.deepEqual(queue.due().jobs, [], 'while the other process lives the job is taken');
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    assert.equal(org.rows('Account')[0]?.values['Name'], 'work', 'nothing of the killed attempt is there');
    assert.deepEqual(queue.due().jobs, [id]);
    work = (_job, scope) => {
      scope.transaction.begin();
      org.store.run("UPDATE Account SET Name = Name || ' done'");
    };
    assert.equal(runner.run(id), 'completed');
    assert.equal(runner.run(id), 'not due');
    assert.equal(org.rows('Account')[0]?.values['Name'], 'work done');
  });
});

describe('scheduled Apex', () => {
  const schedule = (expression = '0 0 5 * * ?', name = 'nightly'): string =>
    org.commit((scope) =>
      queue.schedule(
        {
          name,
          expression,
          className: 'SupplyStartJob',
          payload: 'p',
          runAsUserId: testUser.userId,
          timeZone: 'Europe/Berlin',
        },
        scope,
      ),
    );
  const trigger = (): unknown[] => {
    const values = org.rows('CronTrigger')[0]?.values ?? {};
    return ['State', 'NextFireTime', 'PreviousFireTime', 'TimesTriggered'].map((name) => values[name]);
  };

  it('fires at its time and goes on, also after a failure', () => {
    schedule();
    assert.deepEqual(trigger(), ['WAITING', '2026-07-01T03:00:00.000Z', null, 0]);
    assert.deepEqual(queue.due().nextAt, Date.parse('2026-07-01T03:00:00Z'));
    org.clock.value = Date.parse('2026-07-01T03:00:05Z');
    work = () => {
      throw new Error('boom');
    };
    runAll();
    assert.deepEqual(trigger(), ['WAITING', '2026-07-02T03:00:00.000Z', '2026-07-01T03:00:05.000Z', 1]);
    assert.equal(queue.due().nextAt, Date.parse('2026-07-02T03:00:00Z'));
  });

  it('fires once for times that passed while nothing ran', () => {
    schedule();
    org.clock.value = Date.parse('2026-07-10T12:00:00Z');
    runAll();
    assert.deepEqual(done, ['SupplyStartJob p']);
    assert.equal(trigger()[1], '2026-07-11T03:00:00.000Z');
  });

  it('has a name of its own, ends with abortJob, and must fire some time', () => {
    const id = schedule();
    assert.throws(() => schedule(), /The Apex job named "nightly" is already scheduled for execution\./);
    assert.throws(
      () => schedule('0 0 5 * * ? 2010', 'past'),
      /Based on configured schedule, the given trigger 'past' will never fire\./,
    );
    assert.equal(
      org.commit((scope) => queue.abort(id, scope)),
      true,
    );
    assert.deepEqual([org.rows('CronTrigger').length, queue.due()], [0, { jobs: [], nextAt: null }]);
  });
});
