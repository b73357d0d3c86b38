/** Steps 2 and 5: values of restricted picklists, also those a record type narrows. */
import type { FieldDef, RecordTypeDef } from '../../schema/types.ts';
import { badPicklistValue } from '../messages.ts';
import { recordTypeOf } from '../record-types.ts';
import { aliveRows, changed, isWritten, text } from '../row.ts';
import type { Chunk, Row } from '../row.ts';
import { inUsersLanguage } from '../shown-labels.ts';

/** Checks the picklist values a save sets or changes. */
export function checkPicklists(chunk: Chunk): void {
  checkCurrencies(chunk);
  const fields = [...chunk.object.fields.values()].filter(
    (field) => field.restrictedPicklist === true && isWritten(field) && field.name !== 'CurrencyIsoCode',
  );
  if (fields.length === 0) return;
  for (const row of aliveRows(chunk)) {
    const recordType = recordTypeOf(row.record, chunk.object, chunk.parts);
    for (const field of fields) if (changed(row, field.name)) checkField(row, field, recordType, chunk);
  }
}

/** The values of CurrencyIsoCode are the active currencies (Object Reference, "CurrencyIsoCode"). */
function checkCurrencies(chunk: Chunk): void {
  const field = chunk.object.fields.get('currencyisocode');
  if (field === undefined || chunk.parts.schema().object('CurrencyType') === undefined) return;
  const known = new Map<string, boolean>();
  for (const row of aliveRows(chunk)) {
    const value = text(row.record, field.name);
    if (value === null || !changed(row, field.name)) continue;
    const active =
      known.get(value) ??
      chunk.parts.store.get('SELECT 1 FROM CurrencyType WHERE IsoCode = ? AND IsActive = 1', value) !== undefined;
    known.set(value, active);
    if (!active) row.errors.push(badPicklistValue(inUsersLanguage(field, chunk), value));
  }
}

function checkField(row: Row, field: FieldDef, recordType: RecordTypeDef | undefined, chunk: Chunk): void {
  const value = text(row.record, field.name);
  if (value === null) return;
  const allowed = new Set((field.picklist ?? []).filter((each) => each.active).map((each) => each.value));
  const narrowed = recordType?.picklistValues.get(field.name.toLowerCase());
  const chosen = field.type === 'multipicklist' ? value.split(';') : [value];
  const wrong = chosen.find(
    (each) => !allowed.has(each) || (narrowed !== undefined && !narrowed.some((one) => one.value === each)),
  );
  if (wrong !== undefined) row.errors.push(badPicklistValue(inUsersLanguage(field, chunk), wrong));
}
