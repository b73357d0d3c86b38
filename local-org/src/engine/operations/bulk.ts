/** Bulk API 2.0: jobs that load or unload many records as CSV. A job does its work when its upload is complete, so it is done at the first poll. */
import { fromApiValue } from '../../dml/index.ts';
import type { FieldDef, SObjectDef } from '../../schema/types.ts';
import { newId } from '../../store/index.ts';
import { CSV_DELIMITERS, parseCsv, writeCsv } from '../csv.ts';
import { OrgError } from '../errors.ts';
import type { JsonObject } from '../json-records.ts';
import { isRecord, plainText, requireObject, restDateTime } from '../json-records.ts';
import type { SqlRow } from '../ports.ts';
import type { DmlError, RecordValue, SaveResult, SObjectRecord } from '../records.ts';
import type { OperationContext } from './context.ts';

const JOB_PREFIX = '750';
const INGEST_OPERATIONS = ['insert', 'update', 'upsert', 'delete'];
/** Records saved at a time, as the platform passes them to triggers. */
const CHUNK = 200;

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
interface BulkJobSpec extends BulkJobInput {
  /** Why the whole job failed. */
  readonly errorMessage?: string;
}

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
  context.transaction.begin();
  context.engine.store.run(
    'UPDATE _bulk_jobs SET csv = ? WHERE id = ?',
    Buffer.from(input.csv).toString('utf8'),
    input.id,
  );
  return null;
}

/** `PATCH jobs/ingest/<id> {state}`: `UploadComplete` does the work, `Aborted` ends the job. */
export function bulkSetState(
  input: { readonly kind: 'ingest' | 'query'; readonly id: string; readonly state: string },
  context: OperationContext,
): JsonObject {
  const job = jobRow(input.kind, input.id, context);
  const { store } = context.engine;
  context.transaction.begin();
  if (input.state === 'Aborted') store.run("UPDATE _bulk_jobs SET state = 'Aborted' WHERE id = ?", input.id);
  else if (input.state === 'UploadComplete' && job['state'] === 'Open') ingest(input.id, job, context);
  else throw new OrgError('INVALIDJOBSTATE', `The job cannot go from ${String(job['state'])} to ${input.state}.`);
  return bulkInfo(input, context);
}

/** `DELETE jobs/…/<id>`. */
export function bulkDelete(
  input: { readonly kind: 'ingest' | 'query'; readonly id: string },
  context: OperationContext,
): null {
  jobRow(input.kind, input.id, context);
  context.transaction.begin();
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
    totalProcessingTime: 0,
    numberRecordsProcessed: Number(job['processed']),
    numberRecordsFailed: Number(job['failed']),
  };
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
  const source = input.which === 'unprocessed' ? null : job[`${input.which}_rows`];
  const rows = typeof source === 'string' ? (JSON.parse(source) as readonly (readonly string[])[]) : [];
  const csv = writeCsv(rows, CSV_DELIMITERS[spec.columnDelimiter] ?? ',', spec.lineEnding === 'CRLF' ? '\r\n' : '\n');
  return { csv, records: Math.max(0, rows.length - 1) };
}

function ingest(id: string, job: SqlRow, context: OperationContext): void {
  const spec = specOf(job);
  const def = requireObject(context.engine.schema(), spec.object);
  const [header = [], ...lines] = parseCsv(
    plainText(job['csv']).replace(/^\uFEFF/, ''),
    CSV_DELIMITERS[spec.columnDelimiter] ?? ',',
  );
  const unknown = header.find((name) => fieldOfColumn(name, def) === undefined);
  if (unknown !== undefined) {
    fail(id, spec, `InvalidBatch : Field name not found : ${unknown}`, context);
    return;
  }
  const successful: string[][] = [['sf__Id', 'sf__Created', ...header]];
  const failed: string[][] = [['sf__Id', 'sf__Error', ...header]];
  for (let start = 0; start < lines.length; start += CHUNK) {
    const chunk = lines.slice(start, start + CHUNK);
    const unreadable = chunk.map((line) => unreadableCell(header, line, def));
    const readable = chunk.filter((_, index) => unreadable[index] === null);
    const saved = save(
      spec,
      def,
      readable.map((line) => recordOf(header, line, def)),
      context,
    ).values();
    const results = unreadable.map((error): SaveResult | undefined =>
      error === null ? saved.next().value : { id: null, success: false, errors: [error] },
    );
    for (const [index, line] of chunk.entries()) {
      const result = results[index];
      const given = header.map((_, column) => line[column] ?? '');
      if (result?.success)
        successful.push([result.id ?? '', String(result.created ?? spec.operation === 'insert'), ...given]);
      else
        failed.push([
          result?.id ?? '',
          (result?.errors ?? [])
            .map((error) => `${error.statusCode}:${error.message}:${[...error.fields, '--'].join(' ')}`)
            .join(';'),
          ...given,
        ]);
    }
  }
  context.engine.store.run(
    "UPDATE _bulk_jobs SET state = 'JobComplete', processed = ?, failed = ?, successful_rows = ?, failed_rows = ?, csv = NULL WHERE id = ?",
    lines.length,
    failed.length - 1,
    JSON.stringify(successful),
    JSON.stringify(failed),
    id,
  );
}

