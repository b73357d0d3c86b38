/** Emitted code on disk, so that a warm start neither parses nor checks. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { OrgSchema } from '../../schema/types.ts';
import type { CompiledUnit } from '../runtime/emitted.ts';
import type { ApexSource } from './compile.ts';
import { COMPILER_FINGERPRINT } from './compiler-fingerprint.ts';
import { readSealed, thinOut, writeSealed } from './sealed-file.ts';

export interface CacheKey {
  readonly version: number;
  /** Code that tells the debug log of each statement is kept apart. */
  readonly traced: boolean;
  readonly schema: string;
  readonly sources: readonly ApexSource[];
}

/** Everything of the schema that the compiler looks at, as a hash. */
export function schemaFingerprint(schema: OrgSchema): string {
  const hash = createHash('sha256');
  for (const object of schema.objects()) {
    hash.update(`${object.name}|${object.kind}\n`);
    for (const field of object.fields.values()) {
      hash.update(
        `${field.name}:${field.type}:${field.referenceTo.join()}:${field.relationshipName ?? ''}:${String(field.formula !== undefined)}:${String(field.summary !== undefined)}:${String(field.externalId)}\n`,
      );
    }
    for (const relation of object.childRelationships)
      hash.update(`${relation.relationshipName ?? ''}>${relation.childObject}\n`);
  }
  return hash.digest('hex');
}

/** Each about half a megabyte for an org of a hundred classes. */
const MOST_FILES = 40;

const unitsFolder = (cacheFolder: string): string => join(cacheFolder, 'units');

function nameOf(key: CacheKey): string {
  const hash = createHash('sha256');
  hash.update(`${String(key.version)}|${String(key.traced)}|${key.schema}|${COMPILER_FINGERPRINT}\n`);
  for (const source of key.sources)
    hash.update(JSON.stringify([source.kind, source.name, source.apiVersion, source.file, source.body]));
  return hash.digest('hex');
}

/** The units compiled from exactly these inputs, or undefined. */
export function readCached(cacheFolder: string, key: CacheKey): readonly CompiledUnit[] | undefined {
  const content = readSealed(unitsFolder(cacheFolder), nameOf(key));
  return content === undefined ? undefined : (JSON.parse(content.toString()) as readonly CompiledUnit[]);
}

/** Keeps them for the next start. */
export function writeCached(cacheFolder: string, key: CacheKey, units: readonly CompiledUnit[]): void {
  const folder = unitsFolder(cacheFolder);
  writeSealed(folder, nameOf(key), Buffer.from(JSON.stringify(units)));
  thinOut(folder, MOST_FILES);
}
