/** The message loop of an engine worker: one operation at a time, every outcome reported. */
import { parentPort } from 'node:worker_threads';
import { OrgError, Unsupported } from './errors.ts';
import type { ErrorReport, FinishedMessage, OperationMessage, ReadyMessage, ToWorker } from './messages.ts';
import type { Aftermath } from './ports.ts';
import { RecordNotSaved } from './record-errors.ts';

const NOTHING_AFTER: Aftermath = { asyncJobs: false, events: false, schemaChanged: false, mail: false };

/** Runs one operation to its end, committed or rolled back. */
export type RunOperation = (message: OperationMessage) => { readonly output: unknown; readonly aftermath: Aftermath };

/**
 * Answers the pool's messages with `run`; `close` is called when the pool stops. Announces itself ready at once, so call it when
 * the engine is composed.
 */
export function serveOperations(run: RunOperation, close: () => void): void {
  const port = parentPort;
  if (!port) throw new OrgError('UNKNOWN_EXCEPTION', 'The engine runs in worker threads only.');
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'stop') {
      close();
      port.close();
      return;
    }
    port.postMessage(outcome(run, message));
  });
  port.postMessage({ kind: 'ready' } satisfies ReadyMessage);
}

function outcome(run: RunOperation, message: OperationMessage): FinishedMessage {
  try {
    return { kind: 'finished', id: message.id, ...run(message) };
  } catch (cause) {
    return { kind: 'finished', id: message.id, error: reportOf(cause), aftermath: NOTHING_AFTER };
  }
}

/** An error in the form that crosses the thread border; an error that is not the platform's becomes UNKNOWN_EXCEPTION. */
export function reportOf(cause: unknown): ErrorReport {
  if (cause instanceof Unsupported) {
    return { code: cause.code, message: cause.message, fields: cause.fields, feature: cause.feature, internal: false };
  }
  if (cause instanceof RecordNotSaved) {
    return {
      code: cause.code,
      message: cause.message,
      fields: cause.fields,
      recordErrors: cause.errors,
      internal: false,
    };
  }
  if (cause instanceof OrgError && 'body' in cause && typeof cause.body === 'object' && cause.body !== null) {
    const body = cause.body as Readonly<Record<string, unknown>>;
    return { code: cause.code, message: cause.message, fields: cause.fields, body, internal: false };
  }
  if (cause instanceof OrgError) {
    return { code: cause.code, message: cause.message, fields: cause.fields, internal: false, ...stackOf(cause) };
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  return {
    code: 'UNKNOWN_EXCEPTION',
    message: `An unexpected error occurred: ${message}`,
    fields: [],
    internal: true,
    ...stackOf(cause),
  };
}

function stackOf(cause: unknown): { readonly stack?: string } {
  return cause instanceof Error && cause.stack !== undefined ? { stack: cause.stack } : {};
}
