/** A year of use spread over its months by load profile. */
import { readFileSync } from 'node:fs';
import { inRoot } from '../support/paths.ts';
import type { Segment } from './customers.ts';
import type { SeedCommodity } from './identifiers.ts';

export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

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

/** Kilowatt hours of twelve months. A company works in summer too: half of its use is spread evenly. */
export function monthlyUse(segment: Segment, commodity: SeedCommodity, annualUse: number): readonly number[] {
  const evenly = segment === 'Residential' ? 0 : 0.5;
  return profileOf(commodity).map((share) => Math.round(annualUse * (share * (1 - evenly) + evenly / 12)));
}
