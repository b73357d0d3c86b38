import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AgencyOrg, component } from './agency-org.ts';

const ALL = 'SELECT Id FROM Application__c';

function rule(parts: Readonly<Record<string, string>>) {
  return component('RestrictionRule', 'Own_Only', {
    active: 'true',
    enforcementType: 'Restrict',
    masterLabel: 'Own only',
    targetEntity: 'Application__c',
    version: '1',
    ...parts,
  });
}

// Source: Restriction Rules Developer Guide, "Example Scenarios" and "Considerations".
describe('a restriction rule', () => {
  it('leaves of what sharing gives only the records that meet its filter', () => {
    const org = new AgencyOrg();
    assert.equal(org.sees('rsm', ALL), 4);
    org.deploy(rule({ recordFilter: 'OwnerId = $User.Id', userCriteria: '$User.IsActive = true' }));
    assert.equal(org.sees('rsm', ALL), 0);
    assert.equal(org.sees('north', ALL), 2);
  });

  it('gives nothing that sharing does not give', () => {
    const org = new AgencyOrg();
    org.deploy(rule({ recordFilter: "Channel__c = 'Agency'", userCriteria: '$User.IsActive = true' }));
    assert.equal(org.sees('clerk', ALL), 0);
    assert.equal(org.sees('rsm', ALL), 4);
  });

  it('is only for the users its criteria name', () => {
    const org = new AgencyOrg();
    org.deploy(
      rule({
        recordFilter: 'OwnerId = $User.Id',
        userCriteria: `$User.UserRoleId = '${org.id('VP_Sales').slice(0, 15)}'`,
      }),
    );
    assert.equal(org.sees('vpSales', ALL), 0);
    assert.equal(org.sees('rsm', ALL), 4);
  });

  it('compares over lookups and with several values', () => {
    const org = new AgencyOrg();
    const byAgency = (recordFilter: string) =>
      org.deploy(rule({ recordFilter, userCriteria: '$User.IsActive = true' }));
    byAgency("Agency__r.Name = 'Agentur north'");
    assert.equal(org.sees('rsm', ALL), 2);
    byAgency(`Application__c.Agency__r.Name = 'Agentur south, "Agentur north"'`);
    assert.equal(org.sees('rsm', ALL), 4);
    byAgency('Owner:User.ProfileId = $User.ProfileId');
    assert.equal(org.sees('rsm', ALL), 0);
    assert.equal(org.sees('south', ALL), 2);
  });

  it('does not bind who may see all data, and no query without sharing', () => {
    const org = new AgencyOrg();
    org.deploy(rule({ recordFilter: 'OwnerId = $User.Id', userCriteria: '$User.IsActive = true' }));
    assert.equal(org.sees('admin', ALL), 4);
    assert.equal(org.query('rsm', ALL, { crud: false, fls: false, sharing: false }).length, 4);
  });

  it('is not there while it is switched off', () => {
    const org = new AgencyOrg();
    org.deploy(rule({ active: 'false', recordFilter: 'OwnerId = $User.Id', userCriteria: '$User.IsActive = true' }));
    assert.equal(org.sees('rsm', ALL), 4);
  });

  it('closes the record for editing too, and is named by who explains access', () => {
    const org = new AgencyOrg();
    const id = org.id('north application 1');
    assert.equal(org.security.recordAccess(org.user('rsm'), 'Application__c', [id]).get(id), 'All');
    org.deploy(rule({ recordFilter: 'OwnerId = $User.Id', userCriteria: '$User.IsActive = true' }));
    assert.equal(org.security.recordAccess(org.user('rsm'), 'Application__c', [id]).get(id), 'None');
    assert.deepEqual(org.security.explainAccess(org.user('rsm'), 'Application__c', id), {
      read: false,
      edit: false,
      reasons: [{ level: 'read', reason: 'restrictionRule', detail: 'Own_Only' }],
    });
    assert.equal(org.security.explainAccess(org.user('north'), 'Application__c', id).read, true);
  });

  it('binds an object open to all as well', () => {
    const org = new AgencyOrg();
    org.insert('Premises__c', { Name: 'Hafen 1', OwnerId: org.id('clerk') });
    assert.equal(org.sees('rsm', 'SELECT Id FROM Premises__c'), 1);
    org.deploy(
      rule({ targetEntity: 'Premises__c', recordFilter: 'OwnerId = $User.Id', userCriteria: '$User.IsActive = true' }),
    );
    assert.equal(org.sees('rsm', 'SELECT Id FROM Premises__c'), 0);
    assert.equal(org.sees('clerk', 'SELECT Id FROM Premises__c'), 1);
  });

  it('that only scopes is refused by name', () => {
    const org = new AgencyOrg();
    org.rules = [
      rule({ enforcementType: 'Scoping', recordFilter: 'OwnerId = $User.Id', userCriteria: '$User.IsActive = true' }),
    ];
    assert.throws(() => org.security.rebuild(), /RestrictionRule\.enforcementType Scoping/);
  });
});

describe('a permission set group', () => {
  it('gives what its own set says, which is less than its members say when something is muted', () => {
    const org = new AgencyOrg();
    const group = org.insert('PermissionSetGroup', { DeveloperName: 'Readers', MasterLabel: 'Readers' });
    const member = org.insert('PermissionSet', { Name: 'Writer', Label: 'Writer', Type: 'Regular' });
    const own = org.insert('PermissionSet', {
      Name: 'Readers',
      Label: 'Readers',
      Type: 'Group',
      PermissionSetGroupId: group,
    });
    org.ids['Writer'] = member;
    org.ids['Readers'] = own;
    org.permit('Writer', 'Order', 'rcud');
    org.permit('Readers', 'Order', 'r');
    org.insert('PermissionSetGroupComponent', { PermissionSetGroupId: group, PermissionSetId: member });
    org.insert('PermissionSetAssignment', { AssigneeId: org.id('clerk'), PermissionSetGroupId: group });
    const user = org.user('clerk');
    assert.equal(org.security.objectAccess(user, 'Order').read, true);
    assert.equal(org.security.objectAccess(user, 'Order').edit, false);
    assert.ok(user.permissionSetIds.includes(member), 'still a holder of the member by name');
    org.insert('PermissionSetAssignment', { AssigneeId: org.id('clerk'), PermissionSetId: member });
    assert.equal(org.security.objectAccess(org.user('clerk'), 'Order').edit, true);
  });
});
