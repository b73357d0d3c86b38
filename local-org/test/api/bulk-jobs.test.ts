// Bulk API 2.0 ingest: parts of 200 rows, each a transaction of its own, over real HTTP and jsforce.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Connection } from 'jsforce';
import { startOrg } from '../../src/cli/start-org.ts';
import type { RunningOrg } from '../../src/cli/start-org.ts';
import { ADMIN, ADMIN_PASSWORD } from './running-org.ts';
import { writeProject } from './source-fixture.ts';

/** Three queries a part: fifty parts in one transaction would break the limit of 100 queries. `Stop` is slow enough to be aborted. */
const TRIGGER = `trigger ThingLimits on Thing__c (before insert, before update) {
  for (Integer turn = 0; turn < 3; turn++) {
    Integer rows = [SELECT COUNT() FROM Thing__c WHERE Name = 'nobody'];
  }
  if (Trigger.new.size() > 200) {
    Trigger.new[0].addError('More than 200 at a time');
  }
  if (Trigger.new[0].Name.startsWith('Stop')) {
    Long until = System.now().getTime() + 150;
    while (System.now().getTime() < until) {
      continue;
    }
  }
  if (Trigger.isInsert && Trigger.new[0].Name.startsWith('Greedy')) {
    for (Integer turn = 0; turn < 101; turn++) {
      Integer rows = [SELECT COUNT() FROM Thing__c WHERE Name = 'nobody'];
    }
  }
}`;

type Row = Readonly<Record<string, string>>;
interface Info {
  readonly id: string;
  readonly state: string;
  readonly errorMessage?: string;
  readonly numberRecordsProcessed: number;
  readonly numberRecordsFailed: number;
}

