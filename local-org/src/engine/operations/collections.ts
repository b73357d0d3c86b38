/** REST resources `composite/sobjects` and `composite/tree`: up to 200 records in one request and one transaction. */
import { OrgError } from '../errors.ts';
import type { Json } from '../json-records.ts';
import { recordFromJson, recordToJson, requireObject, plainText } from '../json-records.ts';
import type { RecordValue, SaveResult, SObjectRecord } from '../records.ts';
import { apiDml } from './context.ts';
import type { OperationContext } from './context.ts';

/** One entry of a collection answer. */
export interface CollectionResult {
  readonly id?: string;
  readonly success: boolean;
  readonly errors: readonly {
    readonly statusCode: string;
    readonly message: string;
    readonly fields: readonly string[];
  }[];
  readonly created?: boolean;
}

const COLLECTION_LIMIT = 200;

/** `POST composite/sobjects`. */
export function createMany(
  input: { readonly allOrNone: boolean; readonly records: readonly unknown[] },
  context: OperationContext,
): readonly CollectionResult[] {
  return byType(
    input.records,
    context,
    (records) => context.engine.dml.insert(records, apiDml(context, input.allOrNone), context.scope),
    input.allOrNone,
  );
}

/** `PATCH composite/sobjects`. */
export function updateMany(
  input: { readonly allOrNone: boolean; readonly records: readonly unknown[] },
  context: OperationContext,
): readonly CollectionResult[] {
  return byType(
    input.records,
    context,
    (records) => context.engine.dml.update(records, apiDml(context, input.allOrNone), context.scope),
    input.allOrNone,
  );
}

/** `PATCH composite/sobjects/X/ExternalId__c`. */
export function upsertMany(
  input: {
    readonly allOrNone: boolean;
    readonly object: string;
    readonly field: string;
    readonly records: readonly unknown[];
  },
  context: OperationContext,
): readonly CollectionResult[] {
  return byType(
    input.records,
    context,
    (records) => context.engine.dml.upsert(records, input.field, apiDml(context, input.allOrNone), context.scope),
    input.allOrNone,
    input.object,
  );
}

/** `DELETE composite/sobjects?ids=`. */
export function removeMany(
  input: { readonly allOrNone: boolean; readonly ids: readonly string[] },
  context: OperationContext,
): readonly CollectionResult[] {
  checkSize(input.ids.length);
  return context.engine.dml
    .delete(input.ids, { allOrNone: input.allOrNone, fromApi: true }, context.scope)
    .map(collectionResult);
}

/** `POST composite/sobjects/X {ids, fields}`: records in the order of the ids, null for those the user cannot see. */
export function retrieveMany(
  input: { readonly object: string; readonly ids: readonly string[]; readonly fields: readonly string[] },
  context: OperationContext,
): readonly Json[] {
  const schema = context.engine.schema();
  const def = requireObject(schema, input.object);
  if (input.ids.length > 2000) throw new OrgError('EXCEEDED_ID_LIMIT', 'The maximum number of IDs is 2000.');
  const fields = input.fields.some((name) => name.toLowerCase() === 'id') ? input.fields : ['Id', ...input.fields];
  const { records } = context.engine.queries.query(
    `SELECT ${fields.join(', ')} FROM ${def.name} WHERE Id IN :ids`,
    { ids: input.ids },
    context.scope,
  );
  const byId = new Map(records.map((record) => [plainText(record.values['Id']).slice(0, 15), record]));
  return input.ids.map((id) => {
    const record = byId.get(id.slice(0, 15));
    return record ? recordToJson(record, schema, context.caller.apiVersion) : null;
  });
}

/**
 * Splits the records into runs of one type, as the platform does, and saves each run. Of one request with `allOrNone`, a failure in
 * any run takes the others back.
 */
function byType(
  input: readonly unknown[],
  context: OperationContext,
  save: (records: readonly SObjectRecord[]) => readonly SaveResult[],
  allOrNone: boolean,
  onlyType?: string,
): readonly CollectionResult[] {
  checkSize(input.length);
  const schema = context.engine.schema();
  const runs: SObjectRecord[][] = [];
  for (const json of input) {
    const record = recordFromJson(json, onlyType ?? typeOf(json), schema);
    const last = runs.at(-1);
    if (last?.[0]?.type === record.type) last.push(record);
    else runs.push([record]);
  }
  const savepoint = runs.length > 1 && allOrNone ? context.transaction.savepoint() : null;
  const results = runs.map((run) => save(run));
  const failed = results.some((run) => run.some((result) => !result.success));
  if (savepoint !== null && failed) {
    context.transaction.rollbackTo(savepoint);
    return results.flat().map((result) => collectionResult(result.success ? rolledBack() : result));
  }
  return results.flat().map(collectionResult);
}

