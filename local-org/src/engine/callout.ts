/** Lets synchronous Apex in a worker wait for an HTTP exchange that the HTTP thread performs. */
import { MessageChannel, parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { OrgError } from './errors.ts';
import type { CalloutMessage, HttpExchangeAnswer, HttpExchangeRequest } from './messages.ts';

/** Grace beyond the request's own timeout before the wait itself is given up; milliseconds. */
const GRACE_MS = 5_000;

/**
 * Sends the request and blocks this thread until the answer is there. Only inside an engine worker.
 * The caller has checked that no uncommitted work is pending.
 */
export function exchangeAndWait(request: HttpExchangeRequest): HttpExchangeAnswer {
  if (!parentPort) throw new OrgError('UNKNOWN_EXCEPTION', 'Callouts can be made from an engine worker only.');
  const signal = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const { port1, port2 } = new MessageChannel();
  try {
    parentPort.postMessage({ kind: 'callout', request, signal, port: port2 } satisfies CalloutMessage, [port2]);
    Atomics.wait(signal, 0, 0, request.timeoutMs + GRACE_MS);
    const received = receiveMessageOnPort(port1) as { readonly message: HttpExchangeAnswer } | undefined;
    return received?.message ?? { kind: 'failure', reason: 'timeout', message: 'Read timed out' };
  } finally {
    port1.close();
  }
}
