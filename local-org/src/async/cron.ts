/**
 * The platform's cron expressions: `seconds minutes hours day-of-month month day-of-week [year]`, in the scheduling user's time zone.
 * Source: Apex Reference Guide, System.schedule ("CRON expression").
 */
import { OrgError } from '../engine/errors.ts';
import { instantOf, offsetAt } from '../store/index.ts';

/** A parsed expression. */
export interface Cron {
  readonly seconds: number;
  readonly minutes: number;
  readonly hours: ReadonlySet<number>;
  matchesDay(year: number, month: number, day: number): boolean;
}

const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const dayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
/** How far ahead a next time is looked for: to the last year an expression can name. One without a time in that span never fires. */
const HORIZON_DAYS = 366 * 75;

function illegal(expression: string): OrgError {
  return new OrgError('INVALID_CRON_EXPRESSION', `Illegal cron expression format (${expression})`);
}

/** Parses an expression; throws OrgError for what the platform refuses. */
export function parseCron(expression: string): Cron {
  const parts = expression.trim().toUpperCase().split(/\s+/);
  const [second = '', minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = '*'] = parts;
  if (parts.length < 6 || parts.length > 7) throw illegal(expression);
  if (dayOfMonth === '?' && dayOfWeek === '?') throw illegal(expression);
  // Seconds and minutes take one number each: the platform allows no special characters there.
  const single = (text: string): number => {
    if (!/^\d{1,2}$/.test(text) || Number(text) > 59) throw illegal(expression);
    return Number(text);
  };
  const months = numbersOf(named(month, monthNames, 1), 1, 12, expression);
  const years = numbersOf(year, 1970, 2099, expression);
  const inMonth = dayOfMonthTest(dayOfMonth, expression);
  const inWeek = dayOfWeekTest(named(dayOfWeek, dayNames, 1), expression);
  return {
    seconds: single(second),
    minutes: single(minute),
    hours: numbersOf(hour, 0, 23, expression),
    matchesDay: (y, m, d) => years.has(y) && months.has(m) && inMonth(y, m, d) && inWeek(y, m, d),
  };
}

function named(text: string, names: readonly string[], first: number): string {
  return names.reduce((result, name, index) => result.replaceAll(name, String(index + first)), text);
}

/** Lists, ranges, steps and `*`: `1,5`, `2-6`, `0/15`, `*`. */
function numbersOf(text: string, least: number, most: number, expression: string): ReadonlySet<number> {
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(\*|\d+)(?:-(\d+))?(?:\/(\d+))?$/.exec(part);
    if (match === null) throw illegal(expression);
    const from = match[1] === '*' ? least : Number(match[1]);
    const to = match[2] !== undefined ? Number(match[2]) : match[1] === '*' || match[3] !== undefined ? most : from;
    const step = Number(match[3] ?? 1);
    if (from < least || to > most || from > to || step < 1) throw illegal(expression);
    for (let value = from; value <= to; value += step) found.add(value);
  }
  return found;
}

type DayTest = (year: number, month: number, day: number) => boolean;

const lastDayOf = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
/** 1 is Sunday. */
const weekdayOf = (year: number, month: number, day: number): number =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;

function dayOfMonthTest(text: string, expression: string): DayTest {
  if (text === '?' || text === '*') return () => true;
  if (text === 'L') return (year, month, day) => day === lastDayOf(year, month);
  const nearest = /^(\d{1,2})W$/.exec(text);
  if (nearest !== null) return (year, month, day) => day === nearestWeekday(year, month, Number(nearest[1]));
  const days = numbersOf(text, 1, 31, expression);
  return (_year, _month, day) => days.has(day);
}

/** The weekday nearest to a day, inside the same month. */
function nearestWeekday(year: number, month: number, day: number): number {
  const last = lastDayOf(year, month);
  const wanted = Math.min(day, last);
  const weekday = weekdayOf(year, month, wanted);
  if (weekday === 7) return wanted > 1 ? wanted - 1 : wanted + 2;
  if (weekday === 1) return wanted < last ? wanted + 1 : wanted - 2;
  return wanted;
}

function dayOfWeekTest(text: string, expression: string): DayTest {
  if (text === '?' || text === '*') return () => true;
  const last = /^([1-7])L$/.exec(text);
  if (last !== null) {
    return (year, month, day) => weekdayOf(year, month, day) === Number(last[1]) && day + 7 > lastDayOf(year, month);
  }
  if (text === 'L') return (year, month, day) => weekdayOf(year, month, day) === 7;
  const nth = /^([1-7])#([1-5])$/.exec(text);
  if (nth !== null) {
    return (year, month, day) =>
      weekdayOf(year, month, day) === Number(nth[1]) && Math.ceil(day / 7) === Number(nth[2]);
  }
  const days = numbersOf(text, 1, 7, expression);
  return (year, month, day) => days.has(weekdayOf(year, month, day));
}

/** The first firing after an instant (milliseconds UTC) in a time zone; null when there is none in eight years. */
export function nextFiring(cron: Cron, after: number, timeZone: string): number | null {
  const today = new Date(after + offsetAt(timeZone, after));
  const hours = [...cron.hours].sort((a, b) => a - b);
  for (let offset = 0; offset <= HORIZON_DAYS; offset += 1) {
    const day = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate() + offset));
    const [year, month, date] = [day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate()];
    if (!cron.matchesDay(year, month, date)) continue;
    for (const hour of hours) {
      const instant = instantOf(timeZone, Date.UTC(year, month - 1, date, hour, cron.minutes, cron.seconds));
      if (instant > after) return instant;
    }
  }
  return null;
}
