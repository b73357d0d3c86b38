// Merges, record locks, snapshots and the clock of a running org, over HTTP.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Connection } from 'jsforce';
import { importOrg, resetOrg } from '../../src/cli/snapshots.ts';
import { startOrg } from '../../src/cli/start-org.ts';
import type { RunningOrg } from '../../src/cli/start-org.ts';
import { openStore } from '../../src/store/index.ts';
import { ADMIN, ADMIN_PASSWORD, call, startTestOrg } from './running-org.ts';
import type { TestOrg } from './running-org.ts';

let test: TestOrg;
let admin: Connection;
before(async () => {
  test = await startTestOrg({ lockTimeoutMs: 2000 });
  admin = new Connection({ loginUrl: test.org.url, version: '67.0' });
  await admin.login(ADMIN, ADMIN_PASSWORD);
});
after(() => test.stop());

async function create(object: string, values: Readonly<Record<string, unknown>>): Promise<string> {
  const made = await admin.sobject(object).create(values);
  assert.ok(made.success);
  return made.id;
}

async function valuesOf(soql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { records } = await admin.query<Readonly<Record<string, unknown>>>(soql);
  return records.map((record) => Object.fromEntries(Object.entries(record).filter(([name]) => name !== 'attributes')));
}

/** The call merge with the given requests as XML, in the partner's namespaces as clients made from the WSDL write them. */
async function merge(requests: string): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(`${test.org.url}/services/Soap/u/67.0`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml', soapaction: '""' },
    body:
      '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:urn="urn:partner.soap.sforce.com" xmlns:ens="urn:sobject.partner.soap.sforce.com" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
      `<soapenv:Header><urn:SessionHeader><urn:sessionId>${admin.accessToken ?? ''}</urn:sessionId></urn:SessionHeader></soapenv:Header>` +
      `<soapenv:Body><urn:merge>${requests}</urn:merge></soapenv:Body></soapenv:Envelope>`,
  });
  return { status: response.status, text: await response.text() };
}

function request(object: string, main: string, duplicates: readonly string[], fields = ''): string {
  const gone = duplicates.map((id) => `<urn:recordToMergeIds>${id}</urn:recordToMergeIds>`).join('');
  return `<urn:request><urn:masterRecord><ens:type>${object}</ens:type><ens:Id>${main}</ens:Id>${fields}</urn:masterRecord>${gone}</urn:request>`;
}

function withInformation(name: string, text: string): string {
  const entry = `<urn:additionalInformationMap><urn:name>${name}</urn:name><urn:value>005000000000001</urn:value></urn:additionalInformationMap>`;
  return text.replace('<urn:masterRecord>', `${entry}<urn:masterRecord>`);
}

