/** What customers stand on: regions, and the maintenance partners that work in them. The same for any number of customers. */
import { COUNTRIES } from './customers.ts';
import type { ReferenceJob } from './job.ts';
import { NAMES } from './language-names.ts';
import { partnerOwner, recordType } from './org-facts.ts';
import { HALVES, PLACES } from './places.ts';
import { regionOf, type SeedRegion } from './regions.ts';

/** Partners to a region, in the order in which they are asked. */
const PARTNERS_IN_A_REGION = 3;

export const REGIONS: readonly SeedRegion[] = COUNTRIES.flatMap((country) =>
  HALVES.map((half) => regionOf(country, half)),
);

const partnerKey = (region: SeedRegion, number: number): string => `SEED-${region.key}-${number}`;
const partnersOf = <T>(make: (region: SeedRegion, number: number, index: number) => T): readonly T[] =>
  REGIONS.flatMap((region, at) =>
    Array.from({ length: PARTNERS_IN_A_REGION }, (_, rank) => make(region, rank + 1, at * PARTNERS_IN_A_REGION + rank)),
  );

export const REFERENCE_JOBS: readonly ReferenceJob[] = [
  {
    title: 'regions',
    object: 'Region__c',
    externalId: 'Region_Key__c',
    rows: () =>
      REGIONS.map(({ key, country, half }) => ({
        Region_Key__c: key,
        Name: `${country} ${half}`,
        Country__c: country,
        Active__c: 'true',
      })),
  },
  {
    title: 'maintenance partners',
    object: 'Account',
    externalId: 'Global_Customer_Id__c',
    rows: (facts) =>
      partnersOf((region, number, index) => {
        const { languages, company } = PLACES[region.country];
        const { lastNames } = NAMES[languages[region.half]];
        return {
          Global_Customer_Id__c: partnerKey(region, number),
          RecordTypeId: recordType(facts, 'Account.Maintenance_Partner'),
          OwnerId: partnerOwner(index, facts),
          Name: `${lastNames[index % lastNames.length] ?? ''} Service ${region.key} ${company}`,
          Country__c: region.country,
          'Region__r.Region_Key__c': region.key,
        };
      }),
  },
  {
    title: 'regions of partners',
    object: 'Partner_Region__c',
    identity: ['Partner__r.Global_Customer_Id__c', 'Region__r.Region_Key__c'],
    rows: ({ untilYear }) =>
      partnersOf((region, number) => ({
        'Partner__r.Global_Customer_Id__c': partnerKey(region, number),
        'Region__r.Region_Key__c': region.key,
        Rank__c: number,
        Valid_From__c: `${untilYear - 1}-01-01`,
      })),
  },
];
