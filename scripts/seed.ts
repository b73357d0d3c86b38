/** `npm run seed -- --customers N …`: made-up customers for any org (see the usage it prints). */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Connection } from 'jsforce';
import { MOST_CUSTOMERS } from './seed/customers.ts';
import { csvOf } from './seed/job.ts';
import { loadSeed, SeedRefused } from './seed/load.ts';
import { readSettings } from './start/settings.ts';
import { inRoot } from './support/paths.ts';

const API_VERSION = '67.0';
const ADMIN = 'admin@unified-power.example';
const USAGE = `Usage: npm run seed -- --customers N [options]
  --customers N        how many customers
  --seed S             which ones (default 1): the same seed makes the same customers
  --from F             number of the first one (default 0): goes on where a former run stopped
  --block B            customers sent at a time (default 2000)
  --until-year Y       later one of the two years of consumption (default: last year)
  --owner USERNAME     owner of all records (default: key customers belong to users in the roles of key customer
                       managers, everything else to users in the role Data_Owner, or to the user who loads)
  --failures FOLDER    where rows that the org refuses are written (default .data/seed-failures)
Where to:
  (nothing)            the local org that npm start has started, as its administrator
  --target-org ALIAS   an org that the Salesforce CLI is logged in to
  --url URL            any org; SEED_ACCESS_TOKEN is a session there, or SEED_USERNAME and SEED_PASSWORD name the user
Running it again changes nothing: every record has a key of its own and is updated.`;

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/** There is no session to load with; the message says how to get one. */
class CannotConnect extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'CannotConnect';
  }
}

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

async function connect(): Promise<Connection> {
  if (values['target-org'] !== undefined) return connectByCli(values['target-org']);
  if (values.url !== undefined) return connectByUrl(values.url);
  const settings = readSettings(process.env);
  const loginUrl = `http://localhost:${settings.ports.org}`;
  const org = new Connection({ loginUrl, version: API_VERSION });
  try {
    await org.login(ADMIN, settings.secrets.adminPassword);
  } catch (cause) {
    throw new CannotConnect(
      `No local org answers at ${loginUrl}. Start it with npm start, then run this again.`,
      cause,
    );
  }
  return org;
}

async function connectByUrl(url: string): Promise<Connection> {
  const { SEED_ACCESS_TOKEN: accessToken, SEED_USERNAME: username, SEED_PASSWORD: password } = process.env;
  if (accessToken !== undefined) return new Connection({ instanceUrl: url, accessToken, version: API_VERSION });
  if (username === undefined || password === undefined)
    throw new CannotConnect(
      '--url needs SEED_ACCESS_TOKEN, or SEED_USERNAME and SEED_PASSWORD, in the environment (not as options: those are seen by others).',
    );
  const org = new Connection({ loginUrl: url, version: API_VERSION });
  try {
    await org.login(username, password);
  } catch (cause) {
    throw new CannotConnect(`${url} does not let ${username} in: ${messageOf(cause)}`, cause);
  }
  return org;
}

/** The Salesforce CLI knows the session; ours in tools/sf when it is installed. */
function connectByCli(alias: string): Connection {
  const own = inRoot('tools/sf/node_modules/.bin/sf');
  const sf = existsSync(own) ? own : 'sf';
  let answer: string;
  try {
    answer = execFileSync(sf, ['org', 'display', '--target-org', alias, '--json'], { encoding: 'utf8', stdio: 'pipe' });
  } catch (cause) {
    throw new CannotConnect(
      `The Salesforce CLI gives no session for ${alias}. Log in with: sf org login web --alias ${alias}`,
      cause,
    );
  }
  const { result } = JSON.parse(answer) as {
    readonly result: { readonly accessToken: string; readonly instanceUrl: string };
  };
  return new Connection({ ...result, version: API_VERSION });
}

try {
  if (values.help) console.log(USAGE);
  else {
    const from = numberOf('from', values.from, 0, MOST_CUSTOMERS - 1);
    const plan = {
      from,
      customers: numberOf('customers', values.customers, 1, MOST_CUSTOMERS - from),
      seed: numberOf('seed', values.seed, 0, 2 ** 31 - 1),
      block: numberOf('block', values.block, 1, 20_000),
      untilYear: numberOf('until-year', values['until-year'], 2000, 2100),
      owner: values.owner ?? null,
    };
    const sent = await loadSeed(await connect(), plan, console.log);
    for (const [title, { rows }] of sent) console.log(`${String(rows).padStart(9)} ${title}`);
  }
} catch (cause) {
  console.error(messageOf(cause));
  if (cause instanceof WrongOption) console.error(`\n${USAGE}`);
  else if (cause instanceof SeedRefused) console.error(whatNext(cause));
  else if (!(cause instanceof CannotConnect)) {
    if (/session expired|INVALID_SESSION_ID/i.test(String(cause))) console.error('Log in to the org anew first.');
    console.error('What was loaded stays. Run the same command again: records are found by their keys and updated.');
  }
  process.exitCode = 1;
}

/** Writes the refused rows with their reasons, and says how to go on. */
function whatNext({ title, rows, from }: SeedRefused): string {
  const goOn = `After mending it go on with --from ${from}`;
  if (rows.length === 0) return goOn;
  const folder = values.failures;
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${from}-${title.replaceAll(' ', '-')}.csv`);
  writeFileSync(file, csvOf(rows));
  return `All ${rows.length} rows with the reasons (sf__Error): ${file}\n${goOn}`;
}
