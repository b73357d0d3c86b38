/** The index of all invoices: what the org, the one-time links and the collection ask about a bill. Filled by the import of the ERP's manifests. */
import type { Database, Statements } from '../runtime/database.ts';
import { createBillingTables } from './schema.ts';

export type InvoiceStatus = 'OPEN' | 'IN_COLLECTION' | 'PAID' | 'FAILED';

export interface Invoice {
  readonly number: string;
  readonly manifestId: string;
  readonly customerReference: string;
  readonly contractReference: string;
  /** Days as YYYY-MM-DD. */
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly periodFrom: string;
  readonly periodTo: string;
  /** Gross. */
  readonly amountMinor: number;
  readonly currency: string;
  readonly status: InvoiceStatus;
  readonly reasonCode: string | null;
  /** The last day on which the archive gives the document out; null while it is not archived. */
  readonly documentUntil: string | null;
}

/** Where a page ended: the next one begins with older invoices. */
export interface InvoicePosition {
  readonly issuedOn: string;
  readonly number: string;
}

export interface Share {
  readonly invoices: number;
  readonly amountMinor: number;
}

export interface BillingMonth {
  readonly month: string;
  readonly manifestId: string;
  readonly state: 'READING' | 'COMPLETE' | 'PROBLEM';
  readonly problem: string | null;
  /** Instants: when the ERP made the manifest, and when all of it was read. */
  readonly createdAt: string;
  readonly completedAt: string | null;
  readonly invoices: number;
  readonly invoicesRead: number;
  readonly tokens: number;
  readonly totalMinor: number;
  readonly currency: string;
  readonly shares: Readonly<Record<InvoiceStatus, Share>>;
}

export interface InvoiceIndex {
  /** One invoice of a complete manifest. */
  find(number: string): Promise<Invoice | undefined>;
  /** A customer's invoices of complete manifests, newest first, issued on a day or later. */
  ofCustomer(
    customerReference: string,
    since: string,
    before: InvoicePosition | undefined,
    limit: number,
  ): Promise<readonly Invoice[]>;
  /**
   * Sets the state of invoices and keeps the month's totals in step. Numbers that are not in the index are left out; answers how many
   * changed. The reason code is the bank's; without one an older reason is removed. With `within`, it happens in the
   * caller's transaction.
   */
  setStatus(
    numbers: readonly string[],
    status: InvoiceStatus,
    reasonCode?: string | null,
    within?: Statements,
  ): Promise<number>;
  /** The newest billed months. */
  months(limit: number): Promise<readonly BillingMonth[]>;
}

const INVOICE = `select i.number, i.manifest_id, i.customer_reference, i.contract_reference, i.issued_on::text, i.due_on::text,
  i.period_from::text, i.period_to::text, i.gross_minor::text, i.currency, i.status, i.reason_code, t.expires_on::text as document_until
  from invoice i join billing_manifest m on m.manifest_id = i.manifest_id and m.state = 'COMPLETE'
  left join archive_token t on t.invoice_number = i.number`;

interface InvoiceRow {
  readonly number: string;
  readonly manifest_id: string;
  readonly customer_reference: string;
  readonly contract_reference: string;
  readonly issued_on: string;
  readonly due_on: string;
  readonly period_from: string;
  readonly period_to: string;
  readonly gross_minor: string;
  readonly currency: string;
  readonly status: InvoiceStatus;
  readonly reason_code: string | null;
  readonly document_until: string | null;
}

interface MonthRow {
  readonly month: string;
  readonly manifest_id: string;
  readonly state: BillingMonth['state'];
  readonly problem: string | null;
  readonly created_at: string | Date;
  readonly completed_at: string | Date | null;
  readonly invoices: number;
  readonly next_offset: number;
  readonly tokens: number;
  readonly total_minor: string;
  readonly currency: string;
}

interface TotalRow {
  readonly manifest_id: string;
  readonly status: InvoiceStatus;
  readonly invoices: number;
  readonly amount_minor: string;
}

