/** The composition root: builds the parts every area shares from the configuration and starts the areas of the role. */
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { billing, billingRouters } from './composition/billing.ts';
import { collection, collectionRouters } from './composition/collection.ts';
import { contractCallBacks, contracts } from './composition/contracts.ts';
import type { Area, ServiceParts } from './composition/parts.ts';
import { createGateway } from './gateway/http.ts';
import { followClock, systemClock } from './runtime/clock.ts';
import type { Config } from './runtime/config.ts';
import { openDatabase } from './runtime/database.ts';
import { describeError, isRetryable } from './runtime/errors.ts';
import { openLedger } from './runtime/ledger.ts';
import { createLog, type Log } from './runtime/log.ts';
import { createMetrics } from './runtime/metrics.ts';
import { openQueue } from './runtime/queue.ts';
import type { Rounds } from './runtime/rounds.ts';
import { listenForDoorbell } from './salesforce/doorbell.ts';
import { countriesOf } from './salesforce/countries.ts';
import { recordsOf } from './salesforce/records.ts';
import { openSession } from './salesforce/session.ts';

export interface RunningService {
  readonly url: string;
  stop(): Promise<void>;
}

/** What the agent does, area by area. The doorbell rings the first round of the first one. */
const AREAS: readonly Area[] = [contracts, billing, collection];
const QUEUES = AREAS.flatMap((area) => area.queues);
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
    const clock = config.CLOCK_URL ? await followClock(config.CLOCK_URL, log) : systemClock;
    closing.push(() => clock.stop());
    const parts: ServiceParts = { config, database, queue, clock, log, metrics };
    // Call backs are taken in before the org is reached: they only need the queue.
    const server = await listen(parts);
    closing.push(() => close(server));
    if (config.ROLE !== 'gateway') {
      const agent = await startAgent(parts);
      closing.push(() => agent.stop());
    }
    const { port } = server.address() as AddressInfo;
    return { url: `http://${config.HOST}:${port}`, stop: () => stopAll(closing) };
  } catch (error) {
    await stopAll(closing);
    throw error;
  }
}

async function startAgent(parts: ServiceParts): Promise<{ stop(): void }> {
  const { config, log } = parts;
  const login = {
    loginUrl: config.SALESFORCE_LOGIN_URL,
    clientId: config.SALESFORCE_CLIENT_ID,
    username: config.SALESFORCE_USERNAME,
    privateKeyPem: readFileSync(config.SALESFORCE_PRIVATE_KEY_FILE, 'utf8'),
    audience: config.SALESFORCE_AUDIENCE ?? config.SALESFORCE_LOGIN_URL,
  };
  const ledger = await openLedger(parts.database);
  const connection = await untilReachable(() => openSession(login), log);
  const salesforce = recordsOf(connection);
  const agentParts = { ...parts, ledger, salesforce, countries: countriesOf(salesforce) };

  const rounds: Rounds[] = [];
  for (const area of AREAS) rounds.push(...(await area.start(agentParts)));
  const doorbell = listenForDoorbell(connection, DOORBELL, () => rounds[0]?.now(), log);
  return {
    stop: () => {
      doorbell.stop();
      for (const round of rounds) round.stop();
    },
  };
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

async function listen(parts: ServiceParts): Promise<Server> {
  const { config, database, queue, metrics, log } = parts;
  const ready = async () => {
    await database.query('select 1');
    return true;
  };
  const app = createGateway({ queue, metrics, log, queues: QUEUES, ready }, contractCallBacks(config), [
    ...(await billingRouters(parts)),
    ...(await collectionRouters(parts)),
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
