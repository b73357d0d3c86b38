/** Apex in a real org: queries, DML, triggers, pages, REST, anonymous code, jobs, user mode. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { ApexException, AuraError } from '../../../src/apex/index.ts';
import { OrgError } from '../../../src/engine/errors.ts';
import { openApexOrg } from './apex-org.ts';

const org = openApexOrg({
  Log: `public without sharing class Log {
    public static List<String> lines = new List<String>();
    public static void add(String line) { lines.add(line); }
  }`,
  ParcelTrigger: `trigger ParcelTrigger on Parcel__c (before insert, before update, before delete, after insert, after update) {
    Log.add(Trigger.operationType.name() + Trigger.size + (Trigger.isBefore ? 'b' : 'a'));
    if (Trigger.isBefore && Trigger.isInsert) {
      for (Parcel__c parcel : Trigger.new) {
        if (parcel.Weight__c == null) { parcel.Weight__c = 1; }
        if (parcel.Weight__c > 1000) { parcel.Weight__c.addError('Too heavy'); }
        if (parcel.Name == 'broken') { Integer i = 1 / Integer.valueOf('0'); }
      }
    }
    if (Trigger.isUpdate && Trigger.isAfter) {
      Parcel__c parcel = Trigger.new[0];
      Log.add(Trigger.oldMap.get(parcel.Id).Weight__c + '>' + Trigger.newMap.get(parcel.Id).Weight__c);
    }
    if (Trigger.isDelete) { Trigger.old[0].addError('Parcels stay'); }
  }`,
  Parcels: `66 public without sharing class Parcels {
    public class Item { @AuraEnabled public String name { get; set; } @AuraEnabled public Decimal weight; public String hidden = 'h'; @AuraEnabled public List<Item> parts; }
    @AuraEnabled(cacheable=true) public static List<Parcel__c> heavy(Decimal minimum) {
      return [SELECT Id, Name, Weight__c, Account__r.Name FROM Parcel__c WHERE Weight__c >= :minimum ORDER BY Weight__c];
    }
    @AuraEnabled public static String save(Parcel__c parcel) { insert parcel; return parcel.Id; }
    @AuraEnabled public static Item echo(Item item, Map<String, Object> extra, List<Integer> numbers, Date day) {
      item.weight = item.weight + numbers.size();
      item.name += extra.get('x') + String.valueOf(day);
      return item;
    }
    @AuraEnabled public static void refuse(String kind) {
      if (kind == 'aura') { AuraHandledException e = new AuraHandledException('for the page'); e.setMessage('for the page'); throw e; }
      throw new MathException('inside');
    }
    @AuraEnabled(cacheable=true) public static void writes() { insert new Parcel__c(Name = 'no'); }
    public static void notForPages() { }
  }`,
  Statements: `66 public without sharing class Statements {
    public static String one() { try { Parcel__c p = [SELECT Id FROM Parcel__c WHERE Name = 'nowhere']; return 'found'; } catch (QueryException e) { return e.getMessage(); } }
    public static String dml() { try { insert new Account(); return 'saved'; } catch (DmlException e) { return e.getMessage() + '|' + e.getDmlFieldNames(0) + '|' + e.getDmlType(0) + '|' + e.getNumDml(); } }
    public static String unqueried() {
      insert new Parcel__c(Name = 'u', Weight__c = 2);
      Parcel__c p = [SELECT Id FROM Parcel__c WHERE Name = 'u'];
      try { return '' + p.Weight__c; } catch (SObjectException e) { return e.getMessage(); }
    }
    public static String bindsMadeUpIds() {
      List<Account> bound = new List<Account>{ new Account(Id = '0011g00003VDGbF002') };
      String shown = [SELECT Id FROM Account WHERE Id IN :bound].size() + '';
      try {
        shown += Database.query('SELECT Id FROM Account WHERE Id = \\'0011g00003VDGbF002\\'').size();
        Database.query('SELECT Id FROM Account WHERE Id = \\'0011g00003VDGbF\\' AND ParentId = \\'0011g00003VDGb\\'');
      } catch (QueryException refused) {
        shown += refused.getMessage().contains('invalid ID field') ? ' refused' : refused.getMessage();
      }
      return shown;
    }
    public static String upserts() {
      Parcel__c p = new Parcel__c(Name = 'first', Key__c = 'k1'); upsert p Key__c;
      Parcel__c again = new Parcel__c(Name = 'second', Key__c = 'k1'); upsert again Parcel__c.Key__c;
      return [SELECT COUNT() FROM Parcel__c WHERE Key__c = 'k1'] + [SELECT Name FROM Parcel__c WHERE Key__c = 'k1'].Name + (p.Id == again.Id);
    }
    public static String children() {
      Account a = new Account(Name = 'parent'); insert a;
      insert new List<Parcel__c>{ new Parcel__c(Name = 'c1', Account__c = a.Id), new Parcel__c(Name = 'c2', Account__c = a.Id) };
      Account loaded = [SELECT Id, (SELECT Name FROM Parcels__r ORDER BY Name) FROM Account WHERE Id = :a.Id];
      String names = '';
      for (Parcel__c child : loaded.Parcels__r) { names += child.Name; }
      return names + [SELECT Account__r.Name FROM Parcel__c WHERE Name = 'c1'].Account__r.Name;
    }
    public static String grouped() {
      String text = '';
      for (AggregateResult row : [SELECT Name n, COUNT(Id) c FROM Parcel__c WHERE Name IN ('g1', 'g2') GROUP BY Name ORDER BY Name]) { text += row.get('n') + ':' + row.get('c') + ' '; }
      return text.trim();
    }
    public static String chunks() {
      List<Parcel__c> many = new List<Parcel__c>();
      for (Integer i = 0; i < 250; i++) { many.add(new Parcel__c(Name = 'many')); }
      insert many;
      String sizes = '';
      for (List<Parcel__c> part : [SELECT Id FROM Parcel__c WHERE Name = 'many']) { sizes += part.size() + ' '; }
      return sizes + String.join(Log.lines, ' ');
    }
    public static String dynamicBinds() { String wanted = 'many'; return '' + Database.countQuery('SELECT COUNT() FROM Parcel__c WHERE Name = :wanted'); }
    public static String tooManyQueries() { for (Integer i = 0; i < 101; i++) { List<Parcel__c> p = [SELECT Id FROM Parcel__c LIMIT 1]; } return 'all'; }
    public static String heavier() {
      Parcel__c p = new Parcel__c(Name = 'w', Weight__c = 3); insert p; p.Weight__c = 4; update p;
      return Log.lines[Log.lines.size() - 1];
    }
    public static void tooHeavy() { insert new Parcel__c(Name = 'x', Weight__c = 5000); }
    public static String partly() {
      List<Database.SaveResult> results = Database.insert(new List<Parcel__c>{ new Parcel__c(Name = 'good'), new Parcel__c(Name = 'bad', Weight__c = 2000) }, false);
      return results[0].isSuccess() + '' + results[1].isSuccess() + results[1].getErrors()[0].getMessage();
    }
  }`,
  ModeNow: `public class ModeNow {
    public static String read() { try { return '' + [SELECT Weight__c FROM Parcel__c LIMIT 1].size(); } catch (QueryException e) { return 'refused'; } }
    public static String readSystem() { return '' + ([SELECT Weight__c FROM Parcel__c WITH SYSTEM_MODE LIMIT 1].size() > 0); }
    public static String write() { try { insert new Parcel__c(Name = 'm', Weight__c = 5); return 'written'; } catch (Exception e) { return e.getTypeName(); } }
    public static String writeSystem() { insert as system new Parcel__c(Name = 'm', Weight__c = 5); return 'written'; }
  }`,
  ModeBefore: `66 public class ModeBefore {
    public static String read() { return '' + ([SELECT Weight__c FROM Parcel__c LIMIT 1].size() > 0); }
    public static String readUser() { try { return '' + [SELECT Weight__c FROM Parcel__c WITH USER_MODE LIMIT 1].size(); } catch (QueryException e) { return 'refused'; } }
  }`,
  Desk: `66 @RestResource(urlMapping='/desk/*')
  global without sharing class Desk {
    @HttpGet global static String get1() { RestContext.response.addHeader('X-Desk', 'open'); return RestContext.request.requestURI + RestContext.request.params.get('q'); }
    @HttpPost global static Map<String, Object> post1(String name, Integer amount) { return new Map<String, Object>{ 'name' => name, 'amount' => amount + 1 }; }
    @HttpDelete global static void delete1() { RestContext.response.statusCode = 204; }
  }`,
  Work: `66 public without sharing class Work implements Queueable, Finalizer {
    private Map<String, Integer> state = new Map<String, Integer>{ 'n' => 5 };
    private List<Parcel__c> rows = new List<Parcel__c>{ new Parcel__c(Name = 'queued') };
    public void execute(QueueableContext context) { rows[0].Weight__c = state.get('n'); insert rows; }
    public void execute(FinalizerContext context) { }
    @future public static void later(String name, Set<Id> ids, Decimal weight) { insert new Parcel__c(Name = name + ids.size(), Weight__c = weight); }
    public static void queue() { System.enqueueJob(new Work()); later('future', new Set<Id>{ UserInfo.getUserId() }, 2.5); }
  }`,
  Batch: `66 public without sharing class Batch implements Database.Batchable<SObject>, Database.Stateful {
    private Integer seen = 0;
    public Database.QueryLocator start(Database.BatchableContext context) { return Database.getQueryLocator([SELECT Id, Name FROM Parcel__c WHERE Name = 'many']); }
    public void execute(Database.BatchableContext context, List<Parcel__c> rows) { seen += rows.size(); }
    public void finish(Database.BatchableContext context) { insert new Parcel__c(Name = 'batched ' + seen); }
    public static void begin() { Database.executeBatch(new Batch(), 100); }
  }`,
});
after(() => org.close());
const { apex, engine, inTransaction } = org;

/** Calls a static method without arguments in a transaction that is committed. */
const call = (className: string, method: string): unknown =>
  inTransaction((scope) => apex.callStatic(apex.newRuntime(scope, 'anonymous'), className, method));
