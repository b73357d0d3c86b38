/** Names of time zones. */
import { dateFormat } from '../../../store/index.ts';

/** Name as `z` and `zzzz` of SimpleDateFormat print it. */
export function zoneName(zone: string, instant: number, style: 'short' | 'long', locale: string): string {
  const parts = dateFormat(locale, { timeZone: zone, timeZoneName: style }).formatToParts(instant);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone;
}
