import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseRecordFilter, parseUserCriteria, readFiles, validate } from '../../src/metadata/index.ts';

const head = 'xmlns="http://soap.sforce.com/2006/04/metadata"';
const RULE = {
  active: 'true',
  description: 'd',
  enforcementType: 'Restrict',
  masterLabel: 'Own',
  recordFilter: 'OwnerId = $User.Id',
  targetEntity: 'Task',
  userCriteria: '$User.IsActive = true',
  version: '1',
};

/** Messages about a rule with other texts, each with its element's line. */
function messages(changed: Partial<typeof RULE>): readonly string[] {
  const elements = Object.entries({ ...RULE, ...changed }).map(([name, text]) => `<${name}>${text}</${name}>`);
  const text = `<RestrictionRule ${head}>\n${elements.join('\n')}\n</RestrictionRule>`;
  const file = { path: 'force-app/restrictionRules/Own.rule-meta.xml', content: new TextEncoder().encode(text) };
  return validate(readFiles([file]), null).map(({ line, message }) => `${line} ${message}`);
}

describe('a restriction rule in a deploy', () => {
  it('is accepted for the objects the platform allows, with paths over lookups and lists of values', () => {
    assert.deepEqual(messages({}), []);
    assert.deepEqual(messages({ targetEntity: 'Contract', recordFilter: "RecordType.Name = 'Gas, Power'" }), []);
    assert.deepEqual(messages({ recordFilter: 'Owner:User.UserRoleId = $User.UserRoleId' }), []);
  });

  it('is refused for another object, field or kind, at the line of the mistake', () => {
    assert.deepEqual(messages({ targetEntity: 'Account' }), [
      "7 Restriction rules aren't supported for the object Account",
    ]);
    assert.deepEqual(messages({ recordFilter: "Colour__c = 'red'" }), [
      '6 In field: recordFilter - no CustomField named Task.Colour__c found',
    ]);
    assert.deepEqual(messages({ userCriteria: "$User.Colour__c = 'red'" }), [
      '8 In field: userCriteria - no CustomField named User.Colour__c found',
    ]);
    assert.deepEqual(messages({ userCriteria: '$Permission.Gone = true' }), [
      '8 In field: userCriteria - no CustomPermission named Gone found',
    ]);
    assert.match(messages({ enforcementType: 'Scoping' })[0] ?? '', /^4 .*RestrictionRule\.enforcementType Scoping/);
  });

  it('is refused when a condition is more than one comparison with EQUALS', () => {
    for (const recordFilter of [
      "Subject != 'x'",
      "Subject = 'x' AND Status = 'y'",
      'OwnerId',
      'Subject = UPPER($User.Name)',
    ])
      assert.match(messages({ recordFilter })[0] ?? '', /^6 The record criteria must compare/, recordFilter);
    assert.match(messages({ userCriteria: "Name = 'x'" })[0] ?? '', /^8 The user criteria must compare/);
  });

  it('is read into path and values', () => {
    assert.deepEqual(parseRecordFilter(`Agent__c.Name__c = 'Tom, "Torres, Jia"'`, 'Agent__c'), {
      path: ['Name__c'],
      value: { kind: 'literals', texts: ['Tom', 'Torres, Jia'] },
    });
    assert.deepEqual(parseUserCriteria("$User.Profile.Name = 'Agency'"), {
      kind: 'user',
      path: ['Profile', 'Name'],
      texts: ['Agency'],
    });
  });
});
