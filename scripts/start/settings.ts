/** Ports, folders and secrets of a running system on one machine (ARCHITECTURE rule 12). */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from '../support/paths.ts';

export interface Ports {
  readonly org: number;
  readonly service: number;
  readonly erp: number;
  readonly marketRegister: number;
  readonly eSignature: number;
}

/** What each port is for, in words for messages and the README's table. */
export const PORT_NAMES: Readonly<Record<keyof Ports, string>> = {
  org: 'local org (APIs, Lightning, sites)',
  service: 'integration service',
  erp: 'ERP simulator',
  marketRegister: 'market register simulator',
  eSignature: 'e-signature simulator',
};

const OFFSETS: Ports = { org: 0, service: 1, erp: 10, marketRegister: 11, eSignature: 12 };
const DEFAULT_BASE = 6100;

export interface Secrets {
  readonly adminPassword: string;
  readonly demoPassword: string;
  readonly marketRegisterKey: string;
  readonly marketRegisterWebhookSecret: string;
  readonly eSignatureKey: string;
  readonly eSignatureWebhookSecret: string;
}

export interface Settings {
  readonly ports: Ports;
  readonly dataDir: string;
  readonly cacheDir: string;
  readonly secrets: Secrets;
}

/** Reads the settings of this machine; secrets are made on the first start and kept in the data folder. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const base = Number(environment['UP_PORT_BASE'] ?? DEFAULT_BASE);
  if (!Number.isInteger(base) || base < 1024 || base > 65_000)
    throw new Error('UP_PORT_BASE must be a port number from 1024 to 65000.');
  const dataDir = environment['UP_DATA_DIR'] ?? inRoot('.data');
  mkdirSync(dataDir, { recursive: true });
  return {
    ports: portsFrom(base),
    dataDir,
    cacheDir: environment['UP_CACHE_DIR'] ?? inRoot('.cache'),
    secrets: readSecrets(dataDir),
  };
}

export function portsFrom(base: number): Ports {
  return {
    org: base + OFFSETS.org,
    service: base + OFFSETS.service,
    erp: base + OFFSETS.erp,
    marketRegister: base + OFFSETS.marketRegister,
    eSignature: base + OFFSETS.eSignature,
  };
}

function readSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  const secret = () => randomBytes(24).toString('base64url');
  const secrets: Secrets = {
    adminPassword: `Up-${secret().slice(0, 10)}-1`,
    demoPassword: `Up-${createHash('sha256').update(secret()).digest('hex').slice(0, 8)}-Demo1`,
    marketRegisterKey: secret(),
    marketRegisterWebhookSecret: secret(),
    eSignatureKey: secret(),
    eSignatureWebhookSecret: secret(),
  };
  writeFileSync(`${file}.new`, JSON.stringify(secrets, null, 1), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secrets;
}
