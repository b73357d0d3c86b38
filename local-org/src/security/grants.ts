/**
 * Why a user may see or edit a record: one SQL clause per reason, over a row alias. Their disjunction is the sharing condition.
 * Source: Salesforce Security Guide "Sharing"; Record-Level Access: Under the Hood (role hierarchy, implicit sharing, groups).
 */
import type { ObjectAccess, UserContext } from '../engine/ports.ts';
import type { OrgSchema, SharingModel, SObjectDef } from '../schema/types.ts';
import { hasReach, quoteName } from '../store/index.ts';
import { allOf, anyOf, clause, raw, type Clause } from './clause.ts';
import { belowRole, inGroupsOf, linked, withinReach, type ConditionForm } from './condition-forms.ts';
import { followedFields, isActivity } from './followed-parents.ts';
import { parentOf } from './rights.ts';
import { sharingSetClauses } from './sharing-sets.ts';
import { controllingFields, shareTableOf } from './share-tables.ts';
import type { SharingDefinitions } from './rule-definitions.ts';
import { hasPortalRole, isExternal, isGuest } from './user-kinds.ts';

export type Level = 'read' | 'edit';

/** A file on a mail on a case is followed this far. */
const MAX_DEPTH = 4;

/** One reason with the condition under which it holds. */
export interface Grant {
  readonly reason:
    | 'owner'
    | 'queue'
    | 'roleHierarchy'
    | 'share'
    | 'team'
    | 'implicitParent'
    | 'implicitChild'
    | 'portalAccount'
    | 'sharingSet'
    | 'controlledByParent'
    | 'ownUser';
  readonly detail: string;
  readonly condition: Clause;
  /** Does not hold where the condition could not either; the same for all grants of a record that have one. */
  readonly guard?: Clause | undefined;
}

export interface GrantContext {
  readonly schema: OrgSchema;
  /** How conditions are written; without it they probe. */
  readonly form?: ConditionForm | undefined;
  readonly definitions: SharingDefinitions;
  objectAccess(user: UserContext, objectName: string): ObjectAccess;
  /** Whether the user holds View All Data (which Modify All Data includes). */
  seesAll(user: UserContext): boolean;
}

/** `all`: every record, for the reason given. */
export type Grants = { readonly all: string } | { readonly all?: undefined; readonly grants: readonly Grant[] };

const READ_MODELS: readonly SharingModel[] = ['Read', 'ReadWrite', 'ReadWriteTransfer', 'FullAccess'];
const EDIT_MODELS: readonly SharingModel[] = ['ReadWrite', 'ReadWriteTransfer', 'FullAccess'];
/** Objects whose access opens their account, and which an account's owner may see. */
const ACCOUNT_CHILDREN = ['Opportunity', 'Case', 'Contact'] as const;

/** Every reason for which the user may have the level on rows of the object. */
export function grantsOf(
  context: GrantContext,
  user: UserContext,
  object: SObjectDef,
  alias: string,
  level: Level,
  depth = 0,
): Grants {
  const subordinate = object.kind === 'share' || object.kind === 'history';
  if (subordinate) return followParent(context, user, object, alias, level, depth);
  const followed = object.name === 'ContentDocument' ? [] : followedFields(object);
  if (followed) {
    if (context.seesAll(user)) return { all: 'viewAllData' };
    return { grants: followedGrants(context, user, object, followed, alias, level, depth) };
  }
  if (object.internalSharing === 'None') return { all: 'object has no record sharing' };
  const access = context.objectAccess(user, object.name);
  if (access.modifyAll || (level === 'read' && access.viewAll))
    return { all: access.modifyAll ? 'modifyAll' : 'viewAll' };
  const model = defaultModel(user, object);
  if ((level === 'read' ? READ_MODELS : EDIT_MODELS).includes(model))
    return { all: `organisation-wide default ${model}` };
  if (model === 'ControlledByParent') return controlledByParent(context, user, object, alias, level, depth);
  return { grants: privateGrants(context, user, object, alias, level, depth) };
}

