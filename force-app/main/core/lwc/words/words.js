import LANG from '@salesforce/i18n/lang';
import LOCALE from '@salesforce/i18n/locale';
import TIME_ZONE from '@salesforce/i18n/timeZone';

/** Fills {0}, {1}… of a label. */
export const fill = (label, ...values) =>
  label.replace(/\{(\d+)\}/g, (placeholder, index) => values[Number(index)] ?? placeholder);

const languageOf = (tag) => tag.split(/[-_]/)[0];

/** For dates in sentences: the user's own style, unless that speaks another language than the sentences do. */
const WORDS = languageOf(LOCALE) === languageOf(LANG) ? LOCALE : LANG;

/** An instant in words of the user's language and zone: 22 November 2026 at 10:14. */
export const momentInWords = (instant) =>
  new Intl.DateTimeFormat(WORDS, { dateStyle: 'long', timeStyle: 'short', timeZone: TIME_ZONE }).format(
    new Date(instant)
  );

/** A calendar day ('2026-11-22') in words; a day has no zone. */
export const dayInWords = (day) =>
  new Intl.DateTimeFormat(WORDS, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));

/** A calendar day as it is written in date fields (lightning-input shows and reads days in this style). */
export const dayAsEntered = (day) =>
  new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));

/**
 * A month, given as its first day: 'January 2027', or its name alone and short. In the language of the sentences around it, which may not be that of the locale.
 * @param {string} firstDay
 * @param {Intl.DateTimeFormatOptions} style
 */
export const monthInWords = (firstDay, style = { month: 'long', year: 'numeric' }) =>
  new Intl.DateTimeFormat(LANG, { ...style, timeZone: 'UTC' }).format(new Date(`${firstDay}T00:00:00Z`));

/** The days from one to another, both included, in the style of date fields: what they share is written once where the language does so. */
export const periodAsEntered = (from, to) =>
  new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeZone: 'UTC' }).formatRange(
    new Date(`${from}T00:00:00Z`),
    new Date(`${to}T00:00:00Z`)
  );

/** An amount with its currency; unit prices need more digits than sums. */
export const money = (amount, currency, digits = 2) =>
  new Intl.NumberFormat(LOCALE, {
    style: 'currency',
    currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: digits
  }).format(amount);

/** Today as a calendar day in the user's zone. */
export const today = () =>
  new Intl.DateTimeFormat('en-CA', { timeZone: TIME_ZONE, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    new Date()
  );
