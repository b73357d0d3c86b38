/**
 * The types of the formula language and how they read in the platform's messages.
 * Source of type names and message patterns: salesforce/formula-engine (labels.xml), the platform's own formula compiler.
 */
import { OrgError } from '../engine/errors.ts';
import type { FieldDef } from '../schema/types.ts';
import type { FieldValue } from '../engine/records.ts';

/** What a formula expression yields. `Null` is the type of the literal NULL; `Picklist` only certain functions accept. */
export type FormulaType =
  'Number' | 'Text' | 'Boolean' | 'Date' | 'DateTime' | 'Time' | 'Picklist' | 'MultiPicklist' | 'Location' | 'Null';

/** How a type is called in compile messages. */
export const typeLabel: Readonly<Record<FormulaType, string>> = {
  Number: 'Number',
  Text: 'Text',
  Boolean: 'Boolean',
  Date: 'Date',
  DateTime: 'DateTime',
  Time: 'Time',
  Picklist: 'Picklist',
  MultiPicklist: 'Multi-Select Picklist',
  Location: 'Location',
  Null: 'Null',
};

/** A formula that does not compile: the platform's message, reported as FIELD_INTEGRITY_EXCEPTION by deploys and the API. */
export class FormulaError extends OrgError {
  constructor(message: string) {
    super('FIELD_INTEGRITY_EXCEPTION', message);
    this.name = 'FormulaError';
  }
}

/** A formula that compiled but has no value for this record (division by zero, VALUE('abc')): `#Error!` in a formula field. */
export class FormulaEvaluationError extends OrgError {
  constructor(message: string) {
    super('FORMULA_EVALUATION_ERROR', message);
    this.name = 'FormulaEvaluationError';
  }
}

/** The formula type of a field, or undefined when formulas cannot read it (long text, encrypted, base64, compound). */
export function formulaTypeOf(field: FieldDef): FormulaType | undefined {
  switch (field.type) {
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      return 'Number';
    case 'boolean':
      return 'Boolean';
    case 'date':
      return 'Date';
    case 'datetime':
      return 'DateTime';
    case 'time':
      return 'Time';
    case 'picklist':
      return 'Picklist';
    case 'multipicklist':
      return 'MultiPicklist';
    case 'location':
      return 'Location';
    case 'id':
    case 'string':
    case 'textarea':
    case 'email':
    case 'phone':
    case 'url':
    case 'autonumber':
    case 'reference':
    case 'combobox':
      return 'Text';
    case 'longtextarea':
    case 'richtextarea':
      return 'Text';
    case 'encryptedstring':
    case 'address':
    case 'base64':
    case 'anyType':
    case 'complexvalue':
    case 'junctionidlist':
      return undefined;
  }
}

/** Blank in the platform's sense: no value or empty text. */
export function isBlank(value: FieldValue): boolean {
  return value === null || value === '';
}