/** A job that failed as a whole: its rows were not processed. */
function fail(id: string, spec: BulkJobSpec, errorMessage: string, context: OperationContext): void {
  context.engine.store.run(
    "UPDATE _bulk_jobs SET state = 'Failed', spec = ?, csv = NULL WHERE id = ?",
    JSON.stringify({ ...spec, errorMessage }),
    id,
  );
}

/** The field a column fills: by name, or the reference behind `Parent__r.Key__c`. */
function fieldOfColumn(name: string, def: SObjectDef): FieldDef | undefined {
  const dot = name.indexOf('.');
  if (dot < 0) return def.fields.get(name.toLowerCase());
  const relationship = name.slice(0, dot).toLowerCase();
  return [...def.fields.values()].find((field) => field.relationshipName?.toLowerCase() === relationship);
}

const XSD_TYPES: Readonly<Record<string, string>> = {
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  double: 'xsd:double',
  currency: 'xsd:double',
  percent: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
  time: 'xsd:time',
};

/**
 * The first cell whose text is no value of its field's type: that row fails, the others do not. The words are those of the platform
 * (seen in SFDO-Tooling/Snowfakery issue 793); columns count from 0.
 */
function unreadableCell(header: readonly string[], line: readonly string[], def: SObjectDef): DmlError | null {
  for (const [column, name] of header.entries()) {
    const cell = line[column] ?? '';
    const field = fieldOfColumn(name, def);
    const xsdType = field && !name.includes('.') ? XSD_TYPES[field.type] : undefined;
    if (cell === '' || cell === '#N/A' || field === undefined || xsdType === undefined) continue;
    try {
      fromApiValue(field, cell);
    } catch (cause) {
      if (!(cause instanceof OrgError)) throw cause;
      return {
        statusCode: 'INVALID_FIELD',
        message: `Failed to deserialize field at col ${column}. Due to, '${cell}' is not a valid value for the type ${xsdType}`,
        fields: [field.name],
      };
    }
  }
  return null;
}

function save(
  spec: BulkJobInput,
  def: SObjectDef,
  records: readonly SObjectRecord[],
  context: OperationContext,
): readonly SaveResult[] {
  const { dml } = context.engine;
  const options = { allOrNone: false, fromApi: true } as const;
  switch (spec.operation) {
    case 'insert':
      return dml.insert(records, options, context.scope);
    case 'update':
      return dml.update(records, options, context.scope);
    case 'upsert':
      return dml.upsert(records, spec.externalIdFieldName ?? 'Id', options, context.scope);
    default:
      return dml.delete(
        records.map((record) => plainText(record.values['Id'] ?? record.values['id'])),
        options,
        context.scope,
      );
  }
}

/** An empty cell leaves the field alone, `#N/A` empties it, `Parent__r.Key__c` names a parent by external id. */
function recordOf(header: readonly string[], line: readonly string[], def: SObjectDef): SObjectRecord {
  const values: Record<string, RecordValue> = {};
  for (const [column, name] of header.entries()) {
    const cell = line[column] ?? '';
    if (cell === '') continue;
    const value = cell === '#N/A' ? null : cell;
    const dot = name.indexOf('.');
    if (dot < 0) {
      values[name] = value;
      continue;
    }
    const relationship = name.slice(0, dot);
    values[relationship] = {
      type: fieldOfColumn(name, def)?.referenceTo[0] ?? '',
      values: { [name.slice(dot + 1)]: value },
    };
  }
  return { type: def.name, values };
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

function specOf(row: SqlRow): BulkJobSpec {
  return JSON.parse(String(row['spec'])) as BulkJobSpec;
}
