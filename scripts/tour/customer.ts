/** Step 6: the customer gets access by mail, logs in to the portal, looks at contract, usage and invoices, opens a document. */
import type { Page, Response } from 'playwright-core';
import { erpState, type ErpInvoice } from './billing.ts';
import { asPerson, eventually, type TourContext } from './context.ts';
import type { SignedContract } from './signature.ts';

export interface PortalCustomer {
  readonly username: string;
  readonly password: string;
}

interface ReceivedMail {
  readonly to: readonly string[] | string;
  readonly subject: string;
  readonly text: string;
}

/** Mails that reached an address. */
export async function mailsTo({ urls }: Pick<TourContext, 'urls'>, address: string): Promise<readonly ReceivedMail[]> {
  const { messages } = (await (await fetch(`${urls.mail}/state`)).json()) as { messages: readonly ReceivedMail[] };
  return messages.filter((message) => [message.to].flat().join(' ').toLowerCase().includes(address.toLowerCase()));
}

/** Follows the welcome mail, chooses a password and is logged in. */
export async function takeAccess(context: TourContext, contract: SignedContract): Promise<PortalCustomer> {
  const { book, urls, secrets } = context;
  const { email } = contract.application.applicant;
  const link = await eventually('the welcome mail has come', async () => {
    const mails = await mailsTo(context, email);
    return mails.map((mail) => /https?:\/\/\S+\/my\/login\?c=[\w%-]+/.exec(mail.text)?.[0]).find(Boolean);
  });
  const password = `${secrets.demoPassword}-K`;
  await asPerson(context, async (page) => {
    await page.goto(link);
    const fields = page.locator('input[type="password"]');
    await fields.first().waitFor();
    for (const field of await fields.all()) await field.fill(password);
    await page.locator('button[type="submit"], form button').first().click();
    await page.waitForURL(`${urls.org}/my/`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    book.note(
      6,
      'The customer follows the welcome mail and chooses a password',
      `${urls.org}/my/`,
      await page.getByRole('heading', { level: 1 }).innerText(),
    );
  });
  return { username: email, password };
}

/** Logs a customer in. */
export async function enterPortal(context: TourContext, page: Page, customer: PortalCustomer): Promise<void> {
  await page.goto(`${context.urls.org}/my/login`);
  await page.locator('input:not([type="password"])').first().fill(customer.username);
  await page.locator('input[type="password"]').fill(customer.password);
  await page.locator('input[type="password"]').press('Enter');
  await page.waitForURL((url) => !url.pathname.includes('login'));
  await page.getByRole('heading', { level: 1 }).waitFor();
}

/** What a customer sees and opens. Answers the link that was used, for trying it again. */
export async function lookInPortal(
  context: TourContext,
  customer: PortalCustomer,
  contract: SignedContract,
  invoice: ErpInvoice,
): Promise<string> {
  const { urls, book } = context;
  return asPerson(context, async (page) => {
    await enterPortal(context, page, customer);
    await page.goto(`${urls.org}/my/contracts`);
    await shows(page, contract.contractNumber);
    await shows(page, contract.application.applicant.electricityMarketLocation);
    book.note(6, 'The customer sees the contract', page.url(), contract.contractNumber);

    await page.goto(`${urls.org}/my/usage`);
    await page.locator('svg[role="img"], figure svg').first().waitFor();
    book.note(6, 'The usage chart says what to expect', page.url(), await usageInWords(page));
    await page.getByRole('button', { name: /table|Tabelle/i }).click();
    await page.getByRole('table').waitFor();
    book.note(6, 'The chart has a table as its alternative', page.url(), `${await page.getByRole('row').count()} rows`);

    await page.goto(`${urls.org}/my/invoices`);
    const open = page.getByRole('button', { name: new RegExp(invoice.invoiceNumber) });
    await open.waitFor();
    const answer = await openDocument(page, open);
    const bytes = await sameAsArchive(context, invoice.invoiceNumber, answer.url());
    book.note(6, 'The invoice opens through a one-time link', page.url(), `PDF of ${bytes} bytes, as in the archive`);
    return answer.url();
  });
}

async function usageInWords(page: Page): Promise<string> {
  const words = page.locator('c-usage-chart').locator('.next');
  await words.waitFor();
  return words.innerText();
}

async function shows(page: Page, words: string): Promise<void> {
  await page.getByText(words).filter({ visible: true }).first().waitFor();
}

/** Clicks and waits for the answer that the new tab gets. */
async function openDocument(page: Page, button: ReturnType<Page['getByRole']>): Promise<Response> {
  const answered = page.context().waitForEvent('response', {
    predicate: (response) => new URL(response.url()).pathname.startsWith('/invoices/'),
  });
  await button.click();
  const response = await answered;
  if (response.status() !== 200 || !String(response.headers()['content-type']).startsWith('application/pdf'))
    throw new Error(`The document's link answered ${response.status()}`);
  return response;
}

/** The archive's document has the length that the browser was sent; the browser itself keeps a PDF's bytes to its viewer. */
async function sameAsArchive(context: TourContext, invoiceNumber: string, usedLink: string): Promise<number> {
  const { tokens } = await erpState(context);
  const token = tokens.findLast((entry) => entry.invoiceNumber === invoiceNumber)?.token;
  if (!token) throw new Error(`The ERP has no token for ${invoiceNumber}`);
  if (usedLink.includes(token)) throw new Error('The archive token is in the link');
  const response = await fetch(`${context.urls.archive}/documents/${token}`, {
    headers: { 'x-api-key': context.secrets.archiveKey },
  });
  const pdf = Buffer.from(await response.arrayBuffer());
  if (pdf.subarray(0, 5).toString('latin1') !== '%PDF-') throw new Error('The archive did not answer with a PDF');
  return pdf.length;
}

/** A used link, and another customer's invoice asked for by hand: both are refused with words that help. */
export async function refusedLinks(
  context: TourContext,
  customer: PortalCustomer,
  usedLink: string,
  foreignInvoice: string,
): Promise<void> {
  const { book, urls } = context;
  await asPerson(
    context,
    async (page) => {
      await page.goto(usedLink);
      const words = await page.getByRole('heading', { level: 1 }).innerText();
      book.note(6, 'A used link is refused with words that help', `${urls.service}/invoices/…`, words);

      await enterPortal(context, page, customer);
      await page.goto(`${urls.org}/my/invoices`);
      await page.getByRole('table').waitFor();
      const refusal = await askForInvoice(page, foreignInvoice);
      if (refusal.status === 200) throw new Error(`Another customer's invoice ${foreignInvoice} was opened`);
      book.note(6, "Another customer's invoice number is refused", page.url(), refusal.message);
    },
    { refusalsExpected: true },
  );
}

/** Asks the page's own controller, as a curious customer would. */
export async function askForInvoice(
  page: Page,
  invoiceNumber: string,
): Promise<{ readonly status: number; readonly message: string }> {
  const request = page.waitForRequest((candidate) => candidate.url().includes('InvoiceController'), {
    timeout: 15_000,
  });
  await page.reload();
  const example = await request;
  return page.evaluate(
    async ({ url, headers, number }) => {
      const response = await fetch(url.replace('getInvoices', 'openInvoice'), {
        method: 'POST',
        headers,
        body: JSON.stringify({
          classname: 'InvoiceController',
          method: 'openInvoice',
          params: { invoiceNumber: number, accountId: null },
          cacheable: false,
          isContinuation: false,
        }),
      });
      return { status: response.status, message: (await response.text()).slice(0, 300) };
    },
    { url: example.url(), headers: { 'content-type': 'application/json' }, number: invoiceNumber },
  );
}
