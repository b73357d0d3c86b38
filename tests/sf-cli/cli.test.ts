/** The commands of the Salesforce CLI that the project's people use, run by the unmodified CLI against a local org with force-app. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Connection } from 'jsforce';
import { startOrg, type RunningOrg } from '../../local-org/src/cli/start-org.ts';
import { integrationKey } from '../../scripts/start/integration-key.ts';
import { inRoot } from '../../scripts/support/paths.ts';
import { type CliSetting, notInstalled, runCli, runCliJson, runCommand } from './salesforce-cli.ts';

const ADMIN = 'admin@unified-power.example';
const ADMIN_PASSWORD = 'admin12345';
const CONSUMER_KEY = 'unified-power-integration';
const API_VERSION = '67.0';
const IBAN_CLASS = 'force-app/main/core/classes/Iban.cls';

interface LoginAnswer {
  readonly username: string;
  readonly orgId: string;
  readonly instanceUrl: string;
}

interface DeployAnswer {
  readonly status: string;
  readonly numberComponentsDeployed: number;
  readonly numberComponentErrors: number;
  readonly files: readonly {
    readonly fullName: string;
    readonly state: string;
    readonly filePath?: string;
    readonly lineNumber?: number;
    readonly columnNumber?: number;
    readonly error?: string;
  }[];
}

interface QueryAnswer {
  readonly totalSize: number;
  readonly done: boolean;
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

interface TestAnswer {
  readonly summary: { readonly outcome: string; readonly testsRan: number; readonly passing: number };
  readonly tests: readonly { readonly FullName: string; readonly Outcome: string }[];
}

function filesOf(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('the Salesforce CLI against a local org', { skip: notInstalled }, () => {
  let folder = '';
  let org: RunningOrg;
  let setting: CliSetting;
  let keyFile = '';

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sf-cli-'));
    const key = await integrationKey(folder);
    keyFile = key.privateKeyFile;
    const environment = { UP_INTEGRATION_CERTIFICATE: key.certificateBase64 };
    org = await startOrg({
      dataFolder: join(folder, 'org'),
      port: 0,
      source: inRoot(),
      adminPassword: ADMIN_PASSWORD,
      environment,
    });
    // A copy, because the CLI writes into the project it runs in and one test breaks a class.
    const project = join(folder, 'project');
    for (const name of ['force-app', 'sfdx-project.json', '.forceignore'])
      cpSync(inRoot(name), join(project, name), { recursive: true });
    const home = join(folder, 'home');
    mkdirSync(home);
    setting = { home, project, environment };
    await allowAdministrator();
  });
  after(async () => {
    await org.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The external client app admits only holders of its permission set; Admin_Full is needed for the project's own objects. */
  async function allowAdministrator(): Promise<void> {
    const admin = new Connection({ loginUrl: org.url, version: API_VERSION });
    await admin.login(ADMIN, ADMIN_PASSWORD);
    const { records } = await admin.query(
      "SELECT Id FROM PermissionSet WHERE Name IN ('Integration_Service', 'Admin_Full')",
    );
    const [user] = (await admin.query(`SELECT Id FROM User WHERE Username = '${ADMIN}'`)).records;
    for (const { Id } of records)
      await admin
        .sobject('PermissionSetAssignment')
        .create({ AssigneeId: String(user?.Id), PermissionSetId: String(Id) });
  }

  /** A command that must succeed; its result. */
  async function sf<Result>(...args: readonly string[]): Promise<Result> {
    const { exitCode, json } = await runCliJson<Result>(setting, args);
    assert.equal(exitCode, 0, `sf ${args.join(' ')}: ${JSON.stringify(json, null, 2)}`);
    assert.equal(json.status, 0);
    return json.result;
  }

  const query = (soql: string): Promise<QueryAnswer> => sf<QueryAnswer>('data', 'query', '--query', soql);

  const login = (username: string): readonly string[] => [
    ...['org', 'login', 'jwt', '--client-id', CONSUMER_KEY, '--jwt-key-file', keyFile, '--username', username],
    ...['--instance-url', org.url, '--set-default', '--alias', 'local'],
  ];

  it('logs in with the key whose certificate force-app holds', async () => {
    const result = await sf<LoginAnswer>(...login(ADMIN));
    assert.equal(result.username, ADMIN);
    assert.equal(result.orgId.slice(0, 15), org.organizationId.slice(0, 15));
    assert.equal(result.instanceUrl, org.url);
  });

  it('is refused a login as somebody the org does not know', async () => {
    const { exitCode, json } = await runCliJson(setting, login('nobody@unified-power.example'));
    assert.notEqual(exitCode, 0);
    assert.match(json.message ?? '', /user hasn't approved this consumer|invalid_grant/);
  });

  it('shows the org it is logged in to', async () => {
    const result = await sf<{ readonly username: string; readonly connectedStatus: string }>(
      ...['org', 'display', '--target-org', 'local'],
    );
    assert.equal(result.username, ADMIN);
    assert.equal(result.connectedStatus, 'Connected');
  });

  it('lets npm run seed load customers through its session', async () => {
    const { exitCode, stdout, stderr } = await runCommand(
      [inRoot('scripts/run.mjs'), 'seed', '--customers', '5', '--target-org', 'local'],
      setting,
    );
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /5 of 5 customers/);
    const { totalSize } = await query("SELECT Id FROM Account WHERE Global_Customer_Id__c LIKE 'SEED0%'");
    assert.equal(totalSize, 5);
  });

  it('deploys all of force-app', async () => {
    const result = await sf<DeployAnswer>('project', 'deploy', 'start', '--source-dir', 'force-app');
    assert.equal(result.status, 'Succeeded');
    assert.equal(result.numberComponentErrors, 0);
    assert.ok(result.numberComponentsDeployed > 100, `${result.numberComponentsDeployed} components`);
    const failed = result.files.filter((file) => file.state === 'Failed');
    assert.deepEqual(failed, []);
    assert.ok(
      result.files.some((file) => file.fullName === 'Iban' && file.filePath?.endsWith('Iban.cls')),
      'the class is among the files the CLI recognises in the answer',
    );
  });

  it('can still log in after that deploy, whose replacement brought the certificate', async () => {
    assert.equal((await sf<LoginAnswer>(...login(ADMIN))).username, ADMIN);
  });

  it('retrieves into an empty folder what it deployed, every file as it was', async () => {
    const empty = join(folder, 'retrieved');
    mkdirSync(join(empty, 'force-app'), { recursive: true });
    cpSync(inRoot('sfdx-project.json'), join(empty, 'sfdx-project.json'));
    const types = [
      'ApexClass:Iban',
      'CustomObject',
      'Layout',
      'LightningComponentBundle',
      'PermissionSet',
      'CustomLabels',
    ];
    const { exitCode, json } = await runCliJson<{
      readonly status: string;
      readonly files: readonly { readonly state: string }[];
    }>({ ...setting, project: empty }, [
      ...['project', 'retrieve', 'start', '--target-org', 'local'],
      ...types.flatMap((type) => ['--metadata', type]),
    ]);
    assert.equal(exitCode, 0, JSON.stringify(json, null, 2));
    assert.equal(json.result.status, 'Succeeded');
    const kept = new Map(filesOf(inRoot('force-app')).map((file) => [basename(file), readFileSync(file, 'utf8')]));
    const retrieved = filesOf(join(empty, 'force-app'));
    assert.ok(retrieved.length > 200, `${retrieved.length} files`);
    const alike = retrieved.filter((file) => /permissionset-meta|layout-meta|\.(js|html|css|cls)$/.test(file));
    assert.ok(alike.length > 100, `${alike.length} files to compare`);
    const different = alike.filter((file) => kept.get(basename(file)) !== readFileSync(file, 'utf8'));
    assert.deepEqual(different, []);
  });

  it('is told file, line and message of a class that does not compile, and nothing is changed', async () => {
    const file = join(setting.project, IBAN_CLASS);
    const good = readFileSync(file, 'utf8');
    const lines = good.trimEnd().split('\n');
    lines.splice(-1, 0, '  static void broken() {', '    Integer count = missing;', '  }');
    const brokenLine = lines.indexOf('    Integer count = missing;') + 1;
    writeFileSync(file, lines.join('\n'));
    try {
      const args = ['project', 'deploy', 'start', '--source-dir', IBAN_CLASS];
      const { exitCode, json } = await runCliJson<DeployAnswer>(setting, args);
      assert.equal(exitCode, 1);
      assert.equal(json.result.status, 'Failed');
      const [failure, ...more] = json.result.files.filter((one) => one.state === 'Failed');
      assert.deepEqual(more, []);
      assert.ok(failure);
      assert.ok(failure.filePath?.endsWith(IBAN_CLASS), failure.filePath);
      assert.equal(failure.lineNumber, brokenLine);
      assert.match(failure.error ?? '', /^Variable does not exist: missing/);

      const shown = await runCli(setting, args);
      assert.equal(shown.exitCode, 1);
      assert.match(
        shown.stdout + shown.stderr,
        new RegExp(`Iban.*Variable does not exist: missing.*\\(?${brokenLine}:\\d+`, 's'),
      );
    } finally {
      writeFileSync(file, good);
    }
    assert.equal(
      (await sf<TestAnswer>('apex', 'run', 'test', '--class-names', 'IbanTest', '--synchronous')).summary.outcome,
      'Passed',
    );
  });

  it('queries records with parents, children and aggregates', async () => {
    const users = await query(`SELECT Id, Username, Profile.Name FROM User WHERE Username = '${ADMIN}'`);
    assert.equal(users.totalSize, 1);
    assert.equal(users.done, true);
    const [user] = users.records;
    assert.ok(user);
    assert.equal(user['Username'], ADMIN);
    assert.equal((user['Profile'] as { readonly Name: string }).Name, 'System Administrator');
    const counted = await query("SELECT COUNT(Id) many FROM PermissionSet WHERE Name = 'Admin_Full'");
    assert.equal(counted.records[0]?.['many'], 1);
    const classes = await sf<QueryAnswer>(
      ...['data', 'query', '--use-tooling-api', '--query', "SELECT Id, Name FROM ApexClass WHERE Name = 'Iban'"],
    );
    assert.deepEqual(
      classes.records.map((row) => row['Name']),
      ['Iban'],
    );
  });

  it('says where a query is wrong', async () => {
    const { exitCode, json } = await runCliJson(setting, [
      'data',
      'query',
      '--query',
      'SELECT Nonsense__c FROM Account',
    ]);
    assert.notEqual(exitCode, 0);
    assert.match(json.message ?? '', /No such column 'Nonsense__c' on entity 'Account'/);
  });

  it('creates, reads, updates and deletes a record', async () => {
    const target = ['--sobject', 'Account'];
    const { id } = await sf<{ readonly id: string }>(
      'data',
      'create',
      'record',
      ...target,
      '--values',
      "Name='Stadtwerke Süd'",
    );
    const read = () => sf<Readonly<Record<string, unknown>>>('data', 'get', 'record', ...target, '--record-id', id);
    assert.equal((await read())['Name'], 'Stadtwerke Süd');
    await sf(
      'data',
      'update',
      'record',
      ...target,
      '--record-id',
      id,
      '--values',
      "Name='Stadtwerke Nord' Phone=+4930123",
    );
    const updated = await read();
    assert.deepEqual([updated['Name'], updated['Phone']], ['Stadtwerke Nord', '+4930123']);
    await sf('data', 'delete', 'record', ...target, '--record-id', id);
    assert.equal((await query(`SELECT Id FROM Account WHERE Id = '${id}'`)).totalSize, 0);
  });

  it('imports two hundred rows in bulk and names the rows that are refused', async () => {
    const file = join(folder, 'accounts.csv');
    const rows = Array.from({ length: 200 }, (_, index) => `"Bulk, ""${index}""",+49 30 ${index}`);
    writeFileSync(file, `Name,Phone\n${rows.join('\n')}\n`);
    const args = ['data', 'import', 'bulk', '--sobject', 'Account', '--wait', '5', '--line-ending', 'LF', '--file'];
    const result = await sf<{ readonly processedRecords: number; readonly failedRecords: number }>(...args, file);
    assert.deepEqual([result.processedRecords, result.failedRecords], [200, 0]);
    const stored = await query(
      "SELECT Name, Phone FROM Account WHERE Name LIKE 'Bulk, \"%' ORDER BY CreatedDate, Name",
    );
    assert.equal(stored.totalSize, 200);
    assert.ok(stored.records.some((row) => row['Name'] === 'Bulk, "17"' && row['Phone'] === '+49 30 17'));

    writeFileSync(file, 'Name,NumberOfEmployees\nBulk good,5\nBulk bad,many\n');
    const { exitCode } = await runCliJson(setting, [...args, file]);
    assert.equal(exitCode, 1);
    assert.equal((await query("SELECT Id FROM Account WHERE Name IN ('Bulk good', 'Bulk bad')")).totalSize, 1);
  });

  it('exports in bulk what it imported', async () => {
    const file = join(folder, 'exported.csv');
    await sf(
      ...['data', 'export', 'bulk', '--query', "SELECT Name FROM Account WHERE Name LIKE 'Bulk, %'"],
      ...['--output-file', file, '--result-format', 'csv', '--wait', '5'],
    );
    assert.equal(readFileSync(file, 'utf8').trimEnd().split('\n').length, 201);
  });

  it('runs anonymous Apex and brings its debug log', async () => {
    const file = join(folder, 'script.apex');
    writeFileSync(
      file,
      "insert new Account(Name = 'From Apex');\nSystem.debug('seen ' + Iban.isValid('DE89370400440532013000'));\n",
    );
    const result = await sf<{ readonly success: boolean; readonly logs: string }>('apex', 'run', '--file', file);
    assert.equal(result.success, true);
    assert.match(result.logs, /USER_DEBUG\|.*seen true/);
    assert.equal((await query("SELECT Id FROM Account WHERE Name = 'From Apex'")).totalSize, 1);
  });

  it('is told where anonymous Apex does not compile and where it throws', async () => {
    const file = join(folder, 'script.apex');
    writeFileSync(file, 'Integer one = 1;\nInteger two = nothing;\n');
    const wrong = await runCliJson<unknown>(setting, ['apex', 'run', '--file', file]);
    assert.notEqual(wrong.exitCode, 0);
    assert.match(JSON.stringify(wrong.json), /Variable does not exist: nothing/);
    writeFileSync(file, "insert new Account(Name = 'Undone');\nInteger zero = 0;\nInteger bad = 1 / zero;\n");
    const thrown = await runCliJson<unknown>(setting, ['apex', 'run', '--file', file]);
    assert.notEqual(thrown.exitCode, 0);
    assert.match(JSON.stringify(thrown.json), /System\.MathException: Divide by 0/);
    assert.equal((await query("SELECT Id FROM Account WHERE Name = 'Undone'")).totalSize, 0);
  });

  it('runs one test class and reports results and coverage', async () => {
    const result = await sf<
      TestAnswer & {
        readonly coverage?: {
          readonly coverage: readonly { readonly name: string; readonly coveredPercent: number }[];
        };
      }
    >(
      ...['apex', 'run', 'test', '--class-names', 'IbanTest', '--code-coverage', '--wait', '5'],
      ...['--result-format', 'json'],
    );
    assert.equal(result.summary.outcome, 'Passed');
    assert.ok(result.tests.length >= 3);
    for (const test of result.tests) assert.equal(test.Outcome, 'Pass', test.FullName);
    assert.equal(result.summary.testsRan, result.tests.length);
    const covered = result.coverage?.coverage.find(({ name }) => name === 'Iban');
    assert.ok((covered?.coveredPercent ?? 0) > 75, JSON.stringify(result.coverage));
  });

  it('runs tests synchronously and asynchronously, with coverage by line and JUnit', async () => {
    const output = join(folder, 'test-output');
    const run = (...more: readonly string[]) =>
      runCli(setting, ['apex', 'run', 'test', '--class-names', 'IbanTest', '--code-coverage', ...more]);
    const later = await run('--wait', '5', '--result-format', 'junit', '--output-dir', output);
    assert.equal(later.exitCode, 0, later.stderr);
    assert.match(later.stdout, /<testcase name="\w+" classname="IbanTest"/);
    const { coverage } = await sf<{
      readonly coverage: { readonly coverage: readonly { readonly name: string; readonly lines: object }[] };
    }>(
      ...['apex', 'run', 'test', '--class-names', 'IbanTest', '--code-coverage', '--wait', '5'],
      ...['--result-format', 'json'],
    );
    const lines = coverage.coverage.find(({ name }) => name === 'Iban')?.lines ?? {};
    assert.ok(Object.values(lines).filter((count) => count === 1).length > 5, JSON.stringify(lines));
    const detailed = await sf<{
      readonly tests: readonly { readonly MethodName: string }[];
      readonly coverage: {
        readonly records: readonly {
          readonly TestMethodName: string;
          readonly ApexClassOrTrigger: { readonly Name: string };
          readonly NumLinesCovered: number;
        }[];
      };
    }>(
      ...['apex', 'run', 'test', '--class-names', 'IbanTest', '--code-coverage', '--detailed-coverage', '--wait', '5'],
      ...['--result-format', 'json'],
    );
    assert.deepEqual(
      detailed.coverage.records
        .filter((row) => row.ApexClassOrTrigger.Name === 'Iban' && row.NumLinesCovered > 0)
        .map((row) => row.TestMethodName)
        .sort(),
      detailed.tests.map(({ MethodName }) => MethodName).sort(),
    );
    const now = await run('--synchronous', '--result-format', 'tap');
    assert.equal(now.exitCode, 0, now.stderr);
    assert.match(now.stdout, /^ok 1 IbanTest\.\w+/m);
    assert.doesNotMatch(now.stdout, /^not ok/m);
  });

  it('shows the debug log of code with its limits, and lists and gets the logs of a traced user', async () => {
    const file = join(folder, 'script.apex');
    writeFileSync(file, "System.debug('traced');\nList<Account> found = [SELECT Id FROM Account LIMIT 1];\n");
    const run = await sf<{ readonly logs: string }>('apex', 'run', '--file', file);
    assert.match(
      run.logs,
      /^\d\d\.0 APEX_CODE,DEBUG;APEX_PROFILING,INFO\nExecute Anonymous: System\.debug\('traced'\);\n/,
    );
    assert.match(run.logs, /\|CODE_UNIT_STARTED\|\[EXTERNAL\]\|execute_anonymous_apex\n/);
    assert.match(run.logs, /\|USER_DEBUG\|\[1\]\|DEBUG\|traced\n/);
    assert.match(run.logs, /\|LIMIT_USAGE_FOR_NS\|\(default\)\|\n {2}Number of SOQL queries: 1 out of 100\n/);

    const [user] = (await query(`SELECT Id FROM User WHERE Username = '${ADMIN}'`)).records;
    const tool = (type: string, values: string) =>
      sf<{ readonly id: string }>(
        ...['data', 'create', 'record', '--use-tooling-api', '--sobject', type, '--values', values],
      );
    const level = await tool('DebugLevel', 'DeveloperName=Wide MasterLabel=Wide ApexCode=FINEST Database=INFO');
    const until = new Date(Date.now() + 600_000).toISOString();
    await tool(
      'TraceFlag',
      `TracedEntityId=${String(user?.['Id'])} LogType=DEVELOPER_LOG DebugLevelId=${level.id} ExpirationDate=${until}`,
    );
    await sf('apex', 'run', '--file', file);
    const [log, ...older] = await sf<readonly { readonly Id: string; readonly Status: string }[]>(
      'apex',
      'list',
      'log',
    );
    assert.deepEqual([log?.Status, older], ['Success', []]);
    const [got] = await sf<readonly { readonly log: string }[]>('apex', 'get', 'log', '--log-id', log?.Id ?? '');
    assert.match(got?.log ?? '', /\|SOQL_EXECUTE_BEGIN\|\[2\]\|Aggregations:0\|SELECT Id FROM Account LIMIT 1\n/);
  });

  it('assigns a permission set, and once only', async () => {
    const args = ['org', 'assign', 'permset', '--name', 'Service_Console'];
    const result = await sf<{ readonly successes: readonly { readonly name: string; readonly value: string }[] }>(
      ...args,
    );
    assert.deepEqual(result.successes, [{ name: ADMIN, value: 'Service_Console' }]);
    const { totalSize } = await query(
      `SELECT Id FROM PermissionSetAssignment WHERE Assignee.Username = '${ADMIN}' AND PermissionSet.Name = 'Service_Console'`,
    );
    assert.equal(totalSize, 1);
    // The CLI takes the platform's "Duplicate PermissionSetAssignment" for success.
    const again = await sf<{ readonly successes: readonly unknown[]; readonly failures: readonly unknown[] }>(...args);
    assert.deepEqual([again.successes.length, again.failures], [1, []]);
  });

  it('gives a link that logs a browser in', async () => {
    const { url } = await sf<{ readonly url: string }>('org', 'open', '--url-only', '--path', '/lightning/page/home');
    assert.equal(new URL(url).origin, org.url);
    const first = await fetch(url, { redirect: 'manual' });
    assert.match(first.headers.get('set-cookie') ?? '', /^sid=/);
    const again = await fetch(url, { redirect: 'manual' });
    assert.equal(again.headers.get('set-cookie'), null, 'the link works once');
  });
});
