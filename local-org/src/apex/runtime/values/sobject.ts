/** An Apex SObject: populated fields, parents and child lists in the order they were set or selected. */
import type { GeoValue, RecordValue, SObjectRecord } from '../../../engine/records.ts';
import { fieldNamed } from '../../../schema/index.ts';
import type { FieldDef, SObjectDef } from '../../../schema/types.ts';
import type { Runtime } from '../context.ts';
import { ApexException } from '../exception.ts';
import { apexFieldType } from '../sobject-types.ts';
import { Types, platformType, sobjectType, type TypeRef } from '../type-ref.ts';
import { BoxedId, PlatformObject } from './boxes.ts';
import { ApexList } from './collections.ts';
import { hashOf, nestedKeyText, stringHash, StructuredValue, valuesEqual } from './equality.ts';
import { fromBareNumber, fromFieldValue, toFieldValue } from './field-values.ts';
import { runningRuntime } from './running.ts';

/** An error added by `addError`; `field` is null for the whole record. */
export interface RecordError {
  readonly field: string | null;
  readonly message: string;
}

/** A compound value (address, geolocation) of a queried record. */
export class CompoundValue extends PlatformObject {
  override readonly apexType: TypeRef;
  readonly parts: ReadonlyMap<string, unknown>;

  constructor(typeName: 'System.Address' | 'System.Location', parts: ReadonlyMap<string, unknown>) {
    super();
    this.apexType = platformType(typeName);
    this.parts = parts;
  }
}

export class ApexSObject extends StructuredValue {
  /** Canonical object name; `AggregateResult` for aggregate rows. */
  readonly type: string;
  /** Field, relationship and alias names to values, parents and lists. */
  readonly populated = new Map<string, unknown>();
  /** The selected names of a queried record; null for records made in memory. */
  queried: Set<string> | null = null;
  /** Trigger.old, Trigger.new after saving. */
  readOnly = false;
  readonly errors: RecordError[] = [];
  /** Apex's setOptions, read by DML. */
  options: unknown = null;
  /** Id of the record this one was cloned from. */
  cloneSource: string | null = null;
  cloned = false;

  constructor(typeName: string) {
    super();
    this.type = typeName;
  }

  /** A field's value in Apex representation; null when it is not set; throws when the record was queried without it. */
  get(field: string): unknown {
    const value = this.populated.get(field);
    if (value !== undefined) return value;
    if (this.populated.has(field)) return null;
    if (this.queried && !this.queried.has(field) && field !== 'Id') {
      const key = this.keyOfParent(field);
      return key === undefined ? this.refuseUnqueried(field) : key;
    }
    // A checkbox of a record in memory is false until it is set.
    return this.fieldDef(field)?.type === 'boolean' && !this.queried ? false : null;
  }

  /**
   * A lookup whose parent was queried comes along (trailheadapps/dreamhouse-lwc, PropertyController.getPictures reads ContentDocumentId of
   * rows with ContentDocument.Title); undefined when it was not.
   */
  private keyOfParent(field: string): string | null | undefined {
    const relationship = this.fieldDef(field)?.relationshipName;
    if (relationship === undefined || !this.populated.has(relationship)) return undefined;
    const parent = this.populated.get(relationship);
    if (!(parent instanceof ApexSObject)) return null;
    if (parent.id !== null) return parent.id;
    const row = runningRuntime()?.parts.store.get(
      `SELECT "${field}" AS key FROM "${this.type}" WHERE "Id" = ?`,
      this.id,
    );
    return typeof row?.['key'] === 'string' ? row['key'] : null;
  }

  put(field: string, value: unknown): void {
    if (this.readOnly) throw new ApexException('System.FinalException', 'Record is read-only');
    this.populated.set(field, value ?? null);
    this.queried?.add(field);
  }

  /** The parent record by relationship name. */
  parent(relationship: string): ApexSObject | null {
    const value = this.populated.get(relationship);
    if (value instanceof ApexSObject) return value;
    if (this.queried && !this.populated.has(relationship)) this.refuseUnqueried(relationship);
    return null;
  }

  putParent(relationship: string, parent: ApexSObject | null): void {
    this.put(relationship, parent);
  }

  /** The child list by relationship name; empty when nothing was selected. */
  children(relationship: string): ApexList {
    const value = this.populated.get(relationship);
    if (value instanceof ApexList) return value;
    if (this.queried && !this.populated.has(relationship)) this.refuseUnqueried(relationship);
    const child = this.def()?.childRelationships.find((candidate) => candidate.relationshipName === relationship);
    const list = ApexList.of(child ? sobjectType(child.childObject) : Types.SObject);
    return list;
  }

  isSet(name: string): boolean {
    return this.populated.has(name);
  }

  /** Throws when a record-level or field-level change is not allowed any more. */
  addError(field: string | null, message: string): void {
    this.errors.push({ field, message });
  }

  get id(): string | null {
    const id = this.populated.get('Id');
    return typeof id === 'string' ? id : null;
  }

  set id(id: string | null) {
    this.populated.set('Id', id);
  }

