/**
 * The engine workers of one org and the queue before them (ARCHITECTURE rule 9). A worker handles one operation at a time. While
 * workers stand still in callouts the pool grows, so that a callout which comes back into this org is answered; at the stated
 * maximum it refuses by name instead of waiting for ever.
 */
import { Worker } from 'node:worker_threads';
import { ApexFailure } from './apex-failure.ts';
import { OrgError, Unsupported } from './errors.ts';
import { exchange } from './http-exchange.ts';
import type { CalloutMessage, Caller, ErrorReport, FromWorker, OperationMessage, ToWorker } from './messages.ts';
import type { InputOf, OperationName, OutputOf } from './operations.ts';
import type { Aftermath } from './ports.ts';
import { RecordNotSaved } from './record-errors.ts';

export interface PoolOptions {
  /** Module a worker starts with, and what it finds in `workerData`. */
  readonly workerModule: URL;
  readonly workerData: unknown;
  /** Workers kept ready. */
  readonly size: number;
  /** Workers at most, counting those that wait in callouts. */
  readonly maximum: number;
  /** Operations at most in the queue before the pool refuses. */
  readonly queueLimit: number;
  /** Milliseconds of work (time in callouts not counted) after which an operation is ended with its worker. */
  readonly workLimitMs: (operation: string) => number;
  /** Told after every committed operation that left work behind. */
  readonly onAftermath: (aftermath: Aftermath) => void;
  /** Told of failures that are ours, not the client's. */
  readonly onInternalError: (operation: string, report: ErrorReport) => void;
  /** A worker above `size` that was idle this long is ended. Milliseconds. */
  readonly spareIdleMs?: number;
}

/** How busy the pool is, for /local/health. */
export interface PoolState {
  readonly workers: number;
  readonly busy: number;
  readonly inCallout: number;
  readonly queued: number;
  readonly maximum: number;
  readonly restarts: number;
}

interface Job {
  readonly id: number;
  readonly operation: string;
  readonly input: unknown;
  readonly caller: Caller;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Seat {
  readonly worker: Worker;
  state: 'starting' | 'idle' | 'busy' | 'callout' | 'ending';
  job: Job | null;
  /** When the current stretch of work began, and how long earlier stretches of this job took; milliseconds. */
  since: number;
  worked: number;
}

const WATCH_EVERY_MS = 200;
/**
 * Of a worker's heap the part for what has just been made. A chunk of 200 records on its way through triggers makes tens of megabytes that
 * die with it: with the default of 16 they are copied about before they do.
 */
const YOUNG_GENERATION_MB = 64;

/** See the head of this file. */
export class EnginePool {
  readonly #options: PoolOptions;
  readonly #seats = new Set<Seat>();
  readonly #queue: Job[] = [];
  readonly #watch: NodeJS.Timeout;
  #nextId = 1;
  #restarts = 0;
  /** Whether the newest request was taken last. */
  #newest = false;
  #stopping = false;
  #whenQuiet: (() => void) | null = null;

  private constructor(options: PoolOptions) {
    this.#options = options;
    this.#watch = setInterval(() => this.#endOverlong(), WATCH_EVERY_MS);
    this.#watch.unref();
  }

