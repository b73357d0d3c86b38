import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSecurity } from '../../src/security/index.ts';
import { AgencyOrg, component } from './agency-org.ts';

const ALL_APPLICATIONS = 'SELECT Id FROM Application__c';

describe('private records and the role hierarchy', () => {
  const org = new AgencyOrg();

  it('shows an agency its own applications and none of the other agency', () => {
    const rows = org.query('north', 'SELECT Agency__c FROM Application__c');
    assert.equal(rows.length, 2);
    for (const row of rows) assert.equal(row.values['Agency__c'], org.id('north account'));
    assert.equal(org.sees('north', `SELECT Id FROM Application__c WHERE Agency__c = '${org.id('south account')}'`), 0);
  });

  it('counts only what the user may see', () => {
    const user = org.user('south');
    const scope = { transaction: { ...scopeTransaction(org) }, access: { user, crud: true, fls: true, sharing: true } };
    assert.equal(org.queries.query('SELECT COUNT() FROM Application__c', {}, scope).totalSize, 2);
  });

  it('puts a partner user in a role below the owner of the agency, so the managers above see the applications', () => {
    assert.equal(org.sees('rsm', ALL_APPLICATIONS), 4);
    assert.equal(org.sees('vpSales', ALL_APPLICATIONS), 4);
    assert.equal(org.sees('ceo', ALL_APPLICATIONS), 4);
    assert.deepEqual(org.explain('rsm', 'Application__c', org.id('north application 1')), [
      'read roleHierarchy',
      'edit roleHierarchy',
    ]);
  });

  it('shows nothing to users beside the hierarchy', () => {
    for (const name of ['clerk', 'vpCare', 'dataOwner']) assert.equal(org.sees(name, ALL_APPLICATIONS), 0, name);
  });

  it('shows everything to a user who may modify all data', () => {
    assert.equal(org.sees('admin', 'SELECT Id FROM Account'), 2);
    assert.deepEqual(org.explain('admin', 'Account', org.id('north account')), ['read modifyAll', 'edit modifyAll']);
  });

  it('shows nothing to the guest of a site, not even what is public', () => {
    for (const object of ['Application__c', 'Account', 'Contact', 'Premises__c', 'Service_Point__c', 'Case']) {
      assert.equal(org.sees('guest', `SELECT Id FROM ${object}`), 0, object);
    }
  });

  it('lets a partner user read the own account and edit nothing of it', () => {
    assert.equal(org.sees('north', 'SELECT Id FROM Account'), 1);
    const account = org.id('north account');
    assert.equal(org.security.recordAccess(org.user('north'), 'Account', [account]).get(account), 'Read');
    assert.deepEqual(org.explain('north', 'Account', account), ['read portalAccount']);
  });

  it('hides a parent the user may not see, and its fields', () => {
    const id = org.insert('Application__c', { OwnerId: org.id('clerk'), Agency__c: org.id('south account') });
    const [row] = org.query('clerk', `SELECT Agency__r.Name FROM Application__c WHERE Id = '${id}'`);
    assert.equal(row?.values['Agency__r'], null);
    assert.equal(org.sees('clerk', "SELECT Id FROM Application__c WHERE Agency__r.Name LIKE 'Agentur%'"), 0);
  });

  it('answers record access by level: owner all, manager all, stranger none', () => {
    const id = org.id('north application 1');
    const levels = ['north', 'rsm', 'south', 'admin'].map((name) =>
      org.security.recordAccess(org.user(name), 'Application__c', [id]).get(id),
    );
    assert.deepEqual(levels, ['All', 'All', 'None', 'All']);
  });

  it('answers UserRecordAccess from sharing and object permissions', () => {
    const [mine, other] = [org.id('north application 1'), org.id('south application 1')];
    const rows = org.query(
      'north',
      `SELECT RecordId, HasEditAccess, MaxAccessLevel FROM UserRecordAccess WHERE UserId = '${org.id('north')}' AND RecordId IN ('${mine}', '${other}')`,
    );
    assert.deepEqual(
      rows.map(({ values }) => [values['RecordId'], values['HasEditAccess'], values['MaxAccessLevel']]),
      [
        [mine, true, 'All'],
        [other, false, 'None'],
      ],
    );
    assert.throws(() => org.query('north', 'SELECT RecordId FROM UserRecordAccess'), { code: 'MALFORMED_QUERY' });
  });

  it('moves the partner role when the agency gets another owner', () => {
    const other = new AgencyOrg();
    other.update('Account', other.id('north account'), { OwnerId: other.id('clerk') });
    assert.equal(other.sees('clerk', ALL_APPLICATIONS), 2);
    assert.equal(other.sees('rsm', ALL_APPLICATIONS), 2);
  });
});

