import { bindNames, type SoqlQuery } from './ast.ts';
import { CompiledStatements, type KeptStatement } from './compiled-statements.ts';
import { compileQuery, type CompiledQuery } from './compile.ts';
import { shapeOfBinds } from './operands.ts';
import { OrgError } from '../engine/errors.ts';
import type {
  Access,
  Binds,
  Clock,
  QueryEngine,
  QueryOptions,
  QueryResult,
  Scope,
  Security,
  Store,
} from '../engine/ports.ts';
import type { SObjectRecord } from '../engine/records.ts';
import type { OrgSchema } from '../schema/types.ts';
import { withImplicitId } from './implicit-id.ts';
import { parseSoql } from './parser.ts';
import { parseSosl } from './sosl-parser.ts';
import { compileSearch, termText } from './search.ts';
import { indexPending } from '../store/index.ts';
import { unexpectedToken } from './query-errors.ts';
import { createRecentRecords, noteRecent, recentObjects } from './recent-records.ts';
import { recordsOf } from './shapes.ts';
import type { FormulaSql } from './sources.ts';
import { bindParams, type RunEnvironment } from './sql-text.ts';
import { localDate, localDateTime } from './time-zone.ts';

/** Rows a search gives when it does not say. Source: SOQL and SOSL Reference, "LIMIT" of SOSL. */
const SEARCH_LIMIT = 2000;
/** What the query engine is made of. */
export interface QueryEngineParts {
  readonly store: Store;
  schema(): OrgSchema;
  /** The schema with its labels in a user's language, for toLabel(); without it the master labels count. */
  readonly schemaIn?: (language: string) => OrgSchema;
  /** With an epoch, compiled statements are kept until rights or rules change. */
  readonly security: Security & { epoch?(): number };
  readonly clock: Clock;
  /** SQL of formula fields; without it a query that names one is refused by name. */
  readonly formulaSql?: FormulaSql;
}

/** The engine's SOQL and SOSL: every statement becomes one SQLite statement, sharing included. */
export function createQueryEngine(parts: QueryEngineParts): QueryEngine {
  // The only function SQLite lacks: a UTC instant as local date-time of a zone, for convertTimezone().
  parts.store.define('org_local_time', (instant, timeZone) =>
    typeof instant === 'string' && typeof timeZone === 'string' ? localDateTime(Date.parse(instant), timeZone) : null,
  );
  createRecentRecords(parts.store);
  const statements = new CompiledStatements();
  return {
    query: (soql, binds, scope, options) => runQuery(parts, statements, soql, binds, scope, options),
    search: (sosl, binds, scope, options) => runSearch(parts, statements, sosl, binds, scope, options),
  };
}

function runQuery(
  parts: QueryEngineParts,
  statements: CompiledStatements,
  soql: string,
  binds: Binds,
  scope: Scope,
  options: QueryOptions = {},
): QueryResult {
  const parsed = parseSoql(soql);
  const query = options.apex === true ? withImplicitId(parsed) : parsed;
  refuseInRest(query, options.apex === true);
  // One writer at a time: the transaction's write lock is the row lock.
  if (query.forClause.includes('UPDATE')) scope.transaction.begin();
  const access = effectiveAccess(query, scope.access);
  const { security, formulaSql, schemaIn } = parts;
  const apex = options.apex === true;
  const allRows = options.allRows === true;
  const key = `${Number(apex)}${Number(allRows)} ${shapeOfBinds(binds)} ${query.text}`;
  const statement = statements.get(stateOf(parts), access, key, () =>
    withModeErrors(query, () =>
      compileQuery({
        query,
        schema: parts.schema(),
        schemaIn,
        security,
        access,
        scope: { ...scope, access },
        binds,
        formulaSql,
        apex,
        allRows,
        recentObjects: (userId) => recentObjects(parts.store, userId),
        recordTypeId: (objectName, developerName) => recordTypeIdOf(parts, objectName, developerName),
      }),
    ),
  );
  const result = execute(parts, statement, runEnvironment(parts.clock, binds, { ...scope, access }));
  noteRecent(parts.store, query, statement.compiled.object, result.records, scope, parts.clock.now());
  return result;
}

/** A statement is compiled anew when record types come and go: they are metadata. */
function recordTypeIdOf(parts: QueryEngineParts, object: string, name: string): string | undefined {
  if (parts.schema().object('RecordType') === undefined) return undefined;
  const where = '"SobjectType" = ? AND "DeveloperName" = ? COLLATE NOCASE';
  const row = parts.store.get(`SELECT "Id" AS id FROM "RecordType" WHERE ${where}`, object, name);
  return row === undefined ? undefined : String(row['id']);
}

