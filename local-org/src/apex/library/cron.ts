/** The platform's schedule expressions: seconds minutes hours day-of-month month day-of-week [year]. */
import { ApexException } from '../runtime/exception.ts';
import { daysInMonth } from '../runtime/values/dates.ts';
import { ApexDate, ApexDatetime, ApexTime } from '../runtime/values/index.ts';

const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const WEEKDAYS = 'SUN MON TUE WED THU FRI SAT'.split(' ');

function bad(expression: string, why: string): never {
  throw new ApexException('System.AsyncException', `Invalid cron expression: ${expression} (${why})`);
}

/** Whether `value` satisfies one field of the expression. */
function matcher(
  expression: string,
  text: string,
  low: number,
  high: number,
  names: readonly string[],
  offset: number,
): (value: number) => boolean {
  const number = (part: string): number => {
    const named = names.indexOf(part.toUpperCase().slice(0, 3));
    const value = named >= 0 ? named + offset : Number(part);
    if (!Number.isInteger(value) || value < low || value > high) bad(expression, part);
    return value;
  };
  const tests = text.split(',').map((part) => {
    const [range = '*', step] = part.split('/');
    const [from, to] =
      range === '*' || range === '?'
        ? [low, high]
        : range.includes('-')
          ? range.split('-').map(number)
          : [number(range), step === undefined ? number(range) : high];
    const every = step === undefined ? 1 : Number(step);
    if (!Number.isInteger(every) || every < 1) bad(expression, part);
    return (value: number): boolean =>
      value >= (from ?? low) && value <= (to ?? high) && (value - (from ?? low)) % every === 0;
  });
  return (value) => tests.some((test) => test(value));
}

/** Days of a month that fit `L`, `15W`, `LW`, `6#3`, `6L` and the plain forms. Days of the week count from 1 (Sunday). */
function dayMatcher(expression: string, ofMonth: string, ofWeek: string): (date: ApexDate) => boolean {
  const length = (date: ApexDate): number => daysInMonth(date.year, date.month);
  if (ofMonth === 'L') return (date) => date.day === length(date);
  if (/^(LW|\d+W)$/i.test(ofMonth)) {
    return (date) => {
      const wanted = /^LW$/i.test(ofMonth) ? length(date) : Number.parseInt(ofMonth, 10);
      const target = ApexDate.of(date.year, date.month, wanted);
      const shift =
        target.weekday === 6 ? (wanted === 1 ? 2 : -1) : target.weekday === 0 ? (wanted === length(date) ? -2 : 1) : 0;
      return date.day === wanted + shift;
    };
  }
  const nth = /^(\w+)(?:#(\d)|L)$/i.exec(ofWeek);
  if (nth && ofWeek.toUpperCase() !== 'L') {
    const weekday = /^\d$/.test(nth[1] ?? '')
      ? Number(nth[1]) - 1
      : WEEKDAYS.indexOf((nth[1] ?? '').toUpperCase().slice(0, 3));
    if (weekday < 0 || weekday > 6) bad(expression, ofWeek);
    return (date) =>
      date.weekday === weekday &&
      (nth[2] === undefined ? date.day + 7 > length(date) : Math.ceil(date.day / 7) === Number(nth[2]));
  }
  if (ofWeek.toUpperCase() === 'L') return (date) => date.weekday === 6;
  const month = matcher(expression, ofMonth, 1, 31, [], 0);
  const week = matcher(expression, ofWeek, 1, 7, WEEKDAYS, 1);
  return (date) => month(date.day) && week(date.weekday + 1);
}

/** The next time after `after` (milliseconds) at which the expression fires in the zone; null when there is none any more. */
export function nextFireTime(expression: string, after: number, zone: string): number | null {
  const parts = expression.trim().split(/\s+/);
  if (parts.length < 6 || parts.length > 7) bad(expression, 'six or seven fields are needed');
  const [seconds = '', minutes = '', hours = '', ofMonth = '', months = '', ofWeek = '', years = '*'] = parts;
  if (!/^\d+$/.test(seconds) || !/^\d+$/.test(minutes))
    bad(expression, 'seconds and minutes must be one whole number each');
  if ((ofMonth === '?') === (ofWeek === '?')) bad(expression, 'one of day of month and day of week must be ?');
  const second = Number(seconds);
  const minute = Number(minutes);
  if (second > 59 || minute > 59) bad(expression, 'seconds and minutes end at 59');
  const hour = matcher(expression, hours, 0, 23, [], 0);
  const month = matcher(expression, months, 1, 12, MONTHS, 1);
  const year = matcher(expression, years, 1970, 2099, [], 0);
  const day = dayMatcher(expression, ofMonth, ofWeek);
  let { date } = new ApexDatetime(after).in(zone);
  // Within eight years every expression that fires at all has fired (29 February over a century year).
  for (let tried = 0; tried < 366 * 8; tried += 1) {
    if (year(date.year) && month(date.month) && day(date)) {
      for (let at = 0; at < 24; at += 1) {
        if (!hour(at)) continue;
        const fires = ApexDatetime.at(date, ApexTime.of(at, minute, second, 0), zone).millis;
        if (fires > after) return fires;
      }
    }
    date = date.addDays(1);
  }
  return null;
}
