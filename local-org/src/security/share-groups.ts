/**
 * Share groups: records owned by high-volume users, opened to the members of the share group of their sharing set. Internal users get at
 * what every such user owns, external users at what users of their own account own. Set in Setup only: the platform has no API for them.
 * Source: Salesforce Help, "Use Share Groups to Share Records Owned by High-Volume Experience Cloud Site Users"; Designing Record
 * Access for Enterprise Scale, "Implicit Sharing", rows HVPU and HVPU Parent.
 */
import { OrgError } from '../engine/errors.ts';
import type { Store, UserContext } from '../engine/ports.ts';
import { clause, raw, type Clause } from './clause.ts';
import { linked } from './condition-forms.ts';
import type { GrantContext } from './grant-types.ts';
import { isExternal, isGuest, isHighVolume } from './user-kinds.ts';

/** An activated share group. */
export interface ShareGroup {
  /** Developer name of the sharing set. */
  readonly sharingSet: string;
  /** Ids of users and groups; a role is named by its group. */
  readonly members: readonly string[];
}

const TABLES = `
  CREATE TABLE IF NOT EXISTS _share_groups (sharing_set TEXT PRIMARY KEY COLLATE NOCASE) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS _share_group_members (
    sharing_set TEXT NOT NULL COLLATE NOCASE, member TEXT NOT NULL, PRIMARY KEY (sharing_set, member)) WITHOUT ROWID;
`;

/** Keeps who is in which share group. */
export class ShareGroups {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    store.exec(TABLES);
  }

  list(): readonly ShareGroup[] {
    return this.#store.all('SELECT sharing_set AS name FROM _share_groups ORDER BY 1').map((row) => {
      const members = this.#store.all(
        'SELECT member FROM _share_group_members WHERE sharing_set = ? ORDER BY 1',
        row['name'] ?? null,
      );
      return { sharingSet: String(row['name']), members: members.map(({ member }) => String(member)) };
    });
  }

  /** Activates the share group with these members. Throws for members who cannot be in one. */
  activate({ sharingSet, members }: ShareGroup): void {
    for (const member of members) this.#check(member);
    this.deactivate(sharingSet);
    this.#store.run('INSERT INTO _share_groups (sharing_set) VALUES (?)', sharingSet);
    for (const member of new Set(members))
      this.#store.run('INSERT INTO _share_group_members (sharing_set, member) VALUES (?, ?)', sharingSet, member);
  }

  /** Takes everybody's access by the group away. */
  deactivate(sharingSet: string): void {
    this.#store.run('DELETE FROM _share_group_members WHERE sharing_set = ?', sharingSet);
    this.#store.run('DELETE FROM _share_groups WHERE sharing_set = ?', sharingSet);
  }

  /** The sharing sets in whose share group the user is, alone, by a group, or above a member. */
  setsOf(user: UserContext): readonly string[] {
    if (isGuest(user) || isHighVolume(user)) return [];
    if (this.#store.get('SELECT 1 AS found FROM _share_groups LIMIT 1') === undefined) return [];
    const rows = this.#store.all(
      `SELECT DISTINCT m.sharing_set AS name FROM _share_group_members m
       WHERE m.member = ?1 OR m.member IN (SELECT group_id FROM _group_users WHERE user_id = ?1)
         OR m.member IN (SELECT o."Id" FROM _role_tree r JOIN "User" o ON o."UserRoleId" = r.role WHERE r.ancestor = ?2 AND r.depth > 0)`,
      user.userId,
      user.roleId,
    );
    return rows.map((row) => String(row['name']));
  }

  #check(member: string): void {
    if (member.startsWith('00G') && this.#store.get('SELECT 1 AS found FROM "Group" WHERE "Id" = ?', member)) return;
    const row = this.#store.get('SELECT "UserType" AS type FROM "User" WHERE "Id" = ?', member);
    if (!row) throw new OrgError('INVALID_CROSS_REFERENCE_KEY', `No user or group ${member}`);
    // Salesforce Help, "About High-Volume Community or Site Users": they cannot be in groups.
    if (['CspLitePortal', 'Guest'].includes(String(row['type'])))
      throw new OrgError('INVALID_CROSS_REFERENCE_KEY', `The user ${member} cannot be in a group`);
  }
}

/** The owner is a high-volume user whose records are opened to the user by one of the sets' share groups. */
export function shareGroupClauses(
  context: Pick<GrantContext, 'form' | 'definitions'>,
  sets: readonly string[],
  user: UserContext,
  owner: Clause,
): readonly { readonly set: string; readonly condition: Clause }[] {
  return sets.flatMap((set) => {
    const mapping = context.definitions.sets.find((candidate) => candidate.set.toLowerCase() === set.toLowerCase());
    if (!mapping) return [];
    const profiles = clause`lower(sp."Name") IN (SELECT value FROM json_each(${JSON.stringify([...mapping.profiles])}))`;
    const account = isExternal(user) ? clause`su."AccountId" = ${user.accountId}` : raw('1');
    const condition = linked(
      context.form,
      raw('"User" su JOIN "Profile" sp ON sp."Id" = su."ProfileId"'),
      raw('su."Id"'),
      owner,
      clause`su."UserType" = 'CspLitePortal' AND ${profiles} AND ${account}`,
    );
    return [{ set, condition }];
  });
}
