/** Durable work on pg-boss: one queue per flow, deterministic job ids (the same work is queued once), back-off, and a place where failed work waits. */
import { createHash } from 'node:crypto';
import { PgBoss, type JobWithMetadata } from 'pg-boss';
import type { Database } from './database.ts';
import { describeError, IntegrationError, isRetryable } from './errors.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

export interface RetryPolicy {
  readonly limit: number;
  readonly firstSeconds: number;
  readonly maxSeconds: number;
}

export interface FlowHandler<Data> {
  /** Does the work. Throwing a retryable error tries again later. */
  run(data: Data): Promise<void>;
  /** Called once when the work is given up: not retryable, or retries are used up. */
  giveUp(data: Data, reason: string): Promise<void>;
}

export interface WorkQueue {
  /** Queues work; false when the same identity is queued already or was done. */
  add(queue: string, identity: string, data: object): Promise<boolean>;
  /** Starts taking work. */
  serve<Data extends object>(queue: string, handler: FlowHandler<Data>): Promise<void>;
  /** Work waiting or running. */
  depth(queue: string): Promise<number>;
  stop(): Promise<void>;
}

/** Work whose process gave no sign of life for so long goes to whoever asks next: a killed process holds nothing up. The least that pg-boss takes. */
const SIGN_OF_LIFE_SECONDS = 10;
const LOOK_FOR_DEAD_SECONDS = 5;
/** However alive its process is, work that takes longer is tried again. */
const LONGEST_RUN_SECONDS = 120;

/** A UUID that is the same for the same identity (name-based, RFC 9562 version 8). */
export function jobId(queue: string, identity: string): string {
  const hash = createHash('sha256').update(`${queue}\n${identity}`).digest('hex');
  const variant = ((parseInt(hash.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-${variant}${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

export async function openQueue(
  database: Database,
  queues: readonly string[],
  policy: RetryPolicy,
  log: Log,
  metrics: Metrics,
): Promise<WorkQueue> {
  const boss = new PgBoss({
    ...database.bossOptions,
    schedule: false,
    superviseIntervalSeconds: LOOK_FOR_DEAD_SECONDS,
    monitorIntervalSeconds: LOOK_FOR_DEAD_SECONDS,
  });
  boss.on('error', (error) => log.error({ problem: describeError(error) }, 'queue error'));
  await boss.start();
  for (const name of queues) {
    const options = {
      retryLimit: policy.limit,
      retryDelay: policy.firstSeconds,
      retryBackoff: true,
      retryDelayMax: policy.maxSeconds,
      expireInSeconds: LONGEST_RUN_SECONDS,
      heartbeatSeconds: SIGN_OF_LIFE_SECONDS,
      retentionSeconds: 30 * 86_400,
      deleteAfterSeconds: 30 * 86_400,
    };
    await boss.createQueue(name, options);
    // A queue that an earlier version made keeps its settings otherwise.
    await boss.updateQueue(name, options);
  }

  return {
    async add(queue, identity, data) {
      return (await boss.send(queue, data, { id: jobId(queue, identity) })) !== null;
    },
    async serve<Data extends object>(queue: string, handler: FlowHandler<Data>) {
      const options = { includeMetadata: true as const, pollingIntervalSeconds: 0.5, batchSize: 1 };
      await boss.work<Data, undefined, typeof options>(queue, options, async (jobs: JobWithMetadata<Data>[]) => {
        for (const job of jobs) await attempt(queue, job, handler, policy, log, metrics);
        return undefined;
      });
    },
    async depth(queue) {
      const stats = await boss.getQueueStats(queue);
      return stats.reduce((sum, entry) => sum + entry.queuedCount + entry.activeCount, 0);
    },
    stop: () => boss.stop({ graceful: true, timeout: 5000 }),
  };
}

async function attempt<Data extends object>(
  queue: string,
  job: JobWithMetadata<Data>,
  handler: FlowHandler<Data>,
  policy: RetryPolicy,
  log: Log,
  metrics: Metrics,
): Promise<void> {
  const flowLog = log.child({ flow: queue, job: job.id, attempt: job.retryCount + 1 });
  try {
    await handler.run(job.data);
    metrics.flowRuns.inc({ flow: queue, outcome: 'done' });
    flowLog.info('done');
  } catch (error) {
    const reason = describeError(error);
    const lastChance = job.retryCount >= policy.limit;
    if (isRetryable(error) && !lastChance) {
      metrics.flowRuns.inc({ flow: queue, outcome: 'retried' });
      flowLog.warn({ problem: reason }, 'will try again');
      throw error;
    }
    metrics.flowRuns.inc({ flow: queue, outcome: 'given up' });
    flowLog.error({ problem: reason }, 'given up');
    await handler.giveUp(job.data, reason);
    if (lastChance) throw new IntegrationError('GIVEN_UP', reason, { retryable: false, cause: error });
  }
}
