/**
 * What a user's profile and permission sets allow: objects, fields, system and custom permissions.
 * Source: Object Reference, PermissionSet, ObjectPermissions, FieldPermissions, SetupEntityAccess; a profile owns a permission set.
 */
import type { ObjectAccess, Store, UserContext } from '../engine/ports.ts';
import { contactFieldOf, userTypeAllows } from '../schema/index.ts';
import type { FieldDef, OrgSchema, SObjectDef } from '../schema/types.ts';
import { isActivity } from './followed-parents.ts';
import { isExternal, isGuest, isHighVolume } from './user-kinds.ts';

const NOTHING: ObjectAccess = {
  read: false,
  create: false,
  edit: false,
  delete: false,
  viewAll: false,
  modifyAll: false,
};
const EVERYTHING: ObjectAccess = { read: true, create: true, edit: true, delete: true, viewAll: true, modifyAll: true };

/**
 * Objects without permissions of their own: what counts are the rights on all objects named.
 * Source: Salesforce Help, "Object Permissions" and the notes on standard subordinate objects in the Object Reference.
 */
const DERIVED_OBJECTS: Readonly<Record<string, readonly string[]>> = {
  accountcontactrelation: ['Account', 'Contact'],
  accountcontactrole: ['Account', 'Contact'],
  accountteammember: ['Account'],
  opportunitylineitem: ['Opportunity'],
  opportunitycontactrole: ['Opportunity'],
  opportunityteammember: ['Opportunity'],
  quotelineitem: ['Quote'],
  orderitem: ['Order'],
  pricebookentry: ['Pricebook2', 'Product2'],
  casecomment: ['Case'],
  caseteammember: ['Case'],
  caseteamrole: ['Case'],
  casemilestone: ['Case'],
  campaignmember: ['Campaign'],
  contractcontactrole: ['Contract'],
  workorderlineitem: ['WorkOrder'],
};

/** Standard objects without record sharing that still need an object permission. */
const PERMISSIONED = new Set([
  'product2',
  'pricebook2',
  'opportunity',
  'individual',
  'entitlement',
  'userexternalcredential',
]);

/** Setup objects that every user may read: they name what records point to. The others need "View Setup". */
const PUBLIC_SETUP = new Set(
  `businesshours casestatus contractstatus currencytype datedconversionrate group holiday leadstatus listview milestonetype name network
   networkmember opportunitystage orderstatus organization processdefinition profile recentlyviewed recordtype taskpriority taskstatus user userrole
   userrecordaccess`.split(/\s+/),
);
/** How the company is built is no business of partners and customers. Source: Object Reference, UserRole, "Special Access Rules". */
const INTERNAL_SETUP = new Set(['userrole']);
/** Sessions and log-ins are for who manages users. */
const PRIVATE_SETUP = new Set(['authsession', 'loginhistory', 'userlogin', 'userpreference']);

/** Permissions that let a user write setup objects. */
const SETUP_WRITERS = ['ModifyAllData', 'CustomizeApplication', 'ManageUsers'];

/** The rights of one combination of permission sets, read once. */
export interface Rights {
  readonly permissions: ReadonlySet<string>;
  /** Apex classes (lower case) that may be called directly. */
  readonly classes: ReadonlySet<string>;
  readonly objects: ReadonlyMap<string, ObjectAccess>;
  /** `object.field` in lower case → readable and editable. */
  readonly fields: ReadonlyMap<string, { readonly read: boolean; readonly edit: boolean }>;
  /** Objects (lower case) of which every field is readable. */
  readonly allFieldsOf: ReadonlySet<string>;
  /** Objects (lower case) that a profile among them lets read, not only permission sets; all, where it lets view all data. */
  readonly ofProfiles: Pick<ReadonlySet<string>, 'has'>;
}

/** Reads the rights that a set of permission sets gives together: any of them suffices. */
export function loadRights(store: Store, permissionSetIds: readonly string[]): Rights {
  const ids = JSON.stringify(permissionSetIds);
  const permissions = new Set<string>();
  for (const row of store.all('SELECT * FROM "PermissionSet" WHERE "Id" IN (SELECT value FROM json_each(?))', ids)) {
    for (const [column, value] of Object.entries(row)) {
      if (value === 1 && column.startsWith('Permissions'))
        permissions.add(column.slice('Permissions'.length).toLowerCase());
    }
  }
  const custom = store.all(
    `SELECT c."DeveloperName" AS name FROM "SetupEntityAccess" s JOIN "CustomPermission" c ON c."Id" = s."SetupEntityId"
     WHERE s."ParentId" IN (SELECT value FROM json_each(?))`,
    ids,
  );
  for (const row of custom) permissions.add(String(row['name']).toLowerCase());
  const allFieldsOf = new Set<string>();
  return {
    permissions,
    classes: loadClasses(store, ids),
    objects: loadObjects(store, ids, allFieldsOf),
    fields: loadFields(store, ids),
    allFieldsOf,
    ofProfiles: loadObjectsOfProfiles(store, ids),
  };
}

