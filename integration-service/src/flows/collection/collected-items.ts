/** Items that were sent to the bank, for whoever follows what became of them. Reading them locks them until the transaction ends. */
import type { SentItem, SentItems } from '../../billing/sent-items.ts';
import type { Database, Statements } from '../../runtime/database.ts';
import { isReturnTimeOver } from './calendar.ts';

type ItemRow = Omit<SentItem, 'amountMinor'> & { readonly amountMinor: string };

const SELECT = `select i.month, i.invoice_number as "invoiceNumber", i.end_to_end_id as "endToEndId", i.payment_id as "paymentId",
    f.message_id as "messageId", i.customer_reference as "customerReference", i.contract_reference as "contractReference",
    i.amount_minor::text as "amountMinor", i.currency, i.collection_day as "collectionDay", i.iban_last4 as "ibanLast4", i.result,
    i.result_source as "resultSource", i.result_on as "resultOn", i.reported
  from collection_item i join collection_file f on f.month = i.month and f.file_no = i.file_no and f.delivered_at is not null`;
// In one order, so that two processes wait for each other instead of embracing.
const LOCK = 'order by i.invoice_number, i.month desc for update of i';

/** The book's tables must exist (openCollectionBook). */
export function collectedItemsOf(database: Database): SentItems {
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
