/** The supplies of a customer: keys and identifiers of what stands behind a service, from its site's number. */
import { marketKey } from '../../integration-service/src/trade/identifiers/index.ts';
import { meterKey } from '../../integration-service/src/trade/keys/index.ts';
import type { SeedCustomer, SeedService, SeedSite } from './customers.ts';
import { servicePointId } from './identifiers.ts';

export interface SeedSupply {
  /** Key of the contract line in the ERP. */
  readonly lineKey: string;
  readonly marketLocation: string;
  readonly marketKey: string;
  readonly locationKey: string;
  readonly manufacturer: string;
  readonly serial: string;
  readonly meterKey: string;
  readonly service: SeedService;
  readonly site: SeedSite;
}

const MANUFACTURER = 'ELSTER';

/** The supplies of a customer in the order of its sites. */
export function suppliesOf(customer: SeedCustomer): readonly SeedSupply[] {
  const { country, reference } = customer;
  return customer.sites.flatMap((site) =>
    site.services.map((service) => {
      const letter = service.commodity === 'Electricity' ? 'E' : 'G';
      const { value } = servicePointId(country, service.commodity, site.number);
      const serial = `${country}${letter}${String(site.number).padStart(8, '0')}`;
      return {
        lineKey: `${reference}-${site.number % 16}${letter}`,
        marketLocation: value,
        marketKey: marketKey(country, service.commodity, value),
        locationKey: `${country}:PENDING:${value}${letter}`,
        manufacturer: MANUFACTURER,
        serial,
        meterKey: meterKey(MANUFACTURER, serial),
        service,
        site,
      };
    }),
  );
}

/** The ERP's number of an occupancy. */
export function propertyKey({ reference }: SeedCustomer, site: SeedSite): string {
  return `${reference}-${site.number % 16}`;
}

/** First day of the occupancy: customers moved in up to five years before the consumption that is made. */
export function startOf(site: SeedSite, { untilYear }: { readonly untilYear: number }): string {
  return `${untilYear - 1 - site.yearsBefore}-01-01`;
}
