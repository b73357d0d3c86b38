import type { Clock, Store } from '../engine/ports.ts';
import type { SObjectRecord } from '../engine/records.ts';
import type { OrgSchema } from '../schema/types.ts';
import { newId } from '../store/index.ts';
import { hasPortalRole } from './user-kinds.ts';

/**
 * Gives new partner users the role of their account, made on first need under the role of the account's owner (one level: "… Partner User").
 * Source: Salesforce Help, "Partner User Roles"; an account owner without a role cannot have partner users. Returns whether a role was made.
 */
export function assignPortalRoles(
  store: Store,
  clock: Clock,
  schema: OrgSchema,
  users: readonly SObjectRecord[],
): boolean {
  let made = false;
  for (const user of users) {
    const row = store.get(
      `SELECT u."UserRoleId" AS role, u."UserType" AS type, coalesce(u."AccountId", c."AccountId") AS account
       FROM "User" u LEFT JOIN "Contact" c ON c."Id" = u."ContactId" WHERE u."Id" = ?`,
      idOf(user),
    );
    if (!row || row['role'] !== null || typeof row['account'] !== 'string' || !hasPortalRole(String(row['type'])))
      continue;
    const found = portalRole(store, clock, schema, row['account'], row['type'] === 'PowerPartner');
    store.run('UPDATE "User" SET "UserRoleId" = ? WHERE "Id" = ?', found.id, idOf(user));
    made ||= found.made;
  }
  return made;
}

function portalRole(
  store: Store,
  clock: Clock,
  schema: OrgSchema,
  accountId: string,
  partner: boolean,
): { readonly id: string; readonly made: boolean } {
  const known = store.get('SELECT "Id" AS id FROM "UserRole" WHERE "PortalAccountId" = ?', accountId);
  if (known) return { id: String(known['id']), made: false };
  const account = store.get(
    'SELECT a."Name" AS name, a."OwnerId" AS owner, o."UserRoleId" AS role FROM "Account" a LEFT JOIN "User" o ON o."Id" = a."OwnerId" WHERE a."Id" = ?',
    accountId,
  );
  const id = newId(store, schema.object('UserRole')?.keyPrefix ?? '00E');
  const name = `${String(account?.['name'] ?? '')} ${partner ? 'Partner' : 'Customer'} User`;
  const now = new Date(clock.now()).toISOString();
  store.run(
    `INSERT INTO "UserRole" ("Id", "Name", "DeveloperName", "ParentRoleId", "PortalAccountId", "PortalAccountOwnerId", "PortalType", "PortalRole",
       "CaseAccessForAccountOwner", "ContactAccessForAccountOwner", "OpportunityAccessForAccountOwner", "LastModifiedDate", "SystemModstamp")
     VALUES (?, ?, ?, ?, ?, ?, ?, 'Worker', 'None', 'None', 'None', ?, ?)`,
    id,
    name.slice(0, 80),
    `${name.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_|_$/g, '')}_${id.slice(10, 15)}`.slice(0, 80),
    account?.['role'] ?? null,
    accountId,
    account?.['owner'] ?? null,
    partner ? 'Partner' : 'CustomerPortal',
    now,
    now,
  );
  return { id, made: true };
}

/** The portal role hangs below the account owner's role: when the account changes hands, the role moves. Returns whether one moved. */
export function movePortalRoles(store: Store, accounts: readonly SObjectRecord[]): boolean {
  let moved = false;
  for (const account of accounts) {
    const owner = account.values['OwnerId'];
    if (typeof owner !== 'string') continue;
    const { changes } = store.run(
      `UPDATE "UserRole" SET "PortalAccountOwnerId" = ?1, "ParentRoleId" = (SELECT "UserRoleId" FROM "User" WHERE "Id" = ?1)
       WHERE "PortalAccountId" = ?2 AND "PortalAccountOwnerId" IS NOT ?1`,
      owner,
      idOf(account),
    );
    moved ||= changes > 0;
  }
  return moved;
}

function idOf(record: SObjectRecord): string {
  const id = record.values['Id'];
  return typeof id === 'string' ? id : '';
}
