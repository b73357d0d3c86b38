/** The Tooling API as far as development tools ask it: queries, and Apex test runs that are polled. */
import { parseSoql } from '../../soql/index.ts';
import { newId } from '../../store/index.ts';
import { OrgError, Unsupported } from '../errors.ts';
import type { Json, JsonObject } from '../json-records.ts';
import { plainText } from '../json-records.ts';
import { deleteToolRecord, saveToolRecord, toolRecords, toolType, type ToolType } from '../trace-flags.ts';
import { testRun } from '../test-runs.ts';
import { columnsNamed, query, queryColumns } from './queries.ts';
import type { QueryPage } from './queries.ts';
import type { MethodCoverage } from '../../apex/testing/index.ts';
import type { Store } from '../ports.ts';
import type { OperationContext } from './context.ts';

/** Id prefix of AsyncApexJob, which names a test run. */
const TEST_RUN_PREFIX = '707';

interface TestOutcome {
  readonly id: string | null;
  readonly methodName: string;
  readonly name: string;
  readonly time: number;
  readonly message?: string;
  readonly stackTrace?: string | null;
}

interface CoverageEntry {
  readonly id: string | null;
  readonly name: string;
  readonly numLocations: number;
  readonly numLocationsNotCovered: number;
  readonly locationsNotCovered: readonly { readonly line: number }[];
}

interface StoredRun {
  readonly id: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly userId: string;
  /** Covered lines by class or trigger; runs of former versions have none. */
  readonly covered?: Readonly<Record<string, readonly number[]>>;
  /** What each test method covered; runs of former versions have none. */
  readonly byMethod?: readonly (MethodCoverage & { readonly testClassId: string | null })[];
  readonly result: {
    readonly successes: readonly TestOutcome[];
    readonly failures: readonly TestOutcome[];
    readonly totalTime: number;
    readonly codeCoverage: readonly CoverageEntry[];
  };
}

/** `POST tooling/runTestsAsynchronous`: the run is over before it is first polled; the answer is its id. */
export function runTestsAsync(input: Parameters<typeof testRun>[0], context: OperationContext): string {
  const startedAt = new Date(context.engine.clock.now()).toISOString();
  const { run: tests, result, byMethod } = testRun(input, context);
  context.transaction.begin();
  const { store, clock } = context.engine;
  const id = newId(store, TEST_RUN_PREFIX);
  const run: StoredRun = {
    id,
    startedAt,
    endedAt: new Date(clock.now()).toISOString(),
    userId: context.user.userId,
    result: result as unknown as StoredRun['result'],
    byMethod: byMethod.map((one) => ({ ...one, testClassId: classId(store, one.testClass) })),
    covered: Object.fromEntries(
      tests.coverage.map(({ name, lines }) => [name, [...lines].flatMap(([line, count]) => (count > 0 ? [line] : []))]),
    ),
  };
  store.run('INSERT INTO _test_runs (id, run) VALUES (?, ?)', id, JSON.stringify(run));
  return id;
}

/** Objects that exist in the Tooling API alone, made from the stored test runs. */
const TEST_OBJECTS: Readonly<Record<string, (runs: readonly StoredRun[]) => readonly JsonObject[]>> = {
  apextestrunresult: (runs) => runs.map(runRow),
  apextestqueueitem: (runs) => runs.flatMap((run) => classesOf(run).map(([name, id]) => queueRow(run, name, id))),
  apextestresult: (runs) =>
    runs.flatMap((run) =>
      [...run.result.successes, ...run.result.failures].map((outcome, index) => resultRow(run, outcome, index)),
    ),
  apexcodecoverage: coverageOfMethods,
  apexcodecoverageaggregate: (runs) =>
    (runs.at(-1)?.result.codeCoverage ?? []).map((entry) =>
      coverageRow(entry, runs.at(-1)?.covered?.[entry.name] ?? []),
    ),
  apexorgwidecoverage: (runs) => [{ PercentCovered: percentOf(runs.at(-1)) }],
};

/** `GET tooling/query`: objects of the org itself, and those of test runs; every condition of the latter is an id or a list of ids. */
export function toolingQuery(input: { readonly soql: string }, context: OperationContext): QueryPage {
  const soql = input.soql.trim();
  const objectName = /\bfrom\s+(\w+)/i.exec(soql)?.[1] ?? '';
  const tool = toolType(objectName);
  const rowsOf = tool ? () => toolRows(tool, context) : TEST_OBJECTS[objectName.toLowerCase()];
  if (!rowsOf) return query({ soql, allRows: false }, context);
  // Wrong SOQL is told as everywhere else.
  parseSoql(soql);
  const runs = context.engine.store
    .all('SELECT run FROM _test_runs ORDER BY rowid')
    .map((row) => JSON.parse(String(row['run'])) as StoredRun);
  const ids = [...(/\bwhere\b(.*)$/is.exec(soql)?.[1] ?? '').matchAll(/'([A-Za-z0-9-]+)'/g)].map(([, id = '']) =>
    id.slice(0, 15),
  );
  const rows = rowsOf(runs).filter((row) => ids.length === 0 || mentions(row, ids));
  const records = rows.map((row): JsonObject => ({
    attributes: {
      type: objectName,
      url: `/services/data/v${context.caller.apiVersion}/tooling/sobjects/${objectName}/${plainText(row['Id'])}`,
    },
    ...row,
  }));
  return { totalSize: records.length, done: true, records };
}

