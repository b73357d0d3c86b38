/** Tells the ERP which supplies the register has confirmed: only those are billed. */
import { IntegrationError } from '../../runtime/errors.ts';
import type { EffectLedger } from '../../runtime/ledger.ts';
import { textLiteral, type SalesforceRecords } from '../../salesforce/records.ts';
import type { Erp } from '../../systems/erp/client.ts';

/** What waits in the queue, by the request's number at the register. */
export interface SupplyConfirmation {
  readonly requestId: string;
  /** YYYY-MM-DD. */
  readonly startsOn: string;
  readonly meteringLocationId?: string;
  readonly meterSerial?: string;
}

export interface SupplyConfirmationPorts {
  readonly salesforce: Pick<SalesforceRecords, 'query'>;
  readonly erp: Pick<Erp, 'confirmSupply'>;
  readonly ledger: EffectLedger;
}

interface NoticeRow {
  readonly Contract_Line__c: string;
  readonly Contract_Line__r: {
    readonly Supply_Status__c: string;
    readonly Contract__r: { readonly ContractNumber: string };
  };
}

/** The ERP may not have the contract yet, because its registration is still being tried: then this is tried again too. */
export async function confirmSupply(ports: SupplyConfirmationPorts, confirmation: SupplyConfirmation): Promise<void> {
  const { requestId, ...supply } = confirmation;
  const [notice] = await ports.salesforce.query<NoticeRow>(
    `SELECT Contract_Line__c, Contract_Line__r.Supply_Status__c, Contract_Line__r.Contract__r.ContractNumber
     FROM Registry_Notice__c WHERE Message_Id__c = ${textLiteral(requestId)}`,
  );
  if (!notice) throw new IntegrationError('UNKNOWN_NOTICE', `No notice ${requestId} to confirm`, { retryable: true });
  const line = notice.Contract_Line__r;
  // Withdrawn meanwhile: the ERP is told that by the withdrawal.
  if (line.Supply_Status__c === 'Cancelled') return;

  const key = `erp:supply:${requestId}`;
  await ports.ledger.once({
    key,
    request: { requestId, startsOn: supply.startsOn },
    perform: async () => {
      const known = await ports.erp.confirmSupply(key, {
        contractReference: line.Contract__r.ContractNumber,
        lineReference: notice.Contract_Line__c,
        ...supply,
      });
      if (!known) {
        throw new IntegrationError('CONTRACT_NOT_AT_ERP', 'The ERP does not have the contract of this supply yet', {
          retryable: true,
        });
      }
      return { known };
    },
  });
}
