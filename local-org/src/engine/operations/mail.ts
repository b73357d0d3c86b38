/** Mail of the org for its administrator and for the relay. */
import { keptMail, mailToRelay as waiting, markRelay, useRelay } from '../mail.ts';
import type { KeptMail } from '../mail.ts';
import { writeOrigin } from '../networks.ts';
import type { OperationContext } from './context.ts';

const MOST = 200;

/** What the org has sent, newest first. */
export function mailOutbox(_input: object, context: OperationContext): readonly KeptMail[] {
  return keptMail(context.engine.store, MOST);
}

/** Messages that wait for the relay; `now` is the machine's time. */
export function mailToRelay(
  input: { readonly now: number; readonly limit: number },
  context: OperationContext,
): ReturnType<typeof waiting> {
  return waiting(context.engine.store, input.now, input.limit);
}

/** What became of an attempt to relay a message. */
export function mailRelayed(
  input: { readonly id: number } & Parameters<typeof markRelay>[2],
  context: OperationContext,
): null {
  context.transaction.begin();
  const { id, ...outcome } = input;
  markRelay(context.engine.store, id, outcome);
  return null;
}

/** At the start of the org: the address browsers reach it by, and whether mail is relayed. */
export function setMailSurroundings(
  input: { readonly origin: string; readonly relayed: boolean },
  context: OperationContext,
): null {
  context.transaction.begin();
  writeOrigin(context.engine.store, input.origin);
  useRelay(context.engine.store, input.relayed);
  return null;
}
