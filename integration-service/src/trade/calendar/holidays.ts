/**
 * Days off work and working days, reckoned from the org's Holiday_Rule__mdt: the same rows from which the Apex classes Holidays and WorkingDays
 * reckon; both are proved by tests/vectors/calendar.json. Days are YYYY-MM-DD.
 */

/** One row of Holiday_Rule__mdt, as the API gives it. */
export interface HolidayRule {
  readonly Country__c: string;
  /** Codes of parts of the country, with commas; null for the whole country. */
  readonly Regions__c: string | null;
  readonly Kind__c: string;
  readonly Month__c: number | null;
  readonly Day__c: number | null;
  readonly Easter_Offset__c: number | null;
  readonly Weekday__c: number | null;
  readonly Substitute__c: boolean;
  readonly First_Year__c: number | null;
  readonly Last_Year__c: number | null;
}

/** Every part of the country together: what is off anywhere counts. */
export const ANYWHERE = '*';

const DAY_MS = 86_400_000;
const SATURDAY = 6;
const FRIDAY = 5;
/** Where rules speak of the country and its parts differ. Great Britain: England and Wales. */
const USUAL_REGION: Readonly<Record<string, string>> = { GB: 'ENG' };

/** Days off in a year. `region` is a part of the country, null for what is off everywhere, or ANYWHERE. */
export function holidaysOf(
  rules: readonly HolidayRule[],
  country: string,
  region: string | null,
  year: number,
): ReadonlySet<string> {
  const days = new Set<number>();
  const moving: number[] = [];
  for (const rule of rules) {
    if (rule.Country__c !== country || !isInForce(rule, year) || !holdsIn(rule, region)) continue;
    const day = dayOf(rule, year);
    days.add(day);
    if (rule.Substitute__c && weekday(day) >= SATURDAY) moving.push(day);
  }
  // Substitutes come after all other holidays are known: Christmas on a Sunday moves behind Boxing Day.
  for (const day of moving.sort((left, right) => left - right)) {
    let substitute = day;
    while (weekday(substitute) >= SATURDAY || days.has(substitute)) substitute += 1;
    days.add(substitute);
  }
  return new Set([...days].map(textOf));
}

/** Easter Sunday of the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8). */
export function easterSunday(year: number): string {
  return textOf(easter(year));
}

export interface WorkingDays {
  contains(day: string): boolean;
  /** The day itself when it is a working day, else the next one. */
  onOrAfter(day: string): string;
  /** So many working days later, or earlier when negative; the first day is not counted. */
  move(day: string, count: number): string;
}

/** Monday to Friday without holidays, in a part of the country; null for what holds in the whole country. */
export function workingDaysOf(rules: readonly HolidayRule[], country: string, region: string | null): WorkingDays {
  const place = region ?? USUAL_REGION[country] ?? null;
  const years = new Map<string, ReadonlySet<string>>();
  const holidays = (year: string): ReadonlySet<string> => {
    const known = years.get(year) ?? holidaysOf(rules, country, place, Number(year));
    years.set(year, known);
    return known;
  };
  const contains = (day: string): boolean => weekday(numberOf(day)) <= FRIDAY && !holidays(day.slice(0, 4)).has(day);
  const shifted = (day: string, days: number): string => textOf(numberOf(day) + days);

  return {
    contains,
    onOrAfter(day) {
      let candidate = day;
      while (!contains(candidate)) candidate = shifted(candidate, 1);
      return candidate;
    },
    move(day, count) {
      let candidate = day;
      for (let left = Math.abs(count); left > 0;) {
        candidate = shifted(candidate, count < 0 ? -1 : 1);
        if (contains(candidate)) left -= 1;
      }
      return candidate;
    },
  };
}

/**
 * Working days of the energy market. In Germany a holiday of one Land counts everywhere, and 24 and 31 December count as holidays
 * (Bundesnetzagentur, GPKE and GeLi Gas); elsewhere the market keeps the country's days.
 */
export function marketWorkingDays(rules: readonly HolidayRule[], country: string): WorkingDays {
  return workingDaysOf(rules, country, country === 'DE' ? ANYWHERE : null);
}

function isInForce(rule: HolidayRule, year: number): boolean {
  return (rule.First_Year__c ?? year) <= year && (rule.Last_Year__c ?? year) >= year;
}

function holdsIn(rule: HolidayRule, region: string | null): boolean {
  const regions = rule.Regions__c ?? '';
  return regions === '' || region === ANYWHERE || (region !== null && regions.split(',').includes(region));
}

function dayOf(rule: HolidayRule, year: number): number {
  const month = rule.Month__c ?? 1;
  const day = rule.Day__c ?? 1;
  const wanted = rule.Weekday__c ?? 1;
  switch (rule.Kind__c) {
    case 'Easter':
      return easter(year) + (rule.Easter_Offset__c ?? 0);
    case 'Nth_Weekday': {
      if (day < 0) return lastBefore(dateOf(year, month + 1, 1), wanted);
      const first = dateOf(year, month, 1);
      return first + ((wanted - weekday(first) + 7) % 7) + 7 * (day - 1);
    }
    case 'Weekday_Before':
      return lastBefore(dateOf(year, month, day), wanted);
    default:
      return dateOf(year, month, day);
  }
}

function lastBefore(day: number, wanted: number): number {
  return day - 1 - ((weekday(day - 1) - wanted + 7) % 7);
}

function easter(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const month = Math.floor((h + l - 7 * m + 90) / 25);
  return dateOf(year, month, (h + l - 7 * m + 33 * month + 19) % 32);
}

/** Days since 1970-01-01. */
function dateOf(year: number, month: number, day: number): number {
  return Date.UTC(year, month - 1, day) / DAY_MS;
}

function numberOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

function textOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Monday is 1, Sunday is 7; 1970-01-01 was a Thursday. */
function weekday(day: number): number {
  return ((day + 3) % 7) + 1;
}
