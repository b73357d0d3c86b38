/**
 * Access between an account and what hangs on it, and what site users get of their own account.
 * Source: Designing Record Access for Enterprise Scale, "Implicit Sharing".
 */
import type { UserContext } from '../engine/ports.ts';
import type { SObjectDef } from '../schema/types.ts';
import { quoteName } from '../store/index.ts';
import { anyOf, clause, raw, type Clause } from './clause.ts';
import { belowRole, linked, withinReach } from './condition-forms.ts';
import { defaultModel } from './default-model.ts';
import type { Grant, GrantContext, Level } from './grant-types.ts';
import { ownGrants, sharedWith } from './record-grants.ts';
import { hasPortalRole, isExternal, isHighVolume } from './user-kinds.ts';

/** Objects whose access opens their account, and which an account's owner may see. */
const ACCOUNT_CHILDREN = ['Opportunity', 'Case', 'Contact'] as const;

/** Given by what the owner is, not by being named: the reach of an account does not tell of it. */
const BEYOND_REACH: ReadonlySet<string> = new Set(['shareGroup', 'superUser']);

/** Seeing a private child of an account opens the account for reading. High-volume users, who have no role, get no implicit access. */
export function implicitParents(
  context: GrantContext,
  user: UserContext,
  alias: string,
  depth: number,
): readonly Grant[] {
  if (isExternal(user) && user.roleId === null) return [];
  return ACCOUNT_CHILDREN.flatMap((name): readonly Grant[] => {
    const child = context.schema.object(name);
    if (!child || !child.fields.has('accountid') || defaultModel(user, child) === 'ControlledByParent') return [];
    const inner = `s${depth + 1}`;
    const { form, guard } = withinReach(context.form, user, alias);
    const own = ownGrants({ ...context, form }, user, child, inner, 'read');
    const opened = (conditions: readonly Clause[]): Clause =>
      linked(
        form,
        raw(`${quoteName(name)} ${inner}`),
        raw(`${inner}."AccountId"`),
        raw(`${alias}."Id"`),
        clause`${raw(inner)}."IsDeleted" = 0 AND ${anyOf(conditions)}`,
      );
    const { within = [], beyond = [] } = Object.groupBy(own, ({ reason }) =>
      BEYOND_REACH.has(reason) ? 'beyond' : 'within',
    );
    const conditionsOf = (grants: readonly Grant[]): Clause => opened(grants.map(({ condition }) => condition));
    return [
      { reason: 'implicitParent', detail: name, condition: conditionsOf(within), guard },
      ...(beyond.length > 0
        ? [{ reason: 'implicitParent', detail: name, condition: conditionsOf(beyond) } as const]
        : []),
    ];
  });
}

/** Who owns an account (or stands above its owner) sees its children as far as the owner's role says; account shares carry child levels. */
export function implicitChildren(
  context: GrantContext,
  user: UserContext,
  object: SObjectDef,
  alias: string,
  level: Level,
): readonly Grant[] {
  const name = ACCOUNT_CHILDREN.find((child) => child === object.name);
  if (name === undefined || isHighVolume(user)) return [];
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
  const shared = context.schema.object('AccountShare')
    ? [
        {
          detail: 'AccountShare',
          from: sharedWith(context, user, 'AccountShare', 'AccountId', account, `${name}AccessLevel`, level),
        },
      ]
    : [];
  return [{ detail: 'account owner', from: ofOwner }, ...shared].map(({ detail, from }) => ({
    reason: 'implicitChild',
    detail,
    condition: clause`(${from} AND ${notOfHighVolumeUser(alias)})`,
  }));
}

/**
 * Salesforce Help, "Create and Edit Public Groups": to see child records owned by high-volume users, account owners must be members of
 * a share group.
 */
function notOfHighVolumeUser(alias: string): Clause {
  return raw(
    `NOT EXISTS (SELECT 1 FROM "User" hv WHERE hv."Id" = ${alias}."OwnerId" AND hv."UserType" = 'CspLitePortal')`,
  );
}

/**
 * Every site user may read their own account and contact and the cases they are the contact of; who has a portal role also reads the
 * other contacts of the account. Source: see above, row "Experience Cloud Site".
 */
export function portalGrants(user: UserContext, object: SObjectDef, alias: string, level: Level): readonly Grant[] {
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
