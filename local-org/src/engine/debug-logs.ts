/** Keeps the debug logs a transaction has made, after it has ended. */
import { takeDebugLogs } from '../apex/index.ts';
import type { OpenStore } from '../store/index.ts';
import type { Clock, Transaction } from './ports.ts';
import { keepLog } from './trace-flags.ts';

/** Call it outside of any transaction; `operation` and `request` are what ApexLog shows. */
export function keepLogs(
  parts: { readonly store: OpenStore; readonly clock: Clock },
  transaction: Transaction,
  cause: { readonly operation: string; readonly request: string },
): void {
  for (const { body, failure } of takeDebugLogs(transaction))
    keepLog(parts.store, parts.clock, {
      ...cause,
      user: transaction.user,
      status: failure ?? 'Success',
      startedAt: transaction.startedAt,
      body,
    });
}