const anonymous = (source: string) => inTransaction((scope) => apex.executeAnonymous(source, scope));
const aura = (method: string, params: Record<string, unknown> = {}, cacheableOnly = false) =>
  inTransaction((scope) => apex.invokeAuraMethod({ className: 'Parcels', method, params, cacheableOnly }, scope));
const named = (name: string): number =>
  Number(engine.store.get('SELECT COUNT(*) AS n FROM "Parcel__c" WHERE "Name" = ?', name)?.['n']);

describe('statements', () => {
  it('report a missing row in the platform’s words', () => {
    assert.equal(call('Statements', 'one'), 'List has no rows for assignment to SObject');
  });
  it('report failed rows of DML', () => {
    assert.equal(
      call('Statements', 'dml'),
      'Insert failed. First exception on row 0; first error: REQUIRED_FIELD_MISSING, Required fields are missing: [Name]: [Name]|(Name)|REQUIRED_FIELD_MISSING|1',
    );
  });
  it('refuse fields that were not queried', () => {
    assert.equal(
      call('Statements', 'unqueried'),
      'SObject row was retrieved via SOQL without querying the requested field: Parcel__c.Weight__c',
    );
  });
  it('find nothing by made-up ids; what cannot be an id is refused', () =>
    assert.equal(call('Statements', 'bindsMadeUpIds'), '00 refused'));
  it('upsert by external id', () => assert.equal(call('Statements', 'upserts'), '1secondtrue'));
  it('read children and parents', () => assert.equal(call('Statements', 'children'), 'c1c2parent'));
  it('read aggregates', () => {
    anonymous(
      "insert new List<Parcel__c>{ new Parcel__c(Name = 'g1'), new Parcel__c(Name = 'g1'), new Parcel__c(Name = 'g2') };",
    );
    assert.equal(call('Statements', 'grouped'), 'g1:2 g2:1');
  });
  it('run triggers in chunks of 200 and loops over lists of 200', () => {
    assert.equal(
      call('Statements', 'chunks'),
      '200 50 BEFORE_INSERT200b AFTER_INSERT200a BEFORE_INSERT50b AFTER_INSERT50a',
    );
  });
  it('resolve binds of dynamic SOQL in the calling code', () => {
    assert.equal(call('Statements', 'dynamicBinds'), '250');
  });
  it('count against the governor limits', () => {
    assert.throws(
      () => call('Statements', 'tooManyQueries'),
      (error) => error instanceof ApexException && error.object.message === 'Too many SOQL queries: 101',
    );
  });
  it('save partly when asked to', () => assert.equal(call('Statements', 'partly'), 'truefalseToo heavy'));
});

