/**
 * Runs duplicate rules over the records of a save. Sources: Help, "Things to Know About Duplicate Rules" (records of one save are not
 * compared with each other; an edit runs a rule only when a field of its matching rule changes); SOAP API Developer Guide,
 * DuplicateRuleHeader; Metadata API, DuplicateRule.
 */
import type { DmlError, SObjectRecord } from '../../engine/records.ts';
import type { DuplicateCheck, DuplicateReport } from '../parts.ts';
import type { DuplicateRule } from './definitions.ts';
import { passesFilter } from './filter.ts';
import { findAll, inputName, prepareRules, readableOf, resultOf, valueOf } from './found-records.ts';
import type { DuplicateCheckParts } from './found-records.ts';

/** Builds step 6 of the order of execution. */
export function createDuplicateCheck(parts: DuplicateCheckParts): DuplicateCheck {
  const rulesOf = prepareRules(parts);
  return (object, rows, options, scope) => {
    const errors = new Map<number, DmlError>();
    const reports: DuplicateReport[] = [];
    rows.forEach(({ record, old }, index) => {
      for (const rule of rulesOf(object, record)) {
        if (!concerns(rule, record, old) || !passesFilter(rule, object, record)) continue;
        const action = old === null ? rule.onInsert : rule.onUpdate;
        const enforced = rule.enforceSharing && (scope.access.sharing || options.asCurrentUser);
        const found = findAll(rule, object, record, parts);
        const readable = found.map((each) => readableOf(each, scope.access.user, parts));
        const counting = (enforced ? readable : found).filter((each) => each.ids.length > 0);
        if (counting.length === 0) continue;
        if (action.block || (action.alert && !options.allowSave)) {
          if (!errors.has(index)) {
            const duplicates = resultOf(rule, object, !action.block, readable);
            errors.set(index, { statusCode: 'DUPLICATES_DETECTED', message: rule.alertText, fields: [], duplicates });
          }
        } else if (action.report) {
          reports.push({ index, rule: rule.name, object: rule.object, ids: counting.flatMap((each) => each.ids) });
        }
      }
    });
    return { errors, reports };
  };
}

/** A new record always; an edited one when a field that a matching rule looks at changes. */
function concerns(rule: DuplicateRule, record: SObjectRecord, old: SObjectRecord | null): boolean {
  if (old === null) return true;
  return rule.matches.some((match) =>
    match.rule.items.some((item) => {
      const name = inputName(match, item);
      return valueOf(record, name) !== valueOf(old, name);
    }),
  );
}