// SOAP API Developer Guide, merge(), MergeRequest, MergeResult.
describe('merge over SOAP', () => {
  it('keeps the main record with the values given, moves the children and tells which', async () => {
    const [main, first, second] = [
      await create('Account', { Name: 'Main', Phone: '1', Fax: '9' }),
      await create('Account', { Name: 'First' }),
      await create('Account', { Name: 'Second' }),
    ];
    const contact = await create('Contact', { LastName: 'Child', AccountId: second });
    const { status, text } = await merge(
      request(
        'Account',
        main,
        [first, second],
        '<ens:fieldsToNull>Fax</ens:fieldsToNull><ens:Phone>2</ens:Phone><ens:NumberOfEmployees>7</ens:NumberOfEmployees><ens:Site xsi:nil="true"/>',
      ),
    );
    assert.equal(status, 200, text);
    assert.ok(text.includes(`<id>${main}</id>`) && text.includes('<success>true</success>'), text);
    assert.deepEqual(
      [...text.matchAll(/<mergedRecordIds>(\w+)</g)].map(([, id]) => id),
      [first, second],
    );
    assert.ok(text.includes(`<updatedRelatedIds>${contact}</updatedRelatedIds>`), text);
    assert.deepEqual(await valuesOf(`SELECT Phone, Fax, NumberOfEmployees FROM Account WHERE Id = '${main}'`), [
      { Phone: '2', Fax: null, NumberOfEmployees: 7 },
    ]);
    assert.deepEqual(await valuesOf(`SELECT AccountId FROM Contact WHERE Id = '${contact}'`), [{ AccountId: main }]);
    const gone = await call(
      `${test.org.url}/services/data/v67.0/queryAll?q=${encodeURIComponent(`SELECT MasterRecordId FROM Account WHERE Id = '${first}' AND IsDeleted = true`)}`,
      { token: admin.accessToken ?? '' },
    );
    assert.deepEqual((gone.body as { records: { MasterRecordId: string }[] }).records[0]?.MasterRecordId, main);
  });

  it('runs each request in a transaction of its own', async () => {
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c', 'd']) ids.push(await create('Lead', { LastName: name, Company: name }));
    const [a = '', b = '', c = '', d = ''] = ids;
    const account = await create('Account', { Name: 'No lead' });
    const { text } = await merge(
      request('Lead', a, [account]) +
        request('Lead', c, [b], `<ens:Email>no address</ens:Email>`) +
        request('Lead', c, [d]),
    );
    assert.deepEqual(
      [...text.matchAll(/<success>(\w+)</g)].map(([, success]) => success),
      ['false', 'false', 'true'],
    );
    assert.deepEqual(
      [...text.matchAll(/<statusCode>(\w+)</g)].map(([, code]) => code),
      ['INVALID_CROSS_REFERENCE_KEY', 'INVALID_EMAIL_ADDRESS'],
    );
    assert.deepEqual(await valuesOf('SELECT LastName FROM Lead ORDER BY LastName'), [
      { LastName: 'a' },
      { LastName: 'b' },
      { LastName: 'c' },
    ]);
  });

  it('takes a request of jsforce, and refuses objects, fields and parts it lacks', async () => {
    const [main, other] = [await create('Contact', { LastName: 'One' }), await create('Contact', { LastName: 'Two' })];
    const result = await admin.soap.merge({
      masterRecord: { type: 'Contact', Id: main },
      recordToMergeIds: [other],
    });
    assert.deepEqual([result.success, result.id, result.mergedRecordIds], [true, main, [other]]);
    const third = await create('Contact', { LastName: 'Three' });
    const { text: noUser } = await merge(withInformation('PortalUserId', request('Contact', main, [third])));
    assert.match(noUser, /<fields>PortalUserId<.*<statusCode>INVALID_CROSS_REFERENCE_KEY</);
    const faults = [
      await merge(request('Nothing', main, [other])),
      await merge(`<urn:request><urn:recordToMergeIds>${other}</urn:recordToMergeIds></urn:request>`),
      await merge(request('Contact', main, [other], '<ens:Account><ens:type>Account</ens:type></ens:Account>')),
      await merge(withInformation('Anything', request('Contact', main, [other]))),
    ];
    assert.deepEqual(
      faults.map(({ status, text }) => [status, /<sf:exceptionCode>(\w+)</.exec(text)?.[1]]),
      [
        [500, 'INVALID_TYPE'],
        [500, 'INVALID_TYPE'],
        [500, 'INVALID_FIELD'],
        [500, 'UNSUPPORTED_LOCALLY'],
      ],
    );
    assert.match((await merge(request('Opportunity', main, [other]))).text, /<statusCode>INVALID_TYPE_FOR_OPERATION/);
  });
});

