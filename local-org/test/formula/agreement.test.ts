/** Random formulas over random records: the evaluator, the SQL form and, for arithmetic, an independent calculation agree. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { Scope } from '../../src/engine/ports.ts';
import type { FieldValue } from '../../src/engine/records.ts';
import { createFormulaEngine } from '../../src/formula/index.ts';
import type { FieldDef, FieldType } from '../../src/schema/types.ts';
import { applySchema, openStore, openTransaction } from '../../src/store/index.ts';
import { testUser } from '../dml/org.ts';
import { field, object, schemaOf } from '../dml/schema-fixture.ts';

const store = openStore(':memory:');
const stored = [
  field('A__c', 'double', { scale: 2 }),
  field('B__c', 'double', { scale: 2 }),
  field('T__c', 'string'),
  field('U__c', 'string'),
  field('C__c', 'boolean'),
  field('D__c', 'date'),
];
const schemaWith = (formulas: readonly FieldDef[]): ReturnType<typeof schemaOf> =>
  schemaOf([object({ name: 'S__c', keyPrefix: 'a0S', fields: [...stored, ...formulas] })]);
applySchema(store, schemaWith([]));
const scope: Scope = {
  transaction: openTransaction(store, testUser, 0),
  access: { user: testUser, crud: false, fls: false, sharing: false },
};

/** Formula texts by result type, built from one another. */
const { number, text, boolean, date } = fc.letrec<Record<'number' | 'text' | 'boolean' | 'date', string>>((tie) => ({
  number: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('A__c', 'B__c', '0', '1', '2.5', '100'),
    fc.tuple(tie('number'), fc.constantFrom('+', '-', '*'), tie('number')).map(([a, o, b]) => `(${a} ${o} ${b})`),
    fc.tuple(tie('boolean'), tie('number'), tie('number')).map(([c, a, b]) => `IF(${c}, ${a}, ${b})`),
    tie('text').map((a) => `LEN(${a})`),
    fc.tuple(tie('text'), tie('text')).map(([a, b]) => `FIND(${a}, ${b})`),
    tie('number').map((a) => `ROUND(${a}, 1)`),
    tie('number').map((a) => `FLOOR(${a})`),
    tie('date').map((a) => `MONTH(${a})`),
  ),
  text: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('T__c', 'U__c', "'a'", "'Ab c'", "''"),
    fc.tuple(tie('text'), tie('text')).map(([a, b]) => `(${a} & ${b})`),
    fc.tuple(tie('text'), fc.constantFrom('0', '1', '3')).map(([a, n]) => `LEFT(${a}, ${n})`),
    tie('text').map((a) => `UPPER(${a})`),
    fc.tuple(tie('text'), tie('text'), tie('text')).map(([a, b, c]) => `SUBSTITUTE(${a}, ${b}, ${c})`),
    fc.tuple(tie('text'), tie('text')).map(([a, b]) => `BLANKVALUE(${a}, ${b})`),
    fc.tuple(tie('text'), tie('text'), tie('text')).map(([s, v, r]) => `CASE(${s}, ${v}, ${r}, 'else')`),
    tie('date').map((a) => `TEXT(${a})`),
  ),
  boolean: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('C__c', 'TRUE', 'FALSE'),
    fc
      .tuple(tie('number'), fc.constantFrom('=', '<>', '<', '>='), tie('number'))
      .map(([a, o, b]) => `(${a} ${o} ${b})`),
    fc.tuple(tie('text'), fc.constantFrom('=', '<>', '<'), tie('text')).map(([a, o, b]) => `(${a} ${o} ${b})`),
    fc.tuple(tie('date'), fc.constantFrom('=', '<>', '>'), tie('date')).map(([a, o, b]) => `(${a} ${o} ${b})`),
    fc.tuple(tie('boolean'), fc.constantFrom('&&', '||'), tie('boolean')).map(([a, o, b]) => `(${a} ${o} ${b})`),
    tie('boolean').map((a) => `NOT(${a})`),
    tie('text').map((a) => `ISBLANK(${a})`),
    fc.tuple(tie('text'), tie('text')).map(([a, b]) => `CONTAINS(${a}, ${b})`),
  ),
  date: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('D__c', 'DATE(2026, 2, 28)'),
    fc.tuple(tie('date'), fc.constantFrom('1', '-40')).map(([a, n]) => `(${a} + ${n})`),
    fc.tuple(tie('date'), fc.constantFrom('1', '-13')).map(([a, n]) => `ADDMONTHS(${a}, ${n})`),
  ),
}));

