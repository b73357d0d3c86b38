// Permission set groups follow their members. Source: Help, "Permission Set Group Status and Recalculation"; Object Reference,
// PermissionSetGroupComponent.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { FieldValue } from '../../src/engine/records.ts';
import { openDeployedEngine } from './deployed-engine.ts';
import type { DeployedEngine } from './deployed-engine.ts';

describe('a permission set group', () => {
  let org: DeployedEngine;
  let clerk: string;
  before(async () => {
    org = await openDeployedEngine();
    const set = (label: string, object: string) =>
      [
        'PermissionSet',
        `<label>${label}</label><objectPermissions><allowCreate>false</allowCreate><allowDelete>false</allowDelete><allowEdit>true</allowEdit><allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>${object}</object><viewAllRecords>false</viewAllRecords></objectPermissions>`,
      ] as const;
    const outcome = org.put({
      'permissionsets/Leads.permissionset-meta.xml': set('Leads', 'Lead'),
      'permissionsets/Cases.permissionset-meta.xml': set('Cases', 'Case'),
      'permissionsets/Campaigns.permissionset-meta.xml': set('Campaigns', 'Campaign'),
      'mutingpermissionsets/Less.mutingpermissionset-meta.xml': [
        'MutingPermissionSet',
        '<label>Less</label><objectPermissions><allowCreate>false</allowCreate><allowDelete>false</allowDelete><allowEdit>true</allowEdit><allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>Campaign</object><viewAllRecords>false</viewAllRecords></objectPermissions>',
      ],
      'permissionsetgroups/Office.permissionsetgroup-meta.xml': [
        'PermissionSetGroup',
        '<label>Office</label><permissionSets>Leads</permissionSets><mutingPermissionSets>Less</mutingPermissionSets>',
      ],
    });
    assert.deepEqual(outcome.problems, []);
    clerk = write('insert', 'User', {
      Username: 'clerk@example.com',
      LastName: 'Clerk',
      Alias: 'clerk',
      Email: 'clerk@example.com',
      ProfileId: idOf('Profile', 'Name', 'Minimum Access - Salesforce'),
      TimeZoneSidKey: 'Europe/Berlin',
      LocaleSidKey: 'de_DE',
      LanguageLocaleKey: 'de',
      EmailEncodingKey: 'UTF-8',
    });
    write('insert', 'PermissionSetAssignment', { AssigneeId: clerk, PermissionSetGroupId: group() });
  });
  after(() => org.close());

  const idOf = (object: string, field: string, value: string): string =>
    String(org.engine.store.get(`SELECT Id FROM "${object}" WHERE "${field}" = ?`, value)?.['Id']);
  const group = (): string => idOf('PermissionSetGroup', 'DeveloperName', 'Office');
  const write = (
    verb: 'insert' | 'update' | 'delete',
    type: string,
    values: Readonly<Record<string, FieldValue>>,
  ): string => {
    const record = { type, values: { ...values } };
    const [result] = org.as(org.administrator, (scope) =>
      verb === 'delete'
        ? org.engine.dml.delete([String(values['Id'])], { allOrNone: true }, scope)
        : org.engine.dml[verb]([record], { allOrNone: true }, scope),
    );
    assert.ok(result?.success, JSON.stringify(result?.errors));
    return result.id ?? '';
  };
  const rights = (object: string): readonly [read: boolean, edit: boolean] => {
    const user = org.engine.security.userContext(clerk);
    const access = org.engine.security.objectAccess(user, object);
    return [access.read, access.edit];
  };

  it('gives the rights of a member that DML adds, and takes them with the member', () => {
    assert.deepEqual(
      [rights('Lead'), rights('Case')],
      [
        [true, true],
        [false, false],
      ],
    );
    const component = write('insert', 'PermissionSetGroupComponent', {
      PermissionSetGroupId: group(),
      PermissionSetId: idOf('PermissionSet', 'Name', 'Cases'),
    });
    assert.deepEqual(rights('Case'), [true, true]);
    write('delete', 'PermissionSetGroupComponent', { Id: component });
    assert.deepEqual(rights('Case'), [false, false]);
  });

  it('loses with a muted right what needs it: who may not read may not edit', () => {
    const read = (object: string) =>
      `<allowCreate>false</allowCreate><allowDelete>false</allowDelete><allowEdit>false</allowEdit><allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>${object}</object><viewAllRecords>false</viewAllRecords>`;
    const muted = (object: string): void => {
      const outcome = org.put({
        'mutingpermissionsets/Less.mutingpermissionset-meta.xml': [
          'MutingPermissionSet',
          `<label>Less</label><objectPermissions>${read(object)}</objectPermissions>`,
        ],
      });
      assert.deepEqual(outcome.problems, []);
      org.engine.security.rebuild();
    };
    muted('Lead');
    assert.deepEqual(rights('Lead'), [false, false]);
    muted('Campaign');
    assert.deepEqual(rights('Lead'), [true, true]);
  });

  it('loses access to what is muted: classes and custom permissions alike', () => {
    const access = '<customPermissions><enabled>true</enabled><name>Sees_Prices</name></customPermissions>';
    const muting = (body: string) =>
      org.put({
        'customPermissions/Sees_Prices.customPermission-meta.xml': ['CustomPermission', '<label>Sees Prices</label>'],
        'permissionsets/Prices.permissionset-meta.xml': ['PermissionSet', `${access}<label>Prices</label>`],
        'mutingpermissionsets/Quiet.mutingpermissionset-meta.xml': [
          'MutingPermissionSet',
          `${body}<label>Quiet</label>`,
        ],
        'permissionsetgroups/Pricing.permissionsetgroup-meta.xml': [
          'PermissionSetGroup',
          '<label>Pricing</label><mutingPermissionSets>Quiet</mutingPermissionSets><permissionSets>Prices</permissionSets>',
        ],
      }).problems;
    const given = (): number =>
      org.engine.store.all(
        "SELECT a.Id FROM SetupEntityAccess a JOIN PermissionSet s ON s.Id = a.ParentId WHERE s.Name = 'Pricing' AND s.Type = 'Group'",
      ).length;
    assert.deepEqual([muting(''), given()], [[], 1]);
    assert.deepEqual([muting(access), given()], [[], 0]);
  });

  it('follows a member whose rights change, less what is muted', () => {
    const leads = idOf('PermissionSet', 'Name', 'Leads');
    const row = org.engine.store.get(
      `SELECT Id FROM ObjectPermissions WHERE ParentId = ? AND SobjectType = 'Lead'`,
      leads,
    );
    write('update', 'ObjectPermissions', { Id: String(row?.['Id']), PermissionsEdit: false });
    assert.deepEqual(rights('Lead'), [true, false]);
    for (const object of ['Campaign', 'Case'])
      write('insert', 'ObjectPermissions', { ParentId: leads, SobjectType: object, PermissionsRead: true });
    assert.deepEqual(
      [rights('Campaign'), rights('Case')],
      [
        [false, false],
        [true, false],
      ],
    );
    assert.equal(org.engine.security.hasPermission(org.engine.security.userContext(clerk), 'ViewSetup'), false);
    write('update', 'PermissionSet', { Id: leads, PermissionsViewSetup: true });
    assert.equal(org.engine.security.hasPermission(org.engine.security.userContext(clerk), 'ViewSetup'), true);
  });

  it('keeps members that DML added when other permission sets are deployed', () => {
    write('insert', 'PermissionSetGroupComponent', {
      PermissionSetGroupId: group(),
      PermissionSetId: idOf('PermissionSet', 'Name', 'Cases'),
    });
    org.put({ 'permissionsets/Other.permissionset-meta.xml': ['PermissionSet', '<label>Other</label>'] });
    assert.deepEqual(rights('Case'), [true, true]);
  });

  it('works when it was made by DML, and its rights end with it', () => {
    const made = write('insert', 'PermissionSetGroup', { DeveloperName: 'Made', MasterLabel: 'Made' });
    write('insert', 'PermissionSetGroupComponent', {
      PermissionSetGroupId: made,
      PermissionSetId: idOf('PermissionSet', 'Name', 'Campaigns'),
    });
    write('insert', 'PermissionSetAssignment', { AssigneeId: clerk, PermissionSetGroupId: made });
    assert.deepEqual(rights('Campaign'), [true, true]);
    write('delete', 'PermissionSetGroup', { Id: made });
    assert.deepEqual(rights('Campaign'), [false, false]);
  });
});
