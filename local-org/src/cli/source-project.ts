/** The files of an SFDX project as a deploy of it would send them: package directories, with the `replacements` of sfdx-project.json. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { forceIgnore } from '../metadata/index.ts';
import { CannotStart } from './data-folder.ts';

export interface ProjectFile {
  /** With forward slashes, beginning with the package directory (`force-app/main/…`). */
  readonly path: string;
  readonly content: Uint8Array;
}

interface Replacement {
  readonly filename?: string;
  readonly stringToReplace?: string;
  readonly replaceWithEnv?: string;
}

interface Project {
  readonly packageDirectories?: readonly { readonly path: string }[];
  readonly replacements?: readonly Replacement[];
}

/** Reads a project folder (one with sfdx-project.json) or a single source folder. */
export function readProject(
  source: string,
  environment: Readonly<Record<string, string | undefined>>,
): readonly ProjectFile[] {
  if (!existsSync(source)) throw new CannotStart(`The source folder ${source} does not exist.`);
  const description = join(source, 'sfdx-project.json');
  if (!existsSync(description)) {
    const parent = dirname(source);
    return filesBelow(
      source,
      basename(source),
      existsSync(join(parent, 'sfdx-project.json'))
        ? readDescription(join(parent, 'sfdx-project.json')).replacements
        : [],
      environment,
    );
  }
  const project = readDescription(description);
  const ignored = forceIgnore(source);
  // Several packages may be made of one folder.
  const folders = new Set(
    (project.packageDirectories ?? []).map(({ path }) => join(source, path.replaceAll('\\', '/'))),
  );
  return [...folders].flatMap((folder) => {
    return existsSync(folder)
      ? filesBelow(folder, relative(source, folder).replaceAll('\\', '/'), project.replacements, environment).filter(
          (file) => !ignored(file.path),
        )
      : [];
  });
}

function readDescription(file: string): Required<Pick<Project, 'replacements'>> & Project {
  const project = JSON.parse(readFileSync(file, 'utf8')) as Project;
  return { ...project, replacements: project.replacements ?? [] };
}

function filesBelow(
  folder: string,
  prefix: string,
  replacements: readonly Replacement[],
  environment: Readonly<Record<string, string | undefined>>,
): readonly ProjectFile[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry): readonly ProjectFile[] => {
    const path = `${prefix}/${entry.name}`;
    // Tests of components and the editor's settings never leave the project (.forceignore).
    if (
      entry.name === '__tests__' ||
      entry.name === 'node_modules' ||
      entry.name === 'jsconfig.json' ||
      entry.name === 'tsconfig.json'
    )
      return [];
    if (entry.isDirectory()) return filesBelow(join(folder, entry.name), path, replacements, environment);
    if (!entry.isFile() || entry.name.endsWith('.ts') || entry.name.startsWith('.')) return [];
    return [{ path, content: replaced(readFileSync(join(folder, entry.name)), path, replacements, environment) }];
  });
}

function replaced(
  content: Buffer,
  path: string,
  replacements: readonly Replacement[],
  environment: Readonly<Record<string, string | undefined>>,
): Uint8Array {
  let result: Uint8Array = content;
  for (const { filename, stringToReplace, replaceWithEnv } of replacements) {
    if (filename !== path || stringToReplace === undefined || replaceWithEnv === undefined) continue;
    const value = environment[replaceWithEnv];
    if (value === undefined)
      throw new CannotStart(
        `${path} needs the environment variable ${replaceWithEnv} (sfdx-project.json, replacements).`,
      );
    result = Buffer.from(Buffer.from(result).toString('utf8').replaceAll(stringToReplace, value));
  }
  return result;
}
