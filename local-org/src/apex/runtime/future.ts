/** Calls of `@future` methods: queued instead of run. */
import { ApexException } from './exception.ts';
import { freeze } from './job-state.ts';
import type { ApexRuntime } from './runtime.ts';
import { Types } from './type-ref.ts';
import { ApexList } from './values/index.ts';

/** `@future`: called instead of the method. */
export function callFuture(rt: ApexRuntime, className: string, methodName: string, args: readonly unknown[]): void {
  if (rt.context === 'future' || rt.context === 'batch') {
    throw new ApexException(
      'System.AsyncException',
      'Future method cannot be called from a future or batch method: ' + `${className}.${methodName}`,
    );
  }
  rt.limits.use('futureCalls');
  rt.enqueue({
    kind: 'Future',
    className,
    methodName,
    payload: freeze(rt, ApexList.of(Types.Object, [...args])),
    runAsUserId: rt.user.userId,
  });
}
