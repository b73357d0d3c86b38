import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { runApexTests } from '../../../src/apex/testing/index.ts';
import { runTestsOfOrg } from '../../../src/engine/apex-tests.ts';
import { inTransaction } from '../../../src/store/index.ts';
import { openApexOrg } from './apex-org.ts';

const org = openApexOrg();
after(() => org.close());
org.deploy({
  IsolationTest: `@IsTest
private class IsolationTest {
  @IsTest static void seesNoAccountOfTheOrg() {
    Assert.areEqual(0, [SELECT COUNT() FROM Account WITH SYSTEM_MODE]);
  }
  @IsTest(SeeAllData=true) static void seesTheOrgsAccounts() {
    Assert.areEqual(1, [SELECT COUNT() FROM Account WITH SYSTEM_MODE]);
    insert as system new Account(Name = 'of the test');
  }
  @IsTest static void seesUsersAndProfiles() {
    Assert.areEqual(1, [SELECT COUNT() FROM User WHERE Id = :UserInfo.getUserId() WITH SYSTEM_MODE]);
    Assert.isTrue([SELECT COUNT() FROM Profile WITH SYSTEM_MODE] > 0);
  }
}`,
});

describe('A test run of an org', () => {
  it('hides the org’s records from tests, save those with SeeAllData, and leaves none behind', () => {
    const { engine } = org;
    const { user } = org.session();
    inTransaction(engine.store, user, engine.clock.now(), (transaction) => {
      const scope = { transaction, access: { user, crud: false, fls: false, sharing: false } };
      engine.dml.insert([{ type: 'Account', values: { Name: 'of the org' } }], { allOrNone: true }, scope);
    });
    const { results } = runTestsOfOrg(engine, user, { testLevel: 'RunLocalTests', classes: [] });
    assert.deepEqual(
      results.map(({ methodName, message }) => [methodName, message]),
      [
        ['seesNoAccountOfTheOrg', null],
        ['seesTheOrgsAccounts', null],
        ['seesUsersAndProfiles', null],
      ],
    );
    assert.equal(engine.store.get('SELECT count(*) AS n FROM "Account"')?.['n'], 1);
  });

  it('refuses SeeAllData by name where the org’s data is out of reach', () => {
    const { results } = runApexTests(org.session(), { testLevel: 'RunLocalTests', classes: [] });
    const refused = results.find(({ methodName }) => methodName === 'seesTheOrgsAccounts');
    assert.match(refused?.message ?? '', /UNSUPPORTED_LOCALLY.*SeeAllData/);
  });
});
