/** Days, date functions and date literals for the evaluator, from the SOQL and SOSL Reference, "Date Formats" and "Date Functions". */
export type DatePart =
  | 'CALENDAR_YEAR'
  | 'CALENDAR_QUARTER'
  | 'CALENDAR_MONTH'
  | 'DAY_IN_MONTH'
  | 'DAY_IN_WEEK'
  | 'DAY_IN_YEAR'
  | 'WEEK_IN_MONTH'
  | 'WEEK_IN_YEAR'
  | 'HOUR_IN_DAY'
  | 'DAY_ONLY';

const clocks = new Map<string, Intl.DateTimeFormat>();

/** `YYYY-MM-DD HH` on the wall clock of a zone. */
function wallClock(instant: string, timeZone: string): string {
  let clock = clocks.get(timeZone);
  if (!clock) {
    // Sweden writes dates as ISO 8601 does.
    clock = new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      hourCycle: 'h23',
    });
    clocks.set(timeZone, clock);
  }
  return clock.format(Date.parse(instant));
}

/** The day of an instant in a zone. */
export function dayOf(instant: string, timeZone: string): string {
  return wallClock(instant, timeZone).slice(0, 10);
}

export function partOf(part: DatePart, value: string, timeZone: string): string | number {
  const isDay = value.length === 10;
  const day = isDay ? value : dayOf(value, timeZone);
  const date = new Date(`${day}T12:00:00Z`);
  const dayInYear = Math.round((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1, 12)) / 86_400_000) + 1;
  switch (part) {
    case 'CALENDAR_YEAR':
      return date.getUTCFullYear();
    case 'CALENDAR_QUARTER':
      return Math.floor(date.getUTCMonth() / 3) + 1;
    case 'CALENDAR_MONTH':
      return date.getUTCMonth() + 1;
    case 'DAY_IN_MONTH':
      return date.getUTCDate();
    case 'DAY_IN_WEEK':
      return date.getUTCDay() + 1;
    case 'DAY_IN_YEAR':
      return dayInYear;
    // "1 is the first seven days of the month", "1 is January 1 through January 7".
    case 'WEEK_IN_MONTH':
      return Math.ceil(date.getUTCDate() / 7);
    case 'WEEK_IN_YEAR':
      return Math.ceil(dayInYear / 7);
    case 'HOUR_IN_DAY':
      return Number(wallClock(value, timeZone).slice(11, 13));
    case 'DAY_ONLY':
      return day;
  }
}

/** The first and the last day a literal means. */
export function literalDays(
  literal: string,
  n: number,
  today: string,
  firstWeekday: number,
): readonly [string, string] {
  const counted = /^(LAST|NEXT)_N_(DAY|WEEK|MONTH|QUARTER|YEAR)S$/.exec(literal);
  const ago = /^N_(DAY|WEEK|MONTH|QUARTER|YEAR)S_AGO$/.exec(literal);
  const named = /^(LAST|THIS|NEXT)_(?:FISCAL_)?(WEEK|MONTH|QUARTER|YEAR)$/.exec(literal);
  const first = (unit: string, steps: number): string => startOf(unit, today, steps, firstWeekday);
  const last = (unit: string, steps: number): string => dayAfter(first(unit, steps + 1), -1);
  if (named) {
    const steps = named[1] === 'LAST' ? -1 : named[1] === 'NEXT' ? 1 : 0;
    return [first(named[2] ?? '', steps), last(named[2] ?? '', steps)];
  }
  if (ago) return [first(ago[1] ?? '', -n), last(ago[1] ?? '', -n)];
  if (counted) {
    const unit = counted[2] ?? '';
    if (counted[1] === 'NEXT') return [first(unit, 1), last(unit, n)];
    // The last n days go up to today; the last n weeks, months … end before the present one.
    return [first(unit, -n), unit === 'DAY' ? today : last(unit, -1)];
  }
  switch (literal) {
    case 'YESTERDAY':
      return [dayAfter(today, -1), dayAfter(today, -1)];
    case 'TOMORROW':
      return [dayAfter(today, 1), dayAfter(today, 1)];
    case 'LAST_90_DAYS':
      return [dayAfter(today, -90), today];
    case 'NEXT_90_DAYS':
      return [dayAfter(today, 1), dayAfter(today, 90)];
    default:
      return [today, today];
  }
}

function startOf(unit: string, today: string, steps: number, firstWeekday: number): string {
  const [year = 0, month = 1, day = 1] = today.split('-').map(Number);
  switch (unit) {
    case 'DAY':
      return dayAfter(today, steps);
    case 'WEEK': {
      let start = new Date(Date.UTC(year, month - 1, day));
      while (start.getUTCDay() !== firstWeekday) start = new Date(start.getTime() - 86_400_000);
      return dayAfter(start.toISOString().slice(0, 10), steps * 7);
    }
    case 'MONTH':
      return new Date(Date.UTC(year, month - 1 + steps, 1)).toISOString().slice(0, 10);
    case 'QUARTER':
      return new Date(Date.UTC(year, Math.floor((month - 1) / 3) * 3 + steps * 3, 1)).toISOString().slice(0, 10);
    default:
      return `${year + steps}-01-01`;
  }
}

function dayAfter(day: string, days: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1, date + days)).toISOString().slice(0, 10);
}
