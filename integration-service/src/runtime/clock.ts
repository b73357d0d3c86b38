/**
 * Business time (ARCHITECTURE rule 6). Deadlines and document dates read it; timeouts and back-off use the machine's timers.
 * In production it is the system's clock. A clock URL names an endpoint that answers `{"now": "<ISO instant>", "frozen": boolean}`
 * and pushes the same shape as server-sent events when somebody moves it.
 */
import { z } from 'zod';
import { describeError, IntegrationError } from './errors.ts';
import type { Log } from './log.ts';

export interface Clock {
  now(): Date;
  stop(): void;
}

const Tick = z.object({ now: z.string(), frozen: z.boolean() });

export const systemClock: Clock = {
  now: () => new Date(),
  stop: () => undefined,
};

/** A clock that follows another one and falls back to nothing: losing the source keeps the last known offset and reconnects. */
export async function followClock(url: string, log: Log): Promise<Clock> {
  let offset = 0;
  let frozenAt: number | null = null;
  const apply = (tick: z.infer<typeof Tick>) => {
    const instant = Date.parse(tick.now);
    offset = instant - Date.now();
    frozenAt = tick.frozen ? instant : null;
  };
  const first = await fetch(url).catch((cause: unknown) => {
    throw new IntegrationError('CLOCK', `The clock at ${url} does not answer`, { retryable: true, cause });
  });
  apply(Tick.parse(await first.json()));

  const stopped = new AbortController();
  void follow(url, stopped.signal, apply, log);
  return {
    now: () => new Date(frozenAt ?? Date.now() + offset),
    stop: () => stopped.abort(),
  };
}

async function follow(
  url: string,
  signal: AbortSignal,
  apply: (tick: z.infer<typeof Tick>) => void,
  log: Log,
): Promise<void> {
  for (;;) {
    try {
      const response = await fetch(url, { headers: { accept: 'text/event-stream' }, signal });
      let rest = '';
      const text = new TextDecoder();
      for await (const chunk of response.body ?? []) {
        const events = (rest + text.decode(chunk as Uint8Array, { stream: true })).split('\n\n');
        rest = events.pop() ?? '';
        for (const event of events) {
          const data = event.split('\n').find((line) => line.startsWith('data:'));
          if (data) apply(Tick.parse(JSON.parse(data.slice(5))));
        }
      }
    } catch (error) {
      if (isStopped(signal)) return;
      log.warn({ problem: describeError(error) }, 'lost the clock, trying again');
    }
    if (isStopped(signal)) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

/** As a call, because the answer changes while we wait and a narrowed property would not. */
function isStopped(signal: AbortSignal): boolean {
  return signal.aborted;
}
