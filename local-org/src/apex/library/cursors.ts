/**
 * Apex cursors: the rows of a query, fetched in pieces from any place. Source: Apex Reference, "Cursor Class", "PaginationCursor Class";
 * limits: Apex Developer Guide, "Apex Cursors" (10 fetch calls a transaction, 2,000 rows a page).
 */
import type { Runtime } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import { keepInJobs } from '../runtime/platform-state.ts';
import { platformType, Types } from '../runtime/type-ref.ts';
import { ApexList, PlatformObject, type ApexMap } from '../runtime/values/index.ts';
import { notNull } from './arguments.ts';
import { dynamicBinds, givenBinds, queryRows, type AccessLevelValue } from './database.ts';
import { PropertyObject } from './property-object.ts';

const MOST_PER_PAGE = 2_000;
type CursorType = 'Database.Cursor' | 'Database.PaginationCursor';

/** The rows as they were when the cursor was made. */
class CursorValue extends PlatformObject {
  override readonly apexType;
  readonly type: CursorType;
  readonly rows: ApexList;

  constructor(type: CursorType, rows: ApexList) {
    super();
    this.type = type;
    this.apexType = platformType(type);
    this.rows = rows;
  }
}

keepInJobs('cursor', CursorValue, {
  write: (cursor, encode) => [cursor.type, encode(cursor.rows)],
  read: (written, decode) => {
    const [type, rows] = written as readonly [CursorType, unknown];
    return new CursorValue(type, decode(rows) as ApexList);
  },
});

function opened(
  rt: Runtime,
  type: CursorType,
  soql: string,
  binds: Record<string, unknown>,
  level?: AccessLevelValue | null,
): CursorValue {
  const rows = queryRows(rt, soql, binds, level);
  rt.limits.use('apexCursorRows', rows.size());
  return new CursorValue(type, rows);
}

function fetch(rt: Runtime, cursor: CursorValue, from: number, count: number): ApexList {
  if (notNull(from) < 0 || notNull(count) < 0 || from > cursor.rows.size()) {
    throw new ApexException(
      'System.InvalidParameterValueException',
      `Invalid cursor position ${String(from)} or count ${String(count)} for ${String(cursor.rows.size())} rows`,
    );
  }
  rt.limits.use('apexCursorFetchCalls');
  return ApexList.of(Types.SObject, cursor.rows.items.slice(from, from + count));
}

function fetchPage(rt: Runtime, cursor: CursorValue, from: number, size: number): PropertyObject {
  if (notNull(size) > MOST_PER_PAGE)
    throw new ApexException(
      'System.InvalidParameterValueException',
      `Page size must not exceed ${String(MOST_PER_PAGE)}`,
    );
  const records = fetch(rt, cursor, from, size);
  const next = from + records.size();
  return new PropertyObject('Database.CursorFetchResult', {
    records,
    nextindex: next,
    numdeletedrecords: 0,
    done: next >= cursor.rows.size(),
  });
}

const property = (name: string) => (_rt: Runtime, self: PropertyObject) => self.get(name);

const openers = (name: string, type: CursorType): Record<string, unknown> => ({
  [`System.Database.${name}(String)`]: (rt: Runtime, soql: string) =>
    opened(rt, type, notNull(soql), dynamicBinds(rt, soql)),
  [`System.Database.${name}(String,AccessLevel)`]: (rt: Runtime, soql: string, level: AccessLevelValue) =>
    opened(rt, type, notNull(soql), dynamicBinds(rt, soql), level),
});

const openersWithBinds = (name: string, type: CursorType, levelType: string): Record<string, unknown> => ({
  [`System.Database.${name}(String,Map<String,Object>,${levelType})`]: (
    rt: Runtime,
    soql: string,
    binds: ApexMap,
    level: AccessLevelValue,
  ) => opened(rt, type, notNull(soql), givenBinds(binds), level),
});

export const cursorFunctions = {
  ...openers('getCursor', 'Database.Cursor'),
  ...openersWithBinds('getCursorWithBinds', 'Database.Cursor', 'Object'),
  ...openers('getPaginationCursor', 'Database.PaginationCursor'),
  ...openersWithBinds('getPaginationCursorWithBinds', 'Database.PaginationCursor', 'AccessLevel'),
  'Database.Cursor.fetch(Integer,Integer)': fetch,
  'Database.Cursor.getNumRecords()': (_rt: Runtime, self: CursorValue) => self.rows.size(),
  'Database.PaginationCursor.fetchPage(Integer,Integer)': fetchPage,
  'Database.PaginationCursor.getNumRecords()': (_rt: Runtime, self: CursorValue) => self.rows.size(),
  'Database.CursorFetchResult.getRecords()': property('records'),
  'Database.CursorFetchResult.getNextIndex()': property('nextIndex'),
  'Database.CursorFetchResult.getNumDeletedRecords()': property('numDeletedRecords'),
  'Database.CursorFetchResult.isDone()': property('done'),
};
