/**
 * The duplicate rules a new org is born with. Those of accounts, contacts and leads are active: they alert and report on insert and report
 * on update; that of person accounts waits to be activated. Sources: Help, "Standard Duplicate Rules" and the page of each; values as new
 * orgs give them on retrieve.
 */
import type { Store } from '../../engine/ports.ts';
import { storeComponent } from '../deployed.ts';
import type { SetupRows } from '../rows/setup-rows.ts';
import { writeDuplicateRule } from '../rows/duplicate-rules.ts';
import { parseXml } from '../xml.ts';

/** A matching rule of a duplicate rule; `mapping` names fields of the saved record and of the searched object. */
interface Match {
  readonly object: string;
  readonly rule: string;
  readonly mapping?: readonly (readonly [string, string])[];
}

interface StandardRule {
  readonly object: string;
  readonly name: string;
  readonly description: string;
  readonly active: boolean;
  readonly matches: readonly Match[];
}

const contactAndLead: readonly (readonly [string, string])[] = [
  ['MailingCity', 'City'],
  ['AccountId', 'Company'],
  ['Email', 'Email'],
  ['FirstName', 'FirstName'],
  ['LastName', 'LastName'],
  ['Phone', 'Phone'],
  ['MailingStreet', 'Street'],
  ['Title', 'Title'],
  ['MailingPostalCode', 'PostalCode'],
];
const contacts: Match = { object: 'Contact', rule: 'Standard_Contact_Match_Rule_v1_1' };
const leads: Match = { object: 'Lead', rule: 'Standard_Lead_Match_Rule_v1_0' };

const standardRules: readonly StandardRule[] = [
  {
    object: 'Account',
    name: 'Standard_Account_Duplicate_Rule',
    description: 'Identify accounts that duplicate other accounts.',
    active: true,
    matches: [{ object: 'Account', rule: 'Standard_Account_Match_Rule_v1_0' }],
  },
  {
    object: 'Contact',
    name: 'Standard_Contact_Duplicate_Rule',
    description: 'Identify contacts that duplicate other contacts and leads.',
    active: true,
    matches: [contacts, { ...leads, mapping: contactAndLead }],
  },
  {
    object: 'Lead',
    name: 'Standard_Lead_Duplicate_Rule',
    description: 'Identify leads that duplicate other leads and contacts.',
    active: true,
    matches: [leads, { ...contacts, mapping: contactAndLead.map(([contact, lead]) => [lead, contact] as const) }],
  },
  {
    object: 'PersonAccount',
    name: 'Standard_Person_Account_Duplicate_Rule',
    description: 'Identify person accounts that duplicate other person accounts.',
    active: false,
    matches: [{ object: 'PersonAccount', rule: 'Standard_Person_Account_Match_Rule_v1_0' }],
  },
];

/** Gives a new org its rules, as components that a deploy may replace and a retrieve gives back. */
export function writeStandardDuplicateRules(store: Store, rows: SetupRows): void {
  for (const rule of standardRules) {
    const fullName = `${rule.object}.${rule.name}`;
    const file = `duplicateRules/${fullName}.duplicateRule`;
    const xmlText = ruleXml(rule);
    const component = { type: 'DuplicateRule', fullName, file, xmlText, xml: parseXml(xmlText), contents: [] };
    storeComponent(store, component);
    writeDuplicateRule(rows, component);
  }
}

function ruleXml(rule: StandardRule): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<DuplicateRule xmlns="http://soap.sforce.com/2006/04/metadata">
    <actionOnInsert>Allow</actionOnInsert>
    <actionOnUpdate>Allow</actionOnUpdate>
    <alertText>Use one of these records?</alertText>
    <description>${rule.description}</description>
${rule.matches.map((match) => matchXml(rule.object, match)).join('\n')}
    <isActive>${String(rule.active)}</isActive>
    <masterLabel>${rule.name.replaceAll('_', ' ')}</masterLabel>
    <operationsOnInsert>Alert</operationsOnInsert>
    <operationsOnInsert>Report</operationsOnInsert>
    <operationsOnUpdate>Report</operationsOnUpdate>
    <securityOption>EnforceSharingRules</securityOption>
    <sortOrder>1</sortOrder>
</DuplicateRule>
`;
}

function matchXml(object: string, { object: searched, rule, mapping }: Match): string {
  const pairs = (mapping ?? []).map(
    ([input, output]) =>
      `<mappingFields><inputField>${input}</inputField><outputField>${output}</outputField></mappingFields>`,
  );
  const objectMapping =
    mapping === undefined
      ? ''
      : `<objectMapping><inputObject>${object}</inputObject>${pairs.join('')}<outputObject>${searched}</outputObject></objectMapping>`;
  return `    <duplicateRuleMatchRules><matchRuleSObjectType>${searched}</matchRuleSObjectType><matchingRule>${rule}</matchingRule>${objectMapping}</duplicateRuleMatchRules>`;
}
