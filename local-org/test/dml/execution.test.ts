/**
 * The order of execution, recorded by a deployed project (fixtures/recorder): a stop belongs to a leg, a leg to a trip; stops have
 * triggers, validation rules, a duplicate rule, history, roll-ups above them, and work after the commit. Each case names its source.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { openTransaction } from '../../src/store/index.ts';
import { openApexOrg } from '../apex/library/apex-org.ts';
import type { ApexOrg } from '../apex/library/apex-org.ts';

const folder = join(import.meta.dirname, 'fixtures/recorder');
const files = Object.fromEntries(
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), readFileSync(path, 'utf8')];
    }),
);

let org: ApexOrg;
before(() => {
  org = openApexOrg(files);
  org.deploy({});
});
after(() => org.close());

/** Runs Apex in a transaction that is committed; gives what it wrote with System.debug, the marks last. */
function run(source: string, commit = true): { readonly said: readonly string[]; readonly marks: readonly string[] } {
  const { engine } = org;
  engine.refresh();
  const user = org.session().user;
  const transaction = openTransaction(engine.store, user, engine.clock.now());
  const scope = { transaction, access: { user, crud: true, fls: true, sharing: true } };
  const text = `${source}\nfor (String mark : Recorder.marks) { System.debug('mark ' + mark); }`;
  const result = engine.apex().executeAnonymous(text, scope);
  assert.equal(result.compileProblem ?? result.exceptionMessage ?? null, null);
  if (commit) transaction.commit();
  else transaction.rollback();
  const lines = result.log
    .split('\n')
    .filter((line) => line.includes('|USER_DEBUG|['))
    .map((line) => line.replace(/^.*?\|USER_DEBUG\|\[\d+\]\|\w+\|/, ''));
  return {
    said: lines.filter((line) => !line.startsWith('mark ')),
    marks: lines.filter((line) => line.startsWith('mark ')).map((line) => line.slice('mark '.length)),
  };
}

const count = (sql: string): number => Number(org.engine.store.get(`SELECT count(*) AS n FROM ${sql}`)?.['n']);
const setUp = `Trip__c trip = new Trip__c(Name = 'T'); insert as system trip;
  Leg__c leg = new Leg__c(Name = 'L', Trip__c = trip.Id); insert as system leg;`;
const errorsOf = (results: string): string =>
  `for (Database.SaveResult one : ${results}) { if (!one.isSuccess()) { List<String> codes = new List<String>(); for (Database.Error e : one.getErrors()) { codes.add(e.getStatusCode().name()); } System.debug(String.join(codes, ' ')); } }`;

beforeEach(() => {
  for (const name of ['Stop__c', 'Stop__History', 'Leg__c', 'Trip__c']) org.engine.store.run(`DELETE FROM "${name}"`);
});

