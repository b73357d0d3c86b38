/** Emitted code on disk, so that a warm start neither parses nor checks. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OrgSchema } from '../../schema/types.ts';
import type { CompiledUnit } from '../runtime/emitted.ts';
import type { ApexSource } from './compile.ts';

export interface CacheKey {
  readonly version: number;
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

/**
 * The compiler's own files are part of the key: a changed compiler never meets its predecessor's code. Taken when the compiler is loaded:
 * a file that is edited while the process runs must not give the running, older compiler the name of its successor.
 */
const COMPILER_FINGERPRINT = compilerFingerprint();

function compilerFingerprint(): string {
  const hash = createHash('sha256');
  for (const folder of ['./', '../runtime/']) {
    const url = new URL(folder, import.meta.url);
    for (const name of readdirSync(url).sort()) {
      if (name.endsWith('.ts')) hash.update(readFileSync(new URL(name, url)));
    }
  }
  hash.update(readFileSync(new URL('../generated/platform-signatures.json', import.meta.url)));
  return hash.digest('hex');
}

function fileOf(folder: string, key: CacheKey): string {
  const hash = createHash('sha256');
  hash.update(`${String(key.version)}|${key.schema}|${COMPILER_FINGERPRINT}\n`);
  for (const source of key.sources)
    hash.update(JSON.stringify([source.kind, source.name, source.apiVersion, source.file, source.body]));
  return join(folder, `${hash.digest('hex')}.json`);
}

/** The units compiled from exactly these inputs, or undefined. */
export function readCached(folder: string, key: CacheKey): readonly CompiledUnit[] | undefined {
  const file = fileOf(folder, key);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as readonly CompiledUnit[]) : undefined;
}

/** Written under another name first: a reader never sees half a file. */
export function writeCached(folder: string, key: CacheKey, units: readonly CompiledUnit[]): void {
  mkdirSync(folder, { recursive: true });
  const file = fileOf(folder, key);
  const part = `${file}.${String(process.pid)}`;
  writeFileSync(part, JSON.stringify(units));
  renameSync(part, file);
}
