// An organisation from a seed: small enough to be asked whole, and with every way to get at a record in it.
import type {
  Audience,
  ChildLevel,
  ChildLevels,
  Default,
  Group,
  GuestRule,
  Level,
  ObjectName,
  Organisation,
  RecordPlan,
  Relation,
  Role,
  Rule,
  Share,
  SharingSet,
  TeamMember,
  User,
} from './organisation.ts';
import { PORTAL_ROLES, RULED } from './organisation.ts';
import { chanceOf } from './random.ts';
import type { Chance } from './random.ts';

const KINDS = ['amber', 'birch', 'cedar', 'dune', 'ember', 'fjord'] as const;
const LEVELS: readonly Level[] = ['Read', 'Edit'];
const ROLE_COUNT = 9;
/** Contacts of the partners: three accounts, of which the first has a customer too. */
const PARTNER_CONTACTS = [1, 2, 3, 4, 5, 12, 13];
const names = (prefix: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);

/** The organisation of a seed. */
export function generate(seed: number): Organisation {
  const chance = chanceOf(seed);
  const internal = defaults(seed);
  const roles = makeRoles(chance, internal);
  const staff = makeStaff(chance, roles);
  const accounts = names('account', 44);
  const contacts = names('contact', 44);
  const partnerRoles = ([1, 3, 2] as const)[seed % 3] ?? 1;
  const ranks = PORTAL_ROLES.slice(-partnerRoles);
  const partners = names('partner', 7).map((name, index): User => ({
    name,
    kind: 'partner',
    role: null,
    contact: `contact${PARTNER_CONTACTS[index] ?? 0}`,
    // Counted through, so that every account has users above others.
    portalRole: ranks[Math.floor(index / 3) % ranks.length] ?? 'Worker',
    ...(index % 3 === 0 ? { superUser: true } : {}),
  }));
  const customers = names('customer', 6).map((name, index): User => ({
    name,
    kind: 'customer',
    role: null,
    contact: `contact${index + 6}`,
  }));
  const users: readonly User[] = [...staff, ...partners, ...customers, { name: 'guest', kind: 'guest', role: null }];
  const groups = makeGroups(chance, roles, staff);
  const records = makeRecords(chance, users, accounts, contacts);
  const ruled: readonly ObjectName[] = [
    ...RULED,
    ...(internal.Contact === 'Private' ? (['Contact'] as const) : []),
    ...(internal.Asset === 'Private' ? (['Asset'] as const) : []),
  ];
  return {
    seed,
    internal,
    external: {
      ...internal,
      Account: 'Private',
      Opportunity: 'Private',
      Case: 'Private',
      Notice__c: 'Private',
      Board__c: 'Read',
    },
    roles,
    users,
    groups,
    rules: ruled.flatMap((object) => makeRules(chance, object, internal, roles, groups)),
    guestRules: (['Vault__c', 'Notice__c'] as const).flatMap((object) =>
      [true, false].map((ownedByCustomers, index): GuestRule => ({
        name: `Guest_${object.slice(0, -3)}_${index}`,
        object,
        kind: KINDS[index] ?? '',
        ownedByCustomers,
      })),
    ),
    sets: makeSets(chance),
    records,
    shares: makeShares(chance, internal, records, staff, roles, groups),
    team: makeTeam(chance, internal, records, staff),
    shareGroup: [
      { kind: 'user', name: chance.pick(staff.slice(0, -4)).name },
      { kind: 'group', name: 'Without_Bosses' },
      { kind: 'role', name: chance.pick(roles.slice(4)).name },
      { kind: 'user', name: partners[0]?.name ?? '' },
    ],
    restrictions: [
      { object: 'Notice__c', kind: KINDS[0] },
      { object: 'Board__c', kind: KINDS[1] },
    ],
    partnerRoles,
    relations: makeRelations(chance, accounts, [...partners, ...customers]),
  };
}

/** Counted through, not left to chance: few seeds must meet every default. */
function defaults(seed: number): Readonly<Record<ObjectName, Default>> {
  return {
    Account: 'Private',
    Contact: seed % 2 === 0 ? 'ControlledByParent' : 'Private',
    Opportunity: seed % 4 === 3 ? 'Read' : 'Private',
    Case: seed % 5 === 4 ? 'Read' : 'Private',
    Contract: 'ControlledByParent',
    Asset: seed % 3 === 0 ? 'Private' : 'ControlledByParent',
    Vault__c: 'Private',
    Notice__c: 'Read',
    Board__c: 'ReadWrite',
    Part__c: 'ControlledByParent',
    Slip__c: 'ControlledByParent',
  };
}