// Apex Developer Guide, "Triggers and Order of Execution" (the numbers are its steps).
describe('one save', () => {
  it('goes through before triggers, rules, the database, after triggers, the parent, the grandparent; then commits', () => {
    const { marks } = run(`${setUp}
      insert as system new Stop__c(Name = 'S', Leg__c = leg.Id, Amount__c = 5);`);
    assert.deepEqual(marks, [
      'Stop__c BEFORE_INSERT 1 stored 0, leg total 0', // 4: not in the database yet
      'Stop__c AFTER_INSERT 1 stored 1, leg total 0', // 7 and 8: saved; 16 has not happened
      'Leg__c BEFORE_UPDATE 1 stored 1, total 5', // 16: "Parent record goes through save procedure"
      'Leg__c AFTER_UPDATE 1 stored 1, total 5',
      'Trip__c BEFORE_UPDATE 1 stored 1, total 5', // 17: "Grandparent record goes through save procedure"
      'Trip__c AFTER_UPDATE 1 stored 1, total 5',
    ]);
    assert.deepEqual([count('Stop__c'), count("Stop__History WHERE Field = 'created'")], [1, 1]);
  });

  it('shows validation rules what before triggers have set (4 before 5), and after triggers nothing that a rule refused', () => {
    const { said, marks } = run(`${setUp}
      ${errorsOf(`Database.insert(new List<Stop__c>{
        new Stop__c(Name = 'S', Leg__c = leg.Id, Note__c = 'unseen'),
        new Stop__c(Name = 'S', Leg__c = leg.Id, Note__c = 'anything else')
      }, false, AccessLevel.SYSTEM_MODE)`)}`);
    assert.deepEqual(said, ['FIELD_CUSTOM_VALIDATION_EXCEPTION']);
    assert.deepEqual(
      marks.filter((mark) => mark.startsWith('Stop__c AFTER')),
      // Once in each of the two attempts.
      ['Stop__c AFTER_INSERT 1 stored 1, leg total 0', 'Stop__c AFTER_INSERT 1 stored 1, leg total 0'],
    );
  });

  it('asks duplicate rules after validation rules (5 before 6) and before unique values are checked (6 before 7)', () => {
    const { said } = run(`${setUp}
      insert as system new Stop__c(Name = 'S', Leg__c = leg.Id, Twin__c = 'x', Key__c = 'k');
      ${errorsOf(`Database.insert(new List<Stop__c>{
        new Stop__c(Name = 'a', Leg__c = leg.Id, Twin__c = 'x', Amount__c = -1),
        new Stop__c(Name = 'b', Leg__c = leg.Id, Twin__c = 'x', Key__c = 'k'),
        new Stop__c(Name = 'c', Leg__c = leg.Id, Key__c = 'k')
      }, false, AccessLevel.SYSTEM_MODE)`)}`);
    assert.deepEqual(said, ['FIELD_CUSTOM_VALIDATION_EXCEPTION', 'DUPLICATES_DETECTED', 'DUPLICATE_VALUE']);
  });

  it('writes history with the save: old and new value of an update', () => {
    run(`${setUp}
      Stop__c stop = new Stop__c(Name = 'S', Leg__c = leg.Id, Amount__c = 5);
      insert as system stop;
      stop.Amount__c = 7;
      update as system stop;`);
    const rows = org.engine.store.all('SELECT Field, OldValue, NewValue FROM Stop__History ORDER BY Id');
    assert.deepEqual(
      rows.map((row) => [row['Field'], row['OldValue'], row['NewValue']]),
      [
        ['created', null, null],
        ['Amount__c', '5', '7'],
      ],
    );
  });

  it('starts work after the commit when the transaction is committed, and never otherwise (20)', () => {
    const source = `${setUp}
      Recorder.wishes.add('enqueue');
      insert as system new Stop__c(Name = 'S', Leg__c = leg.Id);`;
    run(source, false);
    assert.equal(count("AsyncApexJob WHERE Status = 'Queued'"), 0);
    run(source);
    const [job] = org.engine.store.all("SELECT Id FROM AsyncApexJob WHERE Status = 'Queued'");
    assert.equal(count("Stop__c WHERE Twin__c = 'after commit'"), 0);
    assert.equal(org.engine.jobs.run(String(job?.['Id'])), 'completed');
    assert.equal(count("Stop__c WHERE Twin__c = 'after commit'"), 1);
  });

  // "Parent record goes through save procedure" also when a detail leaves it or comes back.
  it('takes the parents along on delete and undelete', () => {
    const { marks } = run(`${setUp}
      Stop__c stop = new Stop__c(Name = 'S', Leg__c = leg.Id, Amount__c = 5);
      insert as system stop;
      Recorder.marks.clear();
      delete as system stop;
      undelete as system stop;`);
    assert.deepEqual(marks, [
      'Stop__c BEFORE_DELETE 1 stored 1, leg total 5',
      'Stop__c AFTER_DELETE 1 stored 0, leg total 5',
      'Leg__c BEFORE_UPDATE 1 stored 1, total 0',
      'Leg__c AFTER_UPDATE 1 stored 1, total 0',
      'Trip__c BEFORE_UPDATE 1 stored 1, total 0',
      'Trip__c AFTER_UPDATE 1 stored 1, total 0',
      'Stop__c AFTER_UNDELETE 1 stored 1, leg total 0',
      'Leg__c BEFORE_UPDATE 1 stored 1, total 5',
      'Leg__c AFTER_UPDATE 1 stored 1, total 5',
      'Trip__c BEFORE_UPDATE 1 stored 1, total 5',
      'Trip__c AFTER_UPDATE 1 stored 1, total 5',
    ]);
  });
});

