/**
 * Bulk API 2.0: jobs that load or unload many records as CSV. The rows of a complete upload are saved in the background, 200 in a
 * transaction (see ../bulk/ingest.ts); a query job runs at once.
 */
import { cutIntoParts, isIngesting, specOf } from '../bulk/ingest.ts';
import type { BulkJobInput } from '../bulk/ingest.ts';
import { newId } from '../../store/index.ts';
import { CSV_DELIMITERS, writeCsv } from '../csv.ts';
import { OrgError, Unsupported } from '../errors.ts';
import type { JsonObject } from '../json-records.ts';
import { isRecord, plainText, requireObject, restDateTime } from '../json-records.ts';
import type { SqlRow } from '../ports.ts';
import type { SObjectRecord } from '../records.ts';
import type { OperationContext } from './context.ts';

const JOB_PREFIX = '750';
const INGEST_OPERATIONS = ['insert', 'update', 'upsert', 'delete'];
/** Bulk API 2.0 Developer Guide, "Limits": content of a job, in bytes. */
const MOST_CONTENT = 150 * 1024 * 1024;

/** `POST jobs/ingest` and `POST jobs/query`; a query job runs at once. */
export function bulkCreate(input: BulkJobInput, context: OperationContext): JsonObject {
  if (!(input.columnDelimiter in CSV_DELIMITERS))
    throw new OrgError('INVALIDJOB', `Unknown columnDelimiter ${input.columnDelimiter}.`);
  if (input.lineEnding !== 'LF' && input.lineEnding !== 'CRLF')
    throw new OrgError('INVALIDJOB', `Unknown lineEnding ${input.lineEnding}.`);
  const { store } = context.engine;
  let object = input.object;
  let results: { readonly rows: readonly (readonly string[])[] } | null = null;
  if (input.kind === 'ingest') {
    if (input.operation === 'hardDelete') throw new Unsupported('Bulk API 2.0 hardDelete');
    if (!INGEST_OPERATIONS.includes(input.operation))
      throw new OrgError('INVALIDJOB', `The operation ${input.operation} is not supported.`);
    if (input.operation === 'upsert' && input.externalIdFieldName === null)
      throw new OrgError('INVALIDJOB', 'An upsert job needs externalIdFieldName.');
    object = requireObject(context.engine.schema(), input.object).name;
  } else results = { rows: queryRows(input.query ?? '', input.operation === 'queryAll', context) };
  context.transaction.begin();
  const id = newId(store, JOB_PREFIX);
  store.run(
    'INSERT INTO _bulk_jobs (id, user_id, kind, state, spec, created_at, processed, failed, successful_rows) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)',
    id,
    context.user.userId,
    input.kind,
    results ? 'JobComplete' : 'Open',
    JSON.stringify({ ...input, object }),
    context.engine.clock.now(),
    results ? Math.max(0, results.rows.length - 1) : 0,
    results ? JSON.stringify(results.rows) : null,
  );
  return bulkInfo({ kind: input.kind, id }, context);
}

/** `PUT jobs/ingest/<id>/batches`: the whole CSV, once. */
export function bulkUpload(input: { readonly id: string; readonly csv: Uint8Array }, context: OperationContext): null {
  const job = jobRow('ingest', input.id, context);
  if (job['state'] !== 'Open')
    throw new OrgError('INVALIDJOBSTATE', `Uploading is not possible in state ${String(job['state'])}.`);
  if (job['csv'] !== null) throw new OrgError('INVALIDJOBSTATE', 'The content of a job is uploaded once.');
  if (input.csv.byteLength > MOST_CONTENT)
    throw new OrgError('EXCEEDED_MAX_SIZE_REQUEST', `The content is larger than ${MOST_CONTENT} bytes.`);
  context.transaction.begin();
  context.engine.store.run(
    'UPDATE _bulk_jobs SET csv = ? WHERE id = ?',
    Buffer.from(input.csv).toString('utf8'),
    input.id,
  );
  return null;
}

/** `PATCH jobs/ingest/<id> {state}`: `UploadComplete` queues the work, `Aborted` ends the job after the part that runs. */
export function bulkSetState(
  input: { readonly kind: 'ingest' | 'query'; readonly id: string; readonly state: string },
  context: OperationContext,
): JsonObject {
  const { store, async } = context.engine;
  context.transaction.begin();
  // Read under the lock: the background may just have finished the job.
  const job = jobRow(input.kind, input.id, context);
  const isOpen = job['state'] === 'Open';
  if (input.state === 'Aborted' && (isOpen || isIngesting(input.id, store)))
    store.run("UPDATE _bulk_jobs SET state = 'Aborted', csv = NULL WHERE id = ?", input.id);
  else if (input.state === 'UploadComplete' && isOpen && input.kind === 'ingest') {
    if (cutIntoParts(input.id, job, context.engine)) {
      store.run("UPDATE _bulk_jobs SET state = 'UploadComplete' WHERE id = ?", input.id);
      async.enqueue(
        { kind: 'BulkIngest', className: 'BulkIngest', payload: input.id, runAsUserId: context.user.userId },
        context.systemScope,
      );
    }
  } else throw new OrgError('INVALIDJOBSTATE', `The job cannot go from ${String(job['state'])} to ${input.state}.`);
  return bulkInfo(input, context);
}

