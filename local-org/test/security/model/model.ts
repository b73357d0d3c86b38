/**
 * Who may see and edit what, worked out anew from the documentation of the platform, over plain lists and with no regard to speed.
 * It shares nothing with the org under test. Sources, by the short names used below:
 * - Under the Hood: "Record-Level Access: Under the Hood" (owner, explicit, group membership, inherited and implicit grants).
 * - Implicit: Designing Record Access for Enterprise Scale, "Implicit Sharing"; Salesforce Help, "Implicit Sharing".
 * - Rules: Metadata API Developer Guide, SharingRules (SharingOwnerRule, SharingCriteriaRule, SharingGuestRule), SharedTo.
 * - Sets: Metadata API Developer Guide, SharingSet; Spring '19 notes, "Use Sharing Sets with Contacts with Multiple Accounts".
 * - High volume: Salesforce Help, "About High-Volume Community or Site Users".
 * - Groups: Salesforce Help, "Create and Edit Public Groups", note on account owners and high-volume users.
 * - Share group: Salesforce Help, "Use Share Groups to Share Records Owned by High-Volume Experience Cloud Site Users"; Implicit, HVPU.
 * - Partners: Salesforce Help, "Partner User Roles", "Grant Super User Access to Partner Users".
 * - Restriction: Restriction Rules Developer Guide, "Considerations".
 * - Shares: Object Reference, AccountShare and its like: rows of cause Manual go when the owner changes.
 */
import type { Audience, ChildLevel, Level, ObjectName, Organisation, RecordPlan, Role, User } from './organisation.ts';
import { MASTERS, PORTAL_ROLES, rightsOf } from './organisation.ts';

/** Why somebody gets at a record. */
export const REASONS = [
  'viewAllData',
  'modifyAllData',
  'viewAll',
  'modifyAll',
  'default',
  'owner',
  'hierarchy',
  'queue',
  'ownerRule',
  'criteriaRule',
  'guestRule',
  'manualShare',
  'team',
  'setByAccount',
  'setByContact',
  'setByRelation',
  'shareGroup',
  'superUser',
  'portal',
  'parent',
  'implicitParent',
  'implicitChild',
] as const;
export type Reason = (typeof REASONS)[number];

export interface Grant {
  readonly reason: Reason;
  readonly level: Level;
}

export interface Answer {
  readonly read: boolean;
  readonly edit: boolean;
  readonly grants: readonly Grant[];
  /** A restriction rule binds the user on the object; `grants` then say what sharing alone would give. */
  readonly restriction?: 'meets' | 'hides';
}

/** Children whose access opens the account for reading (Implicit, "Parent"). */
const OPENING_CHILDREN: readonly ObjectName[] = ['Opportunity', 'Case', 'Contact'];
/** Grants that are kept as sharing of the child and so open its account; a default or View All is none (Implicit). */
const KEPT: readonly Reason[] = [
  'owner',
  'hierarchy',
  'queue',
  'ownerRule',
  'criteriaRule',
  'manualShare',
  'team',
  'shareGroup',
  'superUser',
];
/** Partners, "Super User": beside custom objects. */
const SUPER_USER_OBJECTS: readonly ObjectName[] = ['Case', 'Opportunity'];

/** The model of one organisation. */
export class SharingModel {
  readonly #org: Organisation;
  readonly #users: ReadonlyMap<string, User>;
  readonly #records: ReadonlyMap<string, RecordPlan>;
  readonly #roles: ReadonlyMap<string, Role>;
  readonly #children: ReadonlyMap<string, readonly RecordPlan[]>;
  readonly #audiences = new Map<string, ReadonlySet<string>>();
  readonly #grants = new Map<string, readonly Grant[]>();

