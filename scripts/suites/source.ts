/** A public project's files as its own tools would send them. Apex is never touched. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { readProject, type ProjectFile } from '../../local-org/src/cli/source-project.ts';
import { FORMER_ELEMENTS } from '../support/former-elements.ts';

/** What a project's `replacements` ask of the environment is given any value: nothing is deployed to anywhere. */
const anyValue: Readonly<Record<string, string | undefined>> = new Proxy(
  { ...process.env },
  { get: (given, name) => (typeof name === 'string' ? given[name] : undefined) ?? 'somebody@example.com' },
);

/** CumulusCI's placeholders in a deploy without namespace. Source: CumulusCI documentation, "inject_namespace". */
const placeholders: readonly (readonly [RegExp, string])[] = [
  [/(?:%%%|___)NAMESPACE_OR_C(?:%%%|___)/g, 'c'],
  [/(?:%%%|___)NAMESPACE(?:D_ORG|D_RT|_DOT)?(?:%%%|___)/g, ''],
];

/** Which XML may hold the former elements of a type, besides its own: a look-up filter stands in an object. */
const filesOfType: Readonly<Record<string, RegExp>> = {
  ApexTrigger: /\.trigger-meta\.xml$/,
  CustomObject: /\.object(?:-meta\.xml)?$/,
  CustomTab: /\.tab(?:-meta\.xml)?$/,
  LookupFilter: /\.(?:object|field)(?:-meta\.xml)?$/,
};
/** Pages of Lightning and Aura that take the place of an action: presentation, often made with what the local org refuses. */
const PAGE_OVERRIDES =
  /<actionOverrides>(?:(?!<\/actionOverrides>)[\s\S])*?<type>(?:Flexipage|LightningComponent|Visualforce)<\/type>\s*<\/actionOverrides>/g;

/** Reads the project: with its placeholders filled, without what its API version still had and without pages instead of actions. */
export function suiteFiles(project: string): readonly ProjectFile[] {
  const fills = existsSync(join(project, 'cumulusci.yml'));
  const version = apiVersionOf(project);
  const files = readProject(project, anyValue).map((file) => {
    const path = fills ? filled(file.path) : file.path;
    if (!/\.(?:xml|object|tab|app|permissionset|profile|cls|trigger|js|html|page|component)$/.test(path))
      return { ...file, path };
    const text = Buffer.from(file.content).toString('utf8');
    const result = withoutFormer(path, fills ? filled(text) : text, version);
    return result === text ? { ...file, path } : { path, content: Buffer.from(result) };
  });
  return firstOfEach(files);
}

const filled = (text: string): string =>
  placeholders.reduce((result, [pattern, value]) => result.replaceAll(pattern, value), text);

function withoutFormer(path: string, text: string, version: number): string {
  let result = text;
  for (const [element, last] of Object.entries(FORMER_ELEMENTS)) {
    const [type = '', name = ''] = element.split('.');
    if (version > last || filesOfType[type]?.test(path) !== true) continue;
    const indent = type === 'CustomObject' ? '(?<=\\n {4})' : '';
    result = result.replaceAll(new RegExp(`${indent}<${name}>[^<]*</${name}>`, 'g'), '');
  }
  return filesOfType['CustomObject']?.test(path) === true ? result.replaceAll(PAGE_OVERRIDES, '') : result;
}

/** The API version the project is written for. */
function apiVersionOf(project: string): number {
  const description = join(project, 'sfdx-project.json');
  if (existsSync(description)) {
    const { sourceApiVersion } = JSON.parse(readFileSync(description, 'utf8')) as {
      readonly sourceApiVersion?: string;
    };
    return Number(sourceApiVersion ?? Infinity);
  }
  const manifest = ['src/package.xml', 'unpackaged/package.xml', 'package.xml']
    .map((path) => join(project, path))
    .find((path) => existsSync(path));
  return Number(
    /<version>([\d.]+)/.exec(manifest === undefined ? '' : readFileSync(manifest, 'utf8'))?.[1] ?? Infinity,
  );
}

/** A project of several packages may hold a component in more than one: what an earlier package directory holds is not deployed again. */
function firstOfEach(files: readonly ProjectFile[]): readonly ProjectFile[] {
  const first = new Map<string, ProjectFile>();
  for (const file of files) {
    const parts = file.path.split('/');
    const key = /\.(?:cls|trigger|md)(?:-meta\.xml)?$/.test(file.path) ? parts.slice(-1) : parts.slice(-3);
    if (!first.has(key.join('/'))) first.set(key.join('/'), file);
  }
  return [...first.values()];
}
