/**
 * Passes results on: to the ERP, and failures to a case in the org, to the customer by mail, and back to the case that the customer knows. Each
 * step is marked when it is done, so a crash repeats at most the step it fell into; every step but the mail is one effect
 * however often it is repeated. A mail may go twice when the crash falls between the server's acceptance and our mark; both
 * carry the same Message-ID.
 */
import type { SentItem, SentItems } from '../../billing/sent-items.ts';
import type { Claim } from '../../runtime/claim.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Database } from '../../runtime/database.ts';
import { IntegrationError } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/log.ts';
import type { RetryPolicy } from '../../runtime/queue.ts';
import type { ErpBilling } from '../../systems/erp/billing.ts';
import type { Mailer } from '../../systems/mail/mailer.ts';
import type { Customer, CustomerService } from './customers.ts';
import { failureMail, type MailSettings } from './failure-mail.ts';
import { openProgress, type Neighbour, type Progress, type ProgressRow } from './progress.ts';

export interface PassOnPorts {
  readonly database: Database;
  readonly items: Pick<SentItems, 'findAll'>;
  readonly erp: Pick<ErpBilling, 'reportPayment'>;
  readonly customers: CustomerService;
  readonly mailer: Pick<Mailer, 'send'>;
  readonly mail: MailSettings;
  readonly clock: Clock;
  readonly log: Log;
  readonly retry: RetryPolicy;
}

interface ResultRow extends ProgressRow {
  readonly outcome: 'COLLECTED' | 'REJECTED' | 'RETURNED';
  readonly endToEndId: string;
  readonly month: string;
  readonly customerReference: string;
  readonly reasonCode: string | null;
  readonly amountMinor: string;
  readonly currency: string;
  readonly on: string;
  readonly paymentKey: string;
  readonly mailedAt: Date | null;
}

const AT_ONCE = 100;
const SIDE_BY_SIDE = 4;

/** One pass over what is open and due. A neighbour that fails in passing is left alone for the rest of the pass. */
export async function passOnResults(ports: PassOnPorts, claim: Claim): Promise<void> {
  const silent = new Set<Neighbour>();
  let last = '0';
  for (;;) {
    await claim.confirm();
    const rows = await nextRows(ports.database, last);
    const end = rows.at(-1);
    if (!end) return;
    last = end.id;
    const items = new Map((await ports.items.findAll(rows)).map((item) => [keyOf(item), item]));
    const waiting = [...rows];
    const work = async () => {
      for (let row = waiting.shift(); row; row = waiting.shift()) {
        await passOn(ports, row, items.get(keyOf(row)), silent);
      }
    };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
    if (silent.has('ERP') && silent.has('ORG')) return;
  }
}

/** In the order they came; an item's later result waits until the ERP has the earlier one. */
function nextRows(database: Database, after: string): Promise<readonly ResultRow[]> {
  return database.query<ResultRow>(
    `select id::text, month, invoice_number as "invoiceNumber", outcome, end_to_end_id as "endToEndId",
       customer_reference as "customerReference", reason_code as "reasonCode", amount_minor::text as "amountMinor", currency,
       happened_on as "on", payment_key as "paymentKey", erp_step, case_step, mail_step, note_step, mailed_at as "mailedAt", attempts
     from payment_result r where not finished and next_try_at <= now() and id > $1::bigint and not exists (
       select 1 from payment_result e where e.month = r.month and e.invoice_number = r.invoice_number and e.id < r.id
         and e.erp_step = 'OPEN')
     order by r.id limit $2`,
    [after, AT_ONCE],
  );
}

function keyOf(item: { readonly month: string; readonly invoiceNumber: string }): string {
  return `${item.month}\n${item.invoiceNumber}`;
}

async function passOn(
  ports: PassOnPorts,
  row: ResultRow,
  item: SentItem | undefined,
  silent: Set<Neighbour>,
): Promise<void> {
  const progress = openProgress(ports, row, silent);
  // The ERP cannot book what became of a collection it has not been told of yet.
  if (item?.reported) await progress.step('erp_step', 'ERP', () => tellErp(ports, row));
  const failure = row.outcome === 'COLLECTED' ? undefined : row.outcome;
  if (failure) await tellPeople(ports, row, { outcome: failure, ibanLast4: item?.ibanLast4 ?? null }, progress);
  await progress.close();
}

async function tellPeople(
  ports: PassOnPorts,
  row: ResultRow,
  failure: { readonly outcome: 'REJECTED' | 'RETURNED'; readonly ibanLast4: string | null },
  progress: Progress,
): Promise<void> {
  let customer: Customer | undefined;
  if (progress.isOpen('case_step') || progress.isOpen('mail_step')) {
    const found = await progress.attempt(['case_step', 'mail_step'], 'ORG', async () => {
      customer = await ports.customers.find(row.customerReference);
    });
    if (!found) return;
  }
  await progress.step('case_step', 'ORG', () =>
    ports.customers.recordFailure({ ...row, amountMinor: Number(row.amountMinor) }, customer),
  );
  await progress.step('mail_step', 'MAIL', () => tellCustomer(ports, row, failure, customer));
  if (progress.isOpen('mail_step') || progress.isOpen('case_step')) return;
  if (progress.isDone('mail_step') && progress.isDone('case_step')) {
    await progress.step('note_step', 'ORG', () =>
      ports.customers.recordNotice(row.paymentKey, row.mailedAt ?? ports.clock.now()),
    );
  } else await progress.drop('note_step');
}

async function tellErp(ports: PassOnPorts, row: ResultRow): Promise<void> {
  const known = await ports.erp.reportPayment({
    endToEndId: row.endToEndId,
    invoiceNumber: row.invoiceNumber,
    outcome: row.outcome,
    ...(row.reasonCode === null ? {} : { reasonCode: row.reasonCode }),
    on: row.on,
    amountMinor: Number(row.amountMinor),
    currency: row.currency,
  });
  if (!known) {
    throw new IntegrationError('ERP_UNKNOWN_PAYMENT', `The ERP does not know the payment ${row.endToEndId}`, {
      retryable: false,
    });
  }
}

async function tellCustomer(
  ports: PassOnPorts,
  row: ResultRow,
  failure: { readonly outcome: 'REJECTED' | 'RETURNED'; readonly ibanLast4: string | null },
  customer: Customer | undefined,
): Promise<void> {
  if (!customer?.email) {
    throw new IntegrationError('NO_MAIL_ADDRESS', `No mail address for the customer of ${row.invoiceNumber}`, {
      retryable: false,
    });
  }
  const mail = failureMail(
    {
      ...failure,
      paymentKey: row.paymentKey,
      to: customer.email,
      customerName: customer.name,
      invoiceNumber: row.invoiceNumber,
      amountMinor: Number(row.amountMinor),
      currency: row.currency,
      reasonCode: row.reasonCode,
    },
    customer.language,
    ports.mail,
  );
  await ports.mailer.send(mail);
}
