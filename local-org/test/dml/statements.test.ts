import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { dmlUsage } from '../../src/dml/index.ts';
import { OrgError } from '../../src/engine/errors.ts';
import type { Scope } from '../../src/engine/ports.ts';
import type { SObjectRecord } from '../../src/engine/records.ts';
import { all, api, some, invoiceOrg, invoicing } from './invoices.ts';
import { problems, record, savedId } from './org.ts';
import type { TestOrg } from './org.ts';

let org: TestOrg;
beforeEach(() => {
  org = invoiceOrg();
});
const { insert, update, invoice, stored } = invoicing(() => org);

describe('partial success', () => {
  const lines = (): {
    readonly id: string;
    readonly records: readonly SObjectRecord[];
    readonly bad: readonly number[];
  } => {
    const id = invoice();
    const bad = [3, 17, 50, 51, 99, 150, 199];
    const records = Array.from({ length: 200 }, (_, index) =>
      record('Line__c', { Name: `L${index}`, Invoice__c: id, Amount__c: bad.includes(index) ? -1 : index + 1 }),
    );
    return { id, records, bad };
  };

  it('saves 193 of 200 when 7 are bad, and runs the triggers again without them', () => {
    org.triggers.on('Line__c', 'BEFORE_INSERT', () => undefined);
    org.triggers.on('Line__c', 'AFTER_INSERT', () => undefined);
    const { id, records, bad } = lines();
    const results = insert(records, some);
    assert.deepEqual(
      results.flatMap((result, index) => (result.success ? [] : [index])),
      bad,
    );
    assert.equal(org.rows('Line__c').length, 193);
    assert.equal(stored('Invoice__c', id)?.values['Lines__c'], 193);
    // Apex Developer Guide, "Bulk DML Exception Handling": a second attempt with the records that had no errors.
    assert.deepEqual(org.triggers.log, [
      'Line__c BEFORE_INSERT 200',
      'Line__c AFTER_INSERT 193',
      'Line__c BEFORE_INSERT 193',
      'Line__c AFTER_INSERT 193',
    ]);
  });

  it('with all-or-none saves nothing and says so for the good ones', () => {
    const { records, bad } = lines();
    assert.deepEqual(
      insert(records).filter((result) => result.errors.length > 0).length,
      bad.length,
      'Apex hears of the bad ones only',
    );
    const results = insert(records, api);
    assert.equal(org.rows('Line__c').length, 0);
    assert.equal(results[3]?.errors[0]?.statusCode, 'FIELD_CUSTOM_VALIDATION_EXCEPTION');
    assert.equal(
      results.filter((result) => result.errors[0]?.statusCode === 'ALL_OR_NONE_OPERATION_ROLLED_BACK').length,
      200 - bad.length,
    );
  });

  it('gives up after three attempts when triggers keep refusing', () => {
    org.triggers.on('Payer__c', 'AFTER_INSERT', () => new Map([[0, [{ statusCode: 'X', message: 'no', fields: [] }]]]));
    const records = ['a', 'b', 'c', 'd'].map((Name) => record('Payer__c', { Name }));
    assert.throws(
      () => insert(records, some),
      /Too many batch retries in the presence of Apex triggers and partial failures/,
    );
    assert.equal(org.rows('Payer__c').length, 0);
  });
});

describe('triggers', () => {
  it('run in chunks of 200', () => {
    org.triggers.on('Payer__c', 'BEFORE_INSERT', () => undefined);
    insert(Array.from({ length: 450 }, (_, index) => record('Payer__c', { Name: `P${index}` })));
    assert.deepEqual(org.triggers.log, [
      'Payer__c BEFORE_INSERT 200',
      'Payer__c BEFORE_INSERT 200',
      'Payer__c BEFORE_INSERT 50',
    ]);
  });

  it('before the save change what is saved, and what they set is validated', () => {
    org.triggers.on('Invoice__c', 'BEFORE_INSERT', (rows) => {
      for (const row of rows ?? []) row.values['Number__c'] = ' N1 ';
      return undefined;
    });
    assert.equal(stored('Invoice__c', invoice())?.values['Number__c'], 'N1');
    org.triggers.on('Invoice__c', 'BEFORE_INSERT', (rows) => {
      for (const row of rows ?? []) row.values['Status__c'] = 'Nonsense';
      return undefined;
    });
    assert.match(problems(insert([record('Invoice__c', {})])[0])[0] ?? '', /^INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST/);
  });

  it('see the values of formula fields and, after an update, old and new', () => {
    const id = invoice();
    insert([record('Line__c', { Invoice__c: id, Amount__c: 2000 })]);
    let seen: unknown;
    org.triggers.on('Invoice__c', 'AFTER_UPDATE', (rows, old) => {
      seen = [old?.[0]?.values['Status__c'], rows?.[0]?.values['Status__c'], rows?.[0]?.values['Large__c']];
      return undefined;
    });
    update([record('Invoice__c', { Id: id, Status__c: 'Sent' })]);
    assert.deepEqual(seen, ['New', 'Sent', true]);
  });

  it('whose Apex throws fail every row of the chunk and undo what they wrote', () => {
    org.triggers.on('Invoice__c', 'AFTER_INSERT', (_rows, _old, scope) => {
      org.dml.insert([record('Payer__c', { Name: 'side effect' })], all, scope);
      throw new OrgError(
        'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
        'InvoiceTrigger: execution of AfterInsert\n\ncaused by: boom',
      );
    });
    const results = insert([record('Invoice__c', {}), record('Invoice__c', {})], some);
    assert.deepEqual(
      results.map((result) => result.errors[0]?.statusCode),
      ['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY'],
    );
    assert.deepEqual([org.rows('Invoice__c').length, org.rows('Payer__c').length], [0, 0]);
  });

  it('may recurse sixteen levels deep and no deeper', () => {
    let depth = 0;
    org.triggers.on('Payer__c', 'AFTER_INSERT', (_rows, _old, scope) => {
      depth += 1;
      const [result] = org.dml.insert([record('Payer__c', { Name: `level ${depth}` })], all, scope);
      if (result?.success === false)
        throw new OrgError('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', problems(result)[0] ?? '');
      return undefined;
    });
    const [result] = insert([record('Payer__c', { Name: 'top' })]);
    assert.match(problems(result)[0] ?? '', /maximum trigger depth exceeded\nPayer__c trigger event AfterInsert/);
    assert.equal(depth, 16);
    assert.equal(org.rows('Payer__c').length, 0);
  });
});

