/** Small projects written in a test: file names below `force-app/` with their texts. */
import { readFiles, type MetadataSet, type SourceFile } from '../../src/metadata/index.ts';

/** The namespace attribute of every metadata file. */
export const XMLNS = 'xmlns="http://soap.sforce.com/2006/04/metadata"';

/** The files of a project, paths from `force-app/` on. */
export function sources(files: Readonly<Record<string, string>>): readonly SourceFile[] {
  return Object.entries(files).map(([path, text]) => ({
    path: `force-app/${path}`,
    content: new TextEncoder().encode(text),
  }));
}

/** A project as a set. */
export function project(files: Readonly<Record<string, string>>): MetadataSet {
  return readFiles(sources(files));
}
