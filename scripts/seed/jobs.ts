/** What is loaded of customers, object by object in the order in which records need each other; parents are named by external ids. */
import { MONTHS, monthlyUse } from './consumption.ts';
import type { SeedCustomer, SeedService, SeedSite } from './customers.ts';
import { servicePointId, vatId } from './identifiers.ts';
import { addressOf, PLACES, premisesKey } from './places.ts';
import { marketKey } from '../../integration-service/src/trade/identifiers/index.ts';

/** Record type ids of the org, by object and developer name: `Account.Property`. */
export type RecordTypeIds = ReadonlyMap<string, string>;

export interface SeedSettings {
  readonly recordTypes: RecordTypeIds;
  /** Owner of the accounts; null leaves them with the user who loads. */
  readonly ownerId: string | null;
  /** The later one of the two years of consumption. */
  readonly untilYear: number;
}

/** Cells by column. */
export type Row = Readonly<Record<string, string | number>>;

/** One Bulk API 2.0 upsert. */
export interface SeedJob {
  /** For people: what is loaded. */
  readonly title: string;
  readonly object: string;
  readonly externalId: string;
  /** Column of the master, which cannot be changed once the record exists. */
  readonly master?: string;
  readonly rowsOf: (customer: SeedCustomer, settings: SeedSettings) => readonly Row[];
}

interface Supply {
  readonly key: string;
  readonly marketLocation: string;
  readonly marketKey: string;
  readonly locationKey: string;
  readonly serial: string;
  readonly service: SeedService;
  readonly site: SeedSite;
}

const MANUFACTURER = 'ELSTER';
const meterKey = (supply: Supply): string => `${MANUFACTURER}:${supply.serial}`;
const propertyKey = ({ reference }: SeedCustomer, site: SeedSite): string => `${reference}-${site.number % 16}`;

/** The supplies of a customer in the order of its sites. */
export function suppliesOf(customer: SeedCustomer): readonly Supply[] {
  const { country } = customer;
  return customer.sites.flatMap((site) =>
    site.services.map((service) => {
      const letter = service.commodity === 'Electricity' ? 'E' : 'G';
      const { value } = servicePointId(country, service.commodity, site.number);
      return {
        // Sixteen characters; the key of a supply that has a contract line is that line's id of eighteen.
        key: `${customer.reference}${String(site.number % 16).padStart(2, '0')}${letter}`,
        marketLocation: value,
        marketKey: marketKey(country, service.commodity, value),
        locationKey: `${country}:PENDING:${value}${letter}`,
        serial: `${country}${letter}${String(site.number).padStart(8, '0')}`,
        service,
        site,
      };
    }),
  );
}

function keyOfPremises(customer: SeedCustomer, site: SeedSite): string {
  const { postalCode, town, street, houseNumber } = addressOf(customer.country, site.number);
  return premisesKey(customer.country, postalCode, town, street, houseNumber);
}

const pick = (words: readonly string[], share: number): string => words[Math.floor(share * words.length)] ?? '';

function nameOf({ country, names, segment, index }: SeedCustomer): {
  readonly first: string;
  readonly last: string;
  readonly whole: string;
} {
  const { firstNames, lastNames, trades, company } = PLACES[country];
  const [first, last] = [pick(firstNames, names[0]), pick(lastNames, names[1])];
  const business = `${pick(trades, names[0])} ${last} ${index} ${company}`;
  return { first, last, whole: segment === 'Residential' ? `${first} ${last}` : business };
}

function customerRow(customer: SeedCustomer, { ownerId }: SeedSettings, recordTypeId: string): Row {
  const { country, segment, sites } = customer;
  return {
    Global_Customer_Id__c: customer.reference,
    RecordTypeId: recordTypeId,
    ...(ownerId === null ? {} : { OwnerId: ownerId }),
    Country__c: country,
    Segment__c: segment,
    Preferred_Language__c: PLACES[country].language,
    Annual_Electricity_kWh__c: sites
      .flatMap(({ services }) => services)
      .filter(({ commodity }) => commodity === 'Electricity')
      .reduce((sum, { annualUse }) => sum + annualUse, 0),
  };
}

function recordType(settings: SeedSettings, name: string): string {
  const id = settings.recordTypes.get(name);
  if (id === undefined) throw new Error(`The org has no record type ${name}. Was force-app deployed?`);
  return id;
}

const startOf = (site: SeedSite, { untilYear }: SeedSettings): string => `${untilYear - 1 - site.yearsBefore}-01-01`;

