/** Asks the market register for supply of one market location, once. */
import { IntegrationError } from '../../runtime/errors.ts';
import type { Clock } from '../../runtime/clock.ts';
import { daysAfter } from '../../runtime/days.ts';
import type { EffectLedger } from '../../runtime/ledger.ts';
import type { Countries } from '../../salesforce/countries.ts';
import { idLiteral, textLiteral, type SalesforceRecords } from '../../salesforce/records.ts';
import { IDENTIFIER_WRONG, requireServicePoint } from '../../salesforce/required-identifiers.ts';
import type { Commodity, MarketRegister, SupplyGain } from '../../systems/market-register/client.ts';
import type { OutboxJob } from '../outbox/dispatch.ts';
import { applyRegisterAnswer, type RegisterAnswerPorts } from './answer.ts';

export interface SupplyGainPorts extends RegisterAnswerPorts {
  readonly marketRegister: Pick<MarketRegister, 'requestSupplyGain' | 'cancelSupplyGain'>;
  readonly ledger: EffectLedger;
  readonly clock: Clock;
  readonly countries: Countries;
}

interface LineRow {
  readonly Id: string;
  readonly Commodity__c: string;
  readonly Start__c: string | null;
  readonly Supply_Status__c: string;
  readonly Service_Point__c: string;
  readonly Service_Point__r: { readonly POD_Id__c: string };
  readonly Property__r: { readonly Country__c: string };
  readonly Contract__r: { readonly Customer__r: { readonly Name: string } };
}

/** The register's word for it, and ours when we see it before. */
const MALFORMED: readonly string[] = ['MARKET_REGISTER_HTTP_422', IDENTIFIER_WRONG];

/** The outbox row's id is the request's number at the register, so a repeated run asks the same question. */
export async function requestSupplyGain(ports: SupplyGainPorts, job: OutboxJob): Promise<void> {
  const { salesforce, marketRegister, ledger, clock } = ports;
  const requestId = job.outboxId;
  const line = await readLine(salesforce, job.recordId);
  if (line.Supply_Status__c !== 'Requested') return;

  await announce(salesforce, requestId, line, clock);
  const request = {
    requestId,
    marketLocationId: line.Service_Point__r.POD_Id__c,
    commodity: toCommodity(line.Commodity__c),
    customerName: line.Contract__r.Customer__r.Name,
    desiredStart: earliestStart(line.Start__c, await ports.countries.dayIn(line.Property__r.Country__c, clock.now())),
  };
  const key = `market-register:gain:${requestId}`;
  const answer = await ledger
    .once<SupplyGain>({
      key,
      request: { requestId, marketLocationId: request.marketLocationId },
      perform: async () => {
        const { Commodity__c: commodity, Property__r: property } = line;
        requireServicePoint(`contract line ${line.Id}`, property.Country__c, commodity, request.marketLocationId);
        return marketRegister.requestSupplyGain(request);
      },
    })
    .catch((error: unknown) => rejectedAsMalformed(error, requestId, clock));
  await applyRegisterAnswer(ports, answer);

  // A withdrawal that ran meanwhile found no request to cancel.
  if ((await readLine(salesforce, job.recordId)).Supply_Status__c === 'Cancelled')
    await marketRegister.cancelSupplyGain(requestId);
}

/** The notice exists before the question is asked: the answer may come back faster than we can write. */
async function announce(salesforce: SalesforceRecords, requestId: string, line: LineRow, clock: Clock): Promise<void> {
  const known = await salesforce.query(
    `SELECT Id FROM Registry_Notice__c WHERE Message_Id__c = ${textLiteral(requestId)}`,
  );
  if (known.length > 0) return;
  await salesforce.update('Contract_Line__c', [{ Id: line.Id, Market_Request_Id__c: requestId }]);
  await salesforce.upsert('Registry_Notice__c', 'Message_Id__c', {
    Message_Id__c: requestId,
    Service_Point__c: line.Service_Point__c,
    Contract_Line__c: line.Id,
    Kind__c: 'Gain',
    Status__c: 'Sent',
    Sent_At__c: clock.now().toISOString(),
  });
}

async function readLine(salesforce: SalesforceRecords, lineId: string): Promise<LineRow> {
  const [line] = await salesforce.query<LineRow>(
    `SELECT Id, Commodity__c, Start__c, Supply_Status__c, Service_Point__c, Service_Point__r.POD_Id__c, Property__r.Country__c, Contract__r.Customer__r.Name
     FROM Contract_Line__c WHERE Id = ${idLiteral(lineId)}`,
  );
  if (!line) throw new IntegrationError('UNKNOWN_CONTRACT_LINE', `No contract line ${lineId}`, { retryable: false });
  return line;
}

/** Supply cannot begin in the past or today: the register works for the next day at the earliest. */
function earliestStart(wanted: string | null, today: string): string {
  const tomorrow = daysAfter(today, 1);
  return wanted && wanted > tomorrow ? wanted : tomorrow;
}

function toCommodity(value: string): Commodity {
  if (value === 'Electricity') return 'ELECTRICITY';
  if (value === 'Gas') return 'GAS';
  throw new IntegrationError('UNKNOWN_COMMODITY', `The market register knows no commodity ${value}`, {
    retryable: false,
  });
}

/** A request the register cannot read is a rejection that a clerk must see on the record, not a technical failure. */
function rejectedAsMalformed(error: unknown, requestId: string, clock: Clock): SupplyGain {
  if (!(error instanceof IntegrationError) || !MALFORMED.includes(error.code)) throw error;
  const now = clock.now().toISOString();
  return {
    requestId,
    status: 'REJECTED',
    receivedAt: now,
    answeredAt: now,
    reasonCode: 'MALFORMED',
    reason: error.message,
  };
}
