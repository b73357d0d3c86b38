import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { dmlUsage } from '../../src/dml/index.ts';
import { OrgError } from '../../src/engine/errors.ts';
import type { DmlOptions, Scope } from '../../src/engine/ports.ts';
import type { SaveResult, SObjectRecord } from '../../src/engine/records.ts';
import { idAt } from '../../src/store/index.ts';
import { problems, record, savedId, testOrg, testUser } from './org.ts';
import type { TestOrg } from './org.ts';
import { sampleSchema } from './sample-schema.ts';

const all: DmlOptions = { allOrNone: true };
const some: DmlOptions = { allOrNone: false };
const api: DmlOptions = { allOrNone: true, fromApi: true };

let org: TestOrg;
beforeEach(() => {
  org = testOrg(sampleSchema);
  org.store.run('INSERT INTO User (Id, Name, IsActive) VALUES (?, ?, 1)', testUser.userId, 'Tester');
});

const insert = (records: readonly SObjectRecord[], options: DmlOptions = all): readonly SaveResult[] =>
  org.commit((scope) => org.dml.insert(records, options, scope));
const update = (records: readonly SObjectRecord[], options: DmlOptions = all): readonly SaveResult[] =>
  org.commit((scope) => org.dml.update(records, options, scope));
const invoice = (values: Record<string, string | number | null> = {}): string =>
  savedId(insert([record('Invoice__c', values)])[0]);
const stored = (name: string, id: string): SObjectRecord | undefined => org.rows(name, `Id = '${id}'`)[0];

describe('an inserted record', () => {
  it('gets system fields, owner, currency of the user, defaults, default formula and auto number', () => {
    const row = stored('Invoice__c', invoice());
    const { CreatedDate, CreatedById, LastModifiedDate, SystemModstamp, OwnerId, Status__c, Due__c, Name, Sum__c } =
      row?.values ?? {};
    assert.deepEqual(
      { CreatedDate, CreatedById, LastModifiedDate, SystemModstamp, OwnerId, Status__c, Due__c, Name, Sum__c },
      {
        CreatedDate: '2026-06-30T10:00:00.000Z',
        CreatedById: testUser.userId,
        LastModifiedDate: '2026-06-30T10:00:00.000Z',
        SystemModstamp: '2026-06-30T10:00:00.000Z',
        OwnerId: testUser.userId,
        Status__c: 'New',
        Due__c: '2026-07-14',
        Name: 'I-0007',
        Sum__c: 0,
      },
    );
  });

  it('keeps an explicit null instead of the default', () => {
    assert.equal(stored('Invoice__c', invoice({ Due__c: null, Status__c: null }))?.values['Due__c'], null);
  });

  it('is named after its id when a text name is left out', () => {
    const [line] = insert([record('Line__c', { Invoice__c: invoice(), Amount__c: 5 })]);
    assert.equal(stored('Line__c', savedId(line))?.values['Name'], savedId(line).slice(0, 15));
  });

  it('is trimmed and rounded half up to the scale of its fields', () => {
    const [line] = insert([record('Line__c', { Name: '  a  ', Invoice__c: invoice(), Amount__c: 1.005 })]);
    const row = stored('Line__c', savedId(line));
    assert.deepEqual([row?.values['Name'], row?.values['Amount__c']], ['a', 1.01]);
  });
});

describe('values from the API', () => {
  it('are coerced from JSON text by field type', () => {
    const [result] = insert([record('invoice__c', { due__c: '2026-05-01T00:00:00Z', number__c: 12 })], api);
    const row = stored('Invoice__c', savedId(result));
    assert.deepEqual([row?.values['Due__c'], row?.values['Number__c']], ['2026-05-01', '12']);
  });

  it('are refused as a whole request when a field does not exist', () => {
    assert.throws(() => insert([record('Invoice__c', { Nope__c: 1 })], api), {
      code: 'INVALID_FIELD',
      message: "No such column 'Nope__c' on sobject of type Invoice__c",
    });
  });

  it('are refused as a whole request when they do not fit the type', () => {
    assert.throws(() => insert([record('Invoice__c', { Due__c: '2026-02-30' })], api), { code: 'JSON_PARSER_ERROR' });
    assert.throws(() => insert([record('Line__c', { Amount__c: 'ten' })], api), {
      message: /Cannot deserialize instance of currency from VALUE_STRING value ten/,
    });
  });

  it('may not set computed or system fields', () => {
    const [result] = insert([record('Invoice__c', { Sum__c: 3, CreatedDate: '2020-01-01T00:00:00Z' })], api);
    const error = result?.errors[0];
    assert.deepEqual(
      [error?.statusCode, error?.fields],
      ['INVALID_FIELD_FOR_INSERT_UPDATE', ['Sum__c', 'CreatedDate']],
    );
  });

  it('may give a parent by its external id', () => {
    const payer = savedId(insert([record('Payer__c', { Name: 'P', Key__c: 'k1' })])[0]);
    const [result] = insert([record('Invoice__c', { Payer__r: record('Payer__c', { Key__c: 'k1' }) })], api);
    assert.equal(stored('Invoice__c', savedId(result))?.values['Payer__c'], payer);
    const [missing] = insert([record('Invoice__c', { Payer__r: record('Payer__c', { Key__c: 'zz' }) })], api);
    assert.deepEqual(problems(missing), [
      'INVALID_FIELD: Foreign key external ID: zz not found for field Key__c in entity Payer__c',
    ]);
  });
});

