/** Jobs for premises and what stands in them, for the supplies and for what they used. */
import { MONTHS, monthlyUse, useOfYearBefore } from './consumption.ts';
import type { SeedCustomer } from './customers.ts';
import type { KnownIds, NeededIds, SeedJob } from './job.ts';
import { recordType } from './org-facts.ts';
import { addressOf, premisesKeyOf } from './places.ts';
import { propertyKey, startOf, suppliesOf, type SeedSupply } from './supplies.ts';

export const METERING_JOBS: readonly SeedJob[] = [
  {
    title: 'service points',
    object: 'Service_Point__c',
    externalId: 'Market_Key__c',
    master: 'Premises__r.Premises_Key__c',
    rowsOf: (customer) =>
      suppliesOf(customer).map((supply) => ({
        Market_Key__c: supply.marketKey,
        'Premises__r.Premises_Key__c': premisesKeyOf(customer.country, supply.site.number),
        POD_Id__c: supply.marketLocation,
        Commodity__c: supply.service.commodity,
        Market_Status__c: 'Ours',
        Annual_Consumption__c: supply.service.annualUse,
      })),
  },
  {
    title: 'metering locations',
    object: 'Metering_Location__c',
    externalId: 'Location_Key__c',
    rowsOf: (customer) =>
      suppliesOf(customer).map((supply) => ({
        Location_Key__c: supply.locationKey,
        'Premises__r.Premises_Key__c': premisesKeyOf(customer.country, supply.site.number),
      })),
  },
  {
    title: 'metering of service points',
    object: 'Service_Point_Metering__c',
    identity: ['Service_Point__r.Market_Key__c', 'Metering_Location__r.Location_Key__c'],
    rowsOf: (customer, facts) =>
      suppliesOf(customer).map((supply) => ({
        'Service_Point__r.Market_Key__c': supply.marketKey,
        'Metering_Location__r.Location_Key__c': supply.locationKey,
        From__c: startOf(supply.site, facts),
      })),
  },
  {
    title: 'meters',
    object: 'Meter__c',
    externalId: 'Meter_Key__c',
    rowsOf: (customer, facts) =>
      suppliesOf(customer).map((supply) => ({
        Meter_Key__c: supply.meterKey,
        Manufacturer__c: supply.manufacturer,
        Serial__c: supply.serial,
        Digits__c: 6,
        Vendor__c: 'Manual',
        Installed__c: startOf(supply.site, facts),
        'Metering_Location__r.Location_Key__c': supply.locationKey,
      })),
  },
];

export const PREMISES_JOB: SeedJob = {
  title: 'premises',
  object: 'Premises__c',
  externalId: 'Premises_Key__c',
  rowsOf: (customer) =>
    customer.sites.map((site) => {
      const { postalCode, town, street, houseNumber } = addressOf(customer.country, site.number);
      return {
        Premises_Key__c: premisesKeyOf(customer.country, site.number),
        Country__c: customer.country,
        Postal_Code__c: postalCode,
        City__c: town,
        Street__c: street,
        House_Number__c: houseNumber,
        Address_Check__c: 'Unchecked',
      };
    }),
};

/** A supply that has a contract line has that line's id as its key: the org makes it when the line has started. */
const LINES: NeededIds = {
  object: 'Contract_Line__c',
  by: 'ERP_Line_Id__c',
  key: 'ERP_Line_Id__c',
  valuesOf: (customer: SeedCustomer) => suppliesOf(customer).map(({ lineKey }) => lineKey),
};
const supplyKey = (supply: SeedSupply, ids: KnownIds): string => ids.idOf(LINES.object, supply.lineKey);

export const SUPPLY_JOBS: readonly SeedJob[] = [
  {
    title: 'supplies',
    object: 'Asset',
    externalId: 'Supply_Key__c',
    needs: LINES,
    rowsOf: (customer, facts, ids) =>
      suppliesOf(customer).map((supply) => ({
        Supply_Key__c: supplyKey(supply, ids),
        RecordTypeId: recordType(facts, 'Asset.Supply'),
        Name: `${supply.service.commodity} ${supply.marketLocation}`,
        'Account.ERP_Id__c': propertyKey(customer, supply.site),
        'Meter__r.Meter_Key__c': supply.meterKey,
      })),
  },
  {
    title: 'consumption years',
    object: 'Consumption_Year__c',
    externalId: 'Key__c',
    needs: LINES,
    master: 'Supply__r.Supply_Key__c',
    rowsOf: (customer, { untilYear }, ids) =>
      suppliesOf(customer).flatMap((supply) =>
        [untilYear - 1, untilYear].map((year) => {
          const { commodity, annualUse } = supply.service;
          const yearly = year === untilYear ? annualUse : useOfYearBefore(commodity, annualUse);
          const use = monthlyUse(customer.segment, supply.service, yearly);
          const key = supplyKey(supply, ids);
          return {
            Key__c: `${key}:${year}`,
            'Supply__r.Supply_Key__c': key,
            Year__c: year,
            ...Object.fromEntries(MONTHS.map((month, index) => [`${month}_Actual__c`, use[index] ?? 0])),
          };
        }),
      ),
  },
];
