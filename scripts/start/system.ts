/** Starts local org, simulators and integration service in the right order, and knows how to stop them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadDemoData } from '../demo/load.ts';
import { PERSONAS } from '../demo/personas.ts';
import { inRoot } from '../support/paths.ts';
import { bankFolder, bankKeys, type BankKeys } from './bank-keys.ts';
import { requireFreePorts, takeDataFolder } from './guards.ts';
import { integrationKey } from './integration-key.ts';
import { startProgram, type RunningProgram } from './programs.ts';
import { readSettings, type Settings } from './settings.ts';

export interface RunningSystem {
  readonly settings: Settings;
  readonly urls: Urls;
  /** URLs and logins for people. */
  readonly welcome: string;
  readonly programs: Readonly<Record<'org' | 'simulators' | 'service', RunningProgram>>;
  stop(): Promise<void>;
}

export interface Urls {
  readonly org: string;
  readonly service: string;
  readonly erp: string;
  readonly marketRegister: string;
  readonly eSignature: string;
  readonly printVendor: string;
  readonly archive: string;
  readonly bank: string;
  readonly mail: string;
}

const CLIENT_ID = 'unified-power-integration';
const SUPPLIER_ID = '9900000000001';
/** Unified Power's own account and creditor identifier: published examples with right check digits. */
const CREDITOR = {
  name: 'Unified Power',
  iban: 'DE02120300000000202051',
  bic: 'BYLADEM1001',
  id: 'DE98ZZZ09999999999',
};
/** Half-hourly readings of the Low Carbon London trial, where somebody has put them; the ERP's simulator makes its own otherwise. */
const SMART_METER_FILE = inRoot('..', 'shared', 'data', 'smartmeter', 'lcl_block_62.csv');

