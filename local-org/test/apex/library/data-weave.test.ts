/** DataWeave scripts deployed and run by Apex, over a real org. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openTransaction } from '../../../src/store/index.ts';
import { openApexOrg } from './apex-org.ts';

const META =
  '<?xml version="1.0" encoding="UTF-8"?>\n<DataWeaveResource xmlns="http://soap.sforce.com/2006/04/metadata"><apiVersion>67.0</apiVersion><isGlobal>false</isGlobal></DataWeaveResource>';

const scripts = (sources: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(sources).flatMap(([name, source]) => [
      [`force-app/main/default/dw/${name}.dwl`, source],
      [`force-app/main/default/dw/${name}.dwl-meta.xml`, META],
    ]),
  );

const org = openApexOrg(
  scripts({
    greeting: '%dw 2.0\n---\nlog("Good day")',
    meterRows:
      '%dw 2.0\ninput rows application/csv separator=";"\noutput application/json\n---\nrows map { meter: $.meter, kwh: $.kwh as Number }',
    toContacts:
      '%dw 2.0\ninput rows application/csv\noutput application/apex\n---\nrows map (row) -> { LastName: row.name, Birthdate: row.born as Date } as Object {class: "Contact"}',
    toReadings:
      '%dw 2.0\ninput rows application/json\noutput application/apex\n---\nrows map { meter: $.meter, value: $.value } as Object {class: "Reading"}',
    wrongField: '%dw 2.0\noutput application/apex\n---\n{ Nonsense: 1 } as Object {class: "Contact"}',
    describeAll:
      '%dw 2.0\ninput all application/java\noutput application/json indent=false\n---\nall mapObject ((value, key) -> (key): { type: typeOf(value), value: value })',
    fromRecords:
      '%dw 2.0\ninput people application/java\noutput application/xml\n---\npeople: { (people map { person @(last: $.LastName): $.Account.Name }) }',
    plain: '%dw 2.0\noutput application/apex\n---\n{ count: 3, share: 0.25, on: |2026-01-15|, list: [1, "a", null] }',
    broken: '%dw 2.0\noutput application/json\n---\n{ a: 1 / 0 }',
    excel: '%dw 2.0\ninput records application/java\noutput application/xlsx\n---\nrecords',
    endless: '%dw 2.0\noutput application/json\n@TailRec()\nfun again(n) = again(n + 1)\n---\nagain(0)',
  }),
);
after(() => org.close());
org.deploy({
  Reading: 'public class Reading { public String meter; public Decimal value { get; set; } }',
  Endless:
    'public class Endless { public static void run() { new DataWeaveScriptResource.endless().execute(new Map<String, Object>()); } }',
});

/** Runs Apex and gives the last value it debugs as JSON, which holds line breaks. */
const debugged = (source: string): unknown => JSON.parse(org.run(source).at(-1) ?? 'null');

