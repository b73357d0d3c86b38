/** Reads metadata from where it lies. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { componentsOfFiles, type ReadResult } from './components-of-files.ts';
import {
  hashOfFiles,
  type MetadataComponent,
  type MetadataSet,
  type Problem,
  type Removal,
  type SourceFile,
} from './metadata-set.ts';

/**
 * Reads an SFDX source tree: every metadata folder below `directory`, however the domains are nested. Problem paths are relative to
 * `directory`'s parent, so that they read `force-app/main/…`. The project's .forceignore beside it is honoured.
 */
export function readSourceTree(directory: string): MetadataSet {
  const plain = directory.replace(/\/+$/, '');
  const ignored = forceIgnore(dirname(plain));
  const files = filesBelow(plain, plain.split('/').at(-1) ?? '');
  return new FileSet(
    files.filter((file) => !ignored(file.path)),
    'source',
  );
}

/** Says of a path, relative to the project, whether the project's .forceignore keeps it out of a deploy. As in git, the last pattern that fits decides. */
export function forceIgnore(project: string): (path: string) => boolean {
  const patterns = ignorePatterns(join(project, '.forceignore'));
  return (path) => patterns.findLast(({ pattern }) => pattern.test(path))?.ignores ?? false;
}

interface IgnorePattern {
  readonly pattern: RegExp;
  /** False for a pattern that begins with `!`: it takes files back in. */
  readonly ignores: boolean;
}

/** The patterns of a .forceignore (gitignore notation, upper and lower case alike). */
function ignorePatterns(file: string): readonly IgnorePattern[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) =>
      line.startsWith('!')
        ? { pattern: patternOf(line.slice(1)), ignores: false }
        : { pattern: patternOf(line), ignores: true },
    );
}

function patternOf(line: string): RegExp {
  const anchored = line.startsWith('/') || /\/[^/]/.test(line.replace(/^\*\*\//, ''));
  const body = line
    .replace(/^\//, '')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*\/?|\*|\?/g, (token) =>
      token === '**/' ? '(?:.*/)?' : token === '**' ? '.*' : token === '*' ? '[^/]*' : '[^/]',
    );
  return new RegExp(`${anchored ? '^' : '(?:^|/)'}${body.endsWith('/') ? `${body}.*` : `${body}(?:/.*)?`}$`, 'i');
}

/** Reads an mdapi zip (package.xml and destructive changes at its root, or below one folder such as `unpackaged/`). */
export function readZip(bytes: Uint8Array): MetadataSet {
  const files = Object.entries(unzipSync(bytes))
    .filter(([path]) => !path.endsWith('/'))
    .map(([path, content]) => ({ path: path.replace(/^unpackaged\//, ''), content }));
  return new FileSet(files, 'zip');
}

/** A set made of files in memory, in either format. */
export function readFiles(files: readonly SourceFile[]): MetadataSet {
  return new FileSet(files, 'source');
}

function filesBelow(directory: string, prefix: string): readonly SourceFile[] {
  const files: SourceFile[] = [];
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = `${prefix}/${entry.name}`;
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && entry.name !== '__tests__')
        files.push(...filesBelow(join(directory, entry.name), path));
    } else if (entry.isFile()) files.push({ path, content: readFileSync(join(directory, entry.name)) });
  }
  return files;
}

/** Hashes at once, parses only when somebody looks inside: an unchanged tree is never parsed. */
class FileSet implements MetadataSet {
  readonly hash: string;
  readonly #files: readonly SourceFile[];
  readonly #format: 'source' | 'zip';
  #read: ReadResult | undefined;

  constructor(files: readonly SourceFile[], format: 'source' | 'zip') {
    this.#files = files;
    this.#format = format;
    this.hash = hashOfFiles(files);
  }

  get components(): readonly MetadataComponent[] {
    return this.#result.components;
  }

  get removals(): readonly Removal[] {
    return this.#result.removals;
  }

  get readProblems(): readonly Problem[] {
    return this.#result.problems;
  }

  get #result(): ReadResult {
    this.#read ??= componentsOfFiles(this.#files, this.#format);
    return this.#read;
  }
}
