import type { RecordAccess, Store, UserContext } from '../engine/ports.ts';
import type { SObjectDef } from '../schema/types.ts';
import { quoteName } from '../store/index.ts';
import { anyOf, type Clause } from './clause.ts';
import { followedFields } from './followed-parents.ts';
import { defaultModel } from './default-model.ts';
import type { GrantContext, Level } from './grant-types.ts';
import { conditionOf, grantsOf } from './grants.ts';
import { controllingFields } from './share-tables.ts';

/** Reasons that make a user as good as the owner: may delete, transfer and share. */
const OWNER_REASONS = new Set(['owner', 'queue', 'roleHierarchy', 'ownUser']);
const OPEN_TO_ALL = new Set(['modifyAll', 'modifyAllData', 'viewAllData', 'object has no record sharing']);

/**
 * The highest access a user has to each record by sharing. Source: Object Reference, UserRecordAccess.MaxAccessLevel; Salesforce Help,
 * "Controlled by Parent" (whoever may edit the master may do everything with the detail).
 */
export function recordLevels(
  store: Store,
  context: GrantContext,
  user: UserContext,
  object: SObjectDef,
  ids: readonly string[],
): ReadonlyMap<string, RecordAccess> {
  const levels = new Map<string, RecordAccess>(ids.map((id) => [id, 'None']));
  for (const id of allowed(store, context, user, object, ids, 'read')) levels.set(id, 'Read');
  const editable = allowed(store, context, user, object, ids, 'edit');
  const edit: RecordAccess = defaultModel(user, object) === 'ReadWriteTransfer' ? 'Transfer' : 'Edit';
  for (const id of editable) levels.set(id, edit);
  for (const id of fullyAllowed(store, context, user, object, editable)) levels.set(id, 'All');
  return levels;
}

function allowed(
  store: Store,
  context: GrantContext,
  user: UserContext,
  object: SObjectDef,
  ids: readonly string[],
  level: Level,
): readonly string[] {
  const condition = conditionOf(grantsOf(context, user, object, 't', level));
  return matching(store, object, ids, condition);
}

/** Of the records a user may edit, those they may do everything with. */
function fullyAllowed(
  store: Store,
  context: GrantContext,
  user: UserContext,
  object: SObjectDef,
  editable: readonly string[],
): readonly string[] {
  if (editable.length === 0) return [];
  const grants = grantsOf(context, user, object, 't', 'edit');
  const model = defaultModel(user, object);
  if (grants.all !== undefined && (OPEN_TO_ALL.has(grants.all) || model === 'FullAccess')) return editable;
  if (followedFields(object)) return editable;
  const parents = model === 'ControlledByParent' ? controllingFields(object) : [];
  if (parents.length > 0 && parents.every((field) => field.masterDetail)) return editable;
  const asOwner = matching(store, object, editable, ownership(context, user, object));
  const [lookup] = parents;
  const parent = lookup && context.schema.object(lookup.referenceTo[0] ?? '');
  if (!parent) return asOwner;
  const field = `t.${quoteName(lookup.name)}`;
  const rows = store.all(
    `SELECT t."Id" AS id, ${field} AS parent FROM ${quoteName(object.name)} t WHERE t."Id" IN (SELECT value FROM json_each(?)) AND ${field} IS NOT NULL`,
    JSON.stringify(editable),
  );
  const parentIds = [...new Set(rows.map((row) => String(row['parent'])))];
  const full = new Set(fullyAllowed(store, context, user, parent, parentIds));
  return [...asOwner, ...rows.filter((row) => full.has(String(row['parent']))).map((row) => String(row['id']))];
}

/** Owning the record, or standing above its owner, whatever the organisation-wide default says. */
function ownership(context: GrantContext, user: UserContext, object: SObjectDef): Clause {
  if (!object.hasOwner && object.name !== 'User') return anyOf([]);
  const asPrivate: SObjectDef = { ...object, internalSharing: 'Private', externalSharing: 'Private' };
  const grants = grantsOf(context, user, asPrivate, 't', 'edit');
  if (grants.all !== undefined) return anyOf([]);
  return anyOf(grants.grants.filter(({ reason }) => OWNER_REASONS.has(reason)).map(({ condition }) => condition));
}

function matching(
  store: Store,
  object: SObjectDef,
  ids: readonly string[],
  condition: Clause | null,
): readonly string[] {
  const rows = store.all(
    `SELECT t."Id" AS id FROM ${quoteName(object.name)} t WHERE t."Id" IN (SELECT value FROM json_each(?))${condition ? ` AND ${condition.sql}` : ''}`,
    JSON.stringify(ids),
    ...(condition?.params ?? []),
  );
  return rows.map((row) => String(row['id']));
}
