/** The tables that list statuses and stages (CaseStatus, OpportunityStage …), one row per value of the picklist they describe. */
import type { OrgSchema, PicklistValue } from '../../schema/index.ts';
import { childrenOf, flagOf, numberOf, textOf } from '../../schema/index.ts';
import type { FieldValue } from '../../engine/records.ts';
import type { DeployedMetadata } from '../deployed.ts';
import type { XmlElement } from '../xml.ts';
import type { SetupRows } from './setup-rows.ts';

interface StatusTable {
  readonly object: string;
  readonly field: readonly [string, string];
  readonly valueSet: string;
  /** What a new org says about a value, where metadata is silent. */
  readonly defaults: (value: string) => Readonly<Record<string, FieldValue>>;
  /** What a StandardValueSet says about it. */
  readonly described: (element: XmlElement) => Readonly<Record<string, FieldValue>>;
}

/** Probability, closed, won and forecast category of the stages of a new org. */
const stages: Readonly<Record<string, readonly [number, boolean, boolean, string]>> = {
  Prospecting: [10, false, false, 'Pipeline'],
  Qualification: [10, false, false, 'Pipeline'],
  'Needs Analysis': [20, false, false, 'Pipeline'],
  'Value Proposition': [50, false, false, 'Pipeline'],
  'Id. Decision Makers': [60, false, false, 'Pipeline'],
  'Perception Analysis': [70, false, false, 'Pipeline'],
  'Proposal/Price Quote': [75, false, false, 'Pipeline'],
  'Negotiation/Review': [90, false, false, 'Pipeline'],
  'Closed Won': [100, true, true, 'Closed'],
  'Closed Lost': [0, true, false, 'Omitted'],
};
const contractCodes: Readonly<Record<string, string>> = {
  Draft: 'Draft',
  'In Approval Process': 'InApproval',
  Activated: 'Activated',
};

const tables: readonly StatusTable[] = [
  {
    object: 'CaseStatus',
    field: ['Case', 'Status'],
    valueSet: 'CaseStatus',
    defaults: (value) => ({ IsClosed: value === 'Closed' }),
    described: (element) => ({ IsClosed: flagOf(element, 'closed') }),
  },
  {
    object: 'TaskStatus',
    field: ['Task', 'Status'],
    valueSet: 'TaskStatus',
    defaults: (value) => ({ IsClosed: value === 'Completed' }),
    described: (element) => ({ IsClosed: flagOf(element, 'closed') }),
  },
  {
    object: 'TaskPriority',
    field: ['Task', 'Priority'],
    valueSet: 'TaskPriority',
    defaults: (value) => ({ IsHighPriority: value === 'High' }),
    described: (element) => ({ IsHighPriority: flagOf(element, 'highPriority') }),
  },
  {
    object: 'LeadStatus',
    field: ['Lead', 'Status'],
    valueSet: 'LeadStatus',
    defaults: (value) => ({ IsConverted: value === 'Closed - Converted' }),
    described: (element) => ({ IsConverted: flagOf(element, 'converted') }),
  },
  {
    object: 'ContractStatus',
    field: ['Contract', 'Status'],
    valueSet: 'ContractStatus',
    defaults: (value) => ({ StatusCode: contractCodes[value] ?? 'Draft' }),
    described: (element) => ({
      StatusCode: contractCodes[textOf(element, 'fullName') ?? ''] ?? textOf(element, 'groupingString') ?? 'Draft',
    }),
  },
  {
    object: 'OrderStatus',
    field: ['Order', 'Status'],
    valueSet: 'OrderStatus',
    defaults: (value) => ({ StatusCode: value === 'Draft' ? 'Draft' : 'Activated' }),
    described: (element) => ({ StatusCode: textOf(element, 'groupingString') ?? 'Draft' }),
  },
  {
    object: 'OpportunityStage',
    field: ['Opportunity', 'StageName'],
    valueSet: 'OpportunityStage',
    defaults: (value) => stage(...(stages[value] ?? [0, false, false, 'Pipeline'])),
    described: (element) =>
      stage(
        numberOf(element, 'probability') ?? 0,
        flagOf(element, 'closed'),
        flagOf(element, 'won'),
        textOf(element, 'forecastCategory') ?? 'Pipeline',
      ),
  },
];

function stage(
  probability: number,
  closed: boolean,
  won: boolean,
  category: string,
): Readonly<Record<string, FieldValue>> {
  return {
    DefaultProbability: probability,
    IsClosed: closed,
    IsWon: won,
    IsActive: true,
    ForecastCategory: category,
    ForecastCategoryName: category,
  };
}

/** Brings the status tables in line with the picklists; values that went away lose their row. */
export function writeStatusRows(rows: SetupRows, schema: OrgSchema, metadata?: DeployedMetadata): void {
  for (const table of tables) {
    const [objectName, fieldName] = table.field;
    const values = schema.object(objectName)?.fields.get(fieldName.toLowerCase())?.picklist ?? [];
    const elements = describedValues(metadata, table.valueSet);
    for (const [index, value] of values.entries())
      rows.upsert(table.object, { ApiName: value.value }, rowOf(table, value, index, elements.get(value.value)));
    for (const row of rows.store.all(`SELECT Id, ApiName FROM ${table.object}`))
      if (!values.some((value) => value.value === row['ApiName'])) rows.remove(table.object, { Id: String(row['Id']) });
  }
}

function rowOf(
  table: StatusTable,
  value: PicklistValue,
  index: number,
  element: XmlElement | undefined,
): Readonly<Record<string, FieldValue>> {
  const facts = element ? table.described(element) : table.defaults(value.value);
  const isDefault = table.object === 'OpportunityStage' ? {} : { IsDefault: value.isDefault };
  return { MasterLabel: value.label, SortOrder: index + 1, ...isDefault, ...facts };
}

function describedValues(metadata: DeployedMetadata | undefined, valueSet: string): ReadonlyMap<string, XmlElement> {
  const xml = metadata?.get('StandardValueSet', valueSet)?.xml;
  return new Map(
    (xml ? (childrenOf(xml, 'standardValue') as readonly XmlElement[]) : []).map((element) => [
      textOf(element, 'fullName') ?? '',
      element,
    ]),
  );
}