/** All jobs in the order in which they must run. */
export const SEED_JOBS: readonly SeedJob[] = [
  {
    title: 'households',
    object: 'Account',
    externalId: 'Global_Customer_Id__c',
    rowsOf: (customer, settings) => {
      if (customer.segment !== 'Residential') return [];
      const { first, last } = nameOf(customer);
      const email = `${customer.reference.toLowerCase()}@customers.example`;
      return [
        {
          ...customerRow(customer, settings, recordType(settings, 'Account.Residential_Customer')),
          FirstName: first,
          LastName: last,
          PersonEmail: email,
        },
      ];
    },
  },
  {
    title: 'companies',
    object: 'Account',
    externalId: 'Global_Customer_Id__c',
    rowsOf: (customer, settings) =>
      customer.segment === 'Residential'
        ? []
        : [
            {
              ...customerRow(customer, settings, recordType(settings, 'Account.Corporate_Customer')),
              Name: nameOf(customer).whole,
              VAT_Id__c: vatId(customer.country, customer.index),
              Is_Key_Customer__c: String(customer.segment === 'Key'),
            },
          ],
  },
  {
    title: 'premises',
    object: 'Premises__c',
    externalId: 'Premises_Key__c',
    rowsOf: (customer) =>
      customer.sites.map((site) => {
        const { postalCode, town, street, houseNumber } = addressOf(customer.country, site.number);
        return {
          Premises_Key__c: keyOfPremises(customer, site),
          Country__c: customer.country,
          Postal_Code__c: postalCode,
          City__c: town,
          Street__c: street,
          House_Number__c: houseNumber,
          Address_Check__c: 'Unchecked',
        };
      }),
  },
  {
    title: 'properties',
    object: 'Account',
    externalId: 'ERP_Id__c',
    rowsOf: (customer, settings) =>
      customer.sites.map((site) => {
        const { street, houseNumber, town } = addressOf(customer.country, site.number);
        return {
          ERP_Id__c: propertyKey(customer, site),
          RecordTypeId: recordType(settings, 'Account.Property'),
          ...(settings.ownerId === null ? {} : { OwnerId: settings.ownerId }),
          Name: `${street} ${houseNumber}, ${town}`,
          'Customer__r.Global_Customer_Id__c': customer.reference,
          'Premises__r.Premises_Key__c': keyOfPremises(customer, site),
          Country__c: customer.country,
          Segment__c: customer.segment,
          Move_In__c: startOf(site, settings),
          Occupancy_Status__c: 'Current',
        };
      }),
  },
  {
    title: 'service points',
    object: 'Service_Point__c',
    externalId: 'Market_Key__c',
    master: 'Premises__r.Premises_Key__c',
    rowsOf: (customer) =>
      suppliesOf(customer).map((supply) => ({
        Market_Key__c: supply.marketKey,
        'Premises__r.Premises_Key__c': keyOfPremises(customer, supply.site),
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
        'Premises__r.Premises_Key__c': keyOfPremises(customer, supply.site),
      })),
  },
  {
    title: 'meters',
    object: 'Meter__c',
    externalId: 'Meter_Key__c',
    rowsOf: (customer, settings) =>
      suppliesOf(customer).map((supply) => ({
        Meter_Key__c: meterKey(supply),
        Manufacturer__c: MANUFACTURER,
        Serial__c: supply.serial,
        Digits__c: 6,
        Vendor__c: 'Manual',
        Installed__c: startOf(supply.site, settings),
        'Metering_Location__r.Location_Key__c': supply.locationKey,
      })),
  },
  {
    title: 'supplies',
    object: 'Asset',
    externalId: 'Supply_Key__c',
    rowsOf: (customer, settings) =>
      suppliesOf(customer).map((supply) => ({
        Supply_Key__c: supply.key,
        RecordTypeId: recordType(settings, 'Asset.Supply'),
        Name: `${supply.service.commodity} ${supply.marketLocation}`,
        'Account.ERP_Id__c': propertyKey(customer, supply.site),
        'Service_Point__r.Market_Key__c': supply.marketKey,
        'Meter__r.Meter_Key__c': meterKey(supply),
        Commodity__c: supply.service.commodity,
        POD_Id__c: supply.marketLocation,
        Meter_Serial__c: supply.serial,
        Supply_Start__c: startOf(supply.site, settings),
      })),
  },
  {
    title: 'consumption years',
    object: 'Consumption_Year__c',
    externalId: 'Key__c',
    master: 'Supply__r.Supply_Key__c',
    rowsOf: (customer, settings) =>
      suppliesOf(customer).flatMap((supply) =>
        [settings.untilYear - 1, settings.untilYear].map((year) => {
          const { commodity, annualUse } = supply.service;
          // The year before was colder: a little more of everything.
          const use = monthlyUse(
            customer.segment,
            commodity,
            year === settings.untilYear ? annualUse : annualUse * 1.04,
          );
          return {
            Key__c: `${supply.key}:${year}`,
            'Supply__r.Supply_Key__c': supply.key,
            Year__c: year,
            ...Object.fromEntries(MONTHS.map((month, index) => [`${month}_Actual__c`, use[index] ?? 0])),
          };
        }),
      ),
  },
];

/** Rows as CSV with a header; every row of a job has the same columns. Empty without rows. */
export function csvOf(rows: readonly Row[]): string {
  const [first] = rows;
  if (!first) return '';
  const header = Object.keys(first);
  const cell = (value: string | number | undefined): string => `"${String(value ?? '').replaceAll('"', '""')}"`;
  const lines = rows.map((row) => header.map((name) => cell(row[name])).join(','));
  return `${header.join(',')}\n${lines.join('\n')}\n`;
}
