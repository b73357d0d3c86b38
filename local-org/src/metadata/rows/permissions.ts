/**
 * Profiles, permission sets and groups of them → rows. A profile's rights live in a permission set it owns, as on the platform.
 * Source: Object Reference (PermissionSet, ObjectPermissions, FieldPermissions, SetupEntityAccess, PermissionSetTabSetting).
 */
import type { FieldValue } from '../../engine/records.ts';
import { flagOf, textOf } from '../../schema/index.ts';
import { quoteName } from '../../store/index.ts';
import { standardProfileNames } from '../seed/profiles.ts';
import type { XmlElement } from '../xml.ts';
import type { DeployedComponent, DeployedMetadata } from '../deployed.ts';
import { mute } from './muted-rights.ts';
import { canonicalField, canonicalObject, objectRights } from './object-rights.ts';
import { writeSetupAccess } from './setup-access.ts';
import type { SetupRows } from './setup-rows.ts';

/** The name a profile has in the org: standard profiles have other names in metadata (`Admin`). */
export function profileName(fullName: string): string {
  return standardProfileNames.get(fullName) ?? decodeURIComponent(fullName);
}

/** A permission set replaces all its rights with every deploy. */
export function writePermissionSet(rows: SetupRows, component: DeployedComponent): void {
  const xml = component.xml;
  if (!xml) return;
  const license = textOf(xml, 'license');
  const id = rows.upsert(
    'PermissionSet',
    { Name: component.fullName, Type: 'Regular' },
    {
      Label: textOf(xml, 'label') ?? component.fullName,
      Description: textOf(xml, 'description') ?? null,
      IsCustom: true,
      IsOwnedByProfile: false,
      HasActivationRequired: flagOf(xml, 'hasActivationRequired'),
      LicenseId: license === undefined ? null : (rows.find('UserLicense', { Name: license }) ?? null),
      ...userPermissions(rows, xml, false),
    },
  );
  for (const object of ['ObjectPermissions', 'FieldPermissions', 'SetupEntityAccess', 'PermissionSetTabSetting'])
    rows.remove(object, { ParentId: id });
  writeRights(rows, id, xml);
}

/** A profile keeps what its file does not mention. A profile the org lacks is created from its licence. */
export function writeProfile(rows: SetupRows, component: DeployedComponent): void {
  const xml = component.xml;
  if (!xml) return;
  const name = profileName(component.fullName);
  const license = textOf(xml, 'userLicense') ?? 'Salesforce';
  const licenseId = rows.find('UserLicense', { Name: license });
  if (licenseId === undefined) throw new Error(`No user license ${license}`);
  const existing = rows.find('Profile', { Name: name });
  const profileId =
    existing ??
    rows.insert('Profile', {
      Name: name,
      UserLicenseId: licenseId,
      UserType: userTypeOfLicense(license),
      Description: textOf(xml, 'description') ?? null,
    });
  const setId =
    rows.find('PermissionSet', { ProfileId: profileId }) ??
    rows.insert('PermissionSet', {
      Name: `X00e${profileId.slice(3)}`,
      Label: name,
      ProfileId: profileId,
      IsOwnedByProfile: true,
      IsCustom: false,
      LicenseId: licenseId,
      Type: 'Profile',
    });
  const permissions = userPermissions(rows, xml, true);
  rows.update('PermissionSet', setId, permissions);
  const profileFields = rows.object('Profile').fields;
  rows.update(
    'Profile',
    profileId,
    Object.fromEntries(Object.entries(permissions).filter(([field]) => profileFields.has(field.toLowerCase()))),
  );
  writeRights(rows, setId, xml);
}

/** User.UserType and Profile.UserType of a licence's users. */
export function userTypeOfLicense(license: string): string {
  if (license.startsWith('Partner Community') || license === 'Gold Partner') return 'PowerPartner';
  if (license.startsWith('Customer Community Plus')) return 'PowerCustomerSuccess';
  if (
    license.startsWith('Customer Community') ||
    license === 'High Volume Customer Portal' ||
    license === 'External Identity'
  )
    return 'CspLitePortal';
  if (license.startsWith('Guest')) return 'Guest';
  if (license === 'Salesforce Integration') return 'Standard';
  return 'Standard';
}

