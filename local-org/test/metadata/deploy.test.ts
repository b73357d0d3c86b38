import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { strToU8, zipSync } from 'fflate';
import {
  createOrg,
  deploy,
  loadSchema,
  metadataOf,
  organizationId,
  readFiles,
  readSourceTree,
  readZip,
  type DeployOutcome,
  type MetadataSet,
} from '../../src/metadata/index.ts';
import { copyStore, openStore, writeSetting, type OpenStore } from '../../src/store/index.ts';
import { sampleDirectory, sampleFiles, sampleWith } from './sample-project.ts';

const now = Date.UTC(2026, 0, 15, 8);
let store: OpenStore;

function put(set: MetadataSet, options: { readonly checkOnly?: boolean } = {}): DeployOutcome {
  return deploy(store, set, { now, ...options });
}

function column(sql: string, ...params: readonly string[]): readonly unknown[] {
  return store.all(sql, ...params).map((row) => Object.values(row)[0]);
}

let directory: string;
let template: OpenStore;
let copies = 0;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'deploy-'));
  template = openStore(':memory:');
  createOrg(template, { now });
});
after(async () => {
  template.close();
  await rm(directory, { recursive: true });
});
beforeEach(() => {
  store = copyStore(template, join(directory, `${copies++}.db`));
});
afterEach(() => store.close());

describe('a new org', () => {
  it('has its organisation, an administrator with all rights, licences, profiles and the euro', () => {
    assert.deepEqual(column('SELECT Id FROM Organization'), [organizationId]);
    assert.deepEqual(column('SELECT IsoCode FROM CurrencyType WHERE IsCorporate = 1'), ['EUR']);
    const administrator = store.get(
      'SELECT u.IsActive, p.Name, s.PermissionsModifyAllData FROM User u JOIN Profile p ON p.Id = u.ProfileId JOIN PermissionSet s ON s.ProfileId = p.Id WHERE u.Username = ?',
      'admin@unified-power.example',
    );
    assert.deepEqual({ ...administrator }, { IsActive: 1, Name: 'System Administrator', PermissionsModifyAllData: 1 });
    for (const name of [
      'Standard User',
      'Minimum Access - Salesforce',
      'Partner Community User',
      'Customer Community User',
    ])
      assert.equal(column('SELECT Name FROM Profile WHERE Name = ?', name).length, 1, name);
    assert.deepEqual(column('SELECT ApiName FROM ContractStatus ORDER BY SortOrder'), [
      'Draft',
      'In Approval Process',
      'Activated',
    ]);
  });

  it('is left alone when it exists already', () => {
    createOrg(store, { now, organizationName: 'Other' });
    assert.deepEqual(column('SELECT Name FROM Organization'), ['Unified Power']);
  });
});

describe('an org made by an older local org', () => {
  it('gets the columns that the catalogue has now, and deploys its sources anew', () => {
    put(readSourceTree(sampleDirectory));
    for (const name of column("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'Asset'"))
      store.exec(`DROP TRIGGER "${String(name)}"`);
    store.exec('ALTER TABLE Asset DROP COLUMN StatusReason');
    store.run("DELETE FROM _columns WHERE object = 'Asset' AND field = 'StatusReason'");
    writeSetting(store, 'catalogue', 'older');
    const schema = createOrg(store, { now });
    assert.ok(schema.object('Meter__c'));
    assert.deepEqual(column('SELECT StatusReason FROM Asset'), []);
    assert.equal(put(readSourceTree(sampleDirectory)).changed, true);
  });
});

