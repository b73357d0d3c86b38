/**
 * Percent fields and formulas. A percent field holds 15 for 15 %, which is what the API, Apex and SOQL see; a formula reads it as
 * 0.15, and what a formula yields for a percent field (its own formula or its default value) is such a fraction too.
 * Source: Help, "Tips for Working with Number Formula Fields" (`IF(Probability =1...) for 100% probability`) and "Useful Default Field
 * Value Formulas" (a discount rate of 0.25 is 25%).
 */
import type { FieldValue } from '../engine/records.ts';
import type { FieldDef } from './types.ts';

/** What a formula reads of a field's value: of a percent field the fraction, of any other the value as it is. */
export function readByFormula(field: FieldDef, value: FieldValue): FieldValue {
  return field.type === 'percent' && typeof value === 'number' ? shiftDecimal(value, -2) : value;
}

/** What a field holds of a formula's result: a percent field the fraction in percent, any other the result as it is. */
export function heldByField(field: FieldDef, result: FieldValue): FieldValue {
  return field.type === 'percent' && typeof result === 'number' ? shiftDecimal(result, 2) : result;
}

/** The decimal `value` with its point moved by `places`, free of binary noise. */
export function shiftDecimal(value: number, places: number): number {
  const [digits, exponent] = String(value).split('e');
  return Number(`${digits ?? '0'}e${String(Number(exponent ?? 0) + places)}`);
}
