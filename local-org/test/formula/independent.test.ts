/**
 * Random formulas about text and dates against evaluators that share nothing with the engine: text as lists of letters, dates as day
 * numbers counted by hand. Sources of the rules: Salesforce Help, "Formula Operators and Functions A–Z".
 */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { Scope } from '../../src/engine/ports.ts';
import type { FieldValue } from '../../src/engine/records.ts';
import { createFormulaEngine } from '../../src/formula/index.ts';
import { openStore, openTransaction } from '../../src/store/index.ts';
import { testUser } from '../dml/org.ts';
import { field, object, schemaOf } from '../dml/schema-fixture.ts';

const schema = schemaOf([object({ name: 'S__c', keyPrefix: 'a0S', fields: [field('T__c', 'string')] })]);
const store = openStore(':memory:');
const engine = createFormulaEngine({
  store,
  clock: { now: () => 0 },
  schema: () => schema,
  security: { hasPermission: () => false },
});
const scope: Scope = {
  transaction: openTransaction(store, testUser, 0),
  access: { user: testUser, crud: false, fls: false, sharing: false },
};
const evaluate = (formula: string): FieldValue => engine.evaluate('S__c', formula, { type: 'S__c', values: {} }, scope);

/** A formula with the value it must have. */
interface Known<T> {
  readonly formula: string;
  readonly value: T;
}

// Text: a list of letters.

const letters = fc.array(fc.constantFrom('a', 'b', 'A', 'B', ' ', '-', 'x'), { maxLength: 6 });
const upper: Readonly<Record<string, string>> = { a: 'A', b: 'B', x: 'X' };
const lower: Readonly<Record<string, string>> = { A: 'a', B: 'b', X: 'x' };

function replaced(text: readonly string[], what: readonly string[], by: readonly string[]): readonly string[] {
  // "SUBSTITUTE('Hello; Text;', null, ',') returns null" (formula-engine, FunctionSubstitute); empty text is null.
  if (what.length === 0) return [];
  const result: string[] = [];
  for (let at = 0; at < text.length;) {
    const here = what.every((letter, offset) => text[at + offset] === letter);
    result.push(...(here ? by : [text[at] ?? '']));
    at += here ? what.length : 1;
  }
  return result;
}

function place(text: readonly string[], what: readonly string[], from: number): number {
  for (let at = from; at + what.length <= text.length; at += 1) {
    if (what.every((letter, offset) => text[at + offset] === letter)) return at + 1;
  }
  return 0;
}

function padding(length: number, pad: readonly string[]): readonly string[] {
  return Array.from({ length: Math.max(0, length) }, (_, index) => pad[index % pad.length] ?? ' ');
}

function trimmed(text: readonly string[]): readonly string[] {
  let [from, to] = [0, text.length];
  while (from < to && text[from] === ' ') from += 1;
  while (to > from && text[to - 1] === ' ') to -= 1;
  return text.slice(from, to);
}

type Letters = Known<readonly string[]>;
const literal = letters.map((value): Letters => ({ formula: `'${value.join('')}'`, value }));
const small = fc.integer({ min: -1, max: 9 });
const { text } = fc.letrec<{ text: Letters }>((tie) => ({
  text: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    literal,
    fc.tuple(tie('text'), tie('text')).map(([a, b]) => ({
      formula: `(${a.formula} & ${b.formula})`,
      value: [...a.value, ...b.value],
    })),
    fc.tuple(tie('text'), small).map(([a, n]) => ({
      formula: `LEFT(${a.formula}, ${n})`,
      value: a.value.slice(0, Math.max(0, n)),
    })),
    fc.tuple(tie('text'), small).map(([a, n]) => ({
      formula: `RIGHT(${a.formula}, ${n})`,
      value: n <= 0 ? [] : a.value.slice(Math.max(0, a.value.length - n)),
    })),
    fc.tuple(tie('text'), fc.integer({ min: 1, max: 7 }), fc.nat({ max: 7 })).map(([a, from, n]) => ({
      formula: `MID(${a.formula}, ${from}, ${n})`,
      value: a.value.filter((_, index) => index >= from - 1 && index < from - 1 + n),
    })),
    tie('text').map((a) => ({
      formula: `UPPER(${a.formula})`,
      value: a.value.map((letter) => upper[letter] ?? letter),
    })),
    tie('text').map((a) => ({
      formula: `LOWER(${a.formula})`,
      value: a.value.map((letter) => lower[letter] ?? letter),
    })),
    tie('text').map((a) => ({ formula: `TRIM(${a.formula})`, value: trimmed(a.value) })),
    tie('text').map((a) => ({
      formula: `REVERSE(${a.formula})`,
      value: a.value.map((_, index) => a.value[a.value.length - 1 - index] ?? ''),
    })),
    fc.tuple(tie('text'), literal, literal).map(([a, what, by]) => ({
      formula: `SUBSTITUTE(${a.formula}, ${what.formula}, ${by.formula})`,
      value: replaced(a.value, what.value, by.value),
    })),
    fc.tuple(tie('text'), fc.nat({ max: 9 }), fc.constantFrom(['*'], ['a', 'b'])).map(([a, n, pad]) => ({
      formula: `LPAD(${a.formula}, ${n}, '${pad.join('')}')`,
      // Nothing is made of nothing: blank text stays blank.
      value: a.value.length === 0 ? [] : [...padding(n - a.value.length, pad), ...a.value].slice(0, n),
    })),
  ),
}));

