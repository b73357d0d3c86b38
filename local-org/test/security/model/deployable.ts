// The generated organisation as metadata files.
import { portalFiles, xml } from '../../portal/portal-project.ts';
import type { Audience, ObjectName, Organisation, Rule, UserKind } from './organisation.ts';
import { MASTERS, OBJECTS, rightsOf } from './organisation.ts';

export const CLIENT = 'sharing-model';
export const SITE_PREFIX = 'my';

const tag = (name: string, value: string | boolean): string => `<${name}>${value}</${name}>`;

/** Lookups and the field that rules speak of, by object. */
const FIELDS: Readonly<Partial<Record<ObjectName, readonly string[]>>> = {
  Vault__c: ['Account__c', 'Contact__c'],
  Notice__c: ['Account__c'],
};
const DETAIL = (object: ObjectName): boolean => MASTERS[object] !== undefined;
const HAS_KIND = (object: ObjectName): boolean => !DETAIL(object);

/** Name of the field that holds a record's account, contact or kind. */
export function fieldOf(object: ObjectName, part: 'account' | 'contact'): string {
  const custom = object.endsWith('__c');
  if (part === 'account') return custom ? 'Account__c' : 'AccountId';
  return custom ? 'Contact__c' : 'ContactId';
}

/** The name of a record, which search finds too; cases have a subject, contracts a description. */
export function nameField(object: ObjectName): string {
  if (object === 'Contact') return 'LastName';
  if (object === 'Case') return 'Subject';
  return object === 'Contract' ? 'Description' : 'Name';
}

/** Files by path below the package directory. */
export function filesOf(org: Organisation): Readonly<Record<string, string>> {
  const files: Record<string, string> = { ...siteFiles(), ...clientFiles(), ...apexFiles() };
  for (const object of OBJECTS) Object.assign(files, objectFiles(org, object));
  for (const { name, parent, children } of org.roles) {
    files[`roles/${name}.role-meta.xml`] = xml(
      'Role',
      tag('caseAccessLevel', children.Case) +
        (org.internal.Contact === 'Private' ? tag('contactAccessLevel', children.Contact) : '') +
        tag('mayForecastManagerShare', false) +
        tag('name', name) +
        tag('opportunityAccessLevel', children.Opportunity) +
        (parent === null ? '' : tag('parentRole', parent)),
    );
  }
  for (const group of org.groups) {
    if (group.kind === 'Regular')
      files[`groups/${group.name}.group-meta.xml`] = xml(
        'Group',
        tag('doesIncludeBosses', group.bosses) + tag('name', group.name),
      );
    else {
      const roles = group.members
        .filter(({ kind }) => kind === 'role')
        .map((one) => ('name' in one ? tag('role', one.name) : ''));
      files[`queues/${group.name}.queue-meta.xml`] = xml(
        'Queue',
        tag('doesSendEmailToMembers', false) +
          tag('name', group.name) +
          (roles.length > 0 ? tag('queueMembers', tag('roles', roles.join(''))) : '') +
          ['Case', 'Notice__c', 'Vault__c'].map((object) => tag('queueSobject', tag('sobjectType', object))).join(''),
      );
    }
  }
  for (const object of OBJECTS) {
    const body = rulesOf(org, object);
    if (body !== '') files[`sharingRules/${object}.sharingRules-meta.xml`] = xml('SharingRules', body);
  }
  for (const set of org.sets) {
    const mappings = set.mappings.map(({ object, record, user, level }) =>
      tag(
        'accessMappings',
        tag('accessLevel', level) +
          tag('object', object) +
          tag(
            'objectField',
            record === 'self'
              ? 'Id'
              : object.endsWith('__c')
                ? fieldOf(object, record)
                : record === 'account'
                  ? 'Account'
                  : 'Contact',
          ) +
          tag('userField', user),
      ),
    );
    files[`sharingSets/${set.name}.sharingSet-meta.xml`] = xml(
      'SharingSet',
      mappings.join('') +
        tag('name', set.name) +
        tag('profiles', set.kind === 'customer' ? 'Portal Customer' : 'Portal Partner'),
    );
  }
  for (const { object, kind } of org.restrictions) {
    const name = `${object.replace('__c', '')}_${kind}`;
    files[`restrictionRules/${name}.rule-meta.xml`] = xml(
      'RestrictionRule',
      tag('active', true) +
        tag('description', `Only ${kind}`) +
        tag('enforcementType', 'Restrict') +
        tag('masterLabel', name) +
        tag('recordFilter', `Kind__c = '${kind}'`) +
        tag('targetEntity', object) +
        tag('userCriteria', `$User.Department = '${RESTRICTED}'`) +
        tag('version', '1'),
    );
  }
  files[`permissionsets/${SUPER_USERS}.permissionset-meta.xml`] = xml(
    'PermissionSet',
    tag('label', SUPER_USERS) + tag('userPermissions', tag('enabled', true) + tag('name', 'PortalSuperUser')),
  );
  for (const kind of ['internal', 'partner', 'customer', 'guest'] as const) Object.assign(files, rightsFiles(kind));
  for (const { name, allData, allOf } of org.users)
    if (allData !== undefined || allOf !== undefined) Object.assign(files, broadRights(name, allData, allOf ?? {}));
  return files;
}