/** Opens the index and makes its tables if they are missing. */
export async function openInvoiceIndex(database: Database): Promise<InvoiceIndex> {
  await createBillingTables(database);
  return {
    async find(number) {
      const [row] = await database.query<InvoiceRow>(`${INVOICE} where i.number = $1`, [number]);
      return row ? invoiceOf(row) : undefined;
    },

    async ofCustomer(customerReference, since, before, limit) {
      const rows = await database.query<InvoiceRow>(
        `${INVOICE} where i.customer_reference = $1 and i.issued_on >= $2::date
         ${before ? 'and (i.issued_on, i.number) < ($4::date, $5)' : ''}
         order by i.issued_on desc, i.number desc limit $3`,
        [customerReference, since, limit, ...(before ? [before.issuedOn, before.number] : [])],
      );
      return rows.map(invoiceOf);
    },

    setStatus(numbers, status, reasonCode = null, within) {
      const change = (statements: Statements) => changeStatus(statements, numbers, status, reasonCode);
      return within ? change(within) : database.transaction(change);
    },

    async months(limit) {
      const rows = await database.query<MonthRow>(
        `select month, manifest_id, state, problem, created_at, completed_at, invoices, next_offset, tokens, total_minor::text, currency
         from billing_manifest order by month desc, sequence desc limit $1`,
        [limit],
      );
      const totals = await database.query<TotalRow>(
        'select manifest_id, status, invoices, amount_minor::text from billing_total where manifest_id = any($1::text[])',
        [rows.map((row) => row.manifest_id)],
      );
      return rows.map((row) => monthOf(row, totals));
    },
  };
}

interface ChangedRow {
  readonly manifest_id: string;
  readonly old_status: InvoiceStatus;
  readonly gross_minor: string;
}

async function changeStatus(
  statements: Statements,
  numbers: readonly string[],
  status: InvoiceStatus,
  reasonCode: string | null,
): Promise<number> {
  // Locked in the order of their numbers, so that two callers with the same invoices wait for each other instead of embracing.
  const changed = await statements.query<ChangedRow>(
    `with old as (select number, status from invoice where number = any($1::text[]) order by number for update)
     update invoice i set status = $2, reason_code = $3 from old
     where i.number = old.number and (old.status, coalesce(i.reason_code, '')) is distinct from ($2, coalesce($3, ''))
     returning i.manifest_id, old.status as old_status, i.gross_minor::text`,
    [numbers, status, reasonCode],
  );
  const moved = new Map<string, { readonly manifestId: string; readonly from: InvoiceStatus; share: Share }>();
  for (const row of changed) {
    if (row.old_status === status) continue;
    const key = `${row.manifest_id}\n${row.old_status}`;
    const { invoices, amountMinor } = moved.get(key)?.share ?? NOTHING;
    const share = { invoices: invoices + 1, amountMinor: amountMinor + Number(row.gross_minor) };
    moved.set(key, { manifestId: row.manifest_id, from: row.old_status, share });
  }
  for (const { manifestId, from, share } of moved.values()) {
    await addToTotal(statements, manifestId, from, { invoices: -share.invoices, amountMinor: -share.amountMinor });
    await addToTotal(statements, manifestId, status, share);
  }
  return changed.length;
}

const NOTHING: Share = { invoices: 0, amountMinor: 0 };

async function addToTotal(
  statements: Statements,
  manifestId: string,
  status: InvoiceStatus,
  share: Share,
): Promise<void> {
  await statements.query(
    `insert into billing_total (manifest_id, status, invoices, amount_minor) values ($1, $2, $3, $4)
     on conflict (manifest_id, status) do update set invoices = billing_total.invoices + excluded.invoices,
       amount_minor = billing_total.amount_minor + excluded.amount_minor`,
    [manifestId, status, share.invoices, share.amountMinor],
  );
}

function invoiceOf(row: InvoiceRow): Invoice {
  return {
    number: row.number,
    manifestId: row.manifest_id,
    customerReference: row.customer_reference,
    contractReference: row.contract_reference,
    issuedOn: row.issued_on,
    dueOn: row.due_on,
    periodFrom: row.period_from,
    periodTo: row.period_to,
    amountMinor: Number(row.gross_minor),
    currency: row.currency,
    status: row.status,
    reasonCode: row.reason_code,
    documentUntil: row.document_until,
  };
}

function monthOf(row: MonthRow, totals: readonly TotalRow[]): BillingMonth {
  const share = (status: InvoiceStatus): Share => {
    const total = totals.find((candidate) => candidate.manifest_id === row.manifest_id && candidate.status === status);
    return total ? { invoices: total.invoices, amountMinor: Number(total.amount_minor) } : NOTHING;
  };
  return {
    month: row.month,
    manifestId: row.manifest_id,
    state: row.state,
    problem: row.problem,
    createdAt: new Date(row.created_at).toISOString(),
    completedAt: row.completed_at === null ? null : new Date(row.completed_at).toISOString(),
    invoices: row.invoices,
    invoicesRead: row.next_offset,
    tokens: row.tokens,
    totalMinor: Number(row.total_minor),
    currency: row.currency,
    shares: {
      OPEN: share('OPEN'),
      IN_COLLECTION: share('IN_COLLECTION'),
      PAID: share('PAID'),
      FAILED: share('FAILED'),
    },
  };
}