/** `GET tooling/query` with `columns=true`: the names and the nesting of what is selected, which `sf data query --use-tooling-api` asks for. */
export function toolingColumns(input: { readonly soql: string }, context: OperationContext): Json {
  const soql = input.soql.trim();
  const { select, from } = parseSoql(soql);
  if (!(from.toLowerCase() in TEST_OBJECTS)) return queryColumns({ soql }, context);
  const paths = select.map((item): readonly string[] => {
    if (item.kind !== 'expression' || item.expression.kind !== 'field')
      throw new Unsupported('Tooling API columns of anything but fields', `in a query of ${from}`);
    return item.expression.path;
  });
  return {
    columnMetadata: columnsNamed(paths),
    entityName: from,
    groupBy: false,
    idSelected: paths.some(([name, ...rest]) => name?.toLowerCase() === 'id' && rest.length === 0),
    keyPrefix: null,
  };
}

/** Trace flags and debug levels as rows; a flag carries its level. */
function toolRows(type: ToolType, context: OperationContext): readonly JsonObject[] {
  const { store } = context.engine;
  const levels = toolRecords(store, 'DebugLevel');
  return toolRecords(store, type).map(({ id, fields, createdAt }): JsonObject => {
    const level = levels.find((one) => one.id.slice(0, 15) === fields['DebugLevelId']?.slice(0, 15));
    const own = { Id: id, ...fields, CreatedDate: new Date(createdAt).toISOString() };
    return level === undefined ? own : { ...own, DebugLevel: { Id: level.id, ...level.fields } };
  });
}

const known = (name: string): ToolType => {
  const type = toolType(name);
  if (type === undefined) throw new Unsupported(`Tooling API sobjects/${name}`);
  return type;
};

/** `POST tooling/sobjects/<type>`. */
export function toolCreate(
  input: { readonly type: string; readonly fields: Readonly<Record<string, unknown>> },
  context: OperationContext,
): { readonly id: string; readonly success: true; readonly errors: readonly never[] } {
  const type = known(input.type);
  context.transaction.begin();
  const { store, clock } = context.engine;
  return { id: saveToolRecord(store, clock, type, input.fields), success: true, errors: [] };
}

/** `PATCH tooling/sobjects/<type>/<id>`. */
export function toolUpdate(
  input: { readonly type: string; readonly id: string; readonly fields: Readonly<Record<string, unknown>> },
  context: OperationContext,
): null {
  const type = known(input.type);
  context.transaction.begin();
  saveToolRecord(context.engine.store, context.engine.clock, type, input.fields, input.id);
  return null;
}

/** `DELETE tooling/sobjects/<type>/<id>`. */
export function toolDelete(input: { readonly type: string; readonly id: string }, context: OperationContext): null {
  const type = known(input.type);
  context.transaction.begin();
  deleteToolRecord(context.engine.store, type, input.id);
  return null;
}

function mentions(row: JsonObject, ids: readonly string[]): boolean {
  return Object.values(row).some((value) => typeof value === 'string' && ids.includes(value.slice(0, 15)));
}

function runRow({ id, startedAt, endedAt, userId, result }: StoredRun): JsonObject {
  const { failures, successes, totalTime } = result;
  return {
    Id: `05m${id.slice(3)}`,
    AsyncApexJobId: id,
    Status: failures.length > 0 ? 'Failed' : 'Completed',
    ClassesEnqueued: new Set([...successes, ...failures].map(({ name }) => name)).size,
    ClassesCompleted: new Set([...successes, ...failures].map(({ name }) => name)).size,
    MethodsEnqueued: successes.length + failures.length,
    MethodsCompleted: successes.length + failures.length,
    MethodsFailed: failures.length,
    StartTime: startedAt,
    EndTime: endedAt,
    TestTime: totalTime,
    TestSetupTime: 0,
    UserId: userId,
  };
}

function classesOf({ result }: StoredRun): readonly (readonly [string, string | null])[] {
  return [...new Map([...result.successes, ...result.failures].map(({ name, id }) => [name, id]))];
}