describe('bulk jobs', () => {
  let root: string;
  let org: RunningOrg;
  let admin: Connection;

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'bulk-'));
    const { publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const source = await writeProject(root, publicKey);
    const folder = join(source, 'force-app', 'main', 'triggers');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'ThingLimits.trigger'), TRIGGER);
    await writeFile(
      join(folder, 'ThingLimits.trigger-meta.xml'),
      '<?xml version="1.0" encoding="UTF-8"?><ApexTrigger xmlns="http://soap.sforce.com/2006/04/metadata"><apiVersion>67.0</apiVersion><status>Active</status></ApexTrigger>',
    );
    org = await startOrg({ dataFolder: join(root, 'data'), port: 0, source, adminPassword: ADMIN_PASSWORD });
    admin = new Connection({ loginUrl: org.url, version: '67.0' });
    await admin.login(ADMIN, ADMIN_PASSWORD);
    const idOf = async (soql: string): Promise<string> =>
      (await admin.query<{ Id: string }>(soql)).records[0]?.Id ?? '';
    await admin.sobject('PermissionSetAssignment').create({
      AssigneeId: await idOf(`SELECT Id FROM User WHERE Username = '${ADMIN}'`),
      PermissionSetId: await idOf("SELECT Id FROM PermissionSet WHERE Name = 'Tester'"),
    });
  });
  after(async () => {
    await org.stop();
    await rm(root, { recursive: true, force: true });
  });

  const base = '/services/data/v67.0/jobs/ingest';
  const request = <T>(method: 'GET' | 'PATCH' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T> =>
    admin.request<T>({
      method,
      url: `${base}${path}`,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });

  async function upload(job: Readonly<Record<string, string>>, csv: string): Promise<string> {
    const { id } = await request<Info>('POST', '', { contentType: 'CSV', ...job });
    const url = `${org.url}${base}/${id}/batches`;
    const headers = { authorization: `Bearer ${admin.accessToken ?? ''}`, 'content-type': 'text/csv' };
    const answer = await fetch(url, { method: 'PUT', headers, body: csv });
    assert.equal(answer.status, 201);
    return id;
  }

  async function ended(id: string): Promise<Info> {
    for (;;) {
      const info = await request<Info>('GET', `/${id}`);
      if (!['Open', 'UploadComplete', 'InProgress'].includes(info.state)) return info;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }

  async function run(job: Readonly<Record<string, string>>, csv: string): Promise<Info> {
    const id = await upload(job, csv);
    const closed = await request<Info>('PATCH', `/${id}`, { state: 'UploadComplete' });
    assert.notEqual(closed.state, 'JobComplete', 'the work is done in the background');
    return ended(id);
  }

  const results = (id: string, which: string): Promise<readonly Row[]> => request('GET', `/${id}/${which}`);
  const count = async (where: string): Promise<number> =>
    (await admin.query(`SELECT COUNT() FROM Thing__c WHERE ${where}`)).totalSize;
  const numbered = (name: string, size: number): string =>
    Array.from({ length: size }, (_, index) => `${name} ${index},${name}-${index},${index}\n`).join('');

  it('upsert ten thousand rows below parents named by external id, and again without making more', async () => {
    await run({ object: 'Thing__c', operation: 'insert' }, 'Name,Key__c\nParent,parent-1\n');
    const lines = Array.from({ length: 10_000 }, (_, index) => `Row ${index},row-${index},parent-1\n`);
    lines[777] = 'Orphan,row-777,nobody\n';
    const csv = `Name,Key__c,Parent__r.Key__c\n${lines.join('')}`;
    const job = { object: 'Thing__c', operation: 'upsert', externalIdFieldName: 'Key__c' };
    const first = await run(job, csv);
    assert.deepEqual(
      [first.state, first.numberRecordsProcessed, first.numberRecordsFailed],
      ['JobComplete', 10_000, 1],
    );
    assert.equal(await count("Parent__r.Key__c = 'parent-1'"), 9_999);
    const failed = await results(first.id, 'failedResults');
    assert.deepEqual(
      failed.map((row) => [row['sf__Id'], row['Key__c'], row['sf__Error']?.split(':')[0]]),
      [['', 'row-777', 'INVALID_FIELD']],
    );
    const again = await run(
      job,
      `Name,Key__c\n${lines
        .slice(0, 300)
        .map((line) => line.split(',').slice(0, 2).join(','))
        .join('\n')}\n`,
    );
    const updated = await results(again.id, 'successfulResults');
    assert.deepEqual([updated.length, new Set(updated.map((row) => row['sf__Created']))], [300, new Set(['false'])]);
    assert.equal(await count("Key__c LIKE 'row-%'"), 9_999);
  });

  it('insert, update and delete two hundred rows, and name the row that is refused', async () => {
    const inserted = await run(
      { object: 'Thing__c', operation: 'insert' },
      `Name,Key__c,Amount__c\n${numbered('Two', 199)}Bad,two-bad,1\n`,
    );
    assert.deepEqual([inserted.numberRecordsProcessed, inserted.numberRecordsFailed], [200, 1]);
    const rows = await results(inserted.id, 'successfulResults');
    const updated = await run(
      { object: 'Thing__c', operation: 'update' },
      `Id,Amount__c\n${rows.map((row) => `${row['sf__Id'] ?? ''},#N/A\n`).join('')}`,
    );
    assert.deepEqual([updated.numberRecordsProcessed, updated.numberRecordsFailed], [199, 0]);
    assert.equal(await count("Key__c LIKE 'Two-%' AND Amount__c = NULL"), 199);
    const removed = await run(
      { object: 'Thing__c', operation: 'delete' },
      `Id\n${rows.map((row) => `${row['sf__Id'] ?? ''}\n`).join('')}`,
    );
    assert.deepEqual([removed.numberRecordsProcessed, removed.numberRecordsFailed], [199, 0]);
    assert.equal(await count("Key__c LIKE 'Two-%'"), 0);
  });

  it('keep the parts that are well when one breaks a governor limit', async () => {
    const greedy = `Greedy,greedy,1\n${numbered('Victim', 199)}`;
    const info = await run(
      { object: 'Thing__c', operation: 'insert' },
      `Name,Key__c,Amount__c\n${numbered('Well', 200)}${greedy}${numbered('Late', 50)}`,
    );
    assert.deepEqual([info.state, info.numberRecordsProcessed, info.numberRecordsFailed], ['JobComplete', 450, 200]);
    assert.match((await results(info.id, 'failedResults'))[5]?.['sf__Error'] ?? '', /Too many SOQL queries: 101/);
    assert.equal(await count("Key__c LIKE 'Well-%' OR Key__c LIKE 'Late-%' OR Key__c LIKE 'Victim-%'"), 250);
  });

  it('are aborted: what was done stays done, the rest is told as unprocessed', async () => {
    const total = 3_000;
    const id = await upload(
      { object: 'Thing__c', operation: 'insert' },
      `Name,Key__c,Amount__c\n${numbered('Stop', total)}`,
    );
    await request('PATCH', `/${id}`, { state: 'UploadComplete' });
    while ((await request<Info>('GET', `/${id}`)).numberRecordsProcessed === 0) continue;
    assert.equal((await request<Info>('PATCH', `/${id}`, { state: 'Aborted' })).state, 'Aborted');
    const { numberRecordsProcessed } = await request<Info>('GET', `/${id}`);
    const unprocessed = await results(id, 'unprocessedrecords');
    assert.ok(unprocessed.length > 0 && unprocessed.length % 200 === 0);
    assert.equal(unprocessed.length + numberRecordsProcessed, total);
    assert.equal(unprocessed[0]?.['Key__c'], `Stop-${numberRecordsProcessed}`);
    assert.equal(await count("Key__c LIKE 'Stop-%'"), numberRecordsProcessed);
    await assert.rejects(
      request('PATCH', `/${id}`, { state: 'UploadComplete' }),
      /INVALIDJOBSTATE|cannot go from Aborted/,
    );
    await request('DELETE', `/${id}`);
    await assert.rejects(request('GET', `/${id}`), /does not exist/);
  });

  it('fail as a whole for content that cannot be read, and keep its rows as unprocessed', async () => {
    const wrongColumn = await run({ object: 'Thing__c', operation: 'insert' }, 'Name,Nonsense\nOne,1\nTwo,2\n');
    assert.deepEqual(
      [wrongColumn.state, wrongColumn.errorMessage],
      ['Failed', 'InvalidBatch : Field name not found : Nonsense'],
    );
    assert.equal((await results(wrongColumn.id, 'unprocessedrecords')).length, 2);
    const wrongEnding = await run({ object: 'Thing__c', operation: 'insert' }, 'Name\r\nOne\r\n');
    assert.match(wrongEnding.errorMessage ?? '', /LineEnding is invalid on user data/);
    await assert.rejects(request('POST', '', { object: 'Thing__c', operation: 'hardDelete' }), /hardDelete/);
    const { records } = await request<{ readonly records: readonly Info[] }>('GET', '');
    assert.ok(records.some(({ id }) => id === wrongEnding.id));
  });
});
