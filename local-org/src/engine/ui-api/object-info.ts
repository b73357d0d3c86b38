/** Object metadata as the UI API answers it (User Interface API Developer Guide, "Object Info", "Picklist Values Collection"). */
import type { FieldDef, FieldType, SObjectDef } from '../../schema/types.ts';
import { OrgError } from '../errors.ts';
import type { Json, JsonObject } from '../json-records.ts';
import { requireObject } from '../json-records.ts';
import type { OperationContext } from '../operations/context.ts';
import { MASTER_RECORD_TYPE_ID, recordTypeIds } from '../operations/record-types.ts';

const DATA_TYPES: Readonly<Record<FieldType, string>> = {
  id: 'Reference',
  string: 'String',
  textarea: 'TextArea',
  longtextarea: 'TextArea',
  richtextarea: 'TextArea',
  encryptedstring: 'EncryptedString',
  boolean: 'Boolean',
  int: 'Int',
  double: 'Double',
  currency: 'Currency',
  percent: 'Percent',
  date: 'Date',
  datetime: 'DateTime',
  time: 'Time',
  picklist: 'Picklist',
  multipicklist: 'MultiPicklist',
  reference: 'Reference',
  email: 'Email',
  phone: 'Phone',
  url: 'Url',
  autonumber: 'String',
  location: 'Location',
  address: 'Address',
  base64: 'Base64',
  anyType: 'AnyType',
  complexvalue: 'ComplexValue',
  junctionidlist: 'JunctionIdList',
  combobox: 'ComboBox',
};

/** The object a user may read, or the platform's refusal. */
export function readableObject(objectName: string, context: OperationContext): SObjectDef {
  const def = requireObject(context.engine.schemaIn(context.user.language), objectName);
  if (!context.engine.security.objectAccess(context.user, def.name).read) {
    throw new OrgError(
      'INSUFFICIENT_ACCESS',
      `You don't have access to this record. Ask your administrator for help or to request access.`,
    );
  }
  return def;
}

/** `GET ui-api/object-info/X`. */
export function uiObjectInfo(input: { readonly object: string }, context: OperationContext): JsonObject {
  const def = readableObject(input.object, context);
  const { security } = context.engine;
  const access = security.objectAccess(context.user, def.name);
  const fields = [...def.fields.values()].filter((field) => security.fieldReadable(context.user, def.name, field.name));
  const types = recordTypes(def, context);
  return {
    apiName: def.name,
    associateEntityType: null,
    associateParentEntity: null,
    childRelationships: def.childRelationships.flatMap((child): Json[] =>
      child.relationshipName === undefined
        ? []
        : [
            {
              childObjectApiName: child.childObject,
              fieldName: child.field,
              junctionIdListNames: [],
              junctionReferenceTo: [],
              relationshipName: child.relationshipName,
            },
          ],
    ),
    compactLayoutable: true,
    createable: def.createable && access.create,
    custom: def.custom,
    defaultRecordTypeId:
      Object.values(types).find((type) => type.defaultRecordTypeMapping)?.recordTypeId ?? MASTER_RECORD_TYPE_ID,
    deletable: def.deletable && access.delete,
    dependentFields: dependentFields(fields),
    eTag: String(context.engine.schemaIn(context.user.language).version),
    feedEnabled: def.enableFeeds,
    fields: Object.fromEntries(fields.map((field) => [field.name, fieldInfo(field, def, context)])),
    keyPrefix: def.keyPrefix,
    label: def.label,
    labelPlural: def.labelPlural,
    layoutable: def.kind === 'standard' || def.kind === 'custom',
    mruEnabled: def.kind === 'standard' || def.kind === 'custom',
    nameFields: nameFields(def),
    queryable: def.queryable,
    recordTypeInfos: types as unknown as Json,
    searchLayoutable: def.searchable,
    searchable: def.searchable,
    themeInfo: { color: '0176d3', iconUrl: null },
    updateable: def.updateable && access.edit,
  };
}

/** `GET ui-api/object-info/batch/X,Y`. */
export function uiObjectInfos(input: { readonly objects: readonly string[] }, context: OperationContext): JsonObject {
  return {
    results: input.objects.map((object): Json => ({ result: uiObjectInfo({ object }, context), statusCode: 200 })),
  };
}

/** Fields that make up the name: three for a person, one for everything else. */
export function nameFields(def: SObjectDef): string[] {
  const parts = [...def.fields.values()].filter((field) => field.compoundField === 'Name').map((field) => field.name);
  const name = [...def.fields.values()].find((field) => field.nameField)?.name;
  return name === undefined ? [] : parts.length > 0 ? [...parts, name] : [name];
}

interface RecordTypeInfo {
  readonly available: boolean;
  readonly defaultRecordTypeMapping: boolean;
  readonly master: boolean;
  readonly name: string;
  readonly recordTypeId: string;
}

function recordTypes(def: SObjectDef, context: OperationContext): Readonly<Record<string, RecordTypeInfo>> {
  const ids = recordTypeIds(def.name, context);
  const infos: Record<string, RecordTypeInfo> = {};
  const defaultId = context.engine.defaultRecordType(context.user, def.name);
  for (const type of def.recordTypes.values()) {
    const recordTypeId = ids.get(type.developerName);
    if (recordTypeId === undefined || !type.active) continue;
    infos[recordTypeId] = {
      available: true,
      defaultRecordTypeMapping: recordTypeId === defaultId,
      master: false,
      name: type.label,
      recordTypeId,
    };
  }
  infos[MASTER_RECORD_TYPE_ID] = {
    available: true,
    defaultRecordTypeMapping: defaultId === null,
    master: true,
    name: 'Master',
    recordTypeId: MASTER_RECORD_TYPE_ID,
  };
  return infos;
}

