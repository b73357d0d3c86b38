/**
 * Claims: of several replicas only one does a named piece of work. A claim is a row with an end; its holder prolongs it while it works, and
 * one that died lets it run out, after which anybody takes it over. The database's clock counts, so replicas need not agree on the time.
 */
import { randomUUID } from 'node:crypto';
import type { Statements } from './database.ts';
import { IntegrationError } from './errors.ts';

export interface Claim {
  /** Prolongs the claim; throws CLAIM_LOST when somebody else has taken it over. Call it before each effect. */
  confirm(): Promise<void>;
}

export interface Claims {
  /** Does the work while holding the claim; answers false without doing anything when somebody else holds it. */
  hold(name: string, work: (claim: Claim) => Promise<void>): Promise<boolean>;
}

/** Claims of one process that end `seconds` after its last sign of life. */
export async function openClaims(database: Statements, seconds: number): Promise<Claims> {
  await database.query(`create table if not exists work_claim (
    name text primary key,
    holder text not null,
    held_until timestamptz not null
  )`);
  return {
    async hold(name, work) {
      const holder = randomUUID();
      const taken = await database.query(
        `insert into work_claim (name, holder, held_until) values ($1, $2, clock_timestamp() + make_interval(secs => $3))
         on conflict (name) do update set holder = excluded.holder, held_until = excluded.held_until
         where work_claim.held_until < clock_timestamp() returning name`,
        [name, holder, seconds],
      );
      if (taken.length === 0) return false;
      const prolong = () =>
        database.query(
          `update work_claim set held_until = clock_timestamp() + make_interval(secs => $3)
           where name = $1 and holder = $2 returning name`,
          [name, holder, seconds],
        );
      const confirm = async () => {
        if ((await prolong()).length === 0) {
          throw new IntegrationError('CLAIM_LOST', `Another process has taken over ${name}`, { retryable: true });
        }
      };
      // A beat that fails is noticed by the next confirm(); the claim then runs out by itself.
      const beat = setInterval(() => void prolong().catch(() => undefined), (seconds * 1000) / 3);
      try {
        await work({ confirm });
      } finally {
        clearInterval(beat);
        await database.query('delete from work_claim where name = $1 and holder = $2', [name, holder]);
      }
      return true;
    },
  };
}
