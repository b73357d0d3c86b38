/** Errors of the org, with the platform's codes and words. The API layer turns them into REST, SOAP and UI shapes. */

/** A failure a client of the platform would see: `code` as the platform's errorCode or StatusCode. */
export class OrgError extends Error {
  readonly code: string;
  readonly fields: readonly string[];

  constructor(
    code: string,
    message: string,
    options: { readonly fields?: readonly string[]; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'OrgError';
    this.code = code;
    this.fields = options.fields ?? [];
  }
}

/**
 * Something the platform can do and this local org cannot. Always named (`Approval.process`, `SOQL TYPEOF`), counted, and listed in
 * docs/local-org/coverage.md. Never replaced by a guess.
 */
export class Unsupported extends OrgError {
  readonly feature: string;

  constructor(feature: string, hint?: string) {
    super(
      'UNSUPPORTED_LOCALLY',
      `The local org does not support ${feature}${hint ? `: ${hint}` : ''}. See docs/local-org/coverage.md.`,
    );
    this.name = 'Unsupported';
    this.feature = feature;
  }
}

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
