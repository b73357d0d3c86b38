/**
 * Platform Cache: `Cache.Org`, `Cache.Session` and their partitions. Kept in memory by each engine worker: as on the platform, nobody may
 * rely on finding what was put. Values are kept as text, so that every reader gets an object of its own. Rollback does not undo a put; a
 * test method sees only what it put itself. Source: Apex Developer Guide, "Platform Cache"; Apex Reference, "Cache Namespace".
 */
import { freeze, thaw } from '../runtime/job-state.ts';
import { ApexException } from '../runtime/exception.ts';
import type { ApexParts, Runtime } from '../runtime/context.ts';
import { platformType, setOf, Types } from '../runtime/type-ref.ts';
import { ApexSet, PlatformObject, type TypeValue } from '../runtime/values/index.ts';
import { notNull } from './arguments.ts';
import { ownRuntime } from './own-runtime.ts';

type Kind = 'Org' | 'Session';

interface Item {
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly endsAt: number;
}

interface Limits {
  readonly shortest: number;
  readonly longest: number;
  readonly usual: number;
  readonly exception: string;
}

/** Seconds. Source: Apex Reference, put(key, value, ttlSecs, visibility, immutable) of Cache.Org and Cache.Session. */
const limits: Readonly<Record<Kind, Limits>> = {
  Org: { shortest: 300, longest: 172_800, usual: 86_400, exception: 'Cache.Org.OrgCacheException' },
  Session: { shortest: 300, longest: 28_800, usual: 28_800, exception: 'Cache.SessionCacheException' },
};
const LONGEST_KEY = 50;

type Partitions = Map<string, Map<string, Item>>;
const caches = new WeakMap<ApexParts, Partitions>();

class CachePartition extends PlatformObject {
  override readonly apexType;
  readonly kind: Kind;
  readonly name: string;

  constructor(kind: Kind, name: string) {
    super();
    this.apexType = platformType(`Cache.${kind}Partition`);
    this.kind = kind;
    this.name = name;
  }
}

function itemsOf(rt: Runtime, { kind, name }: CachePartition): Map<string, Item> {
  const known = rt.test ? rt.test.values.get('platformCache') : caches.get(rt.parts);
  const partitions = (known ?? new Map<string, Map<string, Item>>()) as Partitions;
  if (rt.test) rt.test.values.set('platformCache', partitions);
  else caches.set(rt.parts, partitions);
  const key = `${kind === 'Session' ? rt.user.userId : ''} ${name.toLowerCase()}`;
  const items = partitions.get(key) ?? new Map<string, Item>();
  partitions.set(key, items);
  return items;
}

/** Names are `local.Partition`, `namespace.Partition` or, in the org's own code, `Partition`. */
function partitionNamed(rt: Runtime, kind: Kind, name: string | null): CachePartition {
  const developerName = notNull(name).replace(/^local\./i, '');
  const { records } = rt.parts.queries.query(
    'SELECT DeveloperName FROM PlatformCachePartition WHERE DeveloperName = :name',
    { name: developerName },
    rt.scope('SYSTEM_MODE'),
  );
  const found = records[0]?.values['DeveloperName'];
  if (typeof found !== 'string')
    throw new ApexException(limits[kind].exception, `Partition ${name ?? ''} does not exist or is not available.`);
  return new CachePartition(kind, found);
}

function defaultPartition(rt: Runtime, kind: Kind): CachePartition {
  const { records } = rt.parts.queries.query(
    'SELECT DeveloperName FROM PlatformCachePartition WHERE IsDefaultPartition = TRUE',
    {},
    rt.scope('SYSTEM_MODE'),
  );
  const found = records[0]?.values['DeveloperName'];
  if (typeof found !== 'string') throw new ApexException(limits[kind].exception, 'There is no default partition.');
  return new CachePartition(kind, found);
}

function checkedKey(key: string | null): string {
  const text = notNull(key);
  if (!/^[A-Za-z0-9]+$/.test(text) || text.length > LONGEST_KEY)
    throw new ApexException(
      'Cache.InvalidParamException',
      `Invalid key: ${text}. A key has at most ${LONGEST_KEY} letters and digits.`,
    );
  return text;
}

