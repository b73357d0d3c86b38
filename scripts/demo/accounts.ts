/** Companies and households of the demonstration, with their contacts, users and the places they are supplied at. */
import type { Connection } from 'jsforce';
import { COMPANIES, DATA_OWNER, HOUSEHOLDS, PERSONAS, type Company, type Persona } from './personas.ts';
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

/** The person accounts. */
export async function loadHouseholds(org: Connection, setup: Setup): Promise<void> {
  const users = await idsBy(org, 'User', 'Username');
  for (const { reference } of HOUSEHOLDS) {
    if (await accountOf(org, reference)) continue;
    const person = PERSONAS.find(({ contactOf }) => contactOf === reference);
    await create(org, 'Account', {
      FirstName: person?.firstName,
      LastName: person?.lastName,
      PersonEmail: person?.username,
      RecordTypeId: need(setup.accountTypes, 'record type of Account', 'Residential_Customer'),
      Global_Customer_Id__c: reference,
      Country__c: 'DE',
      Segment__c: 'Residential',
      OwnerId: need(users, 'user', DATA_OWNER),
    });
  }
}

/** Contacts of partners and customers, with the places they see in the portal. Answers the contacts' ids by user name. */
export async function loadContacts(org: Connection, setup: Setup): Promise<ReadonlyMap<string, string>> {
  const contactIds = new Map<string, string>();
  for (const persona of PERSONAS) {
    if (!persona.contactOf) continue;
    const account = await accountOf(org, persona.contactOf);
    if (!account) throw new Error(`The account ${persona.contactOf} was not loaded`);
    const contactId = await contactFor(org, persona, account);
    contactIds.set(persona.username, contactId);
    const company = COMPANIES.find(({ reference }) => reference === persona.contactOf);
    const household = HOUSEHOLDS.find(({ reference }) => reference === persona.contactOf);
    for (const site of company?.sites ?? household?.sites ?? []) {
      const isBusiness = company !== undefined;
      await relate(org, await siteOf(org, setup, { site, customerId: account.Id, isBusiness }), contactId);
    }
    for (const site of household?.managed ?? [])
      await relate(org, await knownSite(org, site), contactId, { Portal_Access__c: 'Manage' });
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
      ...(persona.portalRole === undefined
        ? {}
        : { Portal_Role__c: persona.portalRole, Can_Sign__c: persona.portalRole === 'Manager' }),
    })
  );
}

interface Site {
  readonly site: string;
  readonly customerId: string;
  readonly isBusiness: boolean;
}

/** The property of a customer; makes it when it is missing. */
async function siteOf(org: Connection, setup: Setup, { site, customerId, isBusiness }: Site): Promise<string> {
  const [known] = await rows(org, `SELECT Id FROM Account WHERE Customer__c = '${customerId}' AND Name = '${site}'`);
  if (known) return known.Id;
  const users = await idsBy(org, 'User', 'Username');
  return create(org, 'Account', {
    Name: site,
    RecordTypeId: need(setup.accountTypes, 'record type of Account', 'Property'),
    Customer__c: customerId,
    Country__c: 'DE',
    Segment__c: isBusiness ? 'Corporate' : 'Residential',
    OwnerId: need(users, 'user', DATA_OWNER),
  });
}

async function knownSite(org: Connection, name: string): Promise<string> {
  const [known] = await rows(
    org,
    `SELECT Id FROM Account WHERE RecordType.DeveloperName = 'Property' AND Name = '${name}'`,
  );
  if (!known) throw new Error(`The property ${name} was not loaded`);
  return known.Id;
}

/** Lets a person see a property, once. */
async function relate(
  org: Connection,
  propertyId: string,
  contactId: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<void> {
  const [known] = await rows(
    org,
    `SELECT Id FROM AccountContactRelation WHERE AccountId = '${propertyId}' AND ContactId = '${contactId}'`,
  );
  if (!known) await create(org, 'AccountContactRelation', { AccountId: propertyId, ContactId: contactId, ...fields });
}
