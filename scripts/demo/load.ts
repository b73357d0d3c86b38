/** Puts the demonstration's people, agencies and tariffs into an org through its public APIs. Running it again changes nothing. */
import { Connection } from 'jsforce';
import { setServiceCredential } from './credentials.ts';
import type { Secrets } from '../start/settings.ts';
import { AGENCIES, AGENCY_MANAGER, PERSONAS, type Persona } from './personas.ts';
import { TARIFFS, TARIFFS_VALID_FROM } from './tariffs.ts';

const ADMIN = 'admin@unified-power.example';
const API_VERSION = '67.0';
const SUPPLY_START_JOB = 'Supply start';

/** Loads everything as the administrator. */
export async function loadDemoData(
  urls: { readonly org: string; readonly service: string },
  secrets: Pick<Secrets, 'adminPassword' | 'demoPassword' | 'orgApiKey'>,
): Promise<void> {
  const org = new Connection({ loginUrl: urls.org, version: API_VERSION });
  await org.login(ADMIN, secrets.adminPassword);
  await setServiceCredential(org, urls.service, secrets.orgApiKey);
  if (await isLoaded(org)) return;
  await loadEmployees(org, secrets.demoPassword);
  await loadAgencies(org);
  await loadAgencyUsers(org, secrets.demoPassword);
  await loadTariffs(org);
  await scheduleJobs(org);
}

/** What an administrator schedules after a first deployment; the last step (see isLoaded). */
async function scheduleJobs(org: Connection): Promise<void> {
  const result = await org.tooling.executeAnonymous(
    `System.schedule('${SUPPLY_START_JOB}', '0 5 * * * ?', new SupplyStartJob());`,
  );
  if (!result.success)
    throw new Error(
      `The job could not be scheduled: ${result.compileProblem ?? result.exceptionMessage ?? 'no reason given'}`,
    );
}

/** Whether an earlier start came to its end: scheduling the jobs is the last thing it does. */
async function isLoaded(org: Connection): Promise<boolean> {
  return (await rows(org, `SELECT Id FROM CronTrigger WHERE CronJobDetail.Name = '${SUPPLY_START_JOB}'`)).length > 0;
}

type Row = Readonly<Record<string, unknown>> & { readonly Id: string };

async function rows(org: Connection, soql: string): Promise<readonly Row[]> {
  return (await org.query(soql)).records as Row[];
}

/** Ids by the text in a field: roles by developer name, profiles by name … */
async function idsBy(org: Connection, object: string, field: string): Promise<ReadonlyMap<string, string>> {
  const found = await rows(org, `SELECT Id, ${field} FROM ${object}`);
  return new Map(found.map((row) => [String(row[field]), row.Id]));
}

function need(ids: ReadonlyMap<string, string>, what: string, name: string): string {
  const id = ids.get(name);
  if (!id) throw new Error(`The org has no ${what} "${name}". Was force-app deployed?`);
  return id;
}

async function create(org: Connection, object: string, fields: Readonly<Record<string, unknown>>): Promise<string> {
  const result = await org.sobject(object).create(fields);
  if (!result.success) throw new Error(`${object}: ${JSON.stringify(result.errors)}`);
  return result.id;
}

async function loadEmployees(org: Connection, password: string): Promise<void> {
  for (const persona of PERSONAS.filter((one) => !one.agency)) await loadUser(org, persona, password, {});
  const permissionSets = await idsBy(org, 'PermissionSet', 'Name');
  const [admin] = await rows(org, `SELECT Id FROM User WHERE Username = '${ADMIN}'`);
  const fullAccess = need(permissionSets, 'permission set', 'Admin_Full');
  if (admin && !(await isAssigned(org, admin.Id, fullAccess))) await assign(org, admin.Id, fullAccess);
}

