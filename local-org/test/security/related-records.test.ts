import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AgencyOrg, component } from './agency-org.ts';

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
    assert.deepEqual(org.explain('clerk', 'Account', account), ['read manualShare', 'edit manualShare']);
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
