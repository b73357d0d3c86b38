/** Metadata deploys: of a project's source at start, and of zips through the Metadata API. */
import { createOrg, administratorId, deploy, readFiles, readZip } from '../../metadata/index.ts';
import type { DeployOutcome, MetadataSet, Problem } from '../../metadata/index.ts';
import { newId } from '../../store/index.ts';
import { OrgError } from '../errors.ts';
import type { Json, JsonObject } from '../json-records.ts';
import { hashPassword, storePassword } from '../passwords.ts';
import type { OperationContext } from './context.ts';
import { testsOf, testsPassed, type DeployInput, type DeployTests } from './deploy-tests.ts';

/** Id prefix of DeployRequest. */
const DEPLOY_PREFIX = '0Af';

/** Fills a new org: organisation, standard profiles, administrator with his password. */
export function createOrganization(
  input: { readonly adminUsername: string; readonly adminPassword: string },
  context: OperationContext,
): null {
  const { engine } = context;
  createOrg(engine.store, { now: engine.clock.now(), administratorUsername: input.adminUsername });
  engine.refresh();
  engine.security.rebuild();
  context.transaction.begin();
  storePassword(engine.store, administratorId, hashPassword(input.adminPassword), Date.now());
  return null;
}

/** What came of a deploy of source files. */
export interface SourceDeploy {
  /** True when exactly these files are deployed already. */
  readonly skipped: boolean;
  readonly components: number;
  /** `file:line:column message`; empty when it was deployed. */
  readonly problems: readonly string[];
}

