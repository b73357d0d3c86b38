/** Rows through Bulk API 2.0: one job to the end, its failures, and what the org has already. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from 'jsforce';
import { csvOf, identityOf, nameOfRow, type Row, type Target } from './job.ts';
import { persistently } from './persistence.ts';

/** A row that the org refused, with the reason in `sf__Error`. */
export type FailedRow = Row;

/** The whole job failed: nothing can be said about single rows. */
export class JobFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'JobFailed';
  }
}

const LEAST_POLL_MS = 50;
const MOST_POLL_MS = 2_000;
/** A job is asked after each tenth of the time it has taken so far: waiting in vain costs a twentieth on the average. */
const POLL_SHARE = 0.1;
const VALUES_IN_A_QUERY = 150;
const LOCK_TRIES = 3;

/** What became of rows. */
export interface SentRows {
  readonly refused: readonly FailedRow[];
  /** Time for which the org worked at them, without the time for which they waited for other jobs. */
  readonly milliseconds: number;
}

/**
 * Sends rows. Rows that exist already are updated, or left out where the object has no external id.
 * Throws JobFailed when the job as a whole fails, and OrgAway when the org is away for longer than a minute.
 */
export async function sendRows(org: Connection, target: Target, rows: readonly Row[]): Promise<SentRows> {
  if ('externalId' in target && target.master === undefined) return runJob(org, target, rows);
  const known = await knownRows(org, target, rows);
  if ('identity' in target)
    return runJob(
      org,
      target,
      rows.filter((row) => !known.has(nameOfRow(target, row))),
    );
  // A record that exists keeps its master: the platform refuses the column, even with the same value. An empty cell says nothing.
  const master = target.master ?? '';
  const withoutMaster = rows.map((row) => (known.has(nameOfRow(target, row)) ? { ...row, [master]: '' } : row));
  return runJob(org, target, withoutMaster);
}

/** Runs a job; rows that another transaction kept waiting too long go once more, as for the client the platform means them to. */
async function runJob(org: Connection, target: Target, rows: readonly Row[]): Promise<SentRows> {
  let { refused, milliseconds } = await runOnce(org, target, rows);
  for (let tries = 0; tries < LOCK_TRIES && refused.some(wasLocked); tries += 1) {
    const locked = new Set(refused.filter(wasLocked).map((row) => nameOfRow(target, row)));
    const again = await runOnce(
      org,
      target,
      rows.filter((row) => locked.has(nameOfRow(target, row))),
    );
    refused = [...refused.filter((row) => !wasLocked(row)), ...again.refused];
    milliseconds += again.milliseconds;
  }
  return { refused, milliseconds };
}

function wasLocked(row: FailedRow): boolean {
  return String(row['sf__Error']).includes('UNABLE_TO_LOCK_ROW');
}

async function runOnce(org: Connection, target: Target, rows: readonly Row[]): Promise<SentRows> {
  if (rows.length === 0) return { refused: [], milliseconds: 0 };
  const bulk = await uploaded(org, target, csvOf(rows));
  const started = performance.now();
  let info = await persistently(() => bulk.check());
  while (!['JobComplete', 'Failed', 'Aborted'].includes(info.state)) {
    const wait = (performance.now() - started) * POLL_SHARE;
    await pause(Math.min(Math.max(wait, LEAST_POLL_MS), MOST_POLL_MS));
    info = await persistently(() => bulk.check());
  }
  const { numberRecordsProcessed: processed, numberRecordsFailed: failed } = info;
  if (info.state !== 'JobComplete' || processed !== rows.length)
    throw new JobFailed(
      `The job ${info.id} for ${target.title} ended as ${info.state} after ${processed} of ${rows.length} rows: ${info.errorMessage ?? 'no reason given'}`,
    );
  const refused =
    failed === 0 ? [] : ((await persistently(() => bulk.getFailedResults())) as unknown as readonly Row[]);
  // The org keeps the rows of a finished job for a week; nobody needs them.
  await persistently(() => bulk.delete());
  return { refused, milliseconds: info.totalProcessingTime };
}

type IngestJob = ReturnType<Connection['bulk2']['createJob']>;

/**
 * A job with its rows, which the org has begun with. When the connection is lost before the org said so, the org is asked whether it has, and
 * only otherwise gets another job: two with the same rows would stand in each other's way.
 */
async function uploaded(org: Connection, target: Target, csv: string): Promise<IngestJob> {
  let left: IngestJob | null = null;
  return persistently(async () => {
    if (left !== null) {
      if ((await left.check()).state !== 'Open') return left;
      await left.abort();
      left = null;
    }
    const bulk: IngestJob = org.bulk2.createJob({
      object: target.object,
      lineEnding: 'LF',
      ...('externalId' in target
        ? { operation: 'upsert', externalIdFieldName: target.externalId }
        : { operation: 'insert' }),
    });
    await bulk.open();
    left = bulk;
    await bulk.uploadData(csv);
    await bulk.close();
    return bulk;
  });
}

/** Names of the rows that the org has already. */
async function knownRows(org: Connection, target: Target, rows: readonly Row[]): Promise<ReadonlySet<string>> {
  const paths = identityOf(target);
  const asked = paths[0];
  const values = rows.map((row) => String(row[asked]));
  const known = new Set<string>();
  for await (const record of recordsBy(org, target.object, asked, values, paths)) known.add(nameOfRow(target, record));
  return known;
}

/** Records whose `by` is one of the values, some at a time, with flat names: `{'Account.ERP_Id__c': …}`. */
export async function* recordsBy(
  org: Connection,
  object: string,
  by: string,
  values: readonly string[],
  paths: readonly string[],
): AsyncGenerator<Row> {
  const distinct = [...new Set(values)];
  for (let start = 0; start < distinct.length; start += VALUES_IN_A_QUERY) {
    const list = distinct
      .slice(start, start + VALUES_IN_A_QUERY)
      .map((value) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`);
    const soql = `SELECT ${paths.join(', ')} FROM ${object} WHERE ${by} IN (${list.join(',')})`;
    const { records } = await persistently(async () => org.query(soql, { autoFetch: true, maxFetch: 50_000 }));
    for (const record of records) yield Object.fromEntries(paths.map((path) => [path, valueAt(record, path)]));
  }
}

function valueAt(record: object, path: string): string {
  let value: unknown = record;
  for (const name of path.split('.')) value = Reflect.get(Object(value), name);
  return typeof value === 'string' ? value : '';
}
