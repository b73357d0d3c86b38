/** What people with different rights do in the customer portal: invite, accept, sign; and how they are refused. */
import assert from 'node:assert/strict';
import { newMarketLocation } from '../../scripts/tour/applicants.ts';
import { asPerson, businessNow, eventually, one, type TourContext } from '../../scripts/tour/context.ts';
import type { Locator, Page } from 'playwright-core';
import {
  askController,
  choosePassword,
  enterPortal,
  invitationLink,
  type PortalCustomer,
} from '../../scripts/tour/customer.ts';
import type { SignedContract } from '../../scripts/tour/signature.ts';
import { assertAccessible } from './accessible.ts';

const cardOf = (page: Page, place: string): Locator => page.locator('article').filter({ hasText: place });

async function sendInvitation(card: Locator, email: string): Promise<void> {
  await card.getByLabel('E-Mail der zweiten Person').fill(email);
  await card.getByRole('button', { name: 'Einladung senden' }).click();
}

/** Invites somebody to one property, and tries a second person in a tab that was opened before. Answers the link that was mailed. */
export async function inviteToProperty(
  context: TourContext,
  customer: PortalCustomer,
  place: string,
  email: string,
): Promise<string> {
  await asPerson(
    context,
    async (page) => {
      await enterPortal(context, page, customer);
      const other = await page.context().newPage();
      for (const tab of [page, other]) {
        await tab.goto(`${context.urls.org}/my/properties`);
        await cardOf(tab, place).waitFor();
      }
      await sendInvitation(cardOf(page, place), email);
      await cardOf(page, place).getByText(`Eingeladen: ${email}`).waitFor();
      await sendInvitation(cardOf(other, place), 'zweite.person@example.com');
      await cardOf(other, place).getByText('keinen Platz für eine weitere Person').waitFor();
    },
    { refusalsExpected: true },
  );
  return invitationLink(context, email);
}

/** Accepts an invitation, and tries its link again. Answers the places that the person sees then. */
export async function acceptInvitation(
  context: TourContext,
  person: PortalCustomer,
  link: string,
): Promise<readonly string[]> {
  return asPerson(context, async (page) => {
    await enterPortal(context, page, person);
    await page.goto(link);
    await page.getByRole('button', { name: 'Einladung annehmen' }).click();
    await page.getByText('Sie sehen die Immobilie jetzt').waitFor();
    await page.goto(link);
    await page.getByText('Sie haben diese Einladung angenommen').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Einladung annehmen' }).count(), 0);
    return placesOf(context, page);
  });
}

async function placesOf(context: TourContext, page: Page): Promise<readonly string[]> {
  await page.goto(`${context.urls.org}/my/properties`);
  await page.locator('article, .empty').first().waitFor();
  return page.locator('article h2').allInnerTexts();
}

/**
 * A customer invites a stranger to a property, takes the invitation back and invites again; the stranger, who has no login, finds the first link
 * withdrawn, registers by the second and sees the property's contract. Answers the stranger's login and the places that the stranger sees.
 */
export async function registerStranger(
  context: TourContext,
  customer: PortalCustomer,
  place: string,
  contractNumber: string,
): Promise<{ readonly stranger: PortalCustomer; readonly places: readonly string[] }> {
  const email = 'marta.neumann@example.org';
  const [withdrawn, link] = await asPerson(context, async (page) => {
    await enterPortal(context, page, customer);
    await page.goto(`${context.urls.org}/my/properties`);
    const card = cardOf(page, place);
    await sendInvitation(card, email);
    const first = await invitationLink(context, email);
    await card.getByRole('button', { name: 'Einladung zurückziehen' }).click();
    await card.getByText('Die Einladung ist zurückgezogen').waitFor();
    await sendInvitation(card, email);
    return [first, await invitationLink(context, email, first)] as const;
  });
  await asPerson(context, async (page) => {
    await page.goto(withdrawn);
    await page.getByText('This invitation was withdrawn').waitFor();
    await page.goto(link);
    await assertAccessible(page, 'the page of an invitation, without a login');
    await page.getByLabel('First name').fill('Marta');
    await page.getByLabel('Last name').fill('Neumann');
    await page.getByRole('button', { name: 'Register and accept' }).click();
    await page.getByText('A mail is on its way').waitFor();
  });
  let places: readonly string[] = [];
  const stranger = await choosePassword(context, email, async (page) => {
    places = await placesOf(context, page);
    await page.goto(`${context.urls.org}/my/contracts`);
    await page.getByText(contractNumber).filter({ visible: true }).first().waitFor();
  });
  return { stranger, places };
}

/** The customer ends the stranger's access. Answers the places that the stranger sees then. */
export async function endAccess(
  context: TourContext,
  customer: PortalCustomer,
  place: string,
  stranger: PortalCustomer,
): Promise<readonly string[]> {
  await asPerson(context, async (page) => {
    await enterPortal(context, page, customer);
    await page.goto(`${context.urls.org}/my/properties`);
    const end = cardOf(page, place).getByRole('button', { name: 'Zugang beenden: Marta Neumann' });
    await end.click();
    await assertAccessible(page, 'the page of properties, with a question');
    await end.click();
    await page.getByText('Marta Neumann sieht diese Immobilie nicht mehr').waitFor();
  });
  return asPerson(context, async (page) => {
    await enterPortal(context, page, stranger);
    return placesOf(context, page);
  });
}

/** What an occupancy has in common with the next one of the same home. */
const PLACE = ['Premises__c', 'RecordTypeId', 'Country__c', 'Segment__c', 'OwnerId'] as const;

