/** SOQL, SOSL and DML as Apex issues them: limits, access, values in and out, exceptions. The library's Database class uses the same functions. */
import { OrgError, Unsupported } from '../../engine/errors.ts';
import type { Binds, QueryResult, UserContext } from '../../engine/ports.ts';
import type { FieldValue, MergeResult, SaveResult, SObjectRecord } from '../../engine/records.ts';
import { duplicateHeader } from '../library/dml-results.ts';
import { dmlException, type DmlFailure } from '../library/exceptions.ts';
import type { AccessMode } from './context.ts';
import { ApexException, UncatchableException } from './exception.ts';
import { searchInTest } from './search-in-tests.ts';
import type { ApexRuntime } from './runtime.ts';
import { listOf, Types, type TypeRef } from './type-ref.ts';
import { ApexList, ApexMap, ApexSet, ApexSObject, BoxedId, toFieldValue } from './values/index.ts';

export type DmlOperation = 'insert' | 'update' | 'upsert' | 'delete' | 'undelete' | 'emptyRecycleBin';

export interface DmlRequest {
  readonly operation: DmlOperation;
  readonly records: readonly ApexSObject[];
  readonly allOrNone: boolean;
  readonly mode: AccessMode;
  /** Canonical name; Id when null. */
  readonly externalIdField?: string | null;
  /** Database.DMLOptions.DuplicateRuleHeader. */
  readonly duplicates?: { readonly allowSave: boolean; readonly asCurrentUser: boolean };
}

/** A bind of a query: one value or a list; records stand for their ids. */
export function bindValue(value: unknown): FieldValue | readonly FieldValue[] {
  if (value instanceof ApexList) return value.items.map(scalar);
  if (value instanceof ApexSet) return value.elements().map(scalar);
  if (value instanceof ApexMap) return value.keys().map(scalar);
  return scalar(value);
}
const scalar = (value: unknown): FieldValue => (value instanceof ApexSObject ? value.id : toFieldValue(value));

/** What FOR UPDATE says when another transaction keeps the rows for too long. */
const LOCKED =
  'Record Currently Unavailable: The record you are attempting to edit, or one of its related records, is currently being modified by another user. Please try again.';

function asQueryException(error: unknown): unknown {
  if (error instanceof OrgError && error.code === 'UNABLE_TO_LOCK_ROW') {
    return new ApexException('System.QueryException', LOCKED, { cause: error });
  }
  if (error instanceof OrgError && !(error instanceof Unsupported)) {
    return new ApexException('System.QueryException', error.message, { cause: error });
  }
  return error;
}

/** Runs SOQL and counts it. */
export function runQuery(
  rt: ApexRuntime,
  soql: string,
  binds: Readonly<Record<string, unknown>>,
  mode: AccessMode,
  allRows = false,
): QueryResult {
  rt.limits.use('queries');
  const values: Binds = Object.fromEntries(Object.entries(binds).map(([name, value]) => [name, bindValue(value)]));
  try {
    if (rt.logs) rt.logged('SOQL_EXECUTE_BEGIN', `Aggregations:${String(aggregations(soql))}`, oneLine(soql));
    const result = rt.uncounted(() =>
      rt.parts.queries.query(soql, values, rt.scope(mode ?? modeInText(soql)), { allRows, apex: true }),
    );
    if (rt.logs) rt.logged('SOQL_EXECUTE_END', `Rows:${String(result.totalSize)}`);
    rt.limits.use('queryRows', rowsOf(result.records));
    return result;
  } catch (error) {
    throw asQueryException(error);
  }
}

/**
 * Rows that count towards the limit: those of child queries too. Source: Apex Developer Guide, "Execution Governors and Limits" (row counts
 * from relationship queries contribute to the row counts of the overall code execution).
 */
function rowsOf(records: readonly SObjectRecord[]): number {
  let rows = records.length;
  for (const { values } of records)
    for (const value of Object.values(values)) if (Array.isArray(value)) rows += rowsOf(value);
  return rows;
}

