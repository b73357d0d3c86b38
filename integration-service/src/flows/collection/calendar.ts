/** When a month end is collected, and for which day the money is asked (docs/decisions/0008). */
import { dayIn, daysAfter } from '../../runtime/days.ts';
import { instantIn, type Occasion } from '../../runtime/schedule.ts';
import { addTargetDays, lastTargetDayOfMonth, nextTargetDay } from '../../systems/bank/target-days.ts';

/** TARGET's own zone, in which the bank's days count. */
export const BANK_ZONE = 'Europe/Berlin';

/** SEPA Core rulebook: a debtor's bank returns a debit within five business days of settlement. */
const RETURN_DAYS = 5;

/** The month ends after one instant and until another: last TARGET day of the month, at the hour, oldest first. Keys are months (YYYY-MM). */
export function monthEndsBetween(after: Date, until: Date, hour: number): readonly Occasion[] {
  const occasions: Occasion[] = [];
  const last = dayIn(BANK_ZONE, until).slice(0, 7);
  for (let month = dayIn(BANK_ZONE, after).slice(0, 7); month <= last; month = monthAfter(month)) {
    const at = instantIn(BANK_ZONE, lastTargetDayOfMonth(month), hour);
    if (at > after && at <= until) occasions.push({ key: month, at });
  }
  return occasions;
}

/** The earliest day a file made on `fileDay` can ask for: the bank wants it a business day ahead. */
export function earliestCollectionDay(fileDay: string): string {
  return nextTargetDay(fileDay);
}

/** The day an item is asked for: not before it is due, and a day on which money moves. */
export function collectionDayOf(dueOn: string, earliest: string): string {
  return dueOn > earliest ? addTargetDays(dueOn, 0) : earliest;
}

/** Whether the time in which a debit settled on `collectionDay` comes back by itself is over on `today`. */
export function isReturnTimeOver(collectionDay: string, today: string): boolean {
  return today > addTargetDays(collectionDay, RETURN_DAYS);
}

/** A day some calendar months earlier, kept within the month (31 March less one month is 28 or 29 February). */
export function monthsBefore(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 - months, 1));
  const length = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return daysAfter(first.toISOString().slice(0, 10), Math.min(date, length) - 1);
}

function monthAfter(month: string): string {
  return daysAfter(`${month}-28`, 4).slice(0, 7);
}
