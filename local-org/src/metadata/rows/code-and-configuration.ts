/** Apex, static resources, record types, custom permissions, custom metadata records, sites and status lists → rows. */
import type { FieldValue } from '../../engine/records.ts';
import { childrenOf, flagOf, numberOf, textOf, type FieldDef, type SObjectDef } from '../../schema/index.ts';
import type { DeployedComponent, DeployedMetadata } from '../deployed.ts';
import type { XmlElement } from '../xml.ts';
import type { SetupRows } from './setup-rows.ts';
import { userTypeOfLicense } from './permissions.ts';

const DEFAULT_API_VERSION = 67;

/** An Apex class or trigger row. */
export function writeApex(rows: SetupRows, component: DeployedComponent): void {
  const body = component.body;
  const xml = component.xml;
  const shared = {
    ApiVersion: (xml ? numberOf(xml, 'apiVersion') : undefined) ?? DEFAULT_API_VERSION,
    Status: (xml && textOf(xml, 'status')) ?? 'Active',
    IsValid: true,
    Body: body,
    LengthWithoutComments: body.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').length,
  };
  if (component.type === 'ApexClass') {
    rows.upsert('ApexClass', { Name: component.fullName }, shared);
    return;
  }
  const head = /\btrigger\s+\w+\s+on\s+(\w+)\s*\(([^)]*)\)/i.exec(body);
  const events = (head?.[2] ?? '').toLowerCase();
  const usage = (event: string): boolean => events.includes(event);
  rows.upsert(
    'ApexTrigger',
    { Name: component.fullName },
    {
      ...shared,
      TableEnumOrId: rows.schema.object(head?.[1] ?? '')?.name ?? head?.[1] ?? '',
      UsageBeforeInsert: usage('before insert'),
      UsageAfterInsert: usage('after insert'),
      UsageBeforeUpdate: usage('before update'),
      UsageAfterUpdate: usage('after update'),
      UsageBeforeDelete: usage('before delete'),
      UsageAfterDelete: usage('after delete'),
      UsageAfterUndelete: usage('after undelete'),
    },
  );
}

/** A Visualforce page or component: its row with the markup. Nothing renders it. */
export function writeVisualforce(rows: SetupRows, component: DeployedComponent): void {
  const { xml, type, fullName, body } = component;
  rows.upsert(
    type,
    { Name: fullName },
    {
      MasterLabel: (xml && textOf(xml, 'label')) ?? fullName,
      Description: (xml && textOf(xml, 'description')) ?? null,
      ApiVersion: (xml ? numberOf(xml, 'apiVersion') : undefined) ?? DEFAULT_API_VERSION,
      ControllerType: '0',
      Markup: body,
      ...(type === 'ApexPage' && {
        IsAvailableInTouch: xml ? flagOf(xml, 'availableInTouch') : false,
        IsConfirmationTokenRequired: xml ? flagOf(xml, 'confirmationTokenRequired') : false,
      }),
    },
  );
}

/** An authentication provider; the consumer secret is kept in the component alone. */
export function writeAuthProvider(rows: SetupRows, component: DeployedComponent): void {
  const { xml, fullName } = component;
  if (!xml) return;
  const text = (name: string): string | null => textOf(xml, name) ?? null;
  const handler = textOf(xml, 'registrationHandler');
  const plugin = textOf(xml, 'plugin');
  const user = textOf(xml, 'executionUser');
  const classNamed = (name: string | undefined): string | null =>
    (name === undefined ? undefined : rows.find('ApexClass', { Name: name })) ?? null;
  rows.upsert(
    'AuthProvider',
    { DeveloperName: fullName },
    {
      FriendlyName: textOf(xml, 'friendlyName') ?? fullName,
      ProviderType: textOf(xml, 'providerType') ?? '',
      ConsumerKey: text('consumerKey'),
      AuthorizeUrl: text('authorizeUrl'),
      TokenUrl: text('tokenUrl'),
      UserInfoUrl: text('userInfoUrl'),
      DefaultScopes: text('defaultScopes'),
      ErrorUrl: text('errorUrl'),
      IconUrl: text('iconUrl'),
      IdTokenIssuer: text('idTokenIssuer'),
      LogoutUrl: text('logoutUrl'),
      RegistrationHandlerId: classNamed(handler),
      PluginId: classNamed(plugin),
      ExecutionUserId: (user === undefined ? undefined : rows.find('User', { Username: user })) ?? null,
      OptionsSendAccessTokenInHeader: flagOf(xml, 'sendAccessTokenInHeader'),
      OptionsSendClientCredentialsInHeader: flagOf(xml, 'sendClientCredentialsInHeader'),
      OptionsIncludeOrgIdInId: flagOf(xml, 'includeOrgIdInIdentifier'),
    },
  );
}

