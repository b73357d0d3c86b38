/** The one clock of an org (ARCHITECTURE rule 6), shared by the HTTP thread and all workers through one memory cell. */
import type { Clock } from './ports.ts';

/** How the clock stands: it shows system time plus `offsetMs`, or stands still at `frozenAt` (milliseconds since 1970 UTC). */
export interface ClockSetting {
  readonly offsetMs: number;
  readonly frozenAt: number | null;
}

const OFFSET = 0;
const FROZEN_AT = 1;
const NOT_FROZEN = -1n;

/** Memory for one clock; hand it to every worker of the org. */
export function clockMemory(setting: ClockSetting): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT);
  writeClock(memory, setting);
  return memory;
}

/** Sets the clock for every thread at once. */
export function writeClock(memory: SharedArrayBuffer, setting: ClockSetting): void {
  const cells = new BigInt64Array(memory);
  Atomics.store(cells, OFFSET, BigInt(Math.trunc(setting.offsetMs)));
  Atomics.store(cells, FROZEN_AT, setting.frozenAt === null ? NOT_FROZEN : BigInt(Math.trunc(setting.frozenAt)));
}

/** How the clock stands now. */
export function readClock(memory: SharedArrayBuffer): ClockSetting {
  const cells = new BigInt64Array(memory);
  const frozenAt = Atomics.load(cells, FROZEN_AT);
  return { offsetMs: Number(Atomics.load(cells, OFFSET)), frozenAt: frozenAt === NOT_FROZEN ? null : Number(frozenAt) };
}

/** The clock as the engine reads it. */
export function clockOn(memory: SharedArrayBuffer): Clock {
  return {
    now: () => {
      const { offsetMs, frozenAt } = readClock(memory);
      return frozenAt ?? Date.now() + offsetMs;
    },
  };
}
