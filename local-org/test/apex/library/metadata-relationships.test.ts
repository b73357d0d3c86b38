import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openApexOrg } from './apex-org.ts';

const head = 'xmlns="http://soap.sforce.com/2006/04/metadata"';
const objects = 'force-app/main/default/objects';
const records = 'force-app/main/default/customMetadata';
const relationship = (name: string, target: string, controlling = ''): string =>
  `<CustomField ${head}><fullName>${name}</fullName><label>${name}</label>${controlling && `<metadataRelationshipControllingField>Watched__mdt.${controlling}</metadataRelationshipControllingField>`}<referenceTo>${target}</referenceTo><relationshipLabel>Watched</relationshipLabel><relationshipName>Watched_${name.replace('__c', '')}</relationshipName><type>MetadataRelationship</type></CustomField>`;
const type = (label: string): string =>
  `<CustomObject ${head}><label>${label}</label><pluralLabel>${label}s</pluralLabel><visibility>Public</visibility></CustomObject>`;
const record = (label: string, values: Readonly<Record<string, string>> = {}): string =>
  `<CustomMetadata ${head} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><label>${label}</label><protected>false</protected>${Object.entries(
    values,
  )
    .map(([field, value]) => `<values><field>${field}</field><value xsi:type="xsd:string">${value}</value></values>`)
    .join('')}</CustomMetadata>`;

// Source: Custom Metadata Types Implementation Guide, "Metadata relationships"; Object Reference, EntityDefinition, FieldDefinition.
describe('Metadata relationships of custom metadata', () => {
  const org = openApexOrg({
    [`${objects}/Reason__mdt/Reason__mdt.object-meta.xml`]: type('Reason'),
    [`${objects}/Watched__mdt/Watched__mdt.object-meta.xml`]: type('Watched'),
    [`${objects}/Watched__mdt/fields/Object__c.field-meta.xml`]: relationship('Object__c', 'EntityDefinition'),
    [`${objects}/Watched__mdt/fields/Field__c.field-meta.xml`]: relationship(
      'Field__c',
      'FieldDefinition',
      'Object__c',
    ),
    [`${objects}/Watched__mdt/fields/Reason__c.field-meta.xml`]: relationship('Reason__c', 'Reason__mdt'),
    // The record that points stands before the one it points to.
    [`${records}/Watched.A.md-meta.xml`]: record('A', {
      Object__c: 'Opportunity',
      Field__c: 'Amount',
      Reason__c: 'Why',
    }),
    [`${records}/Reason.Why.md-meta.xml`]: record('Because'),
  });
  after(() => org.close());
  org.deploy({});
  const last = (source: string): string | undefined => org.run(source).at(-1)?.split('|').at(-1);

  it('lead to the definition of an object and of its field', () => {
    assert.equal(
      last(`
      Watched__mdt found = [SELECT Object__r.QualifiedApiName, Object__r.PluralLabel, Field__r.QualifiedApiName, Field__r.Label
        FROM Watched__mdt WHERE Object__r.QualifiedApiName = 'Opportunity'];
      System.debug(found.Object__r.QualifiedApiName + ' ' + found.Object__r.PluralLabel + ' ' + found.Field__r.QualifiedApiName + ' ' + found.Field__r.Label);`),
      'Opportunity Opportunities Amount Amount',
    );
  });

  it('hold the id of another record of custom metadata', () => {
    assert.equal(
      last(`
      Watched__mdt found = [SELECT Reason__c, Reason__r.MasterLabel FROM Watched__mdt WHERE Reason__c IN (SELECT Id FROM Reason__mdt)];
      System.debug(found.Reason__r.MasterLabel + ' ' + (found.Reason__c == [SELECT Id FROM Reason__mdt].Id));`),
      'Because true',
    );
  });

  it('are names, not ids, where they point to definitions', () => {
    assert.equal(
      last(`
      Watched__mdt found = [SELECT Object__c FROM Watched__mdt];
      Object held = found.get('Object__c');
      System.debug(found.Object__c + ' ' + (held instanceof String));`),
      'Opportunity true',
    );
  });

  it('are not needed to query definitions; what the local org does not know of them is refused by name', () => {
    assert.equal(
      last(`System.debug([SELECT QualifiedApiName FROM EntityDefinition WHERE KeyPrefix = '006'].QualifiedApiName);`),
      'Opportunity',
    );
    assert.throws(
      () => org.run(`System.debug([SELECT DetailUrl FROM EntityDefinition]);`),
      /SOQL EntityDefinition\.DetailUrl/,
    );
  });
});
