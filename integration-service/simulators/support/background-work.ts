/** Work that a neighbour does by itself until none is left, resting longer after each failure. */
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5000;

/** DONE: a step succeeded. NOTHING: none is left. Otherwise why the step must be tried again. */
export type StepResult = 'DONE' | 'NOTHING' | { readonly problem: string };

export interface BackgroundWork {
  /** Works until nothing is left; while it rests, it tries at once. */
  start(): void;
  /** Why the last step failed; null when it did not. */
  problem(): string | null;
  isStopped(): boolean;
  stop(): void;
}

/** One step at a time. A step that throws ends the work, not the simulator: a person sees the problem on its page. */
export function backgroundWork(step: () => Promise<StepResult>): BackgroundWork {
  let running = false;
  let stopped = false;
  let problem: string | null = null;
  let pauseMs = FIRST_PAUSE_MS;
  let wake: (() => void) | undefined;

  const pause = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
      setTimeout(resolve, pauseMs).unref();
      pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
    });
  // As a call, because the answer changes while we wait and a narrowed variable would not.
  const isStopped = () => stopped;
  const run = async () => {
    while (!isStopped()) {
      const result = await step();
      if (result === 'NOTHING') return;
      if (result === 'DONE') {
        problem = null;
        pauseMs = FIRST_PAUSE_MS;
        continue;
      }
      problem = result.problem;
      if (!isStopped()) await pause();
    }
  };
  return {
    start() {
      pauseMs = FIRST_PAUSE_MS;
      wake?.();
      if (running || stopped) return;
      running = true;
      void run()
        .catch((error: unknown) => {
          problem = error instanceof Error ? error.message : String(error);
        })
        .finally(() => {
          running = false;
        });
    },
    problem: () => problem,
    isStopped,
    stop() {
      stopped = true;
      wake?.();
    },
  };
}
