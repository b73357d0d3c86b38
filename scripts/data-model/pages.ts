/** Writes the object model down: a diagram per part of the business and a page with every field. */
import type { ModelField, ModelObject } from './model.ts';

/** Folder of the pages, below the project's root. */
export const DATA_MODEL_FOLDER = 'docs/data-model';

/** Parts in reading order: what a diagram shows together. */
const PARTS: readonly { readonly title: string; readonly objects: readonly string[] }[] = [
  {
    title: 'Customers and who may act for them',
    objects: [
      'Account',
      'Contact',
      'AccountContactRelation',
      'Account_Delegation__c',
      'Portal_Invitation__c',
      'Occupancy_Party__c',
      'Data_Erasure__c',
      'External_Reference__c',
      'Region__c',
    ],
  },
  {
    title: 'Places, meters and consumption',
    objects: [
      'Account',
      'Premises__c',
      'Service_Point__c',
      'Service_Point_Metering__c',
      'Metering_Location__c',
      'Meter__c',
      'Asset',
      'Meter_Reading__c',
      'Consumption_Year__c',
    ],
  },
  {
    title: 'From application to supply and payment',
    objects: [
      'Application__c',
      'Account',
      'Contract',
      'Contract_Line__c',
      'Signature_Envelope__c',
      'Sepa_Mandate__c',
      'Payment_Method__c',
      'Registry_Notice__c',
      'Service_Point__c',
      'Asset',
      'Product2',
      'Tariff_Rate__c',
      'Outbox__c',
    ],
  },
  {
    title: 'Sales',
    objects: [
      'Lead',
      'Opportunity',
      'Opportunity_Participant__c',
      'Quote',
      'Account',
      'Commission_Plan__c',
      'Commission_Rule__c',
      'Commission__c',
      'Commission_Instalment__c',
      'Contract_Line__c',
      'Sales_Target__c',
    ],
  },
  {
    title: 'Service',
    objects: [
      'Case',
      'Account',
      'Region__c',
      'Partner_Region__c',
      'Service_Stat__c',
      'Service_Point__c',
      'Meter_Reading__c',
      'WorkOrder',
      'WorkOrderLineItem',
      'Meter__c',
    ],
  },
];

/** Relations of the platform that the diagrams need to be understood. */
const STANDARD_RELATIONS: readonly (readonly [string, string, string])[] = [
  ['Account', 'Contact', 'AccountId'],
  ['Account', 'AccountContactRelation', 'AccountId'],
  ['Contact', 'AccountContactRelation', 'ContactId'],
  ['Account', 'Asset', 'AccountId'],
  ['Account', 'Contract', 'AccountId'],
  ['Account', 'Opportunity', 'AccountId'],
  ['Opportunity', 'Quote', 'OpportunityId'],
  ['Account', 'Case', 'AccountId'],
  ['WorkOrder', 'WorkOrderLineItem', 'WorkOrderId'],
];

/** Files below the folder with their contents. Throws when a custom object stands in no part. */
export function dataModelPages(model: readonly ModelObject[]): ReadonlyMap<string, string> {
  const shown = new Set(PARTS.flatMap(({ objects }) => objects));
  const forgotten = model.filter(({ name }) => name.endsWith('__c') && !shown.has(name)).map(({ name }) => name);
  if (forgotten.length > 0)
    throw new Error(`No diagram shows ${forgotten.join(', ')}; add it to scripts/data-model/pages.ts`);
  return new Map([
    [`${DATA_MODEL_FOLDER}/README.md`, overview(model)],
    [`${DATA_MODEL_FOLDER}/objects.md`, objectsPage(model)],
  ]);
}

function overview(model: readonly ModelObject[]): string {
  const parts = PARTS.map(({ title, objects }) => {
    const own = model.filter(({ name }) => objects.includes(name));
    return `## ${title}\n\n${diagram(own)}\n`;
  });
  return `${NOTICE}# Data model

The objects of the org, drawn from \`force-app\`. Every field with its meaning: [objects](objects.md). Why it is so: [a property is an occupancy](../decisions/0003-property-is-an-occupancy.md),
[households are person accounts](../decisions/0010-households-are-person-accounts.md), [a year of consumption is one row](../decisions/0011-a-year-of-consumption-is-one-row.md),
[what is not in the org](../decisions/0012-what-is-not-in-the-org.md). Words in seven languages: [glossary](../glossary.csv).

A full line is a master-detail relation or a relation of the platform's own, a dotted one a lookup. Record types of Account tell customers (\`Residential_Customer\`, \`Corporate_Customer\`), occupancies (\`Property\`) and
companies (\`Agency\`, \`Maintenance_Partner\`, \`Energy_Supplier\`, \`Network_Operator\`) apart.

${parts.join('\n')}`;
}

function diagram(objects: readonly ModelObject[]): string {
  const names = new Set(objects.map(({ name }) => name));
  const relations = [
    ...STANDARD_RELATIONS.filter(([parent, child]) => names.has(parent) && names.has(child)).map(
      ([parent, child, field]) => `  ${parent} ||--o{ ${child} : "${field}"`,
    ),
    ...objects.flatMap(({ name, fields }) =>
      fields.flatMap(({ refersTo, name: field, required }) =>
        refersTo && names.has(refersTo.object)
          ? [
              `  ${refersTo.object} ${required ? '||' : '|o'}${refersTo.masterDetail ? '--' : '..'}o{ ${name} : "${field}"`,
            ]
          : [],
      ),
    ),
  ];
  const keys = objects.flatMap(({ name, fields }) => {
    const own = fields.filter(({ unique }) => unique).map((field) => `    string ${field.name} UK`);
    return own.length === 0 ? [] : [`  ${name} {`, ...own, '  }'];
  });
  return ['```mermaid', 'erDiagram', ...relations, ...keys, '```'].join('\n');
}

function objectsPage(model: readonly ModelObject[]): string {
  return `${NOTICE}# Objects and fields\n\n${model.map(objectSection).join('\n')}`;
}

function objectSection(object: ModelObject): string {
  const facts = [
    object.description,
    `Domain \`${object.domain}\`${object.sharing === '' ? '' : `, organisation-wide default ${object.sharing}`}.`,
    ...(object.recordTypes.length === 0 ? [] : [`Record types: ${object.recordTypes.map(code).join(', ')}.`]),
  ].filter((fact) => fact !== '');
  const rules = object.rules.map(({ name, message }) => `- ${code(name)}: ${message}`);
  const rows = object.fields.map(fieldRow);
  const table =
    rows.length === 0 ? '' : `\n| field | label | type | meaning |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
  return `## ${object.label} (${code(object.name)})\n\n${facts.join('\n\n')}\n${table}${rules.length === 0 ? '' : `\nRefused:\n\n${rules.join('\n')}\n`}`;
}

function fieldRow(field: ModelField): string {
  const marks = [
    ...(field.required ? ['required'] : []),
    ...(field.unique ? ['unique'] : []),
    ...(field.externalId ? ['external id'] : []),
    ...(field.tracked ? ['history'] : []),
  ];
  const type = `${field.type}${field.refersTo ? ` → ${code(field.refersTo.object)}` : ''}`;
  const cells = [code(field.name), field.label, [type, ...marks].join(', '), field.description];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ')).join(' | ')} |`;
}

function code(text: string): string {
  return `\`${text}\``;
}

const NOTICE = '<!-- Written by npm run data-model from force-app; do not edit. -->\n\n';
