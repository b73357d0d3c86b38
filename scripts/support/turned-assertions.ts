/** Proves that tests notice: methods are drawn by a seed and run again with one of their assertions turned round. */
import type { TestPlan, TestResult, TestRun } from '../../local-org/src/apex/testing/index.ts';

/** Runs a plan once more; `invert` gives the number of the assertion to turn round in a method. */
export type RunAgain = (
  plan: TestPlan,
  invert: (className: string, methodName: string) => number | undefined,
) => TestRun;

/** A method that was drawn, and the number (from 1) of the assertion to turn. */
export interface Drawn {
  readonly result: TestResult;
  readonly assertion: number;
}

export const methodName = (result: TestResult): string => `${result.className}.${result.methodName}`;

/** Draws that many of the methods that pass and assert something. The same seed draws the same methods. */
export function drawMethods(results: readonly TestResult[], count: number, seed: number): readonly Drawn[] {
  let state = seed;
  // A linear congruential generator (Numerical Recipes), so that a seed always draws the same methods.
  const draw = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const passing = results.filter((result) => result.outcome === 'Pass' && result.assertions > 0);
  const drawn = new Map<TestResult, number>();
  while (drawn.size < Math.min(count, passing.length)) {
    const result = passing[draw(passing.length)];
    if (result) drawn.set(result, 1 + draw(result.assertions));
  }
  return Array.from(drawn, ([result, assertion]) => ({ result, assertion }));
}

/** Runs the drawn methods of one org again and gives the results: each should be a failure. */
export function runTurned(drawn: readonly Drawn[], again: RunAgain): readonly TestResult[] {
  if (drawn.length === 0) return [];
  const turned = new Map(drawn.map(({ result, assertion }) => [methodName(result), assertion]));
  const byClass = Map.groupBy(drawn, ({ result }) => result.className);
  const plan: TestPlan = {
    testLevel: 'RunSpecifiedTests',
    classes: Array.from(byClass, ([name, entries]) => ({
      name,
      methods: entries.map(({ result }) => result.methodName),
    })),
  };
  return again(plan, (className, method) => turned.get(`${className}.${method}`)).results;
}
