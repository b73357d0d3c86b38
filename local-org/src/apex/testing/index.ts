/** The public face of `apex/testing/`: running Apex tests and reporting them. */
export { classCoverage, coveredPercent, type ClassCoverage, type MethodCoverage } from './coverage.ts';
export { hideOrgData } from './hide-data.ts';
export type { TestPlan } from './plan.ts';
export { failurePlace, toJunit, toRunTestsResult, type CodeIds } from './reports.ts';
export {
  runApexTests,
  type TestOptions,
  type TestResult,
  type TestRun,
  type TestSession,
  type TestTransaction,
  type TestedApex,
} from './run.ts';
