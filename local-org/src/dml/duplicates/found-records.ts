/** Records that a duplicate rule finds for one record: its matching rules as SQL over all records that are not deleted. */
import type { Security, SqlValue, Store } from '../../engine/ports.ts';
import type { DuplicateMatches, DuplicateResult, FieldValue, SObjectRecord } from '../../engine/records.ts';
import type { FieldDef, OrgSchema, SObjectDef } from '../../schema/types.ts';
import { quoteName, toSql } from '../../store/index.ts';
import { idOf, scalar } from '../row.ts';
import { combined } from './boolean-filter.ts';
import { duplicateRules } from './definitions.ts';
import type { DuplicateRule, MatchingItem, RuleComponent, RuleMatch } from './definitions.ts';
import { isMatchingMethod, matches } from './methods.ts';

/** Matches named at most (Apex Reference, Datacloud.FindDuplicates: "up to 100 duplicates"). */
const MAX_MATCHES = 100;
const MATCH_FUNCTION = 'duplicate_match';

/** What looking for duplicates is built from. */
export interface DuplicateCheckParts {
  readonly store: Store;
  schema(): OrgSchema;
  readonly security: Pick<Security, 'recordAccess'>;
  /** Deployed `DuplicateRule` and `MatchingRules` components; a new list only when the deployed metadata changed. */
  rules(): readonly RuleComponent[];
}

/** Records found by one matching rule. */
export interface Found {
  readonly match: RuleMatch;
  readonly object: SObjectDef;
  readonly ids: readonly string[];
}

/** The active duplicate rules for a record of an object, in the order they run. */
export type RulesOf = (object: SObjectDef, record: SObjectRecord) => readonly DuplicateRule[];

/** Makes the store able to compare, and gives the rules as they are deployed at each call. */
export function prepareRules(parts: DuplicateCheckParts): RulesOf {
  parts.store.define(MATCH_FUNCTION, (method, left, right, threshold) => {
    if (typeof method !== 'string' || !isMatchingMethod(method) || left === null || right === null) return 0;
    const least = typeof threshold === 'number' ? threshold : undefined;
    return matches(method, String(left), String(right), least) ? 1 : 0;
  });
  let known: { readonly from: readonly RuleComponent[]; readonly rules: ReturnType<typeof duplicateRules> } | undefined;
  return (object, record) => {
    const from = parts.rules();
    if (known?.from !== from) known = { from, rules: duplicateRules(from) };
    return known.rules.get(isPerson(object, record) ? 'personaccount' : object.name.toLowerCase()) ?? [];
  };
}

/** A record that was only put together has no IsPersonAccount yet; its last name says it. */
function isPerson(object: SObjectDef, record: SObjectRecord): boolean {
  if (object.name !== 'Account') return false;
  return scalar(record, 'IsPersonAccount') === true || valueOf(record, 'lastname') !== null;
}

/** All that the matching rules of a duplicate rule find. */
export function findAll(
  rule: DuplicateRule,
  object: SObjectDef,
  record: SObjectRecord,
  parts: DuplicateCheckParts,
): readonly Found[] {
  return rule.matches.flatMap((match) => find(match, object, record, parts) ?? []);
}

/** The field of the saved record that an item of a matching rule takes, in lower case. */
export function inputName(match: RuleMatch, item: MatchingItem): string {
  return match.mapping.get(item.field.toLowerCase()) ?? item.field.toLowerCase();
}

