/** Step 7: finance watches a billed month, from the file of the ERP to the money. */
import type { Page } from 'playwright-core';
import type { BilledMonth } from './billing.ts';
import { asPerson, logIn, type TourContext } from './context.ts';

const FINANCE = 'finance@unified-power.example';

/** Logs finance in and opens the page of billed months. */
export async function openBillingOperations({ urls, secrets }: TourContext, page: Page): Promise<void> {
  await logIn(page, `${urls.org}/lightning/`, FINANCE, secrets.demoPassword);
  await page.goto(`${urls.org}/lightning/n/Billing_Operations`);
  await page.getByRole('table').waitFor();
  await page.waitForLoadState('networkidle');
}

/** What the page says of a month: words by column. */
export async function billedMonthInWords(page: Page, billed: BilledMonth): Promise<Readonly<Record<string, string>>> {
  const row = page.getByRole('row').filter({ hasText: billed.manifestId });
  await row.waitFor();
  const columns = await page.getByRole('columnheader').allInnerTexts();
  const words = await row.getByRole('rowheader').or(row.getByRole('cell')).allInnerTexts();
  return Object.fromEntries(
    columns.map((column, index) => [column, words[index]?.replaceAll(/\s+/g, ' ').trim() ?? '']),
  );
}

/** Finance sees what became of the month. */
export async function lookAsFinance(context: TourContext, billed: BilledMonth): Promise<void> {
  await asPerson(context, async (page) => {
    await openBillingOperations(context, page);
    const words = Object.values(await billedMonthInWords(page, billed));
    context.book.note(7, 'Finance sees date, rows, documents and payments of the month', page.url(), words.join(' · '));
  });
}
