/** The tables of the month-end collection. Days are text (YYYY-MM-DD), amounts hundredths of their currency, instants business time. */
import type { Database } from '../../runtime/database.ts';

/** Makes them where they are missing; replicas that start together wait for each other. */
export async function prepareCollectionTables(database: Database): Promise<void> {
  await database.transaction(async (statements) => {
    await statements.query(`select pg_advisory_xact_lock(hashtext('unified-power:collection tables'))`);
    for (const statement of STATEMENTS) await statements.query(statement);
  });
}

const STATEMENTS = [
  `create table if not exists collection_run (
    month text primary key,
    collection_id text not null unique,
    state text not null check (state in ('WAITING', 'SNAPSHOT', 'DELIVERED', 'DONE', 'MISSED')),
    scheduled_for timestamptz not null,
    file_day text,
    erp_count integer,
    erp_total_minor bigint,
    -- A run with a problem stands still until a person resumes it.
    problem_code text,
    problem text,
    problem_at timestamptz,
    late_allowed boolean not null default false,
    finished_at timestamptz
  )`,
  `create table if not exists collection_file (
    month text not null references collection_run (month),
    file_no integer not null,
    name text not null unique,
    message_id text not null unique,
    created_at timestamptz not null,
    transactions integer not null,
    total_minor bigint not null,
    sha256 text,
    size bigint,
    -- Set before the first try: from then on the file may be at the bank.
    attempted_at timestamptz,
    delivered_at timestamptz,
    primary key (month, file_no)
  )`,
  `create table if not exists collection_item (
    month text not null references collection_run (month),
    invoice_number text not null,
    file_no integer,
    skip_reason text,
    collection_day text,
    payment_id text,
    end_to_end_id text,
    customer_reference text not null,
    contract_reference text not null,
    mandate_reference text not null,
    mandate_signed_on text not null,
    -- Name and account number, sealed; emptied when returns are no longer possible.
    debtor_sealed text,
    iban_last4 text,
    amount_minor bigint not null,
    currency text not null,
    due_on text not null,
    pre_notified_on text not null,
    -- Whether the ERP knows that the item is in collection.
    reported boolean not null default false,
    result text check (result in ('IN_COLLECTION', 'COLLECTED', 'REJECTED', 'RETURNED')),
    -- What told us: PAIN_002, CAMT_054 or SILENCE.
    result_source text,
    result_on text,
    primary key (month, invoice_number),
    check ((file_no is null) = (skip_reason is not null))
  )`,
  'create index if not exists collection_item_reference on collection_item (end_to_end_id)',
  'create index if not exists collection_item_payment on collection_item (payment_id)',
  `create index if not exists collection_item_open on collection_item (collection_day) where result = 'IN_COLLECTION'`,
];
