/**
 * Every piece of metadata that decides who sees what, broken one at a time: sharing rules (gone, without a criterion, weaker), mappings of
 * sharing sets, View All (taken and given), tasks of a job, roles (lifted out of the tree, opening what hangs on owned accounts) and defaults.
 * The table must notice each (proof-sharing.ts). Lists are read from the metadata, so that what is added is broken, too.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

export interface Mutant {
  readonly name: string;
  /** Path below the project. */
  readonly file: string;
  /** Breaks the file's text. */
  readonly change: (source: string) => string;
}

/** What the table speaks of; nothing else can be noticed. */
export interface Judged {
  readonly objects: readonly string[];
  /** Permission set groups and permission sets of the employees who are asked; View All is not for users of portals. */
  readonly employeeRights: readonly string[];
  /** Roles of the people who are asked, by role how many. */
  readonly roles: readonly string[];
}

interface Block {
  readonly file: string;
  readonly block: string;
}

const ACCESS = 'force-app/main/access';
const RULE = /    <sharing(?:Criteria|Owner|Guest)Rules>[\s\S]*?Rules>\n/g;
const MAPPING = /    <accessMappings>[\s\S]*?<\/accessMappings>\n/g;
const CRITERION = /        <criteriaItems>[\s\S]*?<\/criteriaItems>\n/g;
const OBJECT_RIGHTS = /    <objectPermissions>[\s\S]*?<\/objectPermissions>\n/g;

/** The role whose people own accounts that others' cases are about, and may see cases at all. */
const OWNERS_WITH_CASES = 'Support_Agent';

/** Breaking these changes nothing that anybody could see, for the reason given. */
const WITHOUT_EFFECT: ReadonlyMap<string, string> = new Map([
  [
    'sharing rule Residential_Properties_To_Regional_Sales without RecordTypeId',
    'households and their homes are all there is in the segment, and another rule opens the households',
  ],
  [
    'sharing rule Corporate_Properties_To_Corporate without RecordTypeId',
    'businesses and their sites are all there is in the segment, and another rule opens the businesses',
  ],
  ...['Asset', 'Consumption_Year__c', 'Contact'].map((object): readonly [string, string] => [
    `View All on ${object} in Integration_Service`,
    'the service sees every account, and what follows it',
  ]),
  ['View All on Application__c in Regional_Sales_Manager', 'the rule opens every channel there is'],
  ['View All on Contact in Service_Console', 'agents see every account, and its contacts'],
  ['Contract readable by everybody with a right to the object', 'contracts follow their account (ROC-56)'],
  ['no View All on Contract in Service_Console', 'agents see every account, and its contracts'],
]);

/** All mutants of a copy of the project. */
export function mutantsOf(project: string, judged: Judged): readonly Mutant[] {
  return [
    ...rules(project),
    ...blocks(project, `${ACCESS}/sharingSets`, MAPPING).map((one) =>
      without(one, `no mapping of ${tag('object', one.block)} in ${basename(one.file)}`),
    ),
    ...rights(project, judged),
    ...roles(project, judged),
    ...defaults(project, judged.objects),
  ].filter(({ name }) => !WITHOUT_EFFECT.has(name));
}

/** Breaks the copy, and answers how to mend it. Throws when the place is not there: the list is then older than the metadata. */
export function breakMetadata(project: string, { name, file, change }: Mutant): () => void {
  const path = join(project, file);
  const source = readFileSync(path, 'utf8');
  const broken = change(source);
  if (broken === source) throw new Error(`"${name}": its place is not in ${file}`);
  writeFileSync(path, broken);
  return () => writeFileSync(path, source);
}

/** Rules that are gone, that forgot one of several criteria, and that let read where they let edit. */
function rules(project: string): readonly Mutant[] {
  return blocks(project, `${ACCESS}/sharingRules`, RULE).flatMap((one) => {
    const rule = `sharing rule ${tag('fullName', one.block)}`;
    const criteria = [...one.block.matchAll(CRITERION)].map(([block]) => block);
    return [
      without(one, `no ${rule}`),
      ...(criteria.length < 2
        ? []
        : criteria.map((criterion) =>
            within(one, `${rule} without ${tag('field', criterion)}`, (block) => block.replace(criterion, '')),
          )),
      ...(one.block.includes('<accessLevel>Edit<')
        ? [within(one, `${rule} for reading`, (block) => block.replace('<accessLevel>Edit<', '<accessLevel>Read<'))]
        : []),
    ];
  });
}

