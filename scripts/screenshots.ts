/**
 * `npm run screenshots [-- <folder> <width>...]`: pictures of the portal, the signing page and the console against the running system (one is
 * started when none runs). Writes docs/screenshots at 1440 and 390 pixels unless told otherwise.
 */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { Page } from 'playwright-core';
import { inRoot } from './support/paths.ts';
import { newApplicant, type Applicant } from './tour/applicants.ts';
import { openApp } from './tour/console.ts';
import { asPerson, businessNow, eventually, logIn, one, query, type TourContext } from './tour/context.ts';
import { enterPlainly, fill, openForm, submit } from './tour/sign-up.ts';
import { signContract, type SignedContract } from './tour/signature.ts';
import { withSystem } from './tour/system.ts';

const NORTH = 'agency.north@unified-power.example';
const SOUTH = 'agency.south@unified-power.example';
const CLERK = 'clerk@unified-power.example';
const LARGEST_BYTES = 300_000;
const HEIGHT = 900;

interface Camera {
  /** One picture per width; the page keeps its state in between. */
  readonly take: (page: Page, name: string) => Promise<void>;
}

function camera(folder: string, widths: readonly number[], say: (line: string) => void): Camera {
  mkdirSync(folder, { recursive: true });
  return {
    async take(page, name) {
      for (const width of widths) {
        await page.setViewportSize({ width, height: HEIGHT });
        // Spinners and loading rows belong on no picture.
        await eventually(
          'the page is at rest',
          async () => (await page.getByRole('status', { name: /loading/i }).count()) === 0,
        );
        await page.waitForLoadState('networkidle');
        const file = join(folder, `${name}-${width}.png`);
        writeFileSync(file, await page.screenshot({ fullPage: true, animations: 'disabled' }));
        const { size } = statSync(file);
        if (size > LARGEST_BYTES) throw new Error(`${file} has ${size} bytes, ${LARGEST_BYTES} are the most`);
        say(`  ${name}-${width}.png (${Math.round(size / 1000)} kB)`);
      }
      await page.setViewportSize({ width: 1440, height: HEIGHT });
    },
  };
}

/** Invented people with names as they are, for pictures; their market locations are unused. */
async function applicant(context: TourContext, firstName: string, lastName: string): Promise<Applicant> {
  return { ...newApplicant(firstName, await businessNow(context.urls)), lastName };
}

async function pictures(context: TourContext, { take }: Camera): Promise<void> {
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

const [folder = inRoot('docs', 'screenshots'), ...widths] = process.argv.slice(2);
const say = (line: string) => void process.stdout.write(`${line}\n`);
try {
  const sizes = widths.length > 0 ? widths.map(Number) : [1440, 390];
  await withSystem(process.env, say, (context) => pictures(context, camera(folder, sizes, say)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}
