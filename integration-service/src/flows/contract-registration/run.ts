/** Registers a signed contract and its customer with the ERP, once, and takes the ERP's numbers back. */
import { IntegrationError } from '../../runtime/errors.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { EffectLedger } from '../../runtime/ledger.ts';
import type { Countries } from '../../salesforce/countries.ts';
import { idLiteral, type SalesforceRecords } from '../../salesforce/records.ts';
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
  readonly Product__r: { readonly Name: string };
  readonly Service_Point__r: { readonly POD_Id__c: string };
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
        email: contract.Customer__r.PersonEmail ?? '',
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
    `SELECT ContractNumber, Signed_At__c, Switch_Status__c, CurrencyIsoCode, Customer__c, Customer__r.Name, Customer__r.PersonEmail,
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
    `SELECT Id, Commodity__c, Start__c, Product__r.Name, Service_Point__r.POD_Id__c FROM Contract_Line__c WHERE Contract__c = ${id} ORDER BY Commodity__c`,
  );
  const [mandate] = await salesforce.query<MandateRow>(
    `SELECT Reference__c, Account_Holder__c, Iban__c, Signed_On__c FROM Sepa_Mandate__c WHERE Contract__c = ${id} AND Status__c = 'Valid'`,
  );
  if (!contract.Signed_At__c)
    throw new IntegrationError('CONTRACT_NOT_SIGNED', `Contract ${contractId} is not signed`, { retryable: false });
  return {
    contractReference: contract.ContractNumber,
    customerId,
    signedOn: await countries.dayIn(contract.Account.Premises__r.Country__c, new Date(contract.Signed_At__c)),
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
    })),
  };
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
