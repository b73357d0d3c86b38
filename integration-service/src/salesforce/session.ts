/** The service's session in the org: JWT bearer, renewed by itself when the org says 401. */
import { createSign } from 'node:crypto';
import { Connection } from 'jsforce';
import { z } from 'zod';
import { IntegrationError } from '../runtime/errors.ts';
import { toIntegrationError } from './errors.ts';

export interface SalesforceLogin {
  readonly loginUrl: string;
  readonly clientId: string;
  readonly username: string;
  readonly privateKeyPem: string;
  readonly audience: string;
}

/** The REST API version the service's queries were written for. */
export const API_VERSION = '67.0';

const TokenAnswer = z.object({ access_token: z.string(), instance_url: z.string() });
const TokenProblem = z.object({ error: z.string(), error_description: z.string().optional() });

/** Opens a session. jsforce's own JWT grant cannot renew after a 401 (it looks for a refresh token), hence `refreshFn`. */
export async function openSession(login: SalesforceLogin): Promise<Connection> {
  const token = await requestToken(login);
  return new Connection({
    instanceUrl: token.instance_url,
    accessToken: token.access_token,
    version: API_VERSION,
    refreshFn: (_connection, done) => {
      requestToken(login).then(
        (renewed) => {
          done(null, renewed.access_token);
        },
        (error: unknown) => {
          done(error instanceof Error ? error : new Error(String(error)));
        },
      );
    },
  });
}

async function requestToken(login: SalesforceLogin): Promise<z.infer<typeof TokenAnswer>> {
  const response: Response = await fetch(new URL('/services/oauth2/token', login.loginUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: signAssertion(login),
    }),
    signal: AbortSignal.timeout(15_000),
  }).catch((cause: unknown) => {
    throw toIntegrationError(cause);
  });
  const body: unknown = await response.json().catch(() => ({}));
  if (response.ok) return TokenAnswer.parse(body);
  const problem = TokenProblem.safeParse(body);
  const words = problem.success
    ? `${problem.data.error}: ${problem.data.error_description ?? ''}`
    : `HTTP ${response.status}`;
  throw new IntegrationError('SALESFORCE_LOGIN', `The org refused the login of ${login.username} (${words})`, {
    retryable: response.status >= 500,
  });
}

/** A JWT for the bearer flow: RS256, valid three minutes (the platform's maximum). */
function signAssertion(login: SalesforceLogin): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const claims = {
    iss: login.clientId,
    sub: login.username,
    aud: login.audience,
    exp: Math.floor(Date.now() / 1000) + 180,
  };
  const unsigned = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(login.privateKeyPem, 'base64url')}`;
}
