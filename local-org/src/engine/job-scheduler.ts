/** Sends due asynchronous jobs to the engine's workers: after commits that queued some, and when the org's clock reaches a time. */
import type { Caller } from './messages.ts';
import type { EnginePool } from './pool.ts';

/** Jobs at a time: they write, and the store has one writer. */
const PARALLEL = 2;
/** A timer never sleeps longer than this, because the org's clock may be moved under it. Milliseconds. */
const LONGEST_SLEEP = 60_000;
const PAUSE_AFTER_FAILURE_MS = 1000;
/** How long the next part of a job waits for requests that run now: long enough for one that waits for the store's lock to look again. */
const GIVES_WAY_MS = 250;
const LOOKS_AGAIN_MS = 10;

/** See the head of this file. Lives on the HTTP thread; the jobs themselves lie in the store and survive a restart. */
export class JobScheduler {
  readonly #pool: EnginePool;
  readonly #caller: Caller;
  readonly #now: () => number;
  readonly #report: (where: string, cause: unknown) => void;
  readonly #running = new Set<string>();
  /** The job that ended last; when it is due again, it goes on with its next part. */
  #last: string | null = null;
  #timer: NodeJS.Timeout | null = null;
  #looking = false;
  #lookAgain = false;
  #stopped = false;

  constructor(pool: EnginePool, caller: Caller, now: () => number, report: (where: string, cause: unknown) => void) {
    this.#pool = pool;
    this.#caller = caller;
    this.#now = now;
    this.#report = report;
  }

  /** Something was queued, a job ended or the clock moved. */
  wake(): void {
    if (this.#stopped) return;
    if (this.#looking) {
      this.#lookAgain = true;
      return;
    }
    this.#looking = true;
    void this.#look().finally(() => {
      this.#looking = false;
      if (!this.#lookAgain) return;
      this.#lookAgain = false;
      this.wake();
    });
  }

  /** Jobs that run now. */
  get running(): number {
    return this.#running.size;
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    try {
      const { jobs, nextAt } = await this.#pool.run('asyncDue', {}, this.#caller);
      for (const job of jobs) {
        if (this.#running.size >= PARALLEL) break;
        if (this.#running.has(job)) continue;
        if (job === this.#last) await this.#giveWay();
        if (!this.#stopped) this.#start(job);
      }
      if (nextAt !== null) this.#sleep(Math.max(0, nextAt - this.#now()));
    } catch (cause) {
      if (this.#stopped) return;
      this.#report('asyncDue', cause);
      this.#sleep(PAUSE_AFTER_FAILURE_MS);
    }
  }

  /** A long job would take the lock again before anybody who waits for it looks: a user's save, or the abort of this very job. */
  async #giveWay(): Promise<void> {
    const until = performance.now() + GIVES_WAY_MS;
    while (this.#pool.state.busy > this.#running.size && performance.now() < until)
      await new Promise((resolve) => setTimeout(resolve, LOOKS_AGAIN_MS));
  }

  #start(job: string): void {
    this.#running.add(job);
    this.#pool
      .run('asyncRun', { id: job }, this.#caller)
      .catch(async (cause: unknown) => {
        if (this.#stopped) return;
        this.#report(`job ${job}`, cause);
        await this.#recordFailure(job, cause instanceof Error ? cause.message : String(cause));
      })
      .finally(() => {
        this.#running.delete(job);
        this.#last = job;
        this.wake();
      });
  }

  /**
   * The worker could not even record the failure (it was ended, or crashed). Until it is recorded the job counts as taken by this process
   * and would never run again, so it is tried until it succeeds; what fails here is mostly a lock that somebody holds.
   */
  async #recordFailure(id: string, message: string): Promise<void> {
    for (;;) {
      try {
        await this.#pool.run('asyncFailed', { id, message }, this.#caller);
        return;
      } catch (cause) {
        // At the next start of the org it is due again.
        if (this.#stopped) return;
        this.#report(`failure of job ${id}`, cause);
        await new Promise((resolve) => setTimeout(resolve, PAUSE_AFTER_FAILURE_MS).unref());
      }
    }
  }

  #sleep(milliseconds: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => this.wake(), Math.min(milliseconds, LONGEST_SLEEP));
    this.#timer.unref();
  }
}
