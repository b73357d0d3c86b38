/** Numbers by pattern, written and read (java.text.DecimalFormat in the locale en_US, or another by tag). */
import { failure } from '../errors.ts';
import { numberText, parseNumber, roundTo, multiply, type Num, type Rounding } from './numbers.ts';

interface NumberPattern {
  readonly prefix: string;
  readonly suffix: string;
  readonly group: number;
  readonly minimumInteger: number;
  readonly minimumFraction: number;
  readonly maximumFraction: number;
  readonly percent: boolean;
}

function parsePattern(pattern: string): NumberPattern {
  const [positive = ''] = pattern.split(';');
  const found = /^((?:'[^']*'|[^#0,.])*)([#0,]*)(?:\.([#0]*))?((?:'[^']*'|[^#0,.])*)$/.exec(positive);
  if (!found) throw failure(`Malformed pattern "${pattern}"`);
  const [, prefix = '', integer = '', fraction = '', suffix = ''] = found;
  const comma = integer.lastIndexOf(',');
  const zeros = (text: string): number => text.replaceAll(/[^0]/g, '').length;
  return {
    prefix: prefix.replaceAll("'", ''),
    suffix: suffix.replaceAll("'", ''),
    group: comma < 0 ? 0 : integer.length - comma - 1,
    minimumInteger: zeros(integer),
    minimumFraction: zeros(fraction),
    maximumFraction: fraction.length,
    percent: suffix.includes('%') || prefix.includes('%'),
  };
}

/** The separators of a locale, by Intl. */
function separators(locale: string): { readonly group: string; readonly decimal: string } {
  const parts = new Intl.NumberFormat(locale).formatToParts(1_234_567.8);
  const part = (type: string): string => parts.find((item) => item.type === type)?.value ?? '';
  return { group: part('group'), decimal: part('decimal') };
}

const ROUNDINGS: Readonly<Record<string, Rounding>> = {
  UP: 'up',
  DOWN: 'down',
  CEILING: 'ceil',
  FLOOR: 'floor',
  HALF_UP: 'halfUp',
  HALF_DOWN: 'halfDown',
  HALF_EVEN: 'halfEven',
};

/** The number in the pattern's form; halves are rounded up unless `mode` says otherwise. */
export function formatNumber(value: Num, pattern: string, locale = 'en', mode = 'HALF_UP'): string {
  const form = parsePattern(pattern);
  const rounding = ROUNDINGS[mode];
  if (!rounding) throw failure(`Unknown rounding mode: ${mode}`);
  const text = numberText(roundTo(form.percent ? multiply(value, 100) : value, form.maximumFraction, rounding));
  const negative = text.startsWith('-');
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const marks = separators(locale);
  let integer = (whole === '0' ? '' : whole).padStart(form.minimumInteger, '0');
  if (integer === '' && fraction === '' && form.minimumFraction === 0) integer = '0';
  if (form.group > 0) {
    integer = integer.replaceAll(new RegExp(`\\B(?=(?:\\d{${String(form.group)}})+(?!\\d))`, 'g'), marks.group);
  }
  const decimals = fraction.padEnd(form.minimumFraction, '0');
  return `${negative ? '-' : ''}${form.prefix}${integer}${decimals === '' ? '' : marks.decimal + decimals}${form.suffix}`;
}

/** Reads a number written in the pattern's form. Throws when it is none. */
export function parseByNumberPattern(text: string, pattern: string, locale = 'en'): Num {
  const form = parsePattern(pattern);
  const marks = separators(locale);
  const bare = text.trim().replace(form.prefix, '').replace(form.suffix, '').replaceAll(marks.group, '');
  const number = parseNumber(bare.replace(marks.decimal, '.'));
  if (number === undefined) throw failure(`Cannot coerce String (${text}) to Number`);
  return form.percent ? multiply(number, 0.01) : number;
}
