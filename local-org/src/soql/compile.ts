import type { Expression, OrderItem, RowCount, SelectItem, SoqlQuery, Value } from './ast.ts';
import { OrgError } from '../engine/errors.ts';
import type { Access, Binds, Scope, Security } from '../engine/ports.ts';
import type { FieldDef, OrgSchema, SObjectDef } from '../schema/types.ts';
import { bindValue } from './operands.ts';
import { conditionSql, type ConditionContext } from './conditions.ts';
import { aggregateSql, collated, corporateAmount, functionSql, hasAggregate, isAggregate } from './functions.ts';
import { checkGrouping, groupSql, GroupingSets } from './grouping.ts';
import { fieldCannotBe, noSuchChildRelationship, queryError } from './query-errors.ts';
import { expandFields, SelectList, type SelectedColumn } from './select-list.ts';
import { requiredParents } from './required-parents.ts';
import { recordTypeConditions, typedList } from './record-type-filters.ts';
import { rowsWanted } from './rows-wanted.ts';
import { scopeCondition } from './query-scopes.ts';
import { recentlyViewedTable } from './recent-records.ts';
import { checkSemiJoins } from './semi-join-rules.ts';
import type { Shape } from './shapes.ts';
import { queryableObject, Source, type FormulaSql } from './sources.ts';
import { userRecordAccessTable } from './user-record-access.ts';
import { columnOf, joinSql, raw, sql, type Param, type Sql } from './sql-text.ts';

export interface CompileInput {
  readonly query: SoqlQuery;
  readonly schema: OrgSchema;
  readonly schemaIn?: ((language: string) => OrgSchema) | undefined;
  readonly security: Security;
  readonly access: Access;
  /** Undefined when the statement is only described. */
  readonly scope: Scope | undefined;
  readonly binds: Binds;
  readonly formulaSql: FormulaSql | undefined;
  /** The id of a record type by object and developer name; absent: statements find theirs when they run. */
  readonly recordTypeId?: ((objectName: string, developerName: string) => string | undefined) | undefined;
  readonly apex: boolean;
  readonly allRows: boolean;
  /** Names of the objects of which a user has looked at records; absent: of none. */
  readonly recentObjects?: (userId: string) => readonly string[];
  /** Only names and types are checked; binds have no values. */
  readonly unbound?: boolean;
  /** A condition besides WHERE: the search term of SOSL. It must be the same for all that a kept statement serves. */
  readonly condition?: (source: Source) => Sql;
}

/** One SQLite statement and how its rows become records. */
export interface CompiledQuery {
  readonly object: SObjectDef;
  readonly statement: Sql;
  readonly shape: Shape;
  readonly columns: readonly SelectedColumn[];
  /** A bare SELECT COUNT(): the only column is the number of rows. */
  readonly countOnly: boolean;
  /** Whether the statement serves every call with binds of the same shape. */
  readonly reusable: boolean;
}

type Context = ConditionContext;

/** Compiles a whole SOQL statement to one SQL statement. Throws OrgError for unknown names and forbidden uses. */
export function compileQuery(input: CompileInput): CompiledQuery {
  const { query } = input;
  let aliases = 0;
  let reusable = true;
  const context: Context = {
    text: query.text,
    schema: input.schema,
    security: input.security,
    access: input.access,
    scope: input.scope,
    binds: input.binds,
    formulaSql: input.formulaSql,
    schemaIn: input.schemaIn,
    recordTypeId: input.recordTypeId,
    apex: input.apex,
    unbound: input.unbound === true,
    allRows: input.allRows || query.allRows,
    uncacheable: () => {
      reusable = false;
    },
    nextAlias: () => `t${++aliases}`,
    semiJoin: (value) => semiJoinSql(context, value),
  };
  const object = queryableObject(context, query.from, query.fromAt);
  const source = sourceOf(context, object, query, input.recentObjects);
  const compiled = compileSelect(context, source, query, input.condition ? [input.condition(source)] : [], true);
  return {
    object,
    statement: compiled.statement,
    shape: compiled.list.shape,
    columns: compiled.list.selected,
    countOnly: compiled.countOnly,
    reusable,
  };
}

