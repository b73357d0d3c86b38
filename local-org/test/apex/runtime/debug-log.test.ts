/** Debug logs: their text, who gets them, and trace flags (Apex Developer Guide, "Debug Log"; Tooling API, "TraceFlag"). */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { runOperation } from '../../../src/engine/run-operation.ts';
import { openApexOrg } from '../library/apex-org.ts';

const org = openApexOrg();
after(() => org.close());
org.deploy({
  Books: `public without sharing class Books {
  @AuraEnabled
  public static String keep(String name) {
    insert as system new Account(Name = name);
    System.debug(LoggingLevel.ERROR, 'kept ' + name);
    if (name == 'bad') {
      Integer zero = 0;
      Integer never = 1 / zero;
    }
    return [SELECT Name FROM Account WHERE Name = :name WITH SYSTEM_MODE LIMIT 1].Name;
  }
}`,
  Shelf: `public class Shelf {
  private String name;
  public String label { get { return 'shelf ' + name; } }
  public Shelf(String name) {
    this.name = name;
  }
  public Integer count(List<Integer> all, Map<Id, String> names) {
    System.debug(LoggingLevel.FINEST, 'counting');
    return all.size();
  }
  public static void fall() {
    throw new IllegalArgumentException('fell');
  }
}`,
});
const { engine } = org;
const administrator = String(
  engine.store.get(`SELECT "Id" AS id FROM "User" WHERE "Username" = 'admin@example.com'`)?.['id'],
);

const perform = (operation: string, input: unknown): unknown =>
  runOperation(engine, {
    operation,
    input,
    caller: { userId: administrator, channel: 'api', apiVersion: '67.0' },
  } as never).output;

interface Answer {
  readonly success: boolean;
  readonly log: string;
  readonly exceptionStackTrace: string | null;
}
const anonymous = (source: string, levels?: Readonly<Record<string, string>>): Answer =>
  perform('executeAnonymous', { source, ...(levels ? { levels } : {}) }) as Answer;
const logs = (): readonly Readonly<Record<string, unknown>>[] =>
  (
    perform('toolingQuery', {
      soql: 'SELECT Id, Operation, Status, LogLength FROM ApexLog ORDER BY StartTime, Id',
    }) as {
      readonly records: readonly Readonly<Record<string, unknown>>[];
    }
  ).records;
/** Entries without their time. */
const entries = (log: string, pattern: RegExp): readonly string[] =>
  log.split('\n').flatMap((line) => {
    const text = line.replace(/^\d\d:\d\d:\d\d\.\d+ \(\d+\)\|/, '');
    return pattern.test(text) ? [text] : [];
  });
const events = (log: string): readonly string[] =>
  log.split('\n').flatMap((line) => /^\d\d:\d\d:\d\d\.\d+ \(\d+\)\|([A-Z_]+)/.exec(line)?.[1] ?? []);

