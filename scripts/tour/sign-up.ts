/** Step 1: an agency user enters an application in the portal. */
import type { Locator, Page } from 'playwright-core';
import type { Applicant } from './applicants.ts';
import { asPerson, eventually, logIn, one, query, type TourContext } from './context.ts';

const NORTH = 'agency.north@unified-power.example';
const SOUTH = 'agency.south@unified-power.example';
const WRONG_MARKET_LOCATION = '51238696780';
const WRONG_IBAN = 'DE89370400440532013001';

export interface EnteredApplication {
  readonly id: string;
  readonly number: string;
  readonly applicant: Applicant;
}

/** Enters one application, first with mistakes, then right; then tries to enter it again as both agencies. */
export async function enterApplication(context: TourContext, applicant: Applicant): Promise<EnteredApplication> {
  const { book, urls, secrets, org } = context;
  const portal = `${urls.org}/agency/`;

  const entered = await asPerson(context, async (page) => {
    await logIn(page, portal, NORTH, secrets.demoPassword);
    book.note(
      1,
      'An agency user logs in to the portal',
      portal,
      await page.getByRole('heading', { level: 1 }).innerText(),
    );

    await openForm(page);
    await fill(page, {
      ...applicant,
      lastName: '',
      electricityMarketLocation: WRONG_MARKET_LOCATION,
      iban: WRONG_IBAN,
    });
    await submit(page);
    const problems = await page.getByRole('alert').first().innerText();
    for (const field of ['Last name', 'Market location', 'IBAN']) {
      if (!problems.includes(field)) throw new Error(`The form does not name "${field}": ${problems}`);
    }
    const beside = await page.locator('.slds-form-element__help').allInnerTexts();
    const nothing = await query(org, `SELECT Id FROM Application__c WHERE Email__c = '${applicant.email}'`);
    if (nothing.length > 0) throw new Error('A wrong application was saved');
    book.note(
      1,
      'Mistakes are named beside their fields and nothing is saved',
      'application form',
      oneLine(beside.filter((words) => /valid|Complete/.test(words)).join(' ')),
    );

    await fill(page, applicant);
    await submit(page);
    await page.getByRole('heading', { level: 1, name: new RegExp(applicant.lastName) }).waitFor();
    const title = await page.getByRole('heading', { level: 1 }).innerText();
    book.note(1, 'The right application is saved once and shown with its number', 'application detail', title);

    await openForm(page);
    await fill(page, applicant);
    await submit(page);
    const duplicate = await alertText(page);
    const number = /A-\d+/.exec(title)?.[0] ?? '';
    if (!number || !duplicate.includes(number)) throw new Error(`The own duplicate is not named: ${duplicate}`);
    book.note(1, 'A duplicate of the own agency is named', 'application form', oneLine(duplicate));
    const saved = await one(org, `SELECT Id, Name FROM Application__c WHERE Email__c = '${applicant.email}'`);
    return { id: saved.Id, number, applicant };
  });

  await asPerson(
    context,
    async (page) => {
      await logIn(page, portal, SOUTH, secrets.demoPassword);
      const list = await page.locator('main').innerText();
      if (list.includes(applicant.lastName) || list.includes(entered.number))
        throw new Error("Another agency's application is shown");
      await page.goto(`${portal}application?applicationId=${entered.id}`);
      const refused = await alertText(page);
      book.note(1, 'The other agency sees neither list entry nor record', 'portal as Agentur Süd', oneLine(refused));
    },
    { refusalsExpected: true },
  );
  return entered;
}

/** Enters an application without the detours. */
export async function enterPlainly(context: TourContext, applicant: Applicant): Promise<EnteredApplication> {
  const { urls, secrets, org } = context;
  await asPerson(context, async (page) => {
    await logIn(page, `${urls.org}/agency/`, NORTH, secrets.demoPassword);
    await openForm(page);
    await fill(page, applicant);
    await submit(page);
    await page.getByRole('heading', { level: 1, name: new RegExp(applicant.lastName) }).waitFor();
  });
  const saved = await one(org, `SELECT Id, Name FROM Application__c WHERE Email__c = '${applicant.email}'`);
  return { id: saved.Id, number: String(saved['Name']), applicant };
}

/** From any page of the portal to an empty form. */
export async function openForm(page: Page): Promise<void> {
  await page
    .getByRole('link', { name: 'Applications' })
    .or(page.getByRole('button', { name: 'New application' }))
    .first()
    .waitFor();
  const button = page.getByRole('button', { name: 'New application' });
  if (!(await button.isVisible())) await page.getByRole('link', { name: 'Applications' }).first().click();
  await button.click();
  await page.getByRole('heading', { level: 1, name: 'New application' }).waitFor();
}

/** Fills the whole form, or what differs from what stands in it. */
export async function fill(page: Page, applicant: Applicant): Promise<void> {
  await page.getByText(applicant.salutation, { exact: true }).click();
  await text(page, 'First name', applicant.firstName);
  await text(page, 'Last name', applicant.lastName);
  await typeOver(page.getByLabel('Date of birth').first(), enteredDate('1985-01-15'));
  await text(page, 'Email', applicant.email);
  await text(page, 'Street', applicant.street);
  await text(page, 'House number', applicant.houseNumber);
  await text(page, 'Postal code', applicant.postalCode);
  await text(page, 'Town', applicant.city);
  await supply(page, 'Electricity', applicant.electricityMarketLocation, 'Strom Natur 24', '2500', 0);
  await supply(page, 'Gas', applicant.gasMarketLocation, 'Gas Fix 12', '12000', 1);
  await typeOver(page.getByLabel('Start of supply').first(), enteredDate(applicant.desiredStart));
  await text(page, 'IBAN', applicant.iban);
  await check(page, /accepts the terms/);
  await check(page, /data protection notice/);
}

async function supply(
  page: Page,
  commodity: string,
  marketLocation: string,
  tariff: string,
  yearlyUse: string,
  index: number,
): Promise<void> {
  await check(page, new RegExp(`^${commodity}$`));
  await page.getByLabel('Market location').nth(index).fill(marketLocation);
  await typeOver(page.getByLabel('Yearly use in kWh').nth(index), yearlyUse);
  await page.getByText(tariff).first().click();
}

async function text(page: Page, label: string, value: string): Promise<void> {
  const field = page.getByLabel(label).first();
  await field.fill(value);
  await field.blur();
}

/** As a person types: over what stands there, key by key, then on to the next field. Date and number fields take nothing else. */
async function typeOver(field: Locator, value: string): Promise<void> {
  await field.focus();
  await field.press('ControlOrMeta+a');
  await field.pressSequentially(value);
  await field.press('Tab');
}

/** A day as an English-speaking user enters it. */
function enteredDate(day: string): string {
  return new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

async function check(page: Page, label: RegExp): Promise<void> {
  const box = page.getByRole('checkbox', { name: label });
  if (!(await box.isChecked())) await page.locator('label', { hasText: label }).first().click();
}

/** Presses the form's button. */
export async function submit(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Submit application' }).click();
}

async function alertText(page: Page): Promise<string> {
  return eventually('a message', async () => {
    const alert = page.getByRole('alert').first();
    return (await alert.isVisible()) ? alert.innerText() : undefined;
  });
}

function oneLine(words: string): string {
  return words.replace(/\s+/g, ' ').trim();
}
