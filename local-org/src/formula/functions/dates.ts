/** Date and time functions (platform help "Formula Operators and Functions by Context", Date and Time). */
import {
  addMonths,
  dateInZone,
  dateOf,
  dateToMillis,
  millisToDate,
  millisToTime,
  parseDate,
  parseDateTime,
  parseTime,
} from '../calendar.ts';
import { FormulaEvaluationError } from '../types.ts';
import { expectCount, expectType, numberAt, strict, textAt } from './function.ts';
import type { FormulaFunction } from './function.ts';
import type { FieldValue } from '../../engine/records.ts';

const DAY = 86_400_000;

function part(slice: readonly [number, number]): FormulaFunction {
  return strict(['Date'], 'Number', (values) => Number(textAt(values, 0).slice(slice[0], slice[1])));
}
function timePart(slice: readonly [number, number]): FormulaFunction {
  return strict(['Time'], 'Number', (values) => Number(textAt(values, 0).slice(slice[0], slice[1])));
}

/** The Thursday of a date's ISO week decides year and week. */
function isoThursday(date: string): Date {
  const day = new Date(dateToMillis(date));
  return new Date(day.getTime() + (4 - (day.getUTCDay() === 0 ? 7 : day.getUTCDay())) * DAY);
}
const dayOfYear = (date: Date): number =>
  Math.round((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY) + 1;

function parsed(value: string | undefined, text: string): string {
  if (value === undefined) throw new FormulaEvaluationError(`Invalid date or time: ${text}`);
  return value;
}

/** Date and time functions by upper-case name. */
export const dateFunctions: Readonly<Record<string, FormulaFunction>> = {
  DATE: strict(['Number', 'Number', 'Number'], 'Date', (values) => {
    const [year, month, day] = [0, 1, 2].map((index) => Math.trunc(numberAt(values, index)));
    const date = dateOf(year ?? 0, month ?? 0, day ?? 0);
    if (date === undefined) throw new FormulaEvaluationError('Month or Day out of range in DATE() function');
    return date;
  }),
  DATEVALUE: strict([['Text', 'Date', 'DateTime']], 'Date', (values, [type], environment): FieldValue => {
    const text = textAt(values, 0);
    if (type === 'Date') return text;
    if (type === 'DateTime') return dateInZone(Date.parse(text), environment.timeZone);
    return text === '' ? null : parsed(parseDate(text), text);
  }),
  DATETIMEVALUE: strict([['Text', 'Date', 'DateTime']], 'DateTime', (values, [type]): FieldValue => {
    const text = textAt(values, 0);
    if (type === 'DateTime') return text;
    if (type === 'Date') return `${text}T00:00:00.000Z`;
    return text === '' ? null : parsed(parseDateTime(text), text);
  }),
  TIMEVALUE: strict([['Text', 'Time', 'DateTime']], 'Time', (values, [type]): FieldValue => {
    const text = textAt(values, 0);
    if (type === 'Time') return text;
    if (type === 'DateTime') return text.slice(11);
    return text === '' ? null : parsed(parseTime(text), text);
  }),
  TODAY: {
    ...strict([], 'Date', (_values, _types, environment) => dateInZone(environment.now, environment.timeZone)),
    sql: () => ({ sql: '?', params: ['today'] }),
  },
  NOW: {
    ...strict([], 'DateTime', (_values, _types, environment) => new Date(environment.now).toISOString()),
    sql: () => ({ sql: '?', params: ['now'] }),
  },
  TIMENOW: {
    ...strict([], 'Time', (_values, _types, environment) => millisToTime(environment.now)),
    sql: () => ({ sql: 'substr(?, 12)', params: ['now'] }),
  },
  YEAR: part([0, 4]),
  MONTH: part([5, 7]),
  DAY: part([8, 10]),
  HOUR: timePart([0, 2]),
  MINUTE: timePart([3, 5]),
  SECOND: timePart([6, 8]),
  MILLISECOND: timePart([9, 12]),
  WEEKDAY: strict(['Date'], 'Number', (values) => new Date(dateToMillis(textAt(values, 0))).getUTCDay() + 1),
  DAYOFYEAR: strict(['Date'], 'Number', (values) => dayOfYear(new Date(dateToMillis(textAt(values, 0))))),
  ISOWEEK: strict(['Date'], 'Number', (values) => Math.ceil(dayOfYear(isoThursday(textAt(values, 0))) / 7)),
  ISOYEAR: strict(['Date'], 'Number', (values) => isoThursday(textAt(values, 0)).getUTCFullYear()),
  UNIXTIMESTAMP: strict([['Date', 'DateTime']], 'Number', (values) => Math.floor(Date.parse(textAt(values, 0)) / 1000)),
  FROMUNIXTIME: strict(['Number'], 'DateTime', (values) => new Date(numberAt(values, 0) * 1000).toISOString()),
  ADDMONTHS: {
    check(call) {
      expectCount(call, 2);
      expectType(call, 0, ['Date', 'DateTime']);
      expectType(call, 1, ['Number']);
      return call.args[0]?.type === 'DateTime' ? 'DateTime' : 'Date';
    },
    apply([from = null, months = null]) {
      if (from === null || months === null) return null;
      const text = String(from);
      return addMonths(millisToDate(dateToMillis(text.slice(0, 10))), Number(months)) + text.slice(10);
    },
  },
};
