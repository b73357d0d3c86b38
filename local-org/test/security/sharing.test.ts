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
    assert.deepEqual(org.explain('admin', 'Account', org.id('north account')), [
      'read modifyAllData',
      'edit modifyAllData',
    ]);
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
    assert.deepEqual(org.explain('clerk', 'Application__c', id), ['read manualShare']);
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
    assert.deepEqual(org.explain('clerk', 'Application__c', id), ['read criteriaRule']);
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

  it('leaves out records of owners who cannot have a role unless the rule includes all', () => {
    const org = new AgencyOrg();
    org.addUser('machine', 'Portal Customer', { UserType: 'CspLitePortal' });
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
