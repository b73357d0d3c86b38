import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  addTargetDays,
  isTargetDay,
  lastTargetDayOfMonth,
  nextTargetDay,
  targetDayOnOrAfter,
} from '../../../src/systems/bank/target-days.ts';

/**
 * Closing days besides Saturdays and Sundays, as the European Central Bank published them:
 * the long-term calendar (press release of 14 December 2000, valid since 2002) names the six feasts;
 * the dates of Good Friday and Easter Monday are those of the calendar years.
 */
const CLOSED: Readonly<Record<string, readonly string[]>> = {
  2002: ['01-01', '03-29', '04-01', '05-01', '12-25', '12-26'],
  2008: ['01-01', '03-21', '03-24', '05-01', '12-25', '12-26'],
  2011: ['01-01', '04-22', '04-25', '05-01', '12-25', '12-26'],
  2024: ['01-01', '03-29', '04-01', '05-01', '12-25', '12-26'],
  2025: ['01-01', '04-18', '04-21', '05-01', '12-25', '12-26'],
  2026: ['01-01', '04-03', '04-06', '05-01', '12-25', '12-26'],
  2027: ['01-01', '03-26', '03-29', '05-01', '12-25', '12-26'],
  2038: ['01-01', '04-23', '04-26', '05-01', '12-25', '12-26'],
};

describe('TARGET days', () => {
  it('are all weekdays of a year except the published closing days', () => {
    for (const [year, closed] of Object.entries(CLOSED)) {
      const found: string[] = [];
      for (let at = Date.UTC(Number(year), 0, 1); at < Date.UTC(Number(year) + 1, 0, 1); at += 86_400_000) {
        const date = new Date(at);
        const day = date.toISOString().slice(0, 10);
        const weekend = date.getUTCDay() % 6 === 0;
        if (weekend) assert.equal(isTargetDay(day), false, day);
        else if (!isTargetDay(day)) found.push(day.slice(5));
      }
      const weekdays = closed.filter((day) => new Date(`${year}-${day}T00:00:00Z`).getUTCDay() % 6 !== 0);
      assert.deepEqual(found, weekdays, year);
    }
  });

  it('do not know national holidays', () => {
    // German Unity Day 2025 was a Friday, Ascension Day 2026 a Thursday: euro payments settled.
    assert.ok(isTargetDay('2025-10-03'));
    assert.ok(isTargetDay('2026-05-14'));
  });

  it('give the last one of a month, the next one, and some days further', () => {
    assert.equal(lastTargetDayOfMonth('2027-01'), '2027-01-29');
    assert.equal(lastTargetDayOfMonth('2024-03'), '2024-03-28');
    assert.equal(lastTargetDayOfMonth('2026-12'), '2026-12-31');
    assert.equal(nextTargetDay('2027-01-29'), '2027-02-01');
    assert.equal(nextTargetDay('2026-12-24'), '2026-12-28');
    assert.equal(nextTargetDay('2026-04-02'), '2026-04-07');
    assert.equal(targetDayOnOrAfter('2027-02-01'), '2027-02-01');
    assert.equal(targetDayOnOrAfter('2027-01-30'), '2027-02-01');
    assert.equal(addTargetDays('2026-12-23', 5), '2026-12-31');
    assert.equal(addTargetDays('2027-01-30', 0), '2027-02-01');
  });

  it('count the same one by one and together', () => {
    const days = fc.date({ min: new Date('2000-01-01'), max: new Date('2098-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(days, fc.nat(15), fc.nat(15), (date, one, other) => {
        const day = targetDayOnOrAfter(date.toISOString().slice(0, 10));
        assert.equal(addTargetDays(addTargetDays(day, one), other), addTargetDays(day, one + other));
        assert.ok(isTargetDay(addTargetDays(day, one)));
      }),
    );
  });

  it('refuse what is no day', () => {
    for (const day of ['2027-02-29', '2027-1-1', '', 'tomorrow']) {
      assert.throws(() => isTargetDay(day), { code: 'BANK_CALENDAR' });
    }
    assert.throws(() => lastTargetDayOfMonth('2027-13'), { code: 'BANK_CALENDAR' });
    assert.throws(() => addTargetDays('2027-01-29', -1), { code: 'BANK_CALENDAR' });
  });
});
