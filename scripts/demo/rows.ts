/** Reads and writes records of an org through its public API, and knows what the deployment brought. */
import type { Connection } from 'jsforce';

/** A record as the query API answers it. */
export type Row = Readonly<Record<string, unknown>> & { readonly Id: string };

/** The records of a query. */
export async function rows(org: Connection, soql: string): Promise<readonly Row[]> {
  return (await org.query(soql)).records as Row[];
}

/** Ids by the text in a field: roles by developer name, profiles by name … */
export async function idsBy(
  org: Connection,
  object: string,
  field: string,
  condition?: string,
): Promise<ReadonlyMap<string, string>> {
  const found = await rows(org, `SELECT Id, ${field} FROM ${object}${condition ? ` WHERE ${condition}` : ''}`);
  return new Map(found.map((row) => [String(field.split('.').reduce<unknown>(memberOf, row)), row.Id]));
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** What the deployment brought, by developer name. */
export interface Setup {
  readonly roles: ReadonlyMap<string, string>;
  readonly profiles: ReadonlyMap<string, string>;
  /** Permission set groups, and permission sets of every kind. */
  readonly rights: ReadonlyMap<string, Grant>;
  readonly groups: ReadonlyMap<string, string>;
  readonly accountTypes: ReadonlyMap<string, string>;
}

/** What an assignment names: a permission set group or a permission set. */
export interface Grant {
  readonly field: 'PermissionSetGroupId' | 'PermissionSetId';
  readonly id: string;
}

/** Groups and permission sets by developer name. The platform keeps a set of each group's own beside it, which nobody assigns. */
export async function readGrants(org: Connection): Promise<ReadonlyMap<string, Grant>> {
  const sets = await idsBy(org, 'PermissionSet', 'Name', "Type != 'Group'");
  const groups = await idsBy(org, 'PermissionSetGroup', 'DeveloperName');
  return new Map<string, Grant>([
    ...[...sets].map(([name, id]) => [name, { field: 'PermissionSetId', id }] as const),
    ...[...groups].map(([name, id]) => [name, { field: 'PermissionSetGroupId', id }] as const),
  ]);
}

/** Reads what is looked up for every person, once. */
export async function readSetup(org: Connection): Promise<Setup> {
  return {
    roles: await idsBy(org, 'UserRole', 'DeveloperName'),
    profiles: await idsBy(org, 'Profile', 'Name'),
    rights: await readGrants(org),
    groups: await idsBy(org, 'Group', 'DeveloperName', "Type IN ('Queue', 'Regular')"),
    accountTypes: await idsBy(org, 'RecordType', 'DeveloperName', "SobjectType = 'Account'"),
  };
}

/** The id (or grant) of something that the deployment should have brought; throws a sentence that says so. */
export function need<T>(known: ReadonlyMap<string, T>, what: string, name: string): T {
  const found = known.get(name);
  if (found === undefined) throw new Error(`The org has no ${what} "${name}". Was force-app deployed?`);
  return found;
}

/** Creates a record and answers its id. */
export async function create(
  org: Connection,
  object: string,
  fields: Readonly<Record<string, unknown>>,
): Promise<string> {
  const result = await org.sobject(object).create(fields);
  if (!result.success) throw new Error(`${object}: ${JSON.stringify(result.errors)}`);
  return result.id;
}

/** Creates records of one object, all or none: at most 200, the most that a request may hold. */
export async function createAll(
  org: Connection,
  object: string,
  records: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  if (records.length === 0) return;
  const results = await org.requestPost<readonly { readonly success: boolean }[]>(
    `/services/data/v${org.version}/composite/sobjects`,
    { allOrNone: true, records: records.map((fields) => ({ attributes: { type: object }, ...fields })) },
  );
  if (!results.every(({ success }) => success)) throw new Error(`${object}: ${JSON.stringify(results)}`);
}

/** Two ids of every record, as `first second`. */
export async function pairsOf(
  org: Connection,
  object: string,
  first: string,
  second: string,
): Promise<ReadonlySet<string>> {
  const found = await rows(org, `SELECT Id, ${first}, ${second} FROM ${object}`);
  return new Set(found.map((row) => `${String(row[first])} ${String(row[second])}`));
}
