/**
 * `npm run bench:soql [-- --rounds=200] [-- --long]`: what queries under private sharing cost over bare SQL that gives the same answer, as
 * ratios measured in one run (1 = as fast as bare), and how they grow: 10,000 accounts with 2,000 share rows, with `--long` also 1,000,000
 * with 200,000 (some minutes). Nothing is asserted: numbers depend on the machine, ratios much less. Aims: point 0.25, list 0.1.
 */
import { growthTable } from './bench/growth.ts';
import { openSoqlBenchOrg } from './bench/soql-org.ts';
import { measureQueries, type QueryPoint } from './bench/soql-queries.ts';

const given = process.argv.slice(2);
const rounds = Number(/--rounds=(\d+)/.exec(given.join(' '))?.[1] ?? 200);
const sizes = given.includes('--long') ? [10_000, 1_000_000] : [10_000];
const number = (value: number, digits = 3): string => value.toFixed(digits).padStart(11);

const org = openSoqlBenchOrg();
try {
  const measured: (readonly QueryPoint[])[] = [];
  for (const accounts of sizes) {
    org.fill(accounts);
    const points = measureQueries(org, rounds);
    const shares = Number(org.engine.store.get('SELECT count(*) AS n FROM "AccountShare"')?.['n']);
    console.log(`\n${accounts} accounts, ${shares} share rows: median milliseconds in the org, bare, ratio`);
    for (const { name, rows, inOrg, bare } of points)
      console.log(
        `  ${name.padEnd(38)}${String(rows).padStart(8)} rows${number(inOrg)}${number(bare)}${number(bare / inOrg, 2)}`,
      );
    measured.push(points);
  }
  console.log('\nin the org, by accounts present: milliseconds, last to first');
  const names = measured[0]?.map(({ name }) => name) ?? [];
  const lines = names.map((name, at) => ({ name, milliseconds: measured.map((points) => points[at]?.inOrg) }));
  for (const line of growthTable(sizes, lines)) console.log(line);
} finally {
  org.close();
}
