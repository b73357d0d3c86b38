import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { idAt } from '../../src/store/index.ts';
import { openSampleOrg, openSecurity, sampleSchema, scopeOf, writeRow } from './sample-org.ts';

/**
 * Random filters and orders against an evaluator that knows nothing of the engine: it reads rows as plain objects and follows only the
 * rules of the SOQL reference (two-valued logic, empty fields, letters in any case, nulls first).
 */
interface Row {
  readonly Id: string;
  readonly Name: string | null;
  readonly Industry: string | null;
  readonly NumberOfEmployees: number | null;
  readonly Active__c: boolean;
  readonly Since__c: string | null;
  readonly Interests__c: string | null;
  readonly ParentId: string | null;
}
interface Filter {
  readonly soql: string;
  readonly holds: (row: Row, all: readonly Row[]) => boolean;
}

const names = ['alpha', 'ALPHA', 'Beta', 'bet', 'Über', 'ÜBER', 'straße', 'a_b', 'a%b', 'x[y]', "o'neil", 'a\\b'];
const industries = ['Energy', 'Banking', 'Agriculture'];
const days = ['2026-03-16', '2026-03-17', '2026-03-18', '2026-03-19', '2026-02-28', '2025-12-31'];
const interests = ['Gas', 'Power', 'Solar'];

const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { freq: 4 });
const rowsArbitrary = fc
  .array(
    fc.record({
      Name: orNull(fc.constantFrom(...names)),
      Industry: orNull(fc.constantFrom(...industries)),
      NumberOfEmployees: orNull(fc.integer({ min: -2, max: 3 })),
      Active__c: fc.boolean(),
      Since__c: orNull(fc.constantFrom(...days)),
      Interests__c: orNull(fc.subarray(interests, { minLength: 1 }).map((chosen) => chosen.join(';'))),
      parent: fc.option(fc.nat({ max: 9 })),
    }),
    { minLength: 1, maxLength: 10 },
  )
  .map((rows) =>
    rows.map(({ parent, ...row }, index): Row => {
      const ParentId = parent !== null && parent < rows.length ? idAt('001', parent + 1) : null;
      return { Id: idAt('001', index + 1), ...row, ParentId };
    }),
  );

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
const fold = (text: string): string => text.toLowerCase();
const same = (one: string | null, other: string): boolean => one !== null && fold(one) === fold(other);

type Text = (row: Row, all: readonly Row[]) => string | null;
const textFields: readonly { readonly soql: string; readonly of: Text }[] = [
  { soql: 'Name', of: (row) => row.Name },
  { soql: 'Parent.Name', of: (row, all) => all.find((other) => other.Id === row.ParentId)?.Name ?? null },
];
const textField = fc.constantFrom(...textFields);

function textComparison(): fc.Arbitrary<Filter> {
  return fc
    .tuple(textField, fc.constantFrom(...names), fc.constantFrom('=', '!=', 'IN', 'NOT IN'))
    .map(([field, name, operator]) => {
      const list = operator.endsWith('IN');
      const negative = operator === '!=' || operator === 'NOT IN';
      return {
        soql: `${field.soql} ${operator} ${list ? `(${quoted(name)})` : quoted(name)}`,
        holds: (row, all) => same(field.of(row, all), name) !== negative,
      };
    });
}

/** Pieces of a pattern: SOQL text and regular expression side by side. */
const pieces: readonly (readonly [string, string])[] = [
  ['%', '[^]*'],
  ['_', '[^]'],
  ['a', 'a'],
  ['B', 'b'],
  ['ü', 'ü'],
  ['SS', 'ss'],
  ['\\%', '%'],
  ['\\_', '_'],
  ['[', '\\['],
  ['ß', 'ß'],
];

function like(): fc.Arbitrary<Filter> {
  return fc
    .tuple(textField, fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 4 }))
    .map(([field, parts]) => {
      const pattern = new RegExp(`^${parts.map(([, expression]) => expression).join('')}$`, 'iu');
      return {
        soql: `${field.soql} LIKE '${parts.map(([text]) => text).join('')}'`,
        holds: (row, all) => {
          const text = field.of(row, all);
          return text !== null && pattern.test(text);
        },
      };
    });
}

function isNull(): fc.Arbitrary<Filter> {
  return fc
    .tuple(
      fc.constantFrom('Name', 'Industry', 'NumberOfEmployees', 'Since__c', 'Interests__c', 'ParentId'),
      fc.boolean(),
    )
    .map(([field, positive]) => ({
      soql: `${field} ${positive ? '=' : '!='} null`,
      holds: (row) => (row[field as keyof Row] === null) === positive,
    }));
}

const compare: Readonly<Record<string, (one: number, other: number) => boolean>> = {
  '=': (one, other) => one === other,
  '<': (one, other) => one < other,
  '<=': (one, other) => one <= other,
  '>': (one, other) => one > other,
  '>=': (one, other) => one >= other,
};

function numbers(): fc.Arbitrary<Filter> {
  return fc
    .tuple(fc.constantFrom('=', '!=', '<', '<=', '>', '>='), fc.integer({ min: -3, max: 4 }))
    .map(([operator, value]) => ({
      soql: `NumberOfEmployees ${operator} ${value}`,
      holds: ({ NumberOfEmployees: given }) => {
        if (operator === '!=') return given !== value;
        return given !== null && (compare[operator]?.(given, value) ?? false);
      },
    }));
}

