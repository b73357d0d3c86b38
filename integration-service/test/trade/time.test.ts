import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Commodity } from '../../src/trade/identifiers/index.ts';
import {
  intervalAt,
  meteringDay,
  meteringDayAt,
  startOfInterval,
  type CountryTime,
} from '../../src/trade/time/metering-day.ts';

interface Vectors {
  readonly countries: Readonly<Record<string, CountryTime>>;
  readonly days: readonly {
    country: string;
    commodity: Commodity;
    day: string;
    startsAt: string;
    endsAt: string;
    intervals: number;
  }[];
  readonly instants: readonly { country: string; commodity: Commodity; at: string; day: string; interval: number }[];
}

const text = readFileSync(new URL('../../../tests/vectors/time.json', import.meta.url), 'utf8');
const { countries, days, instants } = JSON.parse(text) as Vectors;
const countryOf = (name: string): CountryTime => {
  const found = countries[name];
  assert.ok(found, name);
  return found;
};

describe('days of supply', () => {
  it('have their intervals in every country, also when clocks change', () => {
    for (const vector of days) {
      const found = meteringDay(countryOf(vector.country), vector.day, vector.commodity);
      const label = `${vector.country} ${vector.commodity} ${vector.day}`;
      assert.equal(found.startsAt.getTime(), Date.parse(vector.startsAt), label);
      assert.equal(found.endsAt.getTime(), Date.parse(vector.endsAt), label);
      assert.equal(found.intervals, vector.intervals, label);
    }
    assert.deepEqual(new Set(days.map((vector) => vector.intervals)), new Set([96, 92, 100, 48, 46, 50]));
  });

  it('hold every instant in one interval', () => {
    for (const { country: name, commodity, at, day, interval } of instants) {
      const country = countryOf(name);
      const found = meteringDayAt(country, new Date(at), commodity);
      assert.deepEqual(
        [found.day, intervalAt(country, found, new Date(at))],
        [day, interval],
        `${name} ${commodity} ${at}`,
      );
    }
  });

  it('refuse an interval that they do not have', () => {
    const germany = countryOf('DE');
    const short = meteringDay(germany, '2026-03-29', 'Electricity');
    assert.equal(startOfInterval(germany, short, 9).toISOString(), '2026-03-29T01:00:00.000Z');
    assert.throws(() => startOfInterval(germany, short, 93), RangeError);
    assert.equal(intervalAt(germany, short, short.endsAt), null);
  });
});
