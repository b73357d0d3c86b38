/** Callouts of Apex that come back into the org: each request holds an engine worker while its callout needs another (ARCHITECTURE rule 9). */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Connection } from 'jsforce';
import { startOrg, type RunningOrg } from '../../../src/cli/start-org.ts';

const AT_ONCE = 20;
const ADMIN = 'admin@unified-power.example';
const PASSWORD = 'admin12345';
const xml = (type: string, rest: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><${type} xmlns="http://soap.sforce.com/2006/04/metadata">${rest}</${type}>`;

/** The source project; the relay's address must be a remote site. */
const files = (relay: string): Readonly<Record<string, string>> => ({
  'classes/Relay.cls': `@RestResource(urlMapping='/relay/*')
global with sharing class Relay {
  @HttpPost
  global static String send(String name) {
    HttpRequest request = new HttpRequest();
    request.setEndpoint('${relay}/' + name);
    request.setMethod('POST');
    request.setTimeout(120000);
    HttpResponse answer = new Http().send(request);
    insert new Contact(LastName = name);
    return answer.getStatusCode() + ' ' + answer.getBody();
  }
}`,
  'classes/Relay.cls-meta.xml': xml('ApexClass', '<apiVersion>67.0</apiVersion><status>Active</status>'),
  'triggers/Marked.trigger': `trigger Marked on Account (before insert, after insert) {
  if (Trigger.isBefore) {
    for (Account one : Trigger.new) {
      one.Description = 'marked ' + one.Name;
    }
  } else {
    insert new Contact(LastName = 'of ' + Trigger.new[0].Name, AccountId = Trigger.new[0].Id);
  }
}`,
  'triggers/Marked.trigger-meta.xml': xml('ApexTrigger', '<apiVersion>67.0</apiVersion><status>Active</status>'),
  'remoteSiteSettings/Relay.remoteSite-meta.xml': xml(
    'RemoteSiteSetting',
    `<disableProtocolSecurity>true</disableProtocolSecurity><isActive>true</isActive><url>${relay}</url>`,
  ),
});

describe('callouts that come back into the org', () => {
  let folder = '';
  let org: RunningOrg;
  let admin: Connection;
  /** Callouts that wait at the relay; none is answered before all of them are there. */
  let inFlight = 0;
  const allThere = Promise.withResolvers<true>();
  const relay = createServer((request, response) => {
    const name = (request.url ?? '').slice(1);
    inFlight += 1;
    if (inFlight === AT_ONCE) allThere.resolve(true);
    const insert = async (): Promise<void> => {
      await allThere.promise;
      const { success } = await admin.sobject('Account').create({ Name: name });
      response.end(success ? 'inserted' : 'refused');
    };
    insert().catch((error: unknown) => response.writeHead(500).end(String(error)));
  });

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'callouts-'));
    await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', () => resolve()));
    const url = `http://127.0.0.1:${String((relay.address() as AddressInfo).port)}`;
    const source = join(folder, 'project');
    const project = { packageDirectories: [{ path: 'force-app', default: true }], sourceApiVersion: '67.0' };
    for (const [path, text] of [
      ['sfdx-project.json', JSON.stringify(project)] as const,
      ...Object.entries(files(url)).map(([name, body]) => [`force-app/main/default/${name}`, body] as const),
    ]) {
      mkdirSync(dirname(join(source, path)), { recursive: true });
      writeFileSync(join(source, path), text);
    }
    org = await startOrg({
      dataFolder: join(folder, 'data'),
      port: 0,
      source,
      adminPassword: PASSWORD,
    });
    admin = new Connection({ loginUrl: org.url, version: '67.0' });
    await admin.login(ADMIN, PASSWORD);
  });
  after(async () => {
    relay.close();
    await org.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it(`all finish when ${String(AT_ONCE)} are held open at one moment and each brings DML on an object with a trigger`, async () => {
    const names = Array.from({ length: AT_ONCE }, (_, index) => `relayed${String(index).padStart(2, '0')}`);
    const answers = await Promise.all(
      names.map(async (name) => {
        const response = await fetch(`${org.url}/services/apexrest/relay/1`, {
          method: 'POST',
          headers: { authorization: `Bearer ${String(admin.accessToken)}`, 'content-type': 'application/json' },
          body: JSON.stringify({ name }),
        });
        return `${String(response.status)} ${await response.text()}`;
      }),
    );
    assert.deepEqual(
      answers,
      names.map(() => '200 "200 inserted"'),
    );
    assert.equal(inFlight, AT_ONCE);
    const { records } = await admin.query<{ readonly Name: string; readonly Description: string }>(
      "SELECT Name, Description FROM Account WHERE Name LIKE 'relayed%' ORDER BY Name",
    );
    assert.deepEqual(
      records.map((row) => row.Description),
      names.map((name) => `marked ${name}`),
    );
    const contacts = await admin.query("SELECT Id FROM Contact WHERE LastName LIKE '%relayed%'");
    assert.equal(contacts.totalSize, 2 * AT_ONCE);
  });
});
