/** Schema describe: objects, fields, picklists, record types, child relationships, as the acting user sees them. */
import { randomUUID } from 'node:crypto';
import { heldByField } from '../../schema/percents.ts';
import type { FieldDef, FieldType, SObjectDef } from '../../schema/types.ts';
import type { Runtime } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import { Types, mapOf, platformType } from '../runtime/type-ref.ts';
import {
  ApexList,
  ApexMap,
  ApexSObject,
  fromFieldValue,
  platformEnum,
  sobjectFieldToken,
  sobjectTypeToken,
  type SObjectFieldToken,
  type SObjectTypeToken,
} from '../runtime/values/index.ts';
import { notNull } from './arguments.ts';
import { textValue } from './record-text.ts';
import { PropertyObject, lazily, propertyFunctions } from './property-object.ts';

const typeType = platformType('Schema.SObjectType');
const fieldType = platformType('Schema.SObjectField');
const recordTypeType = platformType('Schema.RecordTypeInfo');

/** The platform's describe maps: keys in lower case, asked in any case. */
class NameMap extends ApexMap {
  override get(key: unknown): unknown {
    return super.get(typeof key === 'string' ? key.toLowerCase() : key);
  }
  override has(key: unknown): boolean {
    return super.has(typeof key === 'string' ? key.toLowerCase() : key);
  }
}

/** The object with the labels of the user's language. Source: Apex Reference Guide, DescribeFieldResult.getLabel ("translated label"). */
function inUsersLanguage(rt: Runtime, name: string): SObjectDef | undefined {
  return (rt.parts.schemaIn?.(rt.user.language) ?? rt.schema()).object(name);
}

function definition(rt: Runtime, name: string): SObjectDef {
  const def = inUsersLanguage(rt, name);
  if (!def) throw new ApexException('System.InvalidParameterValueException', `Invalid sobject provided. ${name}`);
  return def;
}

const relationshipFields = (def: SObjectDef): ApexMap =>
  new NameMap(
    mapOf(Types.String, fieldType),
    Array.from(
      def.fields.values(),
      (field) => [field.name.toLowerCase(), sobjectFieldToken(def.name, field.name)] as const,
    ),
  );

/** `Schema.DescribeSObjectResult` of an object. */
export function describeObject(rt: Runtime, name: string): PropertyObject {
  const def = definition(rt, name);
  const access = rt.parts.security.objectAccess(rt.user, def.name);
  const infos = lazily(() => ApexList.of(recordTypeType, recordTypes(rt, def)));
  const recordTypeMap = (key: string, type = Types.String): unknown =>
    lazily(
      () =>
        new ApexMap(
          mapOf(type, recordTypeType),
          recordTypes(rt, def).map((info) => [info.get(key), info] as const),
        ),
    );
  return new PropertyObject(
    'Schema.DescribeSObjectResult',
    {
      name: def.name,
      localname: def.name.replace(/^\w+?__(?=\w+__\w+$)/, ''),
      label: def.label,
      labelplural: def.labelPlural,
      keyprefix: def.keyPrefix === '' ? null : def.keyPrefix,
      sobjecttype: sobjectTypeToken(def.name),
      fields: new PropertyObject('Schema.SObjectTypeFields', { map: lazily(() => relationshipFields(def)) }),
      fieldsets: new PropertyObject('Schema.SObjectTypeFieldSets', { map: lazily(() => fieldSets(rt, def)) }),
      childrelationships: lazily(() => childRelationships(def)),
      recordtypeinfos: infos,
      recordtypeinfosbyname: recordTypeMap('name'),
      recordtypeinfosbydevelopername: recordTypeMap('developername'),
      recordtypeinfosbyid: recordTypeMap('recordtypeid', Types.Id),
      accessible: access.read,
      createable: def.createable && access.create,
      updateable: def.updateable && access.edit,
      deletable: def.deletable && access.delete,
      undeletable: def.deletable && access.delete && def.kind !== 'customMetadata',
      queryable: def.queryable,
      searchable: def.searchable,
      custom: def.custom,
      customsetting: def.kind === 'customSetting',
      feedenabled: def.enableFeeds,
      deprecatedandhidden: false,
      mergeable: ['Account', 'Contact', 'Lead', 'Case'].includes(def.name) && access.edit,
      hassubtypes: false,
      issubtype: false,
      isinterface: false,
      implementsinterfaces: null,
      implementedby: null,
      defaultimplementation: null,
      associateentitytype: def.kind === 'share' ? 'Share' : def.kind === 'history' ? 'History' : null,
      associateparententity: def.kind === 'share' ? def.name.replace(/Share$|__Share$/, '') : null,
    },
    def.name,
  );
}

