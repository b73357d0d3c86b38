/** Debit and credit notifications (camt.054): credits of our debits, single or in batches, and debits that were taken back. */
import type { AnsweredPayment, AnsweredTransaction, AnswerStatus, BankAnswer } from './answers.ts';
import { dayOf, moneyOf, present, reasonOf, referenceOf } from './answer-values.ts';
import { child, childrenOf, textOf, type XmlElement } from './xml-tree.ts';

/** ISO 20022 bank transaction codes of the family "issued direct debits" (IDDT) by which money goes back. */
const TAKEN_BACK = new Set(['UPDD', 'PRDD', 'RCDD']);

type Bookings = Pick<BankAnswer, 'payments' | 'entries' | 'otherBookings'>;

/** Reads the notification element; throws an Error that says what is wrong. */
export function readNotification(message: XmlElement): BankAnswer {
  const fileId = textOf(message, 'GrpHdr', 'MsgId');
  if (fileId === undefined) throw new Error('the notification has no message id');
  const notifications = childrenOf(message, 'Ntfctn');
  if (notifications.length === 0) throw new Error('the message notifies of nothing');
  const bookings = notifications.flatMap((one) => childrenOf(one, 'Ntry')).map(bookingsOf);
  const originals = new Set(batchMessageIds(notifications));
  return present<BankAnswer>({
    kind: 'camt.054',
    fileId,
    originalMessageId: originals.size === 1 ? [...originals][0] : undefined,
    groupStatus: undefined,
    groupReasonCode: undefined,
    payments: bookings.flatMap((booking) => booking.payments),
    entries: bookings.flatMap((booking) => booking.entries),
    otherBookings: bookings.reduce((sum, booking) => sum + booking.otherBookings, 0),
  });
}

function batchMessageIds(notifications: readonly XmlElement[]): readonly string[] {
  return notifications
    .flatMap((one) => childrenOf(one, 'Ntry'))
    .flatMap((entry) => childrenOf(entry, 'NtryDtls'))
    .flatMap((details) => referenceOf(textOf(details, 'Btch', 'MsgId')) ?? []);
}

function bookingsOf(entry: XmlElement): Bookings {
  // Also for a booking that says no more than its sum: one without direction or state is no booking.
  statusOf(entry, undefined);
  const details = childrenOf(entry, 'NtryDtls');
  const transactions = details.flatMap((one) => childrenOf(one, 'TxDtls').map((transaction) => ({ one, transaction })));
  if (transactions.length > 0) {
    const entries = transactions.flatMap(({ one, transaction }) =>
      transactionOf(entry, one, transaction, transactions.length === 1),
    );
    return { payments: [], entries, otherBookings: entries.length === 0 ? 1 : 0 };
  }
  const payments = details.flatMap((one) => batchOf(entry, one));
  return { payments, entries: [], otherBookings: payments.length === 0 ? 1 : 0 };
}

/** A batch booked as one sum, without its transactions. */
function batchOf(entry: XmlElement, details: XmlElement): readonly AnsweredPayment[] {
  const paymentId = referenceOf(textOf(details, 'Btch', 'PmtInfId'));
  const status = statusOf(entry, undefined);
  if (paymentId === undefined || status === undefined) return [];
  const money = moneyOf(child(details, 'Btch', 'TtlAmt') ?? child(entry, 'Amt'));
  return [
    present<AnsweredPayment>({
      paymentId,
      status,
      reasonCode: undefined,
      amountMinor: money?.amountMinor,
      currency: money?.currency,
      on: bookedOn(entry),
    }),
  ];
}

function transactionOf(
  entry: XmlElement,
  details: XmlElement,
  transaction: XmlElement,
  alone: boolean,
): readonly AnsweredTransaction[] {
  const status = statusOf(entry, transaction);
  if (status === undefined) return [];
  const references = child(transaction, 'Refs');
  const money = amountOf(transaction, status) ?? (alone ? moneyOf(child(entry, 'Amt')) : undefined);
  return [
    present<AnsweredTransaction>({
      endToEndId: referenceOf(textOf(references, 'EndToEndId')),
      status,
      reasonCode: reasonOf(transaction, 'RtrInf'),
      amountMinor: money?.amountMinor,
      currency: money?.currency,
      on: bookedOn(entry),
      mandateId: referenceOf(textOf(references, 'MndtId')),
      paymentId: referenceOf(textOf(references, 'PmtInfId') ?? textOf(details, 'Btch', 'PmtInfId')),
    }),
  ];
}

/** What was collected: in a return the booked amount may hold the other bank's charges, the instructed amount never does. */
function amountOf(transaction: XmlElement, status: AnswerStatus) {
  const booked = child(transaction, 'AmtDtls', 'TxAmt', 'Amt') ?? child(transaction, 'Amt');
  const instructed = child(transaction, 'AmtDtls', 'InstdAmt', 'Amt');
  return moneyOf(status === 'RETURNED' ? (instructed ?? booked) : (booked ?? instructed));
}

/** Undefined for a booking that is no business of a collection: fees, transfers, a debit taken back in error and put right. */
function statusOf(entry: XmlElement, transaction: XmlElement | undefined): AnswerStatus | undefined {
  const direction = directionOf(transaction) ?? directionOf(entry);
  if (direction === undefined) throw new Error('a booking is neither credit nor debit');
  if (isReturn(entry, transaction, direction)) return booked(entry) ? 'RETURNED' : 'PENDING';
  if (direction === 'DBIT' || isReversal(entry)) return undefined;
  return booked(entry) ? 'SETTLED' : 'PENDING';
}

function directionOf(element: XmlElement | undefined): 'CRDT' | 'DBIT' | undefined {
  const direction = textOf(element, 'CdtDbtInd');
  return direction === 'CRDT' || direction === 'DBIT' ? direction : undefined;
}

function isReturn(entry: XmlElement, transaction: XmlElement | undefined, direction: 'CRDT' | 'DBIT'): boolean {
  if (transaction && child(transaction, 'RtrInf')) return true;
  if (direction === 'CRDT') return false;
  const codes = [child(transaction, 'BkTxCd', 'Domn', 'Fmly'), child(entry, 'BkTxCd', 'Domn', 'Fmly')];
  const takenBack = codes.some(
    (family) => textOf(family, 'Cd') === 'IDDT' && TAKEN_BACK.has(textOf(family, 'SubFmlyCd') ?? ''),
  );
  return takenBack || isReversal(entry);
}

function isReversal(entry: XmlElement): boolean {
  return ['true', '1'].includes(textOf(entry, 'RvslInd') ?? '');
}

/** The state is plain text up to version 5 and a code element since. */
function booked(entry: XmlElement): boolean {
  const state = textOf(entry, 'Sts', 'Cd') ?? textOf(entry, 'Sts');
  if (state === 'BOOK') return true;
  if (state === 'PDNG' || state === 'INFO' || state === 'FUTR') return false;
  throw new Error(`a booking has the unknown state ${(state ?? 'nothing').slice(0, 35)}`);
}

function bookedOn(entry: XmlElement): string | undefined {
  return dayOf(child(entry, 'BookgDt')) ?? dayOf(child(entry, 'ValDt'));
}
