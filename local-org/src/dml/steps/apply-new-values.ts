/**
 * Step 2: "Loads the new record field values from the request and overwrites the old values." For Apex and API requests the platform
 * here validates only foreign keys and restricted picklists. Field-level security belongs to the request, so it is checked here too.
 */
import type { FieldValue } from '../../engine/records.ts';
import { FormulaEvaluationError } from '../../formula/index.ts';
import { fieldNamed } from '../../schema/index.ts';
import { heldByField } from '../../schema/percents.ts';
import type { FieldDef, SObjectDef } from '../../schema/types.ts';
import { fieldsNotWritable, inaccessibleFields } from '../messages.ts';
import { behaviourOf } from '../objects/behaviours.ts';
import { normalise } from '../coerce.ts';
import { aliveRows, isWritten, scalar } from '../row.ts';
import type { Chunk, Row } from '../row.ts';
import { recordTypeOf } from '../record-types.ts';
import { syncAddresses } from '../checks/addresses.ts';
import { checkForeignKeys } from '../checks/foreign-keys.ts';
import { checkPicklists } from '../checks/picklists.ts';

/** Builds each row's record from defaults or the original, and the request's values. */
export function applyNewValues(chunk: Chunk): void {
  const recordTypes = defaultRecordTypes(chunk);
  for (const row of aliveRows(chunk)) {
    if (!chunk.internal) checkWritable(row, chunk);
    row.record =
      row.old === null
        ? { type: chunk.object.name, values: { ...blankValues(chunk.object) } }
        : { type: chunk.object.name, values: { ...row.old.values } };
    Object.assign(row.record.values, row.input.given);
    if (row.old === null) fillDefaults(row, chunk, recordTypes);
    for (const behaviour of behaviourOf(chunk.object)) behaviour.afterNewValues?.(row, chunk);
  }
  checkForeignKeys(chunk);
  syncAddresses(chunk, 'request');
  checkPicklists(chunk);
}

/** Fields the request may not set: computed ones for everybody, others by field-level security. */
function checkWritable(row: Row, chunk: Chunk): void {
  const { access } = chunk.scope;
  const inserting = row.old === null;
  const refused: string[] = [];
  const inaccessible: string[] = [];
  for (const name of Object.keys(row.input.given)) {
    const field = fieldNamed(chunk.object, name);
    if (field === undefined) continue;
    // A record that Apex queried carries fields it does not change; they are no part of the request.
    const unchanged = row.old !== null && scalar(row.old, name) === (row.input.given[name] ?? null);
    if (chunk.options.fromApi !== true && unchanged) continue;
    if (!(inserting ? field.createable : field.updateable)) {
      if (chunk.options.fromApi === true || !isSystemManaged(field)) refused.push(name);
    } else if (access.fls && field.permissionable) {
      if (!chunk.parts.security.fieldEditable(access.user, chunk.object.name, name)) inaccessible.push(name);
    }
  }
  if (refused.length > 0) row.errors.push(fieldsNotWritable(refused));
  if (inaccessible.length > 0) {
    row.errors.push(
      chunk.options.fromApi === true ? fieldsNotWritable(inaccessible) : inaccessibleFields(chunk.object, inaccessible),
    );
  }
}

/** Values Apex records carry along from a query or a clone and nobody can set; the save overwrites them. */
function isSystemManaged(field: FieldDef): boolean {
  return !field.createable && !field.updateable;
}

const blanks = new WeakMap<SObjectDef, Readonly<Record<string, FieldValue>>>();

/** The stored fields of a record without values, to be copied. */
function blankValues(object: SObjectDef): Readonly<Record<string, FieldValue>> {
  let values = blanks.get(object);
  if (values === undefined) {
    const fields = [...object.fields.values()].filter(isWritten);
    values = Object.fromEntries(fields.map((field) => [field.name, field.type === 'boolean' ? false : null]));
    blanks.set(object, values);
  }
  return values;
}

/** The user's default record types, each looked up once for the chunk. */
function defaultRecordTypes(chunk: Chunk): (objectName: string) => string | null {
  const known = new Map<string, string | null>();
  return (objectName) => {
    let id = known.get(objectName);
    if (id === undefined) {
      id = chunk.parts.defaultRecordType?.(chunk.scope.access.user, objectName) ?? null;
      known.set(objectName, id);
    }
    return id;
  };
}

/** Help, "Default Field Values": a default counts only for a field the request does not mention. */
function fillDefaults(row: Row, chunk: Chunk, recordTypes: (objectName: string) => string | null): void {
  const { user } = chunk.scope.access;
  const { values } = row.record;
  const given = (name: string): boolean => row.input.given[name] !== undefined;
  if (chunk.object.hasOwner && !given('OwnerId')) values['OwnerId'] = user.userId;
  if (chunk.object.fields.has('currencyisocode') && (values['CurrencyIsoCode'] ?? null) === null) {
    values['CurrencyIsoCode'] = user.currency;
  }
  if (chunk.object.fields.has('recordtypeid') && !given('RecordTypeId')) {
    const owner = behaviourOf(chunk.object).flatMap((behaviour) => behaviour.recordTypesOf?.(row) ?? [])[0];
    values['RecordTypeId'] = recordTypes(owner ?? chunk.object.name);
  }
  if (chunk.object.kind === 'customSetting' && (values['SetupOwnerId'] ?? null) === null) {
    // A custom setting row without an owner is the organisation's (Help, "Custom Settings").
    const organization = chunk.parts.store.get('SELECT Id FROM Organization LIMIT 1')?.['Id'];
    values['SetupOwnerId'] = typeof organization === 'string' ? organization : null;
  }
  // Object Reference, "AccountShare": a share written by a client is a manual one unless it names another cause.
  if (chunk.object.kind === 'share' && !given('RowCause')) values['RowCause'] = 'Manual';
  const recordType = recordTypeOf(row.record, chunk.object, chunk.parts);
  for (const field of chunk.object.fields.values()) {
    if (given(field.name) || !isWritten(field) || (values[field.name] ?? null) !== null) {
      if (field.type !== 'boolean' || given(field.name)) continue;
    }
    if (field.type === 'picklist' || field.type === 'multipicklist') {
      const listed = recordType?.picklistValues.get(field.name.toLowerCase());
      const standard = (listed ?? field.picklist ?? []).find((value) => value.isDefault)?.value;
      if (standard !== undefined) values[field.name] = standard;
    }
    if (field.defaultFormula !== undefined) values[field.name] = defaultValue(field, row, chunk);
  }
}

function defaultValue(field: FieldDef, row: Row, chunk: Chunk): FieldValue {
  const { parts, scope } = chunk;
  try {
    const value = parts.formulas.evaluate(chunk.object.name, field.defaultFormula ?? 'NULL', row.record, scope);
    return normalise(field, heldByField(field, value));
  } catch (cause) {
    // A default that has no value for this record leaves the field blank, as on the platform's edit page.
    if (cause instanceof FormulaEvaluationError) return normalise(field, null);
    throw cause;
  }
}
