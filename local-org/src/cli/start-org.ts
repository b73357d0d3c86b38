/** Starts an org: data folder, engine workers, deploy, scheduler, HTTP. The composition root of the HTTP thread. */
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  EventStream,
  OneTimeCodes,
  ORG_CALLER,
  OrgClock,
  Router,
  SESSION_IDLE_MS,
  Sessions,
  addBulkResources,
  addCredentialResources,
  addDataResources,
  addSetupResources,
  addUiResources,
  createApiServer,
  fileLog,
} from '../api/index.ts';
import type { PlanRequest, RequestLog, Services } from '../api/index.ts';
import { JobScheduler } from '../engine/job-scheduler.ts';
import { MailRelay } from '../engine/mail-relay.ts';
import type { SiteFacts } from '../engine/operations/sites.ts';
import { EnginePool } from '../engine/pool.ts';
import type { Aftermath } from '../engine/ports.ts';
import { clockMemory, writeClock } from '../engine/shared-clock.ts';
import type { EngineWorkerData } from '../engine/worker.ts';
import { CannotStart, holdDataFolder } from './data-folder.ts';
import type { HeldFolder } from './data-folder.ts';
import { readProject } from './source-project.ts';
import { mountPages } from './web-pages.ts';
import type { WebPages } from './web-pages.ts';

export interface StartOptions {
  /** The org's folder; made when absent. */
  readonly dataFolder: string;
  /** Compiled pages; may be deleted at any time. Without it no pages are served. */
  readonly cacheFolder?: string;
  /** 0: any free one. */
  readonly port: number;
  /** A project (with sfdx-project.json) or one source folder, deployed when it changed. */
  readonly source?: string;
  /** For the administrator of a new org. */
  readonly adminPassword: string;
  readonly adminUsername?: string;
  /** Fills `replacements` of the project, and names the SMTP server (UP_MAIL_RELAY); default the process's. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Certificates of OAuth clients by consumer key, PEM or base64. */
  readonly clientCertificates?: Readonly<Record<string, string>>;
  /** Workers kept, and at most. */
  readonly workers?: number;
  readonly maximumWorkers?: number;
  /** Milliseconds a transaction waits for another one's lock; default the platform's ten seconds. */
  readonly lockTimeoutMs?: number;
  /** Told each phase with its time. */
  readonly say?: (line: string) => void;
}

