import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Response } from 'playwright-core';
import { newApplicant } from '../../scripts/tour/applicants.ts';
import { billMonth, erpState, invoiceOf, type BilledMonth, type ErpInvoice } from '../../scripts/tour/billing.ts';
import { advanceClockTo } from '../../scripts/tour/clock.ts';
import { bankState, collectAtMonthEnd, followRefusal } from '../../scripts/tour/collection.ts';
import { asPerson, businessNow, eventually, one, query, type TourContext } from '../../scripts/tour/context.ts';
import {
  askForInvoice,
  askInvoiceController,
  enterPortal,
  lookInPortal,
  mailsTo,
  refusedLinks,
  takeAccess,
  type PortalCustomer,
} from '../../scripts/tour/customer.ts';
import { billedMonthInWords, openBillingOperations } from '../../scripts/tour/finance.ts';
import { enterPlainly } from '../../scripts/tour/sign-up.ts';
import { signContract, type SignedContract } from '../../scripts/tour/signature.ts';
import { followToSupply } from '../../scripts/tour/supply.ts';
import { assertAccessible, assertKeyboardReaches, isFocused, tabTo } from './accessible.ts';
import { findSecrets, secretsOf, type Secrets } from './crawl.ts';
import {
  acceptInvitation,
  endAccess,
  registerStranger,
  billingOfficerSignsNothing,
  draftForBusiness,
  inviteToProperty,
  letAnew,
  managerSigns,
} from './portal-people.ts';
import { startJourneySystem, type JourneySystem } from './system.ts';