describe('shares, queues and groups', () => {
  it('opens a record to a user by a manual share until the owner changes', () => {
    const org = new AgencyOrg();
    const id = org.id('north application 1');
    const share = { ParentId: id, UserOrGroupId: org.id('clerk'), AccessLevel: 'Read', RowCause: 'Manual' };
    org.insert('Application__Share', share);
    assert.equal(org.sees('clerk', ALL_APPLICATIONS), 1);
    assert.equal(org.sees('vpCare', ALL_APPLICATIONS), 1, 'the manager of the grantee sees it too');
    assert.deepEqual(org.explain('clerk', 'Application__c', id), ['read share']);
    assert.equal(org.security.recordAccess(org.user('clerk'), 'Application__c', [id]).get(id), 'Read');
    org.update('Application__c', id, { OwnerId: org.id('south') });
    assert.equal(org.sees('clerk', ALL_APPLICATIONS), 0);
  });

  it('gives the records of a queue to its members and their managers', () => {
    const org = new AgencyOrg();
    const queue = org.insert('Group', { Name: 'Router', DeveloperName: 'Router', Type: 'Queue' });
    const id = org.insert('Application__c', { OwnerId: queue });
    assert.equal(org.sees('clerk', ALL_APPLICATIONS), 0);
    org.insert('GroupMember', { GroupId: queue, UserOrGroupId: org.id('clerk') });
    assert.equal(org.sees('clerk', ALL_APPLICATIONS), 1);
    assert.equal(org.sees('vpCare', ALL_APPLICATIONS), 1);
    assert.equal(org.sees('rsm', `SELECT Id FROM Application__c WHERE Id = '${id}'`), 0);
    assert.deepEqual(org.explain('clerk', 'Application__c', id), ['read queue', 'edit queue']);
  });

  it('reaches users through groups inside groups', () => {
    const org = new AgencyOrg();
    const outer = org.insert('Group', {
      Name: 'Outer',
      DeveloperName: 'Outer',
      Type: 'Regular',
      DoesIncludeBosses: false,
    });
    const inner = org.insert('Group', {
      Name: 'Inner',
      DeveloperName: 'Inner',
      Type: 'Regular',
      DoesIncludeBosses: false,
    });
    org.insert('GroupMember', { GroupId: outer, UserOrGroupId: inner });
    org.insert('GroupMember', { GroupId: inner, UserOrGroupId: org.id('dataOwner') });
    org.insert('Application__Share', {
      ParentId: org.id('south application 1'),
      UserOrGroupId: outer,
      AccessLevel: 'Edit',
      RowCause: 'Manual',
    });
    assert.equal(org.sees('dataOwner', ALL_APPLICATIONS), 1);
    assert.equal(org.sees('clerk', ALL_APPLICATIONS), 0);
  });
});

