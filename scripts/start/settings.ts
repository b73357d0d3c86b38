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
  readonly printVendor: number;
  readonly archive: number;
  readonly bank: number;
  readonly bankSftp: number;
  readonly mail: number;
  readonly mailSmtp: number;
}

/** What each port is for, in words for messages and the README's table. */
export const PORT_NAMES: Readonly<Record<keyof Ports, string>> = {
  org: 'local org (APIs, Lightning, sites)',
  service: 'integration service',
  erp: 'ERP simulator',
  marketRegister: 'market register simulator',
  eSignature: 'e-signature simulator',
  printVendor: 'print vendor simulator',
  archive: 'invoice archive simulator',
  bank: 'bank simulator',
  bankSftp: 'bank simulator (SFTP)',
  mail: 'mail simulator',
  mailSmtp: 'mail simulator (SMTP)',
};

const OFFSETS: Ports = {
  org: 0,
  service: 1,
  erp: 10,
  marketRegister: 11,
  eSignature: 12,
  printVendor: 13,
  archive: 14,
  bank: 15,
  bankSftp: 16,
  mail: 17,
  mailSmtp: 18,
};
const DEFAULT_BASE = 6100;

export interface Secrets {
  readonly adminPassword: string;
  readonly demoPassword: string;
  readonly marketRegisterKey: string;
  readonly marketRegisterWebhookSecret: string;
  readonly eSignatureKey: string;
  readonly eSignatureWebhookSecret: string;
  readonly archiveKey: string;
  /** With it the org's named credential calls the integration service. */
  readonly orgApiKey: string;
  /** For an operator's look at /operations of the integration service. */
  readonly operationsKey: string;
  /** 32 bytes in base64: seals what the integration service keeps of IBANs and archive tokens. */
  readonly dataKey: string;
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
  const ports = Object.entries(OFFSETS).map(([name, offset]: [string, number]) => [name, base + offset]);
  return Object.fromEntries(ports) as Ports;
}

function readSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json');
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Secrets>) : {};
  const secrets = { ...newSecrets(), ...known };
  // A data folder of an earlier version lacks the newer ones.
  if (Object.keys(secrets).length > Object.keys(known).length) {
    writeFileSync(`${file}.new`, JSON.stringify(secrets, null, 1), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return secrets;
}

function newSecrets(): Secrets {
  const secret = () => randomBytes(24).toString('base64url');
  return {
    adminPassword: `Up-${secret().slice(0, 10)}-1`,
    demoPassword: `Up-${createHash('sha256').update(secret()).digest('hex').slice(0, 8)}-Demo1`,
    marketRegisterKey: secret(),
    marketRegisterWebhookSecret: secret(),
    eSignatureKey: secret(),
    eSignatureWebhookSecret: secret(),
    archiveKey: secret(),
    orgApiKey: secret(),
    operationsKey: secret(),
    dataKey: randomBytes(32).toString('base64'),
  };
}
