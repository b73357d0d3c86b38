/** Dates and periods as ISO 8601 text, and the literals between bars. */
import { failure } from '../errors.ts';
import type { Zone } from './temporal.ts';
import { NANOS_PER_SECOND, Period, Temporal, civil, daysInMonth, epochDay, offsetOf, zoneOf } from './temporal.ts';

const two = (value: number): string => String(value).padStart(2, '0');

export function dateText(day: number): string {
  const date = civil(day);
  return `${String(date.year).padStart(4, '0')}-${two(date.month)}-${two(date.day)}`;
}

export function timeText(nano: number): string {
  const seconds = Math.floor(nano / NANOS_PER_SECOND);
  const rest = nano % NANOS_PER_SECOND;
  const text = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  if (rest === 0) return text;
  const digits = String(rest).padStart(9, '0');
  // Fractions have three, six or nine digits (java.time.format.DateTimeFormatter.ISO_LOCAL_TIME trims zeros; DataWeave does as well).
  return `${text}.${digits.replace(/0+$/, '')}`;
}

export function offsetText(seconds: number): string {
  if (seconds === 0) return 'Z';
  const size = Math.abs(seconds);
  const rest = size % 60;
  return `${seconds < 0 ? '-' : '+'}${two(Math.floor(size / 3600))}:${two(Math.floor(size / 60) % 60)}${rest ? `:${two(rest)}` : ''}`;
}

/** ISO text of a date or time, without regard to its own format. */
export function isoText(value: Temporal): string {
  const offset = value.zone ? offsetText(offsetOf(value)) : '';
  const date = value.hasDate ? dateText(value.day) : '';
  const time = value.hasTime ? timeText(value.nano) : '';
  return `${date}${date && time ? 'T' : ''}${time}${offset}`;
}

const DATE = /^([+-]?\d{4,})(?:-(\d{2})(?:-(\d{2}))?)?/;
const TIME = /^(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?/;
const ZONE = /^(Z|[+-]\d{1,2}(?::?\d{2})?(?::?\d{2})?|\[?[A-Za-z]+(?:[/_+-][A-Za-z0-9_+-]+)*\]?)/;

/** Any of the five kinds, or undefined when the text is none. Throws for a date that does not exist. */
export function parseTemporal(text: string): Temporal | undefined {
  let rest = text.trim();
  const takes = (expression: RegExp): RegExpExecArray | null => {
    const found = expression.exec(rest);
    if (found) rest = rest.slice(found[0].length);
    return found;
  };
  const date = /^\d{2}:/.test(rest) ? null : takes(DATE);
  if (date && /^[Tt ]/.test(rest)) rest = rest.slice(1);
  const time = takes(TIME);
  let zone = time || date ? takes(ZONE)?.[0] : undefined;
  const named = rest.startsWith('[') ? takes(ZONE)?.[0] : undefined;
  zone = (named ?? zone)?.replace(/^\[|\]$/g, '');
  if (rest !== '' || (!date && !time)) return undefined;
  const day = date ? checkedDay(Number(date[1]), Number(date[2] ?? 1), Number(date[3] ?? 1)) : 0;
  const nano = time ? checkedNano(time) : 0;
  if (!date)
    return zone === undefined ? new Temporal('LocalTime', 0, nano) : new Temporal('Time', 0, nano, zoneOf(zone));
  if (!time && zone === undefined) return new Temporal('Date', day, 0);
  if (zone === undefined) return new Temporal('LocalDateTime', day, nano);
  return new Temporal('DateTime', day, nano, zoneOf(zone));
}

function checkedDay(year: number, month: number, day: number): number {
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) {
    throw failure(`Invalid date: ${String(year)}-${two(month)}-${two(day)}`);
  }
  return epochDay(year, month, day);
}

function checkedNano([text, hours = '0', minutes = '0', seconds = '0', fraction = '']: RegExpExecArray): number {
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) throw failure(`Invalid time: ${text}`);
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return whole * NANOS_PER_SECOND + Number(fraction.padEnd(9, '0'));
}

const PERIOD =
  /^([+-]?)P(?:([+-]?\d+)Y)?(?:([+-]?\d+)M)?(?:([+-]?\d+)W)?(?:([+-]?\d+)D)?(T(?:([+-]?\d+)H)?(?:([+-]?\d+)M)?(?:([+-]?\d+)(?:\.(\d{1,9}))?S)?)?$/i;

/** `P1Y2M3D`, `PT1H`; undefined when the text is no period. */
export function parsePeriod(text: string): Period | undefined {
  const found = PERIOD.exec(text.trim());
  if (!found || /[PT]$/i.test(text.trim())) return undefined;
  const [, sign, years = '0', months = '0', weeks = '0', days = '0', time, hours = '0', minutes = '0', seconds = '0'] =
    found;
  const factor = sign === '-' ? -1 : 1;
  const fraction = BigInt((found[10] ?? '').padEnd(9, '0') || '0') * (seconds.startsWith('-') ? -1n : 1n);
  const whole = (BigInt(hours) * 60n + BigInt(minutes)) * 60n + BigInt(seconds);
  return new Period(
    factor * (Number(years) * 12 + Number(months)),
    factor * (Number(weeks) * 7 + Number(days)),
    BigInt(factor) * (whole * BigInt(NANOS_PER_SECOND) + fraction),
    time !== undefined,
  );
}

export function periodText({ months, days, nanos, isDuration }: Period): string {
  const years = Math.trunc(months / 12);
  const part = (value: number | bigint, unit: string): string => (Number(value) === 0 ? '' : `${String(value)}${unit}`);
  const date = part(years, 'Y') + part(months % 12, 'M') + part(days, 'D');
  const second = BigInt(NANOS_PER_SECOND);
  const total = nanos / second;
  const rest = nanos % second;
  let seconds = part(total % 60n, 'S');
  if (rest !== 0n) {
    const digits = (rest < 0n ? -rest : rest).toString().padStart(9, '0').replace(/0+$/, '');
    const sign = nanos < 0n && total % 60n === 0n ? '-' : '';
    seconds = `${sign}${(total % 60n).toString()}.${digits}S`;
  }
  const time = part(total / 3600n, 'H') + part((total / 60n) % 60n, 'M') + seconds;
  if (date === '' && time === '') return isDuration ? 'PT0S' : 'P0D';
  return `P${date}${time === '' ? '' : `T${time}`}`;
}

/** A literal between bars: a date, a time, a zone or a period. */
export function parseLiteral(text: string): Temporal | Period | Zone {
  const period = parsePeriod(text);
  if (period) return period;
  const temporal = parseTemporal(text);
  if (temporal) return temporal;
  try {
    return zoneOf(text.trim());
  } catch (cause) {
    throw failure(`Invalid date, time or period: |${text}|`, { cause });
  }
}
