/** Auto-number fields. Source: Help, "Auto-Number Field"; display formats `{0000}`, `{YYYY}`, `{YY}`, `{MM}`, `{DD}`. */
import type { Store } from '../engine/ports.ts';
import type { FieldDef, SObjectDef } from '../schema/types.ts';

/** Numbers of standard objects (contracts, cases, orders) have eight digits. */
const STANDARD_FORMAT = '{00000000}';
const STANDARD_START = 100;

/** Creates the table of counters when it is missing. */
export function createAutoNumberTable(store: Store): void {
  store.exec('CREATE TABLE IF NOT EXISTS _auto_numbers (field TEXT PRIMARY KEY, next INTEGER NOT NULL) WITHOUT ROWID');
}

/** The next value of the field; counted inside the transaction, so a rolled-back insert gives its number back. */
export function nextAutoNumber(object: SObjectDef, field: FieldDef, now: string, store: Store): string {
  return nextAutoNumbers(object, field, 1, now, store).join('');
}

/** The next values of the field in ascending order, drawn at once; see `nextAutoNumber`. */
export function nextAutoNumbers(
  object: SObjectDef,
  field: FieldDef,
  count: number,
  now: string,
  store: Store,
): readonly string[] {
  if (count === 0) return [];
  const start = field.startingNumber ?? (field.custom ? 0 : STANDARD_START);
  const row = store.get(
    'INSERT INTO _auto_numbers (field, next) VALUES (?1, ?2) ON CONFLICT (field) DO UPDATE SET next = next + ?3 RETURNING next',
    `${object.name}.${field.name}`,
    start + count - 1,
    count,
  );
  const first = Number(row?.['next']) - count + 1;
  const format = field.displayFormat ?? STANDARD_FORMAT;
  return Array.from({ length: count }, (_, place) => formatAutoNumber(format, first + place, now));
}

/** A number in a display format; `now` is an ISO date-time. */
export function formatAutoNumber(format: string, value: number, now: string): string {
  return format.replace(/\{([^}]*)\}/g, (whole, token: string) => {
    if (/^0+$/.test(token)) return String(value).padStart(token.length, '0');
    switch (token) {
      case 'YYYY':
        return now.slice(0, 4);
      case 'YY':
        return now.slice(2, 4);
      case 'MM':
        return now.slice(5, 7);
      case 'DD':
        return now.slice(8, 10);
      default:
        return whole;
    }
  });
}
