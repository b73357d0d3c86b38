/**
 * One day of supply in a country, cut into the intervals that its meters count. Twin of the Apex class MeteringDay, where the sources of the
 * rules stand; both are proved by tests/vectors/time.json. What differs between countries comes from the org's Country_Setting__mdt.
 */
import type { Commodity } from '../identifiers/index.ts';
import { instantAt, wallClock } from './zones.ts';

export interface CountryTime {
  /** IANA time zone. */
  readonly zone: string;
  /** Local time at which gas days begin, HH:mm. */
  readonly gasDayStart: string;
  /** 15, or 30 in Great Britain. */
  readonly intervalMinutes: number;
}

export interface MeteringDay {
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly startsAt: Date;
  /** First instant of the next day. */
  readonly endsAt: Date;
  /** 92, 96 or 100 quarter hours; 46, 48 or 50 half hours. */
  readonly intervals: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** A day of supply by its date. */
export function meteringDay(country: CountryTime, day: string, commodity: Commodity): MeteringDay {
  const start = startMinutes(country, commodity);
  const startsAt = instantAt(country.zone, day, start);
  const endsAt = instantAt(country.zone, moved(day, 1), start);
  const intervals = (endsAt.getTime() - startsAt.getTime()) / (country.intervalMinutes * MINUTE_MS);
  return { day, startsAt, endsAt, intervals };
}

/** The day of supply that an instant falls into. */
export function meteringDayAt(country: CountryTime, instant: Date, commodity: Commodity): MeteringDay {
  const { day, minutes } = wallClock(country.zone, instant);
  return meteringDay(country, minutes < startMinutes(country, commodity) ? moved(day, -1) : day, commodity);
}

/** First instant of an interval, counted from one. Throws a RangeError for one that the day does not have. */
export function startOfInterval(country: CountryTime, day: MeteringDay, interval: number): Date {
  if (!Number.isInteger(interval) || interval < 1 || interval > day.intervals) {
    throw new RangeError(
      `There is no interval ${String(interval)} on ${day.day}: the day has ${String(day.intervals)}`,
    );
  }
  return new Date(day.startsAt.getTime() + (interval - 1) * country.intervalMinutes * MINUTE_MS);
}

/** The interval, counted from one, that an instant falls into; null outside the day. */
export function intervalAt(country: CountryTime, day: MeteringDay, instant: Date): number | null {
  if (instant < day.startsAt || instant >= day.endsAt) return null;
  return Math.floor((instant.getTime() - day.startsAt.getTime()) / (country.intervalMinutes * MINUTE_MS)) + 1;
}

function startMinutes(country: CountryTime, commodity: Commodity): number {
  if (commodity !== 'Gas') return 0;
  const [hours = 0, minutes = 0] = country.gasDayStart.split(':').map(Number);
  return hours * 60 + minutes;
}

function moved(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
