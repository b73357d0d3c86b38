/**
 * Users of a portal that belong to a contact. Sources: Object Reference, User.IsPortalEnabled; Help, "Disable External User Access"; what
 * becomes of User.ContactId: Salesforce Stack Exchange 220561.
 */
import type { SObjectRecord } from '../../engine/records.ts';
import { rowToRecord } from '../../store/index.ts';
import type { RemovalContext } from './behaviour.ts';
import { updateRow } from '../stored-rows.ts';
import { idOf } from '../row.ts';

/** The users that belong to a contact; one whose portal was disabled belongs to none. */
export function portalUsersOf(contactId: string, { parts }: RemovalContext): readonly SObjectRecord[] {
  const user = parts.schema().object('User');
  if (user?.fields.has('contactid') !== true) return [];
  return parts.store.all('SELECT * FROM User WHERE ContactId = ?', contactId).map((row) => rowToRecord(user, row));
}

/** A user without a portal belongs to no contact and no account. */
export const withoutPortal = { ContactId: null, AccountId: null } as const;

/** Takes the portal from the users of a contact for good. */
export function disablePortalUsers(contactId: string, context: RemovalContext): void {
  for (const user of portalUsersOf(contactId, context)) takePortal(user, context);
}

/** Takes the portal from a user for good: it is inactive, and its contact can get another user. */
export function takePortal(user: SObjectRecord, context: RemovalContext): void {
  changeUser(user, { IsActive: false, IsPortalEnabled: false, ...withoutPortal }, context);
}

/** Writes values of a user and tells who follows users' places. */
export function changeUser(
  before: SObjectRecord,
  values: Readonly<Record<string, string | boolean | null>>,
  { parts, now }: RemovalContext,
): void {
  const user = parts.schema().object('User');
  if (user === undefined) return;
  const after: SObjectRecord = {
    type: before.type,
    values: { ...before.values, ...values, SystemModstamp: now, Id: idOf(before) },
  };
  updateRow(user, after, [...Object.keys(values), 'SystemModstamp'], parts.store);
  parts.security.afterWrite('User', [before], [after]);
}
