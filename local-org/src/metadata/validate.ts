/** Checks a set before it is deployed. */
import type { MetadataSet, Problem } from './metadata-set.ts';

/** Every problem of the set. */
export function validate(set: MetadataSet): readonly Problem[] {
  return set.readProblems;
}
