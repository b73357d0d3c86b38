import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { RecordValue, SObjectRecord } from '../../src/engine/records.ts';
import { createQueryEngine } from '../../src/soql/index.ts';
import { idAt } from '../../src/store/index.ts';
import { evaluate, folded, type Answer, type Cell, type Query } from './evaluator.ts';
import { queries } from './evaluator-queries.ts';
import { textOf } from './evaluator-text.ts';
import { worlds } from './evaluator-worlds.ts';
import { openSampleOrg, openSecurity, sampleSchema, scopeOf, userOf, writeRow } from './sample-org.ts';

const PER_WORLD = 40;
const wanted = Number(process.env['SOQL_RANDOM_QUERIES'] ?? 1200);
const seed = Number(process.env['SOQL_RANDOM_SEED'] ?? 20261122);

/** The engine's record as the evaluator answers: values in the order of the SELECT list. */
function answerOf(statement: Query, record: SObjectRecord): Answer {
  if (statement.groups) return Object.values(record.values).map((value) => folded(value as Cell));
  return [
    ...statement.select.map(({ path }) => valueAt(record, path)),
    ...statement.children.map(({ relationship, query }) => {
      const rows = record.values[relationship];
      return Array.isArray(rows) ? (rows as readonly SObjectRecord[]).map((row) => answerOf(query, row)) : [];
    }),
  ];
}

/** Of an absent parent nothing is shown. */
function valueAt(record: SObjectRecord, path: readonly string[]): Cell {
  let value: RecordValue = record;
  for (const name of path) value = isRecord(value) ? (value.values[name] ?? null) : null;
  return value as Cell;
}

function isRecord(value: RecordValue): value is SObjectRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'values' in value;
}

describe('random queries', () => {
  it(`answer as the evaluator that was written from the reference (${wanted} queries, SOQL_RANDOM_SEED=${seed})`, (test) => {
    const { store } = openSampleOrg(sampleSchema, openSecurity());
    let now = 0;
    const security = openSecurity({ epoch: () => 1 } as object);
    const engine = createQueryEngine({ store, schema: () => sampleSchema, security, clock: { now: () => now } });
    writeRow(store, 'CurrencyType', { Id: idAt('01L', 1), IsoCode: 'EUR', ConversionRate: 1 });
    writeRow(store, 'CurrencyType', { Id: idAt('01L', 2), IsoCode: 'USD', ConversionRate: 1.25 });
    let compared = 0;
    let withRows = 0;
    fc.assert(
      fc.property(worlds, fc.array(queries, { minLength: PER_WORLD, maxLength: PER_WORLD }), (world, list) => {
        now = world.now;
        for (const [table, rows] of Object.entries(world.tables)) {
          store.run(`DELETE FROM "${table}"`);
          for (const row of rows) writeRow(store, table, row);
        }
        const locale = world.firstWeekday === 1 ? 'de_DE' : 'en_US';
        const scope = scopeOf({ user: userOf({ timeZone: world.timeZone, locale }) });
        for (const statement of list) {
          const text = textOf(statement);
          const records = engine
            .query(text, {}, scope, { apex: statement.allRows })
            .records.map((record) => answerOf(statement, record));
          assert.deepEqual(records, evaluate(world, statement), text);
          compared += 1;
          withRows += Number(records.length > 0);
        }
      }),
      { numRuns: Math.ceil(wanted / PER_WORLD), seed },
    );
    test.diagnostic(`${compared} queries compared, ${withRows} of them with rows; seed ${seed}`);
    assert.ok(compared >= wanted);
    assert.ok(withRows > compared / 4, 'most queries must find something');
  });
});
