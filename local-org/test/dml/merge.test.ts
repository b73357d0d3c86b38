/** Merge. Sources: Apex Developer Guide, "Merging Records" and "Triggers and Merge Statements"; SOAP API Developer Guide, merge(). */
import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { DmlOptions } from '../../src/engine/ports.ts';
import type { MergeResult } from '../../src/engine/records.ts';
import { idAt } from '../../src/store/index.ts';
import { problems, record, savedId } from './org.ts';
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
const merge = (type: string, main: string, duplicates: readonly string[], values: Fields = {}): MergeResult =>
  org.commit((scope) => org.dml.merge(record(type, { ...values, Id: main }), duplicates, all, scope));
const value = (type: string, id: string, name: string): unknown => org.rows(type, `Id = '${id}'`)[0]?.values[name];

/** A user of a portal, put straight into the store. */
function portalUser(name: string, contactId: string, accountId: string, userType = 'CspLitePortal'): string {
  const id = idAt('005', 100 + name.charCodeAt(0));
  org.store.run(
    'INSERT INTO User (Id, Name, Username, IsActive, IsPortalEnabled, UserType, ContactId, AccountId) VALUES (?, ?, ?, 1, 1, ?, ?, ?)',
    ...[id, name, `${name}@portal.example`, userType, contactId, accountId],
  );
  return id;
}