describe('triggers', () => {
  it('change rows before they are stored', () => {
    anonymous("insert new Parcel__c(Name = 'default weight');");
    const row = engine.store.get(`SELECT "Weight__c" AS w FROM "Parcel__c" WHERE "Name" = 'default weight'`);
    assert.equal(row?.['w'], 1);
  });
  it('see old and new values', () => assert.match(String(call('Statements', 'heavier')), /^3(\.00)?>4(\.00)?$/));
  it('refuse rows with addError on a field', () => {
    assert.throws(
      () => call('Statements', 'tooHeavy'),
      (error) =>
        error instanceof ApexException &&
        error.object.message ===
          'Insert failed. First exception on row 0; first error: FIELD_CUSTOM_VALIDATION_EXCEPTION, Too heavy: [Weight__c]',
    );
  });
  it('refuse deletes with addError on Trigger.old', () => {
    const { exceptionMessage } = anonymous("delete [SELECT Id FROM Parcel__c WHERE Name = 'w'];");
    assert.match(exceptionMessage ?? '', /Delete failed.*Parcels stay/);
  });
  it('fail the statement with the trigger’s name and line when they throw', () => {
    const { exceptionMessage } = anonymous("insert new Parcel__c(Name = 'broken');");
    assert.match(
      exceptionMessage ?? '',
      /CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY, ParcelTrigger: execution of BeforeInsert\n\ncaused by: System\.MathException: Divide by 0\n\nTrigger\.ParcelTrigger: line 7, column 1/,
    );
    assert.equal(named('broken'), 0);
  });
});