/** What compiled statements are kept for; undefined where nothing tells when rights change. */
function stateOf(parts: QueryEngineParts): string | undefined {
  const epoch = parts.security.epoch?.();
  return epoch === undefined ? undefined : `${parts.schema().version} ${epoch}`;
}

function execute(parts: QueryEngineParts, statement: KeptStatement, environment: RunEnvironment): QueryResult {
  const begun = performance.now();
  const result = resultOf(parts, statement.compiled, environment);
  statement.spent += performance.now() - begun;
  return result;
}

function resultOf(parts: QueryEngineParts, compiled: CompiledQuery, environment: RunEnvironment): QueryResult {
  const params = bindParams(compiled.statement, environment);
  const rows = parts.store.all(compiled.statement.text, ...params);
  if (compiled.countOnly) return { records: [], totalSize: Number(rows[0]?.['c0'] ?? 0) };
  const records: readonly SObjectRecord[] = recordsOf(rows, compiled.shape);
  return { records, totalSize: records.length };
}

/** Each object of RETURNING is one SQL statement: its search condition, filters and sharing together. */
function runSearch(
  parts: QueryEngineParts,
  statements: CompiledStatements,
  sosl: string,
  binds: Binds,
  scope: Scope,
  options: QueryOptions = {},
): readonly (readonly SObjectRecord[])[] {
  const apex = options.apex === true;
  const search = parseSosl(sosl);
  const term = termText(search, sosl, binds, apex);
  // What this transaction wrote is found too.
  indexPending(parts.store);
  const schema = parts.schema();
  const { security, formulaSql, schemaIn } = parts;
  const readable = (objectName: string): boolean =>
    !scope.access.crud || security.objectAccess(scope.access.user, objectName).read;
  let left = search.limit ?? SEARCH_LIMIT;
  return search.returning(schema, readable).map((query, place) => {
    refuseInRest(query, apex);
    const access = effectiveAccess(query, scope.access);
    // Objects after the last result that counts need no more than their place.
    const limited: SoqlQuery = query.limit ? query : { ...query, limit: { kind: 'number', value: left } };
    const key = `FIND ${place} ${left} ${Number(apex)} ${shapeOfBinds(binds)} ${term} IN ${sosl}`;
    const statement = statements.get(stateOf(parts), access, key, () => {
      const input = {
        query: limited,
        schema,
        schemaIn,
        security,
        access,
        scope,
        binds,
        formulaSql,
        apex,
        allRows: false,
      };
      return compileSearch(input, term, search.group);
    });
    const { records } = execute(parts, statement, runEnvironment(parts.clock, binds, { ...scope, access }));
    const kept = records.slice(0, left);
    left -= kept.length;
    return kept;
  });
}

/** The moment, zone and binds a statement runs with. */
function runEnvironment(clock: Clock, binds: Binds, scope: Scope): RunEnvironment {
  const now = clock.now();
  const { timeZone, locale } = scope.access.user;
  let today: string | undefined;
  return {
    binds,
    now,
    get today() {
      return (today ??= localDate(now, timeZone));
    },
    timeZone,
    locale,
    scope,
  };
}

/** Mode clauses, ALL ROWS and binds belong to Apex; a REST client must not lift its own checks. */
function refuseInRest(query: SoqlQuery, apex: boolean): void {
  if (apex) return;
  if (query.mode !== undefined) throw unexpectedToken(query.text, query.modeAt ?? 0, query.mode);
  // APIs have queryAll for it (superfell/SoqlX#25, ForceCLI/force#237).
  if (query.allRows) throw new OrgError('MALFORMED_QUERY', 'ALL ROWS not allowed in this context');
}

/** A mode clause overrides how the caller checks: SYSTEM_MODE leaves sharing to the class, as on the platform. */
function effectiveAccess(query: SoqlQuery, access: Access): Access {
  if (query.mode === undefined) return access;
  switch (query.mode) {
    case 'USER_MODE':
      return { ...access, crud: true, fls: true, sharing: true };
    case 'SYSTEM_MODE':
      return { ...access, crud: false, fls: false };
    case 'SECURITY_ENFORCED':
      return { ...access, crud: true, fls: true };
  }
}

function withModeErrors(query: SoqlQuery, compile: () => CompiledQuery): CompiledQuery {
  if (query.mode !== 'SECURITY_ENFORCED') return compile();
  try {
    return compile();
  } catch (cause) {
    if (!(cause instanceof OrgError) || (cause.code !== 'INVALID_FIELD' && cause.code !== 'INVALID_TYPE')) throw cause;
    throw new OrgError('INSUFFICIENT_ACCESS', 'Insufficient permissions: secure query included inaccessible field', {
      fields: cause.fields,
      cause,
    });
  }
}

/** The binds a statement expects, in order of first use. */
export function bindsOf(soql: string): readonly string[] {
  return bindNames(parseSoql(soql));
}