/** View All taken where it is, given where it is not; tasks taken out of jobs. */
function rights(project: string, { objects, employeeRights }: Judged): readonly Mutant[] {
  const tasks = new Map(
    blocks(project, `${ACCESS}/permissionsetgroups`, /    <permissionSets>[^<]+<\/permissionSets>\n/g)
      .filter(({ file }) => employeeRights.includes(nameOf(file)))
      .map((one) => [`${nameOf(one.file)} ${tag('permissionSets', one.block)}`, one]),
  );
  const sets = new Set([...employeeRights, ...[...tasks.values()].map(({ block }) => tag('permissionSets', block))]);
  const judged = blocks(project, `${ACCESS}/permissionsets`, OBJECT_RIGHTS).filter(
    ({ file, block }) => sets.has(nameOf(file)) && objects.includes(tag('object', block)),
  );
  return [
    ...judged
      .filter(({ block }) => !block.includes('<modifyAllRecords>true'))
      .map((one) => {
        const has = one.block.includes('<viewAllRecords>true');
        const place = `View All on ${tag('object', one.block)} in ${nameOf(one.file)}`;
        return within(one, `${has ? 'no ' : ''}${place}`, (block) =>
          block.replace(/<viewAllRecords>(true|false)/, `<viewAllRecords>${String(!has)}`),
        );
      }),
    ...[...tasks.values()]
      .filter(({ block }) => judged.some(({ file }) => nameOf(file) === tag('permissionSets', block)))
      .map((one) => without(one, `${nameOf(one.file)} without ${tag('permissionSets', one.block)}`)),
  ];
}

/** Roles of people who are asked, lifted out of the tree; and one that opens the cases about accounts that its people own. */
function roles(project: string, judged: Judged): readonly Mutant[] {
  const opened: Mutant = {
    name: `role ${OWNERS_WITH_CASES} opens cases about owned accounts`,
    file: `${ACCESS}/roles/${OWNERS_WITH_CASES}.role-meta.xml`,
    change: (text) => text.replace('<caseAccessLevel>None<', '<caseAccessLevel>Read<'),
  };
  const lifted = judged.roles.flatMap((role) => {
    const file = `${ACCESS}/roles/${role}.role-meta.xml`;
    const source = readFileSync(join(project, file), 'utf8');
    const superior = tag('parentRole', source);
    return judged.roles.includes(superior)
      ? [
          {
            name: `role ${role} under nobody`,
            file,
            change: (text: string) => text.replace(`    <parentRole>${superior}</parentRole>\n`, ''),
          },
        ]
      : [];
  });
  return [...lifted, opened];
}

/** Private defaults raised to Public Read Only; what a parent controls has none of its own. */
function defaults(project: string, objects: readonly string[]): readonly Mutant[] {
  const domains = readdirSync(join(project, 'force-app/main'));
  return objects.flatMap((object) =>
    domains.flatMap((domain) => {
      const file = `force-app/main/${domain}/objects/${object}/${object}.object-meta.xml`;
      const source = textOf(join(project, file));
      return source?.includes('haringModel>Private<') === true
        ? [
            {
              name: `${object} readable by everybody with a right to the object`,
              file,
              change: (text: string) => text.replaceAll('haringModel>Private<', 'haringModel>Read<'),
            },
          ]
        : [];
    }),
  );
}

function blocks(project: string, folder: string, pattern: RegExp): readonly Block[] {
  return readdirSync(join(project, folder)).flatMap((name) =>
    [...readFileSync(join(project, folder, name), 'utf8').matchAll(pattern)].map(([block]) => ({
      file: `${folder}/${name}`,
      block,
    })),
  );
}

function without(one: Block, name: string): Mutant {
  return within(one, name, () => '');
}

function within({ file, block }: Block, name: string, change: (block: string) => string): Mutant {
  return { name, file, change: (source) => source.replace(block, () => change(block)) };
}

function tag(name: string, text: string): string {
  return new RegExp(`<${name}>([^<]+)`).exec(text)?.[1] ?? '';
}

function nameOf(file: string): string {
  return basename(file).replace(/\..*$/, '');
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw cause;
  }
}
