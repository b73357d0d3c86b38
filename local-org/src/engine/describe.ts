/** Object descriptions as the REST API answers them (REST API Developer Guide, "sObject Describe"). */
import type { FieldDef, FieldType, OrgSchema, SObjectDef } from '../schema/types.ts';
import { scopesOf, type OfferedScope } from '../soql/index.ts';
import type { Json, JsonObject } from './json-records.ts';
import { MASTER_RECORD_TYPE_ID } from './operations/record-types.ts';
import type { Security, UserContext } from './ports.ts';

const DESCRIBE_TYPE: Partial<Record<FieldType, string>> = {
  longtextarea: 'textarea',
  richtextarea: 'textarea',
  autonumber: 'string',
};

/** How the label of a scope begins: "All Accounts". */
const SCOPE_WORDS: Readonly<Record<OfferedScope, string>> = {
  delegated: 'My delegated',
  everything: 'All',
  mine: 'My',
  team: "My team's",
};

/** What the SOAP API calls the values of a field; text has no entry. */
export const SOAP_TYPE: Partial<Record<FieldType, string>> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  double: 'xsd:double',
  currency: 'xsd:double',
  percent: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
  time: 'xsd:time',
  base64: 'xsd:base64Binary',
  location: 'urn:location',
  address: 'urn:address',
  anyType: 'xsd:anyType',
  junctionidlist: 'tns:ID',
};

/** What the describe answers show depends on who asks: fields and rights are those of this user. */
export interface DescribeFor {
  readonly schema: OrgSchema;
  readonly security: Security;
  readonly user: UserContext;
  readonly version: string;
  /** Ids of the described object's record types by developer name. */
  readonly recordTypeIds: ReadonlyMap<string, string>;
  /** Id of the user's default record type for it; null: the master record type. */
  readonly defaultRecordTypeId: string | null;
}

/** `GET sobjects`: every object the user may at least read. */
export function describeGlobal(to: DescribeFor): JsonObject {
  const sobjects: Json[] = [];
  for (const def of to.schema.objects()) {
    if (to.security.objectAccess(to.user, def.name).read) sobjects.push(objectHead(def, to));
  }
  return { encoding: 'UTF-8', maxBatchSize: 200, sobjects };
}

/** `GET sobjects/X/describe`. */
export function describeObject(def: SObjectDef, to: DescribeFor): JsonObject {
  const fields = [...def.fields.values()].filter((field) => to.security.fieldReadable(to.user, def.name, field.name));
  return {
    ...objectHead(def, to),
    actionOverrides: [],
    childRelationships: def.childRelationships.map((child) => ({
      cascadeDelete: child.onDelete === 'Cascade',
      childSObject: child.childObject,
      deprecatedAndHidden: false,
      field: child.field,
      junctionIdListNames: [],
      junctionReferenceTo: [],
      relationshipName: child.relationshipName ?? null,
      restrictedDelete: child.onDelete === 'Restrict',
    })),
    compactLayoutable: true,
    fields: fields.map((field) => describeField(field, def, to)),
    listviewable: null,
    lookupLayoutable: null,
    namedLayoutInfos: [],
    networkScopeFieldName: null,
    recordTypeInfos: recordTypeInfos(def, to),
    searchLayoutable: true,
    supportedScopes: scopesOf(def).map((name) => ({ label: `${SCOPE_WORDS[name]} ${def.labelPlural}`, name })),
  };
}

/** `sobjects` entry of one object. */
export function objectHead(def: SObjectDef, to: DescribeFor): JsonObject {
  const access = to.security.objectAccess(to.user, def.name);
  const base = `/services/data/v${to.version}/sobjects/${def.name}`;
  return {
    activateable: false,
    associateEntityType: null,
    associateParentEntity: null,
    createable: def.createable && access.create,
    custom: def.custom,
    customSetting: def.kind === 'customSetting',
    deepCloneable: false,
    deletable: def.deletable && access.delete,
    deprecatedAndHidden: false,
    feedEnabled: def.enableFeeds,
    hasSubtypes: false,
    isInterface: false,
    isSubtype: false,
    keyPrefix: def.keyPrefix,
    label: def.label,
    labelPlural: def.labelPlural,
    layoutable: def.kind === 'standard' || def.kind === 'custom',
    mergeable: ['Account', 'Contact', 'Lead', 'Case'].includes(def.name),
    mruEnabled: def.kind === 'standard' || def.kind === 'custom',
    name: def.name,
    queryable: def.queryable,
    replicateable: def.queryable,
    retrieveable: def.queryable,
    searchable: def.searchable,
    triggerable: def.kind === 'standard' || def.kind === 'custom' || def.kind === 'platformEvent',
    undeletable: def.deletable,
    updateable: def.updateable && access.edit,
    urls: {
      sobject: base,
      describe: `${base}/describe`,
      rowTemplate: `${base}/{ID}`,
      layouts: `${base}/describe/layouts`,
      uiNewRecord: null,
      uiEditTemplate: null,
      uiDetailTemplate: null,
    },
  };
}