/** A static resource; a folder in source format is kept as its files, the row then holds nothing but the name. */
export function writeStaticResource(rows: SetupRows, component: DeployedComponent): void {
  const xml = component.xml;
  const single = component.files.length === 1 ? component.files[0] : undefined;
  const content = single && !single.path.includes('/') ? single.content : new Uint8Array();
  rows.upsert(
    'StaticResource',
    { Name: component.fullName },
    {
      Body: content,
      BodyLength: content.byteLength,
      ContentType: (xml && textOf(xml, 'contentType')) ?? 'application/octet-stream',
      CacheControl: (xml && textOf(xml, 'cacheControl')) ?? 'Private',
      Description: (xml && textOf(xml, 'description')) ?? null,
    },
  );
}

/** A record type row; those of `PersonAccount` belong to Account. */
export function writeRecordType(rows: SetupRows, component: DeployedComponent): void {
  const [objectName = '', developerName = ''] = component.fullName.split('.');
  const xml = component.xml;
  const person = objectName === 'PersonAccount';
  rows.upsert(
    'RecordType',
    {
      SobjectType: person ? 'Account' : (rows.schema.object(objectName)?.name ?? objectName),
      DeveloperName: developerName,
    },
    {
      Name: (xml && textOf(xml, 'label')) ?? developerName,
      IsActive: xml ? flagOf(xml, 'active') : false,
      Description: (xml && textOf(xml, 'description')) ?? null,
      IsPersonType: person,
    },
  );
}

/** A partition of the platform cache; Apex uses it through `Cache.Org` and `Cache.Session`. */
export function writeCachePartition(rows: SetupRows, component: DeployedComponent): void {
  const xml = component.xml;
  const partitionId = rows.upsert(
    'PlatformCachePartition',
    { DeveloperName: component.fullName },
    {
      MasterLabel: (xml && textOf(xml, 'masterLabel')) ?? component.fullName,
      Description: (xml && textOf(xml, 'description')) ?? null,
      Language: 'en_US',
      IsDefaultPartition: xml ? flagOf(xml, 'isDefaultPartition') : false,
    },
  );
  for (const part of xml ? childrenOf(xml, 'platformCachePartitionTypes') : [])
    rows.upsert(
      'PlatformCachePartitionType',
      { PlatformCachePartitionId: partitionId, CacheType: textOf(part, 'cacheType') ?? 'Organization' },
      {
        AllocatedCapacity: numberOf(part, 'allocatedCapacity') ?? 0,
        AllocatedPartnerCapacity: numberOf(part, 'allocatedPartnerCapacity') ?? 0,
        AllocatedPurchasedCapacity: numberOf(part, 'allocatedPurchasedCapacity') ?? 0,
        AllocatedTrialCapacity: numberOf(part, 'allocatedTrialCapacity') ?? 0,
      },
    );
}

/** A custom permission row. */
export function writeCustomPermission(rows: SetupRows, component: DeployedComponent): void {
  const xml = component.xml;
  rows.upsert(
    'CustomPermission',
    { DeveloperName: component.fullName },
    {
      MasterLabel: (xml && textOf(xml, 'label')) ?? component.fullName,
      Description: (xml && textOf(xml, 'description')) ?? null,
      Language: 'en_US',
      IsProtected: false,
    },
  );
}

