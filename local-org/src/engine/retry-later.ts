/** Thrown by a job's work to be run again later, nothing it wrote being kept (EventBus.RetryableException). */
export class RetryLater extends Error {
  /** Milliseconds to wait. */
  readonly delay: number;

  constructor(message: string, delay: number, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.name = 'RetryLater';
    this.delay = delay;
  }
}
