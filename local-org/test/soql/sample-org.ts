import { createQueryEngine } from '../../src/soql/index.ts';
import type {
  Access,
  Clock,
  QueryEngine,
  Scope,
  Security,
  SqlValue,
  Transaction,
  UserContext,
} from '../../src/engine/ports.ts';
import type { ChildRelationship, FieldDef, FieldType, OrgSchema, SObjectDef } from '../../src/schema/types.ts';
import { applySchema, idAt, openStore, quoteName, type OpenStore } from '../../src/store/index.ts';

/** A field in short: its type and what differs from an ordinary optional field. */
export type FieldSketch = FieldType | (Partial<Omit<FieldDef, 'type'>> & { readonly type: FieldType });
export interface ObjectSketch extends Partial<Omit<SObjectDef, 'fields' | 'childRelationships' | 'name'>> {
  readonly fields: Readonly<Record<string, FieldSketch>>;
  /** Child relationship name → `Child.field`. */
  readonly children?: Readonly<Record<string, string>>;
}

/** A schema from sketches; every object gets Id, IsDeleted, CreatedDate and OwnerId unless it is a setup object. */
export function schemaOf(objects: Readonly<Record<string, ObjectSketch>>): OrgSchema {
  const definitions = new Map<string, SObjectDef>();
  Object.entries(objects).forEach(([name, sketch], index) => {
    definitions.set(name.toLowerCase(), objectOf(name, sketch, index));
  });
  return {
    version: 1,
    object: (name) => definitions.get(name.toLowerCase()),
    objects: () => definitions.values(),
    objectByPrefix: (prefix) => [...definitions.values()].find((object) => object.keyPrefix === prefix),
  };
}

function objectOf(name: string, sketch: ObjectSketch, index: number): SObjectDef {
  const system: Readonly<Record<string, FieldSketch>> = {
    Id: 'id',
    ...(sketch.kind === 'setup'
      ? {}
      : {
          IsDeleted: 'boolean',
          CreatedDate: 'datetime',
          OwnerId: { type: 'reference', referenceTo: ['User', 'Group'], relationshipName: 'Owner' },
        }),
  };
  const fields = new Map<string, FieldDef>();
  for (const [field, given] of Object.entries({ ...system, ...sketch.fields })) {
    fields.set(field.toLowerCase(), fieldOf(field, typeof given === 'string' ? { type: given } : given));
  }
  const childRelationships = Object.entries(sketch.children ?? {}).map(
    ([relationshipName, target]): ChildRelationship => {
      const [childObject = '', field = ''] = target.split('.');
      return { childObject, field, relationshipName, onDelete: 'SetNull' };
    },
  );
  return {
    label: name,
    labelPlural: name,
    keyPrefix: `a${String(index).padStart(2, '0')}`,
    kind: 'standard',
    custom: name.endsWith('__c'),
    recordTypes: new Map(),
    validationRules: [],
    internalSharing: 'Private',
    externalSharing: 'Private',
    createable: true,
    updateable: true,
    deletable: true,
    queryable: true,
    searchable: true,
    hasOwner: sketch.kind !== 'setup',
    trackHistory: false,
    enableFeeds: false,
    ...sketch,
    name,
    fields,
    childRelationships,
  };
}

function fieldOf(name: string, sketch: Partial<FieldDef> & { readonly type: FieldType }): FieldDef {
  return {
    name,
    label: name,
    custom: name.endsWith('__c'),
    nillable: true,
    unique: false,
    caseSensitive: false,
    externalId: false,
    nameField: name === 'Name',
    createable: true,
    updateable: true,
    defaultedOnCreate: false,
    referenceTo: [],
    masterDetail: false,
    trackHistory: false,
    permissionable: name !== 'Id' && name !== 'OwnerId' && name !== 'IsDeleted' && name !== 'CreatedDate',
    ...sketch,
  };
}

const picklist = (...values: readonly string[]) =>
  values.map((value) => ({ value, label: `${value} label`, active: true, isDefault: false }));

