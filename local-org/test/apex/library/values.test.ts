import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  ApexDate,
  ApexDatetime,
  ApexList,
  ApexMap,
  ApexSet,
  ApexTime,
  Decimal,
  idForm,
  stringHash,
  valuesEqual,
} from '../../../src/apex/runtime/values/index.ts';
import { Types, mapOf } from '../../../src/apex/runtime/type-ref.ts';

const day = fc.integer({ min: -40_000, max: 60_000 });

describe('Date', () => {
  it('counts days and names them as the proleptic Gregorian calendar does', () => {
    fc.assert(
      fc.property(day, (epochDay) => {
        const utc = new Date(epochDay * 86_400_000);
        const date = new ApexDate(epochDay);
        assert.deepEqual(
          [date.year, date.month, date.day, date.weekday],
          [utc.getUTCFullYear(), utc.getUTCMonth() + 1, utc.getUTCDate(), utc.getUTCDay()],
        );
        assert.ok(ApexDate.of(date.year, date.month, date.day).equals(date));
        assert.ok(ApexDate.fromIso(date.toIso())?.equals(date));
      }),
    );
  });

  it('stays in the month it is moved to', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -600, max: 600 }), (epochDay, months) => {
        const date = new ApexDate(epochDay);
        const moved = date.addMonths(months);
        assert.equal(moved.year * 12 + moved.month, date.year * 12 + date.month + months);
        assert.ok(moved.day <= date.day);
      }),
    );
  });
});

describe('Datetime', () => {
  it('finds the instant again at which clocks in a zone show a time, save in the hour that comes twice', () => {
    const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC');
    fc.assert(
      fc.property(zone, fc.integer({ min: 0, max: 1_900_000_000 }), (name, seconds) => {
        const instant = new ApexDatetime(seconds * 1000);
        const { date, time } = instant.in(name);
        const found = ApexDatetime.at(date, time, name);
        const shown = found.in(name);
        assert.ok(shown.date.equals(date) && shown.time.equals(time));
      }),
      { numRuns: 300 },
    );
  });

  it('moves a time that a clock change skips forward', () => {
    const skipped = ApexDatetime.at(ApexDate.of(2026, 3, 29), ApexTime.of(2, 30, 0, 0), 'Europe/Berlin');
    assert.equal(skipped.toIso(), '2026-03-29T01:30:00.000Z');
  });
});

describe('Equality and keys', () => {
  it('finds in a set exactly what it equals, for numbers, texts and dates', () => {
    const value = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      day.map((epochDay) => new ApexDate(epochDay)),
    );
    fc.assert(
      fc.property(fc.array(value), value, (items, wanted) => {
        const set = ApexSet.of(Types.Object, items);
        assert.equal(
          set.has(wanted),
          items.some((item) => valuesEqual(item, wanted)),
        );
      }),
    );
  });

  it('treats texts of different case as different keys', () => {
    const map = new ApexMap(mapOf(Types.String, Types.Integer), [['a', 1]]);
    assert.equal(map.get('A'), null);
  });

  it('compares numbers of different kinds by value, but Decimals inside collections with their scale', () => {
    assert.ok(valuesEqual(1, 1n));
    assert.ok(valuesEqual(1, Decimal.literal('1.0')));
    const list = (text: string): ApexList => ApexList.of(Types.Decimal, [Decimal.literal(text)]);
    assert.ok(valuesEqual(list('1.0'), list('1.0')));
    assert.ok(!valuesEqual(list('1.0'), list('1.00')));
  });

  it('keeps the order of insertion, also when a key is put again', () => {
    const map = new ApexMap(mapOf(Types.String, Types.Integer));
    for (const [key, value] of [
      ['b', 1],
      ['a', 2],
      ['b', 3],
    ] as const)
      map.put(key, value);
    assert.deepEqual(map.entries(), [
      ['b', 3],
      ['a', 2],
    ]);
  });

  it('refuses to change a collection while it is iterated, and allows it afterwards', () => {
    const set = ApexSet.of(Types.Integer, [1, 2]);
    const change = (): void => {
      for (const item of set.iterate()) set.remove(item);
    };
    assert.throws(change, { message: 'System.FinalException: Cannot modify a collection while it is being iterated.' });
    assert.equal(set.remove(1), true);
  });

  it('removes from the map what is removed from its key set', () => {
    const map = new ApexMap(mapOf(Types.String, Types.Integer), [['a', 1]]);
    map.keySet().remove('a');
    assert.equal(map.size(), 0);
  });

  it('hashes texts as java.lang.String does', () => {
    assert.equal(stringHash('hello'), 99162322);
    assert.equal(stringHash('polygenelubricants'), -2147483648);
  });
});

describe('Ids', () => {
  it('gives the 18-character form, and restores a lost case from it', () => {
    assert.equal(idForm('001D000000IqhSL'), '001D000000IqhSLIAZ');
    assert.equal(idForm('001d000000iqhsliaz'), '001D000000IqhSLIAZ');
    assert.equal(idForm('001D000000IqhS'), undefined);
  });
});
