/** Texts a page shows for field values, in the user's language and zone (UI API: `displayValue`). */
import type { FieldDef } from '../../schema/types.ts';
import type { UserContext } from '../ports.ts';
import type { FieldValue } from '../records.ts';
import { dateFormat, numberFormat } from '../../store/index.ts';

/** Null when the value speaks for itself, as the UI API answers for texts, ids and checkboxes. */
export function displayValue(
  value: FieldValue,
  field: FieldDef,
  user: UserContext,
  currency: string | null,
): string | null {
  if (value === null) return null;
  const locale = user.locale.replaceAll('_', '-');
  switch (field.type) {
    case 'picklist':
      return field.picklist?.find((entry) => entry.value === value)?.label ?? String(value);
    case 'multipicklist':
      return String(value)
        .split(';')
        .map((part) => field.picklist?.find((entry) => entry.value === part)?.label ?? part)
        .join('; ');
    case 'date':
      // A day without time has no zone: noon UTC keeps it the same day everywhere.
      return dateFormat(locale, { dateStyle: 'short', timeZone: 'UTC' }).format(new Date(`${String(value)}T12:00:00Z`));
    case 'datetime':
      return dateFormat(locale, {
        dateStyle: 'short',
        timeStyle: 'short',
        timeZone: user.timeZone,
      }).format(new Date(String(value)));
    case 'currency':
      return numberFormat(locale, {
        style: 'currency',
        currency: currency ?? user.currency,
        ...fraction(field),
      }).format(Number(value));
    case 'percent':
      return `${numberFormat(locale, fraction(field)).format(Number(value))}%`;
    case 'double':
    case 'int':
      return numberFormat(locale, fraction(field)).format(Number(value));
    default:
      return null;
  }
}

function fraction(field: FieldDef): Intl.NumberFormatOptions {
  const scale = field.scale ?? 0;
  return { minimumFractionDigits: scale, maximumFractionDigits: scale };
}
