import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AgencyOrg } from './agency-org.ts';

// Source: Object Reference, AccountTeamMember, CaseTeamMember, CaseTeamRole, RowCause of AccountShare, CaseShare, OpportunityShare.
describe('teams', () => {
  it('on an account give what the member may do with the account and with what hangs on it, and take it back', () => {
    const org = new AgencyOrg();
    const account = org.insert('Account', { Name: 'A', OwnerId: org.id('dataOwner') });
    const deal = org.insert('Opportunity', { Name: 'O', AccountId: account, OwnerId: org.id('dataOwner') });
    const complaint = org.insert('Case', { Subject: 'C', AccountId: account, OwnerId: org.id('dataOwner') });
    const member = org.insert('AccountTeamMember', {
      AccountId: account,
      UserId: org.id('clerk'),
      AccountAccessLevel: 'Read',
      OpportunityAccessLevel: 'Edit',
      CaseAccessLevel: 'None',
    });
    assert.deepEqual(org.explain('clerk', 'Account', account), ['read team']);
    assert.deepEqual(org.explain('clerk', 'Opportunity', deal), ['read implicitChild', 'edit implicitChild']);
    assert.deepEqual(org.explain('clerk', 'Case', complaint), []);
    assert.deepEqual(org.explain('vpCare', 'Account', account), ['read team'], 'who stands above the member');
    assert.deepEqual(org.explain('vpSales', 'Account', account), []);
    assert.deepEqual(
      org.query('admin', 'SELECT RowCause, OpportunityAccessLevel FROM AccountShare').map(({ values }) => values),
      [{ RowCause: 'Team', OpportunityAccessLevel: 'Edit' }],
    );
    org.update('AccountTeamMember', member, { AccountAccessLevel: 'Edit', OpportunityAccessLevel: 'None' });
    assert.deepEqual(org.explain('clerk', 'Account', account), ['read team', 'edit team']);
    assert.deepEqual(org.explain('clerk', 'Opportunity', deal), []);
    org.remove('AccountTeamMember', member);
    assert.deepEqual(org.explain('clerk', 'Account', account), []);
    assert.equal(org.sees('admin', 'SELECT Id FROM AccountShare'), 0);
  });

  it('on a case give what the role of the member says, and follow the role', () => {
    const org = new AgencyOrg();
    const complaint = org.insert('Case', { Subject: 'C', OwnerId: org.id('dataOwner') });
    const role = org.insert('CaseTeamRole', { Name: 'Expert', AccessLevel: 'Read' });
    const member = org.insert('CaseTeamMember', {
      ParentId: complaint,
      MemberId: org.id('clerk'),
      TeamRoleId: role,
    });
    assert.deepEqual(org.explain('clerk', 'Case', complaint), ['read team']);
    org.update('CaseTeamRole', role, { AccessLevel: 'Edit' });
    assert.deepEqual(org.explain('clerk', 'Case', complaint), ['read team', 'edit team']);
    org.update('CaseTeamRole', role, { AccessLevel: 'None' });
    assert.deepEqual(org.explain('clerk', 'Case', complaint), []);
    org.update('CaseTeamRole', role, { AccessLevel: 'Read' });
    org.remove('CaseTeamMember', member);
    assert.deepEqual(org.explain('clerk', 'Case', complaint), []);
  });

  it('on an opportunity open its account for reading, and stay when the opportunity changes hands', () => {
    const org = new AgencyOrg();
    const account = org.insert('Account', { Name: 'A', OwnerId: org.id('dataOwner') });
    const deal = org.insert('Opportunity', { Name: 'O', AccountId: account, OwnerId: org.id('dataOwner') });
    const member = org.insert('OpportunityTeamMember', {
      OpportunityId: deal,
      UserId: org.id('clerk'),
      OpportunityAccessLevel: 'Read',
    });
    assert.deepEqual(org.explain('clerk', 'Account', account), ['read implicitParent']);
    org.update('Opportunity', deal, { OwnerId: org.id('rsm') });
    assert.deepEqual(org.explain('clerk', 'Opportunity', deal), ['read team']);
    org.update('OpportunityTeamMember', member, { IsDeleted: true });
    assert.deepEqual(org.explain('clerk', 'Opportunity', deal), []);
    assert.deepEqual(org.explain('clerk', 'Account', account), []);
  });

  // Source: SOQL and SOSL Reference, "USING SCOPE"; Salesforce Help, "Delegated Tasks".
  it('are a scope of queries: the records of whose team the user is', () => {
    const org = new AgencyOrg();
    const role = org.insert('CaseTeamRole', { Name: 'Expert', AccessLevel: 'Read' });
    const members: string[] = [];
    const [mine, others] = ['mine', 'others'].map((name) => {
      const account = org.insert('Account', { Name: name, OwnerId: org.id('dataOwner') });
      const complaint = org.insert('Case', { Subject: name, AccountId: account, OwnerId: org.id('dataOwner') });
      const UserId = org.id(name === 'mine' ? 'clerk' : 'rsm');
      members.push(org.insert('AccountTeamMember', { AccountId: account, UserId, AccountAccessLevel: 'Read' }));
      org.insert('CaseTeamMember', { ParentId: complaint, MemberId: UserId, TeamRoleId: role });
      return account;
    });
    const names = (user: string, soql: string): readonly unknown[] =>
      org.query(user, soql).map(({ values }) => values['Id'] ?? values['Subject']);
    assert.deepEqual(names('clerk', 'SELECT Id FROM Account USING SCOPE team'), [mine]);
    assert.deepEqual(names('admin', 'SELECT Id FROM Account USING SCOPE Team'), []);
    assert.deepEqual(names('rsm', `SELECT Id FROM Account USING SCOPE team WHERE Id IN ('${mine}', '${others}')`), [
      others,
    ]);
    assert.deepEqual(names('clerk', 'SELECT Subject FROM Case USING SCOPE team'), ['mine']);
    org.remove('AccountTeamMember', members[0] ?? '');
    assert.deepEqual(names('clerk', 'SELECT Id FROM Account USING SCOPE team'), []);
  });

  it('leave delegated tasks to their own scope: created by the user, to be done by another', () => {
    const org = new AgencyOrg();
    for (const [Subject, creator, owner] of [
      ['to do', 'clerk', 'clerk'],
      ['given away', 'clerk', 'vpCare'],
      ['taken', 'vpCare', 'clerk'],
    ] as const)
      org.insert('Task', { Subject, CreatedById: org.id(creator), OwnerId: org.id(owner) });
    assert.deepEqual(
      org.query('admin', 'SELECT Subject FROM Task USING SCOPE delegated').map(({ values }) => values['Subject']),
      [],
    );
    assert.deepEqual(
      org
        .query('clerk', 'SELECT Subject FROM Task USING SCOPE delegated', { sharing: false })
        .map(({ values }) => values['Subject']),
      ['given away'],
    );
  });
});
