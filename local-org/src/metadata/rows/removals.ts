/** Rows that go when their component is removed by destructive changes. */
import { removeDuplicateRows } from './duplicate-rules.ts';
import { removeEmailService } from './email-services.ts';
import { removeEmailRows } from './email-templates.ts';
import { profileName } from './permissions.ts';
import type { SetupRows } from './setup-rows.ts';

/** Removes the rows a component implied. Components without rows of their own need nothing here: their tables or readers follow the schema. */
export function removeRowsOf(rows: SetupRows, type: string, fullName: string): void {
  const [objectName = '', partName = ''] = fullName.split('.');
  switch (type) {
    case 'ApexClass':
    case 'ApexTrigger':
    case 'StaticResource':
      rows.remove(type, { Name: fullName });
      break;
    case 'RecordType':
    case 'ListView':
      rows.remove(type, {
        SobjectType: objectName === 'PersonAccount' ? 'Account' : objectName,
        DeveloperName: partName,
      });
      break;
    case 'CustomPermission':
    case 'PlatformCachePartition':
      rows.remove(type, { DeveloperName: fullName });
      break;
    case 'Role':
      rows.remove('UserRole', { DeveloperName: fullName });
      break;
    case 'Group':
      rows.remove('Group', { DeveloperName: fullName, Type: 'Regular' });
      break;
    case 'Queue':
      rows.remove('Group', { DeveloperName: fullName, Type: 'Queue' });
      break;
    case 'PermissionSet':
      removePermissionSet(rows, rows.find('PermissionSet', { Name: fullName, Type: 'Regular' }));
      break;
    case 'PermissionSetGroup': {
      const groupId = rows.find('PermissionSetGroup', { DeveloperName: fullName });
      if (groupId === undefined) break;
      removePermissionSet(rows, rows.find('PermissionSet', { PermissionSetGroupId: groupId }));
      rows.remove('PermissionSetGroupComponent', { PermissionSetGroupId: groupId });
      rows.remove('PermissionSetGroup', { Id: groupId });
      break;
    }
    case 'Profile': {
      const profileId = rows.find('Profile', { Name: profileName(fullName) });
      if (profileId === undefined) break;
      removePermissionSet(rows, rows.find('PermissionSet', { ProfileId: profileId }));
      rows.remove('Profile', { Id: profileId });
      break;
    }
    case 'CustomMetadata': {
      const object = rows.schema.object(`${objectName}__mdt`);
      if (object) rows.remove(object.name, { DeveloperName: partName });
      break;
    }
    case 'CustomSite':
      rows.remove('Site', { Name: fullName });
      break;
    case 'EmailFolder':
    case 'EmailTemplate':
      removeEmailRows(rows, type, fullName);
      break;
    case 'EmailServicesFunction':
      removeEmailService(rows, fullName);
      break;
    case 'AuthProvider':
      rows.remove('AuthProvider', { DeveloperName: fullName });
      break;
    case 'ApexPage':
    case 'ApexComponent':
      rows.remove(type, { Name: fullName });
      break;
    case 'DuplicateRule':
    case 'MatchingRules':
      removeDuplicateRows(rows, type, fullName);
      break;
    case 'Network':
      rows.remove('Network', { Name: fullName });
      break;
    default:
      break;
  }
}

function removePermissionSet(rows: SetupRows, id: string | undefined): void {
  if (id === undefined) return;
  for (const object of ['ObjectPermissions', 'FieldPermissions', 'SetupEntityAccess', 'PermissionSetTabSetting'])
    rows.remove(object, { ParentId: id });
  rows.remove('PermissionSetAssignment', { PermissionSetId: id });
  rows.remove('PermissionSet', { Id: id });
}
