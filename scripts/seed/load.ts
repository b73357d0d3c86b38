/** Sends customers to an org through Bulk API 2.0, a block at a time: memory stays the same for any number. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from 'jsforce';
import { customerOf } from './customers.ts';
import { csvOf, SEED_JOBS, type Row, type SeedJob, type SeedSettings } from './jobs.ts';

export interface LoadPlan {
  readonly seed: number;
  /** Number of the first customer. */
  readonly from: number;
  readonly customers: number;
  /** Customers to a block; a job holds about six times as many rows. */
  readonly block: number;
  readonly untilYear: number;
  /** Username of the accounts' owner; null for the user who loads. */
  readonly owner: string | null;
}

/** Rows that the org refused; what was loaded before stays, and loading again changes nothing of it. */
export class SeedRefused extends Error {
  /** Customer from which loading goes on. */
  readonly from: number;

  constructor(message: string, from: number) {
    super(message);
    this.name = 'SeedRefused';
    this.from = from;
  }
}

const POLL_MS = 100;
const MOST_POLL_MS = 5_000;
const SHOWN_ERRORS = 5;

/** Loads; gives the rows sent by object. Throws SeedRefused when rows fail, and the client's errors when the org is away. */
export async function loadSeed(
  org: Connection,
  plan: LoadPlan,
  say: (line: string) => void,
): Promise<ReadonlyMap<string, number>> {
  const settings = await settingsOf(org, plan);
  const sent = new Map<string, number>();
  const started = performance.now();
  const end = plan.from + plan.customers;
  for (let from = plan.from; from < end; from += plan.block) {
    const size = Math.min(plan.block, end - from);
    const customers = Array.from({ length: size }, (_, offset) => customerOf(plan.seed, from + offset));
    for (const job of SEED_JOBS) {
      const rows = customers.flatMap((customer) => job.rowsOf(customer, settings));
      if (rows.length > 0) await runJob(org, job, rows, from);
      sent.set(job.title, (sent.get(job.title) ?? 0) + rows.length);
    }
    const done = from + size - plan.from;
    const seconds = (performance.now() - started) / 1000;
    const left = Math.round((seconds / done) * (plan.customers - done));
    say(
      `${done} of ${plan.customers} customers, ${sumOf(sent)} rows, ${seconds.toFixed(0)} s, about ${left} s to go; next --from ${from + size}`,
    );
  }
  return sent;
}

const sumOf = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

async function settingsOf(org: Connection, plan: LoadPlan): Promise<SeedSettings> {
  const types = await org.query<{ readonly Id: string; readonly SobjectType: string; readonly DeveloperName: string }>(
    "SELECT Id, SobjectType, DeveloperName FROM RecordType WHERE SobjectType IN ('Account', 'Asset')",
  );
  const recordTypes = new Map(types.records.map((type) => [`${type.SobjectType}.${type.DeveloperName}`, type.Id]));
  if (plan.owner === null) return { recordTypes, ownerId: null, untilYear: plan.untilYear };
  const name = plan.owner.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  const [user] = (await org.query<{ readonly Id: string }>(`SELECT Id FROM User WHERE Username = '${name}'`)).records;
  if (!user) throw new Error(`The org has no user ${plan.owner}`);
  return { recordTypes, ownerId: user.Id, untilYear: plan.untilYear };
}

/** A record that exists keeps its master: the platform refuses the column, even with the same value. Such rows are sent again without it. */
async function runJob(org: Connection, job: SeedJob, rows: readonly Row[], from: number): Promise<void> {
  const failures = await upsert(org, job, rows, from);
  const isKnown = (row: Row): boolean => String(row['sf__Error']).startsWith('INVALID_FIELD_FOR_INSERT_UPDATE');
  const { master } = job;
  const known = master === undefined ? [] : failures.filter(isKnown);
  const refused = failures.filter((row) => !known.includes(row));
  if (known.length > 0) {
    const left = new Set(['sf__Id', 'sf__Error', master]);
    const again = known.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !left.has(name))));
    refused.push(...(await upsert(org, job, again, from)));
  }
  if (refused.length === 0) return;
  const shown = refused
    .slice(0, SHOWN_ERRORS)
    .map((row) => `  ${row[job.externalId] ?? ''}: ${row['sf__Error'] ?? ''}`);
  throw new SeedRefused(`${refused.length} ${job.title} were refused, for example\n${shown.join('\n')}`, from);
}

/** Sends rows and gives those that failed. */
async function upsert(org: Connection, job: SeedJob, rows: readonly Row[], from: number): Promise<readonly Row[]> {
  const bulk = org.bulk2.createJob({
    object: job.object,
    operation: 'upsert',
    externalIdFieldName: job.externalId,
    lineEnding: 'LF',
  });
  await bulk.open();
  await bulk.uploadData(csvOf(rows));
  await bulk.close();
  let info = await bulk.check();
  for (let wait = POLL_MS; !['JobComplete', 'Failed', 'Aborted'].includes(info.state); wait *= 1.5) {
    await pause(Math.min(wait, MOST_POLL_MS));
    info = await bulk.check();
  }
  if (info.state !== 'JobComplete') {
    const reason = info.errorMessage ?? 'no reason given';
    throw new SeedRefused(`The job for ${job.title} ended as ${info.state}: ${reason}`, from);
  }
  return info.numberRecordsFailed === 0 ? [] : ((await bulk.getFailedResults()) as unknown as readonly Row[]);
}
