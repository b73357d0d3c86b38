/** Apex Date, Time and Datetime: immutable, comparable, printing as the platform prints them. */
import { instantOf, offsetAt, utcMillis } from '../../../store/index.ts';

const DAY = 86_400_000;
const pad = (value: number, width = 2): string => String(Math.abs(value)).padStart(width, '0');

export const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** A calendar day. */
export class ApexDate {
  /** Days since 1970-01-01. */
  readonly epochDay: number;

  constructor(epochDay: number) {
    this.epochDay = epochDay;
  }

  /** Overflowing months and days roll over, as in java.util.Calendar: 2023-02-31 is 2023-03-03. */
  static of(year: number, month: number, day: number): ApexDate {
    return new ApexDate(Math.floor(utcMillis(year, month, day) / DAY));
  }

  /** From `YYYY-MM-DD`; undefined when the text has no such form. */
  static fromIso(text: string): ApexDate | undefined {
    const parts = /^(\d{4,})-(\d{1,2})-(\d{1,2})/.exec(text);
    return parts ? ApexDate.of(Number(parts[1]), Number(parts[2]), Number(parts[3])) : undefined;
  }

  get year(): number {
    return this.utc().getUTCFullYear();
  }
  get month(): number {
    return this.utc().getUTCMonth() + 1;
  }
  get day(): number {
    return this.utc().getUTCDate();
  }
  /** 0 is Sunday. */
  get weekday(): number {
    return (((this.epochDay + 4) % 7) + 7) % 7;
  }
  get dayOfYear(): number {
    return this.epochDay - ApexDate.of(this.year, 1, 1).epochDay + 1;
  }

  addDays(days: number): ApexDate {
    return new ApexDate(this.epochDay + days);
  }
  /** The day is cut to the length of the new month. */
  addMonths(months: number): ApexDate {
    const index = this.year * 12 + this.month - 1 + months;
    const year = Math.floor(index / 12);
    const month = (((index % 12) + 12) % 12) + 1;
    return ApexDate.of(year, month, Math.min(this.day, daysInMonth(year, month)));
  }
  addYears(years: number): ApexDate {
    return this.addMonths(years * 12);
  }
  compareTo(other: ApexDate): number {
    return this.epochDay - other.epochDay;
  }
  equals(other: ApexDate): boolean {
    return this.epochDay === other.epochDay;
  }
  /** `2024-01-05`. */
  toIso(): string {
    return `${pad(this.year, 4)}-${pad(this.month)}-${pad(this.day)}`;
  }
  /** `2024-01-05 00:00:00`: what concatenation and debug print. */
  toString(): string {
    return `${this.toIso()} 00:00:00`;
  }
  private utc(): Date {
    return new Date(this.epochDay * DAY);
  }
}

/** A time of day, to the millisecond. */
export class ApexTime {
  readonly millis: number;

  constructor(millis: number) {
    this.millis = ((millis % DAY) + DAY) % DAY;
  }

  static of(hour: number, minute: number, second: number, millisecond: number): ApexTime {
    return new ApexTime(((hour * 60 + minute) * 60 + second) * 1000 + millisecond);
  }

  /** From `HH:MM:SS[.mmm][Z]`; undefined when the text has no such form. */
  static fromIso(text: string): ApexTime | undefined {
    const parts = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?Z?$/.exec(text);
    if (!parts) return undefined;
    const [, hour, minute, second = '0', millis = '0'] = parts;
    return ApexTime.of(Number(hour), Number(minute), Number(second), Number(millis.padEnd(3, '0')));
  }

  get hour(): number {
    return Math.floor(this.millis / 3_600_000);
  }
  get minute(): number {
    return Math.floor(this.millis / 60_000) % 60;
  }
  get second(): number {
    return Math.floor(this.millis / 1000) % 60;
  }
  get millisecond(): number {
    return this.millis % 1000;
  }
  addMilliseconds(amount: number): ApexTime {
    return new ApexTime(this.millis + amount);
  }
  compareTo(other: ApexTime): number {
    return this.millis - other.millis;
  }
  equals(other: ApexTime): boolean {
    return this.millis === other.millis;
  }
  /** `10:30:00.000Z`. */
  toString(): string {
    return `${pad(this.hour)}:${pad(this.minute)}:${pad(this.second)}.${pad(this.millisecond, 3)}Z`;
  }
}

/** The fields of an instant in a zone. */
export interface WallClock {
  readonly date: ApexDate;
  readonly time: ApexTime;
  readonly offset: number;
}

/** An instant. */
export class ApexDatetime {
  /** Milliseconds since 1970 UTC. */
  readonly millis: number;

  constructor(millis: number) {
    this.millis = millis;
  }

  /** The instant at which clocks in `zone` show this date and time. */
  static at(date: ApexDate, time: ApexTime, zone: string): ApexDatetime {
    return new ApexDatetime(instantOf(zone, date.epochDay * DAY + time.millis));
  }

  /** From ISO text as the engine's records hold it; undefined when it is none. */
  static fromIso(text: string): ApexDatetime | undefined {
    const parts =
      /^(\d{4,})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/.exec(
        text,
      );
    if (!parts) return undefined;
    const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', zone = 'Z'] = parts;
    const wall = utcMillis(
      Number(year),
      Number(month),
      Number(day),
      Number(hour),
      Number(minute),
      Number(second),
      Number(fraction.slice(0, 3).padEnd(3, '0')),
    );
    return new ApexDatetime(wall - offsetOf(zone));
  }

  in(zone: string): WallClock {
    const offset = offsetAt(zone, this.millis);
    const wall = this.millis + offset;
    return { date: new ApexDate(Math.floor(wall / DAY)), time: new ApexTime(wall), offset };
  }

  addMilliseconds(amount: number): ApexDatetime {
    return new ApexDatetime(this.millis + amount);
  }
  /** Whole days of 24 hours in UTC; the library adds days in the user's zone where the platform does. */
  addDays(days: number): ApexDatetime {
    return new ApexDatetime(this.millis + Math.round(days * DAY));
  }
  compareTo(other: ApexDatetime): number {
    return this.millis - other.millis;
  }
  /** Instants of the same second are equal (open-force/jsonparse testGetDatetimeValue; ZackFra/Salesforce-Moxygen testCastToWithDateTime). */
  equals(other: ApexDatetime): boolean {
    return this.second === other.second;
  }
  /** Whole seconds since 1970: what equality and keys go by. */
  get second(): number {
    return Math.floor(this.millis / 1_000);
  }
  /** `2024-01-05T10:30:00.000Z`, as the engine's records hold it. */
  toIso(): string {
    const { date, time } = this.in('UTC');
    return `${date.toIso()}T${time.toString()}`;
  }
  /** `2024-01-05 10:30:00` in the zone. */
  text(zone: string): string {
    const { date, time } = this.in(zone);
    return `${date.toIso()} ${time.toString().slice(0, 8)}`;
  }
  /** In UTC: what concatenation and debug print. */
  toString(): string {
    return this.text('UTC');
  }
}

function offsetOf(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
