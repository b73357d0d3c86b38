/** Up to this many invoices are shown at once; more come year by year. */
export const MOST_AT_ONCE = 12;
/** In January the newest year has hardly an invoice: older years are added until there are this many. */
const FEWEST = 3;

const yearOf = ({ issuedOn }) => issuedOn.slice(0, 4);

/** The years of some invoices (newest first) that are shown at first, as the oldest of them. */
export function firstOldestYear(invoices) {
  if (invoices.length <= MOST_AT_ONCE) {
    return invoices.length > 0 ? yearOf(invoices.at(-1)) : undefined;
  }
  const years = [...new Set(invoices.map(yearOf))];
  return years.find((year) => shownFrom(invoices, year).length >= FEWEST) ?? years.at(-1);
}

/** The invoices issued in that year or later. */
export function shownFrom(invoices, oldestYear) {
  return invoices.filter((invoice) => yearOf(invoice) >= oldestYear);
}

/** The newest year before `oldestYear` that has invoices, or undefined. */
export function yearBefore(invoices, oldestYear) {
  const older = invoices.find((invoice) => yearOf(invoice) < oldestYear);
  return older && yearOf(older);
}
