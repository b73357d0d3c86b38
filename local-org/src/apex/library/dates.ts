/** System.Date, Datetime, Time and TimeZone. */
import type { Runtime } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import type { PlatformFunction } from '../runtime/registry.ts';
import { platformType } from '../runtime/type-ref.ts';
import { daysInMonth, isLeapYear } from '../runtime/values/dates.ts';
import { isTimeZone, offsetAt, dateFormat } from '../../store/index.ts';
import { zoneName } from '../runtime/values/time-zones.ts';
import { ApexDate, ApexDatetime, ApexTime, PlatformObject, textOf } from '../runtime/values/index.ts';
import { notNull, required } from './arguments.ts';
import { formatPattern } from './date-patterns.ts';
import { formatShortDate, formatShortDatetime, intlLocale } from './locale-format.ts';

/** Countries whose weeks begin on Sunday (Unicode CLDR week data, the larger ones); elsewhere weeks begin on Monday. */
const SUNDAY_FIRST = new Set('US CA MX BR JP IN IL KR ZA TW HK AU PH TH CO PE VE ID SG PK SA'.split(' '));

const firstWeekday = (locale: string): number => (SUNDAY_FIRST.has(locale.split('_')[1] ?? 'US') ? 0 : 1);

function invalidDate(text: string): never {
  throw new ApexException('System.TypeException', `Invalid date: ${text}`);
}
function invalidDatetime(text: string): never {
  throw new ApexException('System.TypeException', `Invalid date/time: ${text}`);
}

const today = (rt: Runtime): ApexDate => now(rt).in(rt.user.timeZone).date;
const now = (rt: Runtime): ApexDatetime => new ApexDatetime(rt.parts.clock.now());

/** `YYYY-MM-DD` with whatever may follow it (octoberswimmer/aer-dist issues 5 and 333). */
function dateFromText(text: string): ApexDate {
  return /^\d{1,4}-\d{1,2}-\d{1,2}([ T].*)?$/.test(text)
    ? (ApexDate.fromIso(text.padStart(10, '0')) ?? invalidDate(text))
    : invalidDate(text);
}

/** `yyyy-MM-dd HH:mm:ss` with optional fraction and offset; without an offset in `zone`. */
function datetimeFromText(text: string, zone: string): ApexDatetime {
  const parts =
    /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2})(\.\d+)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/.exec(
      text.trim(),
    );
  if (!parts) invalidDatetime(text);
  const [, year, month, day, hour = '0', minute = '0', second = '0', , offset] = parts;
  const date = ApexDate.of(Number(year), Number(month), Number(day));
  const time = ApexTime.of(Number(hour), Number(minute), Number(second), 0);
  if (offset !== undefined && offset !== 'Z') {
    return ApexDatetime.fromIso(`${date.toIso()}T${time.toString().slice(0, 8)}${offset}`) ?? invalidDatetime(text);
  }
  return ApexDatetime.at(date, time, offset === 'Z' ? 'UTC' : zone);
}

/** Text in the locale's short form, as Date.parse takes it: month first in en_US, day first elsewhere. */
function parseLocalDate(rt: Runtime, text: string): ApexDate {
  const numbers = /^\s*(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})\s*$/.exec(text);
  if (!numbers) invalidDate(text);
  const order = dateFormat(intlLocale(rt.user.locale))
    .formatToParts(0)
    .map((part) => part.type)
    .filter((type) => type === 'year' || type === 'month' || type === 'day');
  const at = (type: 'year' | 'month' | 'day'): number => Number(numbers[order.indexOf(type) + 1]);
  const month = at('month');
  const day = at('day');
  const year = at('year') < 100 ? at('year') + 2000 : at('year');
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) invalidDate(text);
  return ApexDate.of(year, month, day);
}

function parseLocalDatetime(rt: Runtime, text: string): ApexDatetime {
  const parts = /^(\S+?),?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp][Mm])?$/.exec(text.trim());
  if (!parts) invalidDatetime(text);
  const [, day = '', hour = '0', minute = '0', second = '0', half] = parts;
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  return ApexDatetime.at(
    parseLocalDate(rt, day),
    ApexTime.of(hours, Number(minute), Number(second), 0),
    rt.user.timeZone,
  );
}

/** Whole months between: days do not count. */
const monthsBetween = (from: ApexDate, to: ApexDate): number => (to.year - from.year) * 12 + to.month - from.month;

