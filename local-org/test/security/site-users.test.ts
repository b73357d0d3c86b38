import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recordId } from '../../src/soql/index.ts';
import { AgencyOrg, component } from './agency-org.ts';

const customers = component('SharingSet', 'Customers', {
  profiles: 'Portal Customer',
  accessMappings: { accessLevel: 'Read', object: 'Account', objectField: 'Id', userField: 'Account' },
});

function orgWithCustomer(): AgencyOrg {
  const org = new AgencyOrg();
  org.deploy(customers);
  const account = org.insert('Account', { Name: 'Firm', OwnerId: org.id('rsm') });
  const contact = org.insert('Contact', { LastName: 'K', AccountId: account, OwnerId: org.id('rsm') });
  org.ids['firm'] = account;
  org.addUser('customer', 'Portal Customer', { UserType: 'CspLitePortal', AccountId: account, ContactId: contact });
  return org;
}

// Source: Help, "Use Share Groups …"; Designing Record Access for Enterprise Scale, "Implicit Sharing", rows HVPU and HVPU Parent.
describe('a share group', () => {
  it('opens what high-volume users own, and its account, to its members and who stands above them', () => {
    const org = orgWithCustomer();
    const complaint = org.insert('Case', { Subject: 'C', AccountId: org.id('firm'), OwnerId: org.id('customer') });
    const other = org.insert('Case', { Subject: 'O', OwnerId: org.id('dataOwner') });
    assert.deepEqual(org.explain('clerk', 'Case', complaint), []);
    org.security.setup.activateShareGroup({ sharingSet: 'Customers', members: [org.id('clerk')] });
    assert.deepEqual(org.explain('clerk', 'Case', complaint), ['read shareGroup', 'edit shareGroup']);
    assert.deepEqual(org.explain('clerk', 'Account', org.id('firm')), ['read implicitParent']);
    assert.equal(org.sees('clerk', 'SELECT Id FROM Case'), 1);
    assert.deepEqual(org.explain('vpCare', 'Case', complaint), ['read shareGroup', 'edit shareGroup']);
    assert.deepEqual(org.explain('clerk', 'Case', other), []);
    org.security.setup.deactivateShareGroup('Customers');
    assert.deepEqual(org.explain('clerk', 'Case', complaint), []);
  });

  it('takes groups and roles as members, and partner users for records of their own account alone', () => {
    const org = orgWithCustomer();
    const complaint = org.insert('Case', { Subject: 'C', AccountId: org.id('firm'), OwnerId: org.id('customer') });
    const [role] = org.query('admin', "SELECT Id FROM Group WHERE Type = 'Role' AND DeveloperName = 'Care_Agent'");
    const members = [(role && recordId(role)) ?? '', org.id('north')];
    org.security.setup.activateShareGroup({ sharingSet: 'Customers', members });
    assert.deepEqual(org.explain('clerk', 'Case', complaint), ['read shareGroup', 'edit shareGroup']);
    assert.deepEqual(org.explain('north', 'Case', complaint), [], 'of another account');
    const contact = org.insert('Contact', {
      LastName: 'N',
      AccountId: org.id('north account'),
      OwnerId: org.id('rsm'),
    });
    org.addUser('neighbour', 'Portal Customer', {
      UserType: 'CspLitePortal',
      AccountId: org.id('north account'),
      ContactId: contact,
    });
    const near = org.insert('Case', { Subject: 'N', OwnerId: org.id('neighbour') });
    assert.deepEqual(org.explain('north', 'Case', near), ['read shareGroup', 'edit shareGroup']);
  });

  it('takes no high-volume users and no unknown sharing set', () => {
    const org = orgWithCustomer();
    const activate = (sharingSet: string, member: string): (() => void) => {
      return () => org.security.setup.activateShareGroup({ sharingSet, members: [org.id(member)] });
    };
    assert.throws(activate('Customers', 'customer'), { code: 'INVALID_CROSS_REFERENCE_KEY' });
    assert.throws(activate('Nobody', 'clerk'), { code: 'INVALID_CROSS_REFERENCE_KEY' });
  });

  // Source: Help, "Create and Edit Public Groups", note on account owners and high-volume users.
  it('is what the owner of an account needs to see what high-volume users own there', () => {
    const org = orgWithCustomer();
    const deal = org.insert('Opportunity', { Name: 'O', AccountId: org.id('firm'), OwnerId: org.id('customer') });
    assert.deepEqual(org.explain('rsm', 'Opportunity', deal), []);
    org.update('Opportunity', deal, { OwnerId: org.id('dataOwner') });
    assert.deepEqual(org.explain('rsm', 'Opportunity', deal), ['read implicitChild']);
  });
});

