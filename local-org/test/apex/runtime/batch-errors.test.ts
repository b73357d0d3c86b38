/** BatchApexErrorEvent (Platform Events Developer Guide; Apex Developer Guide, "Firing Platform Events from Batch Apex"). */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { runApexTests } from '../../../src/apex/testing/index.ts';
import { openApexOrg } from '../library/apex-org.ts';

const TRIGGER = `trigger BatchErrors on BatchApexErrorEvent (after insert) {
  List<Task> notes = new List<Task>();
  for (BatchApexErrorEvent one : Trigger.new) {
    notes.add(new Task(
      Subject = one.Phase + ' ' + one.ExceptionType + ': ' + one.Message,
      Description = one.AsyncApexJobId + '|' + one.JobScope + '|' + one.DoesExceedJobScopeMaxLength + '|' + one.StackTrace
    ));
  }
  insert as system notes;
}`;
const org = openApexOrg({
  'force-app/main/default/triggers/BatchErrors.trigger': TRIGGER,
  'force-app/main/default/triggers/BatchErrors.trigger-meta.xml':
    '<?xml version="1.0" encoding="UTF-8"?><ApexTrigger xmlns="http://soap.sforce.com/2006/04/metadata"><apiVersion>67.0</apiVersion><status>Active</status></ApexTrigger>',
});
after(() => org.close());

const batch = (
  name: string,
  interfaces: string,
): string => `public class ${name} implements Database.Batchable<SObject>${interfaces} {
  private String failing;
  public ${name}(String failing) { this.failing = failing; }
  public Database.QueryLocator start(Database.BatchableContext context) {
    if (failing == 'start') { throw new IllegalArgumentException('at start'); }
    return Database.getQueryLocator('SELECT Id, Name FROM Account WITH SYSTEM_MODE ORDER BY Name');
  }
  public void execute(Database.BatchableContext context, List<Account> found) {
    for (Account one : found) { if (one.Name == failing) { throw new IllegalArgumentException('at ' + one.Name); } }
    insert as system new Contact(LastName = 'seen ' + found[0].Name);
  }
  public void finish(Database.BatchableContext context) {
    if (failing == 'finish') { throw new IllegalArgumentException('at finish'); }
  }
}`;

org.deploy({
  Telling: batch('Telling', ', Database.RaisesPlatformEvents'),
  Silent: batch('Silent', ''),
  BatchErrorsTest: `@IsTest
private class BatchErrorsTest {
  @IsTest static void deliversToTriggers() {
    insert as system new Account(Name = 'bad');
    Boolean thrown = false;
    try {
      Test.startTest();
      Database.executeBatch(new Telling('bad'));
      Test.stopTest();
    } catch (IllegalArgumentException e) {
      thrown = true;
    }
    Assert.isTrue(thrown);
    Assert.areEqual(0, [SELECT COUNT() FROM Task WITH SYSTEM_MODE]);
    Test.getEventBus().deliver();
    Assert.areEqual('EXECUTE System.IllegalArgumentException: at bad', [SELECT Subject FROM Task WITH SYSTEM_MODE].Subject);
  }
}`,
});

const rows = (sql: string): readonly (readonly string[])[] =>
  org.engine.store.all(sql).map((row) => Object.values(row).map(String));

describe('A batch that raises platform events', () => {
  it('tells triggers which records of which job failed and why; the other chunks are executed', () => {
    org.commit(`insert new List<Account>{ new Account(Name = 'a'), new Account(Name = 'b'), new Account(Name = 'c') };
Database.executeBatch(new Telling('b'), 1);`);
    org.runJobs();
    const [job] = rows(`SELECT "Id" FROM "AsyncApexJob" WHERE "JobType" = 'BatchApex'`)[0] ?? [];
    const [id] = rows(`SELECT "Id" FROM "Account" WHERE "Name" = 'b'`)[0] ?? [];
    assert.deepEqual(rows('SELECT "Subject" AS s, "Description" AS d FROM "Task"'), [
      [
        'EXECUTE System.IllegalArgumentException: at b',
        `${String(job)}|${String(id)}|false|Class.Telling.execute: line 9, column 1`,
      ],
    ]);
    assert.deepEqual(
      rows(
        'SELECT "TotalJobItems" AS t, "JobItemsProcessed" AS p, "NumberOfErrors" AS e FROM "AsyncApexJob" ORDER BY "Id"',
      )[0],
      ['3', '3', '1'],
      'the job that executeBatch gave shows them all',
    );
    assert.deepEqual(rows('SELECT "LastName" AS l FROM "Contact" ORDER BY 1'), [['seen a'], ['seen c']]);
  });

  it('tells of start and finish, and ends', () => {
    org.engine.store.run('DELETE FROM "Task"');
    org.commit("Database.executeBatch(new Telling('start'));\nDatabase.executeBatch(new Telling('finish'));");
    org.runJobs();
    assert.deepEqual(rows('SELECT "Subject" AS s FROM "Task" ORDER BY 1'), [
      ['FINISH System.IllegalArgumentException: at finish'],
      ['START System.IllegalArgumentException: at start'],
    ]);
  });

  it('tells nothing when its class does not ask for it', () => {
    org.engine.store.run('DELETE FROM "Task"');
    org.commit("Database.executeBatch(new Silent('b'), 1);");
    org.runJobs();
    assert.deepEqual(rows('SELECT "Subject" AS s FROM "Task"'), []);
  });

  it('tells a test when that delivers', () => {
    const { results } = runApexTests(org.session(), { testLevel: 'RunLocalTests', classes: [] });
    assert.deepEqual(
      results.map(({ message }) => message),
      [null],
    );
  });
});
