/**
 * Identifiers of service points and metering locations of the countries we supply or prepare to supply. Twin of the Apex class
 * MarketIdentifier; both are proved by tests/vectors/identifiers.json. Sources of the rules stand at each kind.
 */
import { cupsLetters, eicCharacter, gs1Digit, marketLocationDigit, mpanDigit, mprnDigits } from './check-digits.ts';
import { shapeProblem } from './shape.ts';
import { inGroups, verdict, withoutLabel, withoutSpaces, type Commodity, type IdentifierVerdict } from './verdict.ts';

export type ServicePointKind =
  | 'GB_MPAN'
  | 'GB_MPRN'
  | 'DE_MALO'
  | 'DE_MELO'
  | 'DE_ZAEHLPUNKT'
  | 'IT_POD'
  | 'IT_PDR'
  | 'FR_PRM'
  | 'FR_PCE'
  | 'PT_CPE'
  | 'PT_CUI'
  | 'ES_CUPS'
  | 'BE_EAN'
  | 'CZ_EAN'
  | 'CZ_EIC'
  | 'SK_EIC'
  | 'SK_POD'
  | 'EIC';

interface Kind {
  readonly country: string | null;
  readonly commodity: Commodity | null;
  readonly shape: string;
  /** Separators besides spaces that people write. */
  readonly separators: RegExp | null;
  readonly groups: readonly number[];
}

const HYPHEN_DOT_SLASH = /[-./]/g;

const kind = (
  country: string | null,
  commodity: Commodity | null,
  shape: string,
  groups: readonly number[],
  separators: RegExp | null = HYPHEN_DOT_SLASH,
): Kind => ({ country, commodity, shape, groups, separators });

const KINDS: Readonly<Record<ServicePointKind, Kind>> = {
  // Elexon: core of 13 digits; on bills with a top line of profile class, time switch code and line loss factor class before it.
  GB_MPAN: kind('GB', 'Electricity', 'n13|n2 n3 c3 n13', [2, 4, 4, 3]),
  GB_MPRN: kind('GB', 'Gas', 'n6|n7|n8|n9|n10', [10]),
  // BDEW: MaLo-ID, one number space for electricity and gas.
  DE_MALO: kind('DE', null, 'n11', [3]),
  // VDE-AR-N 4400 (before: MeteringCode): country, network operator, postal code, twenty characters.
  DE_MELO: kind('DE', null, '=DE n6 n5 c20', [2, 6, 5, 20]),
  DE_ZAEHLPUNKT: kind('DE', null, '=DE n6 n5 c20', [2, 6, 5, 20]),
  // ARERA: distributor, E for electricity, eight digits; some bills add a control character.
  IT_POD: kind('IT', 'Electricity', '=IT n3 =E n8|=IT n3 =E n8 c1', [2, 3, 1, 8]),
  IT_PDR: kind('IT', 'Gas', 'n14', [4, 10]),
  // Enedis: PRM, formerly PDL; no published check digit.
  FR_PRM: kind('FR', 'Electricity', 'n14', [2, 3]),
  // GRDF: as a PRM, or GI and six digits for industry.
  FR_PCE: kind('FR', 'Gas', 'n14|=GI n6', [2, 3]),
  // ERSE: country, network operator, place, two check letters.
  PT_CPE: kind('PT', 'Electricity', '=PT n4 n12 a2', [2, 4, 4, 4, 4, 2]),
  PT_CUI: kind('PT', 'Gas', '=PT n4 n12 a2', [2, 4, 4, 4, 4, 2]),
  // BOE, Resolución 2002: as a CPE; a border point of digit and letter may follow.
  ES_CUPS: kind('ES', null, '=ES n4 n12 a2|=ES n4 n12 a2 n1 a1', [2, 4, 4, 4, 4, 2]),
  // Synergrid, OTE: GS1 service relation numbers.
  BE_EAN: kind('BE', null, '=54 n16', [2, 7, 8, 1]),
  CZ_EAN: kind('CZ', 'Electricity', '=859182400 n9', [9, 8, 1]),
  // ENTSO-E: EIC of the local offices 27 (ČEPS) and 24 (SEPS); Z marks metering points, G those of Czech gas.
  CZ_EIC: kind('CZ', 'Gas', '=27ZG e11 c1', [16], null),
  SK_EIC: kind('SK', 'Electricity', '=24Z e12 c1', [16], null),
  // SPP - distribúcia: code of the network operator and twelve digits.
  SK_POD: kind('SK', 'Gas', '=SK a6 n12', [8, 4]),
  EIC: kind(null, null, 'e15 c1', [16], null),
};

