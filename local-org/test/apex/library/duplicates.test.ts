import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openApexOrg } from './apex-org.ts';

const rule = (object: string, action: string, matching: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<DuplicateRule xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <actionOnInsert>${action}</actionOnInsert><actionOnUpdate>${action}</actionOnUpdate>
  <duplicateRuleFilter xsi:nil="true"/>
  <duplicateRuleMatchRules><matchRuleSObjectType>${object}</matchRuleSObjectType><matchingRule>${matching}</matchingRule><objectMapping xsi:nil="true"/></duplicateRuleMatchRules>
  <isActive>true</isActive><masterLabel>${object} duplicates</masterLabel>
  <operationsOnInsert>Alert</operationsOnInsert><securityOption>EnforceSharingRules</securityOption><sortOrder>1</sortOrder>
</DuplicateRule>`;

// Apex Reference, Datacloud namespace: FindDuplicates, FindDuplicatesByIds, FindDuplicatesResult.
describe('The search for duplicates in Apex', () => {
  const org = openApexOrg({
    'force-app/main/default/duplicateRules/Contact.Persons.duplicateRule-meta.xml': rule(
      'Contact',
      'Allow',
      'Standard_Contact_Match_Rule_v1_1',
    ),
  });
  after(() => org.close());
  org.deploy({});

  it('names what the rules of the object find for records that are not saved, and for saved ones', () => {
    const lines = org.run(`
      Contact known = new Contact(FirstName = 'Robert', LastName = 'Meyer', Email = 'r@example.com');
      insert known;
      List<Contact> asked = new List<Contact>{
        new Contact(FirstName = 'Bob', LastName = 'Maier', Email = 'r@example.com'),
        new Contact(FirstName = 'Eva', LastName = 'Stein', Email = 'e@example.com')
      };
      List<Datacloud.FindDuplicatesResult> results = Datacloud.FindDuplicates.findDuplicates(asked);
      System.debug(results.size() + ' ' + results[0].isSuccess() + ' ' + results[0].getErrors().size());
      Datacloud.DuplicateResult found = results[0].getDuplicateResults()[0];
      System.debug(found.getDuplicateRule() + ' ' + found.isAllowSave() + ' ' + found.getDuplicateRuleEntityType());
      Datacloud.MatchResult match = found.getMatchResults()[0];
      System.debug(match.getRule() + ' ' + match.getSize() + ' ' + match.getMatchEngine());
      System.debug(match.getMatchRecords()[0].getRecord().Id == known.Id);
      System.debug(results[1].getDuplicateResults()[0].getMatchResults()[0].getMatchRecords().isEmpty());
      System.debug([SELECT COUNT() FROM Contact]);
      Datacloud.FindDuplicatesResult own = Datacloud.FindDuplicatesByIds.findDuplicatesByIds(new List<Id>{ known.Id })[0];
      System.debug(own.getDuplicateResults()[0].getMatchResults()[0].getSize());`);
    assert.deepEqual(lines, [
      '2 true 0',
      'Persons true Contact',
      'Standard_Contact_Match_Rule_v1_1 1 FuzzyMatchEngine',
      'true',
      'true',
      '1',
      '0',
    ]);
  });

  it('refuses objects without active rules, mixed lists and more than 50 records', () => {
    const refusal = (records: string): string | undefined =>
      org.run(
        `try { Datacloud.FindDuplicates.findDuplicates(${records}); } catch (System.HandledException e) { System.debug(e.getMessage()); }`,
      )[0];
    assert.equal(
      refusal("new List<Case>{ new Case(Subject = 'x') }"),
      'No active duplicate rules are defined for the [Case] object type.',
    );
    assert.equal(
      refusal("new List<SObject>{ new Lead(LastName = 'x'), new Contact(LastName = 'x') }"),
      'All elements in the input array must be the same object type.',
    );
    const many = Array.from({ length: 51 }, () => "new Contact(LastName = 'x')").join(', ');
    assert.match(refusal(`new List<Contact>{ ${many} }`) ?? '', /greater than the permitted batch size/);
  });
});
