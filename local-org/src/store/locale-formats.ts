/**
 * Formats of numbers and dates by locale, each made once. A format holds some fifty kilobytes outside of JavaScript's heap, which the
 * garbage collector does not count: made anew for every cell of a list they fill the memory long before it looks.
 */

/** More than all locales, zones, currencies and scales of one org together ask for. */
const MOST_KEPT = 1_000;

const numbers = new Map<string, Intl.NumberFormat>();
const dates = new Map<string, Intl.DateTimeFormat>();

/** As `new Intl.NumberFormat`. */
export function numberFormat(locale: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  return kept(numbers, locale, options, () => new Intl.NumberFormat(locale, options));
}

/** As `new Intl.DateTimeFormat`. */
export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions = {}): Intl.DateTimeFormat {
  return kept(dates, locale, options, () => new Intl.DateTimeFormat(locale, options));
}

function kept<T>(formats: Map<string, T>, locale: string, options: object, make: () => T): T {
  const key = `${locale} ${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = make();
  if (formats.size >= MOST_KEPT) formats.clear();
  formats.set(key, made);
  return made;
}
