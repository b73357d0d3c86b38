/** What the HTTP thread and an engine worker say to one another. Everything here must survive a structured clone. */
import type { MessagePort } from 'node:worker_threads';
import type { Aftermath } from './ports.ts';
import type { DmlError } from './records.ts';

/** For whom an operation runs. `userId` null: the org itself (login checks, the scheduler, health). */
export interface Caller {
  readonly userId: string | null;
  /** Which door the request came through; some operations differ by it (encrypted text, CSRF, sites). */
  readonly channel: 'api' | 'ui' | 'site' | 'internal';
  /** `67.0`: the API version named in the request, echoed in record URLs. */
  readonly apiVersion: string;
  /** Name of the site (`Agency_Portal`) the request came through. */
  readonly site?: string;
  /** What the client says about duplicate rules; absent: a warning of one keeps the record from being saved. */
  readonly duplicateRules?: { readonly allowSave: boolean; readonly asCurrentUser: boolean };
}

/** One operation for a worker. */
export interface OperationMessage {
  readonly kind: 'operation';
  readonly id: number;
  readonly operation: string;
  readonly input: unknown;
  readonly caller: Caller;
}

/** An error in a form that crosses the thread border. */
export interface ErrorReport {
  readonly code: string;
  readonly message: string;
  readonly fields: readonly string[];
  /** Set for `Unsupported`. */
  readonly feature?: string;
  /** Set for `RecordNotSaved`: everything that is wrong with the record. */
  readonly recordErrors?: readonly DmlError[];
  /** Set for a page's failed Apex call: what the page finds in `error.body`. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** For the server's log only; never sent to a client. */
  readonly stack?: string;
  /** True when our own code failed, not the client's request. */
  readonly internal: boolean;
}

export interface FinishedMessage {
  readonly kind: 'finished';
  readonly id: number;
  readonly output?: unknown;
  readonly error?: ErrorReport;
  readonly aftermath: Aftermath;
}

/** The worker stands still until `signal[0]` is 1 and the answer lies in the other end of `port`. */
export interface CalloutMessage {
  readonly kind: 'callout';
  readonly request: HttpExchangeRequest;
  readonly signal: Int32Array;
  readonly port: MessagePort;
}

export interface ReadyMessage {
  readonly kind: 'ready';
}

export type FromWorker = FinishedMessage | CalloutMessage | ReadyMessage;
export type ToWorker = OperationMessage | { readonly kind: 'stop' };

/** One HTTP exchange as a worker asks for it; the URL is absolute and all headers are final. */
export interface HttpExchangeRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array | null;
  /** Milliseconds until the read is given up, counted from the start. */
  readonly timeoutMs: number;
  /** Bytes of body accepted; more is a failure. */
  readonly maxBytes: number;
}

export type HttpExchangeAnswer =
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly statusText: string;
      readonly headers: readonly (readonly [string, string])[];
      readonly body: Uint8Array;
    }
  | { readonly kind: 'failure'; readonly reason: 'timeout' | 'too-large' | 'unreachable'; readonly message: string };
