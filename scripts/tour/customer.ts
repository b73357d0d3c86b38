/** Step 6: the customer gets access by mail, logs in to the portal, looks at contract, usage and invoices, opens a document. */
import type { Locator, Page } from 'playwright-core';
import { invoiceOf, type BilledMonth } from './billing.ts';
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

/** The link of an invitation to a property that was mailed to the address, another one than the known. */
export function invitationLink(context: Pick<TourContext, 'urls'>, email: string, known?: string): Promise<string> {
  return eventually('the invitation has come by mail', async () => {
    const mails = await mailsTo(context, email);
    return mails
      .map(({ text }) => /https?:\/\/\S+\/my\/invitation\?token=[\w-]+/.exec(text)?.[0])
      .find((link) => link !== undefined && link !== known);
  });
}

/** Follows the welcome mail, chooses a password and is logged in. */
export async function takeAccess(context: TourContext, contract: SignedContract): Promise<PortalCustomer> {
  return choosePassword(context, contract.application.applicant.email, async (page) => {
    context.book.note(
      6,
      'The customer follows the welcome mail and chooses a password',
      `${context.urls.org}/my/`,
      await page.getByRole('heading', { level: 1 }).innerText(),
    );
  });
}

/** Waits for the welcome mail to the address, chooses a password by its link and looks at the page that comes next. */
export async function choosePassword(
  context: TourContext,
  email: string,
  look: (page: Page) => Promise<void>,
): Promise<PortalCustomer> {
  const { urls, secrets } = context;
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
    await look(page);
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
  billed: BilledMonth,
): Promise<string> {
  const { urls, book } = context;
  const invoice = invoiceOf(billed, contract);
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
    const { link, pdf } = await openDocument(context, page, open);
    const archived = await archivedBill(context, billed.manifestId, invoice.invoiceNumber);
    if (!pdf.equals(archived)) throw new Error('The customer was sent another document than the archive has');
    book.note(
      6,
      'The invoice opens through a one-time link',
      page.url(),
      `PDF of ${pdf.length} bytes, the same as in the archive`,
    );
    return link;
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

interface OpenedDocument {
  readonly link: string;
  readonly pdf: Buffer;
}

/** Clicks and keeps what the new tab is sent; a browser gives the bytes of a PDF only to its viewer. */
export async function openDocument(
  { urls }: Pick<TourContext, 'urls'>,
  page: Page,
  button: Locator,
): Promise<OpenedDocument> {
  const opened = Promise.withResolvers<OpenedDocument>();
  await page.context().route(`${urls.service}/invoices/*`, async (route) => {
    const response = await route.fetch();
    const type = response.headers()['content-type'] ?? '';
    if (response.status() === 200 && type.startsWith('application/pdf'))
      opened.resolve({ link: response.url(), pdf: await response.body() });
    else opened.reject(new Error(`The document's link answered ${response.status()} ${type}`));
    await route.fulfill({ response });
  });
  await button.click();
  return opened.promise;
}

/** What the print vendor put into the archive. */
export async function archivedBill(
  { urls }: Pick<TourContext, 'urls'>,
  manifestId: string,
  invoiceNumber: string,
): Promise<Buffer> {
  const response = await fetch(`${urls.printVendor}/manifests/${manifestId}/bills/${invoiceNumber}`);
  if (!response.ok) throw new Error(`The print vendor has no bill ${invoiceNumber}: ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
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

/** The headers that a page may set itself, the token against forged requests among them. */
function sendable(headers: Readonly<Record<string, string>>): Record<string, string> {
  const own = Object.entries(headers).filter(([name]) => name === 'content-type' || name.startsWith('x-'));
  return { 'content-type': 'application/json', ...Object.fromEntries(own) };
}

/** Asks the page's own controller for a document, as a curious customer would. */
export function askForInvoice(page: Page, invoiceNumber: string): Promise<ControllerAnswer> {
  return askInvoiceController(page, 'openInvoice', { invoiceNumber, accountId: null });
}

export interface ControllerAnswer {
  readonly status: number;
  readonly message: string;
}

/** Calls a method of the controller with the page's own session, from the page of invoices. */
export function askInvoiceController(
  page: Page,
  method: 'getInvoices' | 'openInvoice',
  params: Readonly<Record<string, string | null>>,
): Promise<ControllerAnswer> {
  return askController(page, 'InvoiceController.getInvoices', `InvoiceController.${method}`, params);
}

/** Calls an Apex method with the session of a page, which itself calls another one when it is loaded. */
export async function askController(
  page: Page,
  calledByPage: string,
  asked: string,
  params: Readonly<Record<string, string | null>>,
): Promise<ControllerAnswer> {
  const request = page.waitForRequest((candidate) => candidate.url().includes(calledByPage), { timeout: 15_000 });
  await page.reload();
  const example = await request;
  return page.evaluate(
    async ({ url, headers, body }) => {
      const response = await fetch(url, { method: 'POST', headers, body });
      return { status: response.status, message: (await response.text()).slice(0, 300) };
    },
    {
      url: example.url().replace(calledByPage, asked),
      headers: sendable(await example.allHeaders()),
      body: JSON.stringify(params),
    },
  );
}
