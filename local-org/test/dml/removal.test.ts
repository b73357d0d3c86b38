import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { DmlOptions } from '../../src/engine/ports.ts';
import { problems, record, savedId, testOrg, testUser } from './org.ts';
import type { TestOrg } from './org.ts';
import { sampleSchema } from './sample-schema.ts';

const all: DmlOptions = { allOrNone: true };
let org: TestOrg;
beforeEach(() => {
  org = testOrg(sampleSchema);
  org.store.run('INSERT INTO User (Id, Name, IsActive) VALUES (?, ?, 1)', testUser.userId, 'Tester');
});
type Fields = Parameters<typeof record>[1];
const insert = (type: string, values: Fields): string =>
  savedId(org.commit((scope) => org.dml.insert([record(type, values)], all, scope))[0]);
const remove = (...ids: string[]): readonly string[] =>
  org.commit((scope) => org.dml.delete(ids, { allOrNone: true, fromApi: true }, scope)).flatMap(problems);
const restore = (...ids: string[]): readonly string[] =>
  org.commit((scope) => org.dml.undelete(ids, all, scope)).flatMap(problems);
const value = (type: string, id: string, name: string): unknown => org.rows(type, `Id = '${id}'`)[0]?.values[name];

describe('delete', () => {
  it('takes the details along without running their triggers, and brings them back', () => {
    const invoice = insert('Invoice__c', {});
    const line = insert('Line__c', { Invoice__c: invoice, Amount__c: 5 });
    for (const name of ['Line__c', 'Invoice__c']) {
      for (const event of ['BEFORE_DELETE', 'AFTER_DELETE', 'AFTER_UNDELETE'] as const)
        org.triggers.on(name, event, () => undefined);
    }
    assert.deepEqual(remove(invoice), []);
    assert.deepEqual([value('Invoice__c', invoice, 'IsDeleted'), value('Line__c', line, 'IsDeleted')], [true, true]);
    assert.deepEqual(restore(invoice), []);
    assert.deepEqual([value('Invoice__c', invoice, 'IsDeleted'), value('Line__c', line, 'IsDeleted')], [false, false]);
    assert.deepEqual(org.triggers.log, [
      'Invoice__c BEFORE_DELETE 1',
      'Invoice__c AFTER_DELETE 1',
      'Invoice__c AFTER_UNDELETE 1',
    ]);
  });

  it('clears lookups to the record, and undelete sets them again', () => {
    const payer = insert('Payer__c', { Name: 'P' });
    const invoice = insert('Invoice__c', { Payer__c: payer });
    remove(payer);
    assert.equal(value('Invoice__c', invoice, 'Payer__c'), null);
    restore(payer);
    assert.equal(value('Invoice__c', invoice, 'Payer__c'), payer);
  });

  it('is refused while a restricting child exists', () => {
    const invoice = insert('Invoice__c', {});
    insert('Reminder__c', { Invoice__c: invoice, Name: 'R1' });
    assert.deepEqual(remove(invoice), [
      'DELETE_FAILED: Your attempt to delete I-0007 could not be completed because it is associated with the following reminder__cs.: R1',
    ]);
    assert.equal(value('Invoice__c', invoice, 'IsDeleted'), false);
  });

  it('can be refused by a trigger with all-or-none undoing the others', () => {
    const [first, second] = [insert('Payer__c', { Name: 'a' }), insert('Payer__c', { Name: 'b' })];
    org.triggers.on(
      'Payer__c',
      'BEFORE_DELETE',
      () => new Map([[1, [{ statusCode: 'NO', message: 'never', fields: [] }]]]),
    );
    assert.deepEqual(remove(first, second), [
      'ALL_OR_NONE_OPERATION_ROLLED_BACK: Record rolled back because not all records were valid and the request was using AllOrNone header',
      'NO: never',
    ]);
    assert.equal(value('Payer__c', first, 'IsDeleted'), false);
  });

  it('knows deleted and unknown records apart', () => {
    const payer = insert('Payer__c', { Name: 'a' });
    remove(payer);
    assert.deepEqual(remove(payer), ['ENTITY_IS_DELETED: entity is deleted']);
    assert.deepEqual(restore(insert('Payer__c', { Name: 'b' })), ['UNDELETE_FAILED: Entity is not in the recycle bin']);
  });

  it('needs the right to delete the record in user mode', () => {
    const payer = insert('Payer__c', { Name: 'a' });
    org.security.levels.set(payer, 'Edit');
    const [result] = org.commit((scope) => org.dml.delete([payer], all, scope), 'user');
    assert.deepEqual(problems(result), ['INSUFFICIENT_ACCESS_OR_READONLY: insufficient access rights on object id']);
  });
});
