/** What every operation receives beside its input. */
import type { Engine } from '../compose.ts';
import type { Caller } from '../messages.ts';
import type { DmlOptions, Scope, Transaction, UserContext } from '../ports.ts';

export interface OperationContext {
  readonly engine: Engine;
  readonly caller: Caller;
  readonly transaction: Transaction;
  /** Who acts; for calls of the org itself its own technical user. */
  readonly user: UserContext;
  /** All of CRUD, field access and sharing are checked. */
  readonly scope: Scope;
  /** Nothing is checked: for the org's own book-keeping, never for a client's statement. */
  readonly systemScope: Scope;
  /** Runs another operation inside this one's transaction (composite requests). */
  perform(operation: string, input: unknown): unknown;
}

/** How a client's records are saved: values as JSON has them, and what the client says about duplicate rules. */
export function apiDml({ caller }: OperationContext, allOrNone: boolean): DmlOptions {
  const { allowSave = false, asCurrentUser = false } = caller.duplicateRules ?? {};
  return { allOrNone, fromApi: true, allowDuplicates: allowSave, duplicatesAsUser: asCurrentUser };
}
