/**
 * Monthly use of real customers, from measurements that lie beside this repository and never in it: half-hours of London households (Low Carbon
 * London, UK Power Networks, CC BY 4.0) and days of a building's electricity and gas in Illinois (samples of OpenEEmeter, Apache-2.0).
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { MonthlySeries } from './forecast-quality.ts';

const HALF_HOURS_OF_DAY = 48;
const SITES = [
  ['Illinois, electricity', 'Electricity', 'il-electricity-cdd-hdd-daily.csv.gz'],
  ['Illinois, gas', 'Gas', 'il-gas-hdd-only-daily.csv.gz'],
] as const;

/** Every series of whole months in a folder; none when the folder does not hold the files. */
export function measuredMonths(folder: string): readonly MonthlySeries[] {
  return [...londonHouseholds(join(folder, 'lcl_block_62.csv')), ...illinoisSites(folder)];
}

function londonHouseholds(file: string): readonly MonthlySeries[] {
  if (!existsSync(file)) return [];
  const households = new Map<string, Months>();
  for (const line of linesOf(readFileSync(file, 'utf8'))) {
    const [household = '', instant = '', use = ''] = line.split(',');
    const months = households.get(household) ?? new Months(HALF_HOURS_OF_DAY);
    households.set(household, months);
    months.add(instant.slice(0, 7), use);
  }
  return [...households].map(([name, months]) => ({
    name: `London, ${name}`,
    commodity: 'Electricity',
    months: months.whole(),
  }));
}

function illinoisSites(folder: string): readonly MonthlySeries[] {
  return SITES.flatMap(([name, commodity, fileName]) => {
    const file = join(folder, fileName);
    if (!existsSync(file)) return [];
    const months = new Months(1);
    for (const line of linesOf(gunzipSync(readFileSync(file)).toString('utf8'))) {
      const [instant = '', use = ''] = line.split(',');
      months.add(instant.slice(0, 7), use);
    }
    return [{ name, commodity, months: months.whole() }];
  });
}

function linesOf(text: string): readonly string[] {
  return text.trim().split('\n').slice(1);
}

/** Sums by month; a month counts only when every day of it was measured. */
class Months {
  readonly #valuesOfDay: number;
  readonly #sums = new Map<string, { sum: number; values: number }>();

  constructor(valuesOfDay: number) {
    this.#valuesOfDay = valuesOfDay;
  }

  add(month: string, text: string): void {
    const use = Number.parseFloat(text);
    if (Number.isNaN(use)) return;
    const entry = this.#sums.get(month) ?? { sum: 0, values: 0 };
    this.#sums.set(month, { sum: entry.sum + use, values: entry.values + 1 });
  }

  /** In order of time. Clocks that change and a lost value may miss half a day. */
  whole(): MonthlySeries['months'] {
    return [...this.#sums]
      .filter(([month, { values }]) => values >= (daysOf(month) - 0.5) * this.#valuesOfDay)
      .sort(([one], [other]) => one.localeCompare(other))
      .map(([month, { sum }]) => ({ month: `${month}-01`, kilowattHours: Math.round(sum * 1000) / 1000 }));
  }
}

function daysOf(month: string): number {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 0)).getUTCDate();
}
