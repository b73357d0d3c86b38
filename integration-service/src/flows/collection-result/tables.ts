/** The tables of the bank's answers: files, the statements in them, and what each result still has to reach. */
import type { Database } from '../../runtime/database.ts';

/** Makes them where they are missing; replicas that start together wait for each other. */
export async function prepareResultTables(database: Database): Promise<void> {
  await database.transaction(async (statements) => {
    await statements.query(`select pg_advisory_xact_lock(hashtext('unified-power:bank answer tables'))`);
    for (const statement of STATEMENTS) await statements.query(statement);
  });
}

const STATEMENTS = [
  `create table if not exists bank_answer (
    id bigint generated always as identity primary key,
    name text not null,
    sha256 text not null,
    size bigint not null,
    -- As the server shows it: a look-out for a file that was replaced under its name.
    modified_at timestamptz not null,
    kind text,
    file_id text,
    original_message_id text,
    received_at timestamptz not null,
    problem_code text,
    problem text,
    settled_at timestamptz,
    unique (name, sha256)
  )`,
  `create table if not exists bank_statement (
    answer_id bigint not null references bank_answer (id) on delete cascade,
    no integer not null,
    scope text not null check (scope in ('FILE', 'PAYMENT', 'ITEM')),
    end_to_end_id text,
    payment_id text,
    status text not null,
    reason_code text,
    amount_minor bigint,
    currency text,
    said_on text,
    state text not null default 'OPEN' check (state in ('OPEN', 'APPLIED', 'NO_EFFECT', 'PROBLEM')),
    problem_code text,
    problem text,
    settled_at timestamptz,
    primary key (answer_id, no)
  )`,
  `create index if not exists bank_statement_open on bank_statement (answer_id, no) where state = 'OPEN'`,
  `create index if not exists bank_statement_problem on bank_statement (answer_id, no) where problem_code is not null and settled_at is null`,
  `create table if not exists payment_result (
    id bigint generated always as identity primary key,
    month text not null,
    invoice_number text not null,
    outcome text not null check (outcome in ('COLLECTED', 'REJECTED', 'RETURNED')),
    end_to_end_id text not null,
    customer_reference text not null,
    reason_code text,
    amount_minor bigint not null,
    currency text not null,
    happened_on text not null,
    -- Names the failure in the org and in the mail's Message-ID.
    payment_key text not null,
    erp_step text not null default 'OPEN' check (erp_step in ('OPEN', 'DONE', 'GIVEN_UP')),
    case_step text not null check (case_step in ('OPEN', 'DONE', 'GIVEN_UP', 'NONE')),
    mail_step text not null check (mail_step in ('OPEN', 'DONE', 'GIVEN_UP', 'NONE')),
    note_step text not null check (note_step in ('OPEN', 'DONE', 'GIVEN_UP', 'NONE')),
    mailed_at timestamptz,
    attempts integer not null default 0,
    next_try_at timestamptz not null default now(),
    problem_code text,
    problem text,
    settled_at timestamptz,
    finished boolean not null default false,
    -- One item reaches each outcome once.
    unique (month, invoice_number, outcome)
  )`,
  'create index if not exists payment_result_open on payment_result (id) where not finished',
  'create index if not exists payment_result_problem on payment_result (id) where problem_code is not null and settled_at is null',
];
