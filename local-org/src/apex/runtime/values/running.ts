/**
 * Which runtime the current thread executes Apex for. Keys of maps and sets may be user objects with their own `equals` and `hashCode`,
 * and collections are made without a runtime at hand; Apex is synchronous, so the innermost entry point is the one that runs.
 */
import type { Runtime } from '../context.ts';

let current: Runtime | null = null;

/** Called by every entry point around its work; gives back what to hand to `leaveRuntime`. */
export function enterRuntime(rt: Runtime): Runtime | null {
  const previous = current;
  current = rt;
  return previous;
}

export function leaveRuntime(previous: Runtime | null): void {
  current = previous;
}

/** Null outside of any Apex transaction (plain value tests). */
export const runningRuntime = (): Runtime | null => current;
