/**
 * Syntax trees by the text they came from: in memory, so that a deploy of one class parses one class, and on disk, so that so does the first
 * deploy or script of a process. Only trees are kept on disk; a text with syntax errors is parsed again.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { TriggerDeclaration, TypeDeclaration } from './ast.ts';
import { COMPILER_FINGERPRINT } from './compiler-fingerprint.ts';
import type { Parsed } from './parse.ts';
import { readSealed, thinOut, writeSealed } from './sealed-file.ts';

/** About ten kilobytes each. */
const MOST_FILES = 4_000;

type Kind = 'class' | 'trigger';

export class ParseCache {
  private readonly folder: string | undefined;
  private readonly classes = new Map<string, Parsed<TypeDeclaration>>();
  private readonly triggers = new Map<string, Parsed<TriggerDeclaration>>();
  private thinned = false;

  /** Without a folder nothing outlives the process. */
  constructor(cacheFolder?: string) {
    this.folder = cacheFolder === undefined ? undefined : join(cacheFolder, 'trees');
  }

  class(text: string, parse: () => Parsed<TypeDeclaration>): Parsed<TypeDeclaration> {
    return this.keep(this.classes, 'class', text, parse);
  }

  trigger(text: string, parse: () => Parsed<TriggerDeclaration>): Parsed<TriggerDeclaration> {
    return this.keep(this.triggers, 'trigger', text, parse);
  }

  private keep<T>(known: Map<string, Parsed<T>>, kind: Kind, text: string, parse: () => Parsed<T>): Parsed<T> {
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = this.fromDisk<T>(kind, text) ?? this.toDisk(kind, text, parse());
    known.set(text, made);
    return made;
  }

  private fromDisk<T>(kind: Kind, text: string): Parsed<T> | undefined {
    const content = this.folder === undefined ? undefined : readSealed(this.folder, nameOf(kind, text));
    return content === undefined ? undefined : { tree: deserialize(content) as T };
  }

  private toDisk<T>(kind: Kind, text: string, parsed: Parsed<T>): Parsed<T> {
    if (this.folder === undefined || !('tree' in parsed)) return parsed;
    writeSealed(this.folder, nameOf(kind, text), serialize(parsed.tree));
    if (!this.thinned) thinOut(this.folder, MOST_FILES);
    this.thinned = true;
    return parsed;
  }
}

const nameOf = (kind: Kind, text: string): string =>
  createHash('sha256').update(`${COMPILER_FINGERPRINT}|${kind}\n`).update(text).digest('hex');
