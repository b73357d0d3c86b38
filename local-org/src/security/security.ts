import { OrgError } from '../engine/errors.ts';
import type {
  ClassAccess,
  Clock,
  ObjectAccess,
  RecordAccess,
  RowsWanted,
  Security,
  Store,
  UserContext,
} from '../engine/ports.ts';
import type { SObjectRecord } from '../engine/records.ts';
import type { DefinitionComponent } from '../schema/index.ts';
import type { FieldDef, OrgSchema, SObjectDef } from '../schema/types.ts';
import { quoteName, readSetting, writeSetting } from '../store/index.ts';
import { allOf } from './clause.ts';
import { reasonsFor, type AccessReason } from './explanation.ts';
import type { GrantContext, Level } from './grant-types.ts';
import { conditionOf, grantsOf } from './grants.ts';
import { Membership } from './membership.ts';
import {
  assignPortalRoles,
  followOwners,
  movePortalRoles,
  portalRoleCount,
  setPortalRoleCount,
} from './portal-roles.ts';
import { RECALCULATED_AT_ONCE, Recalculations, type Recalculation } from './recalculation.ts';
import { fieldAccessOf, loadRights, objectAccessOf, type Rights } from './rights.ts';
import { readSharingDefinitions, type SharingDefinitions, type SharingRule } from './rule-definitions.ts';
import { recordLevels } from './record-levels.ts';
import { restrictionClause, rulesFor, type RestrictionContext, type RestrictionRule } from './restriction-rules.ts';
import { RowFinding } from './row-finding.ts';
import { recalculateRules, sourceOf, type RuleParts } from './rule-shares.ts';
import { ShareGroups, type ShareGroup } from './share-groups.ts';
import { shareTableOf } from './share-tables.ts';
import { isTeamObject, shareWithTeams } from './team-shares.ts';
import { loadUserContext } from './user-context.ts';

/** What the security engine is made of. */
export interface SecurityParts {
  readonly store: Store;
  schema(): OrgSchema;
  readonly clock: Clock;
  /** The deployed components; SharingRules, SharingSet and RestrictionRule are read from them. Absent: no rules. */
  readonly definitions?: () => Iterable<DefinitionComponent>;
  /** Objects with more records than this get changed rules in the background, by `recalculateNext`. */
  readonly recalculatedAtOnce?: number;
}

export interface AccessExplanation {
  readonly read: boolean;
  readonly edit: boolean;
  readonly reasons: readonly AccessReason[];
}

/** Security with what only this org's folders use. */
export interface FullSecurity extends Security, ClassAccess {
  /** Yes or no for one record, with every reason that holds. Object permissions count too: without them there is no access. */
  explainAccess(user: UserContext, objectName: string, id: string): AccessExplanation;
  /** Recalculations of sharing rules that are not finished. */
  recalculations(): readonly Recalculation[];
  /** Does a part of what `recalculations` lists, in the transaction of the caller; null when nothing is left. */
  recalculateNext(): Recalculation | null;
  /** What the platform lets be set in Setup alone: share groups and the number of partner roles of an account. */
  readonly setup: SharingSetup;
  /** Changes whenever rights, roles, groups or rules did (as seen when a user was last resolved): caches key on it. */
  epoch(): number;
}

/** See `FullSecurity.setup`. */
export interface SharingSetup {
  shareGroups(): readonly ShareGroup[];
  /** Throws OrgError when there is no such sharing set or a member cannot be in a group. */
  activateShareGroup(group: ShareGroup): void;
  deactivateShareGroup(sharingSet: string): void;
  partnerRoles(): number;
  setPartnerRoles(count: number): void;
}

const EPOCH = 'security.epoch';
/** Records whose rule rows are made anew in one statement. */
const BATCH = 5_000;
/** Writing these changes what users may do. */
const RIGHTS_OBJECTS = new Set(
  'permissionset permissionsetassignment permissionsetgroup permissionsetgroupcomponent objectpermissions fieldpermissions setupentityaccess profile custompermission'.split(
    ' ',
  ),
);
const GROUP_OBJECTS = new Set(['group', 'userrole']);

