/**
 * Runs duplicate rules over the records of a save. Sources: Help, "Things to Know About Duplicate Rules" (records of one save are not
 * compared with each other; an edit runs a rule only when a field of its matching rule changes); SOAP API Developer Guide,
 * DuplicateRuleHeader; Metadata API, DuplicateRule.
 */
import type { Security, SqlValue, Store } from '../../engine/ports.ts';
import type { DmlError, DuplicateMatches, FieldValue, SObjectRecord } from '../../engine/records.ts';
import type { FieldDef, OrgSchema, SObjectDef } from '../../schema/types.ts';
import { quoteName, toSql } from '../../store/index.ts';
import type { DuplicateCheck, DuplicateReport } from '../parts.ts';
import { idOf, scalar } from '../row.ts';
import { combined } from './boolean-filter.ts';
import { duplicateRules } from './definitions.ts';
import type { DuplicateRule, MatchingItem, RuleComponent, RuleMatch } from './definitions.ts';
import { passesFilter } from './filter.ts';
import { matches } from './methods.ts';

/** Matches named at most (Apex Reference, Datacloud.FindDuplicates: "up to 100 duplicates"). */
const MAX_MATCHES = 100;
const MATCH_FUNCTION = 'duplicate_match';

/** What the check is built from. */
export interface DuplicateCheckParts {
  readonly store: Store;
  schema(): OrgSchema;
  readonly security: Pick<Security, 'recordAccess'>;
  /** Deployed `DuplicateRule` and `MatchingRules` components; a new list only when the deployed metadata changed. */
  rules(): readonly RuleComponent[];
}

/** Records found by one matching rule. */
interface Found {
  readonly match: RuleMatch;
  readonly object: SObjectDef;
  readonly ids: readonly string[];
}

/** Builds step 6 of the order of execution. */
export function createDuplicateCheck(parts: DuplicateCheckParts): DuplicateCheck {
  parts.store.define(MATCH_FUNCTION, (method, left, right) => {
    if (method !== 'Exact' && method !== 'Phone' && method !== 'City' && method !== 'Zip') return 0;
    return left !== null && right !== null && matches(method, String(left), String(right)) ? 1 : 0;
  });
  let known: { readonly from: readonly RuleComponent[]; readonly rules: ReturnType<typeof duplicateRules> } | undefined;
  const rulesOf = (object: SObjectDef, record: SObjectRecord): readonly DuplicateRule[] => {
    const from = parts.rules();
    if (known?.from !== from) known = { from, rules: duplicateRules(from) };
    const person = object.name === 'Account' && scalar(record, 'IsPersonAccount') === true;
    return known.rules.get(person ? 'personaccount' : object.name.toLowerCase()) ?? [];
  };
  return (object, rows, options, scope) => {
    const errors = new Map<number, DmlError>();
    const reports: DuplicateReport[] = [];
    rows.forEach(({ record, old }, index) => {
      for (const rule of rulesOf(object, record)) {
        if (!concerns(rule, record, old) || !passesFilter(rule, object, record)) continue;
        const action = old === null ? rule.onInsert : rule.onUpdate;
        const enforced = rule.enforceSharing && (scope.access.sharing || options.asCurrentUser);
        const found = rule.matches.flatMap((match) => find(match, object, record, parts) ?? []);
        const readable = found.map((each) => readableOf(each, scope.access.user, parts));
        const counting = (enforced ? readable : found).filter((each) => each.ids.length > 0);
        if (counting.length === 0) continue;
        if (action.block || (action.alert && !options.allowSave)) {
          if (!errors.has(index)) errors.set(index, detected(rule, object, !action.block, readable));
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

function inputName(match: RuleMatch, item: MatchingItem): string {
  return match.mapping.get(item.field.toLowerCase()) ?? item.field.toLowerCase();
}

function valueOf(record: SObjectRecord, lowerName: string): FieldValue {
  for (const name of Object.keys(record.values)) if (name.toLowerCase() === lowerName) return scalar(record, name);
  return null;
}

/** Ids of other live records that the matching rule takes for the same; undefined when it searches an object the org lacks. */
function find(
  match: RuleMatch,
  object: SObjectDef,
  record: SObjectRecord,
  parts: DuplicateCheckParts,
): Found | undefined {
  const persons = match.rule.object.toLowerCase() === 'personaccount';
  const target = parts.schema().object(persons ? 'Account' : match.rule.object);
  if (target === undefined) return undefined;
  const params: SqlValue[] = [];
  const conditions = match.rule.items.map((item) => {
    const field = target.fields.get(item.field.toLowerCase());
    if (field === undefined) return { sql: '0', params: [] };
    return itemCondition(field, item, valueOf(record, inputName(match, item)));
  });
  const logic = combined(match.rule.logic, conditions);
  params.push(...logic.params);
  const where = [logic.sql];
  if (target.fields.has('isdeleted')) where.push('IsDeleted = 0');
  if (target.fields.has('ispersonaccount')) where.push(`IsPersonAccount = ${persons ? 1 : 0}`);
  if (target === object && idOf(record) !== '') {
    where.push('Id <> ?');
    params.push(idOf(record));
  }
  const rows = parts.store.all(
    `SELECT Id FROM ${quoteName(target.name)} WHERE ${where.join(' AND ')} ORDER BY Id`,
    ...params,
  );
  return { match, object: target, ids: rows.slice(0, MAX_MATCHES).map((row) => String(row['Id'])) };
}

interface Condition {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

/** One item as SQL. Plain ASCII text compares in the column's own collation, so that an index can help. */
function itemCondition(field: FieldDef, item: MatchingItem, value: FieldValue): Condition {
  const column = quoteName(field.name);
  if (value === null || value === '') {
    // MatchBlanks: two blank values match; NullNotAllowed: a blank one never does.
    return { sql: item.matchBlanks ? `${column} IS NULL` : '0', params: [] };
  }
  const plain = typeof value !== 'string' || field.type === 'reference';
  if (plain) return { sql: `${column} = ?`, params: [toSql(field, value)] };
  if (item.method === 'Exact' && /^[\x00-\x7f]*$/.test(value)) {
    return { sql: `${column} = ? COLLATE NOCASE`, params: [value.trim()] };
  }
  return { sql: `${MATCH_FUNCTION}('${item.method}', ${column}, ?) = 1`, params: [value] };
}

function readableOf(found: Found, user: Parameters<Security['recordAccess']>[0], parts: DuplicateCheckParts): Found {
  if (found.ids.length === 0) return found;
  const levels = parts.security.recordAccess(user, found.object.name, found.ids);
  return { ...found, ids: found.ids.filter((id) => (levels.get(id) ?? 'None') !== 'None') };
}

/** The error, with the records the user may see. */
function detected(rule: DuplicateRule, object: SObjectDef, allowSave: boolean, found: readonly Found[]): DmlError {
  const matchResults = found.map((each): DuplicateMatches => {
    const exact = each.match.rule.items.every((item) => item.method === 'Exact');
    return {
      entityType: each.object.name,
      matchEngine: exact ? 'ExactMatchEngine' : 'FuzzyMatchEngine',
      rule: each.match.rule.name,
      ids: each.ids,
      // Apex Reference, MatchRecord.getMatchConfidence: "-1 if unused"; a score over several fields is not documented.
      confidence: exact ? 100 : -1,
    };
  });
  return {
    statusCode: 'DUPLICATES_DETECTED',
    message: rule.alertText,
    fields: [],
    duplicates: {
      allowSave,
      duplicateRule: rule.name,
      duplicateRuleEntityType: object.name,
      errorMessage: rule.alertText,
      matchResults,
    },
  };
}
