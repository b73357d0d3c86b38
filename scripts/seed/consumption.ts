/** What a service uses in a year, and how the year spreads over its months by load profile. */
import { readFileSync } from 'node:fs';
import { inRoot } from '../support/paths.ts';
import type { SeedCommodity, SeedCountry } from './identifiers.ts';

export type Segment = 'Residential' | 'Corporate' | 'Key';

/** What sets a household's electricity apart: it also heats with it (at night, or by heat pump), or has a roof that makes some of it. */
export type UseKind = 'Standard' | 'Heating' | 'Solar';

export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * A household's yearly use in kilowatt hours, as published: BE the federal regulator's (CREG) typical household since April 2022; DE Destatis, a
 * household of two, and 140 kWh of gas for each of 100 m²; FR the regulator's (CRE) average of residential sites, gas assumed between its
 * neighbours'; GB Ofgem's typical domestic consumption values of October 2023; IT ARERA's typical family, and 770 m³ of gas at 10.7 kWh; PT
 * between the couple and the family of the regulator (ERSE), who cook and bathe with gas but hardly heat.
 */
const HOUSEHOLD_USE: Readonly<Record<SeedCountry, Readonly<Record<SeedCommodity, number>>>> = {
  BE: { Electricity: 3_500, Gas: 17_000 },
  DE: { Electricity: 3_200, Gas: 14_000 },
  FR: { Electricity: 4_250, Gas: 12_000 },
  GB: { Electricity: 2_700, Gas: 11_500 },
  IT: { Electricity: 2_700, Gas: 8_200 },
  PT: { Electricity: 3_000, Gas: 2_500 },
};

/** A site of a business in any country, within the bands of Eurostat for small (IB, I2) and for medium users (IC, I3); assumed. */
const BUSINESS_USE: Readonly<Record<'Corporate' | 'Key', Readonly<Record<SeedCommodity, number>>>> = {
  Corporate: { Electricity: 38_000, Gas: 60_000 },
  Key: { Electricity: 260_000, Gas: 420_000 },
};

/** Times what others use: heating doubles a household's electricity, a roof saves a third of what must be bought. */
const TIMES: Readonly<Record<UseKind, number>> = { Standard: 1, Heating: 2, Solar: 0.67 };

/** The middle of a service's yearly use, in kilowatt hours. */
export function middleUse(country: SeedCountry, segment: Segment, commodity: SeedCommodity, kind: UseKind): number {
  const use = segment === 'Residential' ? HOUSEHOLD_USE[country] : BUSINESS_USE[segment];
  return use[commodity] * TIMES[kind];
}

const profiles = new Map<SeedCommodity, readonly number[]>();

/** The household's shares that the org forecasts with: Consumption_Profile__mdt, where their source stands. */
function profileOf(commodity: SeedCommodity): readonly number[] {
  const known = profiles.get(commodity);
  if (known) return known;
  const file = `force-app/main/supply/customMetadata/Consumption_Profile.${commodity}.md-meta.xml`;
  const text = readFileSync(inRoot(file), 'utf8');
  const shares = MONTHS.map((month) => {
    const found = new RegExp(`<field>${month}_Share__c</field>\\s*<value[^>]*>([0-9.]+)</value>`).exec(text)?.[1];
    if (found === undefined) throw new Error(`${file} has no share of ${month}`);
    return Number(found);
  });
  profiles.set(commodity, shares);
  return shares;
}

/** How much of a household's use a roof takes over at most, in the sunniest month, and what it yields in the others compared to it: assumed. */
const MOST_SUN = 0.6;
const SUN = [0.22, 0.36, 0.66, 0.9, 0.98, 1, 1, 0.9, 0.7, 0.48, 0.24, 0.17];
/** Part of a business's use that summer and winter do not change. */
const EVEN_PART = 0.5;

function shapeOf(segment: Segment, commodity: SeedCommodity, kind: UseKind): readonly number[] {
  const profile = profileOf(commodity);
  if (segment !== 'Residential') return profile.map((share) => share * (1 - EVEN_PART) + EVEN_PART / MONTHS.length);
  // Half of what is used is heat, and heat goes as gas goes.
  if (kind === 'Heating') return profile.map((share, month) => share + (profileOf('Gas')[month] ?? 0));
  if (kind === 'Solar') return profile.map((share, month) => share * (1 - MOST_SUN * (SUN[month] ?? 0)));
  return profile;
}

/** Whole kilowatt hours of twelve months that together are those of the year. */
export function monthlyUse(
  segment: Segment,
  { commodity, kind }: { readonly commodity: SeedCommodity; readonly kind: UseKind },
  annualUse: number,
): readonly number[] {
  const shape = shapeOf(segment, commodity, kind);
  const total = shape.reduce((sum, share) => sum + share, 0);
  let until = 0;
  let counted = 0;
  return shape.map((share) => {
    until += share;
    const month = Math.round((annualUse * until) / total) - counted;
    counted += month;
    return month;
  });
}

/** The year before was colder: more gas, a little more electricity. */
const YEAR_BEFORE: Readonly<Record<SeedCommodity, number>> = { Electricity: 1.02, Gas: 1.07 };

/** What a service used in the year before. */
export function useOfYearBefore(commodity: SeedCommodity, annualUse: number): number {
  return Math.round(annualUse * YEAR_BEFORE[commodity]);
}
