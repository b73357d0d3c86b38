/** What customers are on the average: what the requirements ask, and what was made. */
import { COUNTRIES, type SeedCustomer, type Segment } from './customers.ts';

/** One line of the comparison. */
export interface Average {
  readonly what: string;
  readonly asked: string;
  readonly made: number;
  readonly holds: boolean;
}

interface Tally {
  customers: number;
  sites: number;
  services: number;
  /** Customers with both commodities. */
  dual: number;
  fewestSites: number;
  mostSites: number;
}

/** Counts customers as they are made; memory does not grow. */
export class Averages {
  readonly #of = new Map<Segment, Tally>();
  readonly #countries = new Map<string, number>();

  add({ segment, sites, country }: SeedCustomer): void {
    const tally = this.#of.get(segment) ?? emptyTally();
    this.#of.set(segment, tally);
    const services = sites.flatMap((site) => site.services);
    tally.customers += 1;
    tally.sites += sites.length;
    tally.services += services.length;
    tally.dual += new Set(services.map(({ commodity }) => commodity)).size === 2 ? 1 : 0;
    tally.fewestSites = Math.min(tally.fewestSites, sites.length);
    tally.mostSites = Math.max(tally.mostSites, sites.length);
    this.#countries.set(country, (this.#countries.get(country) ?? 0) + 1);
  }

  /** What is asked and what was made. Averages of few customers may miss what is asked; of thousands they do not. */
  list(): readonly Average[] {
    const [household, company, key] = [this.#tally('Residential'), this.#tally('Corporate'), this.#tally('Key')];
    const all = household.customers + company.customers + key.customers;
    const business = company.customers + key.customers;
    const within = (what: string, asked: number, deviation: number, made: number): Average => ({
      what,
      asked: `${asked} ± ${deviation}`,
      made,
      holds: Math.abs(made - asked) <= deviation,
    });
    const dual = (company.dual + key.dual) / business;
    return [
      // A million business customers to four million households.
      within('households among customers', 0.8, 0.01, household.customers / all),
      // PLU-10 asks for this deviation.
      within('services to a residence', 1.5, 0.01, household.services / household.sites),
      within('services to a company', 2, 0.05, company.services / company.customers),
      { what: 'businesses with both commodities', asked: 'over 0.8', made: dual, holds: dual > 0.8 },
      {
        what: 'fewest sites of a key customer',
        asked: '5 or more',
        made: key.fewestSites,
        holds: key.fewestSites >= 5,
      },
      { what: 'most sites of a key customer', asked: '15 or fewer', made: key.mostSites, holds: key.mostSites <= 15 },
      ...COUNTRIES.map((country) =>
        within(
          `customers in ${country}`,
          Number((1 / COUNTRIES.length).toFixed(3)),
          0.01,
          (this.#countries.get(country) ?? 0) / all,
        ),
      ),
    ].filter(({ made }) => Number.isFinite(made));
  }

  #tally(segment: Segment): Tally {
    return this.#of.get(segment) ?? emptyTally();
  }
}

function emptyTally(): Tally {
  return {
    customers: 0,
    sites: 0,
    services: 0,
    dual: 0,
    fewestSites: Number.POSITIVE_INFINITY,
    mostSites: Number.NEGATIVE_INFINITY,
  };
}

/** The table that a load ends with. */
export function averageLines(averages: readonly Average[]): readonly string[] {
  return [
    `  ${'on the average'.padEnd(36)}${'asked'.padStart(14)}${'made'.padStart(10)}`,
    ...averages.map(
      ({ what, asked, made, holds }) =>
        `  ${what.padEnd(36)}${asked.padStart(14)}${made
          .toFixed(3)
          .replace(/\.?0+$/, '')
          .padStart(10)}${holds ? '' : '  (missed)'}`,
    ),
  ];
}
