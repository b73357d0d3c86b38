/** What is loaded of customers, object by object in the order in which records need each other; parents are named by external ids. */
import { CUSTOMER_JOBS, PROPERTY_JOBS } from './account-jobs.ts';
import { CONTRACT_JOBS } from './contract-jobs.ts';
import type { SeedJob } from './job.ts';
import { METERING_JOBS, PREMISES_JOB, SUPPLY_JOBS } from './supply-jobs.ts';

/** All jobs in the order in which they must run: a line that has started makes its supply, so the meters stand before it. */
export const SEED_JOBS: readonly SeedJob[] = [
  ...CUSTOMER_JOBS,
  PREMISES_JOB,
  ...PROPERTY_JOBS,
  ...METERING_JOBS,
  ...CONTRACT_JOBS,
  ...SUPPLY_JOBS,
];