describe('teams, users and guests', () => {
  it('gives team members the level their team row says', () => {
    const org = new AgencyOrg();
    const deal = org.insert('Opportunity', { Name: 'O', OwnerId: org.id('dataOwner') });
    org.insert('OpportunityTeamMember', {
      OpportunityId: deal,
      UserId: org.id('clerk'),
      OpportunityAccessLevel: 'Edit',
    });
    assert.deepEqual(org.explain('clerk', 'Opportunity', deal), ['read team', 'edit team']);
    assert.equal(org.sees('rsm', 'SELECT Id FROM Opportunity'), 0);
  });

  it('shows all users to employees, and to a partner user those of the own agency', () => {
    const org = new AgencyOrg();
    const colleague = org.addUser('colleague', 'Agency Partner', {
      UserType: 'PowerPartner',
      AccountId: org.id('north account'),
    });
    const all = org.sees('admin', 'SELECT Id FROM User');
    assert.equal(org.sees('clerk', 'SELECT Id FROM User'), all);
    assert.deepEqual(
      org
        .query('north', 'SELECT Id FROM User')
        .map((row) => row.values['Id'])
        .sort(),
      [org.id('north'), colleague].sort(),
    );
  });

  it('shows a high-volume user only themselves', () => {
    const org = new AgencyOrg();
    org.addUser('customer', 'Portal Customer', { UserType: 'CspLitePortal', AccountId: org.id('north account') });
    assert.deepEqual(
      org.query('customer', 'SELECT Name FROM User').map((row) => row.values['Name']),
      ['customer'],
    );
    assert.deepEqual(org.explain('customer', 'User', org.id('customer')), ['read ownUser']);
  });

  it('gives a guest only what a guest rule names', () => {
    const org = new AgencyOrg();
    org.deploy(
      component('SharingRules', 'Premises__c', {
        sharingGuestRules: {
          fullName: 'Open_House',
          accessLevel: 'Read',
          includeHVUOwnedRecords: 'true',
          criteriaItems: { field: 'Name', operation: 'startsWith', value: 'Open' },
          sharedTo: { guestUser: 'guest' },
        },
      }),
    );
    org.insert('Premises__c', { Name: 'Open house', OwnerId: org.id('dataOwner') });
    org.insert('Premises__c', { Name: 'Closed house', OwnerId: org.id('dataOwner') });
    assert.deepEqual(
      org.query('guest', 'SELECT Name FROM Premises__c').map((row) => row.values['Name']),
      ['Open house'],
    );
  });

  it('joins criteria by the filter logic of the rule', () => {
    const org = new AgencyOrg();
    org.deploy(
      component('SharingRules', 'Application__c', {
        sharingCriteriaRules: {
          fullName: 'Logic',
          accessLevel: 'Edit',
          includeRecordsOwnedByAll: 'true',
          booleanFilter: '1 AND (2 OR 3)',
          criteriaItems: [
            { field: 'Channel__c', operation: 'notEqual', value: 'Web' },
            { field: 'Problem__c', operation: 'contains', value: 'IBAN' },
            { field: 'Problem__c', operation: 'equals', value: '' },
          ],
          sharedTo: { roleAndSubordinatesInternal: 'VP_Care' },
        },
      }),
    );
    const add = (channel: string | null, problem: string | null): string =>
      org.insert('Application__c', { OwnerId: org.id('dataOwner'), Channel__c: channel, Problem__c: problem });
    const expected = [add('Phone', 'bad iban'), add(null, null), add('Phone', null)];
    add('Web', null);
    add('Phone', 'other');
    const own = "SELECT Id FROM Application__c WHERE Owner.Name = 'dataOwner'";
    assert.deepEqual(
      org.query('clerk', own).map((row) => row.values['Id']),
      expected,
    );
    assert.equal(
      org.security.recordAccess(org.user('clerk'), 'Application__c', expected).get(expected[0] ?? ''),
      'Edit',
    );
  });
});