const queueId = (run: StoredRun, classId: string | null, name: string): string =>
  `709${(classId ?? name.padEnd(18, '0')).slice(3, 9)}${run.id.slice(9)}`;

function queueRow(run: StoredRun, name: string, classId: string | null): JsonObject {
  const failed = run.result.failures.some((failure) => failure.name === name);
  return {
    Id: queueId(run, classId, name),
    ParentJobId: run.id,
    ApexClassId: classId,
    ApexClass: { Id: classId, Name: name, NamespacePrefix: null },
    Status: failed ? 'Failed' : 'Completed',
    ExtendedStatus: `(${run.result.successes.filter((one) => one.name === name).length}/${[...run.result.successes, ...run.result.failures].filter((one) => one.name === name).length})`,
    TestRunResultId: `05m${run.id.slice(3)}`,
  };
}

function resultRow(run: StoredRun, outcome: TestOutcome, index: number): JsonObject {
  return {
    Id: `07M${run.id.slice(3, 12)}${String(index).padStart(6, '0')}`,
    QueueItemId: queueId(run, outcome.id, outcome.name),
    AsyncApexJobId: run.id,
    ApexTestRunResultId: `05m${run.id.slice(3)}`,
    ApexLogId: null,
    Outcome: outcome.message === undefined ? 'Pass' : 'Fail',
    MethodName: outcome.methodName,
    Message: outcome.message ?? null,
    StackTrace: outcome.stackTrace ?? null,
    RunTime: outcome.time,
    TestTimestamp: run.endedAt,
    IsTestSetup: false,
    ApexClass: { Id: outcome.id, Name: outcome.name, NamespacePrefix: null },
  };
}

function classId(store: Store, name: string): string | null {
  const row = store.get('SELECT "Id" AS id FROM "ApexClass" WHERE "Name" = ?', name);
  return row === undefined ? null : String(row['id']);
}

/** ApexCodeCoverage: one row per test method and class or trigger it touched, of the last run of each test class. */
function coverageOfMethods(runs: readonly StoredRun[]): readonly JsonObject[] {
  const newest = new Map<string, readonly JsonObject[]>();
  for (const run of runs) {
    const rows = (run.byMethod ?? []).flatMap((one) => {
      const entry = run.result.codeCoverage.find(({ name }) => name === one.covers);
      return entry === undefined ? [] : [{ testClass: one.testClass, row: methodCoverageRow(run, entry, one) }];
    });
    for (const [testClass, found] of Map.groupBy(rows, (each) => each.testClass))
      newest.set(
        testClass,
        found.map(({ row }) => row),
      );
  }
  return [...newest.values()].flat();
}

type MethodRow = NonNullable<StoredRun['byMethod']>[number];

function methodCoverageRow(run: StoredRun, entry: CoverageEntry, { lines, method, testClassId, testClass }: MethodRow) {
  const missed = entry.locationsNotCovered.map(({ line }) => line);
  const uncovered = [...missed, ...(run.covered?.[entry.name] ?? [])].filter((line) => !lines.includes(line));
  return {
    ...coverageRow(entry, lines),
    ApexTestClassId: testClassId,
    ApexTestClass: { Id: testClassId, Name: testClass },
    TestMethodName: method,
    NumLinesCovered: lines.length,
    NumLinesUncovered: uncovered.length,
    Coverage: { coveredLines: lines, uncoveredLines: uncovered.sort((a, b) => a - b) },
  } satisfies JsonObject;
}

function coverageRow(entry: CoverageEntry, coveredLines: readonly number[]) {
  return {
    ApexClassOrTriggerId: entry.id,
    ApexClassOrTrigger: { Id: entry.id, Name: entry.name },
    NumLinesCovered: entry.numLocations - entry.numLocationsNotCovered,
    NumLinesUncovered: entry.numLocationsNotCovered,
    Coverage: { coveredLines, uncoveredLines: entry.locationsNotCovered.map(({ line }): Json => line) },
  };
}

function percentOf(run: StoredRun | undefined): number {
  const entries = run?.result.codeCoverage ?? [];
  const total = entries.reduce((sum, entry) => sum + entry.numLocations, 0);
  const missed = entries.reduce((sum, entry) => sum + entry.numLocationsNotCovered, 0);
  return total === 0 ? 0 : Math.floor(((total - missed) / total) * 100);
}

/** Text of a stored debug log. */
export function apexLogBody(input: { readonly id: string }, context: OperationContext): string {
  const log = context.engine.store.get(
    'SELECT body FROM _apex_logs WHERE substr(id, 1, 15) = ?',
    input.id.slice(0, 15),
  );
  if (!log) throw new OrgError('NOT_FOUND', 'The requested resource does not exist');
  return String(log['body']);
}