async function loadUser(
  org: Connection,
  persona: Persona,
  password: string,
  more: Readonly<Record<string, unknown>>,
): Promise<void> {
  const [known] = await rows(org, `SELECT Id FROM User WHERE Username = '${persona.username}'`);
  let userId = known?.Id;
  if (!userId) {
    const roles = await idsBy(org, 'UserRole', 'DeveloperName');
    const profiles = await idsBy(org, 'Profile', 'Name');
    userId = await create(org, 'User', {
      Username: persona.username,
      FirstName: persona.firstName,
      LastName: persona.lastName,
      Alias: persona.username.slice(0, 8),
      Email: persona.username,
      ProfileId: need(profiles, 'profile', persona.profile),
      ...(persona.role ? { UserRoleId: need(roles, 'role', persona.role) } : {}),
      TimeZoneSidKey: 'Europe/Berlin',
      LocaleSidKey: persona.language === 'de' ? 'de_DE' : 'en_US',
      LanguageLocaleKey: persona.language,
      EmailEncodingKey: 'UTF-8',
      DefaultCurrencyIsoCode: 'EUR',
      ...more,
    });
  }
  // The password comes before the first assignment: a start that was cut off in between does both again.
  const permissionSets = await idsBy(org, 'PermissionSet', 'Name');
  for (const name of persona.permissionSets) {
    const permissionSetId = need(permissionSets, 'permission set', name);
    if (await isAssigned(org, userId, permissionSetId)) continue;
    await setPassword(org, userId, password);
    await assign(org, userId, permissionSetId);
  }
}

/** The platform's REST resource for an administrator who sets a password. */
async function setPassword(org: Connection, userId: string, password: string): Promise<void> {
  await org.requestPost(`/services/data/v${API_VERSION}/sobjects/User/${userId}/password`, { NewPassword: password });
}

async function isAssigned(org: Connection, userId: string, permissionSetId: string): Promise<boolean> {
  const found = await rows(
    org,
    `SELECT Id FROM PermissionSetAssignment WHERE AssigneeId = '${userId}' AND PermissionSetId = '${permissionSetId}'`,
  );
  return found.length > 0;
}

async function assign(org: Connection, userId: string, permissionSetId: string): Promise<void> {
  await create(org, 'PermissionSetAssignment', { AssigneeId: userId, PermissionSetId: permissionSetId });
}

async function loadAgencies(org: Connection): Promise<void> {
  const recordTypes = await rows(
    org,
    `SELECT Id FROM RecordType WHERE SobjectType = 'Account' AND DeveloperName = 'Agency'`,
  );
  const [manager] = await rows(org, `SELECT Id FROM User WHERE Username = '${AGENCY_MANAGER}'`);
  if (!recordTypes[0] || !manager)
    throw new Error('The org has no record type Account.Agency or no sales manager. Was force-app deployed?');
  for (const agency of AGENCIES) {
    const known = await rows(org, `SELECT Id FROM Account WHERE Global_Customer_Id__c = '${agency.reference}'`);
    if (known.length > 0) continue;
    const id = await create(org, 'Account', {
      Name: agency.name,
      RecordTypeId: recordTypes[0].Id,
      Global_Customer_Id__c: agency.reference,
      Country__c: 'DE',
      OwnerId: manager.Id,
    });
    await org.sobject('Account').update({ Id: id, IsPartner: true });
  }
}

async function loadAgencyUsers(org: Connection, password: string): Promise<void> {
  for (const persona of PERSONAS) {
    if (!persona.agency) continue;
    const [account] = await rows(org, `SELECT Id FROM Account WHERE Global_Customer_Id__c = '${persona.agency}'`);
    if (!account) throw new Error(`The agency ${persona.agency} was not loaded`);
    const [known] = await rows(
      org,
      `SELECT Id FROM Contact WHERE Email = '${persona.username}' AND AccountId = '${account.Id}'`,
    );
    const contactId =
      known?.Id ??
      (await create(org, 'Contact', {
        FirstName: persona.firstName,
        LastName: persona.lastName,
        Email: persona.username,
        AccountId: account.Id,
      }));
    await loadUser(org, persona, password, { ContactId: contactId });
  }
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