// Source: Help, "Partner User Roles".
describe('partner roles', () => {
  it('stand below each other and below the role of the account owner, and move with that user', () => {
    const org = new AgencyOrg();
    org.security.setup.setPartnerRoles(3);
    const account = org.insert('Account', { Name: 'Agentur West', OwnerId: org.id('rsm') });
    const partner = (name: string): void => {
      const contact = org.insert('Contact', { LastName: name, AccountId: account, OwnerId: org.id('rsm') });
      org.addUser(name, 'Agency Partner', { UserType: 'PowerPartner', AccountId: account, ContactId: contact });
    };
    for (const name of ['boss', 'lead', 'worker']) partner(name);
    const roles = new Map(
      org
        .query('admin', `SELECT Id, Name, PortalRole FROM UserRole WHERE PortalAccountId = '${account}'`)
        .map((role) => [role.values['PortalRole'], { id: recordId(role) ?? '', name: role.values['Name'] }] as const),
    );
    assert.deepEqual(
      [...roles.values()].map(({ name }) => name),
      ['Agentur West Partner Executive', 'Agentur West Partner Manager', 'Agentur West Partner User'],
    );
    org.update('User', org.id('boss'), { UserRoleId: roles.get('Executive')?.id ?? null });
    org.update('User', org.id('lead'), { UserRoleId: roles.get('Manager')?.id ?? null });
    const id = org.insert('Application__c', { OwnerId: org.id('worker'), Agency__c: account });
    const seen = (name: string): number => org.sees(name, `SELECT Id FROM Application__c WHERE Id = '${id}'`);
    assert.deepEqual(['worker', 'lead', 'boss', 'rsm', 'vpSales', 'vpCare', 'north'].map(seen), [1, 1, 1, 1, 1, 0, 0]);
    org.update('Application__c', id, { OwnerId: org.id('lead') });
    assert.deepEqual(['worker', 'lead', 'boss', 'rsm'].map(seen), [0, 1, 1, 1]);
    org.update('User', org.id('rsm'), { UserRoleId: org.id('Care_Agent') });
    assert.deepEqual(['boss', 'rsm', 'vpSales', 'vpCare'].map(seen), [1, 1, 0, 1], 'the owner moved');
    org.update('Account', account, { OwnerId: org.id('dataOwner') });
    assert.deepEqual(['boss', 'rsm', 'dataOwner', 'vpCare'].map(seen), [1, 0, 1, 0], 'the account changed hands');
  });

  // Source: Help, "Grant Super User Access to Partner Users".
  it('show super users what others in their role and below own, of cases, leads, opportunities and custom objects', () => {
    const org = new AgencyOrg();
    const contact = org.insert('Contact', {
      LastName: 'S',
      AccountId: org.id('north account'),
      OwnerId: org.id('rsm'),
    });
    org.addUser('colleague', 'Agency Partner', {
      UserType: 'PowerPartner',
      AccountId: org.id('north account'),
      ContactId: contact,
    });
    const all = 'SELECT Id FROM Application__c';
    assert.equal(org.sees('colleague', all), 0);
    const set = org.insert('PermissionSet', { Name: 'Super', Label: 'Super', PermissionsPortalSuperUser: true });
    org.insert('PermissionSetAssignment', { PermissionSetId: set, AssigneeId: org.id('colleague') });
    assert.equal(org.sees('colleague', all), 2);
    assert.deepEqual(org.explain('colleague', 'Application__c', org.id('north application 1')), [
      'read superUser',
      'edit superUser',
    ]);
    const asset = org.insert('Contact', {
      LastName: 'X',
      AccountId: org.id('south account'),
      OwnerId: org.id('north'),
    });
    assert.deepEqual(org.explain('colleague', 'Contact', asset), []);
  });
});

// Source: Object Reference, UserRole and AccountShare, "Special Access Rules".
describe('what users of sites learn about the company', () => {
  it('is neither its roles nor who shares what with whom', () => {
    const org = orgWithCustomer();
    const access = (user: string, object: string): boolean => org.security.objectAccess(org.user(user), object).read;
    for (const user of ['customer', 'north']) assert.equal(access(user, 'UserRole'), false, user);
    assert.equal(access('customer', 'AccountShare'), false);
    assert.deepEqual([access('clerk', 'UserRole'), access('clerk', 'AccountShare')], [true, true]);
  });
});