  constructor(org: Organisation) {
    this.#org = org;
    this.#users = new Map(org.users.map((user) => [user.name, user]));
    this.#records = new Map(org.records.map((record) => [record.name, record]));
    this.#roles = new Map(org.roles.map((role) => [role.name, role]));
    this.#children = Map.groupBy(
      org.records.filter(({ object }) => OPENING_CHILDREN.includes(object)),
      ({ account }) => account ?? '',
    );
  }

  /** What a user may do with a record, and why. */
  answer(user: User, record: RecordPlan): Answer {
    const rights = rightsOf(user.kind, record.object);
    const grants = rights.read ? this.#all(user, record) : [];
    const read = grants.length > 0;
    const edit = rights.edit && grants.some(({ level }) => level === 'Edit');
    const rules = this.#org.restrictions.filter(({ object }) => object === record.object);
    if (user.restricted !== true || rules.length === 0) return { read, edit, grants };
    const hides = rules.some(({ kind }) => kind !== record.kind);
    return { read: read && !hides, edit: edit && !hides, grants, restriction: hides ? 'hides' : 'meets' };
  }

  #all(user: User, record: RecordPlan): readonly Grant[] {
    const key = `${user.name} ${record.name}`;
    const known = this.#grants.get(key);
    if (known !== undefined) return known;
    const found = [
      ...permissionGrants(user, record.object),
      ...(user.kind === 'guest' ? this.#guest(record) : this.#shared(user, record)),
      ...this.#parent(user, record),
    ];
    this.#grants.set(key, found);
    return found;
  }

  #shared(user: User, record: RecordPlan): readonly Grant[] {
    return [
      ...this.#byDefault(user, record.object),
      ...this.#direct(user, record),
      ...this.#bySet(user, record),
      ...this.#byPortal(user, record),
      ...this.#implicitChild(user, record),
      ...this.#implicitParent(user, record),
    ];
  }

  /** Organisation-wide defaults: external users have their own. */
  #byDefault(user: User, object: ObjectName): readonly Grant[] {
    const value = (user.kind === 'internal' ? this.#org.internal : this.#org.external)[object];
    if (value === 'Read') return [{ reason: 'default', level: 'Read' }];
    return value === 'ReadWrite' ? [{ reason: 'default', level: 'Edit' }] : [];
  }

  /** Owner, those above, queues, rules, shares and teams (Under the Hood: explicit, membership and inherited grants). */
  #direct(user: User, record: RecordPlan): readonly Grant[] {
    // A record controlled by its parent has no sharing of its own; a contact without account is its owner's alone.
    const controlled = this.#org.internal[record.object] === 'ControlledByParent';
    if (controlled && (record.object !== 'Contact' || record.account !== undefined)) return [];
    return [
      ...this.#byOwner(user, record),
      ...(controlled
        ? []
        : [
            ...this.#byShareGroup(user, record),
            ...this.#bySuperUser(user, record),
            ...this.#byRules(user, record),
            ...this.#byShares(user, record),
            ...this.#byTeam(user, record),
          ]),
    ];
  }

  /** Share group: its members get at all that the customers own, partners among them only at what users of their account own. */
  #byShareGroup(user: User, record: RecordPlan): readonly Grant[] {
    const owner = this.#users.get(record.owner ?? '');
    if (owner?.kind !== 'customer') return [];
    if (!this.#org.shareGroup.some((member) => this.#reach(member).has(user.name))) return [];
    return user.kind === 'internal' || this.#accountOf(user) === this.#accountOf(owner)
      ? [{ reason: 'shareGroup', level: 'Edit' }]
      : [];
  }

  #bySuperUser(user: User, { object, owner = '' }: RecordPlan): readonly Grant[] {
    if (user.superUser !== true || !(object.endsWith('__c') || SUPER_USER_OBJECTS.includes(object))) return [];
    const other = this.#users.get(owner);
    const under = other?.kind === 'partner' && this.#accountOf(other) === this.#accountOf(user);
    return under && rankOf(other) >= rankOf(user) ? [{ reason: 'superUser', level: 'Edit' }] : [];
  }

  #accountOf({ contact = '' }: User): string | undefined {
    return this.#records.get(contact)?.account;
  }

  #byOwner(user: User, { object, owner = '' }: RecordPlan): readonly Grant[] {
    if (owner === user.name) return [{ reason: 'owner', level: 'Edit' }];
    // Salesforce Help, "Contacts": one without account is private, for its owner and administrators alone.
    if (this.#org.internal[object] === 'ControlledByParent') return [];
    const person = this.#users.get(owner);
    if (person) return this.#bossesOf(person).has(user.name) ? [{ reason: 'hierarchy', level: 'Edit' }] : [];
    return this.#reach({ kind: 'queue', name: owner }).has(user.name) ? [{ reason: 'queue', level: 'Edit' }] : [];
  }

  #byRules(user: User, record: RecordPlan): readonly Grant[] {
    return this.#org.rules
      .filter((rule) => rule.object === record.object && this.#reach(rule.to).has(user.name))
      .flatMap((rule): Grant[] => {
        if (!this.#ruleTakes(rule, record)) return [];
        return [{ reason: 'owners' in rule.from ? 'ownerRule' : 'criteriaRule', level: rule.level }];
      });
  }

  #ruleTakes(rule: Organisation['rules'][number], record: RecordPlan): boolean {
    const owner = this.#users.get(record.owner ?? '');
    if ('owners' in rule.from) {
      const { owners } = rule.from;
      if (owners.kind === 'queue') return record.owner === owners.name;
      return owner !== undefined && this.#members(owners).has(owner.name);
    }
    if (!rule.from.kinds.includes(record.kind)) return false;
    // Rules: without the flag, records of users who cannot have a role (high-volume and system users) are left out.
    return rule.from.recordsOwnedByAll || owner === undefined || owner.kind !== 'customer';
  }

  #byShares(user: User, record: RecordPlan): readonly Grant[] {
    if (record.ownerBefore !== undefined) return [];
    return this.#org.shares
      .filter((share) => share.record === record.name && this.#reach(share.to).has(user.name))
      .map(({ level }): Grant => ({ reason: 'manualShare', level }));
  }

  #byTeam(user: User, record: RecordPlan): readonly Grant[] {
    return this.#org.team
      .filter((one) => one.record === record.name && one.removed !== true)
      .filter((one) => this.#reach({ kind: 'user', name: one.user }).has(user.name))
      .map(({ level }): Grant => ({ reason: 'team', level }));
  }

  /** Rules, "SharingGuestRule": a guest gets at nothing else, whatever the default says. */
  #guest(record: RecordPlan): readonly Grant[] {
    const owner = this.#users.get(record.owner ?? '');
    return this.#org.guestRules
      .filter(
        (rule) =>
          rule.object === record.object &&
          rule.kind === record.kind &&
          (rule.ownedByCustomers || owner?.kind !== 'customer'),
      )
      .map((): Grant => ({ reason: 'guestRule', level: 'Read' }));
  }

  #bySet(user: User, record: RecordPlan): readonly Grant[] {
    const contact = this.#records.get(user.contact ?? '');
    if (!contact) return [];
    const related = this.#org.relations
      .filter((one) => one.contact === contact.name && one.active)
      .map((one) => one.account);
    const own = {
      Account: [contact.account],
      Contact: [contact.name],
      'Contact.RelatedAccount': [contact.account, ...related],
    };
    return this.#org.sets
      .filter((set) => set.kind === user.kind)
      .flatMap((set) => set.mappings)
      .filter((mapping) => {
        if (mapping.object !== record.object) return false;
        const value = mapping.record === 'self' ? record.name : record[mapping.record];
        return value !== undefined && own[mapping.user].includes(value);
      })
      .map(({ level, user: path }): Grant => ({ reason: SET_REASONS[path], level }));
  }

  /** Implicit, "Experience Cloud Site": the own account and its contacts; for high-volume users account and own contact. */
  #byPortal(user: User, record: RecordPlan): readonly Grant[] {
    const contact = this.#records.get(user.contact ?? '');
    if (!contact) return [];
    const given =
      (record.object === 'Account' && record.name === contact.account) ||
      (record.object === 'Contact' &&
        (record.name === contact.name || (user.kind === 'partner' && record.account === contact.account))) ||
      (record.object === 'Case' && record.contact === contact.name);
    return given ? [{ reason: 'portal', level: 'Read' }] : [];
  }

  /** Controlled by parent: the account, or the master of a detail, decides. */
  #parent(user: User, record: RecordPlan): readonly Grant[] {
    if (this.#org.internal[record.object] !== 'ControlledByParent') return [];
    const above = this.#records.get(record.master ?? record.account ?? '');
    if (!above) return [];
    const grants = this.#all(user, above);
    if (grants.length === 0) return [];
    const edit = grants.some(({ level }) => level === 'Edit') || MASTERS[record.object]?.readIsEnough === true;
    return [{ reason: 'parent', level: edit ? 'Edit' : 'Read' }];
  }

  /** Implicit, "Child": what the owner of the account, and whom the account is shared with, may do with its children. */
  #implicitChild(user: User, record: RecordPlan): readonly Grant[] {
    const { object } = record;
    if (object !== 'Opportunity' && object !== 'Case' && object !== 'Contact') return [];
    if (this.#org.internal[object] === 'ControlledByParent') return [];
    const account = this.#records.get(record.account ?? '');
    // Groups: what high-volume users own is for the members of their share group.
    if (!account || user.kind === 'customer' || this.#users.get(record.owner ?? '')?.kind === 'customer') return [];
    const levels: ChildLevel[] = [];
    for (const one of this.#org.team)
      if (one.record === account.name && one.children && one.removed !== true)
        if (this.#reach({ kind: 'user', name: one.user }).has(user.name)) levels.push(one.children[object]);
    const owner = this.#users.get(account.owner ?? '');
    if (owner && (owner.name === user.name || this.#bossesOf(owner).has(user.name)))
      levels.push(this.#roles.get(owner.role ?? '')?.children[object] ?? 'None');
    for (const rule of this.#org.rules)
      if (
        rule.children &&
        rule.object === 'Account' &&
        this.#reach(rule.to).has(user.name) &&
        this.#ruleTakes(rule, account)
      )
        levels.push(rule.children[object]);
    if (object !== 'Contact' && account.ownerBefore === undefined)
      for (const share of this.#org.shares)
        if (share.record === account.name && share.children && this.#reach(share.to).has(user.name))
          levels.push(share.children[object]);
    return levels.filter((level) => level !== 'None').map((level): Grant => ({ reason: 'implicitChild', level }));
  }

  #implicitParent(user: User, record: RecordPlan): readonly Grant[] {
    // High-volume users have no share rows, and so none of their parents'.
    if (record.object !== 'Account' || user.kind === 'customer') return [];
    const opened = (this.#children.get(record.name) ?? []).some(
      (child) =>
        this.#org.internal[child.object] !== 'ControlledByParent' &&
        this.#direct(user, child).some(({ reason }) => KEPT.includes(reason)),
    );
    return opened ? [{ reason: 'implicitParent', level: 'Read' }] : [];
  }

  /** Whom a share with this audience reaches: its members and, save for groups that say no, those above them. */
  #reach(audience: Audience): ReadonlySet<string> {
    const key = `reach ${JSON.stringify(audience)}`;
    const known = this.#audiences.get(key);
    if (known) return known;
    const reached = new Set(this.#members(audience));
    const group = audience.kind === 'group' ? this.#group(audience.name) : undefined;
    if (group?.bosses !== false && audience.kind !== 'allInternalUsers')
      for (const name of [...reached]) {
        const member = this.#users.get(name);
        if (member) for (const boss of this.#bossesOf(member)) reached.add(boss);
      }
    this.#audiences.set(key, reached);
    return reached;
  }

  #members(audience: Audience): ReadonlySet<string> {
    if (audience.kind === 'user') return new Set([audience.name]);
    if (audience.kind === 'group' || audience.kind === 'queue')
      return new Set(this.#group(audience.name).members.flatMap((member) => [...this.#members(member)]));
    const inside = (user: User): boolean => {
      if (audience.kind === 'allInternalUsers') return user.kind === 'internal';
      if (audience.kind === 'role') return user.role === audience.name;
      // The roles of partners hang below the role of the account's owner (Rules: only "…Internal" leaves them out).
      if (user.kind === 'partner') {
        if (audience.kind === 'roleAndSubordinatesInternal') return false;
        const above = this.#roleAbovePartner(user);
        return above !== null && this.#upwards(above).includes(audience.name);
      }
      return user.role !== null && this.#upwards(user.role).includes(audience.name);
    };
    return new Set(this.#org.users.filter(inside).map(({ name }) => name));
  }

  #group(name: string): Organisation['groups'][number] {
    const group = this.#org.groups.find((one) => one.name === name);
    if (!group) throw new Error(`No group ${name}`);
    return group;
  }

  /** Users in a role above the user's. Who has no role has nobody above. */
  #bossesOf(user: User): ReadonlySet<string> {
    const key = `above ${user.name}`;
    const known = this.#audiences.get(key);
    if (known) return known;
    const above =
      user.kind === 'partner'
        ? this.#upwards(this.#roleAbovePartner(user))
        : user.role === null
          ? []
          : this.#upwards(user.role).slice(1);
    // Partners: the roles of an account stand below each other.
    const superiors = this.#org.users.filter(
      (other) =>
        (other.role !== null && above.includes(other.role)) ||
        (user.kind === 'partner' &&
          other.kind === 'partner' &&
          this.#accountOf(other) === this.#accountOf(user) &&
          rankOf(other) < rankOf(user)),
    );
    const found = new Set(superiors.map(({ name }) => name));
    this.#audiences.set(key, found);
    return found;
  }

  #roleAbovePartner(user: User): string | null {
    const account = this.#records.get(this.#records.get(user.contact ?? '')?.account ?? '');
    return this.#users.get(account?.owner ?? '')?.role ?? null;
  }

  #upwards(role: string | null): readonly string[] {
    if (role === null) return [];
    return [role, ...this.#upwards(this.#roles.get(role)?.parent ?? null)];
  }
}

const SET_REASONS = {
  Account: 'setByAccount',
  Contact: 'setByContact',
  'Contact.RelatedAccount': 'setByRelation',
} as const;

/** From 0 at the top. */
function rankOf({ portalRole = 'Worker' }: User): number {
  return PORTAL_ROLES.indexOf(portalRole);
}

/** View All and Modify All, on the object and on all data. */
function permissionGrants(user: User, object: ObjectName): readonly Grant[] {
  const grants: Grant[] = [];
  if (user.allData === 'View') grants.push({ reason: 'viewAllData', level: 'Read' });
  if (user.allData === 'Modify') grants.push({ reason: 'modifyAllData', level: 'Edit' });
  const own = user.allOf?.[object];
  if (own === 'View') grants.push({ reason: 'viewAll', level: 'Read' });
  if (own === 'Modify') grants.push({ reason: 'modifyAll', level: 'Edit' });
  return grants;
}
