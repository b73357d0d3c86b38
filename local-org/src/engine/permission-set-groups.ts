/**
 * Keeps the rights of permission set groups true when members or their rights change by DML. Source: Help, "Permission Set Group Status and
 * Recalculation": a change of a member makes the group outdated, and the platform calculates it anew, there in the background, here in the
 * same transaction.
 */
import { automatedProcessId, calculatePermissionSetGroups, SetupRows } from '../metadata/index.ts';
import type { DeployedMetadata } from '../metadata/index.ts';
import type { OrgSchema } from '../schema/types.ts';
import type { Clock, Store } from './ports.ts';
import type { SObjectRecord } from './records.ts';

export interface PermissionSetGroupParts {
  readonly store: Store;
  readonly clock: Clock;
  schema(): OrgSchema;
  deployed(): DeployedMetadata;
}

/** The field that names the permission set whose rights a row changes. */
const SET_FIELDS: Readonly<Record<string, string>> = {
  PermissionSet: 'Id',
  ObjectPermissions: 'ParentId',
  FieldPermissions: 'ParentId',
  SetupEntityAccess: 'ParentId',
  PermissionSetTabSetting: 'ParentId',
};
const GROUP_FIELDS: Readonly<Record<string, string>> = {
  PermissionSetGroup: 'Id',
  PermissionSetGroupComponent: 'PermissionSetGroupId',
};

/** To be called after rows were written and before anybody asks for rights again. */
export function afterPermissionsWrite(
  objectName: string,
  before: readonly SObjectRecord[] | null,
  after: readonly SObjectRecord[] | null,
  parts: PermissionSetGroupParts,
): void {
  const records = [...(before ?? []), ...(after ?? [])];
  const groups = new Set([
    ...idsIn(records, GROUP_FIELDS[objectName]),
    ...idsIn(records, SET_FIELDS[objectName]).flatMap((setId) =>
      parts.store
        .all(
          'SELECT PermissionSetGroupId AS id FROM PermissionSetGroupComponent WHERE PermissionSetId = ? AND IsDeleted = 0',
          setId,
        )
        .map((row) => String(row['id'])),
    ),
  ]);
  if (groups.size === 0) return;
  const rows = new SetupRows(parts.store, parts.schema(), parts.clock.now(), automatedProcessId);
  if (objectName === 'PermissionSetGroup' && after === null) for (const id of groups) removeOwnSet(rows, id);
  calculatePermissionSetGroups(rows, parts.deployed(), groups);
}

function idsIn(records: readonly SObjectRecord[], field: string | undefined): readonly string[] {
  if (field === undefined) return [];
  return records.flatMap(({ values }) => (typeof values[field] === 'string' ? [values[field]] : []));
}

function removeOwnSet(rows: SetupRows, groupId: string): void {
  const setId = rows.find('PermissionSet', { PermissionSetGroupId: groupId });
  if (setId === undefined) return;
  for (const object of Object.keys(SET_FIELDS)) {
    if (object !== 'PermissionSet') rows.remove(object, { ParentId: setId });
  }
  rows.remove('PermissionSet', { Id: setId });
}
