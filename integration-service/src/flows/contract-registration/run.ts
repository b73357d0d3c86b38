/** Registers a signed contract and its customer with the ERP, once, and takes the ERP's numbers back. */
import { IntegrationError } from '../../runtime/errors.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { EffectLedger } from '../../runtime/ledger.ts';
import type { Countries } from '../../salesforce/countries.ts';
import { idLiteral, type SalesforceRecords } from '../../salesforce/records.ts';
import { requireIban, requireServicePoint } from '../../salesforce/required-identifiers.ts';
import { ratesAt, ratesOn, type RateRow } from '../../salesforce/tariff-rates.ts';
import type { Commodity, Erp, RegisteredContract } from '../../systems/erp/client.ts';
import type { OutboxJob } from '../outbox/dispatch.ts';

export interface ContractRegistrationPorts {
  readonly salesforce: SalesforceRecords;
  readonly erp: Pick<Erp, 'registerCustomer' | 'registerContract' | 'cancelContract'>;
  readonly ledger: EffectLedger;
  readonly clock: Clock;
  readonly countries: Countries;
}

interface ContractRow {
  readonly ContractNumber: string;
  readonly CreatedDate: string;
  readonly Signed_At__c: string | null;
  readonly Switch_Status__c: string | null;
  readonly CurrencyIsoCode: string;
  readonly Customer__c: string;
  readonly Customer__r: {
    readonly Name: string;
    readonly PersonEmail: string | null;
    readonly Phone: string | null;
    readonly Global_Customer_Id__c: string | null;
  };
  /** Who signed for a business. */
  readonly CustomerSigned: { readonly Email: string | null } | null;
  readonly Account: {
    readonly Premises__r: {
      readonly Street__c: string;
      readonly House_Number__c: string;
      readonly Postal_Code__c: string;
      readonly City__c: string;
      readonly Country__c: string;
    };
  };
}

interface LineRow {
  readonly Id: string;
  readonly Commodity__c: string;
  readonly Start__c: string | null;
  readonly Product__c: string;
  readonly Product__r: { readonly Name: string };
  readonly Service_Point__r: { readonly POD_Id__c: string; readonly Annual_Consumption__c: number | null };
}

interface MandateRow {
  readonly Reference__c: string;
  readonly Account_Holder__c: string;
  readonly Iban__c: string;
  readonly Signed_On__c: string;
}

export async function registerContract(ports: ContractRegistrationPorts, job: OutboxJob): Promise<void> {
  const { salesforce, erp, ledger } = ports;
  const contractId = job.recordId;
  const contract = await readContract(salesforce, contractId);
  if (contract.Switch_Status__c === 'Cancelled') return;

  const customerReference = contract.Customer__r.Global_Customer_Id__c;
  if (!customerReference)
    throw new IntegrationError('CUSTOMER_INCOMPLETE', 'The customer has no global customer id', { retryable: false });

  const premises = contract.Account.Premises__r;
  const customerKey = `erp:customer:${customerReference}`;
  const customerId = await ledger.once({
    key: customerKey,
    request: { customerReference },
    perform: () =>
      erp.registerCustomer(customerKey, {
        customerReference,
        name: contract.Customer__r.Name,
        email: contract.Customer__r.PersonEmail ?? contract.CustomerSigned?.Email ?? '',
        ...(contract.Customer__r.Phone ? { phone: contract.Customer__r.Phone } : {}),
        address: {
          street: premises.Street__c,
          houseNumber: premises.House_Number__c,
          postalCode: premises.Postal_Code__c,
          city: premises.City__c,
          country: premises.Country__c,
        },
      }),
  });
  await salesforce.update('Account', [{ Id: contract.Customer__c, ERP_Id__c: customerId }]);

  const contractKey = `erp:contract:${contractId}`;
  const registered = await ledger.once<RegisteredContract>({
    key: contractKey,
    request: { contractId, customerId },
    perform: async () =>
      erp.registerContract(contractKey, await contractMessage(ports, contractId, contract, customerId)),
  });
  await salesforce.update('Contract', [{ Id: contractId, ERP_Id__c: registered.contractId }]);
  await salesforce.update(
    'Contract_Line__c',
    registered.line.map((line) => ({ Id: line.lineReference, ERP_Line_Id__c: line.lineId })),
  );
  await cancelIfWithdrawnMeanwhile(ports, contractId);
}

async function readContract(salesforce: SalesforceRecords, contractId: string): Promise<ContractRow> {
  const [contract] = await salesforce.query<ContractRow>(
    `SELECT ContractNumber, CreatedDate, Signed_At__c, Switch_Status__c, CurrencyIsoCode, Customer__c, Customer__r.Name, Customer__r.PersonEmail, CustomerSigned.Email,
      Customer__r.Phone, Customer__r.Global_Customer_Id__c, Account.Premises__r.Street__c, Account.Premises__r.House_Number__c,
      Account.Premises__r.Postal_Code__c, Account.Premises__r.City__c, Account.Premises__r.Country__c
     FROM Contract WHERE Id = ${idLiteral(contractId)}`,
  );
  if (!contract) throw new IntegrationError('UNKNOWN_CONTRACT', `No contract ${contractId}`, { retryable: false });
  return contract;
}