function objectFiles(org: Organisation, object: ObjectName): Readonly<Record<string, string>> {
  const folder = `objects/${object}`;
  const sharing = {
    external: tag('externalSharingModel', org.external[object]),
    internal: tag('sharingModel', org.internal[object]),
  };
  const label = object.replace('__c', '');
  const files: Record<string, string> = {};
  if (object.endsWith('__c'))
    files[`${folder}/${object}.object-meta.xml`] = xml(
      'CustomObject',
      tag('deploymentStatus', 'Deployed') +
        tag('enableSearch', true) +
        sharing.external +
        tag('label', label) +
        tag('nameField', tag('label', 'Name') + tag('type', 'Text')) +
        tag('pluralLabel', `${label}s`) +
        sharing.internal,
    );
  // The platform has no setting of its own for contracts: they go with the account.
  else if (object !== 'Contract')
    files[`${folder}/${object}.object-meta.xml`] = xml('CustomObject', sharing.external + sharing.internal);
  if (HAS_KIND(object))
    files[`${folder}/fields/Kind__c.field-meta.xml`] = xml(
      'CustomField',
      tag('fullName', 'Kind__c') + tag('label', 'Kind') + tag('length', '40') + tag('type', 'Text'),
    );
  for (const name of FIELDS[object] ?? []) files[`${folder}/fields/${name}.field-meta.xml`] = lookup(name, object, '');
  const master = MASTERS[object];
  if (master)
    files[`${folder}/fields/${master.field}.field-meta.xml`] = lookup(
      master.field,
      object,
      tag('relationshipOrder', '0') +
        tag('reparentableMasterDetail', false) +
        tag('writeRequiresMasterRead', master.readIsEnough),
    );
  files[`${folder}/listViews/${listView(object)}.listView-meta.xml`] = xml(
    'ListView',
    tag('fullName', listView(object)) + tag('filterScope', 'Everything') + tag('label', `Every ${label}`),
  );
  return files;
}

function lookup(name: string, object: ObjectName, more: string): string {
  const target = name.replace('__c', '');
  const to = name === 'Account__c' || name === 'Contact__c' ? target : name;
  const relation = `${object.replace('__c', '')}s`;
  return xml(
    'CustomField',
    tag('fullName', name) +
      tag('label', target) +
      tag('referenceTo', to) +
      tag('relationshipLabel', relation) +
      tag('relationshipName', relation) +
      more +
      tag('type', more === '' ? 'Lookup' : 'MasterDetail'),
  );
}

/** Developer name of the list view of everything. */
export function listView(object: ObjectName): string {
  return `Every_${object.replace('__c', '')}`;
}