/** A level that a role or a rule may give on children: never below the default of the organisation. */
function childLevels(chance: Chance, internal: Readonly<Record<ObjectName, Default>>): ChildLevels {
  const level = (object: 'Opportunity' | 'Case' | 'Contact'): ChildLevel =>
    internal[object] === 'Private' ? chance.pick(['None', 'Read', 'Edit']) : chance.pick(['Read', 'Edit']);
  return { Opportunity: level('Opportunity'), Case: level('Case'), Contact: level('Contact') };
}

function makeRoles(chance: Chance, internal: Readonly<Record<ObjectName, Default>>): readonly Role[] {
  const made: Role[] = [];
  for (const name of names('Role', ROLE_COUNT)) {
    // The first and the last stand alone, so that there are two trees.
    const parent = made.length === 0 || made.length === ROLE_COUNT - 1 ? null : chance.pick(made.slice(-4)).name;
    made.push({ name, parent, children: childLevels(chance, internal) });
  }
  return made;
}

function makeStaff(chance: Chance, roles: readonly Role[]): readonly User[] {
  const inRoles = roles.flatMap(({ name }, index): User[] => [
    { name: `staff${index}`, kind: 'internal', role: name },
    ...(index % 2 === 0
      ? [{ name: `helper${index}`, kind: 'internal', role: name, restricted: index % 4 === 0 } as const]
      : []),
  ]);
  const mover = roles.at(-2)?.name ?? '';
  return [
    ...inRoles,
    { name: 'mover', kind: 'internal', role: mover, roleBefore: chance.pick(roles.slice(1, 4)).name },
    { name: 'bound', kind: 'internal', role: mover, restricted: true },
    { name: 'confined', kind: 'internal', role: roles[1]?.name ?? null, restricted: true },
    { name: 'roleless', kind: 'internal', role: null },
    { name: 'auditor', kind: 'internal', role: null, allData: 'View' },
    { name: 'keeper', kind: 'internal', role: null, allData: 'Modify' },
    {
      name: 'reader',
      kind: 'internal',
      role: null,
      allOf: { Vault__c: 'View', Opportunity: 'View', Contact: 'View', Part__c: 'View' },
    },
    { name: 'writer', kind: 'internal', role: null, allOf: { Account: 'Modify', Case: 'Modify', Notice__c: 'Modify' } },
  ];
}

function makeGroups(chance: Chance, roles: readonly Role[], staff: readonly User[]): readonly Group[] {
  const person = (): Audience => ({ kind: 'user', name: chance.pick(staff.slice(0, -4)).name });
  const role = (kind: 'role' | 'roleAndSubordinatesInternal'): Audience => ({
    kind,
    name: chance.pick(roles.slice(2)).name,
  });
  const group = (name: string, bosses: boolean, members: readonly Audience[]): Group => ({
    name,
    kind: 'Regular',
    bosses,
    members,
    membersBefore: [{ kind: 'user', name: 'roleless' }],
  });
  return [
    group('With_Bosses', true, [person(), role('role')]),
    group('Without_Bosses', false, [person(), person()]),
    group('Branches', false, [role('roleAndSubordinatesInternal'), person()]),
    group('Outer', false, [{ kind: 'group', name: 'Without_Bosses' }, role('role')]),
    group('Outermost', false, [{ kind: 'group', name: 'Outer' }]),
    {
      name: 'First_Line',
      kind: 'Queue',
      bosses: true,
      members: [person(), person()],
      membersBefore: [{ kind: 'user', name: 'roleless' }],
    },
    { name: 'Second_Line', kind: 'Queue', bosses: true, members: [person(), role('role')], membersBefore: [] },
  ];
}