describe('roll-up summaries', () => {
  it('follow insert, update, move, delete and undelete of the details', () => {
    const [first, second] = [invoice(), invoice()];
    const sums = (): unknown[] =>
      [first, second].map((id) =>
        ['Sum__c', 'Lines__c', 'Big_Lines__c'].map((name) => stored('Invoice__c', id)?.values[name]),
      );
    const ids = insert([10, 150].map((Amount__c) => record('Line__c', { Invoice__c: first, Amount__c }))).map(savedId);
    assert.deepEqual(sums(), [
      [160, 2, 1],
      [0, 0, 0],
    ]);
    update([record('Line__c', { Id: ids[0] ?? '', Amount__c: 100 })]);
    assert.deepEqual(sums(), [
      [250, 2, 2],
      [0, 0, 0],
    ]);
    update([record('Line__c', { Id: ids[1] ?? '', Invoice__c: second })]);
    assert.deepEqual(sums(), [
      [100, 1, 1],
      [150, 1, 1],
    ]);
    org.commit((scope) => org.dml.delete([ids[1] ?? ''], all, scope));
    assert.deepEqual(sums(), [
      [100, 1, 1],
      [0, 0, 0],
    ]);
    org.commit((scope) => org.dml.undelete([ids[1] ?? ''], all, scope));
    assert.deepEqual(sums(), [
      [100, 1, 1],
      [150, 1, 1],
    ]);
  });

  it('take the parent through its own save: its triggers run, its refusal refuses the detail', () => {
    const id = invoice();
    org.triggers.on(
      'Invoice__c',
      'BEFORE_UPDATE',
      (rows) =>
        new Map([
          [
            0,
            rows?.[0]?.values['Sum__c'] === 13 ? [{ statusCode: 'UNLUCKY', message: 'not thirteen', fields: [] }] : [],
          ],
        ]),
    );
    assert.deepEqual(problems(insert([record('Line__c', { Invoice__c: id, Amount__c: 13 })])[0]), [
      'UNLUCKY: not thirteen',
    ]);
    assert.equal(org.rows('Line__c').length, 0);
    assert.deepEqual(org.triggers.log, ['Invoice__c BEFORE_UPDATE 1']);
  });
});

describe('transactions', () => {
  it('a failed statement leaves nothing, the rest of the transaction stays', () => {
    org.commit((scope) => {
      org.dml.insert([record('Payer__c', { Name: 'stays' })], all, scope);
      org.dml.insert([record('Payer__c', { Name: 'goes' }), record('Payer__c', {})], all, scope);
    });
    assert.deepEqual(
      org.rows('Payer__c').map((row) => row.values['Name']),
      ['stays'],
    );
  });
  it('rolling back to a savepoint leaves no row, no roll-up, no history and no number used', () => {
    const before = invoice();
    org.commit((scope) => {
      const savepoint = scope.transaction.savepoint();
      const [made] = org.dml.insert([record('Invoice__c', {})], all, scope);
      org.dml.insert([record('Line__c', { Invoice__c: before, Amount__c: 4 })], all, scope);
      assert.equal(made?.success, true);
      scope.transaction.rollbackTo(savepoint);
    });
    assert.equal(stored('Invoice__c', before)?.values['Sum__c'], 0);
    assert.deepEqual(
      [org.rows('Invoice__c').length, org.rows('Line__c').length, org.rows('Invoice__History').length],
      [1, 0, 1],
    );
    assert.equal(stored('Invoice__c', invoice())?.values['Name'], 'I-0008');
  });
  it('counts statements and rows of Apex, not of the API, and does not uncount on rollback', () => {
    const scope: Scope & { readonly transaction: { rollback(): void } } = org.scope();
    org.dml.insert([record('Payer__c', { Name: 'a' }), record('Payer__c', { Name: 'b' })], all, scope);
    org.dml.insert([record('Payer__c', { Name: 'c' })], api, scope);
    org.dml.insert([record('Payer__c', {})], all, scope);
    assert.deepEqual({ ...dmlUsage(scope.transaction) }, { ...dmlUsage(scope.transaction), statements: 2, rows: 3 });
    scope.transaction.rollback();
  });
  it('setup and other objects do not mix in one transaction', () => {
    assert.throws(
      () =>
        org.commit((scope) => {
          org.dml.insert([record('Payer__c', { Name: 'a' })], all, scope);
          org.dml.insert([record('UserRole', { Name: 'r' })], all, scope);
        }),
      {
        code: 'MIXED_DML_OPERATION',
        message:
          'DML operation on setup object is not permitted after you have updated a non-setup object (or vice versa): UserRole, original object: Payer__c',
      },
    );
  });
});
