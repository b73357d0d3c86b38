import { OrgError } from '../engine/errors.ts';
import type { RecordAccess, Security } from '../engine/ports.ts';
import type { OrgSchema } from '../schema/types.ts';
import { to18 } from '../store/index.ts';
import type { Condition, SoqlQuery, Value } from './ast.ts';
import { bindElements, type ComparisonContext } from './operands.ts';
import { raw, sql, type Sql } from './sql-text.ts';

/** As many records as the platform answers in one query. */
const MAX_RECORDS = 200;

interface AccessRow {
  readonly Id: string;
  readonly UserId: string;
  readonly RecordId: string;
  readonly HasReadAccess: number;
  readonly HasEditAccess: number;
  readonly HasDeleteAccess: number;
  readonly HasTransferAccess: number;
  readonly HasAllAccess: number;
  readonly MaxAccessLevel: RecordAccess;
}

/**
 * UserRecordAccess has no rows of its own: they are computed for the user and the records that WHERE names, and stand in the statement
 * as a table. Source: Object Reference, UserRecordAccess (a filter on UserId and RecordId is required, at most 200 records).
 */
export function userRecordAccessTable(
  context: ComparisonContext & { readonly schema: OrgSchema; readonly security: Security },
  query: SoqlQuery,
): Sql {
  context.uncacheable();
  const userIds = namedIds(context, query.where, 'userid');
  const recordIds = namedIds(context, query.where, 'recordid');
  const [userId] = userIds;
  if (!context.unbound && (userId === undefined || userIds.length !== 1 || recordIds.length === 0)) {
    throw new OrgError('MALFORMED_QUERY', 'UserRecordAccess requires a filter on one UserId and on RecordId');
  }
  if (recordIds.length > MAX_RECORDS) {
    throw new OrgError('MALFORMED_QUERY', `UserRecordAccess answers at most ${MAX_RECORDS} records in one query`);
  }
  const rows = userId === undefined ? [] : accessRows(context.schema, context.security, userId, recordIds);
  const columns = [
    'Id',
    'UserId',
    'RecordId',
    'HasReadAccess',
    'HasEditAccess',
    'HasDeleteAccess',
    'HasTransferAccess',
    'HasAllAccess',
    'MaxAccessLevel',
  ];
  const selected = columns.map((column) => `json_extract(value, '$.${column}') AS "${column}"`).join(', ');
  return sql`(SELECT ${raw(selected)} FROM json_each(${JSON.stringify(rows)}))`;
}

function accessRows(
  schema: OrgSchema,
  security: Security,
  userId: string,
  recordIds: readonly string[],
): readonly AccessRow[] {
  const user = security.userContext(userId);
  const byObject = new Map<string, string[]>();
  for (const id of recordIds) {
    const name = schema.objectByPrefix(id.slice(0, 3))?.name ?? '';
    byObject.set(name, [...(byObject.get(name) ?? []), id]);
  }
  return [...byObject].flatMap(([name, ids]) => {
    if (name === '') return ids.map((id) => accessRow(user.userId, id, 'None'));
    const rights = security.objectAccess(user, name);
    const levels = security.recordAccess(user, name, ids);
    return ids.map((id) => {
      const level = levels.get(id) ?? 'None';
      // Sharing says which records, object permissions what may be done with any of them.
      if (!rights.read) return accessRow(user.userId, id, 'None');
      if (level === 'All' && !rights.delete) return accessRow(user.userId, id, rights.edit ? 'Transfer' : 'Read');
      return accessRow(user.userId, id, level !== 'None' && !rights.edit ? 'Read' : level);
    });
  });
}

function accessRow(userId: string, recordId: string, level: RecordAccess): AccessRow {
  const order: readonly RecordAccess[] = ['None', 'Read', 'Edit', 'Delete', 'Transfer', 'All'];
  const rank = order.indexOf(level);
  return {
    Id: recordId,
    UserId: userId,
    RecordId: recordId,
    HasReadAccess: Number(rank >= 1),
    HasEditAccess: Number(rank >= 2),
    HasDeleteAccess: Number(level === 'Delete' || level === 'All'),
    HasTransferAccess: Number(rank >= 4),
    HasAllAccess: Number(level === 'All'),
    MaxAccessLevel: level,
  };
}

function namedIds(context: ComparisonContext, condition: Condition | undefined, field: string): readonly string[] {
  if (!condition) return [];
  if (condition.kind === 'and') return condition.parts.flatMap((part) => namedIds(context, part, field));
  if (condition.kind !== 'compare' || condition.left.kind !== 'field') return [];
  if (condition.left.path.at(-1)?.toLowerCase() !== field) return [];
  if (condition.operator !== '=' && condition.operator !== 'IN') return [];
  return textsOf(context, condition.right).flatMap((text) => to18(text) ?? []);
}

function textsOf(context: ComparisonContext, value: Value): readonly string[] {
  if (value.kind === 'string') return [value.value];
  if (value.kind === 'list') return value.values.flatMap((element) => textsOf(context, element));
  if (value.kind === 'bind')
    return bindElements(context, value.name, value.at).flatMap((element) => textsOf(context, element));
  return [];
}
