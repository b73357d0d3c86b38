/**
 * The print vendor's other end (contracts/print-vendor/print-vendor.wsdl): takes manifests by SOAP, makes PDFs, archives them, tells the ERP the tokens.
 * Faults, besides the usual ones: `partial-list` (half of the tokens now, the rest on `POST /manifests/{id}/rest`) and `late-list`
 * (no token before `POST /manifests/{id}/tokens`); they hit the manifests that arrive while the fault stands.
 */
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import express, { type Express, type Response } from 'express';
import { z } from 'zod';
import type { DocumentStore } from '../archive/simulator.ts';
import type { BackgroundWork } from '../support/background-work.ts';
import { createFaults, mountFaults } from '../support/faults.ts';
import { serve, type Simulator } from '../support/server.ts';
import { mountSoapService, readMessage, serviceFault } from '../support/soap.ts';
import { openJobs, type Jobs, type TokenList } from './manifests.ts';
import { minorUnits, PrintOrder } from './order.ts';
import { mountPages } from './pages.ts';
import { createProduction } from './production.ts';

export interface PrintVendorSimulatorOptions {
  readonly port: number;
  /** The archive's inner door: `(await startArchive(…)).store`. */
  readonly archive: DocumentStore;
  /** The ERP's billing endpoint (…/erp/billing); a function when it is known only later. Without it token lists wait. */
  readonly erpUrl?: string | (() => string | undefined);
  /** Bills stand in a folder beside it. */
  readonly stateFile?: string;
  readonly now?: () => Date;
}

const PATH = '/print/manifests';
/** Tokens told in one message. */
const LIST_LENGTH = 500;

/** Starts the vendor; `url` is its SOAP endpoint, the page stands at `/`. Unfinished jobs are taken up again. */
export async function startPrintVendor(options: PrintVendorSimulatorOptions): Promise<Simulator> {
  const now = options.now ?? (() => new Date());
  const jobs = openJobs(options.stateFile);
  const { erpUrl } = options;
  const production = createProduction(jobs, options.archive, typeof erpUrl === 'function' ? erpUrl : () => erpUrl);
  const app = express();
  const faults = createFaults();
  const holding = mountHolding(app);
  mountFaults(app, faults);
  mountReleases(app, jobs, production);
  mountPages(app, jobs, options.archive, () => production.problem());
  app.use(PATH, faults.middleware);
  mountSoapService(app, {
    path: PATH,
    wsdlFile: fileURLToPath(new URL('../../contracts/print-vendor/print-vendor.wsdl', import.meta.url)),
    service: 'PrintService',
    port: 'PrintPort',
    operations: {
      SubmitManifest(request) {
        const order = readMessage(PrintOrder, request);
        const known = jobs.find(order.manifestId);
        if (known) {
          known.timesAsked += 1;
          jobs.save();
          return { receiptId: known.receiptId };
        }
        checkTotals(order);
        const receiptId = `PV-${randomUUID().slice(0, 8).toUpperCase()}`;
        const { manifestId, month, rows, totalAmount, currency } = order;
        const lists = planLists(manifestId, rows, holding.take());
        const receivedAt = now().toISOString();
        jobs.add(
          { manifestId, month, rows, totalAmount, currency, receiptId, receivedAt, lists, printed: 0, timesAsked: 1 },
          order,
        );
        production.start();
        return { receiptId };
      },
    },
  });
  const simulator = await serve(app, options.port, () => production.stop());
  production.start();
  return { ...simulator, url: simulator.url + PATH };
}

function checkTotals(order: PrintOrder): void {
  const total = order.invoice.reduce((sum, bill) => sum + minorUnits(bill.grossAmount), 0);
  if (order.rows === order.invoice.length && total === minorUnits(order.totalAmount)) return;
  const words = `${order.manifestId}: ${order.rows} rows over ${order.totalAmount} announced, ${order.invoice.length} rows over ${total / 100} sent`;
  throw serviceFault('TOTALS_DIFFER', words, false);
}

type Holding = 'partial-list' | 'late-list';

function planLists(manifestId: string, rows: number, holding: Holding | undefined): readonly TokenList[] {
  const firstHeld = holding === 'late-list' ? 0 : holding === 'partial-list' ? Math.floor(rows / 2) : rows;
  const lists: TokenList[] = [];
  for (let from = 0; from < rows;) {
    const end = from < firstHeld ? firstHeld : rows;
    const to = Math.min(end, from + LIST_LENGTH);
    lists.push({ listId: `${manifestId}-${lists.length + 1}`, from, to, held: from >= firstHeld, sent: false });
    from = to;
  }
  return lists;
}

const HoldingFault = z.object({
  kind: z.enum(['partial-list', 'late-list']),
  times: z.number().int().positive().optional(),
});

/** The vendor's own faults, in front of the usual switchboard. */
function mountHolding(app: Express): { take(): Holding | undefined } {
  let current: z.infer<typeof HoldingFault> | null = null;
  app.post('/faults', express.json(), (request, response, next) => {
    const fault = HoldingFault.safeParse(request.body);
    if (!fault.success) {
      next();
      return;
    }
    current = fault.data;
    response.json(fault.data);
  });
  app.delete('/faults', (_request, _response, next) => {
    current = null;
    next();
  });
  return {
    take() {
      const kind = current?.kind;
      if (current?.times !== undefined) current = current.times > 1 ? { ...current, times: current.times - 1 } : null;
      return kind;
    },
  };
}

/** Sends the lists that a fault holds back; the page's buttons come here too. */
function mountReleases(app: Express, jobs: Jobs, production: BackgroundWork): void {
  const release = (manifestId: string, response: Response) => {
    const job = jobs.find(manifestId);
    const held = job?.lists.filter((list) => list.held) ?? [];
    if (held.length === 0) {
      const code = job ? 'NOTHING_HELD' : 'UNKNOWN_MANIFEST';
      response.status(job ? 409 : 404).json({ code, message: `${manifestId} holds no tokens back` });
      return;
    }
    for (const list of held) list.held = false;
    jobs.save();
    production.start();
    const tokens = held.reduce((sum, list) => sum + list.to - list.from, 0);
    if (response.req.accepts(['json', 'html']) === 'html') response.redirect(303, '/');
    else response.status(202).json({ tokens });
  };
  app.post('/manifests/:id/rest', (request, response) => release(request.params.id, response));
  app.post('/manifests/:id/tokens', (request, response) => release(request.params.id, response));
}
