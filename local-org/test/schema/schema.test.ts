import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseXml, type XmlElement } from '../../src/metadata/index.ts';
import { buildSchema, personAccountMirrors, type DefinitionComponent, type OrgSchema } from '../../src/schema/index.ts';
import { applySchema, openStore, type OpenStore } from '../../src/store/index.ts';

function component(type: string, fullName: string, body: string): DefinitionComponent {
  const node: XmlElement = parseXml(`<${type}>${body}</${type}>`);
  return { type, fullName, node };
}

const meter = component(
  'CustomObject',
  'Meter__c',
  '<label>Meter</label><pluralLabel>Meters</pluralLabel><enableHistory>true</enableHistory><sharingModel>Private</sharingModel><nameField><label>Number</label><type>AutoNumber</type><displayFormat>M-{0000}</displayFormat></nameField>',
);
function textField(object: string, name: string, extra = ''): DefinitionComponent {
  return component(
    'CustomField',
    `${object}.${name}`,
    `<fullName>${name}</fullName><label>${name}</label><length>20</length><type>Text</type>${extra}`,
  );
}

function schemaOf(...components: readonly DefinitionComponent[]): OrgSchema {
  let count = 0;
  const prefixes = new Map<string, string>();
  const prefixOf = (name: string): string => {
    const prefix = prefixes.get(name) ?? `a0${count++}`;
    prefixes.set(name, prefix);
    return prefix;
  };
  return buildSchema({ version: 1, components, prefixOf, currencies: ['EUR', 'CZK'] });
}

describe('custom fields of a contact', () => {
  it('are seen on a person account; a formula there is that of the contact, whose fields it names', () => {
    const age = component(
      'CustomField',
      'Contact.Reach__c',
      '<fullName>Reach__c</fullName><label>Reach</label><type>Text</type><formula>Town__c &amp; Email</formula>',
    );
    const account = schemaOf(textField('Contact', 'Town__c'), age).object('Account');
    assert.equal(account?.fields.get('town__pc')?.formula, undefined);
    assert.equal(account?.fields.get('reach__pc')?.formula, 'PersonContact.Reach__c');
  });
});

describe('the standard catalogue', () => {
  const schema = schemaOf();

  it('knows the fields that decide about contracts', () => {
    const contract = schema.object('contract');
    assert.equal(contract?.keyPrefix, '800');
    assert.deepEqual(
      contract.fields.get('status')?.picklist?.map((value) => value.value),
      ['Draft', 'In Approval Process', 'Activated'],
    );
    assert.equal(contract.fields.get('contractnumber')?.nameField, true);
    assert.equal(contract.fields.get('accountid')?.nillable, false);
    assert.equal(schema.object('ContractShare'), undefined, 'a contract is shared with its account');
  });

  it('knows which records a queue may own', () => {
    const owners = (name: string): readonly string[] | undefined =>
      schema.object(name)?.fields.get('ownerid')?.referenceTo;
    for (const name of ['Account', 'Contact', 'Contract', 'Opportunity', 'Asset'])
      assert.deepEqual(owners(name), ['User'], name);
    for (const name of ['Case', 'Lead', 'Order']) assert.deepEqual(owners(name), ['Group', 'User'], name);
  });

  it('finds objects by key prefix and by name in any case', () => {
    assert.equal(schema.objectByPrefix('001')?.name, 'Account');
    assert.equal(schema.object('opportunitylineitem')?.name, 'OpportunityLineItem');
    const prefixes = [...schema.objects()].map((object) => object.keyPrefix);
    assert.equal(new Set(prefixes).size, prefixes.length, 'no two objects share a prefix');
  });

  it('names child relationships as the platform does', () => {
    const names = new Map(
      schema
        .object('Account')
        ?.childRelationships.map((child) => [`${child.childObject}.${child.field}`, child.relationshipName]),
    );
    assert.equal(names.get('Contact.AccountId'), 'Contacts');
    assert.equal(names.get('Account.ParentId'), 'ChildAccounts');
    assert.equal(names.get('AccountContactRelation.AccountId'), 'AccountContactRelations');
    assert.equal(names.get('Case.AccountId'), 'Cases');
    assert.equal(names.get('Contract.AccountId'), 'Contracts');
    assert.equal(names.get('Task.WhatId'), 'Tasks');
    const cases = schema.object('Case')?.childRelationships.find((child) => child.childObject === 'CaseComment');
    assert.deepEqual([cases?.relationshipName, cases?.onDelete], ['CaseComments', 'Cascade']);
  });

  it('has person accounts, country codes and currencies switched on', () => {
    const account = schema.object('Account');
    assert.ok(account);
    for (const name of [
      'ispersonaccount',
      'personcontactid',
      'personemail',
      'firstname',
      'lastname',
      'salutation',
      'billingcountrycode',
      'currencyisocode',
    ])
      assert.ok(account.fields.has(name), name);
    assert.ok(
      account.fields
        .get('billingcountrycode')
        ?.picklist?.some((value) => value.value === 'DE' && value.label === 'Germany'),
    );
    assert.deepEqual(
      account.fields.get('currencyisocode')?.picklist?.map((value) => value.value),
      ['EUR', 'CZK'],
    );
    assert.equal(account.fields.get('billingcity')?.compoundField, 'BillingAddress');
    assert.equal(account.fields.get('billingaddress')?.permissionable, true);
  });

  it('refers only to objects it has', () => {
    for (const object of schema.objects())
      for (const field of object.fields.values())
        for (const target of field.referenceTo)
          assert.ok(schema.object(target), `${object.name}.${field.name} → ${target}`);
  });
});

