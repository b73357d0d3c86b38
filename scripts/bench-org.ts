/**
 * `npm run bench:org [-- --rounds=20] [-- --long]`: what the local org costs over bare node:sqlite, as ratios measured in one run, and how
 * it grows with the rows present: 10,000 and 100,000, with `--long` also 1,000,000 (some minutes). Nothing is asserted: numbers depend
 * on the machine, ratios much less.
 */
import { openBenchOrg } from './bench/bench-org.ts';
import { measureGrowth } from './bench/batch-growth.ts';
import { growthTable } from './bench/growth.ts';
import { BATCH, measureObject, median, save } from './bench/rounds.ts';

const given = process.argv.slice(2);
const rounds = Number(/--rounds=(\d+)/.exec(given.join(' '))?.[1] ?? 15);
const sizes = given.includes('--long') ? [10_000, 100_000, 1_000_000] : [10_000, 100_000];
const number = (value: number, digits = 2): string => value.toFixed(digits).padStart(10);

const org = openBenchOrg();
try {
  const [parentId = null] = save(org, (options, scope) =>
    org.engine.dml.insert([{ type: 'Parent__c', values: { Name: 'Parent' } }], options, scope),
  );
  console.log(`${BATCH} records a request, median of ${rounds} rounds: milliseconds in the org, bare, ratio`);
  for (const [title, objectName, parent] of [
    ['no trigger, no rule', 'Plain__c', null],
    ['trigger, 3 rules, roll-up', 'Ruled__c', parentId],
  ] as const) {
    console.log(`\n${title}`);
    for (const { name, org: inOrg, bare } of measureObject(org, objectName, rounds, parent)) {
      const [here, there] = [median(inOrg), median(bare)];
      console.log(`  ${name.padEnd(10)}${number(here)}${number(there, 3)}${number(here / there, 1)} ×`);
    }
  }
  console.log('\nno trigger, no rule, by rows present: milliseconds, last to first');
  const points = measureGrowth(org, sizes, Math.min(rounds, 7));
  const lines = (['insert', 'query', 'update', 'delete'] as const).map((name) => ({
    name,
    milliseconds: points.map((point) => point[name]),
  }));
  for (const line of growthTable(sizes, lines)) console.log(line);
} finally {
  org.close();
}
