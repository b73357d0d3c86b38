/**
 * One month's collection, step by step: read the amounts due, freeze them, deliver the files, tell the ERP. The state in the book says which
 * step comes next, and each step may be repeated, so that a process killed anywhere is followed by one that goes on.
 */
import { dayIn } from '../../runtime/days.ts';
import { IntegrationError } from '../../runtime/errors.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Claim } from '../../runtime/claim.ts';
import type { Statements } from '../../runtime/database.ts';
import type { Log } from '../../runtime/log.ts';
import type { Sealer } from '../../runtime/sealed.ts';
import type { BankDrop } from '../../systems/bank/drop.ts';
import type { Creditor } from '../../systems/bank/pain008.ts';
import { readAmountsDue, type CollectionErp } from './amounts-due.ts';
import type { CollectionBook, CollectionFile, CollectionRun } from './book.ts';
import { BANK_ZONE, earliestCollectionDay } from './calendar.ts';
import { contentOf, directDebitFile, figuresOf } from './file.ts';
import { takeSnapshot } from './snapshot.ts';

export interface CollectionSettings {
  readonly creditor: Creditor;
  readonly preNotificationDays: number;
  readonly fileLimit: number;
}

export interface CollectionPorts {
  readonly book: CollectionBook;
  readonly erp: CollectionErp;
  readonly bank: Pick<BankDrop, 'deliver'>;
  /** Shows invoices as in collection, within the transaction that marks their file delivered. */
  readonly showInCollection: (statements: Statements, invoiceNumbers: readonly string[]) => Promise<void>;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: CollectionSettings;
}

const REPORTED_AT_ONCE = 500;

/** Takes the run as far as it goes. What stops it is thrown and leaves the run where it stands. */
export async function advanceRun(ports: CollectionPorts, month: string, claim: Claim): Promise<void> {
  for (;;) {
    const run = await ports.book.run(month);
    await claim.confirm();
    switch (run.state) {
      case 'WAITING':
        await freeze(ports, run, claim);
        break;
      case 'SNAPSHOT':
        await deliver(ports, run, claim);
        break;
      case 'DELIVERED':
        await report(ports, run, claim);
        break;
      case 'DONE':
      case 'MISSED':
        return;
    }
  }
}

async function freeze(ports: CollectionPorts, run: CollectionRun, claim: Claim): Promise<void> {
  const { book, clock, settings } = ports;
  const now = clock.now();
  const fileDay = dayIn(BANK_ZONE, now);
  const earliestDay = earliestCollectionDay(fileDay);
  const amounts = await readAmountsDue(ports.erp, earliestDay);
  const numbers = amounts.due.map((due) => due.invoiceNumber);
  const inCollection = await book.inCollection(run.month, numbers);
  await claim.confirm();
  const snapshot = takeSnapshot(run, amounts, {
    fileDay,
    // The file's format knows no milliseconds.
    createdAt: new Date(Math.floor(now.getTime() / 1000) * 1000),
    rules: { earliestDay, preNotificationDays: settings.preNotificationDays, inCollection },
    fileLimit: settings.fileLimit,
    sealer: ports.sealer,
  });
  await book.storeSnapshot(run.month, snapshot);
  ports.log.info(
    {
      collection: run.collectionId,
      due: amounts.count,
      collected: snapshot.items.filter((item) => item.fileNo !== null).length,
      leftOut: countBy(snapshot.items.flatMap((item) => (item.skipReason ? [item.skipReason] : []))),
    },
    'amounts due are frozen',
  );
}

async function deliver(ports: CollectionPorts, run: CollectionRun, claim: Claim): Promise<void> {
  const { book, clock } = ports;
  const files = await book.files(run.month);
  await checkSnapshot(book, run, files);
  const earliest = earliestCollectionDay(dayIn(BANK_ZONE, clock.now()));
  for (const file of files) {
    if (file.delivered) continue;
    const items = await book.items(file);
    if (!run.lateAllowed && items.some((item) => (item.collectionDay ?? '') < earliest)) {
      if (files.some((other) => other.attempted)) throw dayPassed(file);
      // Nothing has left the house: what is due today is asked for instead.
      await book.advance(run.month, 'SNAPSHOT', 'WAITING', clock.now());
      return;
    }
    await deliverFile(ports, file, items, claim);
  }
  await book.advance(run.month, 'SNAPSHOT', 'DELIVERED', clock.now());
}

