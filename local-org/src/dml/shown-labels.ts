/** Field labels as the acting user reads them in messages. */
import type { FieldDef } from '../schema/types.ts';
import type { Chunk } from './row.ts';

/** The field with its label in the user's language; messages about wrong values name fields by label. */
export function inUsersLanguage(field: FieldDef, { object, parts, scope }: Chunk): FieldDef {
  const translated = parts.schemaIn?.(scope.access.user.language).object(object.name);
  return translated?.fields.get(field.name.toLowerCase()) ?? field;
}
