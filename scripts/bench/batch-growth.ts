/** How the cost of one batch grows with the rows an object already has. */
import { newId } from '../../local-org/src/store/index.ts';
import type { BenchOrg } from './bench-org.ts';
import { batch, median, save, timed } from './rounds.ts';

/** Median milliseconds per batch with that many rows in the table. */
export interface GrowthPoint {
  readonly rows: number;
  readonly insert: number;
  readonly update: number;
  readonly query: number;
  readonly delete: number;
}

/** Fills the object's table to each size in turn and measures there. */
export function measureGrowth(org: BenchOrg, sizes: readonly number[], rounds: number): readonly GrowthPoint[] {
  return sizes.map((rows) => {
    fill(org, rows);
    return { rows, ...measureAt(org, rounds) };
  });
}

function measureAt(org: BenchOrg, rounds: number): Omit<GrowthPoint, 'rows'> {
  const { dml, queries } = org.engine;
  const times = { insert: [] as number[], update: [] as number[], query: [] as number[], delete: [] as number[] };
  for (let round = -1; round < rounds; round += 1) {
    const records = batch('Plain__c', round, null);
    const inserted = timed(() => save(org, (options, scope) => dml.insert(records, options, scope)));
    const ids = inserted.result;
    const changes = ids.map((Id) => ({ type: 'Plain__c', values: { Id, Amount__c: round + 50 } }));
    const updated = timed(() => save(org, (options, scope) => dml.update(changes, options, scope)));
    // By an external id that the fill spread evenly, as integrations look records up.
    const keys = Array.from({ length: records.length }, (_, index) => `fill-${index * 37}`);
    const soql = 'SELECT Id, Name, Amount__c FROM Plain__c WHERE Key__c IN :keys';
    const queried = timed(() => org.request((scope) => queries.query(soql, { keys }, scope, { apex: true })));
    const deleted = timed(() => save(org, (options, scope) => dml.delete(ids, options, scope)));
    if (round < 0) continue;
    times.insert.push(inserted.milliseconds);
    times.update.push(updated.milliseconds);
    times.query.push(queried.milliseconds);
    times.delete.push(deleted.milliseconds);
  }
  return {
    insert: median(times.insert),
    update: median(times.update),
    query: median(times.query),
    delete: median(times.delete),
  };
}

/** Fills the table with SQL: only its size matters here, and a million rows through the org would take hours. */
function fill(org: BenchOrg, wanted: number): void {
  const { store } = org.engine;
  const prefix = org.engine.schema().object('Plain__c')?.keyPrefix ?? '';
  const owner = store.get('SELECT Id FROM User LIMIT 1')?.['Id'] ?? null;
  let present = Number(store.get('SELECT count(*) AS n FROM Plain__c')?.['n']);
  const now = new Date().toISOString();
  while (present < wanted) {
    store.exec('BEGIN IMMEDIATE');
    for (const end = Math.min(present + 50_000, wanted); present < end; present += 1) {
      store.run(
        'INSERT INTO Plain__c (Id, IsDeleted, Name, OwnerId, CreatedById, LastModifiedById, CreatedDate, LastModifiedDate, SystemModstamp, Amount__c, Note__c, Key__c) VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        newId(store, prefix),
        `Fill ${present}`,
        owner,
        owner,
        owner,
        now,
        now,
        now,
        present % 1000,
        'filled',
        `fill-${present}`,
      );
    }
    store.exec('COMMIT');
  }
}
