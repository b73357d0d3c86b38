/** The book of collections: runs, their files and their items, as the database keeps them. */
import type { Database, Statements } from '../../runtime/database.ts';
import { IntegrationError } from '../../runtime/errors.ts';
import type { Occasion } from '../../runtime/schedule.ts';
import type { SkipReason } from './eligibility.ts';
import { storeSnapshot } from './snapshot-rows.ts';
import { prepareCollectionTables } from './tables.ts';

/** WAITING: amounts to be read. SNAPSHOT: items frozen, files to be delivered. DELIVERED: the ERP to be told. MISSED: a later month end took its items. */
export type RunState = 'WAITING' | 'SNAPSHOT' | 'DELIVERED' | 'DONE' | 'MISSED';

export interface CollectionRun {
  readonly month: string;
  readonly collectionId: string;
  readonly state: RunState;
  readonly fileDay: string | null;
  readonly erpCount: number;
  readonly erpTotalMinor: number;
  readonly lateAllowed: boolean;
}

export interface CollectionFile {
  readonly month: string;
  readonly fileNo: number;
  readonly name: string;
  readonly messageId: string;
  readonly createdAt: Date;
  readonly transactions: number;
  readonly totalMinor: number;
  readonly sha256: string | null;
  readonly attempted: boolean;
  readonly delivered: boolean;
}

/** An item as the snapshot keeps it. Left out ones have a reason and no file. */
export interface SnapshotItem {
  readonly invoiceNumber: string;
  readonly fileNo: number | null;
  readonly skipReason: SkipReason | null;
  readonly collectionDay: string | null;
  /** Names the items of one file and day at the bank. */
  readonly paymentId: string | null;
  readonly endToEndId: string | null;
  readonly customerReference: string;
  readonly contractReference: string;
  readonly mandateReference: string;
  readonly mandateSignedOn: string;
  readonly debtorSealed: string | null;
  readonly ibanLast4: string | null;
  readonly amountMinor: number;
  readonly currency: string;
  readonly dueOn: string;
  readonly preNotifiedOn: string;
}

export interface Snapshot {
  readonly fileDay: string;
  readonly erpCount: number;
  readonly erpTotalMinor: number;
  readonly files: readonly Pick<
    CollectionFile,
    'fileNo' | 'name' | 'messageId' | 'createdAt' | 'transactions' | 'totalMinor'
  >[];
  readonly items: readonly SnapshotItem[];
}

/** Counts and sums in hundredths. */
export interface SnapshotTotals {
  readonly count: number;
  readonly totalMinor: number;
  readonly collectedCount: number;
  readonly collectedMinor: number;
}

export interface LeftOut {
  readonly invoiceNumber: string;
  readonly customerReference: string;
  readonly reason: SkipReason;
  /** In hundredths. */
  readonly amountMinor: number;
  readonly currency: string;
}

export interface CollectionBook {
  /** Enters month ends; of several at once only the last is run, because its amounts due contain those of the others. */
  plan(statements: Statements, due: readonly Occasion[]): Promise<void>;
  /** Runs that can go on, oldest first. */
  unfinished(): Promise<readonly CollectionRun[]>;
  run(month: string): Promise<CollectionRun>;
  /** Runs that wait for a person. */
  stopped(): Promise<readonly { readonly month: string; readonly code: string }[]>;
  stop(month: string, code: string, problem: string, at: Date): Promise<void>;
  /** Lets a stopped run go on; false when it is not stopped. */
  resume(month: string): Promise<boolean>;
  /** Of these invoices, those that an earlier run has sent and whose fate is open, or that the ERP has not been told of. */
  inCollection(month: string, invoiceNumbers: readonly string[]): Promise<ReadonlySet<string>>;
  /** Stores a snapshot whole; one that has never left the house is replaced. */
  storeSnapshot(month: string, snapshot: Snapshot): Promise<void>;
  totals(month: string): Promise<SnapshotTotals>;
  files(month: string): Promise<readonly CollectionFile[]>;
  items(file: Pick<CollectionFile, 'month' | 'fileNo'>): Promise<readonly SnapshotItem[]>;
  beginDelivery(file: CollectionFile, sha256: string, size: number, at: Date): Promise<void>;
  markDelivered(
    file: CollectionFile,
    at: Date,
    also: (statements: Statements, invoiceNumbers: readonly string[]) => Promise<void>,
  ): Promise<void>;
  advance(month: string, from: RunState, to: RunState, at: Date): Promise<void>;
  unreported(month: string, limit: number): Promise<readonly { invoiceNumber: string; endToEndId: string }[]>;
  markReported(month: string, invoiceNumbers: readonly string[]): Promise<void>;
  /** What a run did not collect, by invoice number. */
  leftOut(month: string): Promise<readonly LeftOut[]>;
  /** Empties names and account numbers of runs whose file was made before a day. Answers how many items it emptied. */
  forgetDebtors(before: string): Promise<number>;
}

