/** Records as the REST API writes and reads them in JSON. */
import type { FieldType, OrgSchema, SObjectDef } from '../schema/types.ts';
import { recordId } from '../soql/index.ts';
import { OrgError } from './errors.ts';
import type { FieldValue, GeoValue, RecordValue, SObjectRecord } from './records.ts';

export { plainText } from './plain-text.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

const DATE_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})Z$/;

/** A record with its `attributes`; nested parents and child lists included. `version` like `67.0`. */
export function recordToJson(record: SObjectRecord, schema: OrgSchema, version: string): JsonObject {
  const def = schema.object(record.type);
  const id = recordId(record);
  const json: Record<string, Json> = {
    attributes:
      typeof id === 'string' && def !== undefined
        ? { type: record.type, url: `/services/data/v${version}/sobjects/${record.type}/${id}` }
        : { type: record.type },
  };
  for (const [name, value] of Object.entries(record.values)) {
    json[name] = valueToJson(value, def?.fields.get(name.toLowerCase())?.type, schema, version);
  }
  return json;
}

function valueToJson(value: RecordValue, type: FieldType | undefined, schema: OrgSchema, version: string): Json {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  if (type === 'junctionidlist' && typeof value === 'string') return value.split(';');
  if (typeof value === 'string') return type === undefined || type === 'datetime' ? restDateTime(value) : value;
  if (isList(value)) {
    if (value.length === 0) return null;
    return { totalSize: value.length, done: true, records: value.map((child) => recordToJson(child, schema, version)) };
  }
  if (isCompound(value)) return { ...value.compound };
  return recordToJson(value, schema, version);
}

/** The REST API writes `+0000` where the engine keeps `Z`. Other texts pass. */
export function restDateTime(value: string): string {
  const found = DATE_TIME.exec(value);
  return found ? `${found[1] ?? ''}+0000` : value;
}

export function isList(value: RecordValue | undefined): value is readonly SObjectRecord[] {
  return Array.isArray(value);
}

export function isCompound(value: RecordValue | undefined): value is GeoValue {
  return typeof value === 'object' && value !== null && 'compound' in value;
}

export function isRecord(value: RecordValue | undefined): value is SObjectRecord {
  return typeof value === 'object' && value !== null && 'values' in value;
}

/**
 * A record a client sent. `attributes` is dropped; an object under a relationship name becomes a parent given by external id.
 * Field names stay as the client wrote them: `dml/` resolves them and refuses unknown ones.
 */
export function recordFromJson(json: unknown, objectName: string, schema: OrgSchema): SObjectRecord {
  const def = requireObject(schema, objectName);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new OrgError('JSON_PARSER_ERROR', 'The body of a record must be a JSON object.');
  }
  const values: Record<string, RecordValue> = {};
  for (const [name, value] of Object.entries(json as Record<string, unknown>)) {
    if (name !== 'attributes') values[name] = valueFromJson(value, name, def, schema);
  }
  return { type: def.name, values };
}

function valueFromJson(value: unknown, name: string, def: SObjectDef, schema: OrgSchema): RecordValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (Array.isArray(value) && def.fields.get(name.toLowerCase())?.type === 'junctionidlist')
    return value.length === 0 ? null : value.map(String).join(';');
  if (typeof value === 'object' && !Array.isArray(value)) {
    const reference = [...def.fields.values()].find(
      (field) => field.relationshipName?.toLowerCase() === name.toLowerCase(),
    );
    if (reference) {
      const attributes = (value as { readonly attributes?: { readonly type?: unknown } }).attributes;
      const type = typeof attributes?.type === 'string' ? attributes.type : (reference.referenceTo[0] ?? '');
      return recordFromJson(value, type, schema);
    }
    const field = def.fields.get(name.toLowerCase());
    if (field?.type === 'location' || field?.type === 'address')
      return { compound: value as Record<string, FieldValue> };
  }
  throw new OrgError(
    'JSON_PARSER_ERROR',
    `Cannot deserialize instance of ${name} from ${JSON.stringify(value).slice(0, 60)}`,
    {
      fields: [name],
    },
  );
}

/** The object's definition, or the platform's error for a name nobody knows. */
export function requireObject(schema: OrgSchema, objectName: string): SObjectDef {
  const def = schema.object(objectName);
  if (!def) throw new OrgError('NOT_FOUND', 'The requested resource does not exist');
  return def;
}