/** Guests get nothing from defaults, whatever they are. Source: Salesforce Help, "Secure Guest User Record Access". */
export function defaultModel(user: UserContext, object: SObjectDef): SharingModel {
  const model = isExternal(user) ? object.externalSharing : object.internalSharing;
  return isGuest(user) && model !== 'ControlledByParent' ? 'Private' : model;
}

/** The condition of a grant set; null when every row is allowed. */
export function conditionOf(grants: Grants): Clause | null {
  if (grants.all !== undefined) return null;
  const [{ guard } = {}] = grants.grants.filter((grant) => grant.guard !== undefined);
  const open = grants.grants.filter((grant) => grant.guard === undefined).map((grant) => grant.condition);
  if (guard === undefined) return anyOf(open);
  const guarded = grants.grants.filter((grant) => grant.guard !== undefined).map((grant) => grant.condition);
  return anyOf([...open, allOf([guard, anyOf(guarded)])]);
}

function followParent(
  context: GrantContext,
  user: UserContext,
  object: SObjectDef,
  alias: string,
  level: Level,
  depth: number,
): Grants {
  const parent = context.schema.object(parentOf(object) ?? '');
  const field = [...object.fields.values()].find(
    (candidate) => parent !== undefined && candidate.referenceTo[0] === parent.name,
  );
  if (!parent || !field) return { grants: [] };
  const condition = parentCondition(context, user, parent, raw(`${alias}.${quoteName(field.name)}`), level, depth);
  if (!condition) return { all: `every ${parent.name}` };
  return { grants: [{ reason: 'controlledByParent', detail: parent.name, condition }] };
}

function controlledByParent(
  context: GrantContext,
  user: UserContext,
  object: SObjectDef,
  alias: string,
  level: Level,
  depth: number,
): Grants {
  const fields = controllingFields(object);
  const conditions: Clause[] = [];
  for (const field of fields) {
    const parent = context.schema.object(field.referenceTo[0] ?? '');
    if (!parent) continue;
    const parentLevel =
      level === 'edit' && field.masterDetail && field.writeRequiresMasterRead === true ? 'read' : level;
    const condition = parentCondition(
      context,
      user,
      parent,
      raw(`${alias}.${quoteName(field.name)}`),
      parentLevel,
      depth,
    );
    if (condition) conditions.push(condition);
  }
  const lookups = fields.filter((field) => !field.masterDetail);
  if (fields.length > 0 && conditions.length === 0) {
    if (lookups.length === 0) return { all: 'controlled by parent' };
    // Whoever sees every account does not see the contacts without one.
    for (const { name } of lookups) conditions.push(clause`${raw(`${alias}.${quoteName(name)}`)} IS NOT NULL`);
  }
  const grants: Grant[] =
    fields.length === 0
      ? []
      : [
          {
            reason: 'controlledByParent',
            detail: fields.map((field) => field.name).join(', '),
            condition: allOf(conditions),
          },
        ];
  const [lookup] = fields;
  // A record without its controlling lookup (a private contact) belongs to its owner alone.
  if (object.hasOwner && lookup && !lookup.masterDetail && !isGuest(user)) {
    const condition = clause`(${raw(`${alias}.${quoteName(lookup.name)}`)} IS NULL AND ${raw(`${alias}."OwnerId"`)} = ${user.userId})`;
    grants.push({ reason: 'owner', detail: 'no parent', condition });
  }
  return { grants: [...grants, ...sharingSetGrants(context, user, object, alias, level)] };
}

