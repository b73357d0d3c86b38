/** Sends customers to an org through Bulk API 2.0, a block at a time: memory stays the same for any number. */
import type { Connection } from 'jsforce';
import { JobFailed, recordsBy, sendRows, type FailedRow } from './bulk-load.ts';
import { customerOf, type SeedCustomer } from './customers.ts';
import { nameOfRow, type KnownIds, type NeededIds, type Row, type Target } from './job.ts';
import { SEED_JOBS } from './jobs.ts';
import { readOrgFacts } from './org-facts.ts';
import { REFERENCE_JOBS } from './reference-data.ts';

export interface LoadPlan {
  readonly seed: number;
  /** Number of the first customer. */
  readonly from: number;
  readonly customers: number;
  /** Customers to a block; a job holds up to about five times as many rows. */
  readonly block: number;
  readonly untilYear: number;
  /** Username of the owner of all records; null leaves each to the role that looks after it. */
  readonly owner: string | null;
}

/** What was sent of one object. */
export interface Sent {
  readonly rows: number;
  /** Time from the upload to the end of the jobs. */
  readonly milliseconds: number;
}

/** Rows that the org refused; what was loaded before stays, and loading again changes nothing of it. */
export class SeedRefused extends Error {
  /** Customer from which loading goes on. */
  readonly from: number;
  /** For people: what was refused. */
  readonly title: string;
  /** Empty when the job failed as a whole. */
  readonly rows: readonly FailedRow[];

  constructor(message: string, where: { from: number; title: string; rows: readonly FailedRow[] }, cause?: unknown) {
    super(message, { cause });
    this.name = 'SeedRefused';
    this.from = where.from;
    this.title = where.title;
    this.rows = where.rows;
  }
}

const SHOWN_ERRORS = 5;

/** Loads; gives what was sent by title. Throws SeedRefused when rows fail, and the client's errors when the org is away. */
export async function loadSeed(
  org: Connection,
  plan: LoadPlan,
  say: (line: string) => void,
): Promise<ReadonlyMap<string, Sent>> {
  const facts = await readOrgFacts(org, plan);
  const sent = new Map<string, Sent>();
  const send = async (target: Target, rows: readonly Row[], from: number): Promise<void> => {
    const started = performance.now();
    await sendOrRefuse(org, target, rows, from);
    const before = sent.get(target.title) ?? { rows: 0, milliseconds: 0 };
    const milliseconds = before.milliseconds + performance.now() - started;
    sent.set(target.title, { rows: before.rows + rows.length, milliseconds });
  };
  const started = performance.now();
  for (const job of REFERENCE_JOBS) await send(job, job.rows(facts), plan.from);
  const end = plan.from + plan.customers;
  for (let from = plan.from; from < end; from += plan.block) {
    const size = Math.min(plan.block, end - from);
    const customers = Array.from({ length: size }, (_, offset) => customerOf(plan.seed, from + offset));
    let ids: KnownIds = noIds;
    let read: NeededIds | undefined;
    for (const job of SEED_JOBS) {
      // Two jobs that follow each other need the same ids.
      if (job.needs !== undefined && job.needs !== read) {
        ids = await readIds(org, job.needs, customers);
        read = job.needs;
      }
      const known = ids;
      const rows = customers.flatMap((customer) => job.rowsOf(customer, facts, known));
      await send(job, rows, from);
    }
    say(progress(plan, from + size, sent, (performance.now() - started) / 1000));
  }
  return sent;
}

/** For example `4000 of 10000 customers, 96000 rows, 60 s (1600 rows/s), about 90 s to go; next --from 4000`. */
function progress(plan: LoadPlan, next: number, sent: ReadonlyMap<string, Sent>, seconds: number): string {
  const done = next - plan.from;
  const rows = [...sent.values()].reduce((sum, one) => sum + one.rows, 0);
  const left = Math.round((seconds / done) * (plan.customers - done));
  const speed = Math.round(rows / seconds);
  return `${done} of ${plan.customers} customers, ${rows} rows, ${seconds.toFixed(0)} s (${speed} rows/s), about ${left} s to go; next --from ${next}`;
}

async function sendOrRefuse(org: Connection, target: Target, rows: readonly Row[], from: number): Promise<void> {
  const { title } = target;
  let refused: readonly FailedRow[];
  try {
    refused = await sendRows(org, target, rows);
  } catch (cause) {
    if (!(cause instanceof JobFailed)) throw cause;
    throw new SeedRefused(cause.message, { from, title, rows: [] }, cause);
  }
  if (refused.length === 0) return;
  const shown = refused.slice(0, SHOWN_ERRORS).map((row) => `  ${nameOfRow(target, row)}: ${row['sf__Error'] ?? ''}`);
  const message = `${refused.length} ${title} were refused, for example\n${shown.join('\n')}`;
  throw new SeedRefused(message, { from, title, rows: refused });
}

const noIds: KnownIds = {
  idOf(object, key) {
    throw new Error(`No ids of ${object} were read, ${key} is wanted`);
  },
};

async function readIds(org: Connection, needed: NeededIds, customers: readonly SeedCustomer[]): Promise<KnownIds> {
  const { object, by, key } = needed;
  const found = new Map<string, string>();
  for await (const record of recordsBy(org, object, by, customers.flatMap(needed.valuesOf), ['Id', key]))
    found.set(String(record[key]), String(record['Id']));
  return {
    idOf(wanted, name) {
      const id = wanted === object ? found.get(name) : undefined;
      if (id === undefined) throw new Error(`The org has no ${wanted} with ${key} ${name}, which was just loaded`);
      return id;
    },
  };
}
