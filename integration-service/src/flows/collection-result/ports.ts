/** What this flow is given by the composition. */
import type { Outcome, SentItems } from '../../billing/sent-items.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Database, Statements } from '../../runtime/database.ts';
import type { Log } from '../../runtime/log.ts';

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