function userPermissions(rows: SetupRows, xml: XmlElement, onlyMentioned: boolean): Record<string, FieldValue> {
  const values: Record<string, FieldValue> = {};
  const fields = rows.object('PermissionSet').fields;
  if (!onlyMentioned)
    for (const field of fields.values()) if (field.name.startsWith('Permissions')) values[field.name] = false;
  for (const element of xml.children) {
    if (element.name !== 'userPermissions') continue;
    const field = fields.get(`permissions${(textOf(element, 'name') ?? '').toLowerCase()}`);
    if (field) values[field.name] = flagOf(element, 'enabled');
  }
  return values;
}

function writeRights(rows: SetupRows, parentId: string, xml: XmlElement): void {
  for (const element of xml.children) {
    switch (element.name) {
      case 'objectPermissions':
        rows.upsert(
          'ObjectPermissions',
          { ParentId: parentId, SobjectType: canonicalObject(rows, textOf(element, 'object') ?? '') },
          Object.fromEntries(objectRights.map(([field, source]) => [field, flagOf(element, source)])),
        );
        break;
      case 'fieldPermissions': {
        const field = canonicalField(rows, textOf(element, 'field') ?? '');
        rows.upsert(
          'FieldPermissions',
          { ParentId: parentId, Field: field },
          {
            SobjectType: field.split('.')[0] ?? '',
            PermissionsRead: flagOf(element, 'readable', flagOf(element, 'editable')),
            PermissionsEdit: flagOf(element, 'editable'),
          },
        );
        break;
      }
      case 'customMetadataTypeAccesses':
      case 'customSettingAccesses':
        // The platform names the type by a durable id that no row here has; security/ reads the grant as a right to read the object.
        rows.upsert(
          'ObjectPermissions',
          { ParentId: parentId, SobjectType: canonicalObject(rows, textOf(element, 'name') ?? '') },
          { PermissionsRead: flagOf(element, 'enabled') },
        );
        break;
      case 'classAccesses':
      case 'pageAccesses':
      case 'customPermissions':
        writeSetupAccess(rows, parentId, element, flagOf(element, 'enabled'));
        break;
      case 'tabSettings':
        tabSetting(rows, parentId, textOf(element, 'tab') ?? '', textOf(element, 'visibility') ?? '');
        break;
      case 'tabVisibilities':
        tabSetting(rows, parentId, textOf(element, 'tab') ?? '', textOf(element, 'visibility') ?? '');
        break;
      default:
        // App, record-type, page-layout and credential access have no rows: their readers use the component itself.
        break;
    }
  }
}

/** Permission sets say Visible/Available/None, profiles DefaultOn/DefaultOff/Hidden; the rows know DefaultOn and DefaultOff. */
function tabSetting(rows: SetupRows, parentId: string, tab: string, visibility: string): void {
  const keys = { ParentId: parentId, Name: tab };
  if (visibility === 'Visible' || visibility === 'DefaultOn')
    rows.upsert('PermissionSetTabSetting', keys, { Visibility: 'DefaultOn' });
  else if (visibility === 'Available' || visibility === 'DefaultOff')
    rows.upsert('PermissionSetTabSetting', keys, { Visibility: 'DefaultOff' });
  else rows.remove('PermissionSetTabSetting', keys);
}

/** A group, and which permission sets it is made of; its rights are put together by `calculatePermissionSetGroups`. */
export function writePermissionSetGroup(rows: SetupRows, component: DeployedComponent): void {
  const { xml } = component;
  if (!xml) return;
  const groupId = rows.upsert(
    'PermissionSetGroup',
    { DeveloperName: component.fullName },
    {
      MasterLabel: textOf(xml, 'label') ?? component.fullName,
      Description: textOf(xml, 'description') ?? null,
      Language: 'en_US',
      Status: 'Updated',
      HasActivationRequired: flagOf(xml, 'hasActivationRequired'),
    },
  );
  rows.remove('PermissionSetGroupComponent', { PermissionSetGroupId: groupId });
  for (const name of textsOf(xml, 'permissionSets')) {
    const member = rows.find('PermissionSet', { Name: name, Type: 'Regular' });
    if (member === undefined) continue;
    rows.insert('PermissionSetGroupComponent', { PermissionSetGroupId: groupId, PermissionSetId: member });
  }
}

