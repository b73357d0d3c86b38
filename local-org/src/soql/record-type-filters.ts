/**
 * `RecordType.DeveloperName = 'Property'` said once more of the record's own lookup: the index of names carries it, so that whoever walks a
 * list passes rows of other types over before anybody asks who may see them. Of an object no two record types have the same developer
 * name (Metadata API Developer Guide, RecordType, "fullName"), so both conditions say the same.
 */
import type { RowsWanted } from '../engine/ports.ts';
import { hasReach, hasReachByType } from '../store/index.ts';
import type { Condition, SoqlQuery } from './ast.ts';
import type { CompileContext, Source, TypedList } from './sources.ts';
import { columnOf, sql, type Sql } from './sql-text.ts';

/** Such conditions for what a filter says of the record type of all of its rows. */
export function recordTypeConditions(source: Source, where: Condition): readonly Sql[] {
  return recordTypesOf(source, where).map(
    (name) =>
      sql`${columnOf(source.alias, 'RecordTypeId')} = (SELECT k."Id" FROM "RecordType" k WHERE k."SobjectType" = ${source.object.name} AND k."DeveloperName" = ${name} COLLATE NOCASE)`,
  );
}

/** The one record type of all rows of a statement that looks at many; undefined when its filter does not say. */
export function typedList(
  { recordTypeId, schema }: CompileContext,
  source: Source,
  query: SoqlQuery,
  rows: RowsWanted,
): TypedList | undefined {
  const [name] = query.where && rows !== 'few' ? recordTypesOf(source, query.where) : [];
  const id = name === undefined ? undefined : recordTypeId?.(source.object.name, name);
  if (id === undefined) return undefined;
  const [first] = query.orderBy;
  const path = first?.expression.kind === 'field' ? first.expression.path : [];
  const isName = (source.namesItself(path) ? path.slice(1) : path).join('.').toLowerCase() === 'name';
  const isIndexed = hasReach(schema, source.object) && hasReachByType(source.object);
  return { recordTypeId: id, byName: rows === 'page' && isName && isIndexed };
}

function recordTypesOf(source: Source, where: Condition): readonly string[] {
  if (where.kind === 'and') return where.parts.flatMap((part) => recordTypesOf(source, part));
  if (where.kind !== 'compare' || where.operator !== '=') return [];
  const { left, right } = where;
  if (left.kind !== 'field' || right.kind !== 'string' || !source.object.fields.has('recordtypeid')) return [];
  const path = source.namesItself(left.path) ? left.path.slice(1) : left.path;
  return path.join('.').toLowerCase() === 'recordtype.developername' ? [right.value] : [];
}
