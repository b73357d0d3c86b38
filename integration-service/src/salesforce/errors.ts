import { IntegrationError } from '../runtime/errors.ts';

/** Salesforce error codes after which the same call can succeed later. */
const TRANSIENT = new Set([
  'UNABLE_TO_LOCK_ROW',
  'REQUEST_LIMIT_EXCEEDED',
  'REQUEST_RUNNING_TOO_LONG',
  'SERVER_UNAVAILABLE',
  'UNKNOWN_EXCEPTION',
  'INVALID_SESSION_ID',
  'ERROR_HTTP_500',
  'ERROR_HTTP_502',
  'ERROR_HTTP_503',
  'ERROR_HTTP_504',
]);

/** Translates whatever jsforce or fetch threw: an org's refusal is final, anything about the way there is not. */
export function toIntegrationError(error: unknown): IntegrationError {
  if (error instanceof IntegrationError) return error;
  const code = error instanceof Error && 'errorCode' in error ? String(error.errorCode) : undefined;
  const words = error instanceof Error ? error.message : String(error);
  if (code) return new IntegrationError(`SALESFORCE_${code}`, words, { retryable: TRANSIENT.has(code), cause: error });
  return new IntegrationError('SALESFORCE_UNREACHABLE', `The org could not be reached: ${words}`, {
    retryable: true,
    cause: error,
  });
}
