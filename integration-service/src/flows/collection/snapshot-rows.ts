/** Writes a snapshot into the book's tables. */
import type { Statements } from '../../runtime/database.ts';
import { IntegrationError } from '../../runtime/errors.ts';
import type { Snapshot } from './book.ts';

const ROWS_AT_ONCE = 1000;

/** Within the caller's transaction; one that has never left the house is replaced. CLAIM_LOST when the run has gone on meanwhile. */
export async function storeSnapshot(statements: Statements, month: string, snapshot: Snapshot): Promise<void> {
  const taken = await statements.query(
    `update collection_run set state = 'SNAPSHOT', file_day = $2, erp_count = $3, erp_total_minor = $4
     where month = $1 and state = 'WAITING' and not exists
       (select 1 from collection_file where month = $1 and attempted_at is not null) returning month`,
    [month, snapshot.fileDay, snapshot.erpCount, snapshot.erpTotalMinor],
  );
  if (taken.length === 0) {
    throw new IntegrationError('CLAIM_LOST', `The snapshot of ${month} was taken by somebody else`, {
      retryable: true,
    });
  }
  await statements.query('delete from collection_item where month = $1', [month]);
  await statements.query('delete from collection_file where month = $1', [month]);
  for (const file of snapshot.files) {
    await statements.query(
      `insert into collection_file (month, file_no, name, message_id, created_at, transactions, total_minor)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [month, file.fileNo, file.name, file.messageId, file.createdAt.toISOString(), file.transactions, file.totalMinor],
    );
  }
  for (let start = 0; start < snapshot.items.length; start += ROWS_AT_ONCE) {
    await statements.query(
      `insert into collection_item (month, invoice_number, file_no, skip_reason, collection_day, payment_id, end_to_end_id, customer_reference,
         contract_reference, mandate_reference, mandate_signed_on, debtor_sealed, iban_last4, amount_minor, currency, due_on,
         pre_notified_on, result)
       select $1, "invoiceNumber", "fileNo", "skipReason", "collectionDay", "paymentId", "endToEndId", "customerReference", "contractReference",
         "mandateReference", "mandateSignedOn", "debtorSealed", "ibanLast4", "amountMinor", currency, "dueOn", "preNotifiedOn",
         case when "fileNo" is null then null else 'IN_COLLECTION' end
       from jsonb_to_recordset($2::jsonb) as item ("invoiceNumber" text, "fileNo" integer, "skipReason" text, "collectionDay" text, "paymentId" text,
         "endToEndId" text, "customerReference" text, "contractReference" text, "mandateReference" text, "mandateSignedOn" text,
         "debtorSealed" text, "ibanLast4" text, "amountMinor" bigint, currency text, "dueOn" text, "preNotifiedOn" text)`,
      [month, JSON.stringify(snapshot.items.slice(start, start + ROWS_AT_ONCE))],
    );
  }
}