/** Big integers come as text. */
type RunRow = Omit<CollectionRun, 'erpTotalMinor'> & { readonly erpTotalMinor: string };
type FileRow = Omit<CollectionFile, 'totalMinor'> & { readonly totalMinor: string };
type ItemRow = Omit<SnapshotItem, 'amountMinor'> & { readonly amountMinor: string };

const RUN = `month, collection_id as "collectionId", state, file_day as "fileDay", erp_count as "erpCount",
  erp_total_minor::text as "erpTotalMinor", late_allowed as "lateAllowed"`;
const FILE = `month, file_no as "fileNo", name, message_id as "messageId", created_at as "createdAt", transactions,
  total_minor::text as "totalMinor", sha256, attempted_at is not null as attempted, delivered_at is not null as delivered`;
const ITEM = `invoice_number as "invoiceNumber", file_no as "fileNo", skip_reason as "skipReason", collection_day as "collectionDay", payment_id as "paymentId",
  end_to_end_id as "endToEndId", customer_reference as "customerReference", contract_reference as "contractReference",
  mandate_reference as "mandateReference", mandate_signed_on as "mandateSignedOn", debtor_sealed as "debtorSealed",
  iban_last4 as "ibanLast4", amount_minor::text as "amountMinor", currency, due_on as "dueOn", pre_notified_on as "preNotifiedOn"`;

