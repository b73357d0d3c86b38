/**
 * Every piece of metadata that decides who sees what, taken out one at a time: sharing rules, mappings of sharing sets, View All, defaults.
 * The table must notice each (proof-sharing.ts).
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Mutant {
  readonly name: string;
  /** Path below the project. */
  readonly file: string;
  /** Breaks the file's text. */
  readonly change: (source: string) => string;
}

const ACCESS = 'force-app/main/access';

/** Defaults that are raised to Public Read Only. */
const DEFAULTS: readonly (readonly [object: string, domain: string])[] = [
  ['Account', 'customers'],
  ['Application__c', 'contracts'],
  ['Contract_Line__c', 'contracts'],
  ['Case', 'service'],
  ['WorkOrder', 'service'],
  ['Opportunity', 'sales'],
  ['Meter_Reading__c', 'supply'],
];
/** View All that a sentence is built on. */
const VIEW_ALL: readonly (readonly [permissionSet: string, object: string])[] = [
  ['Service_Console', 'Account'],
  ['Service_Console', 'Application__c'],
  ['Service_Console', 'Contract_Line__c'],
  ['Service_Console', 'Meter_Reading__c'],
];

/** All mutants of a copy of the project. */
export function mutantsOf(project: string): readonly Mutant[] {
  return [
    ...blocks(project, `${ACCESS}/sharingRules`, /    <sharing(?:Criteria|Owner|Guest)Rules>[\s\S]*?Rules>\n/g).map(
      ({ file, block }) => ({
        name: `no sharing rule ${/<fullName>([^<]+)/.exec(block)?.[1] ?? ''}`,
        file,
        change: (source: string) => source.replace(block, ''),
      }),
    ),
    ...blocks(project, `${ACCESS}/sharingSets`, /    <accessMappings>[\s\S]*?<\/accessMappings>\n/g).map(
      ({ file, block }) => ({
        name: `no mapping of ${/<object>([^<]+)/.exec(block)?.[1] ?? ''} in ${file.split('/').at(-1) ?? ''}`,
        file,
        change: (source: string) => source.replace(block, ''),
      }),
    ),
    ...VIEW_ALL.map(([set, object]) => withoutViewAll(project, set, object)),
    ...DEFAULTS.map(([object, domain]) => ({
      name: `${object} readable by everybody with a right to the object`,
      file: `force-app/main/${domain}/objects/${object}/${object}.object-meta.xml`,
      change: (source: string) => source.replaceAll('haringModel>Private<', 'haringModel>Read<'),
    })),
  ];
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

function blocks(
  project: string,
  folder: string,
  pattern: RegExp,
): readonly { readonly file: string; readonly block: string }[] {
  return readdirSync(join(project, folder)).flatMap((name) =>
    [...readFileSync(join(project, folder, name), 'utf8').matchAll(pattern)].map(([block]) => ({
      file: `${folder}/${name}`,
      block,
    })),
  );
}

function withoutViewAll(project: string, set: string, object: string): Mutant {
  const file = `${ACCESS}/permissionsets/${set}.permissionset-meta.xml`;
  const [found] = blocks(project, `${ACCESS}/permissionsets`, /    <objectPermissions>[\s\S]*?<\/objectPermissions>\n/g)
    .filter((one) => one.file === file && one.block.includes(`<object>${object}</object>`))
    .map(({ block }) => block);
  return {
    name: `no View All on ${object} in ${set}`,
    file,
    change: (source) =>
      source.replace(found ?? '', (block) => block.replace('<viewAllRecords>true', '<viewAllRecords>false')),
  };
}
