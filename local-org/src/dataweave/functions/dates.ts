/** dw::core::Dates and Periods, and the clock. Examples: docs.mulesoft.com, "Dates (dw::core::Dates)" and "Periods", the page of each function. */
import { failure } from '../errors.ts';
import type { Host } from '../evaluator/host.ts';
import { coerce } from '../values/coercion.ts';
import { exactOf, isNum, isWhole, toInteger } from '../values/numbers.ts';
import {
  NANOS_PER_SECOND,
  Period,
  Temporal,
  Zone,
  civil,
  dateTimeAt,
  dayOfWeek,
  daysInMonth,
  epochDay,
  plusMonths,
  zoneOf,
} from '../values/temporal.ts';
import { bare, type ObjectValue, type Value } from '../values/value.ts';
import { on, type FunctionTable, type Overload, type ParameterType } from './signatures.ts';

const part = (parts: ObjectValue, name: string, initial = 0): number => {
  const value = bare(parts.get(name) ?? initial);
  return isNum(value) ? toInteger(value) : initial;
};

function dayOf(parts: ObjectValue): number {
  const [year, month, day] = [part(parts, 'year'), part(parts, 'month', 1), part(parts, 'day', 1)];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month))
    throw failure(`Invalid date: ${[year, month, day].join('-')}`);
  return epochDay(year, month, day);
}

/** Seconds may have a fraction. */
function nanosOf(value: Value, unit: bigint): bigint {
  const own = bare(value);
  if (!isNum(own)) return 0n;
  const { unscaled, scale } = exactOf(own);
  return scale <= 0 ? unscaled * 10n ** BigInt(-scale) * unit : (unscaled * unit) / 10n ** BigInt(scale);
}

function nanoOf(parts: ObjectValue): number {
  const whole = (part(parts, 'hour') * 60 + part(parts, 'minutes')) * 60;
  return whole * NANOS_PER_SECOND + Number(nanosOf(parts.get('seconds') ?? 0, BigInt(NANOS_PER_SECOND)));
}

function zoneIn(parts: ObjectValue): Zone {
  const zone = coerce(parts.get('timeZone') ?? 'Z', 'TimeZone');
  return zone instanceof Zone ? zone : new Zone('Z');
}

const DATED: readonly ParameterType[] = ['DateTime', 'LocalDateTime', 'Date'];

/** Moves to the beginning of something: the day and nanosecond it begins with. */
function atBeginning(
  types: readonly ParameterType[],
  begin: (value: Temporal) => readonly [day: number, nano: number],
): readonly Overload[] {
  return types.map((type) =>
    on([type], (value) => {
      if (!(value instanceof Temporal)) throw failure('A date is expected');
      const [day, nano] = begin(value);
      return new Temporal(value.kind, day, nano, value.zone);
    }),
  );
}

const HOUR = 3600 * NANOS_PER_SECOND;
const firstOf = (value: Temporal, month?: number): number => {
  const date = civil(value.day);
  return epochDay(date.year, month ?? date.month, 1);
};

/** dw::core::Dates. */
export function dates(host: Host): FunctionTable {
  const day = (offset: number): Value =>
    new Temporal('Date', dateTimeAt(BigInt(Math.trunc(host.now())) * 1_000_000n, zoneOf(host.zone)).day + offset, 0);
  return {
    today: [on([], () => day(0))],
    tomorrow: [on([], () => day(1))],
    yesterday: [on([], () => day(-1))],
    date: [on(['Object'], (parts) => new Temporal('Date', dayOf(parts), 0))],
    dateTime: [on(['Object'], (parts) => new Temporal('DateTime', dayOf(parts), nanoOf(parts), zoneIn(parts)))],
    localDateTime: [on(['Object'], (parts) => new Temporal('LocalDateTime', dayOf(parts), nanoOf(parts)))],
    localTime: [on(['Object'], (parts) => new Temporal('LocalTime', 0, nanoOf(parts)))],
    time: [on(['Object'], (parts) => new Temporal('Time', 0, nanoOf(parts), zoneIn(parts)))],
    atBeginningOfDay: atBeginning(['DateTime', 'LocalDateTime'], (value) => [value.day, 0]),
    atBeginningOfHour: atBeginning(['DateTime', 'LocalDateTime', 'LocalTime', 'Time'], (value) => [
      value.day,
      value.nano - (value.nano % HOUR),
    ]),
    atBeginningOfMonth: atBeginning(DATED, (value) => [firstOf(value), 0]),
    // Weeks begin on Sunday.
    atBeginningOfWeek: atBeginning(DATED, (value) => [value.day - (dayOfWeek(value.day) % 7), 0]),
    atBeginningOfYear: atBeginning(DATED, (value) => [firstOf(value, 1), 0]),
  };
}

const units: readonly (readonly [string, bigint])[] = [
  ['days', 86_400_000_000_000n],
  ['hours', 3_600_000_000_000n],
  ['minutes', 60_000_000_000n],
  ['seconds', 1_000_000_000n],
];

const nanos = (unit: bigint): readonly Overload[] => [
  on(['Number'], (count) => new Period(0, 0, nanosOf(count, unit), true)),
];

function whole(count: Value): number {
  if (!isNum(count) || !isWhole(count)) throw failure('A whole number is expected');
  return toInteger(count);
}

/** Years, months and days between two dates (java.time.Period.between). */
function between(end: Temporal, start: Temporal): Period {
  const [from, to] = [civil(start.day), civil(end.day)];
  let months = (to.year - from.year) * 12 + to.month - from.month;
  let days = to.day - from.day;
  if (months > 0 && days < 0) {
    months -= 1;
    days = end.day - plusMonths(start.day, months);
  } else if (months < 0 && days > 0) {
    months += 1;
    days -= daysInMonth(to.year, to.month);
  }
  return new Period(months, days, 0n);
}

/** dw::core::Periods. */
export const periods: FunctionTable = {
  between: [on(['Date', 'Date'], between)],
  days: [
    on(['Number'], (count) =>
      isWhole(count)
        ? new Period(0, toInteger(count), 0n)
        : new Period(0, 0, nanosOf(count, 86_400_000_000_000n), true),
    ),
  ],
  hours: nanos(3_600_000_000_000n),
  minutes: nanos(60_000_000_000n),
  seconds: nanos(1_000_000_000n),
  months: [on(['Number'], (count) => new Period(whole(count), 0, 0n))],
  years: [on(['Number'], (count) => new Period(whole(count) * 12, 0, 0n))],
  duration: [
    on(
      ['Object'],
      (parts) =>
        new Period(
          0,
          0,
          units.reduce((sum, [name, unit]) => sum + nanosOf(parts.get(name) ?? 0, unit), 0n),
          true,
        ),
    ),
  ],
  period: [
    on(['Object'], (parts) => new Period(part(parts, 'years') * 12 + part(parts, 'months'), part(parts, 'days'), 0n)),
  ],
};

/** dw::util::Timer, as far as it needs no waiting. */
export function timer(host: Host): FunctionTable {
  return {
    currentMilliseconds: [on([], () => Math.trunc(host.now()))],
    toMilliseconds: [on(['DateTime'], (date) => coerce(date, 'Number', { unit: 'milliseconds' }))],
  };
}
