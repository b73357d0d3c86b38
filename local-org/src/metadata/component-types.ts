/**
 * The metadata types the local org accepts, with the folder and file suffix of each.
 * Source: Metadata Coverage Report and the registry of the source-deploy-retrieve library (folder and suffix names).
 */

import { REFUSED_TYPES } from './generated/refused-types.ts';

export type Shape =
  /** One XML file. */
  | 'xml'
  /** A source file with a `-meta.xml` beside it. */
  | 'code'
  /** A folder of files. */
  | 'bundle'
  /** A resource file or folder with a `.resource-meta.xml` beside it. */
  | 'resource'
  /** One XML file with named parts that are components of their own. */
  | 'container';

export interface ComponentType {
  readonly name: string;
  readonly folder: string;
  readonly suffix: string;
  readonly shape: Shape;
  /** The type of the XML's root element when it differs from the name. */
  readonly root?: string;
}

/** A part of a CustomObject: its element in the merged object file, its folder and suffix in source format. */
export interface ObjectPart {
  readonly name: string;
  readonly element: string;
  readonly folder: string;
  readonly suffix: string;
}

function type(name: string, folder: string, suffix: string, shape: Shape = 'xml', root?: string): ComponentType {
  return root === undefined ? { name, folder, suffix, shape } : { name, folder, suffix, shape, root };
}

export const componentTypes: readonly ComponentType[] = [
  type('ApexClass', 'classes', 'cls', 'code'),
  type('ApexTrigger', 'triggers', 'trigger', 'code'),
  type('ApexPage', 'pages', 'page', 'code'),
  type('ApexComponent', 'components', 'component', 'code'),
  type('ApexTestSuite', 'testSuites', 'testSuite'),
  type('AuthProvider', 'authproviders', 'authprovider'),
  type('Certificate', 'certs', 'crt', 'code'),
  type('ConnectedApp', 'connectedApps', 'connectedApp'),
  type('CorsWhitelistOrigin', 'corsWhitelistOrigins', 'corsWhitelistOrigin'),
  type('CspTrustedSite', 'cspTrustedSites', 'cspTrustedSite'),
  type('CustomApplication', 'applications', 'app'),
  type('CustomLabels', 'labels', 'labels', 'container'),
  type('CustomMetadata', 'customMetadata', 'md'),
  type('CustomNotificationType', 'notificationtypes', 'notiftype'),
  type('CustomObject', 'objects', 'object', 'container'),
  type('CustomObjectTranslation', 'objectTranslations', 'objectTranslation', 'container'),
  type('CustomPermission', 'customPermissions', 'customPermission'),
  type('CustomSite', 'sites', 'site'),
  type('CustomTab', 'tabs', 'tab'),
  type('DataWeaveResource', 'dw', 'dwl', 'code'),
  type('DigitalExperienceBundle', 'digitalExperiences', 'digitalExperience', 'bundle'),
  type('DigitalExperienceConfig', 'digitalExperienceConfigs', 'digitalExperienceConfig'),
  type('DuplicateRule', 'duplicateRules', 'duplicateRule'),
  type('EmailServicesFunction', 'emailservices', 'xml'),
  type('EmailTemplate', 'email', 'email', 'code'),
  type('ExternalClientApplication', 'externalClientApps', 'eca'),
  type('ExternalCredential', 'externalCredentials', 'externalCredential'),
  type('ExtlClntAppConfigurablePolicies', 'extlClntAppPolicies', 'ecaPlcy'),
  type('ExtlClntAppGlobalOauthSettings', 'extlClntAppGlobalOauthSets', 'ecaGlblOauth'),
  type('ExtlClntAppOauthConfigurablePolicies', 'extlClntAppOauthPolicies', 'ecaOauthPlcy'),
  type('ExtlClntAppOauthSettings', 'extlClntAppOauthSettings', 'ecaOauth'),
  type('FlexiPage', 'flexipages', 'flexipage'),
  type('GlobalValueSetTranslation', 'globalValueSetTranslations', 'globalValueSetTranslation'),
  type('GlobalValueSet', 'globalValueSets', 'globalValueSet'),
  type('Group', 'groups', 'group'),
  type('Layout', 'layouts', 'layout'),
  type('LightningComponentBundle', 'lwc', 'js', 'bundle'),
  type('LightningMessageChannel', 'messageChannels', 'messageChannel'),
  type('MatchingRules', 'matchingRules', 'matchingRule'),
  type('MutingPermissionSet', 'mutingpermissionsets', 'mutingpermissionset'),
  type('PlatformCachePartition', 'cachePartitions', 'cachePartition'),
  type('NamedCredential', 'namedCredentials', 'namedCredential'),
  type('NavigationMenu', 'navigationMenus', 'navigationMenu'),
  type('Network', 'networks', 'network'),
  type('PermissionSet', 'permissionsets', 'permissionset'),
  type('PermissionSetGroup', 'permissionsetgroups', 'permissionsetgroup'),
  type('PlatformEventChannel', 'platformEventChannels', 'platformEventChannel'),
  type('PlatformEventChannelMember', 'platformEventChannelMembers', 'platformEventChannelMember'),
  type('PlatformEventSubscriberConfig', 'PlatformEventSubscriberConfigs', 'platformEventSubscriberConfig'),
  type('Profile', 'profiles', 'profile'),
  type('Queue', 'queues', 'queue'),
  type('QuickAction', 'quickActions', 'quickAction'),
  type('RemoteSiteSetting', 'remoteSiteSettings', 'remoteSite'),
  type('RestrictionRule', 'restrictionRules', 'rule'),
  type('Role', 'roles', 'role'),
  type('Settings', 'settings', 'settings'),
  type('SharingRules', 'sharingRules', 'sharingRules'),
  type('SharingSet', 'sharingSets', 'sharingSet'),
  type('StandardValueSet', 'standardValueSets', 'standardValueSet'),
  type('StandardValueSetTranslation', 'standardValueSetTranslations', 'standardValueSetTranslation'),
  type('StaticResource', 'staticresources', 'resource', 'resource'),
  type('Translations', 'translations', 'translation'),
];

