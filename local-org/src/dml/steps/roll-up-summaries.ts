/**
 * Steps 16 and 17: "If the record contains a roll-up summary field … performs calculations and updates the roll-up summary field in the
 * parent record. Parent record goes through save procedure", and so on to the grandparent (by the parent's own save).
 */
import type { SqlValue } from '../../engine/ports.ts';
import type { DmlError, FieldValue, SObjectRecord } from '../../engine/records.ts';
import { Unsupported } from '../../engine/errors.ts';
import { fromSql, quoteName } from '../../store/index.ts';
import type { FieldDef, OrgSchema, SObjectDef, SummaryDef } from '../../schema/types.ts';
import type { Scope } from '../../engine/ports.ts';
import type { DmlParts } from '../parts.ts';
import { text } from '../row.ts';
import type { Values } from '../row.ts';

/** The parent's own save, given by the engine (a roll-up is an update like any other). */
export type ParentSave = (object: SObjectDef, id: string, values: Readonly<Values>) => readonly DmlError[];

/** A child that was written, with where to put what its parents' save refuses. */
export interface RolledUpChild {
  readonly before: SObjectRecord | null;
  readonly after: SObjectRecord | null;
  readonly errors: DmlError[];
}

interface ParentSummaries {
  readonly parent: SObjectDef;
  readonly childField: string;
  readonly fields: readonly { readonly field: FieldDef; readonly summary: SummaryDef }[];
}

const cache = new WeakMap<OrgSchema, Map<string, readonly ParentSummaries[]>>();

/** Recalculates the roll-up fields above the children; writes only the parents whose values changed. */
export function rollUpToParents(
  child: SObjectDef,
  children: readonly RolledUpChild[],
  scope: Scope,
  parts: DmlParts,
  save: ParentSave,
): void {
  for (const summaries of summariesAbove(child, parts.schema())) {
    const byParent = new Map<string, RolledUpChild[]>();
    for (const each of children) {
      for (const record of [each.before, each.after]) {
        const id = record === null ? null : text(record, summaries.childField);
        if (id !== null && byParent.get(id)?.includes(each) !== true)
          byParent.set(id, [...(byParent.get(id) ?? []), each]);
      }
    }
    for (const [id, concerned] of byParent) {
      const values = changedSummaries(summaries, child, id, scope, parts);
      if (values === undefined) continue;
      const errors = save(summaries.parent, id, values);
      for (const each of concerned) each.errors.push(...errors);
    }
  }
}

/** Every parent object with roll-ups over the child. */
function summariesAbove(child: SObjectDef, schema: OrgSchema): readonly ParentSummaries[] {
  let byChild = cache.get(schema);
  if (byChild === undefined) {
    byChild = collect(schema);
    cache.set(schema, byChild);
  }
  return byChild.get(child.name.toLowerCase()) ?? [];
}

function collect(schema: OrgSchema): Map<string, readonly ParentSummaries[]> {
  const byChild = new Map<string, ParentSummaries[]>();
  for (const parent of schema.objects()) {
    const groups = new Map<string, { field: FieldDef; summary: SummaryDef }[]>();
    for (const field of parent.fields.values()) {
      if (field.summary === undefined) continue;
      const key = `${field.summary.childObject.toLowerCase()}\n${field.summary.childField}`;
      groups.set(key, [...(groups.get(key) ?? []), { field, summary: field.summary }]);
    }
    for (const [key, fields] of groups) {
      const [childName = '', childField = ''] = key.split('\n');
      byChild.set(childName, [...(byChild.get(childName) ?? []), { parent, childField, fields }]);
    }
  }
  return byChild;
}

/** The relationships over which roll-ups convert amounts from the currency of the detail into that of the master. */
export function convertedRollUps(
  schema: OrgSchema,
): readonly { readonly child: SObjectDef; readonly parent: SObjectDef; readonly childField: string }[] {
  return [...schema.objects()].flatMap((child) =>
    summariesAbove(child, schema).flatMap(({ parent, childField, fields }) => {
      const amounts = fields.some(({ summary }) => summarised(summary, child)?.type === 'currency');
      return amounts && convertsCurrency(parent, child, schema) ? [{ child, parent, childField }] : [];
    }),
  );
}

function changedSummaries(
  summaries: ParentSummaries,
  child: SObjectDef,
  parentId: string,
  scope: Scope,
  parts: DmlParts,
): Values | undefined {
  const { parent } = summaries;
  const names = summaries.fields.map(({ field }) => quoteName(field.name)).join(', ');
  const currency = convertsCurrency(parent, child, parts.schema()) ? ', CurrencyIsoCode' : '';
  const row = parts.store.get(
    `SELECT ${names}, IsDeleted${currency} FROM ${quoteName(parent.name)} WHERE Id = ?`,
    parentId,
  );
  if (row === undefined || row['IsDeleted'] === 1) return undefined;
  const values: Values = {};
  for (const { field, summary } of summaries.fields) {
    const isoCode =
      field.type === 'currency' || summarised(summary, child)?.type === 'currency' ? row['CurrencyIsoCode'] : null;
    const value = calculate(summary, summaries.childField, child, parentId, scope, parts, isoCode ?? null);
    if (value !== fromSql(field, row[field.name])) values[field.name] = value;
  }
  return Object.keys(values).length === 0 ? undefined : values;
}

