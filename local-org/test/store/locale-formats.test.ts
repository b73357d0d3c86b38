import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dateFormat, numberFormat } from '../../src/store/index.ts';

const MANY = 4_000;
/** Made anew each time they would take some 200 MB. */
const MOST_GROWTH = 50_000_000;

describe('formats of a locale', () => {
  it('write numbers and days as the locale does, also after many others were asked for', () => {
    for (let digits = 0; digits < 20; digits += 1) {
      for (const locale of ['de-DE', 'en-US', 'fr-FR', 'it-IT'])
        for (let minimum = 0; minimum <= digits; minimum += 1)
          numberFormat(locale, { minimumFractionDigits: minimum, maximumFractionDigits: digits });
    }
    assert.equal(numberFormat('de-DE', { minimumFractionDigits: 2 }).format(1234.5), '1.234,50');
    assert.equal(numberFormat('en-US', { minimumFractionDigits: 2 }).format(1234.5), '1,234.50');
    const day = Date.UTC(2026, 0, 31);
    assert.equal(dateFormat('de-DE', { dateStyle: 'short', timeZone: 'UTC' }).format(day), '31.01.26');
    assert.equal(dateFormat('en-US', { dateStyle: 'short', timeZone: 'UTC' }).format(day), '1/31/26');
    assert.equal(
      dateFormat('en-US', { dateStyle: 'short', timeZone: 'Asia/Tokyo' }).format(day + 57_600_000),
      '2/1/26',
    );
  });

  it('take no more memory however often they are asked for', () => {
    const ask = (times: number): void => {
      for (let round = 0; round < times; round += 1)
        dateFormat('pt-PT', { dateStyle: 'short', timeStyle: 'short', timeZone: 'Europe/Lisbon' }).format(round);
    };
    ask(10);
    const before = process.memoryUsage.rss();
    ask(MANY);
    const growth = process.memoryUsage.rss() - before;
    assert.ok(growth < MOST_GROWTH, `${Math.round(growth / 1e6)} MB`);
  });
});