// SOQL Reference, "FOR UPDATE"; Help 000229525. Decision 9 says why one lock for all rows gives the answers of row locks.
describe('transactions of two engine workers', () => {
  const wait = (milliseconds: number): string =>
    `Long until = System.currentTimeMillis() + ${milliseconds}; while (System.currentTimeMillis() < until) {}`;
  const anonymous = (source: string): ReturnType<typeof call> =>
    call(`${test.org.url}/services/data/v67.0/tooling/executeAnonymous?anonymousBody=${encodeURIComponent(source)}`, {
      token: admin.accessToken ?? '',
    });
  const counting = (lock: string, milliseconds: number): string =>
    `Account a = [SELECT NumberOfEmployees FROM Account WHERE Name = 'Counter'${lock}]; ${wait(milliseconds)} a.NumberOfEmployees += 1; update a;`;
  const both = async (source: string): Promise<readonly unknown[]> => {
    const answers = await Promise.all([anonymous(source), anonymous(source)]);
    for (const { body } of answers) assert.equal((body as { success: boolean }).success, true, JSON.stringify(body));
    return (await valuesOf("SELECT NumberOfEmployees FROM Account WHERE Name = 'Counter'")).map(
      (row) => row['NumberOfEmployees'],
    );
  };

  /** Resolves once two workers have their Apex: both are busy at once. */
  const twoWorkers = async (): Promise<void> => {
    let busy = 0;
    while (busy < 2) {
      const running = Promise.all([anonymous(wait(200)), anonymous(wait(200))]).then(() => true);
      while (!(await Promise.race([running, new Promise((resolve) => setTimeout(resolve, 25))]))) {
        const { body } = await call(`${test.org.url}/local/health`);
        busy = Math.max(busy, (body as { readonly pool: { readonly busy: number } }).pool.busy);
      }
    }
  };

  it('lose no update when both read FOR UPDATE, and may lose one when they do not', async () => {
    await twoWorkers();
    await create('Account', { Name: 'Counter', NumberOfEmployees: 0 });
    assert.deepEqual(await both(counting(' FOR UPDATE', 100)), [2]);
    assert.deepEqual(await both(counting('', 1000)), [3]);
  });

  /** Resolves once a transaction holds the lock. */
  const locked = async (): Promise<void> => {
    const other = openStore(join(test.org.dataFolder, 'org.sqlite'), 0);
    try {
      for (;;) {
        try {
          other.exec('BEGIN IMMEDIATE');
        } catch {
          return;
        }
        other.exec('ROLLBACK');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    } finally {
      other.close();
    }
  };

  it('give up with UNABLE_TO_LOCK_ROW when the other one holds on for too long, and readers do not wait', async () => {
    const account = await create('Account', { Name: 'Held' });
    const holder = anonymous(`Account a = [SELECT Id FROM Account WHERE Id = '${account}' FOR UPDATE]; ${wait(3000)}`);
    await locked();
    assert.deepEqual(await valuesOf(`SELECT Name FROM Account WHERE Id = '${account}'`), [{ Name: 'Held' }]);
    await assert.rejects(admin.sobject('Account').update({ Id: account, Name: 'Mine' }), {
      errorCode: 'UNABLE_TO_LOCK_ROW',
    });
    await holder;
    assert.ok((await admin.sobject('Account').update({ Id: account, Name: 'Mine' })).success);
  });
});

// ARCHITECTURE rules 6 and 9.
describe('a snapshot of a running org', () => {
  const local = (path: string, body: object): ReturnType<typeof call> =>
    call(`${test.org.url}/local/${path}`, { body, headers: { 'x-local-admin': test.org.adminToken } });
  const count = async (url: string, name: string): Promise<number> => {
    const connection = new Connection({ loginUrl: url, version: '67.0' });
    await connection.login(ADMIN, ADMIN_PASSWORD);
    return (await connection.query(`SELECT Id FROM Account WHERE Name = '${name}'`)).totalSize;
  };
  const clockOf = async (url: string): Promise<unknown> => (await call(`${url}/local/clock`)).body;

  it('holds records and clock of its moment; an org is made from it or taken back to it', async () => {
    const at = '2027-03-01T09:00:00.000Z';
    await create('Account', { Name: 'Before' });
    await local('clock/freeze', { at });
    const taken = await local('snapshots', { name: 'march' });
    assert.equal(taken.status, 201, JSON.stringify(taken.body));
    const { folder } = taken.body as { folder: string };
    assert.equal((await local('snapshots', { name: 'march' })).status, 400, 'its name is taken');
    assert.equal((await local('snapshots', { name: '../up' })).status, 400, 'no path');
    const stranger = await call(`${test.org.url}/local/snapshots`, { body: { name: 'mine' } });
    assert.equal(stranger.status, 403);
    await local('clock/advance', { days: 2 });
    await create('Account', { Name: 'After' });

    const { dataFolder } = test.org;
    assert.throws(() => resetOrg(dataFolder, folder), /is running already/);
    await test.org.stop();
    const copy = join(dataFolder, '..', 'copy');
    importOrg(folder, copy);
    resetOrg(dataFolder, folder);
    for (const place of [copy, dataFolder]) {
      const org: RunningOrg = await startOrg({ dataFolder: place, port: 0, adminPassword: ADMIN_PASSWORD, workers: 1 });
      assert.deepEqual([await count(org.url, 'Before'), await count(org.url, 'After')], [1, 0]);
      const { now, frozen } = (await clockOf(org.url)) as { readonly now: string; readonly frozen: boolean };
      assert.deepEqual([now, frozen], [at, true]);
      await org.stop();
    }
    resetOrg(copy);
    assert.throws(() => resetOrg(copy), /holds no org/);
  });
});
