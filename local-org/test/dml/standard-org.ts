/** The real standard schema with the record types of the tests, on a store with the rows every org has. */
import { buildSchema } from '../../src/schema/index.ts';
import type { DefinitionNode } from '../../src/schema/index.ts';
import type { OrgSchema } from '../../src/schema/types.ts';
import { idAt } from '../../src/store/index.ts';
import { testOrg, testUser } from './org.ts';
import { schemaOf } from './schema-fixture.ts';
import type { TestOrg, TestOrgOptions } from './org.ts';

const leaf = (name: string, text: string): DefinitionNode => ({ name, text, children: [] });
const node = (name: string, values: Record<string, string>): DefinitionNode => ({
  name,
  text: '',
  children: Object.entries(values).map(([key, value]) => leaf(key, value)),
});

const components = [
  {
    type: 'CustomField',
    fullName: 'Contact.Can_Sign__c',
    node: node('CustomField', { fullName: 'Can_Sign__c', label: 'Can Sign', type: 'Checkbox', defaultValue: 'false' }),
  },
  {
    type: 'RecordType',
    fullName: 'PersonAccount.Residential',
    node: node('RecordType', { fullName: 'Residential', label: 'Residential', active: 'true' }),
  },
  {
    type: 'RecordType',
    fullName: 'Account.Agency',
    node: node('RecordType', { fullName: 'Agency', label: 'Agency', active: 'true' }),
  },
  {
    type: 'CustomObject',
    fullName: 'Visit__c',
    node: {
      name: 'CustomObject',
      text: '',
      children: [
        leaf('label', 'Visit'),
        leaf('pluralLabel', 'Visits'),
        leaf('sharingModel', 'ControlledByParent'),
        node('nameField', { label: 'Visit', type: 'Text' }),
      ],
    },
  },
  {
    type: 'CustomField',
    fullName: 'Visit__c.Account__c',
    node: node('CustomField', {
      fullName: 'Account__c',
      label: 'Account',
      type: 'MasterDetail',
      referenceTo: 'Account',
      relationshipLabel: 'Visits',
      relationshipName: 'Visits',
      relationshipOrder: '0',
    }),
  },
  {
    type: 'CustomField',
    fullName: 'Account.Visits__c',
    node: node('CustomField', {
      fullName: 'Visits__c',
      label: 'Visits',
      type: 'Summary',
      summaryForeignKey: 'Visit__c.Account__c',
      summaryOperation: 'count',
    }),
  },
  {
    type: 'CustomField',
    fullName: 'Account.Visit_Share__c',
    node: node('CustomField', {
      fullName: 'Visit_Share__c',
      label: 'Visit Share',
      type: 'Percent',
      precision: '18',
      scale: '0',
      formula: 'Visits__c / 4',
      formulaTreatBlanksAs: 'BlankAsZero',
    }),
  },
  {
    type: 'CustomField',
    fullName: 'Visit__c.Visited__c',
    node: node('CustomField', {
      fullName: 'Visited__c',
      label: 'Visited',
      type: 'Text',
      formula: 'Account__r.Name & IF(Account__r.IsPersonAccount, " (" & Account__r.RecordType.DeveloperName & ")", "")',
    }),
  },
  {
    type: 'CustomObject',
    fullName: 'Signal__e',
    node: node('CustomObject', {
      label: 'Signal',
      pluralLabel: 'Signals',
      eventType: 'HighVolume',
      publishBehavior: 'PublishAfterCommit',
    }),
  },
  {
    type: 'CustomField',
    fullName: 'Signal__e.Note__c',
    node: node('CustomField', { fullName: 'Note__c', label: 'Note', type: 'Text', length: '20', required: 'true' }),
  },
  {
    type: 'CustomObject',
    fullName: 'Alarm__e',
    node: node('CustomObject', {
      label: 'Alarm',
      pluralLabel: 'Alarms',
      eventType: 'HighVolume',
      publishBehavior: 'PublishImmediately',
    }),
  },
];

/** The standard objects the tests touch; an org with all of them takes ten times as long to set up. */
const used = [
  'Account',
  'AccountContactRelation',
  'ApexClass',
  'AsyncApexJob',
  'Case',
  'CaseStatus',
  'Contact',
  'ContentDocument',
  'ContentDocumentLink',
  'Contract',
  'ContractHistory',
  'CronJobDetail',
  'CronTrigger',
  'DuplicateRecordItem',
  'DuplicateRecordSet',
  'DuplicateRule',
  'Lead',
  'Opportunity',
  'Profile',
  'RecordType',
  'User',
  'UserRole',
  'Signal__e',
  'Alarm__e',
  'Visit__c',
];

let schema: OrgSchema | undefined;

/** The schema; built once for all tests of a file. */
export function standardSchema(): OrgSchema {
  if (schema !== undefined) return schema;
  const prefixes: Record<string, string> = { Signal__e: 'e00', Alarm__e: 'e01' };
  const whole = buildSchema({
    version: 1,
    components,
    prefixOf: (name) => prefixes[name] ?? 'a99',
    currencies: ['EUR'],
  });
  schema = schemaOf(used.flatMap((name) => whole.object(name) ?? []));
  return schema;
}

export const ids = {
  residential: idAt('012', 1),
  agency: idAt('012', 2),
  administrator: idAt('00e', 1),
  partnerProfile: idAt('00e', 2),
  ownerRole: idAt('00E', 1),
};

/** An org with record types, profiles, a role, and the acting user in it. */
export function standardOrg(options: TestOrgOptions = {}): TestOrg {
  const org = testOrg(standardSchema(), options);
  const { store } = org;
  store.run(
    "INSERT INTO RecordType (Id, DeveloperName, Name, SobjectType, IsActive, IsPersonType) VALUES (?, 'Residential', 'Residential', 'Account', 1, 1)",
    ids.residential,
  );
  store.run(
    "INSERT INTO RecordType (Id, DeveloperName, Name, SobjectType, IsActive) VALUES (?, 'Agency', 'Agency', 'Account', 1)",
    ids.agency,
  );
  store.run(
    "INSERT INTO Profile (Id, Name, UserType) VALUES (?, 'System Administrator', 'Standard')",
    ids.administrator,
  );
  store.run("INSERT INTO Profile (Id, Name, UserType) VALUES (?, 'Agency', 'PowerPartner')", ids.partnerProfile);
  store.run("INSERT INTO UserRole (Id, Name) VALUES (?, 'Data Owner')", ids.ownerRole);
  store.run(
    "INSERT INTO User (Id, Name, Username, IsActive, ProfileId, UserType) VALUES (?, 'Tester', 'tester@unified-power.example', 1, ?, 'Standard')",
    testUser.userId,
    ids.administrator,
  );
  return org;
}