describe('deploying a source tree', () => {
  it('makes tables and rows of everything it says', () => {
    const outcome = put(readSourceTree(sampleDirectory));
    assert.deepEqual(outcome.problems, []);
    assert.ok(outcome.success && outcome.changed);
    const schema = loadSchema(store);
    assert.equal(schema.object('Meter__c')?.keyPrefix, 'a00');
    assert.deepEqual(
      schema
        .object('Meter__c')
        ?.fields.get('commodity__c')
        ?.picklist?.map((value) => value.label),
      ['Electricity', 'Natural gas'],
    );
    assert.ok(schema.object('Meter__c')?.fields.has('geo__latitude__s'));
    assert.equal(schema.object('Meter_Read__e')?.publishBehavior, 'PublishAfterCommit');
    assert.equal(schema.object('Account')?.recordTypes.get('household')?.personAccount, true);
    assert.deepEqual(column('SELECT Body FROM ApexClass WHERE Name = ?', 'ReadingController'), [
      'public with sharing class ReadingController {}\n',
    ]);
    assert.deepEqual(
      { ...store.get('SELECT TableEnumOrId, UsageBeforeInsert, UsageAfterUpdate, UsageAfterInsert FROM ApexTrigger') },
      { TableEnumOrId: 'Reading__c', UsageBeforeInsert: 1, UsageAfterUpdate: 1, UsageAfterInsert: 0 },
    );
    assert.deepEqual(
      { ...store.get('SELECT DeveloperName, MasterLabel, Factor__c FROM "Unit__mdt"') },
      { DeveloperName: 'Cubic_Metre', MasterLabel: 'Cubic metre', Factor__c: 10.55 },
    );
    assert.deepEqual(
      column(
        'SELECT p.DeveloperName FROM UserRole r JOIN UserRole p ON p.Id = r.ParentRoleId WHERE r.DeveloperName = ?',
        'Agent',
      ),
      ['Head'],
    );
    assert.deepEqual(
      column('SELECT SobjectType FROM QueueSobject q JOIN "Group" g ON g.Id = q.QueueId AND g.Type = \'Queue\''),
      ['Case'],
    );
    assert.deepEqual(
      { ...store.get("SELECT SobjectType, IsPersonType FROM RecordType WHERE DeveloperName = 'Household'") },
      { SobjectType: 'Account', IsPersonType: 1 },
    );
  });

  it('writes the rights of a permission set, and their union for its group', () => {
    put(readSourceTree(sampleDirectory));
    const rights = (type: string): readonly unknown[] =>
      column(
        `SELECT o.SobjectType || ':' || o.PermissionsCreate || o.PermissionsRead || o.PermissionsEdit || o.PermissionsDelete FROM ObjectPermissions o JOIN PermissionSet s ON s.Id = o.ParentId WHERE s.Type = ? ORDER BY 1`,
        type,
      );
    assert.deepEqual(rights('Regular'), ['Meter__c:1110', 'Reading__c:1110', 'Unit__mdt:0100']);
    assert.deepEqual(rights('Group'), rights('Regular'));
    assert.deepEqual(
      column("SELECT f.Field FROM FieldPermissions f JOIN PermissionSet s ON s.Id = f.ParentId WHERE s.Type = 'Group'"),
      ['Reading__c.Read_On__c'],
    );
    assert.deepEqual(
      column("SELECT s.PermissionsRunReports FROM PermissionSet s WHERE s.Type IN ('Regular', 'Group')"),
      [1, 1],
    );
  });

  it('keeps what it deployed for its readers', () => {
    put(readSourceTree(sampleDirectory));
    const metadata = metadataOf(store);
    assert.equal(metadata.label('meter_missing')?.value, 'We know no such meter.');
    assert.equal(metadata.layout('Meter__c-Meter Layout')?.xml?.name, 'Layout');
    assert.deepEqual(
      metadata.lightningComponent('meterCard')?.files.map((file) => file.path),
      ['meterCard.html', 'meterCard.js'],
    );
    assert.equal(metadata.tab('Meter__c')?.path, 'force-app/main/apps/tabs/Meter__c.tab-meta.xml');
  });

  it('deploys the same tree again when the deployer itself has changed', () => {
    const tree = readSourceTree(sampleDirectory);
    assert.equal(deploy(store, tree, { now }).changed, true);
    assert.equal(deploy(store, tree, { now }).changed, false);
    assert.equal(deploy(store, tree, { now, deployer: 'another' }).changed, true);
    assert.equal(deploy(store, tree, { now }).changed, true, 'what another deployer wrote is not ours');
  });

  it('does nothing for a tree the org has already, and keeps ids when a changed tree comes', () => {
    put(readSourceTree(sampleDirectory));
    const version = metadataOf(store).version;
    const again = put(readSourceTree(sampleDirectory));
    assert.deepEqual([again.success, again.changed, metadataOf(store).version], [true, false, version]);
    const ids = column(
      'SELECT Id FROM ApexClass UNION SELECT Id FROM PermissionSet UNION SELECT Id FROM RecordType ORDER BY 1',
    );
    const changed = put(sampleWith('ReadingController.cls', (text) => `${text}// changed\n`));
    assert.deepEqual(
      changed.components.filter((line) => line.changed).map((line) => line.fullName),
      ['ReadingController'],
    );
    assert.deepEqual(
      column('SELECT Id FROM ApexClass UNION SELECT Id FROM PermissionSet UNION SELECT Id FROM RecordType ORDER BY 1'),
      ids,
    );
  });

  it('keeps records when a field is added', () => {
    assert.ok(put(withoutReadOn()).success);
    store.run('INSERT INTO "Reading__c" (Id, Name, Value__c) VALUES (?, ?, ?)', 'a01UP0000000001YAA', 'first', 12.5);
    assert.ok(put(readSourceTree(sampleDirectory)).success);
    assert.deepEqual(
      { ...store.get('SELECT Name, Value__c, Read_On__c FROM "Reading__c"') },
      { Name: 'first', Value__c: 12.5, Read_On__c: null },
    );
  });

  it('changes nothing at all when one component is wrong, or when only checking', () => {
    const outcome = put(sampleWith('Meter_Key__c.field-meta.xml', (text) => text.replace('>Text<', '>Txt<')));
    assert.equal(outcome.success, false);
    assert.equal(loadSchema(store).object('Meter__c'), undefined);
    assert.equal(put(readSourceTree(sampleDirectory), { checkOnly: true }).success, true);
    assert.equal(loadSchema(store).object('Meter__c'), undefined);
    assert.equal(store.inTransaction, false);
    assert.equal(put(readSourceTree(sampleDirectory)).changed, true);
  });

  it('rolls back when a check of another part finds a problem', () => {
    const set = readSourceTree(sampleDirectory);
    const problem = {
      file: 'x.cls',
      line: 1,
      column: 1,
      componentType: 'ApexClass',
      fullName: 'x',
      message: 'Variable does not exist: foo',
    };
    const outcome = deploy(store, set, { now, checks: [({ schema }) => (schema.object('Meter__c') ? [problem] : [])] });
    assert.deepEqual(outcome.problems, [problem]);
    assert.deepEqual(column('SELECT Name FROM ApexClass'), []);
    assert.equal(loadSchema(store).object('Meter__c'), undefined);
  });
});

