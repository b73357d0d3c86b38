/** Brings published platform events to whoever listens: CometD clients now, server-sent events of pages through the same door. */
import { OrgError } from '../../engine/errors.ts';
import type { Caller } from '../../engine/messages.ts';
import type { EnginePool } from '../../engine/pool.ts';

/** One event as a listener gets it. */
export interface DeliveredEvent {
  readonly channel: string;
  readonly replayId: number;
  /** `{schema, payload, event: {replayId}}`, the Streaming API's data. */
  readonly data: unknown;
}

interface Listener {
  readonly channel: string;
  readonly caller: Caller;
  readonly deliver: (events: readonly DeliveredEvent[]) => void;
  /** The last replay id this listener has seen. */
  seen: number;
  busy: boolean;
  again: boolean;
}

/** Listeners by channel; `published` is called after every commit that made events visible. */
export class EventStream {
  readonly #pool: EnginePool;
  readonly #report: (where: string, cause: unknown) => void;
  readonly #listeners = new Set<Listener>();

  constructor(pool: EnginePool, report: (where: string, cause: unknown) => void) {
    this.#pool = pool;
    this.#report = report;
  }

  /**
   * Listens on `/event/Name__e`. `replayFrom`: -1 only new ones, -2 all that are kept, else those after this replay id.
   * Resolves when the position is known; rejects when the user may not read the event. The result ends the listening.
   */
  async listen(
    channel: string,
    replayFrom: number,
    caller: Caller,
    deliver: (events: readonly DeliveredEvent[]) => void,
  ): Promise<() => void> {
    const object = eventObject(channel);
    const { last } = await this.#pool.run('eventPosition', { object, replayFrom }, caller);
    const listener: Listener = { channel, caller, deliver, seen: last, busy: false, again: false };
    this.#listeners.add(listener);
    if (replayFrom !== -1) this.#pull(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Something was published: every listener looks for itself. */
  published(): void {
    for (const listener of this.#listeners) this.#pull(listener);
  }

  #pull(listener: Listener): void {
    if (listener.busy) {
      listener.again = true;
      return;
    }
    listener.busy = true;
    this.#pool
      .run('eventsSince', { object: eventObject(listener.channel), after: listener.seen }, listener.caller)
      .then((events) => {
        const last = events.at(-1);
        if (!last || !this.#listeners.has(listener)) return;
        listener.seen = last.replayId;
        listener.deliver(events.map(({ replayId, data }) => ({ channel: listener.channel, replayId, data })));
      })
      .catch((cause: unknown) => this.#report(`events ${listener.channel}`, cause))
      .finally(() => {
        listener.busy = false;
        if (!listener.again) return;
        listener.again = false;
        this.#pull(listener);
      });
  }
}

function eventObject(channel: string): string {
  const name = /^\/event\/(\w+__e)$/.exec(channel)?.[1];
  if (name === undefined)
    throw new OrgError('NOT_FOUND', `The channel you requested to subscribe to does not exist {${channel}}.`);
  return name;
}