describe('pages', () => {
  it('call methods with named arguments and get records back', () => {
    const id = aura('save', { parcel: { Name: 'from page', Weight__c: 999.5 } });
    assert.ok(typeof id === 'string');
    assert.match(id, /^\w{18}$/);
    assert.deepEqual(aura('heavy', { minimum: '999' }, true), [{ Id: id, Name: 'from page', Weight__c: 999.5 }]);
  });
  it('exchange objects by their @AuraEnabled members only', () => {
    const item = { name: 'n', weight: 1.5, parts: [{ name: 'p' }] };
    assert.deepEqual(aura('echo', { item, extra: { x: 1 }, numbers: [1, 2], day: '2026-02-03' }), {
      name: 'n12026-02-03',
      weight: 3.5,
      parts: [{ name: 'p' }],
    });
  });
  it('get Apex errors as the body a component reads', () => {
    assert.throws(
      () => aura('refuse', { kind: 'aura' }),
      (error) =>
        error instanceof AuraError && error.body.message === 'for the page' && !error.body.isUserDefinedException,
    );
    assert.throws(
      () => aura('refuse', { kind: 'other' }),
      (error) => error instanceof AuraError && error.body.exceptionType === 'System.MathException',
    );
  });
  it('may not write in a cacheable method', () => {
    assert.throws(() => aura('writes'), /Too many DML statements: 1/);
  });
  it('reach neither methods without annotation nor uncacheable ones by GET', () => {
    assert.throws(() => aura('notForPages'), OrgError);
    assert.throws(() => aura('save', {}, true), OrgError);
  });
});