describe('from a bill to its payment', () => {
  let journey: JourneySystem;
  let context: TourContext;
  let contract: SignedContract;
  let unlucky: SignedContract;
  let billed: BilledMonth;
  let customer: PortalCustomer;
  let unluckyCustomer: PortalCustomer;
  let usedLink: string;
  /** Everything that any browser received, as text; documents are not, they are the customer's own. */
  const received: { readonly url: string; readonly text: string }[] = [];
  const dropped: string[] = [];

  before(async () => {
    journey = await startJourneySystem();
    context = { ...journey.context, onResponse: (response) => keep(response) };
    const signUp = async (name: string) =>
      signContract(context, await enterPlainly(context, newApplicant(name, await businessNow(context.urls))));
    contract = await signUp('Berta');
    unlucky = await signUp('Ulla');
    await followToSupply(context, contract);
    await followToSupply(context, unlucky);
  });
  after(() => journey.stop());

  async function keep(response: Response): Promise<void> {
    const { origin } = new URL(response.url());
    // Neighbours have pages of their own, for their own people.
    if (![context.urls.org, context.urls.service].includes(origin)) return;
    const head = JSON.stringify(response.headers());
    const isText = /json|html|javascript|css|xml|text/.test(response.headers()['content-type'] ?? '');
    const isMoved = response.status() >= 300 && response.status() < 400;
    // A page that is left drops what it has received; the same address was then read on another visit.
    const body = isText && !isMoved ? await response.text().catch(() => undefined) : '';
    if (body === undefined) dropped.push(response.url());
    else received.push({ url: response.url(), text: `${response.url()}\n${head}\n${body}` });
  }

  const secrets = (): Secrets => secretsOf(journey.system.settings.dataDir);

  it('the ERP bills the month, the print vendor archives the bills, the service knows every invoice and token', async () => {
    billed = await billMonth(context, [contract, unlucky]);
    assert.equal(billed.invoices.size, 2);
    for (const invoice of billed.invoices.values()) assert.equal(invoice.lines.length, 2, 'electricity and gas');
  });

  it('a month that is billed again changes nothing', async () => {
    const before = await erpState(context);
    const response = await fetch(`${context.urls.erp}/billing/months/${billed.month}`, { method: 'POST' });
    assert.equal(((await response.json()) as { manifestId: string }).manifestId, billed.manifestId);
    assert.deepEqual((await erpState(context)).invoices, before.invoices);
  });

  it('the customers get their access by mail and choose a password', async () => {
    customer = await takeAccess(context, contract);
    unluckyCustomer = await takeAccess(context, unlucky);
  });

  it('UP-25 a click opens the same PDF bytes as the archive has; a used link and the number of another customer are refused', async () => {
    usedLink = await lookInPortal(context, customer, contract, billed);
    const foreign = invoiceOf(billed, unlucky).invoiceNumber;
    await refusedLinks(context, customer, usedLink, foreign);
    const unknown = await asPerson(
      context,
      async (page) => {
        await enterPortal(context, page, customer);
        await page.goto(`${context.urls.org}/my/invoices`);
        await page.getByRole('table').waitFor();
        return [await askForInvoice(page, foreign), await askForInvoice(page, 'UP-209912-00000001')];
      },
      { refusalsExpected: true },
    );
    assert.deepEqual(unknown[0], unknown[1], 'a foreign number is answered like one that does not exist');
    assert.notEqual(unknown[0]?.status, 200);
    assert.match(String(unknown[0]?.message), /Rechnung/, 'the refusal says in words what happened');
  });

  it('UP-71 the months of the chart, for electricity and for gas, match what the ERP billed', () =>
    asPerson(context, async (page) => {
      const invoice = (await erpState(context)).invoices.find(
        (candidate) => candidate.contractReference === contract.contractNumber,
      );
      await enterPortal(context, page, customer);
      await page.goto(`${context.urls.org}/my/usage`);
      await page.getByRole('button', { name: 'Als Tabelle zeigen' }).click();
      for (const [commodity, label] of [
        ['ELECTRICITY', 'Strom'],
        ['GAS', 'Gas'],
      ] as const) {
        await page.getByRole('radio', { name: label }).check();
        const caption = page.locator('caption').filter({ hasText: `${label}:` });
        await caption.waitFor({ state: 'attached' });
        const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: monthInGerman(billed) }) });
        const measured = await row.getByRole('cell').first().innerText();
        const wattHours = invoice?.lines.find((line) => line.commodity === commodity)?.wattHours ?? 0;
        assert.equal(measured.trim(), kilowattHours(wattHours), label);
      }
    }));

  it('the portal speaks English too, when the customer asks for it', () =>
    asPerson(context, async (page) => {
      await enterPortal(context, page, customer);
      await page.goto(`${context.urls.org}/my/invoices`);
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByRole('heading', { level: 1, name: 'Invoices' }).waitFor();
      assert.match(String(await page.locator('html').getAttribute('lang')), /^en/);
      await page.getByRole('row').filter({ hasText: 'Open PDF' }).waitFor();
      await page.getByRole('button', { name: 'Deutsch' }).click();
      await page.getByRole('heading', { level: 1, name: 'Rechnungen' }).waitFor();
    }));

  it('a document that the archive keeps no longer is refused with words that lead back, and then not offered again', async () => {
    const { invoiceNumber } = invoiceOf(billed, unlucky);
    await expire(journey, invoiceNumber);
    await asPerson(
      context,
      async (page) => {
        await enterPortal(context, page, unluckyCustomer);
        await page.goto(`${context.urls.org}/my/invoices`);
        const open = page.getByRole('button', { name: new RegExp(invoiceNumber) });
        await open.waitFor();
        const tab = page.waitForEvent('popup');
        await open.click();
        const refusal = await tab;
        await refusal.getByRole('heading', { level: 1 }).waitFor();
        assert.match(await refusal.locator('body').innerText(), /nicht mehr/);
        await refusal.getByRole('link').click();
        await refusal.getByRole('heading', { level: 1, name: /Rechnungen|Willkommen, / }).waitFor();
      },
      { refusalsExpected: true },
    );
  });

  it('the portal has no serious accessibility problem and lets the keyboard alone reach everything', () =>
    asPerson(context, async (page) => {
      await page.goto(`${context.urls.org}/my/login`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await assertAccessible(page, 'login');
      await enterPortal(context, page, customer);
      for (const path of ['', 'contracts', 'properties', 'usage', 'invoices']) {
        await page.goto(`${context.urls.org}/my/${path}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.waitForLoadState('networkidle');
        await assertAccessible(page, path || 'home');
        await assertKeyboardReaches(page, path || 'home');
      }
    }));

  it('the keyboard alone opens a bill and turns the chart into a table', () =>
    asPerson(context, async (page) => {
      await page.goto(`${context.urls.org}/my/login`);
      await tabTo(page, page.locator('input:not([type="password"])').first());
      await page.keyboard.type(customer.username);
      await tabTo(page, page.locator('input[type="password"]'));
      await page.keyboard.type(customer.password);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: /Willkommen, / }).waitFor();
      await tabTo(page, page.getByRole('link', { name: 'Verbrauch', exact: true }));
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'Verbrauch' }).waitFor();
      const toggle = page.getByRole('button', { name: /Tabelle|Diagramm/ });
      await toggle.waitFor();
      await tabTo(page, toggle);
      await page.keyboard.press('Enter');
      await page.getByRole('table').waitFor();
      assert.ok(await isFocused(toggle), 'the focus stays on the switch');
      await page.goto(`${context.urls.org}/my/invoices`);
      const open = page.getByRole('button', { name: new RegExp(invoiceOf(billed, contract).invoiceNumber) });
      await open.waitFor();
      await tabTo(page, open);
      const answered = page
        .context()
        .waitForEvent('response', (response) => response.url().startsWith(`${context.urls.service}/invoices/`));
      await page.keyboard.press('Enter');
      assert.equal((await answered).status(), 200);
    }));

  it('UP-26 at month end one file lies at the bank, its control totals equal the amounts due, although the service is killed during the upload; nothing is sent twice', async () => {
    await slowBank(context, true);
    const files = collectAtMonthEnd(context, billed, unlucky);
    await eventually('the upload has begun', () => uploadHasBegun(journey), 60);
    kill(journey);
    await slowBank(context, false);
    await files;
    const sent = inbox(journey);
    assert.deepEqual(
      sent.map((file) => file.name),
      (await bankState(context)).files.map((file) => file.name),
    );
    assert.equal(sent.length, 1, 'one file');
    const due = [...billed.invoices.values()];
    const total = (due.reduce((sum, invoice) => sum + invoice.grossMinor, 0) / 100).toFixed(2);
    assert.deepEqual(
      [...(sent[0]?.text ?? '').matchAll(/<(NbOfTxs|CtrlSum)>([^<]+)</g)].map(([, name, value]) => `${name} ${value}`),
      [`NbOfTxs ${due.length}`, `CtrlSum ${total}`, `NbOfTxs ${due.length}`, `CtrlSum ${total}`],
    );
    for (const invoice of due) assert.ok(sent[0]?.text.includes(`<EndToEndId>${invoice.invoiceNumber}<`));

    kill(journey);
    await eventually('the service is back', async () => (await fetch(`${context.urls.service}/ready`)).ok, 60);
    await eventually('the ERP knows that the items are in collection', async () => {
      const { invoices } = await erpState(context);
      return invoices.every((invoice) => invoice.state !== 'OPEN' || isRefused(invoice));
    });
    assert.equal(inbox(journey).length, 1, 'still one file');
    assert.equal((await bankState(context)).files.length, 1);
  });

  const isRefused = (invoice: ErpInvoice) => invoice.contractReference === unlucky.contractNumber;

  it('UP-27 the rejected row sets the payment failed, opens a case and tells the customer, once', async () => {
    const refused = invoiceOf(billed, unlucky);
    await followRefusal(context, unluckyCustomer, unlucky, refused);
    const cases = await query(
      context.org,
      `SELECT Id, Owner.Name, RecordType.DeveloperName FROM Case WHERE Invoice_Number__c != NULL`,
    );
    assert.equal(cases.length, 1, 'the other payment has no case');
    assert.equal((cases[0]?.['RecordType'] as { DeveloperName: string }).DeveloperName, 'Payment_Failure');
    const mails = (await mailsTo(context, unlucky.application.applicant.email)).filter((mail) =>
      mail.text.includes(refused.invoiceNumber),
    );
    assert.equal(mails.length, 1, 'one mail');
    assert.ok(
      !mails[0]?.text.replaceAll(/\s/g, '').includes(unlucky.application.applicant.iban),
      'without the whole IBAN',
    );
  });

  it('the failed payment is shown accessibly, in portal and console', () =>
    asPerson(context, async (page) => {
      await enterPortal(context, page, unluckyCustomer);
      for (const path of ['', 'invoices']) {
        await page.goto(`${context.urls.org}/my/${path}`);
        await page.getByRole('heading', { name: 'Eine Zahlung hat nicht geklappt' }).waitFor();
        await assertAccessible(page, `${path} with a failed payment`);
      }
    }));

  it('a collection that the bank books is shown as paid', async () => {
    const invoice = invoiceOf(billed, contract);
    const [file] = inbox(journey);
    const day = /<ReqdColltnDt>([\d-]+)</.exec(file?.text ?? '')?.[1] ?? '';
    await advanceClockTo(context, 7, `${day}T12:00:00Z`);
    const booked = await fetch(`${context.urls.bank}/settle`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ on: day }),
    });
    assert.ok(booked.ok);
    await eventually('the ERP has the payment', async () => {
      const { invoices } = await erpState(context);
      return invoices.find((candidate) => candidate.invoiceNumber === invoice.invoiceNumber)?.state === 'PAID';
    });
    await asPerson(context, async (page) => {
      await enterPortal(context, page, customer);
      await page.goto(`${context.urls.org}/my/invoices`);
      await page.getByRole('row').filter({ hasText: invoice.invoiceNumber }).locator('.status_good').waitFor();
    });
  });

  it('UP-21 finance sees the month with date and rows of the file, its documents, what was paid and what failed', () =>
    asPerson(context, async (page) => {
      await openBillingOperations(context, page);
      const euros = (invoices: readonly ErpInvoice[]) =>
        (invoices.reduce((sum, invoice) => sum + invoice.grossMinor, 0) / 100).toLocaleString('en-US', {
          style: 'currency',
          currency: 'EUR',
        });
      const day = new Date(`${billed.month}-15T12:00:00Z`);
      const { Manifest: manifest, ...month } = await billedMonthInWords(page, billed);
      assert.deepEqual(month, {
        Month: day.toLocaleDateString('en-US', { month: 'long', year: 'numeric', timeZone: 'UTC' }),
        Invoices: '2',
        Total: euros([...billed.invoices.values()]),
        Documents: '2 of 2',
        Collected: `${euros([invoiceOf(billed, contract)])} Invoices: 1`,
        Failed: `${euros([invoiceOf(billed, unlucky)])} Invoices: 1`,
        Status: 'Read and archived',
      });
      const { manifests } = await erpState(context);
      const written = manifests.find(({ manifestId }) => manifestId === billed.manifestId);
      const made = new Date(written?.createdAt ?? '').toLocaleString('en-US', {
        dateStyle: 'medium',
        timeStyle: 'short',
        timeZone: 'Europe/Berlin',
      });
      assert.equal(manifest, `${billed.manifestId} of ${made.replaceAll(/\s+/g, ' ')}`);
      await assertAccessible(page, 'billing operations');
    }));

  it("PLU-85b the next tenant of a home sees none of the earlier one's bills, by page, controller or number", async () => {
    const { earlierHome, earlierCustomer, home } = await letAnew(context, contract, unlucky);
    const foreign = invoiceOf(billed, contract).invoiceNumber;
    const own = invoiceOf(billed, unlucky).invoiceNumber;
    await asPerson(
      context,
      async (page) => {
        await enterPortal(context, page, unluckyCustomer);
        await page.goto(`${context.urls.org}/my/invoices`);
        await page.getByText(own).filter({ visible: true }).first().waitFor();
        assert.equal(await page.getByText(foreign).count(), 0, 'on the page');
        const listOf = (accountId: string | null) => askInvoiceController(page, 'getInvoices', { accountId });
        assert.match((await listOf(null)).message, new RegExp(own), 'the list is there when it is the own one');
        const ofNewHome = await listOf(home);
        assert.equal(ofNewHome.status, 200);
        assert.doesNotMatch(ofNewHome.message, /number/i, 'the new occupancy has no bill yet');
        for (const accountId of [earlierHome, earlierCustomer]) {
          assert.notEqual((await listOf(accountId)).status, 200, 'the earlier occupancy and its customer are refused');
          const document = await askInvoiceController(page, 'openInvoice', { invoiceNumber: foreign, accountId });
          assert.notEqual(document.status, 200);
        }
        for (const accountId of [null, home]) {
          const document = await askInvoiceController(page, 'openInvoice', { invoiceNumber: foreign, accountId });
          assert.notEqual(document.status, 200, 'by its number neither');
        }
      },
      { refusalsExpected: true },
    );
  });

  const placeOf = async ({ contractId }: SignedContract): Promise<string> => {
    const row = await one(context.org, `SELECT Id, Account.Name FROM Contract WHERE Id = '${contractId}'`);
    return (row['Account'] as { Name: string }).Name;
  };

  it('PLU-63c a customer invites a second person in the portal; the link in the mail lets that person in once, to that property alone', async () => {
    const [shared, own] = [await placeOf(unlucky), await placeOf(contract)];
    const link = await inviteToProperty(context, unluckyCustomer, shared, customer.username);
    const seen = await acceptInvitation(context, customer, link);
    assert.deepEqual(seen.toSorted(), [shared, own].toSorted(), 'the other home of the inviter stays hidden');
  });

  it('PLU-63d an invited stranger without a login registers by the link, sees that one property and its contract, and nothing once the access is ended', async () => {
    const place = await placeOf(contract);
    const { stranger, places } = await registerStranger(context, customer, place, contract.contractNumber);
    assert.deepEqual(places, [place], 'the other home that the inviter sees stays hidden');
    assert.deepEqual(await endAccess(context, customer, place, stranger), []);
  });

  it('UP-81a the billing officer of a business cannot sign a contract, by page or controller; its manager can', async () => {
    const line = await one(
      context.org,
      `SELECT Id, Product__c FROM Contract_Line__c WHERE Contract__c = '${contract.contractId}' AND Commodity__c = 'Electricity'`,
    );
    const draft = await draftForBusiness(context, String(line['Product__c']));
    await billingOfficerSignsNothing(context, draft);
    await managerSigns(context, draft);
  });

  it('UP-24b nothing that org or browser ever received holds a token or a whole IBAN', async () => {
    const hidden = secrets();
    assert.equal(hidden.tokens.length, 2);
    assert.ok(hidden.ibans.length >= 2);
    assert.ok(received.length > 100, `${received.length} answers were kept`);
    const read = new Set(received.map(({ url }) => new URL(url).pathname));
    const unread = dropped.filter((url) => !read.has(new URL(url).pathname) && !isLeftAtOnce(url));
    assert.deepEqual(unread, [], 'every address was read at least once');
    const inBrowser = received.filter(({ text }) => findSecrets(text, hidden).length > 0).map(({ url }) => url);
    assert.deepEqual(inBrowser, [], 'in what browsers received');

    const key = { authorization: `Bearer ${context.secrets.orgApiKey}` };
    const row = await one(
      context.org,
      `SELECT Id, Customer__r.Global_Customer_Id__c FROM Contract WHERE Id = '${contract.contractId}'`,
    );
    const reference = (row['Customer__r'] as { Global_Customer_Id__c: string }).Global_Customer_Id__c;
    const answers = await Promise.all([
      fetch(`${context.urls.service}/v1/customers/${reference}/invoices`, { headers: key }),
      fetch(`${context.urls.service}/v1/billing/months`, { headers: key }),
      fetch(
        `${context.urls.service}/v1/customers/${reference}/invoices/${invoiceOf(billed, contract).invoiceNumber}/links`,
        {
          method: 'POST',
          headers: { ...key, 'content-type': 'application/json' },
          body: JSON.stringify({ language: 'de', returnUrl: `${context.urls.org}/my/invoices` }),
        },
      ),
    ]);
    for (const answer of answers) {
      assert.ok(answer.ok, answer.url);
      assert.deepEqual(findSecrets(await answer.text(), hidden), [], answer.url);
    }
    // Where the mandate is kept: encrypted text, masked for everybody without the right to see it.
    assert.deepEqual(secretsInOrg(journey, hidden), ['Sepa_Mandate__c.Iban__c']);
  });
});

/**
 * What a page asks when it is left at once: the list of applications on the console's start page (the tests of the sign-up look at those) with its
 * icons, and the choice of a language, whose answer is empty.
 */
function isLeftAtOnce(url: string): boolean {
  return /\/ui-api\/[\w-]+\/Application__c|\/assets\/icons\/|\/CustomerLanguageController\.choose$/.test(url);
}

function monthInGerman({ month }: BilledMonth): RegExp {
  const name = new Date(`${month}-15T12:00:00Z`).toLocaleDateString('de-DE', { month: 'long', timeZone: 'UTC' });
  return new RegExp(`${name.slice(0, 3)}.*${month.slice(0, 4)}`);
}

/** As the portal writes them for Germans. */
function kilowattHours(wattHours: number): string {
  return new Intl.NumberFormat('de-DE', { maximumFractionDigits: 0 }).format(wattHours / 1000);
}

/** The archive's own switch, with the token that only the ERP's memory tells. */
async function expire({ system }: JourneySystem, invoiceNumber: string): Promise<void> {
  const token = secretsOf(system.settings.dataDir).tokenOf(invoiceNumber);
  const response = await fetch(`${system.urls.archive}/documents/${token}/expiry`, {
    method: 'PUT',
    headers: { 'x-api-key': system.settings.secrets.archiveKey, 'content-type': 'application/json' },
    body: JSON.stringify({ expiresOn: '2026-12-31' }),
  });
  assert.ok(response.ok, `the archive answers ${response.status}`);
}

async function slowBank({ urls }: TourContext, slow: boolean): Promise<void> {
  const response = slow
    ? await fetch(`${urls.bank}/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ kind: 'slow' }),
      })
    : await fetch(`${urls.bank}/faults`, { method: 'DELETE' });
  assert.ok(response.ok);
}

function kill({ system }: JourneySystem): void {
  const pid = system.programs.service.pid();
  assert.ok(pid, 'the service runs');
  process.kill(pid, 'SIGKILL');
}

const bankInbox = ({ system }: JourneySystem) => join(system.settings.dataDir, 'simulators', 'bank', 'inbox');

function uploadHasBegun(journey: JourneySystem): Promise<boolean> {
  const log = readFileSync(join(journey.system.settings.dataDir, 'logs', 'service.log'), 'utf8');
  return Promise.resolve(
    readdirSync(bankInbox(journey)).length > 0 || log.includes('amounts due are frozen","collected":2'),
  );
}

/** What lies there under a final name. */
function inbox(journey: JourneySystem): readonly { readonly name: string; readonly text: string }[] {
  const folder = bankInbox(journey);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.xml') && !name.startsWith('.'))
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
}

function secretsInOrg({ system }: JourneySystem, hidden: Secrets): readonly string[] {
  return [...hidden.placesIn(join(system.settings.dataDir, 'org'))].sort();
}
