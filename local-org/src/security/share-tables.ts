import type { FieldDef, OrgSchema, SObjectDef } from '../schema/types.ts';

/** The share object of an object: `AccountShare`, `Application__Share`. */
export interface ShareTable {
  readonly object: SObjectDef;
  readonly parentField: string;
  readonly levelField: string;
}

/** The share table of an object; undefined when its records are not shared one by one. */
export function shareTableOf(schema: OrgSchema, objectName: string): ShareTable | undefined {
  const name = objectName.endsWith('__c') ? `${objectName.slice(0, -1)}Share` : `${objectName}Share`;
  const object = schema.object(name);
  if (object?.kind !== 'share') return undefined;
  const parent = object.fields.get('parentid') ?? object.fields.get(`${objectName.toLowerCase()}id`);
  const level = object.fields.get('accesslevel') ?? object.fields.get(`${objectName.toLowerCase()}accesslevel`);
  return parent && level ? { object, parentField: parent.name, levelField: level.name } : undefined;
}

/**
 * Parents that decide on a record whose organisation-wide default is "controlled by parent": its masters, or for a standard object
 * the lookup named in Salesforce Help, "Controlled by Parent".
 */
export function controllingFields(object: SObjectDef): readonly FieldDef[] {
  const masters = [...object.fields.values()].filter((field) => field.masterDetail);
  if (masters.length > 0) return masters;
  for (const name of STANDARD_CONTROLLERS[object.name.toLowerCase()] ?? ['accountid', 'parentid']) {
    const field = object.fields.get(name);
    if (field?.type === 'reference') return [field];
  }
  return [];
}

const STANDARD_CONTROLLERS: Readonly<Record<string, readonly string[]>> = {
  quote: ['opportunityid'],
  quotelineitem: ['quoteid'],
  opportunitylineitem: ['opportunityid'],
  opportunitycontactrole: ['opportunityid'],
  opportunityteammember: ['opportunityid'],
  orderitem: ['orderid'],
  casecomment: ['parentid'],
  casemilestone: ['caseid'],
  campaignmember: ['campaignid'],
  contractcontactrole: ['contractid'],
  workorderlineitem: ['workorderid'],
  pricebookentry: ['pricebook2id'],
};
