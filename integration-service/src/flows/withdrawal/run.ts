/** Tells the market register and the ERP that a household has withdrawn. */
import { IntegrationError } from '../../runtime/errors.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { EffectLedger } from '../../runtime/ledger.ts';
import type { Countries } from '../../salesforce/countries.ts';
import { idLiteral, type SalesforceRecords } from '../../salesforce/records.ts';
import type { Erp } from '../../systems/erp/client.ts';
import type { MarketRegister } from '../../systems/market-register/client.ts';
import type { OutboxJob } from '../outbox/dispatch.ts';

export interface WithdrawalPorts {
  readonly salesforce: SalesforceRecords;
  readonly erp: Pick<Erp, 'cancelContract'>;
  readonly marketRegister: Pick<MarketRegister, 'cancelSupplyGain'>;
  readonly ledger: EffectLedger;
  readonly clock: Clock;
  readonly countries: Countries;
}

interface WithdrawnContract {
  readonly ContractNumber: string;
  readonly ERP_Id__c: string | null;
  readonly Account: { readonly Premises__r: { readonly Country__c: string } };
}

interface NoticeRow {
  readonly Message_Id__c: string;
  readonly Service_Point__c: string;
  readonly Contract_Line__c: string;
}

export async function withdrawContract(ports: WithdrawalPorts, job: OutboxJob): Promise<void> {
  const { salesforce, erp, ledger, clock } = ports;
  const id = idLiteral(job.recordId);
  const [contract] = await salesforce.query<WithdrawnContract>(
    `SELECT ContractNumber, ERP_Id__c, Account.Premises__r.Country__c FROM Contract WHERE Id = ${id}`,
  );
  if (!contract) throw new IntegrationError('UNKNOWN_CONTRACT', `No contract ${job.recordId}`, { retryable: false });

  const gains = await salesforce.query<NoticeRow>(
    `SELECT Message_Id__c, Service_Point__c, Contract_Line__c FROM Registry_Notice__c
     WHERE Contract_Line__r.Contract__c = ${id} AND Kind__c = 'Gain' AND Status__c != 'Rejected'`,
  );
  for (const gain of gains) await cancelGain(ports, gain);

  if (contract.ERP_Id__c) {
    const key = `erp:cancel:${job.recordId}`;
    await ledger.once({
      key,
      request: { contractReference: contract.ContractNumber },
      perform: async () => {
        await erp.cancelContract(
          key,
          contract.ContractNumber,
          'WITHDRAWAL',
          await ports.countries.dayIn(contract.Account.Premises__r.Country__c, clock.now()),
        );
        return { cancelled: true };
      },
    });
  }
}

async function cancelGain(ports: WithdrawalPorts, gain: NoticeRow): Promise<void> {
  const { salesforce, marketRegister, ledger, clock } = ports;
  const sentAt = clock.now().toISOString();
  const answer = await ledger.once({
    key: `market-register:cancel:${gain.Message_Id__c}`,
    request: { requestId: gain.Message_Id__c },
    perform: () => marketRegister.cancelSupplyGain(gain.Message_Id__c).catch(nothingToCancel),
  });
  if (answer === null) return;
  await salesforce.upsert('Registry_Notice__c', 'Message_Id__c', {
    Message_Id__c: `${gain.Message_Id__c}-C`,
    Service_Point__c: gain.Service_Point__c,
    Contract_Line__c: gain.Contract_Line__c,
    Kind__c: 'Cancellation',
    Status__c: 'Confirmed',
    Sent_At__c: sentAt,
    Ack_At__c: answer.answeredAt ?? clock.now().toISOString(),
  });
}

/** The register never received the request, and never will: the request flow stops at a cancelled line. */
function nothingToCancel(error: unknown): null {
  if (error instanceof IntegrationError && error.code === 'MARKET_REGISTER_HTTP_404') return null;
  throw error;
}