function loadObjectsOfProfiles(store: Store, ids: string): Rights['ofProfiles'] {
  const all = store.get(
    `SELECT 1 AS found FROM "PermissionSet" WHERE "Id" IN (SELECT value FROM json_each(?)) AND "IsOwnedByProfile" = 1
     AND ("PermissionsViewAllData" = 1 OR "PermissionsModifyAllData" = 1)`,
    ids,
  );
  if (all) return { has: () => true };
  const rows = store.all(
    `SELECT o."SobjectType" AS name FROM "ObjectPermissions" o JOIN "PermissionSet" p ON p."Id" = o."ParentId"
     WHERE o."ParentId" IN (SELECT value FROM json_each(?)) AND p."IsOwnedByProfile" = 1 AND o."PermissionsRead" = 1`,
    ids,
  );
  return new Set(rows.map((row) => String(row['name']).toLowerCase()));
}

function loadClasses(store: Store, ids: string): ReadonlySet<string> {
  const rows = store.all(
    `SELECT c."Name" AS name FROM "SetupEntityAccess" s JOIN "ApexClass" c ON c."Id" = s."SetupEntityId"
     WHERE s."ParentId" IN (SELECT value FROM json_each(?))`,
    ids,
  );
  return new Set(rows.map((row) => String(row['name']).toLowerCase()));
}

function loadObjects(store: Store, ids: string, allFieldsOf: Set<string>): ReadonlyMap<string, ObjectAccess> {
  const objects = new Map<string, ObjectAccess>();
  for (const row of store.all(
    'SELECT * FROM "ObjectPermissions" WHERE "ParentId" IN (SELECT value FROM json_each(?))',
    ids,
  )) {
    const name = String(row['SobjectType']).toLowerCase();
    const before = objects.get(name) ?? NOTHING;
    objects.set(name, {
      read: before.read || row['PermissionsRead'] === 1,
      create: before.create || row['PermissionsCreate'] === 1,
      edit: before.edit || row['PermissionsEdit'] === 1,
      delete: before.delete || row['PermissionsDelete'] === 1,
      viewAll: before.viewAll || row['PermissionsViewAllRecords'] === 1,
      modifyAll: before.modifyAll || row['PermissionsModifyAllRecords'] === 1,
    });
    if (row['PermissionsViewAllFields'] === 1) allFieldsOf.add(name);
  }
  return objects;
}

function loadFields(store: Store, ids: string): Rights['fields'] {
  const fields = new Map<string, { readonly read: boolean; readonly edit: boolean }>();
  const rows = store.all(
    'SELECT "Field" AS field, max("PermissionsRead") AS readable, max("PermissionsEdit") AS editable FROM "FieldPermissions" WHERE "ParentId" IN (SELECT value FROM json_each(?)) GROUP BY "Field"',
    ids,
  );
  for (const row of rows) {
    fields.set(String(row['field']).toLowerCase(), { read: row['readable'] === 1, edit: row['editable'] === 1 });
  }
  return fields;
}

/** What the user may do with an object as a whole. */
export function objectAccessOf(rights: Rights, user: UserContext, schema: OrgSchema, objectName: string): ObjectAccess {
  const object = schema.object(objectName);
  if (!object) return NOTHING;
  switch (object.kind) {
    case 'setup':
      return setupAccess(rights, user, object);
    case 'share':
      // Object Reference, AccountShare: "Customer Portal users can't access this object"; no share opens anything to them.
      if (isHighVolume(user)) return NOTHING;
      return shareAccess(objectAccessOf(rights, user, schema, parentOf(object) ?? ''));
    case 'history':
      return { ...NOTHING, ...pickRead(objectAccessOf(rights, user, schema, parentOf(object) ?? '')) };
    case 'customMetadata':
    case 'customSetting':
      return configurationAccess(rights, object);
    case 'standard':
    case 'custom':
    case 'platformEvent':
      return dataAccess(rights, user, schema, object);
  }
}

function dataAccess(rights: Rights, user: UserContext, schema: OrgSchema, object: SObjectDef): ObjectAccess {
  const key = object.name.toLowerCase();
  if (!userTypeAllows(user.userType, key)) return NOTHING;
  const sources = DERIVED_OBJECTS[key];
  if (sources) {
    const accesses = sources.map((name) => objectAccessOf(rights, user, schema, name));
    return combine(accesses);
  }
  if (isUnpermissioned(object) && !rights.objects.has(key))
    return isGuest(user) ? NOTHING : { ...EVERYTHING, viewAll: false, modifyAll: false };
  const given = rights.objects.get(key) ?? NOTHING;
  if (rights.permissions.has('modifyalldata')) return EVERYTHING;
  return rights.permissions.has('viewalldata') ? { ...given, read: true, viewAll: true } : given;
}

