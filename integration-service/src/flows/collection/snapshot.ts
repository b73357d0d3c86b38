/** Freezes what a run collects: which items, in which file, for which day. */
import type { Sealer } from '../../runtime/sealed.ts';
import { electronicIban } from '../../systems/bank/iban.ts';
import type { AmountDue } from '../../systems/erp/billing.ts';
import type { AmountsDue } from './amounts-due.ts';
import type { CollectionRun, Snapshot, SnapshotItem } from './book.ts';
import { decide, type CollectionRules, type Decision } from './eligibility.ts';

export interface SnapshotSettings {
  readonly fileDay: string;
  readonly createdAt: Date;
  readonly rules: CollectionRules;
  /** Most transactions one file may hold. */
  readonly fileLimit: number;
  readonly sealer: Sealer;
}

/** The debtor as the seal keeps it. */
export interface Debtor {
  readonly name: string;
  readonly iban: string;
}

/** What a debtor's seal is bound to. */
export function debtorContext(month: string, invoiceNumber: string): string {
  return `collection-item:${month}:${invoiceNumber}`;
}

/** Decides on every amount due and spreads what is collected over files, by day and number; what a file asks for one day is one payment. */
export function takeSnapshot(run: CollectionRun, amounts: AmountsDue, settings: SnapshotSettings): Snapshot {
  const decided = amounts.due.map((due) => ({ due, decision: decide(due, settings.rules) }));
  const collected = decided
    .filter((item) => item.decision.collect)
    .toSorted(
      (a, b) => compare(dayOf(a.decision), dayOf(b.decision)) || compare(a.due.invoiceNumber, b.due.invoiceNumber),
    );
  const places = new Map<string, Place>();
  const files: Snapshot['files'][number][] = [];
  for (let start = 0; start < collected.length; start += settings.fileLimit) {
    const inFile = collected.slice(start, start + settings.fileLimit);
    const fileNo = files.length + 1;
    const messageId = `${run.collectionId}-${String(fileNo).padStart(3, '0')}`;
    const days = [...new Set(inFile.map((item) => dayOf(item.decision)))];
    for (const { due, decision } of inFile) {
      const paymentId = `${messageId}-${days.indexOf(dayOf(decision)) + 1}`;
      places.set(due.invoiceNumber, { fileNo, paymentId });
    }
    files.push({
      fileNo,
      name: `${messageId}.xml`,
      messageId,
      createdAt: settings.createdAt,
      transactions: inFile.length,
      totalMinor: inFile.reduce((sum, item) => sum + item.due.amount, 0),
    });
  }
  return {
    fileDay: settings.fileDay,
    erpCount: amounts.count,
    erpTotalMinor: amounts.totalMinor,
    files,
    items: decided.map(({ due, decision }) =>
      toItem(run.month, due, decision, places.get(due.invoiceNumber), settings.sealer),
    ),
  };
}

interface Place {
  readonly fileNo: number;
  readonly paymentId: string;
}

function toItem(
  month: string,
  due: AmountDue,
  decision: Decision,
  place: Place | undefined,
  sealer: Sealer,
): SnapshotItem {
  const iban = electronicIban(due.iban);
  const debtor: Debtor = { name: due.accountHolder, iban };
  return {
    invoiceNumber: due.invoiceNumber,
    fileNo: place?.fileNo ?? null,
    skipReason: decision.collect ? null : decision.reason,
    collectionDay: decision.collect ? decision.collectionDay : null,
    paymentId: place?.paymentId ?? null,
    endToEndId: decision.collect ? due.invoiceNumber : null,
    customerReference: due.customerReference,
    contractReference: due.contractReference,
    mandateReference: due.mandateReference,
    mandateSignedOn: due.mandateSignedOn,
    // What is not collected needs no account.
    debtorSealed: decision.collect
      ? sealer.seal(JSON.stringify(debtor), debtorContext(month, due.invoiceNumber))
      : null,
    ibanLast4: decision.collect ? iban.slice(-4) : null,
    amountMinor: due.amount,
    currency: due.currency,
    dueOn: due.dueOn,
    preNotifiedOn: due.preNotifiedOn,
  };
}

function dayOf(decision: Decision): string {
  return decision.collect ? decision.collectionDay : '';
}

/** By code units, as the database's "C" order for the characters that references may have. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
