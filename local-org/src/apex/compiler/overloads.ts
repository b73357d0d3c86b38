/** Choosing among overloads: applicable ones by assignability, then the most specific. */
import type { TypeRef } from '../runtime/type-ref.ts';
import { distance } from './convert.ts';
import type { World } from './world.ts';

interface Candidate {
  readonly parameters: readonly TypeRef[];
}

/**
 * The best candidate for arguments of these types, or undefined when none applies. A candidate is better when no argument is farther
 * from its parameter and one is nearer; between equals (null literals) the one with the more specific parameters; else the first.
 */
export function choose<T extends Candidate>(
  world: World,
  candidates: readonly T[],
  args: readonly TypeRef[],
): T | undefined {
  let best: { readonly candidate: T; readonly distances: readonly number[] } | undefined;
  for (const candidate of candidates) {
    if (candidate.parameters.length !== args.length) continue;
    const distances: number[] = [];
    for (const [index, parameter] of candidate.parameters.entries()) {
      const far = distance(world, args[index] ?? parameter, parameter);
      if (far === undefined) break;
      distances.push(far);
    }
    if (distances.length !== args.length) continue;
    if (best === undefined || isBetter(world, candidate, distances, best.candidate, best.distances)) {
      best = { candidate, distances };
    }
  }
  return best?.candidate;
}

function isBetter(world: World, a: Candidate, farA: readonly number[], b: Candidate, farB: readonly number[]): boolean {
  const sum = (list: readonly number[]): number => list.reduce((total, one) => total + one, 0);
  if (farA.every((one, index) => one === farB[index])) {
    return a.parameters.every((parameter, index) => {
      const other = b.parameters[index];
      return other !== undefined && distance(world, parameter, other) !== undefined;
    });
  }
  return sum(farA) < sum(farB);
}
