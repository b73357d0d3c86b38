/** The runtime behind the interface: there is one implementation, and some statements need more of it than the interface names. */
import type { Runtime } from '../runtime/context.ts';
import { ApexRuntime } from '../runtime/runtime.ts';

export function ownRuntime(rt: Runtime): ApexRuntime {
  if (rt instanceof ApexRuntime) return rt;
  throw new TypeError('Statements run in an ApexRuntime');
}