describe('rebuilding', () => {
  it('changes nothing when a rule cannot be applied', () => {
    const org = new AgencyOrg();
    const bad = component('SharingRules', 'Application__c', {
      sharingCriteriaRules: {
        fullName: 'Bad',
        accessLevel: 'Read',
        criteriaItems: { field: 'Gone__c', operation: 'equals', value: 'x' },
        sharedTo: { role: 'Care_Agent' },
      },
    });
    assert.throws(() => org.deploy(bad), { code: 'INVALID_FIELD' });
    org.rules = [];
    assert.equal(org.sees('rsm', ALL_APPLICATIONS), 4, 'the role tree is as it was');
    assert.equal(org.store.inTransaction, false);
  });

  it('refuses rules and sets it cannot apply by name', () => {
    const org = new AgencyOrg();
    assert.throws(
      () => org.deploy(component('SharingRules', 'Account', { sharingTerritoryRules: { fullName: 'T' } })),
      { feature: 'SharingRules.sharingTerritoryRules' },
    );
    assert.throws(
      () =>
        org.deploy(
          component('SharingRules', 'Account', {
            sharingOwnerRules: { fullName: 'M', sharedTo: { managers: 'x' }, sharedFrom: { role: 'CEO' } },
          }),
        ),
      { feature: 'SharedTo.managers' },
    );
  });
});

describe('several workers', () => {
  it('see the rights another worker changed as soon as they resolve a user', () => {
    const org = new AgencyOrg();
    const clock = { now: () => Date.parse('2026-03-18T10:00:00Z') };
    const other = createSecurity({ store: org.store, schema: () => org.schema, clock, definitions: () => org.rules });
    const readable = (): boolean => other.objectAccess(other.userContext(org.id('clerk')), 'Lead').read;
    assert.equal(readable(), false);
    org.ids['Leads'] = org.insert('PermissionSet', { Name: 'Leads', Label: 'Leads' });
    org.permit('Leads', 'Lead', 'r');
    org.insert('PermissionSetAssignment', { PermissionSetId: org.id('Leads'), AssigneeId: org.id('clerk') });
    assert.equal(readable(), true);
  });
});

