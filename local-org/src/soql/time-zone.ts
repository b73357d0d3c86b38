/** Calendar arithmetic in a user's time zone. Dates are `YYYY-MM-DD`; instants milliseconds since 1970 UTC. */

import { offsetAt } from '../store/index.ts';

/** ECMA-402 as Node 24 has it; TypeScript's library does not know it yet. Monday is 1, Sunday 7. */
interface LocaleWithWeek extends Intl.Locale {
  getWeekInfo(): { readonly firstDay: number };
}

const DAY = 86_400_000;
/** The local day an instant falls on. */
export function localDate(instant: number, timeZone: string): string {
  return isoDay(instant + offsetAt(timeZone, instant));
}

/** The local date-time of an instant, as `YYYY-MM-DDTHH:MM:SS.mmm` without a zone. */
export function localDateTime(instant: number, timeZone: string): string {
  return new Date(instant + offsetAt(timeZone, instant)).toISOString().slice(0, -1);
}

/** The instant at which a local day begins, as the store writes it. */
export function startOfDay(date: string, timeZone: string): string {
  const utc = dayNumber(date) * DAY;
  // Two passes: the offset at the guess may differ from the one at the answer when the clocks change that day.
  const guess = utc - offsetAt(timeZone, utc);
  return new Date(utc - offsetAt(timeZone, guess)).toISOString();
}

/** Days since 1970-01-01. */
export function dayNumber(date: string): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / DAY);
}

export function addDays(date: string, days: number): string {
  return isoDay((dayNumber(date) + days) * DAY);
}

/** The first day of the month that lies `months` after the month of `date`. */
export function monthStart(date: string, months: number): string {
  const index = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + months;
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}-01`;
}

/** 0 = Sunday … 6 = Saturday. */
export function weekday(date: string): number {
  return (((dayNumber(date) + 4) % 7) + 7) % 7;
}

/** The first day of the week in a locale (`en_US` begins on Sunday, `de_DE` on Monday), numbered as `weekday`. */
export function firstWeekday(locale: string): number {
  const tag = locale.replaceAll('_', '-').split('-').slice(0, 2).join('-');
  try {
    const { firstDay } = (new Intl.Locale(tag) as LocaleWithWeek).getWeekInfo();
    return firstDay % 7;
  } catch (cause) {
    // An unknown locale is the platform's default one, which begins on Sunday.
    if (cause instanceof RangeError) return 0;
    throw cause;
  }
}

function isoDay(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
