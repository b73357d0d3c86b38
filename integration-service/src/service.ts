/** The composition root: builds every part from the configuration and wires flows to queues. */
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { applySignatureEvent } from './flows/signature-result/run.ts';
import { registerContract } from './flows/contract-registration/run.ts';
import { requestSignature } from './flows/signature-request/run.ts';
import { applyRegisterAnswer, askForOpenAnswers } from './flows/supply-gain/answer.ts';
import { requestSupplyGain } from './flows/supply-gain/request.ts';
import { withdrawContract } from './flows/withdrawal/run.ts';
import { QUEUE_BY_KIND, takeNewRows, takeStrandedRows } from './flows/outbox/dispatch.ts';
import { outboxHandler } from './flows/outbox/handler.ts';
import { createGateway } from './gateway/http.ts';
import { followClock, systemClock, type Clock } from './runtime/clock.ts';
import type { Config } from './runtime/config.ts';
import { openDatabase } from './runtime/database.ts';
import { describeError, isRetryable } from './runtime/errors.ts';
import { openLedger } from './runtime/ledger.ts';
import { createLog, type Log } from './runtime/log.ts';
import { createMetrics, type Metrics } from './runtime/metrics.ts';
import { openQueue, type FlowHandler, type WorkQueue } from './runtime/queue.ts';
import { startRounds, type Rounds } from './runtime/rounds.ts';
import { listenForDoorbell } from './salesforce/doorbell.ts';
import { countriesOf } from './salesforce/countries.ts';
import { recordsOf, type SalesforceRecords } from './salesforce/records.ts';
import { openSession } from './salesforce/session.ts';
import { createErp } from './systems/erp/client.ts';
import { createESignature, EnvelopeEvent } from './systems/e-signature/client.ts';
import { createMarketRegister, SupplyGainEvent } from './systems/market-register/client.ts';

export interface RunningService {
  readonly url: string;
  stop(): Promise<void>;
}

const SIGNATURE_EVENTS = 'signature-result';
const REGISTER_ANSWERS = 'register-answer';
const QUEUES = [...Object.values(QUEUE_BY_KIND), SIGNATURE_EVENTS, REGISTER_ANSWERS];
const DOORBELL = 'Outbox_Doorbell__e';

/** Starts the roles the configuration names. The gateway only takes call backs into the queue; the agent does the work. */
export async function startService(config: Config): Promise<RunningService> {
  const log = createLog(config.LOG_LEVEL);
  const metrics = createMetrics();
  const closing: (() => Promise<void> | void)[] = [];
  const database = await openDatabase({ url: config.DATABASE_URL, dataDir: config.DATA_DIR });
  closing.push(() => database.close());
  try {
    const retry = {
      limit: config.RETRY_LIMIT,
      firstSeconds: config.RETRY_FIRST_SECONDS,
      maxSeconds: config.RETRY_MAX_SECONDS,
    };
    const queue = await openQueue(database, QUEUES, retry, log, metrics);
    closing.push(() => queue.stop());
    // Call backs are taken in from the first moment on: they only need the queue.
    const server = await listen(config, { queue, metrics, log, database });
    closing.push(() => close(server));
    if (config.ROLE !== 'gateway') {
      const ledger = await openLedger(database);
      const clock = config.CLOCK_URL ? await followClock(config.CLOCK_URL, log) : systemClock;
      closing.push(() => clock.stop());
      const agent = await startAgent(config, { queue, ledger, clock, log, metrics });
      closing.push(() => agent.stop());
    }
    const { port } = server.address() as AddressInfo;
    return { url: `http://${config.HOST}:${port}`, stop: () => stopAll(closing) };
  } catch (error) {
    await stopAll(closing);
    throw error;
  }
}

