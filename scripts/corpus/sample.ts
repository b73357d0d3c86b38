/** One public project: what it would deploy, what of it is refused, and whether any file of it holds a name. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { zipSync } from 'fflate';
import { readProject } from '../../local-org/src/cli/source-project.ts';
import {
  readFiles,
  readZip,
  validate,
  type MetadataComponent,
  type MetadataSet,
  type Problem,
  type SourceFile,
} from '../../local-org/src/metadata/index.ts';
import { referenceOf } from './references.ts';
import { roundTrip } from './round-trip.ts';

/** What a project's `replacements` ask of the environment is given any value: nothing is deployed to anywhere. */
const anyValue = new Proxy(process.env, { get: () => 'somebody@example.com' });

export interface Judgement {
  readonly problems: readonly Problem[];
  /** Components without a fault of their own. */
  readonly accepted: number;
  /** Of those, the ones that also name nothing that is refused: a new org takes them together. */
  readonly deployed: number;
  /** What came back otherwise than it was deployed. */
  readonly lost: readonly string[];
}

export class Sample {
  readonly name: string;
  /** The oldest API version that its sfdx-project.json or a manifest names. */
  readonly apiVersion: number;
  readonly #files: readonly SourceFile[];
  readonly #set: MetadataSet;
  /** `type:name` of what was refused, and `object:` of whatever belongs to a refused object; lower case. */
  readonly #refused = new Set<string>();
  #names: ReadonlySet<string> | undefined;

