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

  it('hides a standard field that nothing names of an object that only a permission set gives; a person shows what the contact gives', () => {
    const org = new AgencyOrg();
    org.ids['Reader'] = org.insert('PermissionSet', { Name: 'Reader', Label: 'Reader' });
    org.permit('Reader', 'Account', 'rV', ['Website']);
    org.permit('Reader', 'Contact', 'rV', ['Email']);
    org.insert('PermissionSetAssignment', { PermissionSetId: org.id('Reader'), AssigneeId: org.id('clerk') });
    assert.ok(org.sees('clerk', 'SELECT Phone, PersonTitle FROM Account') > 0, 'the profile gives both objects');

    org.store.run(
      `DELETE FROM "ObjectPermissions" WHERE "ParentId" = ? AND "SobjectType" IN ('Account', 'Contact')`,
      org.id('Employee set'),
    );
    org.security.rebuild();
    assert.ok(org.sees('clerk', 'SELECT Name, Website, PersonEmail, PersonContactId FROM Account') > 0);
    for (const field of ['Phone', 'BillingCity', 'PersonTitle', 'PersonMailingCity'])
      assert.throws(() => org.sees('clerk', `SELECT ${field} FROM Account`), { code: 'INVALID_FIELD' }, field);
    for (const field of ['Roles', 'StartDate'])
      assert.throws(() => org.sees('clerk', `SELECT ${field} FROM AccountContactRelation`), { code: 'INVALID_FIELD' });
    org.sees('clerk', 'SELECT AccountId, IsActive FROM AccountContactRelation');
    assert.ok(
      org.sees('admin', 'SELECT Phone, PersonTitle FROM Account') > 0,
      'a profile that lets view all data gives all',
    );
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
