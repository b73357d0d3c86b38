/** Sends customers to an org through Bulk API 2.0, two blocks at a time: memory stays the same for any number. */
import type { Connection } from 'jsforce';
import { JobFailed, recordsBy, sendRows, type FailedRow } from './bulk-load.ts';
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

/** Rows of one object that the org refused in one block. */
export interface RefusedRows {
  /** For people: what was refused. */
  readonly title: string;
  /** First customer of the block. */
  readonly from: number;
  /** As sent, with the reason in `sf__Error`. */
  readonly rows: readonly FailedRow[];
}

/** All customers were gone through, some are incomplete: the org refused rows of them, and what hangs on those was left out. */
export class SeedIncomplete extends Error {
  readonly rows: number;
  readonly customers: number;

  constructor(rows: number, customers: number, examples: readonly string[]) {
    super(`${rows} rows were refused, and ${customers} customers are incomplete, for example\n${examples.join('\n')}`);
    this.name = 'SeedIncomplete';
    this.rows = rows;
    this.customers = customers;
  }
}

/** Loading came to a halt. What was loaded before stays, and loading again changes nothing of it. */
export class SeedStopped extends Error {
  /** Customer from which loading goes on. */
  readonly from: number;

  constructor(message: string, from: number, cause?: unknown) {
    super(message, { cause });
    this.name = 'SeedStopped';
    this.from = from;
  }
}

const SHOWN_ERRORS = 5;
/** When the org takes none of so many rows, something is wrong with all of them. */
const ALL_WRONG = 10;
/** With so many customers incomplete, somebody should look before there are more. */
const MOST_INCOMPLETE = 1_000;

/**
 * Blocks under way at a time: while the org works at a job of one, the next job of the other is made and uploaded. Jobs of one block need
 * each other's records and follow each other; blocks share none.
 */
const BLOCKS_AT_A_TIME = 2;

/**
 * Loads; gives what was sent by title. Hands over refused rows as they come and goes on without what hangs on them; throws SeedIncomplete
 * at the end when there were any, and SeedStopped when it cannot go on.
 */
export async function loadSeed(
  org: Connection,
  plan: LoadPlan,
  say: (line: string) => void,
  refuse: (refused: RefusedRows) => void = () => undefined,
): Promise<ReadonlyMap<string, Sent>> {
  const facts = await readOrgFacts(org, plan);
  const load: Load = { org, plan, facts, refuse, sent: new Map(), underWay: new Set(), refused: [], incomplete: 0 };
  const started = performance.now();
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
        await loadBlock(load, from, size);
      } catch (cause) {
        failed = true;
        throw cause;
      }
      load.underWay.delete(from);
      loaded += size;
      say(`${progress(load, loaded, (performance.now() - started) / 1000)}; next --from ${goOnFrom()}`);
    }
  };
  try {
    for (const job of REFERENCE_JOBS) await send(load, job, job.rows(facts), plan.from);
    const ends = await Promise.allSettled(Array.from({ length: BLOCKS_AT_A_TIME }, worker));
    for (const one of ends) if (one.status === 'rejected') throw one.reason;
  } catch (cause) {
    throw new SeedStopped(cause instanceof Error ? cause.message : String(cause), goOnFrom(), cause);
  }
  if (load.refused.length > 0)
    throw new SeedIncomplete(
      refusedRows(load),
      load.incomplete,
      load.refused.flatMap(({ examples }) => examples).slice(0, SHOWN_ERRORS),
    );
  return load.sent;
}

/** A load that goes on. */
interface Load {
  readonly org: Connection;
  readonly plan: LoadPlan;
  readonly facts: OrgFacts;
  readonly refuse: (refused: RefusedRows) => void;
  readonly sent: Map<string, Sent>;
  /** First customers of the blocks that are not done. */
  readonly underWay: Set<number>;
  /** How many rows were refused at a time, with a few of them. */
  readonly refused: { readonly rows: number; readonly examples: readonly string[] }[];
  incomplete: number;
}

/** Takes the customers of one block through all jobs; those with a refused row are left out of the jobs that follow. */
async function loadBlock(load: Load, from: number, size: number): Promise<void> {
  const { org, plan, facts } = load;
  let customers = Array.from({ length: size }, (_, offset) => customerOf(plan.seed, from + offset));
  let ids: KnownIds = noIds;
  let read: NeededIds | undefined;
  for (const job of SEED_JOBS) {
    // Two jobs that follow each other need the same ids.
    if (job.needs !== undefined && job.needs !== read) {
      ids = await readIds(org, job.needs, customers);
      read = job.needs;
    }
    const known = ids;
    const rowsOf = new Map(customers.map((customer) => [customer, job.rowsOf(customer, facts, known)]));
    const refused = await send(load, job, [...rowsOf.values()].flat(), from);
    if (refused.size === 0) continue;
    const whole = customers.filter((one) => !rowsOf.get(one)?.some((row) => refused.has(nameOfRow(job, row))));
    load.incomplete += customers.length - whole.length;
    if (load.incomplete > MOST_INCOMPLETE)
      throw new JobFailed(
        `${load.incomplete} customers are incomplete, for example\n${examplesOf(job, [...refused.values()]).join('\n')}`,
      );
    customers = whole;
  }
}

const refusedRows = (load: Load): number => load.refused.reduce((sum, { rows }) => sum + rows, 0);

/** For example `4000 of 10000 customers, 96000 rows, 60 s (1600 rows/s), about 90 s to go`. */
function progress({ plan, sent }: Load, loaded: number, seconds: number): string {
  const rows = [...sent.values()].reduce((sum, one) => sum + one.rows, 0);
  const left = Math.round((seconds / loaded) * (plan.customers - loaded));
  const speed = Math.round(rows / seconds);
  return `${loaded} of ${plan.customers} customers, ${rows} rows, ${seconds.toFixed(0)} s (${speed} rows/s), about ${left} s to go`;
}

/** Sends rows of a block; gives the refused ones by name. */
async function send(
  load: Load,
  target: Target,
  rows: readonly Row[],
  from: number,
): Promise<ReadonlyMap<string, FailedRow>> {
  const { title } = target;
  const { refused, milliseconds } = await sendRows(load.org, target, rows);
  const before = load.sent.get(title) ?? { rows: 0, milliseconds: 0 };
  const taken = rows.length - refused.length;
  load.sent.set(title, { rows: before.rows + taken, milliseconds: before.milliseconds + milliseconds });
  if (refused.length === 0) return new Map();
  load.refuse({ title, from, rows: refused });
  const examples = examplesOf(target, refused);
  load.refused.push({ rows: refused.length, examples });
  if (taken === 0 && refused.length >= ALL_WRONG)
    throw new JobFailed(`All ${refused.length} ${title} of a block were refused, for example\n${examples.join('\n')}`);
  return new Map(refused.map((row) => [nameOfRow(target, row), row]));
}

function examplesOf(target: Target, refused: readonly FailedRow[]): readonly string[] {
  return refused
    .slice(0, SHOWN_ERRORS)
    .map((row) => `  ${target.title} ${nameOfRow(target, row)}: ${row['sf__Error'] ?? ''}`);
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
