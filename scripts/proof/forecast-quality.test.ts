import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { qualityOf, type MonthlySeries } from './forecast-quality.ts';

const series = (...uses: readonly number[]): MonthlySeries => ({
  name: 'test',
  commodity: 'Gas',
  months: uses.map((kilowattHours, index) => ({ month: `2026-0${index + 1}-01`, kilowattHours })),
});

describe('the quality of forecasts', () => {
  it('is the root mean square error over the mean', () => {
    const { months, forecast, naive } = qualityOf(series(100, 110, 90), [null, 107, 94], 1);
    assert.equal(months, 2);
    assert.equal(forecast.toFixed(6), (Math.sqrt((9 + 16) / 2) / 100).toFixed(6));
    assert.equal(naive.toFixed(6), (Math.sqrt((100 + 400) / 2) / 100).toFixed(6));
  });

  it('leaves out months before the first that counts, and those without a forecast', () => {
    const { months, forecast } = qualityOf(series(100, 500, 100, 100), [null, 1, 100, null], 2);
    assert.equal(months, 1);
    assert.equal(forecast, 0);
  });
});
