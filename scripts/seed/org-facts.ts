/** What a load must know of the org it goes into: record types, who owns what, currencies, tariffs. */
import type { Connection } from 'jsforce';
import { COUNTRIES, type SeedCustomer } from './customers.ts';
import type { SeedCommodity, SeedCountry } from './identifiers.ts';
import { regionOfCustomer } from './regions.ts';

export interface OrgFacts {
  /** Ids by object and developer name: `Account.Property`. */
  readonly recordTypes: Pick<ReadonlyMap<string, string>, 'get'>;
  /** Active users of each role, by the role's developer name. */
  readonly usersByRole: ReadonlyMap<string, readonly string[]>;
  /** Owner of all records; null leaves each to the role that looks after it. */
  readonly owner: string | null;
  /** Who owns what no role looks after: the user who loads. */
  readonly loader: string;
  readonly currencies: ReadonlySet<string>;
  readonly corporateCurrency: string;
  /** Ids of active tariffs by country and commodity: `DE-Electricity`. */
  readonly products: ReadonlyMap<string, readonly string[]>;
  /** Creditor identifiers by country. */
  readonly creditors: ReadonlyMap<string, string>;
  /** The later one of the two years of consumption. */
  readonly untilYear: number;
}

type Found = Readonly<Record<string, string | null>>;

/** Asks the org. Throws when the wanted owner is not there. */
export async function readOrgFacts(
  org: Connection,
  plan: { readonly owner: string | null; readonly untilYear: number },
): Promise<OrgFacts> {
  const ask = async (soql: string): Promise<readonly Found[]> => (await org.query<Found>(soql)).records;
  const types = await ask(
    "SELECT Id, SobjectType, DeveloperName FROM RecordType WHERE SobjectType IN ('Account', 'Asset', 'Contract')",
  );
  const users = await ask(
    "SELECT Id, Username, UserRoleId FROM User WHERE IsActive = TRUE AND UserType = 'Standard' ORDER BY Username",
  );
  const roles = new Map((await ask('SELECT Id, DeveloperName FROM UserRole')).map((role) => [role['Id'], role]));
  const currencies = await ask('SELECT IsoCode FROM CurrencyType WHERE IsActive = TRUE ORDER BY IsCorporate DESC');
  const tariffs = await ask(
    'SELECT Id, ProductCode, Commodity__c FROM Product2 WHERE IsActive = TRUE AND Commodity__c != NULL ORDER BY ProductCode',
  );
  const creditors = await ask('SELECT DeveloperName, Creditor_Id__c FROM Country_Setting__mdt');
  const owner = plan.owner === null ? null : users.find((user) => user['Username'] === plan.owner)?.['Id'];
  if (owner === undefined) throw new Error(`The org has no active user ${plan.owner ?? ''} with a full licence`);
  return {
    recordTypes: new Map(types.map((type) => [`${type['SobjectType']}.${type['DeveloperName']}`, type['Id'] ?? ''])),
    usersByRole: grouped(users, (user) => roles.get(user['UserRoleId'] ?? '')?.['DeveloperName'] ?? null),
    owner,
    loader: (await org.identity()).user_id,
    currencies: new Set(currencies.map((one) => one['IsoCode'] ?? '')),
    corporateCurrency: currencies[0]?.['IsoCode'] ?? 'EUR',
    products: grouped(tariffs, (tariff) => `${(tariff['ProductCode'] ?? '').slice(0, 2)}-${tariff['Commodity__c']}`),
    creditors: new Map(creditors.map((one) => [one['DeveloperName'] ?? '', one['Creditor_Id__c'] ?? ''])),
    untilYear: plan.untilYear,
  };
}

/** Ids by what `keyOf` says; records without a key are left out. */
function grouped(
  found: readonly Found[],
  keyOf: (one: Found) => string | null,
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const one of found) {
    const key = keyOf(one);
    if (key === null) continue;
    groups.set(key, [...(groups.get(key) ?? []), one['Id'] ?? '']);
  }
  return groups;
}

/** Customers of a country have every sixth number; their turns follow each other. */
function turnOf({ index }: SeedCustomer): number {
  return Math.floor(index / COUNTRIES.length);
}

/** The id of a record type by object and developer name. */
export function recordType(facts: OrgFacts, name: string): string {
  const id = facts.recordTypes.get(name);
  if (id === undefined) throw new Error(`The org has no record type ${name}. Was force-app deployed?`);
  return id;
}

const DATA_OWNER = 'Data_Owner';
const KEY_CUSTOMER_MANAGER = 'Key_Customer_Manager_';
const PARTNER_AGENTS = ['Support_Agent', 'Care_Agent'];

/**
 * Who owns a customer and its records: a key customer's manager of its region, of its country or of any, everything else a data owner
 * (a portal user can only be enabled when the account's owner has a role). Several users of a role take turns.
 */
export function ownerOf(customer: SeedCustomer, facts: OrgFacts): string {
  const { country, segment } = customer;
  const roles =
    segment === 'Key'
      ? [
          KEY_CUSTOMER_MANAGER + regionOfCustomer(customer).roleEnding,
          `${KEY_CUSTOMER_MANAGER}${country}_`,
          KEY_CUSTOMER_MANAGER,
        ]
      : [];
  return ownerAmong([...roles, DATA_OWNER], turnOf(customer), facts);
}

/** Who looks after a maintenance partner. */
export function partnerOwner(number: number, facts: OrgFacts): string {
  return ownerAmong([...PARTNER_AGENTS, DATA_OWNER], number, facts);
}

/** The users of the first role that has any; a name that ends in `_` stands for all roles that begin so. */
function ownerAmong(roles: readonly string[], turn: number, facts: OrgFacts): string {
  if (facts.owner !== null) return facts.owner;
  for (const role of roles) {
    const users = role.endsWith('_')
      ? [...facts.usersByRole].filter(([name]) => name.startsWith(role)).flatMap(([, ids]) => ids)
      : (facts.usersByRole.get(role) ?? []);
    const user = users[turn % users.length];
    if (user !== undefined) return user;
  }
  return facts.loader;
}

/** The currency of a country when the org has it, else the corporate one. */
export function currencyOf(country: SeedCountry, { currencies, corporateCurrency }: OrgFacts): string {
  const own = country === 'GB' ? 'GBP' : 'EUR';
  return currencies.has(own) ? own : corporateCurrency;
}

/** A tariff of the customer's country; empty where the org has none. */
export function productOf(commodity: SeedCommodity, customer: SeedCustomer, { products }: OrgFacts): string {
  const known = products.get(`${customer.country}-${commodity}`) ?? [];
  return known[turnOf(customer) % known.length] ?? '';
}

/** A creditor identifier holds in all of SEPA (EPC262-08): a country without one of its own is collected under another's. */
export function creditorId(country: SeedCountry, { creditors }: OrgFacts): string {
  return creditors.get(country) || [...creditors.values()].find((id) => id !== '') || '';
}
