/** Asynchronous Apex: what is due, and running one job in a transaction of its own. */
import { OrgError } from '../errors.ts';
import type { OperationContext } from './context.ts';

/** Jobs that may run now, and when the next one may. Milliseconds since 1970. */
export interface DueJobs {
  readonly jobs: readonly string[];
  readonly nextAt: number | null;
}

/** What the scheduler on the HTTP thread asks after every commit that queued something, and when its timer goes off. */
export function asyncDue(_input: object, _context: OperationContext): DueJobs {
  return { jobs: [], nextAt: null };
}

/** Mails the org would have sent. */
export function mailOutbox(_input: object, context: OperationContext): readonly unknown[] {
  return context.engine.store.get("SELECT 1 AS known FROM sqlite_master WHERE name = '_mail'")
    ? context.engine.store.all('SELECT * FROM _mail ORDER BY rowid DESC LIMIT 200')
    : [];
}

/** Runs one queued job. */
export function asyncRun(input: { readonly id: string }, _context: OperationContext): null {
  throw new OrgError('NOT_FOUND', `No job ${input.id}`);
}

/** Writes down that a job ended without being able to say so itself. */
export function asyncFailed(
  input: { readonly id: string; readonly message: string },
  _context: OperationContext,
): null {
  throw new OrgError('NOT_FOUND', `No job ${input.id}`);
}
