/**
 * Portal users of records that are merged. Sources: Help, "Considerations for Merging Contacts Associated with Portal Users" ("decide which
 * … user to retain. The user that you don't retain is disabled"); SOAP API Developer Guide, MergeRequest, `PortalUserId`; Knowledge
 * 000205350 (accounts with partner and customer users).
 */
import type { DmlError, SObjectRecord } from '../engine/records.ts';
import { quoteName, rowToRecord, to18 } from '../store/index.ts';
import { dmlError } from './messages.ts';
import { changeUser, portalUsersOf, takePortal } from './objects/portal-users.ts';
import type { RemovalChunk } from './removal.ts';
import { idOf, scalar, text } from './row.ts';

/** Merged contacts share one portal user: the one asked for, else that of the contact that stays, else the first of the others. */
export function mergeUsersOfContacts(
  kept: SObjectRecord,
  gone: readonly SObjectRecord[],
  chunk: RemovalChunk,
): DmlError | undefined {
  const users = [kept, ...gone].flatMap((contact) => portalUsersOf(idOf(contact), chunk));
  const wanted = chunk.options.portalUserId;
  const stays = wanted === undefined ? users[0] : users.find((user) => idOf(user) === to18(wanted));
  if (wanted !== undefined && stays === undefined) {
    return dmlError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', ['PortalUserId']);
  }
  for (const user of users) {
    if (user !== stays) takePortal(user, chunk);
    else if (text(user, 'ContactId') !== idOf(kept)) {
      const accountId = text(kept, 'AccountId');
      changeUser(user, { ContactId: idOf(kept), ...atAccount(user, accountId, chunk) }, chunk);
    }
  }
  return undefined;
}

/** The portal users of merged accounts go to the account that stays, which then is a partner or customer account as they were. */
export function mergeUsersOfAccounts(
  kept: SObjectRecord,
  gone: readonly SObjectRecord[],
  chunk: RemovalChunk,
): DmlError | undefined {
  const moving = gone.map((account) => ({ account, users: usersOf(idOf(account), chunk) }));
  const portals = [{ account: kept, users: usersOf(idOf(kept), chunk) }, ...moving].filter(
    ({ users }) => users.length > 0,
  );
  const kinds = new Set(portals.flatMap(({ users }) => users.map(isPartner)));
  if (portals.length > 1 && kinds.size > 1) {
    return dmlError(
      'INVALID_OPERATION',
      'Selected records do not have compatible portal types and cannot be merged together.',
    );
  }
  const { store } = chunk.parts;
  for (const flag of ['IsPartner', 'IsCustomerPortal']) {
    if (!chunk.object.fields.has(flag.toLowerCase()) || !gone.some((account) => scalar(account, flag) === true))
      continue;
    store.run(`UPDATE Account SET ${quoteName(flag)} = 1 WHERE Id = ?`, idOf(kept));
  }
  for (const user of moving.flatMap(({ users }) => users)) changeUser(user, atAccount(user, idOf(kept), chunk), chunk);
  return undefined;
}

function usersOf(accountId: string, { parts }: RemovalChunk): readonly SObjectRecord[] {
  const user = parts.schema().object('User');
  if (user?.fields.has('accountid') !== true || !user.fields.has('contactid')) return [];
  return parts.store
    .all('SELECT * FROM User WHERE AccountId = ? AND ContactId IS NOT NULL', accountId)
    .map((row) => rowToRecord(user, row));
}

function isPartner(user: SObjectRecord): boolean {
  return text(user, 'UserType') === 'PowerPartner';
}

/** A user's place at another account: in the role of the same level there, else in the one the account gives to new users. */
function atAccount(
  user: SObjectRecord,
  accountId: string | null,
  { parts }: RemovalChunk,
): Readonly<Record<string, string | null>> {
  if (text(user, 'AccountId') === accountId) return {};
  const role = parts.store.get(
    'SELECT there.Id AS id FROM UserRole there JOIN UserRole here ON here.PortalRole = there.PortalRole WHERE here.Id = ? AND there.PortalAccountId = ?',
    text(user, 'UserRoleId'),
    accountId,
  )?.['id'];
  return { AccountId: accountId, UserRoleId: typeof role === 'string' ? role : null };
}