/** Field sets of an object. A member's facts are those of the field at the end of its path, also over lookups. */
function fieldSets(rt: Runtime, def: SObjectDef): ApexMap {
  const setType = platformType('Schema.FieldSet');
  const sets = [...(def.fieldSets?.values() ?? [])].map((set) => {
    const members = set.fields.flatMap(({ path, required }) => {
      const found = fieldAt(rt, def, path);
      if (!found) return [];
      const { object, field } = found;
      return new PropertyObject(
        'Schema.FieldSetMember',
        {
          fieldpath: path,
          label: field.label,
          required,
          dbrequired: !field.nillable && !field.defaultedOnCreate && field.createable,
          type: platformEnum('Schema.DisplayType', DISPLAY_TYPES[field.type]),
          sobjectfield: sobjectFieldToken(object.name, field.name),
        },
        `${def.name}.${set.name}.${path}`,
      );
    });
    const made = new PropertyObject(
      'Schema.FieldSet',
      {
        name: set.name,
        label: set.label,
        description: set.description,
        namespace: null,
        sobjecttype: sobjectTypeToken(def.name),
        fields: ApexList.of(platformType('Schema.FieldSetMember'), members),
      },
      `${def.name}.${set.name}`,
    );
    return [set.name.toLowerCase(), made] as const;
  });
  return new NameMap(mapOf(Types.String, setType), sets);
}

function fieldAt(
  rt: Runtime,
  def: SObjectDef,
  path: string,
): { readonly object: SObjectDef; readonly field: FieldDef } | undefined {
  const [step = '', ...rest] = path.split('.');
  if (rest.length === 0) {
    const field = def.fields.get(step.toLowerCase());
    return field && { object: def, field };
  }
  const reference = [...def.fields.values()].find(
    (field) => field.relationshipName?.toLowerCase() === step.toLowerCase(),
  );
  const parent = inUsersLanguage(rt, reference?.referenceTo[0] ?? '');
  return parent && fieldAt(rt, parent, rest.join('.'));
}

function childRelationships(def: SObjectDef): ApexList {
  return ApexList.of(
    platformType('Schema.ChildRelationship'),
    def.childRelationships.map(
      (child) =>
        new PropertyObject(
          'Schema.ChildRelationship',
          {
            childsobject: sobjectTypeToken(child.childObject),
            field: sobjectFieldToken(child.childObject, child.field),
            relationshipname: child.relationshipName ?? null,
            cascadedelete: child.onDelete === 'Cascade',
            restricteddelete: child.onDelete === 'Restrict',
            deprecatedandhidden: false,
            junctionidlistnames: ApexList.of(Types.String),
            junctionreferenceto: ApexList.of(typeType),
          },
          `${child.childObject}.${child.field}`,
        ),
    ),
  );
}

const MASTER_RECORD_TYPE = '012000000000000AAA';
const RECORD_TYPE_IDS = Symbol('record type ids');

/** Ids of record types by object and developer name, read once per transaction. */
function recordTypeIds(rt: Runtime): ReadonlyMap<string, string> {
  return rt.state(RECORD_TYPE_IDS, () => {
    const { records } = rt.parts.queries.query(
      'SELECT Id, SobjectType, DeveloperName FROM RecordType',
      {},
      rt.scope('SYSTEM_MODE'),
    );
    return new Map(
      records.map(({ values }) => [
        `${textValue(values.SobjectType)}.${textValue(values.DeveloperName)}`,
        textValue(values.Id),
      ]),
    );
  });
}

function recordTypes(rt: Runtime, def: SObjectDef): PropertyObject[] {
  const info = (
    developerName: string,
    label: string,
    id: string | null,
    active: boolean,
    master: boolean,
  ): PropertyObject =>
    new PropertyObject(
      'Schema.RecordTypeInfo',
      {
        developername: developerName,
        name: label,
        recordtypeid: id,
        active,
        available: active,
        master,
      },
      `${def.name}.${developerName}`,
    );
  const declared = Array.from(def.recordTypes.values(), (type) =>
    info(
      type.developerName,
      type.label,
      recordTypeIds(rt).get(`${def.name}.${type.developerName}`) ?? null,
      type.active,
      false,
    ),
  );
  return [...declared, info('Master', 'Master', MASTER_RECORD_TYPE, true, true)];
}

const DISPLAY_TYPES: Readonly<Record<FieldType, string>> = {
  id: 'ID',
  string: 'STRING',
  textarea: 'TEXTAREA',
  longtextarea: 'TEXTAREA',
  richtextarea: 'TEXTAREA',
  encryptedstring: 'ENCRYPTEDSTRING',
  boolean: 'BOOLEAN',
  int: 'INTEGER',
  double: 'DOUBLE',
  currency: 'CURRENCY',
  percent: 'PERCENT',
  date: 'DATE',
  datetime: 'DATETIME',
  time: 'TIME',
  picklist: 'PICKLIST',
  multipicklist: 'MULTIPICKLIST',
  reference: 'REFERENCE',
  email: 'EMAIL',
  phone: 'PHONE',
  url: 'URL',
  autonumber: 'STRING',
  location: 'LOCATION',
  address: 'ADDRESS',
  base64: 'BASE64',
  anyType: 'ANYTYPE',
  complexvalue: 'COMPLEXVALUE',
  // Schema.DisplayType has no value of its own for it.
  junctionidlist: 'STRING',
  combobox: 'COMBOBOX',
};