/** The mode a dynamic query names itself: what its class shares counts then as for `WITH SYSTEM_MODE` in code. */
function modeInText(soql: string): AccessMode {
  const word = /\bWITH\s+(USER|SYSTEM)_MODE\b/i.exec(soql.replaceAll(/'(?:[^'\\]|\\.)*'/g, "''"))?.[1]?.toUpperCase();
  return word === 'USER' ? 'USER_MODE' : word === 'SYSTEM' ? 'SYSTEM_MODE' : null;
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** How many child queries a query has. */
const aggregations = (soql: string): number => soql.match(/\(\s*SELECT\b/gi)?.length ?? 0;

/** The rows as a list of the element type. */
export function queryList(
  rt: ApexRuntime,
  soql: string,
  binds: Readonly<Record<string, unknown>>,
  mode: AccessMode,
  element: TypeRef = Types.SObject,
  allRows = false,
): ApexList {
  const { records } = runQuery(rt, soql, binds, mode, allRows);
  return new ApexList(
    listOf(element),
    records.map((record) => ApexSObject.fromRecord(rt, record)),
  );
}

const titled = (operation: string): string => operation.charAt(0).toUpperCase() + operation.slice(1);

/** Runs SOSL: a list of lists. */
export function runSearch(
  rt: ApexRuntime,
  sosl: string,
  binds: Readonly<Record<string, unknown>>,
  mode: AccessMode,
): ApexList {
  rt.limits.use('soslQueries');
  const values: Binds = Object.fromEntries(Object.entries(binds).map(([name, value]) => [name, bindValue(value)]));
  try {
    if (rt.logs) rt.logged('SOSL_EXECUTE_BEGIN', oneLine(sosl));
    const found =
      rt.test === null
        ? rt.parts.queries.search(sosl, values, rt.scope(mode), { apex: true })
        : searchInTest(rt, sosl, values, mode);
    if (rt.logs) rt.logged('SOSL_EXECUTE_END', `Rows:${String(found.flat().length)}`);
    return ApexList.of(
      listOf(Types.SObject),
      found.map((rows) =>
        ApexList.of(
          Types.SObject,
          rows.map((row) => ApexSObject.fromRecord(rt, row)),
        ),
      ),
    );
  } catch (error) {
    throw asQueryException(error);
  }
}

/**
 * Runs DML on records of one or more objects in the order given. Ids are put on inserted records. Throws System.DmlException when
 * `allOrNone` and a row fails; otherwise gives one result per record.
 */
export function runDml(rt: ApexRuntime, request: DmlRequest): readonly SaveResult[] {
  const { records, operation } = request;
  if (records.length === 0) return [];
  if (rt.readOnly) throw new UncatchableException('System.LimitException', 'Too many DML statements: 1');
  rt.limits.use('dmlStatements');
  rt.limits.use('dmlRows', records.length);
  records.forEach((record, index) => checkRow(operation, record, index));
  const groups = groupByType(records);
  const scope = rt.scope(request.mode);
  if (scope.access.crud && request.allOrNone) refuseWithoutRights(rt, operation, groups, scope.access.user);
  const savepoint = groups.length > 1 && request.allOrNone ? begin(rt) : undefined;
  const results: SaveResult[] = [];
  for (const group of groups) {
    if (rt.logs)
      rt.logged('DML_BEGIN', `Op:${titled(operation)}`, `Type:${group[0]?.type ?? ''}`, `Rows:${String(group.length)}`);
    const done = rt.uncounted(() => inEngine(rt, request, group));
    if (rt.logs) rt.logged('DML_END');
    results.push(...done);
    if (request.allOrNone && done.some((one) => !one.success)) break;
  }
  const failures = failuresOf(records, results);
  if (failures.length > 0 && request.allOrNone) {
    if (savepoint !== undefined) scope.transaction.rollbackTo(savepoint);
    throw dmlException(operation, failures);
  }
  if (savepoint !== undefined) scope.transaction.releaseSavepoint(savepoint);
  results.forEach((result, index) => {
    const record = records[index];
    if (result.success && result.id !== null && record !== undefined && record.id === null) record.id = result.id;
  });
  return results;
}

/**
 * Runs one merge and counts it as a statement over all its records. Throws System.DmlException when `allOrNone` and it fails. Source:
 * Apex Developer Guide, "Merging Records".
 */
export function runMerge(
  rt: ApexRuntime,
  request: {
    readonly main: ApexSObject;
    readonly duplicateIds: readonly string[];
    readonly allOrNone: boolean;
    readonly mode: AccessMode;
  },
): MergeResult {
  const { main, duplicateIds, allOrNone, mode } = request;
  if (rt.readOnly) throw new UncatchableException('System.LimitException', 'Too many DML statements: 1');
  rt.limits.use('dmlStatements');
  rt.limits.use('dmlRows', duplicateIds.length + 1);
  const fail = (errors: MergeResult['errors']): never => {
    throw dmlException(
      'merge',
      errors.map((error) => ({ index: 0, id: main.id, objectName: main.type, error })),
    );
  };
  let result: MergeResult;
  try {
    result = rt.uncounted(() => rt.parts.dml.merge(main.toRecord(), duplicateIds, { allOrNone }, rt.scope(mode)));
  } catch (error) {
    if (!(error instanceof OrgError) || error instanceof Unsupported) throw error;
    return fail([{ statusCode: error.code, message: error.message, fields: error.fields }]);
  }
  if (!result.success && allOrNone) fail(result.errors);
  return result;
}

/** Ids of what a merge names as duplicates: a record, an id, or a list of either. */
export function duplicateIdsOf(value: unknown): readonly string[] {
  const items = value instanceof ApexList ? value.items : [value];
  return items.map((item) => {
    const id = item instanceof ApexSObject ? item.id : item instanceof BoxedId ? item.value : item;
    if (typeof id !== 'string') throw new ApexException('System.NullPointerException', 'Argument cannot be null.');
    return id;
  });
}

/** The right that each operation needs; upsert and the recycle bin tell of theirs row by row. */
const NEEDED = {
  insert: 'create',
  update: 'edit',
  delete: 'delete',
  undelete: 'create',
  upsert: null,
  emptyRecycleBin: null,
} as const;

/**
 * DML in user mode on an object that the user may not so use ends in a SecurityException before any row is looked at; seen in real orgs:
 * "DML operation INSERT not allowed on Case", and of an object without any access "Access to entity 'Account' denied"
 * (trailheadapps/apex-recipes, AccountServiceLayer_Tests).
 */
function refuseWithoutRights(
  rt: ApexRuntime,
  operation: DmlOperation,
  groups: readonly (readonly ApexSObject[])[],
  user: UserContext,
): void {
  const needed = NEEDED[operation];
  if (needed === null) return;
  for (const [first] of groups) {
    const rights = first && rt.parts.security.objectAccess(user, first.type);
    if (rights === undefined || rights[needed]) continue;
    throw new ApexException(
      'System.SecurityException',
      rights.read
        ? `DML operation ${operation.toUpperCase()} not allowed on ${first?.type ?? ''}`
        : `Access to entity '${first?.type ?? ''}' denied`,
    );
  }
}

function begin(rt: ApexRuntime): string {
  rt.transaction.begin();
  return rt.transaction.savepoint();
}

function checkRow(operation: DmlOperation, record: ApexSObject | null, index: number): void {
  if (record === null) throw new ApexException('System.NullPointerException', 'Attempt to de-reference a null object');
  const fail = (statusCode: string, message: string, fields: readonly string[] = []): never => {
    throw dmlException(operation, [
      { index, id: record.id, objectName: record.type, error: { statusCode, message, fields } },
    ]);
  };
  if (operation === 'insert' && record.id !== null)
    fail('INVALID_FIELD_FOR_INSERT_UPDATE', 'cannot specify Id in an insert call', ['Id']);
  // No field is named: jamessimone/apex-rollup, RollupSObjectUpdaterTests.
  if ((operation === 'update' || operation === 'delete' || operation === 'undelete') && record.id === null) {
    fail('MISSING_ARGUMENT', `Id not specified in an ${operation} call`);
  }
}

function groupByType(records: readonly ApexSObject[]): ApexSObject[][] {
  const groups: ApexSObject[][] = [];
  for (const record of records) {
    const last = groups.at(-1);
    if (last !== undefined && last[0]?.type === record.type) last.push(record);
    else groups.push([record]);
  }
  return groups;
}

function inEngine(rt: ApexRuntime, request: DmlRequest, group: readonly ApexSObject[]): readonly SaveResult[] {
  const { dml } = rt.parts;
  const scope = rt.scope(request.mode);
  const { allowSave, asCurrentUser } = request.duplicates ?? duplicateHeader(group[0]?.options);
  const options = { allOrNone: request.allOrNone, allowDuplicates: allowSave, duplicatesAsUser: asCurrentUser };
  const rows = (): SObjectRecord[] => group.map((record) => record.toRecord());
  try {
    switch (request.operation) {
      case 'insert':
        return dml.insert(rows(), options, scope);
      case 'update':
        return dml.update(rows(), options, scope);
      case 'upsert':
        return dml.upsert(rows(), request.externalIdField ?? 'Id', options, scope);
      case 'delete':
        return dml.delete(
          group.map((record) => record.id ?? ''),
          options,
          scope,
        );
      case 'undelete':
        return dml.undelete(
          group.map((record) => record.id ?? ''),
          options,
          scope,
        );
      case 'emptyRecycleBin':
        return dml.emptyRecycleBin(
          group.map((record) => record.id ?? ''),
          options,
          scope,
        );
    }
  } catch (error) {
    if (!(error instanceof OrgError) || error instanceof Unsupported) throw error;
    const first = group[0];
    throw dmlException(request.operation, [
      {
        index: 0,
        id: first?.id ?? null,
        objectName: first?.type ?? '',
        error: { statusCode: error.code, message: error.message, fields: error.fields },
      },
    ]);
  }
}

function failuresOf(records: readonly ApexSObject[], results: readonly SaveResult[]): DmlFailure[] {
  const failures: DmlFailure[] = [];
  results.forEach((result, index) => {
    const record = records[index];
    if (result.success || record === undefined) return;
    for (const error of result.errors) failures.push({ index, id: record.id, error, objectName: record.type });
  });
  return failures;
}

/** The records a DML statement is about. */
export function recordsOf(value: unknown): ApexSObject[] {
  if (value instanceof ApexSObject) return [value];
  if (value instanceof ApexList) return value.items as ApexSObject[];
  throw new ApexException('System.NullPointerException', 'Attempt to de-reference a null object');
}
