/**
 * The tables of the invoice index, made at the start if they are missing.
 *
 * Size: 5 million invoices a month, 60 months kept: 300 million rows of `invoice` and `archive_token`, 450 million of `invoice_line`. The two
 * questions asked all the time are "one invoice by number" and "the newest of a customer"; both are answered by one index each in
 * a handful of pages at that size, which is why the tables are not partitioned: a partition key other than the number would give up its
 * uniqueness, which guards against doubled bills, and one by month would make every customer's list visit 36 partitions. Totals
 * per month are kept as they change (`billing_total`), never counted while somebody waits. Rows of a month past retention are found by
 * `invoice_of_manifest` and deleted in slices.
 */
import type { Database } from '../runtime/database.ts';

const STATEMENTS = [
  `create table if not exists import_cursor (
    name text primary key,
    position bigint not null
  )`,
  `create table if not exists billing_manifest (
    manifest_id text primary key,
    sequence bigint not null,
    month text not null,
    created_at timestamptz not null,
    invoices integer not null,
    total_minor bigint not null,
    currency text not null,
    state text not null default 'READING' check (state in ('READING', 'COMPLETE', 'PROBLEM')),
    problem text,
    -- How often reading began anew, and how far this reading has come: the offset of the next page.
    reading integer not null default 1,
    next_offset integer not null default 0,
    retry_at timestamptz,
    completed_at timestamptz,
    tokens integer not null default 0,
    -- The org has everything of the invoices up to this number.
    org_pushed_until text not null default '',
    org_pushed_at timestamptz
  )`,
  `create index if not exists billing_manifest_by_month on billing_manifest (month desc, sequence desc)`,
  `create table if not exists invoice (
    number text primary key,
    manifest_id text not null,
    reading integer not null,
    customer_reference text not null,
    contract_reference text not null,
    issued_on date not null,
    due_on date not null,
    period_from date not null,
    period_to date not null,
    net_minor bigint not null,
    tax_minor bigint not null,
    gross_minor bigint not null,
    currency text not null,
    delivery text not null,
    status text not null default 'OPEN' check (status in ('OPEN', 'IN_COLLECTION', 'PAID', 'FAILED')),
    reason_code text
  )`,
  `create index if not exists invoice_of_customer on invoice (customer_reference, issued_on desc, number desc)`,
  `create index if not exists invoice_of_manifest on invoice (manifest_id, number)`,
  `create table if not exists invoice_line (
    invoice_number text not null,
    position integer not null,
    line_reference text not null,
    commodity text not null,
    quantity numeric(15, 3) not null,
    amount_minor bigint not null,
    month text not null,
    primary key (invoice_number, position)
  )`,
  `create index if not exists invoice_line_of_supply on invoice_line (line_reference, month)`,
  `create table if not exists archive_token (
    invoice_number text primary key,
    sealed_token text not null,
    expires_on date not null
  )`,
  `create table if not exists billing_total (
    manifest_id text not null,
    status text not null,
    invoices integer not null,
    amount_minor bigint not null,
    primary key (manifest_id, status)
  )`,
  // What the org refused, one row per record; tried again until it takes it.
  `create table if not exists org_push_problem (
    object text not null,
    key text not null,
    reason text not null,
    attempts integer not null default 1,
    retry_at timestamptz not null,
    primary key (object, key)
  )`,
  `create index if not exists org_push_problem_due on org_push_problem (retry_at)`,
  // The key itself is nowhere but in the browser's address bar.
  `create table if not exists invoice_link (
    key_hash text primary key,
    invoice_number text not null,
    language text not null,
    return_url text not null,
    expires_at timestamptz not null,
    opening_until timestamptz,
    used_at timestamptz
  )`,
  `create index if not exists invoice_link_by_expiry on invoice_link (expires_at)`,
];

/** Two processes that start together must not both create: the lock makes the second one wait and then find everything there. */
export async function createBillingTables(database: Database): Promise<void> {
  await database.transaction(async (statements) => {
    await statements.query(`select pg_advisory_xact_lock(hashtext('unified-power:billing tables'))`);
    for (const statement of STATEMENTS) await statements.query(statement);
  });
}
