/** The print shop: makes the documents of each job, archives them, and tells the ERP their tokens until it has taken every list. */
import { fileURLToPath } from 'node:url';
import type { Client } from 'soap';
import { z } from 'zod';
import type { DocumentStore } from '../archive/simulator.ts';
import { backgroundWork, type BackgroundWork, type StepResult } from '../support/background-work.ts';
import { soapClient, trySoapCall } from '../support/soap.ts';
import { billPdf } from './bill-pdf.ts';
import type { Jobs, PrintJob, TokenList } from './manifests.ts';

const BILLING_WSDL = fileURLToPath(new URL('../../contracts/erp/billing.wsdl', import.meta.url));
/** Documents archived together. */
const BATCH = 50;
const TAKEN = z.object({ accepted: z.coerce.number().int() });

/** `erpUrl`: the ERP's billing endpoint, asked before each try; undefined: there is none yet, lists wait. */
export function createProduction(jobs: Jobs, store: DocumentStore, erpUrl: () => string | undefined): BackgroundWork {
  let client: Promise<Client> | undefined;

  const print = async (job: PrintJob): Promise<StepResult> => {
    const documents: { invoiceNumber: string; pdf: Buffer }[] = [];
    for (const bill of jobs.bills(job).slice(job.printed, job.printed + BATCH)) {
      documents.push({ invoiceNumber: bill.invoiceNumber, pdf: await billPdf(bill) });
    }
    store.keep(documents);
    job.printed += documents.length;
    jobs.save();
    return 'DONE';
  };

  const send = async (job: PrintJob, list: TokenList): Promise<StepResult> => {
    const endpoint = erpUrl();
    if (!endpoint) return { problem: 'no ERP' };
    const entry = jobs
      .bills(job)
      .slice(list.from, list.to)
      .map(({ invoiceNumber }) => {
        const document = store.find(invoiceNumber);
        if (!document) throw new Error(`The archive has no document for ${invoiceNumber}`);
        return { invoiceNumber, token: document.token, expiresOn: document.expiresOn };
      });
    client ??= soapClient(BILLING_WSDL);
    const message = { listId: list.listId, manifestId: job.manifestId, entry };
    const result = await trySoapCall(client, endpoint, 'ReceiveArchiveTokens', message, TAKEN);
    if ('problem' in result) return result;
    list.sent = true;
    jobs.save();
    return 'DONE';
  };

  return backgroundWork(async () => {
    const unprinted = jobs.all().find((job) => job.printed < job.rows);
    if (unprinted) return print(unprinted);
    const next = nextList(jobs);
    return next ? send(next.job, next.list) : 'NOTHING';
  });
}

function nextList(jobs: Jobs): { readonly job: PrintJob; readonly list: TokenList } | undefined {
  for (const job of jobs.all()) {
    const list = job.lists.find((one) => !one.held && !one.sent);
    if (list) return { job, list };
  }
  return undefined;
}