/** Whether identifiers of a kind name service points or metering locations. */
export function isServicePointKind(name: string): name is ServicePointKind {
  return Object.hasOwn(KINDS, name);
}

/** Portuguese gas networks are numbered 16xx and 17xx (ERSE list of operators). */
const PORTUGUESE_GAS = /^PT1[67]/;
/** MPAN distributors: 10-23 the former regions, from 24 independent networks (Elexon, MPAS ids); above 39 none is assigned. */
const LAST_DISTRIBUTOR = 39;
const LAST_PROFILE_CLASS = 8;
const MPAN_CORE = 13;
const BORDER_POINTS = 'FPRCXYZ';

interface Found {
  readonly problem: 'PART' | 'CHECK';
  readonly position: number;
  readonly expected: string | null;
}

/** Judges a text as an identifier of a kind. Never throws; what is wrong stands in the verdict. */
export function checkServicePoint(name: ServicePointKind, text: string | null | undefined): IdentifierVerdict {
  const rules = KINDS[name];
  const whole = normalise(name, rules, text);
  const wrong = shapeProblem(whole, rules.shape) ?? partProblem(name, whole);
  const [value, addition] = withoutAddition(name, whole, wrong !== null);
  if (wrong) return verdict(name, whole, { country: rules.country, commodity: rules.commodity, ...wrong });
  return verdict(name, value, {
    country: rules.country,
    commodity: rules.commodity ?? commodityOf(name, value),
    shown: inGroups(value, ...rules.groups),
    addition,
    checked: CHECKED.has(name),
  });
}

/** Kinds whose last characters check the others. */
const CHECKED: ReadonlySet<string> = new Set<ServicePointKind>([
  'GB_MPAN',
  'GB_MPRN',
  'DE_MALO',
  'PT_CPE',
  'PT_CUI',
  'ES_CUPS',
  'BE_EAN',
  'CZ_EAN',
  'CZ_EIC',
  'SK_EIC',
  'EIC',
]);

/**
 * Every kind as which a text is valid, the most telling first: with check characters and a prefix of its own before bare numbers.
 * Fourteen bare digits may be of France or Italy, electricity or gas; only the caller knows.
 */
export function recogniseServicePoint(text: string | null | undefined): readonly IdentifierVerdict[] {
  return RECOGNISED.map((name) => checkServicePoint(name, text)).filter((found) => found.problem === null);
}

const RECOGNISED: readonly ServicePointKind[] = [
  'CZ_EAN',
  'BE_EAN',
  'CZ_EIC',
  'SK_EIC',
  'ES_CUPS',
  'PT_CPE',
  'PT_CUI',
  'IT_POD',
  'DE_MELO',
  'SK_POD',
  'GB_MPAN',
  'DE_MALO',
  'GB_MPRN',
  'FR_PRM',
  'FR_PCE',
  'IT_PDR',
];

/** Kinds that number the service points of a market: country and commodity. */
const MARKET_KINDS: Readonly<Record<string, ServicePointKind>> = {
  'GB:ELECTRICITY': 'GB_MPAN',
  'GB:GAS': 'GB_MPRN',
  'DE:ELECTRICITY': 'DE_MALO',
  'DE:GAS': 'DE_MALO',
  'IT:ELECTRICITY': 'IT_POD',
  'IT:GAS': 'IT_PDR',
  'FR:ELECTRICITY': 'FR_PRM',
  'FR:GAS': 'FR_PCE',
  'PT:ELECTRICITY': 'PT_CPE',
  'PT:GAS': 'PT_CUI',
  'ES:ELECTRICITY': 'ES_CUPS',
  'ES:GAS': 'ES_CUPS',
  'BE:ELECTRICITY': 'BE_EAN',
  'BE:GAS': 'BE_EAN',
  'CZ:ELECTRICITY': 'CZ_EAN',
  'CZ:GAS': 'CZ_EIC',
  'SK:ELECTRICITY': 'SK_EIC',
  'SK:GAS': 'SK_POD',
};

/** Judges a text as the service point of a market; null where we do not know how that market numbers its points. */
export function checkMarketPoint(
  country: string,
  commodity: string,
  text: string | null | undefined,
): IdentifierVerdict | null {
  const kind = MARKET_KINDS[`${country.toUpperCase()}:${commodity.toUpperCase()}`];
  return kind ? checkServicePoint(kind, text) : null;
}

