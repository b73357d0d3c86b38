/**
 * Amounts of related records in formulas. Source: Help, "Manage Multiple Currencies" and "Considerations for Using Cross-Object Formulas":
 * the result is in the currency of the record with the formula, by the static rates; dated rates are not used.
 */
import type { SqlValue } from '../engine/ports.ts';
import type { OrgSchema, SObjectDef } from '../schema/types.ts';
import type { Reference } from './references.ts';

/** The field of every record that says which currency its amounts are in. */
export const CURRENCY_FIELD = 'CurrencyIsoCode';

/** Whether the reference reads an amount of a related record whose currency may be another than the record's. */
export function convertsAmount(reference: Reference & { readonly kind: 'path' }, schema: OrgSchema): boolean {
  const target = reference.hops.at(-1)?.target;
  return (
    reference.start === 'record' &&
    reference.field.type === 'currency' &&
    target !== undefined &&
    saysCurrency(reference.object) &&
    saysCurrency(target) &&
    schema.object('CurrencyType') !== undefined
  );
}

function saysCurrency(object: SObjectDef): boolean {
  return object.fields.has(CURRENCY_FIELD.toLowerCase());
}

/** SQL of the conversion rate of the currency that an SQL expression gives. */
export function rateSql(isoCode: string): string {
  return `(SELECT ConversionRate FROM CurrencyType WHERE IsoCode = ${isoCode})`;
}

/** The amount by the rates of its own and the wanted currency (units for one of the corporate currency); as it is without rates. */
export function convertedAmount(amount: SqlValue, own: SqlValue, wanted: SqlValue): SqlValue {
  const [value, from, to] = [amount, own, wanted].map((each) => (typeof each === 'bigint' ? Number(each) : each));
  if (typeof value !== 'number' || typeof from !== 'number' || typeof to !== 'number' || from === to) return amount;
  return (value / from) * to;
}
