/**
 * The effect ledger (ARCHITECTURE rule 3): what leaves the house is written down before it leaves. A repeated call with the same key returns
 * the first answer; after a crash between effect and answer the effect runs again with the same key, which every neighbour treats as one.
 */
import { createHash } from 'node:crypto';
import type { Database } from './database.ts';
import { IntegrationError } from './errors.ts';

export interface Effect<Answer> {
  /** Unique for the business effect, not for the attempt: `erp:contract:<id>`. The neighbour receives it as its idempotency key. */
  readonly key: string;
  /** What is asked. The same key with another request is an error, not a second effect. */
  readonly request: unknown;
  perform(): Promise<Answer>;
}

export interface EffectLedger {
  /** Performs the effect, or returns the answer it had. The answer must survive JSON. */
  once<Answer>(effect: Effect<Answer>): Promise<Answer>;
}

interface LedgerRow {
  readonly request_hash: string;
  readonly done: boolean;
  readonly answer: unknown;
}

export async function openLedger(database: Database): Promise<EffectLedger> {
  await database.query(`create table if not exists effect (
    key text primary key,
    request_hash text not null,
    done boolean not null default false,
    answer jsonb,
    intended_at timestamptz not null default now(),
    done_at timestamptz
  )`);
  return {
    async once<Answer>(effect: Effect<Answer>): Promise<Answer> {
      const hash = createHash('sha256').update(JSON.stringify(effect.request)).digest('hex');
      await database.query('insert into effect (key, request_hash) values ($1, $2) on conflict (key) do nothing', [
        effect.key,
        hash,
      ]);
      const [row] = await database.query<LedgerRow>('select request_hash, done, answer from effect where key = $1', [
        effect.key,
      ]);
      if (row?.done) return row.answer as Answer;
      if (row && row.request_hash !== hash) {
        // The first attempt may have arrived. What we would send now differs, so neither answer would be right.
        throw new IntegrationError(
          'EFFECT_CHANGED',
          `The request behind ${effect.key} changed after it was first sent.`,
          { retryable: false },
        );
      }
      const answer = await effect.perform();
      await database.query('update effect set done = true, answer = $2, done_at = now() where key = $1', [
        effect.key,
        JSON.stringify(answer),
      ]);
      return answer;
    },
  };
}
