/**
 * The work of a Bulk API 2.0 ingest job. Its rows are kept in parts of 200, "each chunk is a transaction of its own" (Bulk API 2.0
 * Developer Guide, "How Requests Are Processed"): triggers, governor limits and locks begin anew with every part, a killed org goes on
 * with the first part that is not done, and an aborted job keeps what is done.
 */
import { ApexException } from '../../apex/index.ts';
import type { SObjectDef } from '../../schema/types.ts';
import { CSV_DELIMITERS, parseCsv } from '../csv.ts';
import { OrgError } from '../errors.ts';
import { plainText, requireObject } from '../json-records.ts';
import type { DmlEngine, EngineParts, Scope, SqlRow, Store } from '../ports.ts';
import type { SaveResult, SObjectRecord } from '../records.ts';
import { recordOf, unknownColumn, unreadableCell } from './columns.ts';

/** Records saved at a time, as the platform passes them to triggers. */
const ROWS_IN_A_PART = 200;

export interface BulkJobInput {
  readonly kind: 'ingest' | 'query';
  readonly operation: string;
  readonly object: string;
  readonly externalIdFieldName: string | null;
  readonly query: string | null;
  readonly lineEnding: string;
  readonly columnDelimiter: string;
}

/** What is kept of a job. */
export interface BulkJobSpec extends BulkJobInput {
  /** Why the whole job failed. */
  readonly errorMessage?: string;
  /** The CSV's first line, known when the upload is complete. */
  readonly header?: readonly string[];
}

/** What of an engine the work needs. */
export type IngestParts = Pick<EngineParts, 'store' | 'schema' | 'dml' | 'clock'>;

/** What a job is, as kept. */
export function specOf(row: SqlRow): BulkJobSpec {
  return JSON.parse(String(row['spec'])) as BulkJobSpec;
}

/** Writes the job as failed as a whole: parts that are not done stay unprocessed. */
export function failJob(store: Store, id: string, errorMessage: string): void {
  const job = store.get('SELECT spec FROM _bulk_jobs WHERE id = ?', id);
  if (job === undefined) return;
  store.run(
    "UPDATE _bulk_jobs SET state = 'Failed', spec = ?, csv = NULL WHERE id = ?",
    JSON.stringify({ ...specOf(job), errorMessage } satisfies BulkJobSpec),
    id,
  );
}

/** Cuts the uploaded CSV into parts. False when the job failed at once, because its content cannot be read. */
export function cutIntoParts(id: string, job: SqlRow, parts: Pick<IngestParts, 'store' | 'schema'>): boolean {
  const { store } = parts;
  const spec = specOf(job);
  const text = plainText(job['csv']).replace(/^\uFEFF/, '');
  const firstBreak = text.indexOf('\n');
  const ending = firstBreak > 0 && text[firstBreak - 1] === '\r' ? 'CRLF' : 'LF';
  if (firstBreak >= 0 && ending !== spec.lineEnding) {
    // The platform's words as clients quote them (forcedotcom/cli issue 3113 is about such files).
    failJob(
      store,
      id,
      `ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is ${spec.lineEnding}`,
    );
    return false;
  }
  let rows: readonly (readonly string[])[];
  try {
    rows = parseCsv(text, CSV_DELIMITERS[spec.columnDelimiter] ?? ',');
  } catch (cause) {
    if (!(cause instanceof OrgError)) throw cause;
    failJob(store, id, `InvalidBatch : ${cause.message}`);
    return false;
  }
  const [header = [], ...lines] = rows;
  for (let start = 0; start < lines.length; start += ROWS_IN_A_PART) {
    store.run(
      'INSERT INTO _bulk_parts (job_id, part, lines) VALUES (?, ?, ?)',
      id,
      start / ROWS_IN_A_PART,
      JSON.stringify(lines.slice(start, start + ROWS_IN_A_PART)),
    );
  }
  store.run(
    'UPDATE _bulk_jobs SET spec = ?, csv = NULL WHERE id = ?',
    JSON.stringify({ ...spec, header } satisfies BulkJobSpec),
    id,
  );
  const unknown = unknownColumn(header, requireObject(parts.schema(), spec.object));
  if (unknown === undefined) return true;
  failJob(store, id, `InvalidBatch : Field name not found : ${unknown}`);
  return false;
}

/** Whether the job has parts to do; an aborted or failed one has none. */
export function isIngesting(id: string, store: Store): boolean {
  const state = store.get('SELECT state FROM _bulk_jobs WHERE id = ?', id)?.['state'];
  return state === 'UploadComplete' || state === 'InProgress';
}