function sourceOf(
  context: Context,
  object: SObjectDef,
  query: SoqlQuery,
  recentObjects?: (userId: string) => readonly string[],
): Source {
  return new Source(context, object, query.alias, computedTable(context, object, query, recentObjects));
}

function computedTable(
  context: Context,
  object: SObjectDef,
  query: SoqlQuery,
  recentObjects: ((userId: string) => readonly string[]) | undefined,
): Sql | undefined {
  if (object.name === 'UserRecordAccess') return userRecordAccessTable(context, query);
  if (object.name !== 'RecentlyViewed') return undefined;
  context.uncacheable();
  return recentlyViewedTable(context, object, recentObjects?.(context.access.user.userId) ?? []);
}

interface CompiledSelect {
  readonly statement: Sql;
  readonly list: SelectList;
  readonly countOnly: boolean;
}

function compileSelect(
  context: Context,
  source: Source,
  query: SoqlQuery,
  extraConditions: readonly Sql[],
  alone = false,
): CompiledSelect {
  const countOnly = isBareCount(query);
  const aggregate =
    countOnly ||
    query.groupBy.length > 0 ||
    query.select.some((item) => item.kind === 'expression' && hasAggregate(item.expression));
  checkSemiJoins(query);
  const sets = query.grouping ? new GroupingSets(context, source, query) : undefined;
  const grouped: Context = sets ? { ...context, grouping: sets } : context;
  const list = new SelectList(grouped, source, aggregate);
  for (const item of query.select) addItem(context, source, list, item, query, aggregate);
  if (aggregate) checkGrouping(context, source, query);
  // Child rows are found from their parents. Words may find thousands of rows, of which a page is wanted: who sees few rows is asked for those first.
  const searched = extraConditions.length > 0;
  const rows = !alone ? 'few' : searched ? 'page' : rowsWanted(source, query, aggregate);
  // An alias of something that is no parent is told, also when nothing uses it.
  for (const path of query.parents ?? []) source.resolve([...path, 'Id'], query.fromAt);
  const conditions = [...extraConditions, ...source.rowConditions(rows, typedList(context, source, query, rows))];
  if (query.where) {
    conditions.push(conditionSql(context, source, query.where));
    for (const parent of requiredParents(context, source, query.where)) source.require(parent);
    conditions.push(...recordTypeConditions(source, query.where));
  }
  const scope = scopeCondition(context, source, query);
  if (scope) conditions.push(scope);
  const groupBy = query.groupBy.map((expression) => {
    const value = groupSql(context, source, expression);
    return sets ? sets.valueOf(source, expression, value) : value;
  });
  if (query.having && !aggregate)
    throw queryError('MALFORMED_QUERY', context.text, query.fromAt, 'having requires group by');
  const having = query.having ? conditionSql({ ...grouped, having: true }, source, query.having) : undefined;
  const orderBy = query.orderBy.map((item) => orderSql(grouped, source, item, aggregate));
  if (sets) {
    if (orderBy.length === 0) orderBy.push(...sets.order(source, query, groupBy));
    groupBy.push(sets.set);
  }
  if (!aggregate)
    orderBy.push(
      (orderBy.length === 0 ? source.order : undefined) ?? columnOf(source.alias, naturalOrder(source.object)),
    );
  const columns = list.columns.map((column, index) => sql`${column} AS ${raw(`c${index}`)}`);
  const pieces = [
    sql`SELECT ${joinSql(columns, ', ')}`,
    sets ? sql`FROM ${source.from()} CROSS JOIN ${sets.table}` : sql`FROM ${source.from()}`,
    ...(conditions.length > 0
      ? [
          sql`WHERE ${joinSql(
            conditions.map((condition) => sql`(${condition})`),
            ' AND ',
          )}`,
        ]
      : []),
    ...(groupBy.length > 0 ? [sql`GROUP BY ${joinSql(groupBy, ', ')}`] : []),
    ...(having ? [sql`HAVING ${having}`] : []),
    ...(orderBy.length > 0 ? [sql`ORDER BY ${joinSql(orderBy, ', ')}`] : []),
  ];
  return { statement: limited(context, query, joinSql(pieces, ' '), countOnly), list, countOnly };
}

