/**
 * A new, empty org: schema of the standard objects, the rows every org is born with (organisation, licences, profiles, the first
 * administrator, machine users, groups, currency, price book, business hours, duplicate rules, status lists).
 */
import type { Store } from '../engine/ports.ts';
import { catalogueFingerprint, type OrgSchema } from '../schema/index.ts';
import { applySchema, idAt, reachStands, readSetting, writeSetting } from '../store/index.ts';
import { ensureMetadataTables, loadSchema, nextMetadataVersion } from './deployed.ts';
import { leaveOutFeatures, type OrgFeature } from './org-features.ts';
import { userTypeOfLicense } from './rows/permissions.ts';
import { SetupRows } from './rows/setup-rows.ts';
import { writeStatusRows } from './rows/status-rows.ts';
import { writeStandardDuplicateRules } from './seed/duplicate-rules.ts';
import { licenses, standardProfiles, type SeedProfile } from './seed/profiles.ts';

/** Well-known ids of a new org. */
export const organizationId = idAt('00D', 1);
/** The first administrator. */
export const administratorId = idAt('005', 1);
/** Runs event triggers and scheduled machinery without a named user. */
export const automatedProcessId = idAt('005', 2);

export interface NewOrgOptions {
  /** Milliseconds since 1970: when the org was created. */
  readonly now: number;
  readonly organizationName?: string;
  readonly administratorUsername?: string;
  /** Org-wide defaults of language, locale and zone. */
  readonly timeZone?: string;
  readonly locale?: string;
  /** The corporate currency, which its users have too; EUR without. */
  readonly currency?: string;
  /** What the org is to be made without. */
  readonly without?: readonly OrgFeature[];
}

const rightsColumns: Readonly<Record<string, string>> = {
  r: 'PermissionsRead',
  c: 'PermissionsCreate',
  e: 'PermissionsEdit',
  d: 'PermissionsDelete',
};

/** Creates the org in an empty store and returns its schema; a store that has an org already is left as it is. */
export function createOrg(store: Store, options: NewOrgOptions): OrgSchema {
  ensureMetadataTables(store);
  if (hasOrg(store)) return followCatalogue(store);
  store.exec('BEGIN IMMEDIATE');
  try {
    leaveOutFeatures(store, options.without ?? []);
    nextMetadataVersion(store);
    applySchema(store, loadSchema(store));
    writeSetting(store, 'catalogue', catalogueFingerprint());
    store.run('INSERT INTO _ids (prefix, serial) VALUES (?, ?), (?, ?)', '00D', 1, '005', 9);
    const rows = new SetupRows(store, loadSchema(store), options.now, administratorId);
    writeOrganization(rows, options);
    writeCurrencies(rows, options.currency ?? DEFAULT_CURRENCY);
    writeProfiles(rows);
    writeUsers(rows, options);
    writeGroups(rows);
    rows.insert('Pricebook2', { Name: 'Standard Price Book', IsStandard: true, IsActive: true, Description: null });
    writeBusinessHours(rows, options.timeZone ?? 'Europe/Berlin');
    writeStandardDuplicateRules(store, rows);
    nextMetadataVersion(store);
    const schema = loadSchema(store);
    writeStatusRows(rows, schema);
    store.exec('COMMIT');
    return schema;
  } catch (error) {
    store.exec('ROLLBACK');
    throw error;
  }
}

/**
 * A newer local org knows more standard fields: an older store gets their columns, and its sources are deployed anew next time. One that
 * keeps its tables otherwise than now is brought up to date, which takes some ten seconds for millions of rows.
 */
function followCatalogue(store: Store): OrgSchema {
  const fingerprint = catalogueFingerprint();
  const isKnown = readSetting(store, 'catalogue') === fingerprint;
  if (isKnown && reachStands(store)) return loadSchema(store);
  store.exec('BEGIN IMMEDIATE');
  try {
    nextMetadataVersion(store);
    const schema = loadSchema(store);
    applySchema(store, schema);
    if (!isKnown) {
      writeSetting(store, 'catalogue', fingerprint);
      writeSetting(store, 'deployedHash', '');
    }
    store.exec('COMMIT');
    return schema;
  } catch (error) {
    store.exec('ROLLBACK');
    throw error;
  }
}

/** Whether the store holds an org. */
export function hasOrg(store: Store): boolean {
  if (!store.get("SELECT 1 FROM _columns WHERE object = 'Organization' LIMIT 1")) return false;
  return store.get('SELECT 1 FROM Organization LIMIT 1') !== undefined;
}

function writeOrganization(rows: SetupRows, options: NewOrgOptions): void {
  rows.insert('Organization', {
    Id: organizationId,
    Name: options.organizationName ?? 'Unified Power',
    OrganizationType: 'Enterprise Edition',
    InstanceName: 'UP0',
    IsSandbox: false,
    IsReadOnly: false,
    LanguageLocaleKey: 'en_US',
    DefaultLocaleSidKey: options.locale ?? 'de_DE',
    TimeZoneSidKey: options.timeZone ?? 'Europe/Berlin',
    FiscalYearStartMonth: 1,
    Country: 'Germany',
    CountryCode: 'DE',
    UiSkin: 'Theme3',
  });
}

const DEFAULT_CURRENCY = 'EUR';

/** The corporate currency; others are activated by an administrator. */
function writeCurrencies(rows: SetupRows, currency: string): void {
  rows.insert('CurrencyType', {
    IsoCode: currency,
    ConversionRate: 1,
    DecimalPlaces: 2,
    IsActive: true,
    IsCorporate: true,
  });
}

