/**
 * `npm run proof:forecast [-- --data <folder>]`: forecasts every month of measured years from the months before it, by the Apex class
 * ConsumptionForecast in a local org, and prints the error beside that of the naive forecast (next month is like this month). Ends with an
 * error when the naive one is as good. Without the measurements it says so and does nothing.
 */
import { parseArgs } from 'node:util';
import { openApexProof } from './proof/apex-proof.ts';
import { qualityOf, type ForecastQuality, type MonthlySeries } from './proof/forecast-quality.ts';
import { measuredMonths } from './proof/measured-months.ts';
import { inRoot } from './support/paths.ts';

const NEEDED =
  /^force-app\/main\/(core\/classes\/UserFacingException|supply\/(classes\/Consumption(Forecast|Profile)\.cls|customMetadata\/Consumption_Profile\.|objects\/Consumption_Profile__mdt\/))/;
/** The first forecast needs one month; from the thirteenth on there is last year's month. */
const STAGES = [
  ['from the second month on', 1],
  ['from the thirteenth month on', 12],
] as const;

const { values } = parseArgs({
  options: { data: { type: 'string', default: inRoot('..', 'shared', 'data', 'smartmeter') } },
});
const series = measuredMonths(values.data);
if (series.length === 0) {
  process.stdout.write(`SKIPPED: no measurements in ${values.data}; name their folder by --data.\n`);
} else {
  process.exitCode = prove() ? 0 : 1;
}

/** Whether the forecast is better than the naive one, over all series of each stage. */
function prove(): boolean {
  const apex = openApexProof({ className: 'ForecastProof', path: '/forecast-proof', needed: NEEDED });
  try {
    const forecasts = apex.ask(series) as readonly (readonly (number | null)[])[];
    return STAGES.map(([title, from]) => {
      process.stdout.write(`\nCV(RMSE) of next month's forecast, ${title}\n`);
      const results = series
        .map((one, index) => ({ one, quality: qualityOf(one, forecasts[index] ?? [], from) }))
        .filter(({ quality }) => quality.months > 0);
      for (const { one, quality } of results) print(one.name, one, quality);
      const better = results.filter(({ quality }) => quality.forecast < quality.naive).length;
      const mean = (of: (quality: ForecastQuality) => number): number =>
        results.reduce((sum, { quality }) => sum + of(quality), 0) / results.length;
      const all = {
        months: results.reduce((sum, { quality }) => sum + quality.months, 0),
        forecast: mean((quality) => quality.forecast),
        naive: mean((quality) => quality.naive),
      };
      print(`mean; better in ${String(better)} of ${String(results.length)}`, null, all);
      return all.forecast < all.naive;
    }).every(Boolean);
  } finally {
    apex.close();
  }
}

function print(name: string, one: MonthlySeries | null, { months, forecast, naive }: ForecastQuality): void {
  const percent = (value: number): string => `${(value * 100).toFixed(1)} %`.padStart(8);
  process.stdout.write(
    `  ${name.padEnd(28)} ${(one?.commodity ?? '').padEnd(12)} ${String(months).padStart(3)} months  ` +
      `forecast ${percent(forecast)}  naive ${percent(naive)}\n`,
  );
}