/** Starts everything; `say` receives a line per phase. Whatever was started is stopped again when a later part fails. */
export async function startSystem(
  environment: Readonly<Record<string, string | undefined>>,
  say: (line: string) => void,
): Promise<RunningSystem> {
  const settings = readSettings(environment);
  const giveBack = takeDataFolder(settings.dataDir);
  const started: RunningProgram[] = [];
  const stop = async () => {
    for (const program of started) program.expectEnd();
    for (const program of started.toReversed()) await program.stop();
    giveBack();
  };
  try {
    await requireFreePorts(settings.ports);
    const urls = urlsOf(settings);
    const key = await timed(say, 'keys', () => integrationKey(settings.dataDir));
    const run = async (name: string, start: () => Promise<RunningProgram>) => {
      const program = await timed(say, name, start);
      started.push(program);
      return program;
    };
    const bank = bankKeys(settings.dataDir);
    const org = await run('local org', () => startOrg(settings, key.certificateBase64, say));
    const starting = run('simulators', () => startSimulators(settings, urls, bank));
    const loading = timed(say, 'demo data', () => loadDemoData(urls, settings.secrets));
    // Both come to their end before anything is stopped, also when one fails.
    await Promise.allSettled([starting, loading]);
    await loading;
    const simulators = await starting;
    const service = await run('integration service', () => startService(settings, urls, key.privateKeyFile, bank));
    return { settings, urls, welcome: welcome(urls, settings), programs: { org, simulators, service }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function timed<T>(say: (line: string) => void, name: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  say(`${name.padEnd(24)} ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}

/** Where everything of these settings is. */
export function urlsOf({ ports }: Settings): Urls {
  return {
    org: `http://localhost:${ports.org}`,
    service: `http://localhost:${ports.service}`,
    erp: `http://localhost:${ports.erp}`,
    marketRegister: `http://localhost:${ports.marketRegister}`,
    eSignature: `http://localhost:${ports.eSignature}`,
    printVendor: `http://localhost:${ports.printVendor}`,
    archive: `http://localhost:${ports.archive}`,
    bank: `http://localhost:${ports.bank}`,
    mail: `http://localhost:${ports.mail}`,
  };
}

function startOrg(settings: Settings, certificate: string, say: (line: string) => void): Promise<RunningProgram> {
  return startProgram({
    name: 'local org',
    args: [
      'local-org/src/cli/main.ts',
      'start',
      ...['--port', String(settings.ports.org)],
      ...['--data', join(settings.dataDir, 'org')],
      ...['--cache', join(settings.cacheDir, 'org')],
      ...['--source', inRoot()],
    ],
    env: {
      UP_INTEGRATION_CERTIFICATE: certificate,
      LOCAL_ORG_ADMIN_PASSWORD: settings.secrets.adminPassword,
      UP_MAIL_RELAY: `smtp://localhost:${settings.ports.mailSmtp}`,
    },
    ready: /ready at http/,
    logFile: join(settings.dataDir, 'logs', 'org.log'),
    restart: true,
    progress: (line) => say(`  ${line}`),
  });
}

function startSimulators(settings: Settings, urls: Urls, bank: BankKeys): Promise<RunningProgram> {
  const { ports, secrets } = settings;
  return startProgram({
    name: 'simulators',
    args: ['integration-service/simulators/main.ts'],
    env: {
      ERP_PORT: String(ports.erp),
      MARKET_REGISTER_PORT: String(ports.marketRegister),
      MARKET_REGISTER_KEY: secrets.marketRegisterKey,
      MARKET_REGISTER_WEBHOOK_SECRET: secrets.marketRegisterWebhookSecret,
      E_SIGNATURE_PORT: String(ports.eSignature),
      E_SIGNATURE_KEY: secrets.eSignatureKey,
      E_SIGNATURE_WEBHOOK_SECRET: secrets.eSignatureWebhookSecret,
      PRINT_VENDOR_PORT: String(ports.printVendor),
      ARCHIVE_PORT: String(ports.archive),
      ARCHIVE_KEY: secrets.archiveKey,
      BANK_PORT: String(ports.bank),
      BANK_SFTP_PORT: String(ports.bankSftp),
      BANK_FOLDER: bankFolder(settings.dataDir),
      BANK_AUTHORIZED_KEY: bank.publicKey,
      MAIL_PORT: String(ports.mail),
      MAIL_SMTP_PORT: String(ports.mailSmtp),
      ...(existsSync(SMART_METER_FILE) ? { SMART_METER_FILE } : {}),
      STATE_DIR: join(settings.dataDir, 'simulators'),
      CLOCK_URL: `${urls.org}/local/clock`,
      CALL_BACK_COPIES: '3',
    },
    ready: /simulators ready/,
    logFile: join(settings.dataDir, 'logs', 'simulators.log'),
    restart: true,
  });
}

function startService(settings: Settings, urls: Urls, privateKeyFile: string, bank: BankKeys): Promise<RunningProgram> {
  const { secrets } = settings;
  return startProgram({
    name: 'integration service',
    args: ['integration-service/src/main.ts'],
    env: {
      PORT: String(settings.ports.service),
      PUBLIC_URL: urls.service,
      DATA_DIR: join(settings.dataDir, 'service'),
      SALESFORCE_LOGIN_URL: urls.org,
      SALESFORCE_CLIENT_ID: CLIENT_ID,
      SALESFORCE_USERNAME: 'integration@unified-power.example',
      SALESFORCE_PRIVATE_KEY_FILE: privateKeyFile,
      CLOCK_URL: `${urls.org}/local/clock`,
      ERP_URL: `${urls.erp}/erp/customer`,
      ERP_BILLING_URL: `${urls.erp}/erp/billing`,
      BILLING_POLL_SECONDS: '3',
      ARCHIVE_URL: urls.archive,
      ARCHIVE_KEY: secrets.archiveKey,
      ORG_API_KEY: secrets.orgApiKey,
      DATA_KEY: secrets.dataKey,
      PORTAL_URL: `${urls.org}/my/`,
      BANK_HOST: 'localhost',
      BANK_PORT: String(settings.ports.bankSftp),
      BANK_USERNAME: 'unified-power',
      BANK_PRIVATE_KEY_FILE: bank.privateKeyFile,
      BANK_HOST_KEY_SHA256: bank.hostKeySha256,
      BANK_POLL_SECONDS: '3',
      COLLECTION_POLL_SECONDS: '3',
      COLLECTION_CLAIM_SECONDS: '10',
      OPERATIONS_API_KEY: secrets.operationsKey,
      CREDITOR_NAME: CREDITOR.name,
      CREDITOR_IBAN: CREDITOR.iban,
      CREDITOR_BIC: CREDITOR.bic,
      CREDITOR_ID: CREDITOR.id,
      MAIL_URL: `smtp://localhost:${settings.ports.mailSmtp}`,
      MAIL_FROM: 'Unified Power <service@unified-power.example>',
      MARKET_REGISTER_URL: urls.marketRegister,
      MARKET_REGISTER_KEY: secrets.marketRegisterKey,
      MARKET_REGISTER_WEBHOOK_SECRET: secrets.marketRegisterWebhookSecret,
      E_SIGNATURE_URL: urls.eSignature,
      E_SIGNATURE_KEY: secrets.eSignatureKey,
      E_SIGNATURE_WEBHOOK_SECRET: secrets.eSignatureWebhookSecret,
      SUPPLIER_ID,
      RETRY_MAX_SECONDS: '10',
    },
    ready: /integration service ready/,
    logFile: join(settings.dataDir, 'logs', 'service.log'),
    restart: true,
  });
}

function welcome(urls: Urls, { secrets }: Settings): string {
  const people = PERSONAS.filter((persona) => persona.page).map(
    (persona) => `  ${persona.username.padEnd(38)} ${persona.what.padEnd(34)} ${urls.org}${persona.page ?? ''}`,
  );
  return [
    `Local org            ${urls.org}`,
    `Agency portal        ${urls.org}/agency/`,
    `Customer portal      ${urls.org}/my/ (customers get their access by mail when they have signed)`,
    `Simulators           ERP ${urls.erp} · market register ${urls.marketRegister} · e-signature ${urls.eSignature}`,
    `                     print vendor ${urls.printVendor} · archive ${urls.archive} · bank ${urls.bank} · mail ${urls.mail}`,
    `Integration service  ${urls.service}/metrics`,
    '',
    `Logins (password ${secrets.demoPassword})`,
    ...people,
    `  ${'admin@unified-power.example'.padEnd(38)} system administrator (password ${secrets.adminPassword})`,
  ].join('\n');
}
