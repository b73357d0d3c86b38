/** Which object has which behaviours. */
import type { SObjectDef } from '../../schema/types.ts';
import { accountContactRelation, contactRelations } from './account-contact-relation.ts';
import type { ObjectBehaviour } from './behaviour.ts';
import { caseStatus } from './case.ts';
import { contentVersion } from './content-version.ts';
import { contract } from './contract.ts';
import { currencyType } from './currency-type.ts';
import { datedConversionRate } from './dated-conversion-rate.ts';
import { emailMessage } from './email-message.ts';
import { opportunity } from './opportunity.ts';
import { permissionSetAssignment } from './permission-set-assignment.ts';
import { contactName, leadName, personAccount } from './person-account.ts';
import { refuseLinkToPersonContact } from './person-contact.ts';
import { user } from './user.ts';

const behaviours: Readonly<Record<string, readonly ObjectBehaviour[]>> = {
  Account: [personAccount],
  AccountContactRelation: [accountContactRelation],
  Case: [caseStatus],
  Contact: [contactName, contactRelations],
  ContentDocumentLink: [{ validate: refuseLinkToPersonContact }],
  ContentVersion: [contentVersion],
  Contract: [contract],
  CurrencyType: [currencyType],
  DatedConversionRate: [datedConversionRate],
  EmailMessage: [emailMessage],
  Lead: [leadName],
  Opportunity: [opportunity],
  PermissionSetAssignment: [permissionSetAssignment],
  User: [user],
};

/** Names of the objects that have rules of their own. */
export const objectsWithBehaviour: readonly string[] = Object.keys(behaviours);

/** The behaviours of an object; none for most. */
export function behaviourOf(object: SObjectDef): readonly ObjectBehaviour[] {
  return behaviours[object.name] ?? [];
}