/** Moves by calendar units in the user's zone, so that the clock keeps its time over a change to daylight saving. */
function shift(rt: Runtime, self: ApexDatetime, move: (date: ApexDate) => ApexDate): ApexDatetime {
  const { date, time } = self.in(rt.user.timeZone);
  return ApexDatetime.at(move(date), time, rt.user.timeZone);
}

const dateOf = (year: number, month: number, day: number): ApexDate =>
  ApexDate.of(required(year), required(month, 2), required(day, 3));

export const dateFunctions = {
  'System.Date.newInstance(Integer,Integer,Integer)': (_rt: Runtime, year: number, month: number, day: number) =>
    dateOf(year, month, day),
  'System.Date.today()': (rt: Runtime) => today(rt),
  'System.Date.daysInMonth(Integer,Integer)': (_rt: Runtime, year: number, month: number) => daysInMonth(year, month),
  'System.Date.isLeapYear(Integer)': (_rt: Runtime, year: number) => isLeapYear(year),
  'System.Date.parse(String)': (rt: Runtime, text: string) => parseLocalDate(rt, notNull(text)),
  'System.Date.valueOf(String)': (_rt: Runtime, text: string) => dateFromText(notNull(text)),
  'System.Date.valueOf(Object)': (rt: Runtime, value: unknown) => {
    if (notNull(value) instanceof ApexDate) return value;
    if (value instanceof ApexDatetime) return value.in(rt.user.timeZone).date;
    return typeof value === 'string' ? dateFromText(value) : invalidDate(textOf(rt, value));
  },
  'System.Date.addDays(Integer)': (_rt: Runtime, self: ApexDate, days: number) => self.addDays(required(days)),
  'System.Date.addMonths(Integer)': (_rt: Runtime, self: ApexDate, months: number) => self.addMonths(required(months)),
  'System.Date.addYears(Integer)': (_rt: Runtime, self: ApexDate, years: number) => self.addYears(required(years)),
  'System.Date.day()': (_rt: Runtime, self: ApexDate) => self.day,
  'System.Date.dayOfYear()': (_rt: Runtime, self: ApexDate) => self.dayOfYear,
  'System.Date.daysBetween(Date)': (_rt: Runtime, self: ApexDate, other: ApexDate) =>
    required(other).epochDay - self.epochDay,
  'System.Date.format()': (rt: Runtime, self: ApexDate) => formatShortDate(rt, self),
  'System.Date.isSameDay(Date)': (_rt: Runtime, self: ApexDate, other: ApexDate) => self.equals(required(other)),
  'System.Date.month()': (_rt: Runtime, self: ApexDate) => self.month,
  'System.Date.monthsBetween(Date)': (_rt: Runtime, self: ApexDate, other: ApexDate) =>
    monthsBetween(self, required(other)),
  'System.Date.toStartOfMonth()': (_rt: Runtime, self: ApexDate) => ApexDate.of(self.year, self.month, 1),
  'System.Date.toStartOfWeek()': (rt: Runtime, self: ApexDate) =>
    self.addDays(-((self.weekday - firstWeekday(rt.user.locale) + 7) % 7)),
  'System.Date.year()': (_rt: Runtime, self: ApexDate) => self.year,
  'System.Date.toString()': (_rt: Runtime, self: ApexDate) => self.toString(),
};

export const timeFunctions = {
  'System.Time.newInstance(Integer,Integer,Integer,Integer)': (
    _rt: Runtime,
    h: number,
    m: number,
    s: number,
    ms: number,
  ) => ApexTime.of(required(h), required(m, 2), required(s, 3), required(ms, 4)),
  'System.Time.addHours(Integer)': (_rt: Runtime, self: ApexTime, hours: number) =>
    self.addMilliseconds(hours * 3_600_000),
  'System.Time.addMinutes(Integer)': (_rt: Runtime, self: ApexTime, minutes: number) =>
    self.addMilliseconds(minutes * 60_000),
  'System.Time.addSeconds(Integer)': (_rt: Runtime, self: ApexTime, seconds: number) =>
    self.addMilliseconds(seconds * 1000),
  'System.Time.addMilliseconds(Integer)': (_rt: Runtime, self: ApexTime, millis: number) =>
    self.addMilliseconds(millis),
  'System.Time.hour()': (_rt: Runtime, self: ApexTime) => self.hour,
  'System.Time.minute()': (_rt: Runtime, self: ApexTime) => self.minute,
  'System.Time.second()': (_rt: Runtime, self: ApexTime) => self.second,
  'System.Time.millisecond()': (_rt: Runtime, self: ApexTime) => self.millisecond,
  'System.Time.toString()': (_rt: Runtime, self: ApexTime) => self.toString(),
};

