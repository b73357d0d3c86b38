/** Apex test runs of an org: in a copy of its store without business data, so that a run never touches the org and never waits for it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  hideOrgData,
  runApexTests,
  type TestOptions,
  type TestPlan,
  type TestRun,
  type TestSession,
} from '../apex/testing/index.ts';
import { deploy } from '../metadata/index.ts';
import type { DeployOptions, DeployOutcome, MetadataSet } from '../metadata/index.ts';
import { copyStore, openTransaction } from '../store/index.ts';
import { compose, type Engine } from './compose.ts';
import type { UserContext } from './ports.ts';

/** What a test run needs of one engine. */
export function testSession(engine: Engine, user: UserContext): TestSession {
  return {
    apex: engine.apex(),
    clock: engine.clock,
    user,
    openTransaction: (acting) => openTransaction(engine.store, acting, engine.clock.now()),
    holdEvents: (transaction) => engine.events.hold(transaction),
    deliverEvents: (scope) => engine.events.deliverHeld(scope),
    dropEvents: (scope) => engine.events.dropHeld(scope),
  };
}

/** Runs the plan as `user`. Compiled Apex of test engines lies in `cacheFolder`, beside the store when it is not given. */
export function runTestsOfOrg(
  engine: Engine,
  user: UserContext,
  plan: TestPlan,
  options: Omit<TestOptions, 'withData'> & { readonly cacheFolder?: string } = {},
): TestRun {
  const folder = mkdtempSync(join(tmpdir(), 'apex-tests-'));
  try {
    copyStore(engine.store, join(folder, 'org.sqlite')).close();
    const cacheFolder = options.cacheFolder ?? join(dirname(engine.store.path), 'test-cache');
    const copy = compose({ dataFolder: folder, cacheFolder, clock: engine.clock });
    try {
      copy.refresh();
      hideOrgData(copy.store, copy.schema());
      copy.security.rebuild();
      const session = testSession(copy, copy.security.userContext(user.userId));
      return runApexTests(session, plan, { ...options, withData: testSession(engine, user) });
    } finally {
      copy.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Deploys the set into a throw-away copy of the org and hands that copy over; the org itself is not touched. */
export function withDeployedCopy<T>(
  engine: Engine,
  set: MetadataSet,
  options: Pick<DeployOptions, 'rollbackOnError' | 'ignoreWarnings'>,
  work: (copy: Engine, outcome: DeployOutcome) => T,
): T {
  const folder = mkdtempSync(join(tmpdir(), 'deploy-check-'));
  try {
    copyStore(engine.store, join(folder, 'org.sqlite')).close();
    const copy = compose({
      dataFolder: folder,
      cacheFolder: join(dirname(engine.store.path), 'test-cache'),
      clock: engine.clock,
    });
    try {
      copy.refresh();
      const outcome = deploy(copy.store, set, { ...options, now: engine.clock.now(), checks: copy.deployChecks });
      copy.refresh();
      copy.security.rebuild();
      return work(copy, outcome);
    } finally {
      copy.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
