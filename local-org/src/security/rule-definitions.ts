/**
 * Sharing rules, sharing sets and restriction rules as deployed.
 * Source: Metadata API Developer Guide, SharingRules, SharedTo, SharingSet.
 */
import { Unsupported } from '../engine/errors.ts';
import { childrenOf, flagOf, textOf, type DefinitionComponent, type DefinitionNode } from '../schema/index.ts';
import { readRestrictionRule, type RestrictionRule } from './restriction-rules.ts';

export interface CriteriaItem {
  readonly field: string;
  readonly operation: string;
  readonly value: string;
}

/** Whom a rule names: a role's groups, a public group, a queue, everybody inside, or a site's guest user. */
export interface Sharee {
  /** As Group.Type, or `GuestUser`. */
  readonly type: string;
  /** Developer name of the role or group, or the site's name of a guest user. */
  readonly name: string;
}

export interface SharingRule {
  readonly name: string;
  readonly kind: 'criteria' | 'owner' | 'guest';
  readonly accessLevel: 'Read' | 'Edit';
  readonly sharedTo: Sharee;
  readonly sharedFrom?: Sharee;
  readonly criteria: readonly CriteriaItem[];
  readonly booleanFilter?: string;
  /** Also records of owners who cannot have a role (high-volume and system users). */
  readonly includeOwnedByAll: boolean;
  /** Account rules: what the rule gives on children of the account. */
  readonly childLevels: Readonly<Record<'Case' | 'Contact' | 'Opportunity', string>>;
}

export interface SharingSetMapping {
  readonly set: string;
  /** Profile names, lower case. */
  readonly profiles: ReadonlySet<string>;
  readonly object: string;
  readonly objectField: string;
  readonly userField: string;
  readonly accessLevel: 'Read' | 'Edit';
}

export interface SharingDefinitions {
  /** By object name in lower case. */
  readonly rules: ReadonlyMap<string, readonly SharingRule[]>;
  readonly sets: readonly SharingSetMapping[];
  /** The active ones. */
  readonly restrictions: readonly RestrictionRule[];
}

const RULE_KINDS = {
  sharingCriteriaRules: 'criteria',
  sharingOwnerRules: 'owner',
  sharingGuestRules: 'guest',
} as const;
const SINGLE_RULES: Readonly<Record<string, SharingRule['kind']>> = {
  SharingCriteriaRule: 'criteria',
  SharingOwnerRule: 'owner',
  SharingGuestRule: 'guest',
};
const SHAREE_TYPES: Readonly<Record<string, string>> = {
  role: 'Role',
  roleAndSubordinates: 'RoleAndSubordinates',
  roleAndSubordinatesInternal: 'RoleAndSubordinatesInternal',
  group: 'Regular',
  queue: 'Queue',
  guestUser: 'GuestUser',
  allInternalUsers: 'Organization',
  allPartnerUsers: 'PRMOrganization',
  allCustomerPortalUsers: 'AllCustomerPortal',
};

/** Reads sharing rules, sharing sets and restriction rules from the deployed components. Throws Unsupported for kinds of sharees and rules the local org lacks. */
export function readSharingDefinitions(components: Iterable<DefinitionComponent>): SharingDefinitions {
  const rules = new Map<string, SharingRule[]>();
  const sets: SharingSetMapping[] = [];
  const restrictions: RestrictionRule[] = [];
  const add = (objectName: string, rule: SharingRule): void => {
    const list = rules.get(objectName.toLowerCase()) ?? [];
    list.push(rule);
    rules.set(objectName.toLowerCase(), list);
  };
  for (const { type, fullName, node } of components) {
    const single = SINGLE_RULES[type];
    if (single) add(fullName.split('.')[0] ?? '', readRule(node, single, fullName));
    else if (type === 'SharingRules') {
      for (const [element, kind] of Object.entries(RULE_KINDS)) {
        for (const rule of childrenOf(node, element)) add(fullName, readRule(rule, kind, fullName));
      }
      if (childrenOf(node, 'sharingTerritoryRules').length > 0)
        throw new Unsupported('SharingRules.sharingTerritoryRules');
    } else if (type === 'SharingSet') sets.push(...readSet(node, fullName));
    else if (type === 'RestrictionRule') {
      const restriction = readRestrictionRule(node, fullName);
      if (restriction) restrictions.push(restriction);
    }
  }
  return { rules, sets, restrictions };
}

function readRule(node: DefinitionNode, kind: SharingRule['kind'], fallbackName: string): SharingRule {
  const settings = childrenOf(node, 'accountSettings')[0];
  const level = (name: string): string => (settings ? (textOf(settings, name) ?? 'None') : 'None');
  const from = childrenOf(node, 'sharedFrom')[0];
  const booleanFilter = textOf(node, 'booleanFilter');
  return {
    name: textOf(node, 'fullName') ?? fallbackName,
    kind,
    accessLevel: textOf(node, 'accessLevel') === 'Edit' ? 'Edit' : 'Read',
    sharedTo: readSharee(childrenOf(node, 'sharedTo')[0]),
    ...(from && { sharedFrom: readSharee(from) }),
    criteria: childrenOf(node, 'criteriaItems').map((item) => ({
      field: textOf(item, 'field') ?? '',
      operation: textOf(item, 'operation') ?? 'equals',
      value: textOf(item, 'value') ?? '',
    })),
    ...(booleanFilter !== undefined && { booleanFilter }),
    includeOwnedByAll:
      kind === 'guest' ? flagOf(node, 'includeHVUOwnedRecords') : flagOf(node, 'includeRecordsOwnedByAll', true),
    childLevels: {
      Case: level('caseAccessLevel'),
      Contact: level('contactAccessLevel'),
      Opportunity: level('opportunityAccessLevel'),
    },
  };
}

function readSharee(node: DefinitionNode | undefined): Sharee {
  const target = node?.children[0];
  const type = target && SHAREE_TYPES[target.name];
  if (!target || type === undefined) throw new Unsupported(`SharedTo.${target?.name ?? 'empty'}`);
  return { type, name: target.text };
}

function readSet(node: DefinitionNode, set: string): readonly SharingSetMapping[] {
  const profiles = new Set(childrenOf(node, 'profiles').map((profile) => profile.text.toLowerCase()));
  return childrenOf(node, 'accessMappings').map((mapping) => ({
    set,
    profiles,
    object: textOf(mapping, 'object') ?? '',
    objectField: textOf(mapping, 'objectField') ?? '',
    userField: textOf(mapping, 'userField') ?? '',
    accessLevel: textOf(mapping, 'accessLevel') === 'Edit' ? 'Edit' : 'Read',
  }));
}
