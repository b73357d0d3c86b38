import { OrgError } from '../engine/errors.ts';
import type { Clock, SqlRow, Store, UserContext } from '../engine/ports.ts';

const QUERY = `
  SELECT u."Id" AS id, u."Username" AS username, u."Name" AS name, u."ProfileId" AS profile, p."Name" AS profileName, u."UserRoleId" AS role,
    coalesce(u."UserType", p."UserType", 'Standard') AS type, u."AccountId" AS account, u."ContactId" AS contact, u."TimeZoneSidKey" AS zone,
    u."LocaleSidKey" AS locale, u."LanguageLocaleKey" AS language, u."IsActive" AS active,
    coalesce(u."DefaultCurrencyIsoCode", (SELECT "IsoCode" FROM "CurrencyType" WHERE "IsCorporate" = 1)) AS currency
  FROM "User" u LEFT JOIN "Profile" p ON p."Id" = u."ProfileId" WHERE u."Id" = ?`;

/** A group's own permission set holds what its members give less what is muted: it stands for them. The names are still the members'. */
const SETS = `
  WITH assigned AS (
    SELECT "PermissionSetId" AS id, "PermissionSetGroupId" AS groupId FROM "PermissionSetAssignment"
    WHERE "AssigneeId" = ?2 AND ("ExpirationDate" IS NULL OR "ExpirationDate" > ?3)
  ), groups AS (
    SELECT groupId AS id FROM assigned WHERE groupId IS NOT NULL
    UNION SELECT s."PermissionSetGroupId" FROM assigned a JOIN "PermissionSet" s ON s."Id" = a.id WHERE s."PermissionSetGroupId" IS NOT NULL
  ), calculated AS (
    SELECT s."Id" AS id, s."PermissionSetGroupId" AS groupId FROM "PermissionSet" s JOIN groups g ON g.id = s."PermissionSetGroupId"
  )
  SELECT "Id" AS id, 1 AS counts FROM "PermissionSet" WHERE "ProfileId" = ?1
  UNION SELECT id, 1 FROM assigned WHERE id IS NOT NULL
  UNION SELECT id, 1 FROM calculated
  UNION SELECT c."PermissionSetId", c."PermissionSetGroupId" NOT IN (SELECT groupId FROM calculated)
    FROM groups g JOIN "PermissionSetGroupComponent" c ON c."PermissionSetGroupId" = g.id AND c."IsDeleted" = 0
  ORDER BY 1`;

/** The acting user with all permission sets: the profile's own, assigned ones, those of assigned groups. Throws when unknown or inactive. */
export function loadUserContext(store: Store, clock: Clock, userId: string): UserContext {
  const row = store.get(QUERY, userId);
  if (!row) throw new OrgError('INVALID_SESSION_ID', `The user ${userId} does not exist`);
  if (row['active'] !== 1) throw new OrgError('INACTIVE_OWNER_OR_USER', 'operation performed with inactive user');
  const profileId = textOf(row, 'profile') ?? '';
  const now = new Date(clock.now()).toISOString();
  const sets = store.all(SETS, profileId, userId, now);
  const held = [...new Set(sets.flatMap((set) => textOf(set, 'id') ?? []))];
  const counting = new Set(sets.flatMap((set) => (set['counts'] === 1 ? (textOf(set, 'id') ?? []) : [])));
  return {
    userId: textOf(row, 'id') ?? userId,
    username: textOf(row, 'username') ?? '',
    name: textOf(row, 'name') ?? '',
    profileId,
    profileName: textOf(row, 'profileName') ?? '',
    roleId: textOf(row, 'role'),
    userType: textOf(row, 'type') ?? 'Standard',
    accountId: textOf(row, 'account'),
    contactId: textOf(row, 'contact'),
    timeZone: textOf(row, 'zone') ?? 'UTC',
    locale: textOf(row, 'locale') ?? 'en_US',
    language: textOf(row, 'language') ?? 'en_US',
    currency: textOf(row, 'currency') ?? 'EUR',
    permissionSetIds: held,
    ...(counting.size < held.length && { rightsFrom: held.filter((id) => counting.has(id)) }),
  };
}

function textOf(row: SqlRow, column: string): string | null {
  const value = row[column];
  return typeof value === 'string' ? value : null;
}
