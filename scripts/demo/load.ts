/** Puts the demonstration's people, companies, customers and tariffs into an org through its public APIs. Running it again changes nothing. */
import { Connection } from 'jsforce';
import { setServiceCredential } from './credentials.ts';
import type { Secrets } from '../start/settings.ts';
import { loadCompanies, loadContacts, loadHouseholds } from './accounts.ts';
import { ADMIN, API_VERSION, loadAdministrator, loadPortalGuest, loadUsers } from './people.ts';
import { PERSONAS, type Persona } from './personas.ts';
import { create, idsBy, readSetup, rows } from './rows.ts';
import { TARIFFS, TARIFFS_VALID_FROM } from './tariffs.ts';

/** What an administrator schedules after a first deployment: name, cron expression, class. The last one tells that a load was complete. */
const JOBS = [
  ['Supply start', '0 5 * * * ?', 'SupplyStartJob'],
  ['Reading review', '0 30 3 * * ?', 'ReadingReviewBatch'],
  ['Consumption from readings', '0 0 4 * * ?', 'ConsumptionBatch'],
  ['Retention purge', '0 0 5 1 * ?', 'RetentionPurgeBatch'],
  // A cron expression takes one minute: every quarter of an hour is four jobs.
  ['Delegations 00', '0 0 * * * ?', 'DelegationJob'],
  ['Delegations 15', '0 15 * * * ?', 'DelegationJob'],
  ['Delegations 30', '0 30 * * * ?', 'DelegationJob'],
  ['Delegations 45', '0 45 * * * ?', 'DelegationJob'],
] as const;

/** Loads everything as the administrator. */
export async function loadDemoData(
  urls: { readonly org: string; readonly service: string },
  secrets: Pick<Secrets, 'adminPassword' | 'demoPassword' | 'orgApiKey'>,
): Promise<void> {
  const org = new Connection({ loginUrl: urls.org, version: API_VERSION });
  await org.login(ADMIN, secrets.adminPassword);
  await setServiceCredential(org, urls.service, secrets.orgApiKey);
  if (await isLoaded(org)) return;
  const setup = await readSetup(org);
  const [partners, employees] = [PERSONAS.filter(isContact), PERSONAS.filter((one) => !isContact(one))];
  await loadAdministrator(org, setup);
  await loadPortalGuest(org, setup);
  await loadUsers(org, setup, employees, secrets.demoPassword, new Map());
  await loadCompanies(org, setup);
  await loadHouseholds(org, setup);
  await loadUsers(org, setup, partners, secrets.demoPassword, await loadContacts(org, setup));
  await loadTariffs(org);
  await scheduleJobs(org);
}

function isContact({ contactOf }: Persona): boolean {
  return contactOf !== undefined;
}

async function scheduleJobs(org: Connection): Promise<void> {
  const known = await idsBy(org, 'CronTrigger', 'CronJobDetail.Name');
  const missing = JOBS.filter(([name]) => !known.has(name));
  const result = await org.tooling.executeAnonymous(
    missing.map(([name, cron, job]) => `System.schedule('${name}', '${cron}', new ${job}());`).join('\n'),
  );
  if (!result.success)
    throw new Error(
      `The jobs could not be scheduled: ${result.compileProblem ?? result.exceptionMessage ?? 'no reason given'}`,
    );
}

/** Whether an earlier start came to its end: scheduling the jobs is the last thing it does. */
async function isLoaded(org: Connection): Promise<boolean> {
  const last = JOBS.at(-1)?.[0] ?? '';
  return (await rows(org, `SELECT Id FROM CronTrigger WHERE CronJobDetail.Name = '${last}'`)).length > 0;
}

async function loadTariffs(org: Connection): Promise<void> {
  const [recordType] = await rows(
    org,
    `SELECT Id FROM RecordType WHERE SobjectType = 'Product2' AND DeveloperName = 'Tariff'`,
  );
  const known = await idsBy(org, 'Product2', 'ProductCode');
  const rated = new Set(
    (await rows(org, 'SELECT Id, Product__c FROM Tariff_Rate__c')).map((row) => String(row['Product__c'])),
  );
  for (const tariff of TARIFFS) {
    const productId =
      known.get(tariff.code) ??
      (await create(org, 'Product2', {
        Name: tariff.name,
        ProductCode: tariff.code,
        IsActive: true,
        ...(recordType ? { RecordTypeId: recordType.Id } : {}),
        Commodity__c: tariff.commodity,
        Term_Months__c: tariff.termMonths,
        Green_Percent__c: tariff.greenPercent,
        CurrencyIsoCode: 'EUR',
      }));
    if (rated.has(productId)) continue;
    const rate = { Product__c: productId, Valid_From__c: TARIFFS_VALID_FROM, CurrencyIsoCode: 'EUR' };
    const results = await org.requestPost<readonly { readonly success: boolean }[]>(
      `/services/data/v${API_VERSION}/composite/sobjects`,
      {
        allOrNone: true,
        records: [
          {
            attributes: { type: 'Tariff_Rate__c' },
            ...rate,
            Rate_Type__c: 'Standing',
            Unit__c: 'Month',
            Price__c: tariff.standingPerMonth,
          },
          {
            attributes: { type: 'Tariff_Rate__c' },
            ...rate,
            Rate_Type__c: 'Unit',
            Unit__c: 'kWh',
            Price__c: tariff.pricePerKwh,
          },
        ],
      },
    );
    if (!results.every((result) => result.success)) throw new Error(`Tariff_Rate__c: ${JSON.stringify(results)}`);
  }
}
