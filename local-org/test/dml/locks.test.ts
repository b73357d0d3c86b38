/** Row locks. Sources: SOQL Reference, "FOR UPDATE"; Help 000229525 (a transaction waits up to 10 seconds, then UNABLE_TO_LOCK_ROW). */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createQueryEngine } from '../../src/soql/index.ts';
import { openStore, openTransaction } from '../../src/store/index.ts';
import { openApexOrg } from '../apex/library/apex-org.ts';
import { problems, record, savedId, testOrg, testUser } from './org.ts';
import type { TestOrg } from './org.ts';
import { sampleSchema } from './sample-schema.ts';

describe('a transaction that holds records FOR UPDATE', () => {
  let folder: string;
  let org: TestOrg;
  let payer: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'locks-'));
    org = testOrg(sampleSchema, { path: join(folder, 'org.sqlite') });
    org.store.run('INSERT INTO User (Id, Name, IsActive) VALUES (?, ?, 1)', testUser.userId, 'Tester');
    payer = savedId(
      org.commit((scope) => org.dml.insert([record('Payer__c', { Name: 'a' })], { allOrNone: true }, scope))[0],
    );
  });
  after(() => {
    org.store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const queries = (store: TestOrg['store']) =>
    createQueryEngine({
      store,
      schema: () => sampleSchema,
      clock: org.clock,
      security: {
        objectAccess: (user: never, name: string) => org.security.objectAccess(user, name),
        fieldReadable: () => true,
        hasPermission: () => false,
        sharingCondition: () => null,
      } as never,
      formulaSql: () => {
        throw new Error('no formulas here');
      },
    });

  it('keeps another transaction out, which gives up with UNABLE_TO_LOCK_ROW and can try again', () => {
    const locked = `SELECT Id, Name FROM Payer__c WHERE Id = '${payer}' FOR UPDATE`;
    const first = org.scope();
    assert.equal(queries(org.store).query(locked, {}, first, { apex: true }).records.length, 1);
    const other = openStore(join(folder, 'org.sqlite'), 50);
    const second = openTransaction(other, testUser, org.clock.now());
    const scope = { transaction: second, access: first.access };
    const started = Date.now();
    assert.throws(() => queries(other).query(locked, {}, scope, { apex: true }), {
      code: 'UNABLE_TO_LOCK_ROW',
      message: 'unable to obtain exclusive access to this record',
    });
    assert.ok(Date.now() - started >= 45, 'it waited for the lock');
    // Readers do not wait.
    assert.equal(queries(other).query('SELECT Id FROM Payer__c', {}, scope).records.length, 1);
    const [saved] = org.dml.update([record('Payer__c', { Id: payer, Name: 'b' })], { allOrNone: true }, first);
    assert.deepEqual(problems(saved), []);
    first.transaction.commit();
    const [row] = queries(other).query(locked, {}, scope, { apex: true }).records;
    assert.equal(row?.values['Name'], 'b');
    second.rollback();
    other.close();
  });
});

describe('Apex that meets a lock', () => {
  it('catches a QueryException from FOR UPDATE and a DmlException from a statement', () => {
    const apexOrg = openApexOrg();
    const { store } = apexOrg.engine;
    const holder = openStore(store.path);
    try {
      store.exec('PRAGMA busy_timeout = 50');
      holder.exec('BEGIN IMMEDIATE');
      const said = apexOrg.run(`
        try { List<Account> held = [SELECT Id FROM Account FOR UPDATE]; } catch (QueryException e) { System.debug(e.getMessage()); }
        try { insert new Account(Name = 'A'); } catch (DmlException e) { System.debug(e.getDmlStatusCode(0)); }`);
      assert.deepEqual(said, [
        'Record Currently Unavailable: The record you are attempting to edit, or one of its related records, is currently being modified by another user. Please try again.',
        'UNABLE_TO_LOCK_ROW',
      ]);
      holder.exec('ROLLBACK');
      assert.deepEqual(apexOrg.run("insert new Account(Name = 'A'); System.debug('saved');"), ['saved']);
    } finally {
      holder.close();
      apexOrg.close();
    }
  });
});