function audience(to: Audience): string {
  return to.kind === 'allInternalUsers' ? '<allInternalUsers></allInternalUsers>' : tag(to.kind, to.name);
}

function rulesOf(org: Organisation, object: ObjectName): string {
  const common = (rule: Rule): string =>
    tag('fullName', rule.name) +
    tag('accessLevel', rule.level) +
    (rule.children
      ? tag(
          'accountSettings',
          tag('caseAccessLevel', rule.children.Case) +
            tag('contactAccessLevel', org.internal.Contact === 'Private' ? rule.children.Contact : 'None') +
            tag('opportunityAccessLevel', rule.children.Opportunity),
        )
      : '') +
    tag('label', rule.name) +
    tag('sharedTo', audience(rule.to));
  const criteria = (value: string): string =>
    tag('criteriaItems', tag('field', 'Kind__c') + tag('operation', 'equals') + tag('value', value));
  const rules = org.rules.filter((rule) => rule.object === object);
  return [
    ...rules.map((rule) =>
      'owners' in rule.from
        ? ''
        : tag(
            'sharingCriteriaRules',
            common(rule) +
              criteria(rule.from.kinds.join(',')) +
              tag('includeRecordsOwnedByAll', rule.from.recordsOwnedByAll),
          ),
    ),
    ...org.guestRules
      .filter((rule) => rule.object === object)
      .map((rule) =>
        tag(
          'sharingGuestRules',
          tag('fullName', rule.name) +
            tag('accessLevel', 'Read') +
            tag('label', rule.name) +
            tag('sharedTo', tag('guestUser', 'Customer_Portal')) +
            criteria(rule.kind) +
            tag('includeHVUOwnedRecords', rule.ownedByCustomers),
        ),
      ),
    ...rules.map((rule) =>
      'owners' in rule.from
        ? tag('sharingOwnerRules', common(rule) + tag('sharedFrom', audience(rule.from.owners)))
        : '',
    ),
  ].join('');
}

function objectPermission(
  object: ObjectName,
  rights: { readonly edit: boolean; readonly all?: 'View' | 'Modify' | undefined },
): string {
  const { edit, all } = rights;
  return tag(
    'objectPermissions',
    tag('allowCreate', edit) +
      tag('allowDelete', all === 'Modify') +
      tag('allowEdit', edit) +
      tag('allowRead', true) +
      tag('modifyAllRecords', all === 'Modify') +
      tag('object', object) +
      tag('viewAllRecords', all !== undefined),
  );
}

/** Permission set that gives a kind of user the rights of `rightsOf`. */
export const rightsSet = (kind: UserKind): string => `Rights_${kind}`;
export const SUPER_USERS = 'Super_Users';
/** Department of users whom the restriction rules bind. */
export const RESTRICTED = 'Restricted';
/** Permission set with View All or Modify All for one user. */
export const broadSet = (user: string): string => `Broad_${user}`;

function rightsFiles(kind: UserKind): Readonly<Record<string, string>> {
  const readable = OBJECTS.filter((object) => rightsOf(kind, object).read);
  const fields = readable.flatMap((object) => [
    ...(HAS_KIND(object) ? [`${object}.Kind__c`] : []),
    ...(FIELDS[object] ?? []).map((name) => `${object}.${name}`),
    // The others are always readable.
    ...(['Subject', 'Description'].includes(nameField(object)) ? [`${object}.${nameField(object)}`] : []),
  ]);
  return {
    [`permissionsets/${rightsSet(kind)}.permissionset-meta.xml`]: xml(
      'PermissionSet',
      tag('classAccesses', tag('apexClass', 'Visible') + tag('enabled', true)) +
        fields
          .map((field) =>
            tag('fieldPermissions', tag('editable', kind !== 'guest') + tag('field', field) + tag('readable', true)),
          )
          .join('') +
        tag('label', rightsSet(kind)) +
        readable.map((object) => objectPermission(object, rightsOf(kind, object))).join('') +
        (kind === 'guest' ? '' : tag('userPermissions', tag('enabled', true) + tag('name', 'ApiEnabled'))),
    ),
  };
}

