/** What a supply used on some days: electricity from half-hourly readings, gas from a metered volume. */
import { existsSync, readFileSync } from 'node:fs';
import type { ContractLine, InvoiceLine } from './books.ts';
import { gasQuantity } from './gas.ts';
import { generateReadings } from './reading-generator.ts';
import { readHalfHours, type DayReading } from './readings.ts';
import { hash32 } from './seeded.ts';

/** The trial's households have every day of this year; a billed day takes the day with the same month and day. */
const YEAR_OF_THE_FILE = '2013';
const ANNUAL_KWH = 3200;

export interface Quantity {
  readonly wattHours: number;
  readonly gas: InvoiceLine['gas'];
  readonly readings: InvoiceLine['readings'];
}

export interface Quantities {
  of(line: ContractLine, days: readonly string[]): Quantity;
}

type Household = ReadonlyMap<string, DayReading>;

/** Reads the smart meter file when a line first needs it; without one, readings are generated. Throws when a named file is not there. */
export function openQuantities(smartMeterFile?: string): Quantities {
  if (smartMeterFile && !existsSync(smartMeterFile)) throw new Error(`No smart meter file ${smartMeterFile}`);
  let households: readonly (readonly [string, Household])[] | undefined;
  const fileHouseholds = (file: string) => {
    households ??= [...readHalfHours(readFileSync(file, 'utf8').split('\n')).households].sort(([a], [b]) =>
      a < b ? -1 : 1,
    );
    return households;
  };

  const electricity = (line: ContractLine, days: readonly string[]): Quantity => {
    if (smartMeterFile) {
      const all = fileHouseholds(smartMeterFile);
      const [name, household] = all[hash32(line.lineId) % all.length] ?? ['none', new Map<string, DayReading>()];
      return summed(name, household, days, sameDayInFile);
    }
    const name = `SIM${line.lineId}`;
    const annual = line.annualQuantity === null ? ANNUAL_KWH : Number(line.annualQuantity);
    const household = readHalfHours(generateReadings(name, days, annual)).households.get(name);
    return summed(name, household ?? new Map(), days, (day) => day);
  };

  return {
    of(line, days) {
      if (line.commodity === 'ELECTRICITY') return electricity(line, days);
      const annual = line.annualQuantity === null ? null : Number(line.annualQuantity);
      const { wattHours, ...gas } = gasQuantity(line.lineId, days, annual);
      return { wattHours, gas, readings: null };
    },
  };
}

function sameDayInFile(day: string): string {
  const monthAndDay = day.slice(5) === '02-29' ? '02-28' : day.slice(5);
  return `${YEAR_OF_THE_FILE}-${monthAndDay}`;
}

function summed(
  source: string,
  household: Household,
  days: readonly string[],
  inFile: (day: string) => string,
): Quantity {
  let microKwh = 0;
  let halfHours = 0;
  let leftOut = 0;
  for (const day of days) {
    const reading = household.get(inFile(day));
    microKwh += reading?.microKwh ?? 0;
    halfHours += reading?.halfHours ?? 0;
    leftOut += (reading?.nulls ?? 0) + (reading?.duplicates ?? 0) + (reading?.offGrid ?? 0);
  }
  // Half up, and only once: a month's thousand half-hours would otherwise drift.
  const wattHours = Math.floor((microKwh + 500) / 1000);
  return { wattHours, gas: null, readings: { source, halfHours, leftOut } };
}
