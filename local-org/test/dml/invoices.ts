// What the tests of saving share: an org with invoices, and words to write them with.
import type { DmlOptions } from '../../src/engine/ports.ts';
import type { SaveResult, SObjectRecord } from '../../src/engine/records.ts';
import { record, savedId, testOrg, testUser } from './org.ts';
import type { TestOrg } from './org.ts';
import { sampleSchema } from './sample-schema.ts';

export const all: DmlOptions = { allOrNone: true };
export const some: DmlOptions = { allOrNone: false };
export const api: DmlOptions = { allOrNone: true, fromApi: true };

/** An empty org of the sample schema, with the user who writes. */
export function invoiceOrg(): TestOrg {
  const org = testOrg(sampleSchema);
  org.store.run('INSERT INTO User (Id, Name, IsActive) VALUES (?, ?, 1)', testUser.userId, 'Tester');
  return org;
}

export interface Invoicing {
  readonly insert: (records: readonly SObjectRecord[], options?: DmlOptions) => readonly SaveResult[];
  readonly update: (records: readonly SObjectRecord[], options?: DmlOptions) => readonly SaveResult[];
  /** Saves one invoice and returns its id. */
  readonly invoice: (values?: Record<string, string | number | null>) => string;
  readonly stored: (name: string, id: string) => SObjectRecord | undefined;
}

/** Statements that commit at once, in the org of the running test. */
export function invoicing(org: () => TestOrg): Invoicing {
  const insert: Invoicing['insert'] = (records, options = all) =>
    org().commit((scope) => org().dml.insert(records, options, scope));
  return {
    insert,
    update: (records, options = all) => org().commit((scope) => org().dml.update(records, options, scope)),
    invoice: (values = {}) => savedId(insert([record('Invoice__c', values)])[0]),
    stored: (name, id) => org().rows(name, `Id = '${id}'`)[0],
  };
}
