/** Reads what the bank answers: payment status reports (pain.002) and debit/credit notifications (camt.054), of any version. */
import { IntegrationError } from '../../runtime/errors.ts';
import { readNotification } from './camt054.ts';
import { readStatusReport } from './pain002.ts';
import { findWithin, parseXml } from './xml-tree.ts';

/**
 * ACCEPTED: checked, not yet money. PENDING: the bank has not decided. SETTLED: the money is booked.
 * REJECTED: refused before settlement. RETURNED: booked and taken back.
 */
export type AnswerStatus = 'ACCEPTED' | 'PENDING' | 'SETTLED' | 'REJECTED' | 'RETURNED';

/** What is said about one transaction. */
export interface AnsweredTransaction {
  /** Absent when the bank does not know it (`NOTPROVIDED`): a person must match it. */
  readonly endToEndId?: string;
  readonly status: AnswerStatus;
  /** ISO external code (AC04, MD06, …) or the bank's own. */
  readonly reasonCode?: string;
  readonly amountMinor?: number;
  readonly currency?: string;
  /** The day of the booking or of the decision, YYYY-MM-DD. */
  readonly on?: string;
  readonly mandateId?: string;
  readonly paymentId?: string;
}

/** What is said about a whole payment (PmtInf) at once; holds for each of its transactions that is not among `entries`. */
export interface AnsweredPayment {
  readonly paymentId: string;
  /** PARTIAL: only the transactions listed are refused. */
  readonly status: AnswerStatus | 'PARTIAL';
  readonly reasonCode?: string;
  /** Sum of the payment's booking. */
  readonly amountMinor?: number;
  readonly currency?: string;
  readonly on?: string;
}

export interface BankAnswer {
  readonly kind: 'pain.002' | 'camt.054';
  /** The answer's own message id. */
  readonly fileId: string;
  /** Message id of our file; only a pain.002 names it for sure. */
  readonly originalMessageId?: string;
  /** About the whole file; holds for every transaction that neither `payments` nor `entries` mentions. PARTIAL: only what is listed is refused. */
  readonly groupStatus?: AnswerStatus | 'PARTIAL';
  /** DU01 on a rejected group: the bank has this message id already, the file it has stays valid. */
  readonly groupReasonCode?: string;
  readonly payments: readonly AnsweredPayment[];
  readonly entries: readonly AnsweredTransaction[];
  /** Bookings of a camt.054 that are neither a credit nor a return of a debit (fees, transfers). */
  readonly otherBookings: number;
}

/** Throws IntegrationError BANK_ANSWER_UNREADABLE (not retryable) for anything that is not such an answer or leaves a status open. */
export function readBankAnswer(xml: Buffer): BankAnswer {
  try {
    const document = parseXml(xml);
    const report = findWithin(document, (name) => name === 'CstmrPmtStsRpt' || /^pain\.002\.001\.\d\d$/.test(name));
    if (report) return readStatusReport(report);
    const notification = findWithin(document, (name) => name === 'BkToCstmrDbtCdtNtfctn');
    if (notification) return readNotification(notification);
    throw new Error(`neither a pain.002 nor a camt.054 but <${document.name.slice(0, 70)}>`);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new IntegrationError('BANK_ANSWER_UNREADABLE', `The bank's file cannot be read: ${reason}`, {
      retryable: false,
      cause,
    });
  }
}
