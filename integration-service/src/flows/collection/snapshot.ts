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

/** Decides on every amount due and spreads what is collected over files, by day and number. */
export function takeSnapshot(run: CollectionRun, amounts: AmountsDue, settings: SnapshotSettings): Snapshot {
  const decided = amounts.due.map((due) => ({ due, decision: decide(due, settings.rules) }));
  const collected = decided
    .filter((item) => item.decision.collect)
    .toSorted((a, b) => compare(dayOf(a.decision), dayOf(b.decision)) || compare(numberOf(a.due), numberOf(b.due)));
  const fileOf = new Map(
    collected.map(({ due }, index) => [due.invoiceNumber, Math.floor(index / settings.fileLimit) + 1]),
  );
  const items = decided.map(({ due, decision }) =>
    toItem(run.month, due, decision, fileOf.get(due.invoiceNumber) ?? null, settings.sealer),
  );
  const fileCount = Math.ceil(collected.length / settings.fileLimit);
  return {
    fileDay: settings.fileDay,
    erpCount: amounts.count,
    erpTotalMinor: amounts.totalMinor,
    items,
    files: Array.from({ length: fileCount }, (_, index) => {
      const fileNo = index + 1;
      const messageId = `${run.collectionId}-${String(fileNo).padStart(3, '0')}`;
      const inFile = items.filter((item) => item.fileNo === fileNo);
      return {
        fileNo,
        name: `${messageId}.xml`,
        messageId,
        createdAt: settings.createdAt,
        transactions: inFile.length,
        totalMinor: inFile.reduce((sum, item) => sum + item.amountMinor, 0),
      };
    }),
  };
}

function toItem(
  month: string,
  due: AmountDue,
  decision: Decision,
  fileNo: number | null,
  sealer: Sealer,
): SnapshotItem {
  const iban = electronicIban(due.iban);
  const debtor: Debtor = { name: due.accountHolder, iban };
  return {
    invoiceNumber: due.invoiceNumber,
    fileNo,
    skipReason: decision.collect ? null : decision.reason,
    collectionDay: decision.collect ? decision.collectionDay : null,
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

function numberOf(due: AmountDue): string {
  return due.invoiceNumber;
}

/** By code units, as the database's "C" order for the characters that references may have. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