/** Rows seen with what they hang on: files, comments, mails, roles, notes. What one made oneself is seen too. */
function followedGrants(
  context: GrantContext,
  user: UserContext,
  object: SObjectDef,
  fields: readonly string[],
  alias: string,
  level: Level,
  depth: number,
): readonly Grant[] {
  if (depth > MAX_DEPTH) return [];
  const grants: Grant[] = fields.map((name) => ({
    reason: 'controlledByParent',
    detail: name,
    condition: anyParent(context, user, object, name, raw(`${alias}.${quoteName(name)}`), level, depth),
  }));
  for (const mine of ['OwnerId', 'CreatedById']) {
    if (isGuest(user) || !object.fields.has(mine.toLowerCase())) continue;
    grants.push({
      reason: 'owner',
      detail: mine,
      condition: clause`${raw(`${alias}.${quoteName(mine)}`)} = ${user.userId}`,
    });
  }
  if (isActivity(object)) grants.push(...ownGrants(context, user, object, alias, level));
  const links = object.name === 'ContentDocument' ? context.schema.object('ContentDocumentLink') : undefined;
  if (links) {
    const link = `s${depth + 1}`;
    const followed = anyParent(
      context,
      user,
      links,
      'LinkedEntityId',
      raw(`${link}."LinkedEntityId"`),
      level,
      depth + 1,
    );
    const condition = clause`EXISTS (SELECT 1 FROM "ContentDocumentLink" ${raw(link)} WHERE ${raw(link)}."ContentDocumentId" = ${raw(alias)}."Id" AND ${followed})`;
    grants.push({ reason: 'controlledByParent', detail: 'ContentDocumentLink', condition });
  }
  return grants;
}

/** The record a reference points to may be seen, whatever object it is of. */
function anyParent(
  context: GrantContext,
  user: UserContext,
  object: SObjectDef,
  fieldName: string,
  id: Clause,
  level: Level,
  depth: number,
): Clause {
  const targets = object.fields.get(fieldName.toLowerCase())?.referenceTo ?? [];
  const conditions = targets.flatMap((name): readonly Clause[] => {
    const parent = context.schema.object(name);
    if (!parent || parent.virtual === true) return [];
    if (parent.name === 'User') return [clause`${id} = ${user.userId}`];
    if (parent.kind === 'setup' || !context.objectAccess(user, parent.name).read) return [];
    const condition = parentCondition(context, user, parent, id, level, depth);
    return [condition ?? clause`${id} GLOB ${`${parent.keyPrefix}*`}`];
  });
  return anyOf(conditions);
}

function parentCondition(
  context: GrantContext,
  user: UserContext,
  parent: SObjectDef,
  id: Clause,
  level: Level,
  depth: number,
): Clause | null {
  const alias = `s${depth + 1}`;
  const condition = conditionOf(grantsOf(context, user, parent, alias, level, depth + 1));
  if (!condition) return null;
  return linked(context.form, raw(`${quoteName(parent.name)} ${alias}`), raw(`${alias}."Id"`), id, condition);
}

function privateGrants(
  context: GrantContext,
  user: UserContext,
  object: SObjectDef,
  alias: string,
  level: Level,
  depth: number,
): readonly Grant[] {
  if (object.name === 'User') return userGrants(context, user, alias, level);
  const grants = [...ownGrants(context, user, object, alias, level)];
  if (isGuest(user)) return grants;
  if (object.name === 'Account' && level === 'read') grants.push(...implicitParents(context, user, alias, depth));
  const child = ACCOUNT_CHILDREN.find((name) => name === object.name);
  if (child) grants.push(...implicitChild(context, user, child, alias, level));
  grants.push(...portalGrants(user, object, alias, level), ...sharingSetGrants(context, user, object, alias, level));
  return grants;
}

