/**
 * What a delete takes along, worked out before anything is written: records that go (cascade), lookups that are cleared, or the child
 * that keeps the record from being deleted. Sources: Apex Developer Guide, "Deleting Records"; Help, "Lookup Relationship" (clear, don't
 * allow, cascade) and "Deleting Accounts".
 */
import type { DmlError, SObjectRecord } from '../engine/records.ts';
import type { ChildRelationship, FieldDef, SObjectDef } from '../schema/types.ts';
import { quoteName, rowToRecord } from '../store/index.ts';
import { dmlError } from './messages.ts';
import type { RemovalContext } from './objects/behaviour.ts';
import { behaviourOf } from './objects/behaviours.ts';
import { idOf, text } from './row.ts';
import { storedRecord } from './steps/load-original.ts';

/** A record with its object. */
export interface Removed {
  readonly object: SObjectDef;
  readonly record: SObjectRecord;
}

/** A lookup that loses its record. */
export interface ClearedLookup {
  readonly object: SObjectDef;
  readonly id: string;
  readonly field: FieldDef;
  readonly value: string;
}

export interface RemovalPlan {
  /** The record itself first, then what hangs on it. */
  readonly removed: readonly Removed[];
  readonly cleared: readonly ClearedLookup[];
  /** Why nothing may be deleted. */
  readonly restriction?: DmlError;
}

/** Children through one relationship that are not deleted. */
export function childrenOf(
  relation: ChildRelationship,
  parentId: string,
  parts: RemovalContext['parts'],
): readonly SObjectRecord[] {
  const child = parts.schema().object(relation.childObject);
  const field = child?.fields.get(relation.field.toLowerCase());
  if (child === undefined || child.virtual === true || field === undefined || child.kind === 'platformEvent') return [];
  const live = child.fields.has('isdeleted') ? ' AND IsDeleted = 0' : '';
  return parts.store
    .all(`SELECT * FROM ${quoteName(child.name)} WHERE ${quoteName(field.name)} = ?${live}`, parentId)
    .map((row) => rowToRecord(child, row));
}

/** Plans the delete of one record. */
export function planRemoval(root: Removed, context: RemovalContext): RemovalPlan {
  const removed: Removed[] = [];
  const cleared = new Map<string, ClearedLookup>();
  const seen = new Set<string>();
  const waiting: Removed[] = [root];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { object, record } = next;
    const id = idOf(record);
    if (seen.has(id)) continue;
    seen.add(id);
    removed.push(next);
    for (const relation of object.childRelationships) {
      const child = context.parts.schema().object(relation.childObject);
      const field = child?.fields.get(relation.field.toLowerCase());
      if (child === undefined || field === undefined) continue;
      const children = childrenOf(relation, id, context.parts);
      const blocking = children.filter((each) => blocks(relation, child, each, context));
      if (blocking.length > 0) return { removed: [], cleared: [], restriction: restriction(root, child, blocking) };
      for (const each of children) {
        if (relation.onDelete === 'Cascade') waiting.push({ object: child, record: each });
        else cleared.set(`${idOf(each)}.${field.name}`, { object: child, id: idOf(each), field, value: id });
      }
    }
    waiting.push(...companions(object, record, context));
  }
  return { removed, cleared: [...cleared.values()].filter((lookup) => !seen.has(lookup.id)) };
}

function blocks(
  relation: ChildRelationship,
  child: SObjectDef,
  record: SObjectRecord,
  context: RemovalContext,
): boolean {
  return (
    relation.onDelete === 'Restrict' ||
    behaviourOf(child).some((behaviour) => behaviour.keepsParent?.(record, relation.field, context) === true)
  );
}

function restriction(root: Removed, child: SObjectDef, records: readonly SObjectRecord[]): DmlError {
  const named = (object: SObjectDef, record: SObjectRecord): string => {
    const field = [...object.fields.values()].find((each) => each.nameField);
    return (field === undefined ? null : text(record, field.name)) ?? text(record, 'Name') ?? idOf(record);
  };
  const names = records.map((each) => named(child, each)).join(', ');
  return dmlError(
    'DELETE_FAILED',
    `Your attempt to delete ${named(root.object, root.record)} could not be completed because it is associated with the following ${child.labelPlural.toLowerCase()}.: ${names}`,
  );
}

/** Records of other objects that are one with this one (the contact of a person account). */
function companions(object: SObjectDef, record: SObjectRecord, context: RemovalContext): readonly Removed[] {
  return behaviourOf(object).flatMap((behaviour) =>
    (behaviour.deletedWith?.(record, context) ?? []).flatMap((id) => {
      const other = context.parts.schema().objectByPrefix(id.slice(0, 3));
      const found = other === undefined ? undefined : storedRecord(other, id, context.parts);
      return other !== undefined && found?.values['IsDeleted'] === false ? [{ object: other, record: found }] : [];
    }),
  );
}
