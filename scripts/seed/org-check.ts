/** What is looked at before a load: whether the org can take the customers at all, and whether they would get in somebody's way. */
import type { Connection, DescribeSObjectResult } from 'jsforce';
import { customerOf, MOST_CUSTOMERS, type SeedCustomer } from './customers.ts';
import { identityOf, type Row, type Target } from './job.ts';
import { SEED_JOBS } from './jobs.ts';
import { factsWithoutOrg, sampleRows } from './made-rows.ts';
import { companyName, personOf } from './people.ts';
import { REFERENCE_JOBS } from './reference-data.ts';

/** The org cannot take the customers as it is; the message says what to do. */
export class OrgUnfit extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'OrgUnfit';
  }
}

/** What must be switched on in an org for a field or an object to be there. */
const FEATURES: Readonly<Record<string, string>> = {
  'Account.IsPersonAccount': 'person accounts (Setup: Person Accounts)',
  'Account.CurrencyIsoCode': 'multiple currencies (Setup: Company Information)',
  AccountContactRelation: 'contacts to multiple accounts (Setup: Account Settings)',
};

/** Throws OrgUnfit with everything that the org lacks of what a load writes: objects, fields, relations. */
export async function checkMetadata(
  org: Connection,
  plan: { readonly seed: number; readonly untilYear: number },
): Promise<void> {
  const lacking = new Set<string>();
  const known = new Map<string, Promise<Described | null>>();
  const describe = (object: string): Promise<Described | null> => {
    const asked = known.get(object) ?? described(org, object);
    known.set(object, asked);
    return asked;
  };
  const lack = (what: string): void => void lacking.add(what + (FEATURES[what] ? ` (needs ${FEATURES[what]})` : ''));
  for (const [target, row] of writtenRows(plan)) {
    const object = await describe(target.object);
    if (object === null) lack(target.object);
    for (const column of object === null ? [] : [...Object.keys(row), ...identityOf(target)]) {
      const [first = '', last] = column.split('.');
      const field = object?.fields.find(({ name, relationshipName }) => (last ? relationshipName : name) === first);
      if (field === undefined || !(field.createable || field.name === 'Id')) lack(`${target.object}.${first}`);
      const parent = last === undefined ? undefined : field?.referenceTo?.[0];
      if (parent === undefined) continue;
      const there = await describe(parent);
      if (!there?.fields.some(({ name }) => name === last)) lack(there === null ? parent : `${parent}.${last ?? ''}`);
    }
  }
  const account = await describe('Account');
  if (account && !account.fields.some(({ name }) => name === 'IsPersonAccount')) lack('Account.IsPersonAccount');
  if (lacking.size === 0) return;
  throw new OrgUnfit(
    `The org lacks, or does not let this user write, what customers are made of:\n${[...lacking].map((what) => `  ${what}`).join('\n')}\n` +
      'Deploy force-app first (docs/deploy-to-a-real-org.md) and give yourself the permission set Admin_Full.',
  );
}

type Described = Pick<DescribeSObjectResult, 'fields'>;

async function described(org: Connection, object: string): Promise<Described | null> {
  try {
    return await org.describe(object);
  } catch (cause) {
    if (cause instanceof Error && 'errorCode' in cause && cause.errorCode === 'NOT_FOUND') return null;
    throw cause;
  }
}

function writtenRows(plan: { readonly seed: number; readonly untilYear: number }): readonly (readonly [Target, Row])[] {
  const facts = factsWithoutOrg(plan.untilYear);
  return [
    ...REFERENCE_JOBS.map((job) => [job, job.rows(facts)[0] ?? {}] as const),
    ...sampleRows(plan.seed, plan.untilYear),
  ];
}

const SAMPLE = 100;

/**
 * Throws OrgUnfit when the org holds the numbers of the load already, but of other people: another seed makes other customers of the same
 * numbers, and both cannot be there. Somebody who was renamed in the org is no sign of that, most of a sample are.
 */
export async function checkSeed(
  org: Connection,
  plan: { readonly seed: number; readonly from: number; readonly customers: number },
): Promise<void> {
  const step = Math.max(1, Math.floor(plan.customers / SAMPLE));
  const sample = Array.from({ length: Math.min(SAMPLE, plan.customers) }, (_, at) =>
    customerOf(plan.seed, plan.from + at * step),
  );
  const list = sample.map(({ reference }) => `'${reference}'`).join(',');
  const { records } = await org.query<{ readonly Global_Customer_Id__c: string; readonly Name: string }>(
    `SELECT Global_Customer_Id__c, Name FROM Account WHERE Global_Customer_Id__c IN (${list})`,
  );
  const names = new Map(records.map((one) => [one.Global_Customer_Id__c, one.Name]));
  const others = sample.filter((one) => names.has(one.reference) && names.get(one.reference) !== nameOf(one));
  const [other] = others;
  if (other === undefined || others.length * 2 <= names.size) return;
  throw new OrgUnfit(
    `The org holds ${other.reference} already, as ${names.get(other.reference) ?? ''}; with --seed ${plan.seed} it would be ${nameOf(other)}.\n` +
      `Load with the seed that the org was loaded with${await beyond(org)}.`,
  );
}

function nameOf(customer: SeedCustomer): string {
  if (customer.segment !== 'Residential') return companyName(customer);
  const { first, last } = personOf(customer);
  return `${first} ${last}`;
}

/** The first number that no customer of the org has. */
async function beyond(org: Connection): Promise<string> {
  const { records } = await org.query<{ readonly Global_Customer_Id__c: string }>(
    "SELECT Global_Customer_Id__c FROM Account WHERE Global_Customer_Id__c LIKE 'SEED________' ORDER BY Global_Customer_Id__c DESC LIMIT 1",
  );
  const next = Number(records[0]?.Global_Customer_Id__c.slice(4)) + 1;
  return next < MOST_CUSTOMERS ? `, or begin behind its customers: --from ${next}` : '';
}

const AT_WORK = new Set(['UploadComplete', 'InProgress']);

/** Throws OrgUnfit while jobs of the same user load the same objects: two loads at once make contacts twice and wait for each other's rows. */
export async function checkAlone(org: Connection): Promise<void> {
  const objects = new Set<string>(SEED_JOBS.map(({ object }) => object));
  const { records } = await org.request<{ readonly records: readonly BulkJob[] }>(
    `/services/data/v${org.version}/jobs/ingest?jobType=V2Ingest`,
  );
  const other = records.find(({ state, object }) => AT_WORK.has(state) && objects.has(object));
  if (other === undefined) return;
  throw new OrgUnfit(
    `Another load is under way: job ${other.id} for ${other.object} is ${other.state} since ${other.createdDate}.\n` +
      'Wait until it is done (Setup: Bulk Data Load Jobs), or abort it there.',
  );
}

interface BulkJob {
  readonly id: string;
  readonly object: string;
  readonly state: string;
  readonly createdDate: string;
}
