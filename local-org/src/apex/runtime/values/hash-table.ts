/** The storage behind sets and maps: insertion order, Apex key equality. */
import { ApexObject } from '../class-info.ts';
import { ApexException } from '../exception.ts';
import { hashOf, keyToken, valuesEqual } from './equality.ts';

interface Entry {
  readonly key: unknown;
  value: unknown;
}

/** Throws what the platform throws when a collection changes under an iteration. */
export function refuseChange(): never {
  throw new ApexException('System.FinalException', 'Cannot modify a collection while it is being iterated.');
}

export class HashTable {
  private readonly entriesByToken = new Map<unknown, Entry>();
  /** User objects with equals and hashCode, by hash. */
  private buckets: Map<number, ApexObject[]> | null = null;

  get size(): number {
    return this.entriesByToken.size;
  }

  get(key: unknown): unknown {
    return this.entriesByToken.get(this.tokenOf(key))?.value ?? null;
  }

  has(key: unknown): boolean {
    return this.entriesByToken.has(this.tokenOf(key));
  }

  /** Gives the previous value, or undefined when the key is new. */
  put(key: unknown, value: unknown): unknown {
    const token = this.tokenOf(key);
    const known = this.entriesByToken.get(token);
    if (known) {
      const previous = known.value;
      known.value = value;
      return previous;
    }
    this.entriesByToken.set(token, { key, value });
    if (token === key && key instanceof ApexObject && keyToken(key) === undefined) this.remember(key);
    return undefined;
  }

  /** Gives the removed value, or undefined when there was none. */
  delete(key: unknown): unknown {
    const token = this.tokenOf(key);
    const known = this.entriesByToken.get(token);
    if (!known) return undefined;
    this.entriesByToken.delete(token);
    if (token instanceof ApexObject) this.forget(token);
    return known.value ?? null;
  }

  clear(): void {
    this.entriesByToken.clear();
    this.buckets = null;
  }

  keys(): unknown[] {
    return Array.from(this.entriesByToken.values(), (entry) => entry.key);
  }

  values(): unknown[] {
    return Array.from(this.entriesByToken.values(), (entry) => entry.value);
  }

  entries(): (readonly [unknown, unknown])[] {
    return Array.from(this.entriesByToken.values(), (entry) => [entry.key, entry.value] as const);
  }

  private tokenOf(key: unknown): unknown {
    if (typeof key === 'string') return key;
    const token = keyToken(key);
    if (token !== undefined) return token;
    const candidates = this.buckets?.get(hashOf(key));
    return candidates?.find((candidate) => candidate === key || valuesEqual(key, candidate)) ?? key;
  }

  private remember(key: ApexObject): void {
    this.buckets ??= new Map();
    const hash = hashOf(key);
    const bucket = this.buckets.get(hash);
    if (bucket) bucket.push(key);
    else this.buckets.set(hash, [key]);
  }

  private forget(key: ApexObject): void {
    for (const bucket of this.buckets?.values() ?? []) {
      const at = bucket.indexOf(key);
      if (at >= 0) bucket.splice(at, 1);
    }
  }
}
