/** Step 5: the ERP bills a month, the print vendor makes the documents, the integration service knows invoices and tokens. */
import { advanceClockTo } from './clock.ts';
import { eventually, query, type TourContext } from './context.ts';
import type { SignedContract } from './signature.ts';

export interface BilledMonth {
  /** YYYY-MM. */
  readonly month: string;
  readonly manifestId: string;
  /** By contract number. */
  readonly invoices: ReadonlyMap<string, ErpInvoice>;
}

export interface ErpInvoice {
  readonly invoiceNumber: string;
  readonly contractReference: string;
  readonly dueOn: string;
  readonly grossMinor: number;
  readonly state: string;
  /** Whether the print vendor has told the ERP the archive token. */
  readonly hasToken: boolean;
  readonly lines: readonly { readonly lineReference: string; readonly commodity: string; readonly wattHours: number }[];
}

export interface ErpState {
  readonly manifests: readonly { readonly manifestId: string; readonly createdAt: string }[];
  readonly invoices: readonly ErpInvoice[];
}

interface BillingMonth {
  readonly month: string;
  readonly rows: number;
  readonly tokens: number;
  readonly total: number;
}

/** Lets the month in which the contracts' supply started come to its end and bills it. */
export async function billMonth(context: TourContext, contracts: readonly SignedContract[]): Promise<BilledMonth> {
  const { urls, book } = context;
  const month = await firstMonthOfSupply(context, contracts);
  await advanceClockTo(context, 5, `${monthAfter(month)}-01T09:00:00Z`);

  // The ERP hears of the new date a moment after the org.
  const { manifestId, rows, total } = await eventually('the ERP may bill the month', () => bill(context, month));
  book.note(
    5,
    'The ERP bills the month from half-hourly readings',
    urls.erp,
    `${manifestId}: ${rows} invoices, ${total} EUR`,
  );

  const state = await eventually('the print vendor has told the ERP an archive token for every invoice', async () => {
    const found = await erpState(context);
    return found.invoices.every((invoice) => invoice.hasToken) ? found : undefined;
  });
  book.note(
    5,
    'The print vendor makes the documents and gives the ERP their archive tokens',
    urls.printVendor,
    `${state.invoices.length} tokens`,
  );

  const billed = await eventually('the integration service knows every invoice and token', async () => {
    const found = (await billingMonths(context)).find((entry) => entry.month === month);
    return found?.rows === rows && found.tokens === rows ? found : undefined;
  });
  book.note(
    5,
    'The integration service reads manifest and tokens; counts and sums are equal',
    `${urls.service}/v1/billing/months`,
    `${billed.rows} invoices, ${billed.tokens} tokens, ${billed.total} EUR`,
  );
  await noteConsumption(context, contracts);
  return { month, manifestId, invoices: invoicesByContract(state) };
}

/** Has the month billed; undefined while it is not over for the ERP. */
async function bill(
  { urls }: TourContext,
  month: string,
): Promise<{ readonly manifestId: string; readonly rows: number; readonly total: string } | undefined> {
  const response = await fetch(`${urls.erp}/billing/months/${month}`, { method: 'POST' });
  const answer = (await response.json()) as { manifestId: string; rows: number; total: string; code?: string };
  if (answer.code === 'MONTH_NOT_OVER') return undefined;
  if (!response.ok) throw new Error(`The ERP does not bill ${month}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

/** The ERP simulator's memory. */
export async function erpState({ urls }: Pick<TourContext, 'urls'>): Promise<ErpState> {
  return (await (await fetch(`${urls.erp}/state`)).json()) as ErpState;
}

export function invoicesByContract(state: ErpState): ReadonlyMap<string, ErpInvoice> {
  return new Map(state.invoices.map((invoice) => [invoice.contractReference, invoice]));
}

/** What the service says of each billed month; asked with the org's key. */
export async function billingMonths({ urls, secrets }: TourContext): Promise<readonly BillingMonth[]> {
  const response = await fetch(`${urls.service}/v1/billing/months`, {
    headers: { authorization: `Bearer ${secrets.orgApiKey}` },
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return ((await response.json()) as { months: readonly BillingMonth[] }).months;
}

async function firstMonthOfSupply({ org }: TourContext, contracts: readonly SignedContract[]): Promise<string> {
  const ids = contracts.map((contract) => `'${contract.contractId}'`).join(', ');
  const lines = await query(
    org,
    `SELECT Id, Start__c FROM Contract_Line__c WHERE Contract__c IN (${ids}) ORDER BY Start__c DESC`,
  );
  return String(lines[0]?.['Start__c']).slice(0, 7);
}

/** The month after YYYY-MM. */
export function monthAfter(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 7);
}

async function noteConsumption(context: TourContext, contracts: readonly SignedContract[]): Promise<void> {
  const ids = contracts.map((contract) => `'${contract.contractId}'`).join(', ');
  const assets = await eventually('the billed consumption and a forecast are in the org', async () => {
    const found = await query(
      context.org,
      `SELECT Id, Name, Next_Forecast__c FROM Asset WHERE Contract_Line__r.Contract__c IN (${ids})`,
    );
    const years = await query(
      context.org,
      `SELECT Id FROM Consumption_Year__c WHERE Supply__r.Contract_Line__r.Contract__c IN (${ids})`,
    );
    return found.length > 0 &&
      years.length >= found.length &&
      found.every((asset) => Number(asset['Next_Forecast__c']) > 0)
      ? found
      : undefined;
  });
  context.book.note(
    5,
    'Each supply has its consumption and a forecast of the next month',
    'org, supplies',
    assets.map((asset) => `${String(asset['Name'])}: ${String(asset['Next_Forecast__c'])} kWh`).join(' · '),
  );
}

/** The invoice of a contract in a billed month. */
export function invoiceOf(billed: BilledMonth, contract: SignedContract): ErpInvoice {
  const invoice = billed.invoices.get(contract.contractNumber);
  if (!invoice) throw new Error(`No invoice for contract ${contract.contractNumber}`);
  return invoice;
}