export interface RunningOrg {
  readonly url: string;
  readonly port: number;
  readonly organizationId: string;
  /** For `X-Local-Admin` at `/local/*`. */
  readonly adminToken: string;
  readonly dataFolder: string;
  /** Resolves when no asynchronous job runs or is due. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

const DEFAULT_ADMIN = 'admin@unified-power.example';
const QUEUE_LIMIT = 500;
const DEFAULT_WORKERS = 2;
/** Enough for twenty callouts at once that each come back into the org; workers beyond the usual ones end when they are idle. */
const DEFAULT_MAXIMUM = 24;
/** Milliseconds of work per operation: the platform's 10 s of CPU with room for a slow laptop; asynchronous Apex has six times that. */
const WORK_LIMITS: Readonly<Record<string, number>> = {
  asyncRun: 120_000,
  deploySource: 600_000,
  startDeploy: 600_000,
  runTests: 600_000,
  runTestsAsync: 600_000,
  createOrganization: 120_000,
  warmUp: 120_000,
};
const WORK_LIMIT_MS = 30_000;

/** Starts the org; throws CannotStart with a message for the user. Everything begun is undone when it cannot start. */
export async function startOrg(options: StartOptions): Promise<RunningOrg> {
  const say = options.say ?? (() => undefined);
  const folder = holdDataFolder(options.dataFolder);
  const undo: (() => Promise<void> | void)[] = [() => folder.release()];
  try {
    await requireFreePort(options.port);
    if (!folder.existed) {
      await createOrg(folder, options, say);
      folder.complete();
    }
    return await run(options, folder, say, undo);
  } catch (cause) {
    for (const step of undo.toReversed()) await step();
    throw cause;
  }
}

/** A new org is filled in a folder with another name; only a complete one gets its real name. */
async function createOrg(folder: HeldFolder, options: StartOptions, say: (line: string) => void): Promise<void> {
  const memory = clockMemory({ offsetMs: 0, frozenAt: null });
  const pool = await timed(say, 'engine', () =>
    startPool(folder.path, memory, { ...options, workers: 1 }, () => undefined, reportTo(say)),
  );
  try {
    await timed(say, 'new organisation', () =>
      pool.run(
        'createOrganization',
        { adminUsername: options.adminUsername ?? DEFAULT_ADMIN, adminPassword: options.adminPassword },
        ORG_CALLER,
      ),
    );
    await deploySource(pool, options, say);
  } finally {
    await pool.stop();
  }
}

async function deploySource(pool: EnginePool, options: StartOptions, say: (line: string) => void): Promise<void> {
  const { source } = options;
  if (source === undefined) return;
  await timed(say, 'deploy', async () => {
    const files = readProject(source, options.environment ?? process.env);
    const result = await pool.run('deploySource', { files }, ORG_CALLER);
    if (result.problems.length > 0)
      throw new CannotStart(`The metadata in ${source} cannot be deployed:\n${result.problems.join('\n')}`);
    return result.skipped ? 'unchanged' : `${result.components} components`;
  });
}

async function run(
  options: StartOptions,
  folder: HeldFolder,
  say: (line: string) => void,
  undo: (() => Promise<void> | void)[],
): Promise<RunningOrg> {
  const { dataFolder } = options;
  mkdirSync(join(dataFolder, 'logs'), { recursive: true });
  const log = fileLog(join(dataFolder, 'logs', 'access.log'), join(dataFolder, 'logs', 'error.log'));
  undo.push(() => log.close());
  const memory = clockMemory({ offsetMs: 0, frozenAt: null });
  const live: { after: (aftermath: Aftermath) => void } = { after: () => undefined };
  const pool = await timed(say, 'engine', () =>
    startPool(
      dataFolder,
      memory,
      options,
      (aftermath) => live.after(aftermath),
      (where, cause) => log.failure(where, cause),
    ),
  );
  undo.push(() => pool.stop());
  writeClock(memory, await pool.run('loadClock', {}, ORG_CALLER));
  await pool.run('asyncRecover', {}, ORG_CALLER);
  if (folder.existed) await deploySource(pool, options, say);
  for (const [consumerKey, certificate] of Object.entries(options.clientCertificates ?? {})) {
    await pool.run('registerClient', { consumerKey, certificate }, ORG_CALLER);
  }
  const clock = new OrgClock(memory, pool, ORG_CALLER);
  const scheduler = new JobScheduler(
    pool,
    ORG_CALLER,
    () => clock.now(),
    (where, cause) => log.failure(where, cause),
  );
  undo.push(() => scheduler.stop());
  clock.subscribe(() => scheduler.wake());
  const { cacheFolder } = options;
  const pages =
    cacheFolder === undefined ? null : await mountPages(pool, cacheFolder, (where, cause) => log.failure(where, cause));
  const services = await assemble(pool, clock, log, folder.adminToken, pages, scheduler);
  const relay = mailRelay(options, pool, log);
  if (relay) undo.push(() => relay.stop());
  live.after = (aftermath) => {
    if (aftermath.schemaChanged) void services.deployed();
    if (aftermath.events) services.events.published();
    if (aftermath.mail) relay?.wake();
    scheduler.wake();
  };
  const { port, close } = await timed(say, 'listen', () => listen(services, options.port));
  undo.push(close);
  const url = `http://localhost:${port}`;
  await pool.run('setMailSurroundings', { origin: url, relayed: relay !== null }, ORG_CALLER);
  relay?.wake();
  scheduler.wake();
  void warmUp(pool, options.workers ?? DEFAULT_WORKERS, log);
  if (pages) void buildPages(pages, log, say);
  let stopped: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    for (const step of undo.toReversed()) await step();
  };
  return {
    url,
    port,
    organizationId: services.organizationId,
    adminToken: folder.adminToken,
    dataFolder,
    settled: () => settled(pool, scheduler),
    stop: () => (stopped ??= stop()),
  };
}

/** Mail leaves the org only where `UP_MAIL_RELAY` names an SMTP server (`smtp://host:port`). */
function mailRelay(options: StartOptions, pool: EnginePool, log: RequestLog): MailRelay | null {
  const url = (options.environment ?? process.env)['UP_MAIL_RELAY'] ?? '';
  if (url === '') return null;
  if (!/^smtps?:\/\/[^/]+$/.test(url.replace(/\/$/, '')))
    throw new CannotStart(`UP_MAIL_RELAY must be the address of an SMTP server (smtp://host:port), not ${url}.`);
  return new MailRelay({ url, pool, caller: ORG_CALLER, report: (where, cause) => log.failure(where, cause) });
}

/** As many at once as there are workers, so that each gets one. */
async function warmUp(pool: EnginePool, workers: number, log: RequestLog): Promise<void> {
  try {
    await Promise.all(Array.from({ length: workers }, () => pool.run('warmUp', {}, ORG_CALLER)));
  } catch (cause) {
    // The same error meets whoever uses Apex; data without Apex stays reachable.
    log.failure('warmUp', cause);
  }
}

