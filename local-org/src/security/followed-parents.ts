import type { SObjectDef } from '../schema/types.ts';

/**
 * Standard objects without sharing of their own that are seen with what they hang on: any parent the user may see opens the row.
 * Source: Object Reference ("access follows the parent" in the usage notes of each object); Salesforce Help, "Access to Files".
 */
const FOLLOWED: Readonly<Record<string, readonly string[]>> = {
  accountcontactrole: ['AccountId'],
  accountteammember: ['AccountId'],
  assignedresource: ['ServiceAppointmentId'],
  attachment: ['ParentId'],
  campaignmember: ['CampaignId'],
  campaignmemberstatus: ['CampaignId'],
  casecomment: ['ParentId'],
  casecontactrole: ['CasesId'],
  casemilestone: ['CaseId'],
  caseteammember: ['ParentId'],
  contentdistribution: ['ContentVersionId'],
  contentdocumentlink: ['LinkedEntityId'],
  contentversion: ['ContentDocumentId'],
  contractcontactrole: ['ContractId'],
  emailmessage: ['ParentId', 'RelatedToId'],
  emailmessagerelation: ['EmailMessageId'],
  event: ['WhatId', 'WhoId'],
  entitlementcontact: ['EntitlementId'],
  entitymilestone: ['ParentEntityId'],
  eventrelation: ['EventId'],
  note: ['ParentId'],
  opportunitycontactrole: ['OpportunityId'],
  opportunityhistory: ['OpportunityId'],
  opportunityteammember: ['OpportunityId'],
  serviceterritorymember: ['ServiceTerritoryId'],
  task: ['WhatId', 'WhoId'],
  taskrelation: ['TaskId'],
};

/** The reference fields whose records decide; undefined for an object that follows no parent. */
export function followedFields(object: SObjectDef): readonly string[] | undefined {
  if (object.kind !== 'standard') return undefined;
  // Activities say "controlled by parent" and mean any of their parents.
  const activity = isActivity(object) && object.internalSharing === 'ControlledByParent';
  if (object.internalSharing !== 'None' && !activity) return undefined;
  return FOLLOWED[object.name.toLowerCase()]?.filter((name) => object.fields.has(name.toLowerCase()));
}

/** Tasks and events: owners and everybody above them see them too. */
export function isActivity(object: SObjectDef): boolean {
  return object.name === 'Task' || object.name === 'Event';
}
