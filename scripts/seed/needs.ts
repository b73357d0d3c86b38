/** What a load takes of an org, told before it begins. */
import type { Connection } from 'jsforce';
import { makeRows } from './made-rows.ts';
import type { LoadPlan } from './load.ts';

const SAMPLE = 500;
/** Bulk API 2.0 cuts a job into batches of so many rows; an org has so many of those in 24 hours (Salesforce limits quick reference). */
const BATCH = 10_000;
const BATCHES_A_DAY = 15_000;

export interface Needs {
  readonly rows: number;
  readonly storageMegabytes: number;
  readonly batches: number;
}

/** Estimated from the first customers of the load. */
export function needsOf(plan: LoadPlan): Needs {
  const sample = makeRows({ ...plan, customers: Math.min(SAMPLE, plan.customers) });
  const times = plan.customers / sample.customers;
  const blocks = Math.ceil(plan.customers / plan.block);
  const batches = [...sample.rows.values()]
    .map((rows) => blocks * Math.ceil(((rows / sample.customers) * Math.min(plan.block, plan.customers)) / BATCH))
    .reduce((sum, one) => sum + one, 0);
  const rows = [...sample.rows.values()].reduce((sum, one) => sum + one, 0);
  return { rows: Math.round(rows * times), storageMegabytes: sample.storageMegabytes * times, batches };
}

/** Sentences for the person who loads, with a warning when the org has too little room. */
export function needsLines(needs: Needs, plan: LoadPlan, freeMegabytes: number | null): readonly string[] {
  const { rows, batches, storageMegabytes } = needs;
  const lines = [
    `${plan.customers} customers make about ${rows} rows: ${Math.ceil(storageMegabytes)} MB of an org's data storage (2 KB a record, 4 KB a ` +
      `person account), ${batches} of its ${BATCHES_A_DAY} batches a day.`,
  ];
  if (batches > BATCHES_A_DAY)
    lines.push(`That is more than a day's batches: take a larger --block, or load over several days with --from.`);
  if (freeMegabytes !== null && freeMegabytes < storageMegabytes)
    lines.push(
      `The org has ${freeMegabytes} MB left, room for about ${Math.floor((plan.customers * freeMegabytes) / storageMegabytes)} new customers; ` +
        'beyond that it refuses rows with STORAGE_LIMIT_EXCEEDED.',
    );
  return lines;
}

/** Megabytes of data storage that are left; null when the org does not meter it, as the local one. */
export async function freeStorage(org: Connection): Promise<number | null> {
  try {
    const { DataStorageMB } = await org.limits();
    return DataStorageMB?.Remaining ?? null;
  } catch (cause) {
    if (cause instanceof Error && 'errorCode' in cause) return null;
    throw cause;
  }
}
