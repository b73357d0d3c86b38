/** The document archive (contracts/archive/openapi.yaml): documents under tokens that nobody can guess, readable with an API key until they expire. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Express } from 'express';
import { z } from 'zod';
import { dayIn } from '../../src/runtime/days.ts';
import { createFaults, mountFaults } from '../support/faults.ts';
import { escapeHtml, page, table } from '../support/page.ts';
import { serve, type Simulator } from '../support/server.ts';
import { openState, type State } from '../support/state.ts';

export interface ArchiveSimulatorOptions {
  readonly port: number;
  readonly apiKey: string;
  /** The PDFs stand in a folder beside it. Without it everything is kept in memory. */
  readonly stateFile?: string;
  readonly now?: () => Date;
}

export interface ArchivedDocument {
  readonly token: string;
  /** The last day on which it can be read. */
  readonly expiresOn: string;
}

/** What the print vendor puts documents into; the archive keeps a document once for each invoice number. */
export interface DocumentStore {
  keep(documents: readonly { readonly invoiceNumber: string; readonly pdf: Buffer }[]): void;
  find(invoiceNumber: string): ArchivedDocument | undefined;
  /** For the vendor's own screen. */
  read(invoiceNumber: string): Buffer | undefined;
}

export interface ArchiveSimulator extends Simulator {
  readonly store: DocumentStore;
}

interface Kept {
  readonly invoiceNumber: string;
  readonly token: string;
  readonly size: number;
  readonly keptOn: string;
  /** The last day on which it can be read. */
  expiresOn: string;
  timesRead: number;
}

interface Shelf {
  /** By token. */
  readonly documents: Record<string, Kept>;
}

const ZONE = 'Europe/Berlin';
const YEARS_KEPT = 5;
const TOKEN_BYTES = 32;
const ROWS_SHOWN = 200;

/** Starts the archive; `store` is its inner door. */
export async function startArchive(options: ArchiveSimulatorOptions): Promise<ArchiveSimulator> {
  const now = options.now ?? (() => new Date());
  const today = () => dayIn(ZONE, now());
  const state = openState<Shelf>({ documents: {} }, options.stateFile);
  const files = openFiles(options.stateFile);
  const app = express();
  app.disable('etag');
  const faults = createFaults();
  mountFaults(app, faults);
  mountPages(app, state, today);
  app.use('/documents', faults.middleware, (request, response, next) => {
    if (isSame(request.get('x-api-key') ?? '', options.apiKey)) {
      next();
      return;
    }
    response.status(401).json({ code: 'UNKNOWN_API_KEY', message: 'The header X-Api-Key is missing or wrong' });
  });
  mountDocuments(app, state, files, today);
  return { ...(await serve(app, options.port)), store: createStore(state, files, today) };
}

function createStore(state: State<Shelf>, files: Files, today: () => string): DocumentStore {
  const byInvoice = new Map(Object.values(state.data.documents).map((kept) => [kept.invoiceNumber, kept]));
  const keepOne = (invoiceNumber: string, pdf: Buffer) => {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    // The file first: a token must never lead to nothing.
    files.write(token, pdf);
    const day = today();
    const expiresOn = yearsAfter(day, YEARS_KEPT);
    const kept: Kept = { invoiceNumber, token, size: pdf.length, keptOn: day, expiresOn, timesRead: 0 };
    state.data.documents[token] = kept;
    byInvoice.set(invoiceNumber, kept);
  };
  return {
    keep(documents) {
      for (const { invoiceNumber, pdf } of documents) if (!byInvoice.has(invoiceNumber)) keepOne(invoiceNumber, pdf);
      state.save();
    },
    find: (invoiceNumber) => byInvoice.get(invoiceNumber),
    read(invoiceNumber) {
      const kept = byInvoice.get(invoiceNumber);
      return kept && files.read(kept.token);
    },
  };
}

/** The same day some years later; the last of February when there is no 29th. */
function yearsAfter(day: string, years: number): string {
  const year = Number(day.slice(0, 4)) + years;
  const later = new Date(`${year}-${day.slice(5)}T00:00:00Z`);
  return later.toISOString().slice(5, 10) === day.slice(5) ? `${year}-${day.slice(5)}` : `${year}-02-28`;
}

/** Compares without telling by its time how much was right. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function mountDocuments(app: Express, state: State<Shelf>, files: Files, today: () => string): void {
  const notFound = { code: 'DOCUMENT_NOT_FOUND', message: 'No document has this token' };
  const find = (token: string) =>
    Object.hasOwn(state.data.documents, token) ? state.data.documents[token] : undefined;

  app.get('/documents/:token', (request, response) => {
    const kept = find(request.params.token);
    if (!kept) {
      response.status(404).json(notFound);
      return;
    }
    if (today() > kept.expiresOn) {
      response.status(410).json({ code: 'DOCUMENT_EXPIRED', message: `The document was kept until ${kept.expiresOn}` });
      return;
    }
    kept.timesRead += 1;
    response.set('cache-control', 'no-store').type('application/pdf').send(files.read(kept.token));
  });
  app.put('/documents/:token/expiry', express.json(), (request, response) => {
    const kept = find(request.params.token);
    const change = z.object({ expiresOn: z.iso.date() }).safeParse(request.body);
    if (!kept || !change.success) {
      response.status(kept ? 422 : 404).json(kept ? { code: 'MALFORMED', message: 'expiresOn: YYYY-MM-DD' } : notFound);
      return;
    }
    kept.expiresOn = change.data.expiresOn;
    state.save();
    response.status(204).end();
  });
}

function mountPages(app: Express, state: State<Shelf>, today: () => string): void {
  const view = ({ invoiceNumber, size, keptOn, expiresOn, timesRead }: Kept) => ({
    invoiceNumber,
    size,
    keptOn,
    expiresOn,
    timesRead,
  });
  app.get('/', (_request, response) => {
    const all = Object.values(state.data.documents);
    const rows = all
      .slice(-ROWS_SHOWN)
      .reverse()
      .map((kept) => [
        escapeHtml(kept.invoiceNumber),
        `${Math.ceil(kept.size / 1024)} KB`,
        kept.keptOn,
        kept.expiresOn + (today() > kept.expiresOn ? ' (expired)' : ''),
        String(kept.timesRead),
      ]);
    const list = table(['Invoice', 'Size', 'Kept on', 'Readable until', 'Read'], rows);
    const words = '<p>A document is read by its token, with an API key. Tokens are shown nowhere.</p>';
    response.send(page('Archive (simulator)', `<section><h2>Documents (${all.length})</h2>${words}${list}</section>`));
  });
  app.get(
    '/state',
    (_request, response) => void response.json({ documents: Object.values(state.data.documents).map(view) }),
  );
}

interface Files {
  write(token: string, content: Buffer): void;
  read(token: string): Buffer;
}

/** A file is named by its token's hash: a look into the folder gives no token away. */
function openFiles(stateFile?: string): Files {
  if (!stateFile) {
    const kept = new Map<string, Buffer>();
    return {
      write: (token, content) => void kept.set(token, content),
      read: (token) => kept.get(token) ?? Buffer.alloc(0),
    };
  }
  const folder = `${stateFile.replace(/\.json$/, '')}-documents`;
  mkdirSync(folder, { recursive: true });
  const nameOf = (token: string) => join(folder, `${createHash('sha256').update(token).digest('hex')}.pdf`);
  return {
    write: (token, content) => writeFileSync(nameOf(token), content),
    read: (token) => readFileSync(nameOf(token)),
  };
}
