/** One merge as the SOAP API asks for it. Source: SOAP API Developer Guide, merge(). */
import { OrgError, Unsupported } from '../errors.ts';
import { plainText } from '../json-records.ts';
import type { FieldValue, MergeResult } from '../records.ts';
import { apiDml } from './context.ts';
import type { OperationContext } from './context.ts';

/** A merge request: the record that stays, with the values it gets, and the ids of what goes into it. */
export interface MergeInput {
  readonly object: string;
  readonly values: Readonly<Record<string, FieldValue>>;
  readonly duplicateIds: readonly string[];
  /** The portal user that stays, where contacts or person accounts with users are merged. */
  readonly portalUserId?: string;
}

/**
 * "Each merge operation is within one transaction." What is wrong with this merge is told in its result, so that other requests of the
 * same call keep theirs; `updatedRelatedIds` are those "viewable by the user sending the merge call".
 */
export function merge(
  { object, values, duplicateIds, portalUserId }: MergeInput,
  context: OperationContext,
): MergeResult {
  const { engine, scope } = context;
  const def = engine.schema().object(object);
  if (def === undefined) throw new OrgError('INVALID_TYPE', `sObject type '${object}' is not supported.`);
  const main = { type: def.name, values: { ...values } };
  const before = context.transaction.savepoint();
  try {
    const options = { ...apiDml(context, true), ...(portalUserId === undefined ? {} : { portalUserId }) };
    const result = engine.dml.merge(main, duplicateIds, options, scope);
    return { ...result, updatedRelatedIds: viewable(result.updatedRelatedIds, context) };
  } catch (cause) {
    if (!(cause instanceof OrgError) || cause instanceof Unsupported) throw cause;
    context.transaction.rollbackTo(before);
    const id = Object.entries(values).find(([name]) => name.toLowerCase() === 'id')?.[1] ?? null;
    return {
      id: id === null ? null : plainText(id),
      success: false,
      errors: [{ statusCode: cause.code, message: cause.message, fields: cause.fields }],
      mergedRecordIds: [],
      updatedRelatedIds: [],
    };
  }
}

function viewable(ids: readonly string[], { engine, user }: OperationContext): readonly string[] {
  const byObject = new Map<string, string[]>();
  for (const id of ids) {
    const name = engine.schema().objectByPrefix(id.slice(0, 3))?.name ?? '';
    byObject.set(name, [...(byObject.get(name) ?? []), id]);
  }
  const seen = new Set<string>();
  for (const [name, own] of byObject) {
    const levels = engine.security.recordAccess(user, name, own);
    for (const id of own) if ((levels.get(id) ?? 'None') !== 'None') seen.add(id);
  }
  return ids.filter((id) => seen.has(id));
}
