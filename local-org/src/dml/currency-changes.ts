/**
 * What new rates and currencies change in roll-ups of amounts. "Changing the conversion rates … causes a mass recalculation of roll-up summary fields" (Help, "Edit
 * Conversion Rates"). The platform takes up to half an hour for it; here it is done when the rate is saved, with no triggers and rules of
 * the records. Formulas are reckoned when they are read and need nothing.
 */
import type { SObjectRecord } from '../engine/records.ts';
import type { SObjectDef } from '../schema/types.ts';
import { quoteName } from '../store/index.ts';
import { aliveRows, changed, idOf, text } from './row.ts';
import type { Chunk, Row } from './row.ts';
import { convertedRollUps, rollUpToParents } from './steps/roll-up-summaries.ts';
import type { ParentSave } from './steps/roll-up-summaries.ts';
import { storedRecord } from './steps/load-original.ts';
import { updateRow } from './stored-rows.ts';

/** Makes the roll-ups anew that convert amounts from or into one of the currencies, and those above them. */
export function recalculateRollUps(isoCodes: readonly string[], chunk: Chunk): void {
  const { parts, scope } = chunk;
  const write: ParentSave = (object, id, values) => {
    const before = storedRecord(object, id, parts);
    updateRow(object, { type: object.name, values: { ...values, Id: id } }, Object.keys(values), parts.store);
    if (before !== undefined) rollUpToParents(object, [{ before, after: null, errors: [] }], scope, parts, write);
    return [];
  };
  for (const { child, parent, childField } of convertedRollUps(parts.schema())) {
    const masters = mastersIn(isoCodes, child, parent, childField, chunk);
    const children = masters.map((id) => ({ before: null, after: detailOf(id, child, childField), errors: [] }));
    rollUpToParents(child, children, scope, parts, write);
  }
}

/** Step 16: a record that changes its currency has its own roll-ups made anew in it. */
export function rollUpInNewCurrency(chunk: Chunk, save: ParentSave): void {
  const { object, parts, scope } = chunk;
  const rows = aliveRows(chunk).filter((row) => row.old !== null && changed(row, 'CurrencyIsoCode'));
  if (rows.length === 0) return;
  for (const { child, parent, childField } of convertedRollUps(parts.schema())) {
    if (parent !== object) continue;
    const children = rows.map(({ record, errors }) => ({
      before: null,
      after: detailOf(idOf(record), child, childField),
      errors,
    }));
    rollUpToParents(child, children, scope, parts, save);
  }
}

/** A detail that says no more than who its master is. */
function detailOf(masterId: string, child: SObjectDef, childField: string): SObjectRecord {
  return { type: child.name, values: { [childField]: masterId } };
}

/** Masters with details of which one side is in one of the currencies and the other in another one. */
function mastersIn(
  isoCodes: readonly string[],
  child: SObjectDef,
  parent: SObjectDef,
  childField: string,
  { parts }: Chunk,
): readonly string[] {
  return parts.store
    .all(
      `SELECT DISTINCT p.Id FROM ${quoteName(child.name)} c JOIN ${quoteName(parent.name)} p ON p.Id = c.${quoteName(childField)}
       WHERE c.IsDeleted = 0 AND p.IsDeleted = 0 AND c.CurrencyIsoCode <> p.CurrencyIsoCode
         AND (c.CurrencyIsoCode IN (SELECT value FROM json_each(?1)) OR p.CurrencyIsoCode IN (SELECT value FROM json_each(?1)))`,
      JSON.stringify(isoCodes),
    )
    .map((row) => String(row['Id']));
}

/** The currencies whose rate the save of these rows of CurrencyType changed. */
export function changedRates(rows: readonly Row[]): readonly string[] {
  return rows
    .filter((row) => row.old !== null && changed(row, 'ConversionRate'))
    .flatMap(({ record }) => text(record, 'IsoCode') ?? []);
}
