/** Governor limits with the platform's numbers and words (Apex Developer Guide, "Execution Governors and Limits"). */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { ContextKind } from '../../../src/apex/runtime/context.ts';
import { Limits } from '../../../src/apex/runtime/limits.ts';
import { openTransaction } from '../../../src/store/index.ts';
import { openApexOrg } from '../library/apex-org.ts';

const org = openApexOrg();
after(() => org.close());
org.deploy({
  Worker: `public without sharing class Worker implements Queueable {
  public void execute(QueueableContext context) {}
  @future
  public static void later() {}
  public static void callLater() {
    later();
  }
  public static void queueTwice() {
    System.enqueueJob(new Worker());
    System.enqueueJob(new Worker());
  }
  public static void endless() {
    while (true) {}
  }
  public static Integer fibonacci(Integer n) {
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
  }
  public static void deep(Integer n) {
    deep(n + 1);
  }
  public static void hoard() {
    List<String> all = new List<String>();
    for (Integer i = 0; i < 100000000; i++) {
      all.add('a string that takes some room ' + i);
    }
  }
  public static void litter() {
    String last;
    for (Integer i = 0; i < 2000000; i++) {
      last = 'a string that nobody keeps ' + i;
    }
  }
}`,
});

const repeat = (times: number, code: string): string => `for (Integer i = 0; i < ${times}; i++) { ${code} }`;

/** Code that goes one beyond a limit, and the words of the exception. */
const beyond: readonly (readonly [name: string, code: string, message: string])[] = [
  ['SOQL queries', repeat(101, 'List<Account> a = [SELECT Id FROM Account LIMIT 1];'), 'Too many SOQL queries: 101'],
  [
    'queries by Database.query',
    repeat(101, "List<SObject> a = Database.query('SELECT Id FROM Account LIMIT 1');"),
    'Too many SOQL queries: 101',
  ],
  [
    'SOSL queries',
    repeat(21, "Object a = [FIND 'nobody' IN ALL FIELDS RETURNING Account(Id)];"),
    'Too many SOSL queries: 21',
  ],
  ['DML statements', repeat(151, "insert new Account(Name = 'a' + i);"), 'Too many DML statements: 151'],
  [
    'DML rows',
    `List<Account> all = new List<Account>(); ${repeat(10_001, "all.add(new Account(Name = 'a' + i));")} insert all;`,
    'Too many DML rows: 10001',
  ],
  [
    'query rows, by the sum of many queries',
    `List<Account> all = new List<Account>(); ${repeat(501, "all.add(new Account(Name = 'a' + i));")} insert all;
     ${repeat(100, 'List<Account> a = [SELECT Id FROM Account LIMIT 501];')}`,
    'Too many query rows: 50001',
  ],
  [
    'callouts',
    repeat(
      101,
      "HttpRequest r = new HttpRequest(); r.setEndpoint('https://nobody.example'); r.setMethod('GET'); try { new Http().send(r); } catch (CalloutException e) { Integer refused = i; }",
    ),
    'Too many callouts: 101',
  ],
  [
    'e-mail invocations',
    repeat(
      11,
      "Messaging.SingleEmailMessage m = new Messaging.SingleEmailMessage(); m.setToAddresses(new List<String>{ 'a@b.example' }); m.setSubject('s'); m.setPlainTextBody('b'); Messaging.sendEmail(new List<Messaging.Email>{ m });",
    ),
    'Too many Email Invocations: 11',
  ],
  ['future calls', repeat(51, 'Worker.later();'), 'Too many future calls: 51'],
  ['queueable jobs', repeat(51, 'System.enqueueJob(new Worker());'), 'Too many queueable jobs added to the queue: 51'],
  ['stack depth', 'Worker.deep(1);', 'Maximum stack depth reached: 1001'],
];

const asynchronous: readonly ContextKind[] = ['future', 'queueable', 'batch', 'scheduled', 'finalizer'];