describe('a schema with deployed metadata', () => {
  it('gives a custom object its system fields, share and history', () => {
    const schema = schemaOf(meter, textField('Meter__c', 'Serial__c'));
    const object = schema.object('Meter__c');
    assert.ok(object);
    for (const name of [
      'id',
      'ownerid',
      'isdeleted',
      'name',
      'currencyisocode',
      'createddate',
      'createdbyid',
      'systemmodstamp',
      'serial__c',
    ])
      assert.ok(object.fields.has(name), name);
    assert.equal(object.fields.has('recordtypeid'), false, 'there are no record types');
    assert.deepEqual(
      [
        object.fields.get('name')?.type,
        object.fields.get('name')?.displayFormat,
        object.fields.get('name')?.createable,
      ],
      ['autonumber', 'M-{0000}', false],
    );
    assert.equal(schema.object('Meter__Share')?.fields.get('parentid')?.referenceTo[0], 'Meter__c');
    assert.ok(schema.object('Meter__History'));
    assert.deepEqual(
      object.childRelationships.find((child) => child.childObject === 'Meter__Share')?.relationshipName,
      'Shares',
    );
  });

  it('shares contracts with their accounts, whatever their own element repeats', () => {
    const models = '<sharingModel>Private</sharingModel><externalSharingModel>Private</externalSharingModel>';
    const schema = schemaOf(component('CustomObject', 'Contract', models), component('CustomObject', 'Case', models));
    const modelOf = (name: string) => schema.object(name)?.internalSharing;
    assert.deepEqual([modelOf('Contract'), modelOf('Case')], ['ControlledByParent', 'Private']);
  });

  it('takes the owner from a detail object and shares it with its master', () => {
    const reading = component(
      'CustomObject',
      'Reading__c',
      '<label>Reading</label><pluralLabel>Readings</pluralLabel><sharingModel>ControlledByParent</sharingModel>',
    );
    const master = component(
      'CustomField',
      'Reading__c.Meter__c',
      '<fullName>Meter__c</fullName><label>Meter</label><referenceTo>Meter__c</referenceTo><relationshipName>Readings</relationshipName><type>MasterDetail</type>',
    );
    const schema = schemaOf(meter, reading, master);
    const object = schema.object('Reading__c');
    assert.deepEqual(
      [object?.hasOwner, object?.internalSharing, object?.fields.has('ownerid')],
      [false, 'ControlledByParent', false],
    );
    assert.equal(object?.fields.get('meter__c')?.relationshipName, 'Meter__r');
    const child = schema
      .object('Meter__c')
      ?.childRelationships.find((relationship) => relationship.field === 'Meter__c');
    assert.deepEqual([child?.relationshipName, child?.onDelete], ['Readings__r', 'Cascade']);
    assert.equal(schema.object('Reading__Share'), undefined);
  });

  it('mirrors custom fields of contacts on person accounts', () => {
    const schema = schemaOf(textField('Contact', 'Portal_Name__c'));
    assert.ok(schema.object('Account')?.fields.has('portal_name__pc'));
    const mirrors = personAccountMirrors(schema);
    assert.equal(mirrors.get('Portal_Name__pc'), 'Portal_Name__c');
    assert.equal(mirrors.get('PersonMailingCity'), 'MailingCity');
    assert.equal(mirrors.get('LastName'), 'LastName');
  });

  it('knows which value of a dependent picklist goes with which controlling value', () => {
    const controlling = component(
      'CustomField',
      'Meter__c.Kind__c',
      '<fullName>Kind__c</fullName><label>K</label><type>Picklist</type><valueSet><valueSetDefinition><value><fullName>Power</fullName></value><value><fullName>Gas</fullName></value></valueSetDefinition></valueSet>',
    );
    const dependent = component(
      'CustomField',
      'Meter__c.Unit__c',
      '<fullName>Unit__c</fullName><label>U</label><type>Picklist</type><valueSet><controllingField>Kind__c</controllingField><restricted>true</restricted><valueSetDefinition><value><fullName>kWh</fullName></value><value><fullName>m3</fullName></value></valueSetDefinition><valueSettings><controllingFieldValue>Gas</controllingFieldValue><valueName>m3</valueName></valueSettings></valueSet>',
    );
    const field = schemaOf(meter, controlling, dependent).object('Meter__c')?.fields.get('unit__c');
    assert.deepEqual(
      field?.picklist?.map((value) => value.validFor),
      [[], ['Gas']],
    );
    assert.deepEqual([field.controllingField, field.restrictedPicklist], ['Kind__c', true]);
  });

  it('masks encrypted text as the field says', () => {
    const iban = (mask: string): DefinitionComponent =>
      component(
        'CustomField',
        'Meter__c.Iban__c',
        `<fullName>Iban__c</fullName><label>IBAN</label><length>34</length><type>EncryptedText</type>${mask}`,
      );
    const maskOf = (mask: string): readonly unknown[] => {
      const field = schemaOf(meter, iban(mask)).object('Meter__c')?.fields.get('iban__c');
      return [field?.maskType, field?.maskChar];
    };
    assert.deepEqual(maskOf('<maskChar>X</maskChar><maskType>lastFour</maskType>'), ['lastFour', 'X']);
    assert.deepEqual(maskOf('<maskChar>asterisk</maskChar><maskType>nino</maskType>'), ['nino', 'asterisk']);
    assert.throws(() => maskOf('<maskType>rot13</maskType>'), /does not support CustomField.maskType rot13/);
  });

  it('refuses kinds of objects it lacks by name', () => {
    assert.throws(
      () => schemaOf(component('CustomObject', 'Invoice__x', '<label>Invoice</label>')),
      /does not support CustomObject __x/,
    );
  });
});

