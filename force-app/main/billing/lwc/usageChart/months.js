/** Which months a chart shows, and what they come to. Months are first days ('2027-01-01'); figures are kWh. */

export const MONTHS_SHOWN = 12;
/** How many of them lie before the next month at first: mostly what was used, and a look ahead. */
const BEFORE_NEXT = 8;

/** Where the window begins that shows the next month with some months on both sides of it. */
export function firstShown(months, nextMonth) {
  const next = months.findIndex(({ month }) => month === nextMonth);
  return clamp((next < 0 ? months.length : next) - BEFORE_NEXT, months.length);
}

/** The beginning of the window moved by whole windows, kept inside the months there are. */
export function moved(first, windows, count) {
  return clamp(first + windows * MONTHS_SHOWN, count);
}

/** All measured kWh of some months and the month with the most; undefined when nothing was measured. */
export function measuredIn(months) {
  const measured = months.filter(({ actualKwh }) => isFigure(actualKwh));
  if (measured.length === 0) {
    return undefined;
  }
  return {
    total: measured.reduce((sum, { actualKwh }) => sum + actualKwh, 0),
    highest: measured.reduce((best, one) => (one.actualKwh > best.actualKwh ? one : best))
  };
}

/** How much the forecast of a month differs from what was measured a year before, as a share; undefined when unknown. */
export function changeToYearBefore(months, month, forecastKwh) {
  const yearBefore = `${Number(month.slice(0, 4)) - 1}${month.slice(4)}`;
  const before = months.find((one) => one.month === yearBefore)?.actualKwh;
  return before > 0 && isFigure(forecastKwh) ? forecastKwh / before - 1 : undefined;
}

export function isFigure(value) {
  return value !== null && value !== undefined;
}

function clamp(first, count) {
  return Math.max(0, Math.min(first, count - MONTHS_SHOWN));
}
