/** Reads metadata from where it lies. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
 * `directory`'s parent, so that they read `force-app/main/…`.
 */
export function readSourceTree(directory: string): MetadataSet {
  const name = directory.replace(/\/+$/, '').split('/').at(-1) ?? '';
  return new FileSet(filesBelow(directory, name));
}

/** Reads an mdapi zip (package.xml and destructive changes at its root, or below one folder such as `unpackaged/`). */
export function readZip(bytes: Uint8Array): MetadataSet {
  const files = Object.entries(unzipSync(bytes))
    .filter(([path]) => !path.endsWith('/'))
    .map(([path, content]) => ({ path: path.replace(/^unpackaged\//, ''), content }));
  return new FileSet(files);
}

/** A set made of files in memory, in either format. */
export function readFiles(files: readonly SourceFile[]): MetadataSet {
  return new FileSet(files);
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
  #read: ReadResult | undefined;

  constructor(files: readonly SourceFile[]) {
    this.#files = files;
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
    this.#read ??= componentsOfFiles(this.#files);
    return this.#read;
  }
}
