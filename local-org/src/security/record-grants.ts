/** Reasons that lie in the record itself: its owner, its queue, who stands above, its share rows. */
import type { UserContext } from '../engine/ports.ts';
import type { SObjectDef } from '../schema/types.ts';
import { hasReach, quoteName } from '../store/index.ts';
import { anyOf, clause, raw, type Clause } from './clause.ts';
import { belowRole, inGroupsOf, linked, withinReach, type ConditionForm } from './condition-forms.ts';
import type { Grant, GrantContext, Level } from './grant-types.ts';
import { shareGroupClauses } from './share-groups.ts';
import { shareTableOf } from './share-tables.ts';
import { isExternal, isGuest, isHighVolume } from './user-kinds.ts';

/** Of the standard objects super users share these. Source: Salesforce Help, "Grant Super User Access to Partner Users". */
const SUPER_USER_OBJECTS: readonly string[] = ['Case', 'Lead', 'Opportunity'];

/** Owner, queue, hierarchy, shares, share groups, super users. */
export function ownGrants(
  context: GrantContext,
  user: UserContext,
  object: SObjectDef,
  alias: string,
  level: Level,
): readonly Grant[] {
  const grants: Grant[] = [];
  if (object.hasOwner && !isGuest(user)) grants.push(...ownerGrants(context, user, object, raw(`${alias}."OwnerId"`)));
  const shares = shareTableOf(context.schema, object.name);
  if (shares && !isHighVolume(user)) {
    // Without owner and share rows there is no reach to ask.
    const reached = hasReach(context.schema, object);
    const { form, guard } = reached ? withinReach(context.form, user, alias) : { form: context.form };
    const { object: shareObject, parentField, levelField } = shares;
    const id = raw(`${alias}."Id"`);
    const condition = sharedWith({ form }, user, shareObject.name, parentField, id, levelField, level);
    grants.push({ reason: 'share', detail: shareObject.name, condition, guard });
  }
  return grants;
}

function ownerGrants(context: GrantContext, user: UserContext, object: SObjectDef, owner: Clause): readonly Grant[] {
  const grants: Grant[] = [{ reason: 'owner', detail: 'record owner', condition: clause`${owner} = ${user.userId}` }];
  if (isHighVolume(user)) return grants;
  grants.push({
    reason: 'queue',
    detail: 'member of the owning queue',
    condition: inGroupsOf(context.form, user, owner),
  });
  if (user.roleId !== null) {
    grants.push({
      reason: 'roleHierarchy',
      detail: 'above the owner',
      condition: belowRole(context.form, user.roleId, owner),
    });
  }
  const sets = context.shareGroupsOf(user);
  for (const { set, condition } of shareGroupClauses(context, sets, user, owner))
    grants.push({ reason: 'shareGroup', detail: set, condition });
  const superUser = isExternal(user) && user.roleId !== null && context.hasPermission(user, 'PortalSuperUser');
  if (superUser && (object.kind === 'custom' || SUPER_USER_OBJECTS.includes(object.name))) {
    const condition = clause`${owner} IN (SELECT o."Id" FROM _role_tree r JOIN "User" o ON o."UserRoleId" = r.role WHERE r.ancestor = ${user.roleId} AND o."AccountId" = ${user.accountId})`;
    grants.push({ reason: 'superUser', detail: 'the same role or below', condition });
  }
  return grants;
}

/** A share row that names the user, one of their groups, or somebody below them. */
export function sharedWith(
  context: Pick<GrantContext, 'form'>,
  user: UserContext,
  table: string,
  parentField: string,
  id: Clause,
  levelField: string,
  level: Level,
): Clause {
  const rest = gives(context.form, user, levelField, level);
  return linked(context.form, raw(`${quoteName(table)} h`), raw(`h.${quoteName(parentField)}`), id, rest);
}

/** The share row `h` gives the user the level. */
export function gives(form: ConditionForm | undefined, user: UserContext, levelField: string, level: Level): Clause {
  const levels = raw(level === 'read' ? `'Read', 'Edit', 'All'` : `'Edit', 'All'`);
  return clause`h.${raw(quoteName(levelField))} IN (${levels}) AND h."IsDeleted" = 0 AND ${reaches(form, user)}`;
}

function reaches(form: ConditionForm | undefined, user: UserContext): Clause {
  const grantee = raw('h."UserOrGroupId"');
  const grantees = [clause`${grantee} = ${user.userId}`];
  if (!isGuest(user)) grantees.push(inGroupsOf(form, user, grantee));
  if (user.roleId !== null) grantees.push(belowRole(form, user.roleId, grantee));
  return anyOf(grantees);
}
