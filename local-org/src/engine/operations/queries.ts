/** REST resources `query`, `queryAll`, `search`. */
import { randomInt } from 'node:crypto';
import type { SelectedColumn } from '../../soql/index.ts';
import { describeQuery } from '../../soql/index.ts';
import { OrgError } from '../errors.ts';
import type { Json, JsonObject } from '../json-records.ts';
import { recordToJson } from '../json-records.ts';
import type { SObjectRecord } from '../records.ts';
import type { OperationContext } from './context.ts';

export interface QueryPage {
  readonly totalSize: number;
  readonly done: boolean;
  readonly nextRecordsUrl?: string;
  readonly records: readonly JsonObject[];
}

/** REST API Developer Guide, "Query Options Header": 2,000 rows a page by default, 200 to 2,000 on request. */
const DEFAULT_BATCH = 2000;
const SMALLEST_BATCH = 200;

/** `GET query?q=` and `queryAll?q=`. */
export function query(
  input: { readonly soql: string; readonly allRows: boolean; readonly batchSize?: number },
  context: OperationContext,
): QueryPage {
  const { engine, scope, caller } = context;
  const result = engine.queries.query(input.soql, {}, scope, { allRows: input.allRows });
  const schema = engine.schema();
  const records = result.records.map((record) => recordToJson(record, schema, caller.apiVersion));
  const size = Math.min(DEFAULT_BATCH, Math.max(SMALLEST_BATCH, input.batchSize ?? DEFAULT_BATCH));
  if (records.length <= size) return { totalSize: result.totalSize, done: true, records };
  const cursor = engine.cursors.keep({
    userId: context.user.userId,
    totalSize: result.totalSize,
    pageSize: size,
    rows: records,
  });
  return {
    totalSize: result.totalSize,
    done: false,
    nextRecordsUrl: cursorUrl(cursor, size, caller.apiVersion),
    records: records.slice(0, size),
  };
}

/** Entries of RecentlyViewed that `recent` gives when nobody says how many (REST API Developer Guide, "Recently Viewed Items"). */
const MOST_RECENT = 200;

/** `GET recent?limit=`: what the user looked at or referred to last, the latest first. */
export function recentItems(
  input: { readonly limit: number | null },
  context: OperationContext,
): readonly JsonObject[] {
  return recentlyViewed(null, input.limit ?? MOST_RECENT, context);
}

/** The user's entries of RecentlyViewed, of one object or of all, as records with their names. */
export function recentlyViewed(
  objectName: string | null,
  limit: number,
  { engine, scope, caller }: OperationContext,
): readonly JsonObject[] {
  const where = objectName === null ? '' : ` WHERE Type = '${objectName}'`;
  const soql = `SELECT Id, Name, Type, LastViewedDate, LastReferencedDate FROM RecentlyViewed${where}`;
  const schema = engine.schema();
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const lookedAt = ({ values }: SObjectRecord): string => {
    const [viewed, referenced] = [text(values['LastViewedDate']), text(values['LastReferencedDate'])];
    return viewed > referenced ? viewed : referenced;
  };
  return [...engine.queries.query(soql, {}, scope).records]
    .sort((one, other) => lookedAt(other).localeCompare(lookedAt(one)))
    .slice(0, limit)
    .map(({ values: { Id = null, Name = null, Type } }) =>
      recordToJson({ type: text(Type), values: { Id, Name } }, schema, caller.apiVersion),
    );
}

/** `GET query/01g…-2000`. */
export function queryMore(input: { readonly locator: string }, context: OperationContext): QueryPage {
  const found = /^([A-Za-z0-9]+)-(\d+)$/.exec(input.locator);
  const page = found ? context.engine.cursors.page(found[1] ?? '', Number(found[2]), context.user.userId) : null;
  if (!found || !page) throw new OrgError('INVALID_QUERY_LOCATOR', 'invalid query locator');
  const records = page.rows as readonly JsonObject[];
  const next = Number(found[2]) + records.length;
  if (next >= page.storedRows) return { totalSize: page.totalSize, done: true, records };
  return {
    totalSize: page.totalSize,
    done: false,
    nextRecordsUrl: cursorUrl(found[1] ?? '', next, context.caller.apiVersion),
    records,
  };
}

