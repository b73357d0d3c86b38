/** The round that finds month ends by the business clock and brings their collections to an end, one process at a time. */
import type { Claims } from '../../runtime/claim.ts';
import { dayIn } from '../../runtime/days.ts';
import { describeError, IntegrationError, isRetryable } from '../../runtime/errors.ts';
import type { Schedule } from '../../runtime/schedule.ts';
import { BANK_ZONE, monthEndsBetween, monthsBefore } from './calendar.ts';
import type { CollectionMetrics } from './metrics.ts';
import { advanceRun, type CollectionPorts } from './run.ts';

export interface MonthEndPorts extends CollectionPorts {
  readonly schedule: Schedule;
  readonly claims: Claims;
  readonly metrics: CollectionMetrics;
  /** Hour of the day in the bank's zone from which the run may begin. */
  readonly hour: number;
  /** How long a snapshot keeps names and account numbers: as long as a debit can come back. */
  readonly keepDebtorsMonths: number;
}

const WORK = 'collection';

/** Looks once. A run that failed in passing is thrown after the others had their turn, so that the next look tries again. */
export async function lookAtMonthEnds(ports: MonthEndPorts): Promise<void> {
  const { book, clock, schedule } = ports;
  const now = clock.now();
  const due = await schedule.look(
    WORK,
    now,
    BANK_ZONE,
    (after, until) => monthEndsBetween(after, until, ports.hour),
    (statements, occasions) => book.plan(statements, occasions),
  );
  for (const occasion of due) ports.log.info({ month: occasion.key }, 'a month end has come');
  await ports.claims.hold(WORK, async (claim) => {
    const failures: unknown[] = [];
    for (const { month } of await book.unfinished()) {
      await advanceRun(ports, month, claim).then(
        () => ports.metrics.steps.inc({ outcome: 'done' }),
        async (error: unknown) => {
          if (isRetryable(error)) {
            ports.metrics.steps.inc({ outcome: 'later' });
            failures.push(error);
          } else await stopRun(ports, month, error);
        },
      );
    }
    await showStopped(ports);
    if (failures.length > 0) throw failures[0];
    await book.forgetDebtors(monthsBefore(dayIn(BANK_ZONE, now), ports.keepDebtorsMonths));
  });
}

/** Lets a stopped run go on from the step at which it stopped. Answers false when it is not stopped. */
export async function resumeRun(ports: Pick<MonthEndPorts, 'book' | 'log'>, month: string): Promise<boolean> {
  const resumed = await ports.book.resume(month);
  if (resumed) ports.log.info({ month }, 'a collection was resumed by a person');
  return resumed;
}

async function stopRun(ports: MonthEndPorts, month: string, error: unknown): Promise<void> {
  const code = error instanceof IntegrationError ? error.code : 'UNKNOWN';
  await ports.book.stop(month, code, describeError(error), ports.clock.now());
  ports.metrics.steps.inc({ outcome: 'stopped' });
  ports.log.error({ month, code, problem: describeError(error) }, 'a collection stands still and needs a person');
}

/** From the book, so that it is right after a restart and after another process resumed a run. */
async function showStopped(ports: MonthEndPorts): Promise<void> {
  ports.metrics.stopped.reset();
  for (const { month, code } of await ports.book.stopped()) {
    ports.metrics.stopped.set({ month, problem: code }, 1);
  }
}