/** `DELETE jobs/…/<id>`. */
export function bulkDelete(
  input: { readonly kind: 'ingest' | 'query'; readonly id: string },
  context: OperationContext,
): null {
  context.transaction.begin();
  jobRow(input.kind, input.id, context);
  if (isIngesting(input.id, context.engine.store))
    throw new OrgError('INVALIDJOBSTATE', 'A job is deleted after it was completed, failed or aborted.');
  context.engine.store.run('DELETE FROM _bulk_parts WHERE job_id = ?', input.id);
  context.engine.store.run('DELETE FROM _bulk_jobs WHERE id = ?', input.id);
  return null;
}

/** `GET jobs/…/<id>`. */
export function bulkInfo(
  input: { readonly kind: 'ingest' | 'query'; readonly id: string },
  context: OperationContext,
): JsonObject {
  const job = jobRow(input.kind, input.id, context);
  const spec = specOf(job);
  const created = restDateTime(new Date(Number(job['created_at'])).toISOString());
  return {
    id: input.id,
    operation: spec.operation,
    object: spec.object,
    ...(spec.externalIdFieldName === null ? {} : { externalIdFieldName: spec.externalIdFieldName }),
    ...(spec.query === null ? {} : { query: spec.query }),
    createdById: String(job['user_id']),
    createdDate: created,
    systemModstamp: created,
    state: String(job['state']),
    ...(spec.errorMessage === undefined ? {} : { errorMessage: spec.errorMessage }),
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    apiVersion: Number(context.caller.apiVersion),
    jobType: input.kind === 'ingest' ? 'V2Ingest' : 'V2Query',
    ...(input.kind === 'ingest'
      ? { contentUrl: `services/data/v${context.caller.apiVersion}/jobs/ingest/${input.id}/batches` }
      : {}),
    lineEnding: spec.lineEnding,
    columnDelimiter: spec.columnDelimiter,
    retries: 0,
    totalProcessingTime: Math.round(Number(job['processing_ms'])),
    numberRecordsProcessed: Number(job['processed']),
    numberRecordsFailed: Number(job['failed']),
  };
}

/** `GET jobs/ingest` and `GET jobs/query`: the caller's jobs, the newest first. */
export function bulkList(input: { readonly kind: 'ingest' | 'query' }, context: OperationContext): JsonObject {
  const rows = context.engine.store.all(
    'SELECT id FROM _bulk_jobs WHERE kind = ? AND user_id = ? ORDER BY created_at DESC, id DESC LIMIT 1000',
    input.kind,
    context.user.userId,
  );
  const records = rows.map((row) => bulkInfo({ kind: input.kind, id: plainText(row['id']) }, context));
  return { done: true, records, nextRecordsUrl: null };
}

/** Result files as CSV. */
export function bulkResults(
  input: {
    readonly kind: 'ingest' | 'query';
    readonly id: string;
    readonly which: 'successful' | 'failed' | 'unprocessed';
  },
  context: OperationContext,
): { readonly csv: string; readonly records: number } {
  const job = jobRow(input.kind, input.id, context);
  const spec = specOf(job);
  const rows = resultRows(input, spec.header ?? [], job, context);
  const csv = writeCsv(rows, CSV_DELIMITERS[spec.columnDelimiter] ?? ',', spec.lineEnding === 'CRLF' ? '\r\n' : '\n');
  return { csv, records: Math.max(0, rows.length - 1) };
}

function resultRows(
  input: { readonly kind: 'ingest' | 'query'; readonly id: string; readonly which: string },
  header: readonly string[],
  job: SqlRow,
  { engine }: OperationContext,
): readonly (readonly string[])[] {
  if (input.kind === 'query') return JSON.parse(plainText(job['successful_rows'])) as readonly (readonly string[])[];
  const column = { successful: 'successful', failed: 'failed' }[input.which] ?? 'lines';
  const parts = engine.store.all(
    `SELECT ${column} AS found FROM _bulk_parts WHERE job_id = ? AND ${column} IS NOT NULL ORDER BY part`,
    input.id,
  );
  const own = { successful: ['sf__Id', 'sf__Created'], failed: ['sf__Id', 'sf__Error'] }[input.which] ?? [];
  return [
    [...own, ...header],
    ...parts.flatMap((part) => JSON.parse(plainText(part['found'])) as readonly (readonly string[])[]),
  ];
}

function queryRows(soql: string, allRows: boolean, context: OperationContext): readonly (readonly string[])[] {
  const { records } = context.engine.queries.query(soql, {}, context.scope, { allRows });
  const flat = records.map((record) => flatten(record, ''));
  const header = [...new Set(flat.flatMap((row) => [...row.keys()]))];
  return [header, ...flat.map((row) => header.map((name) => row.get(name) ?? ''))];
}

function flatten(record: SObjectRecord, prefix: string): ReadonlyMap<string, string> {
  const row = new Map<string, string>();
  for (const [name, value] of Object.entries(record.values)) {
    if (isRecord(value)) for (const [inner, cell] of flatten(value, `${prefix}${name}.`)) row.set(inner, cell);
    else row.set(prefix + name, typeof value === 'string' ? restDateTime(value) : plainText(value));
  }
  return row;
}

function jobRow(kind: 'ingest' | 'query', id: string, context: OperationContext): SqlRow {
  const row = context.engine.store.get(
    'SELECT * FROM _bulk_jobs WHERE id = ? AND kind = ? AND user_id = ?',
    id,
    kind,
    context.user.userId,
  );
  if (!row) throw new OrgError('NOT_FOUND', 'The requested resource does not exist');
  return row;
}
