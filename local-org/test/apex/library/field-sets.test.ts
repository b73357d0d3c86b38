import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openApexOrg } from './apex-org.ts';

const head = 'xmlns="http://soap.sforce.com/2006/04/metadata"';
const base = 'force-app/main/default/objects/Meter__c';
const FILES = {
  [`${base}/Meter__c.object-meta.xml`]: `<CustomObject ${head}><deploymentStatus>Deployed</deploymentStatus><label>Meter</label><nameField><label>Name</label><type>Text</type></nameField><pluralLabel>Meters</pluralLabel><sharingModel>ReadWrite</sharingModel></CustomObject>`,
  [`${base}/fields/Owner_Account__c.field-meta.xml`]: `<CustomField ${head}><fullName>Owner_Account__c</fullName><label>Account</label><referenceTo>Account</referenceTo><relationshipName>Meters</relationshipName><type>Lookup</type></CustomField>`,
  [`${base}/fields/Reading__c.field-meta.xml`]: `<CustomField ${head}><fullName>Reading__c</fullName><label>Last reading</label><precision>8</precision><scale>0</scale><type>Number</type></CustomField>`,
  [`${base}/fieldSets/Overview.fieldSet-meta.xml`]: `<FieldSet ${head}><fullName>Overview</fullName><availableFields><field>Name</field><isFieldManaged>false</isFieldManaged><isRequired>false</isRequired></availableFields><description>What a tile shows</description><displayedFields><field>Reading__c</field><isFieldManaged>false</isFieldManaged><isRequired>true</isRequired></displayedFields><displayedFields><field>Owner_Account__r.Name</field><isFieldManaged>false</isFieldManaged><isRequired>false</isRequired></displayedFields><label>Overview of a meter</label></FieldSet>`,
};

// Source: Apex Reference Guide, Schema.FieldSet and Schema.FieldSetMember.
describe('Field sets in Apex', () => {
  const org = openApexOrg(FILES);
  after(() => org.close());
  org.deploy({});

  it('give their displayed fields with path, label, type and whether they are required', () => {
    const lines = org.run(`
      for (Schema.FieldSetMember member : SObjectType.Meter__c.FieldSets.Overview.getFields())
        System.debug(member.getFieldPath() + '|' + member.getLabel() + '|' + member.getType() + '|' + member.getRequired() + '|' + member.getDbRequired());`);
    assert.deepEqual(
      lines.map((line) => line.split('|').slice(-5).join('|')),
      ['Reading__c|Last reading|DOUBLE|true|false', 'Owner_Account__r.Name|Account Name|STRING|false|true'],
    );
  });

  it('are found by name in any case, from a type that is only known when it runs', () => {
    const lines = org.run(`
      Map<String, Schema.FieldSet> sets = Schema.getGlobalDescribe().get('Meter__c').getDescribe().fieldSets.getMap();
      Schema.FieldSet overview = sets.get('OVERVIEW');
      System.debug(sets.size() + '|' + overview.getName() + '|' + overview.getLabel() + '|' + overview.getDescription() + '|' + overview.getSObjectType());`);
    assert.match(lines.join('\n'), /1\|Overview\|Overview of a meter\|What a tile shows\|Meter__c$/);
  });

  it('build a query', () => {
    const lines = org.run(`
      insert as system new Meter__c(Name = 'M1', Reading__c = 7, Owner_Account__c = null);
      List<String> paths = new List<String>();
      for (Schema.FieldSetMember member : SObjectType.Meter__c.FieldSets.Overview.getFields()) paths.add(member.getFieldPath());
      Meter__c meter = Database.query('SELECT ' + String.join(paths, ', ') + ' FROM Meter__c LIMIT 1', AccessLevel.SYSTEM_MODE);
      System.debug(meter.Reading__c);`);
    assert.match(lines.join('\n'), /7(\.0)?$/);
  });

  it('are checked: a set that does not exist is no member', () => {
    assert.throws(
      () => org.run('System.debug(SObjectType.Meter__c.FieldSets.Nothing.getLabel());'),
      /Variable does not exist: Nothing/,
    );
  });
});
