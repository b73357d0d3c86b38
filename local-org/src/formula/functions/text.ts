/** Text functions. Blank behaviour (empty text is no value, CONTAINS of blank is null …) per salesforce/formula-engine. */
import { numberText } from '../numbers.ts';
import { FormulaError, FormulaEvaluationError } from '../types.ts';
import type { FormulaType } from '../types.ts';
import { expectCount, expectType, numberAt, refuseArgument, strict, textAt } from './function.ts';
import type { FormulaFunction } from './function.ts';

/** Empty text does not exist in formulas: it is no value. */
const orNull = (text: string): string | null => (text === '' ? null : text);

function pad(values: readonly (string | number | boolean | null)[], left: boolean): string | null {
  if (values[1] === null) return null;
  const text = textAt(values, 0);
  const length = Math.trunc(numberAt(values, 1));
  if (text === '' || length <= 0) return null;
  if (length <= text.length) return text.slice(0, length);
  const filler = values.length > 2 ? textAt(values, 2) : ' ';
  if (filler === '') return text;
  return left ? text.padStart(length, filler) : text.padEnd(length, filler);
}

const textOfType: Partial<Record<FormulaType, (value: string | number | boolean) => string>> = {
  Number: (value) => numberText(Number(value)),
  Date: String,
  DateTime: (value) => `${String(value).slice(0, 19).replace('T', ' ')}Z`,
  Time: (value) => String(value).slice(0, 12),
  Picklist: String,
};

/** The 18-character form of a 15-character id (three check characters for the case of the letters). */
export function caseSafeId(id: string): string {
  if (id.length !== 15) return id;
  let suffix = '';
  for (let group = 0; group < 3; group += 1) {
    let bits = 0;
    for (let position = 0; position < 5; position += 1) {
      if (/[A-Z]/.test(id.charAt(group * 5 + position))) bits |= 1 << position;
    }
    suffix += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'.charAt(bits);
  }
  return id + suffix;
}

/** Anchored match of a Java-style expression; what JavaScript cannot express fails with the pattern named. */
function matches(text: string, pattern: string): boolean {
  try {
    return new RegExp(
      `^(?:${pattern.replaceAll('\\p{Alpha}', '[A-Za-z]').replaceAll('\\p{Digit}', '[0-9]')})$`,
      's',
    ).test(text);
  } catch (cause) {
    const error = new FormulaEvaluationError(`Invalid regular expression: ${pattern}`);
    error.cause = cause;
    throw error;
  }
}

const attribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** Text functions by upper-case name. */
export const textFunctions: Readonly<Record<string, FormulaFunction>> = {
  '&': strict(['Text', 'Text'], 'Text', (values) => orNull(textAt(values, 0) + textAt(values, 1)), { nulls: true }),
  LEN: strict(['Text'], 'Number', (values) => textAt(values, 0).length, { nulls: true }),
  LEFT: strict(['Text', 'Number'], 'Text', (values) =>
    orNull(textAt(values, 0).slice(0, Math.max(0, Math.trunc(numberAt(values, 1))))),
  ),
  RIGHT: strict(['Text', 'Number'], 'Text', (values) => {
    const count = Math.max(0, Math.trunc(numberAt(values, 1)));
    return orNull(count === 0 ? '' : textAt(values, 0).slice(-count));
  }),
  MID: strict(['Text', 'Number', 'Number'], 'Text', (values) => {
    const start = Math.max(1, Math.trunc(numberAt(values, 1))) - 1;
    return orNull(textAt(values, 0).slice(start, start + Math.max(0, Math.trunc(numberAt(values, 2)))));
  }),
  FIND: strict(
    ['Text', 'Text', 'Number'],
    'Number',
    (values) => {
      if (values[0] === null || values[1] === null) return 0;
      // A start before the text is its beginning (formula-engine, testFindOnTextWithIndex).
      const start = Math.max(1, values.length > 2 ? Math.trunc(numberAt(values, 2)) : 1);
      if (textAt(values, 0) === '') return 0;
      return textAt(values, 1).indexOf(textAt(values, 0), start - 1) + 1;
    },
    { optional: 1, nulls: true },
  ),
  SUBSTITUTE: strict(
    ['Text', 'Text', 'Text'],
    'Text',
    (values) => {
      if (values[0] === null || values[1] === null) return null;
      const search = textAt(values, 1);
      return orNull(search === '' ? textAt(values, 0) : textAt(values, 0).replaceAll(search, () => textAt(values, 2)));
    },
    { nulls: true },
  ),
  TRIM: strict(['Text'], 'Text', (values) => orNull(textAt(values, 0).trim())),
  UPPER: strict(['Text', 'Text'], 'Text', (values) => orNull(textAt(values, 0).toUpperCase()), { optional: 1 }),
  LOWER: strict(['Text', 'Text'], 'Text', (values) => orNull(textAt(values, 0).toLowerCase()), { optional: 1 }),
  INITCAP: strict(['Text'], 'Text', (values) =>
    orNull(
      textAt(values, 0)
        .toLowerCase()
        .replaceAll(/(?<![\p{L}\p{N}])\p{L}/gu, (letter) => letter.toUpperCase()),
    ),
  ),
  REVERSE: strict(['Text'], 'Text', (values) => orNull([...textAt(values, 0)].reverse().join(''))),
  ASCII: strict(['Text'], 'Number', (values) => textAt(values, 0).codePointAt(0) ?? null),
  CHR: strict(['Number'], 'Text', (values) => {
    const code = Math.trunc(numberAt(values, 0));
    if (code < 0 || code > 0x10ffff) throw new FormulaEvaluationError(`There is no character ${code}`);
    return String.fromCodePoint(code);
  }),
  CONTAINS: {
    ...strict(
      ['Text', 'Text'],
      'Boolean',
      (values) => {
        if (textAt(values, 1) === '') return true;
        return textAt(values, 0) === '' ? null : textAt(values, 0).includes(textAt(values, 1));
      },
      { nulls: true },
    ),
  },
  BEGINS: strict(
    ['Text', 'Text'],
    'Boolean',
    (values) => {
      if (textAt(values, 1) === '') return true;
      return textAt(values, 0) === '' ? null : textAt(values, 0).startsWith(textAt(values, 1));
    },
    { nulls: true },
  ),
  REGEX: strict(['Text', 'Text'], 'Boolean', (values) => matches(textAt(values, 0), textAt(values, 1)), {
    nulls: true,
  }),
  LPAD: strict(['Text', 'Number', 'Text'], 'Text', (values) => pad(values, true), { optional: 1, nulls: true }),
  RPAD: strict(['Text', 'Number', 'Text'], 'Text', (values) => pad(values, false), { optional: 1, nulls: true }),
  TEXT: {
    check(call) {
      expectCount(call, 1);
      const [argument] = call.args;
      if (argument !== undefined && argument.type !== 'Null' && textOfType[argument.type] === undefined) {
        if (argument.type === 'MultiPicklist') refuseArgument(call, argument, ['Picklist']);
        refuseArgument(call, argument, ['Number', 'Date', 'DateTime', 'Picklist']);
      }
      return 'Text';
    },
    apply([value = null], [type = 'Null']) {
      return value === null ? null : (textOfType[type]?.(value) ?? null);
    },
  },
  VALUE: strict(['Text'], 'Number', (values) => {
    const text = textAt(values, 0).trim();
    if (text === '') return null;
    if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) {
      throw new FormulaEvaluationError(`The value '${text}' is not a valid number.`);
    }
    return Number(text);
  }),
  ISNUMBER: strict(
    ['Text'],
    'Boolean',
    (values) => /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(textAt(values, 0)),
    { nulls: true },
  ),
  CASESAFEID: strict(['Text'], 'Text', (values) => caseSafeId(textAt(values, 0))),
  BR: strict([], 'Text', () => '<br>'),
  HYPERLINK: {
    ...strict(['Text', 'Text', 'Text'], 'Text', hyperlink, { optional: 1, nulls: true }),
    check(call) {
      expectCount(call, 2, 3);
      for (const index of [0, 1, 2]) expectType(call, index, ['Text']);
      if (/^\s*javascript:/i.test(String(call.args[0]?.literal ?? ''))) {
        throw new FormulaError("Incorrect argument value for function 'HYPERLINK()'. Javascript is not allowed.");
      }
      return 'Text';
    },
  },
  IMAGE: strict(
    ['Text', 'Text', 'Number', 'Number'],
    'Text',
    (values) => {
      const size = values.length > 3 ? ` style="height:${numberAt(values, 2)}px; width:${numberAt(values, 3)}px;"` : '';
      return `<img src="${attribute(textAt(values, 0))}" alt="${attribute(textAt(values, 1))}"${size} border="0"/>`;
    },
    { optional: 2, nulls: true },
  ),
};

function hyperlink(values: readonly (string | number | boolean | null)[]): string {
  const target = values.length > 2 ? textAt(values, 2) : '_blank';
  return `<a href="${attribute(textAt(values, 0))}" target="${attribute(target)}">${attribute(textAt(values, 1))}</a>`;
}
