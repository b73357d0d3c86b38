/** Readings and consumption through the front door of the org: REST composite and Bulk API 2.0. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Connection } from 'jsforce';
import {
  readingsByStatus,
  sentReadings,
  startReadingsOrg,
  type ReadableMeter,
  type ReadingsOrg,
} from '../../scripts/bench/readings-org.ts';

interface SubResponse {
  readonly httpStatusCode: number;
  readonly body: unknown;
}

const ROWS = 200;
const DAY = 86_400_000;

describe('meter readings that arrive at the org', () => {
  let org: ReadingsOrg;
  let admin: Connection;
  let service: Connection;

  before(async () => {
    org = await startReadingsOrg(6);
    [admin, service] = await Promise.all([org.logIn('admin'), org.logIn('integration')]);
  });
  after(() => org.stop());

  const meter = (index: number): ReadableMeter => {
    const found = org.meters[index];
    assert.ok(found);
    return found;
  };
  const daysAgo = (days: number): string => new Date(Date.now() - days * DAY).toISOString();
  const upsert = async (
    object: string,
    field: string,
    rows: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ): Promise<readonly SubResponse[]> => {
    const body = {
      allOrNone: false,
      compositeRequest: Object.entries(rows).map(([key, row], index) => ({
        method: 'PATCH',
        url: `/services/data/v67.0/sobjects/${object}/${field}/${key}`,
        referenceId: `row${String(index)}`,
        body: row,
      })),
    };
    const answer = await service.request<{ compositeResponse: readonly SubResponse[] }>({
      method: 'POST',
      url: '/services/data/v67.0/composite',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return answer.compositeResponse;
  };
  const reading = (at: ReadableMeter, value: number, days: number) => ({
    Meter__r: { Meter_Key__c: at.meterKey },
    Value__c: value,
    Unit__c: 'kWh',
    Read_At__c: daysAgo(days),
    Source__c: 'Smart',
  });
  const known = async (key: string): Promise<Readonly<Record<string, unknown>>> => {
    const { records } = await admin.query(
      `SELECT Id, Status__c, Reason_Code__c, Supply__c, Property__c, Decision_Reason__c, Decided_By__r.Username
       FROM Meter_Reading__c WHERE Idempotency_Key__c = '${key}'`,
    );
    assert.equal(records.length, 1, `one reading ${key}`);
    return records[0] ?? {};
  };

  it('are placed and judged, also when they are rejected, and sending one again changes nothing', async () => {
    const at = meter(0);
    const first = reading(at, 1000, 20);
    const sent = { 'a:1': first, 'a:2': reading(at, 9_000_000, 10) };
    const answers = await upsert('Meter_Reading__c', 'Idempotency_Key__c', sent);
    assert.deepEqual(
      answers.map(({ httpStatusCode }) => httpStatusCode),
      [201, 201],
    );
    const again = await upsert('Meter_Reading__c', 'Idempotency_Key__c', { 'a:1': first });
    assert.equal(again[0]?.httpStatusCode, 200);
    const accepted = await known('a:1');
    assert.equal(accepted['Status__c'], 'Accepted');
    assert.equal(accepted['Supply__c'], at.supplyId);
    assert.ok(accepted['Property__c']);
    const rejected = await known('a:2');
    assert.deepEqual([rejected['Status__c'], rejected['Reason_Code__c']], ['Rejected', 'Too_Many_Digits']);
    const changed = await upsert('Meter_Reading__c', 'Idempotency_Key__c', { 'a:1': { ...first, Value__c: 1001 } });
    assert.match(JSON.stringify(changed), /A reading is kept as it came/);
  });

  it('of an unknown meter, without a value or with a word for a value are refused by name', async () => {
    const [unknown, empty, word] = await upsert('Meter_Reading__c', 'Idempotency_Key__c', {
      'b:1': { ...reading(meter(0), 1, 1), Meter__r: { Meter_Key__c: 'NOBODY:1' } },
      'b:2': { ...reading(meter(0), 1, 1), Value__c: null },
      'b:3': { ...reading(meter(0), 1, 1), Value__c: 'many' },
    });
    assert.match(JSON.stringify(unknown?.body), /NOBODY:1.*Meter_Key__c/);
    assert.match(JSON.stringify(empty?.body), /REQUIRED_FIELD_MISSING.*Value__c/);
    assert.match(JSON.stringify(word?.body), /JSON_PARSER_ERROR|INVALID_TYPE/);
  });

  it('are corrected with a reason by who may, and the replaced one is kept', async () => {
    await upsert('Meter_Reading__c', 'Idempotency_Key__c', { 'c:1': reading(meter(1), 2000, 9) });
    const wrong = await known('c:1');
    const right = { ...reading(meter(1), 1990, 9), Corrects__c: wrong['Id'] };
    const [unreasoned] = await upsert('Meter_Reading__c', 'Idempotency_Key__c', { 'c:2': right });
    assert.match(JSON.stringify(unreasoned?.body), /FIELD_CUSTOM_VALIDATION_EXCEPTION.*Decision_Reason__c/);
    const reasoned = { ...right, Decision_Reason__c: 'The vendor sent another day' };
    const [corrected] = await upsert('Meter_Reading__c', 'Idempotency_Key__c', { 'c:2': reasoned });
    assert.equal(corrected?.httpStatusCode, 201);
    assert.equal((await known('c:1'))['Status__c'], 'Replaced');
    const correction = await known('c:2');
    assert.equal(correction['Decision_Reason__c'], 'The vendor sent another day');
    const { Username } = correction['Decided_By__r'] as { readonly Username: string };
    assert.equal(Username, 'integration@unified-power.example');
  });

  it('of two senders at once are each kept, and the month between them is counted once', async () => {
    const { meterKey, supplyKey } = meter(1);
    const today = new Date();
    const firstOf = (monthsAgo: number) =>
      new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - monthsAgo, 1));
    const month = firstOf(2);
    const day = (count: number) => new Date(month.getTime() + count * DAY);
    const row = (at: Date, value: number) => ({
      Meter__r: { Meter_Key__c: meterKey },
      Value__c: value,
      Unit__c: 'kWh',
      Read_At__c: at.toISOString(),
      Source__c: 'Smart',
    });
    const answers = await Promise.all([
      upsert('Meter_Reading__c', 'Idempotency_Key__c', { 's:1': row(month, 1000), 's:2': row(day(20), 1090) }),
      upsert('Meter_Reading__c', 'Idempotency_Key__c', { 't:1': row(day(10), 1050), 't:2': row(firstOf(1), 1140) }),
      upsert('Meter_Reading__c', 'Idempotency_Key__c', { 's:1': row(month, 1000) }),
    ]);
    const [second, ...others] = answers.flat().filter(({ httpStatusCode }) => httpStatusCode !== 201);
    assert.ok(second && others.length === 0, `one row is made for what both sent: ${JSON.stringify(answers)}`);
    // Who comes second finds the row, or hears that it was made meanwhile, as on the platform (salesforce.stackexchange.com/questions/197382).
    if (second.httpStatusCode !== 200) assert.match(JSON.stringify(second.body), /Idempotency_Key__c.*DUPLICATE_VALUE/);
    const [again] = await upsert('Meter_Reading__c', 'Idempotency_Key__c', { 's:1': row(month, 1000) });
    assert.equal(again?.httpStatusCode, 200, 'sent again, it is the same row');
    await org.settled();
    const field = `${month.toLocaleString('en-GB', { month: 'short', timeZone: 'UTC' }).slice(0, 3)}_Actual__c`;
    const { records } = await admin.query<Record<string, number>>(
      `SELECT ${field} FROM Consumption_Year__c WHERE Key__c = '${supplyKey}:${String(month.getUTCFullYear())}'`,
    );
    // Midnight of Greenwich is not the country's: an hour's use lies in the next month.
    assert.equal(Math.round(records[0]?.[field] ?? 0), 140);
  });

  it('come two hundred at a time through Bulk API 2.0, every one kept', async () => {
    const before = await readingsByStatus(admin);
    const meters = org.meters.slice(3);
    const result = await service.bulk2.loadAndWaitForResults({
      object: 'Meter_Reading__c',
      operation: 'upsert',
      externalIdFieldName: 'Idempotency_Key__c',
      input: [...sentReadings(meters, ROWS, new Date())],
    });
    assert.equal(result.successfulResults.length, ROWS, JSON.stringify(result.failedResults[0]));
    const now = await readingsByStatus(admin);
    assert.equal((now['Accepted'] ?? 0) - (before['Accepted'] ?? 0), ROWS * 0.9);
    assert.equal((now['Rejected'] ?? 0) - (before['Rejected'] ?? 0), ROWS * 0.1);
    const { records } = await admin.query<{ Last_Reading__c: number }>(
      `SELECT Last_Reading__c FROM Asset WHERE Id = '${meters[0]?.supplyId ?? ''}'`,
    );
    assert.ok((records[0]?.Last_Reading__c ?? 0) > 1000, 'the supply shows the newest');
  });

  it('PLU-39 write the forecast of June when the actual use of May arrives, in one row of a year', async () => {
    const { supplyKey } = meter(0);
    const year = new Date().getUTCFullYear();
    const key = `${supplyKey}:${String(year)}`;
    // The year is there since the supply began; only a row that is new names its supply.
    const measure = async (months: Readonly<Record<string, number>>) => {
      const [answer] = await upsert('Consumption_Year__c', 'Key__c', { [key]: months });
      assert.equal(answer?.httpStatusCode, 200, JSON.stringify(answer));
    };
    const row = async () => {
      const { records } = await admin.query<Record<string, number | null>>(
        `SELECT FIELDS(ALL) FROM Consumption_Year__c WHERE Key__c = '${key}' LIMIT 2`,
      );
      assert.equal(records.length, 1, 'a year of consumption is one row');
      return records[0] ?? {};
    };
    await measure({ Jan_Actual__c: 300, Feb_Actual__c: 280, Mar_Actual__c: 270, Apr_Actual__c: 250 });
    const expected = (await row())['Jun_Forecast__c'] ?? 0;
    assert.ok(expected > 0, 'June is expected from the months before');
    await measure({ May_Actual__c: 900 });
    const measured = await row();
    assert.ok((measured['Jun_Forecast__c'] ?? 0) > expected, 'a higher May, a higher June');
    assert.ok((measured['May_Forecast__c'] ?? 0) > 0, 'what was expected of May stays for comparison');
    assert.equal(measured['May_Actual__c'], 900);
    const forecasts = Object.entries(measured).filter(
      ([name, value]) => name.endsWith('_Forecast__c') && value !== null,
    );
    assert.equal(forecasts.length, 12);
  });

  it('fill the month between them, the forecast of the next follows, and a correction reckons the month anew and keeps what it replaced', async () => {
    const { meterKey, supplyKey } = meter(2);
    const today = new Date();
    const monthsAgo = (count: number) => new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - count, 1));
    const month = monthsAgo(1);
    const field = `${month.toLocaleString('en-GB', { month: 'short', timeZone: 'UTC' }).slice(0, 3)}_Actual__c`;
    const row = async () => {
      await org.settled();
      const { records } = await admin.query<Record<string, unknown>>(
        `SELECT Id, ${field}, Months_From_Readings__c, Supply__r.Next_Forecast__c FROM Consumption_Year__c
         WHERE Key__c = '${supplyKey}:${String(month.getUTCFullYear())}'`,
      );
      return records[0] ?? {};
    };
    const before = (await row())['Supply__r'] as { readonly Next_Forecast__c: number };
    const at = (count: number, value: number) => ({
      Meter__r: { Meter_Key__c: meterKey },
      Value__c: value,
      Unit__c: 'kWh',
      Read_At__c: monthsAgo(count).toISOString(),
      Source__c: 'Smart',
    });
    await upsert('Meter_Reading__c', 'Idempotency_Key__c', { 'd:1': at(1, 5000), 'd:2': at(0, 5210) });
    const filled = await row();
    // Midnight of Greenwich is not the country's: less than a kilowatt hour lies in the next month.
    assert.equal(Math.round(Number(filled[field])), 210);
    assert.equal(filled['Months_From_Readings__c'], String(month.getUTCMonth() + 1));
    assert.notEqual((filled['Supply__r'] as typeof before).Next_Forecast__c, before.Next_Forecast__c);
    const wrong = await known('d:2');
    const [corrected] = await upsert('Meter_Reading__c', 'Idempotency_Key__c', {
      'd:3': { ...at(0, 5190), Corrects__c: wrong['Id'], Decision_Reason__c: 'Read again' },
    });
    assert.equal(corrected?.httpStatusCode, 201, JSON.stringify(corrected?.body));
    assert.equal(Math.round(Number((await row())[field])), 190);
    assert.deepEqual(
      [(await known('d:2'))['Status__c'], (await known('d:3'))['Decision_Reason__c']],
      ['Replaced', 'Read again'],
    );
  });
});
