import type { Security, SqlValue, UserContext } from '../engine/ports.ts';
import type { FieldValue } from '../engine/records.ts';
import type { FieldDef, FieldType, OrgSchema, SObjectDef } from '../schema/types.ts';
import type { Convert } from './shapes.ts';
import { dateFormat, numberFormat } from '../store/index.ts';

/** How values of a type leave the store (booleans are 0 and 1 there, blobs bytes). */
export function converterOf(type: FieldType): Convert {
  if (type === 'boolean') return (value) => (value === null ? null : value === 1);
  if (type === 'base64')
    return (value) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : plain(value));
  return plain;
}

function plain(value: SqlValue): FieldValue {
  if (typeof value === 'bigint') return Number(value);
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}

/** As converterOf, but an encrypted text is masked for a user without "View Encrypted Data". */
export function fieldConverter(field: FieldDef, security: Security, user: UserContext, masked: boolean): Convert {
  if (field.type !== 'encryptedstring' || !masked || security.hasPermission(user, 'ViewEncryptedData'))
    return converterOf(field.type);
  return (value) =>
    value === null ? null : maskText(String(plain(value)), field.maskType ?? 'all', field.maskChar ?? 'asterisk');
}

/**
 * Masks a text as the field's definition says.
 * Source: Metadata API, CustomField, EncryptedFieldMaskType and EncryptedFieldMaskChar.
 */
export function maskText(text: string, maskType: string, maskChar: string): string {
  const sign = maskChar === 'X' ? 'X' : '*';
  const hide = (part: string): string => sign.repeat(part.length);
  const tail = text.slice(-4);
  switch (maskType) {
    case 'creditCard':
      return `${sign.repeat(4)}-${sign.repeat(4)}-${sign.repeat(4)}-${tail}`;
    case 'ssn':
      return `${sign.repeat(3)}-${sign.repeat(2)}-${tail}`;
    case 'lastFour':
    case 'sin':
      // A text of four characters or fewer would show in full.
      return text.length <= 4 ? hide(text) : hide(text.slice(0, -4)) + tail;
    default:
      return hide(text);
  }
}

/** The field with its labels in the user's language. */
export function inUsersLanguage(
  object: SObjectDef,
  field: FieldDef,
  user: UserContext,
  schemaIn: ((language: string) => OrgSchema) | undefined,
): FieldDef {
  return schemaIn?.(user.language).object(object.name)?.fields.get(field.name.toLowerCase()) ?? field;
}

/** toLabel(): the label of a picklist value; each part of a multi-select one. */
export function labelConverter(field: FieldDef): Convert {
  const labels = new Map((field.picklist ?? []).map((entry) => [entry.value.toLowerCase(), entry.label]));
  const label = (value: string): string => labels.get(value.toLowerCase()) ?? value;
  return (value) => (value === null ? null : String(plain(value)).split(';').map(label).join(';'));
}

/** FORMAT(): numbers, currencies, dates and times in the user's locale and time zone. */
export function formatConverter(type: FieldType, scale: number | undefined, user: UserContext): Convert {
  const locale = user.locale.replaceAll('_', '-');
  const digits = { minimumFractionDigits: scale ?? 0, maximumFractionDigits: scale ?? 2 };
  const numbers = numberFormat(locale, digits);
  return (value) => {
    if (value === null) return null;
    const stored = plain(value);
    switch (type) {
      case 'currency': {
        const [, isoCode, amount] = /^([A-Z]{3}) (.*)$/.exec(String(stored)) ?? [];
        return `${isoCode ?? user.currency} ${numbers.format(Number(amount ?? stored))}`;
      }
      case 'int':
      case 'double':
        return numbers.format(Number(stored));
      case 'percent':
        return `${numbers.format(Number(stored))}%`;
      case 'date':
        return dateFormat(locale, { timeZone: 'UTC' }).format(new Date(`${String(stored)}T00:00:00Z`));
      case 'datetime':
        return dateFormat(locale, {
          timeZone: user.timeZone,
          dateStyle: 'short',
          timeStyle: 'short',
        }).format(new Date(String(stored)));
      default:
        return String(stored);
    }
  };
}