function dependentFields(fields: readonly FieldDef[]): JsonObject {
  const tree: Record<string, Record<string, Json>> = {};
  for (const field of fields) {
    if (field.controllingField !== undefined) (tree[field.controllingField] ??= {})[field.name] = {};
  }
  return tree;
}

function fieldInfo(field: FieldDef, def: SObjectDef, context: OperationContext): JsonObject {
  const editable = context.engine.security.fieldEditable(context.user, def.name, field.name);
  const schema = context.engine.schemaIn(context.user.language);
  return {
    apiName: field.name,
    calculated: field.formula !== undefined || field.summary !== undefined,
    compound:
      field.type === 'address' || field.type === 'location' || (field.name === 'Name' && nameFields(def).length > 1),
    compoundComponentName: field.compoundField === undefined ? null : field.name,
    compoundFieldName: field.compoundField ?? null,
    controllerName: field.controllingField ?? null,
    controllingFields: field.controllingField === undefined ? [] : [field.controllingField],
    createable: field.createable && editable,
    custom: field.custom,
    dataType: DATA_TYPES[field.type],
    extraTypeInfo:
      field.type === 'richtextarea' ? 'RichTextArea' : field.type === 'longtextarea' ? 'PlainTextArea' : null,
    filterable: true,
    filteredLookupInfo: null,
    highScaleNumber: false,
    htmlFormatted: field.type === 'richtextarea',
    inlineHelpText: field.helpText ?? null,
    label: field.label,
    length: field.length ?? 0,
    maskType: null,
    nameField: field.nameField,
    polymorphicForeignKey: field.referenceTo.length > 1,
    precision: field.precision ?? 0,
    reference: field.type === 'reference',
    referenceTargetField: null,
    referenceToInfos: field.referenceTo.flatMap((name): Json[] => {
      const target = schema.object(name);
      return target ? [{ apiName: target.name, nameFields: nameFields(target) }] : [];
    }),
    relationshipName: field.relationshipName ?? null,
    required: !field.nillable && !field.defaultedOnCreate && field.createable,
    scale: field.scale ?? 0,
    searchPrefilterable: false,
    sortable: field.type !== 'longtextarea' && field.type !== 'richtextarea' && field.type !== 'multipicklist',
    unique: field.unique,
    updateable: field.updateable && editable,
  };
}

/** `GET ui-api/object-info/X/picklist-values/<recordTypeId>[/Field]`. */
export function uiPicklistValues(
  input: { readonly object: string; readonly recordTypeId: string; readonly field?: string },
  context: OperationContext,
): JsonObject {
  const def = readableObject(input.object, context);
  const picklists = [...def.fields.values()].filter(
    (field) =>
      (field.type === 'picklist' || field.type === 'multipicklist') &&
      context.engine.security.fieldReadable(context.user, def.name, field.name),
  );
  const base = `/services/data/v${context.caller.apiVersion}/ui-api/object-info/${def.name}/picklist-values/${input.recordTypeId}`;
  const developerName = [...recordTypeIds(def.name, context)].find(
    ([, id]) => id.slice(0, 15) === input.recordTypeId.slice(0, 15),
  )?.[0];
  const restriction = [...def.recordTypes.values()].find(
    (type) => type.developerName === developerName,
  )?.picklistValues;
  const collection = (field: FieldDef): JsonObject =>
    valuesOf(field, def, restriction?.get(field.name.toLowerCase()), `${base}/${field.name}`);
  if (input.field === undefined) {
    return {
      eTag: String(context.engine.schemaIn(context.user.language).version),
      picklistFieldValues: Object.fromEntries(picklists.map((field) => [field.name, collection(field)])),
    };
  }
  const wanted = picklists.find((field) => field.name.toLowerCase() === input.field?.toLowerCase());
  if (!wanted) throw new OrgError('INVALID_FIELD', `No picklist field ${input.field} on ${def.name}.`);
  return collection(wanted);
}

function valuesOf(
  field: FieldDef,
  def: SObjectDef,
  allowed: readonly { readonly value: string; readonly isDefault: boolean }[] | undefined,
  url: string,
): JsonObject {
  const controlling =
    field.controllingField === undefined ? undefined : def.fields.get(field.controllingField.toLowerCase());
  const controllerNames =
    controlling === undefined
      ? []
      : controlling.type === 'boolean'
        ? ['false', 'true']
        : (controlling.picklist ?? []).map((entry) => entry.value);
  const values = (field.picklist ?? [])
    .filter((entry) => entry.active && (allowed === undefined || allowed.some((one) => one.value === entry.value)))
    .map((entry) => ({
      attributes: null,
      label: entry.label,
      validFor: (entry.validFor ?? []).map((name) => controllerNames.indexOf(name)).filter((index) => index >= 0),
      value: entry.value,
    }));
  const defaultName =
    allowed?.find((entry) => entry.isDefault)?.value ?? field.picklist?.find((entry) => entry.isDefault)?.value;
  return {
    controllerValues: Object.fromEntries(controllerNames.map((name, index) => [name, index])),
    defaultValue: values.find((entry) => entry.value === defaultName) ?? null,
    eTag: '',
    url,
    values,
  };
}
