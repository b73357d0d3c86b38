/** Rounds: work that is looked for again and again. node-cron gives the beat; a round never overlaps itself, and a failed one is only logged. */
import { schedule } from 'node-cron';
import { describeError } from './errors.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

export interface Rounds {
  /** Looks at once; when a round is running, once more after it. */
  now(): void;
  stop(): void;
}

/** Looks every so many seconds (1 to 59, or whole minutes above), beginning at once. */
export function startRounds(
  name: string,
  everySeconds: number,
  round: () => Promise<unknown>,
  operations: { readonly log: Log; readonly metrics: Pick<Metrics, 'roundFailures'> },
): Rounds {
  const state = { running: false, again: false, stopped: false };

  const look = async () => {
    if (state.running) {
      state.again = true;
      return;
    }
    state.running = true;
    try {
      await round();
      // Asked for again while it ran: whatever was new then may have been missed.
      while (wantedAgain(state)) await round();
    } catch (error) {
      operations.metrics.roundFailures.inc({ round: name });
      operations.log.warn({ round: name, problem: describeError(error) }, 'a round failed, the next one tries again');
    } finally {
      state.running = false;
    }
  };

  const task = schedule(cronEvery(everySeconds), () => void look());
  void look();
  return {
    now: () => void look(),
    stop: () => {
      state.stopped = true;
      void task.destroy();
    },
  };
}

function wantedAgain(state: { again: boolean; readonly stopped: boolean }): boolean {
  const wanted = state.again && !state.stopped;
  state.again = false;
  return wanted;
}

/** The cron expression for an interval. */
export function cronEvery(seconds: number): string {
  if (seconds < 60) return `*/${Math.max(1, Math.round(seconds))} * * * * *`;
  return `0 */${Math.min(59, Math.round(seconds / 60))} * * * *`;
}