describe('a merge of accounts', () => {
  it('gives the children of the duplicates to the main record and puts the duplicates into the recycle bin', () => {
    const [main, first, second] = ['Acme Inc.', 'Acme', 'ACME'].map((Name) => insert('Account', { Name }));
    assert.ok(main && first && second);
    const contact = insert('Contact', { LastName: 'Joe', AccountId: first });
    const contract = insert('Contract', { AccountId: second });
    const child = insert('Account', { Name: 'Acme West', ParentId: second });
    const result = merge('Account', main, [first, second]);
    assert.deepEqual([problems(result), result.success, result.id], [[], true, main]);
    assert.deepEqual(result.mergedRecordIds, [first, second]);
    assert.deepEqual(
      [contact, contract, child].filter((id) => !result.updatedRelatedIds.includes(id)),
      [],
    );
    for (const id of [first, second]) {
      assert.deepEqual([value('Account', id, 'IsDeleted'), value('Account', id, 'MasterRecordId')], [true, main]);
    }
    assert.equal(value('Contact', contact, 'AccountId'), main);
    // A contract keeps its account from being deleted, but not from being merged: it moves.
    assert.equal(value('Contract', contract, 'AccountId'), main);
    assert.equal(value('Account', child, 'ParentId'), main);
    assert.deepEqual(
      org.rows('AccountContactRelation').map(({ values }) => [values['AccountId'], values['IsDirect']]),
      [[main, true]],
    );
  });

  it('keeps the values of the main record and takes those given with it', () => {
    const main = insert('Account', { Name: 'Acme Inc.' });
    const duplicate = insert('Account', { Name: 'Acme', Phone: '1', Site: 'Bonn' });
    merge('Account', main, [duplicate], { Phone: '2' });
    assert.deepEqual(
      ['Name', 'Phone', 'Site'].map((name) => value('Account', main, name)),
      ['Acme Inc.', '2', null],
    );
  });

  it('fires one delete event for all duplicates, with MasterRecordId after it only, then one update event of the main record', () => {
    const [main, first, second] = ['a', 'b', 'c'].map((Name) => insert('Account', { Name }));
    assert.ok(main && first && second);
    insert('Contact', { LastName: 'Joe', AccountId: first });
    const masters: unknown[] = [];
    for (const event of ['BEFORE_DELETE', 'AFTER_DELETE'] as const) {
      org.triggers.on('Account', event, (_, old) => {
        masters.push((old ?? []).map(({ values }) => values['MasterRecordId']));
        return undefined;
      });
    }
    for (const event of ['BEFORE_UPDATE', 'AFTER_UPDATE'] as const) {
      org.triggers.on('Account', event, () => undefined);
      org.triggers.on('Contact', event, () => undefined);
    }
    org.triggers.log.length = 0;
    merge('Account', main, [first, second]);
    assert.deepEqual(org.triggers.log, [
      'Account BEFORE_DELETE 2',
      'Account AFTER_DELETE 2',
      'Account BEFORE_UPDATE 1',
      'Account AFTER_UPDATE 1',
    ]);
    assert.deepEqual(masters, [
      [null, null],
      [main, main],
    ]);
  });

  it('counts the details that moved in the roll-ups of the main record, within its one update', () => {
    const [main, duplicate] = ['a', 'b'].map((Name) => insert('Account', { Name }));
    assert.ok(main && duplicate);
    insert('Visit__c', { Name: '1', Account__c: main });
    insert('Visit__c', { Name: '2', Account__c: duplicate });
    const seen: unknown[] = [];
    org.triggers.on('Account', 'AFTER_UPDATE', (rows) => {
      seen.push(rows?.[0]?.values['Visits__c']);
      return undefined;
    });
    assert.deepEqual(problems(merge('Account', main, [duplicate])), []);
    assert.deepEqual([value('Account', main, 'Visits__c'), seen], [2, [2]]);
  });

  it('changes nothing when a trigger refuses it', () => {
    const [main, duplicate] = ['a', 'b'].map((Name) => insert('Account', { Name }));
    assert.ok(main && duplicate);
    const contact = insert('Contact', { LastName: 'Joe', AccountId: duplicate });
    org.triggers.on(
      'Account',
      'AFTER_UPDATE',
      () => new Map([[0, [{ statusCode: 'NO', message: 'never', fields: [] }]]]),
    );
    const result = merge('Account', main, [duplicate]);
    assert.deepEqual([result.success, problems(result)], [false, ['NO: never']]);
    assert.equal(value('Account', duplicate, 'IsDeleted'), false);
    assert.equal(value('Contact', contact, 'AccountId'), duplicate);
  });

  it('returns an error when it would make a circle of parents', () => {
    const duplicate = insert('Account', { Name: 'b' });
    const main = insert('Account', { Name: 'a', ParentId: duplicate });
    assert.match(problems(merge('Account', main, [duplicate]))[0] ?? '', /^CIRCULAR_DEPENDENCY/);
  });

  it('can be undeleted, but the children stay where they went', () => {
    const [main, duplicate] = ['a', 'b'].map((Name) => insert('Account', { Name }));
    assert.ok(main && duplicate);
    const contact = insert('Contact', { LastName: 'Joe', AccountId: duplicate });
    merge('Account', main, [duplicate]);
    org.commit((scope) => org.dml.undelete([duplicate], all, scope));
    assert.deepEqual(
      [value('Account', duplicate, 'IsDeleted'), value('Account', duplicate, 'MasterRecordId')],
      [false, null],
    );
    assert.equal(value('Contact', contact, 'AccountId'), main);
  });

  it('needs the right to delete the duplicates and to edit the main record', () => {
    const [main, duplicate] = ['a', 'b'].map((Name) => insert('Account', { Name }));
    assert.ok(main && duplicate);
    const attempt = (): MergeResult =>
      org.commit((scope) => org.dml.merge(record('Account', { Id: main }), [duplicate], all, scope), 'user');
    org.security.levels.set(duplicate, 'Edit');
    assert.deepEqual(problems(attempt()), ['INSUFFICIENT_ACCESS_OR_READONLY: insufficient access rights on object id']);
    org.security.levels.set(duplicate, 'All');
    org.security.levels.set(main, 'Read');
    assert.deepEqual(problems(attempt()), ['INSUFFICIENT_ACCESS_OR_READONLY: insufficient access rights on object id']);
    assert.equal(value('Account', duplicate, 'IsDeleted'), false);
  });
});

