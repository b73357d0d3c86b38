/** Sharing rules, materialised: each record's rows of cause `Rule` (`GuestRule`) in its share table. */
import type { Clock, SqlRow, SqlValue, Store } from '../engine/ports.ts';
import type { OrgSchema, SObjectDef } from '../schema/types.ts';
import { newId, quoteName } from '../store/index.ts';
import { allOf, clause, raw, type Clause } from './clause.ts';
import { criteriaClause } from './criteria.ts';
import type { Membership } from './membership.ts';
import type { Sharee, SharingRule } from './rule-definitions.ts';
import { shareTableOf, type ShareTable } from './share-tables.ts';
import { ROLELESS_USER_TYPES } from './user-kinds.ts';

type RuleCause = 'Rule' | 'GuestRule';
const CHILD_LEVELS = ['Case', 'Contact', 'Opportunity'] as const;

/** What the share row of one record and one grantee must say. */
interface WantedShare {
  readonly recordId: string;
  readonly grantee: string;
  readonly cause: RuleCause;
  readonly level: string;
  readonly childLevels: Readonly<Record<string, string>>;
}

/** Makes the rule rows of some records (or all, when ids is null) what the rules say; rows that are right already stay. */
export function recalculateRules(
  parts: { readonly store: Store; readonly clock: Clock; readonly schema: OrgSchema; readonly membership: Membership },
  object: SObjectDef,
  rules: readonly SharingRule[],
  ids: readonly string[] | null,
): void {
  const table = shareTableOf(parts.schema, object.name);
  if (!table) return;
  const wanted = new Map<string, WantedShare>();
  for (const rule of rules) {
    const grantee = granteeOf(parts, rule.sharedTo);
    if (grantee === undefined) continue;
    for (const row of matching(parts, object, rule, ids)) merge(wanted, String(row['id']), grantee, rule);
  }
  const existing = existingRows(parts.store, table, ids);
  for (const [key, row] of existing) {
    const want = wanted.get(key);
    if (want && String(row[table.levelField]) === want.level && sameChildLevels(table, row, want)) wanted.delete(key);
    else parts.store.run(`DELETE FROM ${quoteName(table.object.name)} WHERE "Id" = ?`, row['Id'] ?? null);
  }
  const now = new Date(parts.clock.now()).toISOString();
  for (const want of wanted.values()) insertShare(parts.store, table, want, now);
}

function matching(
  parts: { readonly store: Store; readonly membership: Membership },
  object: SObjectDef,
  rule: SharingRule,
  ids: readonly string[] | null,
): readonly SqlRow[] {
  const condition = allOf([
    ...(ids === null ? [] : [clause`t."Id" IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`]),
    ...(object.fields.has('isdeleted') ? [raw('t."IsDeleted" = 0')] : []),
    ruleClause(parts, object, rule),
  ]);
  return parts.store.all(
    `SELECT t."Id" AS id FROM ${quoteName(object.name)} t WHERE ${condition.sql}`,
    ...condition.params,
  );
}

function ruleClause(parts: { readonly membership: Membership }, object: SObjectDef, rule: SharingRule): Clause {
  if (rule.kind === 'owner') {
    const from = rule.sharedFrom && parts.membership.groupId(rule.sharedFrom.type, rule.sharedFrom.name);
    if (from === undefined) return raw('0');
    // Security Guide, "Sharing Rule Categories": what a queue owns, without what its members own.
    if (rule.sharedFrom?.type === 'Queue') return clause`t."OwnerId" = ${from}`;
    return clause`(t."OwnerId" = ${from} OR t."OwnerId" IN (SELECT user_id FROM _group_users WHERE group_id = ${from} AND boss = 0))`;
  }
  const criteria = criteriaClause(object, 't', rule.criteria, rule.booleanFilter);
  if (rule.includeOwnedByAll) return criteria;
  // Owners who cannot have a role are left out; an employee without one could have one.
  return clause`(${criteria} AND NOT EXISTS (SELECT 1 FROM "User" o WHERE o."Id" = t."OwnerId" AND o."UserType" IN (SELECT value FROM json_each(${JSON.stringify(ROLELESS_USER_TYPES)}))))`;
}