describe('tables that follow the schema', () => {
  function columns(store: OpenStore, table: string): readonly unknown[] {
    return store.all('SELECT name FROM pragma_table_info(?)', table).map((row) => row['name']);
  }

  it('keep their rows when a field is added, removed or changes its type', () => {
    const store = openStore(':memory:');
    applySchema(store, schemaOf(meter, textField('Meter__c', 'Serial__c')));
    store.run('INSERT INTO "Meter__c" (Id, Name, Serial__c) VALUES (?, ?, ?)', 'a00UP0000000001YAA', 'M-0001', '42');
    applySchema(store, schemaOf(meter, textField('Meter__c', 'Serial__c'), textField('Meter__c', 'Maker__c')));
    assert.deepEqual(
      { ...store.get('SELECT Name, Serial__c, Maker__c FROM "Meter__c"') },
      { Name: 'M-0001', Serial__c: '42', Maker__c: null },
    );
    const number = component(
      'CustomField',
      'Meter__c.Serial__c',
      '<fullName>Serial__c</fullName><label>S</label><precision>10</precision><scale>0</scale><type>Number</type>',
    );
    applySchema(store, schemaOf(meter, number));
    assert.deepEqual({ ...store.get('SELECT Name, Serial__c FROM "Meter__c"') }, { Name: 'M-0001', Serial__c: 42 });
    assert.equal(columns(store, 'Meter__c').includes('Maker__c'), false);
    store.close();
  });

  it('refuse a second live record with the same unique value in any case, and allow it when the first is in the bin', () => {
    const store = openStore(':memory:');
    applySchema(
      store,
      schemaOf(meter, textField('Meter__c', 'Serial__c', '<externalId>true</externalId><unique>true</unique>')),
    );
    const insert = (id: string, serial: string): unknown =>
      store.run('INSERT INTO "Meter__c" (Id, Name, Serial__c) VALUES (?, ?, ?)', id, 'M', serial);
    insert('a00UP0000000001YAA', 'abc');
    assert.throws(() => insert('a00UP0000000002YAA', 'ABC'), /UNIQUE constraint failed: Meter__c.Serial__c/);
    store.run('UPDATE "Meter__c" SET IsDeleted = 1');
    insert('a00UP0000000002YAA', 'ABC');
    store.close();
  });

  it('do nothing when the schema did not change', () => {
    const store = openStore(':memory:');
    const schema = schemaOf(meter);
    applySchema(store, schema);
    const before = store.get('SELECT group_concat(sql) AS sql FROM sqlite_master');
    const version = store.get('PRAGMA schema_version');
    applySchema(store, schema);
    assert.deepEqual(store.get('SELECT group_concat(sql) AS sql FROM sqlite_master'), before);
    assert.deepEqual(store.get('PRAGMA schema_version'), version);
    store.close();
  });
});
