/**
 * Writes local-org/src/schema/generated/standard-facts.ts: names and types of the fields of standard objects.
 * Facts come from the sobject-types jar (field names, Apex types, parent and child relationship names) and from jsforce's
 * standard schema (which of those fields a plain org has, and which may be null). Lengths, picklists and key prefixes are
 * kept by hand in local-org/src/schema/catalogue. What the jar has and the local org has not goes to generated/refused-names.ts, so that
 * it can be refused by name. Run after `npm ci` in tools/checks: `node scripts/generate-standard-objects.ts` (`--report` prints what was
 * left out).
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { standardObjects } from '../local-org/src/schema/catalogue/index.ts';
import { objectNames, extraFields } from './standard-object-names.ts';

const root = join(import.meta.dirname, '..');
const jar = join(
  root,
  'tools/checks/node_modules/@salesforce/code-analyzer-pmd-engine/dist/java-lib/sobject-types-65.0.0.jar',
);
const jsforceTypes = join(root, 'node_modules/jsforce/lib/types/standard-schema.d.ts');
const target = join(root, 'local-org/src/schema/generated/standard-facts.ts');
const refusedTarget = join(root, 'local-org/src/schema/generated/refused-names.ts');
const javaPackage = 'com.nawforce.runforce.';

/** Objects and fields that the jar lacks, because of its release or its org's features, and that the local org has not; found in public projects. */
const otherObjects = ['BroadcastCommAudience', 'BroadcastCommunication', 'BroadcastTopic', 'BroadcastTopicNetwork'];
const otherFields: Readonly<Record<string, readonly string[]>> = {
  Account: ['Tier'],
  PermissionSet: [
    'PermissionsCreateContentSpace',
    'PermissionsEditPublicReports',
    'PermissionsEditReports',
    'PermissionsIPRestrictRequests',
    'PermissionsLightningOnMobile',
    'PermissionsManageDashboards',
    'PermissionsManagePackageLicenses',
    'PermissionsManageSandboxes',
    'PermissionsModifySecureAgents',
    'PermissionsRetainFieldHistory',
    'PermissionsViewFlowUsageAndFlowEventData',
  ],
};

interface JavaMember {
  readonly name: string;
  readonly type: string;
  readonly list: boolean;
}

/** The public fields of each class, as javap prints them. */
function javaMembers(names: readonly string[]): ReadonlyMap<string, readonly JavaMember[]> {
  const classes = names.map((name) => `${javaPackage}SObjects.${name}`);
  const printed = execFileSync('javap', ['-cp', jar, '-public', ...classes], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const members = new Map<string, JavaMember[]>();
  let current: JavaMember[] = [];
  for (const line of printed.split('\n')) {
    const head = /^public class com\.nawforce\.runforce\.SObjects\.(\w+) /.exec(line);
    if (head?.[1]) {
      current = [];
      members.set(head[1], current);
    }
    const field = /^ {2}public (?!static)com\.nawforce\.runforce\.(?:System|SObjects)\.(\w+)(\[\])? (\w+);$/.exec(line);
    if (field?.[1] && field[3]) current.push({ type: field[1], list: field[2] !== undefined, name: field[3] });
  }
  return members;
}

/** All objects of the jar but for those that only accompany another one. */
function objectsOfJar(): readonly string[] {
  const listed = execFileSync('jar', ['tf', jar], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return [...listed.matchAll(/\/SObjects\/(\w+)\.class$/gm)]
    .map((match) => match[1] ?? '')
    .filter((name) => !/(Share|Feed|History|ChangeEvent)$/.test(name))
    .concat(otherObjects)
    .sort((a, b) => (a < b ? -1 : 1));
}

/** Object name → field name → whether it may be null. */
function nullability(): ReadonlyMap<string, ReadonlyMap<string, boolean>> {
  const text = readFileSync(jsforceTypes, 'utf8');
  const objects = new Map<string, ReadonlyMap<string, boolean>>();
  for (const block of text.matchAll(/^type Fields\$(\w+) = \{\n([\s\S]*?)^\};$/gm)) {
    const fields = new Map<string, boolean>();
    for (const field of (block[2] ?? '').matchAll(/^ {4}(\w+): (.*);$/gm)) {
      if (field[1]) fields.set(field[1], (field[2] ?? '').includes('| null'));
    }
    if (block[1]) objects.set(block[1], fields);
  }
  return objects;
}

const scalarTypes = new Set([
  'Any',
  'Object',
  'String',
  'Id',
  'Boolean',
  'Integer',
  'Long',
  'Decimal',
  'Double',
  'Date',
  'Datetime',
  'Time',
  'Blob',
  'Address',
  'Location',
]);
/** Fields that an org with our features has on top of a plain one (multi-currency, state and country picklists, record types). */
const featureField =
  /^(RecordTypeId|CurrencyIsoCode|\w*CountryCode|\w*StateCode|Person\w+|IsPersonAccount|IsPartner\w*|IsCustomerPortal)$/;

/** Writes a file in the form of all others. */
async function write(file: string, text: string): Promise<void> {
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), parser: 'typescript' }));
}