export const objectParts: readonly ObjectPart[] = [
  { name: 'CustomField', element: 'fields', folder: 'fields', suffix: 'field' },
  { name: 'RecordType', element: 'recordTypes', folder: 'recordTypes', suffix: 'recordType' },
  { name: 'ValidationRule', element: 'validationRules', folder: 'validationRules', suffix: 'validationRule' },
  { name: 'CompactLayout', element: 'compactLayouts', folder: 'compactLayouts', suffix: 'compactLayout' },
  { name: 'ListView', element: 'listViews', folder: 'listViews', suffix: 'listView' },
  { name: 'FieldSet', element: 'fieldSets', folder: 'fieldSets', suffix: 'fieldSet' },
  { name: 'WebLink', element: 'webLinks', folder: 'webLinks', suffix: 'webLink' },
  { name: 'BusinessProcess', element: 'businessProcesses', folder: 'businessProcesses', suffix: 'businessProcess' },
  { name: 'SharingReason', element: 'sharingReasons', folder: 'sharingReasons', suffix: 'sharingReason' },
];

interface RefusedType {
  readonly name: string;
  readonly folder: string;
  readonly suffix: string;
}

const refused: readonly RefusedType[] = REFUSED_TYPES.trim()
  .split('\n')
  .map((line) => {
    const [name = '', folder = '', suffix = ''] = line.split(':');
    return { name, folder, suffix };
  });
const supportedFolders = new Set(componentTypes.map(({ folder }) => folder));
// The first type of a folder names it: `reports` is Report, not ReportFolder.
const refusedFolders = new Map(
  refused
    .filter(({ folder }) => folder !== '' && !supportedFolders.has(folder))
    .map(({ folder, name }) => [folder, name] as const)
    .reverse(),
);
const refusedSuffixes = new Map(
  refused.filter(({ suffix }) => suffix !== '').map(({ suffix, name }) => [suffix, name]),
);

const refusedNames = new Set(refused.map(({ name }) => name));

/** Whether the platform has a type of that name and the local org has not; parts of supported files are not refused. */
export function isRefusedType(name: string): boolean {
  return refusedNames.has(name) && !PARTS_OF_FILES.has(name);
}

/** Types of the registry that stand in files of other types, which the local org takes. */
const PARTS_OF_FILES: ReadonlySet<string> = new Set([
  'MatchingRule',
  'SharingCriteriaRule',
  'SharingGuestRule',
  'SharingOwnerRule',
]);

/** Whether files in a folder of that name belong to a type that is refused. */
export function isRefusedFolder(folder: string): boolean {
  return refusedFolders.has(folder);
}

/** A component of a type that is refused. */
interface RefusedComponent {
  readonly type: string;
  /** Name of the file or of the bundle's folder; other components refer to it by that. */
  readonly fullName: string;
}

/** The refused component a file belongs to, by its suffix or its folder, so that the refusal can name it; undefined for any other file. */
export function refusedComponentOf(path: string): RefusedComponent | undefined {
  const segments = path.split('/');
  const fileName = segments.at(-1) ?? '';
  const suffix = /\.([A-Za-z0-9]+)-meta\.xml$/.exec(fileName)?.[1] ?? '';
  const folder = segments.slice(0, -1).findLastIndex((segment) => refusedFolders.has(segment));
  const type = refusedSuffixes.get(suffix) ?? refusedFolders.get(segments[folder] ?? '');
  if (type === undefined) return undefined;
  const name = (folder < 0 ? undefined : segments[folder + 1]) ?? fileName;
  return { type, fullName: decodeURIComponent(name.replace(/\..*$/, '')) };
}

const byFolder = new Map(componentTypes.map((entry) => [entry.folder, entry]));
const byName = new Map(componentTypes.map((entry) => [entry.name, entry]));

/** The type whose files live in that folder; undefined when the local org has none. */
export function typeOfFolder(folder: string): ComponentType | undefined {
  return byFolder.get(folder);
}

/** The type of one or two files with that suffix; undefined when the local org has none, or when a refused type shares the suffix. */
export function typeOfSuffix(suffix: string): ComponentType | undefined {
  // Every file may end in `.xml`: e-mail services are known by their folder only.
  if (suffix === 'xml' || refusedSuffixes.has(suffix)) return undefined;
  return componentTypes.find((entry) => (entry.shape === 'xml' || entry.shape === 'code') && entry.suffix === suffix);
}

/** The type with that name; undefined when the local org has none. */
export function typeNamed(name: string): ComponentType | undefined {
  return byName.get(name);
}

/** Whether the local org takes components of that type, parts of objects and single labels included. */
export function isSupportedType(name: string): boolean {
  return (
    byName.has(name) ||
    name === 'CustomLabel' ||
    name === 'CustomFieldTranslation' ||
    name === 'EmailFolder' ||
    name === 'DigitalExperience' ||
    objectParts.some((part) => part.name === name)
  );
}