  /** Starts the pool with its first worker ready; the others follow. Rejects with the first worker's error. */
  static async start(options: PoolOptions): Promise<EnginePool> {
    const pool = new EnginePool(options);
    try {
      await pool.#seat();
    } catch (cause) {
      clearInterval(pool.#watch);
      throw cause;
    }
    for (let index = 1; index < options.size; index += 1) pool.#grow();
    return pool;
  }

  /** Runs one operation in a transaction of its own. Rejects with OrgError or Unsupported. */
  run<N extends OperationName>(operation: N, input: InputOf<N>, caller: Caller): Promise<OutputOf<N>> {
    return this.runNamed(operation, input, caller) as Promise<OutputOf<N>>;
  }

  /** The same for a caller that chose the operation at run time. */
  runNamed(operation: string, input: unknown, caller: Caller): Promise<unknown> {
    if (this.#stopping) return Promise.reject(new OrgError('SERVER_UNAVAILABLE', 'The org is shutting down.'));
    if (this.#queue.length >= this.#options.queueLimit) {
      return Promise.reject(refusal(`${this.#options.queueLimit} requests are waiting already`));
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({ id: this.#nextId++, operation, input, caller, resolve, reject });
      this.#dispatch();
    });
  }

  get state(): PoolState {
    const seats = [...this.#seats];
    return {
      workers: seats.length,
      busy: seats.filter((seat) => seat.state === 'busy').length,
      inCallout: seats.filter((seat) => seat.state === 'callout').length,
      queued: this.#queue.length,
      maximum: this.#options.maximum,
      restarts: this.#restarts,
    };
  }

  /** Lets running operations finish for `graceMs`, refuses new ones, closes every worker's store. */
  async stop(graceMs = 10_000): Promise<void> {
    if (!this.#stopping) {
      this.#stopping = true;
      for (const job of this.#queue.splice(0))
        job.reject(new OrgError('SERVER_UNAVAILABLE', 'The org is shutting down.'));
      const quiet = new Promise<void>((resolve) => {
        this.#whenQuiet = resolve;
        this.#settle();
      });
      await Promise.race([quiet, pause(graceMs)]);
    }
    clearInterval(this.#watch);
    await Promise.all([...this.#seats].map((seat) => this.#close(seat)));
  }

  async #close(seat: Seat): Promise<void> {
    const gone = new Promise<void>((resolve) => seat.worker.once('exit', () => resolve()));
    const wasFree = seat.job === null;
    seat.state = 'ending';
    if (wasFree) {
      seat.worker.postMessage({ kind: 'stop' } satisfies ToWorker);
      await Promise.race([gone, pause(2_000)]);
    }
    await seat.worker.terminate();
  }

  #dispatch(): void {
    for (const seat of this.#seats) {
      if (seat.state !== 'idle') continue;
      const job = this.#next();
      if (!job) break;
      this.#assign(seat, job);
    }
    if (this.#queue.length === 0) return;
    const seats = [...this.#seats];
    const working = seats.filter((seat) => seat.state === 'busy' || seat.state === 'starting').length;
    if (working < this.#options.size && seats.length < this.#options.maximum) {
      this.#grow();
    } else if (working === 0) {
      // Every worker the org may have stands in a callout: waiting could be waiting for oneself.
      for (const job of this.#queue.splice(0)) {
        job.reject(refusal(`all ${this.#options.maximum} engine workers are waiting in callouts`));
      }
    }
  }

  /**
   * The oldest request; while workers stand in callouts every other time the newest, and on the last worker always: it may be the one that a
   * callout waits for, and those before it would only add callouts.
   */
  #next(): Job | undefined {
    const inCallout = [...this.#seats].filter((seat) => seat.state === 'callout').length;
    if (inCallout === 0) return this.#queue.shift();
    this.#newest = inCallout >= this.#options.maximum - 1 || !this.#newest;
    return this.#newest ? this.#queue.pop() : this.#queue.shift();
  }

  #assign(seat: Seat, job: Job): void {
    seat.state = 'busy';
    seat.job = job;
    seat.since = Date.now();
    seat.worked = 0;
    const message: OperationMessage = {
      kind: 'operation',
      id: job.id,
      operation: job.operation,
      input: job.input,
      caller: job.caller,
    };
    try {
      seat.worker.postMessage(message);
    } catch (cause) {
      seat.state = 'idle';
      seat.job = null;
      job.reject(new OrgError('UNKNOWN_EXCEPTION', `The request for ${job.operation} cannot be passed on.`, { cause }));
    }
  }

  #grow(): void {
    this.#seat().catch((cause: unknown) => {
      const message = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
      this.#options.onInternalError('worker.start', { code: 'UNKNOWN_EXCEPTION', message, fields: [], internal: true });
      if (this.#seats.size === 0) {
        for (const job of this.#queue.splice(0)) {
          job.reject(new OrgError('SERVER_UNAVAILABLE', 'No engine worker could be started.', { cause }));
        }
      }
    });
  }

  /** Starts one worker; resolves when it has composed its engine. */
  #seat(): Promise<void> {
    const worker = new Worker(this.#options.workerModule, {
      workerData: this.#options.workerData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    const seat: Seat = { worker, state: 'starting', job: null, since: Date.now(), worked: 0 };
    this.#seats.add(seat);
    return new Promise((resolve, reject) => {
      worker.on('message', (message: FromWorker) => {
        if (message.kind === 'ready') {
          seat.state = 'idle';
          resolve();
          this.#dispatch();
        } else this.#receive(seat, message);
      });
      worker.on('error', (cause) => {
        reject(asError(cause));
        this.#lost(seat, asError(cause));
      });
      worker.on('exit', () => {
        reject(new Error('The engine worker ended before it was ready.'));
        this.#lost(seat, null);
      });
    });
  }

  #receive(seat: Seat, message: Exclude<FromWorker, { kind: 'ready' }>): void {
    if (message.kind === 'callout') {
      void this.#callout(seat, message);
      return;
    }
    const job = seat.job;
    if (!job || job.id !== message.id) return;
    seat.job = null;
    if (seat.state !== 'ending') seat.state = 'idle';
    const { error } = message;
    if (error) {
      if (error.internal) this.#options.onInternalError(job.operation, error);
      job.reject(errorFrom(error));
    } else job.resolve(message.output);
    const { asyncJobs, events, schemaChanged, mail } = message.aftermath;
    if (asyncJobs || events || schemaChanged || mail) this.#options.onAftermath(message.aftermath);
    this.#dispatch();
    this.#shrinkLater(seat);
    this.#settle();
  }

  async #callout(seat: Seat, message: CalloutMessage): Promise<void> {
    if (seat.state === 'busy') {
      seat.state = 'callout';
      seat.worked += Date.now() - seat.since;
      this.#dispatch();
    }
    const answer = await exchange(message.request);
    if (!this.#seats.has(seat)) return;
    if (seat.state === 'callout') {
      seat.state = 'busy';
      seat.since = Date.now();
    }
    message.port.postMessage(answer);
    Atomics.store(message.signal, 0, 1);
    Atomics.notify(message.signal, 0);
  }

  #lost(seat: Seat, cause: Error | null): void {
    if (!this.#seats.delete(seat)) return;
    const { job } = seat;
    const wasStarting = seat.state === 'starting';
    seat.job = null;
    if (job) {
      const message = 'The engine worker of this request ended unexpectedly; nothing of it was saved.';
      this.#options.onInternalError(job.operation, {
        code: 'UNKNOWN_EXCEPTION',
        message: cause?.stack ?? message,
        fields: [],
        internal: true,
      });
      job.reject(new OrgError('UNKNOWN_EXCEPTION', message, { cause }));
    }
    this.#settle();
    if (this.#stopping || wasStarting || seat.state === 'ending') return;
    this.#restarts += 1;
    if (this.#seats.size < this.#options.size) this.#grow();
    this.#dispatch();
  }

  /** Ends workers whose operation works longer than allowed: JavaScript that loops for ever can be stopped no other way. */
  #endOverlong(): void {
    const now = Date.now();
    for (const seat of this.#seats) {
      const { job } = seat;
      if (seat.state !== 'busy' || !job) continue;
      if (seat.worked + now - seat.since < this.#options.workLimitMs(job.operation)) continue;
      seat.job = null;
      job.reject(new OrgError('APEX_ERROR', 'System.LimitException: Apex CPU time limit exceeded'));
      // `exit` arrives after the thread is gone and its connections are closed; then a new worker takes the seat.
      void seat.worker.terminate();
    }
  }

  #shrinkLater(seat: Seat): void {
    if (this.#seats.size <= this.#options.size) return;
    setTimeout(() => {
      if (this.#stopping || seat.state !== 'idle' || this.#seats.size <= this.#options.size) return;
      void this.#close(seat);
    }, this.#options.spareIdleMs ?? 30_000).unref();
  }

  #settle(): void {
    if (!this.#whenQuiet || [...this.#seats].some((seat) => seat.job !== null)) return;
    this.#whenQuiet();
    this.#whenQuiet = null;
  }
}

function refusal(reason: string): OrgError {
  return new OrgError('REQUEST_LIMIT_EXCEEDED', `ConcurrentRequests Limit exceeded: ${reason}.`);
}

/** Rebuilds an engine error on this side of the thread border. */
export function errorFrom(report: ErrorReport): OrgError {
  if (report.feature !== undefined) {
    const error = new Unsupported(report.feature);
    error.message = report.message;
    return error;
  }
  if (report.body !== undefined) return new ApexFailure(report.message, report.body);
  if (report.recordErrors !== undefined) return new RecordNotSaved(report.recordErrors);
  return new OrgError(report.code, report.message, { fields: report.fields });
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
