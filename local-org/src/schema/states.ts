/**
 * States of the state and country picklists. A new org has values for ten countries (Help, "State and Country/Territory Picklists"): those of three
 * are here, those of the other seven are refused by name; all other countries have none.
 */
import type { PicklistValue } from './types.ts';

/** `code|name` of a country's states, by ISO 3166-2. */
const LISTS: Readonly<Record<string, string>> = {
  AU: 'ACT|Australian Capital Territory;NSW|New South Wales;NT|Northern Territory;QLD|Queensland;SA|South Australia;TAS|Tasmania;VIC|Victoria;WA|Western Australia',
  CA: 'AB|Alberta;BC|British Columbia;MB|Manitoba;NB|New Brunswick;NL|Newfoundland and Labrador;NS|Nova Scotia;NT|Northwest Territories;NU|Nunavut;ON|Ontario;PE|Prince Edward Island;QC|Quebec;SK|Saskatchewan;YT|Yukon Territories',
  US:
    'AL|Alabama;AK|Alaska;AZ|Arizona;AR|Arkansas;CA|California;CO|Colorado;CT|Connecticut;DE|Delaware;DC|District of Columbia;FL|Florida;' +
    'GA|Georgia;HI|Hawaii;ID|Idaho;IL|Illinois;IN|Indiana;IA|Iowa;KS|Kansas;KY|Kentucky;LA|Louisiana;ME|Maine;MD|Maryland;MA|Massachusetts;' +
    'MI|Michigan;MN|Minnesota;MS|Mississippi;MO|Missouri;MT|Montana;NE|Nebraska;NV|Nevada;NH|New Hampshire;NJ|New Jersey;NM|New Mexico;' +
    'NY|New York;NC|North Carolina;ND|North Dakota;OH|Ohio;OK|Oklahoma;OR|Oregon;PA|Pennsylvania;RI|Rhode Island;SC|South Carolina;' +
    'SD|South Dakota;TN|Tennessee;TX|Texas;UT|Utah;VT|Vermont;VA|Virginia;WA|Washington;WV|West Virginia;WI|Wisconsin;WY|Wyoming',
};
const NOT_LISTED_HERE: ReadonlySet<string> = new Set(['BR', 'CN', 'IE', 'IN', 'IT', 'JP', 'MX']);

/** A state by its code (`CA`) and its name, which is the integration value (`California`). */
export interface State {
  readonly code: string;
  readonly name: string;
}

const statesByCountry: ReadonlyMap<string, readonly State[]> = new Map(
  Object.entries(LISTS).map(([country, list]) => [
    country,
    list.split(';').map((line) => {
      const [code = '', name = ''] = line.split('|');
      return { code, name };
    }),
  ]),
);

/** The states of a country; undefined for a country whose states the platform has and the local org has not. */
export function statesOf(countryCode: string): readonly State[] | undefined {
  return NOT_LISTED_HERE.has(countryCode) ? undefined : (statesByCountry.get(countryCode) ?? []);
}

/** The values of every `…StateCode` picklist, each valid for its country. */
export const stateValues: readonly PicklistValue[] = [...statesByCountry].flatMap(([country, states]) =>
  states.map(({ code, name }) => ({ value: code, label: name, active: true, isDefault: false, validFor: [country] })),
);