const MAX_OFFSET = 2000;

/** LIMIT 10 of a COUNT() limits the rows that are counted, not the one row that tells the number. */
function limited(context: Context, query: SoqlQuery, statement: Sql, countOnly: boolean): Sql {
  if (!query.limit && !query.offset) return statement;
  const limit = query.limit ? rowCount(context, query.limit, Infinity) : -1;
  const offset = query.offset ? rowCount(context, query.offset, MAX_OFFSET) : 0;
  if (countOnly) return limit === -1 ? statement : sql`SELECT min(c0, ${limit}) AS c0 FROM (${statement})`;
  return sql`${statement} LIMIT ${limit} OFFSET ${offset}`;
}

function isBareCount(query: SoqlQuery): boolean {
  const [only] = query.select;
  if (query.select.length !== 1 || only?.kind !== 'expression' || only.expression.kind !== 'function') return false;
  return only.expression.name === 'COUNT' && only.expression.args.length === 0;
}

/** Unordered results come in the order the records were made; custom metadata by developer name. */
function naturalOrder(object: SObjectDef): string {
  return object.kind === 'customMetadata' && object.fields.has('developername') ? 'DeveloperName' : 'Id';
}

function addItem(
  context: Context,
  source: Source,
  list: SelectList,
  item: SelectItem,
  query: SoqlQuery,
  aggregate: boolean,
): void {
  switch (item.kind) {
    case 'query':
      if (aggregate)
        throw queryError(
          'MALFORMED_QUERY',
          context.text,
          item.at,
          'subqueries are not allowed with aggregate functions',
        );
      addChildList(context, source, list, item.query, item.at);
      return;
    case 'fields':
      for (const field of expandFields(context, source, item, query)) list.addField(field);
      return;
    case 'typeof':
      if (aggregate)
        throw queryError('MALFORMED_QUERY', context.text, item.at, 'TYPEOF is not allowed with aggregates');
      list.addTypeof(item);
      return;
    case 'expression':
      if (aggregate) list.addAggregate(item);
      else if (item.expression.kind === 'function') list.addFunction(item.expression, item.alias, item.at);
      else if (item.alias !== undefined) {
        throw queryError('MALFORMED_QUERY', context.text, item.at, 'only aggregate expressions use field aliasing');
      } else list.addField(item.expression);
  }
}

/** A child list is a correlated subquery that yields JSON, so the whole statement stays one statement. */
function addChildList(context: Context, parent: Source, list: SelectList, query: SoqlQuery, at: number): void {
  const relationship = query.from.split('.').at(-1) ?? query.from;
  const child = parent.object.childRelationships.find(
    (candidate) => candidate.relationshipName?.toLowerCase() === relationship.toLowerCase(),
  );
  const childObject = child && context.schema.object(child.childObject);
  if (child?.relationshipName === undefined || !childObject)
    throw noSuchChildRelationship(context.text, query.fromAt, relationship);
  const object = queryableObject(context, childObject.name, query.fromAt);
  const source = sourceOf(context, object, query);
  const link = sql`${columnOf(source.alias, child.field)} = ${parent.idOf(parent.row)}`;
  const { statement, list: childColumns } = compileSelect(context, source, query, [link]);
  // LIMIT keeps SQLite from dropping the inner order when it flattens the subquery.
  const ordered = query.limit || query.offset ? statement : sql`${statement} LIMIT -1`;
  const row = childColumns.columns.map((_, index) => raw(`k.c${index}`));
  const json = sql`(SELECT json_group_array(json_array(${joinSql(row, ', ')})) FROM (${ordered}) k)`;
  const columns = { objectName: object.name, columns: childColumns.selected };
  list.addChildren(child.relationshipName, json, childColumns.shape, columns, at);
}

