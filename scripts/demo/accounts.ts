/** Companies and the household of the demonstration, with their contacts, users and the places they are supplied at. */
import type { Connection } from 'jsforce';
import { COMPANIES, DATA_OWNER, HOUSEHOLD, PERSONAS, type Company, type Persona } from './personas.ts';
import { create, idsBy, need, rows, type Row, type Setup } from './rows.ts';

async function accountOf(org: Connection, reference: string): Promise<Row | undefined> {
  const [account] = await rows(
    org,
    `SELECT Id, PersonContactId FROM Account WHERE Global_Customer_Id__c = '${reference}'`,
  );
  return account;
}

/** Agencies, maintenance partners and business customers. */
export async function loadCompanies(org: Connection, setup: Setup): Promise<void> {
  const users = await idsBy(org, 'User', 'Username');
  for (const company of COMPANIES) {
    const known = await accountOf(org, company.reference);
    if (known) continue;
    const ownerId = need(users, 'user', company.owner);
    const id = await create(org, 'Account', {
      Name: company.name,
      RecordTypeId: need(setup.accountTypes, 'record type of Account', company.recordType),
      Global_Customer_Id__c: company.reference,
      Country__c: 'DE',
      OwnerId: ownerId,
      ...(company.recordType === 'Corporate_Customer' ? { Segment__c: 'Corporate' } : {}),
    });
    if (isPartner(company)) await org.sobject('Account').update({ Id: id, IsPartner: true });
  }
}

function isPartner({ recordType }: Company): boolean {
  return recordType !== 'Corporate_Customer';
}

/** The person account of the household. */
export async function loadHousehold(org: Connection, setup: Setup): Promise<void> {
  if (await accountOf(org, HOUSEHOLD.reference)) return;
  const users = await idsBy(org, 'User', 'Username');
  const person = PERSONAS.find(({ contactOf }) => contactOf === HOUSEHOLD.reference);
  await create(org, 'Account', {
    FirstName: person?.firstName,
    LastName: person?.lastName,
    PersonEmail: person?.username,
    RecordTypeId: need(setup.accountTypes, 'record type of Account', 'Residential_Customer'),
    Global_Customer_Id__c: HOUSEHOLD.reference,
    Country__c: 'DE',
    Segment__c: 'Residential',
    OwnerId: need(users, 'user', DATA_OWNER),
  });
}

/** Contacts of partners and customers, with the places a customer is supplied at. Answers the contacts' ids by user name. */
export async function loadContacts(org: Connection, setup: Setup): Promise<ReadonlyMap<string, string>> {
  const contactIds = new Map<string, string>();
  for (const persona of PERSONAS) {
    if (!persona.contactOf) continue;
    const account = await accountOf(org, persona.contactOf);
    if (!account) throw new Error(`The account ${persona.contactOf} was not loaded`);
    const contactId = await contactFor(org, persona, account);
    contactIds.set(persona.username, contactId);
    const company = COMPANIES.find(({ reference }) => reference === persona.contactOf);
    const sites = company?.sites ?? [HOUSEHOLD.site];
    for (const site of sites)
      await loadSite(org, setup, { site, customerId: account.Id, contactId, isBusiness: company !== undefined });
  }
  return contactIds;
}

async function contactFor(org: Connection, persona: Persona, account: Row): Promise<string> {
  if (typeof account['PersonContactId'] === 'string') return account['PersonContactId'];
  const [known] = await rows(
    org,
    `SELECT Id FROM Contact WHERE Email = '${persona.username}' AND AccountId = '${account.Id}'`,
  );
  return (
    known?.Id ??
    create(org, 'Contact', {
      FirstName: persona.firstName,
      LastName: persona.lastName,
      Email: persona.username,
      AccountId: account.Id,
    })
  );
}

interface Site {
  readonly site: string;
  readonly customerId: string;
  /** Who sees it in the portal. */
  readonly contactId: string;
  readonly isBusiness: boolean;
}

async function loadSite(
  org: Connection,
  setup: Setup,
  { site, customerId, contactId, isBusiness }: Site,
): Promise<void> {
  const known = await rows(org, `SELECT Id FROM Account WHERE Customer__c = '${customerId}' AND Name = '${site}'`);
  if (known.length > 0) return;
  const users = await idsBy(org, 'User', 'Username');
  const propertyId = await create(org, 'Account', {
    Name: site,
    RecordTypeId: need(setup.accountTypes, 'record type of Account', 'Property'),
    Customer__c: customerId,
    Country__c: 'DE',
    Segment__c: isBusiness ? 'Corporate' : 'Residential',
    OwnerId: need(users, 'user', DATA_OWNER),
  });
  await create(org, 'AccountContactRelation', { AccountId: propertyId, ContactId: contactId });
}