interface AgentParts {
  readonly queue: WorkQueue;
  readonly ledger: Awaited<ReturnType<typeof openLedger>>;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

async function startAgent(config: Config, parts: AgentParts): Promise<{ stop(): void }> {
  const { queue, log, metrics, clock } = parts;
  const login = {
    loginUrl: config.SALESFORCE_LOGIN_URL,
    clientId: config.SALESFORCE_CLIENT_ID,
    username: config.SALESFORCE_USERNAME,
    privateKeyPem: readFileSync(config.SALESFORCE_PRIVATE_KEY_FILE, 'utf8'),
    audience: config.SALESFORCE_AUDIENCE ?? config.SALESFORCE_LOGIN_URL,
  };
  const connection = await untilReachable(() => openSession(login), log);
  const salesforce = recordsOf(connection);
  const marketRegister = createMarketRegister({
    url: config.MARKET_REGISTER_URL,
    apiKey: config.MARKET_REGISTER_KEY,
    supplierId: config.SUPPLIER_ID,
    callbackUrl: new URL('/webhooks/market-register', config.PUBLIC_URL).href,
  });
  await serveFlows(config, parts, salesforce, marketRegister);

  const outbox = { salesforce, queue, taken: (kind: string) => metrics.outboxRows.inc({ kind }) };
  // What a killed predecessor had marked but not yet queued.
  await takeStrandedRows(outbox, clock.now());
  const rounds: Rounds[] = [
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
          clock,
          log,
          afterSeconds: config.MARKET_REGISTER_POLL_AFTER_SECONDS,
        }),
      parts,
    ),
  ];
  const doorbell = listenForDoorbell(connection, DOORBELL, () => rounds[0]?.now(), log);
  return {
    stop: () => {
      doorbell.stop();
      for (const round of rounds) round.stop();
    },
  };
}

const STRANDED_ROUND_SECONDS = 120;

/** Rows that a living process has just marked will be in the queue within this time. */
function strandedBefore(clock: Clock): Date {
  return new Date(clock.now().getTime() - STRANDED_ROUND_SECONDS * 1000);
}

const PAUSE_BETWEEN_LOGINS_MS = 2000;

/** An org that is down is waited for; one that refuses the login is an error that an operator must see. */
async function untilReachable<T>(open: () => Promise<T>, log: Log): Promise<T> {
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (!isRetryable(error)) throw error;
      log.warn({ problem: describeError(error) }, 'the org cannot be reached, trying again');
      await new Promise((resolve) => setTimeout(resolve, PAUSE_BETWEEN_LOGINS_MS));
    }
  }
}

async function serveFlows(
  config: Config,
  parts: AgentParts,
  salesforce: SalesforceRecords,
  marketRegister: ReturnType<typeof createMarketRegister>,
): Promise<void> {
  const { queue, ledger, clock } = parts;
  const erp = createErp({ url: config.ERP_URL, timeoutSeconds: config.ERP_TIMEOUT_SECONDS });
  const eSignature = createESignature({
    url: config.E_SIGNATURE_URL,
    apiKey: config.E_SIGNATURE_KEY,
    callbackUrl: new URL('/webhooks/e-sign', config.PUBLIC_URL).href,
  });
  const ports = {
    salesforce,
    countries: countriesOf(salesforce),
    ledger,
    clock,
    erp,
    eSignature,
    marketRegister,
    supplierName: config.SUPPLIER_NAME,
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
  await queue.serve(
    SIGNATURE_EVENTS,
    eventHandler(parts.log, (event: EnvelopeEvent) => applySignatureEvent(ports, event)),
  );
  await queue.serve(
    REGISTER_ANSWERS,
    eventHandler(parts.log, (event: SupplyGainEvent) => applyRegisterAnswer(ports, event)),
  );
}

/** An event that was given up stays in the queue's table as failed and in the log; there is no outbox row to mark. */
function eventHandler<Event extends { readonly eventId: string }>(
  log: Log,
  apply: (event: Event) => Promise<void>,
): FlowHandler<Event> {
  return {
    run: apply,
    giveUp: (event, reason) => {
      log.error({ eventId: event.eventId, reason }, 'an event could not be applied and needs a person');
      return Promise.resolve();
    },
  };
}

async function listen(
  config: Config,
  parts: Pick<AgentParts, 'queue' | 'metrics' | 'log'> & {
    readonly database: Awaited<ReturnType<typeof openDatabase>>;
  },
): Promise<Server> {
  const ready = async () => {
    await parts.database.query('select 1');
    return true;
  };
  const app = createGateway({ ...parts, queues: QUEUES, ready }, [
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
  ]);
  return new Promise((resolve, reject) => {
    const server = app.listen(config.PORT, config.HOST, (error?: Error) => (error ? reject(error) : resolve(server)));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Stops in the reverse order of starting. One part that fails to stop does not keep the others running. */
async function stopAll(closing: readonly (() => Promise<void> | void)[]): Promise<void> {
  const problems: unknown[] = [];
  for (const stop of closing.toReversed()) {
    try {
      await stop();
    } catch (error) {
      problems.push(error);
    }
  }
  if (problems.length > 0) throw new AggregateError(problems, 'The service did not stop cleanly');
}