function semiJoinSql(context: Context, value: Extract<Value, { kind: 'query' }>): Sql {
  const { query } = value;
  const object = queryableObject(context, query.from, query.fromAt);
  const source = sourceOf(context, object, query);
  const [item] = query.select;
  if (query.select.length !== 1 || item?.kind !== 'expression' || item.expression.kind !== 'field') {
    throw queryError(
      'MALFORMED_QUERY',
      context.text,
      value.at,
      'A semi join sub-select must select exactly one id field',
    );
  }
  const { field, sql: column } = source.resolve(item.expression.path, item.expression.at);
  if (field.type !== 'id' && field.type !== 'reference') {
    const message = `The selected field '${field.name}' in the subquery must be an Id or a reference`;
    throw queryError('MALFORMED_QUERY', context.text, item.at, message);
  }
  const rows = rowsWanted(source, query, true);
  const conditions = [sql`${column} IS NOT NULL`, ...source.rowConditions(rows)];
  if (query.where) conditions.push(sql`(${conditionSql(context, source, query.where)})`);
  const scope = scopeCondition(context, source, query);
  if (scope) conditions.push(scope);
  return sql`SELECT ${column} FROM ${source.from()} WHERE ${joinSql(conditions, ' AND ')}`;
}

function orderSql(context: Context, source: Source, item: OrderItem, aggregate: boolean): Sql {
  const { value, field } = orderValue(context, source, item.expression, aggregate);
  const direction = raw(`${item.descending ? ' DESC' : ' ASC'} NULLS ${item.nullsLast ? 'LAST' : 'FIRST'}`);
  const ranked = field?.type === 'picklist' ? picklistRank(value, field) : undefined;
  return sql`${ranked ?? value}${direction}`;
}

function orderValue(
  context: Context,
  source: Source,
  expression: Expression,
  aggregate: boolean,
): { readonly value: Sql; readonly field?: FieldDef } {
  if (expression.kind === 'function') {
    if (expression.name === 'CONVERTCURRENCY')
      throw queryError('MALFORMED_QUERY', context.text, expression.at, 'convertCurrency is not allowed in ORDER BY');
    if (!isAggregate(expression.name)) {
      const { sql: value } = functionSql(context, source, expression);
      return { value: context.grouping?.valueOf(source, expression, value) ?? value };
    }
    if (!aggregate)
      throw queryError('MALFORMED_QUERY', context.text, expression.at, 'ORDER BY aggregate requires GROUP BY');
    return { value: aggregateSql(context, source, expression).sql };
  }
  const resolved = source.resolve(expression.path, expression.at);
  const { field } = resolved;
  // "Ordering is always based on the converted currency value."
  const value = aggregate
    ? (context.grouping?.valueOf(source, expression, resolved.sql) ?? resolved.sql)
    : corporateAmount(context, resolved);
  const unsortable = [
    'longtextarea',
    'richtextarea',
    'encryptedstring',
    'base64',
    'multipicklist',
    'address',
    'location',
    'anyType',
    'junctionidlist',
  ];
  if (unsortable.includes(field.type)) throw fieldCannotBe(context.text, expression.at, field.name, 'sorted');
  return { value: collated(value, field), field };
}

/** Picklists sort in the order of their values in setup, not by the alphabet; unknown values last. */
function picklistRank(value: Sql, field: FieldDef): Sql | undefined {
  const entries = field.picklist ?? [];
  if (entries.length === 0 || entries.length > 300) return undefined;
  const branches = entries.map((entry, index) => sql`WHEN ${entry.value} THEN ${raw(String(index))}`);
  return sql`CASE ${value} ${joinSql(branches, ' ')} ELSE ${value} END`;
}

function rowCount(context: Context, count: RowCount, most: number): Param {
  if (count.kind === 'number') return checkedCount(count.value, most);
  if (context.unbound) return 0;
  const later = (binds: Binds): number => checkedCount(bindValue({ ...context, binds }, count.name, 0), most);
  later(context.binds);
  return (environment) => later(environment.binds);
}

function checkedCount(value: unknown, most: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw new OrgError('MALFORMED_QUERY', `Invalid value for LIMIT or OFFSET: ${String(value)}`);
  }
  if (value > most) throw new OrgError('NUMBER_OUTSIDE_VALID_RANGE', `Maximum SOQL offset allowed is ${most}`);
  return value;
}
