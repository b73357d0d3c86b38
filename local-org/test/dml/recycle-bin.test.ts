/**
 * What delete takes along and undelete brings back. Sources: Apex Developer Guide, "Deleting Records", "Restoring Deleted Records",
 * "Undelete Operation"; Help, "Considerations for Object Relationships", "Deleting Accounts"; Apex Reference, Database.emptyRecycleBin.
 */
import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { DmlOptions } from '../../src/engine/ports.ts';
import { idAt } from '../../src/store/index.ts';
import { problems, record, savedId, testOrg, testUser } from './org.ts';
import type { TestOrg } from './org.ts';
import { sampleSchema } from './sample-schema.ts';
import { ids, standardOrg } from './standard-org.ts';

const all: DmlOptions = { allOrNone: true };
let org: TestOrg;
type Fields = Parameters<typeof record>[1];
const insert = (type: string, values: Fields): string =>
  savedId(org.commit((scope) => org.dml.insert([record(type, values)], all, scope))[0]);
const run = (
  verb: 'delete' | 'undelete' | 'emptyRecycleBin',
  given: readonly string[],
  mode: 'system' | 'user' = 'system',
): readonly string[] => org.commit((scope) => org.dml[verb](given, all, scope), mode).flatMap(problems);
const value = (type: string, id: string, name: string): unknown => org.rows(type, `Id = '${id}'`)[0]?.values[name];

describe('records of custom objects', () => {
  beforeEach(() => {
    org = testOrg(sampleSchema);
    org.store.run('INSERT INTO User (Id, Name, IsActive) VALUES (?, ?, 1)', testUser.userId, 'Tester');
  });

  it('keep a lookup that was set anew while its record lay in the recycle bin', () => {
    const [first, second] = ['a', 'b'].map((Name) => insert('Payer__c', { Name }));
    assert.ok(first && second);
    const invoice = insert('Invoice__c', { Payer__c: first });
    run('delete', [first]);
    org.commit((scope) => org.dml.update([record('Invoice__c', { Id: invoice, Payer__c: second })], all, scope));
    run('undelete', [first]);
    assert.equal(value('Invoice__c', invoice, 'Payer__c'), second);
  });

  it('come back without a lookup to a record that is still in the bin', () => {
    const payer = insert('Payer__c', { Name: 'a' });
    const invoice = insert('Invoice__c', { Payer__c: payer });
    run('delete', [invoice]);
    run('delete', [payer]);
    assert.deepEqual(run('undelete', [invoice]), []);
    assert.equal(value('Invoice__c', invoice, 'Payer__c'), null);
  });

  it('cannot come back alone when they went with their master', () => {
    const invoice = insert('Invoice__c', {});
    const line = insert('Line__c', { Invoice__c: invoice, Amount__c: 5 });
    run('delete', [invoice]);
    assert.deepEqual(run('undelete', [line]), ['UNDELETE_FAILED: Entity is not in the recycle bin']);
    assert.equal(value('Line__c', line, 'IsDeleted'), true);
  });

  it('cannot come back when they were deleted before their master was', () => {
    const invoice = insert('Invoice__c', {});
    const line = insert('Line__c', { Invoice__c: invoice, Amount__c: 5 });
    run('delete', [line]);
    run('delete', [invoice]);
    assert.deepEqual(run('undelete', [line]), ['UNDELETE_FAILED: Entity is not in the recycle bin']);
    assert.deepEqual(run('undelete', [invoice]), []);
    assert.deepEqual([value('Line__c', line, 'IsDeleted'), value('Invoice__c', invoice, 'Sum__c')], [true, 0]);
  });

  it('count in the roll-ups of their master again', () => {
    const invoice = insert('Invoice__c', {});
    const line = insert('Line__c', { Invoice__c: invoice, Amount__c: 5 });
    run('delete', [line]);
    assert.equal(value('Invoice__c', invoice, 'Sum__c'), 0);
    run('undelete', [line]);
    assert.equal(value('Invoice__c', invoice, 'Sum__c'), 5);
  });

  it('cannot come back when another record took their unique value', () => {
    const first = insert('Invoice__c', { Number__c: 'N1' });
    run('delete', [first]);
    const second = insert('Invoice__c', { Number__c: 'N1' });
    assert.deepEqual(run('undelete', [first]), [
      `DUPLICATE_VALUE: duplicate value found: Number__c duplicates value on record with id: ${second}`,
    ]);
    assert.equal(value('Invoice__c', first, 'IsDeleted'), true);
  });

  it('are gone already when a statement names their master first', () => {
    const invoice = insert('Invoice__c', {});
    const line = insert('Line__c', { Invoice__c: invoice, Amount__c: 5 });
    assert.deepEqual(run('delete', [invoice, line]), ['ENTITY_IS_DELETED: entity is deleted']);
    assert.equal(value('Invoice__c', invoice, 'IsDeleted'), false);
    assert.deepEqual(run('delete', [line, invoice]), []);
  });

  it('need the right to delete them, to be restored in user mode', () => {
    const payer = insert('Payer__c', { Name: 'a' });
    run('delete', [payer]);
    org.security.levels.set(payer, 'Edit');
    assert.deepEqual(run('undelete', [payer], 'user'), [
      'INSUFFICIENT_ACCESS_OR_READONLY: insufficient access rights on object id',
    ]);
  });

  it('are gone for good, with what went along, when the bin is emptied', () => {
    const invoice = insert('Invoice__c', {});
    const line = insert('Line__c', { Invoice__c: invoice, Amount__c: 5 });
    assert.deepEqual(run('emptyRecycleBin', [invoice]), ['UNDELETE_FAILED: Entity is not in the recycle bin']);
    run('delete', [invoice]);
    assert.deepEqual(run('emptyRecycleBin', [invoice]), []);
    assert.deepEqual([org.rows('Invoice__c').length, org.rows('Line__c', `Id = '${line}'`).length], [0, 0]);
    assert.deepEqual(run('undelete', [invoice]), ['INVALID_CROSS_REFERENCE_KEY: invalid cross reference id']);
  });
});

