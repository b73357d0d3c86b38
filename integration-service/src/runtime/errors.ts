/** A failure the queue can act on: `retryable` says whether trying the same again can help. */
export class IntegrationError extends Error {
  readonly code: string;
  readonly retryable: boolean;

  constructor(code: string, message: string, options: { readonly retryable: boolean; readonly cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'IntegrationError';
    this.code = code;
    this.retryable = options.retryable;
  }
}

/** What an operator reads: the code and message, and the innermost cause when it says more. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error instanceof IntegrationError ? `${error.code}: ${error.message}` : error.message;
  return error.cause instanceof Error ? `${own} (${error.cause.message})` : own;
}

/** Whether the queue should try again. Unknown errors are: a bug costs retries, a lost effect costs a customer. */
export function isRetryable(error: unknown): boolean {
  return error instanceof IntegrationError ? error.retryable : true;
}
