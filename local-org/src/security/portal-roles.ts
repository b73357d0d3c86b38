/**
 * Roles of partner users (and Customer Community Plus users): up to three per account, made when the first user of the account is
 * enabled, "… Partner User" below "… Partner Manager" below "… Partner Executive" below the role of the account's owner. How many is set
 * in Setup, one in a new org; accounts that have their roles already keep them. Source: Salesforce Help, "Partner User Roles".
 */
import { OrgError } from '../engine/errors.ts';
import type { Clock, SqlValue, Store } from '../engine/ports.ts';
import type { SObjectRecord } from '../engine/records.ts';
import type { OrgSchema } from '../schema/types.ts';
import { newId, readSetting, writeSetting } from '../store/index.ts';
import { hasPortalRole } from './user-kinds.ts';

const COUNT = 'security.partnerRoles';
/** From the top; `Worker` is what a new user gets. */
const LEVELS = [
  { role: 'Executive', label: 'Executive' },
  { role: 'Manager', label: 'Manager' },
  { role: 'Worker', label: 'User' },
] as const;

/** How many roles the next partner account gets. */
export function portalRoleCount(store: Store): number {
  return Number(readSetting(store, COUNT) ?? 1);
}

/** Sets how many; throws for anything but 1, 2 and 3. */
export function setPortalRoleCount(store: Store, count: number): void {
  if (![1, 2, 3].includes(count))
    throw new OrgError('INVALID_INPUT', 'An account has one, two or three partner roles.');
  writeSetting(store, COUNT, String(count));
}

interface Parts {
  readonly store: Store;
  readonly clock: Clock;
  readonly schema: OrgSchema;
}

/** Gives new users of an account its lowest role; an account owner without a role cannot have such users. Returns whether roles were made. */
export function assignPortalRoles(parts: Parts, users: readonly SObjectRecord[]): boolean {
  const { store } = parts;
  let made = false;
  for (const user of users) {
    const row = store.get(
      `SELECT u."UserRoleId" AS role, u."UserType" AS type, coalesce(u."AccountId", c."AccountId") AS account
       FROM "User" u LEFT JOIN "Contact" c ON c."Id" = u."ContactId" WHERE u."Id" = ?`,
      idOf(user),
    );
    const portal = row && typeof row['account'] === 'string' && hasPortalRole(String(row['type']));
    if (!portal || row['role'] !== null) continue;
    const known = lowestRole(store, row['account']);
    const role = known ?? makeRoles(parts, String(row['account']), row['type'] === 'PowerPartner');
    store.run('UPDATE "User" SET "UserRoleId" = ? WHERE "Id" = ?', role, idOf(user));
    made ||= known === undefined;
  }
  return made;
}

function lowestRole(store: Store, accountId: SqlValue | undefined): string | undefined {
  const row = store.get(
    `SELECT "Id" AS id FROM "UserRole" WHERE "PortalAccountId" = ? AND "PortalRole" = 'Worker'`,
    accountId ?? null,
  );
  return row && String(row['id']);
}

/** The account's roles from the top; gives the id of the lowest. */
function makeRoles({ store, clock, schema }: Parts, accountId: string, partner: boolean): string {
  const account = store.get(
    'SELECT a."Name" AS name, a."OwnerId" AS owner, o."UserRoleId" AS role FROM "Account" a LEFT JOIN "User" o ON o."Id" = a."OwnerId" WHERE a."Id" = ?',
    accountId,
  );
  const now = new Date(clock.now()).toISOString();
  let parent: SqlValue = account?.['role'] ?? null;
  for (const { role, label } of LEVELS.slice(-portalRoleCount(store))) {
    const id = newId(store, schema.object('UserRole')?.keyPrefix ?? '00E');
    const name = `${String(account?.['name'] ?? '')} ${partner ? 'Partner' : 'Customer'} ${label}`;
    store.run(
      `INSERT INTO "UserRole" ("Id", "Name", "DeveloperName", "ParentRoleId", "PortalAccountId", "PortalAccountOwnerId", "PortalType", "PortalRole",
         "CaseAccessForAccountOwner", "ContactAccessForAccountOwner", "OpportunityAccessForAccountOwner", "LastModifiedDate", "SystemModstamp")
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'None', 'None', 'None', ?, ?)`,
      id,
      name.slice(0, 80),
      `${name.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_|_$/g, '')}_${id.slice(10, 15)}`.slice(0, 80),
      parent,
      accountId,
      account?.['owner'] ?? null,
      partner ? 'Partner' : 'CustomerPortal',
      role,
      now,
      now,
    );
    parent = id;
  }
  return String(parent);
}

/** The account's highest role hangs below the role of its owner, and moves with it. */
const TOPMOST = `"PortalAccountId" IS NOT NULL AND ("ParentRoleId" IS NULL
  OR "ParentRoleId" NOT IN (SELECT p."Id" FROM "UserRole" p WHERE p."PortalAccountId" = "UserRole"."PortalAccountId"))`;

/** After accounts changed hands: their roles hang below the new owner's. Returns whether one moved. */
export function movePortalRoles(store: Store, accounts: readonly SObjectRecord[]): boolean {
  let moved = false;
  for (const account of accounts) {
    const owner = account.values['OwnerId'];
    if (typeof owner !== 'string') continue;
    store.run(
      `UPDATE "UserRole" SET "ParentRoleId" = (SELECT "UserRoleId" FROM "User" WHERE "Id" = ?1)
       WHERE "PortalAccountId" = ?2 AND "PortalAccountOwnerId" IS NOT ?1 AND ${TOPMOST}`,
      owner,
      idOf(account),
    );
    const { changes } = store.run(
      'UPDATE "UserRole" SET "PortalAccountOwnerId" = ?1 WHERE "PortalAccountId" = ?2 AND "PortalAccountOwnerId" IS NOT ?1',
      owner,
      idOf(account),
    );
    moved ||= changes > 0;
  }
  return moved;
}

/**
 * After users changed roles: the roles of the accounts they own go along. Source: Designing Record Access for Enterprise Scale, "Group
 * Membership Operations and Sharing Recalculation". Returns whether one moved.
 */
export function followOwners(store: Store, userIds: readonly string[]): boolean {
  const { changes } = store.run(
    `UPDATE "UserRole" SET "ParentRoleId" = (SELECT o."UserRoleId" FROM "User" o WHERE o."Id" = "PortalAccountOwnerId")
     WHERE "PortalAccountOwnerId" IN (SELECT value FROM json_each(?)) AND ${TOPMOST}`,
    JSON.stringify(userIds),
  );
  return changes > 0;
}

function idOf(record: SObjectRecord): string {
  const id = record.values['Id'];
  return typeof id === 'string' ? id : '';
}
