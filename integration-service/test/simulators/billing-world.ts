/** ERP, print vendor and archive on free ports with a clock that stands still, spoken to by SOAP and HTTP as their neighbours do. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Client } from 'soap';
import { startArchive, type ArchiveSimulator } from '../../simulators/archive/simulator.ts';
import { startErp, type ErpSimulator } from '../../simulators/erp/simulator.ts';
import { startPrintVendor } from '../../simulators/print-vendor/simulator.ts';
import { soapClient } from '../../simulators/support/soap.ts';
import type { Simulator } from '../../simulators/support/server.ts';

export const ARCHIVE_KEY = 'key-of-the-archive';
export const IBAN = 'DE89370400440532013000';

/** The real readings of 2013, where a machine has them. */
export function realReadings(): string | undefined {
  const file =
    process.env['SMART_METER_FILE'] ??
    fileURLToPath(new URL('../../../../shared/data/smartmeter/lcl_block_62.csv', import.meta.url));
  return existsSync(file) ? file : undefined;
}

type SoapCall = (message: object) => Promise<readonly [Answer | null]>;

export interface Answer {
  readonly [name: string]: unknown;
}

export interface Invoice {
  readonly invoiceNumber: string;
  readonly contractReference: string;
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly periodFrom: string;
  readonly periodTo: string;
  readonly netAmount: string;
  readonly taxAmount: string;
  readonly grossAmount: string;
  readonly delivery: string;
  readonly line: readonly { lineReference: string; commodity: string; quantity: string; amount: string }[];
}

