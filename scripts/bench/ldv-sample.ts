/** Customers of the large-volume bench that are searched for and opened: spread over all that were loaded, as the org has them. */
import type { Connection } from 'jsforce';
import { customerOf } from '../seed/customers.ts';

/** Of these, a persona opens those they see. */
const SAMPLE = 600;
const NUMBERS_IN_A_QUERY = 200;

export interface SampledCustomer {
  readonly id: string;
  /** Number across all systems. */
  readonly reference: string;
  /** Of a person. */
  readonly familyName: string | null;
}

interface FoundCustomer {
  readonly Id: string;
  readonly LastName: string | null;
  readonly Global_Customer_Id__c: string;
}

/** Sampled with the rights of the connection, which sees all customers, in the order of their numbers. */
export async function sampleOf(
  connection: Connection,
  { seed, customers }: { readonly seed: number; readonly customers: number },
): Promise<readonly SampledCustomer[]> {
  const step = Math.max(1, Math.floor(customers / SAMPLE));
  const references = Array.from(
    { length: Math.min(SAMPLE, customers) },
    (_, index) => customerOf(seed, index * step).reference,
  );
  const sample: SampledCustomer[] = [];
  for (let start = 0; start < references.length; start += NUMBERS_IN_A_QUERY) {
    const list = references.slice(start, start + NUMBERS_IN_A_QUERY).map((reference) => `'${reference}'`);
    const { records } = await connection.query<FoundCustomer>(
      `SELECT Id, LastName, Global_Customer_Id__c FROM Account WHERE Global_Customer_Id__c IN (${list.join(',')}) ORDER BY Global_Customer_Id__c`,
    );
    for (const { Id, LastName, Global_Customer_Id__c } of records)
      sample.push({ id: Id, reference: Global_Customer_Id__c, familyName: LastName });
  }
  return sample;
}