  /** `project` has an sfdx-project.json, or the package.xml of the older format. */
  constructor(project: string, name: string) {
    this.name = name;
    const description = join(project, 'sfdx-project.json');
    const isSource = existsSync(description);
    this.#files = isSource ? readProject(project, anyValue) : filesBelow(project);
    this.#set = isSource
      ? readFiles(this.#files)
      : readZip(zipSync(Object.fromEntries(this.#files.map(({ path, content }) => [path, content]))));
    const manifests = this.#files.filter(({ path }) => /(^|\/)package\.xml$/.test(path));
    const versions = manifests.map(({ content }) => /<version>([\d.]+)/.exec(textOf(content))?.[1]);
    const { sourceApiVersion } = isSource
      ? (JSON.parse(readFileSync(description, 'utf8')) as { readonly sourceApiVersion?: string })
      : {};
    this.apiVersion = Math.min(...[sourceApiVersion, ...versions].map((version) => Number(version ?? Infinity)));
  }

  get components(): number {
    const known = new Set(this.#set.components.map(keyOf));
    return (
      this.#set.components.length + new Set(this.#set.readProblems.map(nameOf).filter((name) => !known.has(name))).size
    );
  }

  /**
   * Every problem of the project. What is refused is taken out and the rest judged again, because some mistakes keep references from
   * being judged at all. What is left then deploys as it is; that it also comes back is tried at the end.
   */
  judge(): Judgement {
    const problems: Problem[] = [];
    let { components } = this.#set;
    const { readProblems } = this.#set;
    let accepted = components.length;
    for (let first = true; ; first = false) {
      const rest: MetadataSet = { components, removals: [], readProblems, hash: '' };
      const judged = validate(rest, null).filter((problem) => first || !readProblems.includes(problem));
      const trip = judged.length === 0 ? roundTrip({ ...rest, readProblems: [] }) : null;
      const found = trip?.problems ?? judged;
      if (trip && found.length === 0) return { problems, accepted, deployed: components.length, lost: trip.lost };
      const names = new Set(found.map(nameOf));
      const files = new Set(found.map(({ file }) => file));
      const isRefused = (component: MetadataComponent): boolean =>
        names.has(keyOf(component)) || files.has(component.file);
      const left = components.filter((component) => !isRefused(component));
      // What names something that was taken out has no fault of its own.
      const own = first ? found : found.filter((problem) => !this.#follows(problem));
      problems.push(...own);
      const ownFiles = new Set(own.map(({ file }) => file));
      accepted -= components.filter(
        (component) =>
          own.some((problem) => nameOf(problem) === keyOf(component)) ||
          (isRefused(component) && ownFiles.has(component.file)),
      ).length;
      for (const name of names) this.#refused.add(name);
      for (const component of components) if (isRefused(component)) this.#refused.add(keyOf(component));
      if (left.length === components.length && !first)
        throw new Error(`${this.name}: no component to blame for ${found[0]?.file ?? ''} ${found[0]?.message ?? ''}`);
      components = left;
    }
  }

  #follows(problem: Problem): boolean {
    const reference = referenceOf(problem.message);
    if (reference) return this.isRefused(reference.type, reference.name);
    // The master of a detail was taken out, or a field that a formula or a roll-up needs.
    const path = /^Field (\S+) does not exist/.exec(problem.message)?.[1];
    const gone = [...this.#refused];
    if (path !== undefined) {
      const steps = path.toLowerCase().replaceAll('__r', '__c').split('.');
      return steps.some((step) => gone.some((name) => name.startsWith('customfield:') && name.endsWith(`.${step}`)));
    }
    return (
      problem.message.includes('ControlledByParent') &&
      gone.some((name) => name.startsWith(`customfield:${problem.fullName.toLowerCase()}.`))
    );
  }

  /** Whether a component of the project by that name, or the object it belongs to, was refused. */
  isRefused(type: string, name: string): boolean {
    const plain = name.toLowerCase();
    if (this.#refused.has(`${type}:${plain}`.toLowerCase())) return true;
    return this.#refused.has(`customobject:${plain.split('.')[0] ?? ''}`);
  }

  /** Whether a file or folder that the project would deploy is called so, or an XML file of them gives something that name. */
  holds(name: string): boolean {
    this.#names ??= namesIn(this.#files);
    return this.#names.has((name.split('.').at(-1) ?? name).toLowerCase());
  }
}

/** The projects of a folder of repositories: each with an sfdx-project.json, else each with a package.xml, however deep. */
export function samplesIn(folder: string): readonly Sample[] {
  return readdirSync(folder)
    .sort()
    .flatMap((repository) => {
      const below = (file: string): readonly string[] => foldersWith(join(folder, repository), file, DEEPEST);
      const source = below('sfdx-project.json');
      const found = source.length > 0 ? source : below('package.xml');
      return found.map((project) => new Sample(project, relative(folder, project)));
    });
}

const DEEPEST = 3;

function foldersWith(folder: string, file: string, depth: number): readonly string[] {
  if (existsSync(join(folder, file))) return [folder];
  if (depth === 0) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && entry.name !== 'manifest')
    .flatMap((entry) => foldersWith(join(folder, entry.name), file, depth - 1));
}

function filesBelow(folder: string): readonly SourceFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        (entry.isFile() && !entry.name.startsWith('.') && entry.parentPath !== folder) || entry.name === 'package.xml',
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(folder, path), content: readFileSync(path) }));
}

function textOf(content: Uint8Array): string {
  return Buffer.from(content).toString('utf8');
}

function nameOf({ componentType, fullName }: Problem): string {
  return `${componentType}:${fullName}`.toLowerCase();
}

function keyOf({ type, fullName }: MetadataComponent): string {
  return `${type}:${fullName}`.toLowerCase();
}

function namesIn(files: readonly SourceFile[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { path, content } of files) {
    // A folder inside a component's own is part of that component.
    for (const segment of path.replace(/(\/lwc\/[^/]+\/).*/, '$1').split('/'))
      names.add(segment.replace(/\..*$/, '').toLowerCase());
    if (/\.(xml|object|labels)$/.test(path))
      for (const match of Buffer.from(content)
        .toString('utf8')
        .matchAll(/<fullName>([^<]+)</g))
        names.add((match[1] ?? '').toLowerCase());
  }
  return names;
}
