import { OrgError, Unsupported } from '../engine/errors.ts';
import type { SqlValue } from '../engine/ports.ts';
import type { FieldDef, SObjectDef } from '../schema/types.ts';
import { isStored, quoteName } from '../store/index.ts';
import { allOf, anyOf, clause, raw, type Clause } from './clause.ts';
import type { CriteriaItem } from './rule-definitions.ts';

/** The criteria of a sharing rule as a condition over the row `alias`. Source: Metadata API, FilterItem and booleanFilter. */
export function criteriaClause(
  object: SObjectDef,
  alias: string,
  items: readonly CriteriaItem[],
  booleanFilter: string | undefined,
): Clause {
  const clauses = items.map((item) => itemClause(object, alias, item));
  return booleanFilter === undefined || booleanFilter.trim() === '' ? allOf(clauses) : combine(booleanFilter, clauses);
}

/** `1 AND (2 OR NOT 3)` over numbered clauses. */
function combine(filter: string, clauses: readonly Clause[]): Clause {
  const parts: Clause[] = [];
  for (const token of filter.match(/\d+|AND|OR|NOT|[()]|\S+/gi) ?? []) {
    const upper = token.toUpperCase();
    if (['AND', 'OR', 'NOT', '(', ')'].includes(upper)) parts.push(raw(upper));
    else {
      const item = clauses[Number(token) - 1];
      if (!item) throw new OrgError('INVALID_FILTER_VALUE', `The filter logic '${filter}' names no criterion ${token}`);
      parts.push(clause`(${item})`);
    }
  }
  return { sql: `(${parts.map((part) => part.sql).join(' ')})`, params: parts.flatMap((part) => part.params) };
}

function itemClause(object: SObjectDef, alias: string, item: CriteriaItem): Clause {
  const name = item.field.split('.').at(-1) ?? item.field;
  const field = object.fields.get(name.toLowerCase());
  if (!field)
    throw new OrgError('INVALID_FIELD', `No such column '${item.field}' on entity '${object.name}'`, {
      fields: [item.field],
    });
  if (!isStored(field)) throw new Unsupported('Sharing rules on formula fields', `${object.name}.${field.name}`);
  const column = raw(`${alias}.${quoteName(field.name)}`);
  const values = valuesOf(field, item);
  const each = (make: (value: SqlValue) => Clause): Clause => anyOf(values.map(make));
  switch (item.operation) {
    case 'equals':
      return each((value) => equality(field, column, value));
    case 'notEqual':
      return clause`(${each((value) => equality(field, column, value))}) IS NOT TRUE`;
    case 'lessThan':
      return each((value) => clause`${column} < ${value}`);
    case 'lessOrEqual':
      return each((value) => clause`${column} <= ${value}`);
    case 'greaterThan':
      return each((value) => clause`${column} > ${value}`);
    case 'greaterOrEqual':
      return each((value) => clause`${column} >= ${value}`);
    case 'contains':
      return each((value) => clause`${column} LIKE ${`%${escaped(value)}%`} ESCAPE '\\'`);
    case 'notContain':
      return clause`(${each((value) => clause`${column} LIKE ${`%${escaped(value)}%`} ESCAPE '\\'`)}) IS NOT TRUE`;
    case 'startsWith':
      return each((value) => clause`${column} LIKE ${`${escaped(value)}%`} ESCAPE '\\'`);
    case 'includes':
      return each((value) => clause`(';' || ${column} || ';') LIKE ${`%;${escaped(value)};%`} ESCAPE '\\'`);
    case 'excludes':
      return clause`(${each((value) => clause`(';' || ${column} || ';') LIKE ${`%;${escaped(value)};%`} ESCAPE '\\'`)}) IS NOT TRUE`;
    default:
      throw new Unsupported(`SharingRules.criteriaItems.operation ${item.operation}`);
  }
}

/** A record type is named by its developer name or label. */
function equality(field: FieldDef, column: Clause, value: SqlValue): Clause {
  if (field.name === 'RecordTypeId' && value !== null) {
    return clause`${column} IN (SELECT r."Id" FROM "RecordType" r WHERE r."DeveloperName" = ${value} OR r."Name" = ${value} OR r."Id" = ${value})`;
  }
  return value === null ? clause`${column} IS NULL` : clause`${column} = ${value}`;
}

/** Several values are separated by commas; an empty value means "is empty". */
function valuesOf(field: FieldDef, item: CriteriaItem): readonly SqlValue[] {
  if (item.value === '') return [null];
  return item.value.split(',').map((part): SqlValue => {
    const text = part.trim();
    switch (field.type) {
      case 'boolean':
        return /^(true|1)$/i.test(text) ? 1 : 0;
      case 'int':
      case 'double':
      case 'currency':
      case 'percent':
        return Number(text);
      default:
        return text;
    }
  });
}

function escaped(value: SqlValue): string {
  return String(value).replace(/[\\%_]/g, '\\$&');
}