  /** A copy of the fields; parents and child lists are shared. */
  clone(preserveId = false, preserveTimestamps = false, preserveAutoNumber = false): ApexSObject {
    const copy = new ApexSObject(this.type);
    const system = ['CreatedById', 'CreatedDate', 'LastModifiedById', 'LastModifiedDate'];
    for (const [name, value] of this.populated) {
      if (name === 'Id' && !preserveId) continue;
      if (!preserveTimestamps && system.includes(name)) continue;
      if (!preserveAutoNumber && this.fieldDef(name)?.type === 'autonumber') continue;
      copy.populated.set(name, value);
    }
    copy.queried = this.queried ? new Set(this.queried) : null;
    copy.cloned = true;
    copy.cloneSource = this.id;
    return copy;
  }

  /** From the engine; every key of the record counts as selected, or, of a trigger's record, every field of the object. */
  static fromRecord(rt: Runtime, record: SObjectRecord, readable: 'selected' | 'everything' = 'selected'): ApexSObject {
    const result = new ApexSObject(record.type);
    const def = rt.schema().object(record.type);
    const names = Object.keys(record.values);
    if (readable === 'selected') result.queried = new Set(names);
    for (const name of names) result.populated.set(name, fromRecordValue(rt, record.values[name] ?? null, def, name));
    return result;
  }

  /** For the engine: set fields, and parents that are named by an external id; of fields only those that `wanted` takes. */
  toRecord(wanted: (name: string, value: unknown) => boolean = () => true): SObjectRecord {
    const def = this.def();
    const values: Record<string, RecordValue> = {};
    for (const [name, value] of this.populated) {
      if (!wanted(name, value)) continue;
      if (value instanceof ApexSObject) values[name] = value.toRecord();
      else if (value instanceof CompoundValue) continue;
      else {
        const type = def && fieldNamed(def, name)?.type;
        // Lists of child records stay behind.
        if (value instanceof ApexList && type !== 'junctionidlist') continue;
        if (type !== 'complexvalue') values[name] = toFieldValue(value, type);
      }
    }
    return { type: this.type, values };
  }

  /** The field's value under static type Object: ids boxed. */
  getBoxed(field: string): unknown {
    const value = this.get(field);
    return typeof value === 'string' && this.fieldType(field) === Types.Id ? new BoxedId(value) : value;
  }

  /** The Apex type of a field; of an unknown one (aliases) Object. */
  fieldType(field: string): TypeRef {
    const def = this.fieldDef(field);
    return def ? apexFieldType(def) : Types.Object;
  }

  def(): SObjectDef | undefined {
    return runningRuntime()?.schema().object(this.type);
  }

  override equalTo(other: unknown): boolean {
    if (!(other instanceof ApexSObject) || other.type !== this.type) return false;
    const names = new Set([...this.populated.keys(), ...other.populated.keys()]);
    for (const name of names) {
      if (!valuesEqual(this.populated.get(name) ?? null, other.populated.get(name) ?? null)) return false;
    }
    return true;
  }

  override keyText(): string {
    const fields = [...this.populated].filter(([, value]) => value !== null && value !== undefined);
    return `sobject:${this.type}:${fields
      .map(([name, value]) => `${name}=${nestedKeyText(value)}`)
      .sort()
      .join(',')}`;
  }

  override hashCode(): number {
    let hash = stringHash(this.type);
    for (const [name, value] of this.populated) hash = (hash + (stringHash(name) ^ hashOf(value))) | 0;
    return hash;
  }

  private fieldDef(field: string): FieldDef | undefined {
    const def = this.def();
    return def && fieldNamed(def, field);
  }

  private refuseUnqueried(name: string): never {
    throw new ApexException(
      'System.SObjectException',
      `SObject row was retrieved via SOQL without querying the requested field: ${this.type}.${name}`,
    );
  }
}

function fromRecordValue(rt: Runtime, value: RecordValue, def: SObjectDef | undefined, name: string): unknown {
  if (value === null) return null;
  if (isList(value)) {
    const child = def?.childRelationships.find((candidate) => candidate.relationshipName === name);
    const element = child ? sobjectType(child.childObject) : Types.SObject;
    return ApexList.of(
      element,
      value.map((row) => ApexSObject.fromRecord(rt, row)),
    );
  }
  if (typeof value === 'object') {
    return 'compound' in value ? compound(value) : ApexSObject.fromRecord(rt, value);
  }
  const field = def && fieldNamed(def, name);
  if (field) return fromFieldValue(value, field);
  return typeof value === 'number' ? fromBareNumber(value) : value;
}

function compound(value: GeoValue): CompoundValue {
  const names = Object.keys(value.compound).map((name) => name.toLowerCase());
  const parts = new Map(
    Object.entries(value.compound).map(([name, part]) => [
      name.toLowerCase(),
      typeof part === 'number' ? fromFieldValue(part, { type: 'double' }) : part,
    ]),
  );
  return new CompoundValue(
    names.includes('street') || names.includes('city') ? 'System.Address' : 'System.Location',
    parts,
  );
}

const isList = (value: RecordValue): value is readonly SObjectRecord[] => Array.isArray(value);
