/** Wires contracts: what the org's outbox asks for, and the answers of the e-signature provider and the market register. */
import { registerContract } from '../flows/contract-registration/run.ts';
import { QUEUE_BY_KIND, takeNewRows, takeStrandedRows } from '../flows/outbox/dispatch.ts';
import { outboxHandler } from '../flows/outbox/handler.ts';
import { sendInvitation } from '../flows/portal-invitation/run.ts';
import { requestSignature } from '../flows/signature-request/run.ts';
import { applySignatureEvent } from '../flows/signature-result/run.ts';
import { applyRegisterAnswer, askForOpenAnswers } from '../flows/supply-gain/answer.ts';
import { confirmSupply, type SupplyConfirmation } from '../flows/supply-gain/confirmation.ts';
import { requestSupplyGain } from '../flows/supply-gain/request.ts';
import { withdrawContract } from '../flows/withdrawal/run.ts';
import type { CallBack } from '../gateway/http.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Config } from '../runtime/config.ts';
import type { WorkQueue } from '../runtime/queue.ts';
import { startRounds, type Rounds } from '../runtime/rounds.ts';
import { createErp } from '../systems/erp/client.ts';
import { createESignature, EnvelopeEvent } from '../systems/e-signature/client.ts';
import { createMailer, type Mailer } from '../systems/mail/mailer.ts';
import { createMarketRegister, SupplyGainEvent, type MarketRegister } from '../systems/market-register/client.ts';
import { eventHandler, type AgentParts, type Area } from './parts.ts';

const SIGNATURE_EVENTS = 'signature-result';
const REGISTER_ANSWERS = 'register-answer';
const SUPPLY_CONFIRMATIONS = 'supply-confirmation';
const STRANDED_ROUND_SECONDS = 120;

/** The first round is the look for new outbox rows: the doorbell rings it. */
export const contracts: Area = {
  queues: [...Object.values(QUEUE_BY_KIND), SIGNATURE_EVENTS, REGISTER_ANSWERS, SUPPLY_CONFIRMATIONS],
  async start(parts) {
    const marketRegister = createMarketRegister({
      url: parts.config.MARKET_REGISTER_URL,
      apiKey: parts.config.MARKET_REGISTER_KEY,
      supplierId: parts.config.SUPPLIER_ID,
      callbackUrl: new URL('/webhooks/market-register', parts.config.PUBLIC_URL).href,
    });
    await serveFlows(parts, marketRegister);
    return startContractRounds(parts, marketRegister);
  },
};

/** The call backs the gateway takes in for this area. */
export function contractCallBacks(config: Config): readonly CallBack<{ readonly eventId: string }>[] {
  return [
    {
      path: '/webhooks/e-sign',
      source: 'e-signature',
      secret: config.E_SIGNATURE_WEBHOOK_SECRET,
      queue: SIGNATURE_EVENTS,
      event: EnvelopeEvent,
    },
    {
      path: '/webhooks/market-register',
      source: 'market-register',
      secret: config.MARKET_REGISTER_WEBHOOK_SECRET,
      queue: REGISTER_ANSWERS,
      event: SupplyGainEvent,
    },
  ];
}

async function serveFlows(parts: AgentParts, marketRegister: MarketRegister): Promise<void> {
  const { queue, config } = parts;
  const ports = {
    ...parts,
    erp: createErp({ url: config.ERP_URL, timeoutSeconds: config.ERP_TIMEOUT_SECONDS }),
    eSignature: createESignature({
      url: config.E_SIGNATURE_URL,
      apiKey: config.E_SIGNATURE_KEY,
      callbackUrl: new URL('/webhooks/e-sign', config.PUBLIC_URL).href,
    }),
    marketRegister,
    supplierName: config.SUPPLIER_NAME,
    confirmed: confirmedBy(queue),
  };
  await queue.serve(
    'signature-request',
    outboxHandler(ports, (job) => requestSignature(ports, job)),
  );
  await queue.serve(
    'contract-registration',
    outboxHandler(ports, (job) => registerContract(ports, job)),
  );
  await queue.serve(
    'supply-gain',
    outboxHandler(ports, (job) => requestSupplyGain(ports, job)),
  );
  await queue.serve(
    'withdrawal',
    outboxHandler(ports, (job) => withdrawContract(ports, job)),
  );
  const invitations = {
    ...parts,
    mailer: mailerOf(config),
    dataKey: config.DATA_KEY,
    portalUrl: config.PORTAL_URL,
    supplierName: config.SUPPLIER_NAME,
  };
  await queue.serve(
    'portal-invitation',
    outboxHandler(ports, (job) => sendInvitation(invitations, job)),
  );
  await queue.serve(
    SIGNATURE_EVENTS,
    eventHandler(parts.log, (event: EnvelopeEvent) => applySignatureEvent(ports, event)),
  );
  await queue.serve(
    REGISTER_ANSWERS,
    eventHandler(parts.log, (event: SupplyGainEvent) => applyRegisterAnswer(ports, event)),
  );
  await queue.serve<SupplyConfirmation>(SUPPLY_CONFIRMATIONS, {
    run: (confirmation) => confirmSupply(ports, confirmation),
    giveUp: ({ requestId }, reason) => {
      parts.log.error({ requestId, reason }, 'the ERP was not told of a confirmed supply: it will not be billed');
      return Promise.resolve();
    },
  });
}

function mailerOf({ MAIL_URL: url, MAIL_FROM: from }: Config): Mailer | null {
  return url === undefined || from === undefined ? null : createMailer({ url, from });
}

/** An ERP that is down must not keep the register's answer from the org, so its message waits in a queue of its own. */
function confirmedBy(queue: WorkQueue) {
  return async (confirmation: SupplyConfirmation) => {
    await queue.add(SUPPLY_CONFIRMATIONS, confirmation.requestId, confirmation);
  };
}

async function startContractRounds(parts: AgentParts, marketRegister: MarketRegister): Promise<readonly Rounds[]> {
  const { salesforce, queue, metrics, clock, log, config } = parts;
  const outbox = { salesforce, queue, taken: (kind: string) => metrics.outboxRows.inc({ kind }) };
  // What a killed predecessor had marked but not yet queued.
  await takeStrandedRows(outbox, clock.now());
  return [
    startRounds('outbox', config.OUTBOX_POLL_SECONDS, () => takeNewRows(outbox), parts),
    startRounds(
      'stranded outbox rows',
      STRANDED_ROUND_SECONDS,
      () => takeStrandedRows(outbox, strandedBefore(clock)),
      parts,
    ),
    startRounds(
      'open register answers',
      Math.min(300, config.MARKET_REGISTER_POLL_AFTER_SECONDS),
      () =>
        askForOpenAnswers({
          salesforce,
          marketRegister,
          confirmed: confirmedBy(queue),
          clock,
          log,
          afterSeconds: config.MARKET_REGISTER_POLL_AFTER_SECONDS,
        }),
      parts,
    ),
  ];
}

/** Rows that a living process has just marked will be in the queue within this time. */
function strandedBefore(clock: Clock): Date {
  return new Date(clock.now().getTime() - STRANDED_ROUND_SECONDS * 1000);
}
