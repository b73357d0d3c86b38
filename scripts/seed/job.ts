/** What a load job is: the rows of one object, how the org knows them again, and what must be known before they can be made. */
import type { SeedCustomer } from './customers.ts';
import type { OrgFacts } from './org-facts.ts';

/** Cells by column; every row of a job has the same columns. */
export type Row = Readonly<Record<string, string | number>>;

/** Ids of records by object and key, read before the rows of a job are made. */
export interface KnownIds {
  /** Throws when the org has no such record. */
  idOf(object: string, key: string): string;
}

/** Which ids the rows of a job need: those of `object` whose `by` is one of the values, each known by its `key`. */
export interface NeededIds {
  readonly object: string;
  /** Path that is asked for, unique or short-listed: `Account.Global_Customer_Id__c`. */
  readonly by: string;
  /** Field by which the job names the records. */
  readonly key: string;
  readonly valuesOf: (customer: SeedCustomer) => readonly string[];
}

interface TargetBase {
  /** For people: what is loaded. */
  readonly title: string;
  readonly object: string;
}

/** One Bulk API 2.0 upsert. */
export interface UpsertTarget extends TargetBase {
  readonly externalId: string;
  /** Column of the master, which cannot be changed once the record exists. */
  readonly master?: string;
}

/** One Bulk API 2.0 insert, for objects without an external id: only rows whose identity the org does not have yet are sent. */
export interface InsertTarget extends TargetBase {
  /** Columns that together name a row; each is also a path in SOQL. The first is the one asked for. */
  readonly identity: readonly [string, ...string[]];
}

/** Where rows go and how the org knows them again. */
export type Target = UpsertTarget | InsertTarget;

/** Rows made of customers. */
export type SeedJob = Target & {
  readonly needs?: NeededIds;
  readonly rowsOf: (customer: SeedCustomer, facts: OrgFacts, ids: KnownIds) => readonly Row[];
};

/** Rows that are the same for any customers. */
export type ReferenceJob = Target & { readonly rows: (facts: OrgFacts) => readonly Row[] };

/** The columns that name a row; the org is asked for the first. */
export function identityOf(target: Target): readonly [string, ...string[]] {
  return 'externalId' in target ? [target.externalId] : target.identity;
}

/** What names a row, for messages and for finding it again. */
export function nameOfRow(target: Target, row: Row): string {
  return identityOf(target)
    .map((column) => String(row[column] ?? ''))
    .join(' ');
}

/** Rows as CSV with a header. Empty without rows. */
export function csvOf(rows: readonly Row[]): string {
  const [first] = rows;
  if (!first) return '';
  const header = Object.keys(first);
  const cell = (value: string | number | undefined): string => `"${String(value ?? '').replaceAll('"', '""')}"`;
  const lines = rows.map((row) => header.map((name) => cell(row[name])).join(','));
  return `${header.join(',')}\n${lines.join('\n')}\n`;
}
