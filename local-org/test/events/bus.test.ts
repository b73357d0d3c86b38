import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { createAsyncQueue, createJobRunner } from '../../src/async/index.ts';
import type { FullAsyncQueue, JobRunner } from '../../src/async/index.ts';
import { OrgError } from '../../src/engine/errors.ts';
import type { Scope } from '../../src/engine/ports.ts';
import type { SaveResult } from '../../src/engine/records.ts';
import { createEventBus } from '../../src/events/index.ts';
import type { FullEventBus } from '../../src/events/index.ts';
import { openStore } from '../../src/store/index.ts';
import { problems, record, testUser } from '../dml/org.ts';
import type { TestOrg, TriggerBody } from '../dml/org.ts';
import { standardOrg } from '../dml/standard-org.ts';

const listener = { ...testUser, userId: '005UP0000000777AAA', name: 'Automation' };
class Retryable extends Error {}

let org: TestOrg;
let bus: FullEventBus;
let queue: FullAsyncQueue;
let runner: JobRunner;
let heard: string[];
let listenerIsActive: boolean;

beforeEach(() => {
  const logStore = openStore(':memory:');
  let made: { bus: FullEventBus; queue: FullAsyncQueue } | undefined;
  org = standardOrg({
    events: (base) => {
      const async = createAsyncQueue({ store: base.store, clock: base.clock, schema: base.schema });
      const events = createEventBus({
        store: base.store,
        logStore,
        clock: base.clock,
        schema: base.schema,
        security: {
          userContext: () => {
            if (!listenerIsActive) throw new OrgError('INVALID_USER', 'inactive');
            return listener;
          },
        },
        triggers: base.triggers,
        async,
        prepare: base.prepareEvent,
        subscription: () => ({ runAsUserId: listener.userId, batchSize: 3 }),
        selectedChanges: () => [],
        isRetryable: (error) => error instanceof Retryable,
      });
      made = { bus: events, queue: async };
      return events;
    },
  });
  if (made === undefined) throw new Error('no bus');
  ({ bus, queue } = made);
  runner = createJobRunner({
    store: org.store,
    clock: org.clock,
    queue,
    security: { userContext: () => listener },
    runJob: (job, scope) => bus.deliver(job, scope),
    afterFailure: (job, _error, scope) => bus.skip(job, scope),
  });
  heard = [];
  listenerIsActive = true;
});

const listen = (body: TriggerBody = () => undefined): void =>
  org.triggers.on('Signal__e', 'AFTER_INSERT', (rows, old, scope) => {
    heard.push(`${scope.access.user.name}: ${(rows ?? []).map((row) => row.values['Note__c'] as string).join(',')}`);
    return body(rows, old, scope);
  });
const publish = (note: string | null, scope: Scope, channel = 'Signal__e'): SaveResult | undefined =>
  bus.publish([record(channel, channel === 'Signal__e' ? { Note__c: note } : {})], scope)[0];
const notes = (): unknown[] => bus.eventsAfter('Signal__e', -2, 100).map((event) => event.values['Note__c']);
const runAll = (): string[] => {
  const results: string[] = [];
  for (let id = queue.due().jobs[0]; id !== undefined; id = queue.due().jobs[0]) results.push(runner.run(id));
  return results;
};

describe('publishing', () => {
  it('after commit: nothing is visible before the commit, all of it after, nothing after a rollback', () => {
    const scope = org.scope();
    assert.equal(publish('one', scope)?.success, true);
    assert.deepEqual(notes(), []);
    scope.transaction.commit();
    assert.deepEqual(notes(), ['one']);
    const undone = org.scope();
    publish('two', undone);
    undone.transaction.rollback();
    bus.settle();
    assert.deepEqual(notes(), ['one']);
  });

  it('after commit: what a rolled-back savepoint published is gone', () => {
    org.commit((scope) => {
      publish('kept', scope);
      const savepoint = scope.transaction.savepoint();
      publish('gone', scope);
      scope.transaction.rollbackTo(savepoint);
    });
    assert.deepEqual(notes(), ['kept']);
  });

  it('immediately: survives the rollback', () => {
    const scope = org.scope();
    publish(null, scope, 'Alarm__e');
    scope.transaction.rollback();
    assert.equal(bus.eventsAfter('Alarm__e', -2, 10).length, 1);
  });

  it('answers with the event uuid, and checks the event like a record', () => {
    const scope = org.scope();
    const uuid = publish('x', scope)?.errors[0];
    assert.equal(uuid?.statusCode, 'OPERATION_ENQUEUED');
    assert.match(uuid.message, /^[0-9a-f-]{36}$/);
    assert.deepEqual(problems(publish(null, scope)), [
      'REQUIRED_FIELD_MISSING: Required fields are missing: [Note__c]',
    ]);
    assert.match(problems(publish('x'.repeat(21), scope))[0] ?? '', /^STRING_TOO_LONG/);
    scope.transaction.rollback();
  });

  it('works by DML and by the API too, with unknown fields refused', () => {
    const [result] = org.commit((scope) =>
      org.dml.insert([record('Signal__e', { note__c: 'dml' })], { allOrNone: true, fromApi: true }, scope),
    );
    assert.equal(result?.success, true);
    assert.deepEqual(notes(), ['dml']);
    assert.throws(
      () =>
        org.commit((scope) =>
          org.dml.insert([record('Signal__e', { Nope__c: 1 })], { allOrNone: true, fromApi: true }, scope),
        ),
      { code: 'INVALID_FIELD' },
    );
  });

  it('a commit whose process died before the event left is made good by the next settle', () => {
    const scope = org.scope();
    publish('late', scope);
    // The death: the transaction is committed, the work after it never runs.
    org.store.exec('COMMIT');
    assert.deepEqual(notes(), []);
    bus.settle();
    bus.settle();
    assert.deepEqual(notes(), ['late']);
  });
});