function makeRules(
  chance: Chance,
  object: ObjectName,
  internal: Readonly<Record<ObjectName, Default>>,
  roles: readonly Role[],
  groups: readonly Group[],
): readonly Rule[] {
  const regular = groups.filter(({ kind }) => kind === 'Regular');
  const to = (): Audience => {
    const kind = chance.pick([
      'role',
      'role',
      'roleAndSubordinates',
      'roleAndSubordinatesInternal',
      'group',
      'group',
    ] as const);
    return { kind, name: kind === 'group' ? chance.pick(regular).name : chance.pick(roles.slice(3)).name };
  };
  const owners = (): Audience => {
    const kind = chance.pick(['role', 'roleAndSubordinates', 'roleAndSubordinatesInternal', 'group', 'queue'] as const);
    if (kind === 'queue' && (object === 'Case' || object.endsWith('__c'))) return { kind, name: 'First_Line' };
    if (kind === 'group' || kind === 'queue') return { kind: 'group', name: chance.pick(regular).name };
    return { kind, name: chance.pick(roles.slice(3)).name };
  };
  // A rule never gives less than the default does.
  const level = (): Level => (internal[object] === 'Read' ? 'Edit' : chance.pick(LEVELS));
  const short = object.replace('__c', '');
  const rule = (name: string, from: Rule['from'], who = to()): Rule => ({
    name: `${short}_${name}`,
    object,
    level: level(),
    from,
    to: who,
    ...(object === 'Account' ? { children: childLevels(chance, internal) } : {}),
  });
  const again = to();
  return [
    // Two rules for the same grantee, of which the higher level counts.
    { ...rule('Twice_Edit', { kinds: [KINDS[0]], recordsOwnedByAll: true }, again), level: 'Edit' },
    ...(internal[object] === 'Read'
      ? []
      : [{ ...rule('Twice_Read', { kinds: [KINDS[0]], recordsOwnedByAll: true }, again), level: 'Read' } as const]),
    rule('All_Owners', { kinds: [KINDS[2]], recordsOwnedByAll: true }),
    rule('Owners_With_Roles', { kinds: [KINDS[3], KINDS[4]], recordsOwnedByAll: false }),
    rule('Of_Some', { owners: owners() }),
    rule('Of_Others', { owners: owners() }),
    ...(chance.hit(0.3)
      ? [rule('For_Staff', { kinds: [KINDS[5]], recordsOwnedByAll: true }, { kind: 'allInternalUsers' })]
      : []),
  ];
}

function makeSets(chance: Chance): readonly SharingSet[] {
  const byAccount = ['Account', 'Contact.RelatedAccount'] as const;
  return [
    {
      name: 'Customers',
      kind: 'customer',
      mappings: [
        { object: 'Account', record: 'self', user: 'Contact.RelatedAccount', level: 'Read' },
        chance.hit(0.7)
          ? { object: 'Vault__c', record: 'account', user: chance.pick(byAccount), level: chance.pick(LEVELS) }
          : { object: 'Vault__c', record: 'contact', user: 'Contact', level: chance.pick(LEVELS) },
        { object: 'Notice__c', record: 'account', user: 'Account', level: chance.pick(LEVELS) },
        { object: 'Case', record: 'contact', user: 'Contact', level: chance.pick(LEVELS) },
      ],
    },
    {
      name: 'Partners',
      kind: 'partner',
      mappings: [{ object: 'Notice__c', record: 'account', user: chance.pick(byAccount), level: chance.pick(LEVELS) }],
    },
  ];
}

interface Making {
  readonly chance: Chance;
  readonly users: readonly User[];
  readonly accounts: readonly string[];
  readonly contacts: readonly string[];
}

function makeRecords(
  chance: Chance,
  users: readonly User[],
  accounts: readonly string[],
  contacts: readonly string[],
): readonly RecordPlan[] {
  const making: Making = { chance, users, accounts, contacts };
  const withRoles = users.filter(({ role, roleBefore }) => role !== null && roleBefore === undefined);
  const list: RecordPlan[] = [];
  for (const name of accounts)
    list.push({ name, object: 'Account', owner: chance.pick(withRoles).name, ...kinds(chance) });
  contacts.forEach((name, index) =>
    list.push({
      name,
      object: 'Contact',
      owner: chance.pick(withRoles).name,
      ...kinds(chance),
      // Portal users stand on the first accounts, some of them two on one.
      ...(index < 5 || index === 11 || index === 12
        ? { account: accounts[index % 3] ?? '' }
        : index < 11
          ? { account: accounts[index === 5 ? 0 : 3 + (index % 4)] ?? '' }
          : chance.hit(0.92)
            ? { account: chance.pick(accounts) }
            : {}),
    }),
  );
  for (const [object, count] of COUNTS)
    for (const name of names(lowerName(object), count)) list.push(makeRecord(making, object, name, list));
  return list;
}

const COUNTS: readonly (readonly [ObjectName, number])[] = [
  ['Opportunity', 60],
  ['Case', 70],
  ['Contract', 40],
  ['Asset', 50],
  ['Vault__c', 100],
  ['Notice__c', 90],
  ['Board__c', 16],
  ['Part__c', 50],
  ['Slip__c', 40],
];

function lowerName(object: ObjectName): string {
  return object.replace('__c', '').toLowerCase();
}

