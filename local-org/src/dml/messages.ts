/** The platform's status codes and words for what can go wrong with a record (SOAP API Developer Guide, "Core Data Types: StatusCode"). */
import type { DmlError } from '../engine/records.ts';
import type { FieldDef, SObjectDef } from '../schema/types.ts';

function failure(statusCode: string, message: string, fields: readonly string[] = []): DmlError {
  return { statusCode, message, fields };
}

/** Any status code with its words. */
export const dmlError = failure;

export const requiredMissing = (fields: readonly string[]): DmlError =>
  failure('REQUIRED_FIELD_MISSING', `Required fields are missing: [${fields.join(', ')}]`, fields);

export const tooLong = (field: FieldDef, value: string): DmlError =>
  failure('STRING_TOO_LONG', `${field.label}: data value too large: ${value} (max length=${field.length ?? 0})`, [
    field.name,
  ]);

export const outsideRange = (field: FieldDef, value: number): DmlError =>
  failure('NUMBER_OUTSIDE_VALID_RANGE', `${field.label}: value outside of valid range on numeric field: ${value}`, [
    field.name,
  ]);

export const badEmail = (field: FieldDef, value: string): DmlError =>
  failure('INVALID_EMAIL_ADDRESS', `${field.label}: invalid email address: ${value}`, [field.name]);

export const badPicklistValue = (field: FieldDef, value: string): DmlError =>
  failure(
    'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    `${field.label}: bad value for restricted picklist field: ${value}`,
    [field.name],
  );

export const malformedId = (field: FieldDef, value: string): DmlError =>
  failure('MALFORMED_ID', `${field.label}: id value of incorrect type: ${value}`, [field.name]);

export const wrongIdType = (field: FieldDef, value: string): DmlError =>
  failure('FIELD_INTEGRITY_EXCEPTION', `${field.label}: id value of incorrect type: ${value}`, [field.name]);

export const invalidCrossReference = (fields: readonly string[] = []): DmlError =>
  failure('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', fields);

export const entityIsDeleted = (): DmlError => failure('ENTITY_IS_DELETED', 'entity is deleted');

export const notInBin = (): DmlError => failure('UNDELETE_FAILED', 'Entity is not in the recycle bin');

export const duplicateValue = (field: FieldDef, otherId: string): DmlError =>
  failure('DUPLICATE_VALUE', `duplicate value found: ${field.name} duplicates value on record with id: ${otherId}`, [
    field.name,
  ]);

export const readOnlyRecord = (): DmlError =>
  failure('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');

export const noCrossReferenceAccess = (id?: string): DmlError =>
  failure(
    'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
    `insufficient access rights on cross-reference id${id === undefined ? '' : `: ${id}`}`,
  );

export const fieldsNotWritable = (fields: readonly string[]): DmlError =>
  failure(
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    `Unable to create/update fields: ${fields.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`,
    fields,
  );

export const badFieldNames = (object: SObjectDef, fields: readonly string[]): DmlError =>
  failure(
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    `${object.name}: bad field names on insert/update call: ${fields.join(', ')}`,
    fields,
  );

export const inaccessibleFields = (object: SObjectDef, fields: readonly string[]): DmlError =>
  failure(
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    `Operation failed due to fields being inaccessible on Sobject ${object.name}, check errors on Exception or Result!`,
    fields,
  );

export const rolledBack = (): DmlError =>
  failure(
    'ALL_OR_NONE_OPERATION_ROLLED_BACK',
    'Record rolled back because not all records were valid and the request was using AllOrNone header',
  );
