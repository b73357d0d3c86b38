/** Platform events for streaming clients. */
import { OrgError } from '../errors.ts';
import type { Json, JsonObject } from '../json-records.ts';
import { restDateTime } from '../json-records.ts';
import type { OperationContext } from './context.ts';

/** Events of one pull. */
const PULL = 500;

/** Where a listener starts: the replay id after which it wants events. */
export function eventPosition(
  input: { readonly object: string; readonly replayFrom: number },
  context: OperationContext,
): { readonly last: number } {
  const name = readableEvent(input.object, context);
  if (input.replayFrom === -1) return { last: context.engine.events.tip(name) };
  return { last: Math.max(0, input.replayFrom) };
}

/** Events of one channel after a replay id, oldest first, in the Streaming API's shape. */
export function eventsSince(
  input: { readonly object: string; readonly after: number },
  context: OperationContext,
): readonly { readonly replayId: number; readonly data: JsonObject }[] {
  const name = readableEvent(input.object, context);
  const def = context.engine.schema().object(name);
  return context.engine.events.eventsAfter(name, input.after, PULL).map((event) => {
    const payload: Record<string, Json> = { CreatedDate: event.createdDate, CreatedById: event.createdById };
    for (const [field, value] of Object.entries(event.values)) {
      payload[field] =
        typeof value === 'string' && def?.fields.get(field.toLowerCase())?.type === 'datetime'
          ? restDateTime(value)
          : value;
    }
    return {
      replayId: event.replayId,
      data: { schema: name, payload, event: { EventUuid: event.uuid, replayId: event.replayId } },
    };
  });
}

function readableEvent(objectName: string, context: OperationContext): string {
  const def = context.engine.schema().object(objectName);
  if (def?.kind !== 'platformEvent') {
    throw new OrgError('NOT_FOUND', `The channel you requested to subscribe to does not exist {/event/${objectName}}.`);
  }
  if (!context.engine.security.objectAccess(context.user, def.name).read) {
    throw new OrgError('INSUFFICIENT_ACCESS', `You don't have permission to subscribe to ${def.name}.`);
  }
  return def.name;
}
