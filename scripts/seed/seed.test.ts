/** The made-up customers: what they are on the average, that their identifiers are right, and that an org takes them. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Connection } from 'jsforce';
import { checkServicePoint, checkVatId } from '../../integration-service/src/trade/identifiers/index.ts';
import { startOrg, type RunningOrg } from '../../local-org/src/cli/start-org.ts';
import { integrationKey } from '../start/integration-key.ts';
import { inRoot } from '../support/paths.ts';
import { COUNTRIES, customerOf, type SeedCustomer, type Segment } from './customers.ts';
import { MOST_POINTS, servicePointId, vatId } from './identifiers.ts';
import { SEED_JOBS, suppliesOf, type Row, type SeedJob } from './jobs.ts';
import { loadSeed, type LoadPlan } from './load.ts';
import { premisesKey } from './places.ts';

const SEED = 7;
const people = (count: number, seed = SEED): readonly SeedCustomer[] =>
  Array.from({ length: count }, (_, index) => customerOf(seed, index));
const average = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
const between = (value: number, least: number, most: number): void =>
  assert.ok(value >= least && value <= most, `${value} is not between ${least} and ${most}`);

describe('seeded customers', () => {
  const customers = people(2_000);
  const of = (segment: Segment): readonly SeedCustomer[] => customers.filter((one) => one.segment === segment);

  it('have the averages of the requirements', () => {
    between(of('Residential').length / customers.length, 0.77, 0.83);
    between(
      average(of('Residential').flatMap(({ sites }) => sites.map(({ services }) => services.length))),
      1.45,
      1.55,
    );
    between(average(of('Corporate').map((one) => suppliesOf(one).length)), 1.9, 2.1);
    const business = [...of('Corporate'), ...of('Key')];
    const dual = business.filter((one) => new Set(suppliesOf(one).map(({ service }) => service.commodity)).size === 2);
    assert.ok(dual.length / business.length > 0.8);
    for (const { sites } of of('Key')) between(sites.length, 5, 15);
    between(average(of('Key').map(({ sites }) => sites.length)), 8, 12);
    for (const country of COUNTRIES)
      between(customers.filter((one) => one.country === country).length / customers.length, 0.16, 0.17);
  });

  it('are the same for the same seed, whatever part is made, and others for another seed', () => {
    assert.deepEqual(customerOf(SEED, 1_234), customers[1_234]);
    assert.notDeepEqual(people(50, SEED + 1), customers.slice(0, 50));
  });

  it('have valid identifiers, each its own', () => {
    const settings = {
      recordTypes: new Map(
        ['Account.Residential_Customer', 'Account.Corporate_Customer', 'Account.Property', 'Asset.Supply'].map(
          (name) => [name, name],
        ),
      ),
      ownerId: null,
      untilYear: 2025,
    };
    for (const job of SEED_JOBS) {
      const keys = customers.flatMap((one) => job.rowsOf(one, settings).map((row) => String(row[job.externalId])));
      assert.equal(new Set(keys).size, keys.length, job.title);
    }
    for (const country of COUNTRIES) {
      for (const number of [0, 1, 17, 4_711, 31_999_984, MOST_POINTS - 1]) {
        for (const commodity of ['Electricity', 'Gas'] as const) {
          const { kind, value } = servicePointId(country, commodity, number);
          assert.equal(checkServicePoint(kind, value).problem, null, `${kind} ${value}`);
        }
      }
      for (let number = 0; number < 300; number += 1)
        assert.equal(checkVatId(country, vatId(country, number * 33_301)).problem, null);
    }
    assert.throws(() => servicePointId('DE', 'Gas', MOST_POINTS), /no service point/);
  });

  it('use as much in twelve months as in the year', () => {
    const years: SeedJob | undefined = SEED_JOBS.find(({ object }) => object === 'Consumption_Year__c');
    assert.ok(years);
    for (const customer of customers.slice(0, 100)) {
      const rows: readonly Row[] = years.rowsOf(customer, { recordTypes: new Map(), ownerId: null, untilYear: 2025 });
      for (const [index, { service }] of suppliesOf(customer).entries()) {
        const row: Row = rows[index * 2 + 1] ?? {};
        const months = Object.entries(row).filter(([name]) => name.endsWith('_Actual__c'));
        assert.equal(months.length, 12);
        const sum = months.reduce((total, [, use]) => total + Number(use), 0);
        between(sum / service.annualUse, 0.99, 1.01);
      }
    }
  });

  it('live at addresses with the keys that the org gives them', () => {
    const vectors = JSON.parse(readFileSync(inRoot('tests/vectors/keys.json'), 'utf8')) as {
      readonly same: readonly {
        readonly kind: string;
        readonly key: string;
        readonly texts: readonly (readonly [string, string, string, string, string])[];
      }[];
    };
    const places = vectors.same.filter(({ kind }) => kind === 'premises');
    assert.ok(places.length > 3);
    for (const { key, texts } of places) for (const text of texts) assert.equal(premisesKey(...text), key);
  });
});

describe('a seeded org', () => {
  const ADMIN = 'admin@unified-power.example';
  const PASSWORD = 'admin12345';
  const COUNT = 60;
  const plan: LoadPlan = { seed: SEED, from: 0, customers: COUNT, block: 40, untilYear: 2025, owner: ADMIN };
  const folder = mkdtempSync(join(tmpdir(), 'seed-'));
  let running: RunningOrg;
  let org: Connection;

  before(async () => {
    const { certificateBase64 } = await integrationKey(folder);
    running = await startOrg({
      dataFolder: join(folder, 'org'),
      cacheFolder: inRoot('.cache'),
      port: 0,
      source: inRoot(),
      environment: { UP_INTEGRATION_CERTIFICATE: certificateBase64 },
      adminPassword: PASSWORD,
    });
    org = new Connection({ loginUrl: running.url, version: '67.0' });
    await org.login(ADMIN, PASSWORD);
    const idOf = async (soql: string): Promise<string> => (await org.query<{ Id: string }>(soql)).records[0]?.Id ?? '';
    await org.sobject('PermissionSetAssignment').create({
      AssigneeId: await idOf(`SELECT Id FROM User WHERE Username = '${ADMIN}'`),
      PermissionSetId: await idOf("SELECT Id FROM PermissionSet WHERE Name = 'Admin_Full'"),
    });
  });
  after(async () => {
    await running.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const count = async (from: string): Promise<number> => (await org.query(`SELECT COUNT() FROM ${from}`)).totalSize;
  const counts = async (): Promise<Readonly<Record<string, number>>> => ({
    households: await count('Account WHERE IsPersonAccount = TRUE'),
    companies: await count("Account WHERE RecordType.DeveloperName = 'Corporate_Customer'"),
    premises: await count('Premises__c'),
    properties: await count(
      "Account WHERE RecordType.DeveloperName = 'Property' AND Customer__c != NULL AND Premises__c != NULL",
    ),
    'service points': await count('Service_Point__c WHERE Consumption_Band__c != NULL'),
    'metering locations': await count('Metering_Location__c'),
    meters: await count('Meter__c WHERE Metering_Location__c != NULL'),
    supplies: await count('Asset WHERE Service_Point__c != NULL AND Meter__c != NULL'),
    'consumption years': await count('Consumption_Year__c WHERE Jul_Actual__c > 0 AND Year__c IN (2024, 2025)'),
  });

  it('holds each record once, with its parents, however often it is loaded', async () => {
    const said: string[] = [];
    const sent = Object.fromEntries(await loadSeed(org, plan, (line) => said.push(line)));
    assert.match(said.join('\n'), /^40 of 60 customers.*next --from 40\n60 of 60 customers/);
    const supplies = people(COUNT).flatMap((one) => suppliesOf(one)).length;
    assert.equal(sent['supplies'], supplies);
    assert.equal(sent['consumption years'], supplies * 2);
    assert.deepEqual(await counts(), sent);

    await loadSeed(org, { ...plan, from: 50, customers: 10 }, () => undefined);
    assert.deepEqual(await counts(), sent);
  });

  it('is told which rows it refuses, and from where to go on', async () => {
    // The supply has become another one: a second supply of the same point at the same time is refused.
    const [taken] = people(1).flatMap((one) => suppliesOf(one));
    const [asset] = (
      await org.query<{ Id: string }>(`SELECT Id FROM Asset WHERE Supply_Key__c = '${taken?.key ?? ''}'`)
    ).records;
    await org.sobject('Asset').update({ Id: asset?.Id ?? '', Supply_Key__c: 'somebody else' });
    await assert.rejects(
      loadSeed(org, { ...plan, customers: 2 }, () => undefined),
      (cause: unknown) => {
        assert.match(String(cause), /supplies were refused, for example\n {2}SEED0000000000\w: .+/);
        return cause instanceof Error && 'from' in cause && cause.from === 0;
      },
    );
  });
});
