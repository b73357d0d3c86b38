/** Offsets of IANA time zones through Intl, for instants and for wall-clock times: the one place that knows them. */

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(zone, formatter);
  }
  return formatter;
}

/** `Date.UTC` without its special treatment of the years 0-99. */
export function utcMillis(year: number, month: number, day: number, hour = 0, minute = 0, second = 0, ms = 0): number {
  if (year < 0 || year > 99) return Date.UTC(year, month - 1, day, hour, minute, second, ms);
  const shifted = new Date(Date.UTC(year + 400, month - 1, day, hour, minute, second, ms));
  return shifted.setUTCFullYear(shifted.getUTCFullYear() - 400);
}

/** Milliseconds that the zone is ahead of UTC at this instant. */
export function offsetAt(zone: string, instant: number): number {
  if (zone === 'UTC' || zone === 'GMT') return 0;
  const fields: Record<string, number> = {};
  let beforeChrist = false;
  for (const part of formatterOf(zone).formatToParts(instant)) {
    if (part.type === 'era') beforeChrist = part.value.startsWith('B');
    else if (part.type !== 'literal') fields[part.type] = Number(part.value);
  }
  const year = beforeChrist ? 1 - (fields.year ?? 1) : (fields.year ?? 1970);
  const wall = utcMillis(year, fields.month ?? 1, fields.day ?? 1, fields.hour, fields.minute, fields.second);
  return wall - Math.floor(instant / 1000) * 1000;
}

/**
 * The instant of a wall-clock time (given as if it were UTC milliseconds). A time in the gap of a clock change moves forward,
 * a doubled one means the first (java.util.GregorianCalendar takes the standard-time one of the two; the platform follows it).
 */
export function instantOf(zone: string, wall: number): number {
  const early = wall - offsetAt(zone, wall - 86_400_000);
  const late = wall - offsetAt(zone, wall + 86_400_000);
  if (early === late) return early;
  const lateFits = late + offsetAt(zone, late) === wall;
  const earlyFits = early + offsetAt(zone, early) === wall;
  if (earlyFits && !lateFits) return early;
  if (lateFits) return late;
  return early;
}

/** Whether `Intl` knows the zone. */
export function isTimeZone(zone: string): boolean {
  try {
    formatterOf(zone);
    return true;
  } catch (cause) {
    if (cause instanceof RangeError) return false;
    throw cause;
  }
}
