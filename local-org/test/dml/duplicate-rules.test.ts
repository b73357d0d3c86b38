/**
 * Duplicate rules. Sources: Metadata API Developer Guide, "DuplicateRule" and "MatchingRule"; Help, "Things to Know About Duplicate
 * Rules", "Matching Methods Used in Matching Rules", "Matching Algorithms Used with Matching Methods"; SOAP API, DuplicateRuleHeader.
 */
import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { createDuplicateCheck, createDuplicateSearch, ruleFaults } from '../../src/dml/index.ts';
import type { RuleComponent } from '../../src/dml/index.ts';
import {
  acronymScore,
  editScore,
  initialsScore,
  jaroWinklerScore,
  soundScore,
  variantScore,
} from '../../src/dml/duplicates/algorithms.ts';
import { matches, scoreOf } from '../../src/dml/duplicates/methods.ts';
import type { DmlOptions } from '../../src/engine/ports.ts';
import type { SaveResult } from '../../src/engine/records.ts';
import type { DefinitionNode } from '../../src/schema/index.ts';
import { problems, record, savedId } from './org.ts';
import type { TestOrg } from './org.ts';
import { ids, standardOrg, standardSchema } from './standard-org.ts';

type Tree = string | readonly (readonly [string, Tree])[];
const tree = (name: string, value: Tree): DefinitionNode =>
  typeof value === 'string'
    ? { name, text: value, children: [] }
    : { name, text: '', children: value.map(([child, inner]) => tree(child, inner)) };

const item = (fieldName: string, matchingMethod = 'Exact', blankValueBehavior = 'NullNotAllowed') =>
  [
    'matchingRuleItems',
    [
      ['blankValueBehavior', blankValueBehavior],
      ['fieldName', fieldName],
      ['matchingMethod', matchingMethod],
    ],
  ] as const;
const matching = (
  object: string,
  name: string,
  parts: readonly (readonly [string, Tree])[],
  status = 'Active',
): RuleComponent => ({
  type: 'MatchingRules',
  fullName: object,
  node: tree('MatchingRules', [
    ['matchingRules', [['fullName', name], ['label', name], ...parts, ['ruleStatus', status]]],
  ]),
});
const duplicate = (
  object: string,
  name: string,
  rule: string,
  parts: readonly (readonly [string, Tree])[],
  on = object,
): RuleComponent => ({
  type: 'DuplicateRule',
  fullName: `${object}.${name}`,
  node: tree('DuplicateRule', [
    ['isActive', 'true'],
    [
      'duplicateRuleMatchRules',
      [
        ['matchRuleSObjectType', on],
        ['matchingRule', rule],
        ...(on === object
          ? []
          : [
              [
                'objectMapping',
                [
                  [
                    'mappingFields',
                    [
                      ['inputField', 'LastName'],
                      ['outputField', 'LastName'],
                    ],
                  ],
                ],
              ] as const,
            ]),
      ],
    ],
    ...parts,
  ]),
});
const blocking = [
  ['actionOnInsert', 'Block'],
  ['actionOnUpdate', 'Block'],
  ['alertText', 'Use one of these records?'],
  ['securityOption', 'EnforceSharingRules'],
] as const;
const warning = [
  ['actionOnInsert', 'Allow'],
  ['actionOnUpdate', 'Allow'],
  ['operationsOnInsert', 'Alert'],
  ['operationsOnInsert', 'Report'],
  ['operationsOnUpdate', 'Alert'],
  ['operationsOnUpdate', 'Report'],
  ['securityOption', 'BypassSharingRules'],
] as const;

const all: DmlOptions = { allOrNone: true };
let org: TestOrg;
let rules: readonly RuleComponent[] = [];
beforeEach(() => {
  rules = [];
  org = standardOrg({
    duplicates: (...given) => check(...given),
  });
  const check = createDuplicateCheck({
    store: org.store,
    schema: standardSchema,
    security: org.security,
    rules: () => rules,
  });
});
type Fields = Parameters<typeof record>[1];
const save = (
  verb: 'insert' | 'update',
  type: string,
  values: Fields,
  options: DmlOptions = all,
  mode: 'system' | 'user' = 'system',
): SaveResult | undefined => org.commit((scope) => org.dml[verb]([record(type, values)], options, scope), mode)[0];
const insert = (type: string, values: Fields): string => savedId(save('insert', type, values));