function typeOf(json: unknown): string {
  const attributes = (json as { readonly attributes?: { readonly type?: unknown } } | null)?.attributes;
  if (typeof attributes?.type !== 'string') {
    throw new OrgError('INVALID_INPUT', 'Include the attributes property and its type property with each record.');
  }
  return attributes.type;
}

function checkSize(count: number): void {
  if (count > COLLECTION_LIMIT) {
    throw new OrgError('INVALID_INPUT', `The maximum number of records allowed is ${COLLECTION_LIMIT}.`);
  }
}

function collectionResult(result: SaveResult): CollectionResult {
  return {
    ...(result.id === null || !result.success ? {} : { id: result.id }),
    success: result.success,
    errors: result.errors.map(({ statusCode, message, fields }) => ({ statusCode, message, fields })),
    ...(result.created === undefined || !result.success ? {} : { created: result.created }),
  };
}

function rolledBack(): SaveResult {
  const message = 'Record rolled back because not all records were valid and the request was using AllOrNone header';
  return {
    id: null,
    success: false,
    errors: [{ statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK', message, fields: [] }],
  };
}

/** An answer of `composite/tree`. */
export interface TreeResult {
  readonly hasErrors: boolean;
  readonly results: readonly {
    readonly referenceId: string;
    readonly id?: string;
    readonly errors?: readonly {
      readonly statusCode: string;
      readonly message: string;
      readonly fields: readonly string[];
    }[];
  }[];
}

/** `POST composite/tree/X`: records with nested children, all or nothing. */
export function createTree(
  input: { readonly object: string; readonly records: readonly unknown[] },
  context: OperationContext,
): TreeResult {
  const savepoint = context.transaction.savepoint();
  const results: { referenceId: string; id: string }[] = [];
  const failures: TreeResult['results'][number][] = [];
  plantTree(input.object, input.records, null, context, results, failures);
  if (failures.length === 0) return { hasErrors: false, results };
  context.transaction.rollbackTo(savepoint);
  return { hasErrors: true, results: failures };
}

function plantTree(
  objectName: string,
  jsonRecords: readonly unknown[],
  parent: { readonly field: string; readonly id: string } | null,
  context: OperationContext,
  results: { referenceId: string; id: string }[],
  failures: TreeResult['results'][number][],
): void {
  const schema = context.engine.schema();
  const def = requireObject(schema, objectName);
  const rows = jsonRecords.map((json) => splitChildren(json));
  const records = rows.map(({ own }) => {
    const record = recordFromJson(own, def.name, schema);
    const values: Record<string, RecordValue> = parent
      ? { ...record.values, [parent.field]: parent.id }
      : record.values;
    return { type: record.type, values };
  });
  const saves = context.engine.dml.insert(records, apiDml(context, false), context.scope);
  for (const [index, row] of rows.entries()) {
    const save = saves[index];
    if (!save?.success || save.id === null) {
      failures.push({
        referenceId: row.referenceId,
        errors: (save?.errors ?? []).map(({ statusCode, message, fields }) => ({ statusCode, message, fields })),
      });
      continue;
    }
    results.push({ referenceId: row.referenceId, id: save.id });
    for (const [relationship, children] of row.children) {
      const child = def.childRelationships.find(
        (entry) => entry.relationshipName?.toLowerCase() === relationship.toLowerCase(),
      );
      if (!child) {
        throw new OrgError('INVALID_FIELD', `No such relation '${relationship}' on entity '${def.name}'`, {
          fields: [relationship],
        });
      }
      plantTree(child.childObject, children, { field: child.field, id: save.id }, context, results, failures);
    }
  }
}

function splitChildren(json: unknown): {
  readonly referenceId: string;
  readonly own: Record<string, unknown>;
  readonly children: readonly (readonly [string, readonly unknown[]])[];
} {
  if (typeof json !== 'object' || json === null)
    throw new OrgError('INVALID_INPUT', 'A tree record must be a JSON object.');
  const attributes = (json as { readonly attributes?: { readonly referenceId?: unknown } }).attributes;
  if (typeof attributes?.referenceId !== 'string') {
    throw new OrgError('INVALID_INPUT', 'Include the attributes property with type and referenceId for each record.');
  }
  const own: Record<string, unknown> = {};
  const children: [string, readonly unknown[]][] = [];
  for (const [name, value] of Object.entries(json as Record<string, unknown>)) {
    const nested = (value as { readonly records?: unknown } | null)?.records;
    if (typeof value === 'object' && Array.isArray(nested)) children.push([name, nested as readonly unknown[]]);
    else own[name] = value;
  }
  return { referenceId: attributes.referenceId, own, children };
}
