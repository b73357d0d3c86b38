/** A gateway with a small invoice index, a real archive with their documents, and a clock to move. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startArchive, type ArchiveSimulator } from '../../simulators/archive/simulator.ts';
import { openInvoiceIndex, type InvoiceIndex } from '../../src/billing/invoice-index.ts';
import { linkStore } from '../../src/billing/link-store.ts';
import { manifestStore, type NewInvoice } from '../../src/billing/manifest-store.ts';
import { tokenStore } from '../../src/billing/token-store.ts';
import { createGateway } from '../../src/gateway/http.ts';
import { invoicePages } from '../../src/gateway/invoice-pages.ts';
import { orgApi } from '../../src/gateway/org-api.ts';
import { openDatabase, type Database } from '../../src/runtime/database.ts';
import { createMetrics } from '../../src/runtime/metrics.ts';
import { createSealer } from '../../src/runtime/sealed.ts';
import { createArchive } from '../../src/systems/archive/client.ts';
import { silentLog } from '../support/ports.ts';

export const ORG_KEY = 'key-of-the-org-and-nobody-else';
const ARCHIVE_KEY = 'key-of-the-archive';
const FIRST_MONTH = 2023 * 12 + 5;

export interface InvoiceWorld {
  now: Date;
  readonly url: string;
  readonly database: Database;
  readonly index: InvoiceIndex;
  readonly archive: ArchiveSimulator;
  readonly archiveOrigin: string;
  /** The archive's token of an invoice. */
  token(number: string): string;
  stop(): Promise<void>;
}

/** Customer UP-1 has 42 monthly invoices from June 2023 (`UP-1-2023-06` …) to November 2026, UP-2 one; `withoutDocument` are not archived. */
export async function startInvoiceWorld(dataDir: string, withoutDocument: readonly string[]): Promise<InvoiceWorld> {
  const database = await openDatabase({ dataDir });
  const index = await openInvoiceIndex(database);
  const sealer = createSealer(Buffer.alloc(32, 1).toString('base64'));
  const world = { now: new Date('2026-12-10T08:00:00Z') };
  const clock = { now: () => world.now, stop: () => undefined };
  const archive = await startArchive({ port: 0, apiKey: ARCHIVE_KEY, now: () => world.now });

  const invoices = [
    ...Array.from({ length: 42 }, (_, place) => invoice('UP-1', FIRST_MONTH + place, 4200 + place)),
    invoice('UP-2', FIRST_MONTH + 41, 9999),
  ];
  await store(database, invoices);
  const archived = invoices.filter(({ invoiceNumber }) => !withoutDocument.includes(invoiceNumber));
  archive.store.keep(
    archived.map(({ invoiceNumber }) => ({ invoiceNumber, pdf: Buffer.from(`%PDF-1.7\n${invoiceNumber}\n%%EOF\n`) })),
  );
  const tokens = tokenStore(database, sealer);
  const found = archived.flatMap(({ invoiceNumber }, place) => {
    const kept = archive.store.find(invoiceNumber);
    return kept ? [{ sequence: place + 1, invoiceNumber, token: kept.token, expiresOn: kept.expiresOn }] : [];
  });
  await tokens.store(0, found);

  const metrics = createMetrics();
  const ports = {
    index,
    tokens,
    links: linkStore(database),
    archive: createArchive({ url: archive.url, apiKey: ARCHIVE_KEY, timeoutSeconds: 1 }),
    clock,
    log: silentLog,
    zone: 'Europe/Berlin',
    metrics,
  };
  const queue = { add: () => Promise.resolve(true), depth: () => Promise.resolve(0) };
  const base = { queue, queues: [], metrics, log: silentLog, ready: () => Promise.resolve(true) };
  const url = { public: '' };
  const app = createGateway(
    base,
    [],
    [
      orgApi({
        ...ports,
        apiKey: ORG_KEY,
        get publicUrl() {
          return url.public;
        },
      }),
      invoicePages({ ...ports, portalUrl: 'https://portal.example/my/' }),
    ],
  );
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  url.public = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(world, {
    url: url.public,
    database,
    index,
    archive,
    archiveOrigin: new URL(archive.url).origin,
    token: (number: string) => archive.store.find(number)?.token ?? '',
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await archive.stop();
      await database.close();
    },
  });
}

async function store(database: Database, invoices: readonly NewInvoice[]): Promise<void> {
  const manifests = manifestStore(database);
  await manifests.announce([
    {
      sequence: 1,
      manifestId: 'M-1',
      month: '2026-11',
      createdAt: '2026-12-01T05:00:00Z',
      rows: invoices.length,
      totalAmount: invoices.reduce((sum, one) => sum + one.grossAmount, 0),
      currency: 'EUR',
    },
  ]);
  const [manifest] = await manifests.toRead();
  const read = manifest && (await manifests.storePage(manifest, invoices));
  const problem = read ? await manifests.complete(read, new Date('2026-12-01T06:00:00Z')) : 'nothing to read';
  if (problem) throw new Error(problem);
}

function invoice(customerReference: string, month: number, amount: number): NewInvoice {
  const day = (of: number, text: string) =>
    `${String(Math.floor(of / 12))}-${String((of % 12) + 1).padStart(2, '0')}-${text}`;
  return {
    invoiceNumber: `${customerReference}-${day(month, '').slice(0, 7)}`,
    customerReference,
    contractReference: '00000100',
    issuedOn: day(month + 1, '01'),
    dueOn: day(month + 1, '15'),
    periodFrom: day(month, '01'),
    periodTo: day(month, '28'),
    netAmount: amount - 700,
    taxAmount: 700,
    grossAmount: amount,
    currency: 'EUR',
    delivery: 'E',
    line: [{ lineReference: 'line-1', commodity: 'ELECTRICITY', quantity: '100.000', amount }],
  };
}
