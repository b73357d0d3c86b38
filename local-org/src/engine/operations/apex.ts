/** Apex for clients: pages, REST resources, anonymous code, tests. */
import type { AnonymousResult, AuraCall, RestAnswer, RestCall } from '../../apex/index.ts';
import { toRunTestsResult } from '../../apex/testing/index.ts';
import { runTestsOfOrg } from '../apex-tests.ts';
import { Unsupported } from '../errors.ts';
import type { Json, JsonObject } from '../json-records.ts';
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
export function executeAnonymous(input: { readonly source: string }, context: OperationContext): AnonymousResult {
  const savepoint = context.transaction.savepoint();
  const result = context.engine.apex().executeAnonymous(input.source, context.scope);
  if (result.success) context.transaction.releaseSavepoint(savepoint);
  else context.transaction.rollbackTo(savepoint);
  return result;
}

/** Apex tests, synchronously: the Tooling API's RunTestsResult. */
export function runTests(
  input: {
    readonly testLevel: string;
    readonly classes: readonly { readonly name: string; readonly methods: readonly string[] | null }[];
  },
  context: OperationContext,
): JsonObject {
  const { engine, user } = context;
  const { testLevel, classes } = input;
  if (testLevel !== 'RunSpecifiedTests' && testLevel !== 'RunLocalTests' && testLevel !== 'RunAllTestsInOrg')
    throw new Unsupported(`Tooling.runTests ${testLevel}`);
  const run = runTestsOfOrg(engine, user, { testLevel, classes });
  const idOf = (name: string): string | null => {
    const row =
      engine.store.get('SELECT "Id" AS id FROM "ApexClass" WHERE "Name" = ?', name) ??
      engine.store.get('SELECT "Id" AS id FROM "ApexTrigger" WHERE "Name" = ?', name);
    return row === undefined ? null : String(row['id']);
  };
  return toRunTestsResult(run, idOf);
}
