import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSecurity } from '../../src/security/index.ts';
import type { FullSecurity } from '../../src/security/index.ts';
import { AgencyOrg, component } from './agency-org.ts';

const ALL = 'SELECT Id FROM Application__c';

function ruleFor(role: string) {
  return component('SharingRules', 'Application__c', {
    sharingCriteriaRules: {
      fullName: 'Phone',
      accessLevel: 'Read',
      includeRecordsOwnedByAll: 'true',
      criteriaItems: { field: 'Channel__c', operation: 'equals', value: 'Phone' },
      sharedTo: { role },
    },
  });
}

const ownerRule = component('SharingRules', 'Application__c', {
  sharingOwnerRules: {
    fullName: 'Of_Sales',
    accessLevel: 'Read',
    sharedFrom: { roleAndSubordinates: 'VP_Sales' },
    sharedTo: { roleAndSubordinates: 'VP_Care' },
  },
});

/** Security on the store of the org that leaves everything to the background; as a process that starts anew. */
function newProcess(org: AgencyOrg): FullSecurity {
  const clock = { now: () => Date.parse('2026-03-18T10:00:00Z') };
  return createSecurity({
    store: org.store,
    schema: () => org.schema,
    clock,
    definitions: () => org.rules,
    recalculatedAtOnce: 0,
  });
}

// Source: Salesforce Help, "Monitor Background Jobs": changes of sharing rules are processed in the background.
describe('a rule over many records', () => {
  it('is applied in the background, goes on after the process died, and counts at once for what is written meanwhile', () => {
    const org = new AgencyOrg();
    const ids = Array.from({ length: 12_000 }, () =>
      org.row('Application__c', { OwnerId: org.id('rsm'), Channel__c: 'Phone' }),
    );
    org.rules = [ruleFor('Care_Agent')];
    const first = newProcess(org);
    first.rebuild();
    assert.deepEqual(first.recalculations(), [{ object: 'Application__c', done: 0, total: 12_004 }]);
    assert.equal(org.sees('clerk', ALL), 0, 'readers see the old state');
    assert.deepEqual(first.recalculateNext(), { object: 'Application__c', done: 5_000, total: 12_004 });
    const part = org.sees('clerk', ALL);
    assert.ok(part > 4_900 && part <= 5_000, `${part}`);
    const last = ids.at(-1) ?? '';
    org.update('Application__c', last, { Channel__c: 'Phone' });
    assert.equal(org.sees('clerk', `${ALL} WHERE Id = '${last}'`), 1, 'written meanwhile');

    const second = newProcess(org);
    assert.deepEqual(second.recalculations(), [{ object: 'Application__c', done: 5_000, total: 12_004 }]);
    while (second.recalculateNext()) assert.ok(org.sees('clerk', ALL) >= part);
    assert.equal(org.sees('clerk', ALL), 12_000);
    assert.equal(org.sees('north', ALL), 2);
    assert.deepEqual(second.recalculations(), []);
  });

  it('that is changed before it is applied whole begins anew, and what it gave before goes', () => {
    const org = new AgencyOrg();
    for (let index = 0; index < 30; index += 1)
      org.row('Application__c', { OwnerId: org.id('rsm'), Channel__c: 'Phone' });
    const security = newProcess(org);
    const apply = (rule: ReturnType<typeof ruleFor>): void => {
      org.rules = [rule];
      security.rebuild();
    };
    apply(ruleFor('Care_Agent'));
    security.recalculateNext();
    assert.equal(org.sees('clerk', ALL), 30);
    apply(ruleFor('Data_Owner'));
    assert.deepEqual([org.sees('clerk', ALL), org.sees('dataOwner', ALL)], [30, 0], 'the old state, whole');
    security.recalculateNext();
    assert.deepEqual([org.sees('clerk', ALL), org.sees('dataOwner', ALL)], [0, 30]);
    apply(ruleFor('Data_Owner'));
    assert.deepEqual(security.recalculations(), [], 'the same rule again leaves nothing to do');
  });
});

describe('moving roles', () => {
  it('changes what owner rules give in the same transaction', () => {
    const org = new AgencyOrg();
    org.deploy(ownerRule);
    for (let index = 0; index < 30; index += 1) {
      const owner = org.addUser(`seller${index}`, 'Employee', { UserRoleId: org.id('Regional_Sales_Manager') });
      org.insert('Application__c', { OwnerId: owner });
    }
    assert.equal(org.sees('clerk', ALL), 34, 'with those of the agencies below');
    assert.equal(org.sees('dataOwner', ALL), 0);
    org.update('UserRole', org.id('Regional_Sales_Manager'), { ParentRoleId: org.id('Data_Owner') });
    assert.deepEqual([org.sees('clerk', ALL), org.sees('dataOwner', ALL), org.sees('vpSales', ALL)], [0, 34, 0]);
    org.update('UserRole', org.id('Regional_Sales_Manager'), { ParentRoleId: org.id('VP_Sales') });
    assert.deepEqual([org.sees('clerk', ALL), org.sees('dataOwner', ALL), org.sees('vpSales', ALL)], [34, 0, 34]);
    org.update('User', org.id('seller0'), { UserRoleId: org.id('Data_Owner') });
    assert.deepEqual([org.sees('clerk', ALL), org.sees('vpSales', ALL)], [33, 33]);
  });
});
