/** Person accounts: writing their Contact row, and turning accounts into persons and back. The sources stand in `dml/objects/person-*.ts`. */
import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { DmlOptions } from '../../src/engine/ports.ts';
import type { SaveResult, SObjectRecord } from '../../src/engine/records.ts';
import { idAt } from '../../src/store/index.ts';
import { problems, record, savedId, testUser } from './org.ts';
import type { TestOrg } from './org.ts';
import { ids, standardOrg } from './standard-org.ts';

const all: DmlOptions = { allOrNone: true };
let org: TestOrg;
beforeEach(() => {
  org = standardOrg();
});

type Fields = Parameters<typeof record>[1];
const insert = (type: string, values: Fields): string =>
  savedId(org.commit((scope) => org.dml.insert([record(type, values)], all, scope))[0]);
const update = (type: string, values: Fields, options = all): SaveResult | undefined =>
  org.commit((scope) => org.dml.update([record(type, values)], options, scope))[0];
const refusal = (type: string, values: Fields): readonly string[] =>
  problems(org.commit((scope) => org.dml.insert([record(type, values)], all, scope))[0]);
const stored = (name: string, id: unknown): SObjectRecord['values'] =>
  org.rows(name, `Id = '${String(id)}'`)[0]?.values ?? {};
const person = (): string =>
  insert('Account', { LastName: 'Muster', FirstName: 'Maria', Phone: '1', RecordTypeId: ids.residential });
const contactOf = (id: string): string => {
  const contact = stored('Account', id)['PersonContactId'];
  assert.ok(typeof contact === 'string');
  return contact;
};

describe('the contact of a person account', () => {
  it('is changed by an update of the contact, which runs the triggers of the account only', () => {
    const events: string[] = [];
    for (const object of ['Account', 'Contact']) {
      for (const event of ['BEFORE_UPDATE', 'AFTER_UPDATE'] as const) {
        org.triggers.on(object, event, () => {
          events.push(`${object} ${event}`);
          return undefined;
        });
      }
    }
    const id = person();
    const contact = contactOf(id);
    const result = update('Contact', { Id: contact, LastName: 'Neu', Email: 'neu@example.com', Can_Sign__c: true });
    assert.deepEqual([savedId(result), events], [contact, ['Account BEFORE_UPDATE', 'Account AFTER_UPDATE']]);
    const account = stored('Account', id);
    assert.deepEqual(
      ['Name', 'PersonEmail', 'Can_Sign__pc'].map((name) => account[name]),
      ['Maria Neu', 'neu@example.com', true],
    );
    assert.deepEqual(
      [stored('Contact', contact)['Name'], stored('Contact', contact)['Can_Sign__c']],
      ['Maria Neu', true],
    );
  });

  it('takes what Apex queried and did not change, but neither a record type nor another account', () => {
    const [id, other] = [person(), insert('Account', { Name: 'Nord', RecordTypeId: ids.agency })];
    const contact = contactOf(id);
    const queried = { Id: contact, AccountId: id, Name: 'Maria Muster', IsPersonAccount: true };
    assert.deepEqual(problems(update('Contact', { ...queried, Email: 'm@example.com' })), []);
    assert.deepEqual(problems(update('Contact', { Id: contact, RecordTypeId: ids.agency })), [
      'INSUFFICIENT_ACCESS_OR_READONLY: insufficient access rights on object id',
    ]);
    assert.match(
      problems(update('Contact', { Id: contact, AccountId: other }))[0] ?? '',
      /^INVALID_FIELD_FOR_INSERT_UPDATE: Unable to create\/update fields: AccountId\./,
    );
  });

  it('needs the right to edit accounts', () => {
    const contact = contactOf(person());
    org.security.noObjects.add('Account');
    assert.throws(
      () =>
        org.commit((scope) => org.dml.update([record('Contact', { Id: contact, Email: null })], all, scope), 'user'),
      /entity type cannot be updated: Account/,
    );
  });

  it('cannot be deleted or merged by itself', () => {
    const [kept, gone] = [contactOf(person()), contactOf(person())];
    const words = 'INVALID_PERSON_ACCOUNT_OPERATION: cannot reference person contact';
    assert.deepEqual(problems(org.commit((scope) => org.dml.delete([gone], all, scope))[0]), [words]);
    const merged = org.commit((scope) => org.dml.merge(record('Contact', { Id: kept }), [gone], all, scope));
    assert.deepEqual(problems(merged), [words]);
  });

  it('takes no files: they are linked with the account', () => {
    const id = person();
    const ContentDocumentId = idAt('069', 1);
    org.store.run("INSERT INTO ContentDocument (Id, Title) VALUES (?, 'Bill')", ContentDocumentId);
    assert.deepEqual(refusal('ContentDocumentLink', { ContentDocumentId, LinkedEntityId: contactOf(id) }), [
      'INVALID_PERSON_ACCOUNT_OPERATION: cannot reference person contact',
    ]);
    assert.deepEqual(refusal('ContentDocumentLink', { ContentDocumentId, LinkedEntityId: id }), []);
  });

  it('is the only contact of its account, which stands in no hierarchy', () => {
    const [id, business] = [person(), insert('Account', { Name: 'Nord', RecordTypeId: ids.agency })];
    const words = ['INVALID_PERSON_ACCOUNT_OPERATION: cannot reference person account'];
    assert.deepEqual(refusal('Contact', { LastName: 'Zweit', AccountId: id }), words);
    assert.deepEqual(refusal('Account', { Name: 'Süd', ParentId: id, RecordTypeId: ids.agency }), words);
    assert.deepEqual(problems(update('Account', { Id: id, ParentId: business })), words);
  });
});

