import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startErp, type ErpSimulator } from '../../../simulators/erp/simulator.ts';
import { pushToOrg, type OrgPushPorts } from '../../../src/flows/invoice-import/org-push.ts';
import { recordsOf } from '../../../src/salesforce/records.ts';
import { dataFolder } from '../../support/data-folder.ts';
import { connectTo, startOrgStandIn, type OrgStandIn } from '../../support/org-stand-in.ts';
import { silentLog, temporaryFolder } from '../../support/ports.ts';
import { writeBooks, type ErpBooks } from './erp-books.ts';
import { openImport, type ImportParts } from './parts.ts';

const CUSTOMERS = 450;

describe('what the org is told of a complete manifest', () => {
  const home = temporaryFolder();
  let books: ErpBooks;
  let erp: ErpSimulator;
  let parts: ImportParts;
  let org: OrgStandIn;

  before(async () => {
    const stateFile = join(home, 'erp.json');
    books = writeBooks(stateFile, [
      { month: '2026-11', invoices: CUSTOMERS },
      { month: '2026-12', invoices: CUSTOMERS },
      { month: '2027-01', invoices: 3, wrongByMinor: 1 },
    ]);
    erp = await startErp({ port: 0, stateFile });
    parts = await openImport(await dataFolder(home), erp.billingUrl);
    org = await startOrgStandIn(new Map(Array.from({ length: CUSTOMERS }, (_, place) => [`UP-${place + 1}`, {}])));
    await parts.importManifests();
  });
  after(async () => {
    await org.stop();
    await parts.database.close();
    await erp.stop();
  });

  const push = (onStep?: OrgPushPorts['onStep']) =>
    pushToOrg({
      salesforce: recordsOf(connectTo(org.url)),
      bills: parts.bills,
      clock: { now: () => new Date('2027-01-10T08:00:00Z'), stop: () => undefined },
      log: silentLog,
      problemPauseSeconds: 0.001,
      told: () => undefined,
      ...(onStep ? { onStep } : {}),
    });

  it('goes on after a break in the middle, keeps what the org refuses with its reason, and tells the rest', async () => {
    org.refused.add('UP-7').add('line-9:2026');
    let batches = 0;
    const broken = push((step) => {
      if (step === 'org told' && (batches += 1) === 2) throw new Error('the process ends here');
    });
    await assert.rejects(broken, /the process ends here/);
    org.exhausted = true;
    await assert.rejects(push(), { code: 'SALESFORCE_REQUEST_LIMIT_EXCEEDED', retryable: true });
    org.exhausted = false;
    await push();

    const problems = await parts.database.query<{ object: string; key: string; reason: string }>(
      'select object, key, reason from org_push_problem order by object',
    );
    assert.deepEqual(
      problems.map(({ object, key }) => [object, key]),
      [
        ['Account', 'UP-7'],
        ['Consumption_Year__c', 'line-9:2026'],
      ],
    );
    assert.match(problems[0]?.reason ?? '', /FIELD_CUSTOM_VALIDATION_EXCEPTION: UP-7 is refused/);
    assert.equal(org.objects.Consumption_Year__c.size, CUSTOMERS - 1);
    assert.ok(
      org.requests.every((request) => request.records <= 200),
      'never more than 200 at once',
    );
  });

  it('tells both months of a year in one record and the latest bill of complete manifests', () => {
    const record = org.objects.Consumption_Year__c.get('line-5:2026');
    assert.deepEqual(record, {
      Key__c: 'line-5:2026',
      Year__c: 2026,
      Supply__r: { Supply_Key__c: 'line-5' },
      Nov_Actual__c: 100.005,
      Dec_Actual__c: 100.005,
    });
    const bill = books.invoices.find((one) => one.customerReference === 'UP-1' && one.manifestId === 'M-2026-12');
    const account = org.objects.Account.get('UP-1');
    assert.equal(account?.['Last_Invoice_Date__c'], '2027-01-01');
    assert.equal(account['Last_Invoice_Amount__c'], (bill?.grossMinor ?? 0) / 100);
  });

  it('tries refused records again until the org takes them, and then has nothing more to tell', async () => {
    org.refused.clear();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await push();
    assert.equal(await parts.bills.problemCount(), 0);
    assert.equal(org.objects.Consumption_Year__c.size, CUSTOMERS);
    assert.ok(org.objects.Account.get('UP-7')?.['Last_Invoice_Date__c']);
    const before = org.requests.length;
    assert.equal(await push(), 0);
    assert.equal(org.requests.length, before);
  });
});
