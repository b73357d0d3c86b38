/** Names of time zones. */

/** Name as `z` and `zzzz` of SimpleDateFormat print it. */
export function zoneName(zone: string, instant: number, style: 'short' | 'long', locale: string): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: style }).formatToParts(instant);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone;
}