const known = nullability();
const all = javaMembers(objectNames);
const lines: string[] = [];
const report: string[] = [];
const refusedFields: string[] = [];
for (const name of objectNames) {
  const members = all.get(name);
  if (!members) throw new Error(`The jar has no object ${name}`);
  const plain = known.get(name);
  const extra = extraFields[name] ?? [];
  const dropped: string[] = [];
  const scalars = members.filter((member) => !member.list && scalarTypes.has(member.type));
  const inJar = new Set(scalars.map((member) => member.name));
  for (const field of extra) {
    if (!field.type && !inJar.has(field.name)) throw new Error(`The jar has no field ${name}.${field.name}`);
  }
  const kept = scalars.filter((member) => {
    const wanted = featureField.test(member.name) || extra.some((field) => field.name === member.name);
    const keep = !plain || plain.has(member.name) || wanted;
    if (!keep) dropped.push(member.name);
    return keep;
  });
  const fieldText = kept.map(
    (member) => `${member.name}:${member.type}${plain?.get(member.name) === false ? '!' : ''}`,
  );
  for (const field of extra) if (field.type && !inJar.has(field.name)) fieldText.push(`${field.name}:${field.type}`);
  const names = new Set(fieldText.map((text) => text.split(':')[0] ?? ''));
  for (const field of plain?.keys() ?? []) if (!names.has(field)) dropped.push(`-${field}`);
  const parents = members.filter(
    (member) => !member.list && !scalarTypes.has(member.type) && names.has(`${member.name}Id`),
  );
  const children = members.filter((member) => member.list && objectNames.includes(member.type));
  lines.push(
    `  ${name}: {`,
    `    fields: '${fieldText.join(' ')}',`,
    `    parents: '${parents.map((member) => `${member.name}:${member.type}`).join(' ')}',`,
    `    children: '${children.map((member) => `${member.name}:${member.type}`).join(' ')}',`,
    '  },',
  );
  if (dropped.length > 0) report.push(`${name}: ${dropped.join(' ')}`);
  // PermissionSet alone tells which user permissions there are; Profile and PermissionSetLicense repeat them.
  const refused = dropped
    .map((field) => field.replace(/^-/, ''))
    .filter((field) => name === 'PermissionSet' || !/^(Maximum)?Permissions/.test(field))
    .concat(otherFields[name] ?? []);
  if (refused.length > 0) refusedFields.push(`${name}:${refused.join(' ')}`);
}
await write(
  target,
  `/**
 * Generated by scripts/generate-standard-objects.ts; do not edit. Facts about standard objects: \`field:ApexType\` (\`!\` never null),
 * \`parentRelationship:Type\`, \`childRelationship:Type\`.
 */
export interface StandardFacts {
  readonly fields: string;
  readonly parents: string;
  readonly children: string;
}

export const standardFacts: Readonly<Record<string, StandardFacts>> = {
${lines.join('\n')}
};
`,
);
// Some objects stand in the catalogue alone, with fields of their own.
const taken = new Set([...objectNames, ...Object.keys(standardObjects)]);
await write(
  refusedTarget,
  `/** Generated by scripts/generate-standard-objects.ts; do not edit. Standard objects and fields that the local org does not have. */
export const REFUSED_OBJECTS = \`
${objectsOfJar()
  .filter((name) => !taken.has(name))
  .join('\n')}
\`;

/** \`Object:field field …\` */
export const REFUSED_FIELDS = \`
${refusedFields.join('\n')}
\`;
`,
);
process.stdout.write(`${objectNames.length} objects written\n`);
if (process.argv.includes('--report'))
  process.stdout.write(`Not taken over (- means only in jsforce):\n${report.join('\n')}\n`);
