import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newApplicant, type Applicant } from '../../scripts/tour/applicants.ts';
import { asPerson, businessNow, eventually, logIn, one, query, type TourContext } from '../../scripts/tour/context.ts';
import { enterPlainly, fill, openForm, submit, type EnteredApplication } from '../../scripts/tour/sign-up.ts';
import { signContract } from '../../scripts/tour/signature.ts';
import { assertAccessible, isFocused, tabTo } from './accessible.ts';
import { startJourneySystem, type JourneySystem } from './system.ts';

const NORTH = 'agency.north@unified-power.example';
const SOUTH = 'agency.south@unified-power.example';
const CLERK = 'clerk@unified-power.example';

describe('the pages people work with', () => {
  let journey: JourneySystem;
  let context: TourContext;
  let application: EnteredApplication;
  let applicant: Applicant;

  before(async () => {
    journey = await startJourneySystem();
    context = journey.context;
    const now = await businessNow(context.urls);
    applicant = newApplicant('Tilda', now);
    application = await enterPlainly(context, newApplicant('Sofie', now));
  });
  after(() => journey.stop());

  it('in the portal have no serious accessibility problem, on a desktop and on a phone', () =>
    asPerson(context, async (page) => {
      const portal = `${context.urls.org}/agency/`;
      await page.goto(portal);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await assertAccessible(page, 'login');
      await logIn(page, portal, NORTH, context.secrets.demoPassword);
      await page.getByRole('link', { name: application.number }).waitFor();
      await assertAccessible(page, 'list');
      await openForm(page);
      await assertAccessible(page, 'form');
      await submit(page);
      await page.getByRole('alert').first().waitFor();
      await assertAccessible(page, 'form with problems');
      await fill(page, applicant);
      await assertAccessible(page, 'filled form');
      await page.goto(`${portal}application?applicationId=${application.id}`);
      await page.getByRole('heading', { level: 1, name: application.number }).waitFor();
      await assertAccessible(page, 'detail');
    }));

  it('in the portal speak the language of their user, also while nothing is there', () =>
    asPerson(context, async (page) => {
      await logIn(page, `${context.urls.org}/agency/`, SOUTH, context.secrets.demoPassword);
      await page.getByRole('button', { name: 'Neuer Antrag' }).waitFor();
      assert.equal(await page.locator('html').getAttribute('lang'), 'de');
      await assertAccessible(page, 'empty list');
    }));

  it('in the console have no serious accessibility problem', async () => {
    const { contractId } = await signContract(context, application);
    const notice = await eventually('the market has been asked', async () => {
      const [row] = await query(
        context.org,
        `SELECT Id FROM Registry_Notice__c WHERE Contract_Line__r.Contract__c = '${contractId}'`,
      );
      return row?.Id;
    });
    const contract = await one(context.org, `SELECT Id, Customer__c FROM Contract WHERE Id = '${contractId}'`);
    await asPerson(context, async (page) => {
      await logIn(page, `${context.urls.org}/lightning/`, CLERK, context.secrets.demoPassword);
      for (const [object, id] of [
        ['Application__c', application.id],
        ['Account', String(contract['Customer__c'])],
        ['Contract', contractId],
        ['Registry_Notice__c', notice],
      ] as const) {
        await page.goto(`${context.urls.org}/lightning/r/${object}/${id}/view`);
        await page.getByRole('heading', { level: 1 }).filter({ visible: true }).first().waitFor();
        await page.waitForLoadState('networkidle');
        await assertAccessible(page, object);
      }
    });
  });

  it('let a clerk enter an application with the keyboard alone', () =>
    asPerson(context, async (page) => {
      await logIn(page, `${context.urls.org}/agency/`, NORTH, context.secrets.demoPassword);
      await page.getByRole('link', { name: application.number }).waitFor();
      await tabTo(page, page.getByRole('link', { name: 'New application' }));
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'New application' }).waitFor();

      const type = async (label: string, words: string) => {
        await tabTo(page, page.getByLabel(label).first());
        await page.keyboard.type(words);
      };
      await type('First name', applicant.firstName);
      await type('Date of birth', 'Jan 31, 1985');
      // The calendar opens and closes without holding the focus.
      await tabTo(page, page.getByRole('button', { name: /select a date/i }).first());
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      await type('Email', applicant.email);
      await type('Street', applicant.street);
      await type('House number', applicant.houseNumber);
      await type('Postal code', applicant.postalCode);
      await type('Town', applicant.city);
      await type('Market location', applicant.electricityMarketLocation);
      await type('Yearly use in kWh', '2500');
      await page.getByRole('radio', { name: /Strom Natur 24/ }).waitFor();
      await tabTo(page, page.getByRole('radio', { name: /Strom/ }).first());
      await page.keyboard.press('Space');
      await type('Start of supply', 'Dec 24, 2026');
      await type('IBAN', applicant.iban);
      for (const box of [/accepts the terms/, /data protection notice/]) {
        await tabTo(page, page.getByRole('checkbox', { name: box }));
        await page.keyboard.press('Space');
      }
      const button = page.getByRole('button', { name: 'Submit application' });
      await tabTo(page, button);
      await page.keyboard.press('Enter');

      const summary = page.getByRole('alert').first();
      await summary.waitFor();
      assert.ok(await isFocused(summary), 'the focus is on the summary of problems');
      assert.match(await summary.innerText(), /Last name/);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      assert.ok(await isFocused(page.getByLabel('Last name').first()), 'its link leads to the field');
      await page.keyboard.type(applicant.lastName);
      await tabTo(page, button);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: new RegExp(applicant.lastName) }).waitFor();
    }));
});
