/** System.SObject: dynamic access to fields, parents and children, errors, clones; custom settings and custom metadata. */
import type { FieldDef, SObjectDef } from '../../schema/types.ts';
import { Unsupported } from '../../engine/errors.ts';
import type { Runtime } from '../runtime/context.ts';
import { ApexException, type ExceptionObject } from '../runtime/exception.ts';
import { apexFieldType } from '../runtime/sobject-types.ts';
import { Types, mapOf, platformType, sobjectType } from '../runtime/type-ref.ts';
import {
  ApexDate,
  ApexDatetime,
  ApexList,
  ApexMap,
  ApexSObject,
  BoxedDouble,
  BoxedId,
  Decimal,
  EnumValue,
  SObjectFieldToken,
  box,
  platformEnum,
  sobjectTypeToken,
  textOf,
  toId,
} from '../runtime/values/index.ts';
import { notNull, required } from './arguments.ts';
import { PropertyObject, textList } from './property-object.ts';

type FieldName = string | SObjectFieldToken;

function defOf(rt: Runtime, record: ApexSObject): SObjectDef | undefined {
  return rt.schema().object(record.type);
}

const nameOf = (name: FieldName): string =>
  notNull(name) instanceof SObjectFieldToken ? (name as SObjectFieldToken).field : (name as string);

/** The field, or the platform's refusal: `Invalid field Foo for Account`. */
function fieldOf(rt: Runtime, record: ApexSObject, name: string): FieldDef {
  const field = defOf(rt, record)?.fields.get(name.toLowerCase());
  if (!field) throw new ApexException('System.SObjectException', `Invalid field ${name} for ${record.type}`);
  return field;
}

function get(rt: Runtime, record: ApexSObject, name: FieldName): unknown {
  const asked = nameOf(name);
  if (record.type === 'AggregateResult') {
    // Aggregate rows and aliases have no definition: their names count as they were selected.
    const alias = [...record.populated.keys()].find((key) => key.toLowerCase() === asked.toLowerCase());
    if (alias === undefined)
      throw new ApexException('System.SObjectException', `Invalid field ${asked} for AggregateResult`);
    return record.populated.get(alias) ?? null;
  }
  return record.getBoxed(fieldOf(rt, record, asked).name);
}

/** A value under static type Object in the representation of the field; a wrong kind is refused as the platform refuses it. */
function toFieldType(rt: Runtime, value: unknown, field: FieldDef): unknown {
  if (value === null || value === undefined) return null;
  const type = apexFieldType(field);
  const illegal = (): never => {
    const found = rt.typeOf(value)?.name ?? 'Object';
    throw new ApexException('System.SObjectException', `Illegal assignment from ${found} to ${type.name}`);
  };
  switch (type) {
    case Types.String:
      if (value instanceof BoxedId) return value.value;
      if (value instanceof EnumValue) return value.name;
      return typeof value === 'string' ? value : illegal();
    case Types.Id:
      if (value instanceof BoxedId) return value.value;
      return typeof value === 'string' ? toId(value) : illegal();
    case Types.Boolean:
      return typeof value === 'boolean' ? value : illegal();
    case Types.Integer:
      if (typeof value === 'number') return value;
      if (typeof value === 'bigint') return Number(value);
      return value instanceof Decimal ? value.intValue() : illegal();
    case Types.Decimal:
      if (typeof value === 'number') return Decimal.fromInteger(value);
      if (typeof value === 'bigint') return Decimal.fromLong(value);
      if (value instanceof BoxedDouble) return Decimal.fromDouble(value.value);
      return value instanceof Decimal ? value : illegal();
    case Types.Date:
      if (value instanceof ApexDatetime) return value.in('UTC').date;
      return value instanceof ApexDate ? value : illegal();
    case Types.Datetime:
      if (value instanceof ApexDate) return new ApexDatetime(value.epochDay * 86_400_000);
      return value instanceof ApexDatetime ? value : illegal();
    default:
      return value;
  }
}

function put(rt: Runtime, record: ApexSObject, name: FieldName, value: unknown): unknown {
  const field = fieldOf(rt, record, nameOf(name));
  const previous = record.populated.has(field.name) ? record.getBoxed(field.name) : null;
  record.put(field.name, toFieldType(rt, value, field));
  return previous;
}

