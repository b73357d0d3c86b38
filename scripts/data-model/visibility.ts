/** Who may do what with which object, and why: one table per persona of the demonstration, drawn from roles, rights, defaults, rules and sets of force-app. */
import { readSourceTree, type MetadataComponent, type XmlElement } from '../../local-org/src/metadata/index.ts';
import { childrenOf, flagOf, textOf } from '../../local-org/src/schema/index.ts';
import { PERSONAS, type Persona } from '../demo/personas.ts';
import { inRoot } from '../support/paths.ts';

export const VISIBILITY_PAGE = 'docs/data-model/who-may-do-what.md';

interface Rule {
  readonly name: string;
  readonly object: string;
  readonly level: string;
  readonly to: string;
  readonly criteria: string;
}

interface Mapping {
  readonly set: string;
  readonly profiles: readonly string[];
  readonly object: string;
  readonly level: string;
  readonly path: string;
}

interface Rights {
  readonly object: string;
  readonly letters: string;
  readonly all: 'View All' | 'Modify All' | '';
}

interface Access {
  readonly defaults: ReadonlyMap<string, { readonly internal: string; readonly external: string }>;
  readonly rules: readonly Rule[];
  readonly mappings: readonly Mapping[];
  /** Rights by permission set. */
  readonly rights: ReadonlyMap<string, readonly Rights[]>;
  /** Permission sets by group. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Superior role by role. */
  readonly superiors: ReadonlyMap<string, string>;
  readonly queues: ReadonlyMap<string, { readonly roles: readonly string[]; readonly objects: readonly string[] }>;
}

/** The page; `npm run data-model` writes it. */
export function visibilityPage(): readonly [file: string, content: string] {
  const access = readAccess();
  const personas = PERSONAS.map((persona) => sectionOf(access, persona));
  return [
    VISIBILITY_PAGE,
    `<!-- Written by npm run data-model from force-app and scripts/demo/personas.ts; do not edit. -->

# Who may do what, and why

One table per persona. _May_: r read, c create, e edit, d delete, by permission sets and groups of them; on which records, says _because_. An object that is not in a table cannot be reached at all. What each sentence of the
requirements asks for stands in [the decision table](../../tests/visibility/decisions.csv); \`npm run proof:sharing\` asks every channel whether the org answers so.

${personas.join('\n')}`,
  ];
}

function readAccess(): Access {
  const { components } = readSourceTree(inRoot('force-app'));
  const of = (type: string): readonly (readonly [MetadataComponent, XmlElement])[] =>
    components.flatMap((component) =>
      component.type === type && component.xml ? [[component, component.xml] as const] : [],
    );
  return {
    defaults: new Map(
      of('CustomObject').map(([{ fullName }, xml]) => [
        fullName,
        { internal: textOf(xml, 'sharingModel') ?? '', external: textOf(xml, 'externalSharingModel') ?? '' },
      ]),
    ),
    rules: of('SharingRules').flatMap(([{ fullName }, xml]) =>
      ['sharingCriteriaRules', 'sharingOwnerRules'].flatMap((kind) =>
        childrenOf(xml, kind).map((rule) => ruleOf(fullName, rule as XmlElement)),
      ),
    ),
    mappings: of('SharingSet').flatMap(([{ fullName }, xml]) =>
      childrenOf(xml, 'accessMappings').map((mapping) => ({
        set: fullName,
        profiles: childrenOf(xml, 'profiles').map(({ text }) => text),
        object: textOf(mapping, 'object') ?? '',
        level: textOf(mapping, 'accessLevel') ?? '',
        path: `${textOf(mapping, 'objectField') ?? ''} = ${textOf(mapping, 'userField') ?? ''}`,
      })),
    ),
    rights: new Map(of('PermissionSet').map(([{ fullName }, xml]) => [fullName, rightsIn(xml)])),
    groups: new Map(
      of('PermissionSetGroup').map(([{ fullName }, xml]) => [
        fullName,
        childrenOf(xml, 'permissionSets').map(({ text }) => text),
      ]),
    ),
    superiors: new Map(of('Role').map(([{ fullName }, xml]) => [fullName, textOf(xml, 'parentRole') ?? ''])),
    queues: new Map(
      of('Queue').map(([{ fullName }, xml]) => [
        fullName,
        {
          roles: childrenOf(xml, 'queueMembers').flatMap((members) =>
            childrenOf(members, 'roles').flatMap((roles) => childrenOf(roles, 'role').map(({ text }) => text)),
          ),
          objects: childrenOf(xml, 'queueSobject').map((one) => textOf(one, 'sobjectType') ?? ''),
        },
      ]),
    ),
  };
}

