/** How far forecasts of the next month lie from what was used. */

/** What a customer used, month by month without gaps; `month` is its first day. */
export interface MonthlySeries {
  readonly name: string;
  readonly commodity: 'Electricity' | 'Gas';
  readonly months: readonly { readonly month: string; readonly kilowattHours: number }[];
}

/** Error of a forecast and of the naive one, which expects the next month to be like the one before it. */
export interface ForecastQuality {
  readonly months: number;
  /** Root mean square error over mean use. */
  readonly forecast: number;
  readonly naive: number;
}

/**
 * Coefficient of variation of the root mean square error, CV(RMSE), the measure by which ASHRAE Guideline 14 compares models with bills.
 * @param forecasts of the series' months, each made from the months before it
 * @param from index of the first month that counts; at least 1, because the naive forecast needs a month before it
 */
export function qualityOf(
  { months }: MonthlySeries,
  forecasts: readonly (number | null)[],
  from: number,
): ForecastQuality {
  const judged = months.slice(from).flatMap(({ kilowattHours: actual }, index) => {
    const forecast = forecasts[from + index] ?? null;
    const naive = months[from + index - 1]?.kilowattHours;
    return forecast === null || naive === undefined ? [] : [{ actual, forecast, naive }];
  });
  const mean = judged.reduce((sum, { actual }) => sum + actual, 0) / judged.length;
  const error = (of: (one: (typeof judged)[number]) => number): number =>
    Math.sqrt(judged.reduce((sum, one) => sum + (of(one) - one.actual) ** 2, 0) / judged.length) / mean;
  return {
    months: judged.length,
    forecast: error(({ forecast }) => forecast),
    naive: error(({ naive }) => naive),
  };
}