describe('system validation', () => {
  const refused = (values: Record<string, string | number | null>, type = 'Invoice__c'): readonly string[] =>
    problems(insert([record(type, values)])[0]);

  it('names all missing required fields in one error', () => {
    assert.deepEqual(refused({}, 'Payer__c'), ['REQUIRED_FIELD_MISSING: Required fields are missing: [Name]']);
    assert.deepEqual(refused({ Amount__c: 1 }, 'Line__c'), [
      'REQUIRED_FIELD_MISSING: Required fields are missing: [Invoice__c]',
    ]);
  });
  it("checks lengths, ranges, addresses and restricted picklists with the platform's words", () => {
    assert.deepEqual(refused({ Number__c: '12345678901' }), [
      'STRING_TOO_LONG: Number: data value too large: 12345678901 (max length=10)',
    ]);
    assert.deepEqual(refused({ Email__c: 'nobody' }), ['INVALID_EMAIL_ADDRESS: Email: invalid email address: nobody']);
    assert.deepEqual(refused({ Status__c: 'Lost' }), [
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: Status: bad value for restricted picklist field: Lost',
    ]);
    assert.deepEqual(refused({ Invoice__c: invoice(), Amount__c: 1e9 }, 'Line__c'), [
      'NUMBER_OUTSIDE_VALID_RANGE: Amount: value outside of valid range on numeric field: 1000000000',
    ]);
  });
  it('checks references: shape, object, existence, deletion', () => {
    const line = (id: string): readonly string[] => refused({ Invoice__c: id, Amount__c: 1 }, 'Line__c');
    assert.deepEqual(line('x'), ['MALFORMED_ID: Invoice: id value of incorrect type: x']);
    const payer = savedId(insert([record('Payer__c', { Name: 'P' })])[0]);
    assert.deepEqual(line(payer), [`FIELD_INTEGRITY_EXCEPTION: Invoice: id value of incorrect type: ${payer}`]);
    assert.deepEqual(line(idAt('a01', 999)), ['INVALID_CROSS_REFERENCE_KEY: invalid cross reference id']);
    const gone = invoice();
    org.commit((scope) => org.dml.delete([gone], all, scope));
    assert.deepEqual(line(gone), ['ENTITY_IS_DELETED: entity is deleted']);
  });
  it('refuses a second record with the same unique value, in the same statement or later', () => {
    const first = invoice({ Number__c: 'A1' });
    assert.deepEqual(refused({ Number__c: 'a1' }), [
      `DUPLICATE_VALUE: duplicate value found: Number__c duplicates value on record with id: ${first}`,
    ]);
    const results = insert(
      [record('Invoice__c', { Number__c: 'B1' }), record('Invoice__c', { Number__c: 'B1' })],
      some,
    );
    assert.deepEqual(
      results.map((result) => result.success),
      [true, false],
    );
    assert.match(problems(results[1])[0] ?? '', /duplicates value on record with id: <unknown>/);
  });
  it('refuses an inactive owner, custom metadata, and objects that are no objects', () => {
    org.store.run("INSERT INTO User (Id, Name, IsActive) VALUES (?, 'Gone', 0)", idAt('005', 9));
    assert.match(
      refused({ OwnerId: idAt('005', 9) })[0] ?? '',
      /^INACTIVE_OWNER_OR_USER: operation performed with inactive user/,
    );
    assert.throws(() => insert([record('Nope__c', {})]), { code: 'INVALID_TYPE' });
  });
  it('runs every validation rule and names the field it belongs to', () => {
    const [result] = insert([record('Invoice__c', { Status__c: 'Paid' })]);
    assert.deepEqual(result?.errors, [
      { statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'Who paid?', fields: ['Payer__c'] },
    ]);
  });
});

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

describe('field history', () => {
  it('gets a row for creation and one per changed tracked field', () => {
    const id = invoice();
    update([record('Invoice__c', { Id: id, Status__c: 'Sent', Number__c: 'x' })]);
    assert.deepEqual(
      org
        .rows('Invoice__History')
        .map(({ values }) => [values['ParentId'], values['Field'], values['OldValue'], values['NewValue']]),
      [
        [id, 'created', null, null],
        [id, 'Status__c', 'New', 'Sent'],
      ],
    );
  });
});

