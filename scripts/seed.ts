/** `npm run seed -- --customers N …`: made-up customers for any org (see the usage it prints). */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Connection } from 'jsforce';
import { MOST_CUSTOMERS } from './seed/customers.ts';
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
  --owner USERNAME     owner of the accounts (default: the user who loads)
Where to:
  (nothing)            the local org that npm start has started, as its administrator
  --target-org ALIAS   an org that the Salesforce CLI is logged in to
  --url URL            any org; SEED_USERNAME and SEED_PASSWORD name the user
Running it again changes nothing: every record has a key of its own and is updated.`;

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    customers: { type: 'string' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    block: { type: 'string', default: '2000' },
    'until-year': { type: 'string', default: String(new Date().getUTCFullYear() - 1) },
    owner: { type: 'string' },
    'target-org': { type: 'string' },
    url: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

/** A whole number of an option, within its bounds. */
function numberOf(name: string, text: string | undefined, least: number, most: number): number {
  const number = text === undefined || text === '' ? Number.NaN : Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new Error(`--${name} must be a whole number from ${least} to ${most}`);
}

async function connect(): Promise<Connection> {
  if (values['target-org'] !== undefined) return connectByCli(values['target-org']);
  const settings = readSettings(process.env);
  const { SEED_USERNAME: username, SEED_PASSWORD: password } = process.env;
  if (values.url !== undefined && (username === undefined || password === undefined))
    throw new Error('--url needs SEED_USERNAME and SEED_PASSWORD in the environment');
  const org = new Connection({
    loginUrl: values.url ?? `http://localhost:${settings.ports.org}`,
    version: API_VERSION,
  });
  if (values.url === undefined) await org.login(ADMIN, settings.secrets.adminPassword);
  else await org.login(username ?? '', password ?? '');
  return org;
}

/** The Salesforce CLI knows the session; ours in tools/sf when it is installed. */
function connectByCli(alias: string): Connection {
  const own = inRoot('tools/sf/node_modules/.bin/sf');
  const args = ['org', 'display', '--target-org', alias, '--json'];
  const answer = execFileSync(existsSync(own) ? own : 'sf', args, { encoding: 'utf8' });
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
    for (const [title, count] of sent) console.log(`${String(count).padStart(9)} ${title}`);
  }
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : String(cause));
  if (cause instanceof SeedRefused) console.error(`After mending it go on with --from ${cause.from}`);
  else console.error(`\n${USAGE}`);
  process.exitCode = 1;
}
