/** System.Database: dynamic SOQL, DML with partial success and access levels, savepoints, query locators. */
import { OrgError, Unsupported } from '../../engine/errors.ts';
import type { SaveResult } from '../../engine/records.ts';
import type { AccessMode, Runtime } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import { ownRuntime } from './own-runtime.ts';
import { duplicateIdsOf, queryList, runDml, runMerge, runQuery, type DmlOperation } from '../runtime/statements.ts';
import { Types, platformType } from '../runtime/type-ref.ts';
import {
  ApexList,
  ApexSObject,
  BoxedId,
  PlatformObject,
  type ApexMap,
  type SObjectFieldToken,
} from '../runtime/values/index.ts';
import { notNull } from './arguments.ts';
import { ApexIterator } from './collections.ts';
import { duplicateHeader, errorList } from './dml-results.ts';
import { PropertyObject, propertyFunctions, textList } from './property-object.ts';

/** System.AccessLevel: a mode that a statement asks for. */
export class AccessLevelValue extends PlatformObject {
  override readonly apexType = platformType('System.AccessLevel');
  readonly mode: 'USER_MODE' | 'SYSTEM_MODE';

  constructor(mode: 'USER_MODE' | 'SYSTEM_MODE') {
    super();
    this.mode = mode;
  }
}
const USER_MODE = new AccessLevelValue('USER_MODE');
const SYSTEM_MODE = new AccessLevelValue('SYSTEM_MODE');
/** What a statement is told by an access level. */
export const modeOf = (level: AccessLevelValue | null | undefined): AccessMode => level?.mode ?? null;

/** The binds of a dynamic query: the variables in reach of the calling code, by name. */
export function dynamicBinds(rt: Runtime, soql: string): Record<string, unknown> {
  const outside = soql.replaceAll(/'(?:[^'\\]|\\.)*'/g, "''");
  const names = new Set(Array.from(outside.matchAll(/:\s*([A-Za-z_][\w.]*)/g), ([, name = '']) => name));
  return Object.fromEntries(Array.from(names, (name) => [name, ownRuntime(rt).dynamicBind(name)]));
}

/** The binds of a `…WithBinds` method. */
export function givenBinds(binds: ApexMap): Record<string, unknown> {
  return Object.fromEntries(
    notNull(binds)
      .entries()
      .map(([name, value]) => [String(name), value]),
  );
}

/** The rows of dynamic SOQL in the mode asked for. */
export const queryRows = (
  rt: Runtime,
  soql: string,
  binds: Record<string, unknown>,
  level?: AccessLevelValue | null,
): ApexList => queryList(ownRuntime(rt), soql, binds, modeOf(level));

const count = (rt: Runtime, soql: string, binds: Record<string, unknown>, level?: AccessLevelValue | null): number =>
  runQuery(ownRuntime(rt), soql, binds, modeOf(level)).totalSize;

/** What the overloads of a DML method say beside the records. */
interface DmlArguments {
  allOrNone: boolean;
  mode: AccessMode;
  externalIdField: string | null;
  duplicates?: { readonly allowSave: boolean; readonly asCurrentUser: boolean };
}

/** Reads the arguments by their declared types, the last one being the list of these. */
function readArguments(rest: readonly unknown[], types: readonly string[]): DmlArguments {
  const found: DmlArguments = { allOrNone: true, mode: null, externalIdField: null };
  rest.forEach((value, at) => {
    switch (types[at + 1]) {
      case 'Boolean':
        found.allOrNone = value !== false;
        break;
      case 'AccessLevel':
        found.mode = modeOf(value as AccessLevelValue | null);
        break;
      case 'Database.DMLOptions':
        found.allOrNone = (value as PropertyObject | null)?.get('OptAllOrNone') !== false;
        found.duplicates = duplicateHeader(value);
        break;
      case 'Schema.SObjectField':
        found.externalIdField = (value as SObjectFieldToken | null)?.field ?? null;
        break;
      default:
    }
  });
  return found;
}

/** Records, or records made of ids for delete and undelete. */
function targets(rt: Runtime, value: unknown): { readonly records: ApexSObject[]; readonly single: boolean } {
  const one = (item: unknown): ApexSObject => {
    if (item instanceof ApexSObject) return item;
    const id = item instanceof BoxedId ? item.value : item;
    if (typeof id !== 'string') throw new ApexException('System.NullPointerException', 'Argument cannot be null.');
    const def = rt.schema().objectByPrefix(id.slice(0, 3));
    if (!def) throw new ApexException('System.DmlException', `Invalid id at index 0: ${id}`);
    const record = new ApexSObject(def.name);
    record.id = id;
    return record;
  };
  const target: unknown = notNull(value);
  return target instanceof ApexList
    ? { records: target.items.map(one), single: false }
    : { records: [one(target)], single: true };
}

