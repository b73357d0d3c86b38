/**
 * A deploy without rollbackOnError: what has a fault is left out, and so is what names it, until the rest deploys.
 * Source: Metadata API Developer Guide, deploy(), DeployOptions.rollbackOnError ("whatever actions can be performed without errors are performed").
 */
import type { DeployOutcome } from './deploy.ts';
import { componentKey, type MetadataSet, type Problem } from './metadata-set.ts';

/** Deploys the largest part of the set that has no fault; the outcome tells what was left out and why. */
export function withoutFaults(set: MetadataSet, deployWhole: (rest: MetadataSet) => DeployOutcome): DeployOutcome {
  const problems: Problem[] = [];
  for (let rest = set; ;) {
    const outcome = deployWhole(rest);
    problems.push(...outcome.problems);
    if (outcome.success)
      return { ...outcome, success: outcome.components.length > 0 || problems.length === 0, problems };
    const next = without(rest, outcome.problems);
    // Nothing in the set is to blame: it cannot be mended by leaving something out.
    if (next === null) return { ...outcome, problems };
    rest = next;
  }
}

function without(set: MetadataSet, problems: readonly Problem[]): MetadataSet | null {
  const names = new Set(problems.map(({ componentType, fullName }) => componentKey(componentType, fullName)));
  const unreadable = new Set(set.readProblems.map(({ file }) => file));
  const components = set.components.filter(
    ({ type, fullName, file }) => !names.has(componentKey(type, fullName)) && !unreadable.has(file),
  );
  const removals = set.removals.filter(({ type, fullName }) => !names.has(componentKey(type, fullName)));
  const left = components.length + removals.length;
  if (left === set.components.length + set.removals.length && set.readProblems.length === 0) return null;
  return { components, removals, readProblems: [], hash: `${set.hash} without ${[...names].sort().join(' ')}` };
}
