/** What differs between countries, from the org's custom metadata Country_Setting__mdt: the same rows that Apex reads. */
import { IntegrationError } from '../runtime/errors.ts';
import { dayIn } from '../runtime/days.ts';
import type { SalesforceRecords } from './records.ts';

export interface Countries {
  /** The calendar day of an instant where the country's customers live, YYYY-MM-DD. */
  dayIn(country: string, instant: Date): Promise<string>;
}

interface SettingRow {
  readonly DeveloperName: string;
  readonly Time_Zone__c: string;
}

const KEEP_MS = 10 * 60_000;

/** Reads the settings on first use and again every ten minutes. */
export function countriesOf(salesforce: SalesforceRecords): Countries {
  let zones: { readonly byCountry: ReadonlyMap<string, string>; readonly readAt: number } | undefined;

  async function zoneOf(country: string): Promise<string> {
    if (!zones || Date.now() - zones.readAt > KEEP_MS) {
      const rows = await salesforce.query<SettingRow>('SELECT DeveloperName, Time_Zone__c FROM Country_Setting__mdt');
      zones = { byCountry: new Map(rows.map((row) => [row.DeveloperName, row.Time_Zone__c])), readAt: Date.now() };
    }
    const zone = zones.byCountry.get(country);
    if (!zone)
      throw new IntegrationError('UNKNOWN_COUNTRY', `The org has no Country_Setting__mdt for ${country}`, {
        retryable: false,
      });
    return zone;
  }

  return { dayIn: async (country, instant) => dayIn(await zoneOf(country), instant) };
}
