/** Numbers and dates as the acting user's locale prints them. */
import type { Runtime } from '../runtime/context.ts';
import { Decimal, type ApexDate, type ApexDatetime } from '../runtime/values/index.ts';
import { dateFormat, numberFormat } from '../../store/index.ts';

/** `en_US` or `de_DE_EURO` as an Intl locale. */
export function intlLocale(locale: string): string {
  const [language = 'en', country] = locale.split('_');
  const tag = country && /^[A-Z]{2}$/.test(country) ? `${language}-${country}` : language;
  return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0 ? tag : 'en-US';
}

/** With grouping and at most three decimals, as java.text.NumberFormat. */
export function formatLocalNumber(rt: Runtime, value: number | bigint | Decimal): string {
  const format = numberFormat(intlLocale(rt.user.locale), {
    maximumFractionDigits: 3,
    roundingMode: 'halfEven',
  });
  return value instanceof Decimal ? format.format(value.toPlainString() as `${number}`) : format.format(value);
}

/** The platform's short date of a locale: en_US `1/31/2024`, de_DE `31.01.2024`. */
export function formatShortDate(rt: Runtime, date: ApexDate): string {
  return dateFormat(intlLocale(rt.user.locale), { ...shortDate(rt.user.locale), timeZone: 'UTC' }).format(
    date.epochDay * 86_400_000,
  );
}

/** Short date and time in the user's zone: en_US `1/31/2024, 10:30 AM`. */
export function formatShortDatetime(rt: Runtime, value: ApexDatetime): string {
  const text = dateFormat(intlLocale(rt.user.locale), {
    ...shortDate(rt.user.locale),
    hour: 'numeric',
    minute: '2-digit',
    timeZone: rt.user.timeZone,
  }).format(value.millis);
  return text.replaceAll('\u202f', ' ');
}

function shortDate(locale: string): Intl.DateTimeFormatOptions {
  return locale.startsWith('en_US')
    ? { year: 'numeric', month: 'numeric', day: 'numeric' }
    : { year: 'numeric', month: '2-digit', day: '2-digit' };
}
