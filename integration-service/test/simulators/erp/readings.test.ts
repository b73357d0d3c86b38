import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { daysBetween, halfHoursOf } from '../../../simulators/erp/calendar.ts';
import { energyOf, gasQuantity, stateNumber } from '../../../simulators/erp/gas.ts';
import { energyAmount, fixed, netOf, scaled, standingAmount } from '../../../simulators/erp/money.ts';
import { generateReadings } from '../../../simulators/erp/reading-generator.ts';
import { readHalfHours } from '../../../simulators/erp/readings.ts';

describe('half-hourly readings', () => {
  const day = (rows: readonly string[], which: string) =>
    readHalfHours(['LCLid,tstp,energy_kWh', ...rows])
      .households.get('H')
      ?.get(which);

  it('counts the hour that the clocks repeat twice, but no third time', () => {
    const row = 'H,2027-10-31 02:00:00.0000000, 0.5 ';
    assert.deepEqual(day([row, row, row], '2027-10-31'), {
      ...{ microKwh: 1_000_000, halfHours: 2, nulls: 0, duplicates: 1, offGrid: 0 },
      seen: new Map([['02:00', 2]]),
    });
    const midnight = 'H,2027-10-31 00:00:00.0000000, 0.5 ';
    assert.equal(day([midnight, midnight], '2027-10-31')?.microKwh, 500_000);
  });

  it('takes the value that comes after a Null for the same half-hour', () => {
    const reading = day(['H,2027-01-01 00:00:00.0000000,Null', 'H,2027-01-01 00:00:00.0000000, 0.25 '], '2027-01-01');
    assert.deepEqual([reading?.microKwh, reading?.halfHours, reading?.nulls], [250_000, 1, 1]);
  });

  it('leaves out stamps beside the grid and counts rows that are no readings', () => {
    const read = readHalfHours([
      'LCLid,tstp,energy_kWh',
      'H,2027-01-01 00:10:00.0000000, 0.5',
      'H,2027-01-01 00:30:01.0000000, 0.5',
      'H,2027-01-01 00:30:00.0000000, -3',
      'H,yesterday, 0.5',
      '',
    ]);
    assert.deepEqual(
      { ...read.households.get('H')?.get('2027-01-01'), seen: undefined, unreadable: read.unreadable },
      { microKwh: 0, halfHours: 0, nulls: 0, duplicates: 0, offGrid: 2, seen: undefined, unreadable: 2 },
    );
  });

  it('knows the 46, 48 and 50 half-hours of Berlin days', () => {
    assert.deepEqual(
      ['2027-03-28', '2027-06-01', '2027-10-31'].map((one) => halfHoursOf(one).length),
      [46, 48, 50],
    );
    assert.equal(halfHoursOf('2027-03-28').includes('02:30'), false);
  });

  it('generates the same rows for the same household, with the quirks of the real files', () => {
    const days = daysBetween('2027-10-01', '2027-10-31');
    const rows = [...generateReadings('SIM1', days, 3000)];
    assert.deepEqual(rows, [...generateReadings('SIM1', days, 3000)]);
    assert.ok(rows.some((row) => row.endsWith('Null')));
    assert.ok(
      rows.some((row, index) => row === rows[index - 1]),
      'a midnight stands twice',
    );
    const kwh = [...(readHalfHours(rows).households.get('SIM1')?.values() ?? [])].reduce(
      (sum, reading) => sum + reading.microKwh / 1_000_000,
      0,
    );
    assert.ok(kwh > 200 && kwh < 320, `about a twelfth of 3000 kWh: ${kwh}`);
  });
});

describe('gas', () => {
  it('turns cubic metres into energy by state number and calorific value (G 685)', () => {
    // 0 m and 22 mbar: 273.15/288.15 · 1038/1013.25 = 0.97107…
    assert.equal(stateNumber(0, 22), '0.9711');
    // 500 m: 273.15/288.15 · 978/1013.25 = 0.91497…
    assert.equal(stateNumber(500, 22), '0.9150');
    assert.equal(energyOf(100_000, '0.9711', '11.320'), 1_099_285);
  });

  it('uses more in winter than in summer and is the same every time', () => {
    const january = gasQuantity('P1', daysBetween('2027-01-01', '2027-01-31'), 14_000);
    const july = gasQuantity('P1', daysBetween('2027-07-01', '2027-07-31'), 14_000);
    assert.ok(january.wattHours > 5 * july.wattHours);
    assert.deepEqual(january, gasQuantity('P1', daysBetween('2027-01-01', '2027-01-31'), 14_000));
  });
});

describe('amounts', () => {
  it('rounds each price component half up, exactly', () => {
    assert.equal(energyAmount(1_500, '0.01'), 2, '1.5 cents');
    assert.equal(energyAmount(1_499, '0.01'), 1);
    assert.equal(energyAmount(1, '0'), 0);
    assert.equal(standingAmount('11.90', 15, 31), 576, '575.8 cents');
    assert.equal(netOf(11_900, 19), 10_000);
    assert.equal(netOf(1, 19), 1);
  });

  it('reads and writes decimals without floating point', () => {
    assert.equal(scaled('0.3149', 6), 314_900n);
    assert.equal(scaled('1.0050', 2), 101n);
    assert.throws(() => scaled('-1', 2), RangeError);
    assert.equal(fixed(5, 3), '0.005');
    assert.equal(fixed(123_456, 2), '1234.56');
  });
});
