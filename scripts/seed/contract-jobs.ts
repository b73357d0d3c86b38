/** Jobs for contracts, their lines and the mandates by which they are paid. */
import type { SeedCustomer } from './customers.ts';
import { ibanOf } from './identifiers.ts';
import type { SeedJob } from './job.ts';
import { creditorId, currencyOf, ownerOf, productOf, recordType } from './org-facts.ts';
import { companyName, personOf } from './people.ts';
import { propertyKey, startOf, suppliesOf } from './supplies.ts';

const TERM_MONTHS = 12;
const contractKey = ({ reference }: SeedCustomer): string => `${reference}-C`;
const signedAt = (start: string): string => `${Number(start.slice(0, 4)) - 1}-11-15T10:00:00.000Z`;

/** The customer is supplied since it moved into its first site. */
function firstStart(customer: SeedCustomer, facts: { readonly untilYear: number }): string {
  return (
    customer.sites
      .map((site) => startOf(site, facts))
      .sort()
      .at(0) ?? `${facts.untilYear}-01-01`
  );
}

/** One contract over all sites stands with the customer, one over a single site with that property. */
function partyOf(customer: SeedCustomer): { readonly recordType: string; readonly account: string } {
  const [first] = customer.sites;
  if (first === undefined || customer.sites.length > 1)
    return { recordType: 'Contract.Multi_Home', account: customer.reference };
  const kind = customer.segment === 'Residential' ? 'Residential' : 'Corporate';
  return { recordType: `Contract.${kind}`, account: propertyKey(customer, first) };
}

export const CONTRACT_JOBS: readonly SeedJob[] = [
  {
    title: 'contracts',
    object: 'Contract',
    externalId: 'Contract_Number_Ext__c',
    rowsOf: (customer, facts) => {
      const { recordType: type, account } = partyOf(customer);
      const start = firstStart(customer, facts);
      return [
        {
          Contract_Number_Ext__c: contractKey(customer),
          RecordTypeId: recordType(facts, type),
          OwnerId: ownerOf(customer, facts),
          CurrencyIsoCode: currencyOf(customer.country, facts),
          'Account.ERP_Id__c': account,
          'Customer__r.Global_Customer_Id__c': customer.reference,
          StartDate: start,
          ContractTerm: TERM_MONTHS,
          Signature_Status__c: 'Signed',
          Signed_At__c: signedAt(start),
          Switch_Status__c: 'Started',
        },
      ];
    },
  },
  {
    title: 'contract lines',
    object: 'Contract_Line__c',
    externalId: 'ERP_Line_Id__c',
    rowsOf: (customer, facts) =>
      suppliesOf(customer).map((supply) => {
        const start = startOf(supply.site, facts);
        return {
          ERP_Line_Id__c: supply.lineKey,
          OwnerId: ownerOf(customer, facts),
          CurrencyIsoCode: currencyOf(customer.country, facts),
          'Contract__r.Contract_Number_Ext__c': contractKey(customer),
          'Property__r.ERP_Id__c': propertyKey(customer, supply.site),
          'Service_Point__r.Market_Key__c': supply.marketKey,
          Product__c: productOf(supply.service.commodity, customer, facts),
          Commodity__c: supply.service.commodity,
          Start__c: start,
          Supply_Status__c: 'Started',
          Requested_At__c: signedAt(start),
          Started_At__c: `${start}T00:00:00.000Z`,
        };
      }),
  },
  {
    // A contract is made as a draft; only an update activates it (Object Reference, Contract, "Status").
    title: 'active contracts',
    object: 'Contract',
    externalId: 'Contract_Number_Ext__c',
    rowsOf: (customer) => [{ Contract_Number_Ext__c: contractKey(customer), Status: 'Activated' }],
  },
  {
    title: 'mandates',
    object: 'Sepa_Mandate__c',
    externalId: 'Reference__c',
    rowsOf: (customer, facts) => {
      const iban = customer.paysByDebit ? ibanOf(customer.country, customer.index) : null;
      if (iban === null) return [];
      const { first, last } = personOf(customer);
      return [
        {
          Reference__c: `${customer.country}-${customer.reference}`,
          OwnerId: ownerOf(customer, facts),
          CurrencyIsoCode: currencyOf(customer.country, facts),
          'Account__r.Global_Customer_Id__c': customer.reference,
          'Contract__r.Contract_Number_Ext__c': contractKey(customer),
          Creditor_Id__c: creditorId(customer.country, facts),
          Sequence_Type__c: 'RCUR',
          Iban__c: iban,
          Iban_Last4__c: iban.slice(-4),
          Account_Holder__c: customer.segment === 'Residential' ? `${first} ${last}` : companyName(customer),
          Signed_On__c: signedAt(firstStart(customer, facts)).slice(0, 10),
          Status__c: 'Valid',
        },
      ];
    },
  },
];
