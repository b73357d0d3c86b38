/** ERP, bank, mail server and org for a collection, over their real protocols, and the service's own wiring against them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBank, type BankSimulator } from '../../../simulators/bank/simulator.ts';
import { newSshKeyPair } from '../../../simulators/bank/keys.ts';
import { startErp, type ErpSimulator } from '../../../simulators/erp/simulator.ts';
import { collectionPorts } from '../../../src/composition/collection.ts';
import { readConfig } from '../../../src/runtime/config.ts';
import { openDatabase, type Database } from '../../../src/runtime/database.ts';
import { dataFolder } from '../../support/data-folder.ts';
import { createLog } from '../../../src/runtime/log.ts';
import { createMetrics } from '../../../src/runtime/metrics.ts';
import { recordsOf } from '../../../src/salesforce/records.ts';
import { startMailBox, type MailBox } from '../../support/mail-box.ts';
import { connectTo, startOrgStandIn, type OrgStandIn } from '../../support/org-stand-in.ts';
import { silentLog } from '../../support/ports.ts';

/** 06:00 in Berlin has passed on the last TARGET day of January 2027. */
export const MONTH_END = '2027-01-29T07:00:00Z';

export interface WorldOptions {
  readonly invoices: number;
  /** Changes invoice or bank debit of one number, counted from 1. */
  readonly twist?: (number: number) => { readonly invoice?: object; readonly bankDebit?: object };
}

export interface World {
  readonly folder: string;
  readonly erp: ErpSimulator;
  readonly bank: BankSimulator;
  readonly org: OrgStandIn;
  readonly mailBox: MailBox;
  /** The service's settings; DATA_DIR is below the folder. */
  readonly environment: Readonly<Record<string, string>>;
  readonly time: { now: Date };
  bankState(): Promise<BankState>;
  erpInvoices(): Promise<Readonly<Record<string, ErpInvoice>>>;
  /** Puts a file into the bank's /outbox. */
  answer(name: string, content: string): void;
  stop(): Promise<void>;
}

export interface BankState {
  readonly files: readonly {
    readonly name: string;
    readonly sha256: string;
    readonly messageId: string;
    readonly transactions: number;
    readonly total: string;
    readonly status: string;
  }[];
  readonly collections: readonly { readonly endToEndId: string; readonly amount: string; readonly status: string }[];
}

export interface ErpInvoice {
  readonly state: string;
  readonly collectable: boolean;
  readonly grossMinor: number;
  readonly collectionId: string | null;
  readonly payments: readonly { readonly outcome: string; readonly reasonCode: string | null }[];
}

/** A valid German IBAN for a number. */
export function ibanOf(number: number): string {
  const account = `37040044${String(1_234_567 + number * 7919).padStart(10, '0')}`;
  const check = 98n - (BigInt(`${account}131400`) % 97n);
  return `DE${String(check).padStart(2, '0')}${account}`;
}

/** R-000001, R-000002, … over 10.01, 10.02, … euros. */
export function invoiceNumber(number: number): string {
  return `R-${String(number).padStart(6, '0')}`;
}

export function amountMinor(number: number): number {
  return 1000 + number;
}