/** Standard objects that every user has without an object permission: tasks and events, files, feeds and the like. */
function isUnpermissioned(object: SObjectDef): boolean {
  const closed = object.internalSharing !== 'None' || PERMISSIONED.has(object.name.toLowerCase());
  return object.kind === 'standard' && (isActivity(object) || !closed);
}

/** Rights on a subordinate object: writing it is editing its parents. */
function combine(accesses: readonly ObjectAccess[]): ObjectAccess {
  const all = (test: (access: ObjectAccess) => boolean): boolean => accesses.every(test);
  const edit = accesses[0]?.edit === true && all((access) => access.read);
  return {
    read: all((access) => access.read),
    create: edit,
    edit,
    delete: edit,
    viewAll: all((access) => access.viewAll),
    modifyAll: all((access) => access.modifyAll),
  };
}

function setupAccess(rights: Rights, user: UserContext, object: SObjectDef): ObjectAccess {
  if (isGuest(user)) return object.name === 'RecordType' ? { ...NOTHING, read: true } : NOTHING;
  const write = SETUP_WRITERS.some((name) => rights.permissions.has(name.toLowerCase()));
  const key = object.name.toLowerCase();
  const setup = write || rights.permissions.has('viewsetup');
  const open = PUBLIC_SETUP.has(key) && !(INTERNAL_SETUP.has(key) && isExternal(user));
  const read = open || (PRIVATE_SETUP.has(key) ? write : setup);
  const all = rights.permissions.has('viewalldata') || rights.permissions.has('viewallusers');
  return {
    read,
    create: write,
    edit: write,
    delete: write,
    viewAll: all,
    modifyAll: rights.permissions.has('modifyalldata'),
  };
}

/** Custom metadata and custom settings: administrators, or who was given the type by name (an ObjectPermissions row with read). */
function configurationAccess(rights: Rights, object: SObjectDef): ObjectAccess {
  const write = rights.permissions.has('customizeapplication') || rights.permissions.has('modifyalldata');
  const read =
    write || rights.permissions.has('viewsetup') || rights.objects.get(object.name.toLowerCase())?.read === true;
  return { read, create: write, edit: write, delete: write, viewAll: read, modifyAll: write };
}

function shareAccess(parent: ObjectAccess): ObjectAccess {
  return { ...parent, create: parent.edit, delete: parent.edit };
}

function pickRead(access: ObjectAccess): Pick<ObjectAccess, 'read' | 'viewAll'> {
  return { read: access.read, viewAll: access.viewAll };
}

/** The object a share or history row belongs to. */
export function parentOf(object: SObjectDef): string | undefined {
  for (const field of object.fields.values()) {
    const [target] = field.referenceTo;
    if (field.type === 'reference' && target !== undefined && !['User', 'Group'].includes(target)) return target;
  }
  return undefined;
}

/**
 * Field-level security. A standard field of which nothing is said shows where the user's profile gives the object, as in a standard profile;
 * where only permission sets give it (Minimum Access profiles) they must name the field, and a custom field always, also for an
 * administrator (a deploy gives it to nobody). Source: Salesforce Help, "Minimum Access Profiles" and "Field-Level Security".
 */
export function fieldAccessOf(rights: Rights, object: SObjectDef, field: FieldDef, level: 'read' | 'edit'): boolean {
  if (object.kind === 'setup' || object.kind === 'share' || object.kind === 'history') return true;
  if (object.kind === 'customMetadata' || object.kind === 'customSetting') return true;
  // Platform events have no field-level security: who may read the event reads all of it.
  if (object.kind === 'platformEvent') return true;
  // FLS of an address or geolocation is set on the compound field.
  const compound = field.compoundField === undefined ? undefined : object.fields.get(field.compoundField.toLowerCase());
  const governing = compound && (compound.type === 'address' || compound.type === 'location') ? compound : field;
  if (!governing.permissionable) return true;
  const contactField = object.name === 'Account' ? contactFieldOf(governing.name) : undefined;
  const owner = (contactField === undefined ? object.name : 'Contact').toLowerCase();
  if (level === 'read' && rights.allFieldsOf.has(owner)) return true;
  const given = rights.fields.get(`${owner}.${(contactField ?? governing.name).toLowerCase()}`);
  if (given !== undefined) return given[level];
  if (governing.custom) return false;
  const sources = DERIVED_OBJECTS[owner];
  if (sources === undefined && (object.custom || isUnpermissioned(object))) return true;
  return (sources ?? [owner]).some((source) => rights.ofProfiles.has(source.toLowerCase()));
}
