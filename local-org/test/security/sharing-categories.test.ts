import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AgencyOrg, component } from './agency-org.ts';

const ALL = 'SELECT Id FROM Application__c';

function criteriaRule(includeRecordsOwnedByAll: string, sharedTo: Readonly<Record<string, string>>) {
  return component('SharingRules', 'Application__c', {
    sharingCriteriaRules: {
      fullName: 'Phone',
      accessLevel: 'Read',
      includeRecordsOwnedByAll,
      criteriaItems: { field: 'Channel__c', operation: 'equals', value: 'Phone' },
      sharedTo,
    },
  });
}

// Source: Salesforce Security Guide, "Sharing Rule Categories".
describe('the categories of a sharing rule', () => {
  it('include all internal users, who have no name in the rule, and nobody outside', () => {
    const org = new AgencyOrg();
    org.deploy(criteriaRule('true', { allInternalUsers: '' }));
    const id = org.insert('Application__c', { OwnerId: org.id('rsm'), Channel__c: 'Phone' });
    const mine = `${ALL} WHERE Id = '${id}'`;
    assert.deepEqual(
      ['clerk', 'dataOwner', 'north', 'guest'].map((name) => org.sees(name, mine)),
      [1, 1, 0, 0],
    );
  });

  it('of owners who are a queue mean what the queue owns, not what its members own', () => {
    const org = new AgencyOrg();
    const queue = org.insert('Group', { Name: 'Router', DeveloperName: 'Router', Type: 'Queue' });
    org.insert('GroupMember', { GroupId: queue, UserOrGroupId: org.id('dataOwner') });
    org.deploy(
      component('SharingRules', 'Application__c', {
        sharingOwnerRules: {
          fullName: 'Of_The_Queue',
          accessLevel: 'Read',
          sharedFrom: { queue: 'Router' },
          sharedTo: { role: 'Care_Agent' },
        },
      }),
    );
    const ofQueue = org.insert('Application__c', { OwnerId: queue });
    org.insert('Application__c', { OwnerId: org.id('dataOwner') });
    assert.deepEqual(
      org.query('clerk', ALL).map((row) => row.values['Id']),
      [ofQueue],
    );
  });

  it('leave out records of owners who cannot have a role, and keep those of employees who merely have none', () => {
    const org = new AgencyOrg();
    org.addUser('customer', 'Portal Customer', { UserType: 'CspLitePortal', AccountId: org.id('north account') });
    org.addUser('temporary', 'Employee');
    const ofCustomer = org.insert('Application__c', { OwnerId: org.id('customer'), Channel__c: 'Phone' });
    const ofEmployee = org.insert('Application__c', { OwnerId: org.id('temporary'), Channel__c: 'Phone' });
    const seen = (): readonly unknown[] => org.query('clerk', ALL).map((row) => row.values['Id']);
    org.deploy(criteriaRule('false', { role: 'Care_Agent' }));
    assert.deepEqual(seen(), [ofEmployee]);
    org.deploy(criteriaRule('true', { role: 'Care_Agent' }));
    assert.deepEqual(seen(), [ofCustomer, ofEmployee]);
  });
});

// Source: Designing Record Access for Enterprise Scale, "Implicit Sharing"; Record-Level Access: Under the Hood, "Inherited grants".
describe('grants that are inherited or built in', () => {
  it('of a team member reach those above the member', () => {
    const org = new AgencyOrg();
    const deal = org.insert('Opportunity', { Name: 'O', OwnerId: org.id('dataOwner') });
    org.insert('OpportunityTeamMember', {
      OpportunityId: deal,
      UserId: org.id('clerk'),
      OpportunityAccessLevel: 'Edit',
    });
    assert.deepEqual(org.explain('vpCare', 'Opportunity', deal), ['read team', 'edit team']);
    assert.deepEqual(org.explain('vpSales', 'Opportunity', deal), []);
  });

  it('of a parent do not count for a contact that has none: it is private, whoever sees all accounts', () => {
    const org = new AgencyOrg();
    org.permit('Employee set', 'Account', 'rcudVM');
    const linked = org.insert('Contact', { LastName: 'L', AccountId: org.id('north account'), OwnerId: org.id('rsm') });
    const loose = org.insert('Contact', { LastName: 'P', OwnerId: org.id('rsm') });
    assert.equal(org.sees('clerk', `SELECT Id FROM Contact WHERE Id = '${linked}'`), 1);
    const seen = (name: string): number => org.sees(name, `SELECT Id FROM Contact WHERE Id = '${loose}'`);
    assert.deepEqual([seen('clerk'), seen('vpSales'), seen('rsm'), seen('admin')], [0, 0, 1, 1]);
  });

  it('let a site user read the cases they are the contact of', () => {
    const org = new AgencyOrg();
    const contact = org.insert('Contact', {
      LastName: 'K',
      AccountId: org.id('north account'),
      OwnerId: org.id('rsm'),
    });
    for (const [name, type] of [
      ['agent', 'PowerPartner'],
      ['customer', 'CspLitePortal'],
    ] as const) {
      const profile = name === 'agent' ? 'Agency Partner' : 'Portal Customer';
      org.addUser(name, profile, { UserType: type, AccountId: org.id('north account'), ContactId: contact });
      const own = org.insert('Case', { Subject: 'Own', ContactId: contact, OwnerId: org.id('clerk') });
      org.insert('Case', { Subject: 'Other', OwnerId: org.id('clerk') });
      assert.deepEqual(org.explain(name, 'Case', own), ['read portalAccount']);
      assert.equal(org.sees(name, "SELECT Id FROM Case WHERE Subject = 'Other'"), 0);
    }
  });
});
