import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { UserContext } from '../../src/engine/ports.ts';
import { inTransaction, openStore, openTransaction, type OpenStore } from '../../src/store/index.ts';

const user: UserContext = {
  userId: '005UP0000000001YAA',
  username: 'someone@unified-power.example',
  name: 'Someone',
  profileId: '00eUP0000000001YAA',
  profileName: 'System Administrator',
  roleId: null,
  userType: 'Standard',
  accountId: null,
  contactId: null,
  timeZone: 'Europe/Berlin',
  locale: 'de_DE',
  language: 'en_US',
  currency: 'EUR',
  permissionSetIds: [],
};

let store: OpenStore;
const values = (): readonly unknown[] => store.all('SELECT n FROM t ORDER BY n').map((row) => row['n']);

beforeEach(() => {
  store = openStore(':memory:');
  store.exec('CREATE TABLE t (n INTEGER)');
});

describe('a transaction', () => {
  it('takes no lock until something is written', () => {
    const transaction = openTransaction(store, user, 0);
    assert.equal(store.inTransaction, false);
    assert.equal(transaction.dirty, false);
    transaction.begin();
    assert.equal(store.inTransaction, true);
    assert.equal(transaction.dirty, true);
    transaction.rollback();
    assert.equal(store.inTransaction, false);
  });

  it('holds no lock by a savepoint at its start, and goes back to it with all that was written since', () => {
    const transaction = openTransaction(store, user, 0);
    const start = transaction.savepoint();
    const also = transaction.savepoint();
    assert.equal(store.inTransaction, false);
    transaction.begin();
    store.run('INSERT INTO t VALUES (1)');
    const inner = transaction.savepoint();
    store.run('INSERT INTO t VALUES (2)');
    transaction.rollbackTo(inner);
    assert.deepEqual(values(), [1]);
    transaction.rollbackTo(also);
    assert.deepEqual(values(), []);
    assert.equal(store.inTransaction, false);
    assert.throws(() => transaction.rollbackTo(inner), { code: 'INVALID_SAVEPOINT' });
    transaction.begin();
    store.run('INSERT INTO t VALUES (3)');
    transaction.savepoint();
    transaction.releaseSavepoint(start);
    assert.equal(transaction.activeSavepoints, 0);
    transaction.commit();
    assert.deepEqual(values(), [3]);
  });

  it('undoes writes, after-commit work and dirtiness back to a savepoint, which stays usable', () => {
    const done: string[] = [];
    const transaction = openTransaction(store, user, 0);
    const savepoint = transaction.savepoint();
    transaction.begin();
    store.run('INSERT INTO t VALUES (1)');
    transaction.afterCommit(() => done.push('dropped'));
    transaction.rollbackTo(savepoint);
    assert.deepEqual(values(), []);
    assert.equal(transaction.dirty, false);
    transaction.begin();
    store.run('INSERT INTO t VALUES (2)');
    transaction.rollbackTo(savepoint);
    transaction.begin();
    store.run('INSERT INTO t VALUES (3)');
    transaction.afterCommit(() => done.push('kept'));
    transaction.releaseSavepoint(savepoint);
    assert.throws(() => transaction.rollbackTo(savepoint), { code: 'INVALID_SAVEPOINT' });
    transaction.commit();
    assert.deepEqual(values(), [3]);
    assert.deepEqual(done, ['kept']);
  });

  it('runs after-commit work in order, and all of it, even when one piece fails', () => {
    const done: number[] = [];
    const transaction = openTransaction(store, user, 0);
    transaction.begin();
    store.run('INSERT INTO t VALUES (1)');
    transaction.afterCommit(() => done.push(1));
    transaction.afterCommit(() => {
      throw new Error('mail server away');
    });
    transaction.afterCommit(() => done.push(2));
    assert.throws(() => transaction.commit(), /Work after commit failed/);
    assert.deepEqual(done, [1, 2]);
    assert.deepEqual(values(), [1]);
  });

  it('rolls back and rethrows when the work of inTransaction throws', () => {
    assert.throws(
      () =>
        inTransaction(store, user, 0, (transaction) => {
          transaction.begin();
          store.run('INSERT INTO t VALUES (1)');
          throw new Error('wrong');
        }),
      /wrong/,
    );
    assert.deepEqual(values(), []);
    assert.equal(store.inTransaction, false);
  });

  it('keeps one state per key and transaction', () => {
    const key = Symbol('limits');
    const transaction = openTransaction(store, user, 0);
    const first = transaction.state(key, () => ({ queries: 0 }));
    first.queries++;
    assert.equal(transaction.state(key, () => ({ queries: 0 })).queries, 1);
  });

  it('can run the same statement inside the loop that iterates it', () => {
    for (const n of [1, 2, 3]) store.run('INSERT INTO t VALUES (?)', n);
    const seen: unknown[] = [];
    for (const outer of store.iterate('SELECT n FROM t ORDER BY n'))
      for (const inner of store.iterate('SELECT n FROM t ORDER BY n')) seen.push([outer['n'], inner['n']]);
    assert.equal(seen.length, 9);
  });
});
