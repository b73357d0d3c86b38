/**
 * `npm run bench:ldv [-- --small=10000] [-- --large=300000] [-- --rounds=50] [-- --minutes=M] [-- --keep=FOLDER] [-- --load] [-- --measure]`:
 * how the console behaves with many customers. Fills two orgs through Bulk API 2.0, prints rows, disk and a projection to eight million
 * customers, and measures list views, searches and the customer page of each persona in both, in turns (p95). Aim: at most twice as long at
 * the larger size. 300,000 customers take an hour or more:
 * - `--keep` keeps the orgs in a folder; another run goes on where loading stopped, and measures at once when they are full
 * - `--load` only loads; `--measure` only measures, whatever is there
 * - with `--minutes` no more is loaded after so long, and the larger size is what was reached
 * Nothing is asserted: numbers depend on the machine, ratios much less.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startBrowser } from '../local-org/test/support/browser.ts';
import { openConsole } from './bench/console-session.ts';
import { logIn, PERSONA_PASSWORD } from './bench/demo-org.ts';
import { growthOf, growthTable, type GrowthLine } from './bench/growth.ts';
import { actionsOf, consolePersonas, type LdvAction, type LeftOut } from './bench/ldv-actions.ts';
import { openLdvOrg, runLdvOrg, type LdvOrg, type StoreSize } from './bench/ldv-org.ts';
import { sampleOf } from './bench/ldv-sample.ts';
import type { Sent } from './seed/load.ts';

const AIM = 2;
const PROJECTED_CUSTOMERS = 8_000_000;
const SEED = 1;
/** Rounds that do not count: caches fill. */
const WARM_UP = 3;

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    small: { type: 'string', default: '10000' },
    large: { type: 'string', default: '300000' },
    rounds: { type: 'string', default: '50' },
    minutes: { type: 'string', default: 'Infinity' },
    keep: { type: 'string' },
    load: { type: 'boolean', default: false },
    measure: { type: 'boolean', default: false },
    'run-org': { type: 'string' },
  },
});

if (values['run-org'] === undefined) await bench();
else await runLdvOrg(values['run-org']);