// Apex Developer Guide, "Bulk DML Exception Handling".
describe('200 records with 7 bad ones', () => {
  const list = (bad: string): string => `${setUp}
    List<Stop__c> stops = new List<Stop__c>();
    for (Integer i = 0; i < 200; i++) {
      Stop__c stop = new Stop__c(Name = 'S', Leg__c = leg.Id, Amount__c = 1);
      if (Math.mod(i, 30) == 10) { ${bad} }
      stops.add(stop);
    }`;
  const report = `Integer good = 0; List<Integer> bad = new List<Integer>();
    for (Integer i = 0; i < results.size(); i++) { if (results[i].isSuccess()) { good++; } else { bad.add(i); } }
    System.debug(good + ' good, bad ' + bad);`;

  it('saves 193 in a second attempt, in which their triggers run again with statics as the first left them', () => {
    const { said, marks } = run(`${list('stop.Amount__c = -1;')}
      List<Database.SaveResult> results = Database.insert(stops, false, AccessLevel.SYSTEM_MODE);
      ${report}`);
    assert.deepEqual(said, ['193 good, bad (10, 40, 70, 100, 130, 160, 190)']);
    assert.deepEqual(marks, [
      'Stop__c BEFORE_INSERT 200 stored 0, leg total 0',
      'Stop__c AFTER_INSERT 193 stored 193, leg total 0',
      'Leg__c BEFORE_UPDATE 1 stored 1, total 193',
      'Leg__c AFTER_UPDATE 1 stored 1, total 193',
      'Trip__c BEFORE_UPDATE 1 stored 1, total 193',
      'Trip__c AFTER_UPDATE 1 stored 1, total 193',
      'Stop__c BEFORE_INSERT 193 stored 0, leg total 0',
      'Stop__c AFTER_INSERT 193 stored 193, leg total 0',
      'Leg__c BEFORE_UPDATE 1 stored 1, total 193',
      'Leg__c AFTER_UPDATE 1 stored 1, total 193',
      'Trip__c BEFORE_UPDATE 1 stored 1, total 193',
      'Trip__c AFTER_UPDATE 1 stored 1, total 193',
    ]);
    assert.deepEqual(
      [count('Stop__c'), count("Stop__History WHERE Field = 'created'"), count('Leg__c WHERE Total__c = 193')],
      [193, 193, 1],
    );
  });

  it('sets governor limits back before the second attempt', () => {
    const { said } = run(`${list("stop.Name = 'refused after';")}
      Integer before = Limits.getQueries();
      Database.insert(stops.deepClone(), false, AccessLevel.SYSTEM_MODE);
      Integer twoAttempts = Limits.getQueries() - before;
      before = Limits.getQueries();
      for (Stop__c stop : stops) { stop.Name = 'S'; }
      Database.insert(stops, false, AccessLevel.SYSTEM_MODE);
      System.debug(twoAttempts == Limits.getQueries() - before);`);
    assert.deepEqual(said, ['true']);
  });

  it('saves none in a statement, and the exception names the seven', () => {
    const { said } = run(`${list("stop.Name = 'refused before';")}
      try { insert as system stops; } catch (DmlException e) {
        System.debug(e.getNumDml() + ' from row ' + e.getDmlIndex(0) + ': ' + e.getDmlMessage(0));
      }`);
    assert.deepEqual(said, ['7 from row 10: refused before the save']);
    assert.equal(count('Stop__c'), 0);
  });

  it('names the failed rows in chunks of 200 of a longer list', () => {
    const { said } = run(`${list('stop.Amount__c = -1;')}
      stops.addAll(stops.deepClone());
      List<Database.SaveResult> results = Database.insert(stops, false, AccessLevel.SYSTEM_MODE);
      ${report}`);
    assert.match(said[0] ?? '', /^386 good, bad \(10, 40, 70, 100, 130, 160, 190, 210, 240/);
  });
});

// Apex Developer Guide, "Triggers and Order of Execution" and "Execution Governors and Limits" (stack depth 16).
describe('recursion', () => {
  it('of an after trigger that updates its own records runs their triggers again', () => {
    const { marks } = run(`${setUp}
      Stop__c stop = new Stop__c(Name = 'S', Leg__c = leg.Id);
      insert as system stop;
      Recorder.marks.clear();
      Recorder.wishes.add('recurse');
      update as system stop;`);
    assert.deepEqual(
      marks.map((mark) => mark.split(' ')[1]),
      ['BEFORE_UPDATE', 'AFTER_UPDATE', 'BEFORE_UPDATE', 'AFTER_UPDATE', 'BEFORE_UPDATE', 'AFTER_UPDATE'],
    );
  });

  it('without an end fails at the seventeenth trigger', () => {
    const { said } = run(`${setUp}
      Stop__c stop = new Stop__c(Name = 'S', Leg__c = leg.Id);
      insert as system stop;
      Recorder.wishes.addAll(new Set<String>{ 'recurse', 'for ever' });
      try { update as system stop; } catch (DmlException e) {
        System.debug(e.getMessage().contains('maximum trigger depth exceeded'));
      }`);
    assert.deepEqual(said, ['true']);
  });
});

// Apex Developer Guide, "Transaction Control".
describe('a rollback to a savepoint', () => {
  it('takes back rows, sums and history, but neither statics nor ids of variables nor limits', () => {
    const { said, marks } = run(`${setUp}
      insert as system new Stop__c(Name = 'kept', Leg__c = leg.Id, Amount__c = 1);
      Recorder.marks.clear();
      Integer statements = Limits.getDmlStatements();
      Savepoint point = Database.setSavepoint();
      Stop__c stop = new Stop__c(Name = 'S', Leg__c = leg.Id, Amount__c = 5);
      insert as system stop;
      Database.rollback(point);
      System.debug(stop.Id != null);
      System.debug(Limits.getDmlStatements() - statements);
      System.debug([SELECT Total__c FROM Leg__c WHERE Id = :leg.Id WITH SYSTEM_MODE].Total__c);`);
    assert.deepEqual(said, ['true', '3', '1']);
    assert.equal(marks.length, 6);
    assert.deepEqual([count('Stop__c'), count('Stop__History')], [1, 1]);
  });

  it('ends later savepoints, which can then not be rolled back to', () => {
    const { said } = run(`${setUp}
      Savepoint first = Database.setSavepoint();
      insert as system new Stop__c(Name = 'a', Leg__c = leg.Id);
      Savepoint second = Database.setSavepoint();
      Database.rollback(first);
      try { Database.rollback(second); System.debug('no error'); } catch (Exception e) { System.debug(e.getTypeName()); }`);
    assert.deepEqual(said, ['System.TypeException']);
  });
});

// Apex Developer Guide, "Execution Governors and Limits".
describe('governor limits of DML', () => {
  it('end the transaction at the 151st statement and beyond 10,000 rows, and nothing can catch that', () => {
    const apex = (source: string): void =>
      void org.run(`try { ${source} } catch (Exception e) { System.debug('caught'); }`);
    assert.throws(
      () => apex("for (Integer i = 0; i < 151; i++) { insert new Account(Name = 'A'); }"),
      /System\.LimitException: Too many DML statements: 151/,
    );
    assert.throws(
      () =>
        apex(
          "List<Account> many = new List<Account>(); for (Integer i = 0; i < 10001; i++) { many.add(new Account(Name = 'A')); } insert many;",
        ),
      /System\.LimitException: Too many DML rows: 10001/,
    );
  });

  it('count merges, savepoints and rollbacks as statements', () => {
    const { said } =
      run(`List<Lead> leads = new List<Lead>{ new Lead(LastName = 'A', Company = 'N'), new Lead(LastName = 'B', Company = 'N') };
      insert leads;
      Savepoint point = Database.setSavepoint();
      merge leads[0] leads[1];
      Database.rollback(point);
      System.debug(Limits.getDmlStatements() + ' ' + Limits.getDmlRows());`);
    assert.deepEqual(said, ['4 4']);
  });
});