function put(rt: Runtime, partition: CachePartition, key: string | null, value: unknown, seconds?: number): void {
  if (value === null || value === undefined)
    throw new ApexException('Cache.InvalidParamException', 'The value of a cache entry cannot be null.');
  const { shortest, longest, usual } = limits[partition.kind];
  const lifetime = seconds === undefined || seconds === 0 ? usual : seconds;
  if (lifetime < shortest || lifetime > longest)
    throw new ApexException(
      'Cache.InvalidParamException',
      `Time to live must be between ${shortest} and ${longest} seconds.`,
    );
  const item = { text: freeze(ownRuntime(rt), value), endsAt: rt.parts.clock.now() + lifetime * 1000 };
  itemsOf(rt, partition).set(checkedKey(key), item);
}

function textAt(rt: Runtime, partition: CachePartition, key: string): string | undefined {
  const items = itemsOf(rt, partition);
  const item = items.get(key);
  if (item !== undefined && item.endsAt > rt.parts.clock.now()) return item.text;
  items.delete(key);
  return undefined;
}

function read(rt: Runtime, partition: CachePartition, key: string | null): unknown {
  const text = textAt(rt, partition, checkedKey(key));
  return text === undefined ? null : thaw(ownRuntime(rt), text);
}

/** `get(builder, key)`: what the class's `doLoad` makes is put when it is missing, under a key of its own per class,
 * which counts among the partition's keys. */
function load(rt: Runtime, partition: CachePartition, builder: TypeValue | null, key: string | null): unknown {
  const { type } = notNull(builder);
  const text = checkedKey(key);
  const place = builtKey(type.name, text);
  const known = textAt(rt, partition, place);
  if (known !== undefined) return thaw(ownRuntime(rt), known);
  if (!rt.isSubtype(type, platformType('Cache.CacheBuilder')))
    throw new ApexException(
      'Cache.InvalidCacheBuilderException',
      `${type.name} does not implement Cache.CacheBuilder.`,
    );
  const value = rt.callMethod(rt.newInstance(type), 'doLoad', [text]);
  if (value !== null && value !== undefined) {
    const endsAt = rt.parts.clock.now() + limits[partition.kind].usual * 1000;
    itemsOf(rt, partition).set(place, { text: freeze(ownRuntime(rt), value), endsAt });
  }
  return value ?? null;
}

const builtKey = (className: string, key: string): string => `${className.replaceAll('.', '_')}_B_${key}`;

function remove(rt: Runtime, partition: CachePartition, key: string): boolean {
  const was = textAt(rt, partition, key) !== undefined;
  itemsOf(rt, partition).delete(key);
  return was;
}

function keys(rt: Runtime, partition: CachePartition): readonly string[] {
  return [...itemsOf(rt, partition).keys()].filter((key) => textAt(rt, partition, key) !== undefined);
}

const MEGABYTE = 1_048_576;

/** How much of the space given to this part of the partition is in use, in percent; 0 when it was given none. */
function usedPercent(rt: Runtime, partition: CachePartition): number {
  const { records } = rt.parts.queries.query(
    'SELECT AllocatedCapacity, AllocatedPartnerCapacity, AllocatedPurchasedCapacity, AllocatedTrialCapacity FROM PlatformCachePartitionType WHERE PlatformCachePartition.DeveloperName = :name AND CacheType = :kind',
    { name: partition.name, kind: partition.kind === 'Org' ? 'Organization' : 'Session' },
    rt.scope('SYSTEM_MODE'),
  );
  const megabytes = records
    .flatMap(({ values }) => Object.values(values))
    .reduce<number>((sum, value) => sum + (typeof value === 'number' ? value : 0), 0);
  const used = [...itemsOf(rt, partition).values()].reduce((sum, { text }) => sum + text.length, 0);
  return megabytes === 0 ? 0 : (100 * used) / (megabytes * MEGABYTE);
}

const seconds = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** Arguments of `put` behind the partition: key, value, then lifetime or visibility, and the names of the parameter types at the end. */
type PutArguments = readonly [key: string | null, value: unknown, lifetime?: unknown, ...rest: unknown[]];
const lifetimeOf = (rest: PutArguments): number | undefined =>
  (rest.at(-1) as readonly string[])[2] === 'Integer' ? seconds(rest[2]) : undefined;

