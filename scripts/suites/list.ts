/** Which projects of a folder are run as suites, and what their own instructions say to do before. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Suite {
  readonly name: string;
  /** Projects that are to be deployed first. */
  readonly needs?: readonly string[];
  /** Permission sets that are to be assigned to who runs the tests. */
  readonly permissionSets?: readonly string[];
}

/** Suites with instructions of their own; every other project of the folder is deployed alone. */
const instructed: readonly Suite[] = [
  { name: 'fflib-apex-common', needs: ['fflib-apex-mocks'] },
  { name: 'fflib-apex-common-samplecode', needs: ['fflib-apex-mocks', 'fflib-apex-common'] },
  { name: 'apex-recipes', permissionSets: ['Apex_Recipes'] },
  { name: 'dreamhouse-lwc', permissionSets: ['dreamhouse'] },
  { name: 'ebikes-lwc', permissionSets: ['ebikes'] },
];

/** The project folder of a suite; folders may carry words in front (`owner+name`, `owner-name`) and part words otherwise (`r.apex`). */
export function folderOf(folder: string, name: string): string | undefined {
  const wanted = `-${plainName(name)}`;
  const found = readdirSync(folder)
    .sort((a, b) => a.length - b.length)
    .find((entry) => `-${plainName(entry)}`.endsWith(wanted));
  return found === undefined ? undefined : join(folder, found);
}

const plainName = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

/** `owner+name` → `name`. */
const shortName = (entry: string): string => entry.slice(entry.indexOf('+') + 1);

/** The suites that are to run: those named, or every project of the folder that has an Apex test. */
export function chosenSuites(folder: string, wanted: readonly string[], needs: readonly string[]): readonly Suite[] {
  const names =
    wanted.length > 0
      ? wanted
      : readdirSync(folder)
          .sort()
          .filter((entry) => hasTests(join(folder, entry)));
  return names.map((entry) => {
    const name = shortName(entry);
    return instructed.find((suite) => plainName(suite.name) === plainName(name)) ?? { name, needs };
  });
}

function hasTests(project: string): boolean {
  if (!existsSync(join(project, 'sfdx-project.json')) && !holdsManifest(project)) return false;
  return classesBelow(project).some((file) => /@istest|\btestmethod\b/i.test(readFileSync(file, 'utf8')));
}

/** A project of the older format has the package.xml of its parts. */
const holdsManifest = (project: string): boolean =>
  ['', 'src', 'unpackaged'].some((part) => existsSync(join(project, part, 'package.xml')));

const classesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.cls'))
    .map((entry) => join(entry.parentPath, entry.name));
