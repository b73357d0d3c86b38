/**
 * Sets of duplicates for reports, written once the record is saved. Source: Object Reference, DuplicateRecordSet and
 * DuplicateRecordItem; Metadata API, DuplicateRule ("Report").
 */
import type { Scope } from '../../engine/ports.ts';
import type { FieldValue } from '../../engine/records.ts';
import type { SObjectDef } from '../../schema/types.ts';
import { newId } from '../../store/index.ts';
import { nextAutoNumber } from '../auto-numbers.ts';
import type { DmlParts, DuplicateReport } from '../parts.ts';
import { insertRow, systemValues } from '../stored-rows.ts';

/** Puts the saved record and what it duplicates into a set of the rule: that of a matched record, else a new one. */
export function reportDuplicates(
  savedId: string,
  report: DuplicateReport,
  context: { readonly parts: DmlParts; readonly scope: Scope; readonly now: string },
): void {
  const { parts } = context;
  const set = parts.schema().object('DuplicateRecordSet');
  const item = parts.schema().object('DuplicateRecordItem');
  if (set === undefined || item === undefined) return;
  const ruleId = parts.store.get(
    'SELECT Id FROM DuplicateRule WHERE DeveloperName = ? AND SobjectType = ?',
    report.rule,
    report.object === 'PersonAccount' ? 'Account' : report.object,
  )?.['Id'];
  const rule = typeof ruleId === 'string' ? ruleId : null;
  const setId = existingSet(report.ids, rule, parts) ?? write(set, { DuplicateRuleId: rule, RecordCount: 0 }, context);
  for (const id of new Set([savedId, ...report.ids])) {
    const present = parts.store.get(
      'SELECT Id FROM DuplicateRecordItem WHERE DuplicateRecordSetId = ? AND RecordId = ? AND IsDeleted = 0',
      setId,
      id,
    );
    if (present === undefined) write(item, { DuplicateRecordSetId: setId, RecordId: id }, context);
  }
  parts.store.run(
    'UPDATE DuplicateRecordSet SET RecordCount = (SELECT count(*) FROM DuplicateRecordItem WHERE DuplicateRecordSetId = ? AND IsDeleted = 0) WHERE Id = ?',
    setId,
    setId,
  );
}

function existingSet(ids: readonly string[], ruleId: string | null, parts: DmlParts): string | undefined {
  const row = parts.store.get(
    'SELECT s.Id FROM DuplicateRecordSet s JOIN DuplicateRecordItem i ON i.DuplicateRecordSetId = s.Id WHERE s.IsDeleted = 0 AND i.IsDeleted = 0 AND s.DuplicateRuleId IS ? AND i.RecordId IN (SELECT value FROM json_each(?)) ORDER BY s.Id LIMIT 1',
    ruleId,
    JSON.stringify(ids),
  );
  return row === undefined ? undefined : String(row['Id']);
}

function write(
  object: SObjectDef,
  values: Readonly<Record<string, FieldValue>>,
  context: { readonly parts: DmlParts; readonly scope: Scope; readonly now: string },
): string {
  const { parts, scope, now } = context;
  const id = newId(parts.store, object.keyPrefix);
  const name = object.fields.get('name');
  const all: Record<string, FieldValue> = {
    ...values,
    ...systemValues(object, scope.access.user.userId, now, true),
    Id: id,
  };
  if (name !== undefined) all['Name'] = nextAutoNumber(object, name, now, parts.store);
  if (object.fields.has('currencyisocode')) all['CurrencyIsoCode'] = scope.access.user.currency;
  insertRow(object, { type: object.name, values: all }, parts.store);
  return id;
}
