/**
 * Half-hourly smart meter readings from the CSV files of the Low Carbon London trial (UK Power Networks, CC BY 4.0): household, stamp, kWh.
 * The files have quirks: stamps with seven fractional digits, values padded with spaces, the word Null, stamps beside the half-hour grid,
 * the midnight of a block's border twice. A stamp is local time, so an hour that the clocks repeat stands twice by right.
 */
import { halfHoursOf } from './calendar.ts';

export interface DayReading {
  /** Sum of the day in millionths of a kWh. */
  readonly microKwh: number;
  /** How many half-hours make up the sum. */
  readonly halfHours: number;
  /** Rows that say nothing: Null or empty. */
  readonly nulls: number;
  /** Rows left out because their half-hour was there already. */
  readonly duplicates: number;
  /** Rows left out because they begin at no half-hour. */
  readonly offGrid: number;
}

export interface Readings {
  /** By household, then by local day YYYY-MM-DD. */
  readonly households: ReadonlyMap<string, ReadonlyMap<string, DayReading>>;
  /** Rows that are no readings at all (the header is none). */
  readonly unreadable: number;
}

interface OpenDay {
  microKwh: number;
  halfHours: number;
  nulls: number;
  duplicates: number;
  offGrid: number;
  readonly seen: Map<string, number>;
}

const STAMP = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}):(\d{2})(?:\.\d+)?$/;

/** Sums the rows by household and day. */
export function readHalfHours(lines: Iterable<string>): Readings {
  const households = new Map<string, Map<string, OpenDay>>();
  let unreadable = 0;
  let first = true;
  for (const line of lines) {
    const isHeader = first;
    first = false;
    if (line.trim() === '') continue;
    const [household = '', stamp = '', value = ''] = line.split(',').map((cell) => cell.trim());
    const [, day, time, seconds] = STAMP.exec(stamp) ?? [];
    const microKwh = microKwhOf(value);
    if (!household || !day || !time || microKwh === undefined) {
      if (!isHeader) unreadable += 1;
      continue;
    }
    add(dayOf(households, household, day), day, time, seconds === '00', microKwh);
  }
  return { households, unreadable };
}

/** null: the meter said nothing; undefined: not a value. */
function microKwhOf(value: string): number | null | undefined {
  if (value === '' || value.toLowerCase() === 'null') return null;
  const kwh = Number(value);
  return Number.isFinite(kwh) && kwh >= 0 ? Math.round(kwh * 1_000_000) : undefined;
}

function dayOf(households: Map<string, Map<string, OpenDay>>, household: string, day: string): OpenDay {
  const days = households.get(household) ?? new Map<string, OpenDay>();
  households.set(household, days);
  const open = days.get(day) ?? { microKwh: 0, halfHours: 0, nulls: 0, duplicates: 0, offGrid: 0, seen: new Map() };
  days.set(day, open);
  return open;
}

function add(open: OpenDay, day: string, time: string, wholeMinute: boolean, microKwh: number | null): void {
  if (microKwh === null) {
    open.nulls += 1;
    return;
  }
  if (!wholeMinute || !/:[03]0$/.test(time)) {
    open.offGrid += 1;
    return;
  }
  const times = open.seen.get(time) ?? 0;
  if (times > 0 && times >= halfHoursOf(day).filter((other) => other === time).length) {
    open.duplicates += 1;
    return;
  }
  open.seen.set(time, times + 1);
  open.microKwh += microKwh;
  open.halfHours += 1;
}
