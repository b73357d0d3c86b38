/** What a piece of news from the bank does to an item. News repeats, arrives late and contradicts itself; money moves only by what is new. */
import type { AnswerStatus } from '../../systems/bank/answers.ts';
import type { Outcome, ResultSource, SentItem } from '../../billing/sent-items.ts';

export interface News {
  readonly status: AnswerStatus;
  readonly source: Exclude<ResultSource, 'SILENCE'>;
  readonly amountMinor?: number;
  readonly currency?: string;
  /** YYYY-MM-DD */
  readonly on?: string;
}

export type ProblemCode = 'AMOUNT_MISMATCH' | 'CONTRADICTION';

export interface Consequence {
  /** The item's new result, when there is one. */
  readonly result?: Outcome;
  /** What a person must look at, also when the news had an effect. */
  readonly problem?: ProblemCode;
}

const NOTHING: Consequence = {};
const RESULT: Readonly<Record<AnswerStatus, Outcome | undefined>> = {
  ACCEPTED: undefined,
  PENDING: undefined,
  SETTLED: 'COLLECTED',
  REJECTED: 'REJECTED',
  RETURNED: 'RETURNED',
};

/** Decides by what the item is now. A booking outweighs a report, because it is the money itself. */
export function consequenceOf(
  item: Pick<SentItem, 'result' | 'resultSource' | 'resultOn' | 'amountMinor' | 'currency'>,
  news: News,
): Consequence {
  const result = RESULT[news.status];
  if (result === undefined || result === item.result) return NOTHING;
  if (!isSameAmount(item, news)) return { problem: 'AMOUNT_MISMATCH' };
  switch (item.result) {
    case 'IN_COLLECTION':
      return { result };
    case 'COLLECTED':
      return afterCollected(item.resultSource, result);
    case 'REJECTED':
      // A return of what was rejected says the same: no second failure. A booking says that money came after all.
      if (result === 'RETURNED') return NOTHING;
      return news.source === 'CAMT_054' ? { result, problem: 'CONTRADICTION' } : { problem: 'CONTRADICTION' };
    case 'RETURNED':
      // The credit that the return undid, read after it.
      if (result === 'REJECTED' || !news.on || !item.resultOn || news.on <= item.resultOn) return NOTHING;
      return { problem: 'CONTRADICTION' };
  }
}

function afterCollected(source: ResultSource | null, result: Outcome): Consequence {
  if (result === 'RETURNED') return { result };
  // Silence was only our conclusion; the bank's word about money it reported as settled contradicts itself.
  return source === 'SILENCE' ? { result } : { problem: 'CONTRADICTION' };
}

function isSameAmount(item: Pick<SentItem, 'amountMinor' | 'currency'>, news: News): boolean {
  return (
    (news.amountMinor === undefined || news.amountMinor === item.amountMinor) &&
    (news.currency === undefined || news.currency === item.currency)
  );
}
