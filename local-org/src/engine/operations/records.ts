/** REST resources `sobjects`: one record at a time. */
import { OrgError } from '../errors.ts';
import type { JsonObject } from '../json-records.ts';
import { recordFromJson, recordToJson, requireObject, plainText } from '../json-records.ts';
import { RecordNotSaved } from '../record-errors.ts';
import type { DmlError, SaveResult, SObjectRecord } from '../records.ts';
import { apiDml } from './context.ts';
import type { OperationContext } from './context.ts';

export interface SavedRecord {
  readonly id: string;
  readonly success: true;
  readonly errors: readonly DmlError[];
  readonly created?: boolean;
}

/** `GET sobjects/X/id[?fields=]`: named fields, or every field the user may read. */
export function retrieve(
  input: { readonly object: string; readonly id: string; readonly fields?: readonly string[] },
  context: OperationContext,
): JsonObject {
  return recordToJson(
    fetchOne(input.object, 'Id', input.id, input.fields, context),
    context.engine.schema(),
    context.caller.apiVersion,
  );
}

/** `GET sobjects/X/ExternalId__c/value`. */
export function retrieveByExternalId(
  input: {
    readonly object: string;
    readonly field: string;
    readonly value: string;
    readonly fields?: readonly string[];
  },
  context: OperationContext,
): JsonObject {
  const def = requireObject(context.engine.schema(), input.object);
  const field = def.fields.get(input.field.toLowerCase());
  if (!field || !(field.externalId || field.name === 'Id')) {
    throw new OrgError('NOT_FOUND', 'Provided external ID field does not exist or is not accessible: ' + input.field);
  }
  const record = fetchOne(def.name, field.name, input.value, input.fields, context);
  return recordToJson(record, context.engine.schema(), context.caller.apiVersion);
}

function fetchOne(
  objectName: string,
  keyField: string,
  key: string,
  fields: readonly string[] | undefined,
  context: OperationContext,
): SObjectRecord {
  const { engine, user, scope } = context;
  const def = requireObject(engine.schema(), objectName);
  const names =
    fields ??
    [...def.fields.values()]
      .filter((field) => field.type !== 'base64' && engine.security.fieldReadable(user, def.name, field.name))
      .map((field) => field.name);
  const wanted = names.some((name) => name.toLowerCase() === 'id') ? names : ['Id', ...names];
  const { records } = engine.queries.query(
    `SELECT ${wanted.join(', ')} FROM ${def.name} WHERE ${keyField} = :key LIMIT 2`,
    { key },
    scope,
  );
  const [record, second] = records;
  if (!record) throw new OrgError('NOT_FOUND', 'The requested resource does not exist');
  if (second)
    throw new OrgError(
      'DUPLICATE_VALUE',
      `More than one record found for external ID field: [${records.map((row) => plainText(row.values['Id'])).join(', ')}]`,
    );
  return record;
}

/** Content of one base64 field, base64 text. */
export function retrieveBlob(
  input: { readonly object: string; readonly id: string; readonly field: string },
  context: OperationContext,
): { readonly base64: string } {
  const def = requireObject(context.engine.schema(), input.object);
  if (def.fields.get(input.field.toLowerCase())?.type !== 'base64')
    throw new OrgError('NOT_FOUND', 'The requested resource does not exist');
  const record = fetchOne(input.object, 'Id', input.id, [input.field], context);
  const value = Object.entries(record.values).find(([name]) => name.toLowerCase() === input.field.toLowerCase())?.[1];
  return { base64: typeof value === 'string' ? value : '' };
}

/** `POST sobjects/X`. */
export function create(
  input: { readonly object: string; readonly values: unknown },
  context: OperationContext,
): SavedRecord {
  const record = recordFromJson(input.values, input.object, context.engine.schema());
  return saved(context.engine.dml.insert([record], apiDml(context, true), context.scope)[0]);
}

/** `PATCH sobjects/X/id`. */
export function update(
  input: { readonly object: string; readonly id: string; readonly values: unknown },
  context: OperationContext,
): SavedRecord {
  const record = recordFromJson(input.values, input.object, context.engine.schema());
  if (Object.keys(record.values).some((name) => name.toLowerCase() === 'id')) {
    throw new OrgError('INVALID_FIELD', 'The Id field should not be specified in the sobject data.', {
      fields: ['Id'],
    });
  }
  const withId = { type: record.type, values: { Id: input.id, ...record.values } };
  return saved(context.engine.dml.update([withId], apiDml(context, true), context.scope)[0]);
}

/** `PATCH sobjects/X/ExternalId__c/value`. */
export function upsert(
  input: { readonly object: string; readonly field: string; readonly value: string; readonly values: unknown },
  context: OperationContext,
): SavedRecord {
  const record = recordFromJson(input.values, input.object, context.engine.schema());
  if (Object.keys(record.values).some((name) => name.toLowerCase() === input.field.toLowerCase())) {
    throw new OrgError('INVALID_FIELD', `The ${input.field} field should not be specified in the sobject data.`, {
      fields: [input.field],
    });
  }
  const keyed = { type: record.type, values: { [input.field]: input.value, ...record.values } };
  return saved(context.engine.dml.upsert([keyed], input.field, apiDml(context, true), context.scope)[0]);
}

/** `DELETE sobjects/X/id`. */
export function remove(
  input: { readonly object: string; readonly id: string },
  context: OperationContext,
): SavedRecord {
  const def = requireObject(context.engine.schema(), input.object);
  if (!input.id.startsWith(def.keyPrefix)) throw new OrgError('NOT_FOUND', 'The requested resource does not exist');
  return saved(context.engine.dml.delete([input.id], apiDml(context, true), context.scope)[0]);
}

/** A save result as an answer, or its errors thrown. */
export function saved(result: SaveResult | undefined): SavedRecord {
  if (!result?.success || result.id === null) throw new RecordNotSaved(result?.errors ?? []);
  return {
    id: result.id,
    success: true,
    errors: [],
    ...(result.created === undefined ? {} : { created: result.created }),
  };
}