describe('a business account with one contact', () => {
  const couple = (): readonly [string, string] => {
    const account = insert('Account', { Name: 'Nord', Phone: '1', RecordTypeId: ids.agency });
    const contact = insert('Contact', {
      ...{ AccountId: account, FirstName: 'Maria', LastName: 'Muster', Email: 'maria@example.com' },
      ...{ Phone: '2', Description: 'alt', Can_Sign__c: true },
    });
    return [account, contact];
  };
  const convert = (account: string): readonly string[] =>
    problems(update('Account', { Id: account, RecordTypeId: ids.residential }));

  it('becomes a person account by its record type; the contact keeps its id and loses what the account has too', () => {
    const [id, contactId] = couple();
    assert.equal(org.rows('AccountContactRelation').length, 1);
    assert.deepEqual(convert(id), []);
    const account = stored('Account', id);
    assert.deepEqual(
      ['IsPersonAccount', 'PersonContactId', 'Name', 'LastName', 'PersonEmail', 'Phone', 'Can_Sign__pc'].map(
        (name) => account[name],
      ),
      [true, contactId, 'Maria Muster', 'Muster', 'maria@example.com', '1', true],
    );
    const contact = stored('Contact', contactId);
    assert.deepEqual(
      ['IsPersonAccount', 'AccountId', 'Phone', 'Description'].map((name) => contact[name]),
      [true, id, '1', null],
    );
    assert.equal(org.rows('AccountContactRelation').length, 0);
  });

  it('and back: the account keeps name and phone, the contact the rest, and is related to the account again', () => {
    const [id, contactId] = couple();
    convert(id);
    assert.deepEqual(problems(update('Account', { Id: id, RecordTypeId: ids.agency })), []);
    const account = stored('Account', id);
    assert.deepEqual(
      ['IsPersonAccount', 'PersonContactId', 'Name', 'LastName', 'PersonEmail', 'Phone', 'Can_Sign__pc'].map(
        (name) => account[name],
      ),
      [false, null, 'Maria Muster', null, null, '1', false],
    );
    const contact = stored('Contact', contactId);
    assert.deepEqual(
      ['IsPersonAccount', 'AccountId', 'LastName', 'Email', 'Can_Sign__c'].map((name) => contact[name]),
      [false, id, 'Muster', 'maria@example.com', true],
    );
    const [relation] = org.rows('AccountContactRelation');
    assert.deepEqual([relation?.values['ContactId'], relation?.values['IsDirect']], [contactId, true]);
  });

  it('takes no other change with it', () => {
    const [id] = couple();
    assert.deepEqual(problems(update('Account', { Id: id, RecordTypeId: ids.residential, Phone: '3' })), [
      'INVALID_FIELD_FOR_INSERT_UPDATE: Cannot specify any additional fields when marrying or separating a Person-Account',
    ]);
  });

  it('stays what it is with no contact or two, another owner, or a hierarchy above or below', () => {
    const cases: readonly ((account: string, contact: string) => unknown)[] = [
      (account) => insert('Contact', { LastName: 'Zweit', AccountId: account }),
      (_, contact) => org.commit((scope) => org.dml.delete([contact], all, scope)),
      (_, contact) => org.store.run('UPDATE Contact SET OwnerId = ? WHERE Id = ?', idAt('005', 1), contact),
      (account) => update('Account', { Id: account, ParentId: insert('Account', { Name: 'Oben' }) }),
      (account) => insert('Account', { Name: 'Unten', ParentId: account }),
      (_, contact) => update('Contact', { Id: contact, ReportsToId: insert('Contact', { LastName: 'Chef' }) }),
      (_, contact) => insert('Contact', { LastName: 'Azubi', ReportsToId: contact }),
    ];
    for (const [place, prepare] of cases.entries()) {
      const [account, contact] = couple();
      prepare(account, contact);
      assert.deepEqual(
        convert(account),
        ['INVALID_PERSON_ACCOUNT_OPERATION: Account cannot be converted to person-account'],
        `case ${String(place)}`,
      );
      assert.equal(stored('Account', account)['IsPersonAccount'], false);
    }
  });

  it('loses its portal users', () => {
    const [id, contactId] = couple();
    org.store.run('UPDATE User SET ContactId = ?, IsPortalEnabled = 1 WHERE Id = ?', contactId, testUser.userId);
    assert.deepEqual(convert(id), []);
    const user = stored('User', testUser.userId);
    assert.deepEqual([user['IsActive'], user['IsPortalEnabled'], user['ContactId']], [false, false, null]);
  });
});