describe('sharing rules', () => {
  const phoneToCare = component('SharingRules', 'Application__c', {
    sharingCriteriaRules: {
      fullName: 'Phone_To_Care',
      accessLevel: 'Read',
      includeRecordsOwnedByAll: 'true',
      criteriaItems: { field: 'Channel__c', operation: 'equals', value: 'Phone' },
      sharedTo: { role: 'Care_Agent' },
    },
  });

  it('shares by criteria with a role, and takes it back when the record no longer meets them', () => {
    const org = new AgencyOrg();
    org.deploy(phoneToCare);
    const id = org.insert('Application__c', { OwnerId: org.id('rsm'), Channel__c: 'Phone' });
    assert.equal(org.sees('clerk', ALL_APPLICATIONS), 1);
    assert.equal(org.sees('vpCare', ALL_APPLICATIONS), 1, 'the role above the grantee');
    assert.equal(org.security.recordAccess(org.user('clerk'), 'Application__c', [id]).get(id), 'Read');
    org.update('Application__c', id, { Channel__c: 'Web' });
    assert.equal(org.sees('clerk', ALL_APPLICATIONS), 0);
  });

  it('applies a newly deployed rule to the records that exist', () => {
    const org = new AgencyOrg();
    const id = org.insert('Application__c', { OwnerId: org.id('rsm'), Channel__c: 'Phone' });
    org.deploy(phoneToCare);
    assert.deepEqual(org.explain('clerk', 'Application__c', id), ['read share']);
    org.deploy();
    assert.equal(org.sees('clerk', ALL_APPLICATIONS), 0);
  });

  it('shares by owner with roles and subordinates, also for users who change roles later', () => {
    const org = new AgencyOrg();
    org.deploy(
      component('SharingRules', 'Application__c', {
        sharingOwnerRules: {
          fullName: 'Data_Owner_To_Care',
          accessLevel: 'Edit',
          sharedFrom: { role: 'Data_Owner' },
          sharedTo: { roleAndSubordinates: 'VP_Care' },
        },
      }),
    );
    org.insert('Application__c', { OwnerId: org.id('dataOwner') });
    assert.equal(org.sees('clerk', ALL_APPLICATIONS), 1);
    org.update('User', org.id('dataOwner'), { UserRoleId: org.id('VP_Sales') });
    assert.equal(org.sees('clerk', ALL_APPLICATIONS), 0);
  });

  it('leaves out records of owners without a role unless the rule includes all', () => {
    const org = new AgencyOrg();
    org.addUser('machine', 'Employee');
    org.insert('Application__c', { OwnerId: org.id('machine'), Channel__c: 'Phone' });
    const rule = (all: string) =>
      component('SharingRules', 'Application__c', {
        sharingCriteriaRules: {
          fullName: 'R',
          accessLevel: 'Read',
          includeRecordsOwnedByAll: all,
          criteriaItems: { field: 'Channel__c', operation: 'equals', value: 'Phone' },
          sharedTo: { role: 'Care_Agent' },
        },
      });
    org.deploy(rule('false'));
    assert.equal(org.sees('clerk', ALL_APPLICATIONS), 0);
    org.deploy(rule('true'));
    assert.equal(org.sees('clerk', ALL_APPLICATIONS), 1);
  });

  it('gives a high-volume user only what a sharing set gives, and nothing after the relation ended', () => {
    const org = new AgencyOrg();
    org.deploy(
      component('SharingSet', 'Customers', {
        name: 'Customers',
        profiles: 'Portal Customer',
        accessMappings: {
          accessLevel: 'Read',
          object: 'Account',
          objectField: 'Id',
          userField: 'Contact.RelatedAccount',
        },
      }),
    );
    const home = org.insert('Account', { Name: 'Home', OwnerId: org.id('dataOwner') });
    const flat = org.insert('Account', { Name: 'Flat', OwnerId: org.id('dataOwner') });
    const contact = org.insert('Contact', { LastName: 'C', Name: 'C', AccountId: home, OwnerId: org.id('dataOwner') });
    const relation = org.insert('AccountContactRelation', { AccountId: flat, ContactId: contact, IsActive: true });
    org.addUser('customer', 'Portal Customer', { UserType: 'CspLitePortal', AccountId: home, ContactId: contact });
    assert.equal(org.sees('customer', 'SELECT Id FROM Account'), 2);
    org.update('AccountContactRelation', relation, { IsActive: false });
    assert.equal(org.sees('customer', 'SELECT Id FROM Account'), 1);
  });
});