describe('the debug log of anonymous Apex', () => {
  it('begins with the levels and the code, and ends with the limits', () => {
    const { log } = anonymous(
      "System.debug('one');\nSystem.debug(LoggingLevel.FINE, 'unwanted');\nSystem.debug('two');",
    );
    const lines = log.split('\n');
    assert.equal(lines[0], '67.0 APEX_CODE,DEBUG;APEX_PROFILING,INFO');
    assert.equal(lines[1], "Execute Anonymous: System.debug('one');");
    assert.match(
      lines[4] ?? '',
      /^\d\d:\d\d:\d\d\.\d{3} \(\d+\)\|USER_INFO\|\[EXTERNAL\]\|005\w{15}\|admin@example\.com\|\(GMT[+-]\d\d:\d\d\) .*\|GMT[+-]\d\d:\d\d$/,
    );
    assert.deepEqual(events(log), [
      'USER_INFO',
      'EXECUTION_STARTED',
      'CODE_UNIT_STARTED',
      'USER_DEBUG',
      'USER_DEBUG',
      'CUMULATIVE_LIMIT_USAGE',
      'LIMIT_USAGE_FOR_NS',
      'CUMULATIVE_LIMIT_USAGE_END',
      'CODE_UNIT_FINISHED',
      'EXECUTION_FINISHED',
    ]);
    assert.match(log, /\|CODE_UNIT_STARTED\|\[EXTERNAL\]\|execute_anonymous_apex\n/);
    assert.match(log, /\|USER_DEBUG\|\[3\]\|DEBUG\|two\n/);
    assert.match(
      log,
      /\|LIMIT_USAGE_FOR_NS\|\(default\)\|\n {2}Number of SOQL queries: 0 out of 100\n {2}Number of query rows: 0 out of 50000\n/,
    );
  });

  it('tells of queries, DML, triggers and limits where the database is wanted', () => {
    const { log } = anonymous(
      "insert new Account(Name = 'a');\nList<Account> found = [SELECT Id,\n  Name FROM Account];",
      {
        APEX_CODE: 'INFO',
        APEX_PROFILING: 'INFO',
        DB: 'INFO',
      },
    );
    assert.match(log, /\|DML_BEGIN\|\[1\]\|Op:Insert\|Type:Account\|Rows:1\n/);
    assert.match(log, /\|DML_END\|\[1\]\n/);
    assert.match(log, /\|SOQL_EXECUTE_BEGIN\|\[2\]\|Aggregations:0\|SELECT Id, Name FROM Account\n/);
    assert.match(log, /\|SOQL_EXECUTE_END\|\[2\]\|Rows:\d+\n/);
    assert.match(log, /Number of DML statements: 1 out of 150\n/);
  });

  it('tells of exceptions with their stack trace', () => {
    const { log, success, exceptionStackTrace } = anonymous('Integer zero = 0;\nInteger bad = 1 / zero;');
    assert.equal(success, false);
    assert.equal(exceptionStackTrace, 'AnonymousBlock: line 2, column 1');
    assert.match(log, /\|EXCEPTION_THROWN\|\[2\]\|System\.MathException: Divide by 0\n/);
    assert.match(log, /\|FATAL_ERROR\|System\.MathException: Divide by 0\n\nAnonymousBlock: line 2, column 1\n/);
  });
});

describe('methods in the debug log', () => {
  const shelf = String(engine.store.get(`SELECT "Id" AS id FROM "ApexClass" WHERE "Name" = 'Shelf'`)?.['id']);
  const source = `Shelf one = new Shelf('a');
Integer n = one.count(new List<Integer>{ 1 }, new Map<Id, String>());
String label = one.label;
try {
  Shelf.fall();
} catch (Exception e) {
  System.debug(e.getMessage());
}`;
  const METHODS = /^(METHOD|CONSTRUCTOR)_/;

  it('are told from FINE on, with the line that calls, the class and the types of the parameters', () => {
    assert.deepEqual(entries(anonymous(source, { APEX_CODE: 'FINE' }).log, METHODS), [
      `METHOD_ENTRY|[1]|${shelf}|Shelf.Shelf()`,
      'METHOD_EXIT|[1]|Shelf',
      `CONSTRUCTOR_ENTRY|[1]|${shelf}|<init>(String)|Shelf`,
      `CONSTRUCTOR_EXIT|[1]|${shelf}|<init>(String)|Shelf`,
      `METHOD_ENTRY|[2]|${shelf}|Shelf.count(List<Integer>, Map<Id,String>)`,
      `METHOD_EXIT|[2]|${shelf}|Shelf.count(List<Integer>, Map<Id,String>)`,
      `METHOD_ENTRY|[3]|${shelf}|Shelf.__sfdc_label()`,
      `METHOD_EXIT|[3]|${shelf}|Shelf.__sfdc_label()`,
      // An exception ends it.
      `METHOD_ENTRY|[5]|${shelf}|Shelf.fall()`,
    ]);
    assert.deepEqual(entries(anonymous(source, { APEX_CODE: 'DEBUG' }).log, METHODS), []);
  });

  it('are told of a class alone when a trace flag names the class, at the levels of that flag', () => {
    const { id: level } = perform('toolCreate', {
      type: 'DebugLevel',
      fields: { DeveloperName: 'Close', MasterLabel: 'Close', ApexCode: 'FINEST' },
    }) as { readonly id: string };
    const { id } = perform('toolCreate', {
      type: 'TraceFlag',
      fields: {
        TracedEntityId: shelf,
        LogType: 'CLASS_TRACING',
        DebugLevelId: level,
        ExpirationDate: engine.clock.now() + 60_000,
      },
    }) as { readonly id: string };
    const { log } = anonymous(`System.debug(LoggingLevel.FINE, 'outside');\n${source}`, { APEX_CODE: 'INFO' });
    assert.match(log, /\|METHOD_ENTRY\|\[3\]\|01p\w+\|Shelf\.count/);
    assert.match(log, /\|USER_DEBUG\|\[8\]\|FINEST\|counting\n/);
    assert.doesNotMatch(log, /USER_DEBUG\|.*(outside|fell)/, 'the levels of the class end with its code');
    perform('toolDelete', { type: 'TraceFlag', id });
    assert.deepEqual(logs(), [], 'a flag of a class keeps no log of its own');
  });
});

