/** Rights to objects and fields: their names in rows and in metadata, and which need which (Help, "Object Permissions"). */
import type { SetupRows } from './setup-rows.ts';

/** Column of ObjectPermissions and element of `objectPermissions`. */
export const objectRights = [
  ['PermissionsRead', 'allowRead'],
  ['PermissionsCreate', 'allowCreate'],
  ['PermissionsEdit', 'allowEdit'],
  ['PermissionsDelete', 'allowDelete'],
  ['PermissionsViewAllRecords', 'viewAllRecords'],
  ['PermissionsModifyAllRecords', 'modifyAllRecords'],
  ['PermissionsViewAllFields', 'viewAllFields'],
] as const;

/** Nobody has a right without those it needs. */
const needs: Readonly<Record<string, readonly string[]>> = {
  PermissionsCreate: ['PermissionsRead'],
  PermissionsEdit: ['PermissionsRead'],
  PermissionsDelete: ['PermissionsRead', 'PermissionsEdit'],
  PermissionsViewAllRecords: ['PermissionsRead'],
  PermissionsModifyAllRecords: ['PermissionsRead', 'PermissionsEdit', 'PermissionsDelete', 'PermissionsViewAllRecords'],
  PermissionsViewAllFields: ['PermissionsRead'],
};

/** The rights that go when these are taken away: themselves and what needs them. */
export function withDependents(rights: readonly string[]): readonly string[] {
  const dependents = Object.keys(needs).filter((right) => needs[right]?.some((needed) => rights.includes(needed)));
  return [...new Set([...rights, ...dependents])];
}

/** `account` → `Account`. */
export function canonicalObject(rows: SetupRows, name: string): string {
  return rows.schema.object(name)?.name ?? name;
}

/** `account.erp_id__c` → `Account.ERP_Id__c`. */
export function canonicalField(rows: SetupRows, name: string): string {
  const [objectName = '', fieldName = ''] = name.split('.');
  const object = rows.schema.object(objectName);
  return object ? `${object.name}.${object.fields.get(fieldName.toLowerCase())?.name ?? fieldName}` : name;
}
