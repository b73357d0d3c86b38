/** Reads the ERP's manifests into the invoice index. A manifest counts only when number and sum of its invoices are the announced ones. */
import type { ManifestStore, ManifestToRead, NewInvoice } from '../../billing/manifest-store.ts';
import type { Clock } from '../../runtime/clock.ts';
import { describeError, IntegrationError } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/log.ts';
import { decimalOf } from '../../runtime/money.ts';
import type { ErpBilling } from '../../systems/erp/billing.ts';

export type ManifestStep = 'announced' | 'page stored' | 'complete';

export interface ManifestImportPorts {
  readonly erp: Pick<ErpBilling, 'listManifests' | 'readManifest'>;
  readonly manifests: ManifestStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Until a manifest with a problem is read again. */
  readonly problemPauseSeconds: number;
  readonly read: (outcome: 'invoices' | 'complete' | 'problem', count: number) => void;
  /** Runs after the named step is durable. */
  readonly onStep?: (step: ManifestStep) => void | Promise<void>;
}

const PAGE = 1000;

/**
 * One round: takes in what is announced, then reads what is open. A manifest with a problem does not keep the next one waiting; an ERP
 * that is silent ends the round, and the next one goes on where this one stopped. Answers how many became complete.
 */
export async function importManifests(ports: ManifestImportPorts): Promise<number> {
  const { erp, manifests, log } = ports;
  const announced = await erp.listManifests(await manifests.askAfter());
  await manifests.announce(announced);
  if (announced.length > 0) await ports.onStep?.('announced');

  let complete = 0;
  for (const manifest of await manifests.toRead()) {
    try {
      if (await readWhole(ports, manifest)) complete += 1;
    } catch (error) {
      if (isSilence(error)) throw error;
      // The ERP refuses this manifest, or tells something that cannot be: what is stored stays, reading goes on there.
      const problem = describeError(error);
      log.error({ manifest: manifest.manifestId, problem }, 'a manifest cannot be read');
      ports.read('problem', 1);
      await manifests.postpone(manifest, problem, ports.problemPauseSeconds, error instanceof Contradiction);
    }
  }
  return complete;
}

async function readWhole(ports: ManifestImportPorts, manifest: ManifestToRead): Promise<boolean> {
  const { erp, manifests, log } = ports;
  let reading: ManifestToRead = manifest;
  while (reading.nextOffset < reading.invoices) {
    const page = await erp.readManifest(reading.manifestId, reading.nextOffset, PAGE);
    checkPage(reading, page.rows, page.invoices);
    const stored = await manifests.storePage(reading, page.invoices);
    if (!stored) return false;
    reading = stored;
    ports.read('invoices', page.invoices.length);
    await ports.onStep?.('page stored');
  }
  const difference = await manifests.complete(reading, ports.clock.now());
  if (difference) throw new Contradiction(difference);
  ports.read('complete', 1);
  log.info({ manifest: manifest.manifestId, invoices: manifest.invoices }, 'a manifest is complete');
  await ports.onStep?.('complete');
  return true;
}

/** The ERP's pages and its announcement do not fit together: reading anew may see it mended. */
class Contradiction extends IntegrationError {
  constructor(words: string) {
    super('MANIFEST_CONTRADICTS', words, { retryable: true });
  }
}

function checkPage(manifest: ManifestToRead, rows: number, invoices: readonly NewInvoice[]): void {
  if (rows !== manifest.invoices) {
    throw new Contradiction(`${manifest.invoices} invoices were announced, now the ERP speaks of ${rows}`);
  }
  if (invoices.length === 0) {
    throw new Contradiction(`The invoices end at ${manifest.nextOffset} of ${manifest.invoices}`);
  }
  if (manifest.nextOffset + invoices.length > manifest.invoices) {
    throw new Contradiction(`There are more invoices than the ${manifest.invoices} announced`);
  }
  const seen = new Set<string>();
  for (const invoice of invoices) {
    const { invoiceNumber } = invoice;
    if (seen.has(invoiceNumber)) throw new Contradiction(`Invoice ${invoiceNumber} stands twice in one page`);
    seen.add(invoiceNumber);
    checkInvoice(manifest, invoice);
  }
}

function checkInvoice(manifest: ManifestToRead, invoice: NewInvoice): void {
  const { invoiceNumber, netAmount, taxAmount, grossAmount, currency } = invoice;
  if (currency !== manifest.currency) {
    throw new Contradiction(`Invoice ${invoiceNumber} is in ${currency}, its manifest in ${manifest.currency}`);
  }
  const ofLines = invoice.line.reduce((sum, line) => sum + line.amount, 0);
  if (netAmount + taxAmount !== grossAmount || ofLines !== grossAmount) {
    throw new Contradiction(
      `Invoice ${invoiceNumber} over ${decimalOf(grossAmount)} has net and tax of ${decimalOf(netAmount + taxAmount)} ` +
        `and lines of ${decimalOf(ofLines)}`,
    );
  }
}

/** Nobody answered, or said to come again later. */
function isSilence(error: unknown): boolean {
  return (
    !(error instanceof IntegrationError) ||
    (error.retryable && !(error instanceof Contradiction) && error.code !== 'ERP_RUBBISH')
  );
}
