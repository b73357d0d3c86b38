/** Months and days of the supply area, and its half-hours: 48 on most days, 46 and 50 on the days when the clocks change. */
import { daysAfter } from '../../src/runtime/days.ts';

export const ZONE = 'Europe/Berlin';
const HALF_HOUR_MS = 1_800_000;

/** First day of a month YYYY-MM. */
export function firstDay(month: string): string {
  return `${month}-01`;
}

/** First day of the month after. */
export function firstDayAfter(month: string): string {
  return `${daysAfter(`${month}-28`, 4).slice(0, 7)}-01`;
}

export function lastDay(month: string): string {
  return daysAfter(firstDayAfter(month), -1);
}

/** Every day from the first to the last, both included. */
export function daysBetween(first: string, last: string): readonly string[] {
  const days: string[] = [];
  for (let day = first; day <= last; day = daysAfter(day, 1)) days.push(day);
  return days;
}

const wallClock = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const halfHoursByDay = new Map<string, readonly string[]>();

/** The wall-clock times HH:MM at which a local day's half-hours begin, in their order; an hour that the clocks repeat stands twice. */
export function halfHoursOf(day: string): readonly string[] {
  const known = halfHoursByDay.get(day);
  if (known) return known;
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const times: string[] = [];
  // Local midnight lies one or two hours before the day begins in UTC; a margin on both sides costs nothing.
  for (let step = -6; step < 52; step += 1) {
    const [date = '', time = ''] = wallClock.format(midnight + step * HALF_HOUR_MS).split(', ');
    if (date === day) times.push(time);
  }
  halfHoursByDay.set(day, times);
  return times;
}