function partitionFunctions(kind: Kind | ''): Readonly<Record<string, (rt: Runtime, ...args: never[]) => unknown>> {
  const type = `Cache.${kind}Partition`;
  return {
    [`${type}.put`]: (rt: Runtime, self: CachePartition, ...args: PutArguments) =>
      put(rt, self, args[0], args[1], lifetimeOf(args)),
    [`${type}.get(String)`]: (rt: Runtime, self: CachePartition, key: string | null) => read(rt, self, key),
    [`${type}.get(Type,String)`]: (rt: Runtime, self: CachePartition, builder: TypeValue | null, key: string | null) =>
      load(rt, self, builder, key),
    [`${type}.contains(String)`]: (rt: Runtime, self: CachePartition, key: string | null) =>
      textAt(rt, self, checkedKey(key)) !== undefined,
    [`${type}.remove(String)`]: (rt: Runtime, self: CachePartition, key: string | null) =>
      remove(rt, self, checkedKey(key)),
    [`${type}.remove(Type,String)`]: (
      rt: Runtime,
      self: CachePartition,
      builder: TypeValue | null,
      key: string | null,
    ) => remove(rt, self, builtKey(notNull(builder).type.name, checkedKey(key))),
    [`${type}.getKeys()`]: (rt: Runtime, self: CachePartition) => new ApexSet(setOf(Types.String), keys(rt, self)),
    [`${type}.getNumKeys()`]: (rt: Runtime, self: CachePartition) => BigInt(keys(rt, self).length),
    [`${type}.getName()`]: (_rt: Runtime, self: CachePartition) => self.name,
    [`${type}.getCapacity()`]: (rt: Runtime, self: CachePartition) => usedPercent(rt, self),
    [`${type}.isAvailable()`]: () => true,
  };
}

/** `Partition.key` names a partition, a bare key the default one. */
function placeOf(rt: Runtime, kind: Kind, key: string | null): readonly [CachePartition, string] {
  const parts = notNull(key).split('.');
  const last = parts.pop() ?? '';
  return [parts.length === 0 ? defaultPartition(rt, kind) : partitionNamed(rt, kind, parts.join('.')), last];
}

function staticFunctions(kind: Kind): Readonly<Record<string, (rt: Runtime, ...args: never[]) => unknown>> {
  const type = `Cache.${kind}`;
  return {
    [`${type}.getPartition(String)`]: (rt: Runtime, name: string | null) => partitionNamed(rt, kind, name),
    [`${type}.put`]: (rt: Runtime, ...args: PutArguments) => {
      const [partition, key] = placeOf(rt, kind, args[0]);
      put(rt, partition, key, args[1], lifetimeOf(args));
    },
    [`${type}.get(String)`]: (rt: Runtime, key: string | null) => read(rt, ...placeOf(rt, kind, key)),
    [`${type}.get(Type,String)`]: (rt: Runtime, builder: TypeValue | null, key: string | null) => {
      const [partition, name] = placeOf(rt, kind, key);
      return load(rt, partition, builder, name);
    },
    [`${type}.contains(String)`]: (rt: Runtime, key: string | null) => {
      const [partition, name] = placeOf(rt, kind, key);
      return textAt(rt, partition, checkedKey(name)) !== undefined;
    },
    [`${type}.remove(String)`]: (rt: Runtime, key: string | null) => {
      const [partition, name] = placeOf(rt, kind, key);
      return remove(rt, partition, checkedKey(name));
    },
    [`${type}.remove(Type,String)`]: (rt: Runtime, builder: TypeValue | null, key: string | null) => {
      const [partition, name] = placeOf(rt, kind, key);
      return remove(rt, partition, builtKey(notNull(builder).type.name, checkedKey(name)));
    },
    [`${type}.getKeys()`]: (rt: Runtime) => new ApexSet(setOf(Types.String), keys(rt, defaultPartition(rt, kind))),
    [`${type}.getNumKeys()`]: (rt: Runtime) => BigInt(keys(rt, defaultPartition(rt, kind)).length),
    [`${type}.getName()`]: (rt: Runtime) => defaultPartition(rt, kind).name,
    [`${type}.getCapacity()`]: (rt: Runtime) => usedPercent(rt, defaultPartition(rt, kind)),
    [`get ${type}.MAX_TTL_SECS`]: () => limits[kind].longest,
  };
}

export const cacheFunctions = {
  ...staticFunctions('Org'),
  ...staticFunctions('Session'),
  'Cache.Session.isAvailable()': () => true,
  ...partitionFunctions(''),
  ...partitionFunctions('Org'),
  ...partitionFunctions('Session'),
};
