/**
 * The record type a new record gets when its creator names none. Source: Help, "How Is Record Type Access Specified?": a default stands
 * in the profile; with the master record type there, a single record type from permission sets is taken, and of several the user chooses,
 * so that a record made by an API or by Apex keeps the master record type.
 */
import type { DeployedComponent, DeployedMetadata, XmlElement } from '../metadata/index.ts';
import { profileName } from '../metadata/index.ts';
import type { Store, UserContext } from './ports.ts';

export interface DefaultRecordTypeParts {
  readonly store: Store;
  deployed(): DeployedMetadata;
}

/**
 * Builds the lookup: id of the user's default record type for an object, null for the master record type. `PersonAccount` asks for the
 * default among person accounts.
 */
export function createDefaultRecordTypes(
  parts: DefaultRecordTypeParts,
): (user: UserContext, objectName: string) => string | null {
  const known = new Map<string, string | null>();
  let version = -1;
  return (user, objectName) => {
    const deployed = parts.deployed();
    if (deployed.version !== version) {
      known.clear();
      version = deployed.version;
    }
    const key = [objectName, user.profileId, ...user.permissionSetIds].join();
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = defaultOf(user, objectName, parts.store, deployed);
    known.set(key, found);
    return found;
  };
}

function defaultOf(user: UserContext, objectName: string, store: Store, deployed: DeployedMetadata): string | null {
  const profile = deployed.list('Profile').find(({ fullName }) => profileName(fullName) === user.profileName);
  const ofProfile = visibilitiesOf(profile, objectName);
  const chosen = ofProfile.find((entry) => isTrue(entry, 'default') || isTrue(entry, 'personAccountDefault'));
  if (chosen) return idOf(chosen, store);
  if (ofProfile.length > 0) return null;
  const sets = user.permissionSetIds.flatMap((id) => {
    const name = store.get('SELECT Name FROM PermissionSet WHERE Id = ? AND ProfileId IS NULL', id)?.['Name'];
    return typeof name === 'string' ? visibilitiesOf(deployed.permissionSet(name), objectName) : [];
  });
  const ids = new Set(sets.flatMap((entry) => idOf(entry, store) ?? []));
  const [only, second] = ids;
  return only !== undefined && second === undefined ? only : null;
}

/** The visible record types of an object that a profile or permission set names. */
function visibilitiesOf(component: DeployedComponent | undefined, objectName: string): readonly XmlElement[] {
  const prefix = `${objectName.toLowerCase()}.`;
  return (component?.xml?.children ?? []).filter(
    (entry) =>
      entry.name === 'recordTypeVisibilities' &&
      isTrue(entry, 'visible') &&
      text(entry, 'recordType').toLowerCase().startsWith(prefix),
  );
}

function idOf(entry: XmlElement, store: Store): string | null {
  const [objectName = '', developerName = ''] = text(entry, 'recordType').split('.');
  const row = store.get(
    'SELECT Id FROM RecordType WHERE SobjectType = ? COLLATE NOCASE AND DeveloperName = ? COLLATE NOCASE AND IsActive = 1',
    objectName === 'PersonAccount' ? 'Account' : objectName,
    developerName,
  );
  return row === undefined ? null : String(row['Id']);
}

function isTrue(entry: XmlElement, name: string): boolean {
  return text(entry, name) === 'true';
}

function text(entry: XmlElement, name: string): string {
  return entry.children.find((child) => child.name === name)?.text ?? '';
}
