/**
 * Role tree and group membership as flat tables, so that sharing is one lookup. Private tables of this folder:
 * `_role_tree(ancestor, role, depth)` (a role is its own descendant at depth 0) and `_group_users(user_id, group_id, boss)`
 * (`boss` 1: not a member, but above one in the role hierarchy).
 */
import type { Clock, Store } from '../engine/ports.ts';
import type { OrgSchema } from '../schema/types.ts';
import { newId } from '../store/index.ts';

const TABLES = `
  CREATE TABLE IF NOT EXISTS _role_tree (ancestor TEXT NOT NULL, role TEXT NOT NULL, depth INTEGER NOT NULL, PRIMARY KEY (ancestor, role)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS _role_tree_by_role ON _role_tree (role, ancestor);
  CREATE TABLE IF NOT EXISTS _group_users (user_id TEXT NOT NULL, group_id TEXT NOT NULL, boss INTEGER NOT NULL, PRIMARY KEY (user_id, group_id)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS _group_users_by_group ON _group_users (group_id, boss, user_id);
`;

/** Types of groups that stand for a role, made for every role. */
const ROLE_GROUPS = ['Role', 'RoleAndSubordinates', 'RoleAndSubordinatesInternal'];
/** High-volume users are in no group. */
const EVERYBODY_GROUPS = [
  { type: 'Organization', name: 'AllInternalUsers' },
  { type: 'PRMOrganization', name: 'AllPartnerUsers' },
  { type: 'AllCustomerPortal', name: 'AllCustomerPortalUsers' },
] as const;

/** ?2: a JSON list of groups, or null for all. */
const AMONG = `(?2 IS NULL OR g."Id" IN (SELECT value FROM json_each(?2)))`;
/** The users asked about: the one in ?1, or all when ?1 is null. Two texts, because only the first uses the index. */
type Whom = 'one' | 'all';
const isAsked = (whom: Whom, column: string): string => (whom === 'one' ? `${column} = ?1` : '?1 IS NULL');

/** Every branch yields (group, user). */
const directMembers = (whom: Whom): string => `
  SELECT g."Id" AS group_id, u."Id" AS user_id FROM "User" u JOIN "Group" g ON g."RelatedId" = u."UserRoleId"
    WHERE g."Type" = 'Role' AND ${isAsked(whom, 'u."Id"')} AND ${AMONG}
  UNION SELECT g."Id", u."Id" FROM "User" u JOIN _role_tree t ON t.role = u."UserRoleId" JOIN "Group" g ON g."RelatedId" = t.ancestor
    WHERE (g."Type" = 'RoleAndSubordinates' OR (g."Type" = 'RoleAndSubordinatesInternal' AND u."UserType" = 'Standard')) AND ${isAsked(whom, 'u."Id"')} AND ${AMONG}
  UNION SELECT g."Id", u."Id" FROM "User" u JOIN "Group" g ON u."UserType" = CASE g."Type"
      WHEN 'Organization' THEN 'Standard' WHEN 'PRMOrganization' THEN 'PowerPartner' END
    WHERE g."Type" IN ('Organization', 'PRMOrganization') AND ${isAsked(whom, 'u."Id"')} AND ${AMONG}
  UNION SELECT g."Id", u."Id" FROM "User" u JOIN "Group" g ON u."UserType" IN ('PowerCustomerSuccess', 'CustomerSuccess')
    WHERE g."Type" = 'AllCustomerPortal' AND ${isAsked(whom, 'u."Id"')} AND ${AMONG}
  UNION SELECT g."Id", m."UserOrGroupId" FROM "GroupMember" m JOIN "Group" g ON g."Id" = m."GroupId"
    WHERE m."UserOrGroupId" GLOB '005*' AND ${isAsked(whom, 'm."UserOrGroupId"')} AND ${AMONG}`;

const membersOf = (whom: Whom): string => `
  WITH RECURSIVE direct(group_id, user_id) AS (${directMembers(whom)}),
  nested(group_id, inner_id) AS (
    SELECT "GroupId", "UserOrGroupId" FROM "GroupMember" WHERE "UserOrGroupId" GLOB '00G*'
    UNION SELECT n.group_id, m."UserOrGroupId" FROM nested n JOIN "GroupMember" m ON m."GroupId" = n.inner_id WHERE m."UserOrGroupId" GLOB '00G*')
  INSERT OR REPLACE INTO _group_users (user_id, group_id, boss)
    SELECT user_id, group_id, 0 FROM direct
    UNION SELECT d.user_id, n.group_id, 0 FROM nested n JOIN direct d ON d.group_id = n.inner_id`;

