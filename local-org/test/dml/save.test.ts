import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { Scope } from '../../src/engine/ports.ts';
import type { SaveResult, SObjectRecord } from '../../src/engine/records.ts';
import { idAt } from '../../src/store/index.ts';
import { all, api, some, invoiceOrg, invoicing } from './invoices.ts';
import { problems, record, savedId, testUser } from './org.ts';
import type { TestOrg } from './org.ts';

let org: TestOrg;
beforeEach(() => {
  org = invoiceOrg();
});
const { insert, update, invoice, stored } = invoicing(() => org);

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

  // Help, "Useful Default Field Value Formulas", Maximum Discount Rate: 0.25 is a discount rate of 25%.
  it('gets 25 in a percent field whose default formula yields 0.25', () => {
    assert.equal(stored('Invoice__c', invoice())?.values['Rate__c'], 25);
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
