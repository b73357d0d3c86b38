/** Runs Apex tests: every method in a transaction of its own that is rolled back, after the class's @TestSetup methods. */
import { OrgError, Unsupported } from '../../engine/errors.ts';
import type { Clock, Scope, Transaction, UserContext } from '../../engine/ports.ts';
import type { ClassInfo, MethodInfo } from '../runtime/class-info.ts';
import type { ContextKind, TestState } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import type { Coverage, Program } from '../runtime/program.ts';
import { missingPlatformFunctions } from '../runtime/registry.ts';
import type { ApexRuntime } from '../runtime/runtime.ts';
import { classCoverage, watchCoverage, type ClassCoverage, type MethodCoverage } from './coverage.ts';
import { planTests, seesAllData, type TestClass, type TestPlan } from './plan.ts';

/** The parts of the Apex engine that tests need (`ApexEngine` has them all). */
export interface TestedApex {
  program(): Program;
  coverage(): ReadonlyMap<string, Coverage>;
  newRuntime(
    scope: Scope,
    context: ContextKind,
    options: { readonly test: TestState; readonly log?: (event: string, message: string) => void },
  ): ApexRuntime;
  callStatic(rt: ApexRuntime, className: string, method: string): unknown;
}

/** A transaction that the runner ends. */
export interface TestTransaction extends Transaction {
  rollback(): void;
}

/** One engine over one store. Tests without SeeAllData want one over a copy without business data (`hideOrgData`). */
export interface TestSession {
  readonly apex: TestedApex;
  readonly clock: Clock;
  /** Who runs the tests. */
  readonly user: UserContext;
  openTransaction(user: UserContext): TestTransaction;
  /** Lets platform events of the transaction wait for `deliver`. */
  holdEvents(transaction: Transaction): void;
  deliverEvents(scope: Scope): void;
  /** Lets publishing of the test's events fail. */
  dropEvents(scope: Scope): void;
}

export interface TestOptions {
  /** The engine that sees the org's data, for SeeAllData tests; without it they fail by name. */
  readonly withData?: TestSession;
  /** Told after each method. */
  readonly onResult?: (result: TestResult) => void;
  /** Lines of System.debug and the like. */
  readonly log?: (line: string) => void;
  /** Told what each test method and each run of a @TestSetup method executed of classes and triggers that are no tests. */
  readonly onCoverage?: (covered: readonly MethodCoverage[]) => void;
  /** Turns the n-th assertion (from 1) of a method round: the method must fail, or it proves nothing. */
  readonly invert?: (className: string, methodName: string) => number | undefined;
}

export interface TestResult {
  readonly className: string;
  readonly methodName: string;
  readonly outcome: 'Pass' | 'Fail';
  readonly seeAllData: boolean;
  /** Milliseconds, set-up included. */
  readonly time: number;
  /** `System.AssertException: Assertion Failed: …`; null when it passed. */
  readonly message: string | null;
  readonly stackTrace: string | null;
  readonly exceptionType: string | null;
  /** How many assertions the method made. */
  readonly assertions: number;
}

export interface TestRun {
  readonly results: readonly TestResult[];
  readonly coverage: readonly ClassCoverage[];
  /** Milliseconds. */
  readonly time: number;
  readonly startedAt: number;
  /** Platform methods that were called and do not exist here, with the number of calls. */
  readonly unsupported: ReadonlyMap<string, number>;
}

/** Runs the plan; failures of tests are results, never thrown. Throws OrgError when the plan names what does not exist. */
export function runApexTests(session: TestSession, plan: TestPlan, options: TestOptions = {}): TestRun {
  const started = performance.now();
  const startedAt = session.clock.now();
  const classes = planTests(session.apex.program(), plan);
  const sessions = options.withData ? [session, options.withData] : [session];
  for (const one of sessions) for (const { counts } of one.apex.coverage().values()) counts.fill(0);
  const before = new Map(missingPlatformFunctions());
  const results = classes.flatMap((tested) =>
    tested.tests.map((method) => runMethod(session, tested, method, options)),
  );
  return {
    results,
    coverage: classCoverage(sessions.map((one) => one.apex)),
    time: performance.now() - started,
    startedAt,
    unsupported: new Map(
      [...missingPlatformFunctions()]
        .map(([name, count]) => [name, count - (before.get(name) ?? 0)] as const)
        .filter(([, count]) => count > 0),
    ),
  };
}

