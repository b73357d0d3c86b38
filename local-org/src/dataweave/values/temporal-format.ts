/** Dates by pattern, written and read (java.time.format.DateTimeFormatter; letters not named here are refused). */
import { Unsupported } from '../../engine/errors.ts';
import { failure } from '../errors.ts';
import { offsetText } from './temporal-text.ts';
import {
  NANOS_PER_SECOND,
  Temporal,
  civil,
  dayOfWeek,
  dayOfYear,
  daysInMonth,
  epochDay,
  instantNanos,
  offsetOf,
  zoneOf,
  type TemporalKind,
} from './temporal.ts';

interface Part {
  readonly letter: string | undefined;
  readonly text: string;
}

/** Runs of one letter and literals; optional brackets are dropped, since whatever can be written is. */
function partsOf(pattern: string): readonly Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < pattern.length;) {
    const char = pattern[at] ?? '';
    if (/[A-Za-z]/.test(char)) {
      let end = at;
      while (pattern[end] === char) end += 1;
      parts.push({ letter: char, text: pattern.slice(at, end) });
      at = end;
    } else if (char === "'") {
      const end = pattern.indexOf("'", at + 1);
      if (end < 0) throw failure(`Pattern ends with an incomplete string literal: ${pattern}`);
      parts.push({ letter: undefined, text: end === at + 1 ? "'" : pattern.slice(at + 1, end) });
      at = end + 1;
    } else {
      if (char !== '[' && char !== ']') parts.push({ letter: undefined, text: char });
      at += 1;
    }
  }
  return parts;
}

const names = (locale: string, options: Intl.DateTimeFormatOptions, days: readonly number[]): readonly string[] => {
  const format = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
  return days.map((day) => format.format(day * 86_400_000));
};
const MONTH_DAYS = Array.from({ length: 12 }, (_, month) => epochDay(2001, month + 1, 1));
// 2001-01-01 was a Monday.
const WEEK_DAYS = Array.from({ length: 7 }, (_, day) => epochDay(2001, 1, 1 + day));
const monthNames = (locale: string, long: boolean): readonly string[] =>
  names(locale, { month: long ? 'long' : 'short' }, MONTH_DAYS);
const dayNames = (locale: string, long: boolean): readonly string[] =>
  names(locale, { weekday: long ? 'long' : 'short' }, WEEK_DAYS);

/** The value in the pattern's words; `locale` is a BCP 47 tag. */
export function formatTemporal(value: Temporal, pattern: string, locale = 'en'): string {
  return partsOf(pattern)
    .map(({ letter, text }) => (letter === undefined ? text : formatField(value, letter, text.length, locale)))
    .join('');
}

function formatField(value: Temporal, letter: string, width: number, locale: string): string {
  const padded = (number: number): string => String(number).padStart(width, '0');
  const date = (): ReturnType<typeof civil> => {
    if (!value.hasDate) throw failure(`Unsupported field: ${letter} in ${value.kind}`);
    return civil(value.day);
  };
  const seconds = (): number => {
    if (!value.hasTime) throw failure(`Unsupported field: ${letter} in ${value.kind}`);
    return Math.floor(value.nano / NANOS_PER_SECOND);
  };
  const hour = (): number => Math.floor(seconds() / 3600);
  switch (letter) {
    case 'y':
    case 'u':
    case 'Y':
      return width === 2 ? String(date().year % 100).padStart(2, '0') : padded(date().year);
    case 'M':
    case 'L':
      return width > 2 ? (monthNames(locale, width === 4)[date().month - 1] ?? '') : padded(date().month);
    case 'Q':
    case 'q':
      return padded(Math.ceil(date().month / 3));
    case 'd':
      return padded(date().day);
    case 'D':
      return padded(dayOfYear(value.day));
    case 'E':
      return dayNames(locale, width === 4)[dayOfWeek(value.day) - 1] ?? '';
    case 'e':
    case 'c':
      // Weeks begin on Sunday in the locale en_US.
      return width > 2
        ? (dayNames(locale, width === 4)[dayOfWeek(value.day) - 1] ?? '')
        : padded((dayOfWeek(value.day) % 7) + 1);
    case 'G':
      return date().year > 0 ? 'AD' : 'BC';
    case 'a':
      return hour() < 12 ? 'AM' : 'PM';
    case 'H':
      return padded(hour());
    case 'k':
      return padded(hour() === 0 ? 24 : hour());
    case 'h':
      return padded(hour() % 12 === 0 ? 12 : hour() % 12);
    case 'K':
      return padded(hour() % 12);
    case 'm':
      return padded(Math.floor(seconds() / 60) % 60);
    case 's':
      return padded(seconds() % 60);
    case 'S':
      return String(value.nano % NANOS_PER_SECOND)
        .padStart(9, '0')
        .slice(0, width)
        .padEnd(width, '0');
    case 'n':
      return padded(value.nano % NANOS_PER_SECOND);
    case 'A':
      return padded(Math.floor(value.nano / 1_000_000));
    case 'N':
      return padded(value.nano);
    default:
      return formatZone(value, letter, width, locale);
  }
}