function summarised(summary: SummaryDef, child: SObjectDef): FieldDef | undefined {
  return child.fields.get((summary.summarizedField ?? '').toLowerCase());
}

/** Whether rows of both objects say which currency their amounts are in. */
function convertsCurrency(parent: SObjectDef, child: SObjectDef, schema: OrgSchema): boolean {
  return (
    parent.fields.has('currencyisocode') &&
    child.fields.has('currencyisocode') &&
    schema.object('CurrencyType') !== undefined
  );
}

function calculate(
  summary: SummaryDef,
  childField: string,
  child: SObjectDef,
  parentId: string,
  scope: Scope,
  parts: DmlParts,
  isoCode: SqlValue,
): FieldValue {
  const params: SqlValue[] = [];
  const expression = (name: string): string => {
    const field = child.fields.get(name.toLowerCase());
    if (field?.formula === undefined) return `c.${quoteName(field?.name ?? name)}`;
    const compiled = parts.formulas.formulaSql(child.name, field.name, 'c');
    params.push(...compiled.params(scope));
    return compiled.sql;
  };
  let amount = summary.operation === 'count' ? '' : expression(summary.summarizedField ?? 'Id');
  if (isoCode !== null && summary.operation !== 'count') {
    // Help, "Roll-Up Summary Field": amounts in other currencies are converted to that of the master record.
    const scale = summarised(summary, child)?.scale ?? 2;
    amount = `CASE WHEN c.CurrencyIsoCode IS ? THEN ${amount} ELSE round(${amount} / (SELECT ConversionRate FROM CurrencyType WHERE IsoCode = c.CurrencyIsoCode) * (SELECT ConversionRate FROM CurrencyType WHERE IsoCode = ?), ${scale}) END`;
    const own = params.splice(0);
    params.push(isoCode, ...own, ...own, isoCode);
  }
  const aggregate =
    summary.operation === 'count'
      ? 'count(*)'
      : `${summary.operation === 'sum' ? 'total' : summary.operation}(${amount})`;
  params.push(parentId);
  const conditions = [`c.${quoteName(childField)} = ?`, 'c.IsDeleted = 0'];
  for (const filter of summary.filters) {
    const column = expression(filter.field);
    conditions.push(
      condition(column, filter.operation, filter.value, child.fields.get(filter.field.toLowerCase()), params),
    );
  }
  const row = parts.store.get(
    `SELECT ${aggregate} AS value FROM ${quoteName(child.name)} c WHERE ${conditions.join(' AND ')}`,
    ...params,
  );
  const value = row?.['value'] ?? null;
  return typeof value === 'bigint' ? Number(value) : value instanceof Uint8Array ? null : value;
}

/** One roll-up filter as SQL; several values are separated by commas (Metadata API, FilterItem). */
function condition(
  column: string,
  operation: string,
  value: string,
  field: FieldDef | undefined,
  params: SqlValue[],
): string {
  const values = value.split(',').map((each) => filterValue(each.trim(), field));
  const any = (test: string, map: (each: SqlValue) => SqlValue = (each) => each): string => {
    params.push(...values.map(map));
    return `(${values.map(() => test).join(' OR ')})`;
  };
  switch (operation) {
    case 'equals':
      return any(`ifnull(${column}, '') = ? COLLATE NOCASE`);
    case 'notEqual':
      return `NOT ${any(`ifnull(${column}, '') = ? COLLATE NOCASE`)}`;
    case 'lessThan':
      return any(`${column} < ?`);
    case 'greaterThan':
      return any(`${column} > ?`);
    case 'lessOrEqual':
      return any(`${column} <= ?`);
    case 'greaterOrEqual':
      return any(`${column} >= ?`);
    case 'startsWith':
      return any(`${column} LIKE ? || '%'`);
    case 'contains':
      return any(`${column} LIKE '%' || ? || '%'`);
    case 'notContain':
      return `NOT ${any(`ifnull(${column}, '') LIKE '%' || ? || '%'`)}`;
    case 'includes':
      return any(`';' || ${column} || ';' LIKE '%;' || ? || ';%'`);
    case 'excludes':
      return `NOT ${any(`';' || ifnull(${column}, '') || ';' LIKE '%;' || ? || ';%'`)}`;
    default:
      throw new Unsupported(`roll-up filter operation ${operation}`);
  }
}

function filterValue(value: string, field: FieldDef | undefined): SqlValue {
  switch (field?.type) {
    case 'boolean':
      return /^(?:true|1)$/i.test(value) ? 1 : 0;
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      return Number(value);
    default:
      return value;
  }
}

/** Whether any roll-up depends on the child object. */
export function hasRollUps(child: SObjectDef, schema: OrgSchema): boolean {
  return summariesAbove(child, schema).length > 0;
}