/** Accounts, contacts, applications and what belongs to them: enough for every clause. */
export const sampleSchema = schemaOf({
  User: {
    kind: 'setup',
    keyPrefix: '005',
    fields: {
      Name: 'string',
      Username: 'string',
      Email: 'email',
      IsActive: 'boolean',
      ProfileId: { type: 'reference', referenceTo: ['Profile'], relationshipName: 'Profile' },
    },
  },
  Profile: { kind: 'setup', keyPrefix: '00e', fields: { Name: 'string' } },
  Group: { kind: 'setup', keyPrefix: '00G', fields: { Name: 'string', Type: 'string' } },
  CurrencyType: { kind: 'setup', keyPrefix: '01L', fields: { IsoCode: 'string', ConversionRate: 'double' } },
  Account: {
    keyPrefix: '001',
    fields: {
      Name: 'string',
      Industry: { type: 'picklist', picklist: picklist('Energy', 'Banking', 'Agriculture') },
      ParentId: { type: 'reference', referenceTo: ['Account'], relationshipName: 'Parent' },
      NumberOfEmployees: 'int',
      AnnualRevenue: { type: 'currency', scale: 2, precision: 18 },
      CurrencyIsoCode: { type: 'picklist', picklist: picklist('EUR', 'USD') },
      Active__c: 'boolean',
      Since__c: 'date',
      Description: 'longtextarea',
      Interests__c: { type: 'multipicklist', picklist: picklist('Gas', 'Power', 'Solar') },
      Code__c: { type: 'string', caseSensitive: true },
      BillingStreet: { type: 'textarea', compoundField: 'BillingAddress' },
      BillingCity: { type: 'string', compoundField: 'BillingAddress' },
      BillingPostalCode: { type: 'string', compoundField: 'BillingAddress' },
      BillingAddress: 'address',
      Geo__Latitude__s: { type: 'double', compoundField: 'Geo__c' },
      Geo__Longitude__s: { type: 'double', compoundField: 'Geo__c' },
      Geo__c: 'location',
      Score__c: { type: 'double', formula: 'NumberOfEmployees * 2' },
    },
    children: {
      Contacts: 'Contact.AccountId',
      ChildAccounts: 'Account.ParentId',
      Applications__r: 'Application__c.Agency__c',
      Readings__r: 'Reading__c.Account__c',
    },
  },
  Contact: {
    keyPrefix: '003',
    fields: {
      Name: 'string',
      LastName: 'string',
      Email: 'email',
      Birthdate: 'date',
      AccountId: { type: 'reference', referenceTo: ['Account'], relationshipName: 'Account' },
    },
    children: { Tasks: 'Task.WhoId' },
  },
  Application__c: {
    fields: {
      Name: { type: 'autonumber' },
      Agency__c: { type: 'reference', referenceTo: ['Account'], relationshipName: 'Agency__r' },
      Status__c: { type: 'picklist', picklist: picklist('Draft', 'Submitted', 'Active') },
      Iban__c: { type: 'encryptedstring', maskType: 'lastFour', maskChar: 'X' },
      Opens_At__c: 'time',
    },
  },
  Task: {
    keyPrefix: '00T',
    fields: {
      Subject: 'string',
      WhoId: { type: 'reference', referenceTo: ['Contact', 'User'], relationshipName: 'Who' },
      WhatId: { type: 'reference', referenceTo: ['Account', 'Application__c'], relationshipName: 'What' },
    },
  },
  Reading__c: {
    fields: {
      Name: { type: 'autonumber' },
      Account__c: { type: 'reference', referenceTo: ['Account'], relationshipName: 'Account__r' },
      At__c: 'datetime',
      Unit__c: { type: 'picklist', picklist: picklist('kWh', 'm3') },
      Value__c: { type: 'double', scale: 2, precision: 12 },
      Verified__c: 'boolean',
    },
  },
});

/** A user in Berlin; time zone and locale may differ. */
export function userOf(changes: Partial<UserContext> = {}): UserContext {
  return {
    userId: idAt('005', 1),
    username: 'clerk@unified-power.example',
    name: 'Clara Clerk',
    profileId: idAt('00e', 1),
    profileName: 'Standard User',
    roleId: null,
    userType: 'Standard',
    accountId: null,
    contactId: null,
    timeZone: 'Europe/Berlin',
    locale: 'de_DE',
    language: 'de',
    currency: 'EUR',
    permissionSetIds: [],
    ...changes,
  };
}

/** A statement's surroundings: reads only, so the transaction does nothing. */
export function scopeOf(access: Partial<Access> = {}): Scope {
  const user = access.user ?? userOf();
  const transaction: Transaction = {
    user,
    startedAt: 0,
    begin: () => undefined,
    dirty: false,
    savepoint: () => '',
    rollbackTo: () => undefined,
    releaseSavepoint: () => undefined,
    afterCommit: () => undefined,
    state: (_key, make) => make(),
  };
  return { transaction, access: { user, crud: false, fls: false, sharing: false, ...access } };
}

/** Rights for tests of the query language alone: everything is allowed except what is named. */
export function openSecurity(changes: Partial<Security> = {}): Security {
  return {
    userContext: () => userOf(),
    objectAccess: () => ({ read: true, create: true, edit: true, delete: true, viewAll: true, modifyAll: true }),
    fieldReadable: () => true,
    fieldEditable: () => true,
    hasPermission: () => false,
    sharingCondition: () => null,
    recordAccess: () => new Map(),
    afterWrite: () => undefined,
    rebuild: () => undefined,
    ...changes,
  };
}

export interface SampleOrg {
  readonly store: OpenStore;
  readonly engine: QueryEngine;
}

/** An org in memory. The clock stands at the given instant. */
export function openSampleOrg(
  schemaOrSource: OrgSchema | (() => OrgSchema),
  security: Security,
  now = '2026-03-18T10:00:00.000Z',
): SampleOrg {
  const store = openStore(':memory:');
  const schema = typeof schemaOrSource === 'function' ? schemaOrSource : () => schemaOrSource;
  applySchema(store, schema());
  const clock: Clock = { now: () => Date.parse(now) };
  return { store, engine: createQueryEngine({ store, schema, security, clock }) };
}

/** Writes one row; columns that are not given stay empty. */
export function writeRow(
  store: OpenStore,
  object: string,
  row: Readonly<Record<string, string | number | boolean | null>>,
): void {
  const names = Object.keys(row);
  const values = Object.values(row).map((value): SqlValue => (typeof value === 'boolean' ? (value ? 1 : 0) : value));
  const columns = names.map(quoteName).join(', ');
  store.run(`INSERT INTO ${quoteName(object)} (${columns}) VALUES (${names.map(() => '?').join(', ')})`, ...values);
}
