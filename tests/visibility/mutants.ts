/**
 * Every piece of metadata that decides who sees what, taken out one at a time: sharing rules, mappings of sharing sets, View All, defaults.
 * The table must notice each (proof-sharing.ts).
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Mutant {
  readonly name: string;
  /** Path below the project. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
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
        from: block,
        to: '',
      }),
    ),
    ...blocks(project, `${ACCESS}/sharingSets`, /    <accessMappings>[\s\S]*?<\/accessMappings>\n/g).map(
      ({ file, block }) => ({
        name: `no mapping of ${/<object>([^<]+)/.exec(block)?.[1] ?? ''} in ${file.split('/').at(-1) ?? ''}`,
        file,
        from: block,
        to: '',
      }),
    ),
    ...VIEW_ALL.map(([set, object]) => withoutViewAll(project, set, object)),
    ...DEFAULTS.map(([object, domain]) => ({
      name: `${object} public to employees`,
      file: `force-app/main/${domain}/objects/${object}/${object}.object-meta.xml`,
      from: '<sharingModel>Private</sharingModel>',
      to: '<sharingModel>Read</sharingModel>',
    })),
  ];
}

/** Breaks the copy, and answers how to mend it. Throws when the place is not there: the list is then older than the metadata. */
export function breakMetadata(project: string, { name, file, from, to }: Mutant): () => void {
  const path = join(project, file);
  const source = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (source.split(from).length !== 2) throw new Error(`"${name}": its place is not there once in ${file}`);
  writeFileSync(path, source.replace(from, to));
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
  const from = found ?? '';
  return {
    name: `no View All on ${object} in ${set}`,
    file,
    from,
    to: from.replace('<viewAllRecords>true', '<viewAllRecords>false'),
  };
}
