/** Random identifiers of a kind: about half of them valid, the others one slip of the pen away or random. The same seed gives the same texts. */
import { checkIdentifier } from '../../integration-service/src/trade/identifiers/index.ts';
import { ACCOUNT_SHAPES } from '../../integration-service/src/trade/identifiers/iban-registry.ts';

/** A small generator of pseudo-random numbers below one (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const DIGITS = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ALPHABETS: Readonly<Record<string, string>> = {
  n: DIGITS,
  a: LETTERS,
  c: DIGITS + LETTERS,
  e: `${DIGITS}${LETTERS}-`,
};
/** Countries that joined the IBAN registry after python-stdnum 1.18: it calls their numbers invalid. */
const TOO_NEW = new Set(['FK', 'HN', 'MN', 'NI', 'OM', 'SO', 'YE']);
const IBAN_COUNTRIES = Object.keys(ACCOUNT_SHAPES).filter((country) => !TOO_NEW.has(country));

/** Where texts of a kind begin from, in the notation of shapes. Kinds with a length that the other side does not check keep theirs. */
const SHAPES: Readonly<Record<string, readonly string[]>> = {
  GB_MPAN: ['n13', '=1 n12', '=2 n12', '=0 n4 c3 =1 n12'],
  GB_MPRN: ['n6', 'n7', 'n8', 'n9', 'n10'],
  DE_MALO: ['n11'],
  DE_MELO: ['=DE n11 c20'],
  DE_ZAEHLPUNKT: ['=DE n11 c20'],
  IT_POD: ['=IT n3 =E n8', '=IT n3 =E n8 c1'],
  IT_PDR: ['n14'],
  FR_PRM: ['n14'],
  FR_PCE: ['n14', '=GI n6'],
  PT_CPE: ['=PT000 n13 a2', '=PT n16 a2'],
  PT_CUI: ['=PT16 n14 a2', '=PT17 n14 a2'],
  ES_CUPS: ['=ES n16 a2', '=ES n16 a2 n1 =F', '=ES n16 a2 n1 a1'],
  BE_EAN: ['=54 n16'],
  CZ_EAN: ['=859182400 n9'],
  CZ_EIC: ['=27ZG e11 c1'],
  SK_EIC: ['=24Z e12 c1'],
  SK_POD: ['=SKSPPDIS n12'],
  EIC: ['n2 =X e12 c1', 'e15 c1'],
  IBAN: IBAN_COUNTRIES.map((country) => `=${country} n2 ${ACCOUNT_SHAPES[country] ?? ''}`),
  BIC: ['a6 c2', 'a6 c5'],
  SEPA_CI: [
    '=DE n2 =ZZZ n11',
    '=FR n2 =ZZZ n6',
    '=ES n2 n3 n8 a1',
    '=IT n2 =ZZZ c16',
    '=BE n2 =ZZZ n10',
    '=PT n2 =ZZZ n6',
    '=SK n2 =ZZZ n11',
    '=CZ n2 =ZZZ n5',
    '=GB n2 =ZZZSDDBARC n16',
  ],
  LEI: ['c18 n2'],
  VAT_BE: ['=0 n9', '=1 n9'],
  VAT_CZ: ['n8', 'n2 =0 n7', 'n2 =0 n6', 'n2 =51 n6', '=6 n8', 'n2 =11 n6'],
  VAT_DE: ['n9'],
  VAT_ES: ['n8 a1', '=X n7 a1', '=Y n7 a1', '=K n7 a1', '=A n8', '=Q n7 a1', 'a1 n7 c1'],
  VAT_FR: ['n11', 'a1 n10', 'n1 a1 n9', 'a2 n9'],
  VAT_GB: ['n9', '=00 n7', 'n12', '=GD n3', '=HA n3', '=GD8888 n5', '=HA8888 n5'],
  VAT_IT: ['n7 =0 n3', 'n7 =1 n3', 'n11'],
  VAT_PT: ['n9'],
  VAT_SK: ['n10', 'n2 =2 n7', 'n2 =0 n7'],
  FR_SIREN: ['n9'],
  FR_SIRET: ['n14', '=356000000 n5'],
  CZ_ICO: ['n8'],
  SK_ICO: ['n8'],
  BE_ENTERPRISE: ['=0 n9'],
  PT_NIPC: ['n9'],
  GB_COMPANY: ['n8', '=SC n6'],
  DE_REGISTER: ['=HRB n5', '=HR a1 n4'],
};
const FIXED_LENGTH: ReadonlySet<string> = new Set([
  'SEPA_CI',
  'LEI',
  'BE_ENTERPRISE',
  'VAT_BE',
  'CZ_ICO',
  'SK_ICO',
  'GB_COMPANY',
]);

/** Every kind that has shapes to begin from. */
export const FUZZED_KINDS: readonly string[] = Object.keys(SHAPES);

/** `count` texts of a kind. */
export function fuzzed(kind: string, count: number, random: () => number): readonly string[] {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const character = (alphabet: string): string => alphabet.charAt(Math.floor(random() * alphabet.length));
  const shaped = (shape: string): string =>
    shape
      .split(' ')
      .map((token) =>
        token.startsWith('=')
          ? token.slice(1)
          : Array.from({ length: Number(token.slice(1)) }, () => character(ALPHABETS[token.charAt(0)] ?? DIGITS)).join(
              '',
            ),
      )
      .join('');

  /** Puts the check characters right, by trying where the rule cannot say which. */
  function repaired(text: string): string {
    const found = checkIdentifier(kind, text);
    if (found.problem !== 'CHECK') return text;
    const offset = kind.startsWith('VAT_') ? found.value.length - text.length : 0;
    if (found.expected !== null && found.position !== null && text.length === found.value.length - offset) {
      const from = found.position - 1 - offset;
      const better = text.slice(0, from) + found.expected + text.slice(from + found.expected.length);
      return checkIdentifier(kind, better).problem === 'CHECK' && better !== text ? repaired(better) : better;
    }
    for (let tries = 0; tries < 100; tries++) {
      const better = text.slice(0, -2) + String(tries).padStart(2, '0');
      if (checkIdentifier(kind, better).problem === null) return better;
    }
    return text;
  }

  function slipped(text: string): string {
    const at = Math.floor(random() * (text.length - 1));
    const slips = [
      () => text.slice(0, at) + character(DIGITS) + text.slice(at + 1),
      () => text.slice(0, at) + character(LETTERS) + text.slice(at + 1),
      () => text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2),
      () => `${text.slice(0, at)} ${text.slice(at)}`,
      ...(FIXED_LENGTH.has(kind)
        ? []
        : [() => text.slice(0, at) + text.slice(at + 1), () => text.slice(0, at) + character(DIGITS) + text.slice(at)]),
    ];
    return pick(slips)();
  }

  return Array.from({ length: count }, () => {
    const text = shaped(pick(SHAPES[kind] ?? []));
    const chance = random();
    if (chance < 0.2) return text;
    return chance < 0.65 ? repaired(text) : slipped(repaired(text));
  });
}