/** A list view row, so that list views can be queried. */
export function writeListView(rows: SetupRows, component: DeployedComponent): void {
  const [objectName = '', developerName = ''] = component.fullName.split('.');
  rows.upsert(
    'ListView',
    { SobjectType: rows.schema.object(objectName)?.name ?? objectName, DeveloperName: developerName },
    { Name: (component.xml && textOf(component.xml, 'label')) ?? developerName, IsSoqlCompatible: true },
  );
}

/** A custom metadata record: `Country_Setting.Germany` is a row of `Country_Setting__mdt`. */
export function writeCustomMetadata(rows: SetupRows, component: DeployedComponent, metadata: DeployedMetadata): void {
  const [typeName = '', developerName = ''] = component.fullName.split('.');
  const object = rows.object(`${typeName.replace(/__mdt$/, '')}__mdt`);
  const xml = component.xml;
  const label = (xml && textOf(xml, 'label')) ?? developerName;
  const values: Record<string, FieldValue> = {};
  for (const field of object.fields.values())
    if (field.custom && field.formula === undefined && field.type !== 'location')
      values[field.name] = field.type === 'boolean' ? false : null;
  for (const element of xml ? childrenOf(xml, 'values') : []) {
    const field = object.fields.get((textOf(element, 'field') ?? '').toLowerCase());
    const value = textOf(element, 'value');
    if (!field) continue;
    if (value === undefined || value === '') values[field.name] = field.type === 'boolean' ? false : null;
    else if (isDefinitionField(field, 'FieldDefinition'))
      values[field.name] = definedField(object, field, xml, value, metadata);
    else if (field.type !== 'reference' || isDefinitionField(field, 'EntityDefinition'))
      values[field.name] = typedValue(field, value);
  }
  rows.upsert(
    object.name,
    { DeveloperName: developerName },
    { MasterLabel: label, Label: label, QualifiedApiName: developerName, Language: 'en_US', ...values },
  );
}

/** Relationships between records of custom metadata, once all of these have rows: the XML names the other record. */
export function linkCustomMetadata(rows: SetupRows, component: DeployedComponent): void {
  const [typeName = '', developerName = ''] = component.fullName.split('.');
  const object = rows.object(`${typeName.replace(/__mdt$/, '')}__mdt`);
  const values: Record<string, FieldValue> = {};
  for (const element of component.xml ? childrenOf(component.xml, 'values') : []) {
    const field = object.fields.get((textOf(element, 'field') ?? '').toLowerCase());
    const name = textOf(element, 'value') ?? '';
    const target = field?.referenceTo.find((candidate) => candidate.endsWith('__mdt'));
    if (field && target && name !== '')
      values[field.name] = rows.find(target, { DeveloperName: name.split('.').at(-1) ?? name }) ?? null;
  }
  if (Object.keys(values).length > 0) rows.upsert(object.name, { DeveloperName: developerName }, values);
}

const isDefinitionField = (field: FieldDef, definition: string): boolean =>
  field.type === 'reference' && field.referenceTo.includes(definition);

/** A relationship to FieldDefinition holds a field of the object that its controlling field names: kept as `Object.Field`. */
function definedField(
  object: SObjectDef,
  field: FieldDef,
  record: XmlElement | null,
  name: string,
  metadata: DeployedMetadata,
): string {
  const definition = metadata.get('CustomField', `${object.name}.${field.name}`)?.xml;
  const controlling = (definition && textOf(definition, 'metadataRelationshipControllingField'))?.split('.').at(-1);
  const entity = (record ? childrenOf(record, 'values') : []).find(
    (element) => controlling !== undefined && textOf(element, 'field')?.toLowerCase() === controlling.toLowerCase(),
  );
  const entityName = entity && textOf(entity, 'value');
  return name.includes('.') || entityName === undefined ? name : `${entityName}.${name}`;
}

function typedValue(field: FieldDef, text: string): FieldValue {
  switch (field.type) {
    case 'boolean':
      return text === 'true' || text === '1';
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      return Number(text);
    case 'datetime':
      return new Date(text).toISOString();
    default:
      return text;
  }
}

