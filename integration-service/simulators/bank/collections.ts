/** The bank's books: files picked up from /inbox, the debits in them, and what became of each. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { State } from '../support/state.ts';
import { notification, statusReport, type Booking, type StatusReport } from './answer-files.ts';
import { type DebitBatch, FileRefusal, hasCheckDigits, type PaymentFile, readPaymentFile } from './payment-file.ts';
import { isTemporaryName } from './sftp-folders.ts';

/** A debit in the books. */
export interface Collection {
  readonly messageId: string;
  readonly paymentId: string;
  readonly endToEndId: string;
  readonly amountMinor: number;
  readonly mandateId: string;
  readonly debtorName: string;
  readonly iban: string;
  readonly creditorIban: string;
  readonly collectionDate: string;
  status: 'ACCEPTED' | 'REJECTED' | 'SETTLED' | 'RETURNED';
  reasonCode?: string;
}

export interface PickedUpFile {
  readonly name: string;
  readonly sha256: string;
  readonly receivedAt: string;
  readonly messageId: string;
  readonly transactions: number;
  readonly totalMinor: number;
  readonly status: 'ACCP' | 'PART' | 'RJCT';
  readonly reasonCode?: string;
}

/** REJECT: refused in the answer to the file. RETURN: collected, then taken back. */
export interface Refusal {
  readonly reasonCode: string;
  readonly stage: 'REJECT' | 'RETURN';
}

export interface Books {
  files: PickedUpFile[];
  collections: Collection[];
  refusals: Record<string, Refusal>;
  lastAnswer: number;
}

export const emptyBooks = (): Books => ({ files: [], collections: [], refusals: {}, lastAnswer: 0 });

export interface Bank {
  /** Reads a delivered file, books it and answers; a name is picked up once. */
  pickUp(name: string): void;
  pickUpWaiting(): void;
  /** Books everything that is due by the day; answers the files written. */
  settle(on: string): { readonly settled: number; readonly returned: number; readonly files: readonly string[] };
  /** Takes a settled debit back; false when there is none of that id. */
  takeBack(endToEndId: string, reasonCode: string, on: string): boolean;
}

export function openBank(folder: string, state: State<Books>, now: () => Date): Bank {
  const books = state.data;
  /** Written aside and renamed, as any careful neighbour does; the number keeps the order. */
  const answer = (kind: string, write: (id: string) => string): string => {
    books.lastAnswer += 1;
    const id = `BANK${String(books.lastAnswer).padStart(6, '0')}`;
    const name = `${id}-${kind}.xml`;
    writeFileSync(join(folder, 'outbox', `.${name}.tmp`), write(id));
    renameSync(join(folder, 'outbox', `.${name}.tmp`), join(folder, 'outbox', name));
    return name;
  };

  const pickUp = (name: string) => {
    const content = readFileSync(join(folder, 'inbox', name));
    const sha256 = createHash('sha256').update(content).digest('hex');
    if (books.files.some((file) => file.name === name && file.sha256 === sha256)) return;
    const receivedAt = now();
    const report = judge(content, books, receivedAt);
    answer('pain002', (reportId) => statusReport({ ...report, reportId, createdAt: receivedAt }));
    books.files.push({
      name,
      sha256,
      receivedAt: receivedAt.toISOString(),
      messageId: report.originalMessageId,
      transactions: report.transactions ?? 0,
      totalMinor: report.totalMinor ?? 0,
      status: report.status,
      ...(report.reason ? { reasonCode: report.reason.code } : {}),
    });
    state.save();
  };

  const write = (bookings: readonly Booking[], creditorIban: string, bookedOn: string): string =>
    answer('camt054', (notificationId) =>
      notification({ notificationId, createdAt: now(), bookedOn, creditorIban, bookings }),
    );
  const takenBack = (collection: Collection, index: number): Booking => ({
    reference: `R${books.lastAnswer + 1}-${index}`,
    direction: 'DBIT',
    messageId: collection.messageId,
    paymentId: collection.paymentId,
    debits: [collection],
  });

  return {
    pickUp,
    pickUpWaiting: () => {
      for (const name of readdirSync(join(folder, 'inbox')).sort()) if (!isTemporaryName(name)) pickUp(name);
    },
    settle: (on) => {
      const due = books.collections.filter(
        (collection) => collection.status === 'ACCEPTED' && collection.collectionDate <= on,
      );
      const files: string[] = [];
      let returned = 0;
      for (const [creditorIban, own] of Map.groupBy(due, (collection) => collection.creditorIban)) {
        const batches = Map.groupBy(own, (collection) => JSON.stringify([collection.messageId, collection.paymentId]));
        const credits = [...batches.values()].map((debits, index): Booking => {
          const [first] = debits;
          const ids = { messageId: first?.messageId ?? '', paymentId: first?.paymentId ?? '' };
          return { reference: `C${books.lastAnswer + 1}-${index}`, direction: 'CRDT', ...ids, debits };
        });
        for (const collection of own) collection.status = 'SETTLED';
        files.push(write(credits, creditorIban, on));
        const back = own.filter((collection) => {
          const refusal = books.refusals[collection.iban];
          if (refusal?.stage !== 'RETURN') return false;
          collection.status = 'RETURNED';
          collection.reasonCode = refusal.reasonCode;
          return true;
        });
        returned += back.length;
        if (back.length > 0) files.push(write(back.map(takenBack), creditorIban, on));
      }
      state.save();
      return { settled: due.length, returned, files };
    },
    takeBack: (endToEndId, reasonCode, on) => {
      const collection = books.collections.find((one) => one.endToEndId === endToEndId && one.status === 'SETTLED');
      if (!collection) return false;
      collection.status = 'RETURNED';
      collection.reasonCode = reasonCode;
      write([takenBack(collection, 0)], collection.creditorIban, on);
      state.save();
      return true;
    },
  };
}