describe('parents and children', () => {
  it('lets masters decide on details', () => {
    const org = new AgencyOrg();
    const premises = org.insert('Premises__c', { Name: 'Hauptstr. 1', OwnerId: org.id('dataOwner') });
    const point = org.insert('Service_Point__c', { Name: 'MaLo', Premises__c: premises });
    assert.equal(org.sees('clerk', 'SELECT Id FROM Service_Point__c'), 1, 'premises are public inside');
    assert.equal(org.sees('north', 'SELECT Id FROM Service_Point__c'), 0, 'and private outside');
    assert.equal(org.security.recordAccess(org.user('clerk'), 'Service_Point__c', [point]).get(point), 'Read');
    assert.equal(org.security.recordAccess(org.user('dataOwner'), 'Service_Point__c', [point]).get(point), 'All');
  });

  it('follows the account for contacts and contracts', () => {
    const org = new AgencyOrg();
    assert.equal(org.sees('rsm', 'SELECT Id FROM Contact'), 2);
    assert.equal(org.sees('clerk', 'SELECT Id FROM Contact'), 0);
    const contract = org.insert('Contract', {
      AccountId: org.id('north account'),
      OwnerId: org.id('clerk'),
      Status: 'Draft',
    });
    const level = (user: string) => org.security.recordAccess(org.user(user), 'Contract', [contract]).get(contract);
    assert.deepEqual([level('rsm'), level('clerk'), level('north'), level('south')], ['All', 'None', 'Read', 'None']);
    assert.equal(org.sees('rsm', 'SELECT Id FROM Contract'), 1);
    assert.equal(org.sees('south', 'SELECT Id FROM Contract'), 0);
  });

  it('opens an account for reading to who owns a private child of it, and to their managers', () => {
    const org = new AgencyOrg();
    const account = org.insert('Account', { Name: 'Kunde', OwnerId: org.id('dataOwner') });
    assert.equal(org.sees('clerk', 'SELECT Id FROM Account'), 0);
    org.insert('Case', { Subject: 'Billing', AccountId: account, OwnerId: org.id('clerk') });
    assert.deepEqual(org.explain('clerk', 'Account', account), ['read implicitParent']);
    assert.deepEqual(org.explain('vpCare', 'Account', account), ['read implicitParent']);
    assert.equal(org.sees('rsm', `SELECT Id FROM Account WHERE Id = '${account}'`), 0);
  });

  it('opens children to the account owner as far as the owner role says', () => {
    const org = new AgencyOrg();
    const account = org.insert('Account', { Name: 'Kunde', OwnerId: org.id('rsm') });
    const deal = org.insert('Opportunity', { Name: 'O', AccountId: account, OwnerId: org.id('clerk') });
    const complaint = org.insert('Case', { Subject: 'Complaint', AccountId: account, OwnerId: org.id('clerk') });
    assert.deepEqual(org.explain('rsm', 'Opportunity', deal), ['read implicitChild']);
    assert.deepEqual(org.explain('vpSales', 'Opportunity', deal), ['read implicitChild']);
    assert.deepEqual(org.explain('rsm', 'Case', complaint), [], 'the role gives no case access');
  });

  it('carries child levels in account shares', () => {
    const org = new AgencyOrg();
    const account = org.insert('Account', { Name: 'Kunde', OwnerId: org.id('dataOwner') });
    const complaint = org.insert('Case', { Subject: 'Complaint', AccountId: account, OwnerId: org.id('dataOwner') });
    org.insert('AccountShare', {
      AccountId: account,
      UserOrGroupId: org.id('clerk'),
      AccountAccessLevel: 'Edit',
      CaseAccessLevel: 'Read',
      OpportunityAccessLevel: 'None',
      RowCause: 'Manual',
    });
    assert.deepEqual(org.explain('clerk', 'Account', account), ['read share', 'edit share']);
    assert.deepEqual(org.explain('clerk', 'Case', complaint), ['read implicitChild']);
  });
});

describe('what hangs on records', () => {
  it('shows files, mails and comments only with the record they hang on', () => {
    const org = new AgencyOrg();
    const document = org.insert('ContentDocument', { Title: 'Contract', OwnerId: org.id('dataOwner') });
    org.insert('ContentVersion', { Title: 'Contract', ContentDocumentId: document, OwnerId: org.id('dataOwner') });
    org.insert('ContentDocumentLink', {
      ContentDocumentId: document,
      LinkedEntityId: org.id('north application 1'),
      ShareType: 'V',
    });
    const complaint = org.insert('Case', { Subject: 'Complaint', OwnerId: org.id('clerk') });
    org.insert('EmailMessage', { Subject: 'Re: Complaint', ParentId: complaint });
    org.insert('CaseComment', { CommentBody: 'x', ParentId: complaint });
    const count = (user: string, object: string): number => org.sees(user, `SELECT Id FROM ${object}`);
    for (const object of ['ContentDocument', 'ContentVersion', 'ContentDocumentLink']) {
      assert.deepEqual(
        [count('north', object), count('rsm', object), count('south', object), count('clerk', object)],
        [1, 1, 0, 0],
        object,
      );
      assert.equal(count('admin', object), 1);
    }
    for (const object of ['EmailMessage', 'CaseComment']) {
      assert.deepEqual(
        [count('clerk', object), count('vpCare', object), count('rsm', object), count('north', object)],
        [1, 1, 0, 0],
        object,
      );
    }
  });

  it('shows activities to owners, those above them, and whoever sees a parent', () => {
    const org = new AgencyOrg();
    org.insert('Task', { Subject: 'Call', WhatId: org.id('north application 1'), OwnerId: org.id('dataOwner') });
    org.insert('Task', { Subject: 'Private', OwnerId: org.id('clerk') });
    const subjects = (user: string) => org.query(user, 'SELECT Subject FROM Task').map((row) => row.values['Subject']);
    assert.deepEqual(subjects('north'), ['Call']);
    assert.deepEqual(subjects('dataOwner'), ['Call']);
    assert.deepEqual(subjects('vpCare'), ['Private']);
    assert.deepEqual(subjects('south'), []);
  });

  it('keeps setup from users who may not view it, and sessions from all but user managers', () => {
    const org = new AgencyOrg();
    for (const object of ['ApexClass', 'PermissionSet', 'AuthSession']) {
      assert.throws(() => org.sees('north', `SELECT Id FROM ${object}`), { code: 'INVALID_TYPE' }, object);
    }
    assert.ok(org.sees('north', 'SELECT Id FROM Profile') > 0);
    assert.equal(org.sees('admin', 'SELECT Id FROM AuthSession'), 0);
  });
});