/**
 * Names a service point across countries and commodities: bare numbers of two countries may be equal, and one number is written in many ways.
 * Twin of MarketIdentifier.marketKey in Apex, proved by tests/vectors/keys.json.
 */
export function marketKey(country: string, commodity: string, text: string): string {
  const value = checkMarketPoint(country, commodity, text)?.value ?? withoutSpaces(text);
  return `${country}:${commodity.toUpperCase()}:${value}`;
}

function normalise(name: ServicePointKind, rules: Kind, text: string | null | undefined): string {
  const plain = withoutLabel(text);
  const bare = rules.separators === null ? plain : plain.replace(rules.separators, '');
  // Bills print a large S before the boxes of an MPAN, and some IT before a PDR.
  if (name === 'GB_MPAN' && bare.startsWith('S')) return bare.slice(1);
  return name === 'IT_PDR' && bare.startsWith('IT') ? bare.slice(2) : bare;
}

function withoutAddition(name: ServicePointKind, whole: string, isWrong: boolean): readonly [string, string | null] {
  if (isWrong) return [whole, null];
  if (name === 'GB_MPAN' && whole.length > MPAN_CORE) return [whole.slice(-MPAN_CORE), whole.slice(0, -MPAN_CORE)];
  if (name === 'IT_POD' && whole.length > 14) return [whole.slice(0, 14), whole.slice(14)];
  if (name === 'ES_CUPS' && whole.length > 20) return [whole.slice(0, 20), whole.slice(20)];
  return [whole, null];
}

function partProblem(name: ServicePointKind, whole: string): Found | null {
  switch (name) {
    case 'GB_MPAN':
      return mpanProblem(whole);
    case 'GB_MPRN':
      return ending(whole, mprnDigits(whole.slice(0, -2)));
    case 'DE_MALO':
      return whole.startsWith('0') ? part(1) : ending(whole, String(marketLocationDigit(whole.slice(0, -1))));
    case 'BE_EAN':
    case 'CZ_EAN':
      return ending(whole, String(gs1Digit(whole.slice(0, -1))));
    case 'CZ_EIC':
    case 'SK_EIC':
    case 'EIC':
      return eicProblem(whole);
    case 'PT_CPE':
    case 'PT_CUI':
      // One rule of ERSE for both; the operator tells gas from electricity.
      if (PORTUGUESE_GAS.test(whole) !== (name === 'PT_CUI')) return part(3);
      return ending(whole, cupsLetters(whole.slice(2, 18)));
    case 'ES_CUPS':
      return cupsProblem(whole);
    default:
      return null;
  }
}

const part = (position: number): Found => ({ problem: 'PART', position, expected: null });

/** Compares the end of a text with the check characters that it should have. */
function ending(whole: string, expected: string, length = whole.length): Found | null {
  const from = length - expected.length;
  return whole.slice(from, length) === expected ? null : { problem: 'CHECK', position: from + 1, expected };
}

function mpanProblem(whole: string): Found | null {
  const start = whole.length - MPAN_CORE;
  if (start > 0 && Number(whole.slice(0, 2)) > LAST_PROFILE_CLASS) return part(1);
  const distributor = Number(whole.slice(start, start + 2));
  if (distributor < 10 || distributor > LAST_DISTRIBUTOR) return part(start + 1);
  return ending(whole, String(mpanDigit(whole.slice(start, -1))));
}

function eicProblem(whole: string): Found | null {
  const expected = eicCharacter(whole.slice(0, -1));
  // A code whose check character would be a hyphen is not issued; no last character makes it valid.
  return expected === '-' ? { problem: 'CHECK', position: whole.length, expected: null } : ending(whole, expected);
}

function cupsProblem(whole: string): Found | null {
  const wrong = ending(whole, cupsLetters(whole.slice(2, 18)), 20);
  if (wrong) return wrong;
  return whole.length === 22 && !BORDER_POINTS.includes(whole.charAt(21)) ? part(22) : null;
}

/** German metering points name the operator: gas networks have numbers of the DVGW that begin with 7, electricity networks of the VDEW that begin with 0. */
function commodityOf(name: ServicePointKind, value: string): Commodity | null {
  if (name !== 'DE_MELO' && name !== 'DE_ZAEHLPUNKT') return null;
  if (value.charAt(2) === '7') return 'Gas';
  return value.charAt(2) === '0' ? 'Electricity' : null;
}
