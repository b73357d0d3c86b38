/** LastViewedDate and LastReferencedDate: when the user who asks looked at a record. Source: Object Reference, the fields of each object. */
import type { FieldDef, SObjectDef } from '../schema/types.ts';
import type { CompileContext } from './sources.ts';
import { columnOf, raw, sql, type Sql } from './sql-text.ts';

/** The fields, and their columns in the table of what users have looked at. */
export const PERSONAL_DATES: Readonly<Record<string, string>> = {
  LastViewedDate: 'viewed_at',
  LastReferencedDate: 'referenced_at',
};

/** Whether looking at records of the object is noted. Source: Object Reference, RecentlyViewed, "Special Usage Rules". */
export function isNoted(object: SObjectDef): boolean {
  return object.fields.has('lastvieweddate') && object.virtual !== true && !['Task', 'Event'].includes(object.name);
}

/** When this user looked at the row `alias`; undefined for a field that is the same for everybody. */
export function personalDate(
  context: CompileContext,
  object: SObjectDef,
  field: FieldDef,
  alias: string,
): Sql | undefined {
  const column = PERSONAL_DATES[field.name];
  if (column === undefined || !isNoted(object)) return undefined;
  const { userId } = context.access.user;
  return sql`(SELECT n.${raw(column)} FROM _recent_records n WHERE n.user_id = ${userId} AND n.object = ${object.name} AND n.record_id = ${columnOf(alias, 'Id')})`;
}
