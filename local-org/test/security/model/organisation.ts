// What a generated organisation consists of, in names: neither the model nor the generator knows an id of the org.

/** Objects of the organisation whose records are compared. */
export const OBJECTS = [
  'Account',
  'Contact',
  'Opportunity',
  'Case',
  'Contract',
  'Asset',
  'Vault__c',
  'Notice__c',
  'Board__c',
  'Part__c',
  'Slip__c',
] as const;
export type ObjectName = (typeof OBJECTS)[number];

/** Objects with rules, owners and shares of their own in every organisation. */
export const RULED = ['Account', 'Opportunity', 'Case', 'Vault__c', 'Notice__c'] as const;

export type Level = 'Read' | 'Edit';
export type ChildLevel = 'None' | Level;
export type Default = 'Private' | 'Read' | 'ReadWrite' | 'ControlledByParent';

export interface Role {
  readonly name: string;
  readonly parent: string | null;
  /** What the owner of an account may do with what hangs on it. */
  readonly children: ChildLevels;
}

export interface ChildLevels {
  readonly Opportunity: ChildLevel;
  readonly Case: ChildLevel;
  readonly Contact: ChildLevel;
}

/** From the top. */
export const PORTAL_ROLES = ['Executive', 'Manager', 'Worker'] as const;
export type PortalRole = (typeof PORTAL_ROLES)[number];

export type UserKind = 'internal' | 'partner' | 'customer' | 'guest';

export interface User {
  readonly name: string;
  readonly kind: UserKind;
  readonly role: string | null;
  /** The role held when records were made. */
  readonly roleBefore?: string;
  /** Contact of portal users. */
  readonly contact?: string;
  /** Of partners: where they stand among the users of their account. */
  readonly portalRole?: PortalRole;
  /** Partners who see what others in their role and below own. */
  readonly superUser?: boolean;
  /** Bound by the restriction rules. */
  readonly restricted?: boolean;
  readonly allData?: 'View' | 'Modify';
  /** View All or Modify All on objects. */
  readonly allOf?: Readonly<Partial<Record<ObjectName, 'View' | 'Modify'>>>;
}

export type Audience =
  | { readonly kind: 'user'; readonly name: string }
  | { readonly kind: 'role' | 'roleAndSubordinates' | 'roleAndSubordinatesInternal'; readonly name: string }
  | { readonly kind: 'group' | 'queue'; readonly name: string }
  | { readonly kind: 'allInternalUsers' };

export interface Group {
  readonly name: string;
  readonly kind: 'Regular' | 'Queue';
  /** "Grant Access Using Hierarchies". */
  readonly bosses: boolean;
  readonly members: readonly Audience[];
  /** Taken out again after the records were made. */
  readonly membersBefore: readonly Audience[];
}

export interface Rule {
  readonly name: string;
  readonly object: ObjectName;
  readonly level: Level;
  readonly from:
    { readonly owners: Audience } | { readonly kinds: readonly string[]; readonly recordsOwnedByAll: boolean };
  readonly to: Audience;
  readonly children?: ChildLevels;
}

export interface GuestRule {
  readonly name: string;
  readonly object: ObjectName;
  readonly kind: string;
  readonly ownedByCustomers: boolean;
}

export interface Mapping {
  readonly object: ObjectName;
  /** A lookup of the record, or `self`. */
  readonly record: 'self' | 'account' | 'contact';
  readonly user: 'Account' | 'Contact' | 'Contact.RelatedAccount';
  readonly level: Level;
}

export interface SharingSet {
  readonly name: string;
  readonly kind: 'customer' | 'partner';
  readonly mappings: readonly Mapping[];
}

export interface RecordPlan {
  readonly name: string;
  readonly object: ObjectName;
  /** User or queue; absent where a master decides. */
  readonly owner?: string;
  /** The owner before the owner changed. */
  readonly ownerBefore?: string;
  readonly kind: string;
  readonly kindBefore?: string;
  readonly account?: string;
  readonly contact?: string;
  readonly master?: string;
}

/** A manual share; it is made before owners change, and a change of the owner takes it away. */
export interface Share {
  readonly record: string;
  readonly object: ObjectName;
  readonly to: Audience;
  readonly level: Level;
  readonly children?: Pick<ChildLevels, 'Opportunity' | 'Case'>;
}

/** On the team of an account, opportunity or case. */
export interface TeamMember {
  readonly record: string;
  readonly object: 'Account' | 'Opportunity' | 'Case';
  readonly user: string;
  readonly level: Level;
  /** The level before it was changed. */
  readonly levelBefore?: Level;
  /** Taken off the team again. */
  readonly removed?: boolean;
  /** Members of account teams. */
  readonly children?: ChildLevels;
}

/** Of what sharing gives users bound by it, only records of these kinds stay. */
export interface Restriction {
  readonly object: ObjectName;
  readonly kind: string;
}

export interface Relation {
  readonly account: string;
  readonly contact: string;
  readonly active: boolean;
}

export interface Organisation {
  readonly seed: number;
  readonly internal: Readonly<Record<ObjectName, Default>>;
  readonly external: Readonly<Record<ObjectName, Default>>;
  readonly roles: readonly Role[];
  readonly users: readonly User[];
  readonly groups: readonly Group[];
  readonly rules: readonly Rule[];
  readonly guestRules: readonly GuestRule[];
  readonly sets: readonly SharingSet[];
  readonly records: readonly RecordPlan[];
  readonly shares: readonly Share[];
  readonly team: readonly TeamMember[];
  /** Members of the share group of the customers' sharing set. */
  readonly shareGroup: readonly Audience[];
  readonly restrictions: readonly Restriction[];
  /** How many roles partner accounts have. */
  readonly partnerRoles: 1 | 2 | 3;
  readonly relations: readonly Relation[];
}

/** Master objects of details; whether reading the master is enough to edit the detail. */
export const MASTERS: Readonly<
  Partial<Record<ObjectName, { readonly field: string; readonly readIsEnough: boolean }>>
> = {
  Part__c: { field: 'Vault__c', readIsEnough: false },
  Slip__c: { field: 'Notice__c', readIsEnough: true },
};

/** What a kind of user may do with an object, by licence and permission set. */
export function rightsOf(kind: UserKind, object: ObjectName): { readonly read: boolean; readonly edit: boolean } {
  if (kind === 'internal') return { read: true, edit: true };
  if (kind === 'partner') return { read: true, edit: object !== 'Contract' };
  if (kind === 'guest')
    return { read: ['Vault__c', 'Notice__c', 'Board__c', 'Part__c', 'Slip__c', 'Case'].includes(object), edit: false };
  return { read: object !== 'Opportunity' && object !== 'Contract', edit: object.endsWith('__c') || object === 'Case' };
}
