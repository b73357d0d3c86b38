/** Platform events for streaming clients. */
import { Unsupported } from '../errors.ts';
import type { OperationContext } from './context.ts';

/** Where a listener starts: the replay id after which it wants events. */
export function eventPosition(
  input: { readonly object: string; readonly replayFrom: number },
  _context: OperationContext,
): { readonly last: number } {
  throw new Unsupported(`Streaming ${input.object}`);
}

/** Events of one channel after a replay id. */
export function eventsSince(
  input: { readonly object: string; readonly after: number },
  _context: OperationContext,
): readonly { readonly replayId: number; readonly data: unknown }[] {
  throw new Unsupported(`Streaming ${input.object}`);
}