/** The getters of Datetime, in the user's zone and (with the suffix Gmt) in UTC. */
const partsOf: Readonly<Record<string, (date: ApexDate, time: ApexTime) => unknown>> = {
  date: (date) => date,
  day: (date) => date.day,
  dayOfYear: (date) => date.dayOfYear,
  hour: (_date, time) => time.hour,
  millisecond: (_date, time) => time.millisecond,
  minute: (_date, time) => time.minute,
  month: (date) => date.month,
  second: (_date, time) => time.second,
  time: (_date, time) => time,
  year: (date) => date.year,
};

const datetimeParts: Record<string, PlatformFunction> = Object.fromEntries<PlatformFunction>(
  Object.entries(partsOf).flatMap(([name, part]) => [
    [
      `System.Datetime.${name}()`,
      (rt: Runtime, self: ApexDatetime) => {
        const { date, time } = self.in(rt.user.timeZone);
        return part(date, time);
      },
    ],
    [
      `System.Datetime.${name}Gmt()`,
      (_rt: Runtime, self: ApexDatetime) => {
        const { date, time } = self.in('UTC');
        return part(date, time);
      },
    ],
  ]),
);

const timeOf = (h = 0, m = 0, s = 0): ApexTime =>
  ApexTime.of(0, 0, 0, 0).addMilliseconds(((h * 60 + m) * 60 + s) * 1000);

/** Hours above 23 and the like roll over into the next day. */
function wall(year: number, month: number, day: number, zone: string, h = 0, m = 0, s = 0): ApexDatetime {
  const seconds = (h * 60 + m) * 60 + s;
  const days = Math.floor(seconds / 86_400);
  return ApexDatetime.at(dateOf(year, month, day).addDays(days), timeOf(0, 0, seconds - days * 86_400), zone);
}

