/** A test run in the shapes others read: Tooling API RunTestsResult, JUnit XML, text with file and line. */
import type { ClassCoverage } from './coverage.ts';
import type { TestResult, TestRun } from './run.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Ids of ApexClass and ApexTrigger rows by name; null when the row is not known. */
export type CodeIds = (name: string) => string | null;

/** `RunTestsResult` of POST /tooling/runTestsSynchronous (Tooling API reference); also the test part of a deploy result. */
export function toRunTestsResult(run: TestRun, idOf: CodeIds): { readonly [key: string]: Json } {
  const common = (result: TestResult): { readonly [key: string]: Json } => ({
    id: idOf(result.className),
    methodName: result.methodName,
    name: result.className,
    namespace: null,
    seeAllData: result.seeAllData,
    time: Math.round(result.time),
  });
  const failures = run.results.filter((result) => result.outcome === 'Fail');
  return {
    apexLogId: null,
    codeCoverage: run.coverage.map((one) => coverageEntry(one, idOf)),
    codeCoverageWarnings: run.coverage
      .filter((one) => one.total > 0 && one.covered === 0)
      .map((one) => ({
        id: idOf(one.name),
        message: 'Test coverage of selected Apex Trigger is 0%, at least 1% test coverage is required',
        name: one.name,
        namespace: null,
      }))
      .filter(({ name }) => run.coverage.find((one) => one.name === name)?.kind === 'Trigger'),
    failures: failures.map((result) => ({
      ...common(result),
      message: result.message,
      packageName: result.className,
      stackTrace: result.stackTrace,
      type: 'Class',
    })),
    flowCoverage: [],
    flowCoverageWarnings: [],
    numFailures: failures.length,
    numTestsRun: run.results.length,
    successes: run.results.filter((result) => result.outcome === 'Pass').map(common),
    totalTime: Math.round(run.time),
  };
}

function coverageEntry(one: ClassCoverage, idOf: CodeIds): { readonly [key: string]: Json } {
  const missed = [...one.lines].filter(([, count]) => count === 0);
  return {
    id: idOf(one.name),
    name: one.name,
    namespace: null,
    type: one.kind,
    numLocations: one.total,
    numLocationsNotCovered: missed.length,
    locationsNotCovered: missed.map(([line]) => ({ column: 0, line, numExecutions: 0, time: -1 })),
    dmlInfo: [],
    methodInfo: [],
    soqlInfo: [],
    soslInfo: [],
  };
}

const escape = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    // Control characters are not allowed in XML at all.
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '\ufffd');

/** JUnit XML: one suite per class, times in seconds. */
export function toJunit(run: TestRun): string {
  const suites = Map.groupBy(run.results, (result) => result.className);
  const body = Array.from(suites, ([name, results]) => {
    const failed = results.filter((result) => result.outcome === 'Fail').length;
    const time = results.reduce((sum, result) => sum + result.time, 0) / 1000;
    const cases = results.map(junitCase).join('\n');
    return `  <testsuite name="${escape(name)}" tests="${results.length}" failures="${failed}" time="${time.toFixed(3)}">\n${cases}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${body.join('\n')}\n</testsuites>\n`;
}

function junitCase(result: TestResult): string {
  const head = `    <testcase classname="${escape(result.className)}" name="${escape(result.methodName)}" time="${(result.time / 1000).toFixed(3)}"`;
  if (result.outcome === 'Pass') return `${head}/>`;
  const text = escape(`${result.message ?? ''}\n${result.stackTrace ?? ''}`);
  return `${head}>\n      <failure message="${escape(result.message ?? '')}" type="${escape(result.exceptionType ?? '')}">${text}</failure>\n    </testcase>`;
}

/** Where in the sources a failure happened: the innermost frame of the stack trace as `file:line`. */
export function failurePlace(result: TestResult, fileOf: (name: string) => string | undefined): string {
  const frame = /^(?:Class|Trigger)\.(\w+)(?:\.[\w.]+)?: line (\d+)/m.exec(result.stackTrace ?? '');
  const name = frame?.[1] ?? result.className;
  return `${fileOf(name) ?? name}${frame?.[2] === undefined ? '' : `:${frame[2]}`}`;
}
