/** Batch Apex as classes see it (Apex Developer Guide, "Using Batch Apex"). */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { runApexTests } from '../../../src/apex/testing/index.ts';
import { openApexOrg } from '../library/apex-org.ts';

const org = openApexOrg();
after(() => org.close());

const counter = (name: string, interfaces: string): string =>
  `public class ${name} implements Database.Batchable<Integer>${interfaces} {
  private Integer size;
  private Integer failing;
  private List<String> seen = new List<String>{ 'made' };
  public ${name}(Integer size, Integer failing) { this.size = size; this.failing = failing; }
  public Iterable<Integer> start(Database.BatchableContext context) {
    seen.add('start');
    List<Integer> numbers = new List<Integer>();
    for (Integer i = 0; i < size; i++) { numbers.add(i); }
    return numbers;
  }
  public void execute(Database.BatchableContext context, List<Integer> numbers) {
    seen.add(String.join(numbers, '+'));
    insert as system new Contact(LastName = '${name} ' + String.join(seen, ' '));
    if (numbers.contains(failing)) { throw new IllegalArgumentException('not ' + failing); }
  }
  public void finish(Database.BatchableContext context) {
    AsyncApexJob job = [SELECT Status, TotalJobItems, JobItemsProcessed, NumberOfErrors FROM AsyncApexJob WHERE Id = :context.getJobId() WITH SYSTEM_MODE];
    insert as system new Contact(LastName = '${name} finish ' + String.join(seen, ' ') + ' ' + job.Status + ' '
      + job.JobItemsProcessed + '/' + job.TotalJobItems + ' ' + job.NumberOfErrors);
    if (size == 1) { Database.executeBatch(new ${name}(0, -1)); }
  }
}`;

org.deploy({
  Forgetting: counter('Forgetting', ''),
  Keeping: counter('Keeping', ', Database.Stateful'),
  Nesting: `public class Nesting implements Database.Batchable<SObject> {
  public Database.QueryLocator start(Database.BatchableContext context) {
    return Database.getQueryLocator('SELECT Id FROM Account WITH SYSTEM_MODE');
  }
  public void execute(Database.BatchableContext context, List<Account> found) {
    try {
      Database.executeBatch(new Nesting());
    } catch (AsyncException refused) {
      insert as system new Contact(LastName = refused.getMessage().left(80), Department = String.valueOf(found.size()));
    }
  }
  public void finish(Database.BatchableContext context) {}
}`,
  Aborting: `public class Aborting implements Database.Batchable<Integer> {
  public Iterable<Integer> start(Database.BatchableContext context) { return new List<Integer>{ 1, 2 }; }
  public void execute(Database.BatchableContext context, List<Integer> numbers) {
    insert as system new Contact(LastName = 'Aborting ' + numbers);
    System.abortJob(context.getJobId());
  }
  public void finish(Database.BatchableContext context) { insert as system new Contact(LastName = 'Aborting finish'); }
}`,
  Leaving: `public class Leaving implements Queueable {
  public void execute(QueueableContext context) { insert as system new Contact(LastName = 'left'); }
}`,
  BatchTest: `@IsTest
private class BatchTest {
  @IsTest static void runsOnceAtStopTest() {
    Test.startTest();
    Id jobId = Database.executeBatch(new Keeping(2, -1));
    Assert.areEqual('Holding', [SELECT Status FROM AsyncApexJob WHERE Id = :jobId WITH SYSTEM_MODE].Status);
    Test.stopTest();
    Assert.areEqual('Keeping finish made start 0+1 Processing 1/1 0', [SELECT LastName FROM Contact WHERE LastName LIKE '%finish%' WITH SYSTEM_MODE].LastName);
    AsyncApexJob job = [SELECT Status, TotalJobItems, JobItemsProcessed, NumberOfErrors FROM AsyncApexJob WHERE Id = :jobId WITH SYSTEM_MODE];
    Assert.areEqual('Completed 1/1 0', job.Status + ' ' + job.JobItemsProcessed + '/' + job.TotalJobItems + ' ' + job.NumberOfErrors);
  }
  @IsTest static void showsAnAbortedJob() {
    Test.startTest();
    Id jobId = Database.executeBatch(new Aborting());
    Test.stopTest();
    Assert.areEqual('Aborted', [SELECT Status FROM AsyncApexJob WHERE Id = :jobId WITH SYSTEM_MODE].Status);
    Assert.areEqual(0, [SELECT COUNT() FROM Contact WHERE LastName = 'Aborting finish' WITH SYSTEM_MODE]);
  }
  @IsTest static void executesOneChunkOnly() {
    String message;
    try {
      Test.startTest();
      Database.executeBatch(new Keeping(2, -1), 1);
      Test.stopTest();
    } catch (UnexpectedException e) {
      message = e.getMessage();
    }
    Assert.isTrue(message.startsWith('No more than one executeBatch can be called from within a test method.'));
  }
}`,
});

const names = (): readonly string[] =>
  org.engine.store.all('SELECT "LastName" AS n FROM "Contact" ORDER BY rowid').map(({ n }) => String(n));
const jobs = (): readonly string[] =>
  org.engine.store
    .all(
      `SELECT "JobType" AS t, "Status" AS s, "JobItemsProcessed" AS p, "TotalJobItems" AS i, "NumberOfErrors" AS e, "ExtendedStatus" AS x
       FROM "AsyncApexJob" ORDER BY rowid`,
    )
    .map(({ t, s, p, i, e, x }) => [t, s, `${String(p)}/${String(i)}`, e, x].join(' '));