function runMethod(ordinary: TestSession, tested: TestClass, method: MethodInfo, options: TestOptions): TestResult {
  const seeAllData = seesAllData(tested.info, method);
  const started = performance.now();
  const state = testState(tested.info.name, method.name, seeAllData);
  const inverted = options.invert?.(tested.info.name, method.name);
  if (inverted !== undefined) state.values.set('invertAssertion', inverted);
  const finish = (failure: Failure | null): TestResult => {
    const result: TestResult = {
      className: tested.info.name,
      methodName: method.name,
      outcome: failure ? 'Fail' : 'Pass',
      seeAllData,
      time: performance.now() - started,
      message: failure?.message ?? null,
      stackTrace: failure?.stackTrace ?? null,
      exceptionType: failure?.type ?? null,
      assertions: Number(state.values.get('assertions') ?? 0),
    };
    options.onResult?.(result);
    return result;
  };
  const session = seeAllData ? options.withData : ordinary;
  if (!session)
    return finish(
      failureOf(new Unsupported('Apex @IsTest(SeeAllData=true)', 'this run has no engine with the org’s data')),
    );
  const transaction = session.openTransaction(session.user);
  session.holdEvents(transaction);
  try {
    for (const setup of tested.setup)
      call(session, transaction, tested.info, setup, testState(tested.info.name, setup.name, false), options);
    call(session, transaction, tested.info, method, state, options);
    return finish(null);
  } catch (error) {
    return finish(failureOf(error));
  } finally {
    transaction.rollback();
  }
}

/** Set-up and test have statics, limits and a runtime of their own each. */
function call(
  session: TestSession,
  transaction: TestTransaction,
  info: ClassInfo,
  method: MethodInfo,
  state: TestState,
  options: TestOptions,
): void {
  const scope: Scope = { transaction, access: { user: session.user, crud: false, fls: false, sharing: false } };
  state.values.set('deliverEvents', () => session.deliverEvents(scope));
  state.values.set('dropEvents', () => session.dropEvents(scope));
  const { log } = options;
  const rt = session.apex.newRuntime(scope, 'test', {
    test: state,
    ...(log ? { log: (event: string, message: string) => log(`${event}|${message}`) } : {}),
  });
  // Set-up and test are transactions of their own to the rule that keeps setup and business records apart.
  rt.parts.suspendMixedDml?.(transaction);
  const covered = options.onCoverage ? watchCoverage(session.apex) : undefined;
  try {
    session.apex.callStatic(rt, info.name, method.name);
  } finally {
    if (covered) options.onCoverage?.(covered(info.name, method.name));
  }
}

function testState(className: string, methodName: string, seeAllData: boolean): TestState {
  return { className, methodName, seeAllData, started: false, stopped: false, jobs: [], values: new Map() };
}

interface Failure {
  readonly type: string;
  readonly message: string;
  readonly stackTrace: string | null;
}

/** What went wrong in the platform's words; errors of the local org itself keep theirs. */
function failureOf(error: unknown): Failure {
  if (error instanceof ApexException) {
    const { typeName, message, stackTrace } = error.object;
    return { type: typeName, message: `${typeName}: ${message ?? 'Script-thrown exception'}`, stackTrace };
  }
  if (error instanceof OrgError)
    return { type: error.code, message: `${error.code}: ${error.message}`, stackTrace: null };
  if (error instanceof Error)
    return { type: error.name, message: `${error.name}: ${error.message}`, stackTrace: error.stack ?? null };
  throw error;
}
