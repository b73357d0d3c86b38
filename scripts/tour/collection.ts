/** Step 7: month end; the bank gets one file, refuses one payment; customer and clerk know. */
import { erpState, monthAfter, type BilledMonth, type ErpInvoice } from './billing.ts';
import { advanceClockTo } from './clock.ts';
import { asPerson, eventually, logIn, one, type TourContext } from './context.ts';
import { enterPortal, mailsTo, type PortalCustomer } from './customer.ts';
import type { SignedContract } from './signature.ts';
import { lastTargetDayOfMonth } from '../../integration-service/src/systems/bank/target-days.ts';

const CLERK = 'clerk@unified-power.example';
const NO_MONEY = 'AM04';

export interface BankFile {
  readonly name: string;
  readonly messageId: string;
  readonly transactions: number;
  readonly total: string;
}

export interface BankState {
  readonly files: readonly BankFile[];
}

export async function bankState({ urls }: Pick<TourContext, 'urls'>): Promise<BankState> {
  return (await (await fetch(`${urls.bank}/state`)).json()) as BankState;
}

/** The account of the unlucky customer holds no money; then the month comes to its end. */
export async function collectAtMonthEnd(
  context: TourContext,
  billed: BilledMonth,
  unlucky: SignedContract,
): Promise<void> {
  const { urls, book } = context;
  const refusal = await fetch(`${urls.bank}/debtors/${unlucky.application.applicant.iban}/refusal`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ reasonCode: NO_MONEY }),
  });
  if (!refusal.ok) throw new Error(`The bank does not take the refusal: ${refusal.status}`);

  const due = [...billed.invoices.values()];
  const day = lastTargetDayOfMonth(monthAfter(billed.month));
  await advanceClockTo(context, 7, `${day}T12:00:00Z`);
  const file = await eventually('the bank has the payment file', async () => (await bankState(context)).files[0], 60);
  const expected = due.reduce((sum, invoice) => sum + invoice.grossMinor, 0);
  if (file.transactions !== due.length || Math.round(Number(file.total) * 100) !== expected)
    throw new Error(
      `The file has ${file.transactions} debits over ${file.total}, the ERP ${due.length} over ${expected / 100}`,
    );
  book.note(
    7,
    'At month end one payment file lies at the bank, its sum is what the ERP has due',
    urls.bank,
    `${file.name}: ${file.transactions} debits, ${file.total} EUR`,
  );
}

/** The refusal finds its way to invoice, customer and clerk. */
export async function followRefusal(
  context: TourContext,
  customer: PortalCustomer,
  contract: SignedContract,
  invoice: ErpInvoice,
): Promise<void> {
  const { urls, book, org, secrets } = context;
  const failed = await eventually(
    'a case says that the payment failed',
    async () => {
      const row = await one(
        org,
        `SELECT Id, CaseNumber, Payment_Reason_Code__c, Failed_Amount__c, Customer_Notified_At__c FROM Case WHERE Invoice_Number__c = '${invoice.invoiceNumber}'`,
      );
      return row['Customer_Notified_At__c'] ? row : undefined;
    },
    60,
  );
  const number = String(failed['CaseNumber']);
  book.note(
    7,
    'The bank refuses one payment: a case stands in the org',
    'org, case',
    `${number} ${String(failed['Payment_Reason_Code__c'])}`,
  );

  const { email } = contract.application.applicant;
  const mail = (await mailsTo(context, email)).find((candidate) => candidate.text.includes(invoice.invoiceNumber));
  if (!mail) throw new Error(`No mail to ${email} names the invoice ${invoice.invoiceNumber}`);
  book.note(7, 'The customer is told by mail', urls.mail, mail.subject);

  await eventually('the ERP has opened the refused invoice again', async () => {
    const { invoices } = await erpState(context);
    return invoices.find((candidate) => candidate.invoiceNumber === invoice.invoiceNumber)?.state === 'OPEN';
  });

  await asPerson(context, async (page) => {
    await enterPortal(context, page, customer);
    await page.goto(`${urls.org}/my/invoices`);
    const row = page.getByRole('row').filter({ hasText: invoice.invoiceNumber });
    await row.locator('.status_bad').waitFor();
    book.note(7, 'The portal shows the payment as failed', page.url(), await row.locator('.status_bad').innerText());
  });
  await asPerson(context, async (page) => {
    await logIn(page, `${urls.org}/lightning/`, CLERK, secrets.demoPassword);
    await page.goto(`${urls.org}/lightning/r/Case/${failed.Id}/view`);
    for (const words of [number, invoice.invoiceNumber])
      await page.getByText(words).filter({ visible: true }).first().waitFor();
    book.note(7, 'The clerk opens the case in the console', page.url(), number);
  });
}
