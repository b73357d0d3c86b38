/** What the contract document shows, read from the org. */
import { IntegrationError } from '../../runtime/errors.ts';
import { idLiteral, type SalesforceRecords } from '../../salesforce/records.ts';
import { ratesAt, ratesOn, type RateRow } from '../../salesforce/tariff-rates.ts';
import type { ContractDocument, DocumentLine, RateUnit } from './document.ts';

interface ContractRow {
  readonly Id: string;
  readonly ContractNumber: string;
  readonly CreatedDate: string;
  readonly Status: string;
  readonly StartDate: string | null;
  readonly ContractTerm: number | null;
  readonly Switch_Status__c: string | null;
  readonly Customer__r: {
    readonly Name: string;
    readonly PersonEmail: string | null;
  } | null;
  /** Who signs for a business. */
  readonly CustomerSigned: { readonly Name: string; readonly Email: string | null } | null;
  readonly Account: {
    readonly Premises__r: {
      readonly Street__c: string;
      readonly House_Number__c: string;
      readonly Postal_Code__c: string;
      readonly City__c: string;
      readonly Country__c: string;
    } | null;
  } | null;
}

interface LineRow {
  readonly Commodity__c: string;
  readonly Product__c: string;
  readonly Product__r: { readonly Name: string };
  readonly Service_Point__r: { readonly POD_Id__c: string };
}

interface MandateRow {
  readonly Reference__c: string;
  readonly Creditor_Id__c: string;
  readonly Iban_Last4__c: string;
  readonly Account_Holder__c: string;
}

export interface ContractToSign {
  readonly document: ContractDocument;
  readonly signer: { readonly name: string; readonly email: string };
  /** False when the contract was cancelled or signed meanwhile: nothing is sent. */
  readonly open: boolean;
}

/** Reads the contract and everything its document names; a contract that cannot be documented is an error for a person to mend. */
export async function readContractToSign(
  salesforce: SalesforceRecords,
  contractId: string,
  todayIn: (country: string) => Promise<string>,
): Promise<ContractToSign> {
  const id = idLiteral(contractId);
  const [contract] = await salesforce.query<ContractRow>(
    `SELECT Id, ContractNumber, CreatedDate, Status, StartDate, ContractTerm, Switch_Status__c, Customer__r.Name, Customer__r.PersonEmail, CustomerSigned.Name, CustomerSigned.Email,
      Account.Premises__r.Street__c, Account.Premises__r.House_Number__c, Account.Premises__r.Postal_Code__c,
      Account.Premises__r.City__c, Account.Premises__r.Country__c
     FROM Contract WHERE Id = ${id}`,
  );
  if (!contract) throw incomplete(contractId, 'it does not exist or may not be read');
  const customer = contract.Customer__r;
  const premises = contract.Account?.Premises__r;
  if (!customer) throw incomplete(contractId, 'it has no customer');
  const signer = contract.CustomerSigned ?? { Name: customer.Name, Email: customer.PersonEmail };
  if (!signer.Email) throw incomplete(contractId, 'who signs has no e-mail address');
  if (!premises) throw incomplete(contractId, 'its property has no premises');

  const lines = await salesforce.query<LineRow>(
    `SELECT Commodity__c, Product__c, Product__r.Name, Service_Point__r.POD_Id__c FROM Contract_Line__c WHERE Contract__c = ${id} ORDER BY Commodity__c`,
  );
  if (lines.length === 0) throw incomplete(contractId, 'it has no lines');
  const today = await todayIn(premises.Country__c);
  const rates = await ratesOn(
    salesforce,
    lines.map((line) => line.Product__c),
    today,
  );
  const [mandate] = await salesforce.query<MandateRow>(
    `SELECT Reference__c, Creditor_Id__c, Iban_Last4__c, Account_Holder__c FROM Sepa_Mandate__c WHERE Contract__c = ${id} AND Status__c = 'Pending'`,
  );

  return {
    open: contract.Status === 'Draft' && contract.Switch_Status__c !== 'Cancelled',
    signer: { name: signer.Name, email: signer.Email },
    document: {
      contractNumber: contract.ContractNumber,
      createdAt: contract.CreatedDate,
      customerName: customer.Name,
      address: {
        street: premises.Street__c,
        houseNumber: premises.House_Number__c,
        postalCode: premises.Postal_Code__c,
        city: premises.City__c,
        country: premises.Country__c,
      },
      startDate: contract.StartDate,
      termMonths: contract.ContractTerm,
      lines: lines.map((line) => documentLine(line, ratesAt(premises.Postal_Code__c, line.Product__c, rates))),
      mandate: mandate
        ? {
            reference: mandate.Reference__c,
            creditorId: mandate.Creditor_Id__c,
            accountHolder: mandate.Account_Holder__c,
            ibanLast4: mandate.Iban_Last4__c,
          }
        : null,
    },
  };
}

function documentLine(line: LineRow, rates: readonly RateRow[]): DocumentLine {
  return {
    commodity: line.Commodity__c === 'Gas' ? 'gas' : 'electricity',
    tariffName: line.Product__r.Name,
    marketLocationId: line.Service_Point__r.POD_Id__c,
    rates: rates.map((rate) => ({
      kind: rate.Rate_Type__c === 'Standing' ? 'standing' : 'unit',
      price: rate.Price__c,
      per: toUnit(rate.Unit__c),
      currency: rate.CurrencyIsoCode,
    })),
  };
}

function toUnit(value: string): RateUnit {
  if (value === 'kWh' || value === 'Month' || value === 'Year') return value;
  throw new IntegrationError('UNKNOWN_UNIT', `The contract document knows no unit ${value}`, { retryable: false });
}

function incomplete(contractId: string, why: string): IntegrationError {
  return new IntegrationError('CONTRACT_INCOMPLETE', `Contract ${contractId} cannot be sent for signature: ${why}.`, {
    retryable: false,
  });
}
