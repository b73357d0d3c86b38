/** Takes the market register's answers into the org, by call back or by asking. */
import { IntegrationError } from '../../runtime/errors.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/log.ts';
import { textLiteral, type Fields, type SalesforceRecords } from '../../salesforce/records.ts';
import type { MarketRegister, SupplyGain } from '../../systems/market-register/client.ts';
import type { SupplyConfirmation } from './confirmation.ts';

export interface RegisterAnswerPorts {
  readonly salesforce: SalesforceRecords;
  /** Makes sure that the ERP is told of a confirmed supply: durable when it returns, and once per request. */
  readonly confirmed: (confirmation: SupplyConfirmation) => Promise<void>;
}

/**
 * Writes the state of a request to its notice. States only go forward; a repeated answer changes nothing. The ERP's message is put aside
 * before the notice is written: a notice that says Confirmed is never looked at again.
 */
export async function applyRegisterAnswer(ports: RegisterAnswerPorts, answer: SupplyGain): Promise<void> {
  const { salesforce } = ports;
  const [notice] = await salesforce.query<{ Status__c: string }>(
    `SELECT Status__c FROM Registry_Notice__c WHERE Message_Id__c = ${textLiteral(answer.requestId)}`,
  );
  if (!notice)
    throw new IntegrationError('UNKNOWN_NOTICE', `No notice ${answer.requestId} for a register answer`, {
      retryable: true,
    });
  if (notice.Status__c === 'Confirmed' || notice.Status__c === 'Rejected') return;

  if (answer.status === 'CONFIRMED') await ports.confirmed(confirmationOf(answer));
  const fields = noticeFields(answer);
  if (!fields || fields['Status__c'] === notice.Status__c) return;
  await salesforce.upsert('Registry_Notice__c', 'Message_Id__c', { Message_Id__c: answer.requestId, ...fields });
}

function confirmationOf(answer: SupplyGain): SupplyConfirmation {
  const { requestId, supplyStart, meteringLocationId, meterSerial } = answer;
  if (!supplyStart) {
    throw new IntegrationError('NO_SUPPLY_START', `The register confirmed ${requestId} without a day`, {
      retryable: false,
    });
  }
  return {
    requestId,
    startsOn: supplyStart,
    ...(meteringLocationId ? { meteringLocationId } : {}),
    ...(meterSerial ? { meterSerial } : {}),
  };
}

function noticeFields(answer: SupplyGain): Fields | undefined {
  switch (answer.status) {
    case 'RECEIVED':
      return { Status__c: 'Acknowledged', Ack_At__c: answer.receivedAt };
    case 'CONFIRMED':
      return {
        Status__c: 'Confirmed',
        Ack_At__c: answer.answeredAt ?? answer.receivedAt,
        Supply_Start__c: answer.supplyStart ?? null,
        Metering_Location_Id__c: answer.meteringLocationId ?? null,
        Meter_Manufacturer__c: answer.meterManufacturer ?? null,
        Meter_Serial__c: answer.meterSerial ?? null,
      };
    case 'REJECTED':
      return {
        Status__c: 'Rejected',
        Ack_At__c: answer.answeredAt ?? answer.receivedAt,
        Reason_Code__c: answer.reasonCode ?? null,
        Reason__c: answer.reason ?? null,
      };
    case 'CANCELLED':
      // Our own cancellation has a notice of its own.
      return undefined;
  }
}

const AT_ONCE = 200;

/** Asks for answers that should have been called back by now. Answers how many were open. */
export async function askForOpenAnswers(
  ports: RegisterAnswerPorts & {
    readonly marketRegister: Pick<MarketRegister, 'supplyGain'>;
    readonly clock: Clock;
    readonly log: Log;
    readonly afterSeconds: number;
  },
): Promise<number> {
  const before = new Date(ports.clock.now().getTime() - ports.afterSeconds * 1000).toISOString();
  const open = await ports.salesforce.query<{ Message_Id__c: string }>(
    `SELECT Message_Id__c FROM Registry_Notice__c WHERE Kind__c = 'Gain' AND Status__c IN ('Sent', 'Acknowledged')
     AND Sent_At__c < ${before} ORDER BY Sent_At__c LIMIT ${AT_ONCE}`,
  );
  for (const notice of open) {
    try {
      await applyRegisterAnswer(ports, await ports.marketRegister.supplyGain(notice.Message_Id__c));
    } catch (error) {
      // Never received: the request itself is still in the queue and will be sent.
      if (!(error instanceof IntegrationError) || error.code !== 'MARKET_REGISTER_HTTP_404') throw error;
      ports.log.info({ requestId: notice.Message_Id__c }, 'the register has not received this request yet');
    }
  }
  return open.length;
}
