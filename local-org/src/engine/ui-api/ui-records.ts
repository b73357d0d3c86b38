/** Records as the UI API answers them: `{apiName, id, fields: {Name: {value, displayValue}}}`, parents nested. */
import type { OrgSchema, SObjectDef } from '../../schema/types.ts';
import { OrgError } from '../errors.ts';
import type { Json, JsonObject } from '../json-records.ts';
import { isCompound, isList, isRecord, restDateTime, plainText } from '../json-records.ts';
import type { OperationContext } from '../operations/context.ts';
import type { RecordValue, SObjectRecord } from '../records.ts';
import { displayValue } from './display-values.ts';
import { nameFields } from './object-info.ts';

/** The object an id belongs to. */
export function objectOfId(id: string, schema: OrgSchema): SObjectDef {
  const def = schema.objectByPrefix(id.slice(0, 3));
  if (!def || !/^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/.test(id))
    throw new OrgError('INVALID_INPUT', `The record id ${id} is invalid.`);
  return def;
}

/**
 * Fields to select for the UI: the asked ones that the user may read (`optional` ones that he may not are left out, others are an
 * error), with the ids and names of parents that a lookup shows.
 */
export function selectFields(
  def: SObjectDef,
  required: readonly string[],
  optional: readonly string[],
  context: OperationContext,
): readonly string[] {
  const paths = new Map<string, string>();
  const add = (path: string): void => void paths.set(path.toLowerCase(), path);
  for (const name of ['Id', ...systemFields(def), ...nameFields(def)])
    if (resolve(def, [name], context) === 'ok') add(name);
  for (const [names, must] of [[required, true] as const, [optional, false] as const]) {
    for (const qualified of names) {
      const path = unqualified(qualified, def);
      const outcome = resolve(def, path.split('.'), context);
      if (outcome === 'ok') addWithLookupName(path, def, context, add);
      else if (must)
        throw new OrgError('INVALID_FIELD', `The field ${qualified} does not exist or you do not have access to it.`, {
          fields: [qualified],
        });
    }
  }
  return [...paths.values()];
}

/** A lookup is shown by the name of what it points at. */
function addWithLookupName(
  path: string,
  def: SObjectDef,
  context: OperationContext,
  add: (path: string) => void,
): void {
  add(path);
  if (path.includes('.')) return;
  const field = def.fields.get(path.toLowerCase());
  const [target] = field?.referenceTo ?? [];
  if (field?.type !== 'reference' || field.relationshipName === undefined || target === undefined) return;
  const parent = context.engine.schemaIn(context.user.language).object(target);
  const name = parent && [...parent.fields.values()].find((candidate) => candidate.nameField)?.name;
  if (parent && name !== undefined && resolve(def, [field.relationshipName, name], context) === 'ok') {
    add(`${field.relationshipName}.Id`);
    add(`${field.relationshipName}.${name}`);
  }
}

function systemFields(def: SObjectDef): readonly string[] {
  return ['LastModifiedById', 'LastModifiedDate', 'SystemModstamp', 'RecordTypeId'].filter((name) =>
    def.fields.has(name.toLowerCase()),
  );
}

function unqualified(name: string, def: SObjectDef): string {
  const prefix = `${def.name.toLowerCase()}.`;
  return name.toLowerCase().startsWith(prefix) ? name.slice(prefix.length) : name;
}

function resolve(def: SObjectDef, path: readonly string[], context: OperationContext): 'ok' | 'no' {
  const { security } = context.engine;
  const schema = context.engine.schemaIn(context.user.language);
  let at: SObjectDef | undefined = def;
  for (const [index, step] of path.entries()) {
    if (!at) return 'no';
    if (index === path.length - 1) {
      const field = at.fields.get(step.toLowerCase());
      return field && security.fieldReadable(context.user, at.name, field.name) ? 'ok' : 'no';
    }
    const reference = [...at.fields.values()].find(
      (field) => field.relationshipName?.toLowerCase() === step.toLowerCase(),
    );
    if (!reference || !security.fieldReadable(context.user, at.name, reference.name)) return 'no';
    at = schema.object(reference.referenceTo[0] ?? '');
    if (at && !security.objectAccess(context.user, at.name).read) return 'no';
  }
  return 'no';
}

/** A queried record in the UI API's shape. */
export function uiRecord(record: SObjectRecord, context: OperationContext): JsonObject {
  const def = context.engine.schemaIn(context.user.language).object(record.type);
  const currency = record.values['CurrencyIsoCode'];
  const fields: Record<string, Json> = {};
  for (const [name, value] of Object.entries(record.values)) {
    if (name !== 'Id')
      fields[name] = uiField(name, value, def, typeof currency === 'string' ? currency : null, context);
  }
  const text = (name: string): string | null => {
    const value = record.values[name];
    return typeof value === 'string' ? value : null;
  };
  const modified = text('LastModifiedDate');
  return {
    apiName: record.type,
    childRelationships: {},
    eTag: text('SystemModstamp') ?? '',
    fields,
    id: text('Id'),
    lastModifiedById: text('LastModifiedById'),
    lastModifiedDate: modified,
    recordTypeId: text('RecordTypeId'),
    recordTypeInfo: null,
    systemModstamp: text('SystemModstamp'),
    weakEtag: modified === null ? 0 : Date.parse(modified),
  };
}

function uiField(
  name: string,
  value: RecordValue,
  def: SObjectDef | undefined,
  currency: string | null,
  context: OperationContext,
): JsonObject {
  if (isRecord(value)) {
    const parent = context.engine.schemaIn(context.user.language).object(value.type);
    const nameField = parent && [...parent.fields.values()].find((field) => field.nameField)?.name;
    const shown = nameField === undefined ? null : value.values[nameField];
    return { displayValue: typeof shown === 'string' ? shown : null, value: uiRecord(value, context) };
  }
  if (isList(value)) return { displayValue: null, value: value.map((child) => uiRecord(child, context)) };
  if (isCompound(value)) return { displayValue: null, value: { ...value.compound } };
  const field = def?.fields.get(name.toLowerCase());
  return {
    displayValue: field ? displayValue(value, field, context.user, currency) : null,
    value:
      typeof value === 'string' && field?.type === 'datetime'
        ? value
        : typeof value === 'string'
          ? restDateTime(value)
          : value,
  };
}

/** Queries records by id; answers them in the order of the ids, missing ones left out. */
export function fetchForUi(
  ids: readonly string[],
  def: SObjectDef,
  fields: readonly string[],
  context: OperationContext,
): readonly SObjectRecord[] {
  const selected = withCurrency(fields, def);
  const { records } = context.engine.queries.query(
    `SELECT ${selected.join(', ')} FROM ${def.name} WHERE Id IN :ids`,
    { ids },
    context.scope,
  );
  const byId = new Map(records.map((record) => [plainText(record.values['Id']).slice(0, 15), record]));
  return ids.flatMap((id) => byId.get(id.slice(0, 15)) ?? []);
}

/** Amounts are shown in the record's own currency. */
export function withCurrency(fields: readonly string[], def: SObjectDef): readonly string[] {
  const hasAmount = fields.some((name) => def.fields.get(name.toLowerCase())?.type === 'currency');
  const hasCode = fields.some((name) => name.toLowerCase() === 'currencyisocode');
  return hasAmount && !hasCode && def.fields.has('currencyisocode') ? [...fields, 'CurrencyIsoCode'] : fields;
}
