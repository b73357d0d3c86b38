import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AgencyOrg } from './agency-org.ts';

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