function describeField(field: FieldDef, def: SObjectDef, to: DescribeFor): JsonObject {
  const editable = to.security.fieldEditable(to.user, def.name, field.name);
  const type = DESCRIBE_TYPE[field.type] ?? field.type;
  const isText = !(field.type in SOAP_TYPE);
  const length = field.length ?? (field.type === 'id' || field.type === 'reference' ? 18 : isText ? 255 : 0);
  return {
    aggregatable: field.type !== 'longtextarea' && field.type !== 'richtextarea' && field.type !== 'base64',
    aiPredictionField: false,
    autoNumber: field.type === 'autonumber',
    byteLength: length * (isText ? 3 : 1),
    calculated: field.formula !== undefined || field.summary !== undefined,
    calculatedFormula: field.formula ?? null,
    cascadeDelete: field.deleteConstraint === 'Cascade' || field.masterDetail,
    caseSensitive: field.caseSensitive,
    compoundFieldName: field.compoundField ?? null,
    controllerName: field.controllingField ?? null,
    createable: field.createable && editable,
    custom: field.custom,
    defaultValue: field.type === 'boolean' ? false : (field.picklist?.find((value) => value.isDefault)?.value ?? null),
    defaultValueFormula: field.defaultFormula ?? null,
    defaultedOnCreate: field.defaultedOnCreate,
    dependentPicklist: field.controllingField !== undefined,
    deprecatedAndHidden: false,
    digits: field.type === 'int' ? 8 : 0,
    displayLocationInDecimal: false,
    encrypted: field.type === 'encryptedstring',
    externalId: field.externalId,
    extraTypeInfo:
      field.type === 'richtextarea' ? 'richtextarea' : field.type === 'longtextarea' ? 'plaintextarea' : null,
    filterable:
      field.type !== 'longtextarea' &&
      field.type !== 'richtextarea' &&
      field.type !== 'encryptedstring' &&
      field.type !== 'junctionidlist' &&
      field.type !== 'base64',
    filteredLookupInfo: null,
    formulaTreatNullNumberAsZero: field.formulaTreatBlanksAs === 'BlankAsZero',
    groupable: [
      'id',
      'string',
      'boolean',
      'int',
      'date',
      'picklist',
      'reference',
      'email',
      'phone',
      'url',
      'textarea',
      'combobox',
    ].includes(field.type),
    highScaleNumber: false,
    htmlFormatted: field.type === 'richtextarea',
    idLookup: field.externalId || field.type === 'id' || (field.nameField && field.type !== 'autonumber'),
    inlineHelpText: field.helpText ?? null,
    label: field.label,
    length: isText || field.type === 'id' || field.type === 'reference' ? length : 0,
    mask: null,
    maskType: null,
    name: field.name,
    nameField: field.nameField,
    namePointing: field.referenceTo.length > 1,
    nillable: field.nillable,
    permissionable: field.permissionable,
    picklistValues: (field.picklist ?? []).map((value) => ({
      active: value.active,
      defaultValue: value.isDefault,
      label: value.label,
      validFor: validForBits(field, def, value.validFor),
      value: value.value,
    })),
    polymorphicForeignKey: field.referenceTo.length > 1,
    precision: field.precision ?? 0,
    queryByDistance: field.type === 'location',
    referenceTargetField: null,
    referenceTo: [...field.referenceTo],
    relationshipName: field.relationshipName ?? null,
    relationshipOrder: field.masterDetail ? 0 : null,
    restrictedDelete: field.deleteConstraint === 'Restrict',
    restrictedPicklist: field.restrictedPicklist ?? false,
    scale: field.scale ?? 0,
    searchPrefilterable: false,
    soapType: SOAP_TYPE[field.type] ?? 'xsd:string',
    sortable:
      field.type !== 'longtextarea' &&
      field.type !== 'richtextarea' &&
      field.type !== 'multipicklist' &&
      field.type !== 'junctionidlist' &&
      field.type !== 'base64',
    type,
    unique: field.unique,
    updateable: field.updateable && editable,
    writeRequiresMasterRead: field.writeRequiresMasterRead ?? false,
  };
}

/** Base64 bit set over the controlling field's values, first value in the highest bit (Object Reference, "Dependent picklists"). */
function validForBits(field: FieldDef, def: SObjectDef, validFor: readonly string[] | undefined): string | null {
  const controlling =
    field.controllingField === undefined ? undefined : def.fields.get(field.controllingField.toLowerCase());
  if (!controlling || !validFor) return null;
  const values =
    controlling.type === 'boolean' ? ['false', 'true'] : (controlling.picklist ?? []).map((value) => value.value);
  const bits = new Uint8Array(Math.ceil(values.length / 8));
  for (const [index, value] of values.entries()) {
    if (validFor.includes(value)) bits[index >> 3] = (bits[index >> 3] ?? 0) | (0x80 >> (index & 7));
  }
  return Buffer.from(bits).toString('base64');
}

function recordTypeInfos(def: SObjectDef, to: DescribeFor): Json[] {
  const infos = [...def.recordTypes.values()].map((type): JsonObject => ({
    active: type.active,
    available: type.active,
    defaultRecordTypeMapping:
      to.defaultRecordTypeId !== null && to.recordTypeIds.get(type.developerName) === to.defaultRecordTypeId,
    developerName: type.developerName,
    master: false,
    name: type.label,
    recordTypeId: to.recordTypeIds.get(type.developerName) ?? null,
    urls: { layout: `/services/data/v${to.version}/sobjects/${def.name}/describe/layouts` },
  }));
  return [
    ...infos,
    {
      active: true,
      available: true,
      defaultRecordTypeMapping: to.defaultRecordTypeId === null,
      developerName: 'Master',
      master: true,
      name: 'Master',
      recordTypeId: MASTER_RECORD_TYPE_ID,
      urls: { layout: `/services/data/v${to.version}/sobjects/${def.name}/describe/layouts/${MASTER_RECORD_TYPE_ID}` },
    },
  ];
}