/** Role groups and queues always reach upward, public groups when DoesIncludeBosses is set. `asked` picks members or those above. */
const bossesOf = (asked: string): string => `
  INSERT OR IGNORE INTO _group_users (user_id, group_id, boss)
    SELECT DISTINCT b."Id", m.group_id, 1 FROM _group_users m JOIN "Group" g ON g."Id" = m.group_id
      JOIN "User" u ON u."Id" = m.user_id JOIN _role_tree t ON t.role = u."UserRoleId" AND t.depth > 0
      JOIN "User" b ON b."UserRoleId" = t.ancestor
    WHERE m.boss = 0 AND ${AMONG} AND (g."Type" NOT IN ('Regular', 'Organization', 'PRMOrganization', 'AllCustomerPortal') OR g."DoesIncludeBosses" = 1)
      AND ${asked}`;

const MEMBERS = membersOf('all');
const MEMBERS_OF_ONE = membersOf('one');
const BOSSES = bossesOf('?1 IS NULL');
const BOSSES_ABOVE_ONE = bossesOf('m.user_id = ?1');
const ONE_AS_BOSS = bossesOf('b."Id" = ?1');

/** More users moving at a time than this: everything anew is faster. */
const MOVED_ONE_BY_ONE = 20;

/** Keeps the two tables true. */
export class Membership {
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    store.exec(TABLES);
  }

  /** Everything anew: after roles, groups or members changed. */
  rebuild(schema: OrgSchema): void {
    this.#ensureGroups(schema);
    this.#store.run('DELETE FROM _role_tree');
    this.#store.run(`
      WITH RECURSIVE tree(ancestor, role, depth) AS (
        SELECT "Id", "Id", 0 FROM "UserRole"
        UNION ALL SELECT t.ancestor, r."Id", t.depth + 1 FROM tree t JOIN "UserRole" r ON r."ParentRoleId" = t.role WHERE t.depth < 500)
      INSERT OR IGNORE INTO _role_tree (ancestor, role, depth) SELECT ancestor, role, depth FROM tree`);
    this.#store.run('DELETE FROM _group_users');
    this.#store.run(MEMBERS, null, null);
    this.#store.run(BOSSES, null, null);
  }

  /** A new user joins the groups of role and kind. */
  addUser(userId: string): void {
    this.#store.run('DELETE FROM _group_users WHERE user_id = ?', userId);
    this.#store.run(MEMBERS_OF_ONE, userId, null);
    this.#store.run(BOSSES_ABOVE_ONE, userId, null);
    this.#store.run(ONE_AS_BOSS, userId, null);
  }

  /** Members of these groups, and of those they are in, changed: all of theirs is made anew, the other groups stay. */
  refreshGroups(groupIds: readonly string[]): void {
    const changed = JSON.stringify(this.#withOuter(groupIds));
    this.#store.run('DELETE FROM _group_users WHERE group_id IN (SELECT value FROM json_each(?))', changed);
    // Members of an inner group that did not change are asked for again, and written over with the same.
    const all = JSON.stringify(this.#withInner(JSON.parse(changed) as readonly string[]));
    this.#store.run(MEMBERS, null, all);
    this.#store.run(BOSSES, null, changed);
  }

  /** Users moved to another role: the groups they were in and are in now are made anew. */
  moveUsers(schema: OrgSchema, userIds: readonly string[]): void {
    if (userIds.length > MOVED_ONE_BY_ONE) {
      this.rebuild(schema);
      return;
    }
    const users = JSON.stringify(userIds);
    const before = this.#groupsOf(users);
    for (const id of userIds) this.addUser(id);
    this.refreshGroups([...new Set([...before, ...this.#groupsOf(users)])]);
  }

  /** Users whose membership in one of the groups (not counting those above members) is otherwise after the work than before. */
  changedMembers(groupIds: readonly string[], work: () => void): readonly string[] {
    const groups = JSON.stringify(groupIds);
    const members =
      'SELECT user_id, group_id FROM _group_users WHERE boss = 0 AND group_id IN (SELECT value FROM json_each(?1))';
    this.#store.exec('DROP TABLE IF EXISTS temp._members_before');
    this.#store.exec('CREATE TEMP TABLE _members_before (user_id TEXT, group_id TEXT)');
    this.#store.run(`INSERT INTO temp._members_before ${members}`, groups);
    work();
    const rows = this.#store.all(
      `SELECT user_id FROM (SELECT * FROM (${members}) EXCEPT SELECT * FROM temp._members_before)
       UNION SELECT user_id FROM (SELECT * FROM temp._members_before EXCEPT ${members})`,
      groups,
    );
    this.#store.exec('DROP TABLE temp._members_before');
    return rows.map((row) => String(row['user_id']));
  }

  #groupsOf(users: string): readonly string[] {
    const rows = this.#store.all(
      'SELECT DISTINCT group_id AS id FROM _group_users WHERE user_id IN (SELECT value FROM json_each(?))',
      users,
    );
    return rows.map((row) => String(row['id']));
  }

  #withOuter(groupIds: readonly string[]): readonly string[] {
    return this.#closure(groupIds, 'm."GroupId"', 'm."UserOrGroupId"');
  }

  #withInner(groupIds: readonly string[]): readonly string[] {
    return this.#closure(groupIds, 'm."UserOrGroupId"', 'm."GroupId"');
  }

  #closure(groupIds: readonly string[], to: string, from: string): readonly string[] {
    const rows = this.#store.all(
      `WITH RECURSIVE reached(id) AS (SELECT value FROM json_each(?)
         UNION SELECT ${to} FROM reached r JOIN "GroupMember" m ON ${from} = r.id WHERE m."UserOrGroupId" GLOB '00G*')
       SELECT id FROM reached`,
      JSON.stringify(groupIds),
    );
    return rows.map((row) => String(row['id']));
  }

  /** The id of the group that stands for a role, or of a group by developer name; undefined when there is none. */
  groupId(type: string, developerName: string): string | undefined {
    // A rule names the groups of everybody by their kind alone: `<allInternalUsers></allInternalUsers>`.
    const everybody = EVERYBODY_GROUPS.find((group) => group.type === type);
    const name = everybody?.name ?? developerName;
    const types = type === 'Group' ? ['Regular'] : [type];
    const row = this.#store.get(
      'SELECT "Id" AS id FROM "Group" WHERE "Type" IN (SELECT value FROM json_each(?)) AND "DeveloperName" = ?',
      JSON.stringify(types),
      name,
    );
    return row ? String(row['id']) : undefined;
  }

  /** Every role has a group of each kind; every org has its groups of everybody. */
  #ensureGroups(schema: OrgSchema): void {
    const group = schema.object('Group');
    if (!group) return;
    const now = new Date(this.#clock.now()).toISOString();
    const insert = (type: string, name: string, developerName: string, relatedId: string | null): void => {
      this.#store.run(
        'INSERT INTO "Group" ("Id", "Name", "DeveloperName", "Type", "RelatedId", "DoesIncludeBosses", "CreatedDate", "LastModifiedDate", "SystemModstamp") VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?)',
        newId(this.#store, group.keyPrefix),
        name,
        developerName,
        type,
        relatedId,
        now,
        now,
        now,
      );
    };
    this.#store.run(
      `DELETE FROM "Group" WHERE "Type" IN (SELECT value FROM json_each(?)) AND "RelatedId" NOT IN (SELECT "Id" FROM "UserRole")`,
      JSON.stringify(ROLE_GROUPS),
    );
    for (const type of ROLE_GROUPS) {
      const roles = this.#store.all(
        'SELECT "Id" AS id, "Name" AS name, "DeveloperName" AS developerName FROM "UserRole" r WHERE NOT EXISTS (SELECT 1 FROM "Group" g WHERE g."RelatedId" = r."Id" AND g."Type" = ?)',
        type,
      );
      for (const role of roles)
        insert(type, String(role['name']), String(role['developerName'] ?? role['id']), String(role['id']));
    }
    for (const { type, name } of EVERYBODY_GROUPS) {
      if (!this.#store.get('SELECT 1 AS found FROM "Group" WHERE "Type" = ?', type)) insert(type, name, name, null);
    }
  }
}
