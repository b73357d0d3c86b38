/** `npm run seed -- --customers N …`: made-up customers for any org (see the usage it prints). */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { averageLines, Averages } from './seed/averages.ts';
import { CannotConnect, connect } from './seed/connect.ts';
import { customerOf, MOST_CUSTOMERS } from './seed/customers.ts';
import { csvOf } from './seed/job.ts';
import { loadSeed, SeedIncomplete, SeedStopped, type LoadPlan, type RefusedRows, type Sent } from './seed/load.ts';
import { makeRows } from './seed/made-rows.ts';
import { freeStorage, needsLines, needsOf } from './seed/needs.ts';
import { checkAlone, checkMetadata, checkSeed, OrgUnfit } from './seed/org-check.ts';
import { inRoot } from './support/paths.ts';

const USAGE = `Usage: npm run seed -- --customers N [options]
  --customers N        how many customers
  --seed S             which ones (default 1): the same seed makes the same customers
  --from F             number of the first one (default 0): goes on where a former run stopped
  --block B            customers sent at a time (default 2000)
  --until-year Y       later one of the two years of consumption (default: last year)
  --owner USERNAME     owner of all records (default: key customers belong to users in the roles of key customer
                       managers, everything else to users in the role Data_Owner, or to the user who loads)
  --failures FOLDER    where rows that the org refuses are written (default .data/seed-failures)
  --dry-run            makes everything and sends nothing: what N customers are, and what they need of an org
Where to:
  (nothing)            the local org that npm start has started, as its administrator
  --target-org ALIAS   an org that the Salesforce CLI is logged in to
  --url URL            any org; SEED_ACCESS_TOKEN is a session there, or SEED_USERNAME and SEED_PASSWORD name the user
Running it again changes nothing: every record has a key of its own and is updated.
Ends with 1 when a row was refused or the load came to a halt.`;

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/** An option that cannot be read; the usage helps. */
class WrongOption extends Error {}

/** The command line; ends with the usage when it holds something else. */
function readOptions() {
  try {
    return parseArgs({
      args: process.argv.slice(2),
      options: {
        customers: { type: 'string' },
        seed: { type: 'string', default: '1' },
        from: { type: 'string', default: '0' },
        block: { type: 'string', default: '2000' },
        'until-year': { type: 'string', default: String(new Date().getUTCFullYear() - 1) },
        owner: { type: 'string' },
        failures: { type: 'string', default: inRoot('.data/seed-failures') },
        'dry-run': { type: 'boolean', default: false },
        'target-org': { type: 'string' },
        url: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (cause) {
    console.error(`${messageOf(cause)}\n\n${USAGE}`);
    process.exit(1);
  }
}

const values = readOptions();

/** A whole number of an option, within its bounds. */
function numberOf(name: string, text: string | undefined, least: number, most: number): number {
  const number = text === undefined || text === '' ? Number.NaN : Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new WrongOption(`--${name} must be a whole number from ${least} to ${most}`);
}

/** What to load. Throws WrongOption. */
function readPlan(): LoadPlan {
  const from = numberOf('from', values.from, 0, MOST_CUSTOMERS - 1);
  return {
    from,
    customers: numberOf('customers', values.customers, 1, MOST_CUSTOMERS - from),
    seed: numberOf('seed', values.seed, 0, 2 ** 31 - 1),
    // The largest job of such a block, two years of consumption, takes some 20 of the 100 MB that an upload may hold.
    block: numberOf('block', values.block, 1, 20_000),
    untilYear: numberOf('until-year', values['until-year'], 2000, 2100),
    owner: values.owner ?? null,
  };
}

const DRY_LINES = 20;

/** Makes everything and forgets it. */
function runDry(plan: LoadPlan): void {
  const averages = new Averages();
  const started = performance.now();
  const step = Math.max(1, Math.floor(plan.customers / DRY_LINES));
  const made = makeRows(plan, (done, customer) => {
    averages.add(customer);
    if (done % step !== 0) return;
    const seconds = (performance.now() - started) / 1000;
    const memory = Math.round(process.memoryUsage.rss() / 1e6);
    console.log(`${done} of ${plan.customers} customers, ${seconds.toFixed(0)} s, ${memory} MB of memory`);
  });
  for (const [title, rows] of made.rows) console.log(`${String(rows).padStart(9)} ${title}`);
  for (const line of averageLines(averages.list())) console.log(line);
  for (const line of needsLines(needsOf(plan), plan, null)) console.log(line);
  console.log(`${Math.ceil(made.bytes / 1e6)} MB of CSV, SHA-256 ${made.digest}`);
}

/** Looks at the org, then loads. */
async function run(plan: LoadPlan): Promise<void> {
  const org = await connect({ targetOrg: values['target-org'], url: values.url });
  await checkMetadata(org, plan);
  await checkSeed(org, plan);
  await checkAlone(org);
  for (const line of needsLines(needsOf(plan), plan, await freeStorage(org))) console.log(line);
  printSent(await loadSeed(org, plan, console.log, keep));
  const averages = new Averages();
  for (let index = 0; index < plan.customers; index += 1) averages.add(customerOf(plan.seed, plan.from + index));
  for (const line of averageLines(averages.list())) console.log(line);
}

function printSent(sent: ReadonlyMap<string, Sent>): void {
  for (const [title, { rows }] of sent) console.log(`${String(rows).padStart(9)} ${title}`);
}

/** Writes refused rows with their reasons. */
function keep({ title, from, rows }: RefusedRows): void {
  mkdirSync(values.failures, { recursive: true });
  const file = join(values.failures, `${from}-${title.replaceAll(' ', '-')}.csv`);
  writeFileSync(file, csvOf(rows));
  console.error(`${rows.length} ${title} were refused; rows and reasons (sf__Error): ${file}`);
}

/** How to go on after a halt. */
function goOn(plan: LoadPlan, { from }: SeedStopped): string {
  const left = plan.from + plan.customers - from;
  const options = `--customers ${left} --from ${from} --seed ${plan.seed} --until-year ${plan.untilYear}`;
  return `What was loaded stays. After mending it go on with: ${options} (and the other options as before)`;
}

/** What the person who loads should read; WrongOption comes with the usage. */
function explain(cause: unknown): string {
  if (cause instanceof WrongOption) return `${cause.message}\n\n${USAGE}`;
  if (cause instanceof CannotConnect || cause instanceof OrgUnfit) return cause.message;
  if (cause instanceof SeedIncomplete)
    return `${cause.message}\nWhat hangs on a refused row was left out. After mending it run the same command again: it loads what is missing.`;
  if (!(cause instanceof SeedStopped)) return messageOf(cause);
  const login = /session expired|INVALID_SESSION_ID/i.test(cause.message) ? '\nLog in to the org anew first.' : '';
  return cause.message + login;
}

if (values.help) console.log(USAGE);
else {
  let plan: LoadPlan | null = null;
  try {
    plan = readPlan();
    if (values['dry-run']) runDry(plan);
    else await run(plan);
  } catch (cause) {
    console.error(explain(cause));
    if (plan !== null && cause instanceof SeedStopped) console.error(goOn(plan, cause));
    process.exitCode = 1;
  }
}
