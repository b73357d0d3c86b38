import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { DmlOptions } from '../../src/engine/ports.ts';
import type { SaveResult, SObjectRecord } from '../../src/engine/records.ts';
import { problems, record, savedId, testUser } from './org.ts';
import type { TestOrg } from './org.ts';
import { ids, standardOrg } from './standard-org.ts';

const all: DmlOptions = { allOrNone: true };
let org: TestOrg;
beforeEach(() => {
  org = standardOrg();
});

type Fields = Parameters<typeof record>[1];
const insert = (type: string, values: Fields): SaveResult | undefined =>
  org.commit((scope) => org.dml.insert([record(type, values)], all, scope))[0];
const update = (type: string, values: Fields): SaveResult | undefined =>
  org.commit((scope) => org.dml.update([record(type, values)], all, scope))[0];
const stored = (name: string, id: unknown): SObjectRecord['values'] =>
  org.rows(name, `Id = '${String(id)}'`)[0]?.values ?? {};

const person = { LastName: 'Muster', FirstName: 'Maria', PersonEmail: 'maria@example.com', Can_Sign__pc: true };

describe('a person account', () => {
  it('is one record seen as Account and as Contact', () => {
    const id = savedId(insert('Account', { ...person, Salutation: 'Ms.', RecordTypeId: ids.residential }));
    const account = stored('Account', id);
    assert.deepEqual(
      [account['Name'], account['IsPersonAccount'], account['RecordTypeId']],
      ['Maria Muster', true, ids.residential],
    );
    const contact = stored('Contact', account['PersonContactId']);
    assert.deepEqual(
      ['AccountId', 'FirstName', 'LastName', 'Salutation', 'Name', 'Email', 'Can_Sign__c', 'IsPersonAccount'].map(
        (name) => contact[name],
      ),
      [id, 'Maria', 'Muster', 'Ms.', 'Maria Muster', 'maria@example.com', true, true],
    );
    assert.equal(org.rows('AccountContactRelation').length, 0);
  });

  it('is chosen by a last name without a record type', () => {
    assert.equal(stored('Account', savedId(insert('Account', person)))['IsPersonAccount'], true);
  });

  it('keeps its contact in step when it changes', () => {
    const id = savedId(insert('Account', person));
    update('Account', { Id: id, LastName: 'Neu', PersonEmail: null });
    const account = stored('Account', id);
    const contact = stored('Contact', account['PersonContactId']);
    assert.deepEqual([account['Name'], contact['Name'], contact['Email']], ['Maria Neu', 'Maria Neu', null]);
  });

  it('needs a last name, has no name of its own, and a business has no last name', () => {
    assert.deepEqual(problems(insert('Account', { RecordTypeId: ids.residential, FirstName: 'Maria' })), [
      'REQUIRED_FIELD_MISSING: Required fields are missing: [LastName]',
    ]);
    assert.match(
      problems(insert('Account', { ...person, Name: 'X' }))[0] ?? '',
      /^INVALID_FIELD_FOR_INSERT_UPDATE: Account: bad field names on insert\/update call: Name$/,
    );
    assert.match(
      problems(insert('Account', { Name: 'Agentur', LastName: 'X', RecordTypeId: ids.agency }))[0] ?? '',
      /bad field names on insert\/update call: LastName$/,
    );
  });

  it('goes to the recycle bin and comes back with its contact', () => {
    const id = savedId(insert('Account', person));
    const contactId = stored('Account', id)['PersonContactId'];
    org.commit((scope) => org.dml.delete([id], all, scope));
    assert.deepEqual([stored('Account', id)['IsDeleted'], stored('Contact', contactId)['IsDeleted']], [true, true]);
    org.commit((scope) => org.dml.undelete([id], all, scope));
    assert.deepEqual([stored('Account', id)['IsDeleted'], stored('Contact', contactId)['IsDeleted']], [false, false]);
  });
});

describe('a contact of a business account', () => {
  it('gets a direct relation to its account, which follows it', () => {
    const first = savedId(insert('Account', { Name: 'Nord' }));
    const second = savedId(insert('Account', { Name: 'Süd' }));
    const contact = savedId(insert('Contact', { LastName: 'Kontakt', FirstName: 'Kim', AccountId: first }));
    const relations = (): unknown[] =>
      org
        .rows('AccountContactRelation')
        .map(({ values }) => [values['AccountId'], values['IsDirect'], values['IsActive']]);
    assert.equal(stored('Contact', contact)['Name'], 'Kim Kontakt');
    assert.deepEqual(relations(), [[first, true, true]]);
    update('Contact', { Id: contact, AccountId: second });
    assert.deepEqual(relations(), [[second, true, true]]);
    assert.match(
      problems(insert('AccountContactRelation', { AccountId: second, ContactId: contact }))[0] ?? '',
      /^DUPLICATE_VALUE/,
    );
    savedId(insert('AccountContactRelation', { AccountId: first, ContactId: contact }));
    assert.deepEqual(relations(), [
      [second, true, true],
      [first, false, true],
    ]);
  });
});

