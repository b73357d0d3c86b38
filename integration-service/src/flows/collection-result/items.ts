/** What this flow needs of the items that were sent to the bank; the composition gives it the collection's book. */
import type { Clock } from '../../runtime/clock.ts';
import type { Database, Statements } from '../../runtime/database.ts';
import type { Log } from '../../runtime/log.ts';

export type Outcome = 'COLLECTED' | 'REJECTED' | 'RETURNED';
export type ItemResult = 'IN_COLLECTION' | Outcome;
/** What told us: a status report, a booking, or the time for returns passing without one. */
export type ResultSource = 'PAIN_002' | 'CAMT_054' | 'SILENCE';

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
  readonly resultOn: string | null;
  /** Whether the ERP knows that the item is in collection. */
  readonly reported: boolean;
}

export interface SentItems {
  fileState(statements: Statements, messageId: string): Promise<'UNKNOWN' | 'SENDING' | 'DELIVERED'>;
  byReference(statements: Statements, endToEndIds: readonly string[], messageId?: string): Promise<readonly SentItem[]>;
  ofFile(statements: Statements, messageId: string): Promise<readonly SentItem[]>;
  ofPayment(statements: Statements, paymentId: string): Promise<readonly SentItem[]>;
  silent(statements: Statements, today: string, limit: number): Promise<readonly SentItem[]>;
  setResults(
    statements: Statements,
    results: readonly {
      readonly month: string;
      readonly invoiceNumber: string;
      readonly result: ItemResult;
      readonly resultSource: ResultSource;
      readonly resultOn: string;
    }[],
  ): Promise<void>;
  /** Without locking them. */
  findAll(items: readonly { readonly month: string; readonly invoiceNumber: string }[]): Promise<readonly SentItem[]>;
}

/** What answers are applied with. */
export interface ApplyPorts {
  readonly database: Database;
  readonly items: SentItems;
  /** Shows the outcome on invoices, within the transaction that books it. */
  readonly showOutcome: (
    statements: Statements,
    invoiceNumbers: readonly string[],
    outcome: Outcome,
    reasonCode: string | null,
  ) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  /** Where the bank's days count. */
  readonly zone: string;
}
