/**
 * The key by which the same place is found again when its address is written differently. Twin of the Apex class PremisesKey; both are proved by
 * tests/vectors/keys.json. Pure rules; nothing here knows a system, a flow or Salesforce.
 */

/** Parts of an address, as somebody wrote them. */
export interface WrittenAddress {
  /** ISO 3166-1 alpha-2, for example DE. */
  readonly country: string;
  readonly postalCode: string | null;
  readonly city: string | null;
  readonly street: string | null;
  readonly houseNumber: string | null;
}

/** German umlauts are written out as in German addresses without them; every other mark is left off. */
const PLAIN_LETTERS: readonly (readonly [RegExp, string])[] = [
  [/ä/g, 'ae'],
  [/ö/g, 'oe'],
  [/ü/g, 'ue'],
  [/ß/g, 'ss'],
  [/[àáâãåā]/g, 'a'],
  [/[çćč]/g, 'c'],
  [/[ďđ]/g, 'd'],
  [/[èéêëěē]/g, 'e'],
  [/[ìíîïī]/g, 'i'],
  [/[ĺľł]/g, 'l'],
  [/[ñńň]/g, 'n'],
  [/[òóôõőø]/g, 'o'],
  [/[ŕř]/g, 'r'],
  [/[śšș]/g, 's'],
  [/[ťț]/g, 't'],
  [/[ùúûůű]/g, 'u'],
  [/[ýÿ]/g, 'y'],
  [/[źżž]/g, 'z'],
  [/œ/g, 'oe'],
  [/æ/g, 'ae'],
];

/** For example DE:10115:berlin:invalidenstr:43a. */
export function premisesKey({ country, postalCode, city, street, houseNumber }: WrittenAddress): string {
  // "Hauptstraße", "Hauptstrasse" and "Hauptstr." are one street.
  const streetName = plain(street).replace(/strasse$/, 'str');
  return [country, plain(postalCode), plain(city), streetName, plainNumber(houseNumber)].join(':');
}

/** House numbers keep what parts two numbers: 12/34 and 1-2 are not 1234 and 12. */
function plainNumber(text: string | null): string {
  return withoutMarks(text)
    .replace(/([0-9])[^\p{L}0-9]+(?=[0-9])/gu, '$1-')
    .replace(/[^\p{L}0-9-]|(?<![0-9])-|-(?![0-9])/gu, '');
}

function plain(text: string | null): string {
  return withoutMarks(text).replace(/[^\p{L}0-9]/gu, '');
}

function withoutMarks(text: string | null): string {
  return PLAIN_LETTERS.reduce(
    (lower, [letters, letter]) => lower.replace(letters, letter),
    (text ?? '').trim().toLowerCase(),
  );
}