/** A field's value by its name in lower case. */
export function valueOf(record: SObjectRecord, lowerName: string): FieldValue {
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
  const alternatives = [undefined, ...(match.rule.transposed === undefined ? [] : [match.rule.transposed])].map(
    (swap) => {
      const conditions = match.rule.items.map((item) => {
        const field = target.fields.get(item.field.toLowerCase());
        if (field === undefined) return { sql: '0', params: [] };
        const input = object.fields.get(inputName(match, swapped(item, swap)));
        const value = valueOf(record, inputName(match, swapped(item, swap)));
        return itemCondition(target, field, item, comparable(value, input, field, item, parts));
      });
      const logic = combined(match.rule.logic, conditions);
      params.push(...logic.params);
      return logic.sql;
    },
  );
  const where = [`(${alternatives.join(' OR ')})`];
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

/** The item with the other field of the two that may have been entered the wrong way round. */
function swapped(item: MatchingItem, swap: readonly [string, string] | undefined): MatchingItem {
  if (swap === undefined || !swap.includes(item.field)) return item;
  return { ...item, field: item.field === swap[0] ? swap[1] : swap[0] };
}

/** What a value of the saved record is compared as: a reference by the name of its record, where the other side is a name. */
function comparable(
  value: FieldValue,
  input: FieldDef | undefined,
  compared: FieldDef,
  item: MatchingItem,
  parts: DuplicateCheckParts,
): FieldValue {
  if (input?.type !== 'reference') return value;
  if (item.parent !== undefined) return parentValue(value, item.parent, parts);
  const [object] = input.referenceTo;
  return compared.type === 'reference' || object === undefined
    ? value
    : parentValue(value, { object, field: 'Name' }, parts);
}

/** The value of the record that a reference leads to. */
function parentValue(
  id: FieldValue,
  parent: { readonly object: string; readonly field: string },
  { store }: DuplicateCheckParts,
): FieldValue {
  if (id === null) return null;
  const row = store.get(
    `SELECT ${quoteName(parent.field)} AS value FROM ${quoteName(parent.object)} WHERE Id = ?`,
    String(id),
  );
  return typeof row?.['value'] === 'string' ? row['value'] : null;
}

interface Condition {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

/** One item as SQL. Plain ASCII text compares in the column's own collation, so that an index can help. */
function itemCondition(object: SObjectDef, field: FieldDef, item: MatchingItem, value: FieldValue): Condition {
  const own = quoteName(field.name);
  const column =
    item.parent === undefined
      ? own
      : `(SELECT ${quoteName(item.parent.field)} FROM ${quoteName(item.parent.object)} WHERE Id = ${quoteName(object.name)}.${own})`;
  if (value === null || value === '') {
    if (item.ignoreBlanks === true) return { sql: '1', params: [] };
    // MatchBlanks: two blank values match; NullNotAllowed: a blank one never does.
    return { sql: item.matchBlanks ? `${column} IS NULL` : '0', params: [] };
  }
  const plain = typeof value !== 'string' || (field.type === 'reference' && item.parent === undefined);
  if (plain) return { sql: `${column} = ?`, params: [toSql(field, value)] };
  if (item.method === 'Exact' && /^[\x00-\x7f]*$/.test(value)) {
    return { sql: `${column} = ? COLLATE NOCASE`, params: [value.trim()] };
  }
  const blank = item.ignoreBlanks === true ? `${column} IS NULL OR ` : '';
  return {
    sql: `${blank}${MATCH_FUNCTION}('${item.method}', ${column}, ?, ?) = 1`,
    params: [value, item.threshold ?? null],
  };
}

/** Of what was found, what the user may see. */
export function readableOf(
  found: Found,
  user: Parameters<Security['recordAccess']>[0],
  parts: DuplicateCheckParts,
): Found {
  if (found.ids.length === 0) return found;
  const levels = parts.security.recordAccess(user, found.object.name, found.ids);
  return { ...found, ids: found.ids.filter((id) => (levels.get(id) ?? 'None') !== 'None') };
}

/** What a rule found, as APIs and Apex tell it. */
export function resultOf(
  rule: DuplicateRule,
  object: SObjectDef,
  allowSave: boolean,
  found: readonly Found[],
): DuplicateResult {
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
    allowSave,
    duplicateRule: rule.name,
    duplicateRuleEntityType: object.name,
    errorMessage: rule.alertText,
    matchResults,
  };
}
