/** Which record type a new record has when nobody names one (Help, "How Is Record Type Access Specified?"). */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { UserContext } from '../../src/engine/ports.ts';
import type { FieldValue } from '../../src/engine/records.ts';
import { runOperation } from '../../src/engine/run-operation.ts';
import { openDeployedEngine } from './deployed-engine.ts';
import type { DeployedEngine } from './deployed-engine.ts';

interface TypeInfo {
  readonly name: string;
  readonly recordTypeId: string;
  readonly defaultRecordTypeMapping: boolean;
}

function recordType(name: string): readonly [string, string] {
  return ['RecordType', `<fullName>${name}</fullName><active>true</active><label>${name}</label>`];
}

function visible(name: string, isDefault?: boolean, person?: boolean): string {
  return `<recordTypeVisibilities>${isDefault === undefined ? '' : `<default>${isDefault}</default>`}${person === undefined ? '' : `<personAccountDefault>${person}</personAccountDefault>`}<recordType>${name}</recordType><visible>true</visible></recordTypeVisibilities>`;
}

function permissionSet(name: string, ...visibilities: readonly string[]): readonly [string, string] {
  return [
    'PermissionSet',
    `<hasActivationRequired>false</hasActivationRequired><label>${name}</label>${visibilities.join('')}`,
  ];
}

describe('the record type of a new record', () => {
  let org: DeployedEngine;
  let clerk: UserContext;

  before(async () => {
    org = await openDeployedEngine();
    const { problems } = org.put({
      'main/objects/Account/recordTypes/Agency.recordType-meta.xml': recordType('Agency'),
      'main/objects/Account/recordTypes/Business.recordType-meta.xml': recordType('Business'),
      'main/objects/PersonAccount/recordTypes/Guest.recordType-meta.xml': recordType('Guest'),
      'main/objects/PersonAccount/recordTypes/Household.recordType-meta.xml': recordType('Household'),
      'main/objects/Product2/recordTypes/Service.recordType-meta.xml': recordType('Service'),
      'main/objects/Product2/recordTypes/Tariff.recordType-meta.xml': recordType('Tariff'),
      'main/profiles/Admin.profile-meta.xml': [
        'Profile',
        `<custom>false</custom>${visible('Account.Agency', false, false)}${visible('Account.Business', true, false)}${visible('PersonAccount.Guest', false, false)}${visible('PersonAccount.Household', true, true)}<userLicense>Salesforce</userLicense>`,
      ],
      'main/permissionsets/Tariffs.permissionset-meta.xml': permissionSet('Tariffs', visible('Product2.Tariff')),
      'main/permissionsets/Services.permissionset-meta.xml': permissionSet('Services', visible('Product2.Service')),
    });
    assert.deepEqual(problems, []);
    clerk = userWithProfile('Standard User');
  });
  after(() => org.close());

  function userWithProfile(profile: string): UserContext {
    const { engine } = org;
    const profileId = String(engine.store.get('SELECT Id FROM Profile WHERE Name = ?', profile)?.['Id']);
    const values = {
      LastName: 'Clerk',
      Alias: 'clerk',
      Email: 'clerk@unified-power.example',
      Username: 'clerk@unified-power.example',
      TimeZoneSidKey: 'Europe/Berlin',
      LocaleSidKey: 'de_DE',
      LanguageLocaleKey: 'de',
      EmailEncodingKey: 'UTF-8',
      ProfileId: profileId,
    };
    const [result] = org.as(org.administrator, (scope) =>
      engine.dml.insert([{ type: 'User', values }], { allOrNone: true }, scope),
    );
    return engine.security.userContext(String(result?.id));
  }

  function withSets(...names: readonly string[]): UserContext {
    const ids = names.map((name) =>
      String(org.engine.store.get('SELECT Id FROM PermissionSet WHERE Name = ?', name)?.['Id']),
    );
    return { ...clerk, permissionSetIds: [...clerk.permissionSetIds, ...ids] };
  }

  function created(user: UserContext, type: string, values: Readonly<Record<string, FieldValue>>): string | null {
    const [result] = org.as(user, (scope) =>
      org.engine.dml.insert([{ type, values: { ...values } }], { allOrNone: true }, scope),
    );
    assert.deepEqual(result?.errors, []);
    const row = org.engine.store.get(
      `SELECT t.DeveloperName AS name FROM ${type} r LEFT JOIN RecordType t ON t.Id = r.RecordTypeId WHERE r.Id = ?`,
      String(result.id),
    );
    return row?.['name'] === null ? null : String(row?.['name']);
  }

  it('is the default of the profile, one for businesses and one for persons', () => {
    assert.equal(created(org.administrator, 'Account', { Name: 'Nord GmbH' }), 'Business');
    assert.equal(created(org.administrator, 'Account', { LastName: 'Ahlers' }), 'Household');
  });

  it('is what pages and clients are told', () => {
    const { engine, administrator } = org;
    const told = (operation: string): readonly (readonly string[])[] => {
      const caller = { userId: administrator.userId, channel: 'ui', apiVersion: '67.0' } as const;
      const { output } = runOperation(engine, {
        kind: 'operation',
        id: 1,
        operation,
        input: { object: 'Account' },
        caller,
      });
      const { recordTypeInfos } = output as { readonly recordTypeInfos: Readonly<Record<string, TypeInfo>> };
      const chosen = Object.values(recordTypeInfos).filter((info) => info.defaultRecordTypeMapping);
      return chosen.map(({ name, recordTypeId }) => [name, recordTypeId]);
    };
    const id = engine.store.get("SELECT Id FROM RecordType WHERE DeveloperName = 'Business'")?.['Id'];
    assert.deepEqual(told('uiObjectInfo'), [['Business', id]]);
    assert.deepEqual(told('describe'), [['Business', id]]);
  });

  it('is what the record says, also when it says none', () => {
    assert.equal(created(org.administrator, 'Account', { Name: 'Süd GmbH', RecordTypeId: null }), null);
  });

  it('is the master record type for a profile without any', () => {
    assert.equal(created(clerk, 'Product2', { Name: 'Plain' }), null);
  });

  it('is the only one that permission sets give', () => {
    assert.equal(created(withSets('Tariffs'), 'Product2', { Name: 'Flex' }), 'Tariff');
    assert.equal(created(withSets('Tariffs', 'Services'), 'Product2', { Name: 'Open' }), null);
  });
});