/** The project before Read_On__c and what names it existed. */
function withoutReadOn(): MetadataSet {
  return readFiles(sampleFiles().filter((file) => !/Read_On__c|permissionset|\.layout/.test(file.path)));
}

const packageXml =
  '<Package><types><members>Meter__c</members><name>CustomObject</name></types><version>67.0</version></Package>';
const object = `<?xml version="1.0" encoding="UTF-8"?>
<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata">
    <deploymentStatus>Deployed</deploymentStatus>
    <fields>
        <fullName>Serial__c</fullName>
        <label>Serial</label>
        <length>40</length>
        <type>Text</type>
    </fields>
    <label>Meter</label>
    <nameField><label>Name</label><type>Text</type></nameField>
    <pluralLabel>Meters</pluralLabel>
    <sharingModel>Private</sharingModel>
</CustomObject>
`;

function zip(files: Readonly<Record<string, string>>): MetadataSet {
  return readZip(
    zipSync(
      Object.fromEntries(
        Object.entries({ 'package.xml': packageXml, ...files }).map(([path, text]) => [path, strToU8(text)]),
      ),
    ),
  );
}

describe('deploying an mdapi zip', () => {
  it('takes objects with their fields merged in, and adds later fields to what is there', () => {
    assert.deepEqual(put(zip({ 'objects/Meter__c.object': object })).problems, []);
    const field =
      '<CustomObject><fields><fullName>Maker__c</fullName><label>Maker</label><length>40</length><type>Text</type></fields></CustomObject>';
    assert.deepEqual(put(zip({ 'objects/Meter__c.object': field })).problems, []);
    const meter = loadSchema(store).object('Meter__c');
    assert.ok(meter?.fields.has('serial__c') && meter.fields.has('maker__c'));
    assert.equal(metadataOf(store).get('CustomField', 'Meter__c.Serial__c')?.xml?.name, 'CustomField');
  });

  it('places an error of a merged field at its line', () => {
    const [problem] = put(
      zip({
        'objects/Meter__c.object': object.replace(
          '<type>Text</type>\n    </fields>',
          '<type>Txt</type>\n    </fields>',
        ),
      }),
    ).problems;
    assert.deepEqual(
      [problem?.file, problem?.line, problem?.componentType, problem?.fullName],
      ['objects/Meter__c.object', 8, 'CustomField', 'Meter__c.Serial__c'],
    );
  });

  it('removes what destructive changes name', () => {
    put(readSourceTree(sampleDirectory));
    const destructive =
      '<Package><types><members>Meter_Reader</members><name>PermissionSet</name></types><types><members>Field_Force</members><name>PermissionSetGroup</name></types></Package>';
    const outcome = put(
      zip({ 'package.xml': '<Package><version>67.0</version></Package>', 'destructiveChangesPost.xml': destructive }),
    );
    assert.deepEqual(
      outcome.components.map((line) => [line.fullName, line.deleted]),
      [
        ['Meter_Reader', true],
        ['Field_Force', true],
      ],
    );
    assert.equal(metadataOf(store).permissionSet('Meter_Reader'), undefined);
    assert.deepEqual(column("SELECT Name FROM PermissionSet WHERE Type <> 'Profile'"), []);
  });
});
