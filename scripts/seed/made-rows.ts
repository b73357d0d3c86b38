/** Rows made without an org: how many there are, how large they are, and of which columns. */
import { createHash } from 'node:crypto';
import { customerOf, type SeedCustomer } from './customers.ts';
import { csvOf, type KnownIds, type Row, type SeedJob } from './job.ts';
import { SEED_JOBS } from './jobs.ts';
import type { OrgFacts } from './org-facts.ts';

/** What an org would be asked, when there is none: every record type is there under its name. */
export function factsWithoutOrg(untilYear: number): OrgFacts {
  return {
    recordTypes: { get: (name) => name },
    usersByRole: new Map(),
    owner: null,
    loader: 'loader',
    currencies: new Set(['EUR', 'GBP']),
    corporateCurrency: 'EUR',
    products: new Map(),
    creditors: new Map(),
    untilYear,
  };
}

/** Ids when there is no org: the key stands for the id. */
export const keysAsIds: KnownIds = { idOf: (_, key) => key };

/** Kilobytes of data storage to a record: 2, and 4 for a person account (Salesforce Help 000193871, "Salesforce record size overview"). */
const RECORD_KB = 2;
const PERSON_KB = 4;

export interface MadeRows {
  readonly customers: number;
  /** By title. */
  readonly rows: ReadonlyMap<string, number>;
  /** Of the CSV, headers included for every customer. */
  readonly bytes: number;
  readonly storageMegabytes: number;
  /** SHA-256 of the CSV: the same for the same seed and numbers, on any machine. */
  readonly digest: string;
}

/** Makes the rows of customers and forgets them again; `each` hears of every customer that is done. */
export function makeRows(
  plan: { readonly seed: number; readonly from: number; readonly customers: number; readonly untilYear: number },
  each: (done: number, customer: SeedCustomer) => void = () => undefined,
): MadeRows {
  const facts = factsWithoutOrg(plan.untilYear);
  const hash = createHash('sha256');
  const rows = new Map<string, number>();
  let bytes = 0;
  let kilobytes = 0;
  for (let done = 0; done < plan.customers; done += 1) {
    const customer = customerOf(plan.seed, plan.from + done);
    for (const job of SEED_JOBS) {
      const made = job.rowsOf(customer, facts, keysAsIds);
      if (made.length === 0) continue;
      const csv = csvOf(made);
      hash.update(csv);
      bytes += Buffer.byteLength(csv);
      rows.set(job.title, (rows.get(job.title) ?? 0) + made.length);
      if (makesRecords(job)) kilobytes += made.length * (job.title === 'households' ? PERSON_KB : RECORD_KB);
    }
    each(done + 1, customer);
  }
  return { customers: plan.customers, rows, bytes, storageMegabytes: kilobytes / 1024, digest: hash.digest('hex') };
}

/** Activating contracts changes the records of another job. */
function makesRecords({ title }: SeedJob): boolean {
  return title !== 'active contracts';
}

/** A row of each job, made of the first customer that has one. */
export function sampleRows(seed: number, untilYear: number): ReadonlyMap<SeedJob, Row> {
  const facts = factsWithoutOrg(untilYear);
  const samples = new Map<SeedJob, Row>();
  for (let index = 0; samples.size < SEED_JOBS.length; index += 1) {
    const customer = customerOf(seed, index);
    for (const job of SEED_JOBS) {
      const [row] = samples.has(job) ? [] : job.rowsOf(customer, facts, keysAsIds);
      if (row) samples.set(job, row);
    }
  }
  return samples;
}
