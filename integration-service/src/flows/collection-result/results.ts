/** Books results: on the item, on the invoice, and as work to be passed on to the ERP, the org and the customer. */
import type { Outcome, ResultSource, SentItem } from '../../billing/sent-items.ts';
import type { Statements } from '../../runtime/database.ts';
import type { ApplyPorts } from './ports.ts';
import { mayBeToldByMail } from './reasons.ts';

export interface NewOutcome {
  readonly item: SentItem;
  readonly result: Outcome;
  readonly source: ResultSource;
  readonly reasonCode: string | null;
  /** YYYY-MM-DD */
  readonly on: string;
  readonly tellPayer: boolean;
}

/** All of it within the caller's transaction. `fileId` names the bank's answer in the key of a failure. */
export async function bookResults(
  ports: Pick<ApplyPorts, 'items' | 'showOutcome'>,
  statements: Statements,
  fileId: string,
  outcomes: readonly NewOutcome[],
): Promise<void> {
  if (outcomes.length === 0) return;
  // Of two results of one item in one answer the last one stands; both are passed on.
  const last = new Map(outcomes.map((outcome) => [`${outcome.item.month}\n${outcome.item.invoiceNumber}`, outcome]));
  await ports.items.setResults(
    statements,
    [...last.values()].map(({ item, result, source, on }) => ({
      month: item.month,
      invoiceNumber: item.invoiceNumber,
      result,
      resultSource: source,
      resultOn: on,
    })),
  );
  await passOn(statements, fileId, outcomes);
  const shown = Map.groupBy(last.values(), ({ result, reasonCode }) => `${result} ${reasonCode ?? ''}`);
  for (const same of shown.values()) {
    const [first] = same;
    if (!first) continue;
    const numbers = same.map(({ item }) => item.invoiceNumber);
    await ports.showOutcome(statements, numbers, first.result, first.reasonCode);
  }
}

async function passOn(statements: Statements, fileId: string, outcomes: readonly NewOutcome[]): Promise<void> {
  const rows = outcomes.map(({ item, result, reasonCode, on, tellPayer }) => {
    const failed = result !== 'COLLECTED';
    const mail = failed && tellPayer && mayBeToldByMail(reasonCode) ? 'OPEN' : 'NONE';
    return {
      month: item.month,
      invoiceNumber: item.invoiceNumber,
      outcome: result,
      endToEndId: item.endToEndId,
      customerReference: item.customerReference,
      reasonCode,
      amountMinor: item.amountMinor,
      currency: item.currency,
      happenedOn: on,
      paymentKey: `${item.endToEndId}:${fileId}`,
      caseStep: failed ? 'OPEN' : 'NONE',
      mailStep: mail,
      noteStep: mail,
    };
  });
  await statements.query(
    `insert into payment_result (month, invoice_number, outcome, end_to_end_id, customer_reference, reason_code, amount_minor, currency,
       happened_on, payment_key, case_step, mail_step, note_step)
     select month, "invoiceNumber", outcome, "endToEndId", "customerReference", "reasonCode", "amountMinor", currency, "happenedOn",
       "paymentKey", "caseStep", "mailStep", "noteStep"
     from jsonb_to_recordset($1::jsonb) as row (month text, "invoiceNumber" text, outcome text, "endToEndId" text,
       "customerReference" text, "reasonCode" text, "amountMinor" bigint, currency text, "happenedOn" text, "paymentKey" text,
       "caseStep" text, "mailStep" text, "noteStep" text)
     on conflict (month, invoice_number, outcome) do nothing`,
    [JSON.stringify(rows)],
  );
}
