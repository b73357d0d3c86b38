/** Freezes and advances the org's clock, remembers it, and tells listeners. */
import type { Caller } from '../engine/messages.ts';
import type { EnginePool } from '../engine/pool.ts';
import type { ClockSetting } from '../engine/shared-clock.ts';
import { readClock, writeClock } from '../engine/shared-clock.ts';

/** The clock as `/local/clock` answers it. */
export interface ClockReading {
  /** Instant in UTC, ISO 8601. */
  readonly now: string;
  readonly frozen: boolean;
  /** Milliseconds ahead of system time; 0 when it runs with it. */
  readonly offsetMs: number;
}

export class OrgClock {
  readonly #memory: SharedArrayBuffer;
  readonly #pool: EnginePool;
  readonly #caller: Caller;
  readonly #listeners = new Set<(reading: ClockReading) => void>();

  constructor(memory: SharedArrayBuffer, pool: EnginePool, caller: Caller) {
    this.#memory = memory;
    this.#pool = pool;
    this.#caller = caller;
  }

  now(): number {
    const { frozenAt, offsetMs } = readClock(this.#memory);
    return frozenAt ?? Date.now() + offsetMs;
  }

  reading(): ClockReading {
    const { frozenAt, offsetMs } = readClock(this.#memory);
    return {
      now: new Date(this.now()).toISOString(),
      frozen: frozenAt !== null,
      offsetMs: frozenAt === null ? offsetMs : frozenAt - Date.now(),
    };
  }

  /** Stands still at `instant`, or now. */
  freeze(instant: number | null): Promise<ClockReading> {
    return this.#set({ offsetMs: 0, frozenAt: instant ?? this.now() });
  }

  /** Moves forward; a frozen clock stays frozen. Milliseconds, not negative. */
  advance(milliseconds: number): Promise<ClockReading> {
    const { frozenAt, offsetMs } = readClock(this.#memory);
    return this.#set(
      frozenAt === null
        ? { offsetMs: offsetMs + milliseconds, frozenAt: null }
        : { offsetMs, frozenAt: frozenAt + milliseconds },
    );
  }

  /** Runs again from where it stands, or with system time. */
  resume(withSystemTime: boolean): Promise<ClockReading> {
    return this.#set({ offsetMs: withSystemTime ? 0 : this.now() - Date.now(), frozenAt: null });
  }

  /** Calls back after every change until the returned function is called. */
  subscribe(listener: (reading: ClockReading) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #set(setting: ClockSetting): Promise<ClockReading> {
    writeClock(this.#memory, setting);
    await this.#pool.run('saveClock', setting, this.#caller);
    const reading = this.reading();
    for (const listener of this.#listeners) listener(reading);
    return reading;
  }
}
