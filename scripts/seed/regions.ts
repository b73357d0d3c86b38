/** Sales and service regions of the made-up customers: two to a country, by the town's place on the map. */
import type { SeedCustomer, SeedSite } from './customers.ts';
import type { SeedCountry } from './identifiers.ts';
import { townOf, type Half } from './places.ts';

/** Key across systems (`DE-NORTH`) and the ending of the roles that look after it (`DE_North`). */
export interface SeedRegion {
  readonly country: SeedCountry;
  readonly half: Half;
  readonly key: string;
  readonly roleEnding: string;
}

/** The region of a half of a country. */
export function regionOf(country: SeedCountry, half: Half): SeedRegion {
  return { country, half, key: `${country}-${half.toUpperCase()}`, roleEnding: `${country}_${half}` };
}

/** The region a site lies in. */
export function regionOfSite({ country }: SeedCustomer, site: SeedSite): SeedRegion {
  return regionOf(country, townOf(country, site.number).half);
}

/** The region of a customer is that of its first site. */
export function regionOfCustomer(customer: SeedCustomer): SeedRegion {
  const [first] = customer.sites;
  return first === undefined ? regionOf(customer.country, 'North') : regionOfSite(customer, first);
}
