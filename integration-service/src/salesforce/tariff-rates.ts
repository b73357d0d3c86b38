/** The prices of tariffs, from the org's Tariff_Rate__c. */
import { idLiteral, type SalesforceRecords } from './records.ts';

export interface RateRow {
  readonly Product__c: string;
  /** Standing or Unit. */
  readonly Rate_Type__c: string;
  /** Gross, in the currency, per unit. */
  readonly Price__c: number;
  /** kWh, Month or Year. */
  readonly Unit__c: string;
  readonly Postal_Area__c: string | null;
  readonly CurrencyIsoCode: string;
}

/** All rates of the tariffs that hold on a day (YYYY-MM-DD), whatever the postal area. */
export async function ratesOn(
  salesforce: Pick<SalesforceRecords, 'query'>,
  products: readonly string[],
  day: string,
): Promise<readonly RateRow[]> {
  if (products.length === 0) return [];
  const ids = [...new Set(products.map(idLiteral))].join(', ');
  return salesforce.query<RateRow>(
    `SELECT Product__c, Rate_Type__c, Price__c, Unit__c, Postal_Area__c, CurrencyIsoCode FROM Tariff_Rate__c
     WHERE Product__c IN (${ids}) AND Valid_From__c <= ${day} AND (Valid_To__c = NULL OR Valid_To__c >= ${day})
     ORDER BY Rate_Type__c`,
  );
}

/** The rates of a tariff that hold at a postal code: per kind, those of the longest matching postal area (empty: everywhere). */
export function ratesAt(postalCode: string, product: string, rates: readonly RateRow[]): readonly RateRow[] {
  const matching = rates.filter(
    (rate) => rate.Product__c === product && postalCode.startsWith(rate.Postal_Area__c ?? ''),
  );
  const longest = (kind: string) =>
    Math.max(...matching.filter((rate) => rate.Rate_Type__c === kind).map((rate) => rate.Postal_Area__c?.length ?? 0));
  return matching.filter((rate) => (rate.Postal_Area__c?.length ?? 0) === longest(rate.Rate_Type__c));
}
