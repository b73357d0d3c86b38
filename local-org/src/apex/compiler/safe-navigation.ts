import type { Body, Value } from './body.ts';

/** What a chain with `?.` in it has read so far. */
export interface Guard {
  /** JavaScript that is true when one of the chain's guarded values is null; it also takes the values into temporaries. */
  readonly test: string;
  /** The value when none of them is. */
  readonly value: Value;
}

/**
 * One more step of a chain of members, calls and indexes. After `?.` on null the rest of the chain is not evaluated and the whole is null.
 * Source: Apex Developer Guide, "Safe Navigation Operator": `a[x]?.aMethod().aField` evaluates to null if `a[x] == null`.
 */
export function chainStep(body: Body, target: Value, safe: boolean, step: (target: Value) => Value): Value {
  const { guard } = target;
  if (!safe) return guard === undefined ? step(target) : guarded({ ...guard, value: step(guard.value) });
  const reached = guard?.value ?? target;
  const held = body.temporary();
  const test = `${guard === undefined ? '' : `${guard.test}||`}(${held}=${reached.js})===null`;
  return guarded({ test, value: step({ ...reached, js: held, solid: true }) });
}

const guarded = (guard: Guard): Value => ({
  js: `(${guard.test}?null:${guard.value.js})`,
  type: guard.value.type,
  guard,
});