/** Opens the book, making its tables where they are missing. */
export async function openCollectionBook(database: Database): Promise<CollectionBook> {
  await prepareCollectionTables(database);
  return {
    async plan(statements, due) {
      for (const [index, occasion] of due.entries()) {
        await statements.query(
          `insert into collection_run (month, collection_id, state, scheduled_for) values ($1, $2, $3, $4)
           on conflict (month) do nothing`,
          [
            occasion.key,
            `UP-${occasion.key}`,
            index === due.length - 1 ? 'WAITING' : 'MISSED',
            occasion.at.toISOString(),
          ],
        );
      }
    },

    unfinished: async () =>
      (
        await database.query<RunRow>(
          `select ${RUN} from collection_run where state not in ('DONE', 'MISSED') and problem_code is null order by month`,
        )
      ).map(toRun),

    async run(month) {
      const [row] = await database.query<RunRow>(`select ${RUN} from collection_run where month = $1`, [month]);
      if (!row) throw new IntegrationError('UNKNOWN_RUN', `No collection ${month}`, { retryable: false });
      return toRun(row);
    },

    stopped: () =>
      database.query(
        'select month, problem_code as code from collection_run where problem_code is not null order by month',
      ),

    async stop(month, code, problem, at) {
      await database.query(
        'update collection_run set problem_code = $2, problem = $3, problem_at = $4 where month = $1',
        [month, code, problem, at.toISOString()],
      );
    },

    resume: (month) => database.transaction((statements) => resume(statements, month)),

    async inCollection(month, invoiceNumbers) {
      const rows = await database.query<{ invoice_number: string }>(
        `select distinct invoice_number from collection_item
         where invoice_number in (select jsonb_array_elements_text($1::jsonb)) and month <> $2 and file_no is not null
           and (result in ('IN_COLLECTION', 'COLLECTED') or not reported)`,
        [JSON.stringify(invoiceNumbers), month],
      );
      return new Set(rows.map((row) => row.invoice_number));
    },

    storeSnapshot: (month, snapshot) =>
      database.transaction((statements) => storeSnapshot(statements, month, snapshot)),

    async totals(month) {
      const [row] = await database.query<Record<keyof SnapshotTotals, string>>(
        `select count(*) as "count", coalesce(sum(amount_minor), 0)::text as "totalMinor",
           count(file_no) as "collectedCount", coalesce(sum(amount_minor) filter (where file_no is not null), 0)::text as "collectedMinor"
         from collection_item where month = $1`,
        [month],
      );
      return {
        count: Number(row?.count),
        totalMinor: Number(row?.totalMinor),
        collectedCount: Number(row?.collectedCount),
        collectedMinor: Number(row?.collectedMinor),
      };
    },

    files: async (month) =>
      (
        await database.query<FileRow>(`select ${FILE} from collection_file where month = $1 order by file_no`, [month])
      ).map((row) => ({ ...row, createdAt: new Date(row.createdAt), totalMinor: Number(row.totalMinor) })),

    items: async (file) =>
      (
        await database.query<ItemRow>(
          // The order is part of the file's content: bytes, not the database's language.
          `select ${ITEM} from collection_item where month = $1 and file_no = $2
           order by collection_day collate "C", invoice_number collate "C"`,
          [file.month, file.fileNo],
        )
      ).map((row) => ({ ...row, amountMinor: Number(row.amountMinor) })),

    async beginDelivery(file, sha256, size, at) {
      if (file.sha256 !== null && file.sha256 !== sha256) {
        throw new IntegrationError(
          'FILE_CHANGED',
          `${file.name} would be written with another content than at the first try; the first may be at the bank.`,
          { retryable: false },
        );
      }
      await database.query(
        `update collection_file set sha256 = $3, size = $4, attempted_at = coalesce(attempted_at, $5)
         where month = $1 and file_no = $2`,
        [file.month, file.fileNo, sha256, size, at.toISOString()],
      );
    },

    markDelivered: (file, at, also) =>
      database.transaction(async (statements) => {
        await statements.query(
          'update collection_file set delivered_at = coalesce(delivered_at, $3) where month = $1 and file_no = $2',
          [file.month, file.fileNo, at.toISOString()],
        );
        const items = await statements.query<{ invoice_number: string }>(
          'select invoice_number from collection_item where month = $1 and file_no = $2',
          [file.month, file.fileNo],
        );
        await also(
          statements,
          items.map((item) => item.invoice_number),
        );
      }),

    async advance(month, from, to, at) {
      await database.query(
        `update collection_run set state = $3, finished_at = case when $3 = 'DONE' then $4::timestamptz end
         where month = $1 and state = $2`,
        [month, from, to, at.toISOString()],
      );
    },

    unreported: (month, limit) =>
      database.query(
        `select invoice_number as "invoiceNumber", end_to_end_id as "endToEndId" from collection_item
         where month = $1 and file_no is not null and not reported order by invoice_number limit $2`,
        [month, limit],
      ),

    async markReported(month, invoiceNumbers) {
      await database.query(
        `update collection_item set reported = true
         where month = $1 and invoice_number in (select jsonb_array_elements_text($2::jsonb))`,
        [month, JSON.stringify(invoiceNumbers)],
      );
    },

    leftOut: async (month) =>
      (
        await database.query<Omit<LeftOut, 'amountMinor'> & { readonly amountMinor: string }>(
          `select invoice_number as "invoiceNumber", customer_reference as "customerReference", skip_reason as reason,
             amount_minor::text as "amountMinor", currency
           from collection_item where month = $1 and skip_reason is not null order by invoice_number`,
          [month],
        )
      ).map((row) => ({ ...row, amountMinor: Number(row.amountMinor) })),

    async forgetDebtors(before) {
      const emptied = await database.query(
        `update collection_item set debtor_sealed = null, iban_last4 = null
         where (debtor_sealed is not null or iban_last4 is not null)
           and month in (select month from collection_run where file_day < $1) returning month`,
        [before],
      );
      return emptied.length;
    },
  };
}

function toRun(row: RunRow): CollectionRun {
  return { ...row, erpTotalMinor: Number(row.erpTotalMinor) };
}

/** A snapshot of which nothing has been tried at the bank is taken anew: whatever was wrong with it may have been mended at the ERP. */
async function resume(statements: Statements, month: string): Promise<boolean> {
  const [run] = await statements.query<{ problem_code: string; state: RunState; tried: boolean }>(
    `select problem_code, state, exists (select 1 from collection_file f where f.month = r.month and attempted_at is not null) as tried
     from collection_run r where month = $1 and problem_code is not null for update`,
    [month],
  );
  if (!run) return false;
  const again = run.state === 'SNAPSHOT' && !run.tried;
  await statements.query(
    `update collection_run set problem_code = null, problem = null, problem_at = null, late_allowed = $2, state = $3 where month = $1`,
    [month, run.problem_code === 'COLLECTION_DAY_PASSED', again ? 'WAITING' : run.state],
  );
  return true;
}