const amount = fc.option(fc.integer({ min: -100_000, max: 100_000 }).map((cents) => cents / 100));
const word = fc.option(fc.constantFrom('a', 'A', 'ab', 'x y', 'Äß'));
const record = fc.record({
  A__c: amount,
  B__c: amount,
  T__c: word,
  U__c: word,
  C__c: fc.boolean(),
  D__c: fc.option(fc.constantFrom('2026-01-31', '2024-02-29', '2026-12-31')),
});

function agree(type: FieldType, formula: string, values: Record<string, FieldValue>, zero: boolean): void {
  const formulaTreatBlanksAs = zero ? 'BlankAsZero' : 'BlankAsBlank';
  const schema = schemaWith([field('F__c', type, { formula, formulaTreatBlanksAs, scale: 4 })]);
  const engine = createFormulaEngine({
    store,
    clock: { now: () => 0 },
    schema: () => schema,
    security: { hasPermission: () => false },
  });
  const inMemory = engine.fieldValue('S__c', 'F__c', { type: 'S__c', values }, scope);
  const columns = Object.keys(values);
  store.run('DELETE FROM S__c');
  store.run(
    `INSERT INTO S__c (Id, ${columns.join(', ')}) VALUES ('a0S', ${columns.map(() => '?').join(', ')})`,
    ...Object.values(values).map((value) => (typeof value === 'boolean' ? Number(value) : value)),
  );
  const compiled = engine.formulaSql('S__c', 'F__c', 's');
  const bySql = store.get(`SELECT ${compiled.sql} AS v FROM S__c s`, ...compiled.params(scope))?.['v'];
  const shown = type === 'boolean' ? bySql === 1 : bySql;
  assert.deepEqual(shown, inMemory, formula);
}

for (const [type, formula] of [
  ['double', number],
  ['string', text],
  ['boolean', boolean],
  ['date', date],
] as const) {
  it(`a random formula of type ${type} has one value, in memory and as SQL`, () => {
    fc.assert(
      fc.property(formula, record, fc.boolean(), (given, values, zero) => agree(type, given, values, zero)),
      { numRuns: 250 },
    );
  });
}

/** Sums and products as exact fractions of hundredths. */
type Exact = { readonly top: bigint; readonly places: number };
const exactText = ({ top, places }: Exact): number => Number(top) / 10 ** places;
const leaf = fc.integer({ min: -9999, max: 9999 }).map((cents): { formula: string; exact: Exact } => ({
  formula: `(${(cents / 100).toFixed(2)})`,
  exact: { top: BigInt(cents), places: 2 },
}));
const { sum } = fc.letrec<{ sum: { formula: string; exact: Exact } }>((tie) => ({
  sum: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.tuple(tie('sum'), fc.constantFrom('+', '-'), tie('sum')).map(([a, operator, b]) => {
      const places = Math.max(a.exact.places, b.exact.places);
      const up = (exact: Exact): bigint => exact.top * 10n ** BigInt(places - exact.places);
      const top = operator === '+' ? up(a.exact) + up(b.exact) : up(a.exact) - up(b.exact);
      return { formula: `(${a.formula} ${operator} ${b.formula})`, exact: { top, places } };
    }),
    fc.tuple(leaf, leaf).map(([a, b]) => ({
      formula: `(${a.formula} * ${b.formula})`,
      exact: { top: a.exact.top * b.exact.top, places: a.exact.places + b.exact.places },
    })),
  ),
}));

it('decimal arithmetic is exact, against whole-number arithmetic', () => {
  const schema = schemaWith([]);
  const engine = createFormulaEngine({
    store,
    clock: { now: () => 0 },
    schema: () => schema,
    security: { hasPermission: () => false },
  });
  fc.assert(
    fc.property(sum, ({ formula, exact }) => {
      const value = engine.evaluate('S__c', formula, { type: 'S__c', values: {} }, scope);
      assert.equal(Number(value) + 0, exactText(exact) + 0, formula);
    }),
    { numRuns: 300 },
  );
});
