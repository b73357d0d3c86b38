/**
 * The same condition in the forms SQLite answers fastest. What a condition says never depends on its form:
 * `probe` asks each row by itself, right for a few rows, whoever stands below the user;
 * `lists` asks the user's groups and those below once, then each row of many for its owner and, where its reach says perhaps, for more;
 * `sets` finds the rows from what they were given by, right where that is little.
 */
import type { UserContext } from '../engine/ports.ts';
import type { SObjectDef } from '../schema/types.ts';
import { REACH, reachBit } from '../store/index.ts';
import { anyOf, clause, raw, type Clause } from './clause.ts';

export interface ConditionForm {
  readonly kind: 'probe' | 'lists' | 'sets';
  /** Sets end after so many rows: enough to tell a small one from a large one. */
  readonly atMost?: number;
}

/** The id is of a group the user is in, or stands above a member of. */
export function inGroupsOf(form: ConditionForm | undefined, user: UserContext, id: Clause): Clause {
  if (form === undefined || form.kind === 'probe')
    return clause`EXISTS (SELECT 1 FROM _group_users g WHERE g.user_id = ${user.userId} AND g.group_id = ${id})`;
  return clause`${listed(form, id)} IN (SELECT group_id FROM _group_users WHERE user_id = ${user.userId})`;
}

/** The id is of a user whose role stands below the role. */
export function belowRole(form: ConditionForm | undefined, roleId: string, id: Clause): Clause {
  if (form === undefined || form.kind === 'probe')
    return clause`EXISTS (SELECT 1 FROM "User" o CROSS JOIN _role_tree r ON r.role = o."UserRoleId" WHERE o."Id" = ${id} AND r.ancestor = ${roleId} AND r.depth > 0)`;
  return clause`${listed(form, id)} IN (SELECT o."Id" FROM _role_tree r JOIN "User" o ON o."UserRoleId" = r.role WHERE r.ancestor = ${roleId} AND r.depth > 0)`;
}

/** A row of the other table that links to the id meets the condition. `link` is a column of that table. */
export function linked(
  form: ConditionForm | undefined,
  table: Clause,
  link: Clause,
  id: Clause,
  condition: Clause,
): Clause {
  if (form?.kind !== 'sets') return clause`EXISTS (SELECT 1 FROM ${table} WHERE ${link} = ${id} AND ${condition})`;
  const end = form.atMost === undefined ? raw('') : raw(` LIMIT ${form.atMost}`);
  return clause`${id} IN (SELECT ${link} FROM ${table} WHERE ${condition}${end})`;
}

/** How to ask what opens a record besides its owner: `guard` tells first and once whether there may be anything at all. */
export interface WithinReach {
  readonly form: ConditionForm | undefined;
  readonly guard?: Clause;
}

/** In a walk the reach of a record must have a bit of the user, their groups or those below; the few rows left are probed. */
export function withinReach(form: ConditionForm | undefined, user: UserContext, alias: string): WithinReach {
  if (form?.kind !== 'lists') return { form };
  return { form: { kind: 'probe' }, guard: clause`${raw(`${alias}.${REACH}`)} & ${bitsOf(user)}` };
}

/** Whether there may be anything for the user among the records of one type: a record of whose owner they are, or that was given to them. */
export function mayBeOfType(user: UserContext, object: SObjectDef, recordTypeId: string): Clause {
  const owned = clause`EXISTS (SELECT 1 FROM (${actingFor(user)}) p JOIN _type_owners w ON w.object = ${object.name} AND w.type = ${recordTypeId} AND w.owner = p.id)`;
  const given = clause`EXISTS (SELECT 1 FROM _type_reach w WHERE w.object = ${object.name} AND w.type = ${recordTypeId} AND w.reach & ${bitsOf(user)})`;
  return anyOf([owned, given]);
}

/** The user, their groups and those below them, as SQL with the column `id`. */
function actingFor(user: UserContext): Clause {
  const below = clause`SELECT o."Id" FROM _role_tree r JOIN "User" o ON o."UserRoleId" = r.role WHERE r.ancestor = ${user.roleId} AND r.depth > 0`;
  return clause`SELECT ${user.userId} AS id UNION ALL SELECT group_id FROM _group_users WHERE user_id = ${user.userId} UNION ALL ${below}`;
}

function bitsOf(user: UserContext): Clause {
  return clause`(SELECT sum(DISTINCT ${raw(reachBit('p.id'))}) FROM (${actingFor(user)}) p)`;
}

/** The plus keeps SQLite from collecting and sorting all rows of these owners where it should walk in order. */
function listed(form: ConditionForm, id: Clause): Clause {
  return form.kind === 'lists' ? clause`+${id}` : id;
}