/** Reasons that lie in the record itself: owner, queue, hierarchy, shares, teams. */
function ownGrants(
  context: GrantContext,
  user: UserContext,
  object: SObjectDef,
  alias: string,
  level: Level,
): readonly Grant[] {
  const grants: Grant[] = [];
  const owner = raw(`${alias}."OwnerId"`);
  if (object.hasOwner && !isGuest(user)) {
    grants.push({ reason: 'owner', detail: 'record owner', condition: clause`${owner} = ${user.userId}` });
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
  }
  const shares = shareTableOf(context.schema, object.name);
  // Without owner and share rows there is no reach to ask.
  const reaches = hasReach(context.schema, object);
  const { form, guard } = reaches ? withinReach(context.form, user, alias) : { form: context.form };
  if (shares) {
    const { object: shareObject, parentField, levelField } = shares;
    const id = raw(`${alias}."Id"`);
    const condition = sharedWith({ ...context, form }, user, shareObject.name, parentField, id, levelField, level);
    grants.push({ reason: 'share', detail: shares.object.name, condition, guard });
  }
  const team = TEAMS[object.name];
  if (team && context.schema.object(team.object) && !isGuest(user)) {
    const levels = levelsFor(level);
    const members = [clause`m."UserId" = ${user.userId}`];
    if (user.roleId !== null) members.push(belowRole(form, user.roleId, raw('m."UserId"')));
    const condition = linked(
      form,
      raw(`${quoteName(team.object)} m`),
      raw(`m.${quoteName(team.parent)}`),
      raw(`${alias}."Id"`),
      clause`${anyOf(members)} AND m.${raw(quoteName(team.level))} IN (${levels})`,
    );
    grants.push({ reason: 'team', detail: team.object, condition, guard });
  }
  return grants;
}

const TEAMS: Readonly<Record<string, { readonly object: string; readonly parent: string; readonly level: string }>> = {
  Account: { object: 'AccountTeamMember', parent: 'AccountId', level: 'AccountAccessLevel' },
  Opportunity: { object: 'OpportunityTeamMember', parent: 'OpportunityId', level: 'OpportunityAccessLevel' },
};

function levelsFor(level: Level): Clause {
  return raw(level === 'read' ? `'Read', 'Edit', 'All'` : `'Edit', 'All'`);
}

/** A share row that names the user, one of their groups, or somebody below them. */
function sharedWith(
  context: GrantContext,
  user: UserContext,
  table: string,
  parentField: string,
  id: Clause,
  levelField: string,
  level: Level,
): Clause {
  const grantee = raw('h."UserOrGroupId"');
  const grantees = [clause`${grantee} = ${user.userId}`];
  if (!isGuest(user)) grantees.push(inGroupsOf(context.form, user, grantee));
  if (user.roleId !== null) grantees.push(belowRole(context.form, user.roleId, grantee));
  const rest = clause`h.${raw(quoteName(levelField))} IN (${levelsFor(level)}) AND h."IsDeleted" = 0 AND ${anyOf(grantees)}`;
  return linked(context.form, raw(`${quoteName(table)} h`), raw(`h.${quoteName(parentField)}`), id, rest);
}

/** Seeing a private child of an account opens the account for reading. High-volume users, who have no role, get no implicit access. */
function implicitParents(context: GrantContext, user: UserContext, alias: string, depth: number): readonly Grant[] {
  if (isExternal(user) && user.roleId === null) return [];
  return ACCOUNT_CHILDREN.flatMap((name): readonly Grant[] => {
    const child = context.schema.object(name);
    if (!child || !child.fields.has('accountid') || defaultModel(user, child) === 'ControlledByParent') return [];
    const inner = `s${depth + 1}`;
    const { form, guard } = withinReach(context.form, user, alias);
    const own = ownGrants({ ...context, form }, user, child, inner, 'read').map((grant) => grant.condition);
    const condition = linked(
      form,
      raw(`${quoteName(name)} ${inner}`),
      raw(`${inner}."AccountId"`),
      raw(`${alias}."Id"`),
      clause`${raw(inner)}."IsDeleted" = 0 AND ${anyOf(own)}`,
    );
    return [{ reason: 'implicitParent', detail: name, condition, guard }];
  });
}