/**
 * A permission set group owns a permission set of type Group that holds the union of its members' rights less what its muting sets mute:
 * an assignment to the group is an assignment to that set. Puts those rights together anew, for all groups or those of `groupIds`.
 */
export function calculatePermissionSetGroups(
  rows: SetupRows,
  metadata: DeployedMetadata,
  groupIds?: ReadonlySet<string>,
): void {
  for (const group of rows.store.all(
    'SELECT Id, DeveloperName, MasterLabel FROM PermissionSetGroup WHERE IsDeleted = 0 ORDER BY Id',
  )) {
    const [groupId, name] = [String(group['Id']), String(group['DeveloperName'])];
    if (groupIds?.has(groupId) === false) continue;
    const members = rows.store
      .all(
        'SELECT PermissionSetId AS id FROM PermissionSetGroupComponent WHERE PermissionSetGroupId = ? AND IsDeleted = 0 ORDER BY Id',
        groupId,
      )
      .map((row) => String(row['id']));
    const setId = rows.upsert(
      'PermissionSet',
      { PermissionSetGroupId: groupId },
      { Name: name, Label: String(group['MasterLabel']), Type: 'Group', IsCustom: true, IsOwnedByProfile: false },
    );
    unite(rows, setId, members);
    const xml = metadata.get('PermissionSetGroup', name)?.xml;
    for (const muting of xml ? textsOf(xml, 'mutingPermissionSets') : [])
      mute(rows, setId, metadata.get('MutingPermissionSet', muting)?.xml ?? null);
  }
}

function textsOf(xml: XmlElement, name: string): readonly string[] {
  return xml.children.filter((child) => child.name === name).map((child) => child.text);
}

function unite(rows: SetupRows, setId: string, members: readonly string[]): void {
  const { store } = rows;
  const marks = members.map(() => '?').join(', ');
  const permissions = [...rows.object('PermissionSet').fields.values()]
    .map((field) => field.name)
    .filter((name) => name.startsWith('Permissions'));
  const united = store.get(
    `SELECT ${permissions.map((name) => `max(${quoteName(name)}) AS ${quoteName(name)}`).join(', ')} FROM PermissionSet WHERE Id IN (${marks})`,
    ...members,
  );
  rows.update('PermissionSet', setId, Object.fromEntries(permissions.map((name) => [name, united?.[name] === 1])));
  uniteChildren(
    rows,
    setId,
    members,
    'ObjectPermissions',
    ['SobjectType'],
    objectRights.map(([field]) => field),
  );
  uniteChildren(
    rows,
    setId,
    members,
    'FieldPermissions',
    ['Field', 'SobjectType'],
    ['PermissionsRead', 'PermissionsEdit'],
  );
  uniteChildren(rows, setId, members, 'SetupEntityAccess', ['SetupEntityId', 'SetupEntityType'], []);
  rows.remove('PermissionSetTabSetting', { ParentId: setId });
  for (const row of store.all(
    `SELECT Name, max(Visibility) AS Visibility FROM PermissionSetTabSetting WHERE ParentId IN (${marks}) GROUP BY Name`,
    ...members,
  ))
    rows.insert('PermissionSetTabSetting', {
      ParentId: setId,
      Name: String(row['Name']),
      Visibility: String(row['Visibility']),
    });
}

function uniteChildren(
  rows: SetupRows,
  setId: string,
  members: readonly string[],
  object: string,
  keys: readonly string[],
  rights: readonly string[],
): void {
  rows.remove(object, { ParentId: setId });
  const columns = [...keys, ...rights.map((name) => `max(${name}) AS ${name}`)].join(', ');
  const marks = members.map(() => '?').join(', ');
  for (const row of rows.store.all(
    `SELECT ${columns} FROM ${object} WHERE ParentId IN (${marks}) GROUP BY ${keys.join(', ')}`,
    ...members,
  )) {
    const values: Record<string, FieldValue> = {};
    for (const key of keys) values[key] = String(row[key]);
    for (const right of rights) values[right] = row[right] === 1;
    rows.insert(object, { ParentId: setId, ...values });
  }
}
