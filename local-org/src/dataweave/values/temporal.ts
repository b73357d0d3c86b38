/** Dates, times, zones and periods (java.time's, which DataWeave's are). */
import { instantOf, isTimeZone, offsetAt } from '../../store/index.ts';
import { failure } from '../errors.ts';

export const NANOS_PER_SECOND = 1_000_000_000;
export const NANOS_PER_DAY = 86_400 * NANOS_PER_SECOND;
const DAY_MILLIS = 86_400_000;

export type TemporalKind = 'Date' | 'LocalDateTime' | 'DateTime' | 'LocalTime' | 'Time';

export class Zone {
  /** `Z`, `+02:00` or a name of the IANA database. */
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }
}

/** `day` counts from 1970-01-01, `nano` from midnight; kinds without a date have day 0, those without a time nano 0. */
export class Temporal {
  readonly kind: TemporalKind;
  readonly day: number;
  readonly nano: number;
  readonly zone: Zone | undefined;
  /** The pattern it is written with, when it was coerced with one. */
  readonly format: string | undefined;

  constructor(kind: TemporalKind, day: number, nano: number, zone?: Zone, format?: string) {
    this.kind = kind;
    this.day = day;
    this.nano = nano;
    this.zone = zone;
    this.format = format;
  }

  get hasDate(): boolean {
    return this.kind !== 'LocalTime' && this.kind !== 'Time';
  }

  get hasTime(): boolean {
    return this.kind !== 'Date';
  }

  withFormat(format: string): Temporal {
    return new Temporal(this.kind, this.day, this.nano, this.zone, format);
  }
}

/** Years and months, days, and seconds with nanoseconds (java.time's Period and Duration in one). */
export class Period {
  readonly months: number;
  readonly days: number;
  readonly nanos: bigint;
  /** Written as a duration (`PT0S`) when it is empty. */
  readonly isDuration: boolean;

  constructor(months: number, days: number, nanos: bigint, isDuration = nanos !== 0n) {
    this.months = months;
    this.days = days;
    this.nanos = nanos;
    this.isDuration = isDuration;
  }
}

const OFFSET = /^([+-])(\d{1,2})(?::?(\d{2}))?(?::?(\d{2}))?$/;

/** Checks and normalises a zone's name. Throws for an unknown one. */
export function zoneOf(id: string): Zone {
  if (id === 'Z') return new Zone('Z');
  const bare = /^(?:UTC|GMT|UT)([+-].+)$/.exec(id)?.[1] ?? id;
  const offset = OFFSET.exec(bare);
  if (offset) {
    const [, sign = '', hours = '', minutes = '00', seconds] = offset;
    const text = `${sign}${hours.padStart(2, '0')}:${minutes}${seconds !== undefined && seconds !== '00' ? `:${seconds}` : ''}`;
    return new Zone(/^[+-]00:00$/.test(text) ? 'Z' : text);
  }
  if (!isTimeZone(id)) throw failure(`Unknown time zone: ${id}`);
  return new Zone(id);
}

/** Seconds ahead of UTC, for a zone at a wall-clock time or an instant, given in milliseconds. */
function offsetSeconds(zone: Zone, millis: number, isWall: boolean): number {
  if (zone.id === 'Z') return 0;
  const offset = OFFSET.exec(zone.id);
  if (offset) {
    const [, sign, hours = '0', minutes = '0', seconds = '0'] = offset;
    return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
  }
  return offsetAt(zone.id, isWall ? instantOf(zone.id, millis) : millis) / 1000;
}

/** Seconds that a date-time's or time's own zone is ahead of UTC. */
export function offsetOf(value: Temporal): number {
  const wall = value.day * DAY_MILLIS + Math.floor(value.nano / 1_000_000);
  return value.zone ? offsetSeconds(value.zone, wall, true) : 0;
}

/** Nanoseconds since 1970 in UTC. */
export const instantNanos = (value: Temporal): bigint =>
  BigInt(value.day) * BigInt(NANOS_PER_DAY) + BigInt(value.nano) - BigInt(offsetOf(value)) * BigInt(NANOS_PER_SECOND);

/** The date-time of an instant in a zone. */
export function dateTimeAt(nanos: bigint, zone: Zone): Temporal {
  const millis = Number(nanos / 1_000_000n);
  const wall = nanos + BigInt(offsetSeconds(zone, millis, false)) * BigInt(NANOS_PER_SECOND);
  const { day, nano } = splitNanos(wall);
  return new Temporal('DateTime', day, nano, zone);
}

/** Whole days and the nanoseconds of the last one. */
export function splitNanos(wall: bigint): { readonly day: number; readonly nano: number } {
  const unit = BigInt(NANOS_PER_DAY);
  const nano = ((wall % unit) + unit) % unit;
  return { day: Number((wall - nano) / unit), nano: Number(nano) };
}

/** The same instant on the clocks of another zone. */
export const inZone = (value: Temporal, zone: Zone): Temporal => dateTimeAt(instantNanos(value), zone);

export interface CivilDate {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
}

export function civil(epochDay: number): CivilDate {
  const date = new Date(epochDay * DAY_MILLIS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** Days since 1970; a day or month beyond its range runs over into the next. */
export function epochDay(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return Math.round(date.getTime() / DAY_MILLIS);
}

export const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
export const daysInMonth = (year: number, month: number): number =>
  epochDay(year, month + 1, 1) - epochDay(year, month, 1);

/** Monday is 1. */
export const dayOfWeek = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;
export const dayOfYear = (day: number): number => day - epochDay(civil(day).year, 1, 1) + 1;

/** Moves by months; a day that the month lacks becomes its last. */
export function plusMonths(day: number, months: number): number {
  if (months === 0) return day;
  const date = civil(day);
  const index = date.year * 12 + date.month - 1 + months;
  const year = Math.floor(index / 12);
  const month = index - year * 12 + 1;
  return epochDay(year, month, Math.min(date.day, daysInMonth(year, month)));
}

/** Adds (`sign` 1) or takes away (-1) a period. */
export function plusPeriod(value: Temporal, period: Period, sign: 1 | -1): Temporal {
  const day = plusMonths(value.day, sign * period.months) + sign * period.days;
  const moved = new Temporal(value.kind, value.hasDate ? day : 0, value.nano, value.zone, value.format);
  const nanos = period.nanos * BigInt(sign);
  if (nanos === 0n) return moved;
  if (moved.kind === 'DateTime' && moved.zone)
    return inZone(dateTimeAt(instantNanos(moved) + nanos, moved.zone), moved.zone);
  const wall = splitNanos(BigInt(moved.day) * BigInt(NANOS_PER_DAY) + BigInt(moved.nano) + nanos);
  if (moved.kind === 'Date') return new Temporal('Date', wall.day, 0, undefined, moved.format);
  return new Temporal(moved.kind, moved.hasDate ? wall.day : 0, wall.nano, moved.zone, moved.format);
}

/** The duration from `right` to `left`. */
export function durationBetween(left: Temporal, right: Temporal): Period {
  const at = (value: Temporal): bigint =>
    value.zone ? instantNanos(value) : BigInt(value.day) * BigInt(NANOS_PER_DAY) + BigInt(value.nano);
  return new Period(0, 0, at(left) - at(right), true);
}