function dates(): fc.Arbitrary<Filter> {
  const literals: readonly (readonly [string, string, string])[] = [
    ['TODAY', '2026-03-18', '2026-03-18'],
    ['YESTERDAY', '2026-03-17', '2026-03-17'],
    ['THIS_WEEK', '2026-03-16', '2026-03-22'],
    ['THIS_MONTH', '2026-03-01', '2026-03-31'],
    ['LAST_MONTH', '2026-02-01', '2026-02-28'],
    ['LAST_N_DAYS:2', '2026-03-16', '2026-03-18'],
    ['2026-03-17', '2026-03-17', '2026-03-17'],
  ];
  return fc
    .tuple(fc.constantFrom('=', '!=', '<', '<=', '>', '>='), fc.constantFrom(...literals))
    .map(([operator, [literal, first, last]]) => ({
      soql: `Since__c ${operator} ${literal}`,
      holds: ({ Since__c: day }) => {
        const within = day !== null && day >= first && day <= last;
        if (operator === '=') return within;
        if (operator === '!=') return !within;
        if (day === null) return false;
        if (operator === '<') return day < first;
        if (operator === '<=') return day <= last;
        return operator === '>' ? day > last : day >= first;
      },
    }));
}

function booleans(): fc.Arbitrary<Filter> {
  return fc.tuple(fc.boolean(), fc.constantFrom('=', '!='), fc.boolean()).map(([value, operator, ofParent]) => ({
    soql: `${ofParent ? 'Parent.' : ''}Active__c ${operator} ${value}`,
    holds: (row, all) => {
      const given = ofParent ? (all.find((other) => other.Id === row.ParentId)?.Active__c ?? false) : row.Active__c;
      return (given === value) === (operator === '=');
    },
  }));
}

function multi(): fc.Arbitrary<Filter> {
  const choice = fc.subarray(interests, { minLength: 1 });
  return fc.tuple(fc.array(choice, { minLength: 1, maxLength: 2 }), fc.boolean()).map(([choices, positive]) => ({
    soql: `Interests__c ${positive ? 'INCLUDES' : 'EXCLUDES'} (${choices.map((chosen) => quoted(chosen.join(';'))).join(', ')})`,
    holds: ({ Interests__c: given }) => {
      const has = given?.split(';') ?? [];
      return choices.some((chosen) => chosen.every((value) => has.includes(value))) === positive;
    },
  }));
}

const simple = fc.oneof(textComparison(), like(), isNull(), numbers(), dates(), booleans(), multi());
const { filter: filterArbitrary } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'filter' },
    simple,
    fc.tuple(tie('filter'), tie('filter'), fc.boolean()).map(([one, other, and]) => ({
      soql: `(${one.soql}) ${and ? 'AND' : 'OR'} (${other.soql})`,
      holds: (row: Row, all: readonly Row[]) =>
        and ? one.holds(row, all) && other.holds(row, all) : one.holds(row, all) || other.holds(row, all),
    })),
    tie('filter').map((inner) => ({
      soql: `NOT (${inner.soql})`,
      holds: (row: Row, all: readonly Row[]) => !inner.holds(row, all),
    })),
  ),
}));

const orderArbitrary = fc.record({
  field: fc.constantFrom('NumberOfEmployees', 'Since__c', 'Industry'),
  descending: fc.boolean(),
  nulls: fc.constantFrom('', ' NULLS FIRST', ' NULLS LAST'),
});

function inOrder(rows: readonly Row[], order: { field: string; descending: boolean; nulls: string }): readonly Row[] {
  const key = (row: Row): number | string | null => {
    const value = row[order.field as keyof Row];
    if (order.field === 'Industry') return value === null ? null : industries.indexOf(String(value));
    return typeof value === 'boolean' ? null : value;
  };
  const nullsFirst = order.nulls !== ' NULLS LAST';
  return [...rows].sort((one, other) => {
    const [a, b] = [key(one), key(other)];
    if (a === b) return one.Id < other.Id ? -1 : 1;
    if (a === null) return nullsFirst ? -1 : 1;
    if (b === null) return nullsFirst ? 1 : -1;
    return (a < b ? -1 : 1) * (order.descending ? -1 : 1);
  });
}

describe('random queries', () => {
  it('answer as an evaluator written only from the rules of the reference', () => {
    const { store, engine } = openSampleOrg(sampleSchema, openSecurity());
    const queries = fc.array(fc.tuple(filterArbitrary, orderArbitrary), { minLength: 10, maxLength: 10 });
    let compared = 0;
    fc.assert(
      fc.property(rowsArbitrary, queries, (rows, list) => {
        store.run('DELETE FROM "Account"');
        for (const row of rows) writeRow(store, 'Account', { ...row });
        for (const [filter, order] of list) {
          const soql = `SELECT Id FROM Account WHERE ${filter.soql} ORDER BY ${order.field}${order.descending ? ' DESC' : ''}${order.nulls}`;
          const expected = inOrder(
            rows.filter((row) => filter.holds(row, rows)),
            order,
          );
          const { records } = engine.query(soql, {}, scopeOf());
          assert.deepEqual(
            records.map((record) => record.values['Id']),
            expected.map((row) => row.Id),
            soql,
          );
          compared += 1;
        }
      }),
      { numRuns: Number(process.env['SOQL_RANDOM_RUNS'] ?? 150) },
    );
    assert.ok(compared >= 1500);
  });
});
