/** What all REST neighbours have in common: one call with a time limit, JSON in and out, errors sorted into final and passing. */
import type { z } from 'zod';
import { IntegrationError } from '../../runtime/errors.ts';

const TRANSIENT_STATUS = new Set([408, 425, 429, 500, 502, 503, 504]);
const TIMEOUT_MS = 20_000;

export interface RestCall<Answer> {
  /** For error codes and messages: `MARKET_REGISTER`. */
  readonly system: string;
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The answer's shape by the contract; anything else counts as rubbish. */
  readonly answer: z.ZodType<Answer>;
}

/** Makes one call. A status worth trying again, silence and rubbish are retryable; any other refusal is final. */
export async function callRest<Answer>(call: RestCall<Answer>): Promise<Answer> {
  const { system } = call;
  let response: Response;
  let text: string;
  try {
    response = await fetch(call.url, {
      method: call.method,
      headers: { accept: 'application/json', 'content-type': 'application/json', ...call.headers },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    text = await response.text();
  } catch (cause) {
    throw new IntegrationError(`${system}_UNREACHABLE`, `${call.url.host} cannot be reached`, {
      retryable: true,
      cause,
    });
  }
  if (!response.ok) {
    throw new IntegrationError(
      `${system}_HTTP_${response.status}`,
      `answered ${response.status}: ${text.slice(0, 300)}`,
      {
        retryable: TRANSIENT_STATUS.has(response.status),
      },
    );
  }
  try {
    return call.answer.parse(JSON.parse(text));
  } catch (cause) {
    throw new IntegrationError(`${system}_RUBBISH`, 'sent an answer that does not follow its contract', {
      retryable: true,
      cause,
    });
  }
}
