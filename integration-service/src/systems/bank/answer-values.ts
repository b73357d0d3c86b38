/** Values as banks write them in their answers. */
import { child, childrenOf, textOf, type XmlElement } from './xml-tree.ts';

export interface Money {
  readonly amountMinor: number;
  readonly currency: string;
}

/** An amount element (`<Amt Ccy="EUR">00012.50000</Amt>`) in minor units; trailing zeros beyond the currency's digits are allowed. */
export function moneyOf(element: XmlElement | undefined): Money | undefined {
  if (!element || element.text === '') return undefined;
  const currency = element.attributes.Ccy ?? '';
  if (!/^[A-Z]{3}$/.test(currency)) throw new Error(`${element.name} has no currency`);
  const parts = /^\+?(\d{1,15})(?:\.(\d{0,17}))?$/.exec(element.text);
  const digits = minorDigits(currency);
  const fraction = (parts?.[2] ?? '').padEnd(digits, '0');
  if (!parts?.[1] || /[1-9]/.test(fraction.slice(digits))) {
    throw new Error(`${element.name} is not an amount in ${currency}: ${element.text}`);
  }
  const amountMinor = Number(parts[1] + fraction.slice(0, digits));
  if (!Number.isSafeInteger(amountMinor)) throw new Error(`${element.name} is too large: ${element.text}`);
  return { amountMinor, currency };
}

/** Asked once per currency: the answer is slow to make and a file holds thousands of amounts. */
const DIGITS = new Map<string, number>();

function minorDigits(currency: string): number {
  const known = DIGITS.get(currency);
  if (known !== undefined) return known;
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  DIGITS.set(currency, digits);
  return digits;
}

/** The day of a date or an instant, as written (a zone does not move it): `2027-01-29`, `2027-01-29+01:00`, `2027-01-29T23:59:59Z`. */
export function dayOf(element: XmlElement | undefined): string | undefined {
  const text = textOf(element, 'Dt') ?? textOf(element, 'DtTm') ?? (element?.text || undefined);
  if (text === undefined) return undefined;
  const day = /^\d{4}-\d\d-\d\d(?=$|[T+\-Z])/.exec(text)?.[0];
  if (day === undefined || !isCalendarDay(day)) throw new Error(`${element?.name ?? 'date'} is not a date: ${text}`);
  return day;
}

function isCalendarDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

/** A reference, or undefined for the placeholder banks write when they have none. */
export function referenceOf(text: string | undefined): string | undefined {
  return text === undefined || /^not\s?provided$/i.test(text) ? undefined : text;
}

/** The first reason code among the information elements of this name; `Rsn` since 2009, `StsRsn` before; ISO's code or the bank's own. */
export function reasonOf(element: XmlElement, informationName: string): string | undefined {
  for (const information of childrenOf(element, informationName)) {
    const reason = child(information, 'Rsn') ?? child(information, 'StsRsn');
    const code = textOf(reason, 'Cd') ?? textOf(reason, 'Prtry');
    if (code !== undefined) return code;
  }
  return undefined;
}

/** Leaves undefined values out, as exact optional properties want it. */
export function present<Shape extends object>(values: {
  readonly [Key in keyof Shape]: Shape[Key] | undefined;
}): Shape {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Shape;
}
