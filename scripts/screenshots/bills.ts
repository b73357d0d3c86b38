/** Pictures of bills and payments: customer portal, console, billing operations. Moves the clock past a month end. */
import type { Page } from 'playwright-core';
import type { Camera } from './camera.ts';
import { applicant } from './people.ts';
import { billMonth, invoiceOf } from '../tour/billing.ts';
import { collectAtMonthEnd, followRefusal } from '../tour/collection.ts';
import { openApp } from '../tour/console.ts';
import { asPerson, logIn, one, type TourContext } from '../tour/context.ts';
import { enterPortal, takeAccess, type PortalCustomer } from '../tour/customer.ts';
import { openBillingOperations } from '../tour/finance.ts';
import { enterPlainly } from '../tour/sign-up.ts';
import { signContract, type SignedContract } from '../tour/signature.ts';
import { followToSupply } from '../tour/supply.ts';

const CLERK = 'clerk@unified-power.example';
const PAYMENT_FAILED = 'Eine Zahlung hat nicht geklappt';

/** Bills two customers, lets one payment fail and takes pictures of what customer, clerk and finance see. */
export async function photographBills(context: TourContext, { take }: Camera): Promise<void> {
  const contract = await supplied(context, 'Henrike', 'Weiß');
  const unlucky = await supplied(context, 'Tobias', 'Brandt');
  const billed = await billMonth(context, [contract, unlucky]);
  const customer = await takeAccess(context, unlucky);
  await collectAtMonthEnd(context, billed, unlucky);
  const { invoiceNumber } = invoiceOf(billed, unlucky);
  await followRefusal(context, customer, unlucky, invoiceOf(billed, unlucky));
  await photographPortal(context, take, customer, invoiceNumber);
  await photographConsole(context, take, unlucky, invoiceNumber);
  await asPerson(context, async (page) => {
    await openBillingOperations(context, page);
    await take(page, 'billing-operations');
  });
}

async function supplied(context: TourContext, firstName: string, lastName: string): Promise<SignedContract> {
  const application = await enterPlainly(context, await applicant(context, firstName, lastName));
  const contract = await signContract(context, application);
  await followToSupply(context, contract);
  return contract;
}

async function photographPortal(
  context: TourContext,
  take: Camera['take'],
  customer: PortalCustomer,
  invoiceNumber: string,
): Promise<void> {
  const portal = `${context.urls.org}/my`;
  await asPerson(context, async (page) => {
    await enterPortal(context, page, customer);
    await page.getByRole('heading', { name: PAYMENT_FAILED }).waitFor();
    await take(page, 'customer-home');
    await page.goto(`${portal}/contracts`);
    await page.getByRole('heading', { level: 2 }).first().waitFor();
    await take(page, 'customer-contracts');
    await page.goto(`${portal}/usage`);
    await page.locator('figure svg').first().waitFor();
    await take(page, 'customer-usage');
    await page.goto(`${portal}/invoices`);
    await page.getByRole('button', { name: new RegExp(invoiceNumber) }).waitFor();
    await take(page, 'customer-invoices');
  });
}

async function photographConsole(
  context: TourContext,
  take: Camera['take'],
  contract: SignedContract,
  invoiceNumber: string,
): Promise<void> {
  const { urls, secrets, org } = context;
  const { Customer__c: customer } = await one(
    org,
    `SELECT Id, Customer__c FROM Contract WHERE Id = '${contract.contractId}'`,
  );
  const failure = await one(org, `SELECT Id FROM Case WHERE Invoice_Number__c = '${invoiceNumber}'`);
  const open = async (page: Page, object: string, id: string) => {
    await page.goto(`${urls.org}/lightning/r/${object}/${id}/view`);
    await page.getByRole('heading', { level: 1 }).filter({ visible: true }).first().waitFor();
  };
  await asPerson(context, async (page) => {
    await logIn(page, `${urls.org}/lightning/`, CLERK, secrets.demoPassword);
    await openApp(page);
    await open(page, 'Account', String(customer));
    await page.getByRole('tab', { name: 'Invoices and usage' }).click();
    await page.getByText(invoiceNumber).filter({ visible: true }).first().waitFor();
    await page.locator('figure svg').filter({ visible: true }).first().waitFor();
    await take(page, 'console-customer-invoices');
    await open(page, 'Case', failure.Id);
    await page.getByText(invoiceNumber).filter({ visible: true }).first().waitFor();
    await take(page, 'console-failed-payment');
  });
}
