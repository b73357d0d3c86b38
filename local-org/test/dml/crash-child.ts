/**
 * Writes invoices with their lines for ever, one transaction each, and says each number after its commit. Between commits it leaves a
 * transaction half done for a moment. Killed by the test.
 */
import { writeSync } from 'node:fs';
import { record, savedId, testOrg } from './org.ts';
import { sampleSchema } from './sample-schema.ts';

const org = testOrg(sampleSchema, { path: process.argv[2] ?? '' });
const all = { allOrNone: true } as const;
for (let number = Number(process.argv[3] ?? '1'); ; number += 1) {
  const scope = org.scope();
  const invoice = savedId(org.dml.insert([record('Invoice__c', { Number__c: `N${number}` })], all, scope)[0]);
  writeSync(1, `writing ${number}\n`);
  for (const Amount__c of [1, 2, 3]) {
    savedId(org.dml.insert([record('Line__c', { Invoice__c: invoice, Amount__c })], all, scope)[0]);
  }
  scope.transaction.commit();
  writeSync(1, `committed ${number}\n`);
}