describe('a transaction beyond a limit', () => {
  for (const [name, code, message] of beyond) {
    it(`of ${name} ends with "${message}", which no catch and no finally sees`, () => {
      const wrapped = `try { ${code} } catch (Exception e) { System.debug('caught'); } finally { System.debug('finally'); }`;
      assert.throws(() => org.run(wrapped), { message: `System.LimitException: ${message}` });
    });
  }

  it('of heap ends with "Apex heap size too large", and one that keeps nothing does not', () => {
    assert.throws(() => org.run('Worker.hoard();'), /System\.LimitException: Apex heap size too large: \d+/);
    org.run('Worker.litter();');
    assert.throws(
      () => org.run("String s = 'x'; while (true) { s += s; }"),
      /System\.LimitException: Apex heap size too large/,
    );
  });

  for (const [name, method] of [
    ['an endless loop', 'endless'],
    ['endless calls', 'fibonacci'],
  ] as const) {
    it(`of CPU time ends ${name}`, () => {
      const { user } = org.session();
      const transaction = openTransaction(org.engine.store, user, org.engine.clock.now());
      const scope = { transaction, access: { user, crud: false, fls: false, sharing: false } };
      const rt = org.engine.apex().newRuntime(scope, 'anonymous', { cpuMilliseconds: 50 });
      const before = process.threadCpuUsage().user;
      assert.throws(() => rt.callStatic('Worker', method, method === 'fibonacci' ? [60] : []), {
        message: 'System.LimitException: Apex CPU time limit exceeded',
      });
      assert.ok(process.threadCpuUsage().user - before < 2_000_000);
      transaction.rollback();
    });
  }
});

describe('limits', () => {
  it('of synchronous code are the published ones', () => {
    const names =
      'Queries QueryRows SoslQueries DmlStatements DmlRows Callouts FutureCalls QueueableJobs EmailInvocations AggregateQueries QueryLocatorRows PublishImmediateDML MobilePushApexCalls CpuTime HeapSize';
    const shown = org.run(
      names
        .split(' ')
        .map((name) => `System.debug(Limits.getLimit${name}());`)
        .join('\n'),
    );
    assert.deepEqual(
      shown.map(Number),
      [100, 50_000, 20, 150, 10_000, 100, 50, 50, 10, 300, 10_000, 150, 10, 10_000, 6_000_000],
    );
  });

  it('of asynchronous code are wider in queries, CPU time and heap', () => {
    for (const context of asynchronous) {
      const { user } = org.session();
      const transaction = openTransaction(org.engine.store, user, org.engine.clock.now());
      const scope = { transaction, access: { user, crud: false, fls: false, sharing: false } };
      const { limits } = org.engine.apex().newRuntime(scope, context);
      assert.deepEqual(
        [limits.maximum.queries, limits.cpuMilliseconds, limits.heapBytes, limits.maximum.queueableJobs],
        [200, 60_000, 12_000_000, 1],
        context,
      );
      transaction.rollback();
    }
    assert.equal(new Limits('rest').cpuMilliseconds, 10_000);
  });

  it('of queueable jobs allow one job more and fifty future calls; future methods and batches call none', () => {
    const inContext = (context: ContextKind, method: string): void => {
      const { user } = org.session();
      const transaction = openTransaction(org.engine.store, user, org.engine.clock.now());
      try {
        const scope = { transaction, access: { user, crud: false, fls: false, sharing: false } };
        org.engine.apex().newRuntime(scope, context).callStatic('Worker', method, []);
      } finally {
        transaction.rollback();
      }
    };
    assert.throws(() => inContext('queueable', 'queueTwice'), {
      message: 'System.LimitException: Too many queueable jobs added to the queue: 2',
    });
    inContext('queueable', 'callLater');
    for (const context of ['future', 'batch'] as const)
      assert.throws(() => inContext(context, 'callLater'), {
        message: 'System.AsyncException: Future method cannot be called from a future or batch method: Worker.later',
      });
  });

  it('count what was used, in this transaction alone', () => {
    const shown = org.run(`insert new List<Account>{ new Account(Name = 'a'), new Account(Name = 'b') };
      List<Account> found = [SELECT Id FROM Account LIMIT 2];
      System.debug(Limits.getQueries() + ' ' + Limits.getQueryRows() + ' ' + Limits.getDmlStatements() + ' ' + Limits.getDmlRows());
      System.debug(Limits.getCpuTime() >= 0 && Limits.getHeapSize() >= 0);`);
    assert.deepEqual(shown, ['1 2 1 2', 'true']);
    const withChildren = org.run(`Account one = new Account(Name = 'a');
      insert one;
      insert new List<Contact>{ new Contact(LastName = 'b', AccountId = one.Id), new Contact(LastName = 'c', AccountId = one.Id) };
      List<Account> found = [SELECT Id, (SELECT Id FROM Contacts) FROM Account WHERE Id = :one.Id];
      System.debug(Limits.getQueries() + ' ' + Limits.getQueryRows());`);
    assert.deepEqual(withChildren, ['1 3'], 'rows of a child query count');
    assert.deepEqual(org.run('System.debug(Limits.getQueries());'), ['0']);
  });
});
