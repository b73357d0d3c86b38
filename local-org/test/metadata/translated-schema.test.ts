import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  createOrg,
  deploy,
  loadSchema,
  metadataOf,
  readFiles,
  translatedSchema,
  type DeployOutcome,
} from '../../src/metadata/index.ts';
import type { OrgSchema } from '../../src/schema/index.ts';
import { openStore } from '../../src/store/index.ts';

const now = Date.UTC(2026, 0, 15, 8);
const head = 'xmlns="http://soap.sforce.com/2006/04/metadata"';

const files: Readonly<Record<string, string>> = {
  'objects/Meter__c/Meter__c.object-meta.xml': `<CustomObject ${head}><deploymentStatus>Deployed</deploymentStatus><label>Meter</label><nameField><label>Meter Name</label><type>Text</type></nameField><pluralLabel>Meters</pluralLabel><sharingModel>ReadWrite</sharingModel></CustomObject>`,
  'objects/Meter__c/fields/Commodity__c.field-meta.xml': `<CustomField ${head}><fullName>Commodity__c</fullName><label>Commodity</label><type>Picklist</type><valueSet><restricted>true</restricted><valueSetName>Commodity</valueSetName></valueSet></CustomField>`,
  'objects/Meter__c/fields/State__c.field-meta.xml': `<CustomField ${head}><fullName>State__c</fullName><inlineHelpText>Where it is</inlineHelpText><label>State</label><type>Picklist</type><valueSet><valueSetDefinition><sorted>false</sorted><value><fullName>in</fullName><default>false</default><label>Built in</label></value><value><fullName>out</fullName><default>false</default><label>Removed</label></value></valueSetDefinition></valueSet></CustomField>`,
  'objects/Meter__c/recordTypes/Smart.recordType-meta.xml': `<RecordType ${head}><fullName>Smart</fullName><active>true</active><label>Smart Meter</label></RecordType>`,
  'objects/Meter__c/validationRules/Has_State.validationRule-meta.xml': `<ValidationRule ${head}><fullName>Has_State</fullName><active>true</active><errorConditionFormula>ISBLANK(TEXT(State__c))</errorConditionFormula><errorMessage>Say where it is.</errorMessage></ValidationRule>`,
  'globalValueSets/Commodity.globalValueSet-meta.xml': `<GlobalValueSet ${head}><customValue><fullName>Power</fullName><default>false</default><label>Electricity</label></customValue><customValue><fullName>Gas</fullName><default>false</default><label>Gas</label></customValue><masterLabel>Commodity</masterLabel><sorted>false</sorted></GlobalValueSet>`,
  'globalValueSetTranslations/Commodity-de.globalValueSetTranslation-meta.xml': `<GlobalValueSetTranslation ${head}><valueTranslation><masterLabel>Electricity</masterLabel><translation>Strom</translation></valueTranslation><valueTranslation><masterLabel>Gas</masterLabel><translation></translation></valueTranslation></GlobalValueSetTranslation>`,
  'standardValueSetTranslations/CaseOrigin-de.standardValueSetTranslation-meta.xml': `<StandardValueSetTranslation ${head}><valueTranslation><masterLabel>Phone</masterLabel><translation>Telefon</translation></valueTranslation></StandardValueSetTranslation>`,
  'objectTranslations/Meter__c-de/Meter__c-de.objectTranslation-meta.xml': `<CustomObjectTranslation ${head}><caseValues><caseType>Accusative</caseType><plural>false</plural><value>falsch</value></caseValues><caseValues><caseType>Nominative</caseType><plural>false</plural><value>Zähler</value></caseValues><caseValues><plural>true</plural><value>Zähler</value></caseValues><nameFieldLabel>Zählername</nameFieldLabel><recordTypes><label>Intelligenter Zähler</label><name>Smart</name></recordTypes><validationRules><errorMessage>Bitte sagen, wo er ist.</errorMessage><name>Has_State</name></validationRules></CustomObjectTranslation>`,
  'objectTranslations/Meter__c-de/State__c.fieldTranslation-meta.xml': `<CustomFieldTranslation ${head}><help>Wo er ist</help><label>Zustand</label><name>State__c</name><picklistValues><masterLabel>Built in</masterLabel><translation>eingebaut</translation></picklistValues></CustomFieldTranslation>`,
  'objectTranslations/Meter__c-de_AT/State__c.fieldTranslation-meta.xml': `<CustomFieldTranslation ${head}><label>Status</label><name>State__c</name></CustomFieldTranslation>`,
};

function deployed(): { readonly outcome: DeployOutcome; readonly schemaIn: (language: string) => OrgSchema } {
  const store = openStore(':memory:');
  createOrg(store, { now });
  const sources = Object.entries(files).map(([path, text]) => ({
    path: `force-app/${path}`,
    content: new TextEncoder().encode(text),
  }));
  const outcome = deploy(store, readFiles(sources), { now });
  return { outcome, schemaIn: (language) => translatedSchema(loadSchema(store), metadataOf(store), language) };
}

describe('the schema in another language', () => {
  const { outcome, schemaIn } = deployed();
  const meter = (language: string) => {
    const object = schemaIn(language).object('Meter__c');
    assert.ok(object, 'Meter__c');
    return object;
  };
  const labels = (language: string, field: string) =>
    meter(language)
      .fields.get(field)
      ?.picklist?.map(({ label }) => label);

  it('can be deployed', () => assert.deepEqual(outcome.problems, []));

  it('names the object, its name field, fields, help, record types and rules in it', () => {
    const german = meter('de');
    assert.deepEqual([german.label, german.labelPlural], ['Zähler', 'Zähler']);
    assert.equal(german.fields.get('name')?.label, 'Zählername');
    assert.equal(german.fields.get('state__c')?.label, 'Zustand');
    assert.equal(german.fields.get('state__c')?.helpText, 'Wo er ist');
    assert.equal(german.recordTypes.get('smart')?.label, 'Intelligenter Zähler');
    assert.equal(german.validationRules[0]?.errorMessage, 'Bitte sagen, wo er ist.');
  });

  it('labels picklist values of the field, of global and of standard value sets', () => {
    assert.deepEqual(labels('de', 'state__c'), ['eingebaut', 'Removed']);
    assert.deepEqual(labels('de', 'commodity__c'), ['Strom', 'Gas']);
    const origins = schemaIn('de').object('Case')?.fields.get('origin')?.picklist;
    assert.equal(origins?.find(({ value }) => value === 'Phone')?.label, 'Telefon');
  });

  it('keeps the values and every name', () => {
    const german = meter('de');
    assert.deepEqual(
      german.fields.get('commodity__c')?.picklist?.map(({ value }) => value),
      ['Power', 'Gas'],
    );
    assert.deepEqual([...german.fields.keys()], [...meter('en_US').fields.keys()]);
  });

  it('falls back from the language of a country to the language, and from there to the master labels', () => {
    assert.equal(meter('de_AT').fields.get('state__c')?.label, 'Status');
    assert.deepEqual(labels('de_AT', 'state__c'), ['eingebaut', 'Removed']);
    assert.equal(meter('fr').label, 'Meter');
    assert.equal(meter('en_US').fields.get('state__c')?.label, 'State');
  });
});