function cursorUrl(cursor: string, offset: number, version: string): string {
  return `/services/data/v${version}/query/${cursor}-${offset}`;
}

/** `GET search?q=FIND…`. */
export function search(
  input: { readonly sosl: string },
  context: OperationContext,
): { readonly searchRecords: readonly JsonObject[] } {
  const { engine, scope, caller } = context;
  const lists = engine.queries.search(input.sosl, {}, scope);
  return { searchRecords: lists.flat().map((record) => recordToJson(record, engine.schema(), caller.apiVersion)) };
}

/** A fresh 18-character-like cursor name: letters and digits only, as clients cut it at the dash. */
export function cursorName(): string {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return `01g${Array.from({ length: 15 }, () => digits.charAt(randomInt(digits.length))).join('')}`;
}

/**
 * `GET query?q=…&columns=true`: what the select list is made of. The sf CLI asks it for every table it prints.
 * Parents are columns with joinColumns, sub-selects the same with `aggregate` (shape recorded from the CLI's reader).
 */
export function queryColumns(input: { readonly soql: string }, context: OperationContext): Json {
  const schema = context.engine.schema();
  const description = describeQuery(input.soql, schema);
  const def = schema.object(description.objectName);
  return {
    columnMetadata: columnsOf(description.columns.map((selected) => [selected.path, selected] as const)),
    entityName: description.objectName,
    groupBy: description.aggregate && !description.countOnly,
    idSelected: description.columns.some((selected) => selected.path.length === 1 && selected.path[0] === 'Id'),
    keyPrefix: def?.keyPrefix ?? null,
  };
}

/** `columnMetadata` of fields known by name only, as of objects that are no part of the schema. */
export function columnsNamed(paths: readonly (readonly string[])[]): Json[] {
  return columnsOf(paths.map((path) => [path, null] as const));
}

/** Columns of one level; paths through one parent make one column, placed where the first of them stands. */
function columnsOf(selected: readonly (readonly [readonly string[], SelectedColumn | null])[]): Json[] {
  const parents = new Map<string, (readonly [readonly string[], SelectedColumn | null])[]>();
  for (const [path, entry] of selected) {
    const [parent, ...rest] = path;
    if (parent !== undefined && rest.length > 0) parents.set(parent, [...(parents.get(parent) ?? []), [rest, entry]]);
  }
  const placed = new Set<string>();
  return selected.flatMap(([path, entry]) => {
    const [name = ''] = path;
    if (path.length === 1) {
      const inner = (entry?.children?.columns ?? []).map((child) => [child.path, child] as const);
      return [column(name, entry, entry?.aggregate === true || entry?.children !== undefined, columnsOf(inner))];
    }
    if (placed.has(name)) return [];
    placed.add(name);
    return [column(name, null, false, columnsOf(parents.get(name) ?? []))];
  });
}

const NUMBERS: readonly string[] = ['int', 'double', 'currency', 'percent'];

function column(name: string, selected: SelectedColumn | null, aggregate: boolean, joinColumns: readonly Json[]): Json {
  const isNumber = selected !== null && NUMBERS.includes(selected.type);
  const isBoolean = selected?.type === 'boolean';
  return {
    aggregate,
    apexType: isNumber ? 'Double' : isBoolean ? 'Boolean' : 'String',
    booleanType: isBoolean,
    columnName: name,
    custom: selected?.field?.custom ?? false,
    displayName: name,
    foreignKeyName: null,
    insertable: selected?.field?.createable ?? false,
    joinColumns: [...joinColumns],
    numberType: isNumber,
    textType: !isNumber && !isBoolean,
    updatable: selected?.field?.updateable ?? false,
  };
}