async function contractMessage(
  { salesforce, countries }: Pick<ContractRegistrationPorts, 'salesforce' | 'countries'>,
  contractId: string,
  contract: ContractRow,
  customerId: string,
) {
  const id = idLiteral(contractId);
  const lines = await salesforce.query<LineRow>(
    `SELECT Id, Commodity__c, Start__c, Product__c, Product__r.Name, Service_Point__r.POD_Id__c, Service_Point__r.Annual_Consumption__c
     FROM Contract_Line__c WHERE Contract__c = ${id} ORDER BY Commodity__c`,
  );
  const [mandate] = await salesforce.query<MandateRow>(
    `SELECT Reference__c, Account_Holder__c, Iban__c, Signed_On__c FROM Sepa_Mandate__c WHERE Contract__c = ${id} AND Status__c = 'Valid'`,
  );
  if (!contract.Signed_At__c)
    throw new IntegrationError('CONTRACT_NOT_SIGNED', `Contract ${contractId} is not signed`, { retryable: false });
  const { Country__c: country, Postal_Code__c: postalCode } = contract.Account.Premises__r;
  for (const line of lines) {
    requireServicePoint(`contract line ${line.Id}`, country, line.Commodity__c, line.Service_Point__r.POD_Id__c);
  }
  if (mandate) requireIban(`mandate ${mandate.Reference__c}`, mandate.Iban__c);
  // The prices that the document showed: those of the day on which the contract was drawn up, whatever holds on the day of signing.
  const rates = await ratesOn(
    salesforce,
    lines.map((line) => line.Product__c),
    await countries.dayIn(country, new Date(contract.CreatedDate)),
  );
  return {
    contractReference: contract.ContractNumber,
    customerId,
    signedOn: await countries.dayIn(country, new Date(contract.Signed_At__c)),
    currency: contract.CurrencyIsoCode,
    ...(mandate
      ? {
          bankDebit: {
            mandateReference: mandate.Reference__c,
            accountHolder: mandate.Account_Holder__c,
            iban: mandate.Iban__c,
            signedOn: mandate.Signed_On__c,
          },
        }
      : {}),
    line: lines.map((line) => ({
      lineReference: line.Id,
      commodity: toCommodity(line.Commodity__c),
      marketLocationId: line.Service_Point__r.POD_Id__c,
      tariffName: line.Product__r.Name,
      ...(line.Start__c ? { requestedStart: line.Start__c } : {}),
      ...pricesOf(ratesAt(postalCode, line.Product__c, rates), contract.CurrencyIsoCode),
      ...(line.Service_Point__r.Annual_Consumption__c === null
        ? {}
        : { annualQuantity: String(line.Service_Point__r.Annual_Consumption__c) }),
    })),
  };
}

const MONTHS_OF_A_YEAR = 12;

/** Without a rate the ERP bills by its own price list. */
function pricesOf(rates: readonly RateRow[], currency: string): { unitPrice?: string; standingCharge?: string } {
  const ours = rates.filter((rate) => rate.CurrencyIsoCode === currency);
  const unit = ours.find((rate) => rate.Rate_Type__c === 'Unit' && rate.Unit__c === 'kWh');
  const standing = ours.find((rate) => rate.Rate_Type__c === 'Standing');
  return {
    ...(unit ? { unitPrice: String(unit.Price__c) } : {}),
    ...(standing ? { standingCharge: monthly(standing) } : {}),
  };
}

function monthly(rate: RateRow): string {
  if (rate.Unit__c === 'Month') return String(rate.Price__c);
  if (rate.Unit__c === 'Year') return (rate.Price__c / MONTHS_OF_A_YEAR).toFixed(4);
  throw new IntegrationError('UNKNOWN_UNIT', `A standing charge per ${rate.Unit__c} cannot be told to the ERP`, {
    retryable: false,
  });
}

function toCommodity(value: string): Commodity {
  if (value === 'Electricity') return 'ELECTRICITY';
  if (value === 'Gas') return 'GAS';
  throw new IntegrationError('UNKNOWN_COMMODITY', `The ERP knows no commodity ${value}`, { retryable: false });
}

/** A withdrawal that ran while we registered found nothing to cancel at the ERP. */
async function cancelIfWithdrawnMeanwhile(ports: ContractRegistrationPorts, contractId: string): Promise<void> {
  const contract = await readContract(ports.salesforce, contractId);
  if (contract.Switch_Status__c !== 'Cancelled') return;
  const today = await ports.countries.dayIn(contract.Account.Premises__r.Country__c, ports.clock.now());
  await ports.erp.cancelContract(`erp:cancel:${contractId}`, contract.ContractNumber, 'WITHDRAWAL', today);
}
