/** Wall clocks of time zones (IANA names), by the tables that come with Node. */

const formats = new Map<string, Intl.DateTimeFormat>();

/** What a zone's clocks show at an instant: the calendar day, YYYY-MM-DD, and the minutes since its midnight as read off the clock. */
export interface WallClock {
  readonly day: string;
  readonly minutes: number;
}

/** What the clocks of a zone show at an instant. */
export function wallClock(zone: string, instant: Date): WallClock {
  const wall = new Date(wallTime(zone, instant.getTime()));
  return { day: wall.toISOString().slice(0, 10), minutes: wall.getUTCHours() * 60 + wall.getUTCMinutes() };
}

/** The instant at which clocks show so many minutes after midnight of a day. At the hour that summer time skips, the first instant after it. */
export function instantAt(zone: string, day: string, minutes: number): Date {
  const wanted = Date.parse(`${day}T00:00:00Z`) + minutes * 60_000;
  // The offset at the guess may be the one from before a change; the second step uses the one that holds there.
  let instant = wanted - (wallTime(zone, wanted) - wanted);
  instant = wanted - (wallTime(zone, instant) - instant);
  return new Date(instant);
}

/** The wall time as if it were UTC, in milliseconds, to the full second. */
function wallTime(zone: string, instant: number): number {
  const shown = formatOf(zone).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(shown.find((found) => found.type === type)?.value);
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wall + (instant - Math.floor(instant / 1000) * 1000);
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(zone, format);
  return format;
}
