/** Why a file of a public project is refused. Every reason names something that can be looked up: none stands for "anything else". */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Problem } from '../../local-org/src/metadata/index.ts';
import { FORMER_ELEMENTS } from '../support/former-elements.ts';
import { referenceOf } from './references.ts';
import type { Sample } from './sample.ts';

/** In the order of the table's columns. */
export const REASONS = [
  'listed',
  'follows',
  'other package',
  'placeholder',
  'older version',
  'not in project',
  'unexplained',
] as const;
export type Reason = (typeof REASONS)[number];

export const MEANINGS: Readonly<Record<Reason, string>> = {
  listed: 'docs/local-org/coverage.md says that the construct, which the message names, is refused',
  follows: 'names a component of the project that is refused for another reason',
  'other package':
    'names a part of a managed package (its namespace is in the name) that has to be installed first, also in a real org',
  placeholder: 'holds the placeholder of a build tool, which replaces it before a deploy',
  'older version': 'has an element that the Metadata API dropped after the version the project is written for',
  'not in project': 'needs a custom component or a file that the project does not hold: a real org refuses it too',
  unexplained: 'to be looked into',
};

/** The local org's own version. */
const CURRENT = 67;

let older: string | undefined;

/** Whether the WSDL that jsforce's declarations were made from had the element in that type. */
function isInOlderWsdl(type: string, element: string): boolean {
  older ??= readFileSync(
    createRequire(import.meta.url)
      .resolve('jsforce')
      .replace(/index\.js$/, 'lib/api/metadata/schema.js'),
    'utf8',
  );
  const from = older.indexOf(`\n    ${type}: {`);
  return from >= 0 && new RegExp(`\\b${element}: `).test(older.slice(from, older.indexOf('\n    },', from)));
}

/** Types whose components are always made by somebody: none comes with an org. */
const ALWAYS_CUSTOM: ReadonlySet<string> = new Set([
  'ApexClass',
  'ApexPage',
  'ApexTrigger',
  'CompactLayout',
  'CustomLabel',
  'CustomPermission',
  'CustomSite',
  'CustomTab',
  'DigitalExperienceBundle',
  'FlexiPage',
  'Group',
  'LightningComponentBundle',
  'LightningMessageChannel',
  'PermissionSet',
  'Queue',
  'RecordType',
  'Role',
  'StaticResource',
  'ValidationRule',
]);
/** The reason for a problem, given the project it is found in. */
export function reasonOf(problem: Problem, sample: Sample): Reason {
  const { message, file } = problem;
  if (message.includes('The local org does not support') || message.startsWith('Duplicate name:')) return 'listed';
  if (/%%%\w+%%%|___\w+___/.test(`${message} ${file}`)) return 'placeholder';
  const former = /metadata\}(\w+) invalid at this location in type (\w+)/.exec(message);
  if (former) {
    const [, element = '', type = ''] = former;
    const last = FORMER_ELEMENTS[`${type}.${element}`] ?? (isInOlderWsdl(type, element) ? CURRENT - 1 : 0);
    return sample.apiVersion <= last ? 'older version' : 'unexplained';
  }
  if (/(?<![A-Za-z0-9_])[A-Za-z]\w*?__[A-Za-z]\w*__\w/.test(`${message} ${file}`)) return 'other package';
  if (message.endsWith('the file that its -meta.xml describes is missing')) return 'not in project';
  const reference = referenceOf(message);
  if (!reference) return 'unexplained';
  if (isOfPackage(reference.name)) return 'other package';
  const itself = reference.type === problem.componentType && reference.name === problem.fullName;
  if (!itself && sample.isRefused(reference.type, reference.name)) return 'follows';
  const custom = ALWAYS_CUSTOM.has(reference.type) || /__(c|r|mdt|e|x|b)\b/.test(reference.name);
  return custom && !sample.holds(reference.name) ? 'not in project' : 'unexplained';
}

/** `npsp__New_Address` is of the namespace npsp, `Donation__c` of none. */
function isOfPackage(name: string): boolean {
  const own = (name.split('.').at(-1) ?? name).replace(/__(c|r|e|b|x|mdt|pc|pr)$/, '');
  return /^[A-Za-z]\w*?__[A-Za-z]/.test(own);
}

/** The message without the names in it, so that equal ones count together. */
export function wordsOf(message: string): string {
  return message
    .replace(/named .+ found/, 'named … found')
    .replace(/'[^']*'/g, "'…'")
    .replace(/"[^"]*"/g, '"…"')
    .replace(/(infer a metadata type from|Invalid reference|Duplicate name:|SObject type is invalid:).*/, '$1 …')
    .slice(0, 140);
}