/** Deploys a project's source files. */
export function deploySource(
  input: { readonly files: readonly { readonly path: string; readonly content: Uint8Array }[] },
  context: OperationContext,
): SourceDeploy {
  const set = readFiles(input.files);
  const outcome = deploySet(set, { checkOnly: false, rollbackOnError: true, ignoreWarnings: true }, context);
  return {
    skipped: outcome.success && !outcome.changed,
    components: outcome.components.length,
    problems: outcome.problems.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`),
  };
}

/** Deploys outside of the request's transaction, which has written nothing yet: a deploy is a transaction of its own. */
function deploySet(
  set: MetadataSet,
  options: Pick<DeployInput, 'checkOnly' | 'rollbackOnError' | 'ignoreWarnings'>,
  context: OperationContext,
): DeployOutcome {
  const { engine } = context;
  const outcome = deploy(engine.store, set, {
    now: engine.clock.now(),
    checkOnly: options.checkOnly,
    rollbackOnError: options.rollbackOnError,
    ignoreWarnings: options.ignoreWarnings,
    ...(context.caller.userId === null ? {} : { userId: context.caller.userId }),
    checks: engine.deployChecks,
  });
  engine.refresh();
  if (outcome.changed) {
    engine.security.rebuild();
    engine.aftermath.schemaChanged = true;
  }
  return outcome;
}

/** Runs the deploy and keeps its result; the id is what clients poll. */
export function startDeploy(input: DeployInput, context: OperationContext): string {
  mayDeploy(context);
  const started = new Date(context.engine.clock.now()).toISOString();
  const set = readZip(input.zip);
  const tests = testsOf(input, set, context);
  const outcome = tests && !testsPassed(tests) ? notDeployed(tests) : deploySet(set, input, context);
  const { store } = context.engine;
  context.transaction.begin();
  const id = newId(store, DEPLOY_PREFIX);
  const result = deployResult(id, outcome, tests, input, started, context);
  const kept = input.checkOnly && outcome.success && outcome.problems.length === 0 ? input.zip : null;
  store.run('INSERT INTO _deploys (id, result, zip) VALUES (?, ?, ?)', id, JSON.stringify(result), kept);
  return id;
}

/** `checkDeployStatus`. */
export function deployStatus(
  input: { readonly id: string; readonly includeDetails: boolean },
  context: OperationContext,
): JsonObject {
  const row = context.engine.store.get(
    'SELECT result FROM _deploys WHERE id = ? OR substr(id, 1, 15) = ?',
    input.id,
    input.id,
  );
  if (!row) throw new OrgError('INVALID_ID_FIELD', 'invalid cross reference id');
  const result = JSON.parse(String(row['result'])) as Record<string, Json>;
  if (!input.includeDetails) delete result['details'];
  return result;
}

/** Milliseconds. Source: Metadata API Developer Guide, deployRecentValidation(). */
const VALIDATION_LASTS = 10 * 24 * 3_600_000;

/** `deployRecentValidation`: deploys what was validated with its tests within the last ten days, without running them again. */
export function deployValidated(input: { readonly validationId: string }, context: OperationContext): string {
  const { store, clock } = context.engine;
  const row = store.get('SELECT result, zip FROM _deploys WHERE id = ?', input.validationId);
  const zip = row?.['zip'];
  if (!(zip instanceof Uint8Array))
    throw new OrgError('INVALID_ID_FIELD', `No successful validation ${input.validationId}.`);
  const { runTestsEnabled, completedDate } = JSON.parse(String(row?.['result'])) as {
    readonly runTestsEnabled: boolean;
    readonly completedDate: string;
  };
  if (!runTestsEnabled)
    throw new OrgError('INVALID_ID_FIELD', `The validation ${input.validationId} ran no Apex tests.`);
  if (clock.now() - Date.parse(completedDate) > VALIDATION_LASTS)
    throw new OrgError('INVALID_ID_FIELD', `The validation ${input.validationId} is older than 10 days.`);
  return startDeploy(
    {
      zip,
      checkOnly: false,
      rollbackOnError: true,
      testLevel: null,
      runTests: [],
      purgeOnDelete: false,
      ignoreWarnings: true,
    },
    context,
  );
}

function notDeployed({ outcome }: DeployTests): DeployOutcome {
  return { success: false, changed: false, components: [], problems: outcome.problems };
}

/** User permission "Modify Metadata Through Metadata API Functions", or "Modify All Data". */
function mayDeploy(context: OperationContext): void {
  const { security } = context.engine;
  if (security.hasPermission(context.user, 'ModifyMetadata') || security.hasPermission(context.user, 'ModifyAllData'))
    return;
  throw new OrgError(
    'INSUFFICIENT_ACCESS',
    'insufficient access rights on cross-reference id: use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions',
  );
}

/** The Metadata API's DeployResult; clients read these names literally. */
function deployResult(
  id: string,
  outcome: DeployOutcome,
  tests: DeployTests | null,
  input: DeployInput,
  startDate: string,
  context: OperationContext,
): JsonObject {
  const completedDate = new Date(context.engine.clock.now()).toISOString();
  const { components, problems } = outcome;
  const common = { createdDate: startDate, id: null };
  return {
    checkOnly: input.checkOnly,
    completedDate,
    createdBy: context.user.userId.slice(0, 15),
    createdByName: context.user.name,
    createdDate: startDate,
    details: {
      componentFailures: problems.map((problem) => failure(problem, common)),
      componentSuccesses: [
        ...components.map((line) => ({
          ...common,
          changed: line.changed,
          componentType: line.type,
          created: line.created,
          deleted: line.deleted,
          fileName: line.file,
          fullName: line.fullName,
          success: true,
          warning: line.warning !== undefined,
          ...(line.warning === undefined ? {} : { problem: line.warning, problemType: 'Warning' }),
        })),
        {
          ...common,
          changed: false,
          componentType: '',
          created: false,
          deleted: false,
          fileName: 'package.xml',
          fullName: 'package.xml',
          success: problems.length === 0,
          warning: false,
        },
      ],
      runTestResult: tests?.report ?? { numFailures: 0, numTestsRun: 0, totalTime: 0 },
    },
    done: true,
    id,
    ignoreWarnings: input.ignoreWarnings,
    lastModifiedDate: completedDate,
    numberComponentErrors: problems.length,
    numberComponentsDeployed: components.length,
    numberComponentsTotal: components.length + problems.length,
    numberTestErrors: tests?.failures ?? 0,
    numberTestsCompleted: tests?.run ?? 0,
    numberTestsTotal: tests?.run ?? 0,
    rollbackOnError: input.rollbackOnError,
    runTestsEnabled: tests !== null,
    startDate,
    status: outcome.success ? (problems.length > 0 ? 'SucceededPartial' : 'Succeeded') : 'Failed',
    success: outcome.success,
  };
}

function failure(problem: Problem, common: JsonObject): JsonObject {
  return {
    ...common,
    changed: false,
    columnNumber: problem.column,
    componentType: problem.componentType,
    created: false,
    deleted: false,
    fileName: problem.file,
    fullName: problem.fullName,
    lineNumber: problem.line,
    problem: problem.message,
    problemType: problem.warning === true ? 'Warning' : 'Error',
    success: false,
    warning: problem.warning === true,
  };
}