function granteeOf(
  parts: { readonly store: Store; readonly membership: Membership },
  sharee: Sharee,
): string | undefined {
  if (sharee.type !== 'GuestUser') return parts.membership.groupId(sharee.type, sharee.name);
  const row = parts.store.get(
    `SELECT coalesce((SELECT s."GuestUserId" FROM "Site" s WHERE s."Name" = ?1 OR s."MasterLabel" = ?1 LIMIT 1),
       (SELECT u."Id" FROM "User" u WHERE u."UserType" = 'Guest' AND (u."Name" = ?1 OR u."CommunityNickname" = ?1 OR u."Username" = ?1) LIMIT 1)) AS id`,
    sharee.name,
  );
  return typeof row?.['id'] === 'string' ? row['id'] : undefined;
}

/** Two rules for the same grantee: the higher level counts. */
function merge(wanted: Map<string, WantedShare>, recordId: string, grantee: string, rule: SharingRule): void {
  const cause = rule.kind === 'guest' ? 'GuestRule' : 'Rule';
  const key = `${recordId}|${grantee}|${cause}`;
  const before = wanted.get(key);
  const level = before?.level === 'Edit' ? 'Edit' : rule.accessLevel;
  const childLevels = Object.fromEntries(
    CHILD_LEVELS.map((child) => [child, higher(before?.childLevels[child] ?? 'None', rule.childLevels[child])]),
  );
  wanted.set(key, { recordId, grantee, cause, level, childLevels });
}

function higher(one: string, other: string): string {
  const order = ['None', 'Read', 'Edit', 'All'];
  return order.indexOf(one) >= order.indexOf(other) ? one : other;
}

function existingRows(store: Store, table: ShareTable, ids: readonly string[] | null): ReadonlyMap<string, SqlRow> {
  const parent = quoteName(table.parentField);
  const restricted = ids === null ? '' : ` AND ${parent} IN (SELECT value FROM json_each(?))`;
  const rows = store.all(
    `SELECT * FROM ${quoteName(table.object.name)} WHERE "RowCause" IN ('Rule', 'GuestRule')${restricted}`,
    ...(ids === null ? [] : [JSON.stringify(ids)]),
  );
  return new Map(
    rows.map((row) => [`${text(row[table.parentField])}|${text(row['UserOrGroupId'])}|${text(row['RowCause'])}`, row]),
  );
}

function text(value: SqlValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function sameChildLevels(table: ShareTable, row: SqlRow, want: WantedShare): boolean {
  return CHILD_LEVELS.every(
    (child) => !hasChildLevel(table, child) || row[`${child}AccessLevel`] === want.childLevels[child],
  );
}

/** AccountShare also says what the share gives on the account's children. */
function hasChildLevel(table: ShareTable, child: string): boolean {
  return table.levelField !== `${child}AccessLevel` && table.object.fields.has(`${child.toLowerCase()}accesslevel`);
}

function insertShare(store: Store, table: ShareTable, want: WantedShare, now: string): void {
  const row: Record<string, SqlValue> = {
    Id: newId(store, table.object.keyPrefix),
    [table.parentField]: want.recordId,
    UserOrGroupId: want.grantee,
    [table.levelField]: want.level,
    RowCause: want.cause,
    LastModifiedDate: now,
  };
  for (const child of CHILD_LEVELS)
    if (hasChildLevel(table, child)) row[`${child}AccessLevel`] = want.childLevels[child] ?? 'None';
  const names = Object.keys(row).filter((name) => table.object.fields.has(name.toLowerCase()));
  store.run(
    `INSERT INTO ${quoteName(table.object.name)} (${names.map(quoteName).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    ...names.map((name) => row[name] ?? null),
  );
}
