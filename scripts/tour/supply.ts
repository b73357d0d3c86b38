/** Step 3: ERP, market register, start of supply; a rejection and a withdrawal. */
import { newApplicant } from './applicants.ts';
import { advanceClockTo } from './clock.ts';
import { businessNow, eventually, one, query, type Row, type TourContext } from './context.ts';
import { enterPlainly } from './sign-up.ts';
import { signContract, type SignedContract } from './signature.ts';

/** Follows a signed contract until its supplies have started. */
export async function followToSupply(context: TourContext, contract: SignedContract): Promise<void> {
  await noteRegistration(context, contract);
  const lines = await eventually('the register has confirmed both supplies', async () => {
    const found = await linesOf(context, contract.contractId);
    return found.every((line) => line['Supply_Status__c'] === 'Confirmed') ? found : undefined;
  });
  context.book.note(
    3,
    'The market register confirmed each market location',
    'org, contract lines',
    lines.map((line) => times(line)).join(' · '),
  );
  await noteMetering(context, contract.contractId);

  const start =
    lines
      .map((line) => String(line['Start__c']))
      .sort()
      .at(-1) ?? '';
  await advanceClockTo(context, 3, `${start}T12:00:00Z`);
  const started = await eventually('the supplies have started', async () => {
    const found = await linesOf(context, contract.contractId);
    return found.every((line) => line['Supply_Status__c'] === 'Started') ? found : undefined;
  });
  await eventually('the ERP knows that it may bill the supplies', async () => {
    const { contracts } = await erpBooks(context);
    return contracts[contract.contractNumber]?.lines.every((line) => line.supply !== null);
  });
  context.book.note(
    3,
    'On its first day the supply starts',
    'org, contract lines',
    started.map((line) => `started ${String(line['Started_At__c'])}`).join(' · '),
  );
}

async function linesOf(context: TourContext, contractId: string): Promise<readonly Row[]> {
  return query(
    context.org,
    `SELECT Id, Commodity__c, Supply_Status__c, Start__c, Requested_At__c, Confirmed_At__c, Rejected_At__c, Rejection_Reason__c, Started_At__c, ERP_Line_Id__c
     FROM Contract_Line__c WHERE Contract__c = '${contractId}' ORDER BY Commodity__c`,
  );
}

function times(line: Row): string {
  return `${String(line['Commodity__c'])}: requested ${String(line['Requested_At__c'])}, confirmed ${String(line['Confirmed_At__c'])}`;
}

interface ErpBooks {
  readonly contracts: Readonly<
    Record<
      string,
      {
        readonly contractId: string;
        readonly timesRegistered: number;
        readonly lines: readonly { readonly supply: unknown }[];
      }
    >
  >;
}

async function erpBooks({ urls }: TourContext): Promise<ErpBooks> {
  return (await (await fetch(`${urls.erp}/state`)).json()) as ErpBooks;
}

async function noteRegistration(context: TourContext, contract: SignedContract): Promise<void> {
  const { org, urls, book } = context;
  const row = await eventually('the ERP has registered the contract', async () => {
    const found = await one(
      org,
      `SELECT Id, ERP_Id__c, Customer__r.ERP_Id__c FROM Contract WHERE Id = '${contract.contractId}'`,
    );
    return found['ERP_Id__c'] ? found : undefined;
  });
  const books = await erpBooks(context);
  const registered = books.contracts[contract.contractNumber];
  if (registered?.contractId !== row['ERP_Id__c'] || registered?.lines.length !== 2)
    throw new Error('ERP and org do not agree');
  if (registered.timesRegistered !== 1) throw new Error(`The ERP was asked ${registered.timesRegistered} times`);
  const customer = (row['Customer__r'] as { ERP_Id__c: string }).ERP_Id__c;
  book.note(
    3,
    'Customer and contract are in the ERP, their numbers in the org',
    urls.erp,
    `customer ${customer}, contract ${registered.contractId}`,
  );
}

async function noteMetering(context: TourContext, contractId: string): Promise<void> {
  const meters = await query(
    context.org,
    `SELECT Id, Metering_Location__r.Location_Key__c FROM Service_Point_Metering__c
     WHERE Service_Point__c IN (SELECT Service_Point__c FROM Contract_Line__c WHERE Contract__c = '${contractId}')`,
  );
  const keys = meters.map((row) => (row['Metering_Location__r'] as { Location_Key__c: string }).Location_Key__c);
  if (keys.some((key) => key.includes('PENDING')))
    throw new Error(`Metering locations are still pending: ${keys.join(', ')}`);
  context.book.note(3, 'The register named the metering locations', 'org, metering locations', keys.join(' · '));
}

/** A second customer: gas is refused by the register; then the household withdraws. Answers the contract that can be withdrawn. */
export async function rejectedSupply(context: TourContext): Promise<SignedContract> {
  const { urls, book } = context;
  const applicant = newApplicant('Rita', await businessNow(urls));
  const refusal = { reasonCode: 'Z12', reason: 'Another supplier has a contract until next year' };
  await fetch(`${urls.marketRegister}/market-locations/${applicant.gasMarketLocation}/refusal`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(refusal),
  });
  const contract = await signContract(context, await enterPlainly(context, applicant));
  const gas = await eventually('the register has refused gas', async () => {
    const lines = await linesOf(context, contract.contractId);
    const electricity = lines.find((line) => line['Commodity__c'] === 'Electricity');
    const found = lines.find((line) => line['Commodity__c'] === 'Gas');
    return found?.['Supply_Status__c'] === 'Rejected' && electricity?.['Supply_Status__c'] === 'Confirmed'
      ? found
      : undefined;
  });
  book.note(
    3,
    'A rejection comes back with its reason, the other supply goes on',
    'org, contract line',
    `${String(gas['Rejection_Reason__c'])} at ${String(gas['Rejected_At__c'])}`,
  );
  return contract;
}

interface RegisterState {
  readonly cases: Readonly<
    Record<
      string,
      { readonly request: { readonly marketLocationId: string }; readonly gain: { readonly status: string } }
    >
  >;
}

/** After the withdrawal was entered: what is cancelled everywhere. */
export async function noteWithdrawal(context: TourContext, contract: SignedContract): Promise<void> {
  const { org, urls, book } = context;
  const { electricityMarketLocation } = contract.application.applicant;
  await eventually('register and ERP know of the withdrawal', async () => {
    const register = (await (await fetch(`${urls.marketRegister}/state`)).json()) as RegisterState;
    const gain = Object.values(register.cases).find(
      (entry) => entry.request.marketLocationId === electricityMarketLocation,
    )?.gain;
    const books = (await (await fetch(`${urls.erp}/state`)).json()) as {
      contracts: Record<string, { cancelledOn: string | null }>;
    };
    return gain?.status === 'CANCELLED' && Boolean(books.contracts[contract.contractNumber]?.cancelledOn);
  });
  const row = await one(
    org,
    `SELECT Id, Switch_Status__c, Withdrawn_At__c FROM Contract WHERE Id = '${contract.contractId}'`,
  );
  const mandate = await one(
    org,
    `SELECT Id, Status__c FROM Sepa_Mandate__c WHERE Contract__c = '${contract.contractId}'`,
  );
  if (row['Switch_Status__c'] !== 'Cancelled' || mandate['Status__c'] !== 'Cancelled')
    throw new Error('The withdrawal did not cancel contract and mandate');
  book.note(
    3,
    'A withdrawal within 14 days cancels contract, mandate, register and ERP',
    'org, register, ERP',
    `withdrawn at ${String(row['Withdrawn_At__c'])}`,
  );
}
