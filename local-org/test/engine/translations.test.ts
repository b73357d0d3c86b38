import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { administratorId } from '../../src/metadata/index.ts';
import { openDeployedEngine, type DeployedEngine } from './deployed-engine.ts';

describe('a user of another language', () => {
  let org: DeployedEngine;
  before(async () => {
    org = await openDeployedEngine();
    const { problems } = org.put({
      'objects/Meter__c/Meter__c.object-meta.xml': [
        'CustomObject',
        '<deploymentStatus>Deployed</deploymentStatus><label>Meter</label><nameField><label>Name</label><type>Text</type></nameField><pluralLabel>Meters</pluralLabel><sharingModel>ReadWrite</sharingModel>',
      ],
      'objects/Meter__c/fields/State__c.field-meta.xml': [
        'CustomField',
        '<fullName>State__c</fullName><label>State</label><type>Picklist</type><valueSet><restricted>true</restricted><valueSetDefinition><sorted>false</sorted><value><fullName>in</fullName><default>false</default><label>Built in</label></value></valueSetDefinition></valueSet>',
      ],
      'objects/Meter__c/validationRules/Has_State.validationRule-meta.xml': [
        'ValidationRule',
        '<fullName>Has_State</fullName><active>true</active><errorConditionFormula>ISBLANK(TEXT(State__c))</errorConditionFormula><errorMessage>Say where it is.</errorMessage>',
      ],
      'objects/Meter__c/recordTypes/Gas_Meter.recordType-meta.xml': [
        'RecordType',
        '<fullName>Gas_Meter</fullName><active>true</active><label>Gas meter</label>',
      ],
      'objectTranslations/Meter__c-de/Meter__c-de.objectTranslation-meta.xml': [
        'CustomObjectTranslation',
        '<caseValues><plural>false</plural><value>Zähler</value></caseValues><caseValues><plural>true</plural><value>Zählerliste</value></caseValues><recordTypes><label>Gaszähler</label><name>Gas_Meter</name></recordTypes><validationRules><errorMessage>Bitte sagen, wo er ist.</errorMessage><name>Has_State</name></validationRules>',
      ],
      'objectTranslations/Meter__c-de/State__c.fieldTranslation-meta.xml': [
        'CustomFieldTranslation',
        '<label>Zustand</label><name>State__c</name><picklistValues><masterLabel>Built in</masterLabel><translation>eingebaut</translation></picklistValues>',
      ],
    });
    assert.deepEqual(problems, []);
  });
  after(() => org.close());

  const userOf = (language: string) => ({ ...org.engine.security.userContext(administratorId), language });
  const record = (values: Readonly<Record<string, string>>) => [{ type: 'Meter__c', values }];

  it('reads why a record is refused in that language', () => {
    const messageFor = (language: string, values: Readonly<Record<string, string>> = {}) =>
      org.as(userOf(language), (scope) => {
        const [result] = org.engine.dml.insert(record({ Name: 'M', ...values }), { allOrNone: false }, scope);
        return result?.errors[0]?.message;
      });
    assert.equal(messageFor('de'), 'Bitte sagen, wo er ist.');
    assert.equal(messageFor('de_AT'), 'Bitte sagen, wo er ist.');
    assert.equal(messageFor('en_US'), 'Say where it is.');
    const wrong = { State__c: 'away' };
    assert.equal(messageFor('de', wrong), 'Zustand: bad value for restricted picklist field: away');
    assert.equal(messageFor('en_US', wrong), 'State: bad value for restricted picklist field: away');
  });

  it('gets labels from the describe of Apex: of object, field, value and record type', () => {
    const code = `
      Schema.DescribeSObjectResult meter = Schema.SObjectType.Meter__c;
      Schema.DescribeFieldResult state = Meter__c.State__c.getDescribe();
      List<String> texts = new List<String>{
        meter.getLabel(), meter.getLabelPlural(), state.getLabel(), Schema.SObjectType.Meter__c.fields.State__c.label,
        state.getPicklistValues()[0].getLabel(), state.getPicklistValues()[0].getValue(), state.getName(),
        meter.getRecordTypeInfosByDeveloperName().get('Gas_Meter').getName()
      };
      Assert.fail(String.join(texts, ', '));`;
    const labels = (language: string) =>
      org
        .as(userOf(language), (scope) => org.engine.apex().executeAnonymous(code, scope).exceptionMessage ?? '')
        .replace(/^.*Failed: /, '');
    assert.equal(labels('de'), 'Zähler, Zählerliste, Zustand, Zustand, eingebaut, in, State__c, Gaszähler');
    assert.equal(labels('en_US'), 'Meter, Meters, State, State, Built in, in, State__c, Gas meter');
  });

  it('gets labels from toLabel(), and finds rows by them', () => {
    org.as(userOf('de'), (scope) =>
      org.engine.dml.insert(record({ Name: 'M', State__c: 'in' }), { allOrNone: true }, scope),
    );
    const query = (language: string, soql: string) =>
      org.as({ ...userOf(language), userId: administratorId }, (scope) =>
        org.engine.queries.query(soql, {}, scope).records.map(({ values }) => values['State__c']),
      );
    assert.deepEqual(query('de', 'SELECT toLabel(State__c) FROM Meter__c'), ['eingebaut']);
    assert.deepEqual(query('de', "SELECT State__c FROM Meter__c WHERE toLabel(State__c) = 'eingebaut'"), ['in']);
    assert.deepEqual(query('de', "SELECT State__c FROM Meter__c WHERE toLabel(State__c) = 'Built in'"), []);
  });
});
