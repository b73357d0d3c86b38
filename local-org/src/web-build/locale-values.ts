/** Per-user values of `@salesforce/i18n/*`, derived from the ICU data in Node for the user's locale, time zone and currency. */

/** A date whose every part has one digit, so that a padded part shows itself by a leading zero. */
const SAMPLE = new Date(Date.UTC(2026, 0, 5, 4, 7, 9));

function patternPart(type: string, value: string, twelveHours: boolean): string {
  switch (type) {
    case 'year':
      return 'yyyy';
    case 'month':
      if (/^\d+$/.test(value)) return value.length === 2 ? 'MM' : 'M';
      return value.replace('.', '').length <= 3 ? 'MMM' : 'MMMM';
    case 'day':
      return value.length === 2 ? 'dd' : 'd';
    case 'hour':
      return (twelveHours ? 'h' : 'H').repeat(value.length);
    case 'minute':
      return 'mm';
    case 'second':
      return 'ss';
    case 'dayPeriod':
      return 'a';
    default:
      // Letters in literals are quoted, as CLDR does; narrow spaces would surprise parsers.
      return /[A-Za-z]/.test(value) ? `'${value}'` : value.replace(/[\u202f\u00a0]/g, ' ');
  }
}

/** The CLDR pattern (`dd.MM.yyyy`) that Intl uses for these options; years always have four digits. */
function pattern(locale: string, options: Intl.DateTimeFormatOptions): string {
  const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
  const twelveHours = format.resolvedOptions().hour12 === true;
  return format
    .formatToParts(SAMPLE)
    .map(({ type, value }) => patternPart(type, value, twelveHours))
    .join('');
}

/** Patterns for numbers, the separators, and the place of the currency sign. */
function numberValues(locale: string, currency: string): Readonly<Record<string, string>> {
  const parts = new Intl.NumberFormat(locale).formatToParts(-1234567.891);
  const of = (type: Intl.NumberFormatPartTypes, fallback: string): string =>
    parts.find((part) => part.type === type)?.value ?? fallback;
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency }).formatToParts(1);
  const symbol = money.find((part) => part.type === 'currency')?.value ?? currency;
  const symbolFirst = money[0]?.type === 'currency';
  return {
    'number.decimalSeparator': of('decimal', '.'),
    'number.groupingSeparator': of('group', ','),
    'number.minusSign': of('minusSign', '-'),
    'number.currencySymbol': symbol,
    'number.currencyFormat': symbolFirst ? '¤#,##0.00' : '#,##0.00 ¤',
    'number.numberFormat': '#,##0.###',
    'number.percentFormat': new Intl.NumberFormat(locale, { style: 'percent' }).format(0.5).includes('\u00a0')
      ? '#,##0 %'
      : '#,##0%',
  };
}

/** Every value a component can import, keyed as in `@salesforce/i18n/<key>`. `locale` as User.LocaleSidKey (`de_DE`). */
export function localeValues(user: {
  readonly locale: string;
  readonly language: string;
  readonly timeZone: string;
  readonly currency: string;
}): Readonly<Record<string, string | number>> {
  const locale = supported(user.locale);
  const language = supported(user.language);
  const direction = /^(ar|he|fa|ur|iw|yi)\b/.test(language) ? 'rtl' : 'ltr';
  const shortDate = pattern(locale, { dateStyle: 'short' });
  const shortTime = pattern(locale, { timeStyle: 'short' });
  const mediumDate = pattern(locale, { dateStyle: 'medium' });
  const mediumTime = pattern(locale, { timeStyle: 'medium' });
  const longDate = pattern(locale, { dateStyle: 'long' });
  return {
    locale,
    lang: language,
    dir: direction,
    timeZone: user.timeZone,
    currency: user.currency,
    firstDayOfWeek: /^(en-US|en-CA|he|pt-BR|ja|ko|zh-TW|en-IN)/.test(locale) ? 1 : 2,
    'dateTime.shortDateFormat': shortDate,
    'dateTime.mediumDateFormat': mediumDate,
    'dateTime.longDateFormat': longDate,
    'dateTime.shortTimeFormat': shortTime,
    'dateTime.mediumTimeFormat': mediumTime,
    'dateTime.shortDateTimeFormat': `${shortDate}, ${shortTime}`,
    'dateTime.mediumDateTimeFormat': `${mediumDate}, ${mediumTime}`,
    'dateTime.longDateTimeFormat': `${longDate}, ${mediumTime}`,
    ...numberValues(locale, user.currency),
  };
}

/** `de_DE_EURO` → `de-DE`; a locale ICU does not know falls back to its language, then to English. */
function supported(sidKey: string): string {
  const tag = sidKey.split('_').slice(0, 2).join('-');
  for (const candidate of [tag, tag.split('-')[0] ?? 'en', 'en-US']) {
    try {
      if (Intl.DateTimeFormat.supportedLocalesOf(candidate).length > 0) return candidate;
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
    }
  }
  return 'en-US';
}