describe('a duplicate rule that blocks', () => {
  beforeEach(() => {
    rules = [matching('Contact', 'Email', [item('Email')]), duplicate('Contact', 'Same_Email', 'Email', blocking)];
  });

  it('keeps a duplicate from being inserted or edited, whatever the client allows', () => {
    const first = insert('Contact', { LastName: 'A', Email: 'a@example.com' });
    for (const options of [all, { ...all, allowDuplicates: true }]) {
      const result = save('insert', 'Contact', { LastName: 'B', Email: 'A@Example.com' }, options);
      assert.deepEqual(problems(result), ['DUPLICATES_DETECTED: Use one of these records?']);
      assert.deepEqual(result?.errors[0]?.duplicates, {
        allowSave: false,
        duplicateRule: 'Same_Email',
        duplicateRuleEntityType: 'Contact',
        errorMessage: 'Use one of these records?',
        matchResults: [
          { entityType: 'Contact', matchEngine: 'ExactMatchEngine', rule: 'Email', ids: [first], confidence: 100 },
        ],
      });
    }
    const second = insert('Contact', { LastName: 'B', Email: 'b@example.com' });
    assert.equal(save('update', 'Contact', { Id: second, Email: 'a@example.com' })?.success, false);
    assert.equal(save('update', 'Contact', { Id: first, LastName: 'Z' })?.success, true);
  });

  it('does not look at an edit that leaves the matched fields alone', () => {
    const [first, second] = ['A', 'B'].map((LastName) => insert('Contact', { LastName }));
    assert.ok(first && second);
    org.store.run("UPDATE Contact SET Email = 'same@example.com'");
    assert.equal(save('update', 'Contact', { Id: second, LastName: 'C' })?.success, true);
  });

  it('lets blank values, deleted records and contacts of person accounts be', () => {
    insert('Contact', { LastName: 'A' });
    insert('Contact', { LastName: 'B' });
    const gone = insert('Contact', { LastName: 'C', Email: 'c@example.com' });
    org.commit((scope) => org.dml.delete([gone], all, scope));
    insert('Contact', { LastName: 'D', Email: 'c@example.com' });
    insert('Account', { LastName: 'E', PersonEmail: 'e@example.com', RecordTypeId: ids.residential });
    insert('Contact', { LastName: 'F', Email: 'e@example.com' });
  });

  it('does not compare the records of one save with each other', () => {
    const twice = ['A', 'B'].map((LastName) => record('Contact', { LastName, Email: 'a@example.com' }));
    const results = org.commit((scope) => org.dml.insert(twice, all, scope));
    assert.deepEqual(results.flatMap(problems), []);
  });

  it('saves the others of a list that may succeed in part', () => {
    insert('Contact', { LastName: 'A', Email: 'a@example.com' });
    const list = ['a', 'b'].map((name) => record('Contact', { LastName: name, Email: `${name}@example.com` }));
    const results = org.commit((scope) => org.dml.insert(list, { allOrNone: false }, scope));
    assert.deepEqual(
      results.map((result) => result.success),
      [false, true],
    );
  });

  it('does not run for records that are merged', () => {
    const [main, other] = ['a', 'b'].map((name) => insert('Contact', { LastName: name, Email: `${name}@example.com` }));
    assert.ok(main && other);
    insert('Contact', { LastName: 'c', Email: 'c@example.com' });
    const result = org.commit((scope) =>
      org.dml.merge(record('Contact', { Id: main, Email: 'c@example.com' }), [other], all, scope),
    );
    assert.deepEqual(problems(result), []);
  });
});

