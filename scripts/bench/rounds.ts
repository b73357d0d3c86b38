/** Rounds of the same work in the org and in bare SQLite, one after the other, so that both meet the same machine. */
import type { FieldValue, SaveResult, SObjectRecord } from '../../local-org/src/engine/records.ts';
import { BareRows } from './bare-rows.ts';
import type { BenchOrg } from './bench-org.ts';

/** Records of one request, the platform's limit for collections and the size of a trigger chunk. */
export const BATCH = 200;

/** Milliseconds of each round, in the org and bare. */
export interface Measurement {
  readonly name: string;
  readonly org: readonly number[];
  readonly bare: readonly number[];
}

/** Middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Times one piece of work in milliseconds. */
export function timed<T>(work: () => T): { readonly milliseconds: number; readonly result: T } {
  const started = performance.now();
  const result = work();
  return { milliseconds: performance.now() - started, result };
}

/** Insert, query, update and delete of a batch, and describe, as many rounds as asked for after two that do not count. */
export function measureObject(
  org: BenchOrg,
  objectName: string,
  rounds: number,
  parentId: string | null,
): readonly Measurement[] {
  const bare = new BareRows(org, objectName);
  const times = new Map<string, { org: number[]; bare: number[] }>();
  for (let round = -2; round < rounds; round += 1) {
    for (const [name, inOrg, inBare] of oneRound(org, bare, batch(objectName, round, parentId), round)) {
      if (round < 0) continue;
      const entry = times.get(name) ?? { org: [], bare: [] };
      entry.org.push(inOrg);
      entry.bare.push(inBare);
      times.set(name, entry);
    }
  }
  bare.close();
  return [...times].map(([name, entry]) => ({ name, ...entry }));
}

type Timing = readonly [name: string, org: number, bare: number];

function oneRound(org: BenchOrg, bare: BareRows, rows: readonly SObjectRecord[], round: number): readonly Timing[] {
  const { dml, queries, store } = org.engine;
  const objectName = rows[0]?.type ?? '';
  const pair = (name: string, inOrg: () => unknown, inBare: () => unknown): Timing => [
    name,
    timed(inOrg).milliseconds,
    timed(inBare).milliseconds,
  ];
  const inserted = timed(() => save(org, (options, scope) => dml.insert(rows, options, scope)));
  const ids = inserted.result;
  // The bare side writes the rows as the org stored them.
  const stored = store.all(
    `SELECT * FROM "${objectName}" WHERE Id IN (SELECT value FROM json_each(?))`,
    JSON.stringify(ids),
  );
  const soql = `SELECT Id, Name, Amount__c, Note__c FROM ${objectName} WHERE Id IN :ids`;
  const changes = ids.map((Id): SObjectRecord => ({ type: objectName, values: { Id, Amount__c: round + 50 } }));
  return [
    ['insert', inserted.milliseconds, timed(() => bare.insert(stored)).milliseconds],
    pair(
      'query',
      () => org.request((scope) => queries.query(soql, { ids }, scope, { apex: true })),
      () => bare.read(ids),
    ),
    pair(
      'update',
      () => save(org, (options, scope) => dml.update(changes, options, scope)),
      () => bare.update(ids, round + 50),
    ),
    pair(
      'delete',
      () => save(org, (options, scope) => dml.delete(ids, options, scope)),
      () => bare.delete(ids),
    ),
    pair(
      'describe',
      () => org.describe(objectName),
      () => bare.describe(),
    ),
  ];
}

type Options = Parameters<BenchOrg['engine']['dml']['insert']>[1];
type BenchScope = Parameters<Parameters<BenchOrg['request']>[0]>[0];

/** Saves as a REST collection request does; every record must be saved. */
export function save(
  org: BenchOrg,
  work: (options: Options, scope: BenchScope) => readonly SaveResult[],
): readonly string[] {
  const results = org.request((scope) => work({ allOrNone: true, fromApi: true }, scope));
  return results.map(({ id, errors }) => {
    if (id === null) throw new Error(errors[0]?.message ?? 'not saved');
    return id;
  });
}

/** A batch of new records. */
export function batch(objectName: string, round: number, parentId: string | null): readonly SObjectRecord[] {
  return Array.from({ length: BATCH }, (_, index) => {
    const values: Record<string, FieldValue> = {
      Name: `Row ${index}`,
      Amount__c: index / 4,
      Note__c: `Round ${round}`,
      Key__c: `k-${round}-${index}`,
    };
    if (parentId !== null) values['Parent__c'] = parentId;
    return { type: objectName, values };
  });
}