describe('records of standard objects', () => {
  beforeEach(() => {
    org = standardOrg();
  });

  it('get back parent accounts, parent cases and managers, but not other standard lookups', () => {
    const account = insert('Account', { Name: 'Nord' });
    const branch = insert('Account', { Name: 'Nord 2', ParentId: account });
    const manager = insert('Contact', { LastName: 'Chef' });
    const report = insert('Contact', { LastName: 'Azubi', ReportsToId: manager });
    const contract = insert('Contract', { AccountId: branch, CustomerSignedId: manager });
    run('delete', [account]);
    run('delete', [manager]);
    assert.deepEqual([value('Account', branch, 'ParentId'), value('Contact', report, 'ReportsToId')], [null, null]);
    run('undelete', [account]);
    run('undelete', [manager]);
    assert.deepEqual(
      [value('Account', branch, 'ParentId'), value('Contact', report, 'ReportsToId')],
      [account, manager],
    );
    assert.equal(value('Contract', contract, 'CustomerSignedId'), null);
  });

  it('are kept by their cases, also by those of what would be deleted with them', () => {
    const account = insert('Account', { Name: 'Nord' });
    const contact = insert('Contact', { LastName: 'Kim', AccountId: account });
    insert('Case', { Subject: 'x', ContactId: contact });
    const message =
      'DELETE_FAILED: Your attempt to delete Nord could not be completed because it is associated with the following cases.: 00000100';
    assert.deepEqual(run('delete', [account]), [message]);
    assert.deepEqual(run('delete', [contact]), [message.replace('Nord', 'Kim')]);
    assert.deepEqual([value('Account', account, 'IsDeleted'), value('Contact', contact, 'IsDeleted')], [false, false]);
  });

  it('are kept by opportunities of other people and by contacts with a portal user', () => {
    const account = insert('Account', { Name: 'Nord' });
    const deal = insert('Opportunity', {
      ...{ Name: 'Strom', AccountId: account, StageName: 'Prospecting', CloseDate: '2026-07-01' },
    });
    org.store.run('UPDATE Opportunity SET OwnerId = ? WHERE Id = ?', idAt('005', 77), deal);
    const kept = 'DELETE_FAILED: Your attempt to delete Nord could not be completed because it is associated with the';
    assert.deepEqual(run('delete', [account]), [`${kept} following opportunities.: Strom`]);
    run('delete', [deal]);
    const contact = insert('Contact', { LastName: 'Kim', AccountId: account });
    org.store.run('UPDATE User SET ContactId = ?, IsPortalEnabled = 1', contact);
    assert.deepEqual(run('delete', [account]), [`${kept} following users.: Tester`]);
    org.store.run('UPDATE User SET IsPortalEnabled = 0');
    assert.deepEqual(run('delete', [account]), []);
  });

  it('take contacts, details and relations of an account along', () => {
    const account = insert('Account', { LastName: 'Muster', RecordTypeId: ids.residential });
    const visit = insert('Visit__c', { Name: '1', Account__c: account });
    assert.deepEqual(run('delete', [account]), []);
    assert.equal(value('Visit__c', visit, 'IsDeleted'), true);
    assert.deepEqual(run('undelete', [account]), []);
    assert.deepEqual([value('Visit__c', visit, 'IsDeleted'), value('Account', account, 'Visits__c')], [false, 1]);
  });
});

describe('setup and other objects in one transaction', () => {
  beforeEach(() => {
    org = standardOrg();
  });
  const role = { Id: ids.ownerRole, Name: 'Chief' };

  // Apex Developer Guide, "sObjects That Cannot Be Used Together in DML Operations".
  it('mix for users whose role is left alone, but not for roles', () => {
    org.commit((scope) => {
      org.dml.insert([record('Account', { Name: 'Nord' })], all, scope);
      const user = { Id: testUser.userId, Title: 'Chief' };
      assert.doesNotThrow(() => org.dml.update([record('User', user)], all, scope));
      assert.throws(
        () => org.dml.update([record('User', { Id: testUser.userId, IsActive: true })], all, scope),
        /User, original object: Account/,
      );
      assert.throws(() => org.dml.update([record('UserRole', role)], all, scope), { code: 'MIXED_DML_OPERATION' });
    });
  });

  it('do not mix the other way round either', () => {
    org.commit((scope) => {
      org.dml.update([record('UserRole', role)], all, scope);
      assert.throws(() => org.dml.insert([record('Account', { Name: 'Nord' })], all, scope), {
        code: 'MIXED_DML_OPERATION',
        message:
          'DML operation on setup object is not permitted after you have updated a non-setup object (or vice versa): Account, original object: UserRole',
      });
    });
  });
});