it('random text formulas give the letters a list of letters gives', () => {
  fc.assert(
    fc.property(text, ({ formula, value }) => assert.equal(evaluate(formula) ?? '', value.join(''), formula)),
    { numRuns: 500 },
  );
});

it('random questions about text are answered as for a list of letters', () => {
  fc.assert(
    fc.property(text, literal, (a, b) => {
      assert.equal(evaluate(`LEN(${a.formula})`), a.value.length);
      if (b.value.length === 0) return;
      const found = place(a.value, b.value, 0);
      assert.equal(evaluate(`FIND(${b.formula}, ${a.formula})`), found);
      // What is asked about blank text has no answer, which counts as no.
      assert.equal(evaluate(`CONTAINS(${a.formula}, ${b.formula})`) ?? false, found > 0);
      assert.equal(evaluate(`BEGINS(${a.formula}, ${b.formula})`) ?? false, found === 1);
    }),
    { numRuns: 300 },
  );
});

// Dates: days since 1 January of the year 1, counted year by year and month by month.

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}
const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const monthLength = (year: number, month: number): number =>
  [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;

function dayNumber({ year, month, day }: Day): number {
  const years = year - 1;
  let count = years * 365 + Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  for (let earlier = 1; earlier < month; earlier += 1) count += monthLength(year, earlier);
  return count + day;
}

function moved(from: Day, by: number): Day {
  let { year, month, day } = from;
  const step = by < 0 ? -1 : 1;
  for (let left = Math.abs(by); left > 0; left -= 1) {
    day += step;
    if (day > monthLength(year, month)) [day, month] = [1, month + 1];
    if (day < 1) {
      month -= 1;
      day = monthLength(month < 1 ? year - 1 : year, month < 1 ? 12 : month);
    }
    if (month > 12) [month, year] = [1, year + 1];
    if (month < 1) [month, year] = [12, year - 1];
  }
  return { year, month, day };
}

/** "If the specified date is the last day of the month, the resulting date is the last day of the resulting month." */
function monthsLater(from: Day, by: number): Day {
  const wasLast = from.day === monthLength(from.year, from.month);
  const index = from.year * 12 + (from.month - 1) + by;
  const [year, month] = [Math.floor(index / 12), (index % 12) + 1];
  const last = monthLength(year, month);
  return { year, month, day: wasLast ? last : Math.min(from.day, last) };
}

const shown = ({ year, month, day }: Day): string =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
const someDay = fc
  .tuple(fc.integer({ min: 1896, max: 2104 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 31 }))
  .filter(([year, month, day]) => day <= monthLength(year, month))
  .map(([year, month, day]): Known<Day> => ({
    formula: `DATE(${year}, ${month}, ${day})`,
    value: { year, month, day },
  }));
const { date } = fc.letrec<{ date: Known<Day> }>((tie) => ({
  date: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    someDay,
    fc.tuple(tie('date'), fc.integer({ min: -800, max: 800 })).map(([a, n]) => ({
      formula: `(${a.formula} + ${n})`,
      value: moved(a.value, n),
    })),
    fc.tuple(tie('date'), fc.integer({ min: -30, max: 30 })).map(([a, n]) => ({
      formula: `ADDMONTHS(${a.formula}, ${n})`,
      value: monthsLater(a.value, n),
    })),
    tie('date').map((a) => ({
      formula: `DATEVALUE(TEXT(${a.formula}))`,
      value: a.value,
    })),
  ),
}));

it('random date formulas give the days that counting gives', () => {
  fc.assert(
    fc.property(date, ({ formula, value }) => assert.equal(evaluate(formula), shown(value), formula)),
    { numRuns: 400 },
  );
});

it('random questions about dates are answered as by counting', () => {
  fc.assert(
    fc.property(date, date, (a, b) => {
      const [left, right] = [dayNumber(a.value), dayNumber(b.value)];
      assert.equal(evaluate(`${a.formula} - ${b.formula}`), left - right);
      assert.equal(evaluate(`${a.formula} < ${b.formula}`), left < right);
      assert.equal(evaluate(`YEAR(${a.formula})`), a.value.year);
      assert.equal(evaluate(`MONTH(${a.formula})`), a.value.month);
      assert.equal(evaluate(`DAY(${a.formula})`), a.value.day);
      // 1 January of the year 1 was a Monday; Sunday is 1.
      assert.equal(evaluate(`WEEKDAY(${a.formula})`), (left % 7) + 1);
      assert.equal(evaluate(`DAYOFYEAR(${a.formula})`), left - dayNumber({ year: a.value.year, month: 1, day: 1 }) + 1);
    }),
    { numRuns: 300 },
  );
});
