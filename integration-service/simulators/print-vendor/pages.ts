/** The print vendor's screen: manifests, how far they are, and the bills to look at. */
import type { Express } from 'express';
import type { DocumentStore } from '../archive/simulator.ts';
import { escapeHtml, page, table } from '../support/page.ts';
import type { Jobs, PrintJob } from './manifests.ts';

const ROWS_SHOWN = 100;

/** Mounts the screen at `/`, the printed bills behind it, and `/state`. Tokens are shown nowhere. */
export function mountPages(app: Express, jobs: Jobs, archive: DocumentStore, problem: () => string | null): void {
  app.get('/', (_request, response) => {
    const all = jobs.all();
    const rows = [...all]
      .reverse()
      .map((job) => [
        escapeHtml(job.manifestId),
        escapeHtml(`${job.totalAmount} ${job.currency}`),
        escapeHtml(job.receiptId),
        `${job.printed} of ${job.rows}`,
        `${countOf(job, (list) => list.sent)} of ${job.rows}`,
        releaseButton(job),
        String(job.timesAsked),
      ]);
    const columns = ['Manifest', 'Total', 'Receipt', 'Printed', 'Tokens told', 'Held back', 'Asked'];
    const trouble = problem();
    const note = trouble
      ? `<p role="alert">The ERP did not take the last token list: ${escapeHtml(trouble)}. Trying again.</p>`
      : '';
    const manifests = `<section><h2>Manifests</h2>${note}${table(columns, rows)}</section>`;
    const bills = [...all]
      .reverse()
      .map((job) => billSection(jobs, job))
      .join('');
    response.send(page('Print vendor (simulator)', manifests + bills));
  });
  app.get('/manifests/:id/bills/:number', (request, response) => {
    const job = jobs.find(request.params.id);
    const isInJob = job && jobs.bills(job).some((bill) => bill.invoiceNumber === request.params.number);
    const pdf = isInJob ? archive.read(request.params.number) : undefined;
    if (!pdf) {
      response
        .status(404)
        .send(page('Print vendor', '<section><p>No such bill, or it is not printed yet.</p></section>'));
      return;
    }
    response.type('application/pdf').send(pdf);
  });
  app.get('/state', (_request, response) => void response.json({ manifests: jobs.all(), problem: problem() }));
}

function countOf(job: PrintJob, which: (list: PrintJob['lists'][number]) => boolean): number {
  return job.lists.filter(which).reduce((sum, list) => sum + list.to - list.from, 0);
}

function releaseButton(job: PrintJob): string {
  const held = countOf(job, (list) => list.held);
  if (held === 0) return 'none';
  return `<form method="post" action="/manifests/${job.manifestId}/rest"><button>Send ${held} ${held === 1 ? 'token' : 'tokens'}</button></form>`;
}

function billSection(jobs: Jobs, job: PrintJob): string {
  const rows = jobs
    .bills(job)
    .slice(0, ROWS_SHOWN)
    .map((bill, index) => {
      const number = escapeHtml(bill.invoiceNumber);
      const link = `<a href="/manifests/${job.manifestId}/bills/${encodeURIComponent(bill.invoiceNumber)}">${number}</a>`;
      return [
        index < job.printed ? link : number,
        escapeHtml(bill.customerName),
        escapeHtml(`${bill.address.postalCode} ${bill.address.city}`),
        escapeHtml(`${bill.grossAmount} ${bill.currency}`),
        bill.delivery === 'E' ? 'electronic' : 'paper',
        bill.language,
      ];
    });
  const columns = ['Bill', 'Customer', 'Place', 'Gross', 'Delivery', 'Language'];
  return `<section><h2>Bills of ${escapeHtml(job.month)}</h2>${table(columns, rows)}</section>`;
}
