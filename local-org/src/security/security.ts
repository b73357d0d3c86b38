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
import { conditionOf, grantsOf, type GrantContext, type Level } from './grants.ts';
import { allOf } from './clause.ts';
import { Membership } from './membership.ts';
import { assignPortalRoles, movePortalRoles } from './portal-roles.ts';
import { fieldAccessOf, loadRights, objectAccessOf, type Rights } from './rights.ts';
import { readSharingDefinitions, type SharingDefinitions, type SharingRule } from './rule-definitions.ts';
import { recordLevels } from './record-levels.ts';
import { restrictionClause, rulesFor, type RestrictionContext, type RestrictionRule } from './restriction-rules.ts';
import { RowFinding } from './row-finding.ts';
import { recalculateRules } from './rule-shares.ts';
import { shareTableOf } from './share-tables.ts';
import { loadUserContext } from './user-context.ts';

/** What the security engine is made of. */
export interface SecurityParts {
  readonly store: Store;
  schema(): OrgSchema;
  readonly clock: Clock;
  /** The deployed components; SharingRules, SharingSet and RestrictionRule are read from them. Absent: no rules. */
  readonly definitions?: () => Iterable<DefinitionComponent>;
}

/** One reason why a user may or may not have access to a record. */
export interface AccessReason {
  readonly level: Level;
  /**
   * `owner`, `roleHierarchy`, `share`, `implicitParent`, `controlledByParent`, `viewAll`, `organisation-wide default Read` …; alone and
   * without access: `restrictionRule`, the rule that takes away what sharing would give.
   */
  readonly reason: string;
  readonly detail: string;
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
  /** Changes whenever rights, roles, groups or rules did (as seen when a user was last resolved): caches key on it. */
  epoch(): number;
}

const EPOCH = 'security.epoch';
/** Writing these changes what users may do. */
const RIGHTS_OBJECTS = new Set(
  'permissionset permissionsetassignment permissionsetgroup permissionsetgroupcomponent objectpermissions fieldpermissions setupentityaccess profile custompermission'.split(
    ' ',
  ),
);
const GROUP_OBJECTS = new Set(['group', 'groupmember', 'userrole']);

/** Rights and sharing of one org. Rows it keeps itself: role and rule groups, flat membership, rule share rows, portal roles. */
export function createSecurity(parts: SecurityParts): FullSecurity {
  return new OrgSecurity(parts);
}

class OrgSecurity implements FullSecurity {
  readonly #parts: SecurityParts;
  readonly #membership: Membership;
  readonly #rowFinding: RowFinding;
  readonly #rights = new Map<string, Rights>();
  readonly #rightsOf = new WeakMap<UserContext, Rights>();
  #definitions: SharingDefinitions | undefined;
  #knownEpoch = -1;

  constructor(parts: SecurityParts) {
    this.#parts = parts;
    this.#membership = new Membership(parts.store, parts.clock);
    this.#rowFinding = new RowFinding(parts.store);
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
  ): ReturnType<Security['sharingCondition']> {
    const object = this.#object(objectName);
    const shared =
      rows === 'few'
        ? conditionOf(grantsOf(this.#context(), user, object, alias, level))
        : this.#rowFinding.condition(this.#context(), user, object, alias, level, rows);
    const restricted = restrictionClause(this.#restriction(), this.#restrictionsOf(user, object), user, object, alias);
    return shared && restricted ? allOf([shared, restricted]) : (shared ?? restricted);
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
    const reasons: AccessReason[] = [];
    for (const level of ['read', 'edit'] as const) {
      if (!access[level]) continue;
      const grants = grantsOf(this.#context(), user, object, 't', level);
      const exists = this.#parts.store.get(`SELECT 1 AS found FROM ${quoteName(object.name)} t WHERE t."Id" = ?`, id);
      if (!exists) continue;
      if (grants.all !== undefined) reasons.push({ level, reason: grants.all, detail: object.name });
      else {
        for (const { reason, detail, condition } of grants.grants) {
          const text = `SELECT 1 AS found FROM ${quoteName(object.name)} t WHERE t."Id" = ? AND ${condition.sql}`;
          if (this.#parts.store.get(text, id, ...condition.params)) reasons.push({ level, reason, detail });
        }
      }
    }
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
      if (object.virtual !== true && shareTableOf(schema, object.name)) this.#recalculate(object, null);
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
  }

  #afterUsers(before: readonly SObjectRecord[] | null, after: readonly SObjectRecord[] | null): void {
    const users = after ?? [];
    const madeRole = assignPortalRoles(this.#parts.store, this.#parts.clock, this.#parts.schema(), users);
    const moved =
      before !== null &&
      users.some((user, index) => {
        const old = before[index]?.values;
        return old?.['UserRoleId'] !== user.values['UserRoleId'] || old?.['UserType'] !== user.values['UserType'];
      });
    if (madeRole || moved) this.#rebuildMembership();
    else if (before === null) for (const id of idsOf(users)) this.#membership.addUser(id);
    this.#bumpEpoch();
  }

  /** Owner rules depend on who is in which group, so their rows are made anew. */
  #rebuildMembership(): void {
    this.#membership.rebuild(this.#parts.schema());
    for (const name of this.#sharing().rules.keys()) {
      const object = this.#parts.schema().object(name);
      if (object) this.#recalculate(object, null);
    }
    this.#bumpEpoch();
  }

  #recalculate(object: SObjectDef, ids: readonly string[] | null): void {
    const { store, clock } = this.#parts;
    recalculateRules(
      { store, clock, schema: this.#parts.schema(), membership: this.#membership },
      object,
      this.#rulesOf(object),
      ids,
    );
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
