/** Reads what the ERP wants collected, whole: every page, until the pages add up to what the ERP says they must. */
import { IntegrationError } from '../../runtime/errors.ts';
import type { AmountDue, ErpBilling } from '../../systems/erp/billing.ts';

/** What a collection asks the ERP and tells it. */
export type CollectionErp = Pick<ErpBilling, 'listAmountsDue' | 'reportCollection'>;

/** The whole answer; the total in hundredths. */
export interface AmountsDue {
  readonly count: number;
  readonly totalMinor: number;
  readonly due: readonly AmountDue[];
}

const PAGE = 1000;
const READINGS = 3;

/**
 * Everything due until a day. Items that come or go while we read make the sum differ: then it is read anew, three times at most;
 * after that TOTALS_ERP stops the run.
 */
export async function readAmountsDue(erp: CollectionErp, dueUntil: string): Promise<AmountsDue> {
  let last: AmountsDue | undefined;
  for (let reading = 0; reading < READINGS; reading += 1) {
    last = await readOnce(erp, dueUntil);
    if (isWhole(last)) return last;
  }
  const read = last?.due ?? [];
  throw new IntegrationError(
    'TOTALS_ERP',
    `The ERP announces ${last?.count ?? 0} items of ${last?.totalMinor ?? 0} in hundredths, but its pages hold ${read.length} of ${total(read)}`,
    { retryable: false },
  );
}

function total(due: readonly AmountDue[]): number {
  return due.reduce((sum, item) => sum + item.amount, 0);
}

async function readOnce(erp: CollectionErp, dueUntil: string): Promise<AmountsDue> {
  const due: AmountDue[] = [];
  for (;;) {
    const after = due.at(-1)?.invoiceNumber;
    const page = await erp.listAmountsDue(dueUntil, after, PAGE);
    due.push(...page.due);
    if (page.due.length === 0 || due.length >= page.count) {
      return { count: page.count, totalMinor: page.totalMinor, due };
    }
  }
}

function isWhole(read: AmountsDue): boolean {
  const numbers = new Set(read.due.map((item) => item.invoiceNumber));
  return numbers.size === read.due.length && read.due.length === read.count && total(read.due) === read.totalMinor;
}