function soapType(type: FieldType): string {
  switch (type) {
    case 'id':
    case 'reference':
      return 'ID';
    case 'boolean':
      return 'BOOLEAN';
    case 'int':
      return 'INTEGER';
    case 'double':
    case 'currency':
    case 'percent':
      return 'DOUBLE';
    case 'date':
      return 'DATE';
    case 'datetime':
      return 'DATETIME';
    case 'time':
      return 'TIME';
    case 'base64':
      return 'BASE64BINARY';
    case 'anyType':
      return 'ANYTYPE';
    default:
      return 'STRING';
  }
}

const NUMBERS: readonly FieldType[] = ['double', 'currency', 'percent'];

function defaultValue(field: FieldDef): unknown {
  const picked = field.picklist?.find((entry) => entry.isDefault);
  if (picked) return picked.value;
  if (field.type === 'boolean') return field.defaultFormula === 'true';
  return null;
}

/** `Schema.DescribeFieldResult` of a field. */
export function describeField(rt: Runtime, object: string, name: string): PropertyObject {
  const def = definition(rt, object);
  const field = def.fields.get(name.toLowerCase());
  if (!field) throw new ApexException('System.SObjectException', `Invalid field ${name} for ${object}`);
  const { security } = rt.parts;
  const access = security.objectAccess(rt.user, def.name);
  const readable = access.read && security.fieldReadable(rt.user, def.name, field.name);
  const editable = security.fieldEditable(rt.user, def.name, field.name);
  const numeric = NUMBERS.includes(field.type);
  const long = field.type === 'longtextarea' || field.type === 'richtextarea';
  return new PropertyObject(
    'Schema.DescribeFieldResult',
    {
      name: field.name,
      localname: field.name.replace(/^\w+?__(?=\w+__\w+$)/, ''),
      label: field.label,
      type: platformEnum('Schema.DisplayType', DISPLAY_TYPES[field.type]),
      soaptype: platformEnum('Schema.SoapType', soapType(field.type)),
      sobjectfield: sobjectFieldToken(def.name, field.name),
      sobjecttype: sobjectTypeToken(def.name),
      length: numeric || field.type === 'int' ? 0 : (field.length ?? 0),
      bytelength: (field.length ?? 0) * 3,
      precision: numeric ? (field.precision ?? 18) : 0,
      scale: numeric ? (field.scale ?? 0) : 0,
      digits: field.type === 'int' ? (field.precision ?? 9) : 0,
      accessible: readable,
      createable: field.createable && access.create && editable,
      updateable: field.updateable && access.edit && editable,
      nillable: field.nillable,
      unique: field.unique,
      casesensitive: field.caseSensitive,
      externalid: field.externalId,
      idlookup: field.externalId || field.type === 'id' || (field.nameField && field.type !== 'autonumber'),
      namefield: field.nameField,
      autonumber: field.type === 'autonumber',
      calculated: field.formula !== undefined || field.summary !== undefined,
      calculatedformula: field.formula ?? null,
      formulatreatnullnumberaszero: field.formulaTreatBlanksAs === 'BlankAsZero',
      custom: field.custom,
      defaultedoncreate: field.defaultedOnCreate,
      defaultvalueformula: field.defaultFormula ?? null,
      defaultvalue: defaultValue(field),
      compoundfieldname: field.compoundField ?? null,
      controller: controller(def, field),
      dependentpicklist: field.controllingField !== undefined,
      restrictedpicklist: field.restrictedPicklist ?? false,
      picklistvalues: lazily(() => picklistValues(def.name, field)),
      referenceto: lazily(() => ApexList.of(typeType, field.referenceTo.map(sobjectTypeToken))),
      relationshipname: field.relationshipName ?? null,
      relationshiporder: field.masterDetail ? 0 : null,
      referencetargetfield: null,
      cascadedelete: field.masterDetail || field.deleteConstraint === 'Cascade',
      restricteddelete: field.deleteConstraint === 'Restrict',
      writerequiresmasterread: field.writeRequiresMasterRead ?? false,
      namepointing: field.referenceTo.length > 1,
      inlinehelptext: field.helpText ?? null,
      permissionable: field.permissionable,
      encrypted: field.type === 'encryptedstring',
      htmlformatted: field.type === 'richtextarea',
      filterable: !long && field.type !== 'junctionidlist' && field.type !== 'base64',
      sortable: !long && field.type !== 'junctionidlist' && field.type !== 'multipicklist' && field.type !== 'base64',
      groupable:
        !long &&
        !numeric &&
        !['datetime', 'junctionidlist', 'base64'].includes(field.type) &&
        field.formula === undefined,
      aggregatable: !long && field.type !== 'base64' && field.type !== 'boolean',
      deprecatedandhidden: false,
      highscalenumber: false,
      aipredictionfield: false,
      querybydistance: field.type === 'location',
      displaylocationindecimal: false,
      searchprefilterable: false,
    },
    `${def.name}.${field.name}`,
  );
}

