/** Sources: Apex Developer Guide, "Enforce Security with the stripInaccessible Method"; Salesforce Help, "Minimum Access Profiles". */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { runApexTests } from '../../../src/apex/testing/index.ts';
import { openApexOrg } from './apex-org.ts';

const SOURCE = `@IsTest private class StripTest {
  private static User made(String profileName, String contactRight) {
    Id profileId = [SELECT Id FROM Profile WHERE Name = :profileName].Id;
    User reader = new User(ProfileId = profileId, Username = profileName.length() + '@strip.example', LastName = 'Reader',
      Email = 'reader@strip.example', Alias = 'reader', TimeZoneSidKey = 'Europe/Berlin', LocaleSidKey = 'en_US',
      LanguageLocaleKey = 'en_US', EmailEncodingKey = 'UTF-8');
    System.runAs(new User(Id = UserInfo.getUserId())) {
      insert reader;
      PermissionSet given = new PermissionSet(Name = 'Given', Label = 'Given');
      insert given;
      insert new ObjectPermissions(ParentId = given.Id, SobjectType = 'Account', PermissionsRead = true, PermissionsViewAllRecords = true);
      if (contactRight != null) insert new ObjectPermissions(ParentId = given.Id, SobjectType = 'Contact', PermissionsRead = true,
        PermissionsCreate = contactRight == 'create', PermissionsViewAllRecords = true);
      insert new FieldPermissions(ParentId = given.Id, SobjectType = 'Account', Field = 'Account.Phone', PermissionsRead = true);
      insert new PermissionSetAssignment(AssigneeId = reader.Id, PermissionSetId = given.Id);
    }
    return reader;
  }
  private static Account read(User reader) {
    Account agency = new Account(Name = 'Nordlicht', Phone = '1', Website = 'n.example');
    insert agency;
    insert new Contact(LastName = 'Brandt', AccountId = agency.Id);
    System.runAs(reader) {
      return (Account) Security.stripInaccessible(AccessType.READABLE,
        [SELECT Name, Phone, Website, (SELECT LastName FROM Contacts) FROM Account]).getRecords()[0];
    }
  }
  @IsTest static void aFieldThatNoPermissionSetGivesIsStrippedUnderAMinimumAccessProfile() {
    Account row = read(made('Minimum Access - Salesforce', 'read'));
    Assert.areEqual('1', row.Phone);
    Assert.areEqual('Nordlicht', row.Name);
    try { String site = row.Website; Assert.fail(site); }
    catch (SObjectException e) { Assert.isTrue(e.getMessage().contains('without querying the requested field: Account.Website'), e.getMessage()); }
  }
  @IsTest static void aStandardProfileThatGivesTheObjectShowsItsStandardFields() {
    Assert.areEqual('n.example', read(made('Standard User', 'read')).Website);
  }
  @IsTest static void aSubqueryOnAnObjectWithoutAccessIsStrippedAsAWhole() {
    Account row = read(made('Minimum Access - Salesforce', null));
    try { row.getSObjects('Contacts'); Assert.fail('kept'); }
    catch (SObjectException e) { Assert.isTrue(e.getMessage().contains('without querying the requested field: Account.Contacts'), e.getMessage()); }
  }
  @IsTest static void aSubqueryOnAReadableObjectStays() {
    Assert.areEqual(1, read(made('Minimum Access - Salesforce', 'read')).getSObjects('Contacts').size());
  }
  @IsTest static void aFieldThatMayNotBeWrittenIsStrippedBeforeAnInsert() {
    User writer = made('Minimum Access - Salesforce', 'create');
    System.runAs(writer) {
      SObjectAccessDecision decision = Security.stripInaccessible(AccessType.CREATABLE,
        new List<Contact>{ new Contact(LastName = 'Brandt', Title = 'Dr.') });
      Assert.areEqual(new Set<String>{ 'Title' }, decision.getRemovedFields().get('Contact'));
      insert decision.getRecords();
    }
    Assert.isNull([SELECT Title FROM Contact WHERE LastName = 'Brandt'].Title);
  }
}`;

describe('Security.stripInaccessible', () => {
  const org = openApexOrg();
  after(() => org.close());
  org.deploy({ StripTest: SOURCE }, '60.0');
  const { results } = runApexTests(org.session(), { testLevel: 'RunLocalTests', classes: [] });
  assert.equal(results.length, 5);
  for (const { methodName, message, stackTrace, assertions } of results) {
    it(
      methodName.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`),
      () => {
        assert.equal(message, null, stackTrace ?? '');
        assert.ok(assertions > 0);
      },
    );
  }
});