/** Ends the occupancy of one contract's customer today and begins one of another customer at the same premises. */
export async function letAnew(
  context: TourContext,
  from: SignedContract,
  to: SignedContract,
): Promise<{ readonly earlierHome: string; readonly earlierCustomer: string; readonly home: string }> {
  const { org } = context;
  const earlier = await one(
    org,
    `SELECT Id, Customer__c, ${PLACE.join(', ')} FROM Account
     WHERE Id IN (SELECT AccountId FROM Contract WHERE Id = '${from.contractId}')`,
  );
  const next = await one(
    org,
    `SELECT Id, Customer__c, Customer__r.PersonContactId FROM Contract WHERE Id = '${to.contractId}'`,
  );
  const today = (await businessNow(context.urls)).toISOString().slice(0, 10);
  await org.sobject('Account').update({ Id: earlier.Id, Move_Out__c: today });
  const { id } = await org.sobject('Account').create({
    ...Object.fromEntries(PLACE.map((field) => [field, earlier[field]])),
    Name: 'The same home, let anew',
    Customer__c: next['Customer__c'],
    Move_In__c: today,
  });
  const { PersonContactId: contactId } = next['Customer__r'] as { readonly PersonContactId: string };
  await org.sobject('AccountContactRelation').create({ AccountId: String(id), ContactId: contactId });
  return { earlierHome: earlier.Id, earlierCustomer: String(earlier['Customer__c']), home: String(id) };
}

export interface DraftedContract {
  readonly id: string;
  readonly number: string;
}

/** A contract of the business of the demonstration, drafted as corporate relations do it, for a tariff that another contract has. */
export async function draftForBusiness(context: TourContext, productId: string): Promise<DraftedContract> {
  const { org } = context;
  const make = async (object: string, fields: Readonly<Record<string, unknown>>): Promise<string> =>
    String((await org.sobject(object).create(fields)).id);
  const site = await one(
    org,
    `SELECT Id, Customer__c FROM Account WHERE Name LIKE 'Backstube%' AND Customer__r.Global_Customer_Id__c = 'DEMO-BUSINESS'`,
  );
  const premises = await make('Premises__c', {
    Street__c: 'Hafenstraße',
    House_Number__c: '3',
    Postal_Code__c: '20457',
    City__c: 'Hamburg',
    Country__c: 'DE',
  });
  await org.sobject('Account').update({ Id: site.Id, Premises__c: premises });
  const point = await make('Service_Point__c', {
    Premises__c: premises,
    POD_Id__c: newMarketLocation(),
    Commodity__c: 'Electricity',
  });
  const contractId = await make('Contract', {
    AccountId: site.Id,
    Customer__c: site['Customer__c'],
    Status: 'Draft',
    StartDate: '2027-03-01',
    ContractTerm: 12,
  });
  await make('Contract_Line__c', {
    Contract__c: contractId,
    Property__c: site.Id,
    Service_Point__c: point,
    Product__c: productId,
    Commodity__c: 'Electricity',
    Supply_Status__c: 'Draft',
  });
  const row = await one(org, `SELECT Id, ContractNumber FROM Contract WHERE Id = '${contractId}'`);
  return { id: contractId, number: String(row['ContractNumber']) };
}

/** The billing officer finds nothing to sign, and is refused when asking the controller for it. */
export async function billingOfficerSignsNothing(context: TourContext, contract: DraftedContract): Promise<void> {
  const officer = demoCustomer(context, 'billing.officer');
  await asPerson(
    context,
    async (page) => {
      await enterPortal(context, page, officer);
      await page.goto(`${context.urls.org}/my/contracts`);
      await page.getByRole('heading', { level: 1, name: 'Contracts' }).waitFor();
      await page.waitForLoadState('networkidle');
      assert.equal(await page.getByText(contract.number).count(), 0, 'nothing to sign is shown');
      for (const method of ['requestSigning', 'getContractsToSign']) {
        const answer = await askController(
          page,
          'CustomerContractsController.getContracts',
          `ContractSigningController.${method}`,
          { contractId: contract.id },
        );
        assert.ok(answer.status >= 400, method);
        assert.match(answer.message, /do not have access to the Apex class named 'ContractSigningController'/);
      }
    },
    { refusalsExpected: true },
  );
}

/** The manager asks for the contract in the portal and signs it at the e-signature provider. */
export async function managerSigns(context: TourContext, contract: DraftedContract): Promise<void> {
  const manager = demoCustomer(context, 'business');
  await asPerson(context, async (page) => {
    await enterPortal(context, page, manager);
    await page.goto(`${context.urls.org}/my/contracts`);
    await page.getByRole('button', { name: `Sign contract ${contract.number}` }).click();
    await page.getByText('on its way to your e-mail address').waitFor();
  });
  const envelope = await eventually('the document has gone to who signs', async () => {
    const envelopes = (await (await fetch(`${context.urls.eSignature}/state`)).json()) as readonly {
      readonly id: string;
      readonly externalReference: string;
      readonly signer: { readonly email: string };
    }[];
    return envelopes.find(({ externalReference }) => externalReference === contract.id);
  });
  assert.equal(envelope.signer.email, manager.username, 'the manager is who signs');
  await asPerson(context, async (page) => {
    await page.goto(`${context.urls.eSignature}/sign/${envelope.id}`);
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: /unterschreiben|sign now/i }).click();
    await page.getByRole('status').waitFor();
  });
  await eventually('the signature has activated the contract', async () => {
    const row = await one(context.org, `SELECT Id, Status FROM Contract WHERE Id = '${contract.id}'`);
    return row['Status'] === 'Activated';
  });
}

function demoCustomer({ secrets }: TourContext, name: string): PortalCustomer {
  return { username: `${name}@unified-power.example`, password: secrets.demoPassword };
}