describe('object and field permissions', () => {
  it('hides a field without permission in SELECT, WHERE and ORDER BY as if it did not exist', () => {
    const org = new AgencyOrg();
    for (const soql of [
      'SELECT Problem__c FROM Application__c',
      "SELECT Id FROM Application__c WHERE Problem__c = 'x'",
      'SELECT Id FROM Application__c ORDER BY Problem__c',
      'SELECT COUNT(Problem__c) FROM Application__c',
      "SELECT Id FROM Account WHERE Id IN (SELECT Agency__c FROM Application__c WHERE Problem__c = 'x')",
    ]) {
      assert.throws(
        () => org.sees('north', soql),
        { code: 'INVALID_FIELD', message: /No such column 'Problem__c' on entity 'Application__c'/ },
        soql,
      );
    }
    assert.equal(
      org.query('north', 'SELECT Problem__c FROM Application__c', { sharing: true }).length,
      2,
      'system mode ignores it',
    );
  });

  it('grants the union of profile and permission sets', () => {
    const org = new AgencyOrg();
    org.ids['Reader'] = org.insert('PermissionSet', { Name: 'Reader', Label: 'Reader' });
    org.permit('Reader', 'Application__c', 'rV', ['Problem__c']);
    org.insert('PermissionSetAssignment', { PermissionSetId: org.id('Reader'), AssigneeId: org.id('clerk') });
    assert.equal(org.sees('clerk', 'SELECT Problem__c FROM Application__c'), 4);
    assert.deepEqual(org.explain('clerk', 'Application__c', org.id('north application 1')), ['read viewAll']);
  });

  it('refuses an object without read permission as an unknown type', () => {
    const org = new AgencyOrg();
    assert.throws(() => org.sees('north', 'SELECT Id FROM Lead'), {
      code: 'INVALID_TYPE',
      message: /sObject type 'Lead' is not supported/,
    });
    assert.equal(org.security.explainAccess(org.user('north'), 'Lead', 'x').read, false);
  });

  it('refuses inactive and unknown users', () => {
    const org = new AgencyOrg();
    org.update('User', org.id('clerk'), { IsActive: false });
    assert.throws(() => org.user('clerk'), { code: 'INACTIVE_OWNER_OR_USER' });
    assert.throws(() => org.security.userContext('005000000000000AAA'), { code: 'INVALID_SESSION_ID' });
  });
});

function scopeTransaction(org: AgencyOrg) {
  return {
    user: org.user('south'),
    startedAt: 0,
    begin: () => undefined,
    dirty: false,
    savepoint: () => '',
    rollbackTo: () => undefined,
    releaseSavepoint: () => undefined,
    afterCommit: () => undefined,
    state: <T>(_key: symbol, make: () => T): T => make(),
  };
}
