/** Items that were sent to the bank, for whoever follows what became of them. Reading them locks them until the transaction ends. */
import type { Database, Statements } from '../../runtime/database.ts';
import { isReturnTimeOver } from './calendar.ts';

export type ItemResult = 'IN_COLLECTION' | 'COLLECTED' | 'REJECTED' | 'RETURNED';
export type ResultSource = 'PAIN_002' | 'CAMT_054' | 'SILENCE';

export interface CollectedItem {
  readonly month: string;
  readonly invoiceNumber: string;
  readonly endToEndId: string;
  readonly paymentId: string;
  readonly messageId: string;
  readonly customerReference: string;
  readonly contractReference: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly collectionDay: string;
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

export interface CollectedItems {
  /** UNKNOWN: never ours. SENDING: it may be at the bank, but we have not noted it yet; ask again later. */
  fileState(statements: Statements, messageId: string): Promise<'UNKNOWN' | 'SENDING' | 'DELIVERED'>;
  /** By end-to-end id: of one file when it is named, otherwise the newest item of that id. Only files noted as delivered. */
  byReference(
    statements: Statements,
    endToEndIds: readonly string[],
    messageId?: string,
  ): Promise<readonly CollectedItem[]>;
  ofFile(statements: Statements, messageId: string): Promise<readonly CollectedItem[]>;
  ofPayment(statements: Statements, paymentId: string): Promise<readonly CollectedItem[]>;
  /** Items whose time for returns is over and of which nothing was heard; at most `limit`. */
  silent(statements: Statements, today: string, limit: number): Promise<readonly CollectedItem[]>;
  setResults(statements: Statements, results: readonly NewResult[]): Promise<void>;
  /** Without locking them. */
  findAll(
    items: readonly { readonly month: string; readonly invoiceNumber: string }[],
  ): Promise<readonly CollectedItem[]>;
}

type ItemRow = Omit<CollectedItem, 'amountMinor'> & { readonly amountMinor: string };

const SELECT = `select i.month, i.invoice_number as "invoiceNumber", i.end_to_end_id as "endToEndId", i.payment_id as "paymentId",
    f.message_id as "messageId", i.customer_reference as "customerReference", i.contract_reference as "contractReference",
    i.amount_minor::text as "amountMinor", i.currency, i.collection_day as "collectionDay", i.iban_last4 as "ibanLast4", i.result,
    i.result_source as "resultSource", i.result_on as "resultOn", i.reported
  from collection_item i join collection_file f on f.month = i.month and f.file_no = i.file_no and f.delivered_at is not null`;
// In one order, so that two processes wait for each other instead of embracing.
const LOCK = 'order by i.invoice_number, i.month desc for update of i';

/** The book's tables must exist (openCollectionBook). */
export function collectedItemsOf(database: Database): CollectedItems {
  const read = async (statements: Statements, rest: string, params: readonly unknown[]) =>
    (await statements.query<ItemRow>(`${SELECT} ${rest}`, params)).map((row) => ({
      ...row,
      amountMinor: Number(row.amountMinor),
    }));
  return {
    async fileState(statements, messageId) {
      const [file] = await statements.query<{ tried: boolean; delivered: boolean }>(
        `select attempted_at is not null as tried, delivered_at is not null as delivered from collection_file where message_id = $1`,
        [messageId],
      );
      if (!file?.tried) return 'UNKNOWN';
      return file.delivered ? 'DELIVERED' : 'SENDING';
    },

    async byReference(statements, endToEndIds, messageId) {
      const rows = await read(
        statements,
        `where i.end_to_end_id in (select jsonb_array_elements_text($1::jsonb))
         ${messageId === undefined ? '' : 'and f.message_id = $2'} ${LOCK}`,
        [JSON.stringify(endToEndIds), ...(messageId === undefined ? [] : [messageId])],
      );
      const seen = new Set<string>();
      return rows.filter((row) => !seen.has(row.endToEndId) && seen.add(row.endToEndId));
    },

    ofFile: (statements, messageId) => read(statements, `where f.message_id = $1 ${LOCK}`, [messageId]),
    ofPayment: (statements, paymentId) => read(statements, `where i.payment_id = $1 ${LOCK}`, [paymentId]),

    async silent(statements, today, limit) {
      const days = await statements.query<{ day: string }>(
        `select distinct collection_day as day from collection_item where result = 'IN_COLLECTION'`,
      );
      const over = days.map(({ day }) => day).filter((day) => isReturnTimeOver(day, today));
      if (over.length === 0) return [];
      return read(
        statements,
        `where i.result = 'IN_COLLECTION' and i.collection_day in (select jsonb_array_elements_text($1::jsonb))
         order by i.invoice_number, i.month desc limit $2 for update of i`,
        [JSON.stringify(over), limit],
      );
    },

    async setResults(statements, results) {
      await statements.query(
        `update collection_item i set result = n.result, result_source = n."resultSource", result_on = n."resultOn"
         from jsonb_to_recordset($1::jsonb) as n (month text, "invoiceNumber" text, result text, "resultSource" text, "resultOn" text)
         where i.month = n.month and i.invoice_number = n."invoiceNumber"`,
        [JSON.stringify(results)],
      );
    },

    findAll: (items) =>
      read(
        database,
        `where (i.month, i.invoice_number) in
           (select month, "invoiceNumber" from jsonb_to_recordset($1::jsonb) as wanted (month text, "invoiceNumber" text))`,
        [JSON.stringify(items.map(({ month, invoiceNumber }) => ({ month, invoiceNumber })))],
      ),
  };
}