describe('a merge of contacts', () => {
  it("takes a duplicate's manager where the main record has none, and keeps other accounts as indirect relations", () => {
    const [north, south] = ['Nord', 'Süd'].map((Name) => insert('Account', { Name }));
    assert.ok(north && south);
    const manager = insert('Contact', { LastName: 'Chef' });
    const main = insert('Contact', { LastName: 'Joe', AccountId: north });
    const duplicate = insert('Contact', { LastName: 'Jo', AccountId: south, ReportsToId: manager });
    const report = insert('Contact', { LastName: 'Azubi', ReportsToId: duplicate });
    assert.deepEqual(problems(merge('Contact', main, [duplicate])), []);
    assert.equal(value('Contact', main, 'ReportsToId'), manager);
    assert.equal(value('Contact', report, 'ReportsToId'), main);
    assert.deepEqual(
      org
        .rows('AccountContactRelation')
        .map(({ values }) => [values['AccountId'], values['ContactId'], values['IsDirect']]),
      [
        [north, main, true],
        [south, main, false],
      ],
    );
  });

  it('returns an error when the main record would report to itself', () => {
    const main = insert('Contact', { LastName: 'Joe' });
    const duplicate = insert('Contact', { LastName: 'Jo', ReportsToId: main });
    assert.match(problems(merge('Contact', main, [duplicate]))[0] ?? '', /^CIRCULAR_DEPENDENCY/);
  });

  it('keeps one portal user: that of the main record, else that of a duplicate, else the one asked for; the other is disabled', () => {
    const account = insert('Account', { Name: 'Nord' });
    const contact = (LastName: string): string => insert('Contact', { LastName, AccountId: account });
    const place = (user: string): unknown[] =>
      ['ContactId', 'AccountId', 'IsActive', 'IsPortalEnabled'].map((name) => value('User', user, name));

    const [main, first, second] = [contact('Joe'), contact('Jo'), contact('J')];
    const moved = portalUser('a', first, account);
    assert.deepEqual(problems(merge('Contact', main, [first])), []);
    assert.deepEqual(place(moved), [main, account, true, true]);

    const dropped = portalUser('b', second, account);
    assert.deepEqual(problems(merge('Contact', main, [second])), []);
    assert.deepEqual([place(moved)[0], place(dropped)], [main, [null, null, false, false]]);

    const third = contact('Jott');
    const wanted = portalUser('c', third, account);
    const unknown = org.commit((scope) =>
      org.dml.merge(record('Contact', { Id: main }), [third], { ...all, portalUserId: dropped }, scope),
    );
    assert.match(problems(unknown)[0] ?? '', /^INVALID_CROSS_REFERENCE_KEY/);
    const chosen = org.commit((scope) =>
      org.dml.merge(record('Contact', { Id: main }), [third], { ...all, portalUserId: wanted }, scope),
    );
    assert.deepEqual(problems(chosen), []);
    assert.deepEqual(
      [place(wanted), place(moved)],
      [
        [main, account, true, true],
        [null, null, false, false],
      ],
    );
  });
});

describe('a merge of accounts with portal users', () => {
  it('takes the users to the account that stays, which becomes a partner account; roles of the same level await them', () => {
    const [main, duplicate] = [
      insert('Account', { Name: 'Nord' }),
      insert('Account', { Name: 'Süd', IsPartner: true }),
    ];
    const contact = insert('Contact', { LastName: 'Jo', AccountId: duplicate });
    const user = portalUser('a', contact, duplicate, 'PowerPartner');
    for (const [id, account] of [
      [idAt('00E', 11), duplicate],
      [idAt('00E', 12), main],
    ] as const) {
      org.store.run(
        "INSERT INTO UserRole (Id, Name, PortalAccountId, PortalRole) VALUES (?, 'Role', ?, 'Manager')",
        id,
        account,
      );
    }
    org.store.run('UPDATE User SET UserRoleId = ? WHERE Id = ?', idAt('00E', 11), user);
    assert.deepEqual(problems(merge('Account', main, [duplicate])), []);
    assert.deepEqual(
      ['ContactId', 'AccountId', 'UserRoleId'].map((name) => value('User', user, name)),
      [contact, main, idAt('00E', 12)],
    );
    assert.deepEqual([value('Contact', contact, 'AccountId'), value('Account', main, 'IsPartner')], [main, true]);
  });

  it('does not mix partner and customer users of two accounts', () => {
    const [main, duplicate] = [insert('Account', { Name: 'Nord' }), insert('Account', { Name: 'Süd' })];
    portalUser('a', insert('Contact', { LastName: 'Jo', AccountId: main }), main);
    portalUser('b', insert('Contact', { LastName: 'Joe', AccountId: duplicate }), duplicate, 'PowerPartner');
    assert.match(problems(merge('Account', main, [duplicate]))[0] ?? '', /do not have compatible portal types/);
    assert.equal(value('Account', duplicate, 'IsDeleted'), false);
  });
});

