import { addDays, firstWeekday, monthStart, weekday } from './time-zone.ts';

/** A half-open range of days: `from` belongs to it, `to` does not. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

type Unit = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

const SIMPLE: Readonly<Record<string, readonly [Unit, number]>> = {
  YESTERDAY: ['DAY', -1],
  TODAY: ['DAY', 0],
  TOMORROW: ['DAY', 1],
  LAST_WEEK: ['WEEK', -1],
  THIS_WEEK: ['WEEK', 0],
  NEXT_WEEK: ['WEEK', 1],
  LAST_MONTH: ['MONTH', -1],
  THIS_MONTH: ['MONTH', 0],
  NEXT_MONTH: ['MONTH', 1],
  LAST_QUARTER: ['QUARTER', -1],
  THIS_QUARTER: ['QUARTER', 0],
  NEXT_QUARTER: ['QUARTER', 1],
  LAST_YEAR: ['YEAR', -1],
  THIS_YEAR: ['YEAR', 0],
  NEXT_YEAR: ['YEAR', 1],
  // The fiscal year is the calendar year: the org's fiscal year starts in January.
  LAST_FISCAL_QUARTER: ['QUARTER', -1],
  THIS_FISCAL_QUARTER: ['QUARTER', 0],
  NEXT_FISCAL_QUARTER: ['QUARTER', 1],
  LAST_FISCAL_YEAR: ['YEAR', -1],
  THIS_FISCAL_YEAR: ['YEAR', 0],
  NEXT_FISCAL_YEAR: ['YEAR', 1],
};
const COUNTED = /^(LAST_N|NEXT_N|N)_(?:FISCAL_)?(DAYS|WEEKS|MONTHS|QUARTERS|YEARS)(_AGO)?$/;

/** Whether a word (upper case) is a date literal, before its `:n`. */
export function isDateLiteral(word: string): boolean {
  return word in SIMPLE || word === 'LAST_90_DAYS' || word === 'NEXT_90_DAYS' || takesNumber(word);
}

/** Whether the literal is followed by `:n`. */
export function takesNumber(word: string): boolean {
  const match = COUNTED.exec(word);
  return match !== null && (match[1] === 'N') === (match[3] !== undefined);
}

/**
 * The days a date literal covers, seen from `today` in the user's zone.
 * Source: SOQL and SOSL Reference, "Date Formats and Date Literals in WHERE".
 */
export function dateLiteralRange(name: string, n: number, today: string, locale: string): DayRange {
  const simple = SIMPLE[name];
  if (simple) return span(simple[0], today, locale, simple[1], simple[1] + 1);
  // LAST_90_DAYS and LAST_N_DAYS start n days ago and include today; NEXT_… start tomorrow.
  if (name === 'LAST_90_DAYS') return { from: addDays(today, -90), to: addDays(today, 1) };
  if (name === 'NEXT_90_DAYS') return { from: addDays(today, 1), to: addDays(today, 91) };
  const match = COUNTED.exec(name);
  const unit = (match?.[2] ?? 'DAYS').slice(0, -1) as Unit;
  if (match?.[1] === 'N') return span(unit, today, locale, -n, -n + 1);
  if (match?.[1] === 'NEXT_N') return span(unit, today, locale, 1, n + 1);
  return span(unit, today, locale, -n, unit === 'DAY' ? 1 : 0);
}

function span(unit: Unit, today: string, locale: string, first: number, end: number): DayRange {
  return { from: unitStart(unit, today, locale, first), to: unitStart(unit, today, locale, end) };
}

function unitStart(unit: Unit, today: string, locale: string, units: number): string {
  switch (unit) {
    case 'DAY':
      return addDays(today, units);
    case 'WEEK':
      return addDays(today, -((weekday(today) - firstWeekday(locale) + 7) % 7) + 7 * units);
    case 'MONTH':
      return monthStart(today, units);
    case 'QUARTER':
      return monthStart(today, -((Number(today.slice(5, 7)) - 1) % 3) + 3 * units);
    case 'YEAR':
      return monthStart(`${today.slice(0, 4)}-01-01`, 12 * units);
  }
}
