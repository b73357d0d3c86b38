/**
 * The tests a deploy asks for, and how much of the code they must cover.
 * Source: Metadata API Developer Guide, DeployOptions.testLevel; Salesforce Help, "Code Coverage Best Practices".
 */
import { coveredPercent, toRunTestsResult, type ClassCoverage } from '../../apex/testing/index.ts';
import type { DeployOutcome, MetadataSet } from '../../metadata/index.ts';
import { runTestsOfOrg, withDeployedCopy } from '../apex-tests.ts';
import { Unsupported } from '../errors.ts';
import type { Json, JsonObject } from '../json-records.ts';
import type { OperationContext } from './context.ts';

/** A deploy as a client asks for it. */
export interface DeployInput {
  readonly zip: Uint8Array;
  readonly checkOnly: boolean;
  readonly rollbackOnError: boolean;
  readonly testLevel: string | null;
  readonly runTests: readonly string[];
  readonly purgeOnDelete: boolean;
  readonly ignoreWarnings: boolean;
}

/** What came of a deploy's tests. */
export interface DeployTests {
  readonly outcome: DeployOutcome;
  readonly report: JsonObject;
  readonly run: number;
  readonly failures: number;
  /** Whether enough of the code is covered. */
  readonly covered: boolean;
}

/** Percent: of all code together, or of each deployed class when the tests are named. */
const COVERAGE_NEEDED = 75;

/** Whether the deploy may go on. */
export function testsPassed(tests: DeployTests): boolean {
  return tests.outcome.success && tests.failures === 0 && tests.covered;
}

/** Runs them in a copy of the org that has the deploy already; null when the deploy asks for none. */
export function testsOf(input: DeployInput, set: MetadataSet, context: OperationContext): DeployTests | null {
  const level = input.testLevel ?? 'NoTestRun';
  if (level === 'NoTestRun') return null;
  if (level !== 'RunLocalTests' && level !== 'RunSpecifiedTests' && level !== 'RunAllTestsInOrg') {
    throw new Unsupported(`Metadata.deploy testLevel ${level}`);
  }
  const { engine } = context;
  const { rollbackOnError, ignoreWarnings } = input;
  return withDeployedCopy(engine, set, { rollbackOnError, ignoreWarnings }, (copy, outcome) => {
    if (!outcome.success) {
      const report = { numFailures: 0, numTestsRun: 0, totalTime: 0 };
      return { outcome, report, run: 0, failures: 0, covered: false };
    }
    const classes = input.runTests.map((name) => ({ name, methods: null }));
    const run = runTestsOfOrg(copy, context.user, { testLevel: level, classes });
    const report = toRunTestsResult(run, () => null);
    const warnings = level === 'RunSpecifiedTests' ? warningsPerClass(run.coverage, set) : warningsForAll(run.coverage);
    // Triggers that no test reaches are told by the report itself; they count unless only named tests ran.
    const untouched = level === 'RunSpecifiedTests' ? [] : ((report['codeCoverageWarnings'] ?? []) as readonly Json[]);
    return {
      outcome,
      report: { ...report, codeCoverageWarnings: [...untouched, ...warnings] },
      run: run.results.length,
      failures: run.results.filter((result) => result.outcome === 'Fail').length,
      covered: untouched.length + warnings.length === 0,
    };
  });
}

function warningsForAll(coverage: readonly ClassCoverage[]): readonly JsonObject[] {
  const percent = coveredPercent(coverage);
  return percent >= COVERAGE_NEEDED
    ? []
    : [warning(null, `Average test coverage across all Apex Classes and Triggers is ${Math.floor(percent)}%`)];
}

function warningsPerClass(coverage: readonly ClassCoverage[], set: MetadataSet): readonly JsonObject[] {
  const sent = new Set(set.components.map(({ type, fullName }) => `${type} ${fullName}`.toLowerCase()));
  return coverage
    .filter(({ kind, name }) => sent.has(`apex${kind} ${name}`.toLowerCase()))
    .map((one) => ({ ...one, percent: coveredPercent([one]) }))
    .filter(({ percent }) => percent < COVERAGE_NEEDED)
    .map(({ kind, name, percent }) =>
      warning(name, `Test coverage of selected Apex ${kind} is ${Math.floor(percent)}%`),
    );
}

function warning(name: string | null, what: string): JsonObject {
  return {
    id: null,
    message: `${what}, at least ${COVERAGE_NEEDED}% test coverage is required.`,
    name,
    namespace: null,
  };
}
