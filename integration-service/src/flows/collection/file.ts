/** From the snapshot to the payment file, and what can be counted in the file again. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { IntegrationError } from '../../runtime/errors.ts';
import { minorUnits } from '../../runtime/money.ts';
import type { Sealer } from '../../runtime/sealed.ts';
import { writeDirectDebit, type Creditor, type DirectDebitFile } from '../../systems/bank/pain008.ts';
import type { CollectionFile, SnapshotItem } from './book.ts';
import { debtorContext } from './snapshot.ts';

export interface FileSettings {
  readonly creditor: Creditor;
  readonly sealer: Sealer;
}

/** The figures of a written file, from its text alone. */
export interface FileFigures {
  readonly sha256: string;
  readonly size: number;
  /** What the header says. */
  readonly announcedCount: number;
  readonly announcedMinor: number;
  /** What stands in the transactions. */
  readonly count: number;
  readonly totalMinor: number;
}

const Debtor = z.object({ name: z.string(), iban: z.string() });

/** The file as data: items grouped by payment, in the order of the snapshot. */
export function directDebitFile(
  file: CollectionFile,
  items: readonly SnapshotItem[],
  settings: FileSettings,
): DirectDebitFile {
  const payments = Map.groupBy(items, (item) => item.paymentId ?? '');
  return {
    messageId: file.messageId,
    createdAt: file.createdAt,
    initiatingParty: settings.creditor.name,
    creditor: settings.creditor,
    payments: [...payments].map(([paymentId, together]) => ({
      paymentId,
      collectionDate: together[0]?.collectionDay ?? '',
      // Recurrent also for the first one: the rulebook asks for no first sequence any more.
      sequence: 'RCUR',
      transactions: together.map((item) => transaction(file.month, item, settings.sealer)),
    })),
  };
}

function transaction(
  month: string,
  item: SnapshotItem,
  sealer: Sealer,
): DirectDebitFile['payments'][number]['transactions'][number] {
  if (item.debtorSealed === null || item.endToEndId === null) {
    throw new IntegrationError('SNAPSHOT_EMPTY', `The snapshot of ${item.invoiceNumber} has no debtor`, {
      retryable: false,
    });
  }
  const debtor = Debtor.parse(JSON.parse(sealer.open(item.debtorSealed, debtorContext(month, item.invoiceNumber))));
  return {
    endToEndId: item.endToEndId,
    amountMinor: item.amountMinor,
    currency: item.currency,
    mandateId: item.mandateReference,
    mandateSignedOn: item.mandateSignedOn,
    debtorName: debtor.name,
    debtorIban: debtor.iban,
    remittance: `Rechnung ${item.invoiceNumber}, Vertrag ${item.contractReference}`,
  };
}

/** The content for the bank's drop, written anew each time it is asked for: no account number is ever on our disk in clear. */
export function contentOf(file: DirectDebitFile): () => Readable {
  return () => Readable.from(encoded(file), { objectMode: false });
}

/** Reads the written file as the bank would: hash, size, and its sums counted from the text. */
export function figuresOf(file: DirectDebitFile): FileFigures {
  const hash = createHash('sha256');
  const figures = { size: 0, count: 0, totalMinor: 0, announcedCount: -1, announcedMinor: -1 };
  let rest = '';
  for (const piece of writeDirectDebit(file)) {
    const bytes = Buffer.from(piece, 'utf8');
    hash.update(bytes);
    figures.size += bytes.length;
    const text = rest + piece;
    let end = 0;
    for (const match of text.matchAll(FIGURE)) {
      end = match.index + match[0].length;
      const [, , value = ''] = match;
      if (match[1] === 'InstdAmt') {
        figures.count += 1;
        figures.totalMinor += toMinor(value);
      } else if (match[1] === 'NbOfTxs' && figures.announcedCount < 0) figures.announcedCount = Number(value);
      else if (match[1] === 'CtrlSum' && figures.announcedMinor < 0) figures.announcedMinor = toMinor(value);
    }
    // An element cut in two by the piece's end is read with the next piece.
    rest = text.slice(Math.max(end, text.length - LONGEST_FIGURE));
  }
  return { sha256: hash.digest('hex'), ...figures };
}

const FIGURE = /<(InstdAmt|NbOfTxs|CtrlSum)(?: Ccy="[A-Z]{3}")?>([\d.]+)<\/\1>/g;
const LONGEST_FIGURE = 100;

/** No number at all makes the comparison fail, as it should. */
function toMinor(decimal: string): number {
  return minorUnits(decimal) ?? Number.NaN;
}

function* encoded(file: DirectDebitFile): Iterable<Buffer> {
  for (const piece of writeDirectDebit(file)) yield Buffer.from(piece, 'utf8');
}
