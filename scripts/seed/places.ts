/** Where customers live: real towns with their postal codes in the sales region they lie in, and streets named in the region's language. */
import { premisesKey } from '../../integration-service/src/trade/keys/index.ts';
import type { SeedCountry } from './identifiers.ts';
import { NAMES, type LanguageNames, type SeedLanguage } from './language-names.ts';

/** The two sales and service regions of a country; in Belgium also its two languages. */
export const HALVES = ['North', 'South'] as const;
export type Half = (typeof HALVES)[number];

export interface Town {
  readonly name: string;
  /** Real ones of the town's districts. */
  readonly postalCodes: readonly string[];
  readonly half: Half;
}

interface Country {
  readonly languages: Readonly<Record<Half, SeedLanguage>>;
  /** An odd number: it shares no factor with the sixteen numbers kept for a customer's sites, so that all are used. */
  readonly towns: readonly Town[];
  /** Legal form of a company. */
  readonly company: string;
}

/** `Town=code,code|…`, the towns of the two halves. */
function country(
  language: SeedLanguage | Country['languages'],
  company: string,
  north: string,
  south: string,
): Country {
  const townsOf = (text: string, half: Half): readonly Town[] =>
    text.split('|').map((entry) => {
      const [name = '', codes = ''] = entry.split('=');
      return { name, postalCodes: codes.split(','), half };
    });
  const languages = typeof language === 'string' ? { North: language, South: language } : language;
  return { languages, company, towns: [...townsOf(north, 'North'), ...townsOf(south, 'South')] };
}

export const PLACES: Readonly<Record<SeedCountry, Country>> = {
  // Flanders speaks Dutch, Wallonia French.
  BE: country(
    { North: 'nl', South: 'fr' },
    'NV',
    'Antwerpen=2000,2018,2060|Gent=9000|Brugge=8000|Leuven=3000|Mechelen=2800|Hasselt=3500|Kortrijk=8500|Aalst=9300|Oostende=8400',
    'Liège=4000,4020|Namur=5000|Mons=7000|Charleroi=6000|Tournai=7500|Arlon=6700|Verviers=4800|Wavre=1300',
  ),
  DE: country(
    'de',
    'GmbH',
    'Hamburg=20095,20354,22085,22767|Bremen=28195,28203|Hannover=30159,30449|Berlin=10115,10437,12043,13353|Rostock=18055,18057|' +
      'Kiel=24103,24105|Lübeck=23552,23566|Magdeburg=39104,39112|Münster=48143,48153',
    'München=80331,80469,81667|Nürnberg=90402,90459|Stuttgart=70173,70197|Augsburg=86150,86161|Freiburg im Breisgau=79098,79104|' +
      'Regensburg=93047,93053|Karlsruhe=76131,76137|Würzburg=97070,97072',
  ),
  FR: country(
    'fr',
    'SAS',
    'Paris=75011,75015,75020|Lille=59000,59800|Rennes=35000,35200|Nantes=44000,44200|Rouen=76000,76100|Strasbourg=67000,67100|' +
      'Reims=51100|Caen=14000|Amiens=80000',
    'Lyon=69003,69007|Marseille=13001,13006,13008|Toulouse=31000,31500|Bordeaux=33000,33800|Montpellier=34000,34070|' +
      'Nice=06000,06100,06200|Grenoble=38000,38100|Clermont-Ferrand=63000,63100',
  ),
  GB: country(
    'en',
    'Ltd',
    'Leeds=LS1 4DY,LS1 1UR|Manchester=M2 5DB|Newcastle upon Tyne=NE1 8QH|York=YO1 7HH|Sheffield=S1 2HH|Liverpool=L1 1JD|' +
      'Hull=HU1 2AA|Glasgow=G2 1DU|Edinburgh=EH1 1YJ',
    'London=EC1A 1BB,SE1 9SG|Bristol=BS1 5TR|Cardiff=CF10 1EP|Norwich=NR2 1TF,NR2 1NH|Exeter=EX1 1EE,EX1 1JN|Oxford=OX1 1BX|' +
      'Southampton=SO14 7LY|Reading=RG1 2LU',
  ),
  IT: country(
    'it',
    'SpA',
    'Milano=20121,20131,20144|Torino=10121,10128|Bologna=40121,40131|Verona=37121,37131|Genova=16121,16129|Padova=35121,35131|' +
      'Brescia=25121,25128|Trieste=34121,34132|Parma=43121,43125',
    'Roma=00184,00153,00195|Napoli=80121,80133,80139|Bari=70121,70125|Palermo=90133,90139|Catania=95121,95129|Lecce=73100|' +
      'Cagliari=09121,09128|Salerno=84121,84127',
  ),
  PT: country(
    'pt',
    'Lda',
    'Porto=4000-322|Braga=4700-031|Coimbra=3000-033|Aveiro=3800-200|Castelo Branco=6000-458|Viseu=3500-097',
    'Lisboa=1200-195|Faro=8000-078|Évora=7000-508|Santarém=2005-245|Beja=7800-427',
  ),
};

/** Where customers of a language are addressed in another form: the values of Preferred_Language__c. */
const LANGUAGE_CODES: Readonly<Partial<Record<SeedLanguage, string>>> = { nl: 'nl_NL', pt: 'pt_PT' };

/** The town of the site with a number: towns take turns. */
export function townOf(code: SeedCountry, number: number): Town {
  const { towns } = PLACES[code];
  const town = towns[number % towns.length];
  if (town === undefined) throw new RangeError(`${code} has no town for the site ${number}`);
  return town;
}

/** The names of the language that is spoken where a site lies. */
export function namesAt(code: SeedCountry, number: number): LanguageNames {
  return NAMES[languageAt(code, number)];
}

/** The language in which the customer of a site is written to, for example `pt_PT`. */
export function preferredLanguage(code: SeedCountry, number: number): string {
  const language = languageAt(code, number);
  return LANGUAGE_CODES[language] ?? language;
}

function languageAt(code: SeedCountry, number: number): SeedLanguage {
  return PLACES[code].languages[townOf(code, number).half];
}

export interface Address {
  readonly street: string;
  readonly houseNumber: string;
  readonly postalCode: string;
  readonly town: string;
}

const HOUSES = 150;

/** The address of the site with a number: towns, streets, houses and then flats are filled in turn, so that two numbers have two addresses. */
export function addressOf(code: SeedCountry, number: number): Address {
  const { name, postalCodes } = townOf(code, number);
  const { streets } = namesAt(code, number);
  const afterTown = Math.floor(number / PLACES[code].towns.length);
  const street = afterTown % streets.length;
  const afterStreet = Math.floor(afterTown / streets.length);
  const flat = Math.floor(afterStreet / HOUSES);
  const house = String((afterStreet % HOUSES) + 1);
  return {
    street: streets[street] ?? '',
    // A street lies in one district of its town.
    postalCode: postalCodes[street % postalCodes.length] ?? '',
    town: name,
    houseNumber: flat === 0 ? house : `${house}/${flat}`,
  };
}

/** The key by which the org finds the premises of a site again. */
export function premisesKeyOf(code: SeedCountry, number: number): string {
  const { town, ...address } = addressOf(code, number);
  return premisesKey({ country: code, city: town, ...address });
}
