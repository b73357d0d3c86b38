/** Money of which nothing was heard: when the time for returns is over, a debit counts as collected. */
import type { Claim } from '../../runtime/claim.ts';
import { dayIn } from '../../runtime/days.ts';
import type { ApplyPorts } from './ports.ts';
import { bookResults } from './results.ts';

const AT_ONCE = 500;

/**
 * Call it after the answers that wait at the bank were read: silence counts only for who has listened. While an answer is
 * unreadable or not applied yet, nothing is concluded. Answers how many items became collected.
 */
export async function concludeFromSilence(ports: ApplyPorts, claim: Claim): Promise<number> {
  const unheard = await ports.database.query(
    `select 1 from bank_answer where problem_code = 'BANK_ANSWER_UNREADABLE' and settled_at is null
     union all select 1 from bank_statement where state = 'OPEN' limit 1`,
  );
  if (unheard.length > 0) return 0;
  const today = dayIn(ports.zone, ports.clock.now());
  let concluded = 0;
  for (;;) {
    await claim.confirm();
    const count = await ports.database.transaction(async (statements) => {
      const items = await ports.items.silent(statements, today, AT_ONCE);
      const outcomes = items.map((item) => ({
        item,
        result: 'COLLECTED' as const,
        source: 'SILENCE' as const,
        reasonCode: null,
        on: item.collectionDay,
        tellPayer: false,
      }));
      await bookResults(ports, statements, 'silence', outcomes);
      return items.length;
    });
    if (count === 0) return concluded;
    concluded += count;
  }
}
