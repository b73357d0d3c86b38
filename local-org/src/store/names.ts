import type { FieldDef } from '../schema/types.ts';

/** Whether a field has a column: formulas and compound fields are computed when they are read. */
export function isStored(field: FieldDef): boolean {
  return field.formula === undefined && field.type !== 'address' && field.type !== 'location';
}

/** A name as an SQL identifier. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
