/** Jobs as they lie in the queue. */
import type { AsyncJob } from '../engine/ports.ts';

/** A job that was taken from the queue. */
export interface QueuedJob extends AsyncJob {
  /** The AsyncApexJob id, 18 characters. */
  readonly id: string;
  /** How often it was taken, this time included. */
  readonly attempt: number;
  /** Set for scheduled Apex: the CronTrigger it fires for. */
  readonly cronTriggerId: string | null;
}

/** What may run now, and when the next job may; milliseconds since 1970. */
export interface DueJobs {
  readonly jobs: readonly string[];
  readonly nextAt: number | null;
}

/** How a job that ran shows in AsyncApexJob. */
export interface JobOutcome {
  readonly status: 'Completed' | 'Failed' | 'Aborted';
  /** Shown as ExtendedStatus, "First error: …". */
  readonly message?: string;
}