export const datetimeFunctions = {
  ...datetimeParts,
  'System.Datetime.now()': (rt: Runtime) => now(rt),
  'System.Datetime.newInstance(Long)': (_rt: Runtime, millis: bigint) => new ApexDatetime(Number(required(millis))),
  'System.Datetime.newInstance(Date,Time)': (rt: Runtime, date: ApexDate, time: ApexTime) =>
    ApexDatetime.at(required(date), required(time, 2), rt.user.timeZone),
  'System.Datetime.newInstance(Integer,Integer,Integer)': (rt: Runtime, y: number, mo: number, d: number) =>
    wall(y, mo, d, rt.user.timeZone),
  'System.Datetime.newInstance(Integer,Integer,Integer,Integer,Integer,Integer)': (
    rt: Runtime,
    y: number,
    mo: number,
    d: number,
    h: number,
    mi: number,
    s: number,
  ) => wall(y, mo, d, rt.user.timeZone, h, mi, s),
  'System.Datetime.newInstanceGmt(Date,Time)': (_rt: Runtime, date: ApexDate, time: ApexTime) =>
    ApexDatetime.at(required(date), required(time, 2), 'UTC'),
  'System.Datetime.newInstanceGmt(Integer,Integer,Integer)': (_rt: Runtime, y: number, mo: number, d: number) =>
    wall(y, mo, d, 'UTC'),
  'System.Datetime.newInstanceGmt(Integer,Integer,Integer,Integer,Integer,Integer)': (
    _rt: Runtime,
    y: number,
    mo: number,
    d: number,
    h: number,
    mi: number,
    s: number,
  ) => wall(y, mo, d, 'UTC', h, mi, s),
  'System.Datetime.parse(String)': (rt: Runtime, text: string) => parseLocalDatetime(rt, notNull(text)),
  'System.Datetime.valueOf(String)': (rt: Runtime, text: string) => datetimeFromText(notNull(text), rt.user.timeZone),
  'System.Datetime.valueOf(Object)': (rt: Runtime, value: unknown) => {
    if (notNull(value) instanceof ApexDatetime) return value;
    if (value instanceof ApexDate) return ApexDatetime.at(value, timeOf(), 'UTC');
    return typeof value === 'string' ? datetimeFromText(value, rt.user.timeZone) : invalidDatetime(textOf(rt, value));
  },
  'System.Datetime.valueOfGmt(String)': (_rt: Runtime, text: string) => datetimeFromText(notNull(text), 'UTC'),
  'System.Datetime.addDays(Integer)': (rt: Runtime, self: ApexDatetime, days: number) =>
    shift(rt, self, (date) => date.addDays(required(days))),
  'System.Datetime.addMonths(Integer)': (rt: Runtime, self: ApexDatetime, months: number) =>
    shift(rt, self, (date) => date.addMonths(required(months))),
  'System.Datetime.addYears(Integer)': (rt: Runtime, self: ApexDatetime, years: number) =>
    shift(rt, self, (date) => date.addYears(required(years))),
  'System.Datetime.addHours(Integer)': (_rt: Runtime, self: ApexDatetime, hours: number) =>
    self.addMilliseconds(required(hours) * 3_600_000),
  'System.Datetime.addMinutes(Integer)': (_rt: Runtime, self: ApexDatetime, minutes: number) =>
    self.addMilliseconds(required(minutes) * 60_000),
  'System.Datetime.addSeconds(Integer)': (_rt: Runtime, self: ApexDatetime, seconds: number) =>
    self.addMilliseconds(required(seconds) * 1000),
  'System.Datetime.getTime()': (_rt: Runtime, self: ApexDatetime) => BigInt(self.millis),
  'System.Datetime.isSameDay(Datetime)': (rt: Runtime, self: ApexDatetime, other: ApexDatetime) =>
    self.in(rt.user.timeZone).date.equals(required(other).in(rt.user.timeZone).date),
  'System.Datetime.format()': (rt: Runtime, self: ApexDatetime) => formatShortDatetime(rt, self),
  'System.Datetime.format(String)': (rt: Runtime, self: ApexDatetime, pattern: string) =>
    formatPattern(self, required(pattern), rt.user.timeZone, intlLocale(rt.user.locale)),
  'System.Datetime.format(String,String)': (rt: Runtime, self: ApexDatetime, pattern: string, zone: string) =>
    formatPattern(self, required(pattern), zoneOrGmt(zone), intlLocale(rt.user.locale)),
  'System.Datetime.formatGmt(String)': (rt: Runtime, self: ApexDatetime, pattern: string) =>
    formatPattern(self, required(pattern), 'UTC', intlLocale(rt.user.locale)),
  'System.Datetime.formatLong()': (rt: Runtime, self: ApexDatetime) =>
    dateFormat(intlLocale(rt.user.locale), {
      ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: '2-digit', second: '2-digit' },
      timeZone: rt.user.timeZone,
      timeZoneName: 'short',
    })
      .format(self.millis)
      .replaceAll('\u202f', ' '),
  'System.Datetime.toString()': (_rt: Runtime, self: ApexDatetime) => self.toString(),
};

/** java.util.TimeZone.getTimeZone: an unknown name means GMT. */
function zoneOrGmt(zone: string | null): string {
  if (zone === null) return 'UTC';
  const offset = /^GMT([+-]\d{2}:\d{2})$/.exec(zone);
  if (offset?.[1]) return offset[1];
  return isTimeZone(zone) ? zone : 'UTC';
}

/** System.TimeZone. */
export class TimeZoneValue extends PlatformObject {
  override readonly apexType = platformType('System.TimeZone');
  readonly id: string;
  constructor(id: string) {
    super();
    this.id = id;
  }
  override toText(): string {
    return this.id;
  }
}

export const timeZoneFunctions = {
  'System.TimeZone.getTimeZone(String)': (_rt: Runtime, id: string) =>
    new TimeZoneValue(isTimeZone(required(id)) ? id : 'GMT'),
  'System.TimeZone.getID()': (_rt: Runtime, self: TimeZoneValue) => self.id,
  'System.TimeZone.toString()': (_rt: Runtime, self: TimeZoneValue) => self.id,
  'System.TimeZone.getOffset(Datetime)': (_rt: Runtime, self: TimeZoneValue, at: ApexDatetime) =>
    offsetAt(self.id, required(at).millis),
  'System.TimeZone.getDisplayName()': (rt: Runtime, self: TimeZoneValue) => {
    const offset = Math.round(offsetAt(self.id, rt.parts.clock.now()) / 60_000);
    const size = Math.abs(offset);
    const text = `${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`;
    return `(GMT${offset < 0 ? '-' : '+'}${text}) ${zoneName(self.id, rt.parts.clock.now(), 'long', 'en-US')} (${self.id})`;
  },
};
