/**
 * Deployed duplicate rules as clients and Apex meet them. Sources: REST API Developer Guide, "Duplicate Rule Header"; Apex Reference,
 * Database.DuplicateError, Datacloud.DuplicateResult, Database.DMLOptions.DuplicateRuleHeader.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { restErrors } from '../../src/api/errors.ts';
import { RecordNotSaved } from '../../src/engine/record-errors.ts';
import { runOperation } from '../../src/engine/run-operation.ts';
import { openDeployedEngine } from './deployed-engine.ts';
import type { DeployedEngine } from './deployed-engine.ts';

const RULE = 'main/default/duplicateRules/Lead.Same_Email.duplicateRule-meta.xml';
const MATCHING = 'main/default/matchingRules/Lead.matchingRule-meta.xml';
const rule = (more = ''): readonly [string, string] => [
  'DuplicateRule',
  `<actionOnInsert>Allow</actionOnInsert><actionOnUpdate>Allow</actionOnUpdate><alertText>Use one of these records?</alertText><description xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>
<duplicateRuleMatchRules><matchRuleSObjectType>Lead</matchRuleSObjectType><matchingRule>Email</matchingRule><objectMapping xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/></duplicateRuleMatchRules>
<isActive>true</isActive><masterLabel>Same email</masterLabel><operationsOnInsert>Alert</operationsOnInsert><operationsOnInsert>Report</operationsOnInsert>${more}<securityOption>BypassSharingRules</securityOption><sortOrder>1</sortOrder>`,
];
const matching = (method: string): readonly [string, string] => [
  'MatchingRules',
  `<matchingRules><fullName>Email</fullName><label>Email</label><matchingRuleItems><blankValueBehavior>NullNotAllowed</blankValueBehavior><fieldName>Email</fieldName><matchingMethod>${method}</matchingMethod></matchingRuleItems><ruleStatus>Active</ruleStatus></matchingRules>`,
];

let org: DeployedEngine;
before(async () => {
  org = await openDeployedEngine();
});
after(() => org.close());

const createRecord = (object: string, values: object, allowSave?: boolean): unknown =>
  runOperation(org.engine, {
    kind: 'operation',
    id: 1,
    operation: 'create',
    input: { object, values },
    caller: {
      userId: org.administrator.userId,
      channel: 'api',
      apiVersion: '67.0',
      ...(allowSave === undefined ? {} : { duplicateRules: { allowSave, asCurrentUser: false } }),
    },
  }).output;

// Help, "Standard Contact Duplicate Rule", "Standard Lead Duplicate Rule".
describe('the standard duplicate rules of a new org', () => {
  const person = { FirstName: 'Maria', LastName: 'Muster', Title: 'Hausmeisterin' };
  const refusedBy = (object: string, values: object): unknown => {
    try {
      createRecord(object, values);
    } catch (error) {
      if (error instanceof RecordNotSaved) return error.errors[0]?.duplicates?.duplicateRule;
      throw error;
    }
    return undefined;
  };

  it('stand there, active but for person accounts', () => {
    const { records } = org.as(org.administrator, (scope) =>
      org.engine.queries.query('SELECT DeveloperName, IsActive FROM DuplicateRule ORDER BY DeveloperName', {}, scope),
    );
    assert.deepEqual(
      records.map(({ values }) => [values['DeveloperName'], values['IsActive']]),
      [
        ['Standard_Account_Duplicate_Rule', true],
        ['Standard_Contact_Duplicate_Rule', true],
        ['Standard_Lead_Duplicate_Rule', true],
        ['Standard_Person_Account_Duplicate_Rule', false],
      ],
    );
  });

  it('refuse a contact like another contact or a lead, and a lead like a contact, until the client says so', () => {
    const account = (createRecord('Account', { Name: 'Stadtbau Nord' }) as { readonly id: string }).id;
    const contact = { ...person, Email: 'maria@example.com', AccountId: account };
    createRecord('Contact', contact);
    assert.equal(refusedBy('Contact', contact), 'Standard_Contact_Duplicate_Rule');
    assert.ok(createRecord('Contact', contact, true));
    const lead = { ...person, Email: 'maria@example.com', Company: 'Stadtbau Nord' };
    assert.equal(refusedBy('Lead', lead), 'Standard_Lead_Duplicate_Rule');
    createRecord('Lead', { ...lead, FirstName: 'Paul', LastName: 'Prinz', Email: 'paul@example.com' });
    const likeLead = { ...contact, FirstName: 'Paul', LastName: 'Prinz', Email: 'paul@example.com' };
    assert.equal(refusedBy('Contact', likeLead), 'Standard_Contact_Duplicate_Rule');
  });

  it('stay silent once a deploy switches them off', () => {
    const off = (object: string): readonly [string, readonly [string, string]] => [
      `main/default/duplicateRules/${object}.Standard_${object}_Duplicate_Rule.duplicateRule-meta.xml`,
      [
        'DuplicateRule',
        `<actionOnInsert>Allow</actionOnInsert><actionOnUpdate>Allow</actionOnUpdate><isActive>false</isActive><masterLabel>Off</masterLabel><securityOption>EnforceSharingRules</securityOption><sortOrder>1</sortOrder>`,
      ],
    ];
    assert.deepEqual(org.put(Object.fromEntries(['Account', 'Contact', 'Lead'].map(off))).problems, []);
    assert.equal(refusedBy('Lead', { ...person, Email: 'maria@example.com', Company: 'Stadtbau Nord' }), undefined);
  });
});

describe('a deployed duplicate rule', () => {
  const create = (values: object, allowSave?: boolean): unknown => createRecord('Lead', values, allowSave);
  const lead = { LastName: 'A', Company: 'Nord', Email: 'a@example.com' };
  let first = '';

  it('is refused at its line while its matching rule is missing or not active', () => {
    const missing = org.put({ [RULE]: rule() });
    assert.deepEqual(
      missing.problems.map(({ line, fullName, message }) => [line, fullName, message]),
      [[4, 'Lead.Same_Email', "Matching rule Email for Lead isn't active"]],
    );
    const [type, body] = rule();
    const off = org.put({ [RULE]: [type, body.replace('<isActive>true', '<isActive>false')] });
    assert.deepEqual(
      off.problems.map(({ message }) => message),
      ['In field: matchingRule - no MatchingRule named Lead.Email found'],
      'one that is switched off must name a rule that exists, too',
    );
    assert.deepEqual(org.put({ [RULE]: rule(), [MATCHING]: matching('Exact') }).problems, []);
  });

  it('answers REST clients with DUPLICATES_DETECTED and what it found', () => {
    first = (create(lead) as { readonly id: string }).id;
    assert.throws(
      () => create({ ...lead, LastName: 'B' }),
      (error) => {
        assert.ok(error instanceof RecordNotSaved);
        assert.deepEqual(restErrors(error, '67.0'), [
          {
            duplicateResut: {
              allowSave: true,
              duplicateRule: 'Same_Email',
              duplicateRuleEntityType: 'Lead',
              errorMessage: 'Use one of these records?',
              matchResults: [
                {
                  entityType: 'Lead',
                  errors: [],
                  matchEngine: 'ExactMatchEngine',
                  rule: 'Email',
                  matchRecords: [
                    {
                      additionalInformation: [],
                      fieldDiffs: [],
                      matchConfidence: 100,
                      record: {
                        attributes: { type: 'Lead', url: `/services/data/v67.0/sobjects/Lead/${first}` },
                        Id: first,
                      },
                    },
                  ],
                  size: 1,
                  success: true,
                },
              ],
            },
            message: 'Use one of these records?',
            errorCode: 'DUPLICATES_DETECTED',
          },
        ]);
        return true;
      },
    );
  });

  it('lets a client save all the same, and keeps a set of duplicates with its rule', () => {
    assert.ok(create({ ...lead, LastName: 'B' }, true));
    const query =
      "SELECT RecordCount, DuplicateRule.DeveloperName, (SELECT RecordId FROM DuplicateRecordItems) FROM DuplicateRecordSet WHERE DuplicateRule.DeveloperName = 'Same_Email'";
    const [set] = org.as(org.administrator, (scope) => org.engine.queries.query(query, {}, scope)).records;
    assert.equal(set?.values['RecordCount'], 2);
    assert.deepEqual((set.values['DuplicateRule'] as { readonly values: object }).values, {
      DeveloperName: 'Same_Email',
    });
    assert.equal((set.values['DuplicateRecordItems'] as readonly unknown[]).length, 2);
  });

  it('tells Apex in a DuplicateError, and obeys DMLOptions of methods and of records', () => {
    const apex = `
      Lead twin = new Lead(LastName = 'C', Company = 'Nord', Email = 'a@example.com');
      Database.SaveResult refused = Database.insert(twin, false);
      Assert.isFalse(refused.isSuccess());
      Database.DuplicateError error = (Database.DuplicateError) refused.getErrors()[0];
      Assert.areEqual(StatusCode.DUPLICATES_DETECTED, error.getStatusCode());
      Datacloud.DuplicateResult found = error.getDuplicateResult();
      Assert.areEqual('Same_Email', found.getDuplicateRule());
      Assert.isTrue(found.isAllowSave());
      Datacloud.MatchResult match = found.getMatchResults()[0];
      Assert.areEqual(2, match.getSize());
      Assert.areEqual('${first}', match.getMatchRecords()[0].getRecord().Id);
      try { insert twin; Assert.fail(); } catch (DmlException e) { Assert.areEqual('DUPLICATES_DETECTED', e.getDmlStatusCode(0)); }
      Database.DMLOptions options = new Database.DMLOptions();
      options.DuplicateRuleHeader.AllowSave = true;
      Assert.isTrue(Database.insert(twin, options).isSuccess());
      Lead other = new Lead(LastName = 'D', Company = 'Nord', Email = 'a@example.com');
      other.setOptions(options);
      insert other;`;
    org.as(org.administrator, (scope) => {
      const result = org.engine.apex().executeAnonymous(apex, scope);
      assert.equal(result.compileProblem ?? result.exceptionMessage ?? null, null);
    });
  });
});
