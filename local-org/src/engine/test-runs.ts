/** Test runs as the Tooling API asks for them. */
import { toRunTestsResult, type TestRun } from '../apex/testing/index.ts';
import { runTestsOfOrg } from './apex-tests.ts';
import { Unsupported } from './errors.ts';
import type { JsonObject } from './json-records.ts';
import type { OperationContext } from './operations/context.ts';

/** Runs tests; gives the RunTestsResult, and the run itself, which knows the covered lines that the result does not name. */
export function testRun(
  input: {
    readonly testLevel: string;
    readonly classes: readonly { readonly name: string; readonly methods: readonly string[] | null }[];
  },
  context: OperationContext,
): { readonly run: TestRun; readonly result: JsonObject } {
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
  return { run, result: toRunTestsResult(run, idOf) };
}