export async function startWorld(options: WorldOptions): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'up-collection-'));
  const erpFile = join(folder, 'erp.json');
  writeFileSync(erpFile, JSON.stringify(books(options)));
  const time = { now: new Date(MONTH_END) };
  const key = newSshKeyPair();
  const keyFile = join(folder, 'id_ed25519');
  writeFileSync(keyFile, key.privateKey, { mode: 0o600 });
  await dataFolder(folder);
  const numbers = Array.from({ length: options.invoices }, (_, index) => index + 1);
  const [erp, bank, org, mailBox] = await Promise.all([
    startErp({ port: 0, stateFile: erpFile, now: () => time.now }),
    startBank({
      port: 0,
      sftpPort: 0,
      folder: join(folder, 'bank'),
      authorizedKeys: [key.publicKey],
      now: () => time.now,
    }),
    startOrgStandIn(
      new Map(
        numbers.map((number) => [
          `UP-${number}`,
          {
            Id: `001${String(number).padStart(12, '0')}AAA`,
            Name: `Käthe Größe ${number}`,
            PersonContactId: `003${String(number).padStart(12, '0')}AAA`,
            PersonEmail: `customer.${number}@example.com`,
            Country__c: number % 2 === 1 ? 'DE' : 'AT',
          },
        ]),
      ),
    ),
    startMailBox(),
  ]);
  return {
    folder,
    erp,
    bank,
    org,
    mailBox,
    time,
    environment: environmentFor(folder, { erp, bank, org, mailBox, keyFile }),
    bankState: async () => (await (await fetch(`${bank.url}/state`)).json()) as BankState,
    erpInvoices: () => {
      const { invoices } = JSON.parse(readFileSync(erpFile, 'utf8')) as { invoices: Record<string, ErpInvoice> };
      return Promise.resolve(invoices);
    },
    answer: (name, content) => writeFileSync(join(folder, 'bank', 'outbox', name), content),
    stop: async () => {
      await Promise.all([erp.stop(), bank.stop(), org.stop(), mailBox.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function environmentFor(
  folder: string,
  parts: Pick<World, 'erp' | 'bank' | 'org' | 'mailBox'> & { readonly keyFile: string },
): Readonly<Record<string, string>> {
  const elsewhere = 'http://127.0.0.1:9/';
  return {
    DATA_DIR: join(folder, 'service'),
    PUBLIC_URL: elsewhere,
    SALESFORCE_LOGIN_URL: parts.org.url,
    SALESFORCE_CLIENT_ID: 'test',
    SALESFORCE_USERNAME: 'test',
    SALESFORCE_PRIVATE_KEY_FILE: 'none',
    ERP_URL: parts.erp.url,
    ERP_BILLING_URL: parts.erp.billingUrl,
    ERP_TIMEOUT_SECONDS: '10',
    ARCHIVE_URL: elsewhere,
    ARCHIVE_KEY: 'test',
    ORG_API_KEY: 'key-of-the-org-for-tests',
    DATA_KEY: Buffer.alloc(32, 7).toString('base64'),
    PORTAL_URL: 'https://portal.example.com/my/',
    MARKET_REGISTER_URL: elsewhere,
    MARKET_REGISTER_KEY: 'test',
    MARKET_REGISTER_WEBHOOK_SECRET: 'sixteen-letters-or-more',
    E_SIGNATURE_URL: elsewhere,
    E_SIGNATURE_KEY: 'test',
    E_SIGNATURE_WEBHOOK_SECRET: 'sixteen-letters-or-more',
    SUPPLIER_ID: '9900000000001',
    BANK_HOST: '127.0.0.1',
    BANK_PORT: String(parts.bank.sftpPort),
    BANK_USERNAME: 'unified-power',
    BANK_PRIVATE_KEY_FILE: parts.keyFile,
    BANK_HOST_KEY_SHA256: parts.bank.hostKeySha256,
    BANK_TIMEOUT_SECONDS: '10',
    CREDITOR_NAME: 'Unified Power GmbH',
    CREDITOR_IBAN: 'DE89370400440532013000',
    CREDITOR_ID: 'DE98ZZZ09999999999',
    MAIL_URL: parts.mailBox.url,
    MAIL_FROM: 'Unified Power <service@unified-power.example>',
    COLLECTION_CLAIM_SECONDS: '0.5',
    RETRY_FIRST_SECONDS: '0.05',
    RETRY_MAX_SECONDS: '0.1',
  };
}

/** The service's parts for collections, wired as in the service. */
export async function openService(environment: Readonly<Record<string, string>>, now: () => Date, database?: Database) {
  const config = readConfig(environment);
  const own = database ?? (await openDatabase({ url: config.DATABASE_URL, dataDir: config.DATA_DIR }));
  const ports = await collectionPorts({
    config,
    database: own,
    clock: { now, stop: () => undefined },
    log: process.env['TEST_LOG'] ? createLog('warn') : silentLog,
    metrics: createMetrics(),
    salesforce: recordsOf(connectTo(config.SALESFORCE_LOGIN_URL)),
  });
  return { ports, config, database: own };
}

function books({ invoices, twist }: WorldOptions): object {
  const numbers = Array.from({ length: invoices }, (_, index) => index + 1);
  const contract = (number: number) => `V-${String(number).padStart(6, '0')}`;
  return {
    nextNumber: 1,
    nextInvoice: invoices + 1,
    customers: {},
    contracts: Object.fromEntries(
      numbers.map((number) => [
        contract(number),
        {
          contractId: `V${number}`,
          contractReference: contract(number),
          customerId: `K${number}`,
          currency: 'EUR',
          lines: [],
          cancelledOn: null,
          timesRegistered: 1,
          bankDebit: {
            mandateReference: `UP-M-${number}`,
            accountHolder: `Käthe Größe ${number}`,
            iban: ibanOf(number),
            signedOn: '2026-11-22',
            ...twist?.(number).bankDebit,
          },
        },
      ]),
    ),
    invoices: Object.fromEntries(
      numbers.map((number) => [
        invoiceNumber(number),
        {
          invoiceNumber: invoiceNumber(number),
          manifestId: 'M-2026-12',
          customerReference: `UP-${number}`,
          contractReference: contract(number),
          issuedOn: '2027-01-01',
          dueOn: '2027-01-15',
          periodFrom: '2026-12-01',
          periodTo: '2026-12-31',
          currency: 'EUR',
          delivery: 'E',
          taxPercent: 19,
          netMinor: amountMinor(number),
          taxMinor: 0,
          grossMinor: amountMinor(number),
          lines: [],
          state: 'OPEN',
          collectable: true,
          collectionId: null,
          payments: [],
          ...twist?.(number).invoice,
        },
      ]),
    ),
    manifests: [],
    tokens: [],
    tokenOf: {},
    tokenLists: {},
  };
}
