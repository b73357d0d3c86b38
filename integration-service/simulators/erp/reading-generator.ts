/** Made-up readings in the shape and with the quirks of the real files, the same for the same seed: for machines that do not have the files. */
import { halfHoursOf } from './calendar.ts';
import { numbersFrom } from './seeded.ts';

/** A household's share of its average half-hour, hour by hour: low at night, high in the evening. */
const BY_HOUR = [
  0.55, 0.48, 0.44, 0.42, 0.43, 0.5, 0.75, 1.05, 1.1, 1, 0.95, 0.98, 1.05, 1, 0.92, 0.9, 1.0, 1.3, 1.65, 1.75, 1.6,
  1.35, 1.05, 0.78,
];
/** January to December. */
const BY_MONTH = [1.24, 1.16, 1.08, 0.96, 0.88, 0.82, 0.8, 0.82, 0.9, 1, 1.12, 1.22];
const HALF_HOURS_A_YEAR = 17_520;

/** The rows of one household for the days, header first. `annualKwh` sets the level. */
export function* generateReadings(household: string, days: readonly string[], annualKwh: number): Iterable<string> {
  yield 'LCLid,tstp,energy_kWh';
  for (const [index, day] of days.entries()) {
    const next = numbersFrom(`${household}:${day}`);
    const season = BY_MONTH[Number(day.slice(5, 7)) - 1] ?? 1;
    for (const time of halfHoursOf(day)) {
      const shape = BY_HOUR[Number(time.slice(0, 2))] ?? 1;
      const kwh = (annualKwh / HALF_HOURS_A_YEAR) * shape * season * (0.6 + 0.8 * next());
      const row = `${household},${day} ${time}:00.0000000, ${kwh.toFixed(3)} `;
      yield row;
      // Where two blocks of a file meet, the midnight between them stands in both.
      if (index % 10 === 0 && time === '00:00') yield row;
    }
    if (index % 7 === 3) yield `${household},${day} 12:37:27.0000000,Null`;
  }
}
