/**
 * `RecordType.DeveloperName = 'Property'` said once more of the record's own lookup: the index of names carries it, so that whoever walks a
 * list passes rows of other types over before anybody asks who may see them. Of an object no two record types have the same developer
 * name (Metadata API Developer Guide, RecordType, "fullName"), so both conditions say the same.
 */
import type { Condition } from './ast.ts';
import type { Source } from './sources.ts';
import { columnOf, sql, type Sql } from './sql-text.ts';

/** Such conditions for what a filter says of the record type of all of its rows. */
export function recordTypeConditions(source: Source, where: Condition): readonly Sql[] {
  if (where.kind === 'and') return where.parts.flatMap((part) => recordTypeConditions(source, part));
  if (where.kind !== 'compare' || where.operator !== '=') return [];
  const { left, right } = where;
  if (left.kind !== 'field' || right.kind !== 'string' || !source.object.fields.has('recordtypeid')) return [];
  const path = source.namesItself(left.path) ? left.path.slice(1) : left.path;
  if (path.join('.').toLowerCase() !== 'recordtype.developername') return [];
  return [
    sql`${columnOf(source.alias, 'RecordTypeId')} = (SELECT k."Id" FROM "RecordType" k WHERE k."SobjectType" = ${source.object.name} AND k."DeveloperName" = ${right.value} COLLATE NOCASE)`,
  ];
}
