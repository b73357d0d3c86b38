// The org as jsforce sees it: the same client library that the integration service uses.
import assert from 'node:assert/strict';
import { createPrivateKey, sign } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Connection } from 'jsforce';
import { CONSUMER_KEY } from './source-fixture.ts';
import { ADMIN, ADMIN_PASSWORD, call, startTestOrg } from './running-org.ts';
import type { TestOrg } from './running-org.ts';

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

interface TokenAnswer {
  readonly access_token?: string;
  readonly token_type?: string;
  readonly error?: string;
}

async function requestToken(
  url: string,
  assertion: string,
): Promise<{ readonly status: number; readonly body: TokenAnswer }> {
  const body = new URLSearchParams({ grant_type: JWT_BEARER, assertion });
  const response = await fetch(`${url}/services/oauth2/token`, { method: 'POST', body });
  return { status: response.status, body: (await response.json()) as TokenAnswer };
}

describe('clients of the org', () => {
  let test: TestOrg;
  let admin: Connection;
  const robot = 'robot@unified-power.example';

  before(async () => {
    test = await startTestOrg();
    admin = new Connection({ loginUrl: test.org.url, version: '67.0' });
    await admin.login(ADMIN, ADMIN_PASSWORD);
    // Deployed fields are hidden from everybody, administrators included, until a permission set shows them.
    await assign(await idOf('User', `Username = '${ADMIN}'`));
  });
  after(() => test.stop());

  async function idOf(object: string, where: string): Promise<string> {
    return (await admin.query<{ Id: string }>(`SELECT Id FROM ${object} WHERE ${where}`)).records[0]?.Id ?? '';
  }

  async function assign(userId: string): Promise<void> {
    const permissionSetId = await idOf('PermissionSet', "Name = 'Tester'");
    await admin.sobject('PermissionSetAssignment').create({ AssigneeId: userId, PermissionSetId: permissionSetId });
  }

  function assertion(claims: Readonly<Record<string, unknown>>): string {
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const head = `${part({ alg: 'RS256' })}.${part({ exp: Math.floor(Date.now() / 1000) + 180, aud: test.org.url, ...claims })}`;
    return `${head}.${sign('RSA-SHA256', Buffer.from(head), createPrivateKey(test.privateKey)).toString('base64url')}`;
  }

  it('log in by SOAP, and a wrong password is the platform’s INVALID_LOGIN', async () => {
    assert.match(admin.accessToken ?? '', /^(00D\w{12,15})!/);
    const identity = await admin.identity();
    assert.equal(identity.username, ADMIN);
    const other = new Connection({ loginUrl: test.org.url });
    await assert.rejects(other.login(ADMIN, 'wrong'), /^Error: INVALID_LOGIN: /);
  });

  it('log in by JWT only as users approved for the client', async () => {
    const made = await admin.sobject('User').create({
      Username: robot,
      LastName: 'Robot',
      Alias: 'robot',
      Email: robot,
      ProfileId: await idOf('Profile', "Name = 'Standard User'"),
      TimeZoneSidKey: 'Europe/Berlin',
      LocaleSidKey: 'en_US',
      LanguageLocaleKey: 'en_US',
      EmailEncodingKey: 'UTF-8',
    });
    assert.ok(made.success);
    const token = (): ReturnType<typeof requestToken> =>
      requestToken(test.org.url, assertion({ iss: CONSUMER_KEY, sub: robot }));
    const before = await token();
    assert.equal(before.status, 400);
    assert.equal(before.body.error, 'invalid_app_access');
    await assign(made.id);
    const afterwards = await token();
    assert.equal(afterwards.status, 200, JSON.stringify(afterwards.body));
    assert.equal(afterwards.body.token_type, 'Bearer');
  });

  it('are asked to come again with a fresh token when theirs has ended, and jsforce does so by itself', async () => {
    let refreshed = 0;
    const connection = new Connection({
      instanceUrl: test.org.url,
      accessToken: `${test.org.organizationId.slice(0, 15)}!gone`,
      version: '67.0',
      refreshFn: (_connection, done) => {
        refreshed += 1;
        requestToken(test.org.url, assertion({ iss: CONSUMER_KEY, sub: robot }))
          .then(({ body }) => void done(null, body.access_token ?? ''))
          .catch((cause: unknown) => void done(cause as Error));
      },
    });
    const { totalSize } = await connection.query('SELECT Id FROM Thing__c');
    assert.equal(totalSize, 0);
    assert.equal(refreshed, 1);
  });

  it('see a case closed by its status, and open again', async () => {
    const cases = admin.sobject('Case');
    const made = await cases.create({ Subject: 'Bill' });
    assert.ok(made.success);
    const state = async (): Promise<readonly unknown[]> => {
      const read: Readonly<Record<string, unknown>> = await cases.retrieve(made.id);
      return [read['IsClosed'], read['IsClosedOnCreate'], read['ClosedDate'] !== null];
    };
    assert.deepEqual(await state(), [false, false, false]);
    await cases.update({ Id: made.id, Status: 'Closed' });
    assert.deepEqual(await state(), [true, false, true]);
    await cases.update({ Id: made.id, Status: 'Working' });
    assert.deepEqual(await state(), [false, false, false]);
    const atOnce = await cases.create({ Subject: 'Done', Status: 'Closed' });
    assert.ok(atOnce.success);
    assert.equal((await cases.retrieve(atOnce.id))['IsClosedOnCreate'], true);
  });

  it('create, read, change and delete records, one and many', async () => {
    const things = admin.sobject('Thing__c');
    const made = await things.create({ Name: 'One', Key__c: 'k1', Amount__c: 1.5 });
    assert.ok(made.success);
    const read = await things.retrieve(made.id);
    assert.equal(read['Status__c'], 'New');
    assert.match(String(read['CreatedDate']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$/);
    await things.update({ Id: made.id, Amount__c: 2 });
    const many = await things.create([{ Name: 'Two', Key__c: 'k2' }, { Name: 'Bad' }]);
    assert.deepEqual(
      many.map((entry) => entry.success),
      [true, false],
    );
    const upserted = await things.upsert(
      [
        { Key__c: 'k1', Name: 'One again' },
        { Key__c: 'k3', Name: 'Three' },
      ],
      'Key__c',
    );
    assert.deepEqual(
      upserted.map((entry) => [entry.success, (entry as { created?: boolean }).created]),
      [
        [true, false],
        [true, true],
      ],
    );
    const { records } = await admin.query<{ Name: string; Amount__c: number | null }>(
      "SELECT Name, Amount__c FROM Thing__c WHERE Key__c = 'k1'",
    );
    assert.deepEqual([records[0]?.Name, records[0]?.Amount__c], ['One again', 2]);
    await things.destroy(made.id);
    await assert.rejects(things.retrieve(made.id), { errorCode: 'NOT_FOUND' });
  });

  it('get the platform’s words for what is wrong', async () => {
    await assert.rejects(
      admin.sobject('Thing__c').create({ Name: 'Bad' }),
      /^FIELD_CUSTOM_VALIDATION_EXCEPTION: This one is bad$/,
    );
    await assert.rejects(async () => await admin.query('SELECT Nothing__c FROM Thing__c'), {
      errorCode: 'INVALID_FIELD',
    });
    await assert.rejects(async () => await admin.query('SELECT Id FROM ScratchOrgInfo limit 1'), {
      errorCode: 'INVALID_TYPE',
    });
    const missing = await call(`${test.org.url}/services/data/v67.0/nowhere`, { token: admin.accessToken ?? '' });
    assert.deepEqual(
      [missing.status, missing.body],
      [404, [{ message: 'The requested resource does not exist', errorCode: 'NOT_FOUND' }]],
    );
    const nobody = await call(`${test.org.url}/services/data/v67.0/sobjects`);
    assert.deepEqual(
      [nobody.status, nobody.body],
      [401, [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }]],
    );
  });

  it('page through large answers', async () => {
    const rows = Array.from({ length: 400 }, (_, index) => ({ Name: `P${index}`, Key__c: `page-${index}` }));
    await admin.sobject('Thing__c').create(rows.slice(0, 200));
    await admin.sobject('Thing__c').create(rows.slice(200));
    const url = `${test.org.url}/services/data/v50.0/query?q=${encodeURIComponent("SELECT Name FROM Thing__c WHERE Key__c LIKE 'page-%' ORDER BY Key__c")}`;
    const token = admin.accessToken ?? '';
    const first = (await call(url, { token, headers: { 'sforce-query-options': 'batchSize=250' } })).body as {
      done: boolean;
      nextRecordsUrl: string;
      records: unknown[];
      totalSize: number;
    };
    assert.deepEqual([first.done, first.totalSize, first.records.length], [false, 400, 250]);
    assert.match(first.nextRecordsUrl, /^\/services\/data\/v50\.0\/query\/01g\w+-250$/);
    const second = (await call(test.org.url + first.nextRecordsUrl, { token })).body as {
      done: boolean;
      records: unknown[];
    };
    assert.deepEqual([second.done, second.records.length], [true, 150]);
  });

  it('send dependent requests that all succeed or all fail', async () => {
    const url = `${test.org.url}/services/data/v67.0/composite`;
    const step = (referenceId: string, name: string, more: object = {}): object => ({
      method: 'POST',
      url: '/services/data/v67.0/sobjects/Thing__c',
      referenceId,
      body: { Name: name, ...more },
    });
    const token = admin.accessToken ?? '';
    const good = await call(url, {
      token,
      body: {
        allOrNone: true,
        compositeRequest: [
          step('parent', 'Parent'),
          step('child', 'Child', { Parent__c: '@{parent.id}' }),
          {
            method: 'GET',
            url: '/services/data/v67.0/sobjects/Thing__c/@{child.id}?fields=Parent__c',
            referenceId: 'read',
          },
        ],
      },
    });
    const answers = (good.body as { compositeResponse: { httpStatusCode: number; body: Record<string, unknown> }[] })
      .compositeResponse;
    assert.deepEqual(
      answers.map((answer) => answer.httpStatusCode),
      [201, 201, 200],
      JSON.stringify(answers),
    );
    assert.equal(answers[2]?.body['Parent__c'], answers[0]?.body['id']);
    const bad = await call(url, {
      token,
      body: { allOrNone: true, compositeRequest: [step('a', 'Lost'), step('b', 'Bad')] },
    });
    const codes = (bad.body as { compositeResponse: { body: { errorCode: string }[] }[] }).compositeResponse.map(
      (answer) => answer.body[0]?.errorCode,
    );
    assert.deepEqual(codes, ['PROCESSING_HALTED', 'FIELD_CUSTOM_VALIDATION_EXCEPTION']);
    assert.equal((await admin.query("SELECT Id FROM Thing__c WHERE Name = 'Lost'")).totalSize, 0);
  });

  it('plant trees of records', async () => {
    const record = {
      attributes: { type: 'Thing__c', referenceId: 'r1' },
      Name: 'Root',
      Children__r: { records: [{ attributes: { type: 'Thing__c', referenceId: 'r2' }, Name: 'Leaf' }] },
    };
    const answer = await call(`${test.org.url}/services/data/v67.0/composite/tree/Thing__c`, {
      token: admin.accessToken ?? '',
      body: { records: [record] },
    });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    assert.equal(
      (await admin.query("SELECT Id FROM Thing__c WHERE Name = 'Leaf' AND Parent__r.Name = 'Root'")).totalSize,
      1,
    );
  });

  it('describe objects and the columns of a query as the sf CLI reads them', async () => {
    const described = await admin.sobject('Thing__c').describe();
    assert.equal(described.keyPrefix?.length, 3);
    const status = described.fields.find((field) => field.name === 'Status__c');
    const labels = (status?.picklistValues ?? []) as readonly { readonly label: string }[];
    assert.deepEqual(
      labels.map(({ label }) => label),
      ['Brand new', 'Done'],
    );
    assert.ok((await admin.describeGlobal()).sobjects.some((entry) => entry.name === 'Thing__c'));
    const soql = 'SELECT Id, Parent__r.Name, (SELECT Name FROM Children__r) FROM Thing__c';
    const url = `${test.org.url}/services/data/v67.0/query?q=${encodeURIComponent(soql)}&columns=true`;
    const columns = (await call(url, { token: admin.accessToken ?? '' })).body as {
      columnMetadata: { columnName: string; aggregate: boolean; joinColumns: { columnName: string }[] }[];
    };
    assert.deepEqual(
      columns.columnMetadata.map((column) => [
        column.columnName,
        column.aggregate,
        column.joinColumns.map((inner) => inner.columnName),
      ]),
      [
        ['Id', false, []],
        ['Parent__r', false, ['Name']],
        ['Children__r', true, ['Name']],
      ],
    );
  });

  it('load and unload many records by Bulk API 2.0', async () => {
    const rows = [
      { Name: 'Bulk 1', Key__c: 'b1', Amount__c: '1.5' },
      { Name: 'Bad', Key__c: 'b2', Amount__c: '' },
      { Name: 'Bulk, "3"', Key__c: 'b3', Amount__c: '3' },
    ];
    const outcome = await admin.bulk2.loadAndWaitForResults({
      object: 'Thing__c',
      operation: 'upsert',
      externalIdFieldName: 'Key__c',
      input: rows,
      pollInterval: 50,
      pollTimeout: 5000,
    });
    assert.deepEqual(
      (outcome.successfulResults as unknown as readonly Readonly<Record<string, string>>[]).map((row) => [
        row['Key__c'],
        row['sf__Created'],
      ]),
      [
        ['b1', 'true'],
        ['b3', 'true'],
      ],
    );
    assert.match(outcome.failedResults[0]?.sf__Error ?? '', /^FIELD_CUSTOM_VALIDATION_EXCEPTION:This one is bad/);
    const unloading = await admin.bulk2.query(
      "SELECT Name, Amount__c, Owner.Username FROM Thing__c WHERE Key__c LIKE 'b_' ORDER BY Key__c",
    );
    const unloaded = (await unloading.toArray()) as readonly Readonly<Record<string, string>>[];
    assert.deepEqual(
      unloaded.map((row) => [row['Name'], row['Amount__c'], row['Owner.Username']]),
      [
        ['Bulk 1', '1.5', ADMIN],
        ['Bulk, "3"', '3', ADMIN],
      ],
    );
  });

  it('are told by Bulk API 2.0 of the row that holds a wrong value, and of a column that is no field', async () => {
    const load = async (csv: string): Promise<Readonly<Record<string, unknown>>> => {
      const job = admin.bulk2.createJob({ object: 'Thing__c', operation: 'insert' });
      await job.open();
      await job.uploadData(csv);
      await job.close();
      // A job that failed makes polling throw; its state is what counts here.
      await job.poll(50, 5000).catch((cause: unknown) => assert.match(String(cause), /InvalidBatch/));
      return { ...(await job.check()), failures: await job.getFailedResults() };
    };
    const wrong = await load('Name,Key__c,Amount__c\nGood,w1,5\nWrong,w2,much\nGood too,w3,\n');
    assert.deepEqual(
      [wrong['state'], wrong['numberRecordsProcessed'], wrong['numberRecordsFailed']],
      ['JobComplete', 3, 1],
    );
    assert.deepEqual(wrong['failures'], [
      {
        sf__Id: '',
        sf__Error:
          "INVALID_FIELD:Failed to deserialize field at col 2. Due to, 'much' is not a valid value for the type xsd:double:Amount__c --",
        Name: 'Wrong',
        Key__c: 'w2',
        Amount__c: 'much',
      },
    ]);
    const unknown = await load('Name,Nonsense\nOne,1\n');
    assert.deepEqual(
      [unknown['state'], unknown['errorMessage'], unknown['numberRecordsProcessed']],
      ['Failed', 'InvalidBatch : Field name not found : Nonsense', 0],
    );
  });

  it('get the columns of tooling queries, also of objects that test runs alone have', async () => {
    const columns = async (soql: string): Promise<readonly (readonly [string, readonly string[]])[]> => {
      const url = `${test.org.url}/services/data/v67.0/tooling/query?q=${encodeURIComponent(soql)}&columns=true`;
      const { columnMetadata } = (await call(url, { token: admin.accessToken ?? '' })).body as {
        readonly columnMetadata: readonly {
          readonly columnName: string;
          readonly joinColumns: readonly { readonly columnName: string }[];
        }[];
      };
      return columnMetadata.map((column) => [column.columnName, column.joinColumns.map((inner) => inner.columnName)]);
    };
    assert.deepEqual(await columns('SELECT Id, Name FROM ApexClass'), [
      ['Id', []],
      ['Name', []],
    ]);
    assert.deepEqual(await columns('SELECT Outcome, ApexClass.Name FROM ApexTestResult'), [
      ['Outcome', []],
      ['ApexClass', ['Name']],
    ]);
  });

  it('subscribe to platform events and replay earlier ones', async () => {
    const received: string[] = [];
    await admin.sobject('Ping__e').create({ Text__c: 'before' });
    // jsforce types its client without faye's own way to end it.
    const streaming = admin.streaming.createClient([]) as ReturnType<typeof admin.streaming.createClient> & {
      disconnect(): Promise<void>;
    };
    const heard = new Promise<void>((resolve) => {
      streaming.subscribe(
        '/event/Ping__e',
        (message: { payload: { Text__c: string }; event: { replayId: number } }) => {
          received.push(message.payload.Text__c);
          if (received.length === 1) resolve();
        },
      );
    });
    await new Promise((resolve) => setTimeout(resolve, 600));
    await admin.sobject('Ping__e').create({ Text__c: 'after' });
    await heard;
    await streaming.disconnect();
    assert.deepEqual(received, ['after'], 'without a replay position only new events come');
  });
});
