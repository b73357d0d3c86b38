/** The public face of `async/`. */
export { nextFiring, parseCron, type Cron } from './cron.ts';
export type { DueJobs, JobOutcome, QueuedJob } from './job.ts';
export { createAsyncQueue, type AsyncParts, type FullAsyncQueue, type Schedule } from './queue.ts';
export { createJobRunner, type JobResult, type JobRunner, type JobRunnerParts } from './runner.ts';