describe('the log', () => {
  it('gives events after a replay id, keeps them 72 hours, and knows its tip', () => {
    org.commit((scope) => ['a', 'b', 'c'].forEach((note) => publish(note, scope)));
    const [first] = bus.eventsAfter('signal__e', -2, 1);
    assert.deepEqual(
      bus.eventsAfter('Signal__e', first?.replayId ?? 0, 1).map((event) => event.values['Note__c']),
      ['b'],
    );
    assert.deepEqual(bus.eventsAfter('Signal__e', -1, 10), []);
    const tip = bus.tip('Signal__e');
    org.clock.value += 73 * 3600 * 1000;
    org.commit((scope) => publish('d', scope));
    assert.deepEqual(notes(), ['d']);
    assert.equal(bus.tip('Signal__e'), tip + 1);
  });
});

describe('Apex triggers on an event', () => {
  it('run as jobs under the configured user, in order, in batches', () => {
    listen();
    org.commit((scope) => ['a', 'b', 'c', 'd'].forEach((note) => publish(note, scope)));
    assert.deepEqual(heard, [], 'not in the publishing transaction');
    assert.deepEqual(runAll(), ['completed', 'completed']);
    org.commit((scope) => publish('e', scope));
    runAll();
    assert.deepEqual(heard, ['Automation: a,b,c', 'Automation: d', 'Automation: e']);
  });

  it('that fail lose their batch, and what they wrote, and go on with the next', () => {
    listen((rows, _old, scope) => {
      scope.transaction.begin();
      org.store.run("INSERT INTO Account (Id, Name) VALUES (?, 'side effect')", `001UP000000000${heard.length}AAA`);
      if (rows?.[0]?.values['Note__c'] === 'bad') throw new Error('System.DmlException');
      return undefined;
    });
    org.commit((scope) => publish('bad', scope));
    runAll();
    org.commit((scope) => publish('good', scope));
    assert.deepEqual(runAll(), ['completed']);
    assert.deepEqual(heard, ['Automation: bad', 'Automation: good']);
    assert.equal(org.rows('Account').length, 1);
  });

  it('of a user who may not act wait until he may, and publishing does not suffer', () => {
    listen();
    listenerIsActive = false;
    org.commit((scope) => publish('x', scope));
    assert.deepEqual(queue.due(), { jobs: [], nextAt: null });
    listenerIsActive = true;
    bus.settle();
    runAll();
    assert.deepEqual(heard, ['Automation: x']);
  });

  it('that throw EventBus.RetryableException get the same batch again, later', () => {
    let failures = 2;
    listen(() => {
      failures -= 1;
      if (failures >= 0) throw new Retryable('again');
      return undefined;
    });
    org.commit((scope) => publish('x', scope));
    for (let round = 0; round < 3; round += 1) {
      runAll();
      org.clock.value += 10_000;
    }
    assert.deepEqual(heard, ['Automation: x', 'Automation: x', 'Automation: x']);
    assert.deepEqual(queue.due(), { jobs: [], nextAt: null });
  });

  it('of a test run when it delivers them, inside its transaction, also for what they publish', () => {
    listen((rows, _old, scope) => {
      if (rows?.[0]?.values['Note__c'] === 'first') publish('second', scope);
      return undefined;
    });
    const scope = org.scope();
    bus.hold(scope.transaction);
    publish('first', scope);
    assert.equal(bus.deliverHeld(scope), 2);
    assert.deepEqual(heard, ['Automation: first', 'Automation: second']);
    scope.transaction.rollback();
    assert.deepEqual(notes(), []);
  });
});