function writeProfiles(rows: SetupRows): void {
  for (const license of licenses)
    rows.insert('UserLicense', {
      Name: license.name,
      MasterLabel: license.name,
      LicenseDefinitionKey: license.key,
      Status: 'Active',
      TotalLicenses: license.total,
      UsedLicenses: 0,
    });
  for (const profile of standardProfiles) writeStandardProfile(rows, profile);
}

function writeStandardProfile(rows: SetupRows, profile: SeedProfile): void {
  const licenseId = rows.find('UserLicense', { Name: profile.license }) ?? null;
  const names = [...rows.object('PermissionSet').fields.values()]
    .map((field) => field.name)
    .filter((name) => name.startsWith('Permissions'));
  const held =
    profile.permissions === 'all'
      ? names.filter(
          (name) =>
            !/ApiUserOnly|ForceTwoFactor|PasswordNeverExpires|BypassMFA|PreventClassic|ViewOnlyEmbedded/.test(name),
        )
      : profile.permissions.map((name) => `Permissions${name}`);
  const permissions = Object.fromEntries(held.map((name) => [name, true]));
  const profileFields = rows.object('Profile').fields;
  const profileId = rows.insert('Profile', {
    Name: profile.name,
    UserLicenseId: licenseId,
    UserType: userTypeOfLicense(profile.license),
    ...Object.fromEntries(Object.entries(permissions).filter(([name]) => profileFields.has(name.toLowerCase()))),
  });
  const setId = rows.insert('PermissionSet', {
    Name: `X00e${profileId.slice(3)}`,
    Label: profile.name,
    ProfileId: profileId,
    IsOwnedByProfile: true,
    IsCustom: false,
    Type: 'Profile',
    LicenseId: licenseId,
    ...permissions,
  });
  writeObjectRights(rows, setId, profile);
}

/** Rights on standard objects, and on all their fields that field-level security governs: a new profile hides none of those. */
function writeObjectRights(rows: SetupRows, setId: string, profile: SeedProfile): void {
  for (const object of rows.schema.objects()) {
    if (object.custom || object.kind !== 'standard' || object.internalSharing === 'None') continue;
    const rights = profile.objects[object.name] ?? profile.objects['*'] ?? '';
    if (rights === '') continue;
    rows.insert('ObjectPermissions', {
      ParentId: setId,
      SobjectType: object.name,
      ...Object.fromEntries([...rights].map((right) => [rightsColumns[right] ?? '', true])),
      PermissionsViewAllRecords: profile.viewAndModifyAll,
      PermissionsModifyAllRecords: profile.viewAndModifyAll,
    });
    const editable = rights.includes('e') || rights.includes('c');
    for (const field of object.fields.values()) {
      if (field.permissionable)
        rows.insert('FieldPermissions', {
          ParentId: setId,
          SobjectType: object.name,
          Field: `${object.name}.${field.name}`,
          PermissionsRead: true,
          PermissionsEdit: editable && (field.createable || field.type === 'address'),
        });
    }
  }
}

function writeUsers(rows: SetupRows, options: NewOrgOptions): void {
  const username = options.administratorUsername ?? 'admin@unified-power.example';
  const shared = {
    TimeZoneSidKey: options.timeZone ?? 'Europe/Berlin',
    LocaleSidKey: options.locale ?? 'de_DE',
    LanguageLocaleKey: 'en_US',
    EmailEncodingKey: 'UTF-8',
    DefaultCurrencyIsoCode: options.currency ?? DEFAULT_CURRENCY,
    IsActive: true,
  };
  const administratorProfile = rows.find('Profile', { Name: 'System Administrator' }) ?? null;
  rows.insert('User', {
    ...shared,
    Id: administratorId,
    Username: username,
    FirstName: 'Ada',
    LastName: 'Admin',
    Name: 'Ada Admin',
    Alias: 'aadmi',
    CommunityNickname: 'admin',
    Email: username,
    ProfileId: administratorProfile,
    UserType: 'Standard',
  });
  rows.insert('User', {
    ...shared,
    Id: automatedProcessId,
    Username: `autoproc@${organizationId.slice(0, 15).toLowerCase()}`,
    LastName: 'Automated Process',
    Name: 'Automated Process',
    Alias: 'autoproc',
    CommunityNickname: 'autoproc',
    Email: `noreply@${organizationId.slice(0, 15).toLowerCase()}`,
    ProfileId: null,
    UserType: 'AutomatedProcess',
  });
}

/** Groups every org has: internal users, partner users, customer portal users. */
function writeGroups(rows: SetupRows): void {
  rows.insert('Group', {
    Name: 'All Internal Users',
    DeveloperName: 'AllInternalUsers',
    Type: 'Organization',
    RelatedId: organizationId,
  });
  rows.insert('Group', {
    Name: 'All Partner Users',
    DeveloperName: 'AllPartnerUsers',
    Type: 'PRMOrganization',
    RelatedId: organizationId,
  });
  rows.insert('Group', {
    Name: 'All Customer Portal Users',
    DeveloperName: 'AllCustomerPortalUsers',
    Type: 'AllCustomerPortal',
    RelatedId: organizationId,
  });
}

/** Open around the clock, as a new org's default hours are. */
function writeBusinessHours(rows: SetupRows, timeZone: string): void {
  const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
  const times = Object.fromEntries(
    days.flatMap((day) => [
      [`${day}StartTime`, '00:00:00.000Z'],
      [`${day}EndTime`, '00:00:00.000Z'],
    ]),
  );
  rows.insert('BusinessHours', {
    Name: 'Default',
    IsActive: true,
    IsDefault: true,
    TimeZoneSidKey: timeZone,
    ...times,
  });
}