async function deliverFile(
  ports: CollectionPorts,
  file: CollectionFile,
  items: Awaited<ReturnType<CollectionBook['items']>>,
  claim: Claim,
): Promise<void> {
  const { book, clock } = ports;
  const data = directDebitFile(file, items, { creditor: ports.settings.creditor, sealer: ports.sealer });
  const figures = figuresOf(data);
  const same =
    figures.count === file.transactions &&
    figures.announcedCount === file.transactions &&
    figures.totalMinor === file.totalMinor &&
    figures.announcedMinor === file.totalMinor;
  if (!same) {
    throw new IntegrationError(
      'TOTALS_FILE',
      `${file.name} should hold ${file.transactions} items of ${file.totalMinor} in hundredths; it holds ${figures.count} of ${figures.totalMinor} and announces ${figures.announcedCount} of ${figures.announcedMinor}`,
      { retryable: false },
    );
  }
  await claim.confirm();
  await book.beginDelivery(file, figures.sha256, figures.size, clock.now());
  const outcome = await ports.bank.deliver(file.name, contentOf(data), figures.sha256, figures.size);
  await book.markDelivered(file, clock.now(), ports.showInCollection);
  ports.log.info(
    { file: file.name, sha256: figures.sha256, transactions: figures.count, totalMinor: figures.totalMinor, outcome },
    'a payment file is at the bank',
  );
}

/** The ERP's answer, the frozen items and the files must be the same money. */
async function checkSnapshot(
  book: CollectionBook,
  run: CollectionRun,
  files: readonly CollectionFile[],
): Promise<void> {
  const totals = await book.totals(run.month);
  const inFiles = files.reduce(
    (sum, file) => ({ count: sum.count + file.transactions, minor: sum.minor + file.totalMinor }),
    { count: 0, minor: 0 },
  );
  const same =
    totals.count === run.erpCount &&
    totals.totalMinor === run.erpTotalMinor &&
    totals.collectedCount === inFiles.count &&
    totals.collectedMinor === inFiles.minor;
  if (same) return;
  throw new IntegrationError(
    'TOTALS_SNAPSHOT',
    `The ERP named ${run.erpCount} items of ${run.erpTotalMinor} in hundredths, frozen are ${totals.count} of ${totals.totalMinor}; ` +
      `to collect are ${totals.collectedCount} of ${totals.collectedMinor}, in files ${inFiles.count} of ${inFiles.minor}`,
    { retryable: false },
  );
}

async function report(ports: CollectionPorts, run: CollectionRun, claim: Claim): Promise<void> {
  const { book } = ports;
  for (;;) {
    const items = await book.unreported(run.month, REPORTED_AT_ONCE);
    if (items.length === 0) break;
    await claim.confirm();
    const accepted = await ports.erp.reportCollection(run.collectionId, items);
    if (accepted !== items.length) {
      throw new IntegrationError(
        'COLLECTION_NOT_ACCEPTED',
        `The ERP took ${accepted} of ${items.length} items of ${run.collectionId} as in collection; the file is at the bank already`,
        { retryable: false },
      );
    }
    await book.markReported(
      run.month,
      items.map((item) => item.invoiceNumber),
    );
  }
  await book.advance(run.month, 'DELIVERED', 'DONE', ports.clock.now());
}

/** A try was made, so the file may be at the bank; whether to send it late must be agreed with the bank. */
function dayPassed(file: CollectionFile): IntegrationError {
  return new IntegrationError(
    'COLLECTION_DAY_PASSED',
    `${file.name} was not confirmed by the bank's server in time: its collection day can no longer be asked for.`,
    { retryable: false },
  );
}

function countBy(words: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
