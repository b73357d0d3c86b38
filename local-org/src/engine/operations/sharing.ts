/** Who may see what, as its administrators ask and set it: explanations, share groups, partner roles, recalculations. */
import type { AccessExplanation, Recalculation, ShareGroup } from '../../security/index.ts';
import { to18 } from '../../store/index.ts';
import { OrgError } from '../errors.ts';
import type { SObjectDef } from '../../schema/types.ts';
import type { OperationContext } from './context.ts';

/** An explanation with the names a person reads. */
export interface ExplainedAccess extends AccessExplanation {
  readonly user: { readonly id: string; readonly name: string; readonly username: string; readonly profile: string };
  readonly record: { readonly id: string; readonly object: string; readonly name: string | null };
}

/** Why a user (id or user name) may or may not see a record, with every reason that holds. */
export function explainAccess(
  input: { readonly userId: string; readonly recordId: string },
  { engine }: OperationContext,
): ExplainedAccess {
  const recordId = to18(input.recordId);
  const def = recordId === undefined ? undefined : engine.schema().objectByPrefix(recordId.slice(0, 3));
  if (!def || recordId === undefined)
    throw new OrgError('INVALID_INPUT', `No object has the ids of ${input.recordId}.`);
  const found = engine.store.get(
    'SELECT "Id" AS id FROM "User" WHERE "Id" = ? OR "Username" = ?',
    to18(input.userId) ?? input.userId,
    input.userId,
  );
  if (!found) throw new OrgError('INVALID_INPUT', `There is no user ${input.userId}.`);
  const user = engine.security.userContext(String(found['id']));
  const { userId, name, username, profileName } = user;
  return {
    user: { id: userId, name, username, profile: profileName },
    record: { id: recordId, object: def.name, name: nameOf(def, recordId, engine.store) },
    ...engine.security.explainAccess(user, def.name, recordId),
  };
}

function nameOf(def: SObjectDef, id: string, store: OperationContext['engine']['store']): string | null {
  const field = [...def.fields.values()].find((candidate) => candidate.nameField);
  if (def.virtual === true || !field || field.type === 'anyType') return null;
  const row = store.get(`SELECT "${field.name}" AS name FROM "${def.name}" WHERE "Id" = ?`, id);
  return typeof row?.['name'] === 'string' ? row['name'] : null;
}

/** The same for whoever may manage users, by a page of the org. Throws INSUFFICIENT_ACCESS for everybody else. */
export function explainAccessOnPage(
  input: { readonly userId: string; readonly recordId: string },
  context: OperationContext,
): ExplainedAccess | null {
  const { security } = context.engine;
  if (!['ManageUsers', 'ModifyAllData'].some((name) => security.hasPermission(context.user, name)))
    throw new OrgError('INSUFFICIENT_ACCESS', 'Only who may manage users sees why others have access.');
  return input.userId === '' && input.recordId === '' ? null : explainAccess(input, context);
}

/** What is set in Setup alone, and sharing rules that are still being applied. */
export function sharingSetup(
  _input: object,
  { engine }: OperationContext,
): {
  readonly shareGroups: readonly ShareGroup[];
  readonly partnerRoles: number;
  readonly recalculations: readonly Recalculation[];
} {
  const { security } = engine;
  return {
    shareGroups: security.setup.shareGroups(),
    partnerRoles: security.setup.partnerRoles(),
    recalculations: security.recalculations(),
  };
}

/** Activates the share group of a sharing set with these members, or with null deactivates it. */
export function setShareGroup(
  input: { readonly sharingSet: string; readonly members: readonly string[] | null },
  { engine, transaction }: OperationContext,
): null {
  transaction.begin();
  const { setup } = engine.security;
  if (input.members === null) setup.deactivateShareGroup(input.sharingSet);
  else setup.activateShareGroup({ sharingSet: input.sharingSet, members: input.members.map((id) => to18(id) ?? id) });
  return null;
}

/** How many roles the next partner account gets. */
export function setPartnerRoles(
  { count }: { readonly count: number },
  { engine, transaction }: OperationContext,
): null {
  transaction.begin();
  engine.security.setup.setPartnerRoles(count);
  return null;
}