describe('trace flags', () => {
  it('keep no log while there is none', () => {
    perform('apexAura', { className: 'Books', method: 'keep', params: { name: 'unseen' } });
    assert.deepEqual(logs(), []);
  });

  it('keep a log of each transaction of the traced user, also of one that is rolled back', () => {
    const { id: level } = perform('toolCreate', {
      type: 'DebugLevel',
      fields: {
        developerName: 'Wide',
        MasterLabel: 'Wide',
        ApexCode: 'FINEST',
        Database: 'INFO',
        ApexProfiling: 'INFO',
      },
    }) as { readonly id: string };
    const now = engine.clock.now();
    perform('toolCreate', {
      type: 'TraceFlag',
      fields: {
        tracedentityid: administrator,
        logtype: 'DEVELOPER_LOG',
        debuglevelid: level,
        StartDate: now - 1,
        ExpirationDate: new Date(now + 60_000).toISOString(),
      },
    });
    perform('apexAura', { className: 'Books', method: 'keep', params: { name: 'good' } });
    assert.throws(() => perform('apexAura', { className: 'Books', method: 'keep', params: { name: 'bad' } }));
    const kept = logs();
    assert.deepEqual(
      kept.map(({ Operation, Status }) => [Operation, Status]),
      [
        ['/aura', 'Success'],
        ['/aura', 'Divide by 0'],
      ],
    );
    const [good = '', bad = ''] = kept.map(({ Id }) => String(perform('apexLogBody', { id: Id })));
    assert.equal(Buffer.byteLength(good), kept[0]?.['LogLength']);
    assert.match(good, /^67\.0 APEX_CODE,FINEST;APEX_PROFILING,INFO;DB,INFO\n/);
    assert.match(good, /\|USER_DEBUG\|\[5\]\|ERROR\|kept good\n/);
    assert.match(good, /\|DML_BEGIN\|\[4\]\|Op:Insert\|Type:Account\|Rows:1\n/);
    assert.match(bad, /Class\.Books\.keep: line 8, column 1\n/);
    assert.equal(engine.store.get(`SELECT COUNT(*) AS n FROM "Account" WHERE "Name" = 'bad'`)?.['n'], 0);
  });

  it('are found, changed and deleted as the Tooling API does it, and hidden from SOQL', () => {
    const soql = `SELECT Id, logtype, debuglevel.apexcode FROM TraceFlag WHERE logtype='DEVELOPER_LOG' AND TracedEntityId='${administrator}'`;
    const { records } = perform('toolingQuery', { soql }) as {
      readonly records: readonly { readonly Id: string; readonly DebugLevel: { readonly ApexCode: string } }[];
    };
    assert.equal(records[0]?.DebugLevel.ApexCode, 'FINEST');
    const id = records[0].Id;
    perform('toolUpdate', { type: 'TraceFlag', id, fields: { Id: id, ExpirationDate: '2020-01-01T00:00:00Z' } });
    const before = logs().length;
    perform('apexAura', { className: 'Books', method: 'keep', params: { name: 'later' } });
    assert.equal(logs().length, before, 'an expired flag traces nothing');
    perform('toolDelete', { type: 'TraceFlag', id });
    assert.throws(() => perform('toolDelete', { type: 'TraceFlag', id }), { code: 'NOT_FOUND' });
    assert.throws(() => perform('query', { soql: 'SELECT Id FROM TraceFlag', allRows: false }), /TraceFlag/);
    assert.throws(
      () =>
        perform('toolCreate', {
          type: 'DebugLevel',
          fields: { DeveloperName: 'x', MasterLabel: 'x', ApexCode: 'LOUD' },
        }),
      { code: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST' },
    );
  });
});

describe('statements, variables and methods of the platform in the debug log', () => {
  const source = `Integer n = 1;
n += 2;
String text = String.valueOf(n).repeat(2);
for (Account one : new List<Account>{ new Account(Name = text) }) {
  new Shelf(one.Name);
}`;

  it('are told where Apex Code and System ask for them, at the line that runs', () => {
    const { log } = anonymous(source, { APEX_CODE: 'FINEST', SYSTEM: 'FINE' });
    const told = entries(log, /^(STATEMENT|VARIABLE|SYSTEM)_/).map((entry) => entry.replace(/\|0x[0-9a-f]{8}$/, '|0x'));
    assert.deepEqual(told, [
      'STATEMENT_EXECUTE|[1]',
      'VARIABLE_SCOPE_BEGIN|[1]|n|Integer|false|false',
      'VARIABLE_ASSIGNMENT|[1]|n|1',
      'STATEMENT_EXECUTE|[2]',
      'VARIABLE_ASSIGNMENT|[2]|n|3',
      'STATEMENT_EXECUTE|[3]',
      'SYSTEM_METHOD_ENTRY|[3]|String.valueOf(Integer)',
      'SYSTEM_METHOD_EXIT|[3]|String.valueOf(Integer)',
      'SYSTEM_METHOD_ENTRY|[3]|String.repeat(Integer)',
      'SYSTEM_METHOD_EXIT|[3]|String.repeat(Integer)',
      'VARIABLE_SCOPE_BEGIN|[3]|text|String|false|false',
      'VARIABLE_ASSIGNMENT|[3]|text|"33"',
      'STATEMENT_EXECUTE|[4]',
      'VARIABLE_SCOPE_BEGIN|[4]|one|Account|true|false',
      'VARIABLE_ASSIGNMENT|[4]|one|{"Name":"33"}|0x',
      'STATEMENT_EXECUTE|[5]',
      'VARIABLE_SCOPE_BEGIN|[4]|name|String|false|false',
      'VARIABLE_ASSIGNMENT|[4]|name|"33"',
      'STATEMENT_EXECUTE|[5]',
      'VARIABLE_ASSIGNMENT|[5]|this.name|"33"',
    ]);
  });

  it('are left out at lower levels, and each kind where it is not asked for', () => {
    const kinds = (levels: Readonly<Record<string, string>>): readonly string[] => [
      ...new Set(events(anonymous(source, levels).log).filter((event) => /^(STATEMENT|VARIABLE|SYSTEM)_/.test(event))),
    ];
    assert.deepEqual(kinds({ APEX_CODE: 'FINE', SYSTEM: 'DEBUG' }), []);
    assert.deepEqual(kinds({ APEX_CODE: 'FINER' }), ['STATEMENT_EXECUTE']);
    assert.deepEqual(kinds({ APEX_CODE: 'DEBUG', SYSTEM: 'FINE' }), ['SYSTEM_METHOD_ENTRY', 'SYSTEM_METHOD_EXIT']);
  });

  it('change nothing in what the code does', () => {
    const outcome = (levels: Readonly<Record<string, string>>): string =>
      entries(anonymous(`${source}\nSystem.debug(text + n);`, levels).log, /^USER_DEBUG/).join();
    const plain = outcome({ APEX_CODE: 'DEBUG' });
    assert.match(plain, /\|333$/);
    assert.equal(outcome({ APEX_CODE: 'FINEST', SYSTEM: 'FINEST' }), plain);
  });
});
