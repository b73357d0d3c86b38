/** Pictures of the sign-up: agency portal, signing page, console. */
import type { Camera } from './camera.ts';
import { applicant } from './people.ts';
import { openApp } from '../tour/console.ts';
import { asPerson, eventually, logIn, one, query, type TourContext } from '../tour/context.ts';
import { enterPlainly, fill, openForm, submit } from '../tour/sign-up.ts';
import { signContract, type SignedContract } from '../tour/signature.ts';

const NORTH = 'agency.north@unified-power.example';
const SOUTH = 'agency.south@unified-power.example';
const CLERK = 'clerk@unified-power.example';

/** Enters applications and takes a picture of every page on their way to the contract. */
export async function photographSignUp(context: TourContext, { take }: Camera): Promise<void> {
  const signed = await signContract(context, await enterPlainly(context, await applicant(context, 'Karla', 'Größe')));
  await photographPortal(context, take);
  await photographGermanPortal(context, take);
  await photographSigning(
    context,
    take,
    await enterPlainly(context, await applicant(context, 'Amira', 'Yıldız')).then(({ id }) => id),
  );
  await photographConsole(context, take, signed);
}

async function photographPortal(context: TourContext, take: Camera['take']): Promise<void> {
  const { urls, secrets } = context;
  const person = await applicant(context, 'Jonas', 'Öztürk');
  await asPerson(context, async (page) => {
    await page.goto(`${urls.org}/agency/`);
    await page.getByRole('button', { name: /log in/i }).waitFor();
    await take(page, 'agency-login');
    await logIn(page, `${urls.org}/agency/`, NORTH, secrets.demoPassword);
    await page.getByRole('table').waitFor();
    await take(page, 'agency-applications');
    await openForm(page);
    await fill(page, {
      ...person,
      lastName: '',
      electricityMarketLocation: '51238696780',
      iban: 'DE89370400440532013001',
    });
    await submit(page);
    await page.getByRole('alert').first().waitFor();
    await take(page, 'agency-application-problems');
    await fill(page, person);
    await take(page, 'agency-application');
    await submit(page);
    await page.getByRole('heading', { level: 1, name: new RegExp(person.lastName) }).waitFor();
    await take(page, 'agency-detail');
  });
}

/** The other agency works in German and may have entered nothing yet. */
async function photographGermanPortal(context: TourContext, take: Camera['take']): Promise<void> {
  const { urls, secrets } = context;
  await asPerson(context, async (page) => {
    await logIn(page, `${urls.org}/agency/`, SOUTH, secrets.demoPassword);
    await page
      .getByRole('button', { name: /Neuer Antrag/ })
      .first()
      .waitFor();
    await take(page, 'agency-applications-german');
    await page
      .getByRole('button', { name: /Neuer Antrag/ })
      .first()
      .click();
    await page.getByRole('heading', { level: 1, name: /Neuer Antrag/ }).waitFor();
    await page.getByRole('button', { name: /einreichen/i }).click();
    await page.getByRole('alert').first().waitFor();
    await take(page, 'agency-application-german');
  });
}

async function photographSigning(context: TourContext, take: Camera['take'], applicationId: string): Promise<void> {
  const { urls, org } = context;
  const envelope = await eventually('the signing link has been sent', async () => {
    const [row] = await query(org, `SELECT Id, Contract__c FROM Application__c WHERE Id = '${applicationId}'`);
    const envelopes = (await (await fetch(`${urls.eSignature}/state`)).json()) as readonly {
      readonly id: string;
      readonly externalReference: string;
    }[];
    return envelopes.find((candidate) => candidate.externalReference === row?.['Contract__c']);
  });
  await asPerson(context, async (page) => {
    await page.goto(`${urls.eSignature}/sign/${envelope.id}`);
    await page.getByRole('checkbox').waitFor();
    await take(page, 'signing-page');
  });
}

async function photographConsole(context: TourContext, take: Camera['take'], contract: SignedContract): Promise<void> {
  const { urls, secrets, org } = context;
  const { application, contractId } = contract;
  const notice = await eventually('the register has confirmed', async () => {
    const [row] = await query(
      org,
      `SELECT Id FROM Registry_Notice__c WHERE Contract_Line__r.Contract__c = '${contractId}' AND Status__c = 'Confirmed'`,
    );
    return row?.Id;
  });
  const { Customer__c: customer } = await one(org, `SELECT Id, Customer__c FROM Contract WHERE Id = '${contractId}'`);
  await asPerson(context, async (page) => {
    await logIn(page, `${urls.org}/lightning/`, CLERK, secrets.demoPassword);
    await openApp(page);
    await page.goto(`${urls.org}/lightning/o/Application__c/list`);
    await page.getByRole('link', { name: application.number }).first().waitFor();
    await take(page, 'console-applications');
    for (const [name, object, id] of [
      ['console-application', 'Application__c', application.id],
      ['console-customer', 'Account', String(customer)],
      ['console-contract', 'Contract', contractId],
      ['console-notice', 'Registry_Notice__c', notice],
    ] as const) {
      await page.goto(`${urls.org}/lightning/r/${object}/${id}/view`);
      await page.getByRole('heading', { level: 1 }).filter({ visible: true }).first().waitFor();
      await take(page, name);
    }
  });
}
