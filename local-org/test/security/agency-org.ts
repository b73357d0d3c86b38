import type { Access, Clock, QueryEngine, UserContext } from '../../src/engine/ports.ts';
import type { SObjectRecord } from '../../src/engine/records.ts';
import { buildSchema, type DefinitionComponent, type DefinitionNode, type OrgSchema } from '../../src/schema/index.ts';
import { createSecurity, type FullSecurity } from '../../src/security/index.ts';
import { createQueryEngine } from '../../src/soql/index.ts';
import { applySchema, newId, openStore, rowToRecord, type OpenStore } from '../../src/store/index.ts';
import { scopeOf, writeRow } from '../soql/sample-org.ts';

type Tree = string | { readonly [name: string]: Tree | readonly Tree[] };

/** A definition node from a plain object: `{ sharedTo: { role: 'X' } }`. */
export function node(name: string, content: Tree): DefinitionNode {
  if (typeof content === 'string') return { name, text: content, children: [] };
  const children = Object.entries(content).flatMap(([child, value]) =>
    (Array.isArray(value) ? value : [value]).map((each: Tree) => node(child, each)),
  );
  return { name, text: '', children };
}

export function component(
  type: string,
  fullName: string,
  content: Readonly<Record<string, Tree | readonly Tree[]>>,
): DefinitionComponent {
  return { type, fullName, node: node(type, { fullName: fullName.split('.').at(-1) ?? fullName, ...content }) };
}

const objects: readonly DefinitionComponent[] = [
  component('CustomObject', 'Account', { sharingModel: 'Private', externalSharingModel: 'Private' }),
  component('RecordType', 'Account.Agency', { label: 'Agency', active: 'true' }),
  component('RecordType', 'Account.Company', { label: 'Company', active: 'true' }),
  component('CustomObject', 'Opportunity', { sharingModel: 'Private', externalSharingModel: 'Private' }),
  component('CustomObject', 'Case', { sharingModel: 'Private', externalSharingModel: 'Private' }),
  component('CustomObject', 'Application__c', {
    label: 'Application',
    enableActivities: 'true',
    sharingModel: 'Private',
    externalSharingModel: 'Private',
    nameField: { type: 'AutoNumber', label: 'Number', displayFormat: 'A-{000000}' },
  }),
  component('CustomField', 'Application__c.Agency__c', {
    type: 'Lookup',
    label: 'Agency',
    referenceTo: 'Account',
    relationshipName: 'Applications',
  }),
  component('CustomField', 'Application__c.Channel__c', { type: 'Text', label: 'Channel', length: '40' }),
  component('CustomField', 'Application__c.Problem__c', { type: 'Text', label: 'Problem', length: '40' }),
  component('CustomObject', 'Premises__c', {
    label: 'Premises',
    sharingModel: 'Read',
    externalSharingModel: 'Private',
    nameField: { type: 'Text', label: 'Name' },
  }),
  component('CustomObject', 'Service_Point__c', {
    label: 'Service point',
    sharingModel: 'ControlledByParent',
    externalSharingModel: 'ControlledByParent',
    nameField: { type: 'Text', label: 'Name' },
  }),
  component('CustomField', 'Service_Point__c.Premises__c', {
    type: 'MasterDetail',
    label: 'Premises',
    referenceTo: 'Premises__c',
    relationshipName: 'Service_Points',
  }),
];

/** The roles, profiles and people of a small energy retailer with two agencies, and what the tests do with them. */
export class AgencyOrg {
  readonly store: OpenStore;
  readonly schema: OrgSchema;
  readonly security: FullSecurity;
  readonly queries: QueryEngine;
  readonly ids: Record<string, string> = {};
  rules: readonly DefinitionComponent[] = [];

