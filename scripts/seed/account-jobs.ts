/** Jobs for customers, their people and the properties they occupy. */
import type { SeedCustomer } from './customers.ts';
import { vatId } from './identifiers.ts';
import type { Row, SeedJob } from './job.ts';
import { companyName, contactMail, contactOf, householdMail, personOf, phoneOfPerson } from './people.ts';
import { addressOf, preferredLanguage, premisesKeyOf } from './places.ts';
import { currencyOf, ownerOf, recordType, type OrgFacts } from './org-facts.ts';
import { regionOfCustomer, regionOfSite } from './regions.ts';
import { propertyKey, startOf } from './supplies.ts';

/** Columns that households and companies share. */
function customerRow(customer: SeedCustomer, facts: OrgFacts, recordTypeName: string): Row {
  const { country, segment, sites } = customer;
  return {
    Global_Customer_Id__c: customer.reference,
    // The ERP knows the customer by the same number; contracts name either a customer or a property by it.
    ERP_Id__c: customer.reference,
    RecordTypeId: recordType(facts, recordTypeName),
    OwnerId: ownerOf(customer, facts),
    CurrencyIsoCode: currencyOf(country, facts),
    Country__c: country,
    'Region__r.Region_Key__c': regionOfCustomer(customer).key,
    Segment__c: segment,
    Preferred_Language__c: preferredLanguage(country, sites[0]?.number ?? 0),
    Annual_Electricity_kWh__c: sites
      .flatMap(({ services }) => services)
      .filter(({ commodity }) => commodity === 'Electricity')
      .reduce((sum, { annualUse }) => sum + annualUse, 0),
  };
}

/** The person account itself, or the first contact of a business: who looks after the properties. */
const mainMail = (customer: SeedCustomer): string =>
  customer.segment === 'Residential' ? householdMail(customer) : contactMail(customer, 0);

export const CUSTOMER_JOBS: readonly SeedJob[] = [
  {
    title: 'households',
    object: 'Account',
    externalId: 'Global_Customer_Id__c',
    rowsOf: (customer, facts) => {
      if (customer.segment !== 'Residential') return [];
      const { first, last } = personOf(customer);
      return [
        {
          ...customerRow(customer, facts, 'Account.Residential_Customer'),
          FirstName: first,
          LastName: last,
          PersonEmail: householdMail(customer),
          Phone: phoneOfPerson(customer),
        },
      ];
    },
  },
  {
    title: 'companies',
    object: 'Account',
    externalId: 'Global_Customer_Id__c',
    rowsOf: (customer, facts) =>
      customer.segment === 'Residential'
        ? []
        : [
            {
              ...customerRow(customer, facts, 'Account.Corporate_Customer'),
              Name: companyName(customer),
              VAT_Id__c: vatId(customer.country, customer.index),
              Is_Key_Customer__c: keyMarkOf(customer),
            },
          ],
  },
  {
    title: 'contacts',
    object: 'Contact',
    identity: ['Account.Global_Customer_Id__c', 'Email'],
    rowsOf: (customer, facts) =>
      Array.from({ length: customer.contacts }, (_, number) => {
        const { first, last } = contactOf(customer, number);
        return {
          'Account.Global_Customer_Id__c': customer.reference,
          Email: contactMail(customer, number),
          FirstName: first,
          LastName: last,
          Phone: phoneOfPerson(customer, number),
          OwnerId: ownerOf(customer, facts),
          Portal_Role__c: number === 0 ? 'Manager' : 'Billing',
          Can_Sign__c: String(number === 0),
        };
      }),
  },
];

export const PROPERTY_JOBS: readonly SeedJob[] = [
  {
    title: 'properties',
    object: 'Account',
    externalId: 'ERP_Id__c',
    rowsOf: (customer, facts) =>
      customer.sites.map((site) => {
        const { street, houseNumber, town } = addressOf(customer.country, site.number);
        return {
          ERP_Id__c: propertyKey(customer, site),
          RecordTypeId: recordType(facts, 'Account.Property'),
          OwnerId: ownerOf(customer, facts),
          CurrencyIsoCode: currencyOf(customer.country, facts),
          Name: `${street} ${houseNumber}, ${town}`,
          'Customer__r.Global_Customer_Id__c': customer.reference,
          'Premises__r.Premises_Key__c': premisesKeyOf(customer.country, site.number),
          Country__c: customer.country,
          'Region__r.Region_Key__c': regionOfSite(customer, site).key,
          Segment__c: customer.segment,
          Is_Key_Customer__c: keyMarkOf(customer),
          Move_In__c: startOf(site, facts),
          Occupancy_Status__c: 'Current',
        };
      }),
  },
  {
    title: 'relations to properties',
    object: 'AccountContactRelation',
    identity: ['Account.ERP_Id__c', 'ContactId'],
    needs: {
      object: 'Contact',
      by: 'Account.Global_Customer_Id__c',
      key: 'Email',
      valuesOf: ({ reference }) => [reference],
    },
    rowsOf: (customer, facts, ids) =>
      customer.sites.map((site) => ({
        'Account.ERP_Id__c': propertyKey(customer, site),
        ContactId: ids.idOf('Contact', mainMail(customer)),
        Portal_Access__c: 'Manage',
        StartDate: startOf(site, facts),
      })),
  },
];

/** A company that the org found to be a key customer itself stays one when it is loaded again: an empty value leaves what is there (Bulk API 2.0). */
function keyMarkOf({ segment }: SeedCustomer): string {
  return segment === 'Key' ? 'true' : '';
}
