/** Step 4: employees in the Lightning console; a withdrawal is entered there. */
import type { Page } from 'playwright-core';
import { asPerson, logIn, one, type TourContext } from './context.ts';
import type { SignedContract } from './signature.ts';

const CLERK = 'clerk@unified-power.example';
const APP = 'Unified Power Console';

/** A clerk finds application, customer, contract and market notice. */
export async function lookInConsole(context: TourContext, contract: SignedContract): Promise<void> {
  const { urls, secrets, book, org } = context;
  const { applicant, number } = contract.application;
  const record = await one(org, `SELECT Id, Customer__c FROM Contract WHERE Id = '${contract.contractId}'`);
  const notice = await one(
    org,
    `SELECT Id, Name FROM Registry_Notice__c WHERE Contract_Line__r.Contract__c = '${contract.contractId}' AND Contract_Line__r.Commodity__c = 'Electricity' AND Kind__c = 'Gain'`,
  );
  await asPerson(context, async (page) => {
    await logIn(page, `${urls.org}/lightning/`, CLERK, secrets.demoPassword);
    await openApp(page);
    await page.goto(`${urls.org}/lightning/o/Application__c/list`);
    await page.getByRole('link', { name: number }).first().waitFor();
    book.note(
      4,
      'The clerk finds the application in a list view',
      `${urls.org}/lightning/o/Application__c/list`,
      number,
    );

    await page.getByRole('link', { name: number }).first().click();
    await shows(page, [number, applicant.lastName]);
    book.note(4, 'The application opens', page.url(), `${number} ${applicant.lastName}`);

    for (const [object, recordId, words] of [
      ['Account', String(record['Customer__c']), [applicant.lastName, applicant.email]],
      ['Contract', contract.contractId, [contract.contractNumber, 'Activated']],
      ['Registry_Notice__c', notice.Id, [String(notice['Name']), 'Confirmed']],
    ] as const) {
      await page.goto(`${urls.org}/lightning/r/${object}/${recordId}/view`);
      await shows(page, words);
      book.note(4, `The ${object} record opens`, page.url(), words.join(', '));
    }
    const text = await page.locator('body').innerText();
    if (text.replace(/\s/g, '').includes(applicant.iban)) throw new Error('A full IBAN is shown');
  });
}

/** A clerk enters a household's withdrawal on the contract. */
export async function withdrawInConsole(context: TourContext, contract: SignedContract): Promise<void> {
  const { urls, secrets } = context;
  await asPerson(context, async (page) => {
    await logIn(page, `${urls.org}/lightning/`, CLERK, secrets.demoPassword);
    await page.goto(`${urls.org}/lightning/r/Contract/${contract.contractId}/view`);
    await page
      .getByRole('button', { name: /withdraw/i })
      .first()
      .click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /withdraw|confirm|save/i })
      .last()
      .click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });
}

/** Makes sure that the console app is the open one. */
export async function openApp(page: Page): Promise<void> {
  if (await page.getByText(APP).first().isVisible()) return;
  await page.getByRole('button', { name: 'App Launcher' }).click();
  await page
    .getByRole('link', { name: APP })
    .or(page.getByRole('button', { name: APP }))
    .first()
    .click();
  await page.getByText(APP).first().waitFor();
}

async function shows(page: Page, words: readonly string[]): Promise<void> {
  for (const word of words) await page.getByText(word).filter({ visible: true }).first().waitFor();
}
