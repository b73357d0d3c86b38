import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  easterSunday,
  holidaysOf,
  marketWorkingDays,
  workingDaysOf,
  type HolidayRule,
} from '../../src/trade/calendar/holidays.ts';

interface Vectors {
  readonly holidays: readonly { country: string; region: string | null; year: number; daysOff: readonly string[] }[];
  readonly moves: readonly { country: string; region: string | null; from: string; days: number; to: string }[];
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
const { holidays, moves } = JSON.parse(readFileSync(`${root}tests/vectors/calendar.json`, 'utf8')) as Vectors;

/** The rows that deploy, read from their files: what the org gives out after a deployment. */
const rules: readonly HolidayRule[] = globSync('force-app/main/core/customMetadata/Holiday_Rule.*.xml', {
  cwd: root,
}).map((file) => {
  const text = readFileSync(root + file, 'utf8');
  const value = (field: string): string | null =>
    new RegExp(`<field>${field}</field>\\s*<value [^>]*>([^<]*)<`).exec(text)?.[1] ?? null;
  const number = (field: string): number | null => {
    const found = value(field);
    return found === null ? null : Number(found);
  };
  return {
    Country__c: value('Country__c') ?? '',
    Regions__c: value('Regions__c'),
    Kind__c: value('Kind__c') ?? '',
    Month__c: number('Month__c'),
    Day__c: number('Day__c'),
    Easter_Offset__c: number('Easter_Offset__c'),
    Weekday__c: number('Weekday__c'),
    Substitute__c: value('Substitute__c') === 'true',
    First_Year__c: number('First_Year__c'),
    Last_Year__c: number('Last_Year__c'),
  };
});

const isWeekday = (day: string): boolean => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());

describe('days off work', () => {
  it('are those of every country and region', () => {
    assert.ok(rules.length > 120);
    for (const { country, region, year, daysOff } of holidays) {
      const found = [...holidaysOf(rules, country, region, year)].filter(isWeekday).sort();
      assert.deepEqual(found, daysOff, `${country} ${String(region)} ${String(year)}`);
    }
  });

  it('hang on Easter', () => {
    assert.deepEqual([2026, 2038, 2285].map(easterSunday), ['2026-04-05', '2038-04-25', '2285-03-22']);
  });
});

describe('working days', () => {
  it('skip weekends and holidays, forwards and back', () => {
    for (const { country, region, from, days, to } of moves) {
      const working = region === '*' ? marketWorkingDays(rules, country) : workingDaysOf(rules, country, region);
      assert.equal(working.move(from, days), to, `${country} ${String(region)} ${from}`);
    }
  });

  it('stay where they are', () => {
    const germany = workingDaysOf(rules, 'DE', null);
    assert.equal(germany.onOrAfter('2026-04-02'), '2026-04-02');
    assert.equal(germany.onOrAfter('2026-04-03'), '2026-04-07');
  });
});
