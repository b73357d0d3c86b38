/** The print shop: makes the documents of each job, archives them, and tells the ERP their tokens until it has taken every list. */
import { fileURLToPath } from 'node:url';
import type { Client } from 'soap';
import { z } from 'zod';
import type { DocumentStore } from '../archive/simulator.ts';
import { soapClient } from '../support/soap.ts';
import { billPdf } from './bill-pdf.ts';
import type { Jobs, PrintJob, TokenList } from './manifests.ts';

const BILLING_WSDL = fileURLToPath(new URL('../../contracts/erp/billing.wsdl', import.meta.url));
/** Documents archived together. */
const BATCH = 50;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5000;
const TIMEOUT_MS = 60_000;

export interface Production {
  /** Works on what is not finished, in the background. */
  start(): void;
  /** Why the ERP did not take the last list; null when it did. */
  problem(): string | null;
  stop(): void;
}

/** `erpUrl`: the ERP's billing endpoint, asked before each try; undefined: there is none yet, lists wait. */
export function createProduction(jobs: Jobs, store: DocumentStore, erpUrl: () => string | undefined): Production {
  let running = false;
  let stopped = false;
  let problem: string | null = null;
  let pauseMs = FIRST_PAUSE_MS;
  let wake: (() => void) | undefined;
  let client: Promise<Client> | undefined;

  const pause = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
      setTimeout(resolve, pauseMs).unref();
      pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
    });

  const print = async (job: PrintJob) => {
    const bills = jobs.bills(job);
    while (job.printed < job.rows && !isStopped()) {
      const documents: { invoiceNumber: string; pdf: Buffer }[] = [];
      for (const bill of bills.slice(job.printed, job.printed + BATCH)) {
        documents.push({ invoiceNumber: bill.invoiceNumber, pdf: await billPdf(bill) });
      }
      store.keep(documents);
      job.printed += documents.length;
      jobs.save();
    }
  };

  const send = async (job: PrintJob, list: TokenList): Promise<boolean> => {
    const endpoint = erpUrl();
    if (!endpoint) {
      problem = 'no ERP';
      return false;
    }
    const entry = jobs
      .bills(job)
      .slice(list.from, list.to)
      .map(({ invoiceNumber }) => {
        const document = store.find(invoiceNumber);
        if (!document) throw new Error(`The archive has no document for ${invoiceNumber}`);
        return { invoiceNumber, token: document.token, expiresOn: document.expiresOn };
      });
    client ??= soapClient(BILLING_WSDL);
    problem = await deliver(client, endpoint, { listId: list.listId, manifestId: job.manifestId, entry });
    if (problem !== null) return false;
    list.sent = true;
    jobs.save();
    pauseMs = FIRST_PAUSE_MS;
    return true;
  };

  const run = async () => {
    for (;;) {
      const unprinted = jobs.all().find((job) => job.printed < job.rows);
      if (isStopped()) return;
      if (unprinted) {
        await print(unprinted);
        continue;
      }
      const next = nextList(jobs);
      if (!next) return;
      if (!(await send(next.job, next.list)) && !isStopped()) await pause();
    }
  };
  // As a call, because the answer changes while we wait and a narrowed variable would not.
  const isStopped = () => stopped;
  return {
    start() {
      pauseMs = FIRST_PAUSE_MS;
      wake?.();
      if (running || stopped) return;
      running = true;
      void run()
        .catch((error: unknown) => {
          // A bill that cannot be set stops the shop, not the simulator: a person sees it on the page.
          problem = error instanceof Error ? error.message : String(error);
        })
        .finally(() => {
          running = false;
        });
    },
    problem: () => problem,
    stop() {
      stopped = true;
      wake?.();
    },
  };
}

function nextList(jobs: Jobs): { readonly job: PrintJob; readonly list: TokenList } | undefined {
  for (const job of jobs.all()) {
    const list = job.lists.find((one) => !one.held && !one.sent);
    if (list) return { job, list };
  }
  return undefined;
}

/** null when the ERP took the list; otherwise why it did not. */
async function deliver(client: Promise<Client>, endpoint: string, message: object): Promise<string | null> {
  try {
    const operations = await client;
    operations.setEndpoint(endpoint);
    const invoke = operations['ReceiveArchiveTokensAsync'] as (
      message: object,
      options: object,
    ) => Promise<readonly [unknown]>;
    const [answer] = await invoke.call(operations, message, { timeout: TIMEOUT_MS });
    z.object({ accepted: z.coerce.number().int() }).parse(answer);
    return null;
  } catch (error) {
    // Every failure is tried again: the ERP must have the tokens, and a person sees the problem on the page.
    return error instanceof Error ? error.message.slice(0, 300) : String(error);
  }
}
