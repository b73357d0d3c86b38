/**
 * What a user has looked at. `FOR VIEW` and `FOR REFERENCE` note it; LastViewedDate and LastReferencedDate of a record, and the object
 * RecentlyViewed, show it to that user alone. Sources: SOQL and SOSL Reference, "FOR VIEW and FOR REFERENCE"; Object Reference,
 * RecentlyViewed.
 */
import { Unsupported } from '../engine/errors.ts';
import type { Scope, Store } from '../engine/ports.ts';
import type { SObjectRecord } from '../engine/records.ts';
import type { SObjectDef } from '../schema/types.ts';
import { isStored } from '../store/index.ts';
import type { SoqlQuery } from './ast.ts';
import { isNoted, PERSONAL_DATES } from './recent-dates.ts';
import { recordId } from './shapes.ts';
import { Source, type CompileContext } from './sources.ts';
import { columnOf, joinSql, raw, sql, type Sql } from './sql-text.ts';

/** Records of one object that are kept of one user. Source: Object Reference, RecentlyViewed ("truncated down to 200 records per object"). */
const KEPT = 200;

/** Makes room for what users have looked at. */
export function createRecentRecords(store: Store): void {
  store.exec(`CREATE TABLE IF NOT EXISTS _recent_records (
    user_id TEXT NOT NULL, object TEXT NOT NULL, record_id TEXT NOT NULL, viewed_at TEXT, referenced_at TEXT,
    PRIMARY KEY (user_id, object, record_id)) WITHOUT ROWID`);
}

/** Names of the objects of which the user has looked at records. */
export function recentObjects(store: Store, userId: string): readonly string[] {
  return store
    .all('SELECT DISTINCT object FROM _recent_records WHERE user_id = ?', userId)
    .map((row) => String(row['object']));
}

/**
 * Notes that the user of a query with FOR VIEW or FOR REFERENCE looks at its records: after commit, as looking is no change of data and
 * must not keep a callout from following. Throws Unsupported for objects whose records are not noted.
 */
export function noteRecent(
  store: Store,
  query: SoqlQuery,
  object: SObjectDef,
  records: readonly SObjectRecord[],
  scope: Scope,
  now: number,
): void {
  const clauses = query.forClause.filter((clause) => clause !== 'UPDATE');
  if (clauses.length === 0) return;
  if (!isNoted(object)) throw new Unsupported(`SOQL FOR ${clauses.join(' and ')} of ${object.name}`);
  const ids = records.flatMap((record) => recordId(record) ?? []);
  const at = new Date(now).toISOString();
  const viewed = clauses.includes('VIEW') ? at : null;
  const referenced = clauses.includes('REFERENCE') ? at : null;
  const { userId } = scope.access.user;
  scope.transaction.afterCommit(() => {
    store.run(
      `INSERT INTO _recent_records (user_id, object, record_id, viewed_at, referenced_at)
       SELECT ?, ?, value, ?, ? FROM json_each(?) WHERE true
       ON CONFLICT DO UPDATE SET viewed_at = coalesce(excluded.viewed_at, viewed_at),
         referenced_at = coalesce(excluded.referenced_at, referenced_at)`,
      userId,
      object.name,
      viewed,
      referenced,
      JSON.stringify(ids),
    );
    store.run(
      `DELETE FROM _recent_records WHERE user_id = ?1 AND object = ?2 AND record_id NOT IN (
         SELECT record_id FROM _recent_records WHERE user_id = ?1 AND object = ?2
         ORDER BY max(coalesce(viewed_at, ''), coalesce(referenced_at, '')) DESC LIMIT ?3)`,
      userId,
      object.name,
      KEPT,
    );
  });
}

/** RecentlyViewed as a table: the noted records that are still there and that the user may still see. */
export function recentlyViewedTable(context: CompileContext, described: SObjectDef, names: readonly string[]): Sql {
  const fields = [...described.fields.values()];
  const branches = names.flatMap((name) => {
    const object = context.schema.object(name);
    const { access, security } = context;
    if (!object || (access.crud && !security.objectAccess(access.user, name).read)) return [];
    const source = new Source(context, object, undefined);
    const columns = fields.map((field) => sql`${shownOf(context, source, field.name)} AS ${raw(`"${field.name}"`)}`);
    const conditions = [
      sql`n.user_id = ${access.user.userId} AND n.object = ${object.name}`,
      ...source.rowConditions('few'),
    ];
    return [
      sql`SELECT ${joinSql(columns, ', ')} FROM _recent_records n JOIN ${source.from()} ON ${columnOf(source.alias, 'Id')} = n.record_id WHERE ${joinSql(conditions, ' AND ')}`,
    ];
  });
  const nothing = sql`SELECT ${joinSql(
    fields.map(({ name }) => raw(`NULL AS "${name}"`)),
    ', ',
  )} WHERE false`;
  return sql`(${joinSql(branches.length > 0 ? branches : [nothing], ' UNION ALL ')})`;
}

function shownOf(context: CompileContext, source: Source, name: string): Sql {
  const { object, alias } = source;
  const column = PERSONAL_DATES[name];
  if (column !== undefined) return raw(`n.${column}`);
  if (name === 'Type') return sql`${object.name}`;
  const nameField = [...object.fields.values()].find((field) => field.nameField);
  const own = name === 'NameOrAlias' && object.name === 'User' ? 'alias' : name.toLowerCase();
  const field = object.fields.get(own) ?? (own === 'name' || own === 'nameoralias' ? nameField : undefined);
  // IsActive tells of users only.
  if (!field || !isStored(field) || (name === 'IsActive' && object.name !== 'User')) return raw('NULL');
  const { access, security } = context;
  if (access.fls && !security.fieldReadable(access.user, object.name, field.name)) return raw('NULL');
  return columnOf(alias, field.name);
}