describe('a contract', () => {
  const draft = (): string => {
    const account = savedId(insert('Account', { Name: 'Property' }));
    return savedId(insert('Contract', { AccountId: account, StartDate: '2026-08-31', ContractTerm: 6 }));
  };

  it('starts as a draft with a number, and ends the day before its term is over', () => {
    const values = stored('Contract', draft());
    assert.deepEqual(
      ['Status', 'StatusCode', 'ContractNumber', 'EndDate'].map((name) => values[name]),
      ['Draft', 'Draft', '00000100', '2027-02-27'],
    );
  });

  it('cannot be created active; activation by update stamps who and when; there is no way back', () => {
    const account = savedId(insert('Account', { Name: 'Property' }));
    assert.deepEqual(problems(insert('Contract', { AccountId: account, Status: 'Activated' })), [
      'INVALID_STATUS: Choose a valid contract status and save your changes. Ask your admin for details.',
    ]);
    const id = draft();
    assert.equal(update('Contract', { Id: id, Status: 'Activated' })?.success, true);
    const values = stored('Contract', id);
    assert.deepEqual(
      ['StatusCode', 'ActivatedDate', 'ActivatedById'].map((name) => values[name]),
      ['Activated', '2026-06-30T10:00:00.000Z', testUser.userId],
    );
    assert.equal(update('Contract', { Id: id, Status: 'Draft' })?.errors[0]?.statusCode, 'INVALID_STATUS');
  });

  // Help, "Deleting Accounts": contracts go along "if they're not activated".
  it('goes with its account while it is not activated, and keeps it from being deleted afterwards', () => {
    const remove = (account: string): readonly string[] =>
      problems(org.commit((scope) => org.dml.delete([account], all, scope))[0]);
    const first = draft();
    assert.deepEqual(remove(stored('Contract', first)['AccountId'] as string), []);
    assert.equal(stored('Contract', first)['IsDeleted'], true);
    const second = draft();
    update('Contract', { Id: second, Status: 'Activated' });
    assert.deepEqual(remove(stored('Contract', second)['AccountId'] as string), [
      'DELETE_FAILED: Your attempt to delete Property could not be completed because it is associated with the following contracts.: 00000101',
    ]);
  });
});

describe('a user', () => {
  const base = {
    LastName: 'Partner',
    FirstName: 'Pat',
    Alias: 'pat',
    Email: 'pat@example.com',
    Username: 'pat@unified-power.example',
    TimeZoneSidKey: 'Europe/Berlin',
    LocaleSidKey: 'de_DE',
    LanguageLocaleKey: 'en_US',
    EmailEncodingKey: 'UTF-8',
  };

  it('is named by first and last name, is active, and has the type of its profile', () => {
    const values = stored('User', savedId(insert('User', { ...base, ProfileId: ids.administrator })));
    assert.deepEqual(
      ['Name', 'IsActive', 'UserType'].map((name) => values[name]),
      ['Pat Partner', true, 'Standard'],
    );
  });

  it('has a user name of its own in the form of an address', () => {
    savedId(insert('User', { ...base, ProfileId: ids.administrator }));
    assert.match(
      problems(insert('User', { ...base, ProfileId: ids.administrator }))[0] ?? '',
      /^DUPLICATE_USERNAME: Duplicate Username\./,
    );
    assert.match(
      problems(insert('User', { ...base, Username: 'pat', ProfileId: ids.administrator }))[0] ?? '',
      /must be in the form of an email address/,
    );
  });

  it('of a partner profile needs a contact, a partner account, and an account owner with a role', () => {
    const partner = { ...base, ProfileId: ids.partnerProfile };
    assert.deepEqual(problems(insert('User', partner)), [
      'INVALID_CROSS_REFERENCE_KEY: Cannot create a portal user without contact',
    ]);
    const account = savedId(insert('Account', { Name: 'Agentur Nord' }));
    const ContactId = savedId(insert('Contact', { LastName: 'Partner', AccountId: account }));
    assert.deepEqual(problems(insert('User', { ...partner, ContactId })), [
      'UNKNOWN_EXCEPTION: portal account owner must have a role',
    ]);
    org.store.run('UPDATE User SET UserRoleId = ? WHERE Id = ?', ids.ownerRole, testUser.userId);
    assert.match(problems(insert('User', { ...partner, ContactId }))[0] ?? '', /must be enabled as a partner account/);
    update('Account', { Id: account, IsPartner: true });
    const id = savedId(insert('User', { ...partner, ContactId }));
    const values = stored('User', id);
    assert.deepEqual(
      ['AccountId', 'UserType', 'IsPortalEnabled'].map((name) => values[name]),
      [account, 'PowerPartner', true],
    );
    update('User', { Id: id, IsPortalEnabled: false });
    const disabled = stored('User', id);
    assert.deepEqual([disabled['ContactId'], disabled['AccountId']], [null, null]);
  });
});

describe('custom metadata and computed objects', () => {
  it('are refused', () => {
    assert.throws(() => insert('ContractHistory', {}), {
      code: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
      message: 'entity type cannot be inserted: ContractHistory',
    });
  });
});

describe('Lead', () => {
  it('is called by its first and last name, also after one of them has changed', () => {
    const id = savedId(insert('Lead', { FirstName: 'Jan', LastName: 'Novák', Company: 'Novák s.r.o.' }));
    assert.equal(stored('Lead', id)['Name'], 'Jan Novák');
    savedId(update('Lead', { Id: id, LastName: 'Nový' }));
    assert.equal(stored('Lead', id)['Name'], 'Jan Nový');
  });
});