async function bench(): Promise<void> {
  const deadline = performance.now() + Number(values.minutes) * 60_000;
  const folder = values.keep === undefined ? mkdtempSync(join(tmpdir(), 'bench-ldv-')) : resolve(values.keep);
  const orgs: LdvOrg[] = [];
  try {
    for (const size of [values.small, values.large]) {
      const org = await openLdvOrg(join(folder, size), SEED);
      orgs.push(org);
      if (!values.measure) printSent(await org.load(Number(size), deadline, console.log));
      printSize(org);
    }
    if (!values.load) await measure(orgs, Number(values.rounds));
  } finally {
    for (const org of orgs) await org.close();
    if (values.keep === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds of one action in the order of the orgs, the shortest round first; undefined where a persona has nothing to do it with. */
type Times = readonly (readonly number[] | undefined)[];

async function measure(orgs: readonly LdvOrg[], rounds: number): Promise<void> {
  const times = new Map<string, Times>();
  const leftOut = new Map<string, readonly (readonly LeftOut[])[]>();
  const samples = await Promise.all(orgs.map(async (org) => sampleOf(await logIn(org.url, 'admin'), org.state())));
  const browser = await startBrowser();
  try {
    const missing = await missingPeople(orgs);
    for (const persona of consolePersonas()) {
      if (missing.has(persona.username)) {
        const reason = 'not a user of an org that was made before this person';
        leftOut.set(
          persona.what,
          orgs.map(() => [{ name: 'everything', reason }]),
        );
        continue;
      }
      const sessions = await Promise.all(
        orgs.map(({ url }) => openConsole(browser, url, persona.username, PERSONA_PASSWORD)),
      );
      const found = [];
      for (const [index, session] of sessions.entries())
        found.push(await actionsOf(persona, session, samples[index] ?? []));
      const actions = found.map((of) => of.actions);
      leftOut.set(
        persona.what,
        found.map((of) => of.leftOut),
      );
      for (const name of new Set(actions.flat().map((action) => action.name))) {
        const inTurns = actions.map((of) => of.find((action) => action.name === name));
        times.set(`${persona.what}: ${name}`, await timesOf(inTurns, rounds));
      }
      for (const session of sessions) await session.close();
    }
  } finally {
    await browser.close();
  }
  const sizes = orgs.map((org) => org.state().customers);
  // The 95th percentile is what is asked for; on a machine that others use too, the median tells more of growth.
  print(`p95 of ${rounds}`, sizes, times, 0.95);
  print('median', sizes, times, 0.5);
  printLeftOut(sizes, leftOut);
}

/** Usernames that a kept org does not know: it has the people of the day it was made. */
async function missingPeople(orgs: readonly LdvOrg[]): Promise<ReadonlySet<string>> {
  const usernames = consolePersonas().map(({ username }) => username);
  const list = usernames.map((username) => `'${username}'`).join(', ');
  const soql = `SELECT Username FROM User WHERE IsActive = true AND Username IN (${list})`;
  const missing = new Set<string>();
  for (const { url } of orgs) {
    const { records } = await (await logIn(url, 'admin')).query<{ readonly Username: string }>(soql);
    const known = new Set(records.map(({ Username }) => Username));
    for (const username of usernames) if (!known.has(username)) missing.add(username);
  }
  return missing;
}

/** Milliseconds of each round in each org. The orgs take turns, so that whatever else the machine does strikes all alike. */
async function timesOf(actions: readonly (LdvAction | undefined)[], rounds: number): Promise<Times> {
  const times = actions.map((action) => (action === undefined ? undefined : ([] as number[])));
  for (let round = 0; round < rounds + WARM_UP; round += 1) {
    for (const [index, action] of actions.entries()) {
      const started = performance.now();
      await action?.run(round);
      if (round >= WARM_UP) times[index]?.push(performance.now() - started);
    }
  }
  return times.map((of) => of?.sort((a, b) => a - b));
}

/** What went where, when anything did. */
function printSent(sent: ReadonlyMap<string, Sent>): void {
  if (sent.size === 0) return;
  console.log('\nSent rows, seconds of the org, rows a second');
  for (const [title, { rows, milliseconds }] of sent) {
    const seconds = milliseconds / 1000;
    const cells = [rows.toLocaleString('en'), seconds.toFixed(1), (rows / seconds).toFixed(0)];
    console.log(`  ${title.padEnd(30)}${cells.map((cell) => cell.padStart(11)).join('')}`);
  }
}

/** What the customers take, without what an org takes that has none. */
function printSize(org: LdvOrg): void {
  const { customers, empty } = org.state();
  if (customers === 0) throw new Error('The org has no customers yet: load some first (without --measure)');
  const full = org.size();
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

function print(what: string, sizes: readonly number[], times: ReadonlyMap<string, Times>, part: number): void {
  console.log(`\nMilliseconds, ${what}`);
  const lines = [...times].map(([name, byOrg]): GrowthLine => ({
    name,
    milliseconds: byOrg.map((sorted) => sorted && quantile(sorted, part)),
  }));
  for (const line of growthTable(sizes, lines, AIM)) console.log(line);
  const ratios = lines.flatMap((line) => growthOf(line) ?? []);
  const within = ratios.filter((ratio) => ratio <= AIM).length;
  if (ratios.length > 0)
    console.log(`${within} of ${ratios.length} take at most ${AIM} times as long at the larger size.`);
}

/** Whoever has no action here misses a number above: nothing is left out without its reason. */
function printLeftOut(sizes: readonly number[], leftOut: ReadonlyMap<string, readonly (readonly LeftOut[])[]>): void {
  console.log('\nNot measured, and why');
  for (const [persona, byOrg] of leftOut) {
    const lines = byOrg.map((of) => of.map(({ name, reason }) => `  ${persona}: ${name}: ${reason}`));
    for (const line of new Set(lines.flat())) {
      const where = sizes.filter((_, index) => lines[index]?.includes(line));
      const only =
        where.length < sizes.length ? ` (only at ${where.map((size) => size.toLocaleString('en')).join(', ')})` : '';
      console.log(line + only);
    }
  }
}

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.ceil(sorted.length * part) - 1] ?? Number.NaN;
}