describe('a duplicate rule and sharing', () => {
  it('finds only what the user may see when it enforces sharing', () => {
    rules = [matching('Contact', 'Email', [item('Email')]), duplicate('Contact', 'R', 'Email', blocking)];
    const hidden = insert('Contact', { LastName: 'A', Email: 'a@example.com' });
    org.security.levels.set(hidden, 'None');
    const values = { LastName: 'B', Email: 'a@example.com' };
    assert.equal(save('insert', 'Contact', values, { ...all, duplicatesAsUser: true })?.success, true);
    assert.equal(save('insert', 'Contact', { ...values, LastName: 'C' }, all, 'user')?.success, false, 'it sees B');
  });

  it('finds everything when it bypasses sharing, but names only what the user may see', () => {
    rules = [matching('Contact', 'Email', [item('Email')]), duplicate('Contact', 'R', 'Email', warning)];
    const hidden = insert('Contact', { LastName: 'A', Email: 'a@example.com' });
    org.security.levels.set(hidden, 'None');
    const result = save('insert', 'Contact', { LastName: 'B', Email: 'a@example.com' }, all, 'user');
    assert.equal(result?.success, false);
    assert.deepEqual(
      result.errors[0]?.duplicates?.matchResults.map((match) => match.ids),
      [[]],
    );
  });
});

