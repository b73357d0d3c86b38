/** UI API resources of records, layouts and defaults. */
import { isNoted } from '../../soql/index.ts';
import { OrgError } from '../errors.ts';
import { heldByField } from '../../schema/percents.ts';
import type { Json, JsonObject } from '../json-records.ts';
import { recordFromJson } from '../json-records.ts';
import type { FieldValue } from '../records.ts';
import { chooseLayout, layoutFields, uiLayout } from '../ui-api/layouts.ts';
import { readableObject, uiObjectInfo } from '../ui-api/object-info.ts';
import { fetchForUi, objectOfId, selectFields, uiRecord } from '../ui-api/ui-records.ts';
import type { OperationContext } from './context.ts';
import { MASTER_RECORD_TYPE_ID } from './record-types.ts';
import { saved } from './records.ts';

/** Which fields of a record a page wants. */
export interface UiSelection {
  readonly fields: readonly string[];
  readonly optionalFields: readonly string[];
  readonly layoutTypes: readonly string[];
}

const UI_DML = { allOrNone: true, fromApi: true } as const;

/** `GET ui-api/records/<id>`. */
export function uiGetRecord(
  input: { readonly id: string; readonly updateMru?: boolean } & UiSelection,
  context: OperationContext,
): JsonObject {
  const def = objectOfId(input.id, context.engine.schema());
  readableObject(def.name, context);
  const layout =
    input.layoutTypes.length === 0
      ? []
      : layoutFields(chooseLayout(def, recordTypeOf(input.id, context), context), def);
  const fields = selectFields(def, input.fields, [...input.optionalFields, ...layout], context);
  const [record] = fetchForUi([input.id], def, fields, context);
  if (!record) throw new OrgError('NOT_FOUND', 'The requested resource does not exist');
  if (input.updateMru === true && isNoted(def))
    context.engine.queries.query(`SELECT Id FROM ${def.name} WHERE Id = '${input.id}' FOR VIEW`, {}, context.scope);
  return uiRecord(record, context);
}

/** `GET ui-api/records/batch/<ids>`: each id has a status of its own. */
export function uiGetRecords(
  input: { readonly ids: readonly string[]; readonly updateMru?: boolean } & UiSelection,
  context: OperationContext,
): JsonObject {
  const results = input.ids.map((id): JsonObject => {
    try {
      return { result: uiGetRecord({ ...input, id }, context), statusCode: 200 };
    } catch (cause) {
      if (!(cause instanceof OrgError)) throw cause;
      return {
        result: [{ errorCode: cause.code, message: cause.message }],
        statusCode: cause.code === 'NOT_FOUND' ? 404 : 400,
      };
    }
  });
  return { hasErrors: results.some((entry) => entry['statusCode'] !== 200), results };
}

/** `POST ui-api/records {apiName, fields}`. */
export function uiCreateRecord(
  input: { readonly apiName: string; readonly fields: Readonly<Record<string, unknown>> },
  context: OperationContext,
): JsonObject {
  const record = recordFromJson(input.fields, input.apiName, context.engine.schema());
  const { id } = saved(context.engine.dml.insert([record], UI_DML, context.scope)[0]);
  return afterSave(id, Object.keys(input.fields), context);
}

/** `PATCH ui-api/records/<id> {fields}`. */
export function uiUpdateRecord(
  input: { readonly id: string; readonly fields: Readonly<Record<string, unknown>>; readonly ifModifiedSince?: string },
  context: OperationContext,
): JsonObject {
  const def = objectOfId(input.id, context.engine.schema());
  const fields = Object.fromEntries(Object.entries(input.fields).filter(([name]) => name !== 'Id'));
  const record = recordFromJson(fields, def.name, context.engine.schema());
  const withId = { type: record.type, values: { Id: input.id, ...record.values } };
  saved(context.engine.dml.update([withId], UI_DML, context.scope)[0]);
  return afterSave(input.id, Object.keys(fields), context);
}

function afterSave(id: string, fields: readonly string[], context: OperationContext): JsonObject {
  const def = objectOfId(id, context.engine.schema());
  const selected = selectFields(def, [], fields, context);
  const [record] = fetchForUi([id], def, selected, context);
  // A user may create what he may not see afterwards; the id is all he gets.
  if (!record) return { apiName: def.name, childRelationships: {}, fields: {}, id };
  return uiRecord(record, context);
}

