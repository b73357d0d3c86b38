/** Where one result stands on its way: which steps are done, which wait for another try, which were given up and need a person. */
import type { Clock } from '../../runtime/clock.ts';
import type { Database } from '../../runtime/database.ts';
import { describeError, IntegrationError, isRetryable } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/log.ts';
import type { RetryPolicy } from '../../runtime/queue.ts';

export type Step = 'erp_step' | 'case_step' | 'mail_step' | 'note_step';
export type StepState = 'OPEN' | 'DONE' | 'GIVEN_UP' | 'NONE';
export type Neighbour = 'ERP' | 'ORG' | 'MAIL';

export interface ProgressRow extends Readonly<Record<Step, StepState>> {
  readonly id: string;
  readonly invoiceNumber: string;
  readonly attempts: number;
}

export interface Progress {
  isOpen(step: Step): boolean;
  isDone(step: Step): boolean;
  /** Has the effect when the step is open and its neighbour is not silent, and marks it. Never throws what the neighbour did. */
  step(step: Step, neighbour: Neighbour, effect: () => Promise<void>): Promise<void>;
  /** Work that several steps need; false when they must wait or were given up with it. */
  attempt(steps: readonly Step[], neighbour: Neighbour, work: () => Promise<void>): Promise<boolean>;
  /** The step has become pointless. */
  drop(step: Step): Promise<void>;
  /** Writes down when to try again, if something failed in passing. */
  close(): Promise<void>;
}

interface ProgressPorts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly retry: RetryPolicy;
}

/** `silent`: neighbours that failed in passing during this pass; others are left alone. */
export function openProgress(ports: ProgressPorts, row: ProgressRow, silent: Set<Neighbour>): Progress {
  const state: Record<Step, StepState> = {
    erp_step: row.erp_step,
    case_step: row.case_step,
    mail_step: row.mail_step,
    note_step: row.note_step,
  };
  let failed = false;

  const mark = async (step: Step, to: StepState) => {
    state[step] = to;
    const finished = !Object.values(state).includes('OPEN');
    const mailed = step === 'mail_step' && to === 'DONE';
    await ports.database.query(
      `update payment_result set ${step} = $2, finished = $3${mailed ? ', mailed_at = $4' : ''} where id = $1::bigint`,
      [row.id, to, finished, ...(mailed ? [ports.clock.now().toISOString()] : [])],
    );
  };

  const giveUp = async (steps: readonly Step[], error: unknown) => {
    for (const step of steps) if (state[step] === 'OPEN') await mark(step, 'GIVEN_UP');
    const code = error instanceof IntegrationError ? error.code : 'UNKNOWN';
    const problem = describeError(error);
    await ports.database.query(
      `update payment_result set problem_code = $2, problem = concat_ws('; ', problem, $3::text), settled_at = null where id = $1::bigint`,
      [row.id, code, problem],
    );
    ports.log.error(
      { invoice: row.invoiceNumber, code, problem },
      'a result could not be passed on and needs a person',
    );
  };

  const attempt = async (steps: readonly Step[], neighbour: Neighbour, work: () => Promise<void>) => {
    if (silent.has(neighbour)) return false;
    try {
      await work();
      return true;
    } catch (error) {
      if (isRetryable(error) && row.attempts < ports.retry.limit) {
        silent.add(neighbour);
        failed = true;
        ports.log.warn({ invoice: row.invoiceNumber, neighbour, problem: describeError(error) }, 'will try again');
      } else await giveUp(steps, error);
      return false;
    }
  };

  return {
    isOpen: (step) => state[step] === 'OPEN',
    isDone: (step) => state[step] === 'DONE',
    attempt,
    async step(step, neighbour, effect) {
      if (state[step] === 'OPEN' && (await attempt([step], neighbour, effect))) await mark(step, 'DONE');
    },
    drop: (step) => mark(step, 'NONE'),
    async close() {
      if (!failed) return;
      const pause = Math.min(ports.retry.maxSeconds, ports.retry.firstSeconds * 2 ** Math.min(row.attempts, 20));
      await ports.database.query(
        'update payment_result set attempts = attempts + 1, next_try_at = now() + make_interval(secs => $2) where id = $1::bigint',
        [row.id, pause],
      );
    },
  };
}
