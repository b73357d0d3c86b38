import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextFiring, parseCron } from '../../src/async/index.ts';

const next = (expression: string, after: string, zone = 'UTC'): string | null => {
  const found = nextFiring(parseCron(expression), Date.parse(after), zone);
  return found === null ? null : new Date(found).toISOString();
};

describe('cron expressions (Apex Reference Guide, System.schedule)', () => {
  const cases: readonly (readonly [string, string, string, string | null])[] = [
    ['0 0 13 * * ?', 'every day at one', '2026-06-30T13:00:00Z', '2026-07-01T13:00:00.000Z'],
    ['0 0 22 ? * 6L', 'the last Friday of every month at ten', '2026-06-30T00:00:00Z', '2026-07-31T22:00:00.000Z'],
    ['0 0 10 ? * MON-FRI', 'Monday to Friday at ten', '2026-07-03T10:00:00Z', '2026-07-06T10:00:00.000Z'],
    ['0 0 20 * * ? 2010', 'every day of 2010', '2026-01-01T00:00:00Z', null],
    ['0 30 8 1W * ?', 'the weekday nearest to the first', '2026-07-31T00:00:00Z', '2026-08-03T08:30:00.000Z'],
    ['0 0 6 L * ?', 'the last day of the month', '2026-02-01T00:00:00Z', '2026-02-28T06:00:00.000Z'],
    ['0 0 6 ? JAN,JUL 2#3', 'the third Monday of January and July', '2026-02-01T00:00:00Z', '2026-07-20T06:00:00.000Z'],
    ['0 0 0/6 * * ?', 'every six hours', '2026-02-01T06:00:00Z', '2026-02-01T12:00:00.000Z'],
  ];
  for (const [expression, meaning, after, expected] of cases) {
    it(`${expression} is ${meaning}`, () => assert.equal(next(expression, after), expected));
  }

  it('count in the time zone of the user, over the change to summer time', () => {
    assert.equal(next('0 0 5 * * ?', '2026-03-28T12:00:00Z', 'Europe/Berlin'), '2026-03-29T03:00:00.000Z');
    assert.equal(next('0 0 5 * * ?', '2026-03-27T12:00:00Z', 'Europe/Berlin'), '2026-03-28T04:00:00.000Z');
  });

  for (const wrong of [
    '',
    '0 0 13 * *',
    '* 0 13 * * ?',
    '0 0/5 13 * * ?',
    '0 0 25 * * ?',
    '0 0 13 ? * ?',
    '0 0 13 32 * ?',
    '0 0 13 x * ?',
  ]) {
    it(`"${wrong}" is refused`, () => assert.throws(() => parseCron(wrong), /Illegal cron expression format/));
  }
});
