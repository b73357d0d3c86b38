/** Who sees what in the org of force-app with the people of the demonstration, and why; asked where administrators ask, at /local/explain-access. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Connection } from 'jsforce';
import { startOrg } from '../../src/cli/start-org.ts';
import type { RunningOrg } from '../../src/cli/start-org.ts';
import { loadDemoData } from '../../../scripts/demo/load.ts';

const PASSWORDS = { adminPassword: 'admin12345', demoPassword: 'demo12345', orgApiKey: 'demo-access' };
const PROJECT = join(import.meta.dirname, '../../..');
const person = (name: string): string => `${name}@unified-power.example`;

/** A published example of a valid German account number. */
const IBAN = 'DE89370400440532013000';

interface Explanation {
  readonly read: boolean;
  readonly edit: boolean;
  readonly reasons: readonly { readonly level: string; readonly reason: string; readonly detail: string }[];
}

describe('in the demonstration', () => {
  let folder = '';
  let org: RunningOrg;
  let admin: Connection;
  let applicationId = '';
  let customerId = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'demo-access-'));
    org = await startOrg({
      dataFolder: join(folder, 'data'),
      port: 0,
      source: PROJECT,
      adminPassword: PASSWORDS.adminPassword,
      environment: { UP_INTEGRATION_CERTIFICATE: 'bm9uZQ==' },
    });
    await loadDemoData({ org: org.url, service: 'http://localhost:1' }, PASSWORDS);
    admin = new Connection({ loginUrl: org.url, version: '67.0' });
    await admin.login(person('admin'), PASSWORDS.adminPassword);
    applicationId = await enterApplication();
    await org.settled();
    const { records } = await admin.query(`SELECT Customer__c FROM Application__c WHERE Id = '${applicationId}'`);
    customerId = String(records[0]?.['Customer__c']);
    assert.match(customerId, /^001/, 'the application was converted');
  });
  after(async () => {
    await org.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Logs in as a browser does and returns the session's cookie. */
  async function logIn(name: string, site = ''): Promise<string> {
    const response = await fetch(`${org.url}${site}/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: org.url },
      body: JSON.stringify({ username: person(name), password: PASSWORDS.demoPassword }),
    });
    assert.equal(response.status, 200, await response.clone().text());
    return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  }

  async function enterApplication(): Promise<string> {
    const { records } = await admin.query("SELECT Id FROM Product2 WHERE Commodity__c = 'Electricity' LIMIT 1");
    const cookie = await logIn('agency.north', '/agency');
    const session = await fetch(`${org.url}/agency/services/data/v67.0/ui-api/session/csrf`, { headers: { cookie } });
    const { csrfToken } = (await session.json()) as { readonly csrfToken: string };
    const response = await fetch(`${org.url}/agency/webruntime/apex/ApplicationController.submit`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: org.url,
        cookie,
        'x-csrf-token': csrfToken,
      },
      body: JSON.stringify({
        applicationInput: {
          clientRequestId: 'explain-access-1',
          salutation: 'Ms.',
          firstName: 'Grete',
          lastName: 'Größe',
          birthdate: '1980-05-17',
          email: 'grete@example.com',
          phone: '+49 40 123456',
          street: 'Am Deich',
          houseNumber: '7',
          postalCode: '20095',
          city: 'Hamburg',
          country: 'DE',
          electricity: true,
          electricityMarketLocation: '51238696781',
          electricityMeterSerial: '1EMH0012345678',
          electricityTariff: records[0]?.['Id'],
          annualElectricity: 2500,
          gas: false,
          desiredStart: new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10),
          accountHolder: 'Grete Größe',
          iban: IBAN,
          consentTerms: true,
          consentData: true,
        },
      }),
    });
    const text = await response.text();
    assert.equal(response.status, 200, text);
    const result = JSON.parse(text) as { readonly applicationId?: string };
    return String(result.applicationId);
  }

  async function explain(name: string, recordId: string): Promise<Explanation> {
    const { records } = await admin.query(`SELECT Id FROM User WHERE Username = '${person(name)}'`);
    const address = `${org.url}/local/explain-access?user=${String(records[0]?.['Id'])}&record=${recordId}`;
    const response = await fetch(address, { headers: { 'x-local-admin': org.adminToken } });
    assert.equal(response.status, 200, await response.clone().text());
    return (await response.json()) as Explanation;
  }

  /** Who may do what, each reason as `level reason detail`. */
  async function accessOf(name: string, recordId: string): Promise<readonly [string, readonly string[]]> {
    const { read, edit, reasons } = await explain(name, recordId);
    const may = edit ? 'edits' : read ? 'reads' : 'sees nothing';
    return [may, reasons.map(({ level, reason, detail }) => `${level}: ${reason} (${detail})`).sort()];
  }

  it('a care agent edits every application by a sharing rule and reads every customer by right', async () => {
    assert.deepEqual(await accessOf('clerk', applicationId), [
      'edits',
      [
        'edit: criteriaRule (Applications_To_Care_Agents)',
        'read: criteriaRule (Applications_To_Care_Agents)',
        'read: viewAll (Application__c)',
      ],
    ]);
    assert.deepEqual(await accessOf('clerk', customerId), ['reads', ['read: viewAll (Account)']]);
  });

  it('a regional sales manager edits what the agencies below enter, and all residential customers by a sharing rule', async () => {
    assert.deepEqual(await accessOf('rsm', applicationId), [
      'edits',
      [
        'edit: roleHierarchy (above the owner)',
        'read: criteriaRule (Applications_To_Regional_Sales)',
        'read: roleHierarchy (above the owner)',
      ],
    ]);
    assert.deepEqual(await accessOf('rsm', customerId), [
      'edits',
      [
        'edit: criteriaRule (Residential_Customers_To_Regional_Sales)',
        'read: criteriaRule (Residential_Customers_To_Regional_Sales)',
      ],
    ]);
  });

  it('an agency reads its own applications and no customer; another agency sees neither', async () => {
    assert.deepEqual(await accessOf('agency.north', applicationId), [
      'reads',
      ['read: owner (record owner)', 'read: sharingSet (Agency_Applications)'],
    ]);
    assert.deepEqual(await accessOf('agency.south', applicationId), ['sees nothing', []]);
    for (const name of ['agency.north', 'agency.south'])
      assert.deepEqual(await accessOf(name, customerId), [
        'sees nothing',
        ['read: objectPermission (no right to read Account)'],
      ]);
  });

  it('a care agent sees the last four characters of an account number, the administrator of encrypted data all', async () => {
    const { records } = await admin.query('SELECT Id, Iban__c FROM Sepa_Mandate__c');
    assert.equal(records[0]?.['Iban__c'], IBAN);
    const address = `${org.url}/services/data/v67.0/ui-api/records/${String(records[0]['Id'])}?fields=Sepa_Mandate__c.Iban__c`;
    const response = await fetch(address, { headers: { cookie: await logIn('clerk') } });
    const record = (await response.json()) as { readonly fields: { readonly Iban__c: { readonly value: string } } };
    assert.equal(record.fields.Iban__c.value, '******************3000');
  });

  it('everybody calls the classes of their own pages and no others', async () => {
    const methods = [
      'ApplicationController.tariffsFor',
      'BillingMonthsController.getMonths',
      'CustomerContractsController.getContracts',
      'InvoiceController.getInvoices',
      'UsageController.getUsage',
      'WithdrawalController.terms',
    ];
    const open = async (name: string, site = ''): Promise<readonly string[]> => {
      const cookie = await logIn(name, site);
      const answers = await Promise.all(
        methods.map(async (method) => {
          const answer = await fetch(`${org.url}${site}/webruntime/apex/${method}`, { headers: { cookie } });
          const refusal = `You do not have access to the Apex class named '${method.replace(/\..*/, '')}'.`;
          const { message } = ((await answer.json()) ?? {}) as { readonly message?: string };
          return message === refusal ? [] : [method.replace(/Controller\..*/, '')];
        }),
      );
      return answers.flat();
    };
    assert.deepEqual(await open('clerk'), ['Application', 'Invoice', 'Usage', 'Withdrawal']);
    assert.deepEqual(await open('rsm'), ['Application', 'Invoice', 'Usage']);
    assert.deepEqual(await open('finance'), ['BillingMonths']);
    assert.deepEqual(await open('agency.north', '/agency'), ['Application']);
    const guest = await fetch(`${org.url}/agency/webruntime/apex/ApplicationController.tariffsFor`);
    assert.deepEqual(await guest.json(), {
      message: "You do not have access to the Apex class named 'ApplicationController'.",
    });
  });
});