/** Rights and sharing of one org. Rows it keeps itself: role and rule groups, flat membership, rule share rows, portal roles. */
export function createSecurity(parts: SecurityParts): FullSecurity {
  return new OrgSecurity(parts);
}

class OrgSecurity implements FullSecurity {
  readonly #parts: SecurityParts;
  readonly #membership: Membership;
  readonly #rowFinding: RowFinding;
  readonly #shareGroups: ShareGroups;
  readonly #recalculations: Recalculations;
  readonly #rights = new Map<string, Rights>();
  readonly #rightsOf = new WeakMap<UserContext, Rights>();
  #definitions: SharingDefinitions | undefined;
  #knownEpoch = -1;

  constructor(parts: SecurityParts) {
    this.#parts = parts;
    this.#membership = new Membership(parts.store, parts.clock);
    this.#rowFinding = new RowFinding(parts.store);
    this.#shareGroups = new ShareGroups(parts.store);
    this.#recalculations = new Recalculations(parts.store, parts.recalculatedAtOnce ?? RECALCULATED_AT_ONCE);
  }

  readonly setup: SharingSetup = {
    shareGroups: () => this.#shareGroups.list(),
    activateShareGroup: (group) => {
      if (!this.#sharing().sets.some(({ set }) => set.toLowerCase() === group.sharingSet.toLowerCase()))
        throw new OrgError('INVALID_CROSS_REFERENCE_KEY', `No sharing set ${group.sharingSet}`);
      this.#shareGroups.activate(group);
      this.#bumpEpoch();
    },
    deactivateShareGroup: (sharingSet) => {
      this.#shareGroups.deactivate(sharingSet);
      this.#bumpEpoch();
    },
    partnerRoles: () => portalRoleCount(this.#parts.store),
    setPartnerRoles: (count) => setPortalRoleCount(this.#parts.store, count),
  };

  recalculations(): readonly Recalculation[] {
    return this.#recalculations.pending();
  }

  recalculateNext(): Recalculation | null {
    this.#refresh();
    return this.#recalculations.step(this.#ruleParts(), (object) => this.#rulesOf(object));
  }

  userContext(userId: string): UserContext {
    this.#refresh();
    return loadUserContext(this.#parts.store, this.#parts.clock, userId);
  }

  objectAccess(user: UserContext, objectName: string): ObjectAccess {
    return objectAccessOf(this.#rightsFor(user), user, this.#parts.schema(), objectName);
  }

  fieldReadable(user: UserContext, objectName: string, fieldName: string): boolean {
    return this.#fieldAccess(user, objectName, fieldName, 'read');
  }

  fieldEditable(user: UserContext, objectName: string, fieldName: string): boolean {
    return this.#fieldAccess(user, objectName, fieldName, 'edit');
  }

  hasPermission(user: UserContext, name: string): boolean {
    return this.#rightsFor(user).permissions.has(name.toLowerCase());
  }

  mayCallClass(user: UserContext, className: string): boolean {
    const { classes, permissions } = this.#rightsFor(user);
    return classes.has(className.toLowerCase()) || permissions.has('authorapex');
  }

  sharingCondition(
    user: UserContext,
    objectName: string,
    alias: string,
    level: Level,
    rows: RowsWanted = 'few',
    recordTypeId?: string,
  ): ReturnType<Security['sharingCondition']> {
    const object = this.#object(objectName);
    const found =
      rows === 'few'
        ? null
        : this.#rowFinding.condition(this.#context(), user, object, alias, level, rows, recordTypeId);
    const shared = rows === 'few' ? conditionOf(grantsOf(this.#context(), user, object, alias, level)) : found;
    const restricted = restrictionClause(this.#restriction(), this.#restrictionsOf(user, object), user, object, alias);
    const condition = shared && restricted ? allOf([shared, restricted]) : (shared ?? restricted);
    return condition && { ...condition, walks: found?.walks ?? true };
  }

  recordAccess(user: UserContext, objectName: string, ids: readonly string[]): ReadonlyMap<string, RecordAccess> {
    const object = this.#object(objectName);
    const levels = recordLevels(this.#parts.store, this.#context(), user, object, ids);
    const rules = this.#restrictionsOf(user, object);
    if (rules.length === 0) return levels;
    const kept = new Set(ids.filter((id) => this.#restrictedBy(rules, user, object, id).length === 0));
    return new Map([...levels].map(([id, level]) => [id, kept.has(id) ? level : 'None']));
  }

  explainAccess(user: UserContext, objectName: string, id: string): AccessExplanation {
    const object = this.#object(objectName);
    const access = this.objectAccess(user, objectName);
    const context = this.#context();
    const rules = this.#rulesOf(object);
    const exists = this.#parts.store.get(`SELECT 1 AS found FROM ${quoteName(object.name)} t WHERE t."Id" = ?`, id);
    if (!exists) return { read: false, edit: false, reasons: [] };
    if (!access.read)
      return {
        read: false,
        edit: false,
        reasons: [{ level: 'read', reason: 'objectPermission', detail: `no right to read ${object.name}` }],
      };
    const levels = (['read', 'edit'] as const).filter((level) => access[level]);
    const reasons = levels.flatMap((level) => reasonsFor(context, this.#ruleParts(), rules, user, object, id, level));
    const restrictions = this.#restrictedBy(this.#restrictionsOf(user, object), user, object, id);
    if (reasons.length > 0 && restrictions.length > 0)
      return {
        read: false,
        edit: false,
        reasons: restrictions.map(({ name }) => ({ level: 'read', reason: 'restrictionRule', detail: name })),
      };
    return {
      read: reasons.some((reason) => reason.level === 'read'),
      edit: reasons.some((reason) => reason.level === 'edit'),
      reasons,
    };
  }

  afterWrite(
    objectName: string,
    before: readonly SObjectRecord[] | null,
    after: readonly SObjectRecord[] | null,
  ): void {
    const key = objectName.toLowerCase();
    if (key === 'user') this.#afterUsers(before, after);
    else if (key === 'groupmember') this.#refreshGroups([...(before ?? []), ...(after ?? [])]);
    else if (GROUP_OBJECTS.has(key)) this.#rebuildMembership();
    else if (RIGHTS_OBJECTS.has(key)) this.#bumpEpoch();
    else this.#afterRecords(objectName, before, after);
  }

  /** All or nothing, also outside of a transaction: nobody sees an empty role tree in between. */
  rebuild(): void {
    const { store } = this.#parts;
    store.exec('SAVEPOINT security_rebuild');
    try {
      // The first statement writes, so that outside of a transaction the lock is taken before anything is read.
      store.run('DELETE FROM _role_tree');
      this.#rebuildAll();
    } catch (cause) {
      store.exec('ROLLBACK TO security_rebuild');
      this.#definitions = undefined;
      throw cause;
    } finally {
      store.exec('RELEASE security_rebuild');
    }
  }

  #rebuildAll(): void {
    this.#definitions = undefined;
    const schema = this.#parts.schema();
    this.#membership.rebuild(schema);
    for (const object of schema.objects()) {
      if (object.virtual !== true && shareTableOf(schema, object.name))
        this.#recalculations.rulesChanged(this.#ruleParts(), object, this.#rulesOf(object));
    }
    this.#bumpEpoch();
  }

  epoch(): number {
    return this.#knownEpoch;
  }

  #afterRecords(
    objectName: string,
    before: readonly SObjectRecord[] | null,
    after: readonly SObjectRecord[] | null,
  ): void {
    const object = this.#parts.schema().object(objectName);
    if (!object) return;
    const written = idsOf(after ?? before ?? []);
    const handedOver = ownerChanges(before, after);
    if (handedOver.length > 0) this.#dropManualShares(object, idsOf(handedOver));
    if (object.name === 'Account' && handedOver.length > 0 && movePortalRoles(this.#parts.store, handedOver))
      this.#rebuildMembership();
    if (this.#rulesOf(object).length > 0) this.#recalculate(object, written);
    const { store, clock } = this.#parts;
    if (isTeamObject(objectName))
      shareWithTeams({ store, clock, schema: this.#parts.schema() }, objectName, [...(before ?? []), ...(after ?? [])]);
  }

  #afterUsers(before: readonly SObjectRecord[] | null, after: readonly SObjectRecord[] | null): void {
    const { store, clock } = this.#parts;
    const users = after ?? [];
    const madeRole = assignPortalRoles({ store, clock, schema: this.#parts.schema() }, users);
    const differs = (field: string): readonly string[] =>
      before === null ? [] : idsOf(users.filter((user, index) => before[index]?.values[field] !== user.values[field]));
    const moved = differs('UserRoleId');
    const otherKind = differs('UserType');
    // Portal roles hang below the role of the account's owner.
    const roles = madeRole || (moved.length > 0 && followOwners(store, moved));
    if (roles || otherKind.length > 0) this.#rebuildMembership(otherKind);
    else if (moved.length > 0) this.#afterMembers(() => this.#membership.moveUsers(this.#parts.schema(), moved));
    else if (before === null) for (const id of idsOf(users)) this.#membership.addUser(id);
    this.#bumpEpoch();
  }

  #refreshGroups(members: readonly SObjectRecord[]): void {
    const groups = members.flatMap(({ values }) => (typeof values['GroupId'] === 'string' ? [values['GroupId']] : []));
    this.#afterMembers(() => this.#membership.refreshGroups([...new Set(groups)]));
    this.#bumpEpoch();
  }

  /** `owners`: users of whose records rules may think otherwise now, beside those who changed groups. */
  #rebuildMembership(owners: readonly string[] = []): void {
    const schema = this.#parts.schema();
    this.#afterMembers(() => this.#membership.rebuild(schema), owners);
    // Rules may have waited for a group that is there now.
    for (const [name, rules] of this.#sharing().rules) {
      const object = schema.object(name);
      if (object && shareTableOf(schema, name)) this.#recalculations.rulesChanged(this.#ruleParts(), object, rules);
    }
    this.#bumpEpoch();
  }

  /**
   * Changes memberships. Owner rules depend on who is in which group: the rows of what is owned by users who changed groups are made anew
   * in the same transaction, so that nobody sees by a new membership what only an old one gave.
   */
  #afterMembers(change: () => void, owners: readonly string[] = []): void {
    const parts = this.#ruleParts();
    const rules = [...this.#sharing().rules.values()].flat();
    const sources = rules.flatMap((rule) => sourceOf(parts, rule) ?? []);
    const changed = this.#membership.changedMembers([...new Set(sources)], change);
    const touched = [...new Set([...changed, ...owners])];
    if (touched.length === 0) return;
    for (const name of this.#sharing().rules.keys()) {
      const object = parts.schema.object(name);
      if (!object?.hasOwner) continue;
      const rows = parts.store.all(
        `SELECT "Id" AS id FROM ${quoteName(object.name)} WHERE "OwnerId" IN (SELECT value FROM json_each(?))`,
        JSON.stringify(touched),
      );
      const ids = rows.map((row) => String(row['id']));
      for (let from = 0; from < ids.length; from += BATCH) this.#recalculate(object, ids.slice(from, from + BATCH));
    }
  }

  #recalculate(object: SObjectDef, ids: readonly string[]): void {
    recalculateRules(this.#ruleParts(), object, this.#rulesOf(object), ids);
  }

  #ruleParts(): RuleParts {
    const { store, clock } = this.#parts;
    return { store, clock, schema: this.#parts.schema(), membership: this.#membership };
  }

  /** Manual shares are the owner's gift: they end when the record gets another owner. */
  #dropManualShares(object: SObjectDef, ids: readonly string[]): void {
    const table = shareTableOf(this.#parts.schema(), object.name);
    if (!table) return;
    this.#parts.store.run(
      `DELETE FROM ${quoteName(table.object.name)} WHERE "RowCause" = 'Manual' AND ${quoteName(table.parentField)} IN (SELECT value FROM json_each(?))`,
      JSON.stringify(ids),
    );
  }

  #fieldAccess(user: UserContext, objectName: string, fieldName: string, level: 'read' | 'edit'): boolean {
    const object = this.#parts.schema().object(objectName);
    const field: FieldDef | undefined = object?.fields.get(fieldName.toLowerCase());
    return object !== undefined && field !== undefined && fieldAccessOf(this.#rightsFor(user), object, field, level);
  }

  #object(name: string): SObjectDef {
    const object = this.#parts.schema().object(name);
    if (!object) throw new OrgError('INVALID_TYPE', `sObject type '${name}' is not supported.`);
    return object;
  }

  #context(): GrantContext {
    return {
      schema: this.#parts.schema(),
      definitions: this.#sharing(),
      objectAccess: (user, objectName) => this.objectAccess(user, objectName),
      hasPermission: (user, name) => this.hasPermission(user, name),
      shareGroupsOf: (user) => this.#shareGroups.setsOf(user),
      seesAll: (user) => this.hasPermission(user, 'ViewAllData') || this.hasPermission(user, 'ModifyAllData'),
    };
  }

  #restriction(): RestrictionContext {
    return {
      store: this.#parts.store,
      schema: this.#parts.schema(),
      hasPermission: (user, name) => this.hasPermission(user, name),
    };
  }

  /** The restriction rules that bind the user on the object: none for who may view or modify all. */
  #restrictionsOf(user: UserContext, object: SObjectDef): readonly RestrictionRule[] {
    const { restrictions } = this.#sharing();
    if (restrictions.length === 0) return [];
    const rules = rulesFor(this.#restriction(), restrictions, user, object);
    if (rules.length === 0) return rules;
    const access = this.objectAccess(user, object.name);
    return access.viewAll || access.modifyAll || this.#context().seesAll(user) ? [] : rules;
  }

  /** The rules whose filter the record does not meet. */
  #restrictedBy(
    rules: readonly RestrictionRule[],
    user: UserContext,
    object: SObjectDef,
    id: string,
  ): readonly RestrictionRule[] {
    return rules.filter((rule) => {
      const condition = restrictionClause(this.#restriction(), [rule], user, object, 't');
      const text = `SELECT 1 AS found FROM ${quoteName(object.name)} t WHERE t."Id" = ?${condition ? ` AND ${condition.sql}` : ''}`;
      return this.#parts.store.get(text, id, ...(condition?.params ?? [])) === undefined;
    });
  }

  #rulesOf(object: SObjectDef): readonly SharingRule[] {
    return this.#sharing().rules.get(object.name.toLowerCase()) ?? [];
  }

  #sharing(): SharingDefinitions {
    this.#definitions ??= readSharingDefinitions(this.#parts.definitions?.() ?? []);
    return this.#definitions;
  }

  #rightsFor(user: UserContext): Rights {
    const known = this.#rightsOf.get(user);
    if (known) return known;
    const sets = user.rightsFrom ?? user.permissionSetIds;
    const key = sets.join();
    let rights = this.#rights.get(key);
    if (!rights) {
      rights = loadRights(this.#parts.store, sets);
      this.#rights.set(key, rights);
    }
    this.#rightsOf.set(user, rights);
    return rights;
  }

  #storedEpoch(): number {
    return Number(readSetting(this.#parts.store, EPOCH) ?? 0);
  }

  /** Another worker may have changed rights or rules: what was read before is forgotten. */
  #refresh(): void {
    const epoch = this.#storedEpoch();
    if (epoch === this.#knownEpoch) return;
    this.#knownEpoch = epoch;
    this.#rights.clear();
    this.#rowFinding.forget();
    this.#definitions = undefined;
  }

  #bumpEpoch(): void {
    writeSetting(this.#parts.store, EPOCH, String(this.#storedEpoch() + 1));
    this.#refresh();
  }
}

function idsOf(records: readonly SObjectRecord[]): readonly string[] {
  return records.flatMap((record) => (typeof record.values['Id'] === 'string' ? [record.values['Id']] : []));
}

function ownerChanges(
  before: readonly SObjectRecord[] | null,
  after: readonly SObjectRecord[] | null,
): readonly SObjectRecord[] {
  if (!before || !after) return [];
  const owners = new Map(before.map((record) => [record.values['Id'], record.values['OwnerId']]));
  return after.filter(
    (record) => record.values['OwnerId'] !== undefined && owners.get(record.values['Id']) !== record.values['OwnerId'],
  );
}