describe('update', () => {
  it('needs the id of a live record', () => {
    const gone = invoice();
    org.commit((scope) => org.dml.delete([gone], all, scope));
    const results = update(
      [record('Invoice__c', {}), record('Invoice__c', { Id: gone }), record('Invoice__c', { Id: idAt('a01', 999) })],
      some,
    );
    assert.deepEqual(
      results.map((result) => result.errors[0]?.statusCode),
      ['MISSING_ARGUMENT', 'ENTITY_IS_DELETED', 'INVALID_CROSS_REFERENCE_KEY'],
    );
  });
  it('takes the same id twice in one statement, one after the other', () => {
    const id = invoice();
    const results = update([
      record('Invoice__c', { Id: id, Number__c: '1' }),
      record('Invoice__c', { Id: id, Number__c: '2' }),
    ]);
    assert.deepEqual(
      results.map((result) => result.success),
      [true, true],
    );
    assert.equal(stored('Invoice__c', id)?.values['Number__c'], '2');
  });
});

describe('upsert', () => {
  const upsert = (records: readonly SObjectRecord[], options = all, key = 'Number__c'): readonly SaveResult[] =>
    org.commit((scope) => org.dml.upsert(records, key, options, scope));

  it('inserts what is new and updates what is there, and tells which', () => {
    const id = invoice({ Number__c: 'A' });
    const results = upsert([
      record('Invoice__c', { Number__c: 'B' }),
      record('Invoice__c', { Number__c: 'a', Status__c: 'Sent' }),
    ]);
    assert.deepEqual(
      results.map((result) => [result.success, result.created]),
      [
        [true, true],
        [true, false],
      ],
    );
    assert.equal(results[1]?.id, id);
    assert.equal(stored('Invoice__c', id)?.values['Status__c'], 'Sent');
  });
  it('undoes the updates when an insert fails under all-or-none', () => {
    const id = invoice({ Number__c: 'A' });
    const results = upsert(
      [
        record('Invoice__c', { Number__c: 'A', Status__c: 'Sent' }),
        record('Invoice__c', { Number__c: 'B', Status__c: 'Wrong' }),
      ],
      api,
    );
    assert.deepEqual(
      results.map((result) => result.errors[0]?.statusCode),
      ['ALL_OR_NONE_OPERATION_ROLLED_BACK', 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
    );
    assert.equal(stored('Invoice__c', id)?.values['Status__c'], 'New');
  });
  it('refuses an ambiguous key, a missing key and a field that is no key', () => {
    insert([record('Payer__c', { Name: 'a', Key__c: 'k' }), record('Payer__c', { Name: 'b', Key__c: 'k' })]);
    assert.equal(
      upsert([record('Payer__c', { Name: 'c', Key__c: 'k' })], all, 'Key__c')[0]?.errors[0]?.statusCode,
      'DUPLICATE_EXTERNAL_ID',
    );
    assert.equal(
      upsert([record('Payer__c', { Name: 'c' })], all, 'Key__c')[0]?.errors[0]?.statusCode,
      'MISSING_ARGUMENT',
    );
    assert.throws(() => upsert([record('Payer__c', { Name: 'c' })], all, 'Name'), { code: 'INVALID_FIELD' });
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

describe('user mode', () => {
  const asUser = <T>(work: (scope: Scope) => T): T => org.commit(work, 'user');

  it('refuses objects, fields and records the user may not write', () => {
    const id = invoice();
    org.security.readOnlyFields.add('Invoice__c.Number__c');
    const [field] = asUser((scope) => org.dml.insert([record('Invoice__c', { Number__c: '1' })], all, scope));
    assert.deepEqual(problems(field), [
      'INVALID_FIELD_FOR_INSERT_UPDATE: Operation failed due to fields being inaccessible on Sobject Invoice__c, check errors on Exception or Result!',
    ]);
    org.security.levels.set(id, 'Read');
    const change = (): SaveResult | undefined =>
      asUser((scope) => org.dml.update([record('Invoice__c', { Id: id, Status__c: 'Sent' })], all, scope))[0];
    assert.deepEqual(problems(change()), ['INSUFFICIENT_ACCESS_OR_READONLY: insufficient access rights on object id']);
    org.security.levels.set(id, 'None');
    assert.equal(change()?.errors[0]?.statusCode, 'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY');
    org.security.noObjects.add('Invoice__c');
    assert.throws(change, {
      code: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
      message: 'entity type cannot be updated: Invoice__c',
    });
  });

  it('needs access to the record a reference leads to: reading for a lookup, editing for a master', () => {
    const id = invoice();
    org.security.levels.set(id, 'Read');
    const [line] = asUser((scope) => org.dml.insert([record('Line__c', { Invoice__c: id, Amount__c: 1 })], all, scope));
    assert.deepEqual(problems(line), [
      `INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: insufficient access rights on cross-reference id: ${id}`,
    ]);
    const [reminder] = asUser((scope) => org.dml.insert([record('Reminder__c', { Invoice__c: id })], all, scope));
    assert.equal(reminder?.success, true);
  });

  it('lets a queried record carry fields it does not change', () => {
    const id = invoice({ Number__c: 'n' });
    org.security.readOnlyFields.add('Invoice__c.Number__c');
    const values = { ...(stored('Invoice__c', id)?.values as Record<string, string>), Status__c: 'Sent' };
    const [result] = asUser((scope) => org.dml.update([record('Invoice__c', values)], all, scope));
    assert.equal(result?.success, true);
  });
});
