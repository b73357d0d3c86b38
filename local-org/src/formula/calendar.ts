/** Dates of the formula language: `YYYY-MM-DD`, `YYYY-MM-DDTHH:MM:SS.mmmZ`, `HH:MM:SS.mmmZ`, and days as numbers. */
import { offsetAt } from '../store/index.ts';

const DAY = 86_400_000;

/** Milliseconds of a date's UTC midnight. */
export function dateToMillis(date: string): number {
  return Date.parse(`${date}T00:00:00.000Z`);
}

/** The date of a UTC instant at midnight UTC. */
export function millisToDate(millis: number): string {
  return new Date(millis).toISOString().slice(0, 10);
}

/** A date made of year, month 1–12 and day, or undefined when there is no such day. */
export function dateOf(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(2000, 0, 1));
  date.setUTCFullYear(year, month - 1, day);
  const exact = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exact && year >= 1 && year <= 9999 ? date.toISOString().slice(0, 10) : undefined;
}

/** Date plus a number of days; the fraction is cut, as the platform does for date fields. */
export function addDays(date: string, days: number): string {
  return millisToDate(dateToMillis(date) + Math.trunc(days) * DAY);
}

/**
 * Date plus months. From the last day of a month the result is the last day of the target month
 * (platform help, ADDMONTHS: "If the specified date is the last day of the month …").
 */
export function addMonths(date: string, months: number): string {
  const from = new Date(dateToMillis(date));
  const whole = Math.trunc(months);
  const lastDay = (year: number, month: number): number => new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const isLast = from.getUTCDate() === lastDay(from.getUTCFullYear(), from.getUTCMonth());
  const target = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + whole, 1));
  const last = lastDay(target.getUTCFullYear(), target.getUTCMonth());
  target.setUTCDate(isLast ? last : Math.min(from.getUTCDate(), last));
  return target.toISOString().slice(0, 10);
}

/** The calendar day an instant falls on in a time zone (IANA name). */
export function dateInZone(millis: number, timeZone: string): string {
  return millisToDate(millis + offsetAt(timeZone, millis));
}

/** Date-time text `YYYY-MM-DD HH:MM:SS` (as DATETIMEVALUE takes it, UTC) to the stored form, or undefined. */
export function parseDateTime(text: string): string | undefined {
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})[ T](\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?Z?$/.exec(text.trim());
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  const date = dateOf(year, month, day);
  if (date === undefined || hour > 23 || minute > 59 || second > 59) return undefined;
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${date}T${two(hour)}:${two(minute)}:${two(second)}.000Z`;
}

/** Date text `YYYY-MM-DD` to the stored form, or undefined. */
export function parseDate(text: string): string | undefined {
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text.trim());
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  return dateOf(year, month, day);
}

/** Time text `HH:MM:SS.mmm` to the stored form, or undefined. */
export function parseTime(text: string): string | undefined {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?Z?$/.exec(text.trim());
  if (match === null) return undefined;
  const [hour = 0, minute = 0, second = 0] = [match[1], match[2], match[3] ?? '0'].map(Number);
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${two(hour)}:${two(minute)}:${two(second)}.${(match[4] ?? '').padEnd(3, '0')}Z`;
}

/** Milliseconds since midnight of a stored time. */
export function timeToMillis(time: string): number {
  return Date.parse(`1970-01-01T${time}`);
}

/** A stored time from milliseconds since midnight, wrapping around the clock. */
export function millisToTime(millis: number): string {
  return new Date(((millis % DAY) + DAY) % DAY).toISOString().slice(11);
}