describe('a merge of person accounts', () => {
  const person = (LastName: string): string => insert('Account', { LastName, RecordTypeId: ids.residential });
  const contactOf = (id: string): string => String(value('Account', id, 'PersonContactId'));

  it('merges their contacts with them, and undelete brings both back', () => {
    const [main, duplicate] = [person('Muster'), person('Mustermann')];
    const [kept, gone] = [contactOf(main), contactOf(duplicate)];
    const report = insert('Contact', { LastName: 'Azubi', ReportsToId: gone });
    assert.deepEqual(problems(merge('Account', main, [duplicate])), []);
    assert.deepEqual([value('Contact', gone, 'IsDeleted'), value('Contact', gone, 'MasterRecordId')], [true, kept]);
    assert.equal(value('Contact', report, 'ReportsToId'), kept);
    org.commit((scope) => org.dml.undelete([duplicate], all, scope));
    assert.deepEqual([value('Account', duplicate, 'IsDeleted'), value('Contact', gone, 'IsDeleted')], [false, false]);
  });

  it('keeps one portal user of theirs', () => {
    const [main, duplicate] = [person('Muster'), person('Mustermann')];
    const user = portalUser('a', contactOf(duplicate), duplicate);
    assert.deepEqual(problems(merge('Account', main, [duplicate])), []);
    assert.deepEqual([value('User', user, 'ContactId'), value('User', user, 'AccountId')], [contactOf(main), main]);
  });

  it('does not mix persons and businesses', () => {
    const result = merge('Account', person('Muster'), [insert('Account', { Name: 'Nord' })]);
    assert.match(problems(result)[0] ?? '', /^INVALID_TYPE_FOR_OPERATION/);
  });
});

describe('a merge of other records', () => {
  it('works for leads, but not with a converted one', () => {
    const [main, first, second] = ['a', 'b', 'c'].map((LastName) => insert('Lead', { LastName, Company: 'Nord' }));
    assert.ok(main && first && second);
    assert.deepEqual(problems(merge('Lead', main, [first])), []);
    assert.equal(value('Lead', first, 'MasterRecordId'), main);
    org.store.run('UPDATE Lead SET IsConverted = 1 WHERE Id = ?', second);
    assert.deepEqual(problems(merge('Lead', main, [second])), [
      'CANNOT_UPDATE_CONVERTED_LEAD: cannot reference converted lead',
    ]);
  });

  it('works for cases with their child cases', () => {
    const [main, duplicate] = ['a', 'b'].map((Subject) => insert('Case', { Subject }));
    assert.ok(main && duplicate);
    const child = insert('Case', { Subject: 'c', ParentId: duplicate });
    assert.deepEqual(problems(merge('Case', main, [duplicate])), []);
    assert.equal(value('Case', child, 'ParentId'), main);
  });

  it('knows deleted records, other objects, and more than two duplicates', () => {
    const [main, a, b, c] = ['m', 'a', 'b', 'c'].map((Name) => insert('Account', { Name }));
    assert.ok(main && a && b && c);
    const contact = insert('Contact', { LastName: 'Joe' });
    const contract = insert('Contract', { AccountId: main });
    assert.throws(() => merge('Account', main, [a, b, c]), /one or two records/);
    assert.throws(() => merge('Account', main, [main]), /with itself/);
    assert.throws(() => merge('Account', main, [contact]), /invalid cross reference id/);
    assert.throws(() => merge('Contract', contract, [contract]), /entity type Contract does not support merge/);
    merge('Account', main, [a]);
    assert.deepEqual(problems(merge('Account', main, [a])), ['ENTITY_IS_DELETED: entity is deleted']);
    assert.deepEqual(problems(merge('Account', a, [b])), ['ENTITY_IS_DELETED: entity is deleted']);
  });
});
