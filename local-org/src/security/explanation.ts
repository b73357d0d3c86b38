/** `explain-access`: every reason why a user may, or may not, see and edit one record, by the same clauses that decide in queries. */
import type { UserContext } from '../engine/ports.ts';
import type { SObjectDef } from '../schema/types.ts';
import { quoteName } from '../store/index.ts';
import { clause, raw, type Clause } from './clause.ts';
import { followedFields } from './followed-parents.ts';
import type { Grant, GrantContext, Level } from './grant-types.ts';
import { grantsOf, openReasons, sharedGrants } from './grants.ts';
import { gives } from './record-grants.ts';
import type { SharingRule } from './rule-definitions.ts';
import { rulesTaking, type RuleParts } from './rule-shares.ts';
import { shareTableOf } from './share-tables.ts';

/** One reason why a user may or may not have access to a record. */
export interface AccessReason {
  readonly level: Level;
  /**
   * `owner`, `queue`, `roleHierarchy`, `ownerRule`, `criteriaRule`, `guestRule`, `manualShare`, `team`, `sharingSet`, `shareGroup`,
   * `superUser`, `implicitParent`, `implicitChild`, `portalAccount`, `controlledByParent`, `viewAll`, `modifyAll`, `viewAllData`,
   * `modifyAllData`, `organisation-wide default Read` …; alone and without access: `restrictionRule` (the rule that takes away what
   * sharing would give) and `objectPermission` (the right on the object is missing, whatever sharing gives).
   */
  readonly reason: string;
  /** Name of the rule, set, group or object. */
  readonly detail: string;
}

const CAUSES: Readonly<Record<string, string>> = { Manual: 'manualShare', Team: 'team' };

/** Every reason for which sharing and permissions give the user a level on the record. */
export function reasonsFor(
  context: GrantContext,
  parts: RuleParts,
  rules: readonly SharingRule[],
  user: UserContext,
  object: SObjectDef,
  id: string,
  level: Level,
): readonly AccessReason[] {
  const holds = (condition: Clause): boolean =>
    parts.store.get(
      `SELECT 1 AS found FROM ${quoteName(object.name)} t WHERE t."Id" = ? AND ${condition.sql}`,
      id,
      ...condition.params,
    ) !== undefined;
  const reasons: AccessReason[] = [];
  for (const grant of grantsFor(context, user, object, level, reasons)) {
    if (!holds(grant.condition)) continue;
    if (grant.reason === 'share') reasons.push(...shareReasons(parts, rules, user, object, id, level));
    else reasons.push({ level, reason: grant.reason, detail: grant.detail });
  }
  return reasons;
}

/** What opens the whole object goes to `reasons`; gives what opens single records. */
function grantsFor(
  context: GrantContext,
  user: UserContext,
  object: SObjectDef,
  level: Level,
  reasons: AccessReason[],
): readonly Grant[] {
  const follows = object.kind === 'share' || object.kind === 'history' || object.name === 'ContentDocument';
  if (follows || followedFields(object) || object.internalSharing === 'None') {
    const grants = grantsOf(context, user, object, 't', level);
    if (grants.all === undefined) return grants.grants;
    reasons.push({ level, reason: grants.all, detail: object.name });
    return [];
  }
  for (const reason of openReasons(context, user, object, level)) reasons.push({ level, reason, detail: object.name });
  return sharedGrants(context, user, object, 't', level);
}

/** The causes of the share rows that reach the user; rows of rules by the rules that make them. */
function shareReasons(
  parts: RuleParts,
  rules: readonly SharingRule[],
  user: UserContext,
  object: SObjectDef,
  id: string,
  level: Level,
): readonly AccessReason[] {
  const table = shareTableOf(parts.schema, object.name);
  if (!table) return [];
  const { object: shares, parentField, levelField } = table;
  const rows = clause`SELECT h."UserOrGroupId" AS grantee, h."RowCause" AS cause FROM ${raw(quoteName(shares.name))} h WHERE h.${raw(quoteName(parentField))} = ${id} AND ${gives(undefined, user, levelField, level)}`;
  return parts.store.all(rows.sql, ...rows.params).flatMap((row): readonly AccessReason[] => {
    const cause = String(row['cause']);
    if (cause !== 'Rule' && cause !== 'GuestRule')
      return [{ level, reason: CAUSES[cause] ?? cause, detail: String(row['grantee']) }];
    return rulesTaking(parts, object, rules, id)
      .filter(({ rule, grantee }) => grantee === row['grantee'] && (level === 'read' || rule.accessLevel === 'Edit'))
      .filter(({ rule }) => (rule.kind === 'guest') === (cause === 'GuestRule'))
      .map(({ rule }) => ({ level, reason: `${rule.kind}Rule`, detail: rule.name }));
  });
}
