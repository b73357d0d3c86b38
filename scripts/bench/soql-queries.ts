/** The measured queries, each beside bare SQL that gives the same rows without asking who may see them. */
import type { Binds, Scope, SqlRow } from '../../local-org/src/engine/ports.ts';
import { recordId } from '../../local-org/src/soql/index.ts';
import { median, timed } from './rounds.ts';
import type { SoqlBenchOrg } from './soql-org.ts';

/** Median milliseconds of one query. */
export interface QueryPoint {
  readonly name: string;
  readonly rows: number;
  readonly inOrg: number;
  readonly bare: number;
}

/** Measures each query as many rounds as asked for, slow ones fewer, org and bare in turn. */
export function measureQueries(org: SoqlBenchOrg, rounds: number): readonly QueryPoint[] {
  // One request with many queries: signing in and committing are not what is measured.
  return org.asClerk((scope) => measureAs(org, scope, rounds));
}

function measureAs(org: SoqlBenchOrg, scope: Scope, rounds: number): readonly QueryPoint[] {
  const { store, queries } = org.engine;
  const soql = (text: string, binds: Binds = {}) => queries.query(text, binds, scope, { apex: true });
  // All that the clerk sees: the bare side of statements over many rows reads just these.
  store.exec('DROP TABLE IF EXISTS temp.seen; CREATE TEMP TABLE seen (id TEXT PRIMARY KEY) WITHOUT ROWID');
  for (const record of soql('SELECT Id FROM Account').records)
    store.run('INSERT INTO seen VALUES (?)', recordId(record) ?? null);
  const seen = store.all('SELECT id FROM seen LIMIT 500').map((row) => String(row['id']));
  const list = 'SELECT Id, Name, Industry, AnnualRevenue, OwnerId FROM Account ORDER BY Name LIMIT 50';
  const listed = JSON.stringify(soql(list).records.map(recordId));
  const dated =
    'SELECT Id, Name, Industry, AnnualRevenue, OwnerId FROM Account ORDER BY CreatedDate DESC LIMIT 50 OFFSET 50';
  const datedIds = JSON.stringify(soql(dated).records.map(recordId));
  const point = (round: number): string => seen[round % seen.length] ?? '';
  // About a hundred accounts have such a name, however many there are.
  const accounts = Number(store.get('SELECT count(*) AS n FROM "Account"')?.['n']);
  const search = `FIND {"Customer ${'0'.repeat(Math.round(Math.log10(accounts)) - 2)}*"} IN NAME FIELDS RETURNING Account(Id, Name)`;
  const found = JSON.stringify(queries.search(search, {}, scope).flat().map(recordId));
  const columns = 'Id, Name, Industry, AnnualRevenue, OwnerId';
  const measured: readonly [string, (round: number) => number, (round: number) => readonly SqlRow[]][] = [
    [
      'point query',
      (round) =>
        soql('SELECT Id, Name, Industry, AnnualRevenue, OwnerId FROM Account WHERE Id = :id', { id: point(round) })
          .records.length,
      (round) => store.all(`SELECT ${columns} FROM "Account" WHERE Id = ?`, point(round)),
    ],
    [
      'list of 50',
      () => soql(list).records.length,
      () =>
        store.all(
          `SELECT ${columns} FROM "Account" WHERE Id IN (SELECT value FROM json_each(?)) ORDER BY Name`,
          listed,
        ),
    ],
    [
      'list by date, second page',
      () => soql(dated).records.length,
      () =>
        store.all(
          `SELECT ${columns} FROM "Account" WHERE Id IN (SELECT value FROM json_each(?)) ORDER BY CreatedDate DESC`,
          datedIds,
        ),
    ],

    [
      'aggregate',
      () => soql('SELECT Industry, COUNT(Id), SUM(AnnualRevenue) FROM Account GROUP BY Industry').records.length,
      () =>
        store.all(
          'SELECT Industry, COUNT(*), SUM(AnnualRevenue) FROM seen JOIN "Account" a ON a.Id = seen.id GROUP BY Industry',
        ),
    ],
    [
      'search',
      () => queries.search(search, {}, scope).flat().length,
      () => store.all('SELECT Id, Name FROM "Account" WHERE Id IN (SELECT value FROM json_each(?))', found),
    ],
  ];
  return measured.map(([name, inOrg, bare]) => {
    const times = { org: [] as number[], bare: [] as number[] };
    let rows = 0;
    let spent = 0;
    // Some rounds first that do not count; a slow query is not asked for longer than some seconds.
    for (let round = -3; round < rounds && (round < 3 || spent < 4000); round += 1) {
      const there = timed(() => bare(round + 3));
      const here = timed(() => inOrg(round + 3));
      if (here.result !== there.result.length)
        throw new Error(`${name}: ${here.result} rows, bare ${there.result.length}`);
      rows = here.result;
      spent += here.milliseconds + there.milliseconds;
      if (round < 0) continue;
      times.org.push(here.milliseconds);
      times.bare.push(there.milliseconds);
    }
    return { name, rows, inOrg: median(times.org), bare: median(times.bare) };
  });
}
