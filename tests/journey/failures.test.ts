import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newApplicant } from '../../scripts/tour/applicants.ts';
import { businessNow, eventually, one, query, type TourContext } from '../../scripts/tour/context.ts';
import { enterPlainly } from '../../scripts/tour/sign-up.ts';
import { signContract, type SignedContract } from '../../scripts/tour/signature.ts';
import { startJourneySystem, type JourneySystem } from './system.ts';

interface ErpBooks {
  readonly customers: Readonly<Record<string, unknown>>;
  readonly contracts: Readonly<Record<string, { readonly contractId: string; readonly timesRegistered: number }>>;
}

describe('what happens when things fail between signature and supply', () => {
  let journey: JourneySystem;
  let context: TourContext;

  before(async () => {
    journey = await startJourneySystem();
    context = journey.context;
  });
  after(() => journey.stop());

  const fault = async (url: string, body: { kind: string; times?: number }) => {
    const response = await fetch(`${url}/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.ok(response.ok);
  };
  const noFault = (url: string) => fetch(`${url}/faults`, { method: 'DELETE' });
  const erpBooks = async () => (await (await fetch(`${context.urls.erp}/state`)).json()) as ErpBooks;
  const signUp = async (name: string) => enterPlainly(context, newApplicant(name, await businessNow(context.urls)));
  const killService = () => {
    const pid = journey.system.programs.service.pid();
    assert.ok(pid, 'the service runs');
    process.kill(pid, 'SIGKILL');
  };
  const registered = (contract: SignedContract) =>
    eventually(
      'the ERP number is in the org',
      async () => {
        const row = await one(context.org, `SELECT Id, ERP_Id__c FROM Contract WHERE Id = '${contract.contractId}'`);
        return row['ERP_Id__c'] as string | null;
      },
      60,
    );
  const confirmed = (contract: SignedContract) =>
    eventually(
      'both supplies are confirmed',
      async () => {
        const lines = await query(
          context.org,
          `SELECT Id, Supply_Status__c FROM Contract_Line__c WHERE Contract__c = '${contract.contractId}'`,
        );
        return lines.length === 2 && lines.every((line) => line['Supply_Status__c'] === 'Confirmed');
      },
      60,
    );
  const outboxOf = (contract: SignedContract) =>
    query(
      context.org,
      `SELECT Id, Kind__c, Status__c, Key__c FROM Outbox__c WHERE Record_Id__c = '${contract.contractId}' ORDER BY Kind__c`,
    );
  const assertOnce = async (contract: SignedContract) => {
    const books = await erpBooks();
    const entry = books.contracts[contract.contractNumber];
    const row = await one(context.org, `SELECT Id, ERP_Id__c FROM Contract WHERE Id = '${contract.contractId}'`);
    assert.equal(row['ERP_Id__c'], entry?.contractId, 'ERP and org hold the same number');
    const rows = await eventually('all outbox rows are done', async () => {
      const found = await outboxOf(contract);
      return found.every((candidate) => candidate['Status__c'] === 'Done') ? found : undefined;
    });
    assert.deepEqual(rows.map((candidate) => String(candidate['Kind__c'])).sort(), [
      'Contract_Registration',
      'Signature_Request',
    ]);
    const notices = await query(
      context.org,
      `SELECT Id FROM Registry_Notice__c WHERE Contract_Line__r.Contract__c = '${contract.contractId}'`,
    );
    assert.equal(notices.length, 2, 'one notice per market location');
  };

  it('the service is killed after the signature while the ERP is down: it registers the contract once when both are back', async () => {
    const application = await signUp('Kira');
    await fault(context.urls.erp, { kind: 'down' });
    const contract = await signContract(context, application);
    await eventually('the registration was tried in vain', async () => {
      const metrics = await (await fetch(`${context.urls.service}/metrics`)).text();
      return /flow_runs_total\{flow="contract-registration",outcome="retried"\} [1-9]/.test(metrics);
    });
    killService();
    await noFault(context.urls.erp);
    await registered(contract);
    await confirmed(contract);
    await assertOnce(contract);
    assert.equal((await erpBooks()).contracts[contract.contractNumber]?.timesRegistered, 1);
  });

  it('the ERP does the work but its answer is lost: the repeated call changes nothing', async () => {
    const application = await signUp('Lea');
    await fault(context.urls.erp, { kind: 'lost-answer', times: 2 });
    const contract = await signContract(context, application);
    await registered(contract);
    await confirmed(contract);
    await assertOnce(contract);
    const customers = await query(context.org, `SELECT Id FROM Account WHERE ERP_Id__c != NULL`);
    assert.equal(
      Object.keys((await erpBooks()).customers).length,
      customers.length,
      'no customer was registered twice',
    );
  });

  it('the market register is down for a while: the supplies wait as requested and are confirmed when it is back', async () => {
    const application = await signUp('Mona');
    await fault(context.urls.marketRegister, { kind: 'down' });
    const contract = await signContract(context, application);
    await registered(contract);
    const lines = await query(
      context.org,
      `SELECT Id, Supply_Status__c FROM Contract_Line__c WHERE Contract__c = '${contract.contractId}'`,
    );
    assert.deepEqual(
      lines.map((line) => line['Supply_Status__c']),
      ['Requested', 'Requested'],
    );
    await noFault(context.urls.marketRegister);
    await confirmed(contract);
    await assertOnce(contract);
  });

  it('the service is killed while the customer signs: the provider comes again and the signature takes effect once', async () => {
    const application = await signUp('Nele');
    const [contract] = await Promise.all([
      signContract(context, application),
      eventually('the link was sent', async () => {
        const row = await one(
          context.org,
          `SELECT Id, Contract__r.Signature_Status__c FROM Application__c WHERE Id = '${application.id}'`,
        );
        return (row['Contract__r'] as { Signature_Status__c: string } | null)?.Signature_Status__c === 'Sent';
      }).then(killService),
    ]);
    await registered(contract);
    await confirmed(contract);
    await assertOnce(contract);
    assert.equal((await erpBooks()).contracts[contract.contractNumber]?.timesRegistered, 1);
  });
});
