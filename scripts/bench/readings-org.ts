/** An org with the demonstration's people and a few seeded customers, whose meters can be read through the front door. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from 'jsforce';
import { loadSeed } from '../seed/load.ts';
import { loadPeople, logIn, startDemoOrg } from './demo-org.ts';

const SEED = 11;
/** The year before the local org's clock: every supply has begun, none has a reading. */
const UNTIL_YEAR = new Date().getUTCFullYear() - 1;

/** A supply whose meter can be read. */
export interface ReadableMeter {
  readonly supplyId: string;
  readonly supplyKey: string;
  readonly meterKey: string;
  readonly commodity: 'Electricity' | 'Gas';
  /** Expected use of a year in kilowatt hours. */
  readonly yearlyUse: number;
}

export interface ReadingsOrg {
  readonly url: string;
  /** Logs a person of the demonstration in; `admin` is the administrator. */
  logIn(name: string): Promise<Connection>;
  /** Electricity supplies in force, each with its meter of six digits. */
  readonly meters: readonly ReadableMeter[];
  /** Resolves when no job waits or runs. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the org on a free port, in a folder that `stop` removes. */
export async function startReadingsOrg(customers: number): Promise<ReadingsOrg> {
  const folder = mkdtempSync(join(tmpdir(), 'readings-'));
  const running = await startDemoOrg(folder);
  await loadPeople(running.url);
  const admin = await logIn(running.url, 'admin');
  const plan = { seed: SEED, from: 0, customers, block: 500, untilYear: UNTIL_YEAR, owner: null };
  await loadSeed(admin, plan, () => undefined);
  return {
    url: running.url,
    logIn: (name) => logIn(running.url, name),
    meters: await readMeters(admin),
    settled: () => running.settled(),
    stop: async () => {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface SupplyRow {
  readonly Id: string;
  readonly Supply_Key__c: string;
  readonly Commodity__c: 'Electricity' | 'Gas';
  readonly Meter__c: string;
  readonly Meter__r: { readonly Meter_Key__c: string };
  readonly Service_Point__r: { readonly Annual_Consumption__c: number };
}

async function readMeters(admin: Connection): Promise<readonly ReadableMeter[]> {
  const { records } = await admin.query<SupplyRow>(
    `SELECT Id, Supply_Key__c, Commodity__c, Meter__c, Meter__r.Meter_Key__c, Service_Point__r.Annual_Consumption__c
     FROM Asset WHERE Commodity__c = 'Electricity' AND Meter__c != NULL AND Supply_End__c = NULL ORDER BY Supply_Key__c`,
  );
  const digits = records.map(({ Meter__c: Id }) => ({ Id, Digits__c: 6 }));
  for (let from = 0; from < digits.length; from += 200) {
    await admin.sobject('Meter__c').update(digits.slice(from, from + 200));
  }
  return records.map((row) => ({
    supplyId: row.Id,
    supplyKey: row.Supply_Key__c,
    meterKey: row.Meter__r.Meter_Key__c,
    commodity: row.Commodity__c,
    yearlyUse: row.Service_Point__r.Annual_Consumption__c,
  }));
}

/** A row as a meter vendor sends it. */
export interface SentReading {
  readonly Idempotency_Key__c: string;
  readonly 'Meter__r.Meter_Key__c': string;
  readonly Value__c: number;
  readonly Unit__c: 'kWh';
  readonly Read_At__c: string;
  readonly Source__c: 'Smart';
}

/**
 * So many readings over the meters, a day apart and newest last, each of the use that is expected of a day; every tenth has a digit too many.
 * @param now the newest is taken a day before
 */
export function sentReadings(meters: readonly ReadableMeter[], count: number, now: Date): readonly SentReading[] {
  const days = Math.ceil(count / meters.length);
  return Array.from({ length: count }, (_, index) => {
    const meter = meters[index % meters.length];
    if (!meter) throw new Error('No meters were found');
    const day = Math.floor(index / meters.length);
    const value = 1000 + (meter.yearlyUse / 365) * day;
    return {
      Idempotency_Key__c: `vendor:${String(index)}`,
      'Meter__r.Meter_Key__c': meter.meterKey,
      Value__c: Math.round(index % 10 === 9 ? 1_000_000 + value : value),
      Unit__c: 'kWh',
      Read_At__c: new Date(now.getTime() - (days - day) * 86_400_000).toISOString(),
      Source__c: 'Smart',
    };
  });
}

/** How many readings have each status. */
export async function readingsByStatus(org: Connection): Promise<Readonly<Record<string, number>>> {
  const { records } = await org.query<{ status: string; n: number }>(
    'SELECT Status__c status, COUNT(Id) n FROM Meter_Reading__c GROUP BY Status__c',
  );
  return Object.fromEntries(records.map(({ status, n }) => [status, n]));
}

/** Keys of the supplies whose last calendar month has no measured kilowatt hours. */
export async function suppliesWithoutLastMonth(
  org: Connection,
  meters: readonly ReadableMeter[],
): Promise<readonly string[]> {
  const today = new Date();
  const month = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - 1, 1));
  const field = `${month.toLocaleString('en-GB', { month: 'short', timeZone: 'UTC' }).slice(0, 3)}_Actual__c`;
  const { records } = await org.query<{ readonly Supply__r: { readonly Supply_Key__c: string } }>(
    `SELECT Supply__r.Supply_Key__c FROM Consumption_Year__c WHERE Year__c = ${String(month.getUTCFullYear())} AND ${field} > 0`,
    { autoFetch: true, maxFetch: meters.length * 2 },
  );
  const counted = new Set(records.map(({ Supply__r: supply }) => supply.Supply_Key__c));
  return meters.map(({ supplyKey }) => supplyKey).filter((key) => !counted.has(key));
}
