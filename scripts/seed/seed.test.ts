/** The made-up customers: what they are on the average, that their identifiers are right, and that an org takes them. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Connection } from 'jsforce';
import { checkIban, checkServicePoint, checkVatId } from '../../integration-service/src/trade/identifiers/index.ts';
import { startOrg, type RunningOrg } from '../../local-org/src/cli/start-org.ts';
import { integrationKey } from '../start/integration-key.ts';
import { inRoot } from '../support/paths.ts';
import { Averages } from './averages.ts';
import { monthlyUse, type UseKind } from './consumption.ts';
import { startFaultyProxy } from './faulty-proxy.ts';
import { COUNTRIES, customerOf, type SeedCustomer, type Segment } from './customers.ts';
import { ibanOf, MOST_POINTS, servicePointId, vatId, type SeedCommodity, type SeedCountry } from './identifiers.ts';
import { csvOf, nameOfRow, type KnownIds, type Row, type SeedJob } from './job.ts';
import { SEED_JOBS } from './jobs.ts';
import { NAMES } from './language-names.ts';
import { loadSeed, SeedIncomplete, type LoadPlan, type RefusedRows } from './load.ts';
import { makeRows } from './made-rows.ts';
import { needsLines, needsOf } from './needs.ts';
import { checkAlone, checkMetadata, checkSeed } from './org-check.ts';
import { ownerOf, type OrgFacts } from './org-facts.ts';
import { personOf, phoneOfPerson } from './people.ts';
import { addressOf, PLACES, preferredLanguage, premisesKeyOf } from './places.ts';
import { regionOfSite } from './regions.ts';
import { propertyKey, suppliesOf } from './supplies.ts';

const SEED = 7;
const people = (count: number, seed = SEED): readonly SeedCustomer[] =>
  Array.from({ length: count }, (_, index) => customerOf(seed, index));
const average = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
const between = (value: number, least: number, most: number): void =>
  assert.ok(value >= least && value <= most, `${value} is not between ${least} and ${most}`);

const TYPES = [
  'Account.Residential_Customer',
  'Account.Corporate_Customer',
  'Account.Property',
  'Asset.Supply',
  'Contract.Residential',
  'Contract.Corporate',
  'Contract.Multi_Home',
];
const facts: OrgFacts = {
  recordTypes: new Map(TYPES.map((name) => [name, name])),
  usersByRole: new Map([
    ['Data_Owner', ['data owner 1', 'data owner 2']],
    ['Key_Customer_Manager_DE_North', ['manager of the north']],
    ['Key_Customer_Manager_IT_North', ['manager of Italy']],
  ]),
  owner: null,
  loader: 'loader',
  currencies: new Set(['EUR', 'GBP']),
  corporateCurrency: 'EUR',
  products: new Map(),
  creditors: new Map([['DE', 'DE98ZZZ09999999999']]),
  untilYear: 2025,
};
const anyIds: KnownIds = { idOf: (_, key) => key };

describe('seeded customers', () => {
  const customers = people(2_000);
  const of = (segment: Segment): readonly SeedCustomer[] => customers.filter((one) => one.segment === segment);

  it('UP-80 PLU-10 have the averages of the requirements: 1.5 ± 0.01 services to a residence, 2 to a company', () => {
    const homes = of('Residential').flatMap(({ sites }) => sites);
    between(average(homes.map(({ services }) => services.length)), 1.49, 1.51);
    between(average(of('Corporate').map((one) => suppliesOf(one).length)), 1.95, 2.05);
    between(of('Residential').length / customers.length, 0.79, 0.81);
    const business = [...of('Corporate'), ...of('Key')];
    const dual = business.filter((one) => new Set(suppliesOf(one).map(({ service }) => service.commodity)).size === 2);
    assert.ok(dual.length / business.length > 0.8);
    for (const { sites } of of('Key')) between(sites.length, 5, 15);
    between(average(of('Key').map(({ sites }) => sites.length)), 9, 11);
    for (const country of COUNTRIES)
      between(customers.filter((one) => one.country === country).length / customers.length, 0.16, 0.17);
  });

  it('have them in every country and part, and together: what is spread evenly does not fall into step', () => {
    for (const seed of [1, 2, 12_345]) {
      const [from, to] = [40_000, 46_000];
      const some = Array.from({ length: to - from }, (_, index) => customerOf(seed, from + index));
      for (const country of COUNTRIES) {
        const homes = some.filter((one) => one.country === country && one.segment === 'Residential');
        between(homes.length, 795, 805);
        between(average(homes.map(({ sites }) => sites[0]?.services.length ?? 0)), 1.47, 1.53);
        between(average(homes.map(({ sites }) => sites.length)), 1.04, 1.06);
        const twice = homes.filter(({ sites }) => sites.length === 2);
        between(average(twice.map(({ sites }) => sites[0]?.services.length ?? 0)), 1.4, 1.6);
      }
    }
  });

  it('are the same for the same seed, whatever part is made, and others for another seed', () => {
    assert.deepEqual(customerOf(SEED, 1_234), customers[1_234]);
    assert.notDeepEqual(people(50, SEED + 1), customers.slice(0, 50));
    const digestOf = (seed: number): string => makeRows({ seed, from: 5, customers: 20, untilYear: 2025 }).digest;
    assert.equal(digestOf(SEED), digestOf(SEED));
    assert.notEqual(digestOf(SEED), digestOf(SEED + 1));
  });

  it('are compared with what is asked of them, and with the room that an org has', () => {
    const averages = new Averages();
    for (const customer of customers) averages.add(customer);
    assert.deepEqual(
      averages.list().filter(({ holds }) => !holds),
      [],
    );
    const plan = { seed: SEED, from: 0, customers: 2_000, block: 2_000, untilYear: 2025, owner: null };
    const needs = needsOf(plan);
    between(needs.storageMegabytes, 80, 110);
    assert.match(
      needsLines(needs, plan, 10).join('\n'),
      /room for about (19|2\d)\d new customers.*STORAGE_LIMIT_EXCEEDED/,
    );
    assert.equal(needsLines(needs, plan, null).length, 1);
  });

  it('have valid identifiers, each its own', () => {
    for (const job of SEED_JOBS) {
      const keys = customers.flatMap((one) => job.rowsOf(one, facts, anyIds).map((row) => nameOfRow(job, row)));
      assert.ok(keys.length > 0 && !keys.includes(''), job.title);
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
      const ibans = Array.from({ length: 300 }, (_, number) => ibanOf(country, number * 33_301));
      for (const iban of ibans) if (iban !== null) assert.equal(checkIban(iban).problem, null, iban);
      assert.equal(new Set(ibans).size, country === 'GB' ? 1 : 300);
    }
    // An Italian account begins with its check letter (CIN).
    assert.match(ibanOf('IT', 0) ?? '', /^IT\d\d[A-Z]\d{22}$/);
    assert.throws(() => servicePointId('DE', 'Gas', MOST_POINTS), /no service point/);
  });

  it('are signed for by people: a household itself, one or two of a company, two to four of a key customer', () => {
    for (const { contacts } of of('Residential')) assert.equal(contacts, 0);
    for (const { contacts } of of('Corporate')) between(contacts, 1, 2);
    for (const { contacts } of of('Key')) between(contacts, 2, 4);
  });

  it('belong to the manager of their region when they are key customers, otherwise to data owners in turn', () => {
    const owners = (wanted: (one: SeedCustomer) => boolean): readonly string[] =>
      [...new Set(customers.filter(wanted).map((one) => ownerOf(one, facts)))].sort();
    assert.deepEqual(
      owners(({ segment }) => segment !== 'Key'),
      ['data owner 1', 'data owner 2'],
    );
    const managers = (country: string): readonly string[] =>
      owners((one) => one.segment === 'Key' && one.country === country);
    // A country with one manager has it for both of its regions; one without takes turns among all managers.
    assert.deepEqual(managers('IT'), ['manager of Italy']);
    assert.deepEqual(managers('FR'), ['manager of Italy', 'manager of the north']);
    const one = of('Key')[0] ?? customerOf(SEED, 0);
    assert.equal(ownerOf(one, { ...facts, owner: 'chosen' }), 'chosen');
    assert.equal(ownerOf(one, { ...facts, usersByRole: new Map() }), 'loader');
  });

  it('live in a town of their region, at an address that nobody else has, and speak the language of the place', () => {
    const forms: Readonly<Record<SeedCountry, RegExp>> = {
      BE: /^[1-9]\d{3}$/,
      DE: /^\d{5}$/,
      FR: /^\d{5}$/,
      GB: /^[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$/,
      IT: /^\d{5}$/,
      PT: /^[1-9]\d{3}-\d{3}$/,
    };
    const keys = new Set<string>();
    let sites = 0;
    for (const customer of customers) {
      for (const site of customer.sites) {
        const { postalCode, town, street } = addressOf(customer.country, site.number);
        const { half } = regionOfSite(customer, site);
        const { languages, towns } = PLACES[customer.country];
        const found = towns.find(({ name }) => name === town);
        assert.equal(found?.half, half, town);
        assert.ok(found.postalCodes.includes(postalCode), postalCode);
        assert.match(postalCode, forms[customer.country]);
        assert.ok(NAMES[languages[half]].streets.includes(street), street);
        keys.add(premisesKeyOf(customer.country, site.number));
        sites += 1;
      }
    }
    assert.equal(keys.size, sites);
    // The sixteen numbers kept for a customer's sites would leave out towns that share a factor with them.
    for (const country of COUNTRIES) assert.equal(PLACES[country].towns.length % 2, 1, country);
    const first = (index: number): number => customers[index]?.sites[0]?.number ?? 0;
    // Customer 5 lives in Flanders, customer 11 in Wallonia.
    assert.deepEqual([preferredLanguage('BE', first(5)), preferredLanguage('BE', first(11))], ['nl_NL', 'fr']);
  });

  it('have telephone numbers that nobody answers, and names that are not all the same', () => {
    const fiction =
      /^\+(49 (30 23125|69 90009|40 66969|221 4710|89 99998)\d{3}|33 6 3998\d{4}|44 (7700 900|1632 960)\d{3})$/;
    for (const customer of customers) {
      const phone = phoneOfPerson(customer);
      if (['BE', 'IT', 'PT'].includes(customer.country)) assert.equal(phone, '');
      else assert.match(phone, fiction);
    }
    const names = of('Residential').map((one) => Object.values(personOf(one)).join(' '));
    assert.ok(new Set(names).size / names.length > 0.9);
  });

  it('heat in winter with gas and with heat from electricity, and buy least in summer under a solar roof', () => {
    const winterOf = (segment: Segment, commodity: SeedCommodity, kind: UseKind): number => {
      const use = monthlyUse(segment, { commodity, kind }, 10_000);
      return ((use[0] ?? 0) + (use[11] ?? 0)) / ((use[5] ?? 0) + (use[6] ?? 0));
    };
    between(winterOf('Residential', 'Electricity', 'Standard'), 1.2, 1.6);
    between(winterOf('Residential', 'Electricity', 'Heating'), 2, 3.5);
    between(winterOf('Residential', 'Electricity', 'Solar'), 2.5, 4);
    between(winterOf('Residential', 'Gas', 'Standard'), 4, 9);
    between(winterOf('Corporate', 'Gas', 'Standard'), 1.5, 3);
  });

  it('use as much in twelve months as in the year', () => {
    const years: SeedJob | undefined = SEED_JOBS.find(({ object }) => object === 'Consumption_Year__c');
    assert.ok(years);
    for (const customer of customers.slice(0, 100)) {
      const rows: readonly Row[] = years.rowsOf(customer, facts, anyIds);
      for (const [index, { service }] of suppliesOf(customer).entries()) {
        const row: Row = rows[index * 2 + 1] ?? {};
        const months = Object.entries(row).filter(([name]) => name.endsWith('_Actual__c'));
        assert.equal(months.length, 12);
        const sum = months.reduce((total, [, use]) => total + Number(use), 0);
        assert.equal(sum, service.annualUse);
      }
    }
  });

  it('are made at the same memory for any number', () => {
    // The long form: SEED_MEMORY=30000.
    const many = Number(process.env['SEED_MEMORY'] ?? 1_000);
    const make = (count: number): void => {
      for (let index = 0; index < count; index += 1)
        for (const job of SEED_JOBS) csvOf(job.rowsOf(customerOf(SEED, index), facts, anyIds));
    };
    // What is still held after a collection: how far the heap may grow before one is the engine's affair.
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const held = (): number => {
      collect();
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    make(1_000);
    const before = held();
    make(many);
    const growth = held() - before;
    assert.ok(growth < 5_000_000, `${Math.round(growth / 1e6)} MB more for ${many} customers`);
  });
});

describe('a seeded org', () => {
  const ADMIN = 'admin@unified-power.example';
  const PASSWORD = 'admin12345';
  const COUNT = 60;
  const plan: LoadPlan = { seed: SEED, from: 0, customers: COUNT, block: 40, untilYear: 2025, owner: null };
  const folder = mkdtempSync(join(tmpdir(), 'seed-'));
  let running: RunningOrg;
  let org: Connection;
  /** What the check said before the administrator had rights. */
  let unfit = '';

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
    unfit = await checkMetadata(org, plan).then(String, String);
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
    companies: await count("Account WHERE RecordType.DeveloperName = 'Corporate_Customer' AND Region__c != NULL"),
    contacts: await count("Contact WHERE Account.RecordType.DeveloperName = 'Corporate_Customer'"),
    premises: await count('Premises__c'),
    properties: await count(
      "Account WHERE RecordType.DeveloperName = 'Property' AND Customer__c != NULL AND Premises__c != NULL",
    ),
    'relations to properties': await count(
      "AccountContactRelation WHERE Account.RecordType.DeveloperName = 'Property' AND Portal_Access__c = 'Manage' AND IsActive = TRUE",
    ),
    'service points': await count('Service_Point__c WHERE Consumption_Band__c != NULL'),
    'metering locations': await count('Metering_Location__c'),
    'metering of service points': await count('Service_Point_Metering__c'),
    meters: await count('Meter__c WHERE Metering_Location__c != NULL'),
    contracts: await count('Contract WHERE Customer__c != NULL'),
    'contract lines': await count(
      "Contract_Line__c WHERE Supply_Status__c = 'Started' AND Contract__r.Status = 'Activated'",
    ),
    'active contracts': await count("Contract WHERE Status = 'Activated'"),
    mandates: await count("Sepa_Mandate__c WHERE Status__c = 'Valid' AND Contract__c != NULL"),
    supplies: await count('Asset WHERE Service_Point__c != NULL AND Meter__c != NULL AND Contract_Line__c != NULL'),
    regions: await count('Region__c'),
    'maintenance partners': await count("Account WHERE RecordType.DeveloperName = 'Maintenance_Partner'"),
    'regions of partners': await count('Partner_Region__c'),
    'consumption years': await count('Consumption_Year__c WHERE Jul_Actual__c > 0 AND Year__c IN (2024, 2025)'),
  });

  it('holds each record once, with its parents, however often it is loaded', async () => {
    const said: string[] = [];
    const sent = Object.fromEntries(
      [...(await loadSeed(org, plan, (line) => said.push(line)))].map(([title, { rows }]) => [title, rows]),
    );
    // Both blocks are under way together: either may be done first.
    assert.match(said.join('\n'), /^[24]0 of 60 customers.*next --from (0|40)\n60 of 60 customers.*next --from 60$/);
    const supplies = people(COUNT).flatMap((one) => suppliesOf(one)).length;
    assert.equal(sent['supplies'], supplies);
    assert.equal(sent['consumption years'], supplies * 2);
    assert.deepEqual(await counts(), sent);

    // Companies that use enough to be key customers are found by the org; loading them again does not undo it.
    const keyCustomers = () => count('Account WHERE Is_Key_Customer__c = TRUE');
    const found = await keyCustomers();
    assert.ok(
      found >
        people(COUNT)
          .filter(({ segment }) => segment === 'Key')
          .flatMap(({ sites }) => [1, ...sites]).length,
    );
    await loadSeed(org, { ...plan, from: 50, customers: 10 }, () => undefined);
    assert.equal(await keyCustomers(), found);
    assert.deepEqual(await counts(), sent);
  });

  it('is told which rows it refuses, and takes all others', async () => {
    // The ERP has given the property another number: a second occupancy of the same customer in the same place is refused.
    const [site] = customerOf(SEED, 0).sites;
    assert.ok(site);
    const { records } = await org.query<{ Id: string }>(
      `SELECT Id FROM Account WHERE ERP_Id__c = '${propertyKey(customerOf(SEED, 0), site)}'`,
    );
    await org.sobject('Account').update({ Id: records[0]?.Id ?? '', ERP_Id__c: 'another number' });
    const refused: RefusedRows[] = [];
    const said: string[] = [];
    await assert.rejects(
      loadSeed(
        org,
        { ...plan, customers: 2 },
        (line) => said.push(line),
        (part) => refused.push(part),
      ),
      (cause: unknown) => {
        assert.ok(cause instanceof SeedIncomplete);
        assert.match(
          cause.message,
          /1 rows were refused, and 1 customers are incomplete.*\n {2}properties SEED00000000-0: .+/,
        );
        return true;
      },
    );
    const [part] = refused;
    assert.deepEqual([refused.length, part?.title, part?.from, part?.rows.length], [1, 'properties', 0, 1]);
    assert.match(String(part?.rows[0]?.['sf__Error']), /\w/);
    assert.match(said.join('\n'), /2 of 2 customers/);
  });

  it('is loaded to the end when the connection is lost on the way, each record once', async () => {
    // Regions, partners, households and companies stand before the contacts, which have no key: twice begun they are there twice.
    const proxy = await startFaultyProxy(org.instanceUrl, { answer: 5, request: 7 });
    const behind: LoadPlan = { ...plan, from: COUNT, customers: 8, block: 8 };
    const far = new Connection({ instanceUrl: proxy.url, accessToken: org.accessToken ?? '', version: '67.0' });
    const before = await count('Contact');
    const sent = await loadSeed(far, behind, () => undefined);
    proxy.close();
    assert.deepEqual(proxy.lost(), ['answer', 'request']);
    const rowsOf = (title: string): number => sent.get(title)?.rows ?? 0;
    assert.ok(rowsOf('households') > 0 && rowsOf('contacts') > 0);
    assert.equal((await count('Contact')) - before, rowsOf('households') + rowsOf('contacts'));
    assert.equal(await count(`Contract WHERE Contract_Number_Ext__c >= 'SEED00000060-C'`), 8);
  });

  it('tells before a load what is in its way: metadata that is missing, other customers of the same numbers', async () => {
    await checkMetadata(org, plan);
    await checkSeed(org, plan);
    await checkAlone(org);
    await assert.rejects(
      checkSeed(org, { ...plan, seed: SEED + 1 }),
      /holds SEED0000000\d already, as .+; with --seed 8 it would be .+\n.+--from 68\.$/,
    );
    // The administrator had no right to our fields yet.
    assert.match(
      unfit,
      /\n {2}Account\.Global_Customer_Id__c\n[^]*\n {2}Contract_Line__c\.ERP_Line_Id__c\n[^]*Deploy force-app first.*Admin_Full/,
    );
  });
});
