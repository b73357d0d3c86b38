/** Test runs as the Tooling API asks for them. */
import { toRunTestsResult, type MethodCoverage, type TestRun } from '../apex/testing/index.ts';
import { runTestsOfOrg } from './apex-tests.ts';
import { Unsupported } from './errors.ts';
import type { JsonObject } from './json-records.ts';
import type { OperationContext } from './operations/context.ts';

/** Runs tests; gives the RunTestsResult, and what that does not name: the run's covered lines, and those of each method. */
export function testRun(
  input: {
    readonly testLevel: string;
    readonly classes: readonly { readonly name: string; readonly methods: readonly string[] | null }[];
  },
  context: OperationContext,
): { readonly run: TestRun; readonly result: JsonObject; readonly byMethod: readonly MethodCoverage[] } {
  const { engine, user } = context;
  const { testLevel, classes } = input;
  if (testLevel !== 'RunSpecifiedTests' && testLevel !== 'RunLocalTests' && testLevel !== 'RunAllTestsInOrg')
    throw new Unsupported(`Tooling.runTests ${testLevel}`);
  const byMethod = new Map<string, MethodCoverage>();
  const run = runTestsOfOrg(
    engine,
    user,
    { testLevel, classes },
    {
      // A set-up method runs before each test, and counts once.
      onCoverage: (covered) => {
        for (const one of covered) byMethod.set(`${one.testClass}.${one.method} ${one.covers}`, one);
      },
    },
  );
  const idOf = (name: string): string | null => {
    const row =
      engine.store.get('SELECT "Id" AS id FROM "ApexClass" WHERE "Name" = ?', name) ??
      engine.store.get('SELECT "Id" AS id FROM "ApexTrigger" WHERE "Name" = ?', name);
    return row === undefined ? null : String(row['id']);
  };
  return { run, result: toRunTestsResult(run, idOf), byMethod: [...byMethod.values()] };
}