const RESULT_TYPES: Readonly<Record<DmlOperation, string>> = {
  insert: 'Database.SaveResult',
  update: 'Database.SaveResult',
  upsert: 'Database.UpsertResult',
  delete: 'Database.DeleteResult',
  undelete: 'Database.UndeleteResult',
  emptyRecycleBin: 'Database.EmptyRecycleBinResult',
};

/** A result of a DML method; also what EventBus.publish gives. */
export function resultObject(typeName: string, result: SaveResult): PropertyObject {
  return new PropertyObject(typeName, {
    id: result.id,
    success: result.success,
    ...(result.created === undefined ? {} : { created: result.created }),
    errors: errorList(result),
  });
}

const dml =
  (operation: DmlOperation) =>
  (rt: Runtime, target: unknown, ...rest: readonly unknown[]): unknown => {
    const types = rest.at(-1) as readonly string[];
    const args = readArguments(rest.slice(0, -1), types);
    const { records, single } = targets(rt, target);
    const results = runDml(ownRuntime(rt), { operation, records, ...args }).map((result) =>
      resultObject(RESULT_TYPES[operation], result),
    );
    return single ? (results[0] ?? null) : ApexList.of(platformType(RESULT_TYPES[operation]), results);
  };

/** Database.emptyRecycleBin: what fails stands in the results; nothing is thrown. */
function emptyRecycleBin(rt: Runtime, target: unknown): unknown {
  const { records, single } = targets(rt, target);
  const request = { operation: 'emptyRecycleBin', records, allOrNone: false, mode: null } as const;
  const results = runDml(ownRuntime(rt), request).map((result) => resultObject(RESULT_TYPES.emptyRecycleBin, result));
  return single ? (results[0] ?? null) : ApexList.of(platformType(RESULT_TYPES.emptyRecycleBin), results);
}

/** Database.merge: one result, or a list with one for a list of duplicates. */
function merge(rt: Runtime, main: unknown, duplicates: unknown, ...rest: readonly unknown[]): unknown {
  const types = rest.at(-1) as readonly string[];
  // The reader takes the place after the first argument as the second; here it is the third.
  const { allOrNone, mode } = readArguments(rest.slice(0, -1), types.slice(1));
  const record: unknown = notNull(main);
  if (!(record instanceof ApexSObject))
    throw new ApexException('System.TypeException', 'Invalid main record for merge');
  const duplicateIds = duplicateIdsOf(notNull(duplicates));
  const result = runMerge(ownRuntime(rt), { main: record, duplicateIds, allOrNone, mode });
  const object = new PropertyObject('Database.MergeResult', {
    id: result.id,
    success: result.success,
    errors: errorList(result),
    mergedrecordids: textList(result.mergedRecordIds),
    updatedrelatedids: textList(result.updatedRelatedIds),
  });
  return duplicates instanceof ApexList ? ApexList.of(object.apexType, [object]) : object;
}

/** A savepoint that ended with an earlier one, or was released, can no longer be used (Apex Developer Guide, "Transaction Control"). */
function atSavepoint(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof OrgError) || error.code !== 'INVALID_SAVEPOINT') throw error;
    throw new ApexException('System.TypeException', error.message, { cause: error });
  }
}

/** A point of the transaction to go back to. */
class SavepointValue extends PlatformObject {
  override readonly apexType = platformType('System.Savepoint');
  readonly name: string;
  constructor(name: string) {
    super();
    this.name = name;
  }
}

/** The rows of a batch, or of a loop over a locator. */
export class QueryLocatorValue extends PlatformObject {
  override readonly apexType = platformType('Database.QueryLocator');
  readonly soql: string;
  readonly rows: () => ApexList;

  constructor(soql: string, rows: () => ApexList) {
    super();
    this.soql = soql;
    this.rows = rows;
  }
}

const locator = (
  rt: Runtime,
  soql: string,
  binds: Record<string, unknown>,
  level?: AccessLevelValue | null,
): QueryLocatorValue => new QueryLocatorValue(soql, () => queryRows(rt, soql, binds, level));

const noLongerThan = (name: string) => (): never => {
  throw new Unsupported(`Apex ${name}`);
};