describe('DataWeave in Apex', () => {
  it('runs a script by its own type and by its name, and tells its name', () => {
    const source = `
      DataWeave.Script own = new DataWeaveScriptResource.greeting();
      DataWeave.Script named = DataWeave.Script.createScript('GREETING');
      System.debug(JSON.serialize(new List<Object>{ own.execute(new Map<String, Object>()).getValueAsString(),
        named.execute(new Map<String, Object>()).getValue(), named.toString() }));`;
    assert.deepEqual(debugged(source), ['"Good day"', '"Good day"', 'greeting']);
  });

  it('reads text in its declared format and writes JSON', () => {
    const source = `System.debug(JSON.serialize(new DataWeaveScriptResource.meterRows()
      .execute(new Map<String, Object>{ 'rows' => 'meter;kwh\\nM-1;12.50' }).getValueAsString()));`;
    assert.equal(debugged(source), '[\n  {\n    "meter": "M-1",\n    "kwh": 12.5\n  }\n]');
  });

  it('reads a blob as it reads text', () => {
    const source = `System.debug(JSON.serialize(JSON.deserializeUntyped(new DataWeaveScriptResource.meterRows()
      .execute(new Map<String, Object>{ 'rows' => Blob.valueOf('meter;kwh\\nM-2;7') }).getValueAsString())));`;
    assert.deepEqual(debugged(source), [{ meter: 'M-2', kwh: 7 }]);
  });

  it('makes records and objects of classes, in lists of their type', () => {
    const source = `
      List<Contact> people = (List<Contact>) new DataWeaveScriptResource.toContacts()
        .execute(new Map<String, Object>{ 'rows' => 'name,born\\n"Meyer, A",1980-02-29' }).getValue();
      List<Reading> readings = (List<Reading>) new DataWeaveScriptResource.toReadings()
        .execute(new Map<String, Object>{ 'rows' => '[{"meter":"M-1","value":4.20}]' }).getValue();
      System.debug(JSON.serialize(new List<Object>{ people[0].LastName, people[0].Birthdate.addDays(1),
        readings[0].meter, readings[0].value + 1 }));`;
    assert.deepEqual(debugged(source), ['Meyer, A', '1980-03-01', 'M-1', 5.2]);
  });

  it('gives values without a class as maps, lists and Apex’s own values', () => {
    const source = `Map<String, Object> result = (Map<String, Object>) new DataWeaveScriptResource.plain()
        .execute(new Map<String, Object>()).getValue();
      System.debug(JSON.serialize(new List<Object>{ (Integer) result.get('count'), (Decimal) result.get('share'),
        ((Date) result.get('on')).addDays(1), (List<Object>) result.get('list') }));`;
    assert.deepEqual(debugged(source), [3, 0.25, '2026-01-16', [1, 'a', null]]);
  });

  it('hands Apex values over with their types', () => {
    const source = `System.debug(new DataWeaveScriptResource.describeAll().execute(new Map<String, Object>{ 'all' => new Map<String, Object>{
        'i' => 1, 'l' => 5000000000L, 'd' => 1.50, 'b' => true, 'n' => null, 'day' => Date.newInstance(2026, 1, 2),
        'at' => Datetime.newInstanceGmt(2026, 1, 2, 3, 4, 5), 's' => new Set<String>{ 'x' } } }).getValueAsString());`;
    assert.deepEqual(debugged(source), {
      i: { type: 'Number', value: 1 },
      l: { type: 'Number', value: 5_000_000_000 },
      d: { type: 'Number', value: 1.5 },
      b: { type: 'Boolean', value: true },
      n: { type: 'Null', value: null },
      day: { type: 'Date', value: '2026-01-02' },
      at: { type: 'DateTime', value: '2026-01-02T03:04:05Z' },
      s: { type: 'Array', value: ['x'] },
    });
  });

  it('reads records with their parents', () => {
    const source = `List<Contact> people = new List<Contact>{ new Contact(LastName = 'Doe', Account = new Account(Name = 'A & B')) };
      System.debug(JSON.serialize(new DataWeaveScriptResource.fromRecords()
        .execute(new Map<String, Object>{ 'people' => people }).getValueAsString()));`;
    assert.equal(
      debugged(source),
      `<?xml version='1.0' encoding='UTF-8'?>\n<people>\n  <person last="Doe">A &amp; B</person>\n</people>`,
    );
  });

  const failureOf = (run: string): string =>
    String(
      debugged(
        `try { ${run} } catch (DataWeaveScriptException e) { System.debug(JSON.serialize(e.getTypeName() + '|' + e.getMessage())); }`,
      ),
    );

  it('throws a DataWeaveScriptException with the place of what failed', () => {
    const message = failureOf(`new DataWeaveScriptResource.broken().execute(new Map<String, Object>());`);
    assert.match(message, /^System\.DataWeaveScriptException\|Division by zero\n\n4\| \{ a: 1 \/ 0 \}\n/);
    assert.match(message, /at main \(line: 4, column: 6\)/);
  });

  it('refuses formats that DataWeave in Apex does not have, in the platform’s words', () => {
    const run = `new DataWeaveScriptResource.excel().execute(new Map<String, Object>{ 'records' => new List<Contact>() });`;
    assert.match(failureOf(run), /Unknown content type `application\/xlsx`/);
  });

  it('refuses a field that the class does not have', () => {
    const run = `new DataWeaveScriptResource.wrongField().execute(new Map<String, Object>());`;
    assert.match(failureOf(run), /Error writing item: Invalid field "Nonsense" for type "Contact"/);
  });

  it('refuses a script that is not deployed, by name when it runs and by type when it is compiled', () => {
    assert.match(failureOf(`DataWeave.Script.createScript('nowhere');`), /nowhere/);
    assert.throws(
      () => org.run('DataWeave.Script s = new DataWeaveScriptResource.nowhere();'),
      /Invalid type: DataWeaveScriptResource\.nowhere/,
    );
  });

  it('fails a deploy by the line and column of what does not parse', () => {
    assert.throws(
      () => redeploy({ unclosed: '%dw 2.0\noutput application/json\n---\n{ a: [1, 2 }' }),
      /unclosed\.dwl:4:\d+.*Invalid input '\}'/s,
    );
  });

  it('ends a script that does not come to an end by the CPU limit', () => {
    const transaction = openTransaction(org.engine.store, org.session().user, 0);
    try {
      const scope = { transaction, access: { user: transaction.user, crud: true, fls: true, sharing: true } };
      const rt = org.engine.apex().newRuntime(scope, 'anonymous', { cpuMilliseconds: 50 });
      assert.throws(() => org.engine.apex().callStatic(rt, 'Endless', 'run'), /Apex CPU time limit exceeded/);
    } finally {
      transaction.rollback();
    }
  });

  it('writes what the script logs into the debug log', () => {
    const transaction = openTransaction(org.engine.store, org.session().user, 0);
    try {
      const scope = { transaction, access: { user: transaction.user, crud: true, fls: true, sharing: true } };
      const source = `new DataWeaveScriptResource.greeting().execute(new Map<String, Object>());`;
      assert.match(org.engine.apex().executeAnonymous(source, scope).log, /\|DATAWEAVE_USER_DEBUG\|\[1\]\|"Good day"/);
    } finally {
      transaction.rollback();
    }
  });
});

/** Deploys further scripts; throws with the problems. */
function redeploy(sources: Readonly<Record<string, string>>): void {
  const files = Object.entries(scripts(sources)).map(([path, text]) => ({ path, content: Buffer.from(text) }));
  const { problems } = org.perform('deploySource', { files }) as { readonly problems: readonly string[] };
  if (problems.length > 0) throw new Error(problems.join('\n'));
}
