/**
 * Schedules by the business clock. A cron beat would sleep through a clock that jumps and through a service that is down; here the database
 * remembers up to when a schedule was looked at, and every look finds what fell due since then.
 */
import { instantAt } from '../trade/time/zones.ts';
import type { Database, Statements } from './database.ts';
import { dayIn } from './days.ts';

export interface Occasion {
  /** Names the occasion for ever: `2027-01`. */
  readonly key: string;
  readonly at: Date;
}

export interface Schedule {
  /**
   * Occasions that fell due after the last look, oldest first; none twice. `record` runs in the transaction that remembers the
   * look, so that a crash loses no occasion and repeats none.
   */
  look(
    name: string,
    now: Date,
    zone: string,
    between: (after: Date, until: Date) => readonly Occasion[],
    record: (transaction: Statements, due: readonly Occasion[]) => Promise<void>,
  ): Promise<readonly Occasion[]>;
}

interface ScheduleRow {
  readonly looked_until: Date;
}

/** The very first look goes back to the midnight before it: a service first started on the day of an occasion does not miss it. */
export async function openSchedule(database: Pick<Database, 'query' | 'transaction'>): Promise<Schedule> {
  await database.query(
    'create table if not exists schedule (name text primary key, looked_until timestamptz not null)',
  );
  return {
    look: (name, now, zone, between, record) =>
      database.transaction(async (transaction) => {
        await transaction.query('insert into schedule (name, looked_until) values ($1, $2) on conflict do nothing', [
          name,
          midnightBefore(now, zone).toISOString(),
        ]);
        const [row] = await transaction.query<ScheduleRow>(
          'select looked_until from schedule where name = $1 for update',
          [name],
        );
        const lookedUntil = new Date(row?.looked_until ?? now);
        // A clock that was put back finds nothing new until it passes the point it had reached.
        if (now <= lookedUntil) return [];
        const due = between(lookedUntil, now);
        if (due.length > 0) await record(transaction, due);
        await transaction.query('update schedule set looked_until = $2 where name = $1', [name, now.toISOString()]);
        return due;
      }),
  };
}

/** The instant a wall clock in a zone shows an hour of a day. At the hour that summer time skips, the first instant after it. */
export function instantIn(zone: string, day: string, hour: number): Date {
  return instantAt(zone, day, hour * 60);
}

function midnightBefore(now: Date, zone: string): Date {
  return new Date(instantIn(zone, dayIn(zone, now), 0).getTime() - 1);
}
