/** Sends customers to an org through Bulk API 2.0, two blocks at a time: memory stays the same for any number. */
import type { Connection } from 'jsforce';
import { JobFailed, recordsBy, sendRows, type FailedRow, type SentRows } from './bulk-load.ts';
import { customerOf, type SeedCustomer } from './customers.ts';
import { nameOfRow, type KnownIds, type NeededIds, type Row, type Target } from './job.ts';
import { SEED_JOBS } from './jobs.ts';
import { readOrgFacts, type OrgFacts } from './org-facts.ts';
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
  /** Time for which the org worked at them. */
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

/**
 * Blocks under way at a time: while the org works at a job of one, the next job of the other is made and uploaded. Jobs of one block need
 * each other's records and follow each other; blocks share none.
 */
const BLOCKS_AT_A_TIME = 2;

/** Loads; gives what was sent by title. Throws SeedRefused when rows fail, and the client's errors when the org is away. */
export async function loadSeed(
  org: Connection,
  plan: LoadPlan,
  say: (line: string) => void,
): Promise<ReadonlyMap<string, Sent>> {
  const load: Load = { org, plan, facts: await readOrgFacts(org, plan), sent: new Map(), underWay: new Set() };
  const started = performance.now();
  for (const job of REFERENCE_JOBS) await send(load, job, job.rows(load.facts), () => plan.from);
  const end = plan.from + plan.customers;
  let next = plan.from;
  let loaded = 0;
  let failed = false;
  /** All before it are loaded. */
  const goOnFrom = (): number => Math.min(next, ...load.underWay);
  const worker = async (): Promise<void> => {
    while (next < end && !failed) {
      const from = next;
      const size = Math.min(plan.block, end - from);
      next += size;
      load.underWay.add(from);
      try {
        await loadBlock(load, from, size, goOnFrom);
      } catch (cause) {
        failed = true;
        throw cause;
      }
      load.underWay.delete(from);
      loaded += size;
      say(`${progress(load, loaded, (performance.now() - started) / 1000)}; next --from ${goOnFrom()}`);
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: BLOCKS_AT_A_TIME }, worker));
  for (const one of ends) if (one.status === 'rejected') throw one.reason;
  return load.sent;
}

/** A load that goes on. */
interface Load {
  readonly org: Connection;
  readonly plan: LoadPlan;
  readonly facts: OrgFacts;
  readonly sent: Map<string, Sent>;
  /** First customers of the blocks that are not done. */
  readonly underWay: Set<number>;
}

/** Takes the customers of one block through all jobs. */
async function loadBlock(load: Load, from: number, size: number, goOnFrom: () => number): Promise<void> {
  const { org, plan, facts } = load;
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
    await send(load, job, rows, goOnFrom);
  }
}

/** For example `4000 of 10000 customers, 96000 rows, 60 s (1600 rows/s), about 90 s to go`. */
function progress({ plan, sent }: Load, loaded: number, seconds: number): string {
  const rows = [...sent.values()].reduce((sum, one) => sum + one.rows, 0);
  const left = Math.round((seconds / loaded) * (plan.customers - loaded));
  const speed = Math.round(rows / seconds);
  return `${loaded} of ${plan.customers} customers, ${rows} rows, ${seconds.toFixed(0)} s (${speed} rows/s), about ${left} s to go`;
}

async function send(load: Load, target: Target, rows: readonly Row[], goOnFrom: () => number): Promise<void> {
  const { title } = target;
  let outcome: SentRows;
  try {
    outcome = await sendRows(load.org, target, rows);
  } catch (cause) {
    if (!(cause instanceof JobFailed)) throw cause;
    throw new SeedRefused(cause.message, { from: goOnFrom(), title, rows: [] }, cause);
  }
  const { refused, milliseconds } = outcome;
  const before = load.sent.get(title) ?? { rows: 0, milliseconds: 0 };
  load.sent.set(title, { rows: before.rows + rows.length, milliseconds: before.milliseconds + milliseconds });
  if (refused.length === 0) return;
  const shown = refused.slice(0, SHOWN_ERRORS).map((row) => `  ${nameOfRow(target, row)}: ${row['sf__Error'] ?? ''}`);
  const message = `${refused.length} ${title} were refused, for example\n${shown.join('\n')}`;
  throw new SeedRefused(message, { from: goOnFrom(), title, rows: refused });
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
