import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newApplicant } from '../../scripts/tour/applicants.ts';
import { lookInConsole, withdrawInConsole } from '../../scripts/tour/console.ts';
import { asPerson, businessNow, logIn, one, query, type TourContext } from '../../scripts/tour/context.ts';
import { enterApplication, type EnteredApplication } from '../../scripts/tour/sign-up.ts';
import { signContract, type SignedContract } from '../../scripts/tour/signature.ts';
import { followToSupply, noteWithdrawal, rejectedSupply } from '../../scripts/tour/supply.ts';
import { textOfPdf } from '../../integration-service/test/support/pdf-text.ts';
import { startJourneySystem, type JourneySystem } from './system.ts';

describe('from a sign-up to supply', () => {
  let journey: JourneySystem;
  let context: TourContext;
  let application: EnteredApplication;
  let contract: SignedContract;
  let second: SignedContract;

  before(async () => {
    journey = await startJourneySystem();
    context = journey.context;
  });
  after(() => journey.stop());

  const contractRow = (fields: string) =>
    one(context.org, `SELECT Id, ${fields} FROM Contract WHERE Id = '${contract.contractId}'`);

  it('UP-47a an agency user enters an application: mistakes are named beside their fields, the right one has a number and a status', async () => {
    application = await enterApplication(context, newApplicant('Karla', await businessNow(context.urls)));
    const saved = await one(
      context.org,
      `SELECT Id, Name, Status__c FROM Application__c WHERE Id = '${application.id}'`,
    );
    assert.match(String(saved['Name']), /^A-\d{6}$/);
    assert.ok(['Submitted', 'In_Signature'].includes(String(saved['Status__c'])));
  });

  it("UP-52 a user of another agency gets 0 rows of it: in the list, through the page's data service and through the controller", async () => {
    await asPerson(
      context,
      async (page) => {
        await logIn(
          page,
          `${context.urls.org}/agency/`,
          'agency.south@unified-power.example',
          context.secrets.demoPassword,
        );
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.getByText(/noch keine/).waitFor();
        assert.equal(await page.getByRole('row').count(), 0);
        const status = await page.evaluate(
          async (id) =>
            (await fetch(`/agency/services/data/v67.0/ui-api/records/${id}?fields=Application__c.Name`)).status,
          application.id,
        );
        assert.ok([403, 404].includes(status), `the data service answers ${status}`);
        await page.goto(`${context.urls.org}/agency/application?applicationId=${application.id}`);
        await page.getByRole('alert').first().waitFor();
        assert.ok(!(await page.locator('body').innerText()).includes(application.applicant.lastName));
      },
      { refusalsExpected: true },
    );
  });

  it('UP-63a the customer signs on the provider’s page and the contract is activated with the date of the signature', async () => {
    contract = await signContract(context, application);
    const row = await contractRow('Status, Signed_At__c, Signature_Status__c, Withdrawal_Until__c');
    assert.deepEqual([row['Status'], row['Signature_Status__c']], ['Activated', 'Signed']);
    assert.ok(row['Signed_At__c']);
    const mandate = await one(
      context.org,
      `SELECT Id, Status__c, Signed_On__c FROM Sepa_Mandate__c WHERE Contract__c = '${contract.contractId}'`,
    );
    assert.equal(mandate['Status__c'], 'Valid', 'the mandate becomes valid with the same signature');
  });

  it('UP-02a picking both commodities gives one contract with two lines', async () => {
    const lines = await query(
      context.org,
      `SELECT Id, Commodity__c FROM Contract_Line__c WHERE Contract__c = '${contract.contractId}' ORDER BY Commodity__c`,
    );
    assert.deepEqual(
      lines.map((line) => line['Commodity__c']),
      ['Electricity', 'Gas'],
    );
    const contracts = await query(context.org, `SELECT Id FROM Contract WHERE Application__c = '${application.id}'`);
    assert.equal(contracts.length, 1);
  });

  it('UP-61 the PDF shows customer, home, tariff and term as they stand in the org', async () => {
    const text = textOfPdf(await documentOf(context, contract.contractId));
    const row = await contractRow(
      'ContractNumber, ContractTerm, Customer__r.Name, Account.Premises__r.Street__c, Account.Premises__r.House_Number__c, Account.Premises__r.City__c',
    );
    const premises = (row['Account'] as { Premises__r: Record<string, string> }).Premises__r;
    const tariffs = await query(
      context.org,
      `SELECT Id, Product__r.Name, Service_Point__r.POD_Id__c FROM Contract_Line__c WHERE Contract__c = '${contract.contractId}'`,
    );
    const expected = [
      String(row['ContractNumber']),
      (row['Customer__r'] as { Name: string }).Name,
      `${String(premises['Street__c'])} ${String(premises['House_Number__c'])}`,
      String(premises['City__c']),
      `${String(row['ContractTerm'])} Monate`,
      ...tariffs.flatMap((line) => [
        (line['Product__r'] as { Name: string }).Name,
        (line['Service_Point__r'] as { POD_Id__c: string }).POD_Id__c,
      ]),
    ];
    for (const words of expected) assert.ok(text.includes(words), `"${words}" is missing in:\n${text}`);
    assert.ok(
      !text.replace(/\s/g, '').includes(application.applicant.iban),
      'only the last four digits of the account are printed',
    );
  });

  it('UP-69a UP-44a a standard contract needs no touch by administration: nobody but the agency, the customer and programs changed it', async () => {
    const rows = [
      await contractRow('CreatedBy.Username, LastModifiedBy.Username'),
      await one(
        context.org,
        `SELECT Id, CreatedBy.Username, LastModifiedBy.Username FROM Application__c WHERE Id = '${application.id}'`,
      ),
    ];
    const people = rows.flatMap((row) =>
      [row['CreatedBy'], row['LastModifiedBy']].map((user) => (user as { Username: string }).Username.split('@')[0]),
    );
    for (const person of people)
      assert.ok(['agency.north', 'automation', 'integration'].includes(String(person)), `${String(person)} touched it`);
    const cases = await query(context.org, `SELECT Id FROM Case`);
    assert.equal(cases.length, 0);
  });

  it('UP-33 activation sends a gain message for each market location and its acknowledgement is stored with the time; supply then starts on its day', async () => {
    await followToSupply(context, contract);
    const notices = await query(
      context.org,
      `SELECT Id, Status__c, Sent_At__c, Ack_At__c FROM Registry_Notice__c WHERE Contract_Line__r.Contract__c = '${contract.contractId}' AND Kind__c = 'Gain'`,
    );
    assert.equal(notices.length, 2);
    for (const notice of notices)
      assert.ok(notice['Status__c'] === 'Confirmed' && notice['Sent_At__c'] && notice['Ack_At__c']);
  });

  it('UP-07 what the agency entered appears for the regional sales manager without being typed again', async () => {
    const customer = await contractRow('Customer__c');
    await asPerson(context, async (page) => {
      await logIn(page, `${context.urls.org}/lightning/`, 'rsm@unified-power.example', context.secrets.demoPassword);
      await page.goto(`${context.urls.org}/lightning/r/Application__c/${application.id}/view`);
      await page.getByText(application.number).filter({ visible: true }).first().waitFor();
      await page.goto(`${context.urls.org}/lightning/r/Account/${String(customer['Customer__c'])}/view`);
      await page.getByText(application.applicant.email).filter({ visible: true }).first().waitFor();
    });
  });

  it('the integration service reports no failed round and nothing given up', async () => {
    const metrics = await (await fetch(`${context.urls.service}/metrics`)).text();
    assert.doesNotMatch(metrics, /round_failures_total\{[^}]*\} [1-9]/);
    assert.doesNotMatch(metrics, /flow_runs_total\{[^}]*outcome="given up"\} [1-9]/);
    const rows = await query(context.org, `SELECT Id, Status__c FROM Outbox__c`);
    assert.deepEqual([...new Set(rows.map((row) => row['Status__c']))], ['Done']);
  });

  it('a rejection by the register comes back with its reason while the other supply goes on', async () => {
    second = await rejectedSupply(context);
  });

  it('a household withdraws within 14 days: contract, mandate, register and ERP are cancelled', async () => {
    await withdrawInConsole(context, second);
    await noteWithdrawal(context, second);
  });

  it('an employee sees application, customer, contract and market notice in the Lightning console', async () => {
    await lookInConsole(context, contract);
  });
});

async function documentOf(context: TourContext, contractId: string): Promise<Buffer> {
  const envelopes = (await (await fetch(`${context.urls.eSignature}/state`)).json()) as readonly {
    id: string;
    externalReference: string;
  }[];
  const envelope = envelopes.find((candidate) => candidate.externalReference === contractId);
  return Buffer.from(
    await (await fetch(`${context.urls.eSignature}/sign/${envelope?.id ?? ''}/document`)).arrayBuffer(),
  );
}
