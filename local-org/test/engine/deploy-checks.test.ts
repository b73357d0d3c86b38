/** What a deploy refuses besides wrong XML and wrong code. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openDeployedEngine } from './deployed-engine.ts';
import type { DeployedEngine } from './deployed-engine.ts';

const OBJECT = 'main/default/objects/Reading__c';

describe('a deploy', () => {
  let org: DeployedEngine;
  before(async () => {
    org = await openDeployedEngine();
    const outcome = org.put({
      [`${OBJECT}/Reading__c.object-meta.xml`]: [
        'CustomObject',
        '<deploymentStatus>Deployed</deploymentStatus><label>Reading</label><nameField><label>Name</label><type>Text</type></nameField><pluralLabel>Readings</pluralLabel><sharingModel>ReadWrite</sharingModel>',
      ],
      [`${OBJECT}/fields/Value__c.field-meta.xml`]: [
        'CustomField',
        '<fullName>Value__c</fullName><label>Value</label><precision>18</precision><scale>2</scale><type>Number</type>',
      ],
    });
    assert.deepEqual(outcome.problems, []);
  });
  after(() => org.close());

  function formulaField(name: string, formula: string): readonly [string, string] {
    return [
      'CustomField',
      `<fullName>${name}</fullName>\n<formula>${formula}</formula>\n<label>${name}</label>\n<precision>18</precision>\n<scale>2</scale>\n<type>Number</type>`,
    ];
  }

  it('fails at the line of a formula that names no field, and keeps nothing', () => {
    const file = `${OBJECT}/fields/Twice__c.field-meta.xml`;
    const outcome = org.put({ [file]: formulaField('Twice__c', 'Valu__c * 2') });
    assert.equal(outcome.success, false);
    const [problem] = outcome.problems;
    assert.deepEqual(
      [problem?.file, problem?.line, problem?.componentType, problem?.fullName],
      [`force-app/${file}`, 4, 'CustomField', 'Reading__c.Twice__c'],
    );
    assert.match(problem?.message ?? '', /Valu__c/);
    assert.equal(org.engine.schema().object('Reading__c')?.fields.has('twice__c'), false);
    assert.equal(org.put({ [file]: formulaField('Twice__c', 'Value__c * 2') }).success, true);
  });

  it('fails at the line of a wrong default value', () => {
    const outcome = org.put({
      [`${OBJECT}/fields/Read_On__c.field-meta.xml`]: [
        'CustomField',
        '<fullName>Read_On__c</fullName>\n<label>Read on</label>\n<defaultValue>TODAY( + 1</defaultValue>\n<type>Date</type>',
      ],
    });
    assert.deepEqual(
      outcome.problems.map(({ line, fullName }) => [line, fullName]),
      [[5, 'Reading__c.Read_On__c']],
    );
  });

  it('fails at the line of a validation rule that yields no truth', () => {
    const outcome = org.put({
      [`${OBJECT}/validationRules/Not_Negative.validationRule-meta.xml`]: [
        'ValidationRule',
        '<fullName>Not_Negative</fullName>\n<active>true</active>\n<errorConditionFormula>Value__c + 1</errorConditionFormula>\n<errorMessage>Wrong</errorMessage>',
      ],
    });
    assert.deepEqual(
      outcome.problems.map(({ line, componentType, fullName }) => [line, componentType, fullName]),
      [[5, 'ValidationRule', 'Reading__c.Not_Negative']],
    );
  });

  it('fails when it breaks a formula that was deployed before', () => {
    const outcome = org.put({
      [`${OBJECT}/fields/Value__c.field-meta.xml`]: [
        'CustomField',
        '<fullName>Value__c</fullName><label>Value</label><length>20</length><type>Text</type>',
      ],
    });
    assert.deepEqual(
      outcome.problems.map(({ file, fullName }) => [file, fullName]),
      [[`force-app/${OBJECT}/fields/Twice__c.field-meta.xml`, 'Reading__c.Twice__c']],
    );
  });
});