/** Who owns an account (or stands above its owner) sees its children as far as the owner's role says; account shares carry child levels. */
function implicitChild(
  context: GrantContext,
  user: UserContext,
  name: (typeof ACCOUNT_CHILDREN)[number],
  alias: string,
  level: Level,
): readonly Grant[] {
  const account = raw(`${alias}."AccountId"`);
  const owners = [clause`a."OwnerId" = ${user.userId}`];
  if (user.roleId !== null) owners.push(belowRole(context.form, user.roleId, raw('a."OwnerId"')));
  const levels = raw(level === 'read' ? `'Read', 'Edit'` : `'Edit'`);
  const ofOwner = linked(
    context.form,
    raw('"Account" a JOIN "User" ao ON ao."Id" = a."OwnerId" JOIN "UserRole" ar ON ar."Id" = ao."UserRoleId"'),
    raw('a."Id"'),
    account,
    clause`ar.${raw(quoteName(`${name}AccessForAccountOwner`))} IN (${levels}) AND ${anyOf(owners)}`,
  );
  const grants: Grant[] = [{ reason: 'implicitChild', detail: 'account owner', condition: ofOwner }];
  if (context.schema.object('AccountShare')) {
    const condition = sharedWith(context, user, 'AccountShare', 'AccountId', account, `${name}AccessLevel`, level);
    grants.push({ reason: 'implicitChild', detail: 'AccountShare', condition });
  }
  return grants;
}

/**
 * Every site user may read their own account and contact and the cases they are the contact of; who has a portal role also reads the
 * other contacts of the account. Source: Designing Record Access for Enterprise Scale, "Implicit Sharing", row "Experience Cloud Site".
 */
function portalGrants(user: UserContext, object: SObjectDef, alias: string, level: Level): readonly Grant[] {
  if (level !== 'read' || !isExternal(user)) return [];
  const own: readonly (readonly [object: string, field: string, id: string | null])[] = [
    ['Account', 'Id', user.accountId],
    ['Contact', 'Id', user.contactId],
    ['Contact', 'AccountId', hasPortalRole(user.userType) ? user.accountId : null],
    ['Case', 'ContactId', user.contactId],
  ];
  return own.flatMap(([name, field, id]): readonly Grant[] => {
    if (name !== object.name || id === null) return [];
    const condition = clause`${raw(`${alias}.${quoteName(field)}`)} = ${id}`;
    return [{ reason: 'portalAccount', detail: `own ${field === 'Id' ? name : field}`, condition }];
  });
}

function sharingSetGrants(
  context: GrantContext,
  user: UserContext,
  object: SObjectDef,
  alias: string,
  level: Level,
): readonly Grant[] {
  return sharingSetClauses(context.schema, context.definitions.sets, user, object, alias, level, context.form).map(
    ({ set, condition }) => ({
      reason: 'sharingSet',
      detail: set,
      condition,
    }),
  );
}

/** Users who do not see all users see themselves, those below them, and partner users those of their own account. */
function userGrants(context: GrantContext, user: UserContext, alias: string, level: Level): readonly Grant[] {
  const id = raw(`${alias}."Id"`);
  const grants: Grant[] = [];
  if (!isGuest(user)) grants.push({ reason: 'ownUser', detail: 'the user', condition: clause`${id} = ${user.userId}` });
  if (user.roleId !== null)
    grants.push({
      reason: 'roleHierarchy',
      detail: 'above the user',
      condition: belowRole(context.form, user.roleId, id),
    });
  if (level === 'read' && user.accountId !== null && hasPortalRole(user.userType)) {
    const condition = clause`${raw(alias)}."AccountId" = ${user.accountId}`;
    grants.push({ reason: 'portalAccount', detail: 'users of the own account', condition });
  }
  const shares = shareTableOf(context.schema, 'User');
  if (shares) {
    grants.push({
      reason: 'share',
      detail: 'UserShare',
      condition: sharedWith(context, user, 'UserShare', shares.parentField, id, shares.levelField, level),
    });
  }
  return grants;
}
