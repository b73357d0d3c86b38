/** Countries of the state and country picklists: the ISO 3166-1 alpha-2 codes a new org knows, with their English names. */
import type { PicklistValue } from './types.ts';

const codes = `AD AE AF AG AI AL AM AO AQ AR AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG
  CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FO FR GA GB GD GE GF GG GH GI GL GM GN GP
  GQ GR GS GT GW GY HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT
  LU LV LY MA MC MD ME MF MG MK ML MM MN MO MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL
  PM PN PS PT PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR
  TT TV TW TZ UA UG US UY UZ VA VC VE VG VN VU WF WS YE YT ZA ZM ZW`;

const names = new Intl.DisplayNames(['en'], { type: 'region' });

/** Integration values of a new org that are the names of ISO 3166, not the usual English ones. */
const isoNames: Readonly<Record<string, string>> = {
  AG: 'Antigua and Barbuda',
  BA: 'Bosnia and Herzegovina',
  BL: 'Saint Barthélemy',
  BN: 'Brunei Darussalam',
  BO: 'Bolivia, Plurinational State of',
  BQ: 'Bonaire, Sint Eustatius and Saba',
  CC: 'Cocos (Keeling) Islands',
  CD: 'Congo, the Democratic Republic of the',
  CG: 'Congo',
  CI: "Cote d'Ivoire",
  CV: 'Cape Verde',
  CZ: 'Czech Republic',
  FK: 'Falkland Islands (Malvinas)',
  GS: 'South Georgia and the South Sandwich Islands',
  HM: 'Heard Island and McDonald Islands',
  IR: 'Iran, Islamic Republic of',
  KN: 'Saint Kitts and Nevis',
  KR: 'Korea, Republic of',
  LA: "Lao People's Democratic Republic",
  LC: 'Saint Lucia',
  MD: 'Moldova, Republic of',
  MF: 'Saint Martin (French part)',
  MM: 'Myanmar',
  MO: 'Macao',
  PM: 'Saint Pierre and Miquelon',
  PN: 'Pitcairn',
  PS: 'Palestine',
  RU: 'Russian Federation',
  SH: 'Saint Helena, Ascension and Tristan da Cunha',
  SJ: 'Svalbard and Jan Mayen',
  ST: 'Sao Tome and Principe',
  SX: 'Sint Maarten (Dutch part)',
  TC: 'Turks and Caicos Islands',
  TR: 'Turkey',
  TT: 'Trinidad and Tobago',
  TZ: 'Tanzania, United Republic of',
  VA: 'Holy See (Vatican City State)',
  VC: 'Saint Vincent and the Grenadines',
  VE: 'Venezuela, Bolivarian Republic of',
  VG: 'Virgin Islands, British',
  VN: 'Viet Nam',
  WF: 'Wallis and Futuna',
};

/** The values of every `…CountryCode` picklist: value = code, label = the country text kept in the `…Country` field. */
export const countryValues: readonly PicklistValue[] = codes
  .split(/\s+/)
  .map((code) => ({ value: code, label: isoNames[code] ?? names.of(code) ?? code, active: true, isDefault: false }));