/** Relationship name for a relationship or a reference field named in any way. */
function parentRelationship(rt: Runtime, record: ApexSObject, name: FieldName): string {
  const asked = nameOf(name).toLowerCase();
  for (const field of defOf(rt, record)?.fields.values() ?? []) {
    if (field.relationshipName === undefined) continue;
    if (field.relationshipName.toLowerCase() === asked || field.name.toLowerCase() === asked)
      return field.relationshipName;
  }
  throw new ApexException('System.SObjectException', `Invalid relationship ${nameOf(name)} for ${record.type}`);
}

function childRelationship(rt: Runtime, record: ApexSObject, name: FieldName): string {
  const asked = nameOf(name).toLowerCase();
  const found = defOf(rt, record)?.childRelationships.find((child) => child.relationshipName?.toLowerCase() === asked);
  if (!found?.relationshipName) {
    throw new ApexException('System.SObjectException', `Invalid relationship ${nameOf(name)} for ${record.type}`);
  }
  return found.relationshipName;
}

/** The queried child list; null when the record has none in memory. */
function getSObjects(rt: Runtime, record: ApexSObject, name: FieldName): ApexList | null {
  const relationship = childRelationship(rt, record, name);
  return record.populated.has(relationship) || record.queried ? record.children(relationship) : null;
}

function populatedFields(record: ApexSObject): ApexMap {
  const map = new ApexMap(mapOf(Types.String, Types.Object));
  // Child lists stand before fields (octoberswimmer/aer-dist issue 156); both in the order in which they were set or selected (133, 173).
  const entries = [...record.populated];
  for (const [name, value] of entries) if (value instanceof ApexList) map.put(name, value);
  for (const [name, value] of entries)
    if (!(value instanceof ApexList)) map.put(name, box(value, record.fieldType(name)));
  return map;
}

function addError(rt: Runtime, record: ApexSObject, field: FieldName | null, message: string | ExceptionObject): void {
  const text = typeof message === 'string' ? message : (notNull(message).message ?? '');
  record.addError(field === null ? null : fieldOf(rt, record, nameOf(field)).name, text);
}

function errorsOf(record: ApexSObject): ApexList {
  return ApexList.of(
    platformType('Database.Error'),
    record.errors.map(
      ({ field, message }) =>
        new PropertyObject('Database.Error', {
          message,
          fields: textList(field === null ? [] : [field]),
          statuscode: platformEnum('System.StatusCode', 'FIELD_CUSTOM_VALIDATION_EXCEPTION'),
        }),
    ),
  );
}

const clone = (
  record: ApexSObject,
  ids = false,
  isDeep = false,
  timestamps = false,
  autoNumbers = false,
): ApexSObject => {
  const copy = record.clone(ids, timestamps, autoNumbers);
  if (isDeep) {
    for (const [name, value] of copy.populated)
      if (value instanceof ApexSObject) copy.populated.set(name, value.clone(true, true, true));
  } else {
    // Without "deep" the copy shares parents.
    for (const [name, value] of record.populated) if (value instanceof ApexSObject) copy.populated.set(name, value);
  }
  return copy;
};

