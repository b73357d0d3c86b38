/** Pictures of properties in the customer portal: who sees them, an invitation, and the page behind its link for somebody without a login. */
import type { Camera } from './camera.ts';
import { asPerson, one, type TourContext } from '../tour/context.ts';
import { enterPortal, invitationLink } from '../tour/customer.ts';

const HOUSEHOLD = 'household@unified-power.example';
const INVITEE = 'marta.neumann@example.org';
const SECOND_HOME = 'Ahornallee 7, 20095 Hamburg';

/** The household of the demonstration shares its home already: it gets a second one, and invites somebody there. */
export async function photographProperties(context: TourContext, { take }: Camera): Promise<void> {
  await moveIntoSecondHome(context);
  const portal = `${context.urls.org}/my`;
  await asPerson(context, async (page) => {
    await enterPortal(context, page, { username: HOUSEHOLD, password: context.secrets.demoPassword });
    await page.goto(`${portal}/properties`);
    const card = page.locator('article').filter({ hasText: SECOND_HOME });
    await card.getByRole('textbox', { name: 'E-mail of the second person' }).fill(INVITEE);
    await card.getByRole('button', { name: 'Send invitation' }).click();
    await card.getByText(`Invited: ${INVITEE}`).waitFor();
    await take(page, 'customer-properties');
    await page.goto(`${portal}/de/properties`);
    await page.getByRole('heading', { level: 2 }).first().waitFor();
    await take(page, 'customer-properties-german');
  });
  const link = await invitationLink(context, INVITEE);
  await asPerson(context, async (page) => {
    await page.goto(link);
    await page.getByRole('heading', { level: 2 }).first().waitFor();
    await take(page, 'customer-invitation');
    await page.goto(link.slice(0, -1));
    await page.getByText('is not complete').waitFor();
    await take(page, 'customer-invitation-incomplete');
  });
}

async function moveIntoSecondHome({ org }: TourContext): Promise<void> {
  const home = await one(
    org,
    `SELECT Id, Country__c, Customer__c, Customer__r.PersonContactId, OwnerId, RecordTypeId, Segment__c FROM Account
     WHERE Name LIKE 'Lindenweg 12%'`,
  );
  const { PersonContactId: contactId } = home['Customer__r'] as { readonly PersonContactId: string };
  const { id } = await org.sobject('Account').create({
    Name: SECOND_HOME,
    Country__c: home['Country__c'],
    Customer__c: home['Customer__c'],
    OwnerId: home['OwnerId'],
    RecordTypeId: home['RecordTypeId'],
    Segment__c: home['Segment__c'],
    Site_Contact_Name__c: 'Hausmeister Krause',
    Phone: '+49 40 1234567',
  });
  await org.sobject('AccountContactRelation').create({ AccountId: String(id), ContactId: contactId });
}
