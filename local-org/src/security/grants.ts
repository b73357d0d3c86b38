/**
 * Why a user may see or edit a record: one SQL clause per reason, over a row alias. Their disjunction is the sharing condition.
 * Source: Salesforce Security Guide "Sharing"; Record-Level Access: Under the Hood (role hierarchy, implicit sharing, groups).
 */
import type { UserContext } from '../engine/ports.ts';
import type { SharingModel, SObjectDef } from '../schema/types.ts';
import { quoteName } from '../store/index.ts';
import { implicitChildren, implicitParents, portalGrants } from './account-grants.ts';
import { allOf, anyOf, clause, raw, type Clause } from './clause.ts';
import { belowRole, linked } from './condition-forms.ts';
import { defaultModel } from './default-model.ts';
import { followedFields, isActivity } from './followed-parents.ts';
import type { Grant, GrantContext, Grants, Level } from './grant-types.ts';
import { ownGrants, sharedWith } from './record-grants.ts';
import { parentOf } from './rights.ts';
import { sharingSetClauses } from './sharing-sets.ts';
import { controllingFields, shareTableOf } from './share-tables.ts';
import { hasPortalRole, isGuest } from './user-kinds.ts';

/** A file on a mail on a case is followed this far. */
const MAX_DEPTH = 4;
/** What `allOf` makes of no condition. */
const ALWAYS = '1';

const READ_MODELS: readonly SharingModel[] = ['Read', 'ReadWrite', 'ReadWriteTransfer', 'FullAccess'];
const EDIT_MODELS: readonly SharingModel[] = ['ReadWrite', 'ReadWriteTransfer', 'FullAccess'];

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
  const [open] = openReasons(context, user, object, level);
  return open === undefined ? { grants: sharedGrants(context, user, object, alias, level, depth) } : { all: open };
}

/** Permissions and defaults that open every record of the object, strongest first. */
export function openReasons(
  context: GrantContext,
  user: UserContext,
  object: SObjectDef,
  level: Level,
): readonly string[] {
  const reasons: string[] = [];
  const access = context.objectAccess(user, object.name);
  if (access.modifyAll) reasons.push(context.hasPermission(user, 'ModifyAllData') ? 'modifyAllData' : 'modifyAll');
  else if (level === 'read' && access.viewAll) reasons.push(context.seesAll(user) ? 'viewAllData' : 'viewAll');
  const model = defaultModel(user, object);
  if ((level === 'read' ? READ_MODELS : EDIT_MODELS).includes(model))
    reasons.push(`organisation-wide default ${model}`);
  return reasons;
}

/** What sharing gives on single records, whatever is open to the user anyhow. */
export function sharedGrants(
  context: GrantContext,
  user: UserContext,
  object: SObjectDef,
  alias: string,
  level: Level,
  depth = 0,
): readonly Grant[] {
  return defaultModel(user, object) === 'ControlledByParent'
    ? controlledByParent(context, user, object, alias, level, depth)
    : privateGrants(context, user, object, alias, level, depth);
}

/** The condition of a grant set; null when every row is allowed. */
export function conditionOf(grants: Grants): Clause | null {
  if (grants.all !== undefined) return null;
  const conditions = grants.grants.map((grant) => grant.condition);
  // Details of masters that are all open hold without a condition.
  if (conditions.some(({ sql }) => sql === ALWAYS)) return null;
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
): readonly Grant[] {
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
  return [
    ...grants,
    ...portalGrants(user, object, alias, level),
    ...sharingSetGrants(context, user, object, alias, level),
  ];
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
  grants.push(...implicitChildren(context, user, object, alias, level));
  grants.push(...portalGrants(user, object, alias, level), ...sharingSetGrants(context, user, object, alias, level));
  return grants;
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
