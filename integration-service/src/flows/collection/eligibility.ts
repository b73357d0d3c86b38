/** Decides for each amount due whether it may be collected, and if not, why. */
import { daysAfter } from '../../runtime/days.ts';
import { isSepaIban } from '../../systems/bank/iban.ts';
import type { AmountDue } from '../../systems/erp/billing.ts';
import { collectionDayOf } from './calendar.ts';

/** Why an item is left out. ALREADY_IN_COLLECTION: an earlier run has sent it and its fate is open; asking again could take the money twice. */
export type SkipReason =
  | 'NOT_YET_DUE'
  | 'PRE_NOTIFICATION'
  | 'MANDATE_INCOMPLETE'
  | 'IBAN_INVALID'
  | 'AMOUNT_NOT_POSITIVE'
  | 'CURRENCY'
  | 'REFERENCE_UNUSABLE'
  | 'ALREADY_IN_COLLECTION';

export interface CollectionRules {
  /** The earliest day this run can ask for. */
  readonly earliestDay: string;
  /** Calendar days between the notice and the collection (SEPA Core: 14 unless agreed otherwise). */
  readonly preNotificationDays: number;
  /** Invoice numbers in collection already. */
  readonly inCollection: ReadonlySet<string>;
}

export type Decision =
  { readonly collect: true; readonly collectionDay: string } | { readonly collect: false; readonly reason: SkipReason };

/** The scheme knows no other currency. */
const CURRENCY = 'EUR';
/** The set that references may use (EPC217-08); a slash may not stand at either end nor twice in a row. */
const REFERENCE = /^(?!\/)(?!.*\/\/)(?!.*\/$)[A-Za-z0-9/\-?:().,'+ ]{1,35}$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
/** pain.008 amounts in the scheme: 0.01 to 999,999,999.99. */
const LARGEST_MINOR = 99_999_999_999;

/** The first reason that stands against an item, or the day to ask for. */
export function decide(item: AmountDue, rules: CollectionRules): Decision {
  const collectionDay = DAY.test(item.dueOn) ? collectionDayOf(item.dueOn, rules.earliestDay) : rules.earliestDay;
  const reason = reasonAgainst(item, rules, collectionDay);
  return reason === undefined ? { collect: true, collectionDay } : { collect: false, reason };
}

function reasonAgainst(item: AmountDue, rules: CollectionRules, collectionDay: string): SkipReason | undefined {
  if (rules.inCollection.has(item.invoiceNumber)) return 'ALREADY_IN_COLLECTION';
  if (item.currency !== CURRENCY) return 'CURRENCY';
  if (!Number.isSafeInteger(item.amount) || item.amount <= 0 || item.amount > LARGEST_MINOR) {
    return 'AMOUNT_NOT_POSITIVE';
  }
  if (!DAY.test(item.dueOn) || item.dueOn > collectionDay) return 'NOT_YET_DUE';
  if (!DAY.test(item.preNotifiedOn) || daysAfter(item.preNotifiedOn, rules.preNotificationDays) > collectionDay) {
    return 'PRE_NOTIFICATION';
  }
  if (!hasWholeMandate(item, collectionDay)) return 'MANDATE_INCOMPLETE';
  if (!isSepaIban(item.iban)) return 'IBAN_INVALID';
  if (!REFERENCE.test(item.invoiceNumber)) return 'REFERENCE_UNUSABLE';
  return undefined;
}

function hasWholeMandate(item: AmountDue, collectionDay: string): boolean {
  return (
    REFERENCE.test(item.mandateReference) &&
    DAY.test(item.mandateSignedOn) &&
    item.mandateSignedOn <= collectionDay &&
    item.accountHolder.trim() !== ''
  );
}