/** A CustomSite: the site, its guest profile and its guest user, which the platform makes with the site. */
export function writeSite(rows: SetupRows, component: DeployedComponent): void {
  const xml = component.xml;
  if (!xml) return;
  const name = component.fullName;
  const label = textOf(xml, 'masterLabel') ?? name;
  const guestId = guestUser(rows, name, label);
  const administrator = rows.store.get(
    "SELECT u.Id FROM User u JOIN Profile p ON p.Id = u.ProfileId WHERE p.Name = 'System Administrator' AND u.IsActive = 1 ORDER BY u.Id LIMIT 1",
  );
  rows.upsert(
    'Site',
    { Name: name },
    {
      MasterLabel: label,
      UrlPathPrefix: textOf(xml, 'urlPathPrefix') ?? null,
      Status: flagOf(xml, 'active') ? 'Active' : 'Inactive',
      SiteType: textOf(xml, 'siteType') ?? 'ChatterNetwork',
      GuestUserId: guestId,
      AdminId: administrator === undefined ? null : String(administrator['Id']),
      Subdomain: textOf(xml, 'subdomain') ?? null,
    },
  );
}

function guestUser(rows: SetupRows, siteName: string, label: string): string {
  const license = 'Guest User License';
  const profileName = `${label} Profile`;
  const licenseId = rows.find('UserLicense', { Name: license }) ?? null;
  const profileId = rows.upsert(
    'Profile',
    { Name: profileName },
    { UserLicenseId: licenseId, UserType: userTypeOfLicense(license) },
  );
  rows.upsert(
    'PermissionSet',
    { ProfileId: profileId },
    {
      Name: `X00e${profileId.slice(3)}`,
      Label: profileName,
      IsOwnedByProfile: true,
      IsCustom: false,
      Type: 'Profile',
      LicenseId: licenseId,
    },
  );
  return rows.upsert(
    'User',
    { Username: `${siteName.toLowerCase()}@guest.unified-power.example` },
    {
      LastName: `${label} Site Guest User`,
      Name: `${label} Site Guest User`,
      Alias: 'guest',
      CommunityNickname: `${siteName}Guest`,
      Email: `${siteName.toLowerCase()}@guest.unified-power.example`,
      ProfileId: profileId,
      UserType: 'Guest',
      IsActive: true,
      TimeZoneSidKey: 'Europe/Berlin',
      LocaleSidKey: 'de_DE',
      LanguageLocaleKey: 'en_US',
      EmailEncodingKey: 'UTF-8',
      DefaultCurrencyIsoCode: String(
        rows.store.get('SELECT IsoCode FROM CurrencyType WHERE IsCorporate = 1')?.['IsoCode'],
      ),
    },
  );
}

/** An Experience Cloud site with the profiles and permission sets whose users are members. */
export function writeNetwork(
  rows: SetupRows,
  component: DeployedComponent,
  nameOfProfile: (fullName: string) => string,
): void {
  const xml = component.xml;
  if (!xml) return;
  const networkId = rows.upsert(
    'Network',
    { Name: component.fullName },
    {
      Status: textOf(xml, 'status') ?? 'UnderConstruction',
      UrlPathPrefix: textOf(xml, 'urlPathPrefix') ?? null,
      Description: textOf(xml, 'description') ?? null,
      EmailSenderName: textOf(xml, 'emailSenderName') ?? null,
      EmailSenderAddress: textOf(xml, 'emailSenderAddress') ?? null,
      OptionsSelfRegistrationEnabled: flagOf(xml, 'selfRegistration'),
      OptionsGuestFileAccessEnabled: flagOf(xml, 'enableGuestFileAccess'),
      OptionsAllowInternalUserLogin: flagOf(xml, 'allowInternalUserLogin'),
    },
  );
  rows.remove('NetworkMemberGroup', { NetworkId: networkId });
  const groups = xml.children.find((child) => child.name === 'networkMemberGroups');
  for (const element of groups?.children ?? []) {
    const parentId =
      element.name === 'profile'
        ? rows.find('Profile', { Name: nameOfProfile(element.text) })
        : rows.find('PermissionSet', { Name: element.text, Type: 'Regular' });
    if (parentId !== undefined) rows.insert('NetworkMemberGroup', { NetworkId: networkId, ParentId: parentId });
  }
}
