/** Asynchronous Apex: what is due, and running one job in a transaction of its own. */
import type { DueJobs, JobResult } from '../../async/index.ts';
import { administratorId } from '../../metadata/index.ts';
import type { OperationContext } from './context.ts';

/** What the scheduler on the HTTP thread asks after every commit that queued something, and when its timer goes off. */
export function asyncDue(_input: object, context: OperationContext): DueJobs {
  // Events that a process left behind between commit and log become deliveries first.
  context.engine.events.settle();
  queueRecalculation(context);
  return context.engine.async.due();
}

const RECALCULATION = 'SharingRecalculation';

/** A deploy leaves sharing rules over many records to the background; so does a process that died before it was done. */
function queueRecalculation({ engine, systemScope }: OperationContext): void {
  if (engine.async.isQueued(RECALCULATION) || engine.security.recalculations().length === 0) return;
  engine.async.enqueue(
    { kind: RECALCULATION, className: RECALCULATION, payload: '', runAsUserId: administratorId },
    systemScope,
  );
}

/** At the start of the org: jobs a former process had begun are due again. */
export function asyncRecover(_input: object, context: OperationContext): null {
  context.transaction.begin();
  context.engine.async.recover();
  return null;
}

/** Runs one queued job; taking, running and marking it are transactions of their own. */
export function asyncRun(input: { readonly id: string }, context: OperationContext): JobResult {
  return context.engine.jobs.run(input.id);
}

/** Writes down that a job ended without being able to say so itself (its worker was ended or crashed). */
export function asyncFailed(input: { readonly id: string; readonly message: string }, context: OperationContext): null {
  context.engine.jobs.interrupted(input.id, input.message);
  return null;
}