function ruleOf(object: string, rule: XmlElement): Rule {
  const [to] = childrenOf(rule, 'sharedTo').flatMap(({ children }) => children);
  return {
    name: textOf(rule, 'fullName') ?? '',
    object,
    level: textOf(rule, 'accessLevel') ?? '',
    to: `${to?.name ?? ''} ${to?.text ?? ''}`,
    criteria: childrenOf(rule, 'criteriaItems')
      .map((item) => `${textOf(item, 'field') ?? ''} ${textOf(item, 'operation') ?? ''} ${textOf(item, 'value') ?? ''}`)
      .join(' and '),
  };
}

function rightsIn(xml: XmlElement): readonly Rights[] {
  return childrenOf(xml, 'objectPermissions').map((one) => ({
    object: textOf(one, 'object') ?? '',
    letters: [
      ['r', 'allowRead'],
      ['c', 'allowCreate'],
      ['e', 'allowEdit'],
      ['d', 'allowDelete'],
    ]
      .filter(([, element]) => flagOf(one, element ?? ''))
      .map(([letter]) => letter)
      .join(''),
    all: flagOf(one, 'modifyAllRecords') ? 'Modify All' : flagOf(one, 'viewAllRecords') ? 'View All' : '',
  }));
}

function sectionOf(access: Access, persona: Persona): string {
  const rights = new Map<string, Rights[]>();
  for (const set of persona.rights.flatMap((name) => access.groups.get(name) ?? [name]))
    for (const one of access.rights.get(set) ?? []) rights.set(one.object, [...(rights.get(one.object) ?? []), one]);
  const rows = [...rights]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([object, given]) => {
      const letters = ['r', 'c', 'e', 'd']
        .filter((letter) => given.some((one) => one.letters.includes(letter)))
        .join('');
      return `| ${object} | ${letters} | ${reasonsOf(access, persona, object, given).join('; ')} |`;
    });
  const facts = [
    `profile ${persona.profile}`,
    ...(persona.role ? [`role ${persona.role}`] : []),
    ...persona.rights.map((name) => {
      const sets = access.groups.get(name);
      return sets ? `permission set group ${name} (${sets.join(', ')})` : `permission set ${name}`;
    }),
    ...(persona.groups?.length ? [`queues and groups ${persona.groups.join(', ')}`] : []),
  ];
  return `## ${persona.what} (\`${persona.username}\`)

${facts.join(' · ')}

| object | may | because |
| --- | --- | --- |
${rows.join('\n')}
`;
}

function reasonsOf(access: Access, persona: Persona, object: string, given: readonly Rights[]): readonly string[] {
  const isExternal = persona.contactOf !== undefined;
  const { internal = '', external = '' } = access.defaults.get(object) ?? {};
  const model = isExternal ? external : internal;
  const all = given.map((one) => one.all).filter((one) => one !== '');
  if (all.includes('Modify All')) return ['every record: Modify All'];
  const viewAll = all.length > 0 ? ['reads every record: View All'] : [];
  if (model === '') return viewAll.length > 0 ? viewAll : ['as the platform shares it'];
  if (model === 'ControlledByParent') return [...viewAll, 'records whose parent is open'];
  if (model !== 'Private') return [`every record: default ${model}`];
  return [
    ...viewAll,
    isExternal ? 'own records' : 'own records, and those of roles below',
    ...access.rules
      .filter((rule) => rule.object === object && rulePeople(access, persona).has(rule.to))
      .map((rule) => `rule ${rule.name} (${rule.level.toLowerCase()}: ${rule.criteria})`),
    ...access.mappings
      .filter((mapping) => mapping.object === object && mapping.profiles.includes(persona.profile))
      .map((mapping) => `set ${mapping.set} (${mapping.level.toLowerCase()}: ${mapping.path})`),
    ...[...access.queues]
      .filter(
        ([name, queue]) =>
          queue.objects.includes(object) &&
          (queue.roles.includes(persona.role ?? '') || (persona.groups ?? []).includes(name)),
      )
      .map(([name]) => `queue ${name}`),
  ];
}

/** How rules may name the persona: the own role and groups, and the roles below (managers see what is shared with those they manage). */
function rulePeople(access: Access, persona: Persona): ReadonlySet<string> {
  const below = [...access.superiors.keys()].filter((role) => {
    for (let at: string | undefined = role; at !== undefined && at !== ''; at = access.superiors.get(at))
      if (at === persona.role) return true;
    return false;
  });
  return new Set([
    ...below.flatMap((role) => [`role ${role}`, `roleAndSubordinates ${role}`]),
    ...(persona.groups ?? []).map((group) => `group ${group}`),
  ]);
}