export const databaseFunctions = {
  ...propertyFunctions([
    'Database.SaveResult',
    'Database.UpsertResult',
    'Database.DeleteResult',
    'Database.UndeleteResult',
    'Database.MergeResult',
    'Database.EmptyRecycleBinResult',
    'Database.Error',
    'Database.DuplicateError',
    'Datacloud.DuplicateResult',
    'Datacloud.MatchResult',
    'Datacloud.MatchRecord',
    'Database.DMLOptions',
    'Database.DMLOptions.AssignmentRuleHeader',
    'Database.DMLOptions.DuplicateRuleHeader',
    'Database.DMLOptions.EmailHeader',
  ]),
  'get System.AccessLevel.USER_MODE': () => USER_MODE,
  'get System.AccessLevel.SYSTEM_MODE': () => SYSTEM_MODE,
  'System.AccessLevel.withPermissionSetId(String)': noLongerThan('System.AccessLevel.withPermissionSetId(String)'),
  'System.Database.insert': dml('insert'),
  'System.Database.update': dml('update'),
  'System.Database.upsert': dml('upsert'),
  'System.Database.delete': dml('delete'),
  'System.Database.undelete': dml('undelete'),
  'System.Database.merge': merge,
  'System.Database.emptyRecycleBin': emptyRecycleBin,
  'System.Database.query(String)': (rt: Runtime, soql: string) => queryRows(rt, notNull(soql), dynamicBinds(rt, soql)),
  'System.Database.query(String,AccessLevel)': (rt: Runtime, soql: string, level: AccessLevelValue) =>
    queryRows(rt, notNull(soql), dynamicBinds(rt, soql), level),
  'System.Database.queryWithBinds(String,Map<String,Object>,AccessLevel)': (
    rt: Runtime,
    soql: string,
    binds: ApexMap,
    level: AccessLevelValue,
  ) => queryRows(rt, notNull(soql), givenBinds(binds), level),
  'System.Database.countQuery(String)': (rt: Runtime, soql: string) => count(rt, notNull(soql), dynamicBinds(rt, soql)),
  'System.Database.countQuery(String,AccessLevel)': (rt: Runtime, soql: string, level: AccessLevelValue) =>
    count(rt, notNull(soql), dynamicBinds(rt, soql), level),
  'System.Database.countQueryWithBinds(String,Map<String,Object>,AccessLevel)': (
    rt: Runtime,
    soql: string,
    binds: ApexMap,
    level: AccessLevelValue,
  ) => count(rt, notNull(soql), givenBinds(binds), level),
  'System.Database.getQueryLocator(String)': (rt: Runtime, soql: string) =>
    locator(rt, notNull(soql), dynamicBinds(rt, soql)),
  'System.Database.getQueryLocator(String,AccessLevel)': (rt: Runtime, soql: string, level: AccessLevelValue) =>
    locator(rt, notNull(soql), dynamicBinds(rt, soql), level),
  'System.Database.getQueryLocatorWithBinds(String,Map<String,Object>,AccessLevel)': (
    rt: Runtime,
    soql: string,
    binds: ApexMap,
    level: AccessLevelValue,
  ) => locator(rt, notNull(soql), givenBinds(binds), level),
  'System.Database.getQueryLocator(List<SObject>)': (_rt: Runtime, rows: ApexList) =>
    new QueryLocatorValue('', () => notNull(rows)),
  'System.Database.getQueryLocator(List<SObject>,AccessLevel)': (_rt: Runtime, rows: ApexList) =>
    new QueryLocatorValue('', () => notNull(rows)),
  'Database.QueryLocator.getQuery()': (_rt: Runtime, self: QueryLocatorValue) => self.soql,
  'Database.QueryLocator.iterator()': (_rt: Runtime, self: QueryLocatorValue) =>
    new ApexIterator(Types.SObject, self.rows().items),
  'Database.QueryLocatorIterator.hasNext()': (_rt: Runtime, self: ApexIterator) => self.hasNext(),
  'Database.QueryLocatorIterator.next()': (_rt: Runtime, self: ApexIterator) => self.next(),
  'System.Database.setSavepoint()': (rt: Runtime) => {
    rt.limits.use('dmlStatements');
    rt.transaction.begin();
    return new SavepointValue(rt.transaction.savepoint());
  },
  'System.Database.rollback(Savepoint)': (rt: Runtime, savepoint: SavepointValue) => {
    rt.limits.use('dmlStatements');
    atSavepoint(() => rt.transaction.rollbackTo(notNull(savepoint).name));
  },
  'System.Database.releaseSavepoint(Savepoint)': (rt: Runtime, savepoint: SavepointValue) =>
    atSavepoint(() => rt.transaction.releaseSavepoint(notNull(savepoint).name)),
};
