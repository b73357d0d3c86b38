/**
 * Looks for duplicates without saving anything: Datacloud.FindDuplicates and FindDuplicatesByIds of Apex. Source: Apex Reference, "FindDuplicates
 * Class": "Performs rule-based searches for duplicate records ... based on active duplicate rules for the object".
 */
import { OrgError } from '../../engine/errors.ts';
import type { Scope } from '../../engine/ports.ts';
import type { DuplicateResult, SObjectRecord } from '../../engine/records.ts';
import { quoteName, rowToRecord, to18 } from '../../store/index.ts';
import { passesFilter } from './filter.ts';
import { findAll, prepareRules, readableOf, resultOf } from './found-records.ts';
import type { DuplicateCheckParts } from './found-records.ts';

/** "The input array is limited to 50 elements." */
const MAX_RECORDS = 50;

/** What the rules find for each of the records, or for each of the stored records of these ids. */
export interface DuplicateSearch {
  ofRecords(records: readonly SObjectRecord[], scope: Scope): readonly (readonly DuplicateResult[])[];
  ofIds(ids: readonly string[], scope: Scope): readonly (readonly DuplicateResult[])[];
}

/** Builds the search over the same rules as step 6 of the order of execution. */
export function createDuplicateSearch(parts: DuplicateCheckParts): DuplicateSearch {
  const rulesOf = prepareRules(parts);
  const ofRecords: DuplicateSearch['ofRecords'] = (records, scope) => {
    refuseOddBatch(records);
    return records.map((record) => resultsFor(record, scope));
  };
  const resultsFor = (record: SObjectRecord, scope: Scope): readonly DuplicateResult[] => {
    const object = parts.schema().object(record.type);
    const rules = object === undefined ? [] : rulesOf(object, record);
    if (object === undefined || rules.length === 0) {
      throw new OrgError(
        'INVALID_INPUT',
        `No active duplicate rules are defined for the [${object?.label ?? record.type}] object type.`,
      );
    }
    return rules.flatMap((rule) => {
      if (!passesFilter(rule, object, record)) return [];
      const found = findAll(rule, object, record, parts);
      // As in the error of a save: a rule that bypasses sharing may count what the user cannot see, but never names it.
      const shown = scope.access.sharing ? found.map((each) => readableOf(each, scope.access.user, parts)) : found;
      return [resultOf(rule, object, !rule.onInsert.block, shown)];
    });
  };
  return {
    ofRecords,
    ofIds: (ids, scope) =>
      ofRecords(
        ids.flatMap((id) => stored(id, parts)),
        scope,
      ),
  };
}

function refuseOddBatch(records: readonly SObjectRecord[]): void {
  if (records.length > MAX_RECORDS) {
    const message = 'Configuration error: The number of records to check is greater than the permitted batch size.';
    throw new OrgError('INVALID_INPUT', message);
  }
  if (new Set(records.map((record) => record.type)).size > 1) {
    throw new OrgError('INVALID_INPUT', 'All elements in the input array must be the same object type.');
  }
}

function stored(id: string, parts: DuplicateCheckParts): readonly SObjectRecord[] {
  const object = parts.schema().objectByPrefix(id.slice(0, 3));
  if (object === undefined) return [];
  const row = parts.store.get(`SELECT * FROM ${quoteName(object.name)} WHERE Id = ?`, to18(id) ?? id);
  return row === undefined ? [] : [rowToRecord(object, row)];
}