/** `DELETE ui-api/records/<id>`. */
export function uiDeleteRecord(input: { readonly id: string }, context: OperationContext): null {
  objectOfId(input.id, context.engine.schema());
  saved(context.engine.dml.delete([input.id], UI_DML, context.scope)[0]);
  return null;
}

/** `GET ui-api/layout/X`. */
export function uiGetLayout(
  input: {
    readonly object: string;
    readonly layoutType: string;
    readonly mode: string;
    readonly recordTypeId: string | null;
  },
  context: OperationContext,
): JsonObject {
  const def = readableObject(input.object, context);
  return uiLayout(def, chooseLayout(def, input.recordTypeId, context), input, context);
}

/** `GET ui-api/record-ui/<ids>`: records with their layouts and object descriptions. */
export function uiRecordUi(
  input: { readonly ids: readonly string[]; readonly modes: readonly string[] } & UiSelection,
  context: OperationContext,
): JsonObject {
  const layouts: Record<string, Record<string, Record<string, Record<string, Json>>>> = {};
  const objectInfos: Record<string, Json> = {};
  const records: Record<string, Json> = {};
  for (const id of input.ids) {
    const def = objectOfId(id, context.engine.schema());
    const recordTypeId = recordTypeOf(id, context);
    records[id] = uiGetRecord({ ...input, id, layoutTypes: ['Full'] }, context);
    objectInfos[def.name] = uiObjectInfo({ object: def.name }, context);
    const chosen = chooseLayout(def, recordTypeId, context);
    const byType = ((layouts[def.name] ??= {})[recordTypeId ?? MASTER_RECORD_TYPE_ID] ??= {});
    for (const layoutType of input.layoutTypes) {
      for (const mode of input.modes) {
        (byType[layoutType] ??= {})[mode] = uiLayout(def, chosen, { layoutType, mode, recordTypeId }, context);
      }
    }
  }
  return { eTag: '', layoutUserStates: {}, layouts, objectInfos, records };
}

/** `GET ui-api/record-defaults/create/X`. */
export function uiCreateDefaults(
  input: { readonly object: string; readonly recordTypeId: string | null },
  context: OperationContext,
): JsonObject {
  const def = readableObject(input.object, context);
  const chosen = chooseLayout(def, input.recordTypeId, context);
  const { security } = context.engine;
  const fields: Record<string, Json> = {};
  for (const name of layoutFields(chosen, def)) {
    const field = def.fields.get(name.toLowerCase());
    if (!field?.createable || !security.fieldEditable(context.user, def.name, field.name)) continue;
    fields[field.name] = { displayValue: null, value: defaultOf(name, input, context) };
  }
  if (def.fields.has('ownerid')) fields['OwnerId'] = { displayValue: context.user.name, value: context.user.userId };
  if (input.recordTypeId !== null) fields['RecordTypeId'] = { displayValue: null, value: input.recordTypeId };
  return {
    layout: uiLayout(def, chosen, { layoutType: 'Full', mode: 'Create', recordTypeId: input.recordTypeId }, context),
    objectInfos: { [def.name]: uiObjectInfo({ object: def.name }, context) },
    record: { apiName: def.name, childRelationships: {}, fields, id: null, recordTypeId: input.recordTypeId },
  };
}

function defaultOf(name: string, input: { readonly object: string }, context: OperationContext): FieldValue {
  const def = readableObject(input.object, context);
  const field = def.fields.get(name.toLowerCase());
  if (!field) return null;
  const chosen = field.picklist?.find((value) => value.isDefault)?.value;
  if (chosen !== undefined) return chosen;
  if (field.defaultFormula !== undefined) {
    const empty = { type: def.name, values: {} };
    return heldByField(field, context.engine.formulas.evaluate(def.name, field.defaultFormula, empty, context.scope));
  }
  return field.type === 'boolean' ? false : null;
}

function recordTypeOf(id: string, context: OperationContext): string | null {
  const def = objectOfId(id, context.engine.schema());
  if (!def.fields.has('recordtypeid')) return null;
  const { records } = context.engine.queries.query(
    `SELECT RecordTypeId FROM ${def.name} WHERE Id = :id`,
    { id },
    context.systemScope,
  );
  const value = records[0]?.values['RecordTypeId'];
  return typeof value === 'string' ? value : null;
}