describe('a duplicate rule that warns and reports', () => {
  beforeEach(() => {
    org.store.run(
      "INSERT INTO DuplicateRule (Id, DeveloperName, SobjectType, MasterLabel, IsActive) VALUES ('0BmUP0000000001AAA', 'Same', 'Lead', 'Same', 1)",
    );
    rules = [
      matching('Lead', 'Mail_Or_Phone', [
        ['booleanFilter', '1 AND (2 OR 3)'],
        item('LastName'),
        item('Email'),
        item('Phone', 'Phone'),
      ]),
      duplicate('Lead', 'Same', 'Mail_Or_Phone', warning),
    ];
  });

  it('refuses until the client says so, then puts the records into a set of duplicates', () => {
    const first = insert('Lead', { LastName: 'A', Company: 'X', Email: 'a@example.com' });
    const again = { LastName: 'a', Company: 'Y', Email: 'a@example.com' };
    const refused = save('insert', 'Lead', again);
    assert.match(problems(refused)[0] ?? '', /^DUPLICATES_DETECTED: You're creating a duplicate record/);
    assert.equal(refused?.errors[0]?.duplicates?.allowSave, true);
    assert.equal(org.rows('DuplicateRecordSet').length, 0);
    const second = savedId(save('insert', 'Lead', again, { ...all, allowDuplicates: true }));
    const third = savedId(save('insert', 'Lead', again, { ...all, allowDuplicates: true }));
    assert.deepEqual(
      org.rows('DuplicateRecordSet').map(({ values }) => [values['DuplicateRuleId'], values['RecordCount']]),
      [['0BmUP0000000001AAA', 3]],
    );
    assert.deepEqual(
      org
        .rows('DuplicateRecordItem')
        .map(({ values }) => values['RecordId'])
        .sort(),
      [first, second, third].sort(),
    );
  });

  it('follows the logic of its matching rule', () => {
    insert('Lead', { LastName: 'A', Company: 'X', Email: 'a@example.com', Phone: '+1 415 555 1234' });
    assert.equal(save('insert', 'Lead', { LastName: 'B', Company: 'X', Email: 'a@example.com' })?.success, true);
    assert.equal(save('insert', 'Lead', { LastName: 'A', Company: 'X', Phone: '(415) 555-9999' })?.success, false);
    assert.equal(save('insert', 'Lead', { LastName: 'A', Company: 'X', Phone: '(416) 555-1234' })?.success, true);
  });
});

describe('duplicate rules', () => {
  it('may compare with another object, blank with blank, and under conditions only', () => {
    rules = [
      matching('Contact', 'Name', [item('LastName'), item('FirstName', 'Exact', 'MatchBlanks')]),
      duplicate(
        'Lead',
        'Known',
        'Name',
        [
          ...blocking,
          [
            'duplicateRuleFilter',
            [
              ['booleanFilter', '1 OR 2'],
              [
                'duplicateRuleFilterItems',
                [
                  ['field', 'Status'],
                  ['operation', 'equals'],
                  ['value', 'Open - Not Contacted, New'],
                ],
              ],
              [
                'duplicateRuleFilterItems',
                [
                  ['field', 'Company'],
                  ['operation', 'startsWith'],
                  ['value', 'No'],
                ],
              ],
            ],
          ],
        ],
        'Contact',
      ),
    ];
    insert('Contact', { LastName: 'Muster' });
    assert.equal(
      save('insert', 'Lead', { LastName: 'muster', Company: 'Nord', Status: 'Working - Contacted' })?.success,
      false,
    );
    assert.equal(
      save('insert', 'Lead', { LastName: 'Muster', Company: 'Süd', Status: 'Working - Contacted' })?.success,
      true,
    );
    assert.equal(
      save('insert', 'Lead', { LastName: 'Muster', Company: 'Süd', Status: 'Open - Not Contacted' })?.success,
      false,
    );
  });

  it('of person accounts look at persons, those of accounts at businesses', () => {
    rules = [
      matching('PersonAccount', 'Mail', [item('PersonEmail')]),
      duplicate('PersonAccount', 'Persons', 'Mail', blocking),
      matching('Account', 'Phone', [item('Phone')]),
      duplicate('Account', 'Businesses', 'Phone', blocking),
    ];
    const person = { LastName: 'M', RecordTypeId: ids.residential, PersonEmail: 'm@example.com', Phone: '1' };
    insert('Account', person);
    insert('Account', { Name: 'Nord', Phone: '1' });
    assert.equal(save('insert', 'Account', person)?.errors[0]?.duplicates?.duplicateRule, 'Persons');
    assert.equal(
      save('insert', 'Account', { Name: 'Süd', Phone: '1' })?.errors[0]?.duplicates?.duplicateRule,
      'Businesses',
    );
  });

  it('cannot run with a matching rule that is not active or unknown', () => {
    const faults = (...components: readonly RuleComponent[]): readonly string[] =>
      components.flatMap((component) => ruleFaults(component, components)).map((fault) => fault.message);
    assert.deepEqual(
      faults(matching('Contact', 'Mail', [item('Email')], 'Inactive'), duplicate('Contact', 'R', 'Mail', blocking)),
      ["Matching rule Mail for Contact isn't active"],
    );
    assert.deepEqual(faults(duplicate('Contact', 'R', 'None', blocking)), [
      "Matching rule None for Contact isn't active",
    ]);
    assert.deepEqual(faults(duplicate('Lead', 'R', 'Standard_Lead_Match_Rule_v1_0', blocking)), []);
  });
});

// Help, "Standard Account Matching Rule", "Standard Contact Matching Rule and Standard Lead Matching Rule", "Standard Person Account
// Matching Rule".
describe('standard matching rules', () => {
  const found = (object: string, rule: string, ours: Fields, theirs: Fields): boolean => {
    rules = [];
    const known = insert(object === 'PersonAccount' ? 'Account' : object, ours);
    rules = [duplicate(object, 'Standard', rule, blocking)];
    const result = save('insert', object === 'PersonAccount' ? 'Account' : object, theirs);
    const [error] = result?.errors ?? [];
    if (error === undefined) return false;
    assert.equal(error.statusCode, 'DUPLICATES_DETECTED', error.message);
    assert.deepEqual(
      error.duplicates?.matchResults.map((each) => [each.rule, each.matchEngine, each.ids]),
      [[rule, 'FuzzyMatchEngine', [known]]],
    );
    return true;
  };

  it('find accounts by name and place or phone, and by web site and phone, but not by name alone', () => {
    const rule = 'Standard_Account_Match_Rule_v1_0';
    const place = { BillingCity: 'Portland', BillingState: 'Oregon', BillingCountry: 'United States' };
    const nord = { Name: 'Nord Energie GmbH', ...place, Phone: '+49 421 1' };
    assert.equal(found('Account', rule, nord, { ...nord, Name: 'Nord-Energie AG', Phone: null }), true);
    assert.equal(
      found('Account', rule, { Name: 'A', Website: 'a.de', Phone: '2' }, { Name: 'B', Website: 'a.de', Phone: '2' }),
      true,
    );
    assert.equal(found('Account', rule, { Name: 'Süd' }, { Name: 'Süd' }), false);
    assert.equal(
      found('Account', rule, { Name: 'West', BillingCity: 'Köln' }, { Name: 'West', BillingCity: 'Bonn' }),
      false,
    );
  });

  it('find contacts by names and e-mail, phone or account, also with the names the wrong way round', () => {
    const rule = 'Standard_Contact_Match_Rule_v1_1';
    const robert = { FirstName: 'Robert', LastName: 'Meyer', Email: 'r@example.com' };
    assert.equal(found('Contact', rule, robert, { ...robert, FirstName: 'Bob', LastName: 'Maier' }), true);
    assert.equal(
      found(
        'Contact',
        rule,
        { FirstName: 'George', LastName: 'Michael', Phone: '1' },
        { FirstName: 'Michael', LastName: 'George', Phone: '1' },
      ),
      true,
    );
    assert.equal(
      found(
        'Contact',
        rule,
        { LastName: 'Blank', Email: 'b@example.com' },
        { FirstName: 'Ute', LastName: 'Blank', Email: 'b@example.com' },
      ),
      true,
    );
    assert.equal(
      found('Contact', rule, { LastName: 'Blank', Phone: '3' }, { FirstName: 'Ute', LastName: 'Blank', Phone: '3' }),
      false,
    );
    const [one, other] = [insert('Account', { Name: 'Stadtwerke Inc.' }), insert('Account', { Name: 'Stadtwerke' })];
    const clerk = { FirstName: 'Eva', LastName: 'Stein', Title: 'Director of Engineering' };
    assert.equal(
      found(
        'Contact',
        rule,
        { ...clerk, AccountId: one },
        { ...clerk, Title: 'Engineering Director', AccountId: other },
      ),
      true,
    );
    assert.equal(
      found('Contact', rule, { ...clerk, LastName: 'Berg', AccountId: one }, { ...clerk, LastName: 'Berg' }),
      false,
    );
  });

  it('find leads by names and street, and person accounts by names and phone', () => {
    const lead = {
      FirstName: 'Jonathan',
      LastName: 'Stein',
      Company: 'x',
      Street: '123 Market Street',
      City: 'Frankfurt',
    };
    const similar = { ...lead, FirstName: 'J', Street: '123 Market St.', City: 'Frankfort' };
    assert.equal(found('Lead', 'Standard_Lead_Match_Rule_v1_0', lead, similar), true);
    const person = { FirstName: 'Eva', LastName: 'Stein', Phone: '7', RecordTypeId: ids.residential };
    const rule = 'Standard_Person_Account_Match_Rule_v1_0';
    assert.equal(found('PersonAccount', rule, person, person), true);
    assert.equal(found('PersonAccount', rule, person, { ...person, Phone: '8' }), false);
    // The fourth condition has the lower threshold: Dwayne and Duane score 84.
    const dwayne = { ...person, FirstName: 'Dwayne', Phone: '9', BillingCity: 'Bonn', PersonMailingStreet: 'Ring 1' };
    assert.equal(found('PersonAccount', rule, dwayne, { ...dwayne, FirstName: 'Duane' }), true);
    const without = { ...dwayne, Phone: '10', PersonMailingStreet: null };
    assert.equal(found('PersonAccount', rule, without, { ...without, FirstName: 'Duane' }), false);
  });
});

// Apex Reference, Datacloud.FindDuplicates.
describe('a search for duplicates', () => {
  it('names what rules find, with sharing only what the user may see, and saves nothing', () => {
    const known = insert('Lead', { LastName: 'Muster', Company: 'Nord', Email: 'm@example.com' });
    const search = createDuplicateSearch({
      store: org.store,
      schema: standardSchema,
      security: org.security,
      rules: () => rules,
    });
    const asked = record('Lead', { LastName: 'x', Company: 'y', Email: 'm@example.com' });
    const found = (mode: 'system' | 'user'): readonly unknown[] =>
      org
        .commit((scope) => search.ofRecords([asked], scope), mode)
        .flatMap((results) =>
          results.flatMap((result) => [result.allowSave, ...result.matchResults.map((each) => each.ids)]),
        );
    rules = [matching('Lead', 'Mail', [item('Email')]), duplicate('Lead', 'Enforced', 'Mail', blocking)];
    assert.deepEqual(found('user'), [false, [known]]);
    org.security.levels.set(known, 'None');
    assert.deepEqual(found('user'), [false, []]);
    assert.deepEqual(found('system'), [false, [known]]);
    rules = [matching('Lead', 'Mail', [item('Email')]), duplicate('Lead', 'Bypassed', 'Mail', warning)];
    assert.deepEqual(found('user'), [true, []], 'a rule that bypasses sharing does not name it either');
    assert.deepEqual(org.store.get('SELECT count(*) AS n FROM Lead')?.['n'], 1);
  });
});

// Help, "Matching Algorithms Used with Matching Methods" and "Matching Methods Used in Matching Rules": their examples first.
describe('matching methods', () => {
  it('score as the documentation does', () => {
    assert.equal(editScore('vp sales', 'vp of sales'), 73);
    assert.equal(jaroWinklerScore('johnny', 'johny'), 97);
    assert.equal(acronymScore(['advanced', 'micro', 'devices'], ['amd']), 100);
    assert.equal(initialsScore('jonathan', 'j'), 100);
    assert.equal(variantScore('bob', 'robert'), 100);
    assert.equal(variantScore('bob', 'bill'), 0);
    assert.equal(soundScore('joseph', 'josef'), 100);
    assert.equal(scoreOf('Phone', '1-415-555-1234', '1-415-555-5678'), 90);
    assert.equal(scoreOf('Street', '123 Market Street, Suite 100', '123 Market Drive, Suite 300'), 70);
  });

  it('score the classic examples of the Jaro-Winkler distance', () => {
    assert.deepEqual(
      [
        jaroWinklerScore('martha', 'marhta'),
        jaroWinklerScore('dwayne', 'duane'),
        jaroWinklerScore('dixon', 'dicksonx'),
      ],
      [96, 84, 81],
    );
    assert.equal(jaroWinklerScore('abc', 'xyz'), 0);
  });

  for (const [method, left, right, expected] of [
    ['City', 'Frankfurt', 'Frankfort', true],
    ['City', 'Bonn', 'Born', false],
    ['CompanyName', 'Nord Energie GmbH', 'NORD-ENERGIE AG', true],
    ['CompanyName', 'IBM', 'International Business Machines Corp.', true],
    ['CompanyName', 'Department of Energy', 'Department of Labor', false],
    ['Exact', ' Nord', 'NORD', true],
    ['FirstName', 'J. R.', 'John Robert', true],
    ['FirstName', 'Jonathan', 'Jonathon', true],
    ['FirstName', 'Eva', 'Ute', false],
    ['LastName', 'Meyer', 'Maier', true],
    ['LastName', 'Smith', 'Smoth', true],
    ['LastName', 'Smith', 'Smash', false],
    ['LastName', 'Berg', 'Burger', false],
    ['Phone', '1-415-555-1234', '(415) 555-1234', true],
    ['Phone', '4155551234', '4155561234', false],
    ['Phone', '+49 123 456789', '+49123456789', true],
    ['Phone', '+49 123 456789', '0123456789', false],
    ['Street', '123 Market St.', '123 Market Street', true],
    ['Street', 'Hauptstraße 5', 'Hauptstrasse 7', false],
    ['Title', 'Director of Engineering', 'Engineering Director', true],
    ['Title', 'CEO', 'Chief Executive Officer', true],
    ['Title', 'Sales Manager', 'Engineering Director', false],
    ['Zip', '94107-1234', '94107', true],
    ['Zip', '94107', '94108', false],
  ] as const) {
    it(`${method}: ${left} and ${right} ${expected ? 'match' : 'do not match'}`, () => {
      assert.equal(matches(method, left, right), expected);
      assert.equal(matches(method, right, left), expected);
    });
  }
});
