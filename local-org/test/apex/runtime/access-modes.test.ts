/**
 * What code sees at API 67 and below, in triggers, controllers and services of guests. Sources: Apex Reference Guide, "Versioned Behavior
 * Changes" (67.0: user mode and sharing by default); Apex Developer Guide, "Enforce User Mode for Database Operations", "Using the with
 * sharing, without sharing, and inherited sharing Keywords", "Triggers" (system mode).
 */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { AuraError } from '../../../src/apex/index.ts';
import { openApexOrg } from './apex-org.ts';

const xml = (type: string, rest: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><${type} xmlns="http://soap.sforce.com/2006/04/metadata">${rest}</${type}>`;
const CLASSES = [
  'Now',
  'NowWithout',
  'NowSystem',
  'Before',
  'BeforeWith',
  'BeforeWithout',
  'BeforeInherited',
  'Door',
  'Edits',
];
const access = (create: boolean): string =>
  `<objectPermissions><object>Vault__c</object><allowRead>true</allowRead><allowCreate>${String(create)}</allowCreate><allowEdit>false</allowEdit><allowDelete>false</allowDelete><viewAllRecords>false</viewAllRecords><modifyAllRecords>false</modifyAllRecords></objectPermissions>`;
const opens = CLASSES.map(
  (name) => `<classAccesses><apexClass>${name}</apexClass><enabled>true</enabled></classAccesses>`,
).join('');

/** A controller: how many rows, and whether the field nobody may read can be read. */
const controller = (name: string, keyword: string, mode = ''): string => `public ${keyword} class ${name} {
  @AuraEnabled public static Integer rows() { return [SELECT Id FROM Vault__c ${mode}].size(); }
  @AuraEnabled public static Integer dynamicRows() { return Database.query('SELECT Id FROM Vault__c ${mode}').size(); }
  @AuraEnabled public static Decimal secret() { return [SELECT SUM(Secret__c) total FROM Vault__c ${mode}][0].get('total') == null ? 0 : (Decimal) [SELECT SUM(Secret__c) total FROM Vault__c ${mode}][0].get('total'); }
  @AuraEnabled public static void write() { insert ${mode === '' ? '' : 'as system'} new Vault__c(Name = 'written', Secret__c = 1); }
}`;

const org = openApexOrg(
  {
    Now: controller('Now', ''),
    NowWithout: controller('NowWithout', 'without sharing'),
    NowSystem: controller('NowSystem', 'without sharing', 'WITH SYSTEM_MODE'),
    Before: `66 ${controller('Before', '')}`,
    BeforeWith: `66 ${controller('BeforeWith', 'with sharing')}`,
    BeforeWithout: `66 ${controller('BeforeWithout', 'without sharing')}`,
    BeforeInherited: `66 ${controller('BeforeInherited', 'inherited sharing')}`,
    Door: `@RestResource(urlMapping='/vault/*')
    global without sharing class Door {
      @HttpGet global static String look() {
        return [SELECT Id FROM Vault__c].size() + ' of ' + [SELECT Id FROM Vault__c WITH SYSTEM_MODE].size();
      }
    }`,
    Edits: `public without sharing class Edits {
      @AuraEnabled public static String change() {
        Vault__c one = [SELECT Id FROM Vault__c WITH SYSTEM_MODE LIMIT 1];
        try { update as user one; } catch (SecurityException refused) { return refused.getMessage(); }
        return 'changed';
      }
      @AuraEnabled public static String make() {
        try { Database.insert(new Lead(LastName = 'a', Company = 'a'), AccessLevel.USER_MODE); } catch (SecurityException refused) { return refused.getMessage(); }
        return 'made';
      }
    }`,
    Helper: `public class Helper { public static Integer seen() { return [SELECT Id FROM Vault__c].size(); } }`,
    VaultTrigger: `trigger VaultTrigger on Vault__c (before insert) {
      for (Vault__c one : Trigger.new) {
        one.Seen__c = [SELECT Id, Secret__c FROM Vault__c].size() + ' by the trigger, ' + Helper.seen() + ' by its helper';
      }
    }`,
  },
  {
    'objects/Vault__c/Vault__c.object-meta.xml': xml(
      'CustomObject',
      '<label>Vault</label><pluralLabel>Vaults</pluralLabel><deploymentStatus>Deployed</deploymentStatus><sharingModel>Private</sharingModel><externalSharingModel>Private</externalSharingModel><nameField><label>Name</label><type>Text</type></nameField>',
    ),
    'objects/Vault__c/fields/Secret__c.field-meta.xml': xml(
      'CustomField',
      '<fullName>Secret__c</fullName><label>Secret</label><type>Number</type><precision>8</precision><scale>0</scale>',
    ),
    'objects/Vault__c/fields/Seen__c.field-meta.xml': xml(
      'CustomField',
      '<fullName>Seen__c</fullName><label>Seen</label><type>Text</type><length>80</length>',
    ),
    'permissionsets/Clerk.permissionset-meta.xml': xml(
      'PermissionSet',
      `${opens}<fieldPermissions><editable>false</editable><field>Vault__c.Seen__c</field><readable>true</readable></fieldPermissions><hasActivationRequired>false</hasActivationRequired><label>Clerk</label>${access(true)}`,
    ),
    'profiles/Visitors.profile-meta.xml': xml(
      'Profile',
      `${opens}<custom>true</custom>${access(false)}<userLicense>Guest User License</userLicense>`,
    ),
  },
);
after(() => org.close());
const { apex, inTransaction } = org;

function administrate(source: string): void {
  const result = inTransaction((scope) => apex.executeAnonymous(source, scope));
  assert.ok(result.success, result.compileProblem ?? result.exceptionMessage ?? '');
}
const newUser = (name: string, profile: string): string =>
  `insert as system new User(Username = '${name}@example.com', LastName = '${name}', Email = '${name}@example.com', Alias = '${name}', TimeZoneSidKey = 'Europe/Berlin', LocaleSidKey = 'en_US', EmailEncodingKey = 'UTF-8', LanguageLocaleKey = 'en_US', ProfileId = [SELECT Id FROM Profile WHERE Name = '${profile}' WITH SYSTEM_MODE].Id);`;

administrate(newUser('clerk', 'Read Only'));
administrate(
  `insert new PermissionSetAssignment(AssigneeId = [SELECT Id FROM User WHERE Username = 'clerk@example.com'].Id, PermissionSetId = [SELECT Id FROM PermissionSet WHERE Name = 'Clerk'].Id);`,
);
administrate(newUser('visitor', 'Visitors'));
administrate(
  "insert as system new List<Vault__c>{ new Vault__c(Name = 'a', Secret__c = 3), new Vault__c(Name = 'b', Secret__c = 4) };",
);

const ask = (className: string, method: string, username = 'clerk@example.com'): unknown =>
  inTransaction(
    (scope) => apex.invokeAuraMethod({ className, method, params: {}, cacheableOnly: false }, scope),
    username,
  );
const refused = (pattern: RegExp) => (error: unknown) => error instanceof AuraError && pattern.test(error.body.message);

describe('a controller at API 67', () => {
  it('sees neither records that are not shared nor fields that are not granted', () => {
    assert.equal(ask('Now', 'rows'), 0);
    assert.equal(ask('Now', 'dynamicRows'), 0);
    assert.throws(() => ask('Now', 'secret'), refused(/Secret__c/));
  });
  it('is not freed of user mode by "without sharing"', () => {
    assert.equal(ask('NowWithout', 'rows'), 0);
    assert.throws(() => ask('NowWithout', 'secret'), refused(/Secret__c/));
    assert.throws(() => ask('NowWithout', 'write'), refused(/Secret__c/));
  });
  it('sees and writes everything where it says system mode and "without sharing"', () => {
    assert.equal(ask('NowSystem', 'rows'), 2);
    assert.equal(ask('NowSystem', 'dynamicRows'), 2);
    assert.equal(ask('NowSystem', 'secret'), 7);
  });
});

describe('a controller at API 66', () => {
  it('reads all fields, and of records what its keyword says; without keyword it shares', () => {
    assert.deepEqual(
      ['Before', 'BeforeWith', 'BeforeInherited', 'BeforeWithout'].map((name) => ask(name, 'rows')),
      [0, 0, 0, 2],
    );
    assert.equal(ask('BeforeWithout', 'secret'), 7);
    assert.equal(ask('BeforeWith', 'secret'), 0);
  });
  it('writes fields that are not granted', () => {
    ask('BeforeWith', 'write');
    assert.equal(ask('BeforeWith', 'rows'), 1, 'the clerk owns the record');
  });
});

describe('DML in user mode on an object that the user may not so use', () => {
  it('ends in a SecurityException that says whether the object is seen at all', () => {
    assert.equal(ask('Edits', 'change'), 'DML operation UPDATE not allowed on Vault__c');
    assert.equal(ask('Edits', 'make', 'visitor@example.com'), "Access to entity 'Lead' denied");
  });
});

describe('a trigger at API 67', () => {
  it('runs in system mode without sharing, and the class it calls in user mode', () => {
    const seen = org.engine.store.get(`SELECT "Seen__c" AS seen FROM "Vault__c" WHERE "Name" = 'written'`)?.['seen'];
    assert.equal(seen, '2 by the trigger, 0 by its helper');
  });
});

describe('a service for guests at API 67', () => {
  it('sees nothing in user mode and all in system mode', () => {
    const { body } = inTransaction(
      (scope) =>
        apex.invokeRest(
          {
            method: 'GET',
            path: '/vault/1',
            parameters: [],
            headers: [],
            body: new Uint8Array(),
            remoteAddress: '::1',
          },
          scope,
        ),
      'visitor@example.com',
    );
    assert.match(typeof body === 'string' ? body : Buffer.from(body).toString('utf8'), /0 of 3/);
    assert.equal(ask('Now', 'rows', 'visitor@example.com'), 0);
    assert.throws(() => ask('Now', 'write', 'visitor@example.com'), AuraError);
  });
});