async function buildPages(pages: WebPages, log: RequestLog, say: (line: string) => void): Promise<void> {
  try {
    await timed(say, 'pages', () => pages.refresh());
    // After the build, which makes young again what it uses.
    await pages.tidy();
  } catch (cause) {
    // Pages show the problem themselves; the APIs work without them.
    log.failure('pages', cause);
    say(`pages could not be built: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

interface LiveServices extends Services {
  /** Takes a new deployed state over. */
  deployed(): Promise<void>;
}

async function assemble(
  pool: EnginePool,
  clock: OrgClock,
  log: RequestLog,
  adminToken: string,
  pages: WebPages | null,
  scheduler: JobScheduler,
): Promise<LiveServices> {
  const { organizationId } = await pool.run('orgFacts', {}, ORG_CALLER);
  const kept = await pool.run('loadSessions', { notBefore: Date.now() - SESSION_IDLE_MS }, ORG_CALLER);
  const sessions = new Sessions(
    {
      save: (session) => pool.run('saveSession', session, ORG_CALLER),
      remove: (tokenHash) => pool.run('removeSession', { tokenHash }, ORG_CALLER),
      failed: (cause) => log.failure('session', cause),
    },
    organizationId,
    kept,
  );
  const rest = new Router<PlanRequest>();
  addDataResources(rest);
  addUiResources(rest);
  addBulkResources(rest);
  addCredentialResources(rest);
  addSetupResources(rest);
  let sites = new Map<string, SiteFacts>();
  const readSites = async (): Promise<void> => {
    sites = new Map((await pool.run('siteList', {}, ORG_CALLER)).map((site) => [site.urlPathPrefix, site]));
  };
  await readSites();
  return {
    pool,
    sessions,
    codes: new OneTimeCodes(),
    rest,
    events: new EventStream(pool, (where, cause) => log.failure(where, cause)),
    clock,
    log,
    organizationId,
    adminToken,
    sites: () => sites,
    web: () => pages?.handle ?? null,
    health: () => ({ jobsRunning: scheduler.running }),
    deployed: async () => {
      try {
        await readSites();
        await pages?.refresh();
      } catch (cause) {
        log.failure('after deploy', cause);
      }
    },
  };
}

function startPool(
  dataFolder: string,
  clock: SharedArrayBuffer,
  options: Pick<StartOptions, 'workers' | 'maximumWorkers' | 'cacheFolder' | 'lockTimeoutMs'>,
  onAftermath: (aftermath: Aftermath) => void,
  report: (where: string, cause: unknown) => void,
): Promise<EnginePool> {
  return EnginePool.start({
    workerModule: new URL('../engine/worker.ts', import.meta.url),
    workerData: {
      dataFolder,
      cacheFolder: options.cacheFolder ?? join(dataFolder, 'cache'),
      clock,
      ...(options.lockTimeoutMs === undefined ? {} : { lockTimeoutMs: options.lockTimeoutMs }),
    } satisfies EngineWorkerData,
    size: options.workers ?? DEFAULT_WORKERS,
    maximum: options.maximumWorkers ?? DEFAULT_MAXIMUM,
    queueLimit: QUEUE_LIMIT,
    workLimitMs: (operation) => WORK_LIMITS[operation] ?? WORK_LIMIT_MS,
    onAftermath,
    onInternalError: (operation, { stack, message }) => report(operation, stack ?? message),
  });
}

/** Listens on both loopback addresses, because `localhost` may mean either. */
async function listen(
  services: Services,
  port: number,
): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const server = await bind(createApiServer(services), '127.0.0.1', port);
  const bound = (server.address() as AddressInfo).port;
  const servers = [server];
  try {
    servers.push(await bind(createApiServer(services), '::1', bound));
  } catch (cause) {
    // A machine without IPv6 has no ::1.
    if (cause instanceof CannotStart || !hasCode(cause, ['EADDRNOTAVAIL', 'EAFNOSUPPORT'])) throw cause;
  }
  return {
    port: bound,
    close: async () => {
      await Promise.all(
        servers.map((one) => {
          const closed = new Promise<void>((resolve) => one.close(() => resolve()));
          // Streaming clients would hold the server open for ever.
          one.closeAllConnections();
          return closed;
        }),
      );
    },
  };
}

/** Before any work is done: a new org on a taken port would be made for nothing. */
async function requireFreePort(port: number): Promise<void> {
  if (port === 0) return;
  const probe = await bind(createServer(), '127.0.0.1', port);
  await new Promise<void>((resolve) => probe.close(() => resolve()));
}

function bind(server: Server, host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      if (hasCode(cause, ['EADDRINUSE'])) {
        reject(
          new CannotStart(`Port ${port} is taken by another program. Stop it, or choose another port with --port.`, {
            cause,
          }),
        );
      } else reject(cause);
    });
    server.listen(port, host, () => resolve(server));
  });
}

function hasCode(cause: unknown, codes: readonly string[]): boolean {
  return cause instanceof Error && 'code' in cause && codes.includes(String(cause.code));
}

async function settled(pool: EnginePool, scheduler: JobScheduler): Promise<void> {
  for (;;) {
    const { jobs } = await pool.run('asyncDue', {}, ORG_CALLER);
    if (jobs.length === 0 && scheduler.running === 0) return;
    scheduler.wake();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function timed<T>(say: (line: string) => void, name: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  const note = typeof result === 'string' ? `  ${result}` : '';
  say(`${name.padEnd(18)} ${((performance.now() - started) / 1000).toFixed(2)} s${note}`);
  return result;
}

function reportTo(say: (line: string) => void): (where: string, cause: unknown) => void {
  return (where, cause) => say(`${where}: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`);
}
