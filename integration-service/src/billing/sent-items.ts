/** An item that was sent to the bank for collection, and what became of it: shared by the flow that sends and the flow that follows the answers. */
import type { Statements } from '../runtime/database.ts';

export type Outcome = 'COLLECTED' | 'REJECTED' | 'RETURNED';
export type ItemResult = 'IN_COLLECTION' | Outcome;
/** What told us: a status report, a booking, or the time for returns passing without one. */
export type ResultSource = 'PAIN_002' | 'CAMT_054' | 'SILENCE';

/** One invoice of one month within a delivered file. */
export interface SentItem {
  readonly month: string;
  readonly invoiceNumber: string;
  readonly endToEndId: string;
  readonly paymentId: string;
  readonly messageId: string;
  readonly customerReference: string;
  readonly contractReference: string;
  /** In hundredths of the currency. */
  readonly amountMinor: number;
  readonly currency: string;
  /** YYYY-MM-DD */
  readonly collectionDay: string;
  /** Null when the snapshot has forgotten the debtor. */
  readonly ibanLast4: string | null;
  readonly result: ItemResult;
  readonly resultSource: ResultSource | null;
  /** Day of the booking or decision that gave the result. */
  readonly resultOn: string | null;
  /** Whether the ERP knows that the item is in collection. */
  readonly reported: boolean;
}

export interface NewResult {
  readonly month: string;
  readonly invoiceNumber: string;
  readonly result: ItemResult;
  readonly resultSource: ResultSource;
  readonly resultOn: string;
}

/** The items that were sent. Reading them locks them until the transaction ends, unless it is said otherwise. */
export interface SentItems {
  /** UNKNOWN: never ours. SENDING: it may be at the bank, but we have not noted it yet; ask again later. */
  fileState(statements: Statements, messageId: string): Promise<'UNKNOWN' | 'SENDING' | 'DELIVERED'>;
  /** By end-to-end id: of one file when it is named, otherwise the newest item of that id. Only files noted as delivered. */
  byReference(statements: Statements, endToEndIds: readonly string[], messageId?: string): Promise<readonly SentItem[]>;
  ofFile(statements: Statements, messageId: string): Promise<readonly SentItem[]>;
  ofPayment(statements: Statements, paymentId: string): Promise<readonly SentItem[]>;
  /** Items whose time for returns is over and of which nothing was heard; at most `limit`. */
  silent(statements: Statements, today: string, limit: number): Promise<readonly SentItem[]>;
  setResults(statements: Statements, results: readonly NewResult[]): Promise<void>;
  /** Without locking them. */
  findAll(items: readonly { readonly month: string; readonly invoiceNumber: string }[]): Promise<readonly SentItem[]>;
}
