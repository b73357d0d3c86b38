/** What the print vendor remembers: small state for the progress, and each manifest's bills in a file of their own. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openState } from '../support/state.ts';
import type { Bill, PrintOrder } from './order.ts';

export interface TokenList {
  readonly listId: string;
  /** Places of the bills in the manifest; `to` is the first that no longer belongs to it. */
  readonly from: number;
  readonly to: number;
  /** A list that is held is sent only when somebody asks for it. */
  held: boolean;
  sent: boolean;
}

export interface PrintJob {
  readonly manifestId: string;
  readonly month: string;
  readonly receiptId: string;
  readonly receivedAt: string;
  readonly rows: number;
  readonly totalAmount: string;
  readonly currency: string;
  readonly lists: readonly TokenList[];
  /** Bills printed and archived so far. */
  printed: number;
  /** How often the ERP sent it. */
  timesAsked: number;
}

export interface Jobs {
  all(): readonly PrintJob[];
  find(manifestId: string): PrintJob | undefined;
  add(job: PrintJob, order: PrintOrder): void;
  bills(job: PrintJob): readonly Bill[];
  save(): void;
}

/** Opens the jobs; with a state file they survive a restart. */
export function openJobs(stateFile?: string): Jobs {
  const state = openState<{ readonly jobs: Record<string, PrintJob> }>({ jobs: {} }, stateFile);
  const folder = stateFile ? `${stateFile.replace(/\.json$/, '')}-manifests` : undefined;
  if (folder) mkdirSync(folder, { recursive: true });
  const billsOf = new Map<string, readonly Bill[]>();
  const fileOf = (manifestId: string) => folder && join(folder, `${manifestId}.json`);
  return {
    all: () => Object.values(state.data.jobs),
    find: (manifestId) => (Object.hasOwn(state.data.jobs, manifestId) ? state.data.jobs[manifestId] : undefined),
    add(job, order) {
      const file = fileOf(job.manifestId);
      // The bills first: a job without them could never be finished.
      if (file) writeFileSync(file, JSON.stringify(order.invoice));
      billsOf.set(job.manifestId, order.invoice);
      state.data.jobs[job.manifestId] = job;
      state.save();
    },
    bills({ manifestId }) {
      const file = fileOf(manifestId);
      const read = () => (file && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as readonly Bill[]) : []);
      const bills = billsOf.get(manifestId) ?? read();
      billsOf.set(manifestId, bills);
      return bills;
    },
    save: () => state.save(),
  };
}