/** A repeated element as the SOAP library hands it over, as a list. */
export function list(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** An amount with two digits as minor units. */
export function minor(amount: unknown): number {
  const [whole = '', cents = ''] = String(amount).split('.');
  if (!/^\d{2}$/.test(cents)) throw new Error(`not two digits: ${String(amount)}`);
  return Number(whole) * 100 + Number(cents);
}

export interface ContractFacts {
  readonly reference: string;
  readonly customer?: string;
  readonly country?: string;
  readonly language?: string;
  readonly email?: string;
  readonly commodities?: readonly ('ELECTRICITY' | 'GAS')[];
  readonly unitPrice?: string;
  readonly standingCharge?: string;
  readonly tariffName?: string;
  readonly annualQuantity?: string;
  readonly withoutDebit?: boolean;
  /** Confirmed from this day; not confirmed when absent. */
  readonly suppliedFrom?: string;
}

export interface World {
  now: Date;
  readonly erp: () => ErpSimulator;
  readonly vendor: () => Simulator;
  readonly archive: () => ArchiveSimulator;
  customer(operation: string, message: object): Promise<Answer>;
  billing(operation: string, message: object): Promise<Answer>;
  print(operation: string, message: object): Promise<Answer>;
  addContract(facts: ContractFacts): Promise<void>;
  bill(month: string): Promise<{ readonly status: number; readonly body: Answer }>;
  invoices(manifestId: string): Promise<readonly Invoice[]>;
  tokens(): Promise<readonly { sequence: number; invoiceNumber: string; token: string; expiresOn: string }[]>;
  restartErp(): Promise<void>;
  stopVendor(): Promise<void>;
  startVendor(): Promise<void>;
  document(token: string): Promise<Response>;
  post(url: string, body?: object): Promise<Response>;
  state(url: string): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
}

export interface WorldOptions {
  /** A folder: everything survives a restart. */
  readonly folder?: string;
  readonly smartMeterFile?: string;
  readonly now?: string;
}

const contract = (file: string) => fileURLToPath(new URL(`../../contracts/${file}`, import.meta.url));

/** Stops a simulator and lets this process notice that its kept-alive connections are gone: a restart on the same port must not meet them. */
async function stopWith(simulator: Simulator): Promise<void> {
  await simulator.stop();
  await new Promise((resolve) => setTimeout(resolve, 50));
}

/** Starts the three; `stop` ends them. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const stateFile = (name: string) => (options.folder ? { stateFile: `${options.folder}/${name}.json` } : {});
  const clients = new Map<string, Promise<Client>>();
  const world = { now: new Date(options.now ?? '2027-01-10T08:00:00Z') };
  const now = () => world.now;
  const portOf = (url: string | undefined) => Number(url ? new URL(url).port : 0);

  const archive = await startArchive({ port: 0, apiKey: ARCHIVE_KEY, now, ...stateFile('archive') });
  let erp: ErpSimulator | undefined;
  let vendor: Simulator | undefined;
  let vendorUrl: string | undefined;
  let erpBillingUrl: string | undefined;
  const startOneErp = async () => {
    erp = await startErp({
      port: portOf(erp?.url),
      now,
      printVendorUrl: () => vendorUrl,
      ...(options.smartMeterFile ? { smartMeterFile: options.smartMeterFile } : {}),
      ...stateFile('erp'),
    });
    erpBillingUrl = erp.billingUrl;
  };
  const startVendor = async () => {
    vendor = await startPrintVendor({
      port: portOf(vendorUrl),
      archive: archive.store,
      erpUrl: () => erpBillingUrl,
      now,
      ...stateFile('print-vendor'),
    });
    vendorUrl = vendor.url;
  };
  await startOneErp();
  await startVendor();
  const running = <Part>(part: Part | undefined): Part => {
    if (!part) throw new Error('not started');
    return part;
  };

  const call = async (wsdl: string, endpoint: string, operation: string, message: object): Promise<Answer> => {
    const opened = clients.get(wsdl) ?? soapClient(contract(wsdl));
    clients.set(wsdl, opened);
    const client = await opened;
    client.setEndpoint(endpoint);
    const invoke = client[`${operation}Async`] as SoapCall;
    return (await invoke.call(client, message))[0] ?? {};
  };
  const customer = (operation: string, message: object) =>
    call('erp/erp.wsdl', running(erp).url, operation, { messageId: 'm', ...message });
  const billing = (operation: string, message: object) =>
    call('erp/billing.wsdl', running(erp).billingUrl, operation, message);
  const post = (url: string, body?: object) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });

  return Object.assign(world, {
    erp: () => running(erp),
    vendor: () => running(vendor),
    archive: () => archive,
    customer,
    billing,
    post,
    print: (operation: string, message: object) =>
      call('print-vendor/print-vendor.wsdl', running(vendor).url, operation, message),
    async addContract(facts: ContractFacts) {
      const { customerId } = await customer('RegisterCustomer', {
        customerReference: facts.customer ?? `UP-C-${facts.reference}`,
        name: 'Käthe Größe & Söhne <GbR>',
        email: facts.email ?? 'kaethe@example.com',
        address: {
          street: 'Am Deich',
          houseNumber: '1a',
          postalCode: '20095',
          city: 'Hamburg',
          country: facts.country ?? 'DE',
        },
        ...(facts.language ? { language: facts.language } : {}),
      });
      const { unitPrice, standingCharge, annualQuantity } = facts;
      const lines = (facts.commodities ?? ['ELECTRICITY']).map((commodity) => ({
        lineReference: `${facts.reference}-${commodity}`,
        commodity,
        marketLocationId: '51238696781',
        tariffName: facts.tariffName ?? 'Strom Fix 12',
        ...(unitPrice ? { unitPrice } : {}),
        ...(standingCharge ? { standingCharge } : {}),
        ...(annualQuantity ? { annualQuantity } : {}),
      }));
      await customer('RegisterContract', {
        contractReference: facts.reference,
        customerId,
        signedOn: '2026-11-22',
        currency: 'EUR',
        ...(facts.withoutDebit
          ? {}
          : {
              bankDebit: {
                mandateReference: `UP-M-${facts.reference}`,
                accountHolder: 'Käthe Größe',
                iban: IBAN,
                signedOn: '2026-11-22',
              },
            }),
        line: lines,
      });
      if (!facts.suppliedFrom) return;
      for (const { lineReference } of lines) {
        await customer('ConfirmSupply', {
          contractReference: facts.reference,
          lineReference,
          startsOn: facts.suppliedFrom,
          meterSerial: '1EMH0012345678',
        });
      }
    },
    async bill(month: string) {
      const response = await post(`${new URL(running(erp).url).origin}/billing/months/${month}`);
      return { status: response.status, body: (await response.json()) as Answer };
    },
    async invoices(manifestId: string) {
      const page = await billing('ReadManifest', { manifestId, offset: 0, limit: 1000 });
      return (list(page['invoice']) as readonly Invoice[]).map((invoice) => ({
        ...invoice,
        line: list(invoice.line) as Invoice['line'],
      }));
    },
    async tokens() {
      const answer = await billing('ListArchiveTokens', { afterSequence: 0, limit: 1000 });
      return list(answer['entry']) as Awaited<ReturnType<World['tokens']>>;
    },
    async restartErp() {
      await stopWith(running(erp));
      await startOneErp();
    },
    stopVendor: () => stopWith(running(vendor)),
    startVendor,
    document: (token: string) => fetch(`${archive.url}/documents/${token}`, { headers: { 'x-api-key': ARCHIVE_KEY } }),
    async state(url: string) {
      return (await (await fetch(`${new URL(url).origin}/state`)).json()) as Record<string, unknown>;
    },
    async stop() {
      await Promise.all([running(erp).stop(), running(vendor).stop(), archive.stop()]);
    },
  });
}