type Judgement = Omit<StatusReport, 'reportId' | 'createdAt'>;

/** Checks a file and books its debits. */
function judge(content: Buffer, books: Books, receivedAt: Date): Judgement {
  let file: PaymentFile;
  try {
    file = readPaymentFile(content);
  } catch (error) {
    if (!(error instanceof FileRefusal)) throw error;
    return refused(error.messageId ?? 'NOTPROVIDED', error.reasonCode, error.message);
  }
  if (books.files.some((known) => known.messageId === file.messageId && known.status !== 'RJCT')) {
    return { ...refused(file.messageId, 'DU01', 'This message id was received before'), ...totals(file) };
  }
  const today = receivedAt.toLocaleDateString('en-CA', { timeZone: 'Europe/Berlin' });
  const payments = file.batches.map((batch) => judgeBatch(batch, file.messageId, books, today));
  const every = (status: string) => payments.every((payment) => payment.status === status);
  const status = every('ACCP') ? 'ACCP' : every('RJCT') ? 'RJCT' : 'PART';
  // Payments that are wholly accepted are not told one by one.
  return {
    originalMessageId: file.messageId,
    ...totals(file),
    status,
    payments: payments.filter((payment) => payment.status !== 'ACCP'),
  };
}

function judgeBatch(
  batch: DebitBatch,
  messageId: string,
  books: Books,
  today: string,
): StatusReport['payments'][number] {
  const late = batch.collectionDate <= today;
  const judged = batch.debits.map((debit): Collection => {
    const reasonCode = late ? 'DT01' : refusalReason(debit.iban, books);
    const { paymentId, creditorIban, collectionDate } = batch;
    const collection = { ...debit, messageId, paymentId, creditorIban, collectionDate };
    return reasonCode ? { ...collection, status: 'REJECTED', reasonCode } : { ...collection, status: 'ACCEPTED' };
  });
  for (const collection of judged) books.collections.push(collection);
  const { paymentId } = batch;
  if (late) return { paymentId, status: 'RJCT', reasonCode: 'DT01', refused: [] };
  const refusedOnes = judged.flatMap(({ reasonCode, ...rest }) => (reasonCode ? [{ ...rest, reasonCode }] : []));
  const status = refusedOnes.length === 0 ? 'ACCP' : refusedOnes.length === judged.length ? 'RJCT' : 'PART';
  return { paymentId, status, refused: refusedOnes };
}

function refusalReason(iban: string, books: Books): string | undefined {
  if (!hasCheckDigits(iban)) return 'AC01';
  const refusal = books.refusals[iban];
  return refusal?.stage === 'REJECT' ? refusal.reasonCode : undefined;
}

function refused(originalMessageId: string, code: string, text: string): Judgement {
  return { originalMessageId, status: 'RJCT', reason: { code, text }, payments: [] };
}

function totals(file: PaymentFile): { readonly transactions: number; readonly totalMinor: number } {
  return { transactions: file.transactions, totalMinor: file.totalMinor };
}
