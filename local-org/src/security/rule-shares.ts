/** Sharing rules, materialised: each record's rows of cause `Rule` (`GuestRule`) in its share table. */
import type { Clock, SqlRow, Store } from '../engine/ports.ts';
import type { OrgSchema, SObjectDef } from '../schema/types.ts';
import { quoteName } from '../store/index.ts';
import { allOf, clause, raw, type Clause } from './clause.ts';
import { criteriaClause } from './criteria.ts';
import type { Membership } from './membership.ts';
import type { Sharee, SharingRule } from './rule-definitions.ts';
import {
  settleShares,
  shareKey,
  shareTableOf,
  type ChildLevels,
  type ShareTable,
  type WantedShare,
} from './share-tables.ts';
import { ROLELESS_USER_TYPES } from './user-kinds.ts';

/** What applying rules takes. */
export interface RuleParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly schema: OrgSchema;
  readonly membership: Membership;
}

/** The rules with the ids of the groups they name now; undefined where there is none yet. */
export function resolvedRules(parts: RuleParts, rules: readonly SharingRule[]): readonly unknown[] {
  return rules.map((rule) => ({ ...rule, to: granteeOf(parts, rule.sharedTo), from: sourceOf(parts, rule) }));
}

/** The group whose members' records an owner rule takes. */
export function sourceOf(parts: Pick<RuleParts, 'membership'>, rule: SharingRule): string | undefined {
  return rule.sharedFrom && parts.membership.groupId(rule.sharedFrom.type, rule.sharedFrom.name);
}

/** Of the rules those that take a record, with whom they share it. */
export function rulesTaking(
  parts: RuleParts,
  object: SObjectDef,
  rules: readonly SharingRule[],
  id: string,
): readonly { readonly rule: SharingRule; readonly grantee: string }[] {
  return rules.flatMap((rule) => {
    const grantee = granteeOf(parts, rule.sharedTo);
    return grantee !== undefined && matching(parts, object, rule, [id]).length > 0 ? [{ rule, grantee }] : [];
  });
}

/** Makes the rule rows of some records (or all, when ids is null) what the rules say; rows that are right already stay. */
export function recalculateRules(
  parts: RuleParts,
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
  settleShares(parts.store, table, existing, wanted, new Date(parts.clock.now()).toISOString());
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
    const from = sourceOf(parts, rule);
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
  const key = shareKey({ recordId, grantee, cause });
  const before = wanted.get(key);
  const level = before?.level === 'Edit' ? 'Edit' : rule.accessLevel;
  const higherOf = (child: keyof ChildLevels): string =>
    higher(before?.childLevels[child] ?? 'None', rule.childLevels[child]);
  const childLevels = { Case: higherOf('Case'), Contact: higherOf('Contact'), Opportunity: higherOf('Opportunity') };
  wanted.set(key, { recordId, grantee, cause, level, childLevels });
}

function higher(one: string, other: string): string {
  const order = ['None', 'Read', 'Edit', 'All'];
  return order.indexOf(one) >= order.indexOf(other) ? one : other;
}

function existingRows(store: Store, table: ShareTable, ids: readonly string[] | null): readonly SqlRow[] {
  const restricted = ids === null ? '' : ` AND ${quoteName(table.parentField)} IN (SELECT value FROM json_each(?))`;
  return store.all(
    `SELECT * FROM ${quoteName(table.object.name)} WHERE "RowCause" IN ('Rule', 'GuestRule')${restricted}`,
    ...(ids === null ? [] : [JSON.stringify(ids)]),
  );
}
