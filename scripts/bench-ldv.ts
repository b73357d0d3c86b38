/**
 * `npm run bench:ldv [-- --small=10000] [-- --large=300000] [-- --rounds=50] [-- --minutes=M]`: how the console behaves with many customers. Seeds an org
 * through Bulk API 2.0, measures list views, searches and the customer page of each persona (p95), seeds it up to the larger size and
 * measures the same again. Prints rows, disk and a projection to eight million customers. Aim: at most twice as long at the larger size.
 * 300,000 customers take hours on a small machine: with `--minutes` no more is loaded after so long, and the larger size is what was
 * reached. Nothing is asserted: numbers depend on the machine, ratios much less.
 */
import { parseArgs } from 'node:util';
import { startBrowser } from '../local-org/test/support/browser.ts';
import { openConsole } from './bench/console-session.ts';
import { growthOf, growthTable, type GrowthLine } from './bench/growth.ts';
import { actionsOf, consolePersonas } from './bench/ldv-actions.ts';
import { openLdvOrg, runLdvOrg, type LdvOrg, type StoreSize } from './bench/ldv-org.ts';
import { loadSeed, type Sent } from './seed/load.ts';

const AIM = 2;
const PROJECTED_CUSTOMERS = 8_000_000;
const SEED = 1;
const BLOCK = 2_000;
/** Customers loaded with one session. */
const PART = 4_000;
const UNTIL_YEAR = new Date().getUTCFullYear() - 1;

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    small: { type: 'string', default: '10000' },
    large: { type: 'string', default: '300000' },
    rounds: { type: 'string', default: '50' },
    minutes: { type: 'string', default: 'Infinity' },
    'run-org': { type: 'string' },
  },
});

const deadline = performance.now() + Number(values.minutes) * 60_000;

if (values['run-org'] === undefined)
  await measureSizes([Number(values.small), Number(values.large)], Number(values.rounds));
else await runLdvOrg(values['run-org']);

async function measureSizes(sizes: readonly number[], rounds: number): Promise<void> {
  const org = await openLdvOrg();
  const browser = await startBrowser();
  try {
    const empty = org.size();
    const slowest = new Map<string, number[]>();
    const middle = new Map<string, number[]>();
    const reached: number[] = [];
    for (const wanted of sizes) {
      const customers = await load(org, reached.at(-1) ?? 0, wanted);
      reached.push(customers);
      printSize(empty, org.size(), customers);
      for (const persona of consolePersonas()) {
        const session = await openConsole(browser, org.url, persona.username, org.personaPassword);
        for (const action of await actionsOf(persona, session, { seed: SEED, customers })) {
          const name = `${action.persona}: ${action.name}`;
          const times = await timesOf(action.run, rounds);
          slowest.set(name, [...(slowest.get(name) ?? []), quantile(times, 0.95)]);
          middle.set(name, [...(middle.get(name) ?? []), quantile(times, 0.5)]);
        }
        await session.close();
      }
      // The 95th percentile is what is asked for; on a machine that others use too, the median tells more of growth.
      print(`p95 of ${rounds}`, reached, slowest);
      print('median', reached, middle);
    }
  } finally {
    await browser.close();
    await org.close();
  }
}

/** Seeds the customers from a number up to another, or until the time is over; prints where it went. Gives how many there are. */
async function load(org: LdvOrg, from: number, to: number): Promise<number> {
  const total = new Map<string, Sent>();
  let next = from;
  while (next < to && (next === 0 || performance.now() < deadline)) {
    // A session of its own for each part: one ends during a load of hours.
    const customers = Math.min(PART, to - next);
    const plan = { seed: SEED, from: next, customers, block: BLOCK, untilYear: UNTIL_YEAR, owner: null };
    for (const [title, { rows, milliseconds }] of await loadSeed(await org.admin(), plan, console.log)) {
      const before = total.get(title) ?? { rows: 0, milliseconds: 0 };
      total.set(title, { rows: before.rows + rows, milliseconds: before.milliseconds + milliseconds });
    }
    next += customers;
  }
  console.log('\nSent rows, seconds, rows a second');
  for (const [title, { rows, milliseconds }] of total) {
    const seconds = milliseconds / 1000;
    const cells = [rows.toLocaleString('en'), seconds.toFixed(1), (rows / seconds).toFixed(0)];
    console.log(`  ${title.padEnd(30)}${cells.map((cell) => cell.padStart(11)).join('')}`);
  }
  return next;
}

/** What the customers take, without what an org takes that has none. */
function printSize(empty: StoreSize, full: StoreSize, customers: number): void {
  const own = (of: keyof StoreSize): number => full[of] - empty[of];
  const line = (count: number): string => {
    const scale = count / customers;
    const [rows, shares] = [own('rows') * scale, own('shareRows') * scale].map((number) =>
      Math.round(number).toLocaleString('en'),
    );
    const gigabytes = ((own('bytes') * scale) / 1e9).toFixed(2);
    return `${count.toLocaleString('en')} customers: ${rows} rows, ${shares} of them shares, ${gigabytes} GB on disk`;
  };
  console.log(`\n${line(customers)}\nProjected: ${line(PROJECTED_CUSTOMERS)}`);
}

function print(what: string, sizes: readonly number[], times: ReadonlyMap<string, readonly number[]>): void {
  console.log(`\nMilliseconds, ${what}`);
  const lines = [...times].map(([name, milliseconds]): GrowthLine => ({ name, milliseconds }));
  for (const line of growthTable(sizes, lines, AIM)) console.log(line);
  const ratios = lines.flatMap((line) => growthOf(line) ?? []);
  const within = ratios.filter((ratio) => ratio <= AIM).length;
  if (ratios.length > 0)
    console.log(`${within} of ${ratios.length} take at most ${AIM} times as long at the larger size.`);
}

/** Milliseconds of each round, the shortest first, after three rounds that do not count. */
async function timesOf(work: (round: number) => Promise<unknown>, rounds: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let round = -3; round < rounds; round += 1) {
    const started = performance.now();
    await work(round + 3);
    if (round >= 0) times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b);
}

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.ceil(sorted.length * part) - 1] ?? Number.NaN;
}