export const sobjectFunctions = {
  'get System.SObject.Id': (_rt: Runtime, self: ApexSObject) => self.id,
  'set System.SObject.Id': (_rt: Runtime, self: ApexSObject, id: string | null) => self.put('Id', id),
  'System.SObject.get': (rt: Runtime, self: ApexSObject, name: FieldName) => get(rt, self, name),
  'System.SObject.put': (rt: Runtime, self: ApexSObject, name: FieldName, value: unknown) => put(rt, self, name, value),
  'System.SObject.getSObject': (rt: Runtime, self: ApexSObject, name: FieldName) => {
    const relationship = parentRelationship(rt, self, name);
    return self.populated.has(relationship) ? self.parent(relationship) : null;
  },
  'System.SObject.putSObject': (rt: Runtime, self: ApexSObject, name: FieldName, parent: ApexSObject | null) => {
    const relationship = parentRelationship(rt, self, name);
    const previous = self.populated.get(relationship) ?? null;
    self.putParent(relationship, parent);
    return previous;
  },
  'System.SObject.getSObjects': (rt: Runtime, self: ApexSObject, name: FieldName) => getSObjects(rt, self, name),
  'System.SObject.isSet': (rt: Runtime, self: ApexSObject, name: FieldName) =>
    self.isSet(fieldOf(rt, self, nameOf(name)).name),
  'System.SObject.clear()': (_rt: Runtime, self: ApexSObject) => self.populated.clear(),
  'System.SObject.getSObjectType()': (_rt: Runtime, self: ApexSObject) => sobjectTypeToken(self.type),
  'System.SObject.getPopulatedFieldsAsMap()': (_rt: Runtime, self: ApexSObject) => populatedFields(self),
  'System.SObject.getCloneSourceId()': (_rt: Runtime, self: ApexSObject) => self.cloneSource,
  'System.SObject.isClone()': (_rt: Runtime, self: ApexSObject) => self.cloned,
  'System.SObject.getOptions()': (_rt: Runtime, self: ApexSObject) => self.options,
  'System.SObject.setOptions(Database.DMLOptions)': (_rt: Runtime, self: ApexSObject, options: unknown) => {
    self.options = options;
  },
  'System.SObject.hasErrors()': (_rt: Runtime, self: ApexSObject) => self.errors.length > 0,
  'System.SObject.getErrors()': (_rt: Runtime, self: ApexSObject) => errorsOf(self),
  'System.SObject.toString()': (rt: Runtime, self: ApexSObject) => textOf(rt, self),
  'System.SObject.addError(String)': (rt: Runtime, self: ApexSObject, message: string) =>
    addError(rt, self, null, required(message)),
  'System.SObject.addError(String,Boolean)': (rt: Runtime, self: ApexSObject, message: string) =>
    addError(rt, self, null, message),
  'System.SObject.addError(Exception)': (rt: Runtime, self: ApexSObject, cause: ExceptionObject) =>
    addError(rt, self, null, cause),
  'System.SObject.addError(Exception,Boolean)': (rt: Runtime, self: ApexSObject, cause: ExceptionObject) =>
    addError(rt, self, null, cause),
  'System.SObject.addError(String,String)': (rt: Runtime, self: ApexSObject, field: string, message: string) =>
    addError(rt, self, field, message),
  'System.SObject.addError(String,String,Boolean)': (rt: Runtime, self: ApexSObject, field: string, message: string) =>
    addError(rt, self, field, message),
  'System.SObject.addError(Schema.SObjectField,String)': (
    rt: Runtime,
    self: ApexSObject,
    field: SObjectFieldToken,
    message: string,
  ) => addError(rt, self, field, message),
  'System.SObject.addError(Schema.SObjectField,String,Boolean)': (
    rt: Runtime,
    self: ApexSObject,
    field: SObjectFieldToken,
    message: string,
  ) => addError(rt, self, field, message),
  'System.SObject.clone()': (_rt: Runtime, self: ApexSObject) => clone(self),
  'System.SObject.clone(Boolean)': (_rt: Runtime, self: ApexSObject, ids: boolean) => clone(self, ids),
  'System.SObject.clone(Boolean,Boolean)': (_rt: Runtime, self: ApexSObject, ids: boolean, isDeep: boolean) =>
    clone(self, ids, isDeep),
  'System.SObject.clone(Boolean,Boolean,Boolean)': (
    _rt: Runtime,
    self: ApexSObject,
    ids: boolean,
    isDeep: boolean,
    times: boolean,
  ) => clone(self, ids, isDeep, times),
  'System.SObject.clone(Boolean,Boolean,Boolean,Boolean)': (
    _rt: Runtime,
    self: ApexSObject,
    ids: boolean,
    isDeep: boolean,
    times: boolean,
    autos: boolean,
  ) => clone(self, ids, isDeep, times, autos),

  'System.SObject.getAll()': (rt: Runtime, objectName: string) => allOf(rt, objectName),
  'System.SObject.getInstance(String)': (rt: Runtime, objectName: string, name: string | null) =>
    instanceOf(rt, objectName, name),
  'System.SObject.getInstance()': (rt: Runtime, objectName: string) => instanceOf(rt, objectName, rt.user.userId),
  'System.SObject.getValues(String)': (rt: Runtime, objectName: string, name: string | null) =>
    valuesOf(rt, objectName, name),
  'System.SObject.getOrgDefaults()': (rt: Runtime, objectName: string) =>
    setupOwned(rt, objectName, organizationId(rt)) ?? new ApexSObject(objectName),
};