function makeRecord(making: Making, object: ObjectName, name: string, list: readonly RecordPlan[]): RecordPlan {
  const { chance, users, accounts, contacts } = making;
  const master = object === 'Part__c' ? 'Vault__c' : object === 'Slip__c' ? 'Notice__c' : null;
  if (master !== null)
    return { name, object, kind: KINDS[0], master: chance.pick(list.filter((one) => one.object === master)).name };
  const staff = users.filter(
    ({ kind, allData, allOf }) => kind === 'internal' && allData === undefined && allOf === undefined,
  );
  const custom = object.endsWith('__c');
  const portal = users.filter(
    ({ kind }) => kind === 'partner' || (kind === 'customer' && (custom || object === 'Case')),
  );
  const hasQueue = custom ? object !== 'Board__c' : object === 'Case';
  const external = (custom || ['Asset', 'Case', 'Opportunity'].includes(object)) && chance.hit(0.25);
  const owner = external
    ? chance.pick(portal).name
    : hasQueue && chance.hit(0.2)
      ? chance.pick(['First_Line', 'Second_Line'])
      : chance.pick(staff).name;
  const before = chance.pick(staff).name;
  const changed = !external && chance.hit(0.2) && before !== owner ? { ownerBefore: before } : {};
  // Half of what hangs on accounts hangs on those of portal users.
  const account = chance.hit(0.5) ? chance.pick(accounts.slice(0, 10)) : chance.pick(accounts);
  const contact = chance.pick(contacts.slice(0, 20));
  return {
    name,
    object,
    owner,
    ...changed,
    ...kinds(chance),
    ...(object === 'Board__c' || (object === 'Case' && chance.hit(0.15)) ? {} : { account }),
    ...(object === 'Vault__c' || object === 'Case' ? { contact } : {}),
  };
}

function kinds(chance: Chance): { readonly kind: string; readonly kindBefore?: string } {
  const kind = chance.pick(KINDS);
  const before = chance.pick(KINDS);
  return chance.hit(0.15) && before !== kind ? { kind, kindBefore: before } : { kind };
}

function makeShares(
  chance: Chance,
  internal: Readonly<Record<ObjectName, Default>>,
  records: readonly RecordPlan[],
  staff: readonly User[],
  roles: readonly Role[],
  groups: readonly Group[],
): readonly Share[] {
  const to = (): Audience => {
    const kind = chance.pick(['user', 'user', 'user', 'role', 'roleAndSubordinatesInternal', 'group'] as const);
    if (kind === 'user') return { kind, name: chance.pick(staff).name };
    if (kind === 'group') return { kind, name: chance.pick(groups.filter((one) => one.kind === 'Regular')).name };
    return { kind, name: chance.pick(roles.slice(3)).name };
  };
  return records.flatMap((record): Share[] => {
    const { object } = record;
    if (!RULED.some((ruled) => ruled === object) || !chance.hit(0.3)) return [];
    const receiver = to();
    if (receiver.kind === 'user' && [record.owner, record.ownerBefore].includes(receiver.name)) return [];
    const level = internal[object] === 'Read' ? 'Edit' : chance.pick(LEVELS);
    const children = childLevels(chance, internal);
    return [
      {
        record: record.name,
        object,
        to: receiver,
        level,
        ...(object === 'Account' ? { children: { Opportunity: children.Opportunity, Case: children.Case } } : {}),
      },
    ];
  });
}

function makeTeam(
  chance: Chance,
  internal: Readonly<Record<ObjectName, Default>>,
  records: readonly RecordPlan[],
  staff: readonly User[],
): readonly TeamMember[] {
  return records.flatMap(({ name, object, owner, ownerBefore }): TeamMember[] => {
    // Whether a team survives a change of the owner is a choice of who changes it: no such record here.
    if (ownerBefore !== undefined || (object !== 'Account' && object !== 'Opportunity' && object !== 'Case')) return [];
    if (object !== 'Opportunity' && !chance.hit(0.4)) return [];
    const others = staff.filter((one) => one.name !== owner);
    return chance.some(others, 2).map((user): TeamMember => {
      const level = internal[object] === 'Read' ? 'Edit' : chance.pick(LEVELS);
      return {
        record: name,
        object,
        user: user.name,
        level,
        ...(chance.hit(0.2) ? { removed: true } : {}),
        ...(object !== 'Case' && internal[object] === 'Private' && chance.hit(0.2)
          ? { levelBefore: level === 'Edit' ? 'Read' : 'Edit' }
          : {}),
        ...(object === 'Account' ? { children: childLevels(chance, internal) } : {}),
      };
    });
  });
}

function makeRelations(chance: Chance, accounts: readonly string[], portal: readonly User[]): readonly Relation[] {
  return portal.flatMap(({ contact }): Relation[] =>
    chance.some(accounts.slice(8), 3).map((account, index) => ({ account, contact: contact ?? '', active: index < 2 })),
  );
}
