/** The small project of these tests, whole or with one file changed. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFiles, type MetadataSet, type SourceFile } from '../../src/metadata/index.ts';

/** Where the project lies. */
export const sampleDirectory = join(import.meta.dirname, 'fixture', 'force-app');

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Every file of the project, paths from `force-app/` on. */
export function sampleFiles(): readonly SourceFile[] {
  return readdirSync(sampleDirectory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return { path: `force-app${path.slice(sampleDirectory.length)}`, content: readFileSync(path) };
    });
}

/** The project with the file whose path ends so changed by `edit`; null removes it. Throws when the edit changes nothing. */
export function sampleWith(ending: string, edit: ((text: string) => string) | null): MetadataSet {
  const files = sampleFiles();
  const target = files.find((file) => file.path.endsWith(ending));
  if (!target) throw new Error(`No file ${ending}`);
  if (!edit) return readFiles(files.filter((file) => file !== target));
  const before = decoder.decode(target.content);
  const after = edit(before);
  if (after === before) throw new Error(`The edit of ${ending} changes nothing`);
  return readFiles(files.map((file) => (file === target ? { path: file.path, content: encoder.encode(after) } : file)));
}
