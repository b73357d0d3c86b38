/** Customers by number: what a customer is depends on the seed and its number alone, so that any part of any size is made alike. */
import { randomOf } from '../proof/fuzzed-identifiers.ts';
import { middleUse, type Segment, type UseKind } from './consumption.ts';
import { MOST_POINTS, type SeedCommodity, type SeedCountry } from './identifiers.ts';
import { placeOf } from './spread.ts';

export const COUNTRIES: readonly SeedCountry[] = ['DE', 'GB', 'FR', 'IT', 'PT', 'BE'];
/** Numbers kept for the sites of one customer. */
const SITE_NUMBERS = 16;
/** Customers that have numbers. */
export const MOST_CUSTOMERS = (MOST_POINTS / SITE_NUMBERS) * COUNTRIES.length;

/** The shares aimed at; sources in requirements: 1.5 and 2 services (UP-80, PLU-10), PLU "more than 80 % of business customers … both". */
const SECOND_HOME_SHARE = 0.05;
const HOUSEHOLD_DUAL_SHARE = 0.5;
const BUSINESS_DUAL_SHARE = 0.85;
/** With 1.85 services at a site this makes two services to a company. */
const SECOND_FACILITY_SHARE = 0.08;
const LEAST_KEY_SITES = 5;
const MOST_KEY_SITES = 15;
const ONLY_ELECTRICITY_SHARE = 0.8;
/** Of households with electricity; assumed. */
const SOLAR_SHARE = 0.1;
/** Of households with electricity alone; assumed. */
const HEATING_SHARE = 0.2;
const DEBIT_SHARE = 0.8;
const SECOND_CONTACT_SHARE = 0.3;
/** A key customer names two to four people; the org allows five to a business. */
const KEY_CONTACTS = { least: 2, most: 4 };

export type { Segment } from './consumption.ts';

export interface SeedService {
  readonly commodity: SeedCommodity;
  readonly kind: UseKind;
  /** Kilowatt hours a year. */
  readonly annualUse: number;
}

export interface SeedSite {
  /** Tells sites of a country apart; addresses and service points are made from it. */
  readonly number: number;
  /** First day of the occupancy, years before the consumption that is made. */
  readonly yearsBefore: number;
  readonly services: readonly SeedService[];
}

export interface SeedCustomer {
  readonly index: number;
  /** Number across all systems, for example SEED00000042. */
  readonly reference: string;
  readonly country: SeedCountry;
  readonly segment: Segment;
  /** Numbers below one by which names are picked. */
  readonly names: readonly [number, number];
  readonly sites: readonly SeedSite[];
  /** People of a business besides the account itself; a household is a person. */
  readonly contacts: number;
  readonly paysByDebit: boolean;
}

/** The customer with a number; the same for the same seed. */
export function customerOf(seed: number, index: number): SeedCustomer {
  if (!Number.isInteger(index) || index < 0 || index >= MOST_CUSTOMERS)
    throw new RangeError(`There is no customer ${index}: numbers go from 0 to ${MOST_CUSTOMERS - 1}`);
  const random = randomOf(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  // Neighbouring states of the generator begin alike.
  for (let warm = 0; warm < 3; warm += 1) random();
  const country = COUNTRIES[index % COUNTRIES.length] ?? 'DE';
  const { segment, ...place } = placeOf(
    seed,
    index % COUNTRIES.length,
    COUNTRIES.length,
    Math.floor(index / COUNTRIES.length),
  );
  const names = [random(), random()] as const;
  const first = Math.floor(index / COUNTRIES.length) * SITE_NUMBERS;
  const sites = Array.from({ length: siteCount(segment, place.sites) }, (_, site) => ({
    number: first + site,
    yearsBefore: Math.floor(random() * 5),
    services: servicesOf(country, segment, place.servicesOf(site), random),
  }));
  return {
    index,
    reference: `SEED${String(index).padStart(8, '0')}`,
    country,
    segment,
    names,
    sites,
    contacts: contactCount(segment, random),
    paysByDebit: random() < DEBIT_SHARE,
  };
}

function siteCount(segment: Segment, spread: number): number {
  if (segment === 'Key') return LEAST_KEY_SITES + Math.floor(spread * (MOST_KEY_SITES - LEAST_KEY_SITES + 1));
  return spread < (segment === 'Corporate' ? SECOND_FACILITY_SHARE : SECOND_HOME_SHARE) ? 2 : 1;
}

function contactCount(segment: Segment, random: () => number): number {
  const drawn = random();
  if (segment === 'Key') return KEY_CONTACTS.least + Math.floor(drawn * (KEY_CONTACTS.most - KEY_CONTACTS.least + 1));
  if (segment === 'Corporate') return drawn < SECOND_CONTACT_SHARE ? 2 : 1;
  return 0;
}

function servicesOf(
  country: SeedCountry,
  segment: Segment,
  dual: number,
  random: () => number,
): readonly SeedService[] {
  const isDual = dual < (segment === 'Residential' ? HOUSEHOLD_DUAL_SHARE : BUSINESS_DUAL_SHARE);
  const single: SeedCommodity = random() < ONLY_ELECTRICITY_SHARE ? 'Electricity' : 'Gas';
  const commodities: readonly SeedCommodity[] = isDual ? ['Electricity', 'Gas'] : [single];
  const drawn = random();
  return commodities.map((commodity) => {
    const kind = segment === 'Residential' && commodity === 'Electricity' ? kindOf(drawn, isDual) : 'Standard';
    // Single uses lie between half and one and a half of the middle.
    return { commodity, kind, annualUse: Math.round(middleUse(country, segment, commodity, kind) * (0.5 + random())) };
  });
}

/** Who has gas does not heat with electricity. */
function kindOf(drawn: number, hasGas: boolean): UseKind {
  if (drawn < SOLAR_SHARE) return 'Solar';
  return !hasGas && drawn < SOLAR_SHARE + HEATING_SHARE ? 'Heating' : 'Standard';
}