  constructor() {
    let prefix = 0;
    this.schema = buildSchema({
      version: 1,
      components: objects,
      prefixOf: () => `a${String(prefix++).padStart(2, '0')}`,
      currencies: ['EUR'],
    });
    this.store = openStore(':memory:');
    applySchema(this.store, this.schema);
    const clock: Clock = { now: () => Date.parse('2026-03-18T10:00:00Z') };
    const schema = (): OrgSchema => this.schema;
    this.security = createSecurity({ store: this.store, schema, clock, definitions: () => this.rules });
    this.queries = createQueryEngine({ store: this.store, schema, security: this.security, clock });
    this.#people();
    this.security.rebuild();
    this.#agencies();
  }

  /** Writes a row as dml would and tells security about it; gives its id. */
  insert(object: string, values: Readonly<Record<string, string | number | boolean | null>>): string {
    const id = newId(this.store, this.schema.object(object)?.keyPrefix ?? '');
    writeRow(this.store, object, { Id: id, ...values });
    this.security.afterWrite(object, null, [this.#record(object, id)]);
    return id;
  }

  /** Writes a row that security is not told of: one that stood there before the rules did. */
  row(object: string, values: Readonly<Record<string, string | number | boolean | null>>): string {
    const id = newId(this.store, this.schema.object(object)?.keyPrefix ?? '');
    writeRow(this.store, object, { Id: id, ...values });
    return id;
  }

  update(object: string, id: string, values: Readonly<Record<string, string | number | boolean | null>>): void {
    const before = this.#record(object, id);
    for (const [field, value] of Object.entries(values)) {
      this.store.run(
        `UPDATE "${object}" SET "${field}" = ? WHERE Id = ?`,
        typeof value === 'boolean' ? Number(value) : value,
        id,
      );
    }
    this.security.afterWrite(object, [before], [this.#record(object, id)]);
  }

  /** Removes a row as dml would. */
  remove(object: string, id: string): void {
    const before = this.#record(object, id);
    this.store.run(`DELETE FROM "${object}" WHERE Id = ?`, id);
    this.security.afterWrite(object, [before], null);
  }

  /** Deploys sharing rules or sets. */
  deploy(...rules: readonly DefinitionComponent[]): void {
    this.rules = rules;
    this.security.rebuild();
  }

  user(name: string): UserContext {
    return this.security.userContext(this.id(name));
  }

  id(name: string): string {
    const id = this.ids[name];
    if (id === undefined) throw new Error(`Nobody and nothing here is called ${name}`);
    return id;
  }

  /** How many rows a user gets in user mode. */
  sees(userName: string, soql: string): number {
    return this.query(userName, soql).length;
  }

  query(
    userName: string,
    soql: string,
    access: Partial<Access> = { crud: true, fls: true, sharing: true },
  ): readonly SObjectRecord[] {
    const user = this.user(userName);
    return this.queries.query(soql, {}, scopeOf({ ...access, user })).records;
  }

  explain(userName: string, object: string, id: string): readonly string[] {
    return this.security
      .explainAccess(this.user(userName), object, id)
      .reasons.map((reason) => `${reason.level} ${reason.reason}`);
  }

  /** Gives a permission set rights on an object, and on fields when named. */
  permit(setName: string, object: string, rights: string, fields: readonly string[] = []): void {
    this.insert('ObjectPermissions', {
      ParentId: this.id(setName),
      SobjectType: object,
      PermissionsRead: rights.includes('r'),
      PermissionsCreate: rights.includes('c'),
      PermissionsEdit: rights.includes('u'),
      PermissionsDelete: rights.includes('d'),
      PermissionsViewAllRecords: rights.includes('V'),
      PermissionsModifyAllRecords: rights.includes('M'),
    });
    for (const field of fields) {
      this.insert('FieldPermissions', {
        ParentId: this.id(setName),
        SobjectType: object,
        Field: `${object}.${field}`,
        PermissionsRead: true,
        PermissionsEdit: true,
      });
    }
  }

  addUser(name: string, profile: string, values: Readonly<Record<string, string | null>> = {}): string {
    const id = this.insert('User', {
      Username: `${name}@unified-power.example`,
      Name: name,
      LastName: name,
      ProfileId: this.id(profile),
      IsActive: true,
      UserType: 'Standard',
      TimeZoneSidKey: 'Europe/Berlin',
      LocaleSidKey: 'de_DE',
      ...values,
    });
    this.ids[name] = id;
    return id;
  }

  #record(object: string, id: string): SObjectRecord {
    const definition = this.schema.object(object);
    const row = this.store.get(`SELECT * FROM "${object}" WHERE Id = ?`, id);
    if (!definition || !row) throw new Error(`No ${object} ${id}`);
    return rowToRecord(definition, row);
  }

  #role(name: string, parent: string | null): void {
    this.ids[name] = this.insert('UserRole', {
      Name: name,
      DeveloperName: name,
      ParentRoleId: parent === null ? null : this.id(parent),
      CaseAccessForAccountOwner: 'None',
      ContactAccessForAccountOwner: 'Read',
      OpportunityAccessForAccountOwner: 'Read',
    });
  }

  #profile(name: string): void {
    this.ids[name] = this.insert('Profile', { Name: name });
    this.ids[`${name} set`] = this.insert('PermissionSet', {
      Name: name,
      Label: name,
      ProfileId: this.id(name),
      IsOwnedByProfile: true,
    });
  }

  #people(): void {
    this.#role('CEO', null);
    this.#role('VP_Sales', 'CEO');
    this.#role('Regional_Sales_Manager', 'VP_Sales');
    this.#role('VP_Care', 'CEO');
    this.#role('Care_Agent', 'VP_Care');
    this.#role('Data_Owner', null);
    for (const profile of ['Employee', 'Agency Partner', 'Portal Customer', 'Site Guest', 'Administrator'])
      this.#profile(profile);
    for (const set of ['Employee set', 'Agency Partner set', 'Site Guest set', 'Portal Customer set']) {
      this.permit(set, 'Application__c', 'rcud', ['Agency__c', 'Channel__c']);
      for (const object of [
        'Account',
        'Contact',
        'Case',
        'Opportunity',
        'Contract',
        'Asset',
        'Premises__c',
        'Service_Point__c',
      ]) {
        this.permit(set, object, 'rcud');
      }
    }
    this.store.run(
      'UPDATE "PermissionSet" SET "PermissionsModifyAllData" = 1, "PermissionsViewAllData" = 1 WHERE Id = ?',
      this.id('Administrator set'),
    );
    this.addUser('ceo', 'Employee', { UserRoleId: this.id('CEO') });
    this.addUser('rsm', 'Employee', { UserRoleId: this.id('Regional_Sales_Manager') });
    this.addUser('vpSales', 'Employee', { UserRoleId: this.id('VP_Sales') });
    this.addUser('clerk', 'Employee', { UserRoleId: this.id('Care_Agent') });
    this.addUser('vpCare', 'Employee', { UserRoleId: this.id('VP_Care') });
    this.addUser('dataOwner', 'Employee', { UserRoleId: this.id('Data_Owner') });
    this.addUser('admin', 'Administrator');
    this.addUser('guest', 'Site Guest', { UserType: 'Guest' });
  }

  #agencies(): void {
    for (const name of ['north', 'south']) {
      const account = this.insert('Account', { Name: `Agentur ${name}`, OwnerId: this.id('rsm') });
      const contact = this.insert('Contact', {
        LastName: name,
        Name: name,
        AccountId: account,
        OwnerId: this.id('rsm'),
      });
      this.ids[`${name} account`] = account;
      this.addUser(name, 'Agency Partner', { UserType: 'PowerPartner', AccountId: account, ContactId: contact });
      for (const number of [1, 2]) {
        this.ids[`${name} application ${number}`] = this.insert('Application__c', {
          OwnerId: this.id(name),
          Agency__c: account,
          Channel__c: 'Agency',
        });
      }
    }
  }
}