function formatZone(value: Temporal, letter: string, width: number, locale: string): string {
  if (!value.zone) throw failure(`Unable to extract the zone of a ${value.kind} for the letter ${letter}`);
  const seconds = offsetOf(value);
  const size = Math.abs(seconds);
  const sign = seconds < 0 ? '-' : '+';
  const hours = String(Math.floor(size / 3600)).padStart(2, '0');
  const minutes = String(Math.floor(size / 60) % 60).padStart(2, '0');
  switch (letter) {
    case 'V':
      return value.zone.id;
    case 'z':
      return zoneName(value, width === 4 ? 'long' : 'short', locale);
    case 'X':
    case 'x':
      if (letter === 'X' && seconds === 0) return 'Z';
      if (width === 1) return `${sign}${hours}${minutes === '00' ? '' : minutes}`;
      return width === 2 || width === 4 ? `${sign}${hours}${minutes}` : `${sign}${hours}:${minutes}`;
    case 'Z':
      if (width === 4) return seconds === 0 ? 'GMT' : `GMT${sign}${hours}:${minutes}`;
      return width === 5 ? offsetText(seconds) : `${sign}${hours}${minutes}`;
    case 'O':
      if (seconds === 0) return 'GMT';
      return width === 4
        ? `GMT${sign}${hours}:${minutes}`
        : `GMT${sign}${String(Number(hours))}${minutes === '00' ? '' : `:${minutes}`}`;
    default:
      throw new Unsupported(`DataWeave format letter ${letter}`);
  }
}

function zoneName(value: Temporal, style: 'long' | 'short', locale: string): string {
  const zone = value.zone?.id ?? 'Z';
  if (zone === 'Z' || /^[+-]/.test(zone)) return zone;
  const millis = Number(instantNanos(value) / 1_000_000n);
  const parts = new Intl.DateTimeFormat(locale === 'en' ? 'en-US' : locale, { timeZone: zone, timeZoneName: style });
  return parts.formatToParts(millis).find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}

type Fields = Record<string, number>;

/** How dates that do not exist are taken: `STRICT` refuses, `SMART` takes the month's last day, `LENIENT` runs over. */
export type ParsingMode = 'STRICT' | 'SMART' | 'LENIENT';

/** Reads a text by pattern into the wanted kind. Throws when it does not fit. */
export function parseByPattern(
  text: string,
  pattern: string,
  kind: TemporalKind,
  locale = 'en',
  mode: ParsingMode = 'SMART',
): Temporal {
  const fields: Fields = {};
  let zone: string | undefined;
  let at = 0;
  const refuse = (): never => {
    throw failure(`Text '${text}' could not be parsed at index ${String(at)}`);
  };
  const parts = partsOf(pattern);
  const optional = pattern.indexOf('[');
  for (const [index, { letter, text: run }] of parts.entries()) {
    if (at === text.length && optional >= 0 && pattern.indexOf(run, optional) >= 0) break;
    if (letter === undefined) {
      if (!text.startsWith(run, at)) refuse();
      at += run.length;
    } else if ('VzXxZO'.includes(letter)) {
      const found =
        /^(?:Z|(?:GMT|UTC)?[+-]\d{1,2}:?\d{0,2}|[A-Za-z_]+(?:\/[A-Za-z_]+)*)/.exec(text.slice(at)) ?? refuse();
      zone = found[0];
      at += found[0].length;
    } else {
      const nextIsNumber = parts[index + 1]?.letter !== undefined;
      at += readField(text.slice(at), letter, run.length, nextIsNumber, fields, locale) ?? refuse();
    }
  }
  if (at !== text.length) refuse();
  return assemble(fields, zone, kind, mode, text);
}

/** The characters taken, or undefined. */
function readField(
  text: string,
  letter: string,
  width: number,
  fixed: boolean,
  fields: Fields,
  locale: string,
): number | undefined {
  const words =
    letter === 'a'
      ? ['AM', 'PM']
      : letter === 'E' || ((letter === 'e' || letter === 'c') && width > 2)
        ? dayNames(locale, width === 4)
        : (letter === 'M' || letter === 'L') && width > 2
          ? monthNames(locale, width === 4)
          : undefined;
  if (words) {
    const index = words.findIndex((word) => text.toLowerCase().startsWith(word.toLowerCase()));
    if (index < 0) return undefined;
    fields[letter] = letter === 'a' ? index : index + 1;
    return words[index]?.length;
  }
  const limit =
    fixed || width > 1 ? (letter === 'y' || letter === 'u' ? Math.max(width, fixed ? width : 4) : width) : 19;
  const digits = new RegExp(`^\\d{1,${String(limit)}}`).exec(text)?.[0];
  if (digits === undefined || digits.length < Math.min(width, 2)) return undefined;
  const number = Number(digits);
  if (letter === 'S') fields.nano = Number(digits.padEnd(9, '0'));
  else fields[letter] = (letter === 'y' || letter === 'u') && width === 2 ? 2000 + number : number;
  return digits.length;
}

function assemble(
  fields: Fields,
  zone: string | undefined,
  kind: TemporalKind,
  mode: ParsingMode,
  text: string,
): Temporal {
  const year = fields.u ?? fields.y ?? 1970;
  const month = fields.M ?? fields.L ?? 1;
  const day = fields.d ?? 1;
  const exists = month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  if (!exists && (mode === 'STRICT' || (mode === 'SMART' && (month < 1 || month > 12 || day < 1 || day > 31)))) {
    throw failure(`Text '${text}' could not be parsed: Invalid date`);
  }
  const dayNumber =
    fields.D === undefined
      ? epochDay(year, month, exists || mode === 'LENIENT' ? day : daysInMonth(year, month))
      : epochDay(year, 1, fields.D);
  const half = fields.h ?? fields.K;
  const hour = fields.H ?? fields.k ?? (half === undefined ? 0 : (half % 12) + 12 * (fields.a ?? 0));
  const seconds = ((hour % 24) * 60 + (fields.m ?? 0)) * 60 + (fields.s ?? 0);
  const nano = seconds * NANOS_PER_SECOND + (fields.nano ?? 0);
  const own = kind === 'DateTime' || kind === 'Time' ? zoneOf(zone ?? 'Z') : undefined;
  return new Temporal(kind, kind === 'Time' || kind === 'LocalTime' ? 0 : dayNumber, kind === 'Date' ? 0 : nano, own);
}
