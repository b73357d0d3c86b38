/** One set of metadata, however it arrived: an SFDX source tree or an mdapi zip. */
import { createHash } from 'node:crypto';
import type { XmlElement } from './xml.ts';

/** A file of the set: path with forward slashes, relative to the tree or the zip. */
export interface SourceFile {
  readonly path: string;
  readonly content: Uint8Array;
}

/** One component. */
export interface MetadataComponent {
  /** `CustomField`, `ApexClass`, `LightningComponentBundle` … */
  readonly type: string;
  /** `Account.ERP_Id__c`, `applicationForm`, `site/Agency_Portal1`. */
  readonly fullName: string;
  /** The file an error is reported at: the XML, or the code when it has no XML. */
  readonly file: string;
  /** Root of the XML; null when the component has none or it is not well-formed. */
  readonly xml: XmlElement | null;
  /** The XML as written; null when there is none. */
  readonly xmlText: string | null;
  /** Code, bundle files or the resource; paths relative to the component's own folder. */
  readonly contents: readonly SourceFile[];
}

/** A component named in destructiveChanges.xml. */
export interface Removal {
  readonly type: string;
  readonly fullName: string;
  /** Before or after the additions of the same deploy. */
  readonly when: 'pre' | 'post';
}

/** Something that keeps a component from being deployed. Lines and columns count from 1. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly componentType: string;
  readonly fullName: string;
  readonly message: string;
  /** A warning that fails the deploy because it may not be ignored. */
  readonly warning?: boolean;
}

export interface MetadataSet {
  readonly components: readonly MetadataComponent[];
  readonly removals: readonly Removal[];
  /** Found while reading: files that belong to no known type, XML that is not well-formed. */
  readonly readProblems: readonly Problem[];
  /** Same content, same hash; a deploy of a set that the org has already is skipped by it. */
  readonly hash: string;
}

/** Hash over paths and contents in path order. */
export function hashOfFiles(files: readonly SourceFile[]): string {
  const hash = createHash('sha256');
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    hash.update(file.path).update('\0').update(String(file.content.byteLength)).update('\0').update(file.content);
  }
  return hash.digest('hex');
}

/** Key of a component; the platform compares names without regard to case. */
export function componentKey(type: string, fullName: string): string {
  return `${type}:${fullName}`.toLowerCase();
}