describe('API version 67', () => {
  it('reads and writes in user mode: a field nobody was granted is refused', () => {
    assert.equal(call('ModeNow', 'read'), 'refused');
    assert.notEqual(call('ModeNow', 'write'), 'written');
  });
  it('reads and writes in system mode when it is said', () => {
    assert.equal(call('ModeNow', 'readSystem'), 'true');
    assert.equal(call('ModeNow', 'writeSystem'), 'written');
  });
  it('is the line: version 66 reads in system mode, and in user mode when it is said', () => {
    assert.equal(call('ModeBefore', 'read'), 'true');
    assert.equal(call('ModeBefore', 'readUser'), 'refused');
  });
});

describe('REST resources', () => {
  const rest = (method: string, path: string, body = '', parameters: readonly (readonly [string, string])[] = []) =>
    inTransaction((scope) =>
      apex.invokeRest(
        { method, path, parameters, headers: [], body: new TextEncoder().encode(body), remoteAddress: '127.0.0.1' },
        scope,
      ),
    );
  it('answer by verb and URL', () => {
    const { status, body, headers } = rest('GET', '/desk/7', '', [['q', 'x']]);
    assert.deepEqual([status, body], [200, '"/desk/7x"']);
    assert.ok(headers.some(([name, value]) => name === 'X-Desk' && value === 'open'));
  });
  it('take their parameters from the JSON body', () => {
    const { body } = rest('POST', '/desk', '{"name":"n","amount":4}');
    assert.deepEqual(JSON.parse(String(body)), { name: 'n', amount: 5 });
  });
  it('set the status themselves', () => assert.equal(rest('DELETE', '/desk/1').status, 204));
  it('refuse unknown URLs and verbs', () => {
    assert.throws(() => rest('GET', '/nowhere'), /Could not find a match for URL/);
    assert.throws(() => rest('PATCH', '/desk/1'), /not allowed/);
  });
});

describe('anonymous Apex', () => {
  it('tells where it does not compile', () => {
    const result = anonymous('Integer i = 1;\nfoo();');
    assert.deepEqual(
      [result.compiled, result.line, result.column, result.compileProblem],
      [false, 2, 1, 'Method does not exist or incorrect signature: void foo() from the type AnonymousBlock'],
    );
  });
  it('tells where it failed', () => {
    const result = anonymous('Integer i = 0;\nInteger j = 1 / i;');
    assert.equal(result.exceptionMessage, 'System.MathException: Divide by 0');
    assert.equal(result.exceptionStackTrace, 'AnonymousBlock: line 2, column 1');
  });
  it('has methods and classes of its own', () => {
    const result = anonymous(
      'class Point { Integer x = 2; }\nInteger twice(Integer i) { return i * 2; }\nSystem.debug(twice(new Point().x));',
    );
    assert.equal(result.success, true);
    assert.match(result.log, /4/);
  });
});

describe('jobs', () => {
  /** Runs what is due until nothing is left. */
  const drain = (): void => {
    for (let round = 0; round < 20; round++) {
      const { jobs } = engine.async.due();
      if (jobs.length === 0) return;
      for (const id of jobs) assert.equal(engine.jobs.run(id), 'completed');
    }
  };
  it('run queued objects with their state, and future methods with their arguments', () => {
    call('Work', 'queue');
    assert.equal(named('queued') + named('future1'), 0);
    drain();
    const row = engine.store.get(`SELECT "Weight__c" AS w FROM "Parcel__c" WHERE "Name" = 'queued'`);
    assert.equal(row?.['w'], 5);
    assert.equal(named('future1'), 1);
  });
  it('run batches in pieces and keep the state of stateful ones', () => {
    call('Batch', 'begin');
    drain();
    assert.equal(named('batched 250'), 1);
  });
});
