/** The bank's other end (contracts/bank/README.md): an SFTP server with /inbox and /outbox, and a page of its books. */
import { join } from 'node:path';
import express, { type Express, type Response } from 'express';
import { z } from 'zod';
import { escapeHtml, page, table } from '../support/page.ts';
import { serve, type Simulator } from '../support/server.ts';
import { openState, type State } from '../support/state.ts';
import { type Bank, type Books, emptyBooks, openBank } from './collections.ts';
import { keptSshKeyPair } from './keys.ts';
import { euros } from './payment-file.ts';
import { createSftpFaults, mountSftpFaults } from './sftp-faults.ts';
import { openFolders } from './sftp-folders.ts';
import { startSftpServer } from './sftp-server.ts';

export interface BankSimulatorOptions {
  /** Page and switches. */
  readonly port: number;
  readonly sftpPort: number;
  /** Keeps /inbox, /outbox, the books and the host key. */
  readonly folder: string;
  /** Public keys that may log in, each a line of an authorized_keys file. */
  readonly authorizedKeys: readonly string[];
  readonly username?: string;
  readonly now?: () => Date;
  /** How long each request waits under the fault `slow`. */
  readonly slowMs?: number;
}

export interface BankSimulator extends Simulator {
  readonly sftpPort: number;
  /** `SHA256:<base64>`, what customers pin. */
  readonly hostKeySha256: string;
}

const SLOW_MS = 10_000;
const ROWS_SHOWN = 200;

/** Starts both servers; the host key is made at the first start in a folder and stays. */
export async function startBank(options: BankSimulatorOptions): Promise<BankSimulator> {
  const now = options.now ?? (() => new Date());
  const folders = openFolders(options.folder);
  const state = openState<Books>(emptyBooks(), join(options.folder, 'books.json'));
  const bank = openBank(options.folder, state, now);
  bank.pickUpWaiting();
  const hostKey = keptSshKeyPair(join(options.folder, 'host-key'));
  const faults = createSftpFaults();
  const sftp = await startSftpServer({
    port: options.sftpPort,
    hostKey,
    username: options.username ?? 'unified-power',
    authorizedKeys: options.authorizedKeys,
    folders,
    faults,
    slowMs: options.slowMs ?? SLOW_MS,
    onArrived: (name) => bank.pickUp(name),
  });
  const app = express();
  mountSftpFaults(app, faults);
  mountBooks(app, state, bank, now);
  mountPage(app, state, hostKey.fingerprint);
  try {
    const http = await serve(app, options.port);
    return {
      url: http.url,
      sftpPort: sftp.port,
      hostKeySha256: hostKey.fingerprint,
      stop: async () => {
        await Promise.all([http.stop(), sftp.stop()]);
      },
    };
  } catch (error) {
    await sftp.stop();
    throw error;
  }
}

const ReasonCode = z.string().regex(/^[A-Z0-9]{1,4}$/);
const NewRefusal = z.object({ reasonCode: ReasonCode, stage: z.enum(['REJECT', 'RETURN']).default('REJECT') });
const Settlement = z.object({ on: z.iso.date().optional() });
const TakenBack = z.object({ reasonCode: ReasonCode, on: z.iso.date().optional() });

function mountBooks(app: Express, state: State<Books>, bank: Bank, now: () => Date): void {
  const { data } = state;
  const today = () => now().toLocaleDateString('en-CA', { timeZone: 'Europe/Berlin' });
  const malformed = (response: Response, error: z.ZodError) =>
    void response.status(422).json({ message: z.prettifyError(error) });
  app.use(express.json(), express.urlencoded({ extended: false }));

  app.get('/state', (_request, response) => {
    response.json({
      files: data.files.map((file) => ({ ...file, total: euros(file.totalMinor) })),
      collections: data.collections.map(({ iban, creditorIban, ...collection }) => ({
        ...collection,
        iban: masked(iban),
        creditorIban: masked(creditorIban),
        amount: euros(collection.amountMinor),
      })),
      answers: data.lastAnswer,
    });
  });
  app.put('/debtors/:iban/refusal', (request, response) => {
    const refusal = NewRefusal.safeParse(request.body);
    if (!refusal.success) {
      malformed(response, refusal.error);
      return;
    }
    data.refusals[request.params.iban.replace(/\s/g, '').toUpperCase()] = refusal.data;
    state.save();
    response.json(refusal.data);
  });
  app.delete('/debtors/:iban/refusal', (request, response) => {
    const iban = request.params.iban.replace(/\s/g, '').toUpperCase();
    data.refusals = Object.fromEntries(Object.entries(data.refusals).filter(([account]) => account !== iban));
    state.save();
    response.status(204).end();
  });
  app.post('/settle', (request, response) => {
    const settlement = Settlement.safeParse(request.body ?? {});
    if (!settlement.success) {
      malformed(response, settlement.error);
      return;
    }
    const result = bank.settle(settlement.data.on ?? today());
    if (request.is('urlencoded')) response.redirect(303, '/');
    else response.json(result);
  });
  app.post('/collections/:endToEndId/return', (request, response) => {
    const taken = TakenBack.safeParse(request.body);
    if (!taken.success) {
      malformed(response, taken.error);
      return;
    }
    const done = bank.takeBack(request.params.endToEndId, taken.data.reasonCode, taken.data.on ?? today());
    response.status(done ? 200 : 404).json(done ? taken.data : { message: 'No settled debit of that id' });
  });
}

function mountPage(app: Express, state: State<Books>, fingerprint: string): void {
  const { data } = state;
  app.get('/', (_request, response) => {
    const files = data.files.map((file) => [
      escapeHtml(file.name),
      escapeHtml(file.messageId),
      String(file.transactions),
      `${euros(file.totalMinor)} EUR`,
      escapeHtml([file.status, file.reasonCode].filter(Boolean).join(' ')),
      escapeHtml(file.receivedAt),
    ]);
    const debits = data.collections
      .slice(-ROWS_SHOWN)
      .reverse()
      .map((collection) => [
        escapeHtml(collection.endToEndId),
        escapeHtml(collection.debtorName),
        masked(collection.iban),
        `${euros(collection.amountMinor)} EUR`,
        collection.collectionDate,
        escapeHtml([collection.status, collection.reasonCode].filter(Boolean).join(' ')),
      ]);
    const refusals = Object.entries(data.refusals).map(([iban, refusal]) => [
      masked(iban),
      escapeHtml(refusal.reasonCode),
      refusal.stage,
    ]);
    const shown =
      data.collections.length > ROWS_SHOWN ? `<p>The last ${ROWS_SHOWN} of ${data.collections.length}.</p>` : '';
    response.send(
      page(
        'Bank (simulator)',
        `<section><h2>Files picked up</h2>${table(['File', 'Message', 'Debits', 'Total', 'Answer', 'Received'], files)}</section>
<section><h2>Direct debits</h2>${shown}${table(['End-to-end id', 'Debtor', 'Account', 'Amount', 'Collected on', 'State'], debits)}
<form method="post" action="/settle"><button>Settle what is due today</button></form></section>
<section><h2>Accounts that refuse</h2>${table(['Account', 'Reason', 'When'], refusals)}</section>
<section><h2>SFTP</h2><p>Host key ${escapeHtml(fingerprint)}</p></section>`,
      ),
    );
  });
}

/** Country and the last four characters. */
function masked(iban: string): string {
  return `${iban.slice(0, 2)}…${iban.slice(-4)}`;
}
