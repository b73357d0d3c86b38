/** Apex for clients: pages, REST resources, anonymous code, tests. */
import type { AnonymousResult, AuraCall, LogLevels, RestAnswer, RestCall } from '../../apex/index.ts';
import type { Json, JsonObject } from '../json-records.ts';
import { keepLog, tracedLevels } from '../trace-flags.ts';
import { testRun } from '../test-runs.ts';
import type { OperationContext } from './context.ts';

/** One `@AuraEnabled` call of a page. */
export function apexAura(input: AuraCall, context: OperationContext): Json {
  return context.engine.apex().invokeAuraMethod(input, context.scope);
}

/** One call of a `@RestResource`. */
export function apexRest(input: RestCall, context: OperationContext): RestAnswer {
  return context.engine.apex().invokeRest(input, context.scope);
}

/** Anonymous Apex; a failure takes back what it wrote and is an answer, with the log. */
export function executeAnonymous(
  input: { readonly source: string; readonly levels?: LogLevels },
  context: OperationContext,
): AnonymousResult {
  const savepoint = context.transaction.savepoint();
  const result = context.engine.apex().executeAnonymous(input.source, context.scope, input.levels);
  if (result.success) context.transaction.releaseSavepoint(savepoint);
  else context.transaction.rollbackTo(savepoint);
  const { engine, user, transaction } = context;
  // The caller has its log already; who is traced finds it in ApexLog too.
  if (result.log !== '' && tracedLevels(engine.store, user.userId, engine.clock.now()) !== null)
    transaction.afterCommit(() =>
      keepLog(engine.store, engine.clock, {
        user,
        operation: 'executeAnonymous',
        request: 'Api',
        status: result.exceptionMessage ?? 'Success',
        startedAt: transaction.startedAt,
        body: result.log,
      }),
    );
  return result;
}

/** Apex tests, synchronously: the Tooling API's RunTestsResult. */
export function runTests(input: Parameters<typeof testRun>[0], context: OperationContext): JsonObject {
  return testRun(input, context).result;
}
