/** The caller's records → inputs of the save: names resolved, values coerced, parents given by external id looked up. */
import { OrgError } from '../engine/errors.ts';
import type { DmlOptions, Scope, Store } from '../engine/ports.ts';
import type { DmlError, FieldValue, RecordValue, SObjectRecord } from '../engine/records.ts';
import { fieldNamed } from '../schema/index.ts';
import type { FieldDef, OrgSchema, SObjectDef } from '../schema/types.ts';
import { quoteName, toSql } from '../store/index.ts';
import { fromApiValue, normalise } from './coerce.ts';
import { dmlError } from './messages.ts';
import type { DmlParts } from './parts.ts';
import type { Input, Values } from './row.ts';

/** An input with what was wrong with it before any step ran. */
export interface PreparedInput extends Input {
  readonly errors: readonly DmlError[];
}

/** The object of a record; throws INVALID_TYPE. */
export function requireObject(schema: OrgSchema, name: string): SObjectDef {
  const object = schema.object(name);
  if (object === undefined) throw new OrgError('INVALID_TYPE', `sObject type '${name}' is not supported.`);
  return object;
}

/** Prepares one record; throws for what makes the platform refuse the whole request (unknown field, unreadable JSON value). */
export function prepareInput(
  record: SObjectRecord,
  index: number,
  options: DmlOptions,
  scope: Scope,
  parts: DmlParts,
): PreparedInput {
  const schema = parts.schema();
  const object = requireObject(schema, record.type);
  const given: Values = {};
  const errors: DmlError[] = [];
  let id: string | null = null;
  for (const [name, value] of Object.entries(record.values)) {
    const field = fieldNamed(object, name);
    if (isCompound(value)) {
      spreadLocation(object, name, value, given);
    } else if (typeof value === 'object' && value !== null) {
      if (!isRecord(value)) continue;
      const reference = relationship(object, name);
      if (reference === undefined) throw noSuchColumn(name, object);
      const found = parentByExternalId(reference, value, options, parts);
      if (typeof found === 'string') given[reference.name] = found;
      else if (found !== undefined) errors.push(found);
    } else {
      if (field === undefined || (options.fromApi === true && hidden(object, field, scope, parts)))
        throw noSuchColumn(name, object);
      const coerced = options.fromApi === true ? fromApiValue(field, value) : value;
      const normal = normalise(field, coerced);
      if (field.type === 'id') id = typeof normal === 'string' ? normal : null;
      else given[field.name] = normal;
    }
  }
  return { index, object, id, given, errors };
}

function isCompound(value: RecordValue): value is { readonly compound: Readonly<Record<string, FieldValue>> } {
  return typeof value === 'object' && value !== null && 'compound' in value;
}
function isRecord(value: object): value is SObjectRecord {
  return 'values' in value && 'type' in value;
}

function noSuchColumn(name: string, object: SObjectDef): OrgError {
  return new OrgError('INVALID_FIELD', `No such column '${name}' on sobject of type ${object.name}`, {
    fields: [name],
  });
}

/** A field the user may not even read does not exist for an API client. */
function hidden(object: SObjectDef, field: FieldDef, scope: Scope, parts: DmlParts): boolean {
  return (
    scope.access.fls &&
    field.permissionable &&
    !parts.security.fieldReadable(scope.access.user, object.name, field.name)
  );
}

function relationship(object: SObjectDef, name: string): FieldDef | undefined {
  const lower = name.toLowerCase();
  for (const field of object.fields.values()) if (field.relationshipName?.toLowerCase() === lower) return field;
  return undefined;
}

/** A geolocation is written through its two coordinates. */
function spreadLocation(
  object: SObjectDef,
  name: string,
  value: { readonly compound: Readonly<Record<string, FieldValue>> },
  given: Values,
): void {
  const base = name.replace(/__c$/i, '');
  for (const [component, suffix] of [
    ['latitude', '__Latitude__s'],
    ['longitude', '__Longitude__s'],
  ] as const) {
    const field = object.fields.get(`${base}${suffix}`.toLowerCase());
    if (field === undefined) throw noSuchColumn(name, object);
    given[field.name] = value.compound[component] ?? null;
  }
}

/**
 * `Account__r: {Ext__c: 'x'}`: the id of that account. A parent of a queried Apex record (several fields, or an Id) is no reference
 * and is left alone. Source: REST API Developer Guide, "Upsert Relationships Using External IDs".
 */
function parentByExternalId(
  reference: FieldDef,
  parent: SObjectRecord,
  options: DmlOptions,
  parts: DmlParts,
): string | DmlError | undefined {
  const entries = Object.entries(parent.values).filter(([, value]) => typeof value !== 'object');
  const [entry] = entries;
  const object = requireObject(parts.schema(), parent.type);
  const field = entry === undefined ? undefined : object.fields.get(entry[0].toLowerCase());
  const key = field !== undefined && (field.externalId || field.unique || field.nameField);
  if (entries.length !== 1 || entry === undefined || field === undefined || !key) {
    if (options.fromApi !== true) return undefined;
    throw new OrgError(
      'INVALID_FIELD',
      `The external foreign key reference does not reference a valid entity: ${reference.relationshipName ?? reference.name}`,
    );
  }
  const value = normalise(field, fromApiValue(field, scalarOf(entry[1])));
  const found = idsByField(parts.store, object, field, value);
  if (found.length === 1) return found[0];
  if (found.length > 1) {
    return dmlError(
      'DUPLICATE_EXTERNAL_ID',
      `${field.name}: more than one record found for external id field: [${found.join(', ')}]`,
      [reference.name],
    );
  }
  return dmlError(
    'INVALID_FIELD',
    `Foreign key external ID: ${String(value)} not found for field ${field.name} in entity ${object.name}`,
    [],
  );
}

function scalarOf(value: RecordValue): FieldValue {
  return typeof value === 'object' ? null : value;
}

/** Ids of live rows whose field has the value, at most three. */
export function idsByField(store: Store, object: SObjectDef, field: FieldDef, value: FieldValue): readonly string[] {
  const live = object.fields.has('isdeleted') ? ' AND IsDeleted = 0' : '';
  return store
    .all(
      `SELECT Id FROM ${quoteName(object.name)} WHERE ${quoteName(field.name)} = ?${live} LIMIT 3`,
      toSql(field, value),
    )
    .map((row) => String(row['Id']));
}
