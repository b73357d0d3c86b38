/** Change data capture: change events of saved records, in Apex triggers (Change Data Capture Developer Guide). */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { runApexTests } from '../../src/apex/testing/index.ts';
import { openApexOrg } from '../apex/library/apex-org.ts';

const xml = (type: string, rest: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><${type} xmlns="http://soap.sforce.com/2006/04/metadata">${rest}</${type}>`;
const trigger = (name: string, object: string): Readonly<Record<string, string>> => ({
  [`force-app/main/default/triggers/${name}.trigger`]: `trigger ${name} on ${object} (after insert) {
  ChangeNotes.keep(Trigger.new);
}`,
  [`force-app/main/default/triggers/${name}.trigger-meta.xml`]: xml(
    'ApexTrigger',
    '<apiVersion>67.0</apiVersion><status>Active</status>',
  ),
});

const org = openApexOrg({
  'force-app/main/default/objects/Meter__c/Meter__c.object-meta.xml': xml(
    'CustomObject',
    '<deploymentStatus>Deployed</deploymentStatus><label>Meter</label><pluralLabel>Meters</pluralLabel><nameField><label>Number</label><type>Text</type></nameField><sharingModel>ReadWrite</sharingModel>',
  ),
  'force-app/main/default/platformEventChannelMembers/Account.platformEventChannelMember-meta.xml': xml(
    'PlatformEventChannelMember',
    '<eventChannel>ChangeEvents</eventChannel><selectedEntity>AccountChangeEvent</selectedEntity>',
  ),
  ...trigger('AccountChanges', 'AccountChangeEvent'),
  ...trigger('MeterChanges', 'Meter__ChangeEvent'),
});
after(() => org.close());
org.deploy({
  ChangeNotes: `public without sharing class ChangeNotes {
  public static void keep(List<SObject> events) {
    List<Task> notes = new List<Task>();
    for (SObject event : events) {
      EventBus.ChangeEventHeader header = (EventBus.ChangeEventHeader) event.get('ChangeEventHeader');
      notes.add(new Task(
        Subject = header.getEntityName() + ' ' + header.changetype,
        Description = String.join(new List<String>{
          String.join(header.recordIds, ','), String.join(header.changedFields, ','), String.join(header.nulledFields, ','),
          header.commitUser, String.valueOf(header.sequenceNumber), String.valueOf(header.commitTimestamp), String.valueOf(event.get('Name'))
        }, '|')
      ));
    }
    insert as system notes;
  }
}`,
  CaptureTest: `@IsTest
private class CaptureTest {
  private static List<String> notes() {
    List<String> found = new List<String>();
    for (Task one : [SELECT Subject FROM Task WITH SYSTEM_MODE ORDER BY CreatedDate, Subject]) {
      found.add(one.Subject);
    }
    return found;
  }
  @IsTest static void hearsOfEveryObjectOnceItAsks() {
    insert as system new Account(Name = 'before');
    Test.enableChangeDataCapture();
    Meter__c meter = new Meter__c(Name = 'M1');
    insert as system meter;
    Assert.areEqual(0, notes().size(), 'nothing is delivered yet');
    Test.getEventBus().deliver();
    Assert.areEqual(new List<String>{ 'Meter__c CREATE' }, notes());
    delete as system meter;
    Test.getEventBus().deliver();
    Assert.areEqual(new List<String>{ 'Meter__c CREATE', 'Meter__c DELETE' }, notes());
  }
  @IsTest static void buildsEventsOfItsOwn() {
    EventBus.ChangeEventHeader header = new EventBus.ChangeEventHeader();
    header.changeType = 'UPDATE';
    header.recordIds = new List<String>{ '001000000000001AAA' };
    AccountChangeEvent event = new AccountChangeEvent(ChangeEventHeader = header, Name = 'own');
    Assert.areEqual('UPDATE', event.ChangeEventHeader.changeType);
    Database.SaveResult result = EventBus.publish(event);
    Assert.isFalse(result.isSuccess(), 'only the platform publishes changes');
  }
}`,
});

const administrator = org.session().user.userId;
/** What triggers wrote down, after everything that is queued has run. */
const notes = (): readonly (readonly string[])[] => {
  org.runJobs();
  const rows = org.engine.store
    .all('SELECT "Subject" AS subject, "Description" AS text FROM "Task" ORDER BY "Id"')
    .map((row) => [String(row['subject']), ...String(row['text']).split('|')]);
  org.engine.store.run('DELETE FROM "Task"');
  return rows;
};

describe('Change data capture', () => {
  it('tells triggers after the commit what was created, changed, deleted and restored of the selected objects', () => {
    org.commit(`Account a = new Account(Name = 'Stadtwerk', Site = 'North');
insert a;
insert new Meter__c(Name = 'not selected');
a.Name = 'Stadtwerke';
a.Site = null;
update a;
delete a;
undelete a;`);
    const told = notes();
    const id = String(org.engine.store.get(`SELECT "Id" AS id FROM "Account" WHERE "Name" = 'Stadtwerke'`)?.['id']);
    const at = String(org.engine.clock.now());
    assert.deepEqual(told, [
      ['Account CREATE', id, '', '', administrator, '1', at, 'Stadtwerk'],
      ['Account UPDATE', id, 'Name,Site', 'Site', administrator, '2', at, 'Stadtwerke'],
      ['Account DELETE', id, '', '', administrator, '3', at, ''],
      ['Account UNDELETE', id, '', '', administrator, '4', at, 'Stadtwerke'],
    ]);
  });

  it('tells nothing of what was rolled back', () => {
    org.commit(`Savepoint before = Database.setSavepoint();
insert new Account(Name = 'gone');
Database.rollback(before);
insert new Account(Name = 'stays');`);
    assert.deepEqual(
      notes().map((note) => note.at(-1)),
      ['stays'],
    );
    assert.throws(() => org.commit("insert new Account(Name = 'fails');\nInteger zero = 0;\nInteger bad = 1 / zero;"));
    assert.deepEqual(notes(), []);
  });

  it('tells tests of all objects once they enable it', () => {
    const { results } = runApexTests(org.session(), { testLevel: 'RunLocalTests', classes: [] });
    assert.deepEqual(
      results.map(({ methodName, message }) => [methodName, message]),
      [
        ['hearsOfEveryObjectOnceItAsks', null],
        ['buildsEventsOfItsOwn', null],
      ],
    );
  });
});