/** Custom metadata and custom settings are read without counting queries and without the user's rights. */
function readAll(
  rt: Runtime,
  def: SObjectDef,
  where: string,
  binds: Readonly<Record<string, string | null>>,
): ApexSObject[] {
  const fields = [...def.fields.values()]
    .filter((field) => field.compoundField === undefined)
    .map((field) => field.name);
  const order = def.fields.has('developername') ? 'DeveloperName' : 'Name';
  const { records } = rt.parts.queries.query(
    `SELECT ${fields.join(', ')} FROM ${def.name}${where} ORDER BY ${order}`,
    binds,
    rt.scope('SYSTEM_MODE'),
  );
  return records.map((record) => ApexSObject.fromRecord(rt, record));
}

function settingOf(rt: Runtime, objectName: string): SObjectDef {
  const def = rt.schema().object(objectName);
  if (!def || (def.kind !== 'customMetadata' && def.kind !== 'customSetting'))
    throw new Unsupported(`Apex ${objectName}.getInstance`);
  return def;
}

/** By DeveloperName for custom metadata, by Name for list custom settings. */
function allOf(rt: Runtime, objectName: string): ApexMap {
  const def = settingOf(rt, objectName);
  const key = def.kind === 'customMetadata' ? 'DeveloperName' : 'Name';
  const map = new ApexMap(mapOf(Types.String, sobjectType(def.name)));
  for (const record of read(rt, def, '', {})) map.put(record.get(key), record);
  return map;
}

const CUSTOM_METADATA = Symbol('rows of custom metadata');

/**
 * Custom metadata is kept for the transaction, in which it cannot change: the platform answers these methods from its application cache
 * (Custom Metadata Types Implementation Guide). Everybody gets rows of their own. Custom settings change by DML and are read each time.
 */
function read(
  rt: Runtime,
  def: SObjectDef,
  where: string,
  binds: Readonly<Record<string, string | null>>,
): readonly ApexSObject[] {
  if (def.kind !== 'customMetadata') return readAll(rt, def, where, binds);
  const kept = rt.state(CUSTOM_METADATA, () => new Map<string, readonly ApexSObject[]>());
  const question = JSON.stringify([def.name, where, binds]);
  const rows = kept.get(question) ?? readAll(rt, def, where, binds);
  kept.set(question, rows);
  return rows.map(ownCopy);
}

/** The same row for another caller, who may change fields of it. */
function ownCopy(row: ApexSObject): ApexSObject {
  const copy = new ApexSObject(row.type);
  for (const [name, value] of row.populated) copy.populated.set(name, value);
  copy.queried = row.queried;
  return copy;
}

const isHierarchy = (def: SObjectDef): boolean => def.kind === 'customSetting' && def.fields.has('setupownerid');

/** One row by name or id; of a hierarchy setting the user's, the profile's and the org's values merged. */
function instanceOf(rt: Runtime, objectName: string, name: string | null): ApexSObject | null {
  const def = settingOf(rt, objectName);
  if (!isHierarchy(def)) {
    const field = def.kind === 'customMetadata' ? 'DeveloperName' : 'Name';
    const isId = name !== null && /^[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?$/.test(name) && name.startsWith(def.keyPrefix);
    return read(rt, def, ` WHERE ${isId ? 'Id' : field} = :wanted`, { wanted: name })[0] ?? null;
  }
  const merged = new ApexSObject(def.name);
  for (const owner of [organizationId(rt), rt.user.profileId, name ?? rt.user.userId]) {
    const level = setupOwned(rt, objectName, owner);
    for (const [field, value] of level?.populated ?? []) if (value !== null) merged.populated.set(field, value);
  }
  return merged;
}

function valuesOf(rt: Runtime, objectName: string, name: string | null): ApexSObject | null {
  const def = settingOf(rt, objectName);
  return isHierarchy(def) ? setupOwned(rt, objectName, name) : instanceOf(rt, objectName, name);
}

function setupOwned(rt: Runtime, objectName: string, owner: string | null): ApexSObject | null {
  return readAll(rt, settingOf(rt, objectName), ' WHERE SetupOwnerId = :owner', { owner })[0] ?? null;
}

/** The org's own id. */
export function organizationId(rt: Runtime): string {
  return rt.state(ORGANIZATION, () => {
    const { records } = rt.parts.queries.query('SELECT Id FROM Organization LIMIT 1', {}, rt.scope('SYSTEM_MODE'));
    const id = records[0]?.values.Id;
    if (typeof id !== 'string') throw new Unsupported('Organization', 'the org has no Organization record');
    return id;
  });
}
const ORGANIZATION = Symbol('organization id');