/** Does the next part in the running transaction, as the user whose job it is; after the last one the job is complete. */
export function ingestNextPart(id: string, parts: IngestParts, scope: Scope): void {
  const { store } = parts;
  scope.transaction.begin();
  const started = performance.now();
  const job = store.get('SELECT * FROM _bulk_jobs WHERE id = ?', id);
  // Aborted or deleted in the meantime.
  if (job === undefined || !isIngesting(id, store)) return;
  const part = store.get(
    'SELECT part, lines FROM _bulk_parts WHERE job_id = ? AND successful IS NULL ORDER BY part LIMIT 1',
    id,
  );
  if (part !== undefined) {
    const lines = JSON.parse(String(part['lines'])) as readonly (readonly string[])[];
    const { successful, failed } = save(specOf(job), lines, parts, scope);
    store.run(
      "UPDATE _bulk_parts SET lines = '[]', successful = ?, failed = ? WHERE job_id = ? AND part = ?",
      JSON.stringify(successful),
      JSON.stringify(failed),
      id,
      Number(part['part']),
    );
    store.run(
      "UPDATE _bulk_jobs SET state = 'InProgress', processed = processed + ?, failed = failed + ?, processing_ms = processing_ms + ? WHERE id = ?",
      lines.length,
      failed.length,
      performance.now() - started,
      id,
    );
  }
  const left = store.get('SELECT 1 AS found FROM _bulk_parts WHERE job_id = ? AND successful IS NULL LIMIT 1', id);
  if (left === undefined) store.run("UPDATE _bulk_jobs SET state = 'JobComplete' WHERE id = ?", id);
}

interface Saved {
  readonly successful: readonly (readonly string[])[];
  readonly failed: readonly (readonly string[])[];
}

function save(
  spec: BulkJobSpec,
  lines: readonly (readonly string[])[],
  { schema, dml }: IngestParts,
  { transaction }: Scope,
): Saved {
  const def = requireObject(schema(), spec.object);
  const header = spec.header ?? [];
  const unreadable = lines.map((line) => unreadableCell(header, line, def));
  const records = lines.filter((_, index) => unreadable[index] === null).map((line) => recordOf(header, line, def));
  // The client's rights count, not those of a background job.
  const scope: Scope = { transaction, access: { user: transaction.user, crud: true, fls: true, sharing: true } };
  const saved = saveOrRefuse(spec, def, records, dml, scope).values();
  const successful: string[][] = [];
  const failed: string[][] = [];
  for (const [index, line] of lines.entries()) {
    const error = unreadable[index] ?? null;
    const result = error === null ? saved.next().value : { id: null, success: false, errors: [error] };
    const given = header.map((_, column) => line[column] ?? '');
    if (result?.success)
      successful.push([result.id ?? '', String(result.created ?? spec.operation === 'insert'), ...given]);
    else failed.push([result?.id ?? '', wordsOf(result), ...given]);
  }
  return { successful, failed };
}

function wordsOf(result: SaveResult | undefined): string {
  return (result?.errors ?? [])
    .map((error) => `${error.statusCode}:${error.message}:${[...error.fields, '--'].join(' ')}`)
    .join(';');
}

/** What ends a whole statement (a right that lacks, a governor limit) is every row's error; nothing of the part is kept then. */
function saveOrRefuse(
  spec: BulkJobSpec,
  def: SObjectDef,
  records: readonly SObjectRecord[],
  dml: DmlEngine,
  scope: Scope,
): readonly SaveResult[] {
  const savepoint = scope.transaction.savepoint();
  try {
    const results = statement(spec, def, records, dml, scope);
    scope.transaction.releaseSavepoint(savepoint);
    return results;
  } catch (cause) {
    const isApex = cause instanceof ApexException;
    if (!isApex && !(cause instanceof OrgError)) throw cause;
    scope.transaction.rollbackTo(savepoint);
    const error = isApex
      ? { statusCode: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', message: cause.message, fields: [] }
      : { statusCode: cause.code, message: cause.message, fields: cause.fields };
    return records.map(() => ({ id: null, success: false, errors: [error] }));
  }
}

function statement(
  spec: BulkJobSpec,
  def: SObjectDef,
  records: readonly SObjectRecord[],
  dml: DmlEngine,
  scope: Scope,
): readonly SaveResult[] {
  const options = { allOrNone: false, fromApi: true } as const;
  switch (spec.operation) {
    case 'insert':
      return dml.insert(records, options, scope);
    case 'update':
      return dml.update(records, options, scope);
    case 'upsert':
      return dml.upsert(records, spec.externalIdFieldName ?? 'Id', options, scope);
    default:
      return dml.delete(
        records.map((record) => plainText(record.values['Id'] ?? record.values['id'])),
        options,
        scope,
      );
  }
}