/** Runs the code and the jobs it queues; gives what these left. */
const left = (source: string): { readonly contacts: readonly string[]; readonly jobs: readonly string[] } => {
  org.engine.store.exec('DELETE FROM "Contact"; DELETE FROM "AsyncApexJob"');
  org.commit(source);
  org.runJobs();
  return { contacts: names(), jobs: jobs() };
};

describe('Batch Apex', () => {
  it('begins each method with the object as it was queued; what a failing chunk wrote is undone, the others go on', () => {
    assert.deepEqual(left('Database.executeBatch(new Forgetting(3, 1), 1);'), {
      contacts: ['Forgetting made 0', 'Forgetting made 2', 'Forgetting finish made Processing 3/3 1'],
      jobs: ['BatchApex Completed 3/3 1 First error: not 1'],
    });
  });

  it('keeps the state of a stateful one between its methods, but not what a failing chunk did to it', () => {
    assert.deepEqual(left('Database.executeBatch(new Keeping(5, 2), 2);'), {
      contacts: [
        'Keeping made start 0+1',
        'Keeping made start 0+1 4',
        'Keeping finish made start 0+1 4 Processing 3/3 1',
      ],
      jobs: ['BatchApex Completed 3/3 1 First error: not 2'],
    });
  });

  it('may start another one in finish', () => {
    assert.deepEqual(left('Database.executeBatch(new Forgetting(1, -1));'), {
      contacts: [
        'Forgetting made 0',
        'Forgetting finish made Processing 1/1 0',
        'Forgetting finish made Processing 0/0 0',
      ],
      jobs: ['BatchApex Completed 1/1 0 ', 'BatchApex Completed 0/0 0 '],
    });
  });

  it('may not start another one in execute; a chunk of a query locator has at most 2,000 records', () => {
    org.engine.store.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2001)
      INSERT INTO "Account" ("Id", "Name") SELECT printf('001%012dAAA', i), 'many' FROM n`);
    const { contacts, jobs: shown } = left('Database.executeBatch(new Nesting(), 3000);');
    assert.deepEqual(
      contacts,
      Array(2).fill('Database.executeBatch cannot be called from a batch start, batch execute, or fut'),
    );
    assert.deepEqual(shown, ['BatchApex Completed 2/2 0 ']);
    const sizes = org.engine.store.all('SELECT "Department" AS d FROM "Contact" ORDER BY rowid').map(({ d }) => d);
    assert.deepEqual(sizes, ['2000', '1']);
    org.engine.store.exec('DELETE FROM "Account"');
  });

  it('may be scheduled for once in some minutes', () => {
    org.engine.store.exec('DELETE FROM "Contact"; DELETE FROM "AsyncApexJob"');
    org.commit("System.scheduleBatch(new Keeping(3, -1), 'in a while', 5, 2);");
    const trigger = `SELECT "CronExpression" AS c, "NextFireTime" AS n, "State" AS s FROM "CronTrigger"`;
    assert.deepEqual(Object.values(org.engine.store.get(trigger) ?? {}).slice(1), [
      '2026-01-15T12:35:45.000Z',
      'WAITING',
    ]);
    assert.match(String(org.engine.store.get(trigger)?.['c']), /^45 35 \d+ 15 1 \? 2026$/);
    org.runJobs();
    assert.deepEqual(names(), []);
    // Its time has come, and does not come again.
    org.engine.store.exec(`UPDATE "_async_jobs" SET not_before = 0, cron_expression = '0 0 0 1 1 ? 2020'`);
    org.runJobs();
    assert.deepEqual(names(), [
      'Keeping made start 0+1',
      'Keeping made start 0+1 2',
      'Keeping finish made start 0+1 2 Processing 2/2 0',
    ]);
    assert.deepEqual(jobs(), ['ScheduledApex Completed 0/0 0 ', 'BatchApex Completed 2/2 0 ']);
  });

  it('stops after the chunk that aborts it', () => {
    assert.deepEqual(left('Database.executeBatch(new Aborting(), 1);'), {
      contacts: ['Aborting (1)'],
      jobs: ['BatchApex Aborted 1/2 0 '],
    });
  });

  it('runs one chunk at stopTest', () => {
    const { results } = runApexTests(org.session(), { testLevel: 'RunLocalTests', classes: [] });
    assert.deepEqual(
      results.map(({ message }) => message),
      [null, null, null],
    );
  });

  it('whose class is gone fails with its reason, as other jobs do, and the queue goes on', () => {
    org.engine.store.exec('DELETE FROM "Contact"; DELETE FROM "AsyncApexJob"');
    org.commit('Database.executeBatch(new Keeping(1, -1)); System.enqueueJob(new Leaving());');
    org.commit('Database.executeBatch(new Forgetting(0, -1));');
    const { engine } = org;
    engine.store.exec(
      `UPDATE "_async_jobs" SET payload = replace(replace(payload, 'Keeping', 'Gone'), 'Leaving', 'Gone')`,
    );
    org.runJobs();
    assert.deepEqual(jobs(), [
      'BatchApex Failed 0/0 1 First error: No Apex class Gone in the program',
      'Queueable Failed 0/0 1 First error: No Apex class Gone in the program',
      'BatchApex Completed 0/0 0 ',
    ]);
  });
});
