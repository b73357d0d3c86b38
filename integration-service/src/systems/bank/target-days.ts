/**
 * TARGET business days: the days on which euro payments settle. Days are YYYY-MM-DD strings of the calendar in Frankfurt.
 * Rule since 2002 (European Central Bank, long-term calendar for TARGET closing days): closed on Saturdays and Sundays,
 * New Year's Day, Good Friday, Easter Monday, 1 May, Christmas Day and 26 December.
 */
import { IntegrationError } from '../../runtime/errors.ts';

const DAY_MS = 86_400_000;
const FIXED_CLOSING_DAYS = new Set(['01-01', '05-01', '12-25', '12-26']);

/** Whether euro payments settle on this day. */
export function isTargetDay(day: string): boolean {
  const date = parse(day);
  const weekday = date.getUTCDay();
  if (weekday === 0 || weekday === 6 || FIXED_CLOSING_DAYS.has(day.slice(5))) return false;
  const easter = easterSunday(date.getUTCFullYear());
  const sinceEaster = (date.getTime() - easter) / DAY_MS;
  return sinceEaster !== -2 && sinceEaster !== 1;
}

/** The day itself when it is a TARGET day, otherwise the next one. */
export function targetDayOnOrAfter(day: string): string {
  return isTargetDay(day) ? day : targetDayOnOrAfter(shift(day, 1));
}

/** The first TARGET day strictly after the given day. */
export function nextTargetDay(day: string): string {
  return targetDayOnOrAfter(shift(day, 1));
}

/** The TARGET day `count` steps after the given day (`count` ≥ 0); 0 answers the day itself when it is a TARGET day, otherwise the next one. */
export function addTargetDays(day: string, count: number): string {
  if (!Number.isInteger(count) || count < 0) throw invalid(`A number of TARGET days cannot be ${count}`);
  if (count === 0) return targetDayOnOrAfter(day);
  let reached = day;
  for (let step = 0; step < count; step += 1) reached = nextTargetDay(reached);
  return reached;
}

/** The last TARGET day of a month (YYYY-MM). */
export function lastTargetDayOfMonth(month: string): string {
  const first = parse(`${month}-01`);
  let day = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).toISOString().slice(0, 10);
  while (!isTargetDay(day)) day = shift(day, -1);
  return day;
}

/** Easter Sunday of the Gregorian calendar, as UTC milliseconds (the anonymous computus of 1876). */
function easterSunday(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const inCentury = year % 100;
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const marchBased = epact + weekday - 7 * late + 114;
  return Date.UTC(year, Math.floor(marchBased / 31) - 1, (marchBased % 31) + 1);
}

function shift(day: string, days: number): string {
  return new Date(parse(day).getTime() + days * DAY_MS).toISOString().slice(0, 10);
}

function parse(day: string): Date {
  const date = new Date(`${day}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== day) {
    throw invalid(`Not a day of the calendar: ${day}`);
  }
  return date;
}

function invalid(message: string): IntegrationError {
  return new IntegrationError('BANK_CALENDAR', message, { retryable: false });
}