function broadRights(
  user: string,
  allData: 'View' | 'Modify' | undefined,
  allOf: Readonly<Partial<Record<ObjectName, 'View' | 'Modify'>>>,
): Readonly<Record<string, string>> {
  const data =
    allData === undefined ? '' : tag('userPermissions', tag('enabled', true) + tag('name', `${allData}AllData`));
  const both = allData === 'Modify' ? data + data.replace('Modify', 'View') : data;
  return {
    [`permissionsets/${broadSet(user)}.permissionset-meta.xml`]: xml(
      'PermissionSet',
      tag('label', broadSet(user)) +
        OBJECTS.filter((object) => allOf[object] !== undefined)
          .map((object) => objectPermission(object, { edit: allOf[object] === 'Modify', all: allOf[object] }))
          .join('') +
        both,
    ),
  };
}

function siteFiles(): Readonly<Record<string, string>> {
  const site = Object.entries(portalFiles).filter(
    ([path]) => /Customer[_ ]Portal|greeting|CustomLabels/.test(path) && !path.startsWith('profiles'),
  );
  return {
    ...Object.fromEntries(site),
    ...profile('Portal Customer', 'Customer Community Login'),
    ...profile('Portal Partner', 'Partner Community'),
  };
}

function profile(name: string, licence: string): Readonly<Record<string, string>> {
  return { [`profiles/${name}.profile-meta.xml`]: xml('Profile', tag('custom', true) + tag('userLicense', licence)) };
}

function clientFiles(): Readonly<Record<string, string>> {
  const label = 'Sharing Model';
  return {
    'externalClientApps/Sharing_Model.eca-meta.xml': xml(
      'ExternalClientApplication',
      tag('contactEmail', 'test@example.com') + tag('distributionState', 'Local') + tag('label', label),
    ),
    'extlClntAppGlobalOauthSets/Sharing_Model_glbloauth.ecaGlblOauth-meta.xml': xml(
      'ExtlClntAppGlobalOauthSettings',
      tag('callbackUrl', 'https://localhost/callback') +
        tag('consumerKey', CLIENT) +
        tag('externalClientApplication', 'Sharing_Model') +
        tag('label', label),
    ),
    'extlClntAppOauthSettings/Sharing_Model_oauth.ecaOauth-meta.xml': xml(
      'ExtlClntAppOauthSettings',
      tag('commaSeparatedOauthScopes', 'Api,RefreshToken') +
        tag('externalClientApplication', 'Sharing_Model') +
        tag('label', label),
    ),
    'extlClntAppOauthPolicies/Sharing_Model_oauthPlcy.ecaOauthPlcy-meta.xml': xml(
      'ExtlClntAppOauthConfigurablePolicies',
      tag(
        'commaSeparatedPermissionSet',
        ['internal', 'partner', 'customer'].map((kind) => `Rights_${kind}`).join(','),
      ) +
        tag('externalClientApplication', 'Sharing_Model') +
        tag('label', label) +
        tag('permittedUsersPolicyType', 'AdminApprovedPreAuthorized'),
    ),
  };
}

/** A REST resource that answers the ids of an object the caller sees in user mode. */
function apexFiles(): Readonly<Record<string, string>> {
  return {
    'classes/Visible.cls': `@RestResource(urlMapping='/visible/*')
global with sharing class Visible {
  @HttpGet
  global static List<Id> ids() {
    List<Id> found = new List<Id>();
    for (String objectName : RestContext.request.params.get('objects').split(',')) {
      for (SObject one : Database.query('SELECT Id FROM ' + objectName, AccessLevel.USER_MODE)) found.add(one.Id);
    }
    return found;
  }
}`,
    'classes/Visible.cls-meta.xml': xml('ApexClass', tag('apiVersion', '67.0') + tag('status', 'Active')),
  };
}