function controller(def: SObjectDef, field: FieldDef): SObjectFieldToken | null {
  const name =
    field.controllingField === undefined ? undefined : def.fields.get(field.controllingField.toLowerCase())?.name;
  return name === undefined ? null : sobjectFieldToken(def.name, name);
}

function picklistValues(object: string, field: FieldDef): ApexList {
  return ApexList.of(
    platformType('Schema.PicklistEntry'),
    (field.picklist ?? []).map(
      (entry) =>
        new PropertyObject(
          'Schema.PicklistEntry',
          {
            value: entry.value,
            label: entry.label,
            active: entry.active,
            defaultvalue: entry.isDefault,
          },
          `${object}.${field.name}.${entry.value}`,
        ),
    ),
  );
}

/** `newSObject(recordTypeId, loadDefaults)`: a record with picklist, checkbox and formula defaults. */
function newWithDefaults(rt: Runtime, name: string, recordTypeId: string | null): ApexSObject {
  const def = definition(rt, name);
  const record = new ApexSObject(def.name);
  if (recordTypeId !== null) record.populated.set('RecordTypeId', recordTypeId);
  // Platform Events Developer Guide, "Get the Result of Asynchronous Platform Event Publishing": only this way an event has it before it is published.
  if (def.kind === 'platformEvent') record.populated.set('EventUuid', randomUUID());
  for (const field of def.fields.values()) {
    if (!field.createable) continue;
    const picked = field.picklist?.find((entry) => entry.isDefault)?.value;
    if (picked !== undefined) record.populated.set(field.name, picked);
    else if (field.defaultFormula !== undefined) {
      const scope = rt.scope('SYSTEM_MODE');
      const value = rt.parts.formulas.evaluate(def.name, field.defaultFormula, { type: def.name, values: {} }, scope);
      record.populated.set(field.name, fromFieldValue(heldByField(field, value), field));
    }
  }
  return record;
}

const describeTypes = [
  'Schema.DescribeSObjectResult',
  'Schema.DescribeFieldResult',
  'Schema.PicklistEntry',
  'Schema.RecordTypeInfo',
  'Schema.ChildRelationship',
  'Schema.FieldSet',
  'Schema.FieldSetMember',
] as const;

const newRecord = (rt: Runtime, self: SObjectTypeToken, id: string | null): ApexSObject => {
  const record = new ApexSObject(definition(rt, self.name).name);
  if (id !== null) record.populated.set('Id', id);
  return record;
};

export const describeFunctions = {
  ...propertyFunctions(describeTypes, { strict: true }),
  'Schema.SObjectType.getDescribe': (rt: Runtime, self: SObjectTypeToken) => describeObject(rt, self.name),
  'Schema.SObjectType.newSObject()': (rt: Runtime, self: SObjectTypeToken) => newRecord(rt, self, null),
  'Schema.SObjectType.newSObject(Id)': (rt: Runtime, self: SObjectTypeToken, id: string | null) =>
    newRecord(rt, self, id),
  'Schema.SObjectType.newSObject(Id,Boolean)': (
    rt: Runtime,
    self: SObjectTypeToken,
    recordType: string | null,
    defaults: boolean,
  ) => (defaults ? newWithDefaults(rt, self.name, recordType) : newRecord(rt, self, null)),
  'Schema.SObjectField.getDescribe': (rt: Runtime, self: SObjectFieldToken) =>
    describeField(rt, self.object, self.field),
  'Schema.SObjectTypeFields.getMap()': (_rt: Runtime, self: PropertyObject) => self.get('map'),
  'Schema.SObjectTypeFieldSets.getMap()': (_rt: Runtime, self: PropertyObject) => self.get('map'),
  'System.Schema.getGlobalDescribe()': (rt: Runtime) =>
    new NameMap(
      mapOf(Types.String, typeType),
      Array.from(rt.schema().objects(), (def) => [def.name.toLowerCase(), sobjectTypeToken(def.name)] as const),
    ),
  'System.Schema.describeSObjects': (rt: Runtime, names: ApexList) =>
    ApexList.of(
      platformType('Schema.DescribeSObjectResult'),
      notNull(names).items.map((name) => describeObject(rt, String(name))),
    ),
};
