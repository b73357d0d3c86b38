/** java.text.SimpleDateFormat patterns as Datetime.format uses them. */
import { ApexException } from '../runtime/exception.ts';
import { offsetAt, dateFormat } from '../../store/index.ts';
import { zoneName } from '../runtime/values/time-zones.ts';
import { ApexDate, type ApexDatetime } from '../runtime/values/index.ts';

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

function offsetText(offset: number, separator: string): string {
  const minutes = Math.abs(Math.round(offset / 60_000));
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60), 2)}${separator}${pad(minutes % 60, 2)}`;
}

/** ISO-like week of year with weeks that begin on Sunday and contain January 1st (the en_US rule of java.util.Calendar). */
function weekOfYear(date: ApexDate): number {
  const first = ApexDate.of(date.year, 1, 1);
  const week = Math.floor((date.dayOfYear - 1 + first.weekday) / 7) + 1;
  const nextFirst = ApexDate.of(date.year + 1, 1, 1);
  return date.epochDay >= nextFirst.epochDay - nextFirst.weekday ? 1 : week;
}

/** Formats an instant as clocks in `zone` show it. Names of months and days are in the locale's language. */
export function formatPattern(value: ApexDatetime, pattern: string, zone: string, locale: string): string {
  const { date, time } = value.in(zone);
  const offset = offsetAt(zone, value.millis);
  const name = (options: Intl.DateTimeFormatOptions): string =>
    dateFormat(locale, { ...options, timeZone: 'UTC' }).format(date.epochDay * 86_400_000);

  const field = (letter: string, count: number): string => {
    switch (letter) {
      case 'G':
        return date.year > 0 ? 'AD' : 'BC';
      case 'y':
      case 'u':
        if (letter === 'u') return pad(date.weekday === 0 ? 7 : date.weekday, count);
        return count === 2 ? pad(date.year % 100, 2) : pad(date.year, count);
      case 'Y': {
        const turns = date.month === 12 && weekOfYear(date) === 1 ? 1 : 0;
        return count === 2 ? pad((date.year + turns) % 100, 2) : pad(date.year + turns, count);
      }
      case 'M':
      case 'L':
        if (count >= 4) return name({ month: 'long' });
        return count === 3 ? name({ month: 'short' }) : pad(date.month, count);
      case 'w':
        return pad(weekOfYear(date), count);
      case 'W':
        return pad(Math.floor((date.day - 1 + ApexDate.of(date.year, date.month, 1).weekday) / 7) + 1, count);
      case 'D':
        return pad(date.dayOfYear, count);
      case 'd':
        return pad(date.day, count);
      case 'F':
        return pad(Math.floor((date.day - 1) / 7) + 1, count);
      case 'E':
        return name({ weekday: count >= 4 ? 'long' : 'short' });
      case 'a':
        return time.hour < 12 ? 'AM' : 'PM';
      case 'H':
        return pad(time.hour, count);
      case 'k':
        return pad(time.hour === 0 ? 24 : time.hour, count);
      case 'K':
        return pad(time.hour % 12, count);
      case 'h':
        return pad(time.hour % 12 === 0 ? 12 : time.hour % 12, count);
      case 'm':
        return pad(time.minute, count);
      case 's':
        return pad(time.second, count);
      case 'S':
        return pad(time.millisecond, count);
      case 'z':
        return zoneName(zone, value.millis, count >= 4 ? 'long' : 'short', locale);
      case 'Z':
        return offsetText(offset, '');
      case 'X':
        if (offset === 0) return 'Z';
        return count === 1 ? offsetText(offset, '').slice(0, 3) : offsetText(offset, count === 2 ? '' : ':');
      default:
        throw new ApexException('System.IllegalArgumentException', `Illegal pattern character '${letter}'`);
    }
  };

  let out = '';
  for (let at = 0; at < pattern.length;) {
    const char = pattern[at] ?? '';
    if (char === "'") {
      if (pattern[at + 1] === "'") {
        out += "'";
        at += 2;
        continue;
      }
      let end = at + 1;
      while (end < pattern.length && (pattern[end] !== "'" || pattern[end + 1] === "'"))
        end += pattern[end] === "'" ? 2 : 1;
      out += pattern.slice(at + 1, end).replaceAll("''", "'");
      at = end + 1;
    } else if (/[a-zA-Z]/.test(char)) {
      let count = 1;
      while (pattern[at + count] === char) count += 1;
      out += field(char, count);
      at += count;
    } else {
      out += char;
      at += 1;
    }
  }
  return out;
}
